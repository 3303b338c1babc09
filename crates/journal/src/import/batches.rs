//! The imports that were made, with their reports.

use base::{Actor, OrgId, Tx};
use board::{access, orgs};
use norms::Instant;
use serde_json::Value;
use uuid::Uuid;

use super::{Outcome, report};
use crate::{JournalError, rights, store};

/// One import.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its id.
    pub id: Uuid,
    /// File name.
    pub file: String,
    /// SM3 of the file, hex.
    pub digest: String,
    /// The org for which it was imported.
    pub org: OrgId,
    /// By whom.
    pub who: String,
    /// When.
    pub at: Instant,
    /// How many records it made.
    pub records: i64,
    /// What was made of each row.
    pub report: Value,
    /// The mapping, as a profile to share (TOML).
    pub profile: String,
    /// When it was undone.
    pub undone: Option<Instant>,
}

/// All imports that the reader may see, newest first; at most 200.
pub async fn batches(tx: &mut Tx, by: &Actor, _: &()) -> Result<Vec<Batch>, JournalError> {
    Ok(store::batches::list(tx, &access::scope(by, &rights::READ), 200).await?)
}

/// One import.
pub async fn batch(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Batch, JournalError> {
    let batch = store::batches::get(tx, *id).await?.ok_or(JournalError::NotFound)?;
    let org = orgs::get(tx, batch.org).await?;
    access::require(by, &rights::READ, &org.path)?;
    Ok(batch)
}

/// Keeps the import and its report, for the command line and for the page.
pub(super) async fn keep(tx: &mut Tx, by: &Actor, ask: &super::Import, outcome: &Outcome) -> Result<(), JournalError> {
    let mut kept = outcome.json();
    if let Some(fields) = kept.as_object_mut() {
        fields.insert("page".into(), report::Report::of(outcome).json());
    }
    let batch = Batch {
        id: ask.id,
        file: ask.file.clone(),
        digest: ask.digest.clone(),
        org: ask.org,
        who: by.name.clone(),
        at: tx.now(),
        records: i64::try_from(outcome.recorded).unwrap_or(i64::MAX),
        report: kept,
        profile: ask.recognition.profile.to_toml(),
        undone: None,
    };
    Ok(store::batches::insert(tx, &batch).await?)
}
