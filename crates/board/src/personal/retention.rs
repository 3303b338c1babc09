//! 保存期限: for each kind of record, after how many months what tells who somebody was is erased. Kinds belong to rooms; an office sets
//! the times. A kind without a time is kept.

use std::collections::BTreeMap;

use base::jobs::{self, Fault, Job, NewJob, Worker};
use base::{Actor, Db, Tx, sql};
use norms::Instant;
use serde_json::json;

use super::erasures::Target;
use super::{Due, Holders, Kind, erase};
use crate::{BoardError, office};

/// The kind of the job that erases what is over.
pub const JOB: &str = "personal.sweep";
/// Somebodies that one act erases.
const AT_ONCE: i64 = 20;
/// Acts of one job: the next job goes on.
const ACTS: usize = 20;

/// A time that an office has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// In months.
    pub months: i64,
    /// Who set it.
    pub who: String,
    /// When.
    pub at: Instant,
}

/// The times that are set, by kind.
pub async fn rules(tx: &mut Tx) -> Result<BTreeMap<String, Rule>, BoardError> {
    let query = sql("SELECT kind, months, who, at FROM retention WHERE tenant = $1").bind(tx.tenant());
    let rows: Vec<(String, i64, String, i64)> = tx.all(query).await?;
    Ok(rows.into_iter().map(|(kind, months, who, at)| (kind, Rule { months, who, at: Instant(at) })).collect())
}

/// Asks that a kind be kept so long.
#[derive(Clone)]
pub struct SetRule {
    /// Which kind.
    pub kind: String,
    /// In months, 1 to 1,200; none: for good.
    pub months: Option<i64>,
    /// Every room: a kind that none of them has cannot have a time.
    pub holders: Holders,
}

/// Sets how long a kind is kept.
///
/// # Errors
/// [`BoardError::NoKind`], [`BoardError::Months`].
pub async fn set(tx: &mut Tx, by: &Actor, ask: &SetRule) -> Result<(), BoardError> {
    let kind = ask.holders.kinds().into_iter().find(|kind| kind.code == ask.kind).ok_or(BoardError::NoKind)?;
    let before = rules(tx).await?.get(kind.code).map(|rule| rule.months);
    if before == ask.months {
        return Ok(());
    }
    match ask.months {
        Some(months) if (1..=1200).contains(&months) => {
            let text = "INSERT INTO retention(tenant, kind, months, who, at) VALUES ($1, $2, $3, $4, $5) \
                        ON CONFLICT(tenant, kind) DO UPDATE SET months = excluded.months, who = excluded.who, at = excluded.at";
            let put = sql(text).bind(tx.tenant()).bind(kind.code).bind(months).bind(by.name.as_str()).bind(tx.now());
            tx.run(put).await?;
        }
        Some(_) => return Err(BoardError::Months),
        None => {
            tx.run(sql("DELETE FROM retention WHERE tenant = $1 AND kind = $2").bind(tx.tenant()).bind(kind.code)).await?;
        }
    }
    let told = |months: Option<i64>| months.map_or_else(|| "长期保存".to_owned(), |months| format!("{months} 个月"));
    tx.note(base::Note::new("personal.retention").with("kind", kind.name).with("before", told(before)).with("after", told(ask.months)));
    Ok(())
}

/// Erases some of those whose time is over; how many, and whether there may be more.
async fn sweep(tx: &mut Tx, _: &Actor, (holders, kind): &(&Holders, &Kind)) -> Result<(usize, bool), BoardError> {
    let Some(rule) = rules(tx).await?.remove(kind.code) else { return Ok((0, false)) };
    let before = tx.today().plus_months(-rule.months);
    let over = holders.due(tx, kind.code, before, AT_ONCE).await?;
    let mut list = Vec::new();
    for due in &over {
        let target = match due {
            Due::Person(id) => Target::Person(*id),
            Due::Subject { number, .. } => Target::Subject(*number),
        };
        list.push((erase::who_is_due(tx, due).await?, erase::by_retention(tx, target)));
    }
    let people = list.len();
    if people > 0 {
        let erased = erase::all(tx, holders, list).await?;
        tx.note(erase::swept(kind.name, people, erased.records));
    }
    Ok((people, over.len() as i64 == AT_ONCE))
}

/// Erases whose time is over, in acts of some people each; how many. `false`: there is more.
///
/// # Errors
/// The database's; what was done before it stays done.
pub async fn run(db: &Db, by: &Actor, holders: &Holders) -> Result<(usize, bool), BoardError> {
    let (mut done, mut acts) = (0, 0);
    for kind in holders.kinds() {
        loop {
            let (some, more) = db.write_long(by, &(holders, &kind), sweep).await?;
            (done, acts) = (done + some, acts + 1);
            if !more {
                break;
            }
            if acts >= ACTS {
                return Ok((done, false));
            }
        }
    }
    Ok((done, true))
}

/// Queues the day's sweep of each office that has set a time: once a day, however many processes ask.
///
/// # Errors
/// The database's.
pub async fn tick(db: &Db) -> Result<(), BoardError> {
    for office in office::offices(db).await? {
        let by = Actor::system(office.tenant, "清理");
        if db.read(&by, &(), open).await? {
            db.write(&by, &0, queue).await?;
        }
    }
    Ok(())
}

fn once(tx: &Tx, part: i64) -> String {
    format!("{}/{part}", tx.today())
}

/// Whether today's sweep is still to be queued.
async fn open(tx: &mut Tx, _: &Actor, (): &()) -> Result<bool, BoardError> {
    let text = "SELECT count(*) FROM retention r WHERE r.tenant = $1 AND NOT EXISTS \
                (SELECT 1 FROM job j WHERE j.tenant = $1 AND j.kind = $2 AND j.once = $3)";
    let (rules,): (i64,) = tx.one(sql(text).bind(tx.tenant()).bind(JOB).bind(once(tx, 0))).await?;
    Ok(rules > 0)
}

async fn queue(tx: &mut Tx, _: &Actor, part: &i64) -> Result<bool, BoardError> {
    let job = NewJob::new(JOB, once(tx, *part), "删除保存期限已到的个人信息", json!({ "part": part }));
    Ok(jobs::enqueue(tx, &job).await?)
}

/// The worker with what does the sweeps.
#[must_use]
pub fn handlers(worker: Worker, db: Db, holders: Holders) -> Worker {
    worker.on(JOB, move |job| {
        let (db, holders) = (db.clone(), holders.clone());
        async move { work(&db, &holders, &job).await }
    })
}

async fn work(db: &Db, holders: &Holders, job: &Job) -> Result<(), Fault> {
    let by = job.actor();
    let fault = |error: BoardError| Fault::Again(error.to_string());
    let (_, all) = run(db, &by, holders).await.map_err(fault)?;
    if !all {
        let part = job.what.get("part").and_then(serde_json::Value::as_i64).unwrap_or_default() + 1;
        db.write(&by, &part, queue).await.map_err(fault)?;
    }
    Ok(())
}
