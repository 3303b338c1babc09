//! Another mapping applied to an earlier import: its kept cells are read anew, and its records become what the new mapping says.
//!
//! What a person corrected, withdrew or restored since is a person's word and stays as it is.

use std::collections::HashMap;

use base::{Actor, Tx};
use board::{access, orgs};
use ledger::Cause;
use uuid::Uuid;

use super::act::{Taken, Work, brought};
use super::outcome::Remapped;
use super::undo::BATCH;
use super::{Import, Outcome, batches, offer, roster};
use crate::actions::enlist;
use crate::model::{Act, Record};
use crate::{JournalError, audit, rights, store};

/// The reason that stands in the history of what a new mapping changed.
pub(super) const REASON: &str = "换用映射方案";

/// Applies the mapping by which `ask` was recognised to the import `ask.id`.
///
/// # Errors
/// As of an import; refused for an import that was undone.
pub(super) async fn remap(tx: &mut Tx, by: &Actor, ask: &Import) -> Result<Outcome, JournalError> {
    let batch = batches::batch(tx, by, &ask.id).await?;
    access::require(by, &rights::IMPORT, &orgs::get(tx, batch.org).await?.path)?;
    if batch.undone.is_some() {
        return Err(JournalError::refused(
            "这次导入已经撤销，不能再换用映射方案。",
            "this import was undone; no mapping can be applied to it",
        ));
    }
    let mut work = Work::start(tx, by, ask).await?;
    let taken = work.take_rows(tx, by).await?;
    let mut rows = Rows::load(tx, ask.id).await?;
    let (mut changed, mut fresh) = (Vec::new(), Vec::new());
    for row in taken {
        match rows.take(&row) {
            None => fresh.push(row),
            Some(old) if old.by_hand => work.leave(&old.record),
            Some(old) if old.record.withdrawn.is_none() && old.record.content == row.content => work.remapped().unchanged += 1,
            Some(old) => changed.push(work.change(tx, by, old.record, Some(row)).await?),
        }
    }
    for old in rows.rest() {
        match (old.record.withdrawn, old.by_hand) {
            (Some(_), _) => {}
            (None, true) => work.leave(&old.record),
            (None, false) => changed.push(work.change(tx, by, old.record, None).await?),
        }
    }
    let records = work.judge(tx, by, fresh, &rows.ids).await?;
    roster::import(tx, by, ask, &mut work.orgs, &mut work.outcome).await?;
    let mut outcome = work.end();
    store::insert(tx, &records).await?;
    store::add_versions(tx, &records, Act::Record, REASON).await?;
    enlist(tx, &records).await?;
    enlist(tx, &changed).await?;
    outcome.recorded = records.len();
    outcome.brought = brought(tx, &records).await?;
    outcome.batch = Some(ask.id);
    let corrected = offer::apply(tx, by, &ask.file, &outcome.changed).await?;
    store::changed::keep(tx, ask.id, &outcome.changed).await?;
    let facts: Vec<_> = [&changed, &records, &corrected].into_iter().flat_map(|records| offer::stated(records)).collect();
    ledger::record(tx, by, &Cause::import(BATCH, ask.id), &facts).await?;
    batches::replace(tx, by, ask, &outcome).await?;
    audit::import(tx, ask, &outcome, &records)?;
    Ok(outcome)
}

/// A record of the import.
struct Old {
    record: Record,
    /// A person corrected, withdrew or restored it.
    by_hand: bool,
}

/// The import's records by the row that they came from.
struct Rows {
    rows: HashMap<(String, u32), Vec<Old>>,
    /// All of them.
    ids: Vec<Uuid>,
}

impl Rows {
    async fn load(tx: &mut Tx, batch: Uuid) -> Result<Rows, JournalError> {
        let by_hand = store::batches::changed_otherwise(tx, batch, REASON).await?;
        let mut out = Rows { rows: HashMap::new(), ids: Vec::new() };
        for record in store::all_of_batch(tx, batch).await? {
            out.ids.push(record.id);
            let place = record.origin.as_ref().map(|o| (o.sheet.clone(), o.row)).unwrap_or_default();
            let old = Old { by_hand: by_hand.contains(&record.id), record };
            out.rows.entry(place).or_default().push(old);
        }
        Ok(out)
    }

    /// The record of this row: the one that says the same if there is one.
    fn take(&mut self, row: &Taken) -> Option<Old> {
        let there = self.rows.get_mut(&(row.sheet.clone(), row.row)).filter(|there| !there.is_empty())?;
        let same = there.iter().position(|old| old.record.content == row.content);
        Some(there.remove(same.unwrap_or(0)))
    }

    /// The records that no row asked for.
    fn rest(&mut self) -> Vec<Old> {
        let mut rest: Vec<Old> = self.rows.drain().flat_map(|(_, there)| there).collect();
        rest.sort_by_key(|old| old.record.id);
        rest
    }
}

impl Work<'_> {
    fn remapped(&mut self) -> &mut Remapped {
        self.outcome.remapped.get_or_insert_default()
    }

    fn leave(&mut self, record: &Record) {
        let place = record.origin.as_ref().map(|o| (o.sheet.clone(), o.row)).unwrap_or_default();
        self.remapped().left.push(place);
    }

    /// The record as the row says it, or withdrawn for want of a row.
    async fn change(&mut self, tx: &mut Tx, by: &Actor, mut record: Record, row: Option<Taken>) -> Result<Record, JournalError> {
        let act = match (&row, record.withdrawn) {
            (None, _) => Act::Withdraw,
            (Some(_), Some(_)) => Act::Restore,
            (Some(_), None) => Act::Correct,
        };
        match act {
            Act::Withdraw => self.remapped().withdrawn += 1,
            _ => self.outcome.corrected += 1,
        }
        record.withdrawn = row.is_none().then(|| tx.now());
        let before = record.content.clone();
        if let Some(row) = row {
            record.content = row.content;
        }
        record.revision += 1;
        record.changed = (by.name.clone(), tx.now());
        store::update(tx, &record).await?;
        store::add_versions(tx, std::slice::from_ref(&record), act, REASON).await?;
        audit::record(tx, &record, act, REASON, Some(&before));
        Ok(record)
    }
}
