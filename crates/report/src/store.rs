//! The SQL of this room. No rules and no rights here.

pub(crate) mod attached;
pub(crate) mod correction;
pub(crate) mod countersign;
pub(crate) mod handing;
pub(crate) mod templates;
pub(crate) mod todo;
pub(crate) mod work;

use base::{AccountId, DbError, OrgId, Scope, Sql, Tx, Value, sql};
use board::access;
use ledger::metrics;
use norms::{Day, Instant, Period};
use paper::Document;
use sqlx::types::Json;
use uuid::Uuid;

use crate::audit;
use crate::figures::{Figure, OrgName};
use crate::model::{History, Person, Report, State, Step};
use crate::store::countersign::Asked;

#[derive(sqlx::FromRow)]
struct ReportRow {
    id: Uuid,
    org: Uuid,
    template: String,
    kind: String,
    from_day: i64,
    to_day: i64,
    cut_off: i64,
    title: String,
    addressee: String,
    signature: String,
    body: String,
    state: String,
    step_account: Option<Uuid>,
    step_name: String,
    step_at: i64,
    posting: Option<i64>,
    revision: i64,
    made_account: Option<Uuid>,
    made_name: String,
    made_at: i64,
    changed_account: Option<Uuid>,
    changed_name: String,
    changed_at: i64,
    deleted: bool,
    waiting: i64,
}

const COLUMNS: &str = "r.id, r.org, r.template, r.kind, r.from_day, r.to_day, r.cut_off, r.title, r.addressee, r.signature, r.body, \
     r.state, r.step_account, r.step_name, r.step_at, r.posting, r.revision, r.made_account, r.made_name, r.made_at, \
     r.changed_account, r.changed_name, r.changed_at, r.deleted";

/// A query for whole reports, up to its conditions.
fn select() -> String {
    format!("SELECT {COLUMNS}, {} AS waiting FROM report r", countersign::WAITING)
}

fn day(number: i64) -> Result<Day, DbError> {
    Day::from_number(number).map_err(|error| DbError::Corrupt(error.to_string()))
}

fn person(account: Option<Uuid>, name: String) -> Person {
    Person { account: account.map(AccountId), name }
}

impl ReportRow {
    fn report(self) -> Result<Report, DbError> {
        let (by, at) = (person(self.step_account, self.step_name), Instant::from_micros(self.step_at));
        let state = match (self.state.as_str(), self.posting) {
            ("draft", None) => State::Draft,
            ("checking", None) => State::Checking { sent_by: by, sent_at: at },
            ("countersigning", None) => State::Countersigning { checked_by: by, checked_at: at, waiting: self.waiting },
            ("signed", Some(posting)) => State::Signed { signed_by: by, signed_at: at, posting },
            (state, _) => return Err(DbError::Corrupt(format!("report {} in state {state}", self.id))),
        };
        Ok(Report {
            id: self.id,
            org: OrgId(self.org),
            template: self.template,
            kind: self.kind,
            period: Period { from: day(self.from_day)?, to: day(self.to_day)? },
            cut_off: day(self.cut_off)?,
            title: self.title,
            addressee: self.addressee,
            signature: self.signature,
            text: self.body,
            state,
            revision: self.revision,
            made_by: person(self.made_account, self.made_name),
            made_at: Instant::from_micros(self.made_at),
            changed_by: person(self.changed_account, self.changed_name),
            changed_at: Instant::from_micros(self.changed_at),
            deleted: self.deleted,
        })
    }
}

/// Who took the step that led to the state, when, and the posting number of a signed one. A draft stands since it was made.
fn step(report: &Report) -> (&Person, Instant, Option<i64>) {
    match &report.state {
        State::Draft => (&report.made_by, report.made_at, None),
        State::Checking { sent_by, sent_at } => (sent_by, *sent_at, None),
        State::Countersigning { checked_by, checked_at, .. } => (checked_by, *checked_at, None),
        State::Signed { signed_by, signed_at, posting } => (signed_by, *signed_at, Some(*posting)),
    }
}

pub(crate) async fn insert(tx: &mut Tx, report: &Report) -> Result<(), DbError> {
    let (by, at, posting) = step(report);
    let values: Vec<Value> = vec![
        tx.tenant().into(),
        report.id.into(),
        report.org.into(),
        (&report.template).into(),
        (&report.kind).into(),
        report.period.from.into(),
        report.period.to.into(),
        report.cut_off.into(),
        (&report.title).into(),
        (&report.addressee).into(),
        (&report.signature).into(),
        (&report.text).into(),
        report.state.code().into(),
        by.account.into(),
        (&by.name).into(),
        at.into(),
        posting.into(),
        report.revision.into(),
        report.made_by.account.into(),
        (&report.made_by.name).into(),
        report.made_at.into(),
        report.changed_by.account.into(),
        (&report.changed_by.name).into(),
        report.changed_at.into(),
        report.deleted.into(),
    ];
    let head = "INSERT INTO report(tenant, id, org, template, kind, from_day, to_day, cut_off, title, addressee, signature, body, state, \
         step_account, step_name, step_at, posting, revision, made_account, made_name, made_at, changed_account, changed_name, changed_at, \
         deleted) VALUES";
    tx.run(sql(head).rows([values])).await.map(|_| ())
}

/// Writes what can change of a report, if nobody changed it since `revision`; whether it was so.
pub(crate) async fn update(tx: &mut Tx, report: &Report, revision: i64, frozen: Option<&Document>) -> Result<bool, DbError> {
    let (by, at, posting) = step(report);
    let mut query = sql("UPDATE report SET from_day = $1, to_day = $2, cut_off = $3")
        .bind(report.period.from)
        .bind(report.period.to)
        .bind(report.cut_off);
    let texts = [
        (", title = ?", &report.title),
        (", addressee = ?", &report.addressee),
        (", signature = ?", &report.signature),
        (", body = ?", &report.text),
        (", step_name = ?", &by.name),
        (", changed_name = ?", &report.changed_by.name),
    ];
    for (text, value) in texts {
        query = query.with(text, value);
    }
    query = query
        .with(", state = ?", report.state.code())
        .with(", step_account = ?", by.account)
        .with(", step_at = ?", at)
        .with(", posting = ?", posting)
        .with(", revision = ?", report.revision)
        .with(", changed_account = ?", report.changed_by.account)
        .with(", changed_at = ?", report.changed_at)
        .with(", deleted = ?", report.deleted);
    if let Some(document) = frozen {
        let json = serde_json::to_value(document).map_err(|error| DbError::Corrupt(error.to_string()))?;
        query = query.with(", frozen = ?", json);
    }
    let query = query.with(" WHERE tenant = ?", tx.tenant()).with(" AND id = ?", report.id).with(" AND revision = ?", revision);
    Ok(tx.run(query).await? == 1)
}

pub(crate) async fn load(tx: &mut Tx, id: Uuid) -> Result<Option<Report>, DbError> {
    let query = sql(&format!("{} WHERE r.tenant = $1 AND r.id = $2", select())).bind(tx.tenant()).bind(id);
    tx.optional::<ReportRow>(query).await?.map(ReportRow::report).transpose()
}

/// The document as it was signed.
pub(crate) async fn frozen(tx: &mut Tx, id: Uuid) -> Result<Option<Document>, DbError> {
    let query = sql("SELECT frozen FROM report WHERE tenant = $1 AND id = $2 AND frozen IS NOT NULL").bind(tx.tenant()).bind(id);
    let row: Option<(Json<Document>,)> = tx.optional(query).await?;
    Ok(row.map(|(Json(document),)| document))
}

/// The documents of these as they were signed; those that were not are left out.
pub(crate) async fn frozen_of(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<(Uuid, Document)>, DbError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(200) {
        let query = sql("SELECT r.id, r.frozen FROM report r WHERE r.tenant = $1 AND r.frozen IS NOT NULL").bind(tx.tenant());
        let rows: Vec<(Uuid, Json<Document>)> = tx.all(query.push(" AND r.id IN").list(chunk.iter().copied())).await?;
        found.extend(rows.into_iter().map(|(id, Json(document))| (id, document)));
    }
    Ok(found)
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of the title.
    pub words: String,
    /// Code of a state.
    pub state: Option<String>,
    /// Year in which the period ends.
    pub year: Option<i64>,
    /// The org that reports.
    pub org: Option<OrgId>,
}

/// A page of reports, latest change first, after the report changed at this instant with this id.
pub(crate) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    asked: &Asked,
    filter: &Filter,
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<Report>, DbError> {
    let query = sql(&format!("{} WHERE r.tenant = $1 AND r.deleted = $2", select())).bind(tx.tenant()).bind(false);
    let mut query = narrowed(seen(query, scope, asked), filter);
    if let Some((at, id)) = after {
        query = query.with(" AND (r.changed_at, r.id) < (?", at).with(", ?)", id);
    }
    let query = query.push(" ORDER BY r.changed_at DESC, r.id DESC").with(" LIMIT ?", limit);
    tx.all::<ReportRow>(query).await?.into_iter().map(ReportRow::report).collect()
}

/// Those of these that somebody may see, deleted ones too.
pub(crate) async fn seen_of(tx: &mut Tx, scope: &Scope, asked: &Asked, ids: &[Uuid]) -> Result<Vec<Report>, DbError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(200) {
        let query = sql(&format!("{} WHERE r.tenant = $1", select())).bind(tx.tenant()).push(" AND r.id IN").list(chunk.iter().copied());
        let rows = tx.all::<ReportRow>(seen(query, scope, asked)).await?;
        found.extend(rows.into_iter().map(ReportRow::report).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Narrows a query to the reports that somebody may see: within their scope, or passed on to them to be countersigned.
fn seen(query: Sql, scope: &Scope, asked: &Asked) -> Sql {
    let query = access::within(query.push(" AND (1 = 1"), scope, "r.org");
    countersign::or_asked(query, asked).push(")")
}

fn narrowed(query: Sql, filter: &Filter) -> Sql {
    let words = Some(filter.words.trim()).filter(|words| !words.is_empty());
    let query = query
        .and(" AND r.title LIKE ? ESCAPE '!'", words.map(like))
        .and(" AND r.state = ?", filter.state.as_deref())
        .and(" AND r.org = ?", filter.org)
        .and(" AND r.to_day >= ?", filter.year.map(|year| year * 10_000));
    query.and(" AND r.to_day < ?", filter.year.map(|year| (year + 1) * 10_000))
}

/// Text to be found anywhere, with what LIKE reads as a pattern taken literally.
fn like(words: &str) -> String {
    let plain: String = words.chars().take(100).flat_map(|c| if matches!(c, '%' | '_' | '!') { vec!['!', c] } else { vec![c] }).collect();
    format!("%{plain}%")
}

/// The years in which reports end, latest first.
pub(crate) async fn years(tx: &mut Tx, scope: &Scope, asked: &Asked) -> Result<Vec<i64>, DbError> {
    let query =
        sql("SELECT DISTINCT r.to_day / 10000 AS year FROM report r WHERE r.tenant = $1 AND r.deleted = $2").bind(tx.tenant()).bind(false);
    let rows: Vec<(i64,)> = tx.all(seen(query, scope, asked).push(" ORDER BY year DESC")).await?;
    Ok(rows.into_iter().map(|(year,)| year).collect())
}

pub(crate) async fn add_step(tx: &mut Tx, report: Uuid, step: Step, by: &Person, at: Instant, reason: &str) -> Result<(), DbError> {
    let next = "INSERT INTO report_step(tenant, report, number, step, account, name, at, reason) \
         SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7 FROM report_step WHERE tenant = $1 AND report = $2";
    let query = sql(next).bind(tx.tenant()).bind(report).bind(step.code()).bind(by.account).bind(&by.name).bind(at).bind(reason);
    tx.run(query).await?;
    let title: Option<(String,)> =
        tx.optional(sql("SELECT title FROM report WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(report)).await?;
    audit::note(tx, audit::act(step), report, &title.unwrap_or_default().0, reason);
    Ok(())
}

pub(crate) async fn history(tx: &mut Tx, report: Uuid) -> Result<Vec<History>, DbError> {
    let query = "SELECT step, name, at, reason FROM report_step WHERE tenant = $1 AND report = $2 ORDER BY number";
    let rows: Vec<(String, String, i64, String)> = tx.all(sql(query).bind(tx.tenant()).bind(report)).await?;
    rows.into_iter()
        .map(|(step, by, at, reason)| {
            let step = Step::from_code(&step).ok_or_else(|| DbError::Corrupt(format!("step {step}")))?;
            Ok(History { step, by, at: Instant::from_micros(at), reason })
        })
        .collect()
}

pub(crate) async fn freeze(tx: &mut Tx, report: Uuid, figures: &[Figure]) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let rows = figures.iter().zip(1_i64..).map(|(figure, position)| {
        vec![
            tenant.into(),
            report.into(),
            position.into(),
            (&figure.key).into(),
            figure.metric.code.into(),
            figure.org.id.into(),
            (&figure.org.code).into(),
            (&figure.org.name).into(),
            figure.period.from.into(),
            figure.period.to.into(),
            figure.value.into(),
            figure.declared.into(),
            figure.facts.into(),
            (&figure.said).into(),
            (&figure.digest).into(),
        ]
    });
    let head = "INSERT INTO report_figure(tenant, report, position, key, metric, org, org_code, org_name, from_day, to_day, value, declared, \
         facts, said, digest)";
    tx.many(head, rows.collect(), "").await
}

#[derive(sqlx::FromRow)]
struct FigureRow {
    key: String,
    metric: String,
    org: Uuid,
    org_code: String,
    org_name: String,
    from_day: i64,
    to_day: i64,
    value: i64,
    declared: i64,
    facts: i64,
    said: String,
    digest: String,
}

/// The figures of a signed report, in reading order.
pub(crate) async fn figures(tx: &mut Tx, report: Uuid) -> Result<Vec<Figure>, DbError> {
    let query = "SELECT key, metric, org, org_code, org_name, from_day, to_day, value, declared, facts, said, digest FROM report_figure \
         WHERE tenant = $1 AND report = $2 ORDER BY position";
    let rows: Vec<FigureRow> = tx.all(sql(query).bind(tx.tenant()).bind(report)).await?;
    rows.into_iter().map(FigureRow::figure).collect()
}

impl FigureRow {
    fn figure(self) -> Result<Figure, DbError> {
        let metric = metrics::by_code(&self.metric).ok_or_else(|| DbError::Corrupt(format!("metric {}", self.metric)))?;
        Ok(Figure {
            key: self.key,
            metric,
            org: OrgName { id: OrgId(self.org), code: self.org_code, name: self.org_name },
            period: Period { from: day(self.from_day)?, to: day(self.to_day)? },
            value: self.value,
            declared: self.declared,
            facts: self.facts,
            said: self.said,
            digest: self.digest,
        })
    }
}
