//! 工作安排: made, changed, called off, carried out by a record.

use base::{Actor, OrgId, Tx};
use board::orgs::Org;
use board::{access, orgs};
use norms::Period;
use uuid::Uuid;

use crate::plan::{self, Plan, PlanEntry};
use crate::{JournalError, audit, rights, store};

/// Plans that one stretch of days shows.
pub const MOST_PLANS: i64 = 500;

/// Which plans.
#[derive(Clone, Debug)]
pub struct PlanPage {
    /// Of these days.
    pub period: Period,
    /// Of this org and all below it: its path.
    pub path: Option<String>,
}

/// Makes a plan or changes one: the id comes from the form.
#[derive(Clone, Debug)]
pub struct SavePlan {
    /// The plan's id.
    pub id: Uuid,
    /// The revision that the form showed; 0 for a new one.
    pub revision: i64,
    /// What it says.
    pub entry: PlanEntry,
}

/// Calls a plan off, or takes that back.
#[derive(Clone, Debug)]
pub struct CancelPlan {
    /// Which.
    pub id: Uuid,
    /// The revision that the page showed.
    pub revision: i64,
    /// Why; `None` takes it back.
    pub reason: Option<String>,
}

/// The plans of a stretch of days that the reader may see, by day and hour, with the names of their orgs.
pub async fn plans(tx: &mut Tx, by: &Actor, ask: &PlanPage) -> Result<Vec<(Plan, String)>, JournalError> {
    let scope = access::scope(by, &rights::READ);
    let found = store::plans::list(tx, &scope, ask.period, ask.path.as_deref(), MOST_PLANS).await?;
    let ids: Vec<OrgId> = found.iter().map(|plan| plan.entry.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    let name = |id: OrgId| orgs.get(&id).map(|org| org.name.clone()).unwrap_or_default();
    let mut out: Vec<(Plan, String)> =
        found.into_iter().map(|plan| (name(plan.entry.org), plan)).map(|(name, plan)| (plan, name)).collect();
    out.sort_by_key(|(plan, _)| (plan.entry.day, plan::minutes(&plan.entry.hour)));
    Ok(out)
}

/// One plan with its org; what the reader may not see is not there.
pub async fn plan(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Plan, Org), JournalError> {
    let plan = store::plans::get(tx, *id).await?.ok_or(JournalError::NotFound)?;
    let org = orgs::get(tx, plan.entry.org).await?;
    access::require(by, &rights::READ, &org.path)?;
    Ok((plan, org))
}

/// The plan that a record carries out, if the reader may see it.
pub async fn plan_of(tx: &mut Tx, by: &Actor, record: &Uuid) -> Result<Option<Plan>, JournalError> {
    let Some(plan) = store::plans::of_record(tx, *record).await? else { return Ok(None) };
    let org = orgs::get(tx, plan.entry.org).await?;
    Ok(access::require(by, &rights::READ, &org.path).is_ok().then_some(plan))
}

/// Makes or changes a plan. A repeat of the form is the same plan.
pub async fn save_plan(tx: &mut Tx, by: &Actor, ask: &SavePlan) -> Result<Plan, JournalError> {
    plan::check(&ask.entry)?;
    let org = orgs::get(tx, ask.entry.org).await?;
    access::require(by, &rights::WRITE, &org.path)?;
    crate::rules::check_org(&org, ask.entry.day)?;
    let there = store::plans::get(tx, ask.id).await?;
    if let Some(there) = there {
        if ask.revision == 0 && there.revision == 1 {
            return Ok(there);
        }
        let old = open_to_change(tx, by, ask.id, ask.revision).await?;
        if old.record.is_some() {
            return Err(JournalError::refused("这项安排已经登记，请在记录上更正。", "the plan is recorded; correct the record"));
        }
        return put(tx, by, Plan { entry: ask.entry.clone(), ..old }).await;
    }
    let new =
        Plan { id: ask.id, entry: ask.entry.clone(), record: None, cancelled: None, revision: 0, changed: (by.name.clone(), tx.now()) };
    put(tx, by, new).await
}

/// Calls a plan off with a reason, or takes that back.
pub async fn cancel_plan(tx: &mut Tx, by: &Actor, ask: &CancelPlan) -> Result<Plan, JournalError> {
    let old = open_to_change(tx, by, ask.id, ask.revision).await?;
    if old.record.is_some() {
        return Err(JournalError::refused("这项安排已经登记，不能取消。", "the plan is recorded and cannot be called off"));
    }
    if ask.reason.as_ref().is_some_and(|reason| reason.chars().count() > 200) {
        return Err(JournalError::invalid("reason", "取消原因最多 200 字。", "at most 200 characters"));
    }
    put(tx, by, Plan { cancelled: ask.reason.clone(), ..old }).await
}

/// A record carries a plan out: said in the act that makes the record.
pub(crate) async fn carry_out(tx: &mut Tx, by: &Actor, id: Uuid, record: Uuid) -> Result<(), JournalError> {
    let (plan, org) = plan(tx, by, &id).await?;
    access::require(by, &rights::WRITE, &org.path)?;
    match plan.record {
        Some(there) if there == record => Ok(()),
        Some(_) => Err(JournalError::refused(
            "这项安排刚刚已有人登记。请先看那条记录；确是另一件事，请另行登记。",
            "the plan has been recorded meanwhile",
        )),
        None => put(tx, by, Plan { record: Some(record), cancelled: None, ..plan }).await.map(|_| ()),
    }
}

async fn open_to_change(tx: &mut Tx, by: &Actor, id: Uuid, revision: i64) -> Result<Plan, JournalError> {
    let (plan, org) = plan(tx, by, &id).await?;
    access::require(by, &rights::WRITE, &org.path)?;
    if plan.revision == revision {
        return Ok(plan);
    }
    Err(JournalError::refused(
        format!("{}刚刚改动过这项安排，请先查看，再按一次。", plan.changed.0),
        format!("{} changed the plan meanwhile; look at it and try again", plan.changed.0),
    ))
}

async fn put(tx: &mut Tx, by: &Actor, plan: Plan) -> Result<Plan, JournalError> {
    let plan = Plan { revision: plan.revision + 1, changed: (by.name.clone(), tx.now()), ..plan };
    store::plans::save(tx, &plan).await?;
    audit::plan(tx, &plan);
    Ok(plan)
}
