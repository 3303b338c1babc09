//! What somebody types into a cell or a field.
#![no_main]

use libfuzzer_sys::fuzz_target;
use norms::Day;
use norms::classified::classification;
use norms::identifier::{CitizenId, CreditCode, DocumentNumber, Phone, mask_text};
use norms::measure::Said;
use norms::name::{PersonName, firm_key, sort_key};
use norms::numeral::{chinese, read_chinese};
use norms::reading::{DateHint, is_ditto, is_total_label, read_days, read_quantity};

fuzz_target!(|text: &str| {
    let _ = read_days(text, &DateHint::default());
    let _ = read_quantity(text);
    let _ = (is_ditto(text), is_total_label(text), classification(text));
    let _ = (PersonName::new(text), CreditCode::new(text), DocumentNumber::read(text), Phone::new(text));
    let _ = Said::read(text, 2);
    let _ = (firm_key(text), sort_key(text));
    let masked = mask_text(text);
    assert_eq!(mask_text(&masked), masked, "what is masked stays as it is");
    if let Ok(today) = "2022-10-31".parse::<Day>()
        && let Ok(id) = CitizenId::new(text, today)
    {
        assert!(!id.masked().contains(id.in_clear()));
    }
    if let Some(number) = read_chinese(text) {
        assert_eq!(read_chinese(&chinese(number)), Some(number), "a numeral that is written reads the same");
    }
});
