//! Who may take the next step of a report.

use std::collections::{BTreeMap, BTreeSet};

use base::{AccountId, Actor, OrgId, Right, Scope, Tx};
use board::Org;
use board::accounts::{self, Account, Granted};

use crate::countersign::{Countersign, Party};
use crate::model::{Report, State, Step};
use crate::{ReportError, rights, store};

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

/// Everybody who signs in, with what is granted to them: read once for all questions about a report.
pub(super) struct Roster(Vec<(Account, Vec<Granted>)>);

impl Roster {
    pub(super) async fn load(tx: &mut Tx) -> Result<Roster, ReportError> {
        Ok(Roster(accounts::list(tx, &Scope::whole(tx.tenant())).await?))
    }

    fn those(&self, holds: impl Fn(&Granted) -> bool) -> Vec<Taker> {
        let able = self.0.iter().filter(|(account, grants)| !account.disabled && grants.iter().any(&holds));
        able.map(|(account, _)| Taker { account: account.id, name: account.name.clone() }).collect()
    }

    /// Who holds one of these rights over an org.
    pub(super) fn holders(&self, rights: &[&Right], org: &Org) -> Vec<Taker> {
        self.those(|grant| rights.iter().any(|right| right.roles.contains(&grant.role)) && org.path.starts_with(&grant.path))
    }

    /// Who may countersign for one who is asked: for a person they themselves, while they have an account and the right over the
    /// report's org; for an org whoever holds such a role on it. Nobody: they have left.
    pub(super) fn countersigners(&self, party: Party, org: &Org) -> Vec<Taker> {
        match party {
            Party::Person(account) => {
                self.holders(&[&rights::COUNTERSIGN], org).into_iter().filter(|taker| taker.account == account).collect()
            }
            Party::Org(asked) => self.those(|grant| grant.org == asked && rights::COUNTERSIGN.roles.contains(&grant.role)),
        }
    }

    /// The orgs on which somebody holds a role that countersigns, with their names.
    pub(super) fn orgs(&self) -> BTreeMap<OrgId, String> {
        let active = self.0.iter().filter(|(account, _)| !account.disabled).flat_map(|(_, grants)| grants);
        let able = active.filter(|grant| rights::COUNTERSIGN.roles.contains(&grant.role));
        able.map(|grant| (grant.org, grant.org_name.clone())).collect()
    }
}

/// The accounts that may take the next step. Nobody checks what they wrote themselves, unless nobody else may check: a small office,
/// or one that has its first administrator only, must be able to work.
pub(super) async fn takers(tx: &mut Tx, report: &Report, org: &Org) -> Result<Vec<Taker>, ReportError> {
    let Some(step) = report.state.next() else { return Ok(Vec::new()) };
    let roster = Roster::load(tx).await?;
    if step == Step::Countersign {
        let all = store::countersign::all(tx, report.id).await?;
        return Ok(of_countersign(&roster, &all, org));
    }
    let able = roster.holders(&[report.state.right()], org);
    if step != Step::Check {
        return Ok(able);
    }
    let writers = writers(report);
    let others: Vec<Taker> = able.iter().filter(|taker| !writers.contains(&taker.account)).cloned().collect();
    Ok(if others.is_empty() { able } else { others })
}

/// Who may bring 会签 on: whoever is asked and has not answered; when all have, whoever deals with opinions.
fn of_countersign(roster: &Roster, all: &[Countersign], org: &Org) -> Vec<Taker> {
    let mut able: Vec<Taker> = Vec::new();
    for taker in all.iter().filter(|one| one.unanswered()).flat_map(|one| roster.countersigners(one.party, org)) {
        if !able.contains(&taker) {
            able.push(taker);
        }
    }
    if able.is_empty() { roster.holders(&[&rights::DRAFT, &rights::CHECK], org) } else { able }
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
