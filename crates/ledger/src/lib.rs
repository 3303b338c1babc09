//! The ledger (总账): every business record posts **facts** to it in the transaction that saves the record, and every figure is read
//! from it and opens down to the records.
//!
//! How to read this crate, in an evening:
//! 1. [`metrics`]: what is counted, and how each kind adds up;
//! 2. [`Fact`]: what a record says; [`record`] posts the difference between that and what the ledger holds of the record;
//! 3. `expand`: how what is said becomes rows at the places of the dated tree; `post`: how rows become a posting, roll-ups and sets;
//! 4. `restate`: moves and mergers are the same difference again, over all records that they touch;
//! 5. [`figure`], [`proof`], [`digest`]: reading, today and as of any earlier posting; [`checks`], [`verify`].
//!
//! Postings and facts are only ever added. A fact row carries two amounts that add up alike: `quantity`, by which the figure changes,
//! and `facts`, by which the number of stated facts at its place changes (0 in a correction of the amount, −1 in a withdrawal, and on a
//! move of a stock −1 where it stood and +1 where it stands). So the number of facts behind a figure is a roll-up too.
#![forbid(unsafe_code)]

mod bulk;
mod by_actor;
mod campaign;
mod checks;
mod citation;
mod closing;
mod digest;
mod error;
mod expand;
mod fact;
mod figure;
mod intern;
mod late;
pub mod metrics;
mod parts;
pub mod personal;
mod place;
#[cfg(test)]
mod plans;
mod post;
mod proof;
mod reach;
mod record;
mod restate;
mod roll;
mod sources;
mod spread;
mod verify;

pub use board::Page;
pub use by_actor::{ByActor, OwnFigure, OwnRecord, figures_by};
pub use campaign::{campaign_citations, campaign_figures};
pub use checks::{Finding, Side, checks};
pub use citation::{Citation, citations_of, cite};
pub use closing::close_period;
pub use digest::digest;
pub use error::LedgerError;
pub use fact::{Cause, Fact, MOST, SourceRef, Subject};
pub use figure::{Ask, Figure, counts, figure, figures, number_at};
pub use late::{LatePosting, late_postings};
pub use metrics::{Kind, Metric, SubjectKind};
pub use proof::{FactLine, lines_of, proof};
pub use record::record;
pub use restate::{merge_orgs, merge_subjects, move_org};
pub use sources::{Caption, Later, Sources};
pub use spread::{Table, by_child, by_month, table};
pub use verify::{Difference, verify};

/// The ledger's tables.
pub const MIGRATIONS: base::Migrations = base::Migrations {
    room: "ledger",
    steps: &[include_str!("../migrations/0001_ledger.sql"), include_str!("../migrations/0002_reach_by_day.sql")],
};
