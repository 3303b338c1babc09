//! `verify` is silent about a sound ledger and names whatever was changed by hand.

use board::OrgKind::{Branch, District};
use ledger::SubjectKind;

use crate::house::{House, houses, id, named};

async fn filled(kinds: &[(board::OrgKind, usize)]) -> Vec<House> {
    let houses = houses(kinds).await;
    for house in &houses {
        let firm = |key: &str| named(house.fact("assist.enterprise_covered", 2, "2022-03-05", 1), SubjectKind::Enterprise, key);
        house.note(id(1), vec![firm("a"), firm("b"), house.fact("assist.event", 2, "2022-03-05", 4)]).await.unwrap();
        house.note(id(2), vec![house.fact("station.bed", 1, "2022-03-05", 7)]).await.unwrap();
        house.note(id(3), vec![house.fact("station.bed", 1, "2022-04-05", 2)]).await.unwrap();
        assert_eq!(house.differences().await, vec![]);
    }
    houses
}

/// What was changed by hand, and the tables (and what of the row) that must be named.
const FAULTS: &[(&str, &[(&str, &str)])] = &[
    (
        "UPDATE fact SET quantity = 5 WHERE tenant = $t AND metric = 605",
        &[("posting", "posting 1"), ("fact", "assist.event"), ("roll_month", "assist.event"), ("roll_day", "assist.event")],
    ),
    ("UPDATE fact SET late = 1 WHERE tenant = $t AND posting = 2", &[("posting", "posting 2")]),
    (
        "DELETE FROM fact WHERE tenant = $t AND posting = 2",
        &[("posting", "posting 2"), ("fact", "station.bed"), ("roll_month", "station.bed"), ("roll_day", "station.bed")],
    ),
    (
        "UPDATE roll_month SET quantity = quantity + 1 WHERE tenant = $t AND org = 1 AND metric = 703 AND month = 202204",
        &[("roll_month", "org 1, station.bed, month 202204")],
    ),
    ("DELETE FROM roll_day WHERE tenant = $t AND org = 3 AND metric = 605", &[("roll_day", "org 3, assist.event, day 20220305")]),
    (
        "UPDATE roll_day SET facts = 0 WHERE tenant = $t AND org = 2 AND metric = 703 AND day = 20220405",
        &[("roll_day", "org 2, station.bed")],
    ),
    (
        "DELETE FROM reach WHERE tenant = $t AND org = 3",
        &[("reach", "org 3, assist.enterprise_covered, month 202203"), ("reach", "org 3, assist.enterprise_covered, day 20220305")],
    ),
    (
        "UPDATE reach SET at = 20220306 WHERE tenant = $t AND org = 1 AND at = 20220305",
        &[("reach", "org 1, assist.enterprise_covered, day 20220305"), ("reach", "org 1, assist.enterprise_covered, day 20220306")],
    ),
    ("DELETE FROM posting WHERE tenant = $t AND number = 2", &[("posting", "posting 2"), ("posting", "posting 3")]),
    ("DELETE FROM posting WHERE tenant = $t AND number = 3", &[("posting", "posting 3"), ("posting", "posting 2")]),
    ("UPDATE posting SET who = 'somebody else' WHERE tenant = $t AND number = 1", &[("posting", "posting 1")]),
    ("UPDATE posting SET at = 0 WHERE tenant = $t AND number = 3", &[("posting", "posting 3")]),
    (
        "DELETE FROM place_anc WHERE tenant = $t AND anc = 1 AND place = 1",
        &[("place_anc", "place 1"), ("roll_month", "org 1"), ("roll_day", "org 1"), ("reach", "org 1")],
    ),
    ("DELETE FROM note WHERE tenant = $t AND body LIKE '703 %20220405%'", &[("fact", "station.bed")]),
    ("UPDATE note SET body = replace(body, ' 7 ', ' 8 ') WHERE tenant = $t", &[("fact", "station.bed")]),
];

#[tokio::test]
async fn whatever_is_changed_by_hand_is_named() {
    for (text, wanted) in FAULTS {
        for house in filled(&[(District, 0), (Branch, 1)]).await {
            house.tamper(text).await;
            let found = house.differences().await;
            for (table, key) in *wanted {
                assert!(found.iter().any(|d| d.table == *table && d.key.contains(key)), "{text}: {table} {key} in {found:#?}");
            }
            let stray = found.iter().find(|d| !wanted.iter().any(|(table, _)| *table == d.table));
            assert_eq!(stray, None, "{text}");
        }
    }
}

#[tokio::test]
async fn a_spoilt_set_of_subjects_is_named_not_stumbled_over() {
    for house in filled(&[(District, 0), (Branch, 1)]).await {
        let bytes = if house.test.url.to_string().starts_with("postgres") { "'\\x0102'" } else { "X'0102'" };
        house.tamper(&format!("UPDATE reach SET bits = {bytes} WHERE tenant = $t AND org = 3")).await;
        let found = house.differences().await;
        assert_eq!(found.len(), 2);
        for (difference, at) in found.iter().zip(["month 202203", "day 20220305"]) {
            assert!(difference.to_string().starts_with(&format!("reach: org 3, assist.enterprise_covered, {at} says")), "{difference}");
        }
    }
}
