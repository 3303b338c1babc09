//! Reading the chain: the head, one row, and lists with filters.

use norms::{Day, Instant};
use uuid::Uuid;

use super::{Checkpoint, Entry, Head, HeadRow};
use crate::{AccountId, DbError, Sql, Tx, sql};

const SELECT: &str = "SELECT number, at, account, who, address, act, kind, subject, content, previous, digest FROM audit";

#[derive(sqlx::FromRow)]
pub(super) struct EntryRow {
    number: i64,
    at: i64,
    account: Option<Uuid>,
    who: String,
    address: String,
    act: String,
    kind: String,
    subject: String,
    content: String,
    previous: Vec<u8>,
    digest: Vec<u8>,
}

impl From<EntryRow> for Entry {
    fn from(row: EntryRow) -> Entry {
        let EntryRow { number, at, account, who, address, act, kind, subject, content, previous, digest } = row;
        let (at, account) = (Instant::from_micros(at), account.map(AccountId));
        Entry { number, at, account, who, address, act, kind, subject, content, previous, digest }
    }
}

/// Which rows a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only by somebody of exactly this name.
    pub who: Option<String>,
    /// Only acts of one of these codes; empty: all.
    pub acts: Vec<String>,
    /// Only what was done to one of these; empty: all.
    pub subjects: Vec<String>,
    /// From this day on.
    pub from: Option<Day>,
    /// To the end of this day.
    pub to: Option<Day>,
    /// Only the row with this number.
    pub number: Option<i64>,
}

/// The head's number and its checkpoint at this instant; none before the chain has begun.
pub async fn head(tx: &mut Tx) -> Result<Option<Checkpoint>, DbError> {
    let head = raw_head(tx).await?;
    let (key, tenant, now) = (tx.audit.key.clone(), tx.tenant(), tx.now());
    Ok(head.map(|head| Checkpoint::new(&key, tenant, &head, now)))
}

pub(super) async fn raw_head(tx: &mut Tx) -> Result<Option<Head>, DbError> {
    let query = sql("SELECT audit, audit_at, head, seal FROM tenant WHERE id = $1").bind(tx.tenant());
    Ok(tx.optional::<HeadRow>(query).await?.map(Head::of).filter(|head| head.number > 0))
}

/// One row.
pub async fn entry(tx: &mut Tx, number: i64) -> Result<Option<Entry>, DbError> {
    let query = sql(SELECT).with(" WHERE tenant = ?", tx.tenant()).with(" AND number = ?", number);
    Ok(tx.optional::<EntryRow>(query).await?.map(Entry::from))
}

/// The newest rows that fit, before this number, at most so many.
pub async fn list(tx: &mut Tx, filter: &Filter, before: Option<i64>, limit: i64) -> Result<Vec<Entry>, DbError> {
    let mut query = sql(SELECT).with(" WHERE tenant = ?", tx.tenant());
    // Instants never go back along the chain, so days are a range of numbers.
    if let Some(from) = filter.from {
        query = query.with(" AND number >= ?", between(tx, from.start()).await?);
    }
    let end = match filter.to {
        Some(to) => Some(between(tx, to.end()).await?),
        None => None,
    };
    query = query.and(" AND number < ?", end).and(" AND number < ?", before);
    query = query.and(" AND who = ?", filter.who.as_deref()).and(" AND number = ?", filter.number);
    if !filter.subjects.is_empty() {
        query = query.push(" AND subject IN").list(filter.subjects.iter());
    }
    if !filter.acts.is_empty() {
        query = query.push(" AND act IN").list(filter.acts.iter());
    }
    query = query.with(" ORDER BY number DESC LIMIT ?", limit);
    Ok(tx.all::<EntryRow>(query).await?.into_iter().map(Entry::from).collect())
}

/// The rows after this number in their order, at most so many.
pub(super) async fn after(tx: &mut Tx, number: i64, limit: i64) -> Result<Vec<Entry>, DbError> {
    let query = sql(SELECT).with(" WHERE tenant = ?", tx.tenant()).with(" AND number > ?", number);
    let rows = tx.all::<EntryRow>(query.with(" ORDER BY number LIMIT ?", limit)).await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The first number at or after an instant; one after the last where there is none. Found by halving, so no index is written for it.
pub async fn between(tx: &mut Tx, at: Instant) -> Result<i64, DbError> {
    let (mut low, mut high) = (1, raw_head(tx).await?.map_or(0, |head| head.number) + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let query: Sql = sql("SELECT at FROM audit WHERE tenant = $1 AND number = $2").bind(tx.tenant()).bind(middle);
        match tx.optional::<(i64,)>(query).await? {
            Some((found,)) if found >= at.micros() => high = middle,
            _ => low = middle + 1,
        }
    }
    Ok(low)
}
