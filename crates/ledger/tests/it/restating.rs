//! Moves and mergers.

use base::{Actor, OrgId, Tx};
use board::OrgKind::{Branch, District, Station};
use ledger::{Fact, Figure, LedgerError, SubjectKind};
use norms::Day;

use crate::house::{House, day, houses, id, named, period, year};

async fn act_move(tx: &mut Tx, by: &Actor, ask: &(OrgId, Day, OrgId)) -> Result<Option<i64>, LedgerError> {
    ledger::move_org(tx, by, ask.0, ask.1, ask.2).await
}

async fn move_org(house: &House, org: usize, since: &str, parent: usize) -> Option<i64> {
    house.test.db.write(&house.by, &(house.orgs[org], day(since), house.orgs[parent]), act_move).await.unwrap()
}

#[tokio::test]
async fn work_stays_where_it_was_done_and_stock_goes_along_and_no_fact_is_counted_twice() {
    for house in houses(&[(District, 0), (District, 0), (Station, 1)]).await {
        house
            .note(id(1), vec![house.fact("assist.event", 3, "2022-03-05", 2), house.fact("assist.event", 3, "2022-07-05", 1)])
            .await
            .unwrap();
        house.note(id(2), vec![house.fact("station.bed", 3, "2022-01-10", 12)]).await.unwrap();
        assert_eq!(move_org(&house, 3, "2022-06-15", 2).await, Some(3));
        let events = async |org| house.figure("assist.event", org, year()).await;
        let beds = async |org, to: &str| house.figure("station.bed", org, period("2022-01-01", to)).await;
        let one = |value| Figure { value, declared: 0, facts: 1 };
        assert_eq!((events(1).await, events(2).await), (one(2), one(1)));
        assert_eq!((beds(1, "2022-06-14").await, beds(2, "2022-06-14").await), (one(12), Figure::default()));
        assert_eq!((beds(1, "2022-06-15").await, beds(2, "2022-06-15").await), (Figure::default(), one(12)));
        assert_eq!(beds(0, "2022-12-31").await, one(12));
        // A stock that ends on the very day of the move, and one that is recorded only after it.
        house
            .note(id(2), vec![house.fact("station.bed", 3, "2022-01-10", 12), house.fact("station.bed", 3, "2022-06-15", -12)])
            .await
            .unwrap();
        house.note(id(3), vec![house.fact("station.bed", 3, "2022-05-01", 5)]).await.unwrap();
        assert_eq!((beds(1, "2022-05-31").await.value, beds(1, "2022-06-30").await.value), (17, 0));
        assert_eq!(beds(2, "2022-06-30").await, Figure { value: 5, declared: 0, facts: 3 });
        assert_eq!(house.differences().await, vec![]);
    }
}

#[tokio::test]
async fn a_move_that_would_close_a_circle_on_a_later_day_is_refused_and_leaves_nothing() {
    for house in houses(&[(District, 0), (Branch, 1), (Branch, 0)]).await {
        house.note(id(1), vec![house.fact("assist.event", 2, "2022-03-05", 2)]).await.unwrap();
        move_org(&house, 1, "2022-05-01", 3).await;
        let ask = (house.orgs[3], day("2022-02-01"), house.orgs[2]);
        let refused = house.test.db.write(&house.by, &ask, act_move).await.unwrap_err();
        assert!(matches!(refused, LedgerError::Board(board::BoardError::Circle(..))), "{refused}");
        assert_eq!(house.differences().await, vec![]);
    }
}

#[tokio::test]
async fn a_merged_org_hands_its_facts_over_and_later_records_of_it_reach_the_survivor() {
    for house in houses(&[(District, 0), (District, 0)]).await {
        house.note(id(1), vec![house.fact("assist.event", 1, "2022-03-05", 2)]).await.unwrap();
        let act = async |tx: &mut Tx, by: &Actor, ask: &(OrgId, OrgId)| ledger::merge_orgs(tx, by, ask.0, ask.1).await;
        assert_eq!(house.test.db.write(&house.by, &(house.orgs[1], house.orgs[2]), act).await.unwrap(), Some(2));
        house.note(id(2), vec![house.fact("assist.event", 1, "2022-03-06", 3)]).await.unwrap();
        assert_eq!(house.figure("assist.event", 2, year()).await.value, 5);
        assert_eq!(house.figure("assist.event", 1, year()).await.value, 5, "who asks for the old one is answered for the survivor");
        assert_eq!(house.note(id(1), vec![house.fact("assist.event", 1, "2022-03-05", 2)]).await.unwrap(), None, "a retry posts nothing");
        assert_eq!(house.differences().await, vec![]);
    }
}

#[tokio::test]
async fn merged_subjects_count_once_also_within_one_record() {
    for house in houses(&[(District, 0)]).await {
        let firm = |key: &str| named(house.fact("assist.enterprise_covered", 1, "2022-03-05", 1), SubjectKind::Enterprise, key);
        house.note(id(1), vec![firm("a"), firm("b")]).await.unwrap();
        house.note(id(2), vec![firm("c")]).await.unwrap();
        let act =
            async |tx: &mut Tx, by: &Actor, ask: &(&str, &str)| ledger::merge_subjects(tx, by, SubjectKind::Enterprise, ask.0, ask.1).await;
        assert!(house.test.db.write(&house.by, &("a", "b"), act).await.unwrap().is_some());
        assert_eq!(house.figure("assist.enterprise_covered", 0, year()).await, Figure { value: 2, declared: 0, facts: 2 });
        assert!(house.test.db.write(&house.by, &("b", "c"), act).await.unwrap().is_some());
        assert_eq!(house.figure("assist.enterprise_covered", 0, year()).await, Figure { value: 1, declared: 0, facts: 2 });
        house.note(id(3), vec![Fact { day: day("2022-04-01"), ..firm("a") }]).await.unwrap();
        assert_eq!(house.figure("assist.enterprise_covered", 0, year()).await.value, 1);
        let refused = [("a", "c"), ("a", "unknown")];
        for ask in refused {
            assert!(house.test.db.write(&house.by, &ask, act).await.is_err(), "{ask:?}");
        }
        assert_eq!(house.differences().await, vec![]);
    }
}
