//! What the ledger promises, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod basics;
mod by_actor;
mod faults;
mod house;
mod late;
mod migrating;
mod model;
mod property;
mod restating;
mod statements;
mod verifying;
