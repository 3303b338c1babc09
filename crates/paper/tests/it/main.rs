//! Documents written, read back, changed and attacked.
#![expect(clippy::unwrap_used, reason = "tests")]

mod docx;
mod hostile;
mod sample;
mod verify;
