//! The written rules of the field as pure functions, and the small types that carry them: days, periods, identifiers,
//! numerals, names. Nothing here reads a clock, a file or a database.
#![forbid(unsafe_code)]

pub mod day;
pub mod numeral;
pub mod period;
pub mod reading;

pub use day::{Day, Instant};
pub use period::Period;
