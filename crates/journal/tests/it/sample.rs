//! The office's own workbook.

use std::collections::BTreeMap;

use base::{Actor, Tx};
use board::office;
use journal::JournalError;
use journal::import::Import;
use ledger::metrics;
use norms::Period;
use uuid::Uuid;

use crate::house::{House, day, houses, ten_months};

const FILE: &str = "2022-ledgers.xlsx";
const SAMPLE: &[u8] = include_bytes!("../data/2022-ledgers.xlsx");
const TRUTH: &str = include_str!("../data/2022-ledgers.truth.json");

async fn assert_truth(house: &House) {
    let truth: BTreeMap<String, i64> = serde_json::from_str(TRUTH).unwrap();
    for (code, value) in truth {
        let scale = metrics::by_code(&code).unwrap().scale;
        assert_eq!(house.figure(&code, 0).await.value, value * scale, "{code}");
    }
}

#[tokio::test]
async fn the_sample_workbook_reaches_every_total_and_undo_takes_all_of_it_back() {
    for house in houses().await {
        let nothing = house.figures().await;
        let outcome = house.run(&house.import(FILE, SAMPLE)).await.unwrap();
        assert_truth(&house).await;
        house.assert_clean().await;
        let full = house.figures().await;

        let twice = house.run(&house.import(FILE, SAMPLE)).await;
        assert!(matches!(twice, Err(JournalError::ImportedBefore(batch)) if Some(batch) == outcome.batch));
        let again = house.run(&Import { again: true, ..house.import(FILE, SAMPLE) }).await.unwrap();
        assert_eq!((again.recorded, again.corrected), (0, 0));
        assert_eq!(again.already_there, outcome.recorded);
        assert_eq!(house.figures().await, full);

        assert_eq!(house.undo(outcome.batch.unwrap()).await.unwrap(), outcome.recorded);
        assert_eq!(house.figures().await, nothing);
        house.assert_clean().await;
        assert!(matches!(house.undo(outcome.batch.unwrap()).await, Err(JournalError::Refused(_))));

        // What was undone does not stand in the way of the next time.
        house.run(&house.import(FILE, SAMPLE)).await.unwrap();
        assert_truth(&house).await;
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_form_sent_twice_imports_once_and_a_rehearsal_changes_nothing() {
    for house in houses().await {
        let before = house.rows().await;
        let rehearsed = house.run(&Import { rehearse: true, ..house.import(FILE, SAMPLE) }).await;
        let Err(JournalError::Rehearsed(told)) = rehearsed else { panic!("a rehearsal ends in its report") };
        assert_eq!(house.rows().await, before);
        let ask = house.import(FILE, SAMPLE);
        let outcome = house.run(&ask).await.unwrap();
        assert_eq!((told.recorded, told.made.len(), told.batch), (outcome.recorded, outcome.made.len(), None::<Uuid>));
        let after = house.rows().await;
        assert_eq!(house.run(&ask).await.unwrap().batch, outcome.batch);
        assert_eq!(house.rows().await, after);
    }
}

async fn set_period(house: &House, period: Period) {
    let act = async |tx: &mut Tx, by: &Actor, period: &Period| office::set_period(tx, by, period).await;
    house.test.db.write(&house.by, &period, act).await.unwrap();
}

#[tokio::test]
async fn the_first_workbook_of_an_office_sets_its_period_and_no_later_one_does() {
    for house in houses().await {
        let next_year = Period::new(day("2023-01-01"), day("2023-12-31")).unwrap();
        set_period(&house, next_year).await;
        let outcome = house.run(&house.import(FILE, SAMPLE)).await.unwrap();
        assert_eq!(house.period().await, ten_months());
        let told: Vec<_> = outcome.made.iter().filter(|made| made.what == "period").collect();
        assert_eq!((told.len(), told[0].name.as_str()), (1, "2022年1—10月"));

        set_period(&house, next_year).await;
        let again = house.run(&Import { again: true, ..house.import(FILE, SAMPLE) }).await.unwrap();
        assert!(again.made.is_empty());
        assert_eq!(house.period().await, next_year);
    }
}
