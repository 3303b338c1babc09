//! What this room promises, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod again;
mod books;
mod campaigns;
mod changed;
mod changed_pages;
mod declared;
mod doors;
mod evidence;
mod faults;
mod filters;
mod house;
mod pages;
mod paste;
mod personal;
mod plans;
mod preview;
mod profiles;
mod records;
mod refused;
mod remap;
mod sample;
mod texts;
mod todo;
