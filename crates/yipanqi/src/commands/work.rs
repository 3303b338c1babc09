//! The worker of `yipanqi serve`: does what waits in the queue, in this process beside its pages.

use std::path::PathBuf;
use std::time::Duration;

use base::jobs::Worker;
use base::{Db, DbError, Tx};
use board::personal::{erasures, retention};
use board::{limiter, provider_sign_in, second_step, sessions};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How often it is looked whose daily digest is to be queued, whose time is over, and what was erased.
const TICK: Duration = Duration::from_secs(60);
/// How often jobs, sessions and tries that have long been over are cleared away. None of them works any more either way.
const SWEEP: Duration = Duration::from_secs(3_600);

/// A worker that works.
pub struct Working {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Sets a worker to work.
pub fn begin(worker: Worker, db: Db, erasures: PathBuf) -> Working {
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        let sweep = async {
            loop {
                if let Err(error) = worker.sweep().await {
                    tracing::warn!(%error, "old jobs could not be cleared away");
                }
                if let Err(error) = db.short(&(), over).await {
                    tracing::warn!(%error, "old sessions could not be cleared away");
                }
                tokio::time::sleep(SWEEP).await;
            }
        };
        let tick = async {
            loop {
                if let Err(error) = kit::remind::tick(&db).await {
                    tracing::warn!(%error, "daily digests could not be queued");
                }
                if let Err(error) = retention::tick(&db).await {
                    tracing::warn!(%error, "the day's erasures could not be queued");
                }
                if let Err(error) = erasures::write_down(&db, &erasures).await {
                    tracing::warn!(%error, "the list of erasures could not be brought up to date");
                }
                tokio::time::sleep(TICK).await;
            }
        };
        tokio::select! {
            () = worker.run(async { drop(stopped.await) }) => {}
            () = sweep => {}
            () = tick => {}
        }
    });
    Working { stop, task }
}

async fn over(tx: &mut Tx, (): &()) -> Result<(), DbError> {
    sessions::sweep(tx).await?;
    second_step::sweep(tx).await?;
    provider_sign_in::sweep(tx).await?;
    limiter::sweep(tx).await?;
    Ok(())
}

impl Working {
    /// Lets running jobs finish and ends.
    pub async fn end(self) {
        self.stop.send(()).ok();
        drop(self.task.await);
    }
}
