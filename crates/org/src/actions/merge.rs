//! 合并两条登记: who keeps the roster of both orgs merges two records of one person, and undoes it.

use base::secret::Key;
use base::{Actor, PersonId, Right, Tx};
use board::people::merge::{self, Merge, Merged, Plan, Undo};
use board::people::{Person, PersonFilter};
use board::{Org, access};

use super::people::person_for;
use crate::{OrgError, rights};

/// By which rights people read and open what the roster says of somebody.
const AUDIENCE: [&Right; 3] = [&rights::PEOPLE_READ, &rights::PEOPLE_WRITE, &rights::PEOPLE_REVEAL];

/// Asks what becomes of two records: of whom, and which other record goes.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The record that stays.
    pub kept: PersonId,
    /// The record that goes.
    pub gone: PersonId,
}

/// A merge as the page shows it before it happens.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What would happen.
    pub plan: Plan,
    /// The org of the record that goes.
    pub from: Org,
    /// The org of the record that stays.
    pub to: Org,
}

/// Other records of the same name whose roster the actor keeps too, each with its org.
pub async fn candidates(tx: &mut Tx, by: &Actor, kept: &PersonId) -> Result<(Person, Vec<(Person, Org)>), OrgError> {
    let (person, _) = person_for(tx, by, &rights::PEOPLE_WRITE, *kept).await?;
    let filter = PersonFilter { text: Some(person.entry.name.to_string()), with_left: true, ..PersonFilter::default() };
    let scope = access::scope(by, &rights::PEOPLE_WRITE);
    let others = board::people::list(tx, &scope, &filter, None, 100).await?.rows;
    let others: Vec<Person> = others.into_iter().filter(|other| other.id != person.id && other.entry.name == person.entry.name).collect();
    let orgs = board::orgs::many(tx, &others.iter().map(|other| other.entry.org).collect::<Vec<_>>()).await?;
    let others = others.into_iter().filter_map(|other| orgs.get(&other.entry.org).cloned().map(|org| (other, org))).collect();
    Ok((person, others))
}

fn ask(pair: &Pair) -> Merge {
    Merge { gone: pair.gone, kept: pair.kept, audience: AUDIENCE.to_vec() }
}

/// What a merge would carry; for who keeps the roster of both.
pub async fn plan(tx: &mut Tx, by: &Actor, pair: &Pair) -> Result<Shown, OrgError> {
    let (_, from) = person_for(tx, by, &rights::PEOPLE_WRITE, pair.gone).await?;
    let (_, to) = person_for(tx, by, &rights::PEOPLE_WRITE, pair.kept).await?;
    Ok(Shown { plan: merge::plan(tx, by, &ask(pair)).await?, from, to })
}

/// Merges what the page showed.
pub async fn merge(tx: &mut Tx, by: &Actor, (pair, seen, key): &(Pair, String, Key)) -> Result<Plan, OrgError> {
    for person in [pair.gone, pair.kept] {
        person_for(tx, by, &rights::PEOPLE_WRITE, person).await?;
    }
    Ok(merge::merge(tx, by, &(ask(pair), seen.clone(), key.clone())).await?)
}

/// Undoes a merge; for who keeps the roster of both.
pub async fn undo(tx: &mut Tx, by: &Actor, (pair, key): &(Pair, Key)) -> Result<(), OrgError> {
    for person in [pair.gone, pair.kept] {
        person_for(tx, by, &rights::PEOPLE_WRITE, person).await?;
    }
    let into = board::people::get(tx, pair.gone).await?.merged;
    if into != Some(pair.kept) {
        return Err(board::BoardError::NoMerge.into());
    }
    merge::undo(tx, by, &Undo { gone: pair.gone, key: key.clone() }).await?;
    Ok(())
}

/// What was merged into this record of orgs that the actor keeps.
pub(super) async fn undoable(tx: &mut Tx, by: &Actor, kept: PersonId) -> Result<Vec<Merged>, OrgError> {
    let scope = access::scope(by, &rights::PEOPLE_WRITE);
    let all = merge::merged_into(tx, kept).await?;
    let orgs = board::orgs::many(tx, &all.iter().map(|one| one.org).collect::<Vec<_>>()).await?;
    Ok(all.into_iter().filter(|one| orgs.get(&one.org).is_some_and(|org| scope.reaches(&org.path))).collect())
}
