//! Taking jobs and letting go of them. No tenant's row is taken, so workers of several processes do not wait for acts.

use norms::Instant;
use uuid::Uuid;

use super::{Fault, Job, LEASE_SECONDS, MOST_TRIES, delay};
use crate::{DbError, TenantId, Tx, id, sql};

type JobRow = (i64, Uuid, String, String, sqlx::types::Json<serde_json::Value>, i64);

/// Takes up to `most` jobs of these kinds that are due, those that are due longest first.
pub(crate) async fn claim(tx: &mut Tx, (kinds, most): &(Vec<String>, usize)) -> Result<Vec<Job>, DbError> {
    // One draw for all that are taken together: it says who holds them.
    let lease = id::new_id(tx.now());
    let skip = if tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
    let most = i64::try_from(*most).unwrap_or(i64::MAX);
    // A table expression of its own, so that PostgreSQL looks once only and never takes more than `most`.
    let due = sql("WITH due AS MATERIALIZED (SELECT tenant, id FROM job WHERE due <= $1 AND kind IN")
        .bind(tx.now())
        .list(kinds.iter())
        .with(" ORDER BY due LIMIT ?", most)
        .push(skip)
        .push(") UPDATE job SET state = 'running', tries = tries + 1, changed = $1")
        .with(", lease = ?", lease)
        .with(", due = ?", tx.now().plus_seconds(LEASE_SECONDS));
    let take = due.push(" WHERE (tenant, id) IN (SELECT tenant, id FROM due) RETURNING tenant, id, kind, once, what, tries");
    let rows = tx.all::<JobRow>(take).await?;
    let job = |(tenant, id, kind, once, what, tries): JobRow| Job { tenant: TenantId(tenant), id, kind, once, what: what.0, tries, lease };
    let mut jobs: Vec<Job> = rows.into_iter().map(job).collect();
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

/// How a try ended.
pub(crate) type Ended = (Job, Result<(), Fault>);

/// Writes down how tries ended; those whose lease was lost, or that are settled already, change nothing.
pub(crate) async fn finish(tx: &mut Tx, ended: &Vec<Ended>) -> Result<(), DbError> {
    for (job, outcome) in ended {
        let now = tx.now();
        let last = job.tries >= MOST_TRIES;
        let (state, due, reason): (&str, Option<Instant>, Option<String>) = match outcome {
            Ok(()) => ("done", None, None),
            Err(Fault::Again(why)) if !last => ("waiting", Some(now.plus_seconds(delay(job.tries))), Some(short(why))),
            Err(Fault::Again(why) | Fault::Never(why)) => ("failed", None, Some(short(why))),
        };
        let text = "UPDATE job SET state = $4, due = $5, reason = $6, lease = NULL, changed = $7 \
                    WHERE tenant = $1 AND id = $2 AND lease = $3";
        let write = sql(text).bind(job.tenant).bind(job.id).bind(job.lease).bind(state).bind(due).bind(reason).bind(now);
        tx.run(write).await?;
    }
    Ok(())
}

/// Marks the job as done in the transaction that does its work; `false` when its lease was lost, and then the caller gives up what it did.
pub async fn settle(tx: &mut Tx, job: &Job) -> Result<bool, DbError> {
    let text = "UPDATE job SET state = 'done', due = NULL, reason = NULL, lease = NULL, changed = $4 \
                WHERE tenant = $1 AND id = $2 AND lease = $3";
    Ok(tx.run(sql(text).bind(job.tenant).bind(job.id).bind(job.lease).bind(tx.now()).scratch()).await? == 1)
}

/// A reason as it is kept.
fn short(why: &str) -> String {
    why.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect()
}
