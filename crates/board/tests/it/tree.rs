//! Promises about the dated tree.

use base::{Actor, OrgId, Tx};
use board::orgs::{CloseOrg, FoundOrg, MOST_LEVELS};
use board::{BoardError, Org, OrgKind, Tree};
use norms::Day;
use proptest::prelude::*;

use crate::{House, day, houses};

async fn tree(house: &House, of: &[&Org]) -> Tree {
    let numbers: Vec<i64> = of.iter().map(|org| org.number).collect();
    let act = async |tx: &mut Tx, _: &Actor, numbers: &Vec<i64>| Tree::load(tx, numbers).await;
    house.db().read(&house.by, &numbers, act).await.unwrap()
}

async fn below_ever(house: &House, org: &Org) -> Vec<i64> {
    let act = async |tx: &mut Tx, _: &Actor, id: &OrgId| board::tree::below_ever(tx, *id).await;
    house.db().read(&house.by, &org.id, act).await.unwrap()
}

#[tokio::test]
async fn a_move_keeps_where_the_org_stood_before() {
    for house in houses().await {
        let old = house.found("旧区", OrgKind::District, house.root.id).await;
        let new = house.found("新区", OrgKind::District, house.root.id).await;
        let street = house.found("云街团委", OrgKind::LeagueCommittee, old.id).await;
        let site = house.found("云街驿站", OrgKind::Station, street.id).await;
        assert!(house.shift(&street, "2022-06-01", &new).await.unwrap());
        let tree = tree(&house, &[&site]).await;
        let (o, n, st, si) = (old.number, new.number, street.number, site.number);
        assert_eq!(tree.path(si, day("2022-05-31")), [si, st, o, 1]);
        assert_eq!(tree.path(si, day("2022-06-01")), [si, st, n, 1]);
        assert_eq!(tree.path(si, Day::first()), [si, st, o, 1], "work of any day has a place");
        assert_eq!(tree.change_days(si), [day("2022-06-01")]);
        assert!(tree.change_days(1).is_empty());
        assert_eq!(below_ever(&house, &old).await, [o, st, si], "what stood below it is remembered");
        assert_eq!(below_ever(&house, &new).await, [n, st, si]);
        let moved = house.org(site.id).await;
        assert_eq!(moved.path, format!("/1/{n}/{st}/{si}/"), "today's paths of all below follow");
        assert_eq!(house.org(street.id).await.parent, Some(new.id));
    }
}

#[tokio::test]
async fn a_move_dated_back_holds_until_the_next_move_and_leaves_today_alone() {
    for house in houses().await {
        let mut districts = Vec::new();
        for name in ["甲区", "乙区", "丙区"] {
            districts.push(house.found(name, OrgKind::District, house.root.id).await);
        }
        let unit = house.found("街道团委", OrgKind::LeagueCommittee, districts[0].id).await;
        house.shift(&unit, "2022-08-01", &districts[2]).await.unwrap();
        assert!(house.shift(&unit, "2022-03-01", &districts[1]).await.unwrap());
        assert!(!house.shift(&unit, "2022-04-01", &districts[1]).await.unwrap(), "it stands there already");
        let tree = tree(&house, &[&unit]).await;
        let parents = ["2022-02-28", "2022-03-01", "2022-07-31", "2022-08-01"].map(|on| tree.parent(unit.number, day(on)).unwrap());
        let [a, b, c] = [&districts[0], &districts[1], &districts[2]].map(|org| org.number);
        assert_eq!(parents, [a, b, b, c]);
        assert_eq!(tree.change_days(unit.number), [day("2022-03-01"), day("2022-08-01")]);
        assert_eq!(house.org(unit.id).await.parent, Some(districts[2].id));
        // Corrected again to where it stood all the while: nothing changes on that day any more.
        house.shift(&unit, "2022-03-01", &districts[0]).await.unwrap();
        let tree = self::tree(&house, &[&unit]).await;
        assert_eq!(tree.change_days(unit.number), [day("2022-08-01")]);
    }
}

#[tokio::test]
async fn numbers_and_the_tree_above_come_in_one_query_as_they_come_in_two() {
    for house in houses().await {
        let old = house.found("旧区", OrgKind::District, house.root.id).await;
        let new = house.found("新区", OrgKind::District, house.root.id).await;
        let street = house.found("云街团委", OrgKind::LeagueCommittee, old.id).await;
        let typo = house.found("云街团萎", OrgKind::LeagueCommittee, new.id).await;
        house.shift(&street, "2022-08-01", &new).await.unwrap();
        house.shift(&street, "2022-03-01", &house.root).await.unwrap();
        let (from, into) = (typo.id, street.id);
        let merge = async |tx: &mut Tx, _: &Actor, (): &()| board::orgs::mark_merged(tx, from, into).await;
        house.db().write(&house.by, &(), merge).await.unwrap();
        let ids = vec![typo.id, new.id, street.id, OrgId(uuid::Uuid::nil())];
        let both = async |tx: &mut Tx, _: &Actor, ids: &Vec<OrgId>| {
            let numbers = board::tree::resolve(tx, ids).await?;
            let tree = Tree::load(tx, &numbers.values().copied().collect::<Vec<i64>>()).await?;
            Ok::<_, BoardError>((board::tree::resolve_below(tx, ids).await?, (numbers, tree)))
        };
        let (one, two) = house.db().read(&house.by, &ids, both).await.unwrap();
        assert_eq!(one, two);
        assert_eq!((one.0.len(), one.0[&typo.id]), (3, street.number), "what is merged speaks by its survivor");
    }
}

#[tokio::test]
async fn a_move_that_closes_a_circle_on_any_later_day_is_refused() {
    for house in houses().await {
        let a = house.found("甲", OrgKind::Other, house.root.id).await;
        let b = house.found("乙", OrgKind::Other, house.root.id).await;
        let c = house.found("丙", OrgKind::Other, b.id).await;
        // From August on, 甲 stands below 丙, which stands below 乙.
        house.shift(&a, "2022-08-01", &c).await.unwrap();
        assert_eq!(house.shift(&b, "2022-09-01", &a).await, Err(BoardError::Circle("乙".into(), day("2022-09-01"))));
        let refused = house.shift(&b, "2022-03-01", &a).await;
        assert_eq!(refused, Err(BoardError::Circle("乙".into(), day("2022-08-01"))), "good in March, a circle in August");
        assert!(matches!(house.shift(&b, "2022-03-01", &b).await, Err(BoardError::Circle(..))));
        assert!(matches!(house.shift(&b, "2022-09-01", &c).await, Err(BoardError::Circle(..))));
        // Where 乙 goes back to the root before August, the same is no circle.
        house.shift(&b, "2022-07-01", &a).await.unwrap_err();
        house.shift(&a, "2022-08-01", &house.root).await.unwrap();
        assert!(house.shift(&b, "2022-03-01", &a).await.unwrap());
        for (column, told) in house.paths().await {
            assert_eq!(column, told);
        }
    }
}

#[tokio::test]
async fn the_root_never_moves_and_superiors_stand_outside() {
    for house in houses().await {
        let unit = house.found("组织部", OrgKind::Department, house.root.id).await;
        let superior = house.found("云州机关工委", OrgKind::Superior, house.root.id).await;
        assert_eq!((superior.parent, superior.path.as_str()), (None, "/3/"));
        assert_eq!(house.shift(&house.root, "2022-01-01", &unit).await, Err(BoardError::RootStands));
        assert_eq!(house.shift(&superior, "2022-01-01", &unit).await, Err(BoardError::OutsideTree));
        assert_eq!(house.shift(&unit, "2022-01-01", &superior).await, Err(BoardError::OutsideTree));
        let ask = FoundOrg::new("工委组织部", OrgKind::Department, Some(superior.id));
        assert_eq!(house.db().write(&house.by, &ask, board::orgs::found).await, Err(BoardError::OutsideTree));
        let future = house.shift(&unit, "2022-11-01", &house.root).await;
        assert_eq!(future, Err(BoardError::FutureDay(day("2022-11-01"))));
        let closed = house.found("旧部", OrgKind::Department, house.root.id).await;
        let close = CloseOrg { org: closed.id, day: day("2022-10-01") };
        house.db().write(&house.by, &close, board::orgs::close).await.unwrap();
        assert!(matches!(house.shift(&unit, "2022-01-01", &closed).await, Err(BoardError::OrgClosed(_))));
        let act = async |tx: &mut Tx, _: &Actor, (): &()| board::orgs::superiors(tx).await;
        assert_eq!(house.db().read(&house.by, &(), act).await.unwrap(), [superior]);
    }
}

#[tokio::test]
async fn the_tree_has_so_many_levels_and_no_more() {
    for house in houses().await {
        let mut chain = vec![house.root.clone()];
        while chain.len() < MOST_LEVELS {
            let parent = chain.last().unwrap().id;
            chain.push(house.found(&format!("第{}级", chain.len() + 1), OrgKind::Other, parent).await);
        }
        let deepest = chain.last().unwrap();
        let ask = FoundOrg::new("再下一级", OrgKind::Other, Some(deepest.id));
        assert_eq!(house.db().write(&house.by, &ask, board::orgs::found).await, Err(BoardError::TooDeep(MOST_LEVELS)));
        let pair = house.found("一对", OrgKind::Other, house.root.id).await;
        house.found("之一", OrgKind::Other, pair.id).await;
        let under = &chain[MOST_LEVELS - 2];
        assert_eq!(house.shift(&pair, "2022-01-01", under).await, Err(BoardError::TooDeep(MOST_LEVELS)));
        assert!(house.shift(&pair, "2022-01-01", &chain[MOST_LEVELS - 3]).await.unwrap());
        assert_eq!(house.org(pair.id).await.path, format!("{}{}/", chain[MOST_LEVELS - 3].path, pair.number));
    }
}

#[tokio::test]
async fn the_nearest_district_is_the_org_itself_or_the_first_above_it() {
    for house in houses().await {
        let district = house.found("云湖区", OrgKind::District, house.root.id).await;
        let site = house.found("云湖驿站", OrgKind::Station, district.id).await;
        let act = async |tx: &mut Tx, _: &Actor, id: &OrgId| board::orgs::nearest_district(tx, *id).await;
        for (org, expected) in [(&site, Some(&district)), (&district, Some(&district)), (&house.root, None)] {
            let found = house.db().read(&house.by, &org.id, act).await.unwrap();
            assert_eq!(found.as_ref(), expected);
        }
    }
}

/// One wish to move: which org, on which day of 2022, below which.
fn wishes() -> impl Strategy<Value = Vec<(usize, i64, usize)>> {
    prop::collection::vec((1..8usize, 0..300i64, 0..8usize), 1..25)
}

#[test]
fn any_moves_leave_no_circle_on_any_day_and_paths_in_step() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    proptest!(ProptestConfig { cases: 12, ..ProptestConfig::default() }, |(wishes in wishes())| {
        runtime.block_on(async {
            for house in houses().await {
                let mut orgs = vec![house.root.clone()];
                for i in 1..8 {
                    orgs.push(house.found(&format!("单位{i}"), OrgKind::Other, orgs[(i - 1) / 2].id).await);
                }
                // What the rows should say, kept the simple way: a parent for each org and day.
                let first = day("2022-01-01");
                let mut naive: Vec<Vec<usize>> = (0..8usize).map(|i| vec![i.saturating_sub(1) / 2; 300]).collect();
                let mut moves: Vec<Vec<i64>> = vec![Vec::new(); 8];
                for &(org, on, parent) in &wishes {
                    let until = moves[org].iter().copied().filter(|&later| later > on).min().unwrap_or(300);
                    let mut wished = naive.clone();
                    wished[org][on as usize..until as usize].fill(parent);
                    let noop = naive[org][on as usize] == parent;
                    let circle = (0..300).any(|day| {
                        let mut at = org;
                        (0..9).all(|_| { at = wished[at][day]; at != 0 })
                    });
                    let since = first.plus_days(on).to_string();
                    let moved = house.shift(&orgs[org], &since, &orgs[parent]).await;
                    if noop {
                        assert_eq!(moved, Ok(false));
                    } else if circle {
                        assert!(matches!(moved, Err(BoardError::Circle(..))), "{moved:?}");
                    } else {
                        assert_eq!(moved, Ok(true));
                        naive = wished;
                        moves[org].push(on);
                    }
                }
                let all: Vec<&Org> = orgs.iter().collect();
                let tree = tree(&house, &all).await;
                for (i, org) in orgs.iter().enumerate() {
                    for (at, on) in (0..300).map(|at| (at, first.plus_days(at as i64))) {
                        let mut path = vec![i];
                        while let Some(&last) = path.last().filter(|&&last| last != 0) {
                            path.push(naive[last][at]);
                        }
                        let expected: Vec<i64> = path.into_iter().map(|i| orgs[i].number).collect();
                        assert_eq!(tree.path(org.number, on), expected);
                    }
                    let stood = |below: &Org| tree.ever_below(below.number, org.number);
                    let mut expected: Vec<i64> = orgs.iter().filter(|below| stood(below)).map(|org| org.number).collect();
                    expected.sort_unstable();
                    assert_eq!(below_ever(&house, org).await, expected);
                }
                for (column, told) in house.paths().await {
                    assert_eq!(column, told);
                }
            }
        });
    });
}
