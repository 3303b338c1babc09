//! Promises about what people ask about their own data, about times, and about erasures.

use base::{AccountId, Actor, PersonId, Role, Scope, Tx, sql};
use board::people::{self, AddPerson, CorrectPerson, Entry, Leave, Person};
use board::personal::requests::{self, Answer, Kind, NewRequest, Request, State};
use board::personal::retention::{self, SetRule};
use board::personal::{Due, Erase, GONE, Holder, Holders, Why, erase, erasures};
use board::{BoardError, Org, OrgKind, accounts};
use norms::Day;
use norms::name::PersonName;
use uuid::Uuid;

use crate::{House, day, houses};

/// A room with one kind: people who have left.
struct Left;

impl Holder for Left {
    fn kinds(&self) -> Vec<board::personal::Kind> {
        vec![board::personal::Kind { code: "test.left", name: "调离人员", since: "调离之日", months: 12 }]
    }

    fn due<'a>(&'a self, tx: &'a mut Tx, _: &'a str, before: Day, limit: i64) -> base::Later<'a, Vec<Due>> {
        Box::pin(async move { Ok(people::left_before(tx, before, limit).await.unwrap().into_iter().map(Due::Person).collect()) })
    }
}

fn holders() -> Holders {
    Holders::new(vec![std::sync::Arc::new(Left)])
}

async fn add(house: &House, name: &str, org: &Org) -> Person {
    let mut entry = Entry::new(PersonName::new(name).unwrap(), org.id);
    entry.birth = Some(day("1995-06-15"));
    house.db().write(&house.by, &AddPerson { id: None, entry }, people::add).await.unwrap()
}

async fn get(house: &House, id: PersonId) -> Person {
    house.db().read(&house.by, &id, async |tx: &mut Tx, _: &Actor, id: &PersonId| people::get(tx, *id).await).await.unwrap()
}

async fn account(house: &House, user: &str, person: Option<PersonId>) -> Actor {
    let ask = accounts::AddAccount {
        user: user.into(),
        name: user.into(),
        person,
        hash: None,
        must_change: false,
        grants: vec![(Role::Officer, house.root.id)],
    };
    let made = house.db().write(&house.by, &ask, accounts::add).await.unwrap();
    let actor = async |tx: &mut Tx, _: &Actor, id: &AccountId| accounts::actor(tx, *id).await;
    house.db().read(&house.by, &made.id, actor).await.unwrap().unwrap()
}

fn new_id(house: &House) -> Uuid {
    base::id::new_id(house.db().clock().now())
}

async fn ask(house: &House, by: &Actor, id: Uuid, kind: Kind, what: &str) -> Result<Request, BoardError> {
    house.db().write(by, &NewRequest { id, kind, what: what.into() }, requests::ask).await
}

async fn answer(house: &House, by: &Actor, request: &Request, granted: bool) -> Result<Request, BoardError> {
    let ask = Answer { request: request.id, granted, words: "已核对办理。".into(), holders: holders() };
    house.db().write(by, &ask, requests::answer).await
}

#[tokio::test]
async fn a_request_is_about_who_asks_waits_once_and_is_answered_by_another() {
    for house in houses().await {
        let me = add(&house, "林晓禾", &house.root).await;
        let (mine, other) = (account(&house, "lin", Some(me.id)).await, account(&house, "zhou", None).await);
        let id = new_id(&house);
        let request = ask(&house, &mine, id, Kind::Correct, " 出生日期应为1995年6月16日 ").await.unwrap();
        assert_eq!((request.person, request.what.as_str()), (me.id, "出生日期应为1995年6月16日"));
        // 31 October 2022 and fifteen working days.
        assert_eq!((request.due, request.overdue(day("2022-11-21")), request.overdue(day("2022-11-22"))), (day("2022-11-21"), false, true));
        assert_eq!(ask(&house, &mine, id, Kind::Correct, "又一次").await.unwrap(), request, "sent twice it is one");
        assert_eq!(ask(&house, &mine, new_id(&house), Kind::Correct, "再一份").await, Err(BoardError::RequestOpen));
        assert_eq!(ask(&house, &other, id, Kind::Correct, "别人的").await, Err(BoardError::NotOnRoster));
        for bad in ["", "x", "a\u{0}b", &"长".repeat(1001)] {
            assert_eq!(ask(&house, &mine, new_id(&house), Kind::Correct, bad).await, Err(BoardError::RequestWords), "{bad}");
        }
        assert_eq!(answer(&house, &mine, &request, true).await, Err(BoardError::OwnRequest));
        let done = answer(&house, &other, &request, true).await.unwrap();
        assert_eq!((done.state, done.answer.as_ref().map(|answer| answer.0.as_str())), (State::Granted, Some("已核对办理。")));
        assert_eq!(answer(&house, &other, &request, false).await, Err(BoardError::RequestAnswered));
        assert_eq!(house.count("erasure").await, 0, "a correction erases nobody");
        // The id of somebody else's request gives nothing of it away.
        let stranger = add(&house, "安禾", &house.root).await;
        let stranger = account(&house, "an", Some(stranger.id)).await;
        assert_eq!(ask(&house, &stranger, id, Kind::Correct, "别人的").await, Err(BoardError::NoRequest));
        // Once it is answered one may ask again; the database holds one open one.
        ask(&house, &mine, new_id(&house), Kind::Correct, "还有一处").await.unwrap();
        let twice = async |tx: &mut Tx, _: &Actor, (): &()| {
            tx.run(sql("UPDATE data_request SET state = 'open', answer = NULL, answered = NULL, answered_by = NULL").scratch()).await
        };
        assert!(house.db().write(&house.by, &(), twice).await.is_err());
    }
}

#[tokio::test]
async fn the_queue_shows_the_most_urgent_first_and_only_what_is_in_reach() {
    for house in houses().await {
        let first = house.found("一支部", OrgKind::Branch, house.root.id).await;
        let second = house.found("二支部", OrgKind::Branch, house.root.id).await;
        for (name, user, org) in [("林晓禾", "lin", &first), ("安禾", "an", &second)] {
            let person = add(&house, name, org).await;
            let by = account(&house, user, Some(person.id)).await;
            ask(&house, &by, new_id(&house), Kind::Erase, "").await.unwrap();
        }
        let queue = async |tx: &mut Tx, by: &Actor, paths: &Option<Vec<String>>| {
            let scope = Scope { tenant: by.tenant, paths: paths.clone() };
            requests::queue(tx, &scope, true, 10).await
        };
        assert_eq!(house.db().read(&house.by, &None, queue).await.unwrap().len(), 2);
        let near = house.db().read(&house.by, &Some(vec![first.path.clone()]), queue).await.unwrap();
        assert_eq!(near.iter().map(|(_, org)| *org).collect::<Vec<_>>(), [first.id]);
    }
}

#[tokio::test]
async fn a_granted_erasure_empties_the_roster_and_an_account_that_is_over_but_not_the_answer() {
    for house in houses().await {
        let me = add(&house, "林晓禾", &house.root).await;
        let (mine, other) = (account(&house, "lin", Some(me.id)).await, account(&house, "zhou", None).await);
        let request = ask(&house, &mine, new_id(&house), Kind::Erase, "已离开本地").await.unwrap();
        answer(&house, &other, &request, true).await.unwrap();
        let gone = get(&house, me.id).await;
        assert_eq!((gone.entry.name.as_str(), gone.entry.birth, gone.entry.org, gone.erased.is_some()), (GONE, None, house.root.id, true));
        let list = async |tx: &mut Tx, _: &Actor, id: &PersonId| requests::of_person(tx, *id).await;
        let kept = house.db().read(&mine, &me.id, list).await.unwrap().remove(0);
        assert_eq!((kept.what.as_str(), kept.answer.map(|answer| answer.0)), ("", Some("已核对办理。".into())), "the answer stays theirs");
        // Nothing is done with the record any more.
        let again = Erase { person: me.id, why: Why::Request, holders: holders() };
        assert_eq!(house.db().write(&house.by, &again, erase).await, Err(BoardError::PersonErased));
        let correct = CorrectPerson { person: me.id, entry: me.entry.clone() };
        assert_eq!(house.db().write(&house.by, &correct, people::correct).await, Err(BoardError::PersonErased));
        assert_eq!(ask(&house, &mine, new_id(&house), Kind::Erase, "").await, Err(BoardError::PersonErased));
        let all = erasures::all(house.db()).await.unwrap();
        assert_eq!((all.len(), all[0].target, all[0].why), (1, erasures::Target::Person(me.id), Why::Request));
        let twice = async |tx: &mut Tx, _: &Actor, (): &()| {
            tx.run(sql("INSERT INTO erasure(tenant, id, person, why, at) SELECT tenant, person, person, why, at FROM erasure").scratch())
                .await
        };
        assert!(house.db().write(&house.by, &(), twice).await.is_err(), "nobody is erased twice");
        // A disabled account goes with its person; another signs in as before.
        let left = add(&house, "安禾", &house.root).await;
        let theirs = account(&house, "an", Some(left.id)).await.account.unwrap();
        house.db().write(&house.by, &theirs, accounts::disable).await.unwrap();
        house.db().write(&house.by, &Erase { person: left.id, ..again }, erase).await.unwrap();
        let account = async |tx: &mut Tx, _: &Actor, id: &AccountId| accounts::get(tx, *id).await;
        let account = house.db().read(&house.by, &theirs, account).await.unwrap();
        assert_eq!((account.name.as_str(), account.person, account.user.starts_with("gone-")), (GONE, None, true));
        assert_eq!(house.count("account WHERE user_name = 'lin'").await, 1);
    }
}

#[tokio::test]
async fn who_left_long_ago_and_cannot_sign_in_is_erased_when_the_office_says_so() {
    for house in houses().await {
        let (long, lately, signs) =
            (add(&house, "林晓禾", &house.root).await, add(&house, "安禾", &house.root).await, add(&house, "钟可", &house.root).await);
        for (person, on) in [(&long, "2020-01-31"), (&lately, "2022-09-01"), (&signs, "2020-01-31")] {
            house.db().write(&house.by, &Leave { person: person.id, day: day(on) }, people::leave).await.unwrap();
        }
        account(&house, "zhong", Some(signs.id)).await;
        assert_eq!(retention::run(house.db(), &house.by, &holders()).await.unwrap(), (0, true), "without a time everybody is kept");
        let set = |kind: &str, months| SetRule { kind: kind.into(), months, holders: holders() };
        for (kind, months, error) in [
            ("test.left", Some(0), BoardError::Months),
            ("test.left", Some(1201), BoardError::Months),
            ("nothing", Some(12), BoardError::NoKind),
        ] {
            assert_eq!(house.db().write(&house.by, &set(kind, months), retention::set).await, Err(error));
        }
        house.db().write(&house.by, &set("test.left", Some(24)), retention::set).await.unwrap();
        retention::tick(house.db()).await.unwrap();
        retention::tick(house.db()).await.unwrap();
        assert_eq!(house.count("job").await, 1, "once a day");
        let worker = retention::handlers(base::jobs::Worker::new(house.db().clone()), house.db().clone(), holders());
        assert_eq!(worker.run_due().await.unwrap(), 1);
        let erased: Vec<bool> = [get(&house, long.id).await, get(&house, lately.id).await, get(&house, signs.id).await]
            .iter()
            .map(|person| person.erased.is_some())
            .collect();
        assert_eq!(erased, [true, false, false]);
        house.db().write(&house.by, &set("test.left", None), retention::set).await.unwrap();
        assert_eq!(house.count("retention").await, 0);
    }
}
