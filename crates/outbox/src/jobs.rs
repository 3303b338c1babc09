//! Messages as jobs.

use std::sync::Arc;

use base::jobs::{self, Fault, Job, NewJob, Worker};
use base::{Clock, DbError, Tx};
use norms::Instant;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::{Mail, Settings, mail, robot};

/// Kind of job: a mail.
pub const MAIL: &str = "outbox.mail";
/// Kind of job: a message of a robot.
pub const ROBOT: &str = "outbox.robot";

/// Something to be said in a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RobotMessage {
    /// The robot's name in the configuration.
    pub robot: String,
    /// Its title.
    pub title: String,
    /// Its text, in Markdown.
    pub text: String,
}

/// Queues a mail in the act's own transaction; `about` is what the page of jobs says of it; after `until` it is not sent any more. `false` when it is queued already.
///
/// # Errors
/// The database's.
pub async fn queue_mail(tx: &mut Tx, once: &str, about: &str, mail: &Mail, until: Option<Instant>) -> Result<bool, DbError> {
    queue(tx, MAIL, once, format!("邮件：{about}"), mail, until).await
}

/// Queues a message of a robot in the act's own transaction. `false` when it is queued already.
///
/// # Errors
/// The database's.
pub async fn queue_robot(tx: &mut Tx, once: &str, about: &str, message: &RobotMessage, until: Option<Instant>) -> Result<bool, DbError> {
    queue(tx, ROBOT, once, format!("群机器人 {}：{about}", message.robot), message, until).await
}

async fn queue(
    tx: &mut Tx,
    kind: &'static str,
    once: &str,
    title: String,
    what: &impl Serialize,
    until: Option<Instant>,
) -> Result<bool, DbError> {
    let what = json!({ "message": what, "until": until.map(Instant::micros) });
    jobs::enqueue(tx, &NewJob::new(kind, once, title, what)).await
}

/// A worker that sends what was queued.
pub fn handlers(worker: Worker, settings: Settings, clock: Clock) -> Worker {
    let settings = Arc::new(settings);
    let (to_mail, to_robot) = ((settings.clone(), clock.clone()), (settings, clock));
    worker
        .on(MAIL, move |job| {
            let (settings, clock) = to_mail.clone();
            async move {
                let mail: Mail = read(&job, clock.now())?;
                Ok(mail::send(&settings, &mail, &job.once, clock.now()).await?)
            }
        })
        .on(ROBOT, move |job| {
            let (settings, clock) = to_robot.clone();
            async move {
                let RobotMessage { robot, title, text } = read(&job, clock.now())?;
                Ok(robot::send(&settings, &robot, &title, &text, clock.now()).await?)
            }
        })
}

/// The message of a job, unless the time in which it was of use is over.
fn read<T: DeserializeOwned>(job: &Job, now: Instant) -> Result<T, Fault> {
    if job.what["until"].as_i64().is_some_and(|until| until <= now.micros()) {
        return Err(Fault::Never("it could not be sent in time, and is of no use any more".into()));
    }
    serde_json::from_value(job.what["message"].clone()).map_err(|_| Fault::Never("what the job holds cannot be read".into()))
}
