//! 每日待办: what waits for each person, once a day by the way that they chose. Queued by [`tick`], made up by the job that [`handlers`]
//! brings, sent by the outbox.

mod words;

use base::jobs::{self, Fault, Job, NewJob, Worker};
use base::{AccountId, Actor, Db, DbError, Tx};
use board::reminders::{self, Way, When};
use board::{BoardError, accounts, office};
use norms::Day;
use outbox::{Mail, RobotMessage};
use serde::{Deserialize, Serialize};

use crate::AllTodos;

/// Kind of job: one person's digest of one day.
pub(crate) const DIGEST: &str = "remind.digest";

/// Whose digest, of which day.
#[derive(Serialize, Deserialize)]
struct What {
    account: AccountId,
    day: i64,
}

/// Queues the digests of today, each once, however often and in however many processes it is called.
///
/// # Errors
/// The database's.
pub async fn tick(db: &Db) -> Result<(), BoardError> {
    for office in office::offices(db).await? {
        let by = Actor::system(office.tenant, "每日待办");
        // Looked at first, because a look takes no turn from those who write.
        if db.read(&by, &(), open).await? {
            db.write(&by, &(), queue).await?;
        }
    }
    Ok(())
}

async fn open(tx: &mut Tx, _: &Actor, (): &()) -> Result<bool, DbError> {
    reminders::any_open(tx).await
}

async fn queue(tx: &mut Tx, _: &Actor, (): &()) -> Result<(), DbError> {
    let day = tx.today();
    for (account, due) in reminders::take_open(tx).await? {
        enqueue(tx, &format!("{account} {day}"), &What { account, day: day.number() }, due).await?;
    }
    Ok(())
}

async fn enqueue(tx: &mut Tx, once: &str, what: &What, due: norms::Instant) -> Result<bool, DbError> {
    let what = serde_json::to_value(what).map_err(|error| DbError::Other(error.to_string()))?;
    jobs::enqueue(tx, &NewJob::new(DIGEST, once, "每日待办", what).not_before(due)).await
}

/// What a digest is made of, beside its job.
#[derive(Clone)]
struct Ask {
    job: Job,
    todos: AllTodos,
    site: Option<String>,
}

/// A worker that makes up digests of what waits in these rooms; `site` is the address by which people reach the program.
pub fn handlers(worker: Worker, db: Db, todos: AllTodos, site: Option<String>) -> Worker {
    worker.on(DIGEST, move |job| {
        let (db, ask) = (db.clone(), Ask { job, todos: todos.clone(), site: site.clone() });
        async move { db.write(&ask.job.actor(), &ask, digest).await }
    })
}

/// Makes up a digest and queues its message, and ends the job, in one transaction.
async fn digest(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<(), Fault> {
    let unreadable = |_| Fault::Never("what the job holds cannot be read".into());
    let what: What = serde_json::from_value(ask.job.what.clone()).map_err(unreadable)?;
    let day = Day::from_number(what.day).map_err(|_| Fault::Never("what the job holds cannot be read".into()))?;
    let reminder = reminders::get(tx, what.account).await?;
    match reminder.when(day, tx.now()) {
        When::Never => {}
        When::From(then) => {
            enqueue(tx, &format!("{} later", ask.job.once), &what, then).await?;
        }
        When::Until(until) => {
            if let Some(actor) = accounts::actor(tx, what.account).await.map_err(again)? {
                let once = format!("{} {day}", what.account);
                send(tx, &actor, ask, &reminder.way, (&once, until)).await?;
            }
        }
    }
    if jobs::settle(tx, &ask.job).await? { Ok(()) } else { Err(Fault::Again("the lease was lost".into())) }
}

fn again(error: BoardError) -> Fault {
    Fault::Again(error.to_string())
}

async fn send(tx: &mut Tx, to: &Actor, ask: &Ask, way: &Way, (once, until): (&str, norms::Instant)) -> Result<(), Fault> {
    let mut todos = ask.todos.waiting(tx, to).await?;
    if todos.is_empty() {
        return Ok(());
    }
    todos.sort_by_key(|todo| todo.since);
    let office = office::load(tx).await.map_err(again)?.name;
    let digest = words::Digest { office: &office, name: &to.name, day: tx.today(), todos: &todos, site: ask.site.as_deref() };
    match way {
        Way::Off => {}
        Way::Mail(address) => {
            let mail = Mail { to: address.clone(), subject: digest.subject(), text: digest.mail() };
            outbox::queue_mail(tx, once, "每日待办", &mail, Some(until)).await?;
        }
        Way::Robot(robot) => {
            let message = RobotMessage { robot: robot.clone(), title: "每日待办".into(), text: digest.group() };
            outbox::queue_robot(tx, once, "每日待办", &message, Some(until)).await?;
        }
    }
    Ok(())
}
