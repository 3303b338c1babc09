//! Acts a second: callers that each wait for their answer, beside bare durable rows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::{Actor, DatabaseUrl, Db, DbError, Note, Options, OrgId, Tx, sql};
use ledger::{Fact, SourceRef, metrics};
use norms::Day;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::raw::Rows;
use crate::table::{Measure, Table};
use crate::{Result, made, raw, watch};

/// So long each is measured.
const SECONDS: f64 = 2.0;
const CALLERS: [usize; 3] = [1, 8, 64];
/// So many firms are named.
const FIRMS: u64 = 10_000;

/// On SQLite, and on PostgreSQL where there is a server.
pub async fn measure(postgres: Option<&str>, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let rows = Rows::Sqlite(raw::sqlite(&folder.path().join("bare.db")).await?);
    on("SQLite", &DatabaseUrl::file(folder.path().join("acts.db")), rows, table).await?;
    let Some(server) = postgres else {
        table.note("YIPANQI_TEST_POSTGRES names no server, so the lines of PostgreSQL are missing; `make bench` starts one.");
        return Ok(());
    };
    let name = format!("yipanqi_bench_{}", std::process::id());
    let (head, _) = server.rsplit_once('/').ok_or("an address without a database")?;
    let mut admin = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await?;
    let url = format!("{head}/{name}");
    let pool = PgPoolOptions::new().max_connections(64).connect(&url).await?;
    let done = on("PostgreSQL", &url.parse()?, Rows::Postgres(pool.clone()), table).await;
    pool.close().await;
    sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).execute(&mut admin).await?;
    done
}

async fn on(name: &str, url: &DatabaseUrl, rows: Rows, table: &mut Table) -> Result<()> {
    let options = Options { act_limit: std::time::Duration::from_secs(30), ..Options::default() };
    let (db, by, org) = made::fresh(url, options).await?;
    rows.make().await?;
    let (rows, next) = (Arc::new(rows), Arc::new(AtomicU64::new(1)));
    for callers in CALLERS {
        let bare = rate(callers, &Worker::Row(rows.clone()), &next).await?;
        for (said, of) in [("a fact", Of::Event), ("a firm reached", Of::Firm)] {
            let acts = rate(callers, &Worker::Act(db.clone(), Box::new(by.clone()), org, of), &next).await?;
            let what = format!("acts that post {said}, {callers} {}, {name}", if callers == 1 { "caller" } else { "callers" });
            table.line(&what, Measure::Rate(acts), None, Some(("bare durable rows", Measure::Rate(bare))));
        }
    }
    for callers in CALLERS {
        let noted = rate(callers, &Worker::Audited(db.clone(), Box::new(by.clone()), true), &next).await?;
        let silent = rate(callers, &Worker::Audited(db.clone(), Box::new(by.clone()), false), &next).await?;
        let who = if callers == 1 { "caller" } else { "callers" };
        let what = format!("acts that write one row and note it for the audit, {callers} {who}, {name}");
        table.line(&what, Measure::Rate(noted), None, Some(("the same act noting nothing", Measure::Rate(silent))));
    }
    if matches!(url, DatabaseUrl::Postgres(_)) {
        several(url, &db, &by, table).await?;
    }
    db.close().await;
    Ok(())
}

/// So many processes, each with connections and lanes of its own, append to the chain of one office; then the chain is walked.
async fn several(url: &DatabaseUrl, first: &Db, by: &Actor, table: &mut Table) -> Result<()> {
    const PROCESSES: usize = 4;
    const EACH: usize = 8;
    let next = Arc::new(AtomicU64::new(1));
    let alone = rate(PROCESSES * EACH, &Worker::Audited(first.clone(), Box::new(by.clone()), true), &next).await?;
    let mut dbs = Vec::new();
    for _ in 0..PROCESSES {
        let options = Options { act_limit: std::time::Duration::from_secs(30), ..Options::default() };
        dbs.push(Db::open(url, made::MIGRATIONS, base::Clock::System, options).await?);
    }
    let mut tasks = Vec::new();
    for db in &dbs {
        let (worker, next) = (Worker::Audited(db.clone(), Box::new(by.clone()), true), next.clone());
        tasks.push(tokio::spawn(async move { rate(EACH, &worker, &next).await }));
    }
    let mut noted = 0.0;
    for task in tasks {
        noted += task.await??;
    }
    for db in dbs {
        db.close().await;
    }
    let report = first.read(by, &(), async |tx: &mut Tx, _: &Actor, (): &()| base::audit::verify(tx).await).await?;
    if let Some(found) = report.broken {
        return Err(format!("the audit chain is broken at row {}", found.number).into());
    }
    let what = format!("the same, noted, by {PROCESSES} processes with {EACH} callers each, one office, PostgreSQL");
    let raw = format!("one process with {} callers", PROCESSES * EACH);
    table.line(&what, Measure::Rate(noted), None, Some((&raw, Measure::Rate(alone))));
    table.note(format!(
        "Processes that write for one office take its row one after another (`FOR UPDATE`), so the order of the audit chain is the order of \
         the commits, whoever wrote them; the chain of {} rows that these lines left was walked and is whole.",
        report.rows
    ));
    Ok(())
}

/// What an act's fact says: something that is summed, or whom a distinct count reached, for which sets are kept besides.
#[derive(Clone, Copy)]
enum Of {
    Event,
    Firm,
}

/// What a caller does.
#[derive(Clone)]
enum Worker {
    Act(Db, Box<Actor>, OrgId, Of),
    Row(Arc<Rows>),
    Audited(Db, Box<Actor>, bool),
}

impl Worker {
    async fn work(&self, n: u64) -> Result<()> {
        match self {
            Worker::Act(db, by, org, of) => one(db, by, *org, *of, n).await,
            Worker::Row(rows) => rows.one(i64::try_from(n)?).await,
            Worker::Audited(db, by, noted) => Ok(db.write(by, &(n, *noted), one_row).await?),
        }
    }
}

/// One row, noted or not.
async fn one_row(tx: &mut Tx, _: &Actor, (n, noted): &(u64, bool)) -> std::result::Result<(), DbError> {
    let day = 20_221_200 + i64::try_from(n % 30).unwrap_or(0);
    tx.run(sql("UPDATE office SET period_to = $2 WHERE tenant = $1").bind(tx.tenant()).bind(day + 1).scratch()).await?;
    if *noted {
        tx.note(Note::new("office.period").on("org", tx.tenant().0).with("before", day).with("after", day + 1));
    }
    Ok(())
}

/// One record with one fact.
async fn one(db: &Db, by: &Actor, org: OrgId, of: Of, n: u64) -> Result<()> {
    let (code, subject) = match of {
        Of::Event => ("assist.event", None),
        Of::Firm => ("assist.enterprise_covered", Some(made::firm(n % FIRMS))),
    };
    let metric = metrics::by_code(code).ok_or("an unknown metric")?;
    let day = "2022-01-01".parse::<Day>()?.plus_days(i64::try_from(n % 300)?);
    let fact = Fact { metric, org, day, quantity: 1, subject, declared: None };
    let stated = vec![(SourceRef::new("bench.record", Uuid::from_u128(u128::from(n))), vec![fact])];
    db.write(by, &stated, made::post).await?;
    Ok(())
}

/// How often a second so many callers get their answer.
async fn rate(callers: usize, worker: &Worker, next: &Arc<AtomicU64>) -> Result<f64> {
    let began = watch::start();
    let mut tasks = Vec::new();
    for _ in 0..callers {
        let (worker, next) = (worker.clone(), next.clone());
        tasks.push(tokio::spawn(async move {
            let mut done = 0_u32;
            while began.elapsed().as_secs_f64() < SECONDS {
                worker.work(next.fetch_add(1, Ordering::Relaxed)).await?;
                done += 1;
            }
            Result::Ok(done)
        }));
    }
    let mut sum = 0.0;
    for task in tasks {
        sum += f64::from(task.await??);
    }
    Ok(sum / began.elapsed().as_secs_f64())
}
