//! Files kept with reports.

use base::{DbError, Tx, sql};
use norms::Instant;
use uuid::Uuid;

use crate::attached::{Attached, FileKind};
use crate::model::Person;

/// What the scans of the approval sheet are about.
pub(crate) const SHEET: &str = "";

type FileRow = (i64, String, String, i64, String, String, i64, bool);

fn read((number, kind, name, size, digest, by, at, withdrawn): FileRow) -> Result<Attached, DbError> {
    let kind = FileKind::from_code(&kind).ok_or_else(|| DbError::Corrupt(format!("file of kind {kind}")))?;
    Ok(Attached { number, kind, name, size, digest, by, at: Instant::from_micros(at), withdrawn })
}

/// The files of a report about one thing, the newest first.
pub(crate) async fn about(tx: &mut Tx, report: Uuid, about: &str) -> Result<Vec<Attached>, DbError> {
    let query = "SELECT number, kind, name, size, digest, who, at, withdrawn FROM report_file \
         WHERE tenant = $1 AND report = $2 AND about = $3 ORDER BY number DESC";
    let rows: Vec<FileRow> = tx.all(sql(query).bind(tx.tenant()).bind(report).bind(about)).await?;
    rows.into_iter().map(read).collect()
}

#[derive(sqlx::FromRow)]
struct AboutRow {
    about: String,
    number: i64,
    kind: String,
    name: String,
    size: i64,
    digest: String,
    who: String,
    at: i64,
    withdrawn: bool,
}

/// The files that figures of a report rest on, each with the figure's binding, in the order in which they came.
pub(crate) async fn of_figures(tx: &mut Tx, report: Uuid) -> Result<Vec<(String, Attached)>, DbError> {
    let query = "SELECT about, number, kind, name, size, digest, who, at, withdrawn FROM report_file \
         WHERE tenant = $1 AND report = $2 AND about <> $3 ORDER BY about, number";
    let rows: Vec<AboutRow> = tx.all(sql(query).bind(tx.tenant()).bind(report).bind(SHEET)).await?;
    let file = |row: AboutRow| {
        let read = read((row.number, row.kind, row.name, row.size, row.digest, row.who, row.at, row.withdrawn))?;
        Ok((row.about, read))
    };
    rows.into_iter().map(file).collect()
}

pub(crate) async fn insert(tx: &mut Tx, report: Uuid, about: &str, file: &Attached, by: &Person, content: Vec<u8>) -> Result<(), DbError> {
    let text = "INSERT INTO report_file(tenant, report, about, number, kind, name, size, digest, account, who, at, withdrawn, content) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let query = sql(text).bind(tx.tenant()).bind(report).bind(about).bind(file.number).bind(file.kind.code()).bind(&file.name);
    let query = query.bind(file.size).bind(&file.digest).bind(by.account).bind(&by.name).bind(file.at).bind(file.withdrawn).bind(content);
    tx.run(query).await.map(|_| ())
}

pub(crate) async fn content(tx: &mut Tx, report: Uuid, about: &str, number: i64) -> Result<Option<Vec<u8>>, DbError> {
    let query = "SELECT content FROM report_file WHERE tenant = $1 AND report = $2 AND about = $3 AND number = $4";
    let row: Option<(Vec<u8>,)> = tx.optional(sql(query).bind(tx.tenant()).bind(report).bind(about).bind(number)).await?;
    Ok(row.map(|(content,)| content))
}

pub(crate) async fn withdraw(tx: &mut Tx, report: Uuid, about: &str, number: i64) -> Result<(), DbError> {
    let query = sql("UPDATE report_file SET withdrawn = $1 WHERE tenant = $2 AND report = $3 AND about = $4 AND number = $5");
    tx.run(query.bind(true).bind(tx.tenant()).bind(report).bind(about).bind(number)).await.map(|_| ())
}
