//! 待办: packs that must be ready by a day and have empty lines; and the day in the calendar.

use base::{Actor, Tx};
use board::access;
use kit::todo::few;
use kit::{Event, Todo};
use ledger::Later;
use norms::Period;

use crate::{rights, store};

/// Packs that are looked at.
const MOST: i64 = 50;

/// What waits for this person: as long as the inspection is not over, also after its day.
pub(crate) fn todos<'a>(tx: &'a mut Tx, by: &'a Actor) -> Later<'a, Vec<Todo>> {
    Box::pin(async move {
        if by.account.is_none() || !access::holds(by, &rights::WRITE) {
            return Ok(Vec::new());
        }
        let today = tx.today();
        let found = store::waiting(tx, &access::scope(by, &rights::WRITE), MOST).await?;
        let todo = |(pack, empty): (crate::model::Pack, i64)| {
            let due = match pack.due {
                Some(day) if day < today => format!("已过 {}", day.chinese()),
                Some(day) => format!("{}前备齐", day.chinese()),
                None => String::new(),
            };
            let title = format!("{}：{empty} 项还没有材料，{due}", pack.title);
            Todo { count: empty, ..Todo::new("迎检", title, format!("/inspect/{}?only=empty", pack.id), Some(pack.made.1)) }
        };
        Ok(few(found.into_iter().map(todo).collect(), "/inspect"))
    })
}

/// The days by which packs must be ready, for those who work on them.
pub(crate) fn events<'a>(tx: &'a mut Tx, by: &'a Actor, period: Period) -> Later<'a, Vec<Event>> {
    Box::pin(async move {
        if !access::holds(by, &rights::WRITE) {
            return Ok(Vec::new());
        }
        let found = store::list(tx, &access::scope(by, &rights::WRITE), MOST).await?;
        let event = |pack: crate::model::Pack| {
            let day = pack.due.filter(|day| pack.closed.is_none() && period.from <= *day && *day <= period.to)?;
            let (id, title) = (format!("pack-{}", pack.id), format!("迎检备齐：{}", pack.title));
            Some(Event { id, day, minutes: None, title, place: String::new(), about: String::new(), href: format!("/inspect/{}", pack.id) })
        };
        Ok(found.into_iter().filter_map(event).collect())
    })
}
