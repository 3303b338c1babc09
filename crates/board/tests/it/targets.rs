//! Promises about targets (目标任务).

use base::{Actor, Scope, Tx, sql};
use board::orgs::CloseOrg;
use board::targets::{self, SaveTarget, SetTargets, Span, Target, TargetEntry};
use board::{BoardError, Org, OrgKind};
use norms::Period;
use uuid::Uuid;

use crate::{House, day, houses};

fn year() -> Period {
    Span::Year.of(2022).unwrap()
}

fn ask(id: u128, org: &Org, quantity: i64) -> SaveTarget {
    let entry =
        TargetEntry { org: org.id, metric: "assist.service".into(), period: year(), quantity, paper: "云青发〔2022〕3号".into() };
    SaveTarget { id: Uuid::from_u128(id), revision: 0, entry }
}

async fn save(house: &House, ask: &SaveTarget) -> Result<Target, BoardError> {
    house.db().write(&house.by, ask, targets::save).await
}

async fn of(house: &House, org: &Org) -> Option<Target> {
    let act = async |tx: &mut Tx, _: &Actor, org: &Org| targets::of(tx, org.id, "assist.service", year()).await;
    house.db().read(&house.by, org, act).await.unwrap()
}

#[tokio::test]
async fn an_org_has_one_target_for_a_metric_and_days() {
    for house in houses().await {
        let org = house.found("东湖区", OrgKind::District, house.root.id).await;
        let made = save(&house, &ask(1, &org, 900)).await.unwrap();
        assert_eq!((made.revision, made.entry.quantity, made.who.as_str()), (1, 900, house.by.name.as_str()));
        assert_eq!(save(&house, &ask(1, &org, 900)).await.unwrap(), made, "the form sent twice makes one");
        assert_eq!(save(&house, &ask(2, &org, 800)).await, Err(BoardError::TargetTaken));
        let mut half = ask(3, &org, 400);
        half.entry.period = Span::Half(1).of(2022).unwrap();
        save(&house, &half).await.unwrap();
        save(&house, &ask(4, &house.root, 5_000)).await.unwrap();
        let list = async |tx: &mut Tx, by: &Actor, path: &String| targets::list(tx, &Scope::whole(by.tenant), path, year()).await;
        let whole = house.db().read(&house.by, &house.root.path, list).await.unwrap();
        let below = house.db().read(&house.by, &org.path, list).await.unwrap();
        assert_eq!((whole.len(), below.iter().map(|one| one.entry.quantity).collect::<Vec<_>>()), (3, vec![900, 400]));
        let days = async |tx: &mut Tx, _: &Actor, org: &Org| targets::standing(tx, &[org.id], day("2022-07-01")).await;
        assert_eq!(house.db().read(&house.by, &org, days).await.unwrap().len(), 1, "the half-year is over by then");
    }
}

#[tokio::test]
async fn a_table_sets_many_at_once_and_takes_the_place_of_what_stands() {
    for house in houses().await {
        save(&house, &ask(1, &house.root, 900)).await.unwrap();
        let lines = vec![("assist.service".to_owned(), 950), ("life.theme_day".to_owned(), 12)];
        let mut table = SetTargets { org: house.root.id, period: year(), paper: "年初部署会".into(), lines };
        house.db().write(&house.by, &table, targets::set).await.unwrap();
        let there = async |tx: &mut Tx, _: &Actor, org: &Org| targets::of_org(tx, org.id, year()).await;
        let mut found = house.db().read(&house.by, &house.root, there).await.unwrap();
        found.sort_by_key(|one| one.entry.quantity);
        let said: Vec<(i64, i64, &str)> = found.iter().map(|one| (one.entry.quantity, one.revision, one.entry.paper.as_str())).collect();
        assert_eq!(said, [(12, 1, "年初部署会"), (950, 2, "年初部署会")]);
        table.lines[1].1 = 0;
        assert_eq!(house.db().write(&house.by, &table, targets::set).await, Err(BoardError::TargetQuantity));
        assert_eq!(house.db().read(&house.by, &house.root, there).await.unwrap().len(), 2, "all or nothing");
    }
}

#[tokio::test]
async fn a_change_of_what_somebody_else_changed_is_refused() {
    for house in houses().await {
        let made = save(&house, &ask(1, &house.root, 900)).await.unwrap();
        let change = SaveTarget { revision: 1, ..ask(1, &house.root, 950) };
        assert_eq!(save(&house, &change).await.unwrap().entry.quantity, 950);
        assert_eq!(save(&house, &change).await, Err(BoardError::TargetChanged));
        assert_eq!(save(&house, &SaveTarget { revision: 1, ..ask(9, &house.root, 1) }).await, Err(BoardError::NoTarget));
        let act = async |tx: &mut Tx, _: &Actor, id: &Uuid| targets::remove(tx, *id).await;
        house.db().write(&house.by, &made.id, act).await.unwrap();
        house.db().write(&house.by, &made.id, act).await.unwrap();
        assert_eq!(of(&house, &house.root).await, None);
    }
}

#[tokio::test]
async fn a_target_that_cannot_be_is_refused() {
    for house in houses().await {
        let org = house.found("西山区", OrgKind::District, house.root.id).await;
        for quantity in [0, -5] {
            assert_eq!(save(&house, &ask(1, &org, quantity)).await, Err(BoardError::TargetQuantity));
        }
        let mut odd = ask(1, &org, 5);
        odd.entry.period = Period { from: year().to, to: year().from };
        assert_eq!(save(&house, &odd).await, Err(BoardError::TargetPeriod));
        odd.entry.period = Period { to: year().to.plus_days(-1), ..year() };
        assert_eq!(save(&house, &odd).await, Err(BoardError::TargetPeriod));
        let mut long = ask(1, &org, 5);
        long.entry.paper = "文".repeat(101);
        assert_eq!(save(&house, &long).await, Err(BoardError::TargetPaper));
        house.db().write(&house.by, &CloseOrg { org: org.id, day: day("2022-06-30") }, board::orgs::close).await.unwrap();
        assert_eq!(save(&house, &ask(1, &org, 5)).await, Err(BoardError::OrgClosed("西山区".into())));
        assert_eq!(of(&house, &org).await, None);
    }
}

#[tokio::test]
async fn the_database_itself_refuses_what_no_act_would_write() {
    for house in houses().await {
        save(&house, &ask(1, &house.root, 900)).await.unwrap();
        for change in
            ["quantity = 0", "quantity = -1", "to_day = 20221130", "from_day = 20220701, to_day = 20220101", "from_day = 20210101"]
        {
            let act = async |tx: &mut Tx, _: &Actor, change: &String| {
                tx.run(sql("UPDATE target SET ").push(change).with(" WHERE tenant = ?", tx.tenant())).await.map_err(BoardError::from)
            };
            assert!(house.db().write(&house.by, &change.to_owned(), act).await.is_err(), "{change}");
        }
        let twice = "INSERT INTO target(tenant, id, org, metric, from_day, to_day, quantity, paper, revision, who, at) \
             SELECT tenant, org, org, metric, from_day, to_day, 1, '', 1, '', at FROM target WHERE tenant = ";
        let act = async |tx: &mut Tx, _: &Actor, (): &()| tx.run(sql(twice).with("?", tx.tenant())).await.map_err(BoardError::from);
        assert!(house.db().write(&house.by, &(), act).await.is_err(), "two of the same org, metric and days");
        assert_eq!(of(&house, &house.root).await.map(|one| one.entry.quantity), Some(900));
    }
}
