//! By what records know a person.

use base::{AccountId, OrgId, PersonId, Tx, sql};
use uuid::Uuid;

use crate::people::{self, Person};
use crate::{BoardError, orgs, posts};

/// What stands where a name stood.
pub const GONE: &str = "某某";

/// Somebody, by everything that records may know them by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// On the roster.
    pub person: Option<PersonId>,
    /// The account that is bound to them.
    pub account: Option<AccountId>,
    /// The name.
    pub name: String,
    /// The kind and the keys by which the ledger knows them among its subjects (`person`).
    pub kind: &'static str,
    /// See `kind`.
    pub keys: Vec<String>,
    /// The orgs in whose records the mere name means them; none where somebody else of the roster has the same name.
    pub orgs: Vec<OrgId>,
}

impl Who {
    /// Whether this kind and key are theirs.
    pub fn is(&self, kind: &str, key: &str) -> bool {
        kind == self.kind && self.keys.iter().any(|known| known == key)
    }

    /// The text with [`GONE`] where their name stood.
    pub fn scrubbed(&self, text: &str) -> String {
        if self.name.is_empty() { text.to_owned() } else { text.replace(&self.name, GONE) }
    }
}

/// By what records know this person. Where two people of the roster have one name, the name alone means neither: what cannot be told
/// apart is neither shown to one as theirs nor erased.
///
/// # Errors
/// [`BoardError::NoPerson`].
pub async fn who(tx: &mut Tx, id: PersonId) -> Result<Who, BoardError> {
    let person = people::get(tx, id).await?;
    if person.erased.is_some() {
        let (name, kind, keys, orgs) = (String::new(), "person", Vec::new(), Vec::new());
        return Ok(Who { person: Some(id), account: bound(tx, id).await?, name, kind, keys, orgs });
    }
    let records = people::with_merged(tx, id).await?;
    let same = people::same_name(tx, &person).await?;
    let others: Vec<&Person> = same.iter().filter(|other| !records.contains(&other.id)).collect();
    let mut places: Vec<OrgId> = same.iter().filter(|own| records.contains(&own.id)).map(|own| own.entry.org).collect();
    for record in &records {
        places.extend(posts::of_person(tx, *record).await?.into_iter().map(|term| term.org));
    }
    places.push(person.entry.org);
    places.sort_unstable();
    places.dedup();
    let own = same.iter().filter(|own| records.contains(&own.id)).chain([&person]);
    let mut keys: Vec<String> = own.filter_map(|own| own.entry.citizen_id.as_ref().map(|id| id.digest.clone())).collect();
    let name = person.entry.name.as_str();
    for org in orgs::many(tx, &places).await?.into_values() {
        if others.iter().any(|other| other.entry.org == org.id) {
            continue;
        }
        let mut names = orgs::aliases(tx, org.id).await?;
        names.push(org.name);
        keys.extend(names.into_iter().map(|org| format!("{name}@{org}")));
    }
    keys.sort_unstable();
    keys.dedup();
    let orgs = if others.is_empty() { places } else { Vec::new() };
    Ok(Who { person: Some(id), account: bound(tx, id).await?, name: name.to_owned(), kind: "person", keys, orgs })
}

async fn bound(tx: &mut Tx, person: PersonId) -> Result<Option<AccountId>, BoardError> {
    let query = sql("SELECT id FROM account WHERE tenant = $1 AND person = $2 ORDER BY disabled, id LIMIT 1");
    Ok(tx.optional::<(Uuid,)>(query.bind(tx.tenant()).bind(person)).await?.map(|row| AccountId(row.0)))
}
