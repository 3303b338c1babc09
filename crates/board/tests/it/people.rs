//! Promises about people and their posts.

use base::{Actor, Scope, Tx, sql};
use board::people::{AddPerson, Entry, Leave, PartyStatus, Person, PersonFilter};
use board::posts::{self, CloseTerm, OpenTerm};
use board::{BoardError, Org, OrgKind};
use norms::name::PersonName;

use crate::{House, day, houses};

fn entry(name: &str, org: &Org) -> Entry {
    Entry::new(PersonName::new(name).unwrap(), org.id)
}

async fn add(house: &House, entry: Entry) -> Result<Person, BoardError> {
    house.db().write(&house.by, &AddPerson { id: None, entry }, board::people::add).await
}

type Listing = (PersonFilter, Option<String>, usize);

async fn list(tx: &mut Tx, by: &Actor, (filter, after, limit): &Listing) -> Result<board::Page<Person>, BoardError> {
    board::people::list(tx, &Scope::whole(by.tenant), filter, after.as_deref(), *limit).await
}

#[tokio::test]
async fn rare_names_survive_and_people_are_listed_by_pinyin_page_by_page() {
    for house in houses().await {
        for name in ["张𬍛", "阿依古丽·买买提", "𠮷田", "曾小禾", "单小禾", "安禾"] {
            add(&house, entry(name, &house.root)).await.unwrap();
        }
        let mut names = Vec::new();
        let mut after = None;
        loop {
            let page = house.db().read(&house.by, &(PersonFilter::default(), after, 4), list).await.unwrap();
            names.extend(page.rows.iter().map(|person| person.entry.name.to_string()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        // 单 as a surname is shàn and 曾 is zēng; characters beyond the BMP come after the common ones.
        assert_eq!(names, ["阿依古丽·买买提", "安禾", "单小禾", "曾小禾", "张𬍛", "𠮷田"]);
        let filter = PersonFilter { text: Some("𬍛".into()), ..PersonFilter::default() };
        assert_eq!(house.db().read(&house.by, &(filter, None, 9), list).await.unwrap().rows.len(), 1);
        let find = async |tx: &mut Tx, _: &Actor, name: &&str| board::people::find_named(tx, None, name).await;
        assert_eq!(house.db().read(&house.by, &"阿依古丽．买买提", find).await.unwrap().len(), 1, "any middle dot finds it");
    }
}

#[tokio::test]
async fn a_name_is_sought_below_an_org_only() {
    for house in houses().await {
        let first = house.found("一支部", OrgKind::Branch, house.root.id).await;
        let second = house.found("二支部", OrgKind::Branch, house.root.id).await;
        let one = add(&house, entry("林晓禾", &first)).await.unwrap();
        add(&house, entry("林晓禾", &second)).await.unwrap();
        let find = async |tx: &mut Tx, _: &Actor, org: &Org| board::people::find_named(tx, Some(org.id), "林晓禾").await;
        assert_eq!(house.db().read(&house.by, &first, find).await.unwrap(), [one]);
        assert_eq!(house.db().read(&house.by, &house.root, find).await.unwrap().len(), 2);
        let filter = PersonFilter { under: Some(second.path.clone()), ..PersonFilter::default() };
        assert_eq!(house.db().read(&house.by, &(filter, None, 9), list).await.unwrap().rows.len(), 1);
    }
}

#[tokio::test]
async fn days_in_the_future_or_out_of_order_are_refused() {
    for house in houses().await {
        let mut wrong = entry("林晓禾", &house.root);
        (wrong.party, wrong.joined_party, wrong.converted) = (PartyStatus::Member, Some(day("2020-07-01")), Some(day("2020-06-30")));
        assert_eq!(add(&house, wrong.clone()).await, Err(BoardError::ConvertedBeforeJoined));
        (wrong.converted, wrong.birth) = (None, Some(day("2021-01-01")));
        assert_eq!(add(&house, wrong.clone()).await, Err(BoardError::JoinedBeforeBirth));
        (wrong.birth, wrong.joined_party) = (None, Some(day("2022-11-01")));
        assert_eq!(add(&house, wrong).await, Err(BoardError::FutureDay(day("2022-11-01"))));
        assert_eq!(house.count("person").await, 0);
    }
}

#[tokio::test]
async fn a_person_holds_a_post_in_one_open_term() {
    for house in houses().await {
        let person = add(&house, entry("林晓禾", &house.root)).await.unwrap();
        let ask = |title: &str, since: &str| OpenTerm { org: house.root.id, person: person.id, title: title.into(), since: day(since) };
        let open = async |ask: OpenTerm| house.db().write(&house.by, &ask, posts::open_term).await;
        let first = open(ask("书记", "2020-03-01")).await.unwrap();
        assert_eq!(open(ask("书记", "2022-03-01")).await, Err(BoardError::PostOpen));
        open(ask("组织委员", "2022-03-01")).await.unwrap();
        let close =
            async |until: &str| house.db().write(&house.by, &CloseTerm { post: first.id, until: day(until) }, posts::close_term).await;
        assert_eq!(close("2020-02-29").await, Err(BoardError::EndBeforeStart));
        assert_eq!(close("2022-11-01").await, Err(BoardError::FutureDay(day("2022-11-01"))));
        close("2022-02-28").await.unwrap();
        assert_eq!(close("2022-02-28").await, Err(BoardError::PostClosed));
        let second = open(ask("书记", "2022-03-01")).await.unwrap();
        let of = async |tx: &mut Tx, _: &Actor, person: &Person| posts::of_person(tx, person.id).await;
        let terms = house.db().read(&house.by, &person, of).await.unwrap();
        assert_eq!(terms.len(), 3);
        assert_eq!((terms[2].id, terms[2].until), (first.id, Some(day("2022-02-28"))), "the past term stays, last");
        assert!(terms[..2].iter().any(|term| term.id == second.id));
        // Not only the act refuses a second open term: the table does.
        let twice = async |tx: &mut Tx, by: &Actor, term: &posts::Post| {
            let text = "INSERT INTO post(tenant, id, org, person, title, since) VALUES ($1, $2, $3, $4, $5, $6)";
            let id = tx.new_id();
            tx.run(sql(text).bind(by.tenant).bind(id).bind(term.org).bind(term.person).bind(&term.title).bind(term.since)).await
        };
        assert!(matches!(house.db().write(&house.by, &second, twice).await, Err(base::DbError::Duplicate(_))));
    }
}

#[tokio::test]
async fn who_leaves_ends_their_terms_and_is_listed_no_longer() {
    for house in houses().await {
        let person = add(&house, entry("林晓禾", &house.root)).await.unwrap();
        let term = OpenTerm { org: house.root.id, person: person.id, title: "书记".into(), since: day("2022-03-01") };
        house.db().write(&house.by, &term, posts::open_term).await.unwrap();
        let leave = Leave { person: person.id, day: day("2022-09-30") };
        house.db().write(&house.by, &leave, board::people::leave).await.unwrap();
        let of = async |tx: &mut Tx, _: &Actor, person: &Person| posts::of_person(tx, person.id).await;
        assert_eq!(house.db().read(&house.by, &person, of).await.unwrap()[0].until, Some(day("2022-09-30")));
        let all = |with_left| (PersonFilter { with_left, ..PersonFilter::default() }, None, 9);
        assert_eq!(house.db().read(&house.by, &all(false), list).await.unwrap().rows.len(), 0);
        assert_eq!(house.db().read(&house.by, &all(true), list).await.unwrap().rows.len(), 1);
        let again = house.db().write(&house.by, &term, posts::open_term).await;
        assert_eq!(again, Err(BoardError::PersonLeft("林晓禾".into())));
        house.db().write(&house.by, &person.id, board::people::come_back).await.unwrap();
        house.db().write(&house.by, &term, posts::open_term).await.unwrap();
    }
}
