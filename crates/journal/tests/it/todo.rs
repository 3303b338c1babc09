//! 待办: what somebody has begun and not finished.

use base::{AccountId, Actor, Grant, Role, Tx};
use journal::actions;
use journal::import::{Choices, Upload, keep_upload};
use kit::Todo;
use serde_json::json;
use uuid::Uuid;

use crate::house::{House, houses};

fn of(house: &House, account: u128, role: Role) -> Actor {
    let root = &house.orgs[0];
    let grants = vec![Grant { role, org: root.id, path: root.path.clone() }];
    Actor { system: false, account: Some(AccountId(Uuid::from_u128(account))), grants, ..house.by.clone() }
}

async fn todos(house: &House, by: &Actor) -> Vec<(&'static str, String, String)> {
    let of = journal::module().todos.unwrap();
    let act = async |tx: &mut Tx, by: &Actor, (): &()| of(tx, by).await;
    let found: Vec<Todo> = house.test.db.read(by, &(), act).await.unwrap();
    found.into_iter().map(|todo| (todo.kind, todo.title, todo.href)).collect()
}

#[tokio::test]
async fn a_form_half_filled_and_an_upload_unconfirmed_wait_for_who_left_them() {
    for house in houses().await {
        let (own, other) = (of(&house, 1, Role::Officer), of(&house, 2, Role::Officer));
        assert!(todos(&house, &own).await.is_empty());
        let record = house.record(house.content("assist.service", 0, "2022-03-04", 5)).await.unwrap();
        for form in ["new".to_owned(), record.id.to_string(), Uuid::from_u128(99).to_string()] {
            house.test.db.write(&own, &(form, json!([])), actions::keep_draft).await.unwrap();
        }
        let upload = Upload {
            id: Uuid::from_u128(7),
            batch: None,
            file: "台账.xlsx".into(),
            digest: "x".into(),
            sealed: vec![1],
            choices: Choices::default(),
            at: house.test.db.clock().now(),
        };
        house.test.db.write(&own, &upload, keep_upload).await.unwrap();
        let found = todos(&house, &own).await;
        let mut places: Vec<&str> = found.iter().map(|(_, _, href)| href.as_str()).collect();
        places.sort_unstable();
        let edit = format!("/journal/{}/edit", record.id);
        let mut expected = ["/import/preview", edit.as_str(), "/journal/new"];
        expected.sort_unstable();
        assert_eq!(places, expected, "the correction of a record that is gone is left out: {found:?}");
        assert!(found[0].1.starts_with("台账.xlsx：已上传"), "{found:?}");
        assert!(todos(&house, &other).await.is_empty(), "what one began is one's own");
        let reader = of(&house, 1, Role::Reader);
        assert!(todos(&house, &reader).await.is_empty(), "who may no longer do it is not asked for it");
        house.test.db.clock().set(house.test.db.clock().now().plus_seconds(3_601));
        assert_eq!(todos(&house, &own).await.len(), 2, "an upload is gone after an hour");
    }
}

#[tokio::test]
async fn a_plan_of_days_that_are_over_waits_until_it_is_recorded_or_called_off() {
    for house in houses().await {
        let today = house.test.db.clock().today();
        let officer = of(&house, 1, Role::Officer);
        for (on, title) in [(today.plus_days(-3), "例会"), (today.plus_days(-1), "清风课堂"), (today, "主题党日")] {
            let entry = crate::plans::entry(&house, 1, &on.to_string(), title);
            crate::plans::planned(&house, entry).await.unwrap();
        }
        let found = todos(&house, &officer).await;
        let [(kind, title, href)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((*kind, title.as_str()), ("登记", "2 项安排已到期，还没有登记"));
        assert_eq!(href, &format!("/journal/plan?from={}&to={}", today.plus_days(-3), today.plus_days(-1)));
        let elsewhere = of(&house, 1, Role::Reader);
        assert!(todos(&house, &elsewhere).await.is_empty());
    }
}
