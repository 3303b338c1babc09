//! Undoing an import: its records are withdrawn in one act, whatever was corrected in them since, and the records of earlier imports that
//! it corrected say again what they said before.

use std::collections::HashMap;

use base::{Actor, Tx};
use board::{access, orgs};
use ledger::Cause;
use uuid::Uuid;

use super::{ChangedRow, batches, offer};
use crate::actions::enlist;
use crate::model::{Act, Record};
use crate::{JournalError, audit, rights, store};

/// The kind by which postings name an import.
pub(super) const BATCH: &str = "journal.batch";

/// The reason that stands in the history of what it changes.
pub(super) const REASON: &str = "撤销导入";

/// What undoing an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Its records that were withdrawn.
    pub withdrawn: usize,
    /// Records of earlier imports that say again what they said before it corrected them.
    pub restored: usize,
    /// Records that were corrected or withdrawn once more since: they stay as they are.
    pub left: usize,
}

/// Withdraws what stands of an import and takes its corrections back. A second time it is refused.
pub async fn undo(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Undone, JournalError> {
    let batch = batches::batch(tx, by, id).await?;
    let org = orgs::get(tx, batch.org).await?;
    access::require(by, &rights::IMPORT, &org.path)?;
    if batch.undone.is_some() {
        return Err(JournalError::refused("这次导入已经撤销过。", "this import was undone before"));
    }
    let standing = store::of_batch(tx, *id).await?;
    let now = tx.now();
    let withdrawn = |r: &Record| Record { revision: r.revision + 1, changed: (by.name.clone(), now), withdrawn: Some(now), ..r.clone() };
    let gone: Vec<Record> = standing.iter().map(withdrawn).collect();
    store::withdraw_batch(tx, *id, &by.name).await?;
    store::add_versions(tx, &gone, Act::Withdraw, REASON).await?;
    let (restored, left) = take_back(tx, by, *id).await?;
    store::batches::mark_undone(tx, *id).await?;
    store::batches::forget_cells(tx, *id).await?;
    store::changed::forget(tx, *id).await?;
    let facts: Vec<_> = offer::stated(&gone).into_iter().chain(offer::stated(&restored)).collect();
    ledger::record(tx, by, &Cause::new(BATCH, *id), &facts).await?;
    audit::undo(tx, *id, &batch.file, gone.len(), restored.len());
    Ok(Undone { withdrawn: gone.len(), restored: restored.len(), left })
}

/// Takes the import's corrections back where nobody spoke since; how many were left.
async fn take_back(tx: &mut Tx, by: &Actor, batch: Uuid) -> Result<(Vec<Record>, usize), JournalError> {
    // Of several corrections of one record the first knows what it said before, the last what it said after.
    let mut spans: HashMap<Uuid, (ChangedRow, ChangedRow)> = HashMap::new();
    for row in store::changed::of_batch(tx, batch).await?.into_iter().filter(|row| row.applied.is_some()) {
        let span = spans.entry(row.record.id).or_insert_with(|| (row.clone(), row.clone()));
        if row.record.revision < span.0.record.revision {
            span.0 = row.clone();
        }
        if row.record.revision > span.1.record.revision {
            span.1 = row;
        }
    }
    let mut ids: Vec<Uuid> = spans.keys().copied().collect();
    ids.sort_unstable();
    let (mut restored, mut left) = (Vec::new(), 0);
    for mut record in store::many(tx, &ids).await? {
        let Some((first, last)) = spans.remove(&record.id) else { continue };
        // Withdrawn with this import itself it needs no word.
        if record.batch == Some(batch) {
            continue;
        }
        if record.withdrawn.is_some() || record.content != last.content {
            left += 1;
            continue;
        }
        let before = std::mem::replace(&mut record.content, first.record.content);
        record.origin = first.record.origin;
        record.revision += 1;
        record.changed = (by.name.clone(), tx.now());
        store::update(tx, &record).await?;
        store::changed::set_origin(tx, &record).await?;
        audit::record(tx, &record, Act::Correct, REASON, Some(&before));
        restored.push(record);
    }
    store::add_versions(tx, &restored, Act::Correct, REASON).await?;
    enlist(tx, &restored).await?;
    Ok((restored, left))
}
