//! The imports that were made, with their reports.

use base::{Actor, OrgId, Tx, sql};
use board::{access, orgs};
use norms::Instant;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::Outcome;
use crate::{JournalError, rights};

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

type Row = (Uuid, String, String, Uuid, String, i64, i64, Json<Value>, String, Option<i64>);
const COLUMNS: &str = "b.id, b.file, b.digest, b.org, b.who, b.at, b.records, b.report, b.profile, b.undone";

fn read((id, file, digest, org, who, at, records, report, profile, undone): Row) -> Batch {
    let (at, undone) = (Instant(at), undone.map(Instant));
    Batch { id, file, digest, org: OrgId(org), who, at, records, report: report.0, profile, undone }
}

/// All imports that the reader may see, newest first; at most 200.
pub async fn batches(tx: &mut Tx, by: &Actor, _: &()) -> Result<Vec<Batch>, JournalError> {
    let scope = access::scope(by, &rights::READ);
    let query = sql("SELECT ").push(COLUMNS).push(" FROM batch b").with(" WHERE b.tenant = ?", scope.tenant);
    let query = access::within(query, &scope, "b.org").push(" ORDER BY b.at DESC, b.id DESC LIMIT 200");
    Ok(tx.all::<Row>(query).await?.into_iter().map(read).collect())
}

/// One import.
pub async fn batch(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Batch, JournalError> {
    let tenant = tx.tenant();
    let query = sql("SELECT ").push(COLUMNS).push(" FROM batch b").with(" WHERE b.tenant = ?", tenant).with(" AND b.id = ?", *id);
    let batch = tx.optional::<Row>(query).await?.map(read).ok_or(JournalError::NotFound)?;
    let org = orgs::get(tx, batch.org).await?;
    access::require(by, &rights::READ, &org.path)?;
    Ok(batch)
}

/// The import of this workbook that stands.
pub(super) async fn of_digest(tx: &mut Tx, digest: &str) -> Result<Option<Uuid>, JournalError> {
    let tenant = tx.tenant();
    let query = sql("SELECT id FROM batch WHERE tenant = $1 AND digest = $2 AND undone IS NULL ORDER BY at DESC LIMIT 1");
    Ok(tx.optional::<(Uuid,)>(query.bind(tenant).bind(digest)).await?.map(|row| row.0))
}

/// Keeps the import and its report.
pub(super) async fn keep(tx: &mut Tx, by: &Actor, ask: &super::Import, outcome: &Outcome) -> Result<(), JournalError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql(
        "INSERT INTO batch(tenant, id, file, digest, org, who, at, records, report, profile) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let records = i64::try_from(outcome.recorded).unwrap_or(i64::MAX);
    let statement =
        statement.bind(tenant).bind(ask.id).bind(ask.file.as_str()).bind(ask.digest.as_str()).bind(ask.org).bind(by.name.as_str());
    tx.run(statement.bind(now).bind(records).bind(outcome.json()).bind(ask.recognition.profile.to_toml())).await?;
    Ok(())
}

/// Marks it as undone.
pub(super) async fn mark_undone(tx: &mut Tx, id: Uuid) -> Result<(), JournalError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    tx.run(sql("UPDATE batch SET undone = $1 WHERE tenant = $2 AND id = $3").bind(now).bind(tenant).bind(id)).await?;
    Ok(())
}
