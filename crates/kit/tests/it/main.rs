//! What the kit promises to every room, through the router in memory: a tiny room stands in for the others.
#![expect(clippy::unwrap_used, clippy::ptr_arg, reason = "tests; an act takes what it asks by reference")]

mod audit;
mod certificate;
mod forms;
mod gate;
mod later;
mod limits;
mod provider;
mod room;
mod second;
mod sign_in;
mod tls;
mod world;
