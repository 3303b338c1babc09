//! Records: recorded, corrected by two at a time, withdrawn and restored with their history.

use base::Actor;
use journal::JournalError;
use journal::actions::{self, Correct, Filter, RecordPage, Recorded, Restore, Withdraw};
use journal::model::Content;

use crate::house::{House, day, houses, with_firms};

async fn value(house: &House) -> i64 {
    house.figure("assist.event", 0).await.value
}

#[tokio::test]
async fn a_record_sent_twice_is_one_record() {
    for house in houses().await {
        let id = base::id::new_id(house.test.db.clock().now());
        let ask = Recorded { id, content: house.content("assist.event", 1, "2022-05-04", 2) };
        for _ in 0..2 {
            let record = house.test.db.write(&house.by, &ask, actions::record).await.unwrap();
            assert_eq!((record.id, record.revision), (id, 1));
        }
        assert_eq!(value(&house).await, 2);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_correction_of_what_somebody_changed_meanwhile_is_told_and_changes_nothing() {
    for house in houses().await {
        let record = house.record(house.content("assist.event", 1, "2022-05-04", 2)).await.unwrap();
        house.correct(&record, house.content("assist.event", 1, "2022-05-04", 3)).await.unwrap();
        let late = house.correct(&record, house.content("assist.event", 2, "2022-05-05", 9)).await;
        let Err(JournalError::Changed(now)) = late else { panic!("the second is told") };
        assert_eq!((now.revision, now.content.lines[0].quantity), (2, 3));
        let ask = Withdraw { id: record.id, revision: 1, reason: "重复".into() };
        let gone = house.test.db.write(&house.by, &ask, actions::withdraw).await;
        assert!(matches!(gone, Err(JournalError::Changed(_))));
        assert_eq!(value(&house).await, 3);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn two_corrections_at_the_same_moment_are_one_and_one_refusal() {
    for house in houses().await {
        let record = house.record(house.content("assist.event", 1, "2022-05-04", 2)).await.unwrap();
        let (a, b) = (house.content("assist.event", 1, "2022-05-04", 5), house.content("assist.event", 1, "2022-05-04", 7));
        let (a, b) = tokio::join!(house.correct(&record, a), house.correct(&record, b));
        assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|done| **done).count(), 1, "{a:?} {b:?}");
        assert!([a.err(), b.err()].iter().flatten().all(|error| matches!(error, JournalError::Changed(_))));
        assert!([5, 7].contains(&value(&house).await));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_withdrawn_record_counts_for_nothing_until_it_is_restored_and_its_history_tells_both() {
    for house in houses().await {
        let record = house.record(house.content("assist.event", 1, "2022-05-04", 2)).await.unwrap();
        let ask = Withdraw { id: record.id, revision: 1, reason: "活动未举行".into() };
        let gone = house.test.db.write(&house.by, &ask, actions::withdraw).await.unwrap();
        assert_eq!((gone.revision, gone.withdrawn.is_some(), value(&house).await), (2, true, 0));
        house.assert_clean().await;
        let refused = house.correct(&gone, house.content("assist.event", 1, "2022-05-04", 9)).await.unwrap_err();
        assert_eq!(refused.chinese(), "这条记录已撤回，请先恢复再更正。");

        let ask = Restore { id: record.id, revision: 2 };
        house.test.db.write(&house.by, &ask, actions::restore).await.unwrap();
        assert_eq!(value(&house).await, 2);
        house.assert_clean().await;
        let (_, _, history) = house.test.db.read(&house.by, &record.id, actions::history).await.unwrap();
        let told: Vec<(&str, &str)> = history.iter().map(|v| (v.act.as_str(), v.reason.as_str())).collect();
        assert_eq!(told, [("record", ""), ("withdraw", "活动未举行"), ("restore", "")]);
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_at_its_field_and_changes_nothing() {
    for house in houses().await {
        let good = || house.content("assist.event", 1, "2022-05-04", 2);
        let with = |change: &dyn Fn(&mut Content)| {
            let mut content = good();
            change(&mut content);
            content
        };
        let before = house.rows().await;
        let cases: Vec<(&str, Content)> = vec![
            ("title", with(&|c| c.title = "  ".into())),
            ("title", with(&|c| c.title = "长".repeat(500))),
            ("place", with(&|c| c.place = "远".repeat(201))),
            ("remarks", with(&|c| c.remarks = "多".repeat(4001))),
            ("people", with(&|c| c.people = vec!["名".repeat(500)])),
            ("day", with(&|c| c.day = day("2099-12-31"))),
            ("day", with(&|c| c.day = day("1900-01-01"))),
            ("until", with(&|c| c.until = Some(day("2022-05-03")))),
            ("quantity", with(&|c| c.lines[0].quantity = -1)),
            ("quantity", with(&|c| c.lines[0].quantity = i64::MAX)),
            ("metric", with(&|c| c.lines.clear())),
            ("metric", with(&|c| c.lines.push(c.lines[0].clone()))),
            ("metric", house.content("assist.services_per_enterprise", 1, "2022-05-04", 1)),
            ("subjects", house.content("assist.enterprise_covered", 1, "2022-05-04", 1)),
            ("subjects", with_firms(house.content("assist.service", 1, "2022-05-04", 1), &["司".repeat(500).as_str()])),
            ("org", with(&|c| (c.org, c.day) = (house.orgs[3].id, day("2022-07-01")))),
        ];
        let record = house.record(good()).await.unwrap();
        let after = house.rows().await;
        assert_ne!(before, after);
        for (field, content) in cases {
            for refused in [house.record(content.clone()).await, house.correct(&record, content.clone()).await] {
                let error = refused.unwrap_err();
                assert_eq!(error.field(), Some(field), "{error}");
                assert!(!error.chinese().is_ascii() && error.to_string().lines().count() == 1);
            }
        }
        assert_eq!(house.rows().await, after);
        assert_eq!(value(&house).await, 2);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_guest_who_leaves_before_arriving_or_on_the_same_day_is_refused() {
    for house in houses().await {
        for until in ["2022-05-03", "2022-05-04"] {
            let content = Content { until: Some(day(until)), ..house.content("station.night", 1, "2022-05-04", 1) };
            assert_eq!(house.record(content).await.unwrap_err().field(), Some("until"));
        }
    }
}

#[tokio::test]
async fn a_reader_a_neighbour_and_another_office_can_neither_change_nor_see_what_is_not_theirs() {
    for house in houses().await {
        let record = house.record(house.content("assist.event", 2, "2022-05-04", 2)).await.unwrap();
        let foreign = house.foreign_record().await;
        let missing = house.test.db.read(&house.by, &foreign.id, actions::open).await.unwrap_err();
        assert!(matches!(missing, JournalError::NotFound));
        let nobody = Actor { system: false, grants: Vec::new(), ..house.by.clone() };
        assert!(house.test.db.read(&nobody, &record.id, actions::open).await.is_err());
        let ask = Correct { id: record.id, revision: 1, content: house.content("assist.event", 2, "2022-05-04", 9), reason: String::new() };
        assert!(house.test.db.write(&nobody, &ask, actions::correct).await.is_err());
        assert_eq!(value(&house).await, 2);
    }
}

#[tokio::test]
async fn a_search_finds_chinese_words_in_any_width_and_keeps_to_day_and_org() {
    for house in houses().await {
        let mut content = with_firms(house.content("assist.service", 2, "2022-05-04", 1), &["禾木环保Ａ有限公司"]);
        content.people = vec!["买买提·艾力".into(), "𠮷田".into()];
        content.remarks = "100%_满意".into();
        house.record(content).await.unwrap();
        house.record(house.content("assist.event", 1, "2022-06-04", 1)).await.unwrap();
        let count = async |filter: Filter| {
            let ask = RecordPage { filter, after: None, limit: 10 };
            house.test.db.read(&house.by, &ask, actions::list).await.unwrap().total
        };
        let words = |text: &str| Filter { words: vec![text.into()], ..Filter::default() };
        for (text, found) in [("禾木环保a", 1), ("走访", 2), ("买买提·艾力", 1), ("𠮷", 1), ("%_满", 1), ("100%满", 0), ("没有", 0)]
        {
            assert_eq!(count(words(text)).await, found, "{text}");
        }
        assert_eq!(count(Filter { from: Some(day("2022-05-05")), ..Filter::default() }).await, 1);
        assert_eq!(count(Filter { path: Some(house.orgs[2].path.clone()), ..Filter::default() }).await, 1);
        assert_eq!(count(Filter { withdrawn: true, ..Filter::default() }).await, 0);
    }
}
