//! What the room 迎检 promises, on both databases; pages through the router in memory.
#![expect(clippy::unwrap_used, reason = "tests")]

mod archive;
mod doors;
mod evidence;
mod house;
mod packs;
mod table;
