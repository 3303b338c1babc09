//! Imports and their reports.

use std::collections::HashSet;

use base::{DbError, OrgId, Scope, Tx, sql};
use board::access;
use norms::Instant;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::import::{Batch, BatchPage, Counts, Logged};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    file: String,
    digest: String,
    org: Uuid,
    who: String,
    at: i64,
    records: i64,
    report: Json<Value>,
    profile: String,
    undone: Option<i64>,
    remapped: Option<i64>,
    remapped_by: Option<String>,
    corrected: i64,
    already_there: i64,
    refused: i64,
    left_out: i64,
}

const COLUMNS: &str = "b.id, b.file, b.digest, b.org, b.who, b.at, b.records, b.report, b.profile, b.undone, b.remapped, b.remapped_by, b.corrected, b.already_there, b.refused, b.left_out";

fn read(row: Row) -> Batch {
    let Row { id, file, digest, who, records, profile, corrected, already_there, refused, left_out, .. } = row;
    Batch {
        id,
        file,
        digest,
        org: OrgId(row.org),
        who,
        at: Instant(row.at),
        records,
        report: row.report.0,
        profile,
        undone: row.undone.map(Instant),
        remapped: row.remapped.map(Instant).zip(row.remapped_by),
        counts: Counts { corrected, already_there, refused, left_out },
    }
}

type Line = (Uuid, String, Uuid, String, i64, i64, i64, i64, i64, i64, Option<i64>);

const LINES: &str =
    "SELECT b.id, b.file, b.org, b.who, b.at, b.records, b.corrected, b.already_there, b.refused, b.left_out, b.undone FROM batch b";

fn logged((id, file, org, who, at, records, corrected, already_there, refused, left_out, undone): Line) -> Logged {
    Logged {
        id,
        file,
        org: OrgId(org),
        who,
        at: Instant(at),
        records,
        counts: Counts { corrected, already_there, refused, left_out },
        undone: undone.map(Instant),
    }
}

/// The imports of a scope, newest first. No report is read.
pub(crate) async fn list(tx: &mut Tx, scope: &Scope, page: &BatchPage) -> Result<Vec<Logged>, DbError> {
    let query = sql(LINES).with(" WHERE b.tenant = ?", scope.tenant);
    let query = access::within(query, scope, "b.org");
    let query = match page.after {
        Some((at, id)) => query.with(" AND (b.at, b.id) < (?", at).with(", ?)", id),
        None => query,
    };
    let query = query.with(" ORDER BY b.at DESC, b.id DESC LIMIT ?", page.limit);
    Ok(tx.all::<Line>(query).await?.into_iter().map(logged).collect())
}

/// The imports with these ids; what is not there is left out.
pub(crate) async fn many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Logged>, DbError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(200) {
        let query = sql(LINES).with(" WHERE b.tenant = ?", tx.tenant()).push(" AND b.id IN").list(chunk.iter().copied());
        found.extend(tx.all::<Line>(query).await?.into_iter().map(logged));
    }
    Ok(found)
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
        "INSERT INTO batch(tenant, id, file, digest, org, who, at, records, report, profile, corrected, already_there, refused, left_out) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    );
    let statement = statement.bind(tenant).bind(batch.id).bind(batch.file.as_str()).bind(batch.digest.as_str()).bind(batch.org);
    let statement = statement.bind(batch.who.as_str()).bind(batch.at).bind(batch.records).bind(batch.report.clone());
    let Counts { corrected, already_there, refused, left_out } = batch.counts;
    let statement = statement.bind(batch.profile.as_str()).bind(corrected).bind(already_there).bind(refused).bind(left_out);
    tx.run(statement).await?;
    Ok(())
}

/// Changed rows were taken after all: `corrected` of them, of which so many had been left out.
pub(crate) async fn count_taken(tx: &mut Tx, id: Uuid, corrected: usize, left_out: usize) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let (corrected, left_out) = (i64::try_from(corrected).unwrap_or(0), i64::try_from(left_out).unwrap_or(0));
    let set = sql("UPDATE batch SET corrected = corrected + $1, left_out = left_out - $2 WHERE tenant = $3 AND id = $4");
    tx.run(set.bind(corrected).bind(left_out).bind(tenant).bind(id)).await?;
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
pub(crate) async fn replace(tx: &mut Tx, batch: Uuid, who: &str, report: &Value, profile: &str, counts: Counts) -> Result<(), DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let set = sql(
        "UPDATE batch SET report = $1, profile = $2, remapped = $3, remapped_by = $4, corrected = $5, already_there = $6, refused = $7, left_out = $8, records = (SELECT count(*) FROM record r WHERE r.tenant = $9 AND r.batch = $10 AND r.withdrawn IS NULL) WHERE tenant = $11 AND id = $12",
    );
    let set = set.bind(report.clone()).bind(profile).bind(now).bind(who).bind(counts.corrected).bind(counts.already_there);
    let set = set.bind(counts.refused).bind(counts.left_out).bind(tenant).bind(batch);
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
