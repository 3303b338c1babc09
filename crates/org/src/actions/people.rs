//! 花名册: looking, adding, correcting, leaving and coming back.

use std::collections::HashMap;

use base::secret::Key;
use base::{Actor, OrgId, PersonId, Tx};
use board::people::merge::Merged;
use board::people::{AddPerson, CorrectPerson, Entry, Leave, Number, Person, PersonFilter, Reveal, Revealed};
use board::posts::{self, Post};
use board::{BoardError, Org, access};

use zeroize::Zeroizing;

use super::{allowed, merge, named};
use crate::{OrgError, rights, rules, store};

/// A filter and a place in its list.
#[derive(Clone, Debug, Default)]
pub struct PeopleQuery {
    /// Which people.
    pub filter: PersonFilter,
    /// Only those of this org and all below it: id, code or name.
    pub org: Option<String>,
    /// Where the page begins.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// A page of the roster.
#[derive(Clone, Debug)]
pub struct Listed {
    /// By pinyin.
    pub people: Vec<Person>,
    /// Their orgs.
    pub orgs: HashMap<OrgId, Org>,
    /// How many fit the filter in all.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// The people whom somebody may see.
pub async fn list(tx: &mut Tx, by: &Actor, ask: &PeopleQuery) -> Result<Listed, OrgError> {
    let scope = access::scope(by, &rights::PEOPLE_READ);
    let mut filter = ask.filter.clone();
    if let Some(org) = &ask.org {
        filter.under = Some(named(tx, by, &rights::PEOPLE_READ, "org", org).await?.path);
    }
    let total = store::count_people(tx, &scope, &filter).await?;
    let page = board::people::list(tx, &scope, &filter, ask.after.as_deref(), ask.limit).await?;
    let ids: Vec<OrgId> = page.rows.iter().map(|person| person.entry.org).collect();
    Ok(Listed { orgs: board::orgs::many(tx, &ids).await?, people: page.rows, total, next: page.next })
}

/// Everything the page of one person shows.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// The person.
    pub person: Person,
    /// Their org.
    pub org: Org,
    /// Their terms, running ones first, each with its org.
    pub terms: Vec<(Post, Org)>,
    /// Whether the reader may change what is said of them.
    pub may_write: bool,
    /// Whether the reader may open their numbers.
    pub may_reveal: bool,
    /// Who opened their numbers: for who may open them too.
    pub revealed: Vec<Revealed>,
    /// Records of the same person that were merged into this one and belong to orgs that the reader keeps.
    pub merged: Vec<Merged>,
}

/// One person; whom the reader may not see is not there.
pub async fn open(tx: &mut Tx, by: &Actor, id: &PersonId) -> Result<PersonView, OrgError> {
    let (person, org) = person_for(tx, by, &rights::PEOPLE_READ, *id).await?;
    let terms = posts::of_person(tx, person.id).await?;
    let mut orgs = board::orgs::many(tx, &terms.iter().map(|term| term.org).collect::<Vec<OrgId>>()).await?;
    orgs.insert(org.id, org.clone());
    let terms = terms.into_iter().filter_map(|term| orgs.get(&term.org).cloned().map(|org| (term, org))).collect();
    let may_write = access::require(by, &rights::PEOPLE_WRITE, &org.path).is_ok();
    let may_reveal = access::require(by, &rights::PEOPLE_REVEAL, &org.path).is_ok();
    let revealed = if may_reveal { board::people::revealed(tx, person.id).await? } else { Vec::new() };
    let merged = if may_write { merge::undoable(tx, by, person.id).await? } else { Vec::new() };
    Ok(PersonView { person, org, terms, may_write, may_reveal, revealed, merged })
}

/// A person with their org, if somebody holds the right over it.
pub(crate) async fn person_for(tx: &mut Tx, by: &Actor, right: &base::Right, id: PersonId) -> Result<(Person, Org), OrgError> {
    let person = board::people::get(tx, id).await?;
    let org = allowed(tx, by, right, person.entry.org).await.map_err(|error| match error {
        // Whether the org or the person is not to be seen makes no difference to who asks.
        OrgError::Board(BoardError::Denied(board::Denied::NotVisible)) => BoardError::NoPerson.into(),
        other => other,
    })?;
    Ok((person, org))
}

/// 登记人员. `org` is what the form's field says.
#[derive(Clone, Debug)]
pub struct Add {
    /// The id that the form made.
    pub id: PersonId,
    /// To which org they belong: id, code or name.
    pub org: String,
    /// What the roster shall say; its org is that of `org`.
    pub entry: Entry,
}

/// Adds a person to the roster of an org.
pub async fn add(tx: &mut Tx, by: &Actor, ask: &Add) -> Result<Person, OrgError> {
    let org = named(tx, by, &rights::PEOPLE_WRITE, "org", &ask.org).await?;
    let entry = Entry { org: org.id, ..ask.entry.clone() };
    let answer = board::people::add(tx, by, &AddPerson { id: Some(ask.id), entry }).await;
    out_of_sight(tx, by, &ask.entry, answer).await
}

/// 更正.
#[derive(Clone, Debug)]
pub struct Correct {
    /// Who.
    pub person: PersonId,
    /// To which org they belong: id, code or name.
    pub org: String,
    /// What the roster shall say. No citizen id or phone leaves the one that is there.
    pub entry: Entry,
    /// What it said when the form was opened ([`rules::fingerprint`]).
    pub seen: String,
}

/// Corrects what the roster says of a person; moving them needs the right over both orgs.
pub async fn correct(tx: &mut Tx, by: &Actor, ask: &Correct) -> Result<Person, OrgError> {
    let (person, org) = person_for(tx, by, &rights::PEOPLE_WRITE, ask.person).await?;
    rules::unchanged(&ask.seen, &rules::fingerprint(&person))?;
    let stays = [org.id.to_string(), org.code.clone(), org.name.clone()].contains(&ask.org);
    let home = if stays { org.id } else { named(tx, by, &rights::PEOPLE_WRITE, "org", &ask.org).await?.id };
    let entry = Entry { org: home, ..ask.entry.clone() };
    let answer = board::people::correct(tx, by, &CorrectPerson { person: ask.person, entry }).await;
    out_of_sight(tx, by, &ask.entry, answer).await
}

/// Says the same of a citizen id that somebody else has, without naming a person whom the actor may not see.
async fn out_of_sight(tx: &mut Tx, by: &Actor, entry: &Entry, answer: Result<Person, BoardError>) -> Result<Person, OrgError> {
    let Err(error @ BoardError::PersonExists(_)) = answer else { return Ok(answer?) };
    let other = match &entry.citizen_id {
        Some(sealed) => board::people::by_id_digest(tx, &sealed.digest).await?,
        None => None,
    };
    let seen = match other {
        Some(other) => person_for(tx, by, &rights::PEOPLE_READ, other.id).await.is_ok(),
        None => true,
    };
    if seen {
        return Err(error.into());
    }
    let chinese = "花名册中已有同一身份证号码的人，在您管理的组织之外。请联系管理员核对，或办理组织关系转接。";
    Err(OrgError::invalid("citizen_id", chinese, "somebody out of reach has this citizen id in the roster already"))
}

/// 调离.
pub async fn leave(tx: &mut Tx, by: &Actor, ask: &Leave) -> Result<Person, OrgError> {
    person_for(tx, by, &rights::PEOPLE_WRITE, ask.person).await?;
    Ok(board::people::leave(tx, by, ask).await?)
}

/// 返回: who came back, or never left.
pub async fn come_back(tx: &mut Tx, by: &Actor, person: &PersonId) -> Result<Person, OrgError> {
    person_for(tx, by, &rights::PEOPLE_WRITE, *person).await?;
    Ok(board::people::come_back(tx, by, person).await?)
}

/// 查看原号: opens a number of somebody over whose org the actor may; the opening is written down with it.
pub async fn reveal(tx: &mut Tx, by: &Actor, ask: &Reveal) -> Result<Zeroizing<String>, OrgError> {
    person_for(tx, by, &rights::PEOPLE_REVEAL, ask.person).await?;
    Ok(board::people::reveal(tx, by, ask).await?)
}

/// The people with this number whom the actor may see.
pub async fn with_number(tx: &mut Tx, by: &Actor, ask: &(Key, Number, String)) -> Result<Vec<Person>, OrgError> {
    let scope = access::scope(by, &rights::PEOPLE_READ);
    let people = board::people::with_number(tx, by, ask).await?;
    let orgs = board::orgs::many(tx, &people.iter().map(|person| person.entry.org).collect::<Vec<_>>()).await?;
    Ok(people.into_iter().filter(|person| orgs.get(&person.entry.org).is_some_and(|org| scope.reaches(&org.path))).collect())
}
