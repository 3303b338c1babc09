//! 合并: two records of one person become one. The one that goes keeps its row, hidden, so that the merge can be undone; what is carried
//! is shown before.
//!
//! A merge gives nobody access that they had not: not to who reads the roster of the org of the record that stays, and not to who signs in
//! with an account that is bound to one of the two. Where it would, it is refused, and what gives that access (a move, a binding) is left
//! to an act of its own, with its own right.

mod carried;
mod store;

use std::collections::BTreeSet;

use base::secret::Key;
use base::{AccountId, Actor, PersonId, Right, Tx};
use norms::Instant;
use serde_json::json;

pub use carried::Field;

use super::{Person, store as people};
use crate::accounts::reaching;
use crate::posts::{self, Post};
use crate::{BoardError, audit, orgs};

/// Asks what a merge would carry, and for it.
#[derive(Clone)]
pub struct Merge {
    /// The record that goes.
    pub gone: PersonId,
    /// The record that stays.
    pub kept: PersonId,
    /// By which rights people read and open what the roster says: nobody who holds one may come to see more.
    pub audience: Vec<&'static Right>,
}

/// What a merge would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The record that goes.
    pub gone: Person,
    /// The record that stays.
    pub kept: Person,
    /// What the record that stays did not say and will say.
    pub fields: Vec<Field>,
    /// What both say, and not the same: the record that stays is right.
    pub differ: Vec<Field>,
    /// The terms of posts that it gets.
    pub terms: Vec<Post>,
    /// Those that it has already.
    pub doubled: Vec<Post>,
    /// What both records say today, as a keyed digest: a merge is of what was shown.
    pub state: String,
}

/// What a merge would do, or why it may not be.
///
/// # Errors
/// Those of this module: see [`BoardError`].
pub async fn plan(tx: &mut Tx, _by: &Actor, ask: &Merge) -> Result<Plan, BoardError> {
    if ask.gone == ask.kept {
        return Err(BoardError::MergeSame);
    }
    let (gone, kept) = (super::get(tx, ask.gone).await?.standing()?, super::get(tx, ask.kept).await?.standing()?);
    carried::one_person(&gone, &kept)?;
    if kept.left.is_some() && gone.left.is_none() {
        return Err(BoardError::MergeLeft);
    }
    if let Some(user) = store::bound(tx, &[gone.id, kept.id]).await? {
        return Err(BoardError::MergeAccount(user));
    }
    refuse_wider(tx, &ask.audience, &gone, &kept).await?;
    let (fields, differ) = carried::fields(&gone.entry, &kept.entry);
    let (theirs, own) = (posts::of_person(tx, gone.id).await?, posts::of_person(tx, kept.id).await?);
    let has = |term: &Post| own.iter().any(|other| other.org == term.org && other.title == term.title && other.until == term.until);
    let (doubled, terms) = theirs.into_iter().partition(has);
    let state = state(tx, &gone, &kept).await?;
    Ok(Plan { gone, kept, fields, differ, terms, doubled, state })
}

/// Refuses a merge after which somebody reads what they could not: who reaches the org of the record that stays and not that of the other.
async fn refuse_wider(tx: &mut Tx, audience: &[&'static Right], gone: &Person, kept: &Person) -> Result<(), BoardError> {
    let (from, to) = (orgs::get(tx, gone.entry.org).await?, orgs::get(tx, kept.entry.org).await?);
    let mut wider: BTreeSet<AccountId> = BTreeSet::new();
    for right in audience {
        let before: BTreeSet<AccountId> = reaching(tx, right, &from.path).await?.into_iter().map(|(account, _)| account.id).collect();
        let after = reaching(tx, right, &to.path).await?;
        wider.extend(after.into_iter().map(|(account, _)| account.id).filter(|account| !before.contains(account)));
    }
    if wider.is_empty() { Ok(()) } else { Err(BoardError::MergeWidens(wider.len())) }
}

/// Merges, if both records still say what `seen` ([`Plan::state`]) was made of; what was carried.
///
/// # Errors
/// As [`plan`], and [`BoardError::MergeChanged`], [`BoardError::Vault`].
pub async fn merge(tx: &mut Tx, by: &Actor, (ask, seen, key): &(Merge, String, Key)) -> Result<Plan, BoardError> {
    let plan = plan(tx, by, ask).await?;
    if plan.state != *seen {
        return Err(BoardError::MergeChanged);
    }
    let (mut gone, mut kept) = (plan.gone.clone(), plan.kept.clone());
    for field in &plan.fields {
        carried::carry(*field, key, &mut gone, &mut kept)?;
    }
    super::accept_days(tx, &kept.entry)?;
    gone.merged = Some(kept.id);
    // First the one that goes: a citizen id is one record's.
    people::save(tx, &gone).await?;
    people::save(tx, &kept).await?;
    let terms: Vec<base::Id> = plan.terms.iter().map(|term| term.id).collect();
    posts::hand_over(tx, &terms, gone.id, kept.id).await?;
    let after = state(tx, &gone, &kept).await?;
    let codes: Vec<&str> = plan.fields.iter().map(|field| field.code()).collect();
    store::insert(tx, by, &gone, &kept, &json!({ "fields": codes, "terms": terms }), &after).await?;
    let names: Vec<&str> = plan.fields.iter().map(|field| field.chinese()).collect();
    let note = audit::person("person.merge", &gone).with("into_id", kept.id.to_string());
    tx.note(note.with("fields", names).with("terms", terms.len()));
    Ok(plan)
}

/// Asks that a merge be undone.
#[derive(Clone)]
pub struct Undo {
    /// The record that went.
    pub gone: PersonId,
    /// What opens and seals numbers.
    pub key: Key,
}

/// Undoes a merge: both records are as they were before it.
///
/// # Errors
/// [`BoardError::NoMerge`]; [`BoardError::MergeChanged`] once either record, or one of their terms, was changed since.
pub async fn undo(tx: &mut Tx, by: &Actor, ask: &Undo) -> Result<(Person, Person), BoardError> {
    let done = store::open_merge(tx, ask.gone).await?.ok_or(BoardError::NoMerge)?;
    let (mut gone, mut kept) = (super::get(tx, done.gone).await?, super::get(tx, done.kept).await?);
    if state(tx, &gone, &kept).await? != done.state {
        return Err(BoardError::MergeChanged);
    }
    for field in &done.fields {
        carried::take_back(*field, &ask.key, &mut gone, &mut kept)?;
    }
    gone.merged = None;
    people::save(tx, &kept).await?;
    people::save(tx, &gone).await?;
    posts::hand_over(tx, &done.terms, kept.id, gone.id).await?;
    store::mark_undone(tx, by, done.id).await?;
    tx.note(audit::person("person.unmerge", &gone).with("into_id", kept.id.to_string()));
    Ok((gone, kept))
}

/// What both records and their terms say, as a keyed digest. How a number is sealed today is no part of it.
async fn state(tx: &mut Tx, gone: &Person, kept: &Person) -> Result<String, BoardError> {
    let mut said = String::new();
    for person in [gone, kept] {
        let terms = posts::of_person(tx, person.id).await?;
        said.push_str(&carried::said(person));
        said.push_str(&format!("{terms:?}"));
    }
    Ok(tx.veil(&said))
}

/// A record that was merged into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The record that went.
    pub gone: PersonId,
    /// The org to which it belongs.
    pub org: base::OrgId,
    /// Who merged.
    pub who: String,
    /// When.
    pub at: Instant,
}

/// What was merged into this person's record and not undone, the latest first.
pub async fn merged_into(tx: &mut Tx, kept: PersonId) -> Result<Vec<Merged>, BoardError> {
    Ok(store::merged_into(tx, kept).await?)
}
