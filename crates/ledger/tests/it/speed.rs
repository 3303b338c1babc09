//! An import as large as the office's yearly workbook goes in as one posting, quickly even unoptimised.

use std::time::{Duration, Instant};

use board::OrgKind::{Branch, District};
use ledger::{Fact, SubjectKind};
use uuid::Uuid;

use crate::house::{House, houses, id, named, year};

/// 2,104 records with some 6,000 facts.
fn workbook(house: &House) -> Vec<(Uuid, Vec<Fact>)> {
    let record = |n: usize| {
        let (org, on) = (1 + n % 12, format!("2022-{:02}-{:02}", 1 + n % 10, 1 + n % 28));
        let firm = |k: usize| {
            named(house.fact("assist.enterprise_covered", org, &on, 1), SubjectKind::Enterprise, &((n * 3 + k) % 900).to_string())
        };
        let facts = match n % 4 {
            0 => vec![house.fact("assist.team", org, &on, 1)],
            1 => vec![
                named(house.fact("station.guest", org, &on, 1), SubjectKind::Person, &n.to_string()),
                named(house.fact("station.night", org, &on, 1), SubjectKind::Person, &n.to_string()),
            ],
            _ => vec![house.fact("assist.service", org, &on, 1), firm(0), firm(1), firm(2)],
        };
        (id(n as u128), facts)
    };
    (0..2104).map(record).collect()
}

#[tokio::test]
async fn a_yearly_workbook_goes_in_as_one_posting_within_seconds() {
    let mut kinds = vec![(District, 0); 6];
    kinds.extend((1..=6).map(|parent| (Branch, parent)));
    for house in houses(&kinds).await {
        let notes = workbook(&house);
        let facts: usize = notes.iter().map(|(_, facts)| facts.len()).sum();
        let began = Instant::now();
        assert_eq!(house.notes(notes.clone()).await.unwrap(), Some(1));
        let posted = began.elapsed();
        let again = Instant::now();
        assert_eq!(house.notes(notes).await.unwrap(), None);
        println!("{facts} facts: posted in {posted:?}, found posted in {:?}", again.elapsed());
        let asks: Vec<ledger::Ask> = ledger::metrics::listed().map(|m| house.asks(m.code, 0, year())).collect();
        let asked = Instant::now();
        let read = async |tx: &mut base::Tx, _: &base::Actor, asks: &Vec<ledger::Ask>| ledger::figures(tx, asks).await;
        let figures = house.test.db.read(&house.by, &asks, read).await.unwrap();
        println!("{} figures in {:?}", figures.len(), asked.elapsed());
        assert_eq!(figures.iter().map(|figure| figure.facts).sum::<i64>(), facts as i64);
        // Idle it takes a tenth; a machine that builds beside must not fail it.
        assert!(posted < Duration::from_secs(10), "{posted:?}");
    }
}
