//! 会签: the rows of `report_countersign`.

use base::{AccountId, Actor, DbError, OrgId, Sql, Tx, sql};
use norms::Instant;
use uuid::Uuid;

use crate::countersign::{Answer, Countersign, Party, Said, Settled};
use crate::rights;

/// How many of a report's 会签 stand in the way of 签发, as part of a query over `report r`.
pub(super) const WAITING: &str = "(SELECT count(*) FROM report_countersign c WHERE c.tenant = r.tenant AND c.report = r.id \
     AND (c.answer IS NULL OR (c.answer = 'opinion' AND c.settled IS NULL)))";

#[derive(sqlx::FromRow)]
struct CountersignRow {
    number: i64,
    org: Option<Uuid>,
    account: Option<Uuid>,
    name: String,
    asked_name: String,
    asked_at: i64,
    answer: Option<String>,
    opinion: String,
    answered_name: Option<String>,
    answered_at: Option<i64>,
    settled: Option<String>,
    settled_name: Option<String>,
    settled_at: Option<i64>,
}

impl CountersignRow {
    fn countersign(self) -> Result<Countersign, DbError> {
        let party = match (self.org, self.account) {
            (Some(org), None) => Party::Org(OrgId(org)),
            (None, Some(account)) => Party::Person(AccountId(account)),
            _ => return Err(DbError::Corrupt(format!("countersign {} asks nobody", self.number))),
        };
        let settled = self.settled.zip(self.settled_at).map(|(words, at)| Settled {
            words,
            by: self.settled_name.unwrap_or_default(),
            at: Instant::from_micros(at),
        });
        let what = match self.answer.as_deref() {
            Some("agree") => Some(Said::Agree),
            Some(_) => Some(Said::Opinion { words: self.opinion, settled }),
            None => None,
        };
        let answer = what.zip(self.answered_at).map(|(what, at)| Answer {
            what,
            by: self.answered_name.unwrap_or_default(),
            at: Instant::from_micros(at),
        });
        let asked_at = Instant::from_micros(self.asked_at);
        Ok(Countersign { number: self.number, party, name: self.name, asked_by: self.asked_name, asked_at, answer })
    }
}

/// Who is asked to countersign a report, in the order in which they were asked.
pub(crate) async fn all(tx: &mut Tx, report: Uuid) -> Result<Vec<Countersign>, DbError> {
    let query = "SELECT number, org, account, name, asked_name, asked_at, answer, opinion, answered_name, answered_at, settled, \
         settled_name, settled_at FROM report_countersign WHERE tenant = $1 AND report = $2 ORDER BY number";
    let rows: Vec<CountersignRow> = tx.all(sql(query).bind(tx.tenant()).bind(report)).await?;
    rows.into_iter().map(CountersignRow::countersign).collect()
}

fn columns(party: Party) -> (Option<OrgId>, Option<AccountId>) {
    match party {
        Party::Org(org) => (Some(org), None),
        Party::Person(account) => (None, Some(account)),
    }
}

/// Asks one more; `false` when they are asked already.
pub(crate) async fn ask(tx: &mut Tx, report: Uuid, party: Party, name: &str, by: &str, at: Instant) -> Result<bool, DbError> {
    let next = "INSERT INTO report_countersign(tenant, report, number, org, account, name, asked_name, asked_at, opinion) \
         SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, '' FROM report_countersign \
         WHERE tenant = $1 AND report = $2 ON CONFLICT DO NOTHING";
    let (org, account) = columns(party);
    let query = sql(next).bind(tx.tenant()).bind(report).bind(org).bind(account).bind(name).bind(by).bind(at);
    Ok(tx.run(query).await? == 1)
}

/// Asks another in somebody's place.
pub(crate) async fn replace(
    tx: &mut Tx,
    report: Uuid,
    number: i64,
    party: Party,
    name: &str,
    by: &str,
    at: Instant,
) -> Result<u64, DbError> {
    let text = "UPDATE report_countersign SET org = $1, account = $2, name = $3, asked_name = $4, asked_at = $5 \
         WHERE tenant = $6 AND report = $7 AND number = $8 AND answer IS NULL";
    let (org, account) = columns(party);
    let query = sql(text).bind(org).bind(account).bind(name).bind(by).bind(at).bind(tx.tenant()).bind(report).bind(number);
    tx.run(query).await
}

/// Asks somebody no longer.
pub(crate) async fn excuse(tx: &mut Tx, report: Uuid, number: i64) -> Result<u64, DbError> {
    let text = "DELETE FROM report_countersign WHERE tenant = $1 AND report = $2 AND number = $3 AND answer IS NULL";
    tx.run(sql(text).bind(tx.tenant()).bind(report).bind(number)).await
}

/// Writes an answer down; `opinion` is empty for 同意.
pub(crate) async fn answer(tx: &mut Tx, report: Uuid, number: i64, opinion: &str, by: &str, at: Instant) -> Result<u64, DbError> {
    let text = "UPDATE report_countersign SET answer = $1, opinion = $2, answered_name = $3, answered_at = $4 \
         WHERE tenant = $5 AND report = $6 AND number = $7 AND answer IS NULL";
    let what = if opinion.is_empty() { "agree" } else { "opinion" };
    tx.run(sql(text).bind(what).bind(opinion).bind(by).bind(at).bind(tx.tenant()).bind(report).bind(number)).await
}

/// Writes down what became of an opinion.
pub(crate) async fn settle(tx: &mut Tx, report: Uuid, number: i64, words: &str, by: &str, at: Instant) -> Result<u64, DbError> {
    let text = "UPDATE report_countersign SET settled = $1, settled_name = $2, settled_at = $3 \
         WHERE tenant = $4 AND report = $5 AND number = $6 AND answer = 'opinion' AND settled IS NULL";
    tx.run(sql(text).bind(words).bind(by).bind(at).bind(tx.tenant()).bind(report).bind(number)).await
}

/// Asks all of a report anew.
pub(crate) async fn anew(tx: &mut Tx, report: Uuid) -> Result<(), DbError> {
    let text = "UPDATE report_countersign SET answer = NULL, opinion = '', answered_name = NULL, answered_at = NULL, settled = NULL, \
         settled_name = NULL, settled_at = NULL WHERE tenant = $1 AND report = $2 AND answer IS NOT NULL";
    tx.run(sql(text).bind(tx.tenant()).bind(report)).await.map(|_| ())
}

/// In whose name somebody countersigns: their own, and that of each org on which they hold such a role themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    account: Option<AccountId>,
    orgs: Vec<OrgId>,
}

impl Asked {
    pub(crate) fn of(by: &Actor) -> Asked {
        let holds = by.grants.iter().filter(|grant| rights::COUNTERSIGN.roles.contains(&grant.role));
        Asked { account: by.account, orgs: holds.map(|grant| grant.org).collect() }
    }
}

/// ` OR …`: the reports that were passed on to these to be countersigned.
pub(super) fn or_asked(query: Sql, asked: &Asked) -> Sql {
    let Some(account) = asked.account else { return query };
    query
        .with(
            " OR (r.state IN ('countersigning', 'signed') AND EXISTS (SELECT 1 FROM report_countersign a WHERE a.tenant = r.tenant \
             AND a.report = r.id AND (a.account = ?",
            account,
        )
        .push(" OR a.org IN")
        .list(asked.orgs.iter().copied())
        .push(")))")
}

/// Whether a report was passed on to these to be countersigned.
pub(crate) async fn is_asked(tx: &mut Tx, report: Uuid, asked: &Asked) -> Result<bool, DbError> {
    let query = sql("SELECT count(*) FROM report r WHERE r.tenant = $1 AND r.id = $2 AND (1 = 0").bind(tx.tenant()).bind(report);
    let (count,): (i64,) = tx.one(or_asked(query, asked).push(")")).await?;
    Ok(count > 0)
}
