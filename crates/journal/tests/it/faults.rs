//! All or nothing: the n-th statement of an act fails, for n = 1, 2, … until none does.

use base::{Actor, Tx};
use journal::JournalError;
use journal::actions::{self, Correct, Recorded, Replace, Restore, Withdraw};
use journal::import::{self, Import, TakeRows};
use journal::model::Code;
use uuid::Uuid;

use crate::books::{APRIL, MAY, services};
use crate::changed::{EVENTS as REGISTER, events};
use crate::house::{House, houses, with_firms};

/// The first sheet's services read as events.
const EVENTS: &str = "[[sheet]]\nname = \"助企服务\"\nmetric = \"assist.event\"\n";

enum Act {
    Record(Recorded),
    Correct(Correct),
    Withdraw(Withdraw),
    Restore(Restore),
    Replace(Replace),
    Import(Box<Import>),
    Undo(Uuid),
    Take(TakeRows),
}

async fn run(tx: &mut Tx, by: &Actor, act: &Act) -> Result<(), JournalError> {
    match act {
        Act::Record(ask) => actions::record(tx, by, ask).await.map(drop),
        Act::Correct(ask) => actions::correct(tx, by, ask).await.map(drop),
        Act::Withdraw(ask) => actions::withdraw(tx, by, ask).await.map(drop),
        Act::Restore(ask) => actions::restore(tx, by, ask).await.map(drop),
        Act::Replace(ask) => actions::replace(tx, by, ask).await.map(drop),
        Act::Import(ask) => import::import(tx, by, ask).await.map(drop),
        Act::Undo(batch) => import::undo(tx, by, batch).await.map(drop),
        Act::Take(ask) => import::take_rows(tx, by, ask).await.map(drop),
    }
}

async fn all_or_nothing(house: &House, act: &Act, statements: usize) {
    let (rows, figures) = (house.rows().await, house.figures().await);
    let mut failed = 0;
    for n in 1.. {
        house.test.db.faults().fail_at(n);
        let ended = house.test.db.write_long(&house.by, act, run).await;
        if house.test.db.faults().clear() {
            ended.unwrap();
            break;
        }
        assert!(ended.is_err(), "statement {n}");
        assert_eq!(house.rows().await, rows, "statement {n}");
        assert_eq!(house.figures().await, figures, "statement {n}");
        failed += 1;
    }
    assert!(failed >= statements, "each of {failed} statements failed once");
    assert_ne!((house.rows().await, house.figures().await), (rows, figures));
    house.assert_clean().await;
}

#[tokio::test]
async fn a_record_whose_nth_statement_fails_leaves_nothing() {
    for house in houses().await {
        let id = base::id::new_id(house.test.db.clock().now());
        let content = with_firms(house.content("assist.service", 2, "2022-04-06", 1), &["禾木环保有限公司", "青杉印务有限公司"]);
        let corrected = with_firms(house.content("assist.service", 1, "2022-05-06", 1), &["禾木环保有限公司"]);
        all_or_nothing(&house, &Act::Record(Recorded { id, content }), 6).await;
        all_or_nothing(&house, &Act::Correct(Correct { id, revision: 1, content: corrected, reason: "单位填错".into() }), 8).await;
        all_or_nothing(&house, &Act::Withdraw(Withdraw { id, revision: 2, reason: "重复".into() }), 6).await;
        all_or_nothing(&house, &Act::Restore(Restore { id, revision: 3 }), 6).await;
    }
}

#[tokio::test]
async fn a_total_whose_replacing_fails_stands() {
    for house in houses().await {
        let id = base::id::new_id(house.test.db.clock().now());
        let content = crate::declared::total(&house, 3);
        all_or_nothing(&house, &Act::Record(Recorded { id, content }), 6).await;
        let list = crate::declared::list(&house, 2, "2022-02-10", &["禾木环保有限公司"]).await;
        let metric = Code(ledger::metrics::by_code("assist.enterprise_covered").unwrap());
        all_or_nothing(&house, &Act::Replace(Replace { record: id, revision: 1, metric, list: vec![list.id] }), 8).await;
    }
}

#[tokio::test]
async fn an_import_whose_nth_statement_fails_leaves_nothing() {
    for house in houses().await {
        let april = house.import("四月.xlsx", &services(&APRIL));
        let batch = april.id;
        all_or_nothing(&house, &Act::Import(Box::new(april)), 12).await;
        let both: Vec<_> = APRIL.iter().chain(&MAY).copied().collect();
        all_or_nothing(&house, &Act::Import(Box::new(house.import("五月.xlsx", &services(&both)))), 12).await;
        let mapping = sheet::Profile::from_toml(EVENTS).unwrap();
        all_or_nothing(&house, &Act::Import(Box::new(house.remap(batch, &mapping).await)), 8).await;
        all_or_nothing(&house, &Act::Undo(batch), 6).await;
    }
}

#[tokio::test]
async fn corrections_whose_nth_statement_fails_leave_nothing_whether_applied_later_or_taken_back() {
    for house in houses().await {
        house.run(&house.import("四月.xlsx", &events(&REGISTER))).await.unwrap();
        let rows = REGISTER.map(|(day, title, n, place)| (day, title, n + 1, place));
        let ask = house.import("五月.xlsx", &events(&rows));
        let batch = ask.id;
        all_or_nothing(&house, &Act::Import(Box::new(ask)), 8).await;
        let offered = house.test.db.read(&house.by, &batch, import::changed_rows).await.unwrap();
        let chosen = offered[..2].iter().map(|(row, _)| row.token()).collect();
        all_or_nothing(&house, &Act::Take(TakeRows { batch, chosen }), 8).await;
        all_or_nothing(&house, &Act::Undo(batch), 8).await;
    }
}
