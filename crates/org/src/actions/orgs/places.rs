//! Moves and mergers: the board's tree changes, and the ledger posts anew what hangs on it.

use base::{Actor, OrgId, Tx};
use board::{Org, OrgKind};
use ledger::metrics::{self, Metric};
use ledger::{Ask, Figure};
use norms::{Day, Period};

use super::{allowed, named};
use crate::{OrgError, rights, store};

/// 移动: `above` is what the form's field says.
#[derive(Clone, Debug)]
pub struct Move {
    /// Which org.
    pub org: OrgId,
    /// The first day on which it stands there.
    pub since: Day,
    /// Below which org: id, code or name.
    pub above: String,
}

/// Moves an org from a day on; figures of that day and later belong to the new place. Answers the org, the one above it now, and whether
/// anything changed.
pub async fn move_org(tx: &mut Tx, by: &Actor, ask: &Move) -> Result<(Org, Org, bool), OrgError> {
    let org = allowed(tx, by, &rights::MANAGE, ask.org).await?;
    let above = named(tx, by, &rights::MANAGE, "parent", &ask.above).await?;
    let before = board::Tree::load(tx, &[org.number]).await?;
    let moved = before.parent(org.number, ask.since) != Some(above.number);
    ledger::move_org(tx, by, org.id, ask.since, above.id).await?;
    Ok((org, above, moved))
}

/// 合并: `into` is what the form's field says.
#[derive(Clone, Debug)]
pub struct Merge {
    /// Which org goes.
    pub from: OrgId,
    /// Into which: id, code or name.
    pub into: String,
}

/// What a merger would change.
#[derive(Clone, Debug)]
pub struct Impact {
    /// The org that goes.
    pub from: Org,
    /// The org that stays.
    pub into: Org,
    /// Its figures over all days, of each metric that it has any of.
    pub figures: Vec<(&'static Metric, Figure)>,
    /// The lines of records that are counted anew.
    pub facts: i64,
    /// The people who come to belong to the org that stays.
    pub people: i64,
    /// Grants that are handed over.
    pub grants: i64,
    /// Terms of posts that are handed over.
    pub terms: i64,
}

/// What a merger would change, before it is done.
pub async fn impact(tx: &mut Tx, by: &Actor, ask: &Merge) -> Result<Impact, OrgError> {
    let (from, into) = both(tx, by, ask).await?;
    let whole = Period { from: Day::first(), to: Day::last() };
    let posted: Vec<&'static Metric> = metrics::ALL.iter().copied().filter(|metric| metric.is_posted()).collect();
    let asks: Vec<Ask> = posted.iter().map(|metric| Ask { metric, org: from.id, period: whole, as_of: None }).collect();
    let figures = ledger::figures(tx, &asks).await?;
    let figures: Vec<(&'static Metric, Figure)> = posted.into_iter().zip(figures).filter(|(_, figure)| figure.facts > 0).collect();
    let (grants, terms) = store::grants_and_terms(tx, from.id).await?;
    let people = store::people_by_org(tx).await?.get(&from.id).copied().unwrap_or(0);
    let facts = figures.iter().map(|(_, figure)| figure.facts).sum();
    Ok(Impact { from, into, figures, facts, people, grants, terms })
}

/// Merges an org into another; the name of the one that goes still finds the one that stays. Sent twice, it is one.
pub async fn merge(tx: &mut Tx, by: &Actor, ask: &Merge) -> Result<Org, OrgError> {
    let (from, into) = both(tx, by, ask).await?;
    if from.merged_into == Some(into.id) {
        return Ok(into);
    }
    ledger::merge_orgs(tx, by, from.id, into.id).await?;
    Ok(into)
}

async fn both(tx: &mut Tx, by: &Actor, ask: &Merge) -> Result<(Org, Org), OrgError> {
    let from = allowed(tx, by, &rights::MANAGE, ask.from).await?;
    let into = named(tx, by, &rights::MANAGE, "into", &ask.into).await?;
    if into.id == from.id {
        return Err(board::BoardError::MergeItself.into());
    }
    // The board refuses it too, without a field of this form.
    if !into.stands() {
        let chinese = format!("“{}”已撤销或已合并，请选择现有的组织。", into.name);
        return Err(OrgError::invalid("into", chinese, "the org to merge into is closed or was merged"));
    }
    if (from.kind == OrgKind::Superior) != (into.kind == OrgKind::Superior) {
        return Err(OrgError::invalid(
            "into",
            "上级党组织不在本单位的组织树内，不能与本单位的组织合并。",
            "only one of the two is a superior",
        ));
    }
    Ok((from, into))
}
