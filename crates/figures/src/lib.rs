//! 首页, 报数 and 数据总表: what is to be done, a figure by a few words, every figure by org and month, the records behind it, and its
//! definition (统计口径).
//!
//! **Records** the figures that were given out (报数), the pages that people keep under a name (常用视图), and the office's current period, which is the board's. **Posts** no facts. **Asks**
//! the ledger for figures, proofs, checks and what came later, the board for orgs and access, and the rooms (through the kit's sources)
//! for the names and addresses of records.
#![forbid(unsafe_code)]

pub mod actions;
pub mod ask;
mod audit;
mod error;
pub mod given;
mod pages;
mod records;
pub mod rights;
pub mod rules;
pub mod saved;
pub mod say;
mod store;
pub mod targets;

pub use error::FiguresError;
pub use pages::module;
pub use store::given::Filter as GivenFilter;

/// The room's tables.
pub const MIGRATIONS: base::Migrations = base::Migrations {
    room: "figures",
    steps: &[include_str!("../migrations/0001_given.sql"), include_str!("../migrations/0002_saved_view.sql")],
};
