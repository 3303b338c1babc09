//! Documents written, read back, changed and attacked.
#![expect(clippy::unwrap_used, reason = "tests")]

mod docx;
mod hostile;
#[cfg(feature = "pdf")]
mod pdf;
mod sample;
mod verify;
