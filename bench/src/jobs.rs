//! Jobs a second through the queue: queued each in an act of its own, taken, done and written down.

use base::jobs::{self, NewJob, State, Worker};
use base::{Actor, DatabaseUrl, Db, DbError, Options, Tx};

use crate::raw::Rows;
use crate::table::{Measure, Table};
use crate::{Result, made, raw, watch};

/// So many go through.
const JOBS: usize = 5_000;
/// So many callers queue them.
const CALLERS: usize = 8;
/// What the queue is to do at least, a second.
const TARGET: f64 = 1_000.0;

/// On SQLite.
pub async fn measure(table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let options = Options { act_limit: std::time::Duration::from_secs(30), ..Options::default() };
    let (db, by, _) = made::fresh(&DatabaseUrl::file(folder.path().join("jobs.db")), options).await?;
    let rows = Rows::Sqlite(raw::sqlite(&folder.path().join("bare.db")).await?);
    rows.make().await?;
    let (bare, done) = watch::time(bare(&rows)).await;
    done?;
    let (queued, done) = watch::time(queue_all(&db, &by)).await;
    done?;
    let worker = Worker::new(db.clone()).on("bench.nothing", |_| async { Ok(()) });
    let (taken, done) = watch::time(worker.run_due()).await;
    let tries = done?;
    let all = db.read(&by, &(), count).await?;
    if tries != JOBS || all != JOBS as i64 {
        return Err(format!("{tries} tries, {all} done").into());
    }
    let rate = Measure::Rate(JOBS as f64 / (queued + taken).as_secs_f64());
    let limit = Measure::Rate(1_000.0 / bare.as_secs_f64());
    table.least("jobs queued by 8 callers and done, SQLite", rate, Measure::Rate(TARGET), ("bare durable rows", limit));
    db.close().await;
    Ok(())
}

async fn bare(rows: &Rows) -> Result<()> {
    for id in 0..1_000 {
        rows.one(id).await?;
    }
    Ok(())
}

async fn queue_all(db: &Db, by: &Actor) -> Result<()> {
    let mut tasks = Vec::new();
    for caller in 0..CALLERS {
        let (db, by) = (db.clone(), by.clone());
        tasks.push(tokio::spawn(async move {
            for n in (caller..JOBS).step_by(CALLERS) {
                db.write(&by, &n, queue).await?;
            }
            std::result::Result::<(), DbError>::Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

async fn queue(tx: &mut Tx, _: &Actor, n: &usize) -> std::result::Result<bool, DbError> {
    jobs::enqueue(tx, &NewJob::new("bench.nothing", n.to_string(), "nothing", serde_json::json!({ "n": n }))).await
}

async fn count(tx: &mut Tx, _: &Actor, (): &()) -> std::result::Result<i64, DbError> {
    Ok(jobs::counts(tx).await?.of(State::Done))
}
