//! Office workbooks: reading them within limits, and recognising what a sheet records.
//!
//! Everything here is pure: bytes in, rows out. [`read()`] turns a file into sparse cells; nothing in this crate opens a file, runs a
//! macro or follows a link.

mod read;

pub use read::{Address, Limits, Merged, ReadError, Sheet, TEXT_LIMIT, Value, Workbook, column_letters, column_number, digest, read};
