//! Undoing an import: its records are withdrawn in one act, whatever was corrected in them since.

use base::{Actor, Tx};
use board::{access, orgs};
use ledger::{Cause, SourceRef};
use uuid::Uuid;

use super::batches;
use crate::model::{Act, Record};
use crate::{JournalError, RECORD, rights, store};

/// The kind by which postings name an import.
pub(super) const BATCH: &str = "journal.batch";

/// Withdraws what stands of an import; how many records that were. A second time it is refused.
pub async fn undo(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<usize, JournalError> {
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
    store::add_versions(tx, &gone, Act::Withdraw, "撤销导入").await?;
    store::batches::mark_undone(tx, *id).await?;
    store::batches::forget_cells(tx, *id).await?;
    let nothing: Vec<_> = gone.iter().map(|r| (SourceRef::new(RECORD, r.id), Vec::new())).collect();
    ledger::record(tx, by, &Cause::new(BATCH, *id), &nothing).await?;
    Ok(gone.len())
}
