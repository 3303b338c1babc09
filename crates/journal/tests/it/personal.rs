//! Whom records name: shown to them alone, erased without a figure changing, and not brought back by the next workbook.

use std::sync::Arc;

use base::audit;
use base::{Actor, PersonId, Tx, sql};
use board::BoardError;
use board::people::{self, AddPerson, Entry, Person, Sealed};
use board::personal::erasures::{self, Erasure, Target};
use board::personal::retention::{self, SetRule};
use board::personal::{Erase, GONE, Holder, Holders, Mention, Why, erase, who};
use journal::import::Import;
use journal::model::{About, Content};
use journal::{JournalPeople, rules};
use ledger::{Ask, SubjectKind, metrics};
use norms::name::PersonName;

use crate::house::{House, day, houses, ten_months};

const SAMPLE: &[u8] = include_bytes!("../data/2022-ledgers.xlsx");
const NAME: &str = "梅雨禾";
const ID: &str = "99999919950615009X";

fn holders() -> Holders {
    Holders::new(vec![Arc::new(JournalPeople) as Arc<dyn Holder>, Arc::new(ledger::personal::Subjects)])
}

async fn add(house: &House, name: &str, org: usize, id: Option<&str>) -> Person {
    let person = PersonId(base::id::new_id(house.test.db.clock().now()));
    let mut entry = Entry::new(PersonName::new(name).unwrap(), house.orgs[org].id);
    entry.citizen_id = id.map(|id| Sealed::citizen_id(&house.key, person, id, day("2022-10-31")).unwrap());
    house.test.db.write(&house.by, &AddPerson { id: Some(person), entry }, people::add).await.unwrap()
}

async fn erase_now(house: &House, person: PersonId) -> Result<u64, BoardError> {
    let ask = Erase { person, why: Why::Request, holders: holders() };
    Ok(house.test.db.write_long(&house.by, &ask, erase).await?.records)
}

async fn mentions(house: &House, person: PersonId) -> Vec<Mention> {
    let act = async |tx: &mut Tx, _: &Actor, id: &PersonId| {
        let who = who(tx, *id).await?;
        Ok::<_, BoardError>(holders().mentions(tx, &who).await?)
    };
    house.test.db.read(&house.by, &person, act).await.unwrap()
}

/// A record of volunteers that names these, by key where one is given.
fn work(house: &House, org: usize, on: &str, named: &[(&str, Option<String>)]) -> Content {
    let mut content = house.content("mobilise.volunteer_people", org, on, named.len() as i64);
    let about = |(name, key): &(&str, Option<String>)| match key {
        Some(key) => About { kind: "person".into(), key: key.clone(), name: (*name).to_owned() },
        None => rules::about(SubjectKind::Person, name, &house.orgs[org].name),
    };
    content.lines[0].subjects = named.iter().map(about).collect();
    content
}

/// In how many rows of the journal, the ledger and the roster a text stands.
async fn rows_with(house: &House, text: &str) -> Vec<(&'static str, i64)> {
    const COLUMNS: [(&str, &str); 13] = [
        ("record", "title"),
        ("record", "remarks"),
        ("record", "people"),
        ("record", "lines"),
        ("record", "search"),
        ("record", "origin"),
        ("record_version", "content"),
        ("changed_row", "content"),
        ("batch", "report"),
        ("subject", "name"),
        ("subject", "key"),
        ("person", "name"),
        ("plan", "people"),
    ];
    let mut found = Vec::new();
    for (table, column) in COLUMNS {
        let query = format!("SELECT count(*) FROM {table} WHERE CAST({column} AS TEXT) LIKE '%{text}%'");
        let act = async |tx: &mut Tx, _: &Actor, query: &String| tx.one::<(i64,)>(sql(query)).await;
        let (count,) = house.test.db.read(&house.by, &query, act).await.unwrap();
        if count > 0 {
            found.push((column, count));
        }
    }
    found
}

async fn digest(house: &House, code: &str) -> String {
    let ask = Ask { metric: metrics::by_code(code).unwrap(), org: house.orgs[0].id, period: ten_months(), as_of: None };
    house.test.db.read(&house.by, &ask, async |tx: &mut Tx, _: &Actor, ask: &Ask| ledger::digest(tx, ask).await).await.unwrap()
}

async fn assert_audit_clean(house: &House) {
    let act = async |tx: &mut Tx, _: &Actor, (): &()| audit::verify(tx).await;
    assert_eq!(house.test.db.read(&house.by, &(), act).await.unwrap().broken, None);
}

#[tokio::test]
async fn an_erased_name_stands_nowhere_and_every_figure_and_digest_is_as_before() {
    for house in houses().await {
        house.run(&house.import("2022.xlsx", SAMPLE)).await.unwrap();
        let me = add(&house, NAME, 1, Some(ID)).await;
        let key = me.entry.citizen_id.clone().unwrap().digest;
        let event = house.content("assist.event", 1, "2022-05-04", 1);
        let by_name = Content { people: vec![NAME.into()], title: format!("{NAME}带队走访"), ..event };
        house.record(by_name).await.unwrap();
        let first = house.record(work(&house, 1, "2022-05-05", &[(NAME, Some(key.clone())), ("唐志愿", None)])).await.unwrap();
        // Said once and corrected away: the history still says it, until it is erased.
        let second = house.record(work(&house, 2, "2022-05-06", &[(NAME, Some(key))])).await.unwrap();
        house.correct(&second, work(&house, 2, "2022-05-06", &[("唐志愿", None)])).await.unwrap();
        let told = mentions(&house, me.id).await;
        assert_eq!(told.len(), 2, "what stands today: {told:?}");
        let (figures, before) = (house.figures().await, digest(&house, "mobilise.volunteer_people").await);

        assert_eq!(erase_now(&house, me.id).await, Ok(3));
        assert_eq!(rows_with(&house, NAME).await, vec![]);
        assert_eq!(house.figures().await, figures);
        assert_eq!(digest(&house, "mobilise.volunteer_people").await, before, "a signed report still stands on the same facts");
        house.assert_clean().await;
        assert_audit_clean(&house).await;
        let shown = house.opened(first.id).await;
        let names: Vec<&str> = shown.content.lines[0].subjects.iter().map(|about| about.name.as_str()).collect();
        assert_eq!(names, [GONE, "唐志愿"], "others stay as they were");
        // The second time there is nobody to erase.
        assert_eq!(erase_now(&house, me.id).await, Err(BoardError::PersonErased));
        assert_eq!(mentions(&house, me.id).await.len(), 0);
    }
}

#[tokio::test]
async fn of_two_with_one_name_neither_is_shown_or_loses_what_may_be_the_others() {
    for house in houses().await {
        let (me, other) = (add(&house, NAME, 1, Some(ID)).await, add(&house, NAME, 2, None).await);
        let key = me.entry.citizen_id.clone().unwrap().digest;
        let mine = house.record(work(&house, 1, "2022-05-05", &[(NAME, Some(key))])).await.unwrap();
        let theirs = house.record(work(&house, 2, "2022-05-06", &[(NAME, None)])).await.unwrap();
        let bare = house.record(Content { people: vec![NAME.into()], ..house.content("assist.event", 1, "2022-05-04", 1) }).await.unwrap();
        assert_eq!(mentions(&house, me.id).await.iter().map(|one| one.href.clone()).collect::<Vec<_>>(), [format!("/journal/{}", mine.id)]);
        let of_other = mentions(&house, other.id).await;
        assert_eq!(of_other.iter().map(|one| one.href.clone()).collect::<Vec<_>>(), [format!("/journal/{}", theirs.id)]);
        erase_now(&house, me.id).await.unwrap();
        assert_eq!(house.opened(theirs.id).await.content.lines[0].subjects[0].name, NAME);
        assert_eq!(house.opened(bare.id).await.content.people, [NAME], "who was meant cannot be told");
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn whose_time_is_over_is_erased_and_a_workbook_brings_nobody_back() {
    for house in houses().await {
        let outcome = house.run(&Import { make_missing: Some(true), ..house.import("2022.xlsx", SAMPLE) }).await.unwrap();
        let (figures, named) = (house.figures().await, subjects(&house, "person").await);
        assert!(named.0 > 20 && named.1 == 0, "{named:?}");
        for (kind, months) in [("journal.guest", 2), ("journal.visitor", 2), ("journal.child", 1)] {
            let ask = SetRule { kind: kind.into(), months: Some(months), holders: holders() };
            house.test.db.write(&house.by, &ask, retention::set).await.unwrap();
        }
        let (mut done, mut over) = (0, false);
        while !over {
            let (some, all) = retention::run(&house.test.db, &house.by, &holders()).await.unwrap();
            (done, over) = (done + some, all);
        }
        let after = subjects(&house, "person").await;
        assert!(done > 20 && after.1 > 0 && after.0 > 0, "some are over, some are not yet: {done} {after:?}");
        assert_eq!(after.0 + after.1, named.0, "nobody is counted less");
        assert_eq!(house.figures().await, figures);
        house.assert_clean().await;
        assert_audit_clean(&house).await;
        assert_eq!(retention::run(&house.test.db, &house.by, &holders()).await.unwrap(), (0, true), "once is enough");
        let roster = house.rows().await.pop();
        // The same workbook again counts nothing twice and names nobody anew.
        let again = house.run(&Import { again: true, make_missing: Some(true), ..house.import("2022.xlsx", SAMPLE) }).await;
        let again = again.unwrap();
        assert_eq!((again.recorded, outcome.recorded > 0), (0, true));
        assert_eq!(house.figures().await, figures);
        assert_eq!(subjects(&house, "person").await, after);
        assert_eq!(house.rows().await.pop(), roster, "nor does it put anybody on the roster again");
    }
}

/// How many subjects of a kind still bear a name, and how many were erased.
async fn subjects(house: &House, kind: &'static str) -> (i64, i64) {
    let act = async |tx: &mut Tx, _: &Actor, kind: &&'static str| {
        let text = "SELECT coalesce(sum(CASE WHEN name <> '' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN name = '' THEN 1 ELSE 0 END), 0) \
                    FROM subject WHERE kind = $1";
        tx.one::<(i64, i64)>(sql(text).bind(*kind)).await
    };
    house.test.db.read(&house.by, &kind, act).await.unwrap()
}

#[tokio::test]
async fn after_an_older_backup_was_restored_later_erasures_are_done_again() {
    for house in houses().await {
        let me = add(&house, NAME, 1, None).await;
        house.record(work(&house, 1, "2022-05-05", &[(NAME, None)])).await.unwrap();
        let figures = house.figures().await;
        let number = async |tx: &mut Tx, _: &Actor, (): &()| tx.one::<(i64,)>(sql("SELECT min(number) FROM subject")).await;
        let (number,) = house.test.db.read(&house.by, &(), number).await.unwrap();
        // What a list beside the keys says of erasures that this database knows nothing of.
        let (backup, later) = ("2022-10-31T02:00:00Z".parse().unwrap(), "2022-10-31T03:00:00Z".parse().unwrap());
        let entry = |target, at| Erasure { id: base::id::new_id(at), tenant: house.by.tenant, target, why: Why::Request, at };
        let nobody = PersonId(base::id::new_id(later));
        let earlier = "2022-10-01T03:00:00Z".parse().unwrap();
        let list = [entry(Target::Subject(number), earlier), entry(Target::Person(nobody), later), entry(Target::Person(me.id), later)];
        let again = erasures::reapply(&house.test.db, &holders(), &list[..2], backup).await.unwrap();
        assert_eq!((again, rows_with(&house, NAME).await.is_empty()), (0, false), "a number of before the backup may be another's");
        assert_eq!(erasures::reapply(&house.test.db, &holders(), &list, backup).await.unwrap(), 1);
        assert_eq!(rows_with(&house, NAME).await, vec![]);
        assert_eq!(erasures::reapply(&house.test.db, &holders(), &list, backup).await.unwrap(), 0, "it may be done again");
        assert_eq!(house.figures().await, figures);
        house.assert_clean().await;
        // The list itself: only added to, and a line that a power cut left half is no hindrance.
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("yipanqi.erasures");
        assert_eq!(erasures::write_down(&house.test.db, &file).await.unwrap(), 1);
        assert_eq!(erasures::write_down(&house.test.db, &file).await.unwrap(), 0);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains(NAME) && text.contains(&me.id.to_string()), "{text}");
        std::fs::write(&file, format!("{text}{{\"id\":")).unwrap();
        assert_eq!(erasures::read(&file).unwrap().len(), 1);
        std::fs::write(&file, format!("nonsense\n{text}")).unwrap();
        assert!(erasures::read(&file).is_err());
    }
}
