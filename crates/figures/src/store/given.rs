//! The rows of figures given out.

use base::{DbError, OrgId, Scope, Sql, Tx, sql};
use board::access;
use ledger::{Figure, Metric, metrics};
use norms::{Day, Instant, Period};
use uuid::Uuid;

use crate::given::{Given, Means, Withdrawn};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    metric: i64,
    org: Uuid,
    from_day: i64,
    to_day: i64,
    value: i64,
    declared: i64,
    facts: i64,
    posting: i64,
    digest: Option<String>,
    said: String,
    to_whom: String,
    means: String,
    note: String,
    name: String,
    at: i64,
    withdrawn_name: Option<String>,
    withdrawn_at: Option<i64>,
    withdrawn_reason: Option<String>,
}

const COLUMNS: &str = "g.id, g.metric, g.org, g.from_day, g.to_day, g.value, g.declared, g.facts, g.posting, g.digest, g.said, g.to_whom, \
     g.means, g.note, g.name, g.at, g.withdrawn_name, g.withdrawn_at, g.withdrawn_reason";

impl TryFrom<Row> for Given {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Given, DbError> {
        let strange = |what: &str| DbError::Corrupt(format!("figure given out {}: {what}", row.id));
        let day = |number| Day::from_number(number).map_err(|_| strange("a day that is none"));
        let withdrawn = match (row.withdrawn_name, row.withdrawn_at, row.withdrawn_reason) {
            (Some(by), Some(at), Some(reason)) => Some(Withdrawn { by, at: Instant::from_micros(at), reason }),
            _ => None,
        };
        Ok(Given {
            id: row.id,
            metric: metrics::by_number(row.metric).ok_or_else(|| strange("its metric is unknown"))?,
            org: OrgId(row.org),
            period: Period { from: day(row.from_day)?, to: day(row.to_day)? },
            figure: Figure { value: row.value, declared: row.declared, facts: row.facts },
            posting: row.posting,
            digest: row.digest,
            said: row.said,
            to_whom: row.to_whom,
            means: Means::from_code(&row.means).ok_or_else(|| strange("its means is unknown"))?,
            note: row.note,
            by: row.name,
            at: Instant::from_micros(row.at),
            withdrawn,
        })
    }
}

fn select(tx: &Tx) -> Sql {
    sql("SELECT ").push(COLUMNS).push(" FROM given g WHERE g.tenant = $1").bind(tx.tenant())
}

async fn read(tx: &mut Tx, query: Sql) -> Result<Vec<Given>, DbError> {
    tx.all::<Row>(query).await?.into_iter().map(Given::try_from).collect()
}

pub(crate) async fn insert(tx: &mut Tx, given: &Given, account: Option<base::AccountId>) -> Result<(), DbError> {
    let head = "INSERT INTO given(tenant, id, metric, org, from_day, to_day, value, declared, facts, posting, digest, said, to_whom, \
                means, note, account, name, at) VALUES";
    let row = vec![
        tx.tenant().into(),
        given.id.into(),
        given.metric.number.into(),
        given.org.into(),
        given.period.from.into(),
        given.period.to.into(),
        given.figure.value.into(),
        given.figure.declared.into(),
        given.figure.facts.into(),
        given.posting.into(),
        given.digest.clone().into(),
        (&given.said).into(),
        (&given.to_whom).into(),
        given.means.code().into(),
        (&given.note).into(),
        account.into(),
        (&given.by).into(),
        given.at.into(),
    ];
    tx.run(sql(head).rows([row])).await.map(|_| ())
}

pub(crate) async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Given>, DbError> {
    let query = select(tx).with(" AND g.id = ?", id);
    Ok(read(tx, query).await?.pop())
}

/// The entries with these ids; what is not there is left out.
pub(crate) async fn many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Given>, DbError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(200) {
        let query = select(tx).push(" AND g.id IN").list(chunk.iter().copied());
        found.extend(read(tx, query).await?);
    }
    Ok(found)
}

/// Takes an entry back, if nobody did before.
pub(crate) async fn withdraw(tx: &mut Tx, id: Uuid, withdrawn: &Withdrawn) -> Result<(), DbError> {
    let text = "UPDATE given SET withdrawn_name = $3, withdrawn_at = $4, withdrawn_reason = $5 \
                WHERE tenant = $1 AND id = $2 AND withdrawn_at IS NULL";
    let query = sql(text).bind(tx.tenant()).bind(id).bind(&withdrawn.by).bind(withdrawn.at).bind(&withdrawn.reason);
    tx.run(query).await.map(|_| ())
}

/// The last entries that stand of a metric and an org, the newest first.
pub(crate) async fn of_figure(tx: &mut Tx, metric: &Metric, org: OrgId, limit: i64) -> Result<Vec<Given>, DbError> {
    let query = select(tx).with(" AND g.metric = ?", metric.number).with(" AND g.org = ?", org);
    let query = query.push(" AND g.withdrawn_at IS NULL ORDER BY g.at DESC, g.id DESC").with(" LIMIT ?", limit);
    read(tx, query).await
}

/// Which entries a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Each stands in whom it was given to, the note, the sentence or the giver's name.
    pub words: Vec<String>,
    /// Only this metric.
    pub metric: Option<i64>,
    /// Only of this org.
    pub org: Option<OrgId>,
    /// Given on this day or later.
    pub from: Option<Day>,
    /// Given on this day or earlier.
    pub to: Option<Day>,
    /// `Some(true)`: only those taken back; `Some(false)`: only those that stand.
    pub withdrawn: Option<bool>,
}

fn filtered(query: Sql, scope: &Scope, filter: &Filter) -> Sql {
    let mut query = access::within(query, scope, "g.org")
        .and(" AND g.metric = ?", filter.metric)
        .and(" AND g.org = ?", filter.org)
        .and(" AND g.at >= ?", filter.from.map(Day::start))
        .and(" AND g.at < ?", filter.to.map(Day::end));
    query = match filter.withdrawn {
        Some(true) => query.push(" AND g.withdrawn_at IS NOT NULL"),
        Some(false) => query.push(" AND g.withdrawn_at IS NULL"),
        None => query,
    };
    let texts = " AND (lower(g.to_whom) LIKE ? ESCAPE '\\' OR lower(g.note) LIKE ? ESCAPE '\\' OR lower(g.said) LIKE ? ESCAPE '\\' \
                 OR lower(g.name) LIKE ? ESCAPE '\\')";
    filter.words.iter().fold(query, |query, word| query.with(texts, like(word)))
}

/// A word as a pattern that finds it anywhere.
fn like(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A page of entries, the newest first.
pub(crate) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<Given>, DbError> {
    let mut query = filtered(select(tx), scope, filter);
    if let Some((at, id)) = after {
        query = query.with(" AND (g.at < ?", at).with(" OR (g.at = ?", at).with(" AND g.id < ?))", id);
    }
    read(tx, query.with(" ORDER BY g.at DESC, g.id DESC LIMIT ?", limit)).await
}

/// How many entries a filter has.
pub(crate) async fn count(tx: &mut Tx, scope: &Scope, filter: &Filter) -> Result<i64, DbError> {
    let query = sql("SELECT count(*) FROM given g WHERE g.tenant = $1").bind(tx.tenant());
    let row: (i64,) = tx.one(filtered(query, scope, filter)).await?;
    Ok(row.0)
}

/// The last entries that stand, that something was posted after, and that no later entry to the same addressee of the same figure has
/// replaced.
pub(crate) async fn to_watch(tx: &mut Tx, scope: &Scope, limit: i64) -> Result<Vec<Given>, DbError> {
    let query = select(tx).push(" AND g.withdrawn_at IS NULL").with(" AND g.posting < ?", tx.last_number());
    let query = access::within(query, scope, "g.org").push(
        " AND NOT EXISTS (SELECT 1 FROM given l WHERE l.tenant = g.tenant AND l.metric = g.metric AND l.org = g.org \
         AND l.from_day = g.from_day AND l.to_day = g.to_day AND l.to_whom = g.to_whom AND l.withdrawn_at IS NULL \
         AND (l.posting > g.posting OR (l.posting = g.posting AND (l.at > g.at OR (l.at = g.at AND l.id > g.id)))))",
    );
    read(tx, query.with(" ORDER BY g.at DESC, g.id DESC LIMIT ?", limit)).await
}
