//! 工作安排.

use base::{DbError, OrgId, Scope, Sql, Tx, sql};
use ledger::metrics;
use norms::{Day, Instant, Period};
use sqlx::types::Json;
use uuid::Uuid;

use super::{corrupt, to_json};
use crate::model::Code;
use crate::plan::{Plan, PlanEntry};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    org: Uuid,
    day: i64,
    hour: String,
    title: String,
    metric: Option<i64>,
    place: String,
    people: Json<Vec<String>>,
    remarks: String,
    standing: Option<Uuid>,
    cancelled: Option<String>,
    revision: i64,
    changed_by: String,
    changed_at: i64,
}

fn plan(row: Row) -> Result<Plan, DbError> {
    let entry = PlanEntry {
        org: OrgId(row.org),
        day: Day::from_number(row.day).map_err(corrupt)?,
        hour: row.hour,
        title: row.title,
        kind: row.metric.and_then(metrics::by_number).map(Code),
        place: row.place,
        people: row.people.0,
        remarks: row.remarks,
    };
    let changed = (row.changed_by, Instant(row.changed_at));
    Ok(Plan { id: row.id, entry, record: row.standing, cancelled: row.cancelled, revision: row.revision, changed })
}

fn select() -> Sql {
    sql(
        "SELECT p.id, p.org, p.day, p.hour, p.title, p.metric, p.place, p.people, p.remarks, r.id AS standing, p.cancelled, p.revision, p.changed_by, p.changed_at \
         FROM plan p LEFT JOIN record r ON r.tenant = p.tenant AND r.id = p.record AND r.withdrawn IS NULL",
    )
}

/// One plan of the tenant.
pub(crate) async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Plan>, DbError> {
    let tenant = tx.tenant();
    tx.optional::<Row>(select().with(" WHERE p.tenant = ?", tenant).with(" AND p.id = ?", id)).await?.map(plan).transpose()
}

/// The plan that a record carries out.
pub(crate) async fn of_record(tx: &mut Tx, record: Uuid) -> Result<Option<Plan>, DbError> {
    let tenant = tx.tenant();
    tx.optional::<Row>(select().with(" WHERE p.tenant = ?", tenant).with(" AND p.record = ?", record)).await?.map(plan).transpose()
}

/// The plans with these ids; what is not there is left out.
pub(crate) async fn many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Plan>, DbError> {
    let mut out = Vec::new();
    for chunk in ids.chunks(200) {
        let tenant = tx.tenant();
        let query = select().with(" WHERE p.tenant = ?", tenant).push(" AND p.id IN").list(chunk.iter().copied());
        out.extend(tx.all::<Row>(query).await?.into_iter().map(plan).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(out)
}

/// Those of a stretch of days whose title holds all these words and that were not called off, the latest first.
pub(crate) async fn find(tx: &mut Tx, scope: &Scope, period: Period, words: &[String], limit: i64) -> Result<Vec<Plan>, DbError> {
    let query = select().with(" WHERE p.tenant = ?", scope.tenant).with(" AND p.day >= ?", period.from).with(" AND p.day <= ?", period.to);
    let query = words
        .iter()
        .fold(query.push(" AND p.cancelled IS NULL"), |query, word| query.with(" AND p.title LIKE ? ESCAPE '\\'", super::holding(word)));
    let query = board::access::within(query, scope, "p.org").with(" ORDER BY p.day DESC, p.id DESC LIMIT ?", limit);
    tx.all::<Row>(query).await?.into_iter().map(plan).collect()
}

/// Those of a stretch of days, in the order of their days and hours; `path`: of this org and all below it.
pub(crate) async fn list(tx: &mut Tx, scope: &Scope, period: Period, path: Option<&str>, limit: i64) -> Result<Vec<Plan>, DbError> {
    let query = select().with(" WHERE p.tenant = ?", scope.tenant).with(" AND p.day >= ?", period.from).with(" AND p.day <= ?", period.to);
    let query = match path {
        Some(path) => board::access::within(query, &Scope { tenant: scope.tenant, paths: Some(vec![path.to_owned()]) }, "p.org"),
        None => query,
    };
    let query = board::access::within(query, scope, "p.org").with(" ORDER BY p.day, p.id LIMIT ?", limit);
    tx.all::<Row>(query).await?.into_iter().map(plan).collect()
}

/// The first open plan without a record of a stretch of days, and how many there are.
pub(crate) async fn unrecorded(tx: &mut Tx, scope: &Scope, period: Period) -> Result<Option<(Day, i64)>, DbError> {
    let query = sql(
        "SELECT min(p.day), count(*) FROM plan p LEFT JOIN record r ON r.tenant = p.tenant AND r.id = p.record AND r.withdrawn IS NULL",
    )
    .with(" WHERE p.tenant = ?", scope.tenant)
    .with(" AND p.day >= ?", period.from)
    .with(" AND p.day <= ?", period.to)
    .push(" AND p.cancelled IS NULL AND r.id IS NULL");
    let (first, count): (Option<i64>, i64) = tx.one(board::access::within(query, scope, "p.org")).await?;
    first.map(|first| Ok((Day::from_number(first).map_err(corrupt)?, count))).transpose()
}

/// Writes a plan, new or changed; the link to a withdrawn record stays, so that restoring it carries the plan out again.
pub(crate) async fn save(tx: &mut Tx, plan: &Plan) -> Result<(), DbError> {
    let (tenant, entry) = (tx.tenant(), &plan.entry);
    let put = sql("INSERT INTO plan(tenant, id, org, day, hour, title, metric, place, people, remarks, record, cancelled, revision, made_by, made_at, changed_by, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $15) \
         ON CONFLICT (tenant, id) DO UPDATE SET org = excluded.org, day = excluded.day, hour = excluded.hour, title = excluded.title, metric = excluded.metric, \
         place = excluded.place, people = excluded.people, remarks = excluded.remarks, record = CASE WHEN excluded.cancelled IS NULL THEN coalesce(excluded.record, plan.record) END, cancelled = excluded.cancelled, \
         revision = excluded.revision, changed_by = excluded.changed_by, changed_at = excluded.changed_at")
        .bind(tenant)
        .bind(plan.id)
        .bind(entry.org)
        .bind(entry.day)
        .bind(entry.hour.as_str())
        .bind(entry.title.as_str())
        .bind(entry.kind.map(|kind| kind.0.number))
        .bind(entry.place.as_str())
        .bind(to_json(&entry.people)?)
        .bind(entry.remarks.as_str())
        .bind(plan.record)
        .bind(plan.cancelled.as_deref())
        .bind(plan.revision)
        .bind(plan.changed.0.as_str())
        .bind(plan.changed.1);
    tx.run(put).await?;
    Ok(())
}
