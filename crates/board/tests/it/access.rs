//! Promises about who may see and do what.

use base::{Actor, Right, Role, Tx, sql};
use board::access::{self, Denied, SEEN};
use board::{BoardError, Org, OrgFilter, OrgKind};
use proptest::prelude::*;

use crate::{houses, staff};

const RECORD: Right = Right { code: "test.record", name: "登记", roles: &[Role::Officer, Role::Recorder] };
const CHECK: Right = Right { code: "test.check", name: "核稿", roles: &[Role::Checker] };

/// The numbers that a scope's filter lets through, over a column of ids and over one of paths.
async fn let_through(tx: &mut Tx, by: &Actor, right: &&'static Right) -> Result<(Vec<i64>, Vec<i64>), BoardError> {
    let scope = access::scope(by, right);
    let query = sql("SELECT r.number FROM org r WHERE r.tenant = $1").bind(by.tenant);
    let rows: Vec<(i64,)> = tx.all(access::within(query, &scope, "r.id").push(" ORDER BY r.number")).await?;
    let filter = OrgFilter { with_closed: true, ..OrgFilter::default() };
    let mut listed: Vec<i64> = board::orgs::list(tx, &scope, &filter).await?.into_iter().map(|org| org.number).collect();
    listed.sort_unstable();
    Ok((rows.into_iter().map(|row| row.0).collect(), listed))
}

/// Roles on orgs, or orgs below orgs.
type Pairs = Vec<(usize, usize)>;

fn grants() -> impl Strategy<Value = Pairs> {
    prop::collection::vec((0..Role::ALL.len(), 0..14usize), 0..4)
}

/// A tree of 14 orgs in which each stands below an earlier one, some moves, and somebody's grants.
fn worlds() -> impl Strategy<Value = (Vec<prop::sample::Index>, Pairs, Pairs)> {
    let moves = prop::collection::vec((1..14usize, 0..14usize), 0..4);
    (prop::collection::vec(any::<prop::sample::Index>(), 13), moves, grants())
}

#[test]
fn a_grant_reaches_its_subtree_and_nothing_beside_and_checks_agree_with_lists() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    proptest!(ProptestConfig { cases: 12, ..ProptestConfig::default() }, |((parents, moves, grants) in worlds())| {
        runtime.block_on(async {
            for house in houses().await {
                let mut orgs: Vec<Org> = vec![house.root.clone()];
                for (i, parent) in parents.iter().enumerate() {
                    let parent = parent.get(&orgs).id;
                    orgs.push(house.found(&format!("单位{i}"), OrgKind::Other, parent).await);
                }
                for &(org, parent) in &moves {
                    let moved = house.shift(&orgs[org], "2022-05-01", &orgs[parent]).await;
                    assert!(matches!(moved, Ok(_) | Err(BoardError::Circle(..))));
                }
                for org in &mut orgs {
                    *org = house.org(org.id).await;
                }
                // The naive answer: walk up by parents and look for a grant on the way.
                let above = |org: &Org| {
                    let mut chain = vec![org.clone()];
                    while let Some(parent) = chain.last().unwrap().parent {
                        chain.push(orgs.iter().find(|org| org.id == parent).unwrap().clone());
                    }
                    chain
                };
                let held: Vec<(Role, &Org)> = grants.iter().map(|&(role, org)| (Role::ALL[role], &orgs[org])).collect();
                let by = staff(&house, &held);
                for right in [&RECORD, &CHECK, &SEEN] {
                    let mut expected = Vec::new();
                    for org in &orgs {
                        let chain = above(org);
                        let granted = |fits: &dyn Fn(Role) -> bool| held.iter().any(|(role, on)| fits(*role) && chain.iter().any(|o| o.id == on.id));
                        let may = granted(&|role| right.roles.is_empty() || right.roles.contains(&role));
                        let told = match (may, granted(&|_| true)) {
                            (true, _) => Ok(()),
                            (false, true) => Err(Denied::NotAllowed),
                            (false, false) => Err(Denied::NotVisible),
                        };
                        assert_eq!(access::require(&by, right, &org.path), told, "{} {}", right.code, org.path);
                        if may {
                            expected.push(org.number);
                        }
                    }
                    expected.sort_unstable();
                    let (by_id, by_path) = house.db().read(&by, &right, let_through).await.unwrap();
                    assert_eq!((&by_id, &by_path), (&expected, &expected), "{}", right.code);
                    assert_eq!(access::holds(&by, right), !expected.is_empty() || right.roles.is_empty());
                }
            }
        });
    });
}

#[tokio::test]
async fn the_program_reaches_the_whole_office_and_no_other() {
    for house in houses().await {
        let other = house.db().new_tenant().await.unwrap();
        let (by_id, by_path) = house.db().read(&house.by, &&CHECK, let_through).await.unwrap();
        assert_eq!((by_id, by_path), (vec![1], vec![1]));
        let stranger = Actor::system(other, "别处");
        let (by_id, by_path) = house.db().read(&stranger, &&CHECK, let_through).await.unwrap();
        assert_eq!((by_id, by_path), (vec![], vec![]));
    }
}
