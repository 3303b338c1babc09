//! What the ledger promises, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod house;
mod model;
mod property;
