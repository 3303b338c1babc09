//! What this room promises, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod again;
mod books;
mod calendar;
mod campaigns;
mod changed;
mod changed_pages;
mod declared;
mod doors;
mod faults;
mod filters;
mod house;
mod pages;
mod paste;
mod plans;
mod preview;
mod records;
mod refused;
mod remap;
mod sample;
mod texts;
mod todo;
