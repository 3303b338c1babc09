//! The queue as administrators see it, and what they may do about a job.

use norms::Instant;
use uuid::Uuid;

use super::State;
use crate::{DbError, Note, Tx, sql};

/// A job that is done or called off is kept so long, in days; then its word may be used again.
const KEEP_DAYS: i64 = 30;
/// A job that failed is kept so long, in days.
const KEEP_FAILED_DAYS: i64 = 180;

/// Which jobs.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Behind this one in the order of the list.
    pub after: Option<(Instant, Uuid)>,
}

/// A job as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What it is.
    pub title: String,
    /// How far it has come.
    pub state: State,
    /// When it may be taken next.
    pub due: Option<Instant>,
    /// How often it was tried.
    pub tries: i64,
    /// Why the last try did not succeed.
    pub reason: Option<String>,
    /// When it was queued.
    pub made: Instant,
    /// When anything of it changed last.
    pub changed: Instant,
}

type ListedRow = (Uuid, String, String, String, Option<i64>, i64, Option<String>, i64, i64);

/// The office's jobs, those that changed last first.
pub async fn list(tx: &mut Tx, filter: &Filter, limit: i64) -> Result<Vec<Listed>, DbError> {
    let text = "SELECT id, kind, title, state, due, tries, reason, made, changed FROM job WHERE tenant = $1";
    let mut query =
        sql(text).bind(tx.tenant()).and(" AND state = ?", filter.state.map(State::code)).and(" AND kind = ?", filter.kind.clone());
    if let Some((changed, id)) = filter.after {
        query = query.with(" AND (changed, id) < (?", changed).with(", ?)", id);
    }
    let rows = tx.all::<ListedRow>(query.with(" ORDER BY changed DESC, id DESC LIMIT ?", limit)).await?;
    rows.into_iter().map(listed).collect()
}

fn listed((id, kind, title, state, due, tries, reason, made, changed): ListedRow) -> Result<Listed, DbError> {
    let state = State::from_code(&state).ok_or_else(|| DbError::Corrupt(format!("the state {state} of a job is unknown")))?;
    let (made, changed) = (Instant::from_micros(made), Instant::from_micros(changed));
    Ok(Listed { id, kind, title, state, due: due.map(Instant::from_micros), tries, reason, made, changed })
}

/// How many jobs of an office are in each state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(Vec<(State, i64)>);

impl Counts {
    /// How many are in this state.
    pub fn of(&self, state: State) -> i64 {
        self.0.iter().find(|count| count.0 == state).map_or(0, |count| count.1)
    }
}

/// How many jobs of the office are in each state.
pub async fn counts(tx: &mut Tx) -> Result<Counts, DbError> {
    let query = sql("SELECT state, count(*) FROM job WHERE tenant = $1 GROUP BY state").bind(tx.tenant());
    let rows = tx.all::<(String, i64)>(query).await?;
    Ok(Counts(rows.into_iter().filter_map(|(state, count)| Some((State::from_code(&state)?, count))).collect()))
}

/// Tries a job anew that failed or was called off, or does not let it wait any longer; `false` where it is in no such state.
pub async fn retry(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    let text = "UPDATE job SET state = 'waiting', due = $3, tries = 0, changed = $3 \
                WHERE tenant = $1 AND id = $2 AND state IN ('waiting', 'failed', 'cancelled')";
    let found = tx.run(sql(text).bind(tx.tenant()).bind(id).bind(tx.now())).await? == 1;
    if found {
        tx.note(Note::new("job.retry").on("job", id));
    }
    Ok(found)
}

/// Calls a job off that waits; `false` where it does not.
pub async fn cancel(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    let text = "UPDATE job SET state = 'cancelled', due = NULL, changed = $3 WHERE tenant = $1 AND id = $2 AND state = 'waiting'";
    let found = tx.run(sql(text).bind(tx.tenant()).bind(id).bind(tx.now())).await? == 1;
    if found {
        tx.note(Note::new("job.cancel").on("job", id));
    }
    Ok(found)
}

/// Clears away jobs of all offices that have long been over.
pub async fn sweep(tx: &mut Tx, (): &()) -> Result<u64, DbError> {
    let days = |days: i64| tx.now().plus_seconds(-days * 86_400);
    let text = "DELETE FROM job WHERE (state IN ('done', 'cancelled') AND changed < $1) OR (state = 'failed' AND changed < $2)";
    tx.run(sql(text).bind(days(KEEP_DAYS)).bind(days(KEEP_FAILED_DAYS))).await
}
