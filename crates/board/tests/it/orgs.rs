//! Promises about orgs and their names.

use base::{Actor, Clock, Db, Options, Tx};
use board::orgs::{CloseOrg, FoundOrg, RenameOrg, mark_merged};
use board::people::{AddPerson, Entry};
use board::posts::OpenTerm;
use board::{BoardError, MIGRATIONS, Org, OrgFilter, OrgKind};
use norms::name::PersonName;

use crate::{House, day, houses};

async fn merge(house: &House, from: &Org, into: &Org) -> Result<Org, BoardError> {
    let act = async |tx: &mut Tx, _: &Actor, (from, into): &(Org, Org)| mark_merged(tx, from.id, into.id).await;
    house.db().write(&house.by, &(from.clone(), into.clone()), act).await
}

#[tokio::test]
async fn names_with_a_middle_dot_or_rare_characters_survive() {
    for house in houses().await {
        for name in ["阿勒·克木路社区团支部", "𠮷庆里𬍛团支部", "（筹）“青·廉”驿站"] {
            let org = house.found(name, OrgKind::LeagueBranch, house.root.id).await;
            assert_eq!(house.org(org.id).await.name, name);
            assert_eq!(house.named(&format!(" {name}　")).await, [org.number], "blanks about a name do not matter");
        }
    }
}

#[tokio::test]
async fn a_renamed_org_is_still_found_by_its_old_name_and_by_short_forms() {
    for house in houses().await {
        let mut ask = FoundOrg::new("云州青年发展促进中心", OrgKind::Department, None);
        ask.aliases = vec!["青发中心".into()];
        let org = house.db().write(&house.by, &ask, board::orgs::found).await.unwrap();
        let rename = RenameOrg { org: org.id, name: "云州青年发展服务中心".into() };
        house.db().write(&house.by, &rename, board::orgs::rename).await.unwrap();
        for name in ["云州青年发展服务中心", "云州青年发展促进中心", "青发中心"] {
            assert_eq!(house.named(name).await, [org.number], "{name}");
        }
        assert!(house.named("青发").await.is_empty(), "part of a name is not the name");
        let list = async |tx: &mut Tx, by: &Actor, text: &String| {
            let filter = OrgFilter { text: Some(text.clone()), ..OrgFilter::default() };
            board::orgs::list(tx, &base::Scope::whole(by.tenant), &filter).await
        };
        for (text, found) in [("青发", 1), ("发展", 1), ("%", 0), ("_", 0), ("YZ", 1)] {
            let orgs = house.db().read(&house.by, &text.to_owned(), list).await.unwrap();
            assert_eq!(orgs.len(), found, "{text}");
        }
    }
}

#[tokio::test]
async fn one_name_borne_by_two_orgs_gives_both_the_bearer_of_today_first() {
    for house in houses().await {
        let first = house.found("学校部", OrgKind::Department, house.root.id).await;
        let second = house.found("青少部", OrgKind::Department, house.root.id).await;
        let rename = RenameOrg { org: first.id, name: "大学部".into() };
        house.db().write(&house.by, &rename, board::orgs::rename).await.unwrap();
        let rename = RenameOrg { org: second.id, name: "学校部".into() };
        house.db().write(&house.by, &rename, board::orgs::rename).await.unwrap();
        assert_eq!(house.named("学校部").await, [second.number, first.number]);
    }
}

#[tokio::test]
async fn a_merged_org_is_found_as_its_survivor_with_its_people_and_posts() {
    for house in houses().await {
        let right = house.found("太湖新城", OrgKind::District, house.root.id).await;
        let typo = house.found("太胡新城", OrgKind::District, house.root.id).await;
        let older = house.found("太湖新成", OrgKind::District, house.root.id).await;
        let mut entry = Entry::new(PersonName::new("林晓禾").unwrap(), typo.id);
        entry.joined_league = Some(day("2010-05-04"));
        let person = house.db().write(&house.by, &AddPerson { id: None, entry }, board::people::add).await.unwrap();
        for org in [&right, &typo] {
            let ask = OpenTerm { org: org.id, person: person.id, title: "书记".into(), since: day("2021-03-01") };
            house.db().write(&house.by, &ask, board::posts::open_term).await.unwrap();
        }
        merge(&house, &older, &typo).await.unwrap();
        merge(&house, &typo, &right).await.unwrap();
        for name in ["太湖新城", "太胡新城", "太湖新成"] {
            assert_eq!(house.named(name).await, [right.number], "{name}");
        }
        let act = async |tx: &mut Tx, _: &Actor, orgs: &[Org; 3]| {
            let numbers = board::tree::resolve(tx, &[orgs[0].id, orgs[1].id, orgs[2].id]).await?;
            let terms = board::posts::of_org(tx, orgs[0].id).await?;
            Ok::<_, BoardError>((numbers, terms))
        };
        let orgs = [right.clone(), typo.clone(), older.clone()];
        let (numbers, terms) = house.db().read(&house.by, &orgs, act).await.unwrap();
        assert!(orgs.iter().all(|org| numbers[&org.id] == right.number), "each has one survivor");
        assert_eq!(terms.len(), 1, "the same open term is kept once");
        let get = async |tx: &mut Tx, _: &Actor, id: &base::PersonId| board::people::get(tx, *id).await;
        let person = house.db().read(&house.by, &person.id, get).await.unwrap();
        assert_eq!(person.entry.org, right.id);
    }
}

#[tokio::test]
async fn what_cannot_be_merged_is_refused() {
    for house in houses().await {
        let above = house.found("云湖区", OrgKind::District, house.root.id).await;
        let below = house.found("云湖区团委", OrgKind::LeagueCommittee, above.id).await;
        let superior = house.found("云州机关工委", OrgKind::Superior, house.root.id).await;
        assert_eq!(merge(&house, &house.root, &above).await, Err(BoardError::RootStands));
        assert_eq!(merge(&house, &above, &above).await, Err(BoardError::MergeItself));
        assert!(matches!(merge(&house, &above, &below).await, Err(BoardError::HasChildren(_))));
        assert_eq!(merge(&house, &superior, &below).await, Err(BoardError::OutsideTree));
        assert_eq!(merge(&house, &below, &superior).await, Err(BoardError::OutsideTree));
        merge(&house, &below, &house.root).await.unwrap();
        assert!(matches!(merge(&house, &below, &above).await, Err(BoardError::OrgClosed(_))), "merged already");
    }
}

#[tokio::test]
async fn an_org_closes_when_nothing_stands_below_it_and_then_takes_nothing_new() {
    for house in houses().await {
        let above = house.found("组织部", OrgKind::Department, house.root.id).await;
        let below = house.found("组织科", OrgKind::Department, above.id).await;
        let close =
            async |org: &Org, on: &str| house.db().write(&house.by, &CloseOrg { org: org.id, day: day(on) }, board::orgs::close).await;
        assert!(matches!(close(&above, "2022-09-30").await, Err(BoardError::HasChildren(_))));
        assert_eq!(close(&house.root, "2022-09-30").await, Err(BoardError::RootStands));
        assert_eq!(close(&below, "2022-11-01").await, Err(BoardError::FutureDay(day("2022-11-01"))));
        close(&below, "2022-09-30").await.unwrap();
        close(&above, "2022-09-30").await.unwrap();
        assert!(house.named("组织科").await.is_empty());
        let ask = FoundOrg::new("宣传科", OrgKind::Department, Some(above.id));
        assert!(matches!(house.db().write(&house.by, &ask, board::orgs::found).await, Err(BoardError::OrgClosed(_))));
        let reopened = house.db().write(&house.by, &below.id, board::orgs::reopen).await;
        assert!(matches!(reopened, Err(BoardError::OrgClosed(_))), "not below a closed one");
        house.db().write(&house.by, &above.id, board::orgs::reopen).await.unwrap();
        house.db().write(&house.by, &below.id, board::orgs::reopen).await.unwrap();
        assert_eq!(house.named("组织科").await, [below.number]);
    }
}

#[tokio::test]
async fn bad_names_codes_and_days_are_refused_and_a_code_is_given_once() {
    for house in houses().await {
        let ask = |name: &str, code: Option<&str>| FoundOrg { code: code.map(str::to_owned), ..FoundOrg::new(name, OrgKind::Branch, None) };
        let found = async |ask: FoundOrg| house.db().write(&house.by, &ask, board::orgs::found).await;
        assert_eq!(found(ask(" 　", None)).await, Err(BoardError::NameEmpty));
        assert!(matches!(found(ask(&"长".repeat(101), None)).await, Err(BoardError::Text(_))));
        assert!(matches!(found(ask("甲\u{0}乙", None)).await, Err(BoardError::Text(_))));
        assert!(matches!(found(ask("一支部", Some("一支部"))).await, Err(BoardError::BadCode(_))));
        assert_eq!(found(ask("一支部", Some("yz"))).await, Err(BoardError::CodeTaken("yz".into())));
        let mut tomorrow = ask("一支部", None);
        tomorrow.founded = Some(day("2022-11-01"));
        assert_eq!(found(tomorrow).await, Err(BoardError::FutureDay(day("2022-11-01"))));
        let org = found(ask(&"长".repeat(100), Some("b1"))).await.unwrap();
        assert_eq!((org.number, org.path.as_str()), (2, "/1/2/"), "what was refused took no number");
    }
}

#[tokio::test]
async fn the_same_form_sent_twice_founds_one_org() {
    for house in houses().await {
        let id = Some(base::OrgId(base::id::new_id(testkit::noon())));
        let ask = FoundOrg { id, ..FoundOrg::new("二支部", OrgKind::Branch, None) };
        let first = house.db().write(&house.by, &ask, board::orgs::found).await.unwrap();
        assert_eq!(house.db().write(&house.by, &ask, board::orgs::found).await.unwrap(), first);
        assert_eq!(house.count("org").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_found_orgs_at_once_get_distinct_dense_numbers() {
    for house in houses().await {
        // A second pool with lanes of its own, as a second process has.
        let clock = Clock::hand(testkit::noon());
        let other = Db::open(&house.test.url, &[MIGRATIONS], clock, Options::default()).await.unwrap();
        let tasks: Vec<_> = (0..20)
            .map(|i| {
                let (db, by) = (if i % 2 == 0 { house.db().clone() } else { other.clone() }, house.by.clone());
                tokio::spawn(async move {
                    db.write(&by, &FoundOrg::new(&format!("第{i}支部"), OrgKind::Branch, None), board::orgs::found).await
                })
            })
            .collect();
        let mut numbers = Vec::new();
        for task in tasks {
            numbers.push(task.await.unwrap().unwrap().number);
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (2..22).collect::<Vec<_>>());
        other.close().await;
    }
}

#[tokio::test]
async fn a_statement_that_fails_founds_and_merges_nothing_by_half() {
    for house in houses().await {
        let into = house.found("甲板块", OrgKind::District, house.root.id).await;
        let mut n = 1;
        let from = loop {
            let before = (house.count("org").await, house.count("parent").await, house.count("org_alias").await);
            let ask = FoundOrg { aliases: vec!["乙".into()], ..FoundOrg::new("乙板块", OrgKind::District, None) };
            house.db().faults().fail_at(n);
            let ended = house.db().write(&house.by, &ask, board::orgs::found).await;
            let whole = house.db().faults().clear();
            let after = (house.count("org").await, house.count("parent").await, house.count("org_alias").await);
            match ended {
                Ok(org) => {
                    assert!(whole);
                    break org;
                }
                Err(_) => assert_eq!(after, before, "statement {n}"),
            }
            n += 1;
        };
        for n in 1.. {
            house.db().faults().fail_at(n);
            let ended = merge(&house, &from, &into).await;
            let whole = house.db().faults().clear();
            assert_eq!(ended.is_ok(), whole);
            let found = house.named("乙").await;
            assert_eq!(found, [if whole { into.number } else { from.number }], "statement {n}");
            if whole {
                break;
            }
        }
    }
}

#[tokio::test]
async fn orgs_are_listed_by_pinyin_and_told_apart_by_kind_and_line() {
    for house in houses().await {
        for (name, kind) in [("张桥", OrgKind::District), ("安镇", OrgKind::District), ("机关党总支", OrgKind::GeneralBranch)] {
            house.found(name, kind, house.root.id).await;
        }
        let list = async |filter: OrgFilter| {
            let act =
                async |tx: &mut Tx, by: &Actor, filter: &OrgFilter| board::orgs::list(tx, &base::Scope::whole(by.tenant), filter).await;
            let orgs = house.db().read(&house.by, &filter, act).await.unwrap();
            orgs.into_iter().map(|org| org.name).collect::<Vec<_>>()
        };
        assert_eq!(list(OrgFilter::default()).await, ["安镇", "机关党总支", "云州团市委", "张桥"]);
        assert_eq!(list(OrgFilter { kind: Some(OrgKind::District), ..OrgFilter::default() }).await, ["安镇", "张桥"]);
        assert_eq!(list(OrgFilter { line: Some(board::Line::Party), ..OrgFilter::default() }).await, ["机关党总支"]);
    }
}
