//! The queue of work that is done later: rows in the database, queued in the act's own transaction, so that there is neither an act
//! without its job nor a job without its act.
//!
//! Each job is done *at least once*: a worker takes it under a lease, and a job whose lease ran out is taken again. What a job does to
//! the database it does together with [`settle`], in one transaction: of two workers that hold the same job, one had lost its lease, and
//! nothing that it did is kept. What a job does outside cannot be taken back; such jobs are made so that a repeat does no harm.

mod look;
mod queue;
mod worker;

use norms::Instant;
use uuid::Uuid;

use crate::{Actor, DbError, Migrations, TenantId, Tx, sql};

pub use look::{Counts, Filter, Listed, cancel, counts, list, retry, sweep};
pub use queue::settle;
pub use worker::{Doing, Handler, Worker};

/// The table of jobs.
pub(crate) const MIGRATIONS: Migrations = Migrations { room: "jobs", steps: &[include_str!("../../migrations/jobs/0001_job.sql")] };

/// A job that somebody took has to be over by then, in seconds; else another worker takes it.
pub const LEASE_SECONDS: i64 = 60;
/// So often a job is tried before it has failed.
pub const MOST_TRIES: i64 = 8;

/// Seconds from a failed try to the next: 15 s, then four times as long each time, up to 6 hours.
pub fn delay(tries: i64) -> i64 {
    let steps = u32::try_from(tries.clamp(1, 10) - 1).unwrap_or(0);
    (15 * 4_i64.pow(steps)).min(6 * 3_600)
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for its time.
    Waiting,
    /// A worker has it.
    Running,
    /// It was done.
    Done,
    /// It could not be done, and is not tried again by itself.
    Failed,
    /// Somebody called it off.
    Cancelled,
}

impl State {
    /// All, in the order in which pages list them.
    pub const ALL: [State; 5] = [State::Waiting, State::Running, State::Done, State::Failed, State::Cancelled];

    /// The name in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    /// The name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            State::Waiting => "等待",
            State::Running => "执行中",
            State::Done => "已完成",
            State::Failed => "失败",
            State::Cancelled => "已取消",
        }
    }

    /// The state of this name.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Asks that something be done later.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What kind of work: which handler takes it. A word, unique over the program.
    pub kind: &'static str,
    /// What may be done once only: a second job of that kind with the same word is not queued. Up to 200 characters.
    pub once: String,
    /// What the page of jobs says of it; no personal data, no secret. Up to 200 characters.
    pub title: String,
    /// What its handler needs.
    pub what: serde_json::Value,
    /// Not before; `None`: at once.
    pub due: Option<Instant>,
}

impl NewJob {
    /// Something to be done at once.
    pub fn new(kind: &'static str, once: impl Into<String>, title: impl Into<String>, what: serde_json::Value) -> NewJob {
        NewJob { kind, once: once.into(), title: title.into(), what, due: None }
    }

    /// Not before then.
    #[must_use]
    pub fn not_before(mut self, due: Instant) -> NewJob {
        self.due = Some(due);
        self
    }
}

/// A job as its handler gets it.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its office.
    pub tenant: TenantId,
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its word of [`NewJob::once`]: the same at every try, so that a receiver may know a repeat.
    pub once: String,
    /// What its handler needs.
    pub what: serde_json::Value,
    /// Which try this is, from 1.
    pub tries: i64,
    lease: Uuid,
}

impl Job {
    /// The program itself, in the job's office.
    pub fn actor(&self) -> Actor {
        Actor::system(self.tenant, "后台任务")
    }
}

/// Why a job was not done this time. The reason is kept and shown to administrators: no secret and no personal data in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It may succeed later.
    Again(String),
    /// It will never succeed as it is.
    Never(String),
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Fault {
        Fault::Again(error.to_string())
    }
}

/// Queues a job in the act's own transaction; `false` when one of that kind with that word is there already, whatever became of it.
pub async fn enqueue(tx: &mut Tx, job: &NewJob) -> Result<bool, DbError> {
    let text = "INSERT INTO job(tenant, id, kind, once, title, what, state, due, tries, made, changed) \
                VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, $8, $8) ON CONFLICT(tenant, kind, once) DO NOTHING";
    let title: String = job.title.chars().take(200).collect();
    let insert = sql(text)
        .bind(tx.tenant())
        .bind(tx.new_id())
        .bind(job.kind)
        .bind(&job.once)
        .bind(title)
        .bind(job.what.clone())
        .bind(job.due.unwrap_or(tx.now()))
        .bind(tx.now());
    // What is to be done later is told by the act that asks for it.
    Ok(tx.run(insert.scratch()).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_delay_is_longer_than_the_last_until_six_hours() {
        let delays: Vec<i64> = (1..=MOST_TRIES).map(delay).collect();
        assert_eq!(delays, [15, 60, 240, 960, 3_840, 15_360, 21_600, 21_600]);
        assert_eq!((delay(0), delay(i64::MAX)), (15, 21_600));
    }
}
