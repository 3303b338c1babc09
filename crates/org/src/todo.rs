//! 待办: requests about personal data that wait for an answer, and lists of a handover that wait for one's signature.

use base::{Actor, DbError, Tx};
use board::access;
use board::accounts::handover;
use kit::Todo;
use kit::records::unboard;
use kit::todo::few;
use ledger::Later;
use norms::workday;

use crate::OrgError;
use crate::actions::personal;
use crate::rights;

/// Where the requests are.
const QUEUE: &str = "/people/requests";

/// What waits for somebody in this room.
pub(crate) fn todos<'a>(tx: &'a mut Tx, by: &'a Actor) -> Later<'a, Vec<Todo>> {
    Box::pin(async move {
        let mut all = signatures(tx, by).await?;
        all.extend(requests(tx, by).await?);
        Ok(all)
    })
}

async fn signatures(tx: &mut Tx, by: &Actor) -> Result<Vec<Todo>, DbError> {
    let Some(account) = by.account else { return Ok(Vec::new()) };
    let waiting = handover::waiting(tx, account).await.map_err(unboard)?;
    let todo = |one: handover::Handover| {
        let part = one.part_of(Some(account)).map_or("", |part| part.chinese());
        let title = format!("{}移交给{}的清单，您是{part}", one.leaver.name, one.receiver.name);
        Todo::new("交接签字", title, format!("/handovers/{}", one.id), Some(one.made.1))
    };
    Ok(waiting.into_iter().map(todo).collect())
}

/// What waits for somebody who answers requests, the oldest first; what is overdue says so. One's own request is another's to answer.
fn requests<'a>(tx: &'a mut Tx, by: &'a Actor) -> Later<'a, Vec<Todo>> {
    Box::pin(async move {
        if !access::holds(by, &rights::PERSONAL) {
            return Ok(Vec::new());
        }
        let waiting = personal::queue(tx, by, &true).await.map_err(|error| match error {
            OrgError::Db(error) => error,
            other => DbError::Corrupt(other.to_string()),
        })?;
        let today = tx.today();
        let todo = |asked: personal::Asked| {
            let (request, due) = (&asked.request, asked.request.due);
            let late =
                if request.overdue(today) { format!("，已逾期 {} 个工作日", workday::between(due, today)) } else { String::new() };
            let title = format!("{}申请{}个人信息，{}前答复{late}", asked.person.entry.name, request.kind.chinese(), due.chinese());
            Todo::new("答复个人信息申请", title, format!("{QUEUE}/{}", request.id), Some(request.asked))
        };
        let others = waiting.into_iter().filter(|asked| by.person != Some(asked.request.person));
        Ok(few(others.map(todo).collect(), QUEUE))
    })
}
