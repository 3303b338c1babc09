//! A file that somebody uploads as a workbook: read within limits, then recognised.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sheet::{Context, Limits, marks, read, recognise};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(book) = read(bytes, "2022.xlsx", &Limits::default()) {
        let _ = marks(&book);
        let found = recognise(&book, None, &Context::default());
        // The mapping that was used is one that can be given back.
        assert!(sheet::Profile::from_toml(&found.profile.to_toml()).is_ok());
    }
});
