//! The same rows in another workbook, changed rows, strictness, and what is lacking.

use journal::JournalError;
use journal::import::{Corrections, Import};

use crate::books::{APRIL, MAY, services};
use crate::house::{House, houses};

async fn services_of(house: &House) -> (i64, i64) {
    (house.figure("assist.service", 0).await.value, house.figure("assist.enterprise_covered", 0).await.value)
}

#[tokio::test]
async fn next_months_workbook_with_last_months_rows_counts_nothing_twice() {
    for house in houses().await {
        assert_eq!(house.run(&house.import("四月.xlsx", &services(&APRIL))).await.unwrap().recorded, 3);
        let april = services_of(&house).await;
        assert_eq!(april.1, 3);
        let both: Vec<_> = APRIL.iter().chain(&MAY).copied().collect();
        let outcome = house.run(&house.import("五月.xlsx", &services(&both))).await.unwrap();
        assert_eq!((outcome.recorded, outcome.already_there, outcome.corrected), (2, 3, 0));
        assert_eq!(services_of(&house).await, (april.0 + 2, 4));
        house.assert_clean().await;

        // Undoing the second month leaves the first as it was.
        house.undo(outcome.batch.unwrap()).await.unwrap();
        assert_eq!(services_of(&house).await, april);
        house.assert_clean().await;
    }
}

/// A register of projects; the first may count for two.
fn register(first: i64) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("活动场次").unwrap();
    sheet.write(0, 0, "2022年助企活动台账").unwrap();
    for (column, heading) in ["日期", "板块", "活动名称", "场次"].into_iter().enumerate() {
        sheet.write(1, u16::try_from(column).unwrap(), heading).unwrap();
    }
    for (row, day, title, quantity) in [(2, "2022-04-08", "校企对接会", first), (3, "2022-04-22", "青年创业沙龙", 1)] {
        sheet.write(row, 0, day).unwrap();
        sheet.write(row, 1, "临湖区").unwrap();
        sheet.write(row, 2, title).unwrap();
        sheet.write(row, 3, quantity).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_changed_row_is_offered_as_a_correction_and_applied_only_when_asked() {
    for house in houses().await {
        let first = house.run(&house.import("一.xlsx", &register(1))).await.unwrap();
        assert_eq!((first.recorded, house.figure("assist.event", 0).await.value), (2, 2), "{:?}", first.sheets);
        let before = house.rows().await;
        let offered = house.run(&house.import("二.xlsx", &register(3))).await.unwrap();
        assert_eq!((offered.recorded, offered.already_there, offered.corrected), (0, 1, 0));
        let told = offered.all_warnings().into_iter().find(|w| w.chinese.contains("第3行与此前导入的记录不一致")).unwrap();
        assert!(told.text.contains("--correct"));
        assert_eq!(house.rows().await[0], before[0]);
        assert_eq!(house.figure("assist.event", 0).await.value, 2);

        let applied = house.run(&Import { correct: Corrections::All, again: true, ..house.import("二.xlsx", &register(3)) }).await.unwrap();
        assert_eq!((applied.recorded, applied.corrected), (0, 1));
        assert_eq!(house.figure("assist.event", 0).await.value, 4);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn strict_takes_nothing_when_a_row_is_refused() {
    for house in houses().await {
        let bad = [APRIL[0], ("2022-02-30", "临湖区", "三十日", "禾木环保有限公司")];
        let before = house.rows().await;
        let ended = house.run(&Import { strict: true, ..house.import("错.xlsx", &services(&bad)) }).await;
        let Err(JournalError::Findings(told)) = ended else { panic!("strict refuses") };
        assert_eq!(told.refused(), 1);
        assert_eq!(house.rows().await, before);
        let outcome = house.run(&house.import("错.xlsx", &services(&bad))).await.unwrap();
        assert_eq!((outcome.recorded, outcome.refused()), (1, 1));
        let refused = &outcome.sheets[0].rejected[0];
        assert_eq!(refused.cell, "B4");
        assert!(refused.chinese.contains("2022") && !refused.chinese.is_ascii(), "{}", refused.chinese);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn an_org_that_is_lacking_is_refused_with_the_proposal_or_made_when_asked() {
    for house in houses().await {
        let bytes = services(&[APRIL[0], ("2022-04-08", "新港区", "上门服务", "白塔精密有限公司")]);
        let refused = house.run(&Import { make_missing: Some(false), rehearse: true, ..house.import("缺.xlsx", &bytes) }).await;
        let Err(JournalError::Rehearsed(told)) = refused else { panic!("a rehearsal") };
        let row = &told.sheets[0].rejected[0];
        assert_eq!(row.value, "新港区");
        assert!(row.chinese.contains("组织“新港区”不在名录中") && row.chinese.contains("板块"), "{}", row.chinese);
        assert!(row.reason.contains("--make-missing"), "{}", row.reason);
        let outcome = house.run(&Import { make_missing: Some(true), ..house.import("缺.xlsx", &bytes) }).await.unwrap();
        assert!(outcome.made.iter().any(|made| made.name == "新港区" && made.kind == "板块"));
        assert_eq!(outcome.recorded, 2);
    }
}

#[tokio::test]
async fn a_row_of_a_closed_org_is_refused_and_the_rest_goes_in() {
    for house in houses().await {
        let bytes = services(&[APRIL[0], ("2022-08-08", "旧桥区", "上门服务", "白塔精密有限公司")]);
        let outcome = house.run(&Import { make_missing: Some(false), ..house.import("旧.xlsx", &bytes) }).await.unwrap();
        assert_eq!((outcome.recorded, outcome.refused()), (1, 1));
        house.assert_clean().await;
    }
}
