//! Imports and their reports.

use std::collections::HashSet;

use base::{DbError, OrgId, Scope, Tx, sql};
use board::access;
use norms::Instant;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::import::Batch;

type Row = (Uuid, String, String, Uuid, String, i64, i64, Json<Value>, String, Option<i64>, Option<i64>, Option<String>);
const COLUMNS: &str = "b.id, b.file, b.digest, b.org, b.who, b.at, b.records, b.report, b.profile, b.undone, b.remapped, b.remapped_by";

fn read((id, file, digest, org, who, at, records, report, profile, undone, remapped, remapped_by): Row) -> Batch {
    let (at, undone) = (Instant(at), undone.map(Instant));
    let remapped = remapped.map(Instant).zip(remapped_by);
    Batch { id, file, digest, org: OrgId(org), who, at, records, report: report.0, profile, undone, remapped }
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

/// Keeps the cells of an import.
pub(crate) async fn keep_cells(tx: &mut Tx, batch: Uuid, cells: &[u8]) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let statement = sql("INSERT INTO batch_cells(tenant, batch, cells) VALUES ($1, $2, $3)");
    tx.run(statement.bind(tenant).bind(batch).bind(cells.to_vec())).await?;
    Ok(())
}

/// The kept cells of an import.
pub(crate) async fn cells(tx: &mut Tx, batch: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    let tenant = tx.tenant();
    let query = sql("SELECT cells FROM batch_cells WHERE tenant = $1 AND batch = $2").bind(tenant).bind(batch);
    Ok(tx.optional::<(Vec<u8>,)>(query).await?.map(|row| row.0))
}

/// Deletes the kept cells of an import.
pub(crate) async fn forget_cells(tx: &mut Tx, batch: Uuid) -> Result<(), DbError> {
    let tenant = tx.tenant();
    tx.run(sql("DELETE FROM batch_cells WHERE tenant = $1 AND batch = $2").bind(tenant).bind(batch)).await?;
    Ok(())
}

/// Puts the report and the mapping that were applied last in the place of those before; the count is that of the records that stand.
pub(crate) async fn replace(tx: &mut Tx, batch: Uuid, who: &str, report: &Value, profile: &str) -> Result<(), DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let set = sql(
        "UPDATE batch SET report = $1, profile = $2, remapped = $3, remapped_by = $4, records = (SELECT count(*) FROM record r WHERE r.tenant = $5 AND r.batch = $6 AND r.withdrawn IS NULL) WHERE tenant = $7 AND id = $8",
    );
    let set = set.bind(report.clone()).bind(profile).bind(now).bind(who).bind(tenant).bind(batch);
    tx.run(set.bind(tenant).bind(batch)).await?;
    Ok(())
}

/// The records of an import whose history holds more than their recording and what was done for `reason`.
pub(crate) async fn changed_otherwise(tx: &mut Tx, batch: Uuid, reason: &str) -> Result<HashSet<Uuid>, DbError> {
    let tenant = tx.tenant();
    let query = sql(
        "SELECT DISTINCT v.record FROM record_version v JOIN record r ON r.tenant = v.tenant AND r.id = v.record WHERE v.tenant = $1 AND r.batch = $2 AND v.act <> 'record' AND v.reason <> $3",
    );
    let rows: Vec<(Uuid,)> = tx.all(query.bind(tenant).bind(batch).bind(reason)).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
