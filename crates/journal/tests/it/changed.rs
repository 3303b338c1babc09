//! 有变动的行: what is offered, what is taken, and what undoing gives back.

use std::collections::BTreeSet;

use journal::JournalError;
use journal::actions::{self, Filter, RecordPage, Withdraw};
use journal::import::{self, ChangedRow, Corrections, Import, Outcome, TakeRows};
use journal::model::Record;
use uuid::Uuid;

use crate::books::{APRIL, MAY, services};
use crate::house::{House, houses};

/// A register of events: day, title, number, place.
pub type Event<'a> = (&'a str, &'a str, i64, &'a str);

pub const EVENTS: [Event<'static>; 4] = [
    ("2022-04-08", "校企对接会", 1, "三楼会议室"),
    ("2022-04-15", "青年创业沙龙", 1, ""),
    ("2022-04-22", "助企政策宣讲", 2, ""),
    ("2022-04-29", "企业开放日", 1, ""),
];

pub fn events(rows: &[Event<'_>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("活动场次").unwrap();
    sheet.write(0, 0, "2022年助企活动台账").unwrap();
    for (column, heading) in ["日期", "板块", "活动名称", "场次", "地点"].into_iter().enumerate() {
        sheet.write(1, u16::try_from(column).unwrap(), heading).unwrap();
    }
    for (row, (day, title, quantity, place)) in (2u32..).zip(rows) {
        sheet.write(row, 0, *day).unwrap();
        sheet.write(row, 1, "临湖区").unwrap();
        sheet.write(row, 2, *title).unwrap();
        sheet.write(row, 3, *quantity).unwrap();
        sheet.write(row, 4, *place).unwrap();
    }
    book.save_to_buffer().unwrap()
}

async fn rehearsed(house: &House, ask: Import) -> Outcome {
    let Err(JournalError::Rehearsed(told)) = house.run(&Import { rehearse: true, ..ask }).await else { panic!("a rehearsal") };
    *told
}

fn tokens(rows: &[&ChangedRow]) -> BTreeSet<String> {
    rows.iter().map(|row| row.token()).collect()
}

async fn records(house: &House, batch: Uuid) -> Vec<Record> {
    let ask = RecordPage { filter: Filter { batch: Some(batch), ..Filter::default() }, after: None, limit: 50 };
    house.test.db.read(&house.by, &ask, actions::list).await.unwrap().records
}

async fn titled(house: &House, batch: Uuid, title: &str) -> Record {
    records(house, batch).await.into_iter().find(|record| record.content.title == title).unwrap()
}

fn fields(row: &ChangedRow) -> Vec<(String, String, String)> {
    row.fields().into_iter().map(|f| (f.label, f.before, f.after)).collect()
}

fn said(label: &str, before: &str, after: &str) -> (String, String, String) {
    (label.into(), before.into(), after.into())
}

#[tokio::test]
async fn a_firm_that_was_added_is_a_change_of_its_row_and_other_firms_are_other_work() {
    for house in houses().await {
        house.run(&house.import("四月.xlsx", &services(&APRIL))).await.unwrap();
        let may = [
            APRIL[0],
            ("2022-04-13", "临湖区", "政策宣讲进园区", "青杉印务有限公司、白塔精密有限公司"),
            APRIL[2],
            // The same title on the same day for somebody else.
            ("2022-04-20", "临湖区", "青年人才座谈", "白塔精密有限公司"),
            MAY[0],
        ];
        let told = rehearsed(&house, house.import("五月.xlsx", &services(&may))).await;
        assert_eq!((told.recorded, told.already_there, told.left_out, told.changed.len()), (2, 2, 1, 1));
        let row = &told.changed[0];
        assert_eq!((row.sheet.1.as_str(), row.row, row.by_hand, row.details), ("助企服务", 4, false, false));
        let names = said("覆盖非公企业名单", "青杉印务有限公司、禾木环保有限公司", "增加 白塔精密有限公司；减少 禾木环保有限公司");
        assert_eq!(fields(row), [names]);
    }
}

#[tokio::test]
async fn a_day_that_was_mended_is_a_change_where_the_workbook_goes_on_and_new_work_elsewhere() {
    for house in houses().await {
        house.run(&house.import("四月.xlsx", &events(&EVENTS))).await.unwrap();
        let mut rows = EVENTS;
        rows[1].0 = "2022-04-16";
        let told = rehearsed(&house, house.import("五月.xlsx", &events(&rows))).await;
        assert_eq!((told.recorded, told.already_there, told.left_out), (0, 3, 1));
        assert_eq!(fields(&told.changed[0]), [said("日期", "2022年4月15日", "2022年4月16日")]);

        // The next month's own workbook has the same titles in the same rows, and is new work.
        let next = EVENTS.map(|(day, title, n, place)| (day.replace("-04-", "-05-"), title, n, place));
        let next: Vec<Event<'_>> = next.iter().map(|(day, title, n, place)| (day.as_str(), *title, *n, *place)).collect();
        let told = rehearsed(&house, house.import("五月新.xlsx", &events(&next))).await;
        assert_eq!((told.recorded, told.left_out), (4, 0));
    }
}

#[tokio::test]
async fn only_what_is_ticked_is_corrected_and_undo_gives_it_back() {
    for house in houses().await {
        let first = house.run(&house.import("四月.xlsx", &events(&EVENTS))).await.unwrap().batch.unwrap();
        assert_eq!(house.figure("assist.event", 0).await.value, 5);
        let before = titled(&house, first, "校企对接会").await;
        let rows = [("2022-04-08", "校企对接会", 3, "主会场"), ("2022-04-15", "青年创业沙龙", 4, ""), EVENTS[2], EVENTS[3]];
        let bytes = events(&rows);
        let told = rehearsed(&house, house.import("五月.xlsx", &bytes)).await;
        assert_eq!(told.changed.len(), 2);
        assert_eq!(fields(&told.changed[0]), [said("助企主题活动", "1 次", "3 次"), said("地点", "三楼会议室", "主会场")]);
        assert_eq!(told.changed[0].cell(), "D3");
        let correct = Corrections::Chosen(tokens(&[&told.changed[0]]));
        let ask = Import { correct, ..house.import("五月.xlsx", &bytes) };
        let outcome = house.run(&ask).await.unwrap();
        assert_eq!((outcome.recorded, outcome.already_there, outcome.corrected, outcome.left_out), (0, 2, 1, 1));
        assert_eq!(outcome.all_warnings().len(), 1, "what was left out is still told");
        assert_eq!(house.figure("assist.event", 0).await.value, 7);
        let after = house.opened(before.id).await;
        assert_eq!((after.content.lines[0].quantity, after.content.place.as_str()), (3, "主会场"));
        assert_eq!(after.origin.as_ref().unwrap().file, "五月.xlsx", "its cells are those that prove it now");
        house.assert_clean().await;
        house.run(&ask).await.unwrap();
        assert_eq!(house.figure("assist.event", 0).await.value, 7, "sent twice it is one import");

        let batch = outcome.batch.unwrap();
        let undone = house.test.db.write_long(&house.by, &batch, import::undo).await.unwrap();
        assert_eq!((undone.withdrawn, undone.restored, undone.left), (0, 1, 0));
        let back = house.opened(before.id).await;
        assert_eq!((&back.content, &back.origin), (&before.content, &before.origin));
        assert_eq!(house.figure("assist.event", 0).await.value, 5);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn undoing_leaves_what_was_corrected_or_withdrawn_once_more() {
    for house in houses().await {
        let first = house.run(&house.import("四月.xlsx", &events(&EVENTS))).await.unwrap().batch.unwrap();
        let rows = EVENTS.map(|(day, title, n, place)| (day, title, n + 1, place));
        let all = Import { correct: Corrections::All, ..house.import("五月.xlsx", &events(&rows)) };
        let second = house.run(&all).await.unwrap();
        assert_eq!((second.corrected, house.figure("assist.event", 0).await.value), (4, 9));
        let by_hand = titled(&house, first, "校企对接会").await;
        let mut content = by_hand.content.clone();
        content.lines[0].quantity = 10;
        house.correct(&by_hand, content).await.unwrap();
        let gone = titled(&house, first, "企业开放日").await;
        let withdraw = Withdraw { id: gone.id, revision: gone.revision, reason: "重复".into() };
        house.test.db.write(&house.by, &withdraw, actions::withdraw).await.unwrap();
        let undone = house.test.db.write_long(&house.by, &second.batch.unwrap(), import::undo).await.unwrap();
        assert_eq!((undone.withdrawn, undone.restored, undone.left), (0, 2, 2));
        assert_eq!(house.figure("assist.event", 0).await.value, 10 + 1 + 2);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn what_a_person_corrected_since_is_said_until_an_import_speaks_again() {
    for house in houses().await {
        let first = house.run(&house.import("四月.xlsx", &events(&EVENTS))).await.unwrap().batch.unwrap();
        let record = titled(&house, first, "校企对接会").await;
        let mut content = record.content.clone();
        content.lines[0].quantity = 2;
        content.place = "主会场".into();
        house.correct(&record, content).await.unwrap();
        let told = rehearsed(&house, Import { again: true, ..house.import("四月.xlsx", &events(&EVENTS)) }).await;
        assert_eq!(told.changed.iter().map(|row| row.by_hand).collect::<Vec<_>>(), [true]);
        let all = Import { correct: Corrections::All, again: true, ..house.import("四月.xlsx", &events(&EVENTS)) };
        assert_eq!(house.run(&all).await.unwrap().corrected, 1);
        let mut rows = EVENTS;
        rows[0].2 = 5;
        let told = rehearsed(&house, house.import("五月.xlsx", &events(&rows))).await;
        assert_eq!(told.changed.iter().map(|row| row.by_hand).collect::<Vec<_>>(), [false]);
    }
}

#[tokio::test]
async fn a_place_that_was_added_is_offered_and_the_row_stands_all_the_same() {
    for house in houses().await {
        let first = house.run(&house.import("四月.xlsx", &events(&EVENTS))).await.unwrap().batch.unwrap();
        let mut rows = EVENTS;
        (rows[0].3, rows[1].3) = ("", "创业园");
        let bytes = events(&rows);
        let told = rehearsed(&house, Import { strict: true, ..house.import("五月.xlsx", &bytes) }).await;
        assert_eq!((told.recorded, told.already_there, told.left_out, told.changed.len()), (0, 4, 0, 1));
        assert!(told.all_warnings().is_empty() && told.changed[0].details);
        assert_eq!(fields(&told.changed[0]), [said("地点", "", "创业园")]);
        let all = Import { correct: Corrections::All, ..house.import("五月.xlsx", &bytes) };
        assert_eq!(house.run(&all).await.unwrap().corrected, 1);
        assert_eq!(titled(&house, first, "青年创业沙龙").await.content.place, "创业园");
        assert_eq!(titled(&house, first, "校企对接会").await.content.place, "三楼会议室", "an empty cell takes nothing away");
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_ticked_row_that_is_no_longer_what_was_seen_stops_the_whole_import() {
    for house in houses().await {
        let first = house.run(&house.import("四月.xlsx", &events(&EVENTS))).await.unwrap().batch.unwrap();
        let rows = EVENTS.map(|(day, title, n, place)| (day, title, n + 1, place));
        let bytes = events(&rows);
        let told = rehearsed(&house, house.import("五月.xlsx", &bytes)).await;
        let all: Vec<&ChangedRow> = told.changed.iter().collect();
        // Withdrawn; made equal by hand; made another by hand.
        let gone = titled(&house, first, "校企对接会").await;
        let withdraw = Withdraw { id: gone.id, revision: gone.revision, reason: "重复".into() };
        house.test.db.write(&house.by, &withdraw, actions::withdraw).await.unwrap();
        for (title, quantity) in [("青年创业沙龙", 2), ("助企政策宣讲", 9)] {
            let record = titled(&house, first, title).await;
            let mut content = record.content.clone();
            content.lines[0].quantity = quantity;
            house.correct(&record, content).await.unwrap();
        }
        let before = house.rows().await;
        for (row, title) in all.iter().zip(["校企对接会", "青年创业沙龙", "助企政策宣讲"]) {
            let correct = Corrections::Chosen(tokens(&[row, all[3]]));
            let ended = house.run(&Import { correct, ..house.import("五月.xlsx", &bytes) }).await;
            let Err(error @ JournalError::Outdated(_)) = ended else { panic!("{title} is outdated") };
            assert!(error.chinese().contains(title) && error.chinese().contains("活动场次第"), "{}", error.chinese());
            assert_eq!(house.rows().await, before);
        }
        let chosen = Corrections::Chosen(tokens(&[all[3]]));
        assert_eq!(house.run(&Import { correct: chosen, ..house.import("五月.xlsx", &bytes) }).await.unwrap().corrected, 1);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn what_was_left_out_is_taken_later_from_the_import_once() {
    for house in houses().await {
        house.run(&house.import("四月.xlsx", &events(&EVENTS))).await.unwrap();
        let rows = EVENTS.map(|(day, title, n, place)| (day, title, n + 1, place));
        let batch = house.run(&house.import("五月.xlsx", &events(&rows))).await.unwrap().batch.unwrap();
        let offered = house.test.db.read(&house.by, &batch, import::changed_rows).await.unwrap();
        assert!(offered.len() == 4 && offered.iter().all(|(row, open)| *open && row.applied.is_none()));
        let take = TakeRows { batch, chosen: tokens(&[&offered[0].0, &offered[1].0]) };
        assert_eq!(house.test.db.write_long(&house.by, &take, import::take_rows).await.unwrap(), 2);
        assert_eq!(house.test.db.write_long(&house.by, &take, import::take_rows).await.unwrap(), 0, "a repeat does nothing");
        assert_eq!(house.figure("assist.event", 0).await.value, 7);
        let kept = house.test.db.read(&house.by, &batch, import::batch).await.unwrap();
        assert_eq!((kept.counts.corrected, kept.counts.left_out), (2, 2));

        let record = house.opened(offered[2].0.record.id).await;
        let mut content = record.content.clone();
        content.lines[0].quantity = 8;
        house.correct(&record, content).await.unwrap();
        for chosen in [tokens(&[&offered[2].0, &offered[3].0]), ["x".to_owned()].into()] {
            let ended = house.test.db.write_long(&house.by, &TakeRows { batch, chosen }, import::take_rows).await;
            assert!(matches!(ended, Err(JournalError::Outdated(_))), "{ended:?}");
        }
        assert_eq!(house.undo(batch).await.unwrap(), 0);
        assert_eq!(house.figure("assist.event", 0).await.value, 5 - 2 + 8);
        let ended = house.test.db.write_long(&house.by, &take, import::take_rows).await;
        assert!(matches!(ended, Err(JournalError::Refused(_))), "{ended:?}");
        house.assert_clean().await;
    }
}
