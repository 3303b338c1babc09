//! 工作安排 in people's calendars.

use base::{Actor, Grant, Role, Tx};
use kit::Event;
use norms::Period;

use crate::house::{House, day, houses};
use crate::plans::{entry, planned};

fn of(house: &House, name: &str, org: usize) -> Actor {
    let org = &house.orgs[org];
    let grants = vec![Grant { role: Role::Reader, org: org.id, path: org.path.clone() }];
    Actor { system: false, name: name.into(), grants, ..house.by.clone() }
}

async fn events(house: &House, by: &Actor) -> Vec<Event> {
    let of = journal::module().events.unwrap();
    let period = Period::new(day("2022-10-01"), day("2022-12-31")).unwrap();
    let act = async |tx: &mut Tx, by: &Actor, period: &Period| of(tx, by, *period).await;
    house.test.db.read(by, &period, act).await.unwrap()
}

#[tokio::test]
async fn a_plan_stands_in_the_calendar_of_whom_it_names_or_whose_org_it_is_and_nobody_elses() {
    for house in houses().await {
        let mut vague = entry(&house, 1, "2022-11-03", "走访");
        vague.hour = "上午".into();
        planned(&house, entry(&house, 1, "2022-11-02", "清风课堂")).await.unwrap();
        planned(&house, vague).await.unwrap();
        planned(&house, entry(&house, 1, "2023-01-02", "元旦之后")).await.unwrap();
        let named = events(&house, &of(&house, "钟可", 0)).await;
        let said: Vec<_> = named.iter().map(|event| (event.title.as_str(), event.minutes, event.place.as_str())).collect();
        assert_eq!(said, [("清风课堂", Some(540), "青年之家"), ("上午 走访", None, "青年之家")]);
        assert_eq!(events(&house, &of(&house, "别人", 1)).await.len(), 2, "of their own org");
        assert!(events(&house, &of(&house, "别人", 0)).await.is_empty(), "neither named nor of their own org");
        assert!(events(&house, &of(&house, "钟可", 2)).await.is_empty(), "named, but what they may not see stays unseen");
    }
}
