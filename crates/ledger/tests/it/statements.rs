//! Set by set, never one by one: how many statements a large import and a page full of figures take. (How long they take is measured
//! by the bench.)

use board::OrgKind::{Branch, District};
use ledger::{Fact, SubjectKind};
use uuid::Uuid;

use crate::house::{House, houses, id, named, period};

/// Statements that may be needed to post the workbook below, to find it posted, and to read all figures of a period with odd days.
const IMPORT: i64 = 400;
const AGAIN: i64 = 200;
const FIGURES: i64 = 12;

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

/// Whether fewer than so many statements run meanwhile.
async fn within<T>(house: &House, statements: i64, act: impl Future<Output = T>) -> (bool, T) {
    house.test.db.faults().fail_at(statements);
    let done = act.await;
    (house.test.db.faults().clear(), done)
}

#[tokio::test]
async fn a_yearly_workbook_goes_in_as_one_posting_and_all_figures_are_read_in_a_few_statements() {
    let mut kinds = vec![(District, 0); 6];
    kinds.extend((1..=6).map(|parent| (Branch, parent)));
    for house in houses(&kinds).await {
        let notes = workbook(&house);
        let facts: usize = notes.iter().map(|(_, facts)| facts.len()).sum();
        assert!(facts > 5000);
        let (few, posted) = within(&house, IMPORT, house.notes(notes.clone())).await;
        assert_eq!((few, posted.unwrap()), (true, Some(1)));
        let (few, posted) = within(&house, AGAIN, house.notes(notes)).await;
        assert_eq!((few, posted.unwrap()), (true, None));
        let asks: Vec<ledger::Ask> = ledger::metrics::listed().map(|m| house.asks(m.code, 0, period("2021-12-15", "2022-12-10"))).collect();
        let read = async |tx: &mut base::Tx, _: &base::Actor, asks: &Vec<ledger::Ask>| ledger::figures(tx, asks).await;
        let (few, figures) = within(&house, FIGURES, house.test.db.read(&house.by, &asks, read)).await;
        assert!(few);
        assert_eq!(figures.unwrap().iter().map(|figure| figure.facts).sum::<i64>(), facts as i64);
    }
}
