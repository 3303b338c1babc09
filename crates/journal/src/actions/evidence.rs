//! 佐证材料 of records: whoever may see a record sees its files, whoever may change it adds and removes them.

use std::collections::HashMap;

use base::{Actor, Tx};
use board::access;
use board::evidence::{self, Attach, Evidence};
use uuid::Uuid;

use super::{Listed, RecordPage, list, open, open_to_change};
use crate::{JournalError, RECORD, rights};

/// A file of a record.
#[derive(Clone, Copy, Debug)]
pub struct OneFile {
    /// The record.
    pub record: Uuid,
    /// The file.
    pub file: Uuid,
}

/// The files of a record; removed ones, which can be brought back, only for those who may do that.
pub async fn evidence(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Vec<Evidence>, JournalError> {
    let (_, org) = open(tx, by, id).await?;
    let mut found = evidence::of(tx, RECORD, *id).await?;
    if access::require(by, &rights::WRITE, &org.path).is_err() {
        found.retain(|one| one.removed.is_none());
    }
    Ok(found)
}

/// One file, to be opened.
pub async fn evidence_file(tx: &mut Tx, by: &Actor, ask: &OneFile) -> Result<Evidence, JournalError> {
    let found = evidence(tx, by, &ask.record).await?;
    found.into_iter().find(|one| one.id == ask.file).ok_or_else(|| board::BoardError::NoEvidence.into())
}

/// Adds a file that lies on the disk already.
pub async fn attach_evidence(tx: &mut Tx, by: &Actor, ask: &Attach) -> Result<Evidence, JournalError> {
    let (record, _) = open_to_change(tx, by, &ask.source).await?;
    if record.withdrawn.is_some() {
        return Err(JournalError::refused("记录已撤回，恢复后才能添加佐证材料。", "the record is withdrawn; restore it first"));
    }
    Ok(evidence::attach(tx, by, ask).await?)
}

/// Removes a file.
pub async fn remove_evidence(tx: &mut Tx, by: &Actor, ask: &OneFile) -> Result<(), JournalError> {
    open_to_change(tx, by, &ask.record).await?;
    Ok(evidence::remove(tx, by, RECORD, ask.record, ask.file).await?)
}

/// Brings a file back.
pub async fn restore_evidence(tx: &mut Tx, by: &Actor, ask: &OneFile) -> Result<(), JournalError> {
    open_to_change(tx, by, &ask.record).await?;
    Ok(evidence::restore(tx, RECORD, ask.record, ask.file).await?)
}

/// Records that have evidence, with it.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The records, the oldest first.
    pub listed: Listed,
    /// The files of each.
    pub files: HashMap<Uuid, Vec<Evidence>>,
}

/// The evidence of what a filter lists.
pub async fn evidence_of(tx: &mut Tx, by: &Actor, ask: &RecordPage) -> Result<Bundle, JournalError> {
    let mut ask = ask.clone();
    ask.filter.evidenced = true;
    let mut listed = list(tx, by, &ask).await?;
    listed.records.reverse();
    let ids: Vec<Uuid> = listed.records.iter().map(|record| record.id).collect();
    let files = evidence::of_many(tx, RECORD, &ids).await?;
    Ok(Bundle { listed, files })
}
