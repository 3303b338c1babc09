//! The address of a database; its password never shows.
#![no_main]

use base::DatabaseUrl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = text.parse::<DatabaseUrl>().map(|address| address.to_string());
});
