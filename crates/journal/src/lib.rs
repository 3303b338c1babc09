//! 工作台账: the universal record of what was done, and the import of an office's workbooks.
//!
//! **Records** a day, an org, a title, lines of metric and quantity with the enterprises or persons they speak of. **Posts** what
//! [`facts::facts_of`] says of a record: every metric of the catalogue that no richer room has taken over. **Asks** the board for orgs
//! and people, the ledger for metrics, `sheet` for what a workbook says.
#![forbid(unsafe_code)]

pub mod actions;
mod audit;
mod calendar;
mod changes;
pub mod error;
pub mod facts;
pub mod import;
pub mod model;

mod pages;
mod personal;
pub mod plan;
mod records;
pub mod rights;
pub mod rules;
mod sources;
mod store;
mod texts;
mod todo;

pub use error::JournalError;
pub use pages::module;
pub use personal::JournalPeople;
pub use sources::JournalSources;

/// The room's tables.
pub const MIGRATIONS: base::Migrations = base::Migrations {
    room: "journal",
    steps: &[
        include_str!("../migrations/0001_journal.sql"),
        include_str!("../migrations/0002_upload.sql"),
        include_str!("../migrations/0003_remap.sql"),
        include_str!("../migrations/0004_declared.sql"),
        include_str!("../migrations/0005_import_counts.sql"),
        include_str!("../migrations/0006_plan.sql"),
        include_str!("../migrations/0007_profile.sql"),
    ],
};

/// The kind by which the ledger names this room's records.
pub const RECORD: &str = "journal.record";
