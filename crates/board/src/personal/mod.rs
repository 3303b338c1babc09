//! 个人信息: what the whole installation holds about one person, and its erasure.
//!
//! Rooms never ask each other, so each says of its own records whom they name ([`Holder`]); the program puts the rooms together
//! ([`Holders`]). What tells who somebody was is erased everywhere in one act; what counts stays, under a name that nobody can follow back,
//! so that no figure changes and the ledger and the audit still verify (docs/adr/0022).

mod erase;
pub mod erasures;
mod holders;
pub mod requests;
pub mod retention;
mod who;

pub use erase::{Erase, Erased, Why, erase};
pub use holders::{Due, Holder, Holders, Kind, Mention, Veil};
pub use who::{GONE, Who, who};
