//! Imports and their reports.

use base::{DbError, OrgId, Scope, Tx, sql};
use board::access;
use norms::Instant;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::import::Batch;

type Row = (Uuid, String, String, Uuid, String, i64, i64, Json<Value>, String, Option<i64>);
const COLUMNS: &str = "b.id, b.file, b.digest, b.org, b.who, b.at, b.records, b.report, b.profile, b.undone";

fn read((id, file, digest, org, who, at, records, report, profile, undone): Row) -> Batch {
    let (at, undone) = (Instant(at), undone.map(Instant));
    Batch { id, file, digest, org: OrgId(org), who, at, records, report: report.0, profile, undone }
}

/// The imports of a scope, newest first.
pub(crate) async fn list(tx: &mut Tx, scope: &Scope, limit: i64) -> Result<Vec<Batch>, DbError> {
    let query = sql("SELECT ").push(COLUMNS).push(" FROM batch b").with(" WHERE b.tenant = ?", scope.tenant);
    let query = access::within(query, scope, "b.org").with(" ORDER BY b.at DESC, b.id DESC LIMIT ?", limit);
    Ok(tx.all::<Row>(query).await?.into_iter().map(read).collect())
}

/// One import.
pub(crate) async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Batch>, DbError> {
    let tenant = tx.tenant();
    let query = sql("SELECT ").push(COLUMNS).push(" FROM batch b").with(" WHERE b.tenant = ?", tenant).with(" AND b.id = ?", id);
    Ok(tx.optional::<Row>(query).await?.map(read))
}

/// The import of this workbook that stands. One that found everything there already is none any more when the one that had recorded it
/// was undone.
pub(crate) async fn of_digest(tx: &mut Tx, digest: &str) -> Result<Option<Uuid>, DbError> {
    let tenant = tx.tenant();
    let query = sql(
        "SELECT b.id FROM batch b WHERE b.tenant = $1 AND b.digest = $2 AND b.undone IS NULL AND (b.records > 0 OR NOT EXISTS (SELECT 1 FROM batch u WHERE u.tenant = b.tenant AND u.digest = b.digest AND u.undone IS NOT NULL)) ORDER BY b.at DESC, b.id DESC LIMIT 1",
    );
    Ok(tx.optional::<(Uuid,)>(query.bind(tenant).bind(digest)).await?.map(|row| row.0))
}

/// Keeps an import.
pub(crate) async fn insert(tx: &mut Tx, batch: &Batch) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let statement = sql(
        "INSERT INTO batch(tenant, id, file, digest, org, who, at, records, report, profile) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let statement = statement.bind(tenant).bind(batch.id).bind(batch.file.as_str()).bind(batch.digest.as_str()).bind(batch.org);
    let statement = statement.bind(batch.who.as_str()).bind(batch.at).bind(batch.records).bind(batch.report.clone());
    tx.run(statement.bind(batch.profile.as_str())).await?;
    Ok(())
}

/// Marks it as undone.
pub(crate) async fn mark_undone(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    tx.run(sql("UPDATE batch SET undone = $1 WHERE tenant = $2 AND id = $3").bind(now).bind(tenant).bind(id)).await?;
    Ok(())
}
