//! What waits for somebody: the reports on their way, and the corrections to be approved.

use std::collections::HashMap;

use base::{AccountId, DbError, OrgId, Scope, Sql, Tx, sql};
use board::access;
use norms::Instant;
use uuid::Uuid;

use super::countersign::Asked;
use super::{ReportRow, seen, select};
use crate::countersign::Party;
use crate::model::Report;

/// Reports that are looked at for one person.
const MOST: i64 = 200;

/// The reports on their way from 送核 to 签发 that somebody may see, those that wait longest first.
pub(crate) async fn on_their_way(tx: &mut Tx, scope: &Scope, asked: &Asked) -> Result<Vec<Report>, DbError> {
    let query = sql(&format!("{} WHERE r.tenant = $1 AND r.deleted = $2", select())).bind(tx.tenant()).bind(false);
    let query = seen(query.push(" AND r.state IN ('checking', 'countersigning')"), scope, asked);
    oldest(tx, query.push(" ORDER BY r.step_at, r.id")).await
}

async fn oldest(tx: &mut Tx, query: Sql) -> Result<Vec<Report>, DbError> {
    tx.all::<ReportRow>(query.with(" LIMIT ?", MOST)).await?.into_iter().map(ReportRow::report).collect()
}

/// The drafts that came back to who began them or sent them on, with the instant of the return.
pub(crate) async fn returned(tx: &mut Tx, to: AccountId) -> Result<Vec<(Uuid, String, Instant)>, DbError> {
    let text = "SELECT r.id, r.title, s.at FROM report r JOIN report_step s ON s.tenant = r.tenant AND s.report = r.id \
         WHERE r.tenant = $1 AND r.deleted = $2 AND r.state = 'draft' AND s.step = 'return' AND s.number = (SELECT max(l.number) \
         FROM report_step l WHERE l.tenant = r.tenant AND l.report = r.id AND l.step IN ('return', 'send')) AND (r.made_account = $3 \
         OR EXISTS (SELECT 1 FROM report_step o WHERE o.tenant = r.tenant AND o.report = r.id AND o.step = 'send' AND o.account = $3)) \
         ORDER BY s.at, r.id";
    let query = sql(text).bind(tx.tenant()).bind(false).bind(to).with(" LIMIT ?", MOST);
    let rows: Vec<(Uuid, String, i64)> = tx.all(query).await?;
    Ok(rows.into_iter().map(|(id, title, at)| (id, title, Instant::from_micros(at))).collect())
}

/// A 会签 that stands in the way of 签发.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Open {
    /// Its number.
    pub(crate) number: i64,
    /// Who is asked.
    pub(crate) party: Party,
    /// Whether it was answered by an opinion that nobody dealt with.
    pub(crate) opinion: bool,
}

/// What stands in the way of 签发, by report.
pub(crate) async fn open_countersigns(tx: &mut Tx, reports: &[Uuid]) -> Result<HashMap<Uuid, Vec<Open>>, DbError> {
    let text = "SELECT report, number, org, account, answer FROM report_countersign WHERE tenant = $1 AND (answer IS NULL \
         OR (answer = 'opinion' AND settled IS NULL)) AND report IN";
    let query = sql(text).bind(tx.tenant()).list(reports.iter().copied()).push(" ORDER BY report, number");
    type Row = (Uuid, i64, Option<Uuid>, Option<Uuid>, Option<String>);
    let rows: Vec<Row> = tx.all(query).await?;
    let mut open: HashMap<Uuid, Vec<Open>> = HashMap::new();
    for (report, number, org, account, answer) in rows {
        let party = match (org, account) {
            (Some(org), _) => Party::Org(OrgId(org)),
            (None, Some(account)) => Party::Person(AccountId(account)),
            (None, None) => return Err(DbError::Corrupt(format!("countersign {number} asks nobody"))),
        };
        open.entry(report).or_default().push(Open { number, party, opinion: answer.is_some() });
    }
    Ok(open)
}

/// The corrections that wait for approval by another than who drafted them: report, correction, title, since when.
pub(crate) async fn corrections(tx: &mut Tx, scope: &Scope, but: AccountId) -> Result<Vec<(Uuid, Uuid, String, Instant)>, DbError> {
    let text = "SELECT r.id, c.id, r.title, c.drafted_at FROM report_correction c JOIN report r ON r.tenant = c.tenant AND r.id = c.report \
         WHERE c.tenant = $1 AND c.open = 1 AND r.deleted = $2 AND (c.drafted_account IS NULL OR c.drafted_account <> $3)";
    let query = access::within(sql(text).bind(tx.tenant()).bind(false).bind(but), scope, "r.org");
    let rows: Vec<(Uuid, Uuid, String, i64)> = tx.all(query.push(" ORDER BY c.drafted_at, c.id").with(" LIMIT ?", MOST)).await?;
    Ok(rows.into_iter().map(|(report, id, title, at)| (report, id, title, Instant::from_micros(at))).collect())
}

/// The reports at which an account took a step, the latest first: report, title, org, day of the last step, and how many steps.
pub(crate) async fn worked_on(tx: &mut Tx, account: AccountId) -> Result<Vec<(Uuid, String, OrgId, Instant, i64)>, DbError> {
    let text = "SELECT r.id, r.title, r.org, max(s.at), count(*) FROM report_step s JOIN report r ON r.tenant = s.tenant AND r.id = s.report \
         WHERE s.tenant = $1 AND s.account = $2 AND r.deleted = $3 GROUP BY r.id, r.title, r.org ORDER BY max(s.at) DESC, r.id";
    let rows: Vec<(Uuid, String, Uuid, i64, i64)> = tx.all(sql(text).bind(tx.tenant()).bind(account).bind(false)).await?;
    Ok(rows.into_iter().map(|(id, title, org, at, steps)| (id, title, OrgId(org), Instant::from_micros(at), steps)).collect())
}
