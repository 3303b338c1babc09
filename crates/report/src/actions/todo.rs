//! 待办: the steps of reports that wait for a person. It asks the same questions that the steps themselves ask, all reports at once.

use std::collections::HashMap;

use base::{AccountId, Actor, DbError, OrgId, Tx};
use board::{Org, access, orgs};
use kit::Todo;
use kit::todo::few;
use ledger::Later;
use norms::Instant;
use uuid::Uuid;

use crate::actions::countersign::standing;
use crate::actions::people::{Roster, writers};
use crate::countersign::may_settle;
use crate::model::{Report, State, Step};
use crate::store::countersign::Asked;
use crate::store::todo::{self as rows, Open};
use crate::{ReportError, rights};

/// What waits for this person: 退回修改, 核稿, 会签, 处理意见, 签发, 批准更正.
pub(crate) fn todos<'a>(tx: &'a mut Tx, by: &'a Actor) -> Later<'a, Vec<Todo>> {
    Box::pin(async move {
        let Some(account) = by.account else { return Ok(Vec::new()) };
        waiting(tx, by, account).await.map_err(|error| match error {
            ReportError::Db(error) => error,
            other => DbError::Other(other.to_string()),
        })
    })
}

async fn waiting(tx: &mut Tx, by: &Actor, account: AccountId) -> Result<Vec<Todo>, ReportError> {
    let back = rows::returned(tx, account).await?.into_iter();
    let back = back.map(|(id, title, at)| Todo::new("退回修改", title, report(id), Some(at))).collect();
    let mut all = few(back, "/reports?state=draft");
    all.extend(steps(tx, by, account).await?);
    if access::holds(by, &rights::SIGN) {
        let corrections = rows::corrections(tx, &access::scope(by, &rights::SIGN), account).await?.into_iter();
        let one = |(id, correction, title, at): (Uuid, Uuid, String, Instant)| {
            Todo::new("批准更正", title, format!("{}/corrections/{correction}", report(id)), Some(at))
        };
        all.extend(few(corrections.map(one).collect(), "/reports?state=signed"));
    }
    Ok(all)
}

fn report(id: Uuid) -> String {
    format!("/reports/{id}")
}

/// The steps that are open for this person in reports on their way.
async fn steps(tx: &mut Tx, by: &Actor, account: AccountId) -> Result<Vec<Todo>, ReportError> {
    let reports = rows::on_their_way(tx, &access::scope(by, &rights::READ), &Asked::of(by)).await?;
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let roster = Roster::load(tx).await?;
    let known = orgs::many(tx, &reports.iter().map(|one| one.org).collect::<Vec<OrgId>>()).await?;
    let open = rows::open_countersigns(tx, &reports.iter().map(|one| one.id).collect::<Vec<Uuid>>()).await?;
    let mut found: HashMap<&'static str, Vec<Todo>> = HashMap::new();
    for one in &reports {
        let Some(org) = known.get(&one.org) else { continue };
        let asked = open.get(&one.id).map(Vec::as_slice).unwrap_or_default();
        for (kind, href, since) in theirs(&roster, by, account, (one, org), asked) {
            found.entry(kind).or_default().push(Todo::new(kind, format!("{}（{}）", one.title, org.name), href, Some(since)));
        }
    }
    let kinds = [(CHECK, "checking"), (COUNTERSIGN, "countersigning"), (SETTLE, "countersigning"), (SIGN, "countersigning")];
    let list = |state: &str| format!("/reports?state={state}");
    Ok(kinds.into_iter().flat_map(|(kind, state)| few(found.remove(kind).unwrap_or_default(), &list(state))).collect())
}

const CHECK: &str = "核稿";
const COUNTERSIGN: &str = "会签";
const SETTLE: &str = "处理意见";
const SIGN: &str = "签发";

/// The steps of one report that this person may take now.
fn theirs(
    roster: &Roster,
    by: &Actor,
    account: AccountId,
    (one, org): (&Report, &Org),
    open: &[Open],
) -> Vec<(&'static str, String, Instant)> {
    let may = |right| access::require(by, right, &org.path).is_ok();
    let here = report(one.id);
    match (&one.state, one.state.next()) {
        (State::Checking { sent_at, .. }, _) if may(&rights::CHECK) && may_check(roster, account, one, org) => {
            vec![(CHECK, here, *sent_at)]
        }
        (State::Countersigning { checked_at, .. }, Some(Step::Sign)) if may(&rights::SIGN) => vec![(SIGN, here, *checked_at)],
        (State::Countersigning { checked_at, .. }, Some(Step::Countersign)) => {
            let asked = |one: &&Open| !one.opinion && roster.countersigners(one.party, org).iter().any(|able| able.account == account);
            let own = open.iter().find(asked).map(|asked| (COUNTERSIGN, format!("{here}/countersign/{}", asked.number), *checked_at));
            let opinion = open.iter().find(|one| one.opinion).filter(|_| may_settle(&one.state, standing(by, org)));
            let settle = opinion.map(|opinion| (SETTLE, format!("{here}/countersign/{}", opinion.number), *checked_at));
            own.into_iter().chain(settle).collect()
        }
        _ => Vec::new(),
    }
}

/// Nobody checks what they wrote themselves, unless nobody else may check.
fn may_check(roster: &Roster, account: AccountId, one: &Report, org: &Org) -> bool {
    let writers = writers(one);
    !writers.contains(&account) || roster.holders(&[&rights::CHECK], org).iter().all(|able| writers.contains(&able.account))
}
