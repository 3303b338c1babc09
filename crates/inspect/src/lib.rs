//! Room 迎检: a superior body inspects by a scoring table; the office shows for each line what it has.
//!
//! **Records** packs: a scoring table as it was imported ([`table`]), for each of its lines the records that answer it and files of its
//! own, and the day by which it must be ready. It shows what there is. Nothing is ever written for a line: an empty one is empty.
//! **Posts** nothing. **Asks** every room for its records through `kit::Records`, the board for orgs, access and evidence, `sheet` for what
//! a workbook says, `paper` for documents and pages of photos.
#![forbid(unsafe_code)]

pub mod actions;
mod audit;
pub mod error;
pub mod model;
mod pages;
mod records;
pub mod rights;
mod store;
pub mod table;
mod todo;
pub mod write;

pub use error::InspectError;
pub use pages::module;

/// The room's tables.
pub const MIGRATIONS: base::Migrations = base::Migrations { room: "inspect", steps: &[include_str!("../migrations/0001_inspect.sql")] };

/// The kind of record that a line is, for the files kept with it.
pub const LINE: &str = "inspect.line";
