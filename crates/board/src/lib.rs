//! The board of the kernel: orgs and the dated tree, people and posts, accounts, sessions and access. It owns these tables and the
//! rules that hold whatever page, command or job touches them. Other floors meet here; the room `org` gives these tables their pages.
//!
//! Acts take `(tx, by, ask)` and are run by `Db::write`; what belongs to no office (sessions, sign-ins) runs in `Db::short`. Apart from
//! [`accounts`], whose rules are about who may give what to whom, an act here does not ask for a right: the door that calls it knows
//! the right and asks [`access::require`] first.
#![forbid(unsafe_code)]

pub mod access;
pub mod accounts;
mod audit;
pub mod campaigns;
mod common;
mod error;
pub mod evidence;
pub mod feeds;
pub mod limiter;
mod names;

pub mod office;
pub mod orgs;
mod page;
pub mod passwords;
pub mod people;
pub mod personal;
pub mod posts;
pub mod provider_sign_in;
pub mod reminders;
pub mod second_step;
pub mod sessions;
pub mod sign_in;
pub mod targets;
pub mod tree;

pub use access::Denied;
pub use error::{BoardError, Kind};
pub use orgs::{Line, Org, OrgFilter, OrgKind};
pub use page::Page;
pub use tree::Tree;

/// The board's tables.
pub const MIGRATIONS: base::Migrations = base::Migrations {
    room: "board",
    steps: &[
        include_str!("../migrations/0001_board.sql"),
        include_str!("../migrations/0002_campaign.sql"),
        include_str!("../migrations/0003_target.sql"),
        include_str!("../migrations/0004_personal.sql"),
        include_str!("../migrations/0005_reminder.sql"),
        include_str!("../migrations/0006_evidence.sql"),
        include_str!("../migrations/0007_attempt.sql"),
        include_str!("../migrations/0008_second_factor.sql"),
        include_str!("../migrations/0009_sealed_grants.sql"),
        include_str!("../migrations/0010_person_merge.sql"),
        include_str!("../migrations/0011_personal_requests.sql"),
        include_str!("../migrations/0012_handover.sql"),
        include_str!("../migrations/0013_provider.sql"),
    ],
};
