//! All or nothing: the n-th statement of a posting act fails, for n = 1, 2, … until none does.

use base::{Actor, OrgId, Tx};
use board::OrgKind::{Branch, District};
use ledger::{Fact, LedgerError, SubjectKind};
use norms::Day;

use crate::house::{House, day, houses, id, named, save_note, year};

enum Act {
    Note(Vec<Fact>),
    Move(OrgId, Day, OrgId),
    MergeOrgs(OrgId, OrgId),
    MergeSubjects,
}

async fn run(tx: &mut Tx, by: &Actor, act: &Act) -> Result<Option<i64>, LedgerError> {
    match act {
        Act::Note(facts) => save_note(tx, by, id(1), facts).await,
        Act::Move(org, since, parent) => ledger::move_org(tx, by, *org, *since, *parent).await,
        Act::MergeOrgs(from, into) => ledger::merge_orgs(tx, by, *from, *into).await,
        Act::MergeSubjects => ledger::merge_subjects(tx, by, SubjectKind::Enterprise, "a", "b").await,
    }
}

async fn values(house: &House) -> Vec<i64> {
    let mut values = Vec::new();
    for code in ["assist.enterprise_covered", "assist.event", "station.bed"] {
        for org in 0..house.orgs.len() {
            values.push(house.figure(code, org, year()).await.value);
        }
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
        let acts = [
            Act::Note(first),
            Act::Note(corrected),
            Act::Move(house.orgs[3], day("2022-02-01"), house.orgs[2]),
            Act::MergeSubjects,
            Act::MergeOrgs(house.orgs[3], house.orgs[4]),
            Act::Note(vec![]),
        ];
        for act in &acts {
            let before = values(&house).await;
            let mut failed = 0;
            for n in 1.. {
                house.test.db.faults().fail_at(n);
                let ended = house.test.db.write(&house.by, act, run).await;
                let whole = house.test.db.faults().clear();
                if whole {
                    assert!(ended.unwrap().is_some());
                    break;
                }
                assert!(ended.is_err(), "statement {n}");
                assert_eq!(values(&house).await, before, "statement {n}");
                failed += 1;
            }
            assert!(failed >= 8, "each statement failed once");
            assert_ne!(values(&house).await, before);
            assert_eq!(house.differences().await, vec![]);
        }
    }
}
