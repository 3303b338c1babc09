//! The worker: takes what is due, runs it, writes down how it ended.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};

use super::queue::{Ended, claim, finish};
use super::{Fault, Job, LEASE_SECONDS, MOST_TRIES};
use crate::{Db, DbError};

/// Jobs that one process runs at the same moment.
const PLACES: usize = 32;
/// How often the queue is looked at while nothing is due.
const LOOK: Duration = Duration::from_millis(500);
/// What one try may take: less than the lease, so that who is merely slow stops before another begins.
const TRY: Duration = Duration::from_secs(LEASE_SECONDS as u64 - 10);
/// How long running jobs have when the process ends; what is not over then is taken again after its lease.
const LAST_TIME: Duration = Duration::from_secs(10);

/// A try under way.
pub type Doing = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;
/// Does the jobs of one kind.
pub type Handler = Arc<dyn Fn(Job) -> Doing + Send + Sync>;

/// Does jobs, in as many processes as one likes.
pub struct Worker {
    db: Db,
    handlers: HashMap<&'static str, Handler>,
}

impl Worker {
    /// A worker that can do nothing yet.
    pub fn new(db: Db) -> Worker {
        Worker { db, handlers: HashMap::new() }
    }

    /// With this handler for one kind of job. Kinds without one are left to other processes.
    #[must_use]
    pub fn on<F>(mut self, kind: &'static str, handler: impl Fn(Job) -> F + Send + Sync + 'static) -> Worker
    where
        F: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |job| Box::pin(handler(job))));
        self
    }

    /// Does everything that is due now, and says how many tries that were.
    ///
    /// # Errors
    /// The database's.
    pub async fn run_due(&self) -> Result<usize, DbError> {
        let (mut running, mut tries) = (JoinSet::new(), 0);
        loop {
            let more = self.take(&mut running).await?;
            tries += more;
            let Some(first) = running.join_next().await else { return Ok(tries) };
            self.put_down(first, &mut running).await?;
        }
    }

    /// Works until `stop` comes, then lets running jobs finish.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut running = JoinSet::new();
        loop {
            // A database that is away for a while is no reason to end: the jobs are in it, and it is asked again.
            let taken = self.take(&mut running).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "jobs could not be taken");
                0
            });
            let rest = if taken == 0 { LOOK } else { Duration::ZERO };
            let first = tokio::select! {
                () = &mut stop => break,
                Some(first) = running.join_next() => first,
                () = tokio::time::sleep(rest), if running.len() < PLACES => continue,
            };
            log(self.put_down(first, &mut running).await);
        }
        let last = async {
            while let Some(first) = running.join_next().await {
                log(self.put_down(first, &mut running).await);
            }
        };
        if tokio::time::timeout(LAST_TIME, last).await.is_err() {
            tracing::warn!("some jobs had not finished when the worker ended; they are taken again");
        }
    }

    /// Clears away jobs that have long been over.
    ///
    /// # Errors
    /// The database's.
    pub async fn sweep(&self) -> Result<u64, DbError> {
        self.db.short(&(), super::sweep).await
    }

    /// Takes what is due and does nothing with it, as a process does that is stopped just then: its leases run out.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_and_stop(&self) -> Result<Vec<Job>, DbError> {
        self.db.short(&(self.kinds(), PLACES), claim).await
    }

    fn kinds(&self) -> Vec<String> {
        self.handlers.keys().map(|kind| (*kind).to_owned()).collect()
    }

    /// Takes as many jobs as there are places.
    async fn take(&self, running: &mut JoinSet<Ended>) -> Result<usize, DbError> {
        let free = PLACES.saturating_sub(running.len());
        if free == 0 || self.handlers.is_empty() {
            return Ok(0);
        }
        let jobs = self.db.short(&(self.kinds(), free), claim).await?;
        let taken = jobs.len();
        for job in jobs {
            let Some(handler) = self.handlers.get(job.kind.as_str()).cloned() else { continue };
            running.spawn(one_try(handler, job));
        }
        Ok(taken)
    }

    /// Writes down how a try ended, and all others that have ended by then, in one transaction.
    async fn put_down(&self, first: Result<Ended, JoinError>, running: &mut JoinSet<Ended>) -> Result<(), DbError> {
        let mut ended = Vec::from_iter(first.ok());
        while let Some(next) = running.try_join_next() {
            ended.extend(next.ok());
        }
        self.db.short(&ended, finish).await
    }
}

fn log(ended: Result<(), DbError>) {
    if let Err(error) = ended {
        tracing::warn!(%error, "how jobs ended could not be written down; they are taken again");
    }
}

async fn one_try(handler: Handler, job: Job) -> Ended {
    if job.tries > MOST_TRIES {
        // Nobody wrote down how the last try ended: the process was lost during it, each time.
        return (job, Err(Fault::Never("the process ended during each of its tries".into())));
    }
    // A task of its own, so that a panic ends the try and not the worker.
    let mut task = tokio::spawn(handler(job.clone()));
    let outcome = match tokio::time::timeout(TRY, &mut task).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Fault::Again("the try failed inside".into())),
        Err(_) => {
            task.abort();
            Err(Fault::Again(format!("the try took longer than {} s and was stopped", TRY.as_secs())))
        }
    };
    (job, outcome)
}
