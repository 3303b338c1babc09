//! 首页 and 数据总表: what is to be done, every figure by org and month, the records behind it, and its definition (统计口径).
//!
//! **Records** nothing of its own but the office's current period, which is the board's. **Posts** no facts. **Asks** the ledger for
//! figures, proofs, checks and what came later, the board for orgs and access, and the rooms (through the kit's sources) for the names
//! and addresses of records.
#![forbid(unsafe_code)]

pub mod actions;
mod error;
mod pages;
pub mod rights;
pub mod rules;
mod store;

pub use error::FiguresError;
pub use pages::module;
