//! Promises about two records of one person that become one.

use base::secret::Key;
use base::{Actor, PersonId, Right, Role, Tx, sql};
use board::people::merge::{self, Field, Merge, Plan, Undo};
use board::people::{self, AddPerson, CorrectPerson, Entry, Number, Person, PersonFilter, Reveal, Sealed};
use board::posts::{self, OpenTerm, Post};
use board::{BoardError, Org, OrgKind, accounts};
use norms::name::PersonName;

use crate::{House, day, houses};

static READ: Right = Right { code: "test.read", name: "查看花名册", roles: &[Role::Recorder, Role::Officer] };
const ID: &str = "99999919950615009X";

struct Two {
    first: Org,
    second: Org,
    key: Key,
}

async fn two(house: &House) -> Two {
    let first = house.found("一支部", OrgKind::Branch, house.root.id).await;
    let second = house.found("二支部", OrgKind::Branch, house.root.id).await;
    Two { first, second, key: Key::random() }
}

async fn add(house: &House, name: &str, org: &Org, fill: impl FnOnce(PersonId, &mut Entry)) -> Person {
    let id = PersonId(base::id::new_id(house.db().clock().now()));
    let mut entry = Entry::new(PersonName::new(name).unwrap(), org.id);
    fill(id, &mut entry);
    house.db().write(&house.by, &AddPerson { id: Some(id), entry }, people::add).await.unwrap()
}

fn ask(gone: &Person, kept: &Person) -> Merge {
    Merge { gone: gone.id, kept: kept.id, audience: vec![&READ] }
}

async fn plan(house: &House, gone: &Person, kept: &Person) -> Result<Plan, BoardError> {
    house.db().read(&house.by, &ask(gone, kept), merge::plan).await
}

async fn merge_now(house: &House, key: &Key, gone: &Person, kept: &Person) -> Result<Plan, BoardError> {
    let seen = plan(house, gone, kept).await?.state;
    house.db().write(&house.by, &(ask(gone, kept), seen, key.clone()), merge::merge).await
}

async fn undo(house: &House, key: &Key, gone: &Person) -> Result<(Person, Person), BoardError> {
    house.db().write(&house.by, &Undo { gone: gone.id, key: key.clone() }, merge::undo).await
}

async fn term(house: &House, person: &Person, org: &Org, title: &str) -> Post {
    let ask = OpenTerm { org: org.id, person: person.id, title: title.into(), since: day("2022-01-10") };
    house.db().write(&house.by, &ask, posts::open_term).await.unwrap()
}

async fn get(house: &House, id: PersonId) -> Person {
    house.db().read(&house.by, &id, async |tx: &mut Tx, _: &Actor, id: &PersonId| people::get(tx, *id).await).await.unwrap()
}

async fn account(house: &House, user: &str, person: Option<PersonId>, grants: &[(Role, &Org)]) -> Result<accounts::Account, BoardError> {
    let grants = grants.iter().map(|(role, org)| (*role, org.id)).collect();
    let ask = accounts::AddAccount { user: user.into(), name: user.into(), person, hash: None, must_change: false, grants };
    house.db().write(&house.by, &ask, accounts::add).await
}

/// The names and ids that the roster lists.
async fn listed(house: &House) -> Vec<PersonId> {
    let list =
        async |tx: &mut Tx, by: &Actor, (): &()| people::list(tx, &base::Scope::whole(by.tenant), &PersonFilter::default(), None, 50).await;
    house.db().read(&house.by, &(), list).await.unwrap().rows.into_iter().map(|person| person.id).collect()
}

#[tokio::test]
async fn what_the_other_record_does_not_say_is_carried_and_an_undo_puts_both_back() {
    for house in houses().await {
        let Two { first, key, .. } = two(&house).await;
        let gone = add(&house, "林晓禾", &first, |id, entry| {
            entry.birth = Some(day("1995-06-15"));
            entry.citizen_id = Some(Sealed::citizen_id(&key, id, ID, day("2022-10-31")).unwrap());
        });
        let gone = gone.await;
        let kept = add(&house, "林晓禾", &first, |id, entry| entry.phone = Some(Sealed::phone(&key, id, "13812345678").unwrap())).await;
        let (own, both) = (term(&house, &gone, &first, "书记").await, term(&house, &kept, &first, "委员").await);
        term(&house, &gone, &first, "委员").await;
        let shown = plan(&house, &gone, &kept).await.unwrap();
        assert_eq!(shown.fields, [Field::Birth, Field::CitizenId]);
        assert_eq!(shown.terms, std::slice::from_ref(&own), "the post that both hold is not carried twice");
        merge_now(&house, &key, &gone, &kept).await.unwrap();
        assert_eq!(listed(&house).await, [kept.id], "one of the two is left");
        let now = get(&house, kept.id).await;
        assert_eq!((now.entry.birth, now.entry.phone.is_some()), (gone.entry.birth, true));
        let reveal = Reveal { person: kept.id, number: Number::CitizenId, reason: "核对".into(), key: key.clone() };
        assert_eq!(house.db().write(&house.by, &reveal, people::reveal).await.unwrap().as_str(), ID, "sealed anew for its new row");
        let terms = async |tx: &mut Tx, _: &Actor, id: &PersonId| posts::of_person(tx, *id).await;
        let titles: Vec<String> = house.db().read(&house.by, &kept.id, terms).await.unwrap().into_iter().map(|term| term.title).collect();
        assert!(titles.contains(&own.title) && titles.contains(&both.title) && titles.len() == 2, "{titles:?}");
        // Nothing is done any more to the record that went.
        let correct = CorrectPerson { person: gone.id, entry: gone.entry.clone() };
        assert_eq!(house.db().write(&house.by, &correct, people::correct).await, Err(BoardError::PersonMerged));
        assert_eq!(account(&house, "lin", Some(gone.id), &[]).await, Err(BoardError::PersonMerged));
        undo(&house, &key, &gone).await.unwrap();
        let (back, other) = (get(&house, gone.id).await, get(&house, kept.id).await);
        let plain = |person: &Person| (person.entry.birth, person.entry.citizen_id.as_ref().map(|id| id.digest.clone()), person.merged);
        assert_eq!((plain(&back), plain(&other)), (plain(&gone), plain(&kept)));
        assert_eq!(house.db().read(&house.by, &gone.id, terms).await.unwrap().len(), 2);
        let reveal = Reveal { person: gone.id, ..reveal };
        assert_eq!(house.db().write(&house.by, &reveal, people::reveal).await.unwrap().as_str(), ID);
        assert_eq!(undo(&house, &key, &gone).await, Err(BoardError::NoMerge), "once is enough");
    }
}

#[tokio::test]
async fn two_people_and_one_record_alone_are_not_merged() {
    for house in houses().await {
        let Two { first, key, .. } = two(&house).await;
        let one = add(&house, "林晓禾", &first, |_, _| ()).await;
        let other = add(&house, "林小禾", &first, |_, _| ()).await;
        assert_eq!(merge_now(&house, &key, &one, &one).await.err(), Some(BoardError::MergeSame));
        assert_eq!(merge_now(&house, &key, &one, &other).await.err(), Some(BoardError::MergeNames));
        let id = |text: &'static str| {
            let key = key.clone();
            move |id: PersonId, entry: &mut Entry| entry.citizen_id = Some(Sealed::citizen_id(&key, id, text, day("2022-10-31")).unwrap())
        };
        let (a, b) = (add(&house, "钟可", &first, id(ID)).await, add(&house, "钟可", &first, id("999999200002290019")).await);
        assert_eq!(merge_now(&house, &key, &a, &b).await.err(), Some(BoardError::MergeTwoIds));
        let (c, d) = (
            add(&house, "安禾", &first, |_, entry| entry.birth = Some(day("1995-06-15"))).await,
            add(&house, "安禾", &first, |_, entry| entry.birth = Some(day("1996-06-15"))).await,
        );
        assert_eq!(merge_now(&house, &key, &c, &d).await.err(), Some(BoardError::MergeBirths));
    }
}

#[tokio::test]
async fn a_merge_lets_nobody_see_what_they_did_not() {
    for house in houses().await {
        let Two { first, second, key } = two(&house).await;
        let (up, down) = (add(&house, "林晓禾", &first, |_, _| ()).await, add(&house, "林晓禾", &second, |_, _| ()).await);
        account(&house, "officer", None, &[(Role::Officer, &house.root)]).await.unwrap();
        merge_now(&house, &key, &up, &down).await.unwrap();
        undo(&house, &key, &up).await.unwrap();
        // Somebody who reads the second branch only would come to read what the first said.
        account(&house, "second", None, &[(Role::Recorder, &second)]).await.unwrap();
        assert_eq!(merge_now(&house, &key, &up, &down).await.err(), Some(BoardError::MergeWidens(1)));
        // The other way round everybody who reads the first branch has read the second: they are the officers of both.
        merge_now(&house, &key, &down, &up).await.unwrap();
        undo(&house, &key, &down).await.unwrap();
        // Who signs in as one of the two would read of themselves what was said of the other.
        for person in [&up, &down] {
            let bound = account(&house, "lin", Some(person.id), &[(Role::Reader, &house.root)]).await.unwrap();
            assert_eq!(merge_now(&house, &key, &down, &up).await.err(), Some(BoardError::MergeAccount("lin".into())));
            let free = accounts::CorrectAccount { account: bound.id, name: "林".into(), person: None };
            house.db().write(&house.by, &free, accounts::correct).await.unwrap();
            let gone = async |tx: &mut Tx, _: &Actor, (): &()| {
                tx.run(sql("DELETE FROM account_grant WHERE account IN (SELECT id FROM account WHERE user_name = 'lin')").scratch())
                    .await?;
                tx.run(sql("DELETE FROM account WHERE user_name = 'lin'").scratch()).await
            };
            house.db().write(&house.by, &(), gone).await.unwrap();
        }
        merge_now(&house, &key, &down, &up).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_changed_since_it_was_shown_or_done_is_neither_merged_nor_undone() {
    for house in houses().await {
        let Two { first, key, .. } = two(&house).await;
        let (gone, kept) = (add(&house, "林晓禾", &first, |_, _| ()).await, add(&house, "林晓禾", &first, |_, _| ()).await);
        let seen = plan(&house, &gone, &kept).await.unwrap().state;
        let said = |person: &Person, birth: &str| CorrectPerson {
            person: person.id,
            entry: Entry { birth: Some(day(birth)), ..person.entry.clone() },
        };
        house.db().write(&house.by, &said(&gone, "1995-06-15"), people::correct).await.unwrap();
        let late = house.db().write(&house.by, &(ask(&gone, &kept), seen, key.clone()), merge::merge).await;
        assert_eq!(late.err(), Some(BoardError::MergeChanged));
        merge_now(&house, &key, &gone, &kept).await.unwrap();
        house.db().write(&house.by, &said(&kept, "1995-06-15"), people::correct).await.unwrap();
        undo(&house, &key, &gone).await.unwrap();
        // A correction that says the same changes nothing; another one does, and so does a term.
        merge_now(&house, &key, &gone, &kept).await.unwrap();
        term(&house, &kept, &first, "书记").await;
        assert_eq!(undo(&house, &key, &gone).await, Err(BoardError::MergeChanged));
    }
}

#[tokio::test]
async fn a_record_goes_into_one_other_and_chains_are_undone_from_their_end() {
    for house in houses().await {
        let Two { first, key, .. } = two(&house).await;
        let mut three = Vec::new();
        for _ in 0..3 {
            three.push(add(&house, "林晓禾", &first, |_, _| ()).await);
        }
        merge_now(&house, &key, &three[0], &three[1]).await.unwrap();
        assert_eq!(merge_now(&house, &key, &three[0], &three[2]).await.err(), Some(BoardError::PersonMerged));
        merge_now(&house, &key, &three[1], &three[2]).await.unwrap();
        assert_eq!(undo(&house, &key, &three[0]).await, Err(BoardError::MergeChanged), "its other half is hidden itself");
        undo(&house, &key, &three[1]).await.unwrap();
        undo(&house, &key, &three[0]).await.unwrap();
        assert_eq!(listed(&house).await.len(), 3);
        // The database holds to it, whoever writes.
        merge_now(&house, &key, &three[0], &three[1]).await.unwrap();
        for text in [
            "INSERT INTO person_merge(tenant, id, gone, kept, who, at, carried, state) \
             SELECT tenant, kept, gone, kept, who, at, carried, state FROM person_merge WHERE undone IS NULL",
            "INSERT INTO person_merge(tenant, id, gone, kept, who, at, carried, state) \
             SELECT tenant, kept, kept, kept, who, at, carried, state FROM person_merge WHERE undone IS NULL",
            "UPDATE person SET merged_into = id WHERE merged_into IS NOT NULL",
        ] {
            let act = async |tx: &mut Tx, _: &Actor, text: &&str| tx.run(sql(text).scratch()).await;
            assert!(house.db().write(&house.by, &text, act).await.is_err(), "{text}");
        }
    }
}
