//! A document that somebody wants to have verified.
#![no_main]

use libfuzzer_sys::fuzz_target;
use paper::{Limits, read_docx, verify};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = read_docx(bytes, Limits::default()) {
        let _ = verify(&document);
    }
});
