//! Declared totals that stand, and the lists that took their place.

use base::{DbError, OrgId, Scope, Tx, Value, sql};
use board::access;
use norms::{Day, Instant, Period};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Content, Record};

/// Writes which totals of the records stand; whatever stood of them before must have been deleted.
pub(super) async fn insert(tx: &mut Tx, records: &[Record]) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let of = |record: &Record| -> Vec<Vec<Value>> {
        let (id, org, day) = (record.id, record.content.org, record.content.day);
        let entered = i64::from(record.content.reported.is_some());
        let lines = record.content.lines.iter().filter(|_| record.withdrawn.is_none());
        let total = |line: &crate::model::Line| {
            let from = line.declared_from?;
            let (metric, from) = (line.metric.0.number, from.into());
            Some(vec![tenant.into(), id.into(), metric.into(), org.into(), from, day.into(), entered.into()])
        };
        lines.filter_map(total).collect()
    };
    let rows: Vec<Vec<Value>> = records.iter().flat_map(of).collect();
    tx.many("INSERT INTO declared(tenant, record, metric, org, from_day, to_day, entered)", rows, "").await
}

/// Writes anew which totals of a record stand. A total that stands again is replaced by no list.
pub(super) async fn update(tx: &mut Tx, record: &Record) -> Result<(), DbError> {
    let tenant = tx.tenant();
    tx.run(sql("DELETE FROM declared WHERE tenant = $1 AND record = $2").bind(tenant).bind(record.id)).await?;
    insert(tx, std::slice::from_ref(record)).await?;
    let again = "DELETE FROM replacement WHERE tenant = $1 AND record = $2 AND metric IN (SELECT d.metric FROM declared d WHERE d.tenant = $3 AND d.record = $4)";
    tx.run(sql(again).bind(tenant).bind(record.id).bind(tenant).bind(record.id)).await?;
    Ok(())
}

/// No total of an import stands any more.
pub(super) async fn clear_batch(tx: &mut Tx, batch: Uuid) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let gone = "DELETE FROM declared WHERE tenant = $1 AND record IN (SELECT r.id FROM record r WHERE r.tenant = $2 AND r.batch = $3)";
    tx.run(sql(gone).bind(tenant).bind(tenant).bind(batch)).await?;
    Ok(())
}

/// Whether another record that a person entered reports the same total.
pub(crate) async fn stands_elsewhere(tx: &mut Tx, record: Uuid, content: &Content, metric: i64, from: Day) -> Result<bool, DbError> {
    let query = sql("SELECT d.record FROM declared d").with(" WHERE d.tenant = ?", tx.tenant()).with(" AND d.metric = ?", metric);
    let query = query.with(" AND d.org = ?", content.org).with(" AND d.from_day = ?", from).with(" AND d.to_day = ?", content.day);
    let query = query.push(" AND d.entered = 1").with(" AND d.record <> ?", record).push(" LIMIT 1");
    Ok(tx.optional::<(Uuid,)>(query).await?.is_some())
}

/// The records that report a total of this metric for exactly this period: org and record.
pub(crate) async fn standing(tx: &mut Tx, scope: &Scope, metric: i64, period: Period) -> Result<Vec<(OrgId, Uuid)>, DbError> {
    let query = sql("SELECT d.org, d.record FROM declared d").with(" WHERE d.tenant = ?", scope.tenant).with(" AND d.metric = ?", metric);
    let query = query.with(" AND d.from_day = ?", period.from).with(" AND d.to_day = ?", period.to);
    let rows: Vec<(Uuid, Uuid)> = tx.all(access::within(query, scope, "d.org").push(" ORDER BY d.record")).await?;
    Ok(rows.into_iter().map(|(org, record)| (OrgId(org), record)).collect())
}

/// Standing records with a list of this metric, of these days, in this org or below it; newest first.
pub(crate) async fn lists(tx: &mut Tx, path: &str, metric: i64, days: (Day, Day), limit: i64) -> Result<Vec<Uuid>, DbError> {
    let scope = Scope { tenant: tx.tenant(), paths: Some(vec![path.to_owned()]) };
    let query = sql("SELECT r.id FROM record_line l JOIN record r ON r.tenant = l.tenant AND r.id = l.record")
        .with(" WHERE l.tenant = ?", scope.tenant)
        .with(" AND l.metric = ?", metric)
        .with(" AND l.day >= ?", days.0)
        .with(" AND l.day <= ?", days.1)
        .push(" AND r.withdrawn IS NULL AND NOT EXISTS (SELECT 1 FROM declared d WHERE d.tenant = l.tenant AND d.record = l.record AND d.metric = l.metric)");
    let query = access::within(query, &scope, "r.org").with(" ORDER BY l.day DESC, r.id DESC LIMIT ?", limit);
    Ok(tx.all::<(Uuid,)>(query).await?.into_iter().map(|row| row.0).collect())
}

/// Keeps which list took the place of a total.
pub(crate) async fn replace(tx: &mut Tx, record: Uuid, metric: i64, list: &[Uuid], who: &str) -> Result<(), DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let list = serde_json::to_value(list).map_err(|e| DbError::Corrupt(e.to_string()))?;
    let statement = sql("INSERT INTO replacement(tenant, record, metric, list, who, at) VALUES ($1, $2, $3, $4, $5, $6)");
    tx.run(statement.bind(tenant).bind(record).bind(metric).bind(list).bind(who).bind(now)).await?;
    Ok(())
}

/// A list that took the place of a total.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// Number of the metric.
    pub metric: i64,
    /// The records with the names.
    pub list: Vec<Uuid>,
    /// Who said so.
    pub who: String,
    /// When.
    pub at: Instant,
}

/// The lists that took the place of a record's totals.
pub(crate) async fn replacements(tx: &mut Tx, record: Uuid) -> Result<Vec<Replacement>, DbError> {
    let tenant = tx.tenant();
    let query = sql("SELECT metric, list, who, at FROM replacement WHERE tenant = $1 AND record = $2 ORDER BY metric");
    let rows: Vec<(i64, Json<Vec<Uuid>>, String, i64)> = tx.all(query.bind(tenant).bind(record)).await?;
    Ok(rows.into_iter().map(|(metric, list, who, at)| Replacement { metric, list: list.0, who, at: Instant(at) }).collect())
}
