//! Another mapping applied to an earlier import.

use journal::JournalError;
use journal::actions::{self, Filter, RecordPage};
use journal::import::{self, Import, Remapped};
use journal::model::Record;
use sheet::Profile;
use uuid::Uuid;

use crate::house::{House, houses};

/// A table whose columns nobody can guess: dates, a number that the officer knows to be nights, and one that is rooms.
const TABLE: [[&str; 4]; 4] = [
    ["日期", "板块", "事项", "数"],
    ["2022-04-08", "临湖区", "校企对接会", "2"],
    ["2022-04-22", "临湖区", "青年创业沙龙", "3"],
    ["2022-05-06", "第一党支部", "政策宣讲", "1"],
];

fn book() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("五月").unwrap();
    for (row, cells) in (0u32..).zip(TABLE) {
        for (column, text) in (0u16..).zip(cells) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

fn mapping(metric: &str, quantity: bool, more: &str) -> Profile {
    let quantity = if quantity { ", quantity = \"D\"" } else { "" };
    let columns = format!("{{ day = \"A\", org = \"B\", title = \"C\"{quantity} }}");
    let text = format!("[[sheet]]\nname = \"五月\"\nheader_row = 1\nmetric = \"{metric}\"\ncolumns = {columns}\n{more}");
    Profile::from_toml(&text).unwrap()
}

/// The import of the table by a mapping.
fn first(house: &House, profile: &Profile) -> Import {
    let bytes = book();
    let read = sheet::read(&bytes, "五月.xlsx", &sheet::Limits::default()).unwrap();
    let recognition = sheet::recognise(&read, Some(profile), &sheet::Context::default());
    Import { recognition, ..house.import("五月.xlsx", &bytes) }
}

async fn records(house: &House, batch: Uuid) -> Vec<Record> {
    let ask = RecordPage { filter: Filter { batch: Some(batch), ..Filter::default() }, after: None, limit: 50 };
    house.test.db.read(&house.by, &ask, actions::list).await.unwrap().records
}

/// 助企活动 and 企业诉求.
async fn events_and_requests(house: &House) -> (i64, i64) {
    (house.figure("assist.event", 0).await.value, house.figure("assist.request", 0).await.value)
}

#[tokio::test]
async fn an_earlier_import_becomes_what_the_other_mapping_says() {
    for house in houses().await {
        let batch = house.run(&first(&house, &mapping("assist.event", false, ""))).await.unwrap().batch.unwrap();
        assert_eq!(events_and_requests(&house).await, (3, 0));

        // The number is that of the events: corrected are those of which it is not one.
        let with_numbers = house.remap(batch, &mapping("assist.event", true, "")).await;
        let rehearsed = house.run(&Import { rehearse: true, ..house.remap(batch, &mapping("assist.event", true, "")).await }).await;
        let Err(JournalError::Rehearsed(told)) = rehearsed else { panic!("a rehearsal") };
        assert_eq!(events_and_requests(&house).await, (3, 0));
        let outcome = house.run(&with_numbers).await.unwrap();
        assert_eq!((told.corrected, &told.remapped), (outcome.corrected, &outcome.remapped));
        assert_eq!((outcome.recorded, outcome.corrected), (0, 3), "the cell that proves the quantity is another for each");
        assert_eq!(events_and_requests(&house).await, (6, 0));
        house.assert_clean().await;

        // Another kind of work altogether; then no sheet at all; then as it was.
        house.run(&house.remap(batch, &mapping("assist.request", true, "")).await).await.unwrap();
        assert_eq!(events_and_requests(&house).await, (0, 6));
        let outcome = house.run(&house.remap(batch, &mapping("assist.request", true, "ignore = true")).await).await.unwrap();
        assert_eq!(outcome.remapped, Some(remapped(0, 3)));
        assert_eq!(events_and_requests(&house).await, (0, 0));
        let outcome = house.run(&house.remap(batch, &mapping("assist.event", true, "")).await).await.unwrap();
        assert_eq!((outcome.recorded, outcome.corrected), (0, 3), "what a mapping withdrew it restores");
        assert_eq!(events_and_requests(&house).await, (6, 0));
        let again = house.run(&house.remap(batch, &mapping("assist.event", true, "")).await).await.unwrap();
        assert_eq!((again.corrected, again.remapped), (0, Some(remapped(3, 0))), "a repeat changes nothing");
        house.assert_clean().await;

        // The mapping is kept with the import, which is still undone whole.
        let kept = house.test.db.read(&house.by, &batch, import::batch).await.unwrap();
        assert_eq!((kept.records, kept.remapped.is_some()), (3, true));
        assert!(kept.profile.contains("assist.event"), "{}", kept.profile);
        assert_eq!(house.undo(batch).await.unwrap(), 3);
        assert_eq!(events_and_requests(&house).await, (0, 0));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn what_a_person_changed_since_stays_as_it_is() {
    for house in houses().await {
        let batch = house.run(&first(&house, &mapping("assist.event", true, ""))).await.unwrap().batch.unwrap();
        let all = records(&house, batch).await;
        let of = |title: &str| all.iter().find(|record| record.content.title == title).unwrap();
        let mut mended = of("青年创业沙龙").content.clone();
        mended.lines[0].quantity = 4;
        house.correct(of("青年创业沙龙"), mended).await.unwrap();
        let withdraw = actions::Withdraw { id: of("政策宣讲").id, revision: 1, reason: "重复".into() };
        house.test.db.write(&house.by, &withdraw, actions::withdraw).await.unwrap();
        assert_eq!(events_and_requests(&house).await, (6, 0));

        let outcome = house.run(&house.remap(batch, &mapping("assist.request", true, "")).await).await.unwrap();
        assert_eq!((outcome.recorded, outcome.corrected), (0, 1));
        let left = outcome.remapped.unwrap().left;
        assert_eq!(left, vec![("五月".to_owned(), 3), ("五月".to_owned(), 4)]);
        assert_eq!(events_and_requests(&house).await, (4, 2));
        house.run(&house.remap(batch, &mapping("assist.request", true, "ignore = true")).await).await.unwrap();
        assert_eq!(events_and_requests(&house).await, (4, 0));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn rows_that_nobody_had_recognised_are_recorded_and_those_of_another_import_are_not_counted_twice() {
    for house in houses().await {
        let nothing = mapping("assist.event", true, "ignore = true");
        let batch = house.run(&first(&house, &nothing)).await.unwrap().batch.unwrap();
        let other = house.run(&Import { again: true, ..first(&house, &mapping("assist.event", true, "")) }).await.unwrap();
        assert_eq!((other.recorded, events_and_requests(&house).await.0), (3, 6));
        let outcome = house.run(&house.remap(batch, &mapping("assist.event", true, "")).await).await.unwrap();
        assert_eq!((outcome.recorded, outcome.already_there), (0, 3));
        house.undo(other.batch.unwrap()).await.unwrap();
        let outcome = house.run(&house.remap(batch, &mapping("assist.event", true, "")).await).await.unwrap();
        assert_eq!((outcome.recorded, outcome.already_there), (3, 0));
        assert_eq!(events_and_requests(&house).await, (6, 0));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn an_import_that_was_undone_takes_no_mapping_and_keeps_no_cell() {
    for house in houses().await {
        let batch = house.run(&first(&house, &mapping("assist.event", true, ""))).await.unwrap().batch.unwrap();
        let ask = house.remap(batch, &mapping("assist.request", true, "")).await;
        house.undo(batch).await.unwrap();
        assert!(house.test.db.read(&house.by, &batch, import::kept_cells).await.unwrap().is_none());
        let before = house.rows().await;
        let Err(JournalError::Refused(refused)) = house.run(&ask).await else { panic!("refused") };
        assert!(refused.chinese.contains("已经撤销"));
        assert_eq!(house.rows().await, before);
    }
}

fn remapped(unchanged: usize, withdrawn: usize) -> Remapped {
    Remapped { unchanged, withdrawn, left: Vec::new() }
}
