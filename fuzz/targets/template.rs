//! A template or the text of a report, as an officer writes it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use report::template::{Template, parse};

fuzz_target!(|text: &str| {
    let _ = Template::read(text);
    let lookup = |code: &str| (code == "assist.service").then_some("场次");
    let _ = parse(text, &lookup);
    let _ = paper::title_period(text);
});
