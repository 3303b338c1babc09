//! Scans of approval sheets.

use base::{DbError, Tx, sql};
use norms::Instant;
use uuid::Uuid;

use crate::approval::{Scan, ScanKind};
use crate::model::Person;

type ScanRow = (i64, String, String, i64, String, String, i64);

fn read((number, kind, name, size, digest, by, at): ScanRow) -> Result<Scan, DbError> {
    let kind = ScanKind::from_code(&kind).ok_or_else(|| DbError::Corrupt(format!("scan of kind {kind}")))?;
    Ok(Scan { number, kind, name, size, digest, by, at: Instant::from_micros(at) })
}

/// The scans of a report, the one that holds first.
pub(crate) async fn all(tx: &mut Tx, report: Uuid) -> Result<Vec<Scan>, DbError> {
    let query = "SELECT number, kind, name, size, digest, who, at FROM report_scan WHERE tenant = $1 AND report = $2 ORDER BY number DESC";
    let rows: Vec<ScanRow> = tx.all(sql(query).bind(tx.tenant()).bind(report)).await?;
    rows.into_iter().map(read).collect()
}

pub(crate) async fn insert(tx: &mut Tx, report: Uuid, scan: &Scan, by: &Person, content: Vec<u8>) -> Result<(), DbError> {
    let text = "INSERT INTO report_scan(tenant, report, number, kind, name, size, digest, account, who, at, content) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let query = sql(text).bind(tx.tenant()).bind(report).bind(scan.number).bind(scan.kind.code()).bind(&scan.name);
    let query = query.bind(scan.size).bind(&scan.digest).bind(by.account).bind(&by.name).bind(scan.at).bind(content);
    tx.run(query).await.map(|_| ())
}

pub(crate) async fn content(tx: &mut Tx, report: Uuid, number: i64) -> Result<Option<Vec<u8>>, DbError> {
    let query = "SELECT content FROM report_scan WHERE tenant = $1 AND report = $2 AND number = $3";
    let row: Option<(Vec<u8>,)> = tx.optional(sql(query).bind(tx.tenant()).bind(report).bind(number)).await?;
    Ok(row.map(|(content,)| content))
}
