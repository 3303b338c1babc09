//! The worker of `yipanqi serve`: does what waits in the queue, in this process beside its pages.

use std::time::Duration;

use base::Db;
use base::jobs::Worker;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How often it is looked whose daily digest is to be queued.
const TICK: Duration = Duration::from_secs(60);
/// How often jobs that have long been over are cleared away.
const SWEEP: Duration = Duration::from_secs(3_600);

/// A worker that works.
pub struct Working {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Sets a worker to work.
pub fn begin(worker: Worker, db: Db) -> Working {
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        let sweep = async {
            loop {
                if let Err(error) = worker.sweep().await {
                    tracing::warn!(%error, "old jobs could not be cleared away");
                }
                tokio::time::sleep(SWEEP).await;
            }
        };
        let tick = async {
            loop {
                if let Err(error) = kit::remind::tick(&db).await {
                    tracing::warn!(%error, "daily digests could not be queued");
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

impl Working {
    /// Lets running jobs finish and ends.
    pub async fn end(self) {
        let _ = self.stop.send(());
        drop(self.task.await);
    }
}
