//! 待办: what somebody has begun in the journal and not finished: an upload that waits in its preview, a form half filled; and what was
//! planned and is not recorded.

use base::{Actor, Tx};
use board::access;
use kit::Todo;
use kit::todo::few;
use ledger::Later;
use norms::{Day, Instant, Period};
use uuid::Uuid;

use crate::{rights, store};

/// What waits for this person, as far as they may still do it.
pub(crate) fn todos<'a>(tx: &'a mut Tx, by: &'a Actor) -> Later<'a, Vec<Todo>> {
    Box::pin(async move {
        let Some(account) = by.account else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        if access::holds(by, &rights::IMPORT) {
            all.extend(store::todo::upload(tx, account.0).await?.map(|(file, remap, at)| upload(&file, remap, at)));
        }
        if access::holds(by, &rights::WRITE) {
            let forms = store::todo::drafts(tx, account.0).await?.into_iter();
            all.extend(few(forms.filter_map(|(form, title, at)| draft(&form, title, at)).collect(), "/journal"));
            let yesterday = tx.today().plus_days(-1);
            let lately = Period { from: yesterday.plus_days(-LOOKED_BACK), to: yesterday };
            let plans = store::plans::unrecorded(tx, &access::scope(by, &rights::WRITE), lately).await?;
            all.extend(plans.map(|(first, count)| planned(first, yesterday, count)));
        }
        Ok(all)
    })
}

/// Days back for which a plan without a record is named.
const LOOKED_BACK: i64 = 30;

/// All plans as one line: it leads to the list of their days.
fn planned(first: Day, last: Day, count: i64) -> Todo {
    let href = format!("/journal/plan?from={first}&to={last}");
    let title = format!("{count} 项安排已到期，还没有登记");
    Todo { count, ..Todo::new("登记", title, href, Some(first.start())) }
}

fn upload(file: &str, remap: bool, at: Instant) -> Todo {
    let title = if remap {
        format!("{file}：换用映射方案，看过预览还没有确认")
    } else {
        format!("{file}：已上传，看过预览还没有确认导入")
    };
    Todo::new("导入", title, "/import/preview", Some(at))
}

/// `None` for the draft of a correction whose record is gone.
fn draft(form: &str, title: Option<String>, at: Instant) -> Option<Todo> {
    match (form.parse::<Uuid>(), title) {
        (Ok(id), Some(title)) => Some(Todo::new("更正", format!("{title}：更正填了一半"), format!("/journal/{id}/edit"), Some(at))),
        (Ok(_), None) => None,
        (Err(_), _) => Some(Todo::new("登记", "登记工作：填了一半", "/journal/new", Some(at))),
    }
}
