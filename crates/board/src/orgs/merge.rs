//! Merging an org that a typo made, or that was joined to another, into the one that stays.

use base::{DbError, OrgId, Tx, sql};

use super::{Org, ROOT, children, get, store};
use crate::{BoardError, audit};

/// Marks `from` as merged into `into` and gives `into` its names, people, posts and grants. What the ledger holds of it is the ledger's
/// to post anew (`ledger::merge_orgs`), which calls this.
///
/// # Errors
/// [`BoardError::RootStands`], [`BoardError::MergeItself`], [`BoardError::HasChildren`], [`BoardError::OrgClosed`] for an `into` that
/// does not stand, [`BoardError::OutsideTree`] when only one of them is a superior.
pub async fn mark_merged(tx: &mut Tx, from: OrgId, into: OrgId) -> Result<Org, BoardError> {
    if from == into {
        return Err(BoardError::MergeItself);
    }
    let (mut from, into) = (get(tx, from).await?, get(tx, into).await?.standing()?);
    if from.merged_into.is_some() {
        return Err(BoardError::OrgClosed(from.name));
    }
    if from.number == ROOT {
        return Err(BoardError::RootStands);
    }
    if from.parent.is_none() != (into.parent.is_none() && into.number != ROOT) {
        return Err(BoardError::OutsideTree);
    }
    if !children(tx, from.id).await?.is_empty() {
        return Err(BoardError::HasChildren(from.name));
    }
    hand_over(tx, from.id, into.id).await?;
    store::add_alias(tx, into.id, &from.name).await?;
    from.merged_into = Some(into.id);
    store::save_closed(tx, &from).await?;
    tx.note(audit::org("org.merge", &from).with("into", into.name.as_str()).with("into_id", into.id.to_string()));
    Ok(into)
}

/// Moves what refers to an org to another. Where both have the same grant, alias or open term, one remains.
async fn hand_over(tx: &mut Tx, from: OrgId, into: OrgId) -> Result<(), DbError> {
    const STEPS: [&str; 7] = [
        // What was merged into it before is now merged into the other: the way to the survivor has one step.
        "UPDATE org SET merged_into = $3 WHERE tenant = $1 AND merged_into = $2",
        "INSERT INTO org_alias(tenant, name, org) SELECT tenant, name, $3 FROM org_alias WHERE tenant = $1 AND org = $2 ON CONFLICT DO NOTHING",
        "DELETE FROM org_alias WHERE tenant = $1 AND org = $2 AND org <> $3",
        "UPDATE person SET org = $3 WHERE tenant = $1 AND org = $2",
        "DELETE FROM post WHERE tenant = $1 AND org = $2 AND until IS NULL AND EXISTS (SELECT 1 FROM post other WHERE other.tenant = $1 \
         AND other.org = $3 AND other.title = post.title AND other.person = post.person AND other.until IS NULL)",
        "UPDATE post SET org = $3 WHERE tenant = $1 AND org = $2",
        "DELETE FROM org_alias WHERE tenant = $1 AND org = $3 AND name = (SELECT name FROM org WHERE tenant = $1 AND id = $3) AND org <> $2",
    ];
    for step in STEPS {
        tx.run(sql(step).bind(tx.tenant()).bind(from).bind(into)).await?;
    }
    crate::accounts::move_grants(tx, from, into).await?;
    Ok(())
}
