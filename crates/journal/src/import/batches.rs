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
    /// When another mapping was last applied, and by whom.
    pub remapped: Option<(Instant, String)>,
    /// What became of its rows.
    pub counts: Counts,
}

/// What became of an import's rows beside the records that it made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Earlier records corrected.
    pub corrected: i64,
    /// Rows that stood already.
    pub already_there: i64,
    /// Refused cells.
    pub refused: i64,
    /// Changed rows that were not taken.
    pub left_out: i64,
}

impl Counts {
    pub(crate) fn of(outcome: &Outcome) -> Counts {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Counts {
            corrected: count(outcome.corrected),
            already_there: count(outcome.already_there),
            refused: count(outcome.refused()),
            left_out: count(outcome.left_out),
        }
    }
}

/// A line of the list of imports.
#[derive(Clone, Debug)]
pub struct Logged {
    /// Its id.
    pub id: Uuid,
    /// File name.
    pub file: String,
    /// The org for which it was imported.
    pub org: OrgId,
    /// By whom.
    pub who: String,
    /// When.
    pub at: Instant,
    /// How many records it made.
    pub records: i64,
    /// What became of its other rows.
    pub counts: Counts,
    /// When it was undone.
    pub undone: Option<Instant>,
}

/// A place in the list of imports.
#[derive(Clone, Debug, Default)]
pub struct BatchPage {
    /// After this one.
    pub after: Option<(Instant, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// Imports that the reader may see, newest first.
pub async fn batches(tx: &mut Tx, by: &Actor, page: &BatchPage) -> Result<Vec<Logged>, JournalError> {
    Ok(store::batches::list(tx, &access::scope(by, &rights::READ), page).await?)
}

/// One import.
pub async fn batch(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Batch, JournalError> {
    let batch = store::batches::get(tx, *id).await?.ok_or(JournalError::NotFound)?;
    let org = orgs::get(tx, batch.org).await?;
    access::require(by, &rights::READ, &org.path)?;
    Ok(batch)
}

/// What is kept of an import's cells; `None` when nothing is: it was undone, or made before cells were kept.
pub async fn kept_cells(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Option<Vec<u8>>, JournalError> {
    let batch = batch(tx, by, id).await?;
    access::require(by, &rights::IMPORT, &orgs::get(tx, batch.org).await?.path)?;
    Ok(store::batches::cells(tx, *id).await?)
}

/// The report for the command line and for the page.
fn told(outcome: &Outcome) -> Value {
    let mut kept = outcome.json();
    kept["page"] = report::Report::of(outcome).json();
    kept
}

/// Keeps what another mapping made of the import.
pub(super) async fn replace(tx: &mut Tx, by: &Actor, ask: &super::Import, outcome: &Outcome) -> Result<(), JournalError> {
    let (report, profile) = (told(outcome), ask.recognition.profile.to_toml());
    Ok(store::batches::replace(tx, ask.id, &by.name, &report, &profile, Counts::of(outcome)).await?)
}

/// Keeps the import and its report, for the command line and for the page.
pub(super) async fn keep(tx: &mut Tx, by: &Actor, ask: &super::Import, outcome: &Outcome) -> Result<(), JournalError> {
    let batch = Batch {
        id: ask.id,
        file: ask.file.clone(),
        digest: ask.digest.clone(),
        org: ask.org,
        who: by.name.clone(),
        at: tx.now(),
        records: i64::try_from(outcome.recorded).unwrap_or(i64::MAX),
        report: told(outcome),
        profile: ask.recognition.profile.to_toml(),
        undone: None,
        remapped: None,
        counts: Counts::of(outcome),
    };
    store::batches::insert(tx, &batch).await?;
    Ok(store::batches::keep_cells(tx, ask.id, &ask.cells).await?)
}
