//! What the room of reports promises, on both databases; pages through the router in memory.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod approval;
mod correction;
mod countersign;
mod draft;
mod evidence;
mod export;
mod figures;
mod fonts;
mod house;
mod migrating;
mod pages;
mod recipients;
mod signed;
mod steps;
mod templates;
mod todo;
mod work;
