//! The room's SQL. No rules, no rights.

pub(crate) mod batches;
pub(crate) mod changed;
pub(crate) mod declared;
pub(crate) mod drafts;
pub(crate) mod handing;
pub(crate) mod known;
pub(crate) mod personal;
pub(crate) mod plans;
pub(crate) mod profiles;
pub(crate) mod todo;
pub(crate) mod uploads;

use base::{DbError, OrgId, Scope, Sql, Tx, Value, sql};
use norms::{Day, Instant};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Act, Content, Origin, Record, Reported, Version};
use crate::rules;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    org: Uuid,
    day: i64,
    until: Option<i64>,
    day_assumed: bool,
    title: String,
    place: String,
    remarks: String,
    people: Json<Vec<String>>,
    lines: Json<serde_json::Value>,
    reported: Option<Json<Reported>>,
    batch: Option<Uuid>,
    origin: Option<Json<Origin>>,
    revision: i64,
    made_by: String,
    made_at: i64,
    changed_by: String,
    changed_at: i64,
    withdrawn: Option<i64>,
}

const COLUMNS: &str = "r.id, r.org, r.day, r.until, r.day_assumed, r.title, r.place, r.remarks, r.people, r.lines, r.reported, r.batch, r.origin, r.revision, r.made_by, r.made_at, r.changed_by, r.changed_at, r.withdrawn";

fn corrupt(what: impl std::fmt::Display) -> DbError {
    DbError::Corrupt(what.to_string())
}

fn json<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, DbError> {
    serde_json::from_value(value).map_err(corrupt)
}

fn to_json(value: &impl Serialize) -> Result<Value, DbError> {
    serde_json::to_value(value).map(Value::from).map_err(corrupt)
}

fn optional<T: Serialize>(value: Option<&T>) -> Result<Value, DbError> {
    value.map_or(Ok(Value::Json(None)), to_json)
}

fn record(row: Row) -> Result<Record, DbError> {
    let day = |number| Day::from_number(number).map_err(corrupt);
    Ok(Record {
        id: row.id,
        content: Content {
            org: OrgId(row.org),
            day: day(row.day)?,
            until: row.until.map(day).transpose()?,
            day_assumed: row.day_assumed,
            title: row.title,
            place: row.place,
            remarks: row.remarks,
            people: row.people.0,
            lines: json(row.lines.0)?,
            reported: row.reported.map(|reported| reported.0),
        },
        origin: row.origin.map(|o| o.0),
        batch: row.batch,
        revision: row.revision,
        made: (row.made_by, Instant(row.made_at)),
        changed: (row.changed_by, Instant(row.changed_at)),
        withdrawn: row.withdrawn.map(Instant),
    })
}

fn select() -> Sql {
    sql("SELECT ").push(COLUMNS).push(" FROM record r")
}

/// One record of the tenant.
pub(crate) async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Record>, DbError> {
    let tenant = tx.tenant();
    tx.optional::<Row>(select().with(" WHERE r.tenant = ?", tenant).with(" AND r.id = ?", id)).await?.map(record).transpose()
}

/// Many records by id, in no order.
pub(crate) async fn many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Record>, DbError> {
    let mut out = Vec::new();
    for chunk in ids.chunks(200) {
        let tenant = tx.tenant();
        let query = select().with(" WHERE r.tenant = ?", tenant).push(" AND r.id IN").list(chunk.iter().copied());
        out.extend(tx.all::<Row>(query).await?.into_iter().map(record).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(out)
}

/// All records in order of id, a page at a time.
pub(crate) async fn page(tx: &mut Tx, after: Option<Uuid>, limit: i64) -> Result<Vec<Record>, DbError> {
    let tenant = tx.tenant();
    let query = select().with(" WHERE r.tenant = ?", tenant).and(" AND r.id > ?", after).with(" ORDER BY r.id LIMIT ?", limit);
    tx.all::<Row>(query).await?.into_iter().map(record).collect()
}

/// The records of one import that stand.
pub(crate) async fn of_batch(tx: &mut Tx, batch: Uuid) -> Result<Vec<Record>, DbError> {
    let tenant = tx.tenant();
    let query = select().with(" WHERE r.tenant = ?", tenant).with(" AND r.batch = ?", batch).push(" AND r.withdrawn IS NULL ORDER BY r.id");
    tx.all::<Row>(query).await?.into_iter().map(record).collect()
}

/// The records of one import, withdrawn ones too.
pub(crate) async fn all_of_batch(tx: &mut Tx, batch: Uuid) -> Result<Vec<Record>, DbError> {
    let tenant = tx.tenant();
    let query = select().with(" WHERE r.tenant = ?", tenant).with(" AND r.batch = ?", batch).push(" ORDER BY r.id");
    tx.all::<Row>(query).await?.into_iter().map(record).collect()
}

/// Title and org of the standing records of a metric.
pub(crate) async fn titles_of(tx: &mut Tx, metric: i64) -> Result<Vec<(String, OrgId)>, DbError> {
    let tenant = tx.tenant();
    let query = sql(
        "SELECT r.title, r.org FROM record_line l JOIN record r ON r.tenant = l.tenant AND r.id = l.record WHERE l.tenant = $1 AND l.metric = $2 AND r.withdrawn IS NULL",
    );
    let rows: Vec<(String, Uuid)> = tx.all(query.bind(tenant).bind(metric)).await?;
    Ok(rows.into_iter().map(|(title, org)| (title, OrgId(org))).collect())
}

/// The metrics of what somebody recorded last, newest first, with repeats.
pub(crate) async fn recent_metrics(tx: &mut Tx, who: &str) -> Result<Vec<i64>, DbError> {
    let tenant = tx.tenant();
    let query = sql("SELECT l.metric FROM (SELECT tenant, id FROM record WHERE tenant = $1 AND made_by = $2 ORDER BY id DESC LIMIT 40) r \
         JOIN record_line l ON l.tenant = r.tenant AND l.record = r.id ORDER BY r.id DESC");
    let rows: Vec<(i64,)> = tx.all(query.bind(tenant).bind(who)).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Which records to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those that post this metric.
    pub metric: Option<i64>,
    /// Only those that post one of these; empty: any.
    pub metrics: Vec<i64>,
    /// Only those of this org and all below it: its path.
    pub path: Option<String>,
    /// From this day on.
    pub from: Option<Day>,
    /// To this day.
    pub to: Option<Day>,
    /// Whose text holds all these words.
    pub words: Vec<String>,
    /// Only those of this import.
    pub batch: Option<Uuid>,
    /// Only those that report a total without a list.
    pub declared: bool,
    /// Only those that this person recorded, by name.
    pub made_by: Option<String>,
    /// Only those that belong to this campaign.
    pub campaign: Option<Uuid>,
    /// Only those that do not belong to this campaign.
    pub outside: Option<Uuid>,
    /// Only those with evidence.
    pub evidenced: bool,
    /// Withdrawn ones instead of standing ones.
    pub withdrawn: bool,
}

fn filtered(query: Sql, scope: &Scope, filter: &Filter) -> Sql {
    let query = query.with(" WHERE r.tenant = ?", scope.tenant);
    let query = match filter.metric {
        // Driven by the metric's own index; the tenant and the day bound it.
        Some(metric) => query.with(" AND r.id IN (SELECT l.record FROM record_line l WHERE l.tenant = r.tenant AND l.metric = ?)", metric),
        None => query,
    };
    let query = if filter.metrics.is_empty() {
        query
    } else {
        let query = query.push(" AND r.id IN (SELECT l.record FROM record_line l WHERE l.tenant = r.tenant AND l.metric IN");
        query.list(filter.metrics.iter().copied()).push(")")
    };
    let query = query
        .and(" AND r.day >= ?", filter.from)
        .and(" AND r.day <= ?", filter.to)
        .and(" AND r.batch = ?", filter.batch)
        .and(" AND r.made_by = ?", filter.made_by.clone())
        .push(if filter.withdrawn { " AND r.withdrawn IS NOT NULL" } else { " AND r.withdrawn IS NULL" });
    let query = if filter.declared {
        query.push(" AND EXISTS (SELECT 1 FROM declared d WHERE d.tenant = r.tenant AND d.record = r.id)")
    } else {
        query
    };
    const MEMBER: &str =
        "(SELECT 1 FROM campaign_member m WHERE m.tenant = r.tenant AND m.source = r.id AND m.kind = 'journal.record' AND m.campaign = ?";
    let query = match filter.campaign {
        Some(campaign) => query.push(" AND EXISTS ").with(MEMBER, campaign).push(")"),
        None => query,
    };
    let query = match filter.outside {
        Some(campaign) => query.push(" AND NOT EXISTS ").with(MEMBER, campaign).push(")"),
        None => query,
    };
    const EVIDENCE: &str = " AND EXISTS (SELECT 1 FROM evidence e WHERE e.tenant = r.tenant AND e.source = r.id \
         AND e.source_kind = 'journal.record' AND e.removed IS NULL)";
    let query = if filter.evidenced { query.push(EVIDENCE) } else { query };
    let query = filter.words.iter().fold(query, |query, word| query.with(" AND r.search LIKE ? ESCAPE '\\'", like(word)));
    let query = match &filter.path {
        Some(path) => board::access::within(query, &Scope { tenant: scope.tenant, paths: Some(vec![path.clone()]) }, "r.org"),
        None => query,
    };
    board::access::within(query, scope, "r.org")
}

fn like(word: &str) -> String {
    holding(&rules::fold(word))
}

/// The pattern of what holds this text, letter by letter.
fn holding(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// Newest first by day; `after` is the last (day, id) of the page before.
pub(crate) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    after: Option<(Day, Uuid)>,
    limit: i64,
) -> Result<Vec<Record>, DbError> {
    let mut query = filtered(select(), scope, filter);
    if let Some((day, id)) = after {
        query = query.with(" AND (r.day, r.id) < (?", day).with(", ?)", id);
    }
    let query = query.with(" ORDER BY r.day DESC, r.id DESC LIMIT ?", limit);
    tx.all::<Row>(query).await?.into_iter().map(record).collect()
}

/// How many there are.
pub(crate) async fn count(tx: &mut Tx, scope: &Scope, filter: &Filter) -> Result<i64, DbError> {
    let (n,): (i64,) = tx.one(filtered(sql("SELECT count(*) FROM record r"), scope, filter)).await?;
    Ok(n)
}

const INSERT: &str = "INSERT INTO record(tenant, id, org, day, until, day_assumed, title, place, remarks, people, lines, reported, search, fingerprint, likeness, batch, origin, revision, made_by, made_at, changed_by, changed_at)";

fn values(tx: &Tx, record: &Record) -> Result<Vec<Value>, DbError> {
    let c = &record.content;
    Ok(vec![
        tx.tenant().into(),
        record.id.into(),
        c.org.into(),
        c.day.into(),
        c.until.into(),
        c.day_assumed.into(),
        c.title.as_str().into(),
        c.place.as_str().into(),
        c.remarks.as_str().into(),
        to_json(&c.people)?,
        to_json(&c.lines)?,
        optional(c.reported.as_ref())?,
        rules::search_text(c).into(),
        rules::fingerprint(c).into(),
        rules::likeness(c).into(),
        record.batch.into(),
        optional(record.origin.as_ref())?,
        record.revision.into(),
        record.made.0.as_str().into(),
        record.made.1.into(),
        record.changed.0.as_str().into(),
        record.changed.1.into(),
    ])
}

fn line_rows(tx: &Tx, record: &Record) -> Vec<Vec<Value>> {
    let of_line =
        |line: &crate::model::Line| vec![tx.tenant().into(), line.metric.0.number.into(), record.content.day.into(), record.id.into()];
    record.content.lines.iter().map(of_line).collect()
}

const LINES: &str = "INSERT INTO record_line(tenant, metric, day, record)";

/// Writes new records; how many a repeat had written already is told by what is missing from the answer.
pub(crate) async fn insert(tx: &mut Tx, records: &[Record]) -> Result<(), DbError> {
    let rows = records.iter().map(|r| values(tx, r)).collect::<Result<Vec<_>, _>>()?;
    tx.many(INSERT, rows, "").await?;
    let lines = records.iter().flat_map(|r| line_rows(tx, r)).collect();
    tx.many(LINES, lines, "").await?;
    declared::insert(tx, records).await
}

/// Writes a corrected, withdrawn or restored record over the old one.
pub(crate) async fn update(tx: &mut Tx, record: &Record) -> Result<(), DbError> {
    let (tenant, c) = (tx.tenant(), &record.content);
    let withdrawn: Option<Instant> = record.withdrawn;
    let set = sql("UPDATE record SET org = $1, day = $2, until = $3, day_assumed = $4, title = $5, place = $6, remarks = $7, people = $8, lines = $9, reported = $10, search = $11, fingerprint = $12, likeness = $13, revision = $14, changed_by = $15, changed_at = $16, withdrawn = $17 WHERE tenant = $18 AND id = $19")
        .bind(c.org)
        .bind(c.day)
        .bind(c.until)
        .bind(c.day_assumed)
        .bind(c.title.as_str())
        .bind(c.place.as_str())
        .bind(c.remarks.as_str())
        .bind(to_json(&c.people)?)
        .bind(to_json(&c.lines)?)
        .bind(optional(c.reported.as_ref())?)
        .bind(rules::search_text(c))
        .bind(rules::fingerprint(c))
        .bind(rules::likeness(c))
        .bind(record.revision)
        .bind(record.changed.0.as_str())
        .bind(record.changed.1)
        .bind(withdrawn)
        .bind(tenant)
        .bind(record.id);
    tx.run(set).await?;
    tx.run(sql("DELETE FROM record_line WHERE tenant = $1 AND record = $2").bind(tenant).bind(record.id)).await?;
    let lines = line_rows(tx, record);
    tx.many(LINES, lines, "").await?;
    declared::update(tx, record).await
}

/// Marks all standing records of an import as withdrawn.
pub(crate) async fn withdraw_batch(tx: &mut Tx, batch: Uuid, who: &str) -> Result<(), DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let set = sql(
        "UPDATE record SET withdrawn = $1, revision = revision + 1, changed_by = $2, changed_at = $3 WHERE tenant = $4 AND batch = $5 AND withdrawn IS NULL",
    );
    tx.run(set.bind(now).bind(who).bind(now).bind(tenant).bind(batch)).await?;
    declared::clear_batch(tx, batch).await
}

/// Adds an entry to the histories of records.
pub(crate) async fn add_versions(tx: &mut Tx, records: &[Record], act: Act, reason: &str) -> Result<(), DbError> {
    let of = |r: &Record| -> Result<Vec<Value>, DbError> {
        Ok(vec![
            tx.tenant().into(),
            r.id.into(),
            r.revision.into(),
            act.code().into(),
            reason.into(),
            r.changed.0.as_str().into(),
            r.changed.1.into(),
            to_json(&r.content)?,
        ])
    };
    let rows = records.iter().map(of).collect::<Result<Vec<_>, _>>()?;
    tx.many("INSERT INTO record_version(tenant, record, revision, act, reason, who, at, content)", rows, "").await
}

/// A record's history, oldest first.
pub(crate) async fn versions(tx: &mut Tx, id: Uuid) -> Result<Vec<Version>, DbError> {
    let tenant = tx.tenant();
    type Row = (i64, String, String, String, i64, Json<serde_json::Value>);
    let query =
        sql("SELECT revision, act, reason, who, at, content FROM record_version WHERE tenant = $1 AND record = $2 ORDER BY revision");
    let rows: Vec<Row> = tx.all(query.bind(tenant).bind(id)).await?;
    let version = |(revision, act, reason, who, at, content): Row| {
        Ok(Version { revision, act, reason, who, at: Instant(at), content: json(content.0)? })
    };
    rows.into_iter().map(version).collect()
}
