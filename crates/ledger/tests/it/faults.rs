//! All or nothing: the n-th statement of a posting act fails, for n = 1, 2, … until none does.

use base::{Actor, OrgId, Tx, sql};
use board::OrgKind::{Branch, District};
use ledger::{Citation, Fact, LedgerError, SubjectKind, metrics};
use norms::{Day, Period};

use crate::house::{House, day, houses, id, named, save_note, year};

enum Act {
    Note(Vec<Fact>),
    Move(OrgId, Day, OrgId),
    MergeOrgs(OrgId, OrgId),
    MergeSubjects,
    Close(OrgId, Period),
    Cite(Citation),
}

/// Whether there was something to do.
async fn run(tx: &mut Tx, by: &Actor, act: &Act) -> Result<bool, LedgerError> {
    let posted = match act {
        Act::Note(facts) => save_note(tx, by, id(1), facts).await,
        Act::Move(org, since, parent) => ledger::move_org(tx, by, *org, *since, *parent).await,
        Act::MergeOrgs(from, into) => ledger::merge_orgs(tx, by, *from, *into).await,
        Act::MergeSubjects => ledger::merge_subjects(tx, by, SubjectKind::Enterprise, "a", "b").await,
        Act::Close(org, period) => ledger::close_period(tx, *org, *period).await.map(|()| Some(0)),
        Act::Cite(citation) => ledger::cite(tx, citation).await.map(|()| Some(0)),
    };
    posted.map(|number| number.is_some())
}

async fn values(house: &House) -> Vec<i64> {
    let mut values = Vec::new();
    for code in ["assist.enterprise_covered", "assist.event", "station.bed"] {
        for org in 0..house.orgs.len() {
            values.push(house.figure(code, org, year()).await.value);
        }
    }
    for table in ["citation", "closed_period", "posting", "fact", "source", "subject", "place"] {
        let query = format!("SELECT count(*) FROM {table} WHERE tenant = {}", house.by.tenant.0);
        let count = async |tx: &mut Tx, _: &Actor, query: &String| tx.one::<(i64,)>(sql(query)).await;
        values.push(house.test.db.read(&house.by, &query, count).await.unwrap().0);
    }
    values
}

#[tokio::test]
async fn an_act_whose_nth_statement_fails_leaves_nothing_and_the_ledger_clean() {
    for house in houses(&[(District, 0), (District, 0), (Branch, 1), (Branch, 0)]).await {
        let firm = |key: &str| named(house.fact("assist.enterprise_covered", 3, "2022-03-05", 1), SubjectKind::Enterprise, key);
        let first =
            vec![firm("a"), firm("b"), house.fact("station.bed", 3, "2022-03-05", 4), house.fact("assist.event", 3, "2022-07-05", 1)];
        let corrected = vec![firm("a"), firm("b"), house.fact("station.bed", 4, "2022-03-05", 3)];
        let citation = Citation {
            report: id(9),
            key: "k1".into(),
            metric: metrics::by_code("assist.event").unwrap(),
            org: house.orgs[0],
            period: year(),
            number: 1,
            value: 1,
            digest: "d".into(),
        };
        let acts = [
            (Act::Note(first), 8),
            (Act::Note(corrected), 8),
            (Act::Cite(citation), 2),
            (Act::Close(house.orgs[0], year()), 2),
            (Act::Move(house.orgs[3], day("2022-02-01"), house.orgs[2]), 8),
            (Act::MergeSubjects, 8),
            (Act::MergeOrgs(house.orgs[3], house.orgs[4]), 8),
            (Act::Note(vec![]), 8),
        ];
        for (act, statements) in &acts {
            let before = values(&house).await;
            let mut failed = 0;
            for n in 1.. {
                house.test.db.faults().fail_at(n);
                let ended = house.test.db.write(&house.by, act, run).await;
                let whole = house.test.db.faults().clear();
                if whole {
                    assert!(ended.unwrap());
                    break;
                }
                assert!(ended.is_err(), "statement {n}");
                assert_eq!(values(&house).await, before, "statement {n}");
                failed += 1;
            }
            assert!(failed >= *statements, "each statement failed once");
            assert_ne!(values(&house).await, before);
            assert_eq!(house.differences().await, vec![]);
        }
    }
}
