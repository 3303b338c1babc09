//! 有变动的行 offered as corrections: with the import itself, or later from its page.

use std::collections::{BTreeSet, HashMap, HashSet};

use base::{Actor, Tx};
use board::{access, orgs};
use ledger::{Cause, Fact, SourceRef};
use uuid::Uuid;

use super::act::{Taken, Work};
use super::undo::BATCH;
use super::{ChangedRow, Corrections, Outcome, batches};
use crate::actions::enlist;
use crate::facts::facts_of;
use crate::model::{Act, Origin, Record};
use crate::{JournalError, RECORD, audit, rights, store};

/// The reason that stands in the history of what a workbook corrected.
pub(super) const REASON: &str = "按导入的台账更正";

impl Work<'_> {
    /// The row says something else than the record: kept to be offered, and taken when that was asked for.
    pub(super) fn offer(&mut self, row: Taken, record: Record, by_hand: bool, details: bool) {
        let index = self.outcome.sheets.iter().position(|sheet| sheet.name == row.sheet).unwrap_or(0);
        let mut content = row.content.clone();
        // A workbook without these takes none of them away.
        if content.place.is_empty() {
            content.place.clone_from(&record.content.place);
        }
        if content.remarks.is_empty() {
            content.remarks.clone_from(&record.content.remarks);
        }
        if content.people.is_empty() {
            content.people.clone_from(&record.content.people);
        }
        let (sheet, cells) = ((index, row.sheet.clone()), row.cells.clone());
        let mut changed = ChangedRow { sheet, row: row.row, cells, record, content, by_hand, details, applied: None };
        if self.corrections().takes(&changed) {
            changed.applied = Some(changed.record.revision + 1);
            self.outcome.corrected += 1;
            self.count_as_passed(&row, "corrected an earlier import");
        } else if details {
            self.skip(&row);
        } else {
            self.outcome.left_out += 1;
            self.count_as_passed(&row, "differs from an earlier import");
        }
        self.outcome.changed.push(changed);
    }
}

/// Refuses the whole when a row that was ticked is offered no longer.
pub(super) fn check_chosen(corrections: &Corrections, outcome: &Outcome, taken: &[(String, u32, String)]) -> Result<(), JournalError> {
    let Corrections::Chosen(tokens) = corrections else { return Ok(()) };
    let offered: HashSet<String> = outcome.changed.iter().map(ChangedRow::token).collect();
    let gone = tokens.iter().filter(|token| !offered.contains(*token));
    let named = gone.map(|token| {
        let Some((sheet, row)) = ChangedRow::named(token) else { return "一行".to_owned() };
        let sheet = outcome.sheets.get(sheet).map(|sheet| sheet.name.as_str()).unwrap_or_default();
        let title = taken.iter().find(|(name, at, _)| name == sheet && *at == row).map(|(.., title)| format!("“{title}”"));
        format!("{sheet}第{row}行{}", title.unwrap_or_default())
    });
    stale(named.collect())
}

/// Nothing happens when rows are no longer what was looked at.
fn stale(rows: Vec<String>) -> Result<(), JournalError> {
    if rows.is_empty() { Ok(()) } else { Err(JournalError::Outdated(rows)) }
}

/// Applies what was taken, as part of an import or after it; the records as they are now.
pub(super) async fn apply(tx: &mut Tx, by: &Actor, file: &str, rows: &[ChangedRow]) -> Result<Vec<Record>, JournalError> {
    let mut records = Vec::new();
    for row in rows.iter().filter(|row| row.applied.is_some()) {
        let origin = Origin { file: file.to_owned(), sheet: row.sheet.1.clone(), row: row.row, cells: row.cells.clone() };
        let record = Record {
            content: row.content.clone(),
            origin: Some(origin),
            revision: row.record.revision + 1,
            changed: (by.name.clone(), tx.now()),
            ..row.record.clone()
        };
        store::update(tx, &record).await?;
        store::changed::set_origin(tx, &record).await?;
        audit::record(tx, &record, Act::Correct, REASON, Some(&row.record.content));
        records.push(record);
    }
    store::add_versions(tx, &records, Act::Correct, REASON).await?;
    enlist(tx, &records).await?;
    Ok(records)
}

/// What the ledger is told of records.
pub(super) fn stated(records: &[Record]) -> Vec<(SourceRef, Vec<Fact>)> {
    records.iter().map(|record| (SourceRef::new(RECORD, record.id), facts_of(record))).collect()
}

/// Changed rows of an import that stands, to be taken after all.
#[derive(Clone, Debug)]
pub struct TakeRows {
    /// The import.
    pub batch: Uuid,
    /// The rows, by [`ChangedRow::token`]. One that was taken already is passed over, so that a repeat does nothing.
    pub chosen: BTreeSet<String>,
}

/// What an import offered, and for each row whether its record still stands as it was compared.
pub async fn changed_rows(tx: &mut Tx, by: &Actor, batch: &Uuid) -> Result<Vec<(ChangedRow, bool)>, JournalError> {
    batches::batch(tx, by, batch).await?;
    let rows = store::changed::of_batch(tx, *batch).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.record.id).collect();
    let now: HashMap<Uuid, i64> = store::many(tx, &ids).await?.into_iter().map(|record| (record.id, record.revision)).collect();
    Ok(rows.into_iter().map(|row| (now.get(&row.record.id) == Some(&row.record.revision), row)).map(|(open, row)| (row, open)).collect())
}

/// Corrects the records of these rows; how many that were.
///
/// # Errors
/// [`JournalError::Outdated`] when the record of one changed or was withdrawn since: then none is corrected.
pub async fn take_rows(tx: &mut Tx, by: &Actor, ask: &TakeRows) -> Result<usize, JournalError> {
    let batch = batches::batch(tx, by, &ask.batch).await?;
    access::require(by, &rights::IMPORT, &orgs::get(tx, batch.org).await?.path)?;
    if batch.undone.is_some() {
        return Err(JournalError::refused("这次导入已经撤销，不能再按它更正。", "this import was undone; nothing can be corrected by it"));
    }
    let offered = changed_rows(tx, by, &ask.batch).await?;
    let tokens: HashSet<String> = offered.iter().map(|(row, _)| row.token()).collect();
    let unknown = ask.chosen.iter().filter(|token| !tokens.contains(*token)).map(|_| "一行".to_owned());
    let chosen = offered.into_iter().filter(|(row, _)| row.applied.is_none() && ask.chosen.contains(&row.token()));
    let (open, closed): (Vec<_>, Vec<_>) = chosen.partition(|(_, open)| *open);
    let name = |row: &ChangedRow| format!("{}第{}行“{}”", row.sheet.1, row.row, row.content.title);
    stale(closed.iter().map(|(row, _)| name(row)).chain(unknown).collect())?;
    let mut rows: Vec<ChangedRow> = open.into_iter().map(|(row, _)| row).collect();
    if rows.is_empty() {
        return Ok(0);
    }
    let ids: Vec<_> = rows.iter().map(|row| row.content.org).collect();
    for org in orgs::many(tx, &ids).await?.values() {
        access::require(by, &rights::IMPORT, &org.path)?;
    }
    rows.iter_mut().for_each(|row| row.applied = Some(row.record.revision + 1));
    let records = apply(tx, by, &batch.file, &rows).await?;
    store::changed::take(tx, ask.batch, &rows).await?;
    let left = rows.iter().filter(|row| !row.details).count();
    store::batches::count_taken(tx, ask.batch, rows.len(), left).await?;
    ledger::record(tx, by, &Cause::import(BATCH, ask.batch), &stated(&records)).await?;
    Ok(rows.len())
}
