//! Room 报告: reports whose figures are bound to the records and open down to them.
//!
//! **Records**: a report is written from a template ([`template`]) as a text with marks; its figures are live while it is a draft. It
//! goes 拟稿 → 核稿 → 会签 → 签发 ([`model`], [`countersign`]), each may give it back. At sign-off text and figures are frozen with the digest of the facts behind
//! them and the ledger's posting number; afterwards it can be compared with today ([`actions::diff`]), corrected beside what was signed ([`correction`]), and exported as an official paper.
//!
//! **Posts**: no facts. Sign-off writes citations to the ledger and closes the report's period for its org.
//!
//! **Asks of others**: figures, proofs and checks of the ledger; orgs and access of the board; the document model, .docx and PDF of
//! paper; captions of records through `ledger::Sources`.
#![forbid(unsafe_code)]

pub mod actions;
pub mod approval;
pub mod attached;
mod audit;
pub mod correction;
pub mod countersign;
mod error;
pub mod figures;
pub mod model;
pub mod note;
pub mod own;
mod pages;
mod personal;
mod records;
pub mod render;
pub mod rights;
pub mod rules;
pub mod say;
mod store;
pub mod template;
pub mod work;

pub use error::ReportError;
pub use pages::module;
pub use store::Filter;

/// The room's tables.
pub const MIGRATIONS: base::Migrations = base::Migrations {
    room: "report",
    steps: &[
        include_str!("../migrations/0001_report.sql"),
        include_str!("../migrations/0002_countersign.sql"),
        include_str!("../migrations/0003_scan.sql"),
        include_str!("../migrations/0004_correction.sql"),
        include_str!("../migrations/0005_declared.sql"),
        include_str!("../migrations/0006_template.sql"),
        include_str!("../migrations/0007_work.sql"),
    ],
};
