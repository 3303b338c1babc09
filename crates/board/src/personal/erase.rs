//! 删除个人信息: one act over all rooms. It cannot be undone.

use base::{Actor, Id, Note, PersonId, Tx, sql};

use super::erasures::{self, Erasure, Target};
use super::{Due, Holders, Veil, Who, who};
use crate::orgs::coded;
use crate::people::{self, LeagueStatus, PartyStatus};
use crate::{BoardError, accounts, audit, posts};

coded! {
    /// Why something was erased.
    Why {
        /// The person asked for it.
        Request = "request", "本人申请";
        /// Its time was over.
        Retention = "retention", "保存期限已到";
    }
}

/// Asks that a person be erased.
#[derive(Clone)]
pub struct Erase {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub why: Why,
    /// Every room.
    pub holders: Holders,
}

/// What an erasure did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Records of the rooms from which something was taken.
    pub records: u64,
}

/// Erases what tells who somebody was, in every room. Their org, their standing with Party and League, their posts and all that was counted
/// stay. An account with which somebody can still sign in stays theirs: they read the answer with it.
///
/// # Errors
/// [`BoardError::PersonErased`] the second time, [`BoardError::PersonMerged`], [`BoardError::NoPerson`].
pub async fn erase(tx: &mut Tx, _by: &Actor, ask: &Erase) -> Result<Erased, BoardError> {
    people::get(tx, ask.person).await?.standing()?;
    let entry = Erasure { id: tx.new_id(), tenant: tx.tenant(), target: Target::Person(ask.person), why: ask.why, at: tx.now() };
    person(tx, &ask.holders, ask.person, &entry).await
}

/// Erases a person and writes the erasure down as it is given.
pub(super) async fn person(tx: &mut Tx, holders: &Holders, id: PersonId, entry: &Erasure) -> Result<Erased, BoardError> {
    let who = who(tx, id).await?;
    let erased = all(tx, holders, vec![(who, *entry)]).await?;
    let note = audit::person_id("person.erase", id).with("why", entry.why.chinese());
    tx.note(note.with("records", erased.records));
    Ok(erased)
}

/// Erases several at once, in one walk through the rooms.
pub(super) async fn all(tx: &mut Tx, holders: &Holders, list: Vec<(Who, Erasure)>) -> Result<Erased, BoardError> {
    let (who, entries): (Vec<Who>, Vec<Erasure>) = list.into_iter().unzip();
    let veil = Veil::new(tx);
    let records = holders.erase(tx, &who, &veil).await?;
    for (who, entry) in who.iter().zip(&entries) {
        if let Some(row) = who.person {
            forget(tx, row, entry).await?;
        }
        if let Target::Subject(_) = entry.target {
            erasures::insert(tx, entry).await?;
        }
    }
    Ok(Erased { records })
}

/// Empties a person's row, those merged into it, and what hangs on them, and writes down each.
async fn forget(tx: &mut Tx, id: PersonId, entry: &Erasure) -> Result<(), BoardError> {
    let records = people::with_merged(tx, id).await?;
    people::blank(tx, &records, entry.at).await?;
    for record in &records {
        let target = Target::Person(*record);
        let own = if target == entry.target { entry.id } else { tx.new_id() };
        erasures::insert(tx, &Erasure { id: own, target, ..*entry }).await?;
    }
    accounts::forget_disabled(tx, &records).await?;
    // Files kept with them go with the next sweep; with a record that names them stays what proves what was done.
    let text = "DELETE FROM evidence WHERE tenant = $1 AND source_kind = 'person' AND source IN";
    tx.run(sql(text).bind(tx.tenant()).list(records.iter().copied())).await?;
    let text = "UPDATE data_request SET what = '' WHERE tenant = $1 AND person IN";
    tx.run(sql(text).bind(tx.tenant()).list(records.iter().copied())).await?;
    Ok(())
}

/// Somebody whom records name and who is none of the office's own; with their row of the roster, if an import made one for them.
pub(super) async fn who_is_due(tx: &mut Tx, due: &Due) -> Result<Who, BoardError> {
    match due {
        Due::Person(id) => who(tx, *id).await,
        Due::Subject { kind, key, name, .. } => {
            let row = visitor(tx, key, name).await?;
            Ok(Who { person: row, account: None, name: name.clone(), kind, keys: vec![key.clone()], orgs: Vec::new() })
        }
    }
}

/// The row of the roster that an import made for a guest: no standing with Party or League, no post, no account.
async fn visitor(tx: &mut Tx, key: &str, name: &str) -> Result<Option<PersonId>, BoardError> {
    let found = match key.rsplit_once('@') {
        None => people::by_id_digest(tx, key).await?,
        Some((_, org)) => {
            let mut orgs = crate::orgs::find_named(tx, org).await?;
            match (orgs.pop(), orgs.is_empty()) {
                (Some(org), true) => {
                    let mut named = people::find_named(tx, Some(org.id), name).await?;
                    named.retain(|person| person.entry.org == org.id && person.entry.citizen_id.is_none());
                    if named.len() == 1 { named.pop() } else { None }
                }
                _ => None,
            }
        }
    };
    let Some(person) = found else { return Ok(None) };
    let plain = person.entry.party == PartyStatus::None && person.entry.league == LeagueStatus::None && person.erased.is_none();
    let free = posts::of_person(tx, person.id).await?.is_empty() && who(tx, person.id).await?.account.is_none();
    Ok(Some(person.id).filter(|_| plain && free && person.merged.is_none()))
}

/// What one act of a sweep did, for the audit.
pub(super) fn swept(kind: &str, people: usize, records: u64) -> Note {
    Note::new("personal.sweep").with("kind", kind).with("people", people).with("records", records)
}

/// A new entry for what a sweep erases.
pub(super) fn by_retention(tx: &Tx, target: Target) -> Erasure {
    let id: Id = tx.new_id();
    Erasure { id, tenant: tx.tenant(), target, why: Why::Retention, at: tx.now() }
}
