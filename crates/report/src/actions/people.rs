//! Who may take the next step of a report.

use std::collections::BTreeSet;

use base::{AccountId, Actor, Scope, Tx};
use board::{Org, accounts};

use crate::ReportError;
use crate::model::{Report, State, Step};

/// Somebody who may take the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taker {
    /// The account.
    pub account: AccountId,
    /// The name that pages show.
    pub name: String,
}

/// Who wrote a report that is not signed: who began it, and who wrote on it or sent it last.
pub(super) fn writers(report: &Report) -> BTreeSet<AccountId> {
    let last = match &report.state {
        State::Draft => report.changed_by.account,
        State::Checking { sent_by, .. } => sent_by.account,
        State::Countersigning { .. } | State::Signed { .. } => None,
    };
    report.made_by.account.into_iter().chain(last).collect()
}

/// The accounts that may take the next step. Nobody checks what they wrote themselves, unless nobody else may check: a small office,
/// or one that has its first administrator only, must be able to work.
pub(super) async fn takers(tx: &mut Tx, report: &Report, org: &Org) -> Result<Vec<Taker>, ReportError> {
    let Some(step) = report.state.next() else { return Ok(Vec::new()) };
    let right = report.state.right();
    let everybody = accounts::list(tx, &Scope::whole(tx.tenant())).await?;
    let holds = |grant: &accounts::Granted| right.roles.contains(&grant.role) && org.path.starts_with(&grant.path);
    let able = everybody.into_iter().filter(|(account, grants)| !account.disabled && grants.iter().any(holds));
    let able: Vec<Taker> = able.map(|(account, _)| Taker { account: account.id, name: account.name }).collect();
    if step != Step::Check {
        return Ok(able);
    }
    let writers = writers(report);
    let others: Vec<Taker> = able.iter().filter(|taker| !writers.contains(&taker.account)).cloned().collect();
    Ok(if others.is_empty() { able } else { others })
}

/// Refuses the check of one's own draft where somebody else may check it.
pub(super) async fn not_own(tx: &mut Tx, by: &Actor, report: &Report, org: &Org) -> Result<(), ReportError> {
    let Some(account) = by.account.filter(|account| writers(report).contains(account)) else { return Ok(()) };
    let able = takers(tx, report, org).await?;
    if able.iter().any(|taker| taker.account == account) {
        return Ok(());
    }
    Err(ReportError::OwnDraft(names(&able)))
}

/// Names in a row: the first five, and how many there are.
pub fn names(takers: &[Taker]) -> String {
    let first: Vec<&str> = takers.iter().take(5).map(|taker| taker.name.as_str()).collect();
    let rest = if takers.len() > first.len() { format!("等{}人", takers.len()) } else { String::new() };
    format!("{}{rest}", first.join("、"))
}
