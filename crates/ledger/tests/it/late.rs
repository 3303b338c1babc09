//! Closed periods, what arrives late for them, and the reports that cite figures.

use base::{Actor, OrgId, Tx};
use board::OrgKind::{Branch, District};
use ledger::{Ask, Cause, Citation, Fact, LatePosting, LedgerError, SourceRef};
use norms::Period;

use crate::house::{House, KIND, houses, id, period, year};

async fn close(house: &House, org: usize, period: Period) {
    let ask = (house.orgs[org], period);
    let act = async |tx: &mut Tx, _: &Actor, ask: &(OrgId, Period)| ledger::close_period(tx, ask.0, ask.1).await;
    house.test.db.write(&house.by, &ask, act).await.unwrap();
}

async fn lateness(house: &House, code: &str) -> Vec<(i64, bool)> {
    let ask = house.asks(code, 0, period("2020-01-01", "2023-12-31"));
    let read = async |tx: &mut Tx, _: &Actor, ask: &Ask| ledger::proof(tx, ask, None, 100).await;
    let page = house.test.db.read(&house.by, &ask, read).await.unwrap();
    page.rows.into_iter().map(|line| (line.day.number(), line.late)).collect()
}

#[tokio::test]
async fn what_arrives_for_a_closed_period_of_the_org_or_one_above_is_posted_on_its_day_and_marked_late() {
    for house in houses(&[(District, 0), (District, 0), (Branch, 1)]).await {
        house.note(id(1), vec![house.fact("assist.event", 3, "2022-03-05", 1)]).await.unwrap();
        close(&house, 1, period("2022-01-01", "2022-06-30")).await;
        house.note(id(2), vec![house.fact("assist.event", 3, "2022-03-06", 1)]).await.unwrap();
        house.note(id(3), vec![house.fact("assist.event", 3, "2022-07-01", 1)]).await.unwrap();
        house.note(id(4), vec![house.fact("assist.event", 2, "2022-03-07", 1)]).await.unwrap();
        assert_eq!(lateness(&house, "assist.event").await, [(20220305, false), (20220306, true), (20220307, false), (20220701, false)]);
        house
            .note(id(5), vec![house.fact("station.bed", 3, "2021-12-01", 1), house.fact("station.bed", 3, "2022-07-01", 1)])
            .await
            .unwrap();
        assert_eq!(lateness(&house, "station.bed").await, [(20211201, true), (20220701, false)], "a stock counts in every later period");
    }
}

#[tokio::test]
async fn a_report_sees_which_postings_came_after_it_and_a_record_sees_the_reports_that_cite_it() {
    for house in houses(&[(District, 0), (District, 0)]).await {
        let half = period("2022-01-01", "2022-06-30");
        house
            .note(id(1), vec![house.fact("assist.event", 1, "2022-03-05", 2), house.fact("station.site", 1, "2021-03-05", 1)])
            .await
            .unwrap();
        let cited = Citation {
            report: id(100),
            key: "events".into(),
            metric: ledger::metrics::by_code("assist.event").unwrap(),
            org: house.orgs[0],
            period: half,
            number: 1,
            value: 2,
            digest: "d".into(),
        };
        let covered =
            Citation { key: "districts".into(), metric: ledger::metrics::by_code("station.district_covered").unwrap(), ..cited.clone() };
        let elsewhere = Citation { key: "other".into(), org: house.orgs[2], ..cited.clone() };
        for citation in [&cited, &covered, &elsewhere] {
            let cite = async |tx: &mut Tx, _: &Actor, citation: &Citation| ledger::cite(tx, citation).await;
            house.test.db.write(&house.by, citation, cite).await.unwrap();
        }
        house.note(id(2), vec![house.fact("assist.event", 1, "2022-03-06", 3)]).await.unwrap();
        house.note(id(1), vec![house.fact("assist.event", 1, "2022-03-05", 1)]).await.unwrap();
        let of = async |tx: &mut Tx, _: &Actor, source: &SourceRef| ledger::citations_of(tx, source).await;
        let citing = async |n| house.test.db.read(&house.by, &SourceRef::new(KIND, id(n)), of).await.unwrap();
        assert_eq!(citing(1).await, [covered, cited], "also by what is computed from its facts, and as it stood at sign-off");
        assert_eq!(citing(2).await, []);
        let late = async |tx: &mut Tx, _: &Actor, ask: &Ask| ledger::late_postings(tx, ask, 1).await;
        let found: Vec<LatePosting> = house.test.db.read(&house.by, &house.asks("assist.event", 0, half), late).await.unwrap();
        assert_eq!(found.iter().map(|p| (p.number, p.quantity, p.facts)).collect::<Vec<_>>(), [(2, 3, 1), (3, -1, 0)]);
        let none: Result<_, LedgerError> = house.test.db.read(&house.by, &house.asks("assist.event", 2, year()), late).await;
        assert_eq!(none.unwrap(), []);
    }
}

/// Records that came with a workbook.
async fn import(house: &House, n: u128, facts: Vec<Fact>) -> Option<i64> {
    let act = async |tx: &mut Tx, by: &Actor, (n, facts): &(u128, Vec<Fact>)| {
        let cause = Cause::import("test.batch", id(*n));
        ledger::record(tx, by, &cause, &[(SourceRef::new(KIND, id(*n)), facts.clone())]).await
    };
    let posted: Result<_, LedgerError> = house.test.db.write_long(&house.by, &(n, facts), act).await;
    posted.unwrap()
}

async fn late_since(house: &House, number: i64) -> Vec<(i64, bool)> {
    let late = async |tx: &mut Tx, _: &Actor, ask: &(Ask, i64)| ledger::late_postings(tx, &ask.0, ask.1).await;
    let ask = (house.asks("assist.event", 0, year()), number);
    let found: Result<Vec<LatePosting>, LedgerError> = house.test.db.read(&house.by, &ask, late).await;
    found.unwrap().into_iter().map(|posting| (posting.number, posting.late)).collect()
}

#[tokio::test]
async fn an_import_of_the_first_year_makes_nothing_late() {
    for house in houses(&[(District, 0)]).await {
        let event = |on: &str, quantity| vec![house.fact("assist.event", 1, on, quantity)];
        house.set_clock("2022-11-01T02:00:00Z");
        house.note(id(1), event("2022-03-01", 1)).await.unwrap();
        close(&house, 0, year()).await;
        import(&house, 2, event("2022-03-02", 1)).await;
        house.note(id(3), event("2022-03-03", 1)).await.unwrap();
        // A year later to the day nobody can say that they only begin.
        house.set_clock("2023-10-31T15:59:00Z");
        import(&house, 4, event("2022-03-04", 1)).await;
        house.set_clock("2023-10-31T16:01:00Z");
        import(&house, 5, event("2022-03-05", 1)).await;
        // What an import corrects is like what it brings; a correction by hand of what it brought is late.
        assert_eq!(
            lateness(&house, "assist.event").await,
            [(20220301, false), (20220302, false), (20220303, true), (20220304, false), (20220305, true)]
        );
        assert_eq!(late_since(&house, 1).await, [(2, false), (3, true), (4, false), (5, true)]);
        house.note(id(2), event("2022-03-02", 5)).await.unwrap();
        assert_eq!(late_since(&house, 5).await, [(6, true)]);
    }
}

#[tokio::test]
async fn an_import_of_the_first_year_that_fails_at_any_statement_leaves_nothing() {
    for house in houses(&[(District, 0)]).await {
        let event = |on: &str| vec![house.fact("assist.event", 1, on, 1)];
        house.note(id(1), event("2022-03-01")).await.unwrap();
        close(&house, 0, year()).await;
        let act = async |tx: &mut Tx, by: &Actor, facts: &Vec<Fact>| {
            ledger::record(tx, by, &Cause::import("test.batch", id(7)), &[(SourceRef::new(KIND, id(7)), facts.clone())]).await
        };
        let mut failed = 0;
        for n in 1..100 {
            house.test.db.faults().fail_at(n);
            let done: Result<_, LedgerError> = house.test.db.write_long(&house.by, &event("2022-03-02"), act).await;
            house.test.db.faults().clear();
            if done.is_ok() {
                break;
            }
            failed += 1;
            assert_eq!(lateness(&house, "assist.event").await, [(20220301, false)], "statement {n}");
        }
        assert!(failed > 4, "{failed}");
        assert_eq!(lateness(&house, "assist.event").await, [(20220301, false), (20220302, false)]);
    }
}
