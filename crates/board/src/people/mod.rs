//! 花名册: the people of the office with their Party and League status. Citizen ids and phone numbers are kept encrypted, known again by
//! keyed digests and shown masked.

pub mod merge;
mod sealed;
mod status;
mod store;

use std::collections::HashMap;

use base::{Actor, OrgId, PersonId, Scope, Tx};
use norms::name::PersonName;
use norms::{Day, Instant};

pub use sealed::{Number, Reveal, Revealed, Sealed, any_sealed, opens, reseal, reveal, revealed, sealed_before, with_number};
pub use status::{LeagueStatus, PartyStatus, Sex};

pub(crate) use store::{blank, same_name, with_merged};

use crate::orgs::{self, refuse_future};
use crate::{BoardError, Page, audit, posts};

/// A person of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// What the roster says of them.
    pub entry: Entry,
    /// Sorts names by pinyin, bytewise.
    pub sort_key: Vec<u8>,
    /// The last day with the office, once they have left.
    pub left: Option<Day>,
    /// The record into which this one was merged; it is hidden then, and nothing is done to it any more.
    pub merged: Option<PersonId>,
    /// When what tells who they were was erased; nothing is written about them any more.
    pub erased: Option<Instant>,
}

impl Person {
    /// The person, unless this record was merged into another or erased.
    ///
    /// # Errors
    /// [`BoardError::PersonMerged`], [`BoardError::PersonErased`].
    pub fn standing(self) -> Result<Person, BoardError> {
        match (self.merged, self.erased) {
            (Some(_), _) => Err(BoardError::PersonMerged),
            (None, Some(_)) => Err(BoardError::PersonErased),
            (None, None) => Ok(self),
        }
    }
}

/// What the roster says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name, with its middle dot and rare characters as norms ID-03 has them.
    pub name: PersonName,
    /// The org to which they belong.
    pub org: OrgId,
    /// 性别, where known.
    pub sex: Option<Sex>,
    /// Where they stand with the Party.
    pub party: PartyStatus,
    /// Where they stand with the League.
    pub league: LeagueStatus,
    /// 入党日期: the day of admission as probationary member.
    pub joined_party: Option<Day>,
    /// 转正日期: the day of conversion to full member.
    pub converted: Option<Day>,
    /// 入团日期.
    pub joined_league: Option<Day>,
    /// Day of birth.
    pub birth: Option<Day>,
    /// The citizen id, sealed.
    pub citizen_id: Option<Sealed>,
    /// The phone number, sealed.
    pub phone: Option<Sealed>,
}

impl Entry {
    /// An entry that says the name and the org only.
    pub fn new(name: PersonName, org: OrgId) -> Entry {
        let (party, league) = (PartyStatus::None, LeagueStatus::None);
        let (sex, joined_party, converted, joined_league, birth, citizen_id, phone) = Default::default();
        Entry { name, org, sex, party, league, joined_party, converted, joined_league, birth, citizen_id, phone }
    }
}

/// Asks for a new person.
#[derive(Clone, Debug)]
pub struct AddPerson {
    /// The id that the form made, so that a repeat adds nobody twice; without one a new id.
    pub id: Option<PersonId>,
    /// What the roster shall say.
    pub entry: Entry,
}

/// Adds a person to the roster.
///
/// # Errors
/// [`BoardError::PersonExists`] for a citizen id that is there, [`BoardError::OrgClosed`], days in the future or out of order.
pub async fn add(tx: &mut Tx, _by: &Actor, ask: &AddPerson) -> Result<Person, BoardError> {
    if let Some(id) = ask.id
        && let Some(there) = store::optional(tx, id).await?
    {
        return Ok(there);
    }
    let id = ask.id.unwrap_or_else(|| PersonId(tx.new_id()));
    let person = Person { id, entry: ask.entry.clone(), sort_key: sort_key(&ask.entry), left: None, merged: None, erased: None };
    accept(tx, &person).await?;
    store::insert(tx, &person).await?;
    let said = audit::entry(tx, &person.entry);
    tx.note(audit::person("person.add", &person).with("after", said));
    Ok(person)
}

/// Asks that the roster say something else of a person.
#[derive(Clone, Debug)]
pub struct CorrectPerson {
    /// Who.
    pub person: PersonId,
    /// What it shall say. No citizen id or phone leaves the one that is there, for a form cannot show it.
    pub entry: Entry,
}

/// Corrects what the roster says of a person.
///
/// # Errors
/// As [`add`], and [`BoardError::NoPerson`].
pub async fn correct(tx: &mut Tx, _by: &Actor, ask: &CorrectPerson) -> Result<Person, BoardError> {
    let mut person = get(tx, ask.person).await?.standing()?;
    let before = audit::entry(tx, &person.entry);
    let (citizen_id, phone) = (person.entry.citizen_id.take(), person.entry.phone.take());
    let moved = person.entry.org != ask.entry.org;
    person.entry = ask.entry.clone();
    person.entry.citizen_id = person.entry.citizen_id.or(citizen_id);
    person.entry.phone = person.entry.phone.or(phone);
    person.sort_key = sort_key(&person.entry);
    if moved {
        orgs::get(tx, person.entry.org).await?.standing()?;
    }
    accept_days(tx, &person.entry)?;
    accept_citizen_id(tx, &person).await?;
    store::save(tx, &person).await?;
    let after = audit::entry(tx, &person.entry);
    tx.note(audit::person("person.correct", &person).change(before, after));
    Ok(person)
}

/// Asks that somebody's leaving be noted.
#[derive(Clone, Debug)]
pub struct Leave {
    /// Who.
    pub person: PersonId,
    /// The last day.
    pub day: Day,
}

/// Notes that a person has left: their open terms end on that day, their records stay.
pub async fn leave(tx: &mut Tx, _by: &Actor, ask: &Leave) -> Result<Person, BoardError> {
    let mut person = get(tx, ask.person).await?.standing()?;
    refuse_future(tx, Some(ask.day))?;
    posts::end_all(tx, person.id, ask.day).await?;
    person.left = Some(ask.day);
    store::save(tx, &person).await?;
    tx.note(audit::person("person.leave", &person).with("day", ask.day.to_string()));
    Ok(person)
}

/// Notes that a person is back, or never left.
pub async fn come_back(tx: &mut Tx, _by: &Actor, person: &PersonId) -> Result<Person, BoardError> {
    let mut person = get(tx, *person).await?.standing()?;
    person.left = None;
    store::save(tx, &person).await?;
    tx.note(audit::person("person.come_back", &person));
    Ok(person)
}

/// The person with this id.
///
/// # Errors
/// [`BoardError::NoPerson`].
pub async fn get(tx: &mut Tx, id: PersonId) -> Result<Person, BoardError> {
    store::optional(tx, id).await?.ok_or(BoardError::NoPerson)
}

/// The people with these ids; who is not there is left out.
pub async fn many(tx: &mut Tx, ids: &[PersonId]) -> Result<HashMap<PersonId, Person>, BoardError> {
    Ok(store::many(tx, ids).await?.into_iter().map(|person| (person.id, person)).collect())
}

/// The people of exactly this name who have not left: of the whole office, or of an org and all below it today.
pub async fn find_named(tx: &mut Tx, org: Option<OrgId>, name: &str) -> Result<Vec<Person>, BoardError> {
    let Ok(name) = PersonName::new(name) else { return Ok(Vec::new()) };
    let path = match org {
        Some(org) => Some(orgs::get(tx, org).await?.path),
        None => None,
    };
    Ok(store::named(tx, path.as_deref(), name.as_str()).await?)
}

/// The person with this citizen id, by [`Sealed::citizen_id`].
pub async fn by_id_digest(tx: &mut Tx, digest: &str) -> Result<Option<Person>, BoardError> {
    Ok(store::by_digest(tx, Number::CitizenId, digest).await?.pop())
}

/// Which people a list shows.
#[derive(Clone, Debug, Default)]
pub struct PersonFilter {
    /// Part of the name.
    pub text: Option<String>,
    /// Only those of orgs at or below this path of today's tree.
    pub under: Option<String>,
    /// Only those who stand so with the Party.
    pub party: Option<PartyStatus>,
    /// Only those who stand so with the League.
    pub league: Option<LeagueStatus>,
    /// Those who have left too.
    pub with_left: bool,
}

/// A page of the roster by pinyin, from `after` on, at most `limit` people.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &PersonFilter,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<Person>, BoardError> {
    Ok(store::list(tx, scope, filter, after, limit).await?)
}

/// Who left before a day and can sign in no more: people whose time may be over.
pub async fn left_before(tx: &mut Tx, before: Day, limit: i64) -> Result<Vec<PersonId>, BoardError> {
    Ok(store::left_before(tx, before, limit).await?)
}

fn sort_key(entry: &Entry) -> Vec<u8> {
    norms::name::sort_key(entry.name.as_str())
}

async fn accept(tx: &mut Tx, person: &Person) -> Result<(), BoardError> {
    orgs::get(tx, person.entry.org).await?.standing()?;
    accept_days(tx, &person.entry)?;
    accept_citizen_id(tx, person).await
}

/// Refuses the citizen id of somebody else. The database's own constraint stands behind it.
async fn accept_citizen_id(tx: &mut Tx, person: &Person) -> Result<(), BoardError> {
    let Some(sealed) = &person.entry.citizen_id else { return Ok(()) };
    match store::by_digest(tx, Number::CitizenId, &sealed.digest).await?.pop() {
        Some(other) if other.id != person.id => Err(BoardError::PersonExists(other.entry.name.to_string())),
        _ => Ok(()),
    }
}

fn accept_days(tx: &Tx, entry: &Entry) -> Result<(), BoardError> {
    for day in [entry.joined_party, entry.converted, entry.joined_league, entry.birth] {
        refuse_future(tx, day)?;
    }
    let before = |a: Option<Day>, b: Option<Day>| a.zip(b).is_some_and(|(a, b)| a < b);
    if before(entry.converted, entry.joined_party) {
        return Err(BoardError::ConvertedBeforeJoined);
    }
    if before(entry.joined_party, entry.birth) || before(entry.joined_league, entry.birth) {
        return Err(BoardError::JoinedBeforeBirth);
    }
    Ok(())
}
