//! 编报 and 核对: the rows of `report_mark` and `report_remark`.

use std::collections::HashMap;

use base::{AccountId, DbError, Tx, sql};
use norms::Instant;
use uuid::Uuid;

use crate::model::Person;
use crate::store::attached;
use crate::work::{Mark, MarkKind, Remark, Seen, Work};

#[derive(sqlx::FromRow)]
struct MarkRow {
    about: String,
    kind: String,
    account: Uuid,
    name: String,
    at: i64,
    value: i64,
    declared: i64,
    facts: i64,
    posting: i64,
    digest: String,
}

/// All that people left with the figures of a report, by what the text binds.
pub(crate) async fn all(tx: &mut Tx, report: Uuid) -> Result<HashMap<String, Work>, DbError> {
    let mut found: HashMap<String, Work> = HashMap::new();
    let query = "SELECT about, kind, account, name, at, value, declared, facts, posting, digest FROM report_mark \
         WHERE tenant = $1 AND report = $2";
    for row in tx.all::<MarkRow>(sql(query).bind(tx.tenant()).bind(report)).await? {
        let kind = MarkKind::from_code(&row.kind).ok_or_else(|| DbError::Corrupt(format!("mark of kind {}", row.kind)))?;
        let mark = Mark {
            account: AccountId(row.account),
            name: row.name,
            at: Instant::from_micros(row.at),
            seen: Seen { value: row.value, declared: row.declared, facts: row.facts },
            posting: row.posting,
            digest: row.digest,
        };
        let work = found.entry(row.about).or_default();
        match kind {
            MarkKind::Prepared => work.prepared = Some(mark),
            MarkKind::Checked => work.checked = Some(mark),
        }
    }
    let query = "SELECT about, words, name, at FROM report_remark WHERE tenant = $1 AND report = $2";
    for (about, words, by, at) in tx.all::<(String, String, String, i64)>(sql(query).bind(tx.tenant()).bind(report)).await? {
        found.entry(about).or_default().remark = Some(Remark { words, by, at: Instant::from_micros(at) });
    }
    for (about, file) in attached::of_figures(tx, report).await? {
        found.entry(about).or_default().files.push(file);
    }
    Ok(found)
}

/// Puts marks of a kind on figures, each in the place of the one before.
pub(crate) async fn mark(tx: &mut Tx, report: Uuid, kind: MarkKind, marks: &[(String, Mark)]) -> Result<(), DbError> {
    unmark(tx, report, kind, marks.iter().map(|(about, _)| about.as_str())).await?;
    let tenant = tx.tenant();
    let row = |(about, mark): &(String, Mark)| {
        vec![
            tenant.into(),
            report.into(),
            about.into(),
            kind.code().into(),
            mark.account.into(),
            (&mark.name).into(),
            mark.at.into(),
            mark.seen.value.into(),
            mark.seen.declared.into(),
            mark.seen.facts.into(),
            mark.posting.into(),
            (&mark.digest).into(),
        ]
    };
    let head = "INSERT INTO report_mark(tenant, report, about, kind, account, name, at, value, declared, facts, posting, digest)";
    tx.many(head, marks.iter().map(row).collect(), "").await
}

/// Takes marks of a kind away.
pub(crate) async fn unmark<'a>(tx: &mut Tx, report: Uuid, kind: MarkKind, abouts: impl Iterator<Item = &'a str>) -> Result<(), DbError> {
    let query = sql("DELETE FROM report_mark WHERE tenant = $1 AND report = $2 AND kind = $3 AND about IN");
    tx.run(query.bind(tx.tenant()).bind(report).bind(kind.code()).list(abouts)).await.map(|_| ())
}

/// Writes the remark of a figure in the place of the one before; no words take it away.
pub(crate) async fn remark(tx: &mut Tx, report: Uuid, about: &str, words: &str, by: &Person, at: Instant) -> Result<(), DbError> {
    let query = sql("DELETE FROM report_remark WHERE tenant = $1 AND report = $2 AND about = $3");
    tx.run(query.bind(tx.tenant()).bind(report).bind(about)).await?;
    if words.is_empty() {
        return Ok(());
    }
    let query = sql("INSERT INTO report_remark(tenant, report, about, words, account, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    let query = query.bind(tx.tenant()).bind(report).bind(about).bind(words).bind(by.account).bind(&by.name).bind(at);
    tx.run(query).await.map(|_| ())
}
