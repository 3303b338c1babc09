//! 工作安排 in the calendar of those whom it names, or whose own org it is of.

use base::{Actor, Tx};
use board::access;
use kit::Event;
use ledger::Later;
use norms::Period;

use crate::plan::{Plan, minutes};
use crate::{rights, store};

/// Plans that are looked through at most.
const MOST: i64 = 2_000;

/// What somebody is to take part in, and what is planned for an org on which something was granted to them. What was called off is left out.
pub(crate) fn events<'a>(tx: &'a mut Tx, by: &'a Actor, period: Period) -> Later<'a, Vec<Event>> {
    Box::pin(async move {
        if !access::holds(by, &rights::READ) {
            return Ok(Vec::new());
        }
        let plans = store::plans::list(tx, &access::scope(by, &rights::READ), period, None, MOST).await?;
        Ok(plans.into_iter().filter(|plan| plan.cancelled.is_none() && concerns(plan, by)).map(event).collect())
    })
}

fn concerns(plan: &Plan, by: &Actor) -> bool {
    let named = plan.entry.people.iter().any(|name| name.trim() == by.name);
    named || by.grants.iter().any(|grant| grant.org == plan.entry.org)
}

fn event(plan: Plan) -> Event {
    let entry = plan.entry;
    let at = exact(&entry.hour);
    let title = if at.is_none() && !entry.hour.is_empty() { format!("{} {}", entry.hour, entry.title) } else { entry.title };
    let mut about = Vec::new();
    if !entry.people.is_empty() {
        about.push(format!("参加：{}", entry.people.join("、")));
    }
    if !entry.remarks.is_empty() {
        about.push(entry.remarks);
    }
    let href = format!("/journal/plan?from={0}&to={0}", entry.day);
    Event { id: format!("plan-{}", plan.id), day: entry.day, minutes: at, title, place: entry.place, about: about.join("\n"), href }
}

/// The minute at which an hour as written begins, where it names one.
fn exact(hour: &str) -> Option<i64> {
    let named = hour.chars().any(|c| c.is_ascii_digit() || c.is_numeric() || matches!(c, '点' | '时'));
    Some(minutes(hour)).filter(|at| named && *at < 24 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_hour_that_is_named_is_one() {
        assert_eq!(exact("上午9:00"), Some(540));
        assert_eq!(exact("下午三点"), Some(900));
        assert_eq!((exact("上午"), exact(""), exact("待定")), (None, None, None));
    }
}
