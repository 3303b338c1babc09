//! The sample workbook: every total of its truth is reached exactly.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{totals, whole_year};

#[test]
fn every_total_of_the_sample_is_reached_exactly() {
    let book = sheet::read(include_bytes!("data/2022-ledgers.xlsx"), "2022-ledgers.xlsx", &sheet::Limits::default()).unwrap();
    let found = sheet::recognise(&book, None, &sheet::Context::default());
    let truth: serde_json::Map<String, serde_json::Value> = serde_json::from_str(include_str!("data/2022-ledgers.truth.json")).unwrap();
    let sums = totals(&found, whole_year(2022));
    for (code, value) in &truth {
        assert_eq!(sums.get(code.as_str()).copied().unwrap_or(0), value.as_i64().unwrap(), "{code}");
    }
    assert_eq!(sums.len(), truth.len(), "{sums:?}");
}

#[test]
fn the_sample_is_reported_as_an_officer_expects() {
    let book = sheet::read(include_bytes!("data/2022-ledgers.xlsx"), "2022-ledgers.xlsx", &sheet::Limits::default()).unwrap();
    let found = sheet::recognise(&book, None, &sheet::Context::default());
    for report in &found.sheets {
        let expected = match report.name.as_str() {
            "填表说明" => sheet::State::Notes,
            "旧表（作废）" => sheet::State::Hidden,
            _ => sheet::State::Recognised,
        };
        assert_eq!(report.state, expected, "{}", report.name);
        assert!(report.rejected.is_empty(), "{} {:?}", report.name, report.rejected);
        assert!(report.totals.iter().all(|total| total.agrees), "{} {:?}", report.name, report.totals);
    }
    assert!(!found.has_problems());
    assert_eq!(found.warnings, []);
}

#[test]
fn the_same_ledgers_saved_as_xls_reach_the_same_totals() {
    let of = |bytes: &[u8], name: &str| {
        let book = sheet::read(bytes, name, &sheet::Limits::default()).unwrap();
        totals(&sheet::recognise(&book, None, &sheet::Context::default()), whole_year(2022))
    };
    // The name lies: what a file is, its content says.
    assert_eq!(of(include_bytes!("data/2022-ledgers.xls"), "2022.xlsx"), of(include_bytes!("data/2022-ledgers.xlsx"), "2022.xls"));
}
