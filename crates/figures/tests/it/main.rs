//! What the home page and the tables promise, on both databases; pages through the router in memory.
#![expect(clippy::unwrap_used, reason = "tests")]

mod ask;
mod compare;
mod doors;
mod downloads;
mod evidence;
mod facts;
mod given;
mod home;
mod house;
mod paper;
mod period;
mod pivot;
mod saved;
mod statements;
mod summary;
mod table;
mod targets;
