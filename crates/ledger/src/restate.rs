//! Moves and mergers. What the records had said comes back from the ledger itself; it is said anew of the tree, org or subject as it is
//! now, and the difference is posted. Nothing else is needed: a move of today, a move dated back and a merger are one code.

use std::collections::BTreeSet;

use base::{Actor, OrgId, Tx, sql};
use board::Tree;
use norms::Day;

use crate::expand::{self, Stated};
use crate::metrics::{self, Kind, SubjectKind};
use crate::place::Places;
use crate::{Cause, LedgerError, bulk, intern, post, record};

/// Says that an org stands below `parent` from `since` on, until its next move if there is one, and posts anew what stands or stood
/// below it. Flow and reach go where the org stood on their day; stock is carried along. `None`: no fact changed its place.
///
/// # Errors
/// What [`board::tree::set_parent`] refuses, and the database's.
pub async fn move_org(tx: &mut Tx, by: &Actor, org: OrgId, since: Day, parent: OrgId) -> Result<Option<i64>, LedgerError> {
    if !board::tree::set_parent(tx, org, since, parent).await? {
        return Ok(None);
    }
    let orgs: Vec<[i64; 1]> = board::tree::below_ever(tx, org).await?.into_iter().map(|number| [number]).collect();
    let sources = bulk::by_keys::<1, (i64,)>(tx, "org", &orgs, &moved_since(since)).await?;
    restate(tx, by, &Cause::new("org.move", org.0), sources, |stated| stated).await
}

/// Merges an org that a typo made, or that was joined to another, into the one that stays, and posts its facts anew as that one's.
///
/// # Errors
/// What [`board::orgs::mark_merged`] refuses, and the database's.
pub async fn merge_orgs(tx: &mut Tx, by: &Actor, from: OrgId, into: OrgId) -> Result<Option<i64>, LedgerError> {
    let old = board::orgs::get(tx, from).await?.number;
    let new = board::orgs::mark_merged(tx, from, into).await?.number;
    let query = sql(OF_ORG).bind(tx.tenant()).bind(old);
    let sources = tx.all(query).await?;
    let say = |stated: Stated| Stated { org: if stated.org == old { new } else { stated.org }, ..stated };
    restate(tx, by, &Cause::new("org.merge", from.0), sources, say).await
}

/// Merges two subjects that are the same person, enterprise or child; from now on records that name the one mean the other.
///
/// # Errors
/// [`LedgerError::NoSuchSubject`], [`LedgerError::Same`], and the database's.
pub async fn merge_subjects(
    tx: &mut Tx,
    by: &Actor,
    kind: SubjectKind,
    from_key: &str,
    into_key: &str,
) -> Result<Option<i64>, LedgerError> {
    let (old, new) = (survivor(tx, kind, from_key).await?, survivor(tx, kind, into_key).await?);
    if old == new {
        return Err(LedgerError::Same);
    }
    // Whatever was merged into it before goes along, so that the way to the survivor is one step.
    let text = "UPDATE subject SET merged_into = $3 WHERE tenant = $1 AND (number = $2 OR merged_into = $2)";
    tx.run(sql(text).bind(tx.tenant()).bind(old).bind(new)).await?;
    let query = sql(OF_SUBJECT).bind(tx.tenant()).bind(old);
    let sources = tx.all(query).await?;
    let say = |stated: Stated| Stated { subject: if stated.subject == old { new } else { stated.subject }, ..stated };
    let cause = Cause::new("subject.merge", tx.new_id());
    restate(tx, by, &cause, sources, say).await
}

async fn survivor(tx: &mut Tx, kind: SubjectKind, key: &str) -> Result<i64, LedgerError> {
    let number = intern::subject(tx, kind, key).await?;
    let query = sql("SELECT coalesce(merged_into, number) FROM subject WHERE tenant = $1 AND number = $2").bind(tx.tenant()).bind(number);
    Ok(tx.one::<(i64,)>(query).await?.0)
}

/// The records with facts of some orgs that a move on a day touches: stock goes along whenever it began.
pub(crate) fn moved_since(since: Day) -> String {
    let stocks: Vec<String> = metrics::ALL.iter().filter(|m| m.kind == Kind::Stock).map(|m| m.number.to_string()).collect();
    format!(
        "SELECT f.source FROM k CROSS JOIN fact f WHERE f.tenant = {{tenant}} AND f.org = k.org AND (f.day >= {} OR f.metric IN ({}))",
        since.number(),
        stocks.join(",")
    )
}

// Not DISTINCT: SQLite would then walk through the index that is ordered by source. Doubles fall together in the set.
pub(crate) const OF_ORG: &str = "SELECT source FROM fact WHERE tenant = $1 AND org = $2";
pub(crate) const OF_SUBJECT: &str = "SELECT source FROM fact WHERE tenant = $1 AND subject = $2 AND subject > 0";

/// Says anew what the ledger holds of these records, each thing as `say` has it now.
async fn restate(
    tx: &mut Tx,
    by: &Actor,
    cause: &Cause,
    sources: Vec<(i64,)>,
    say: impl Fn(Stated) -> Stated,
) -> Result<Option<i64>, LedgerError> {
    let sources: BTreeSet<i64> = sources.into_iter().map(|row| row.0).collect();
    let now = record::present(tx, &sources).await?;
    let said = expand::add_up(expand::contract(&now)?.into_iter().map(|(stated, quantity)| (say(stated), quantity)));
    let orgs: BTreeSet<i64> = said.keys().map(|stated| stated.org).collect();
    let tree = Tree::load(tx, &orgs.iter().copied().collect::<Vec<i64>>()).await?;
    let mut places = Places::of(tx, &orgs, &tree).await?;
    let wanted = expand::expand(&said, &places)?;
    post::post(tx, by, cause, &mut places, Vec::new(), expand::difference(now, wanted)).await
}
