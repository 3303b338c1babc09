//! The written rules of the field as pure functions, and the small types that carry them: days, periods, identifiers,
//! numerals, names. Nothing here reads a clock, a file or a database.
#![forbid(unsafe_code)]

pub mod classified;
pub mod day;
pub mod identifier;
pub mod measure;
pub mod name;
pub mod numeral;
pub mod period;
pub mod reading;
pub mod workday;

pub use day::{Day, Instant};
pub use period::Period;
