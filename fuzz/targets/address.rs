//! The address of a database; its password never shows.
#![no_main]

use base::DatabaseUrl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let shown = |text: &str| text.parse::<DatabaseUrl>().map_or_else(|error| error.to_string(), |address| address.to_string());
    shown(text);
    let hidden = ["postgres://u:***@h/n", "postgres://u:***"];
    assert!(hidden.contains(&shown(&format!("postgres://u:{text}@h/n?password={text}")).as_str()));
});
