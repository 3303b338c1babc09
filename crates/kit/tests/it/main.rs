//! What the kit promises to every room, through the router in memory: a tiny room stands in for the others.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod forms;
mod gate;
mod limits;
mod room;
mod sign_in;
mod world;
