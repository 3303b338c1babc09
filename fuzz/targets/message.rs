//! What somebody pastes from a chat group.
#![no_main]

use heard::{Known, propose};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(today) = "2021-04-14".parse() else { return };
    let proposal = propose(text, today, &Known::default());
    let length = text.chars().count();
    for record in &proposal.records {
        assert!(record.title.chars().count() <= 30 && record.day.is_none_or(|day| day <= today));
        assert!(record.evidence.iter().all(|said| said.start < said.end && said.end <= length));
    }
    assert!(proposal.ignored.iter().all(|ignored| ignored.start < ignored.end && ignored.end <= length));
});
