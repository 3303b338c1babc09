//! 记一笔: the one door by which records reach the ledger.

use std::collections::{BTreeSet, HashMap};

use base::{Actor, DbError, Tx};

use crate::expand::{self, Net, Row, Rows};
use crate::intern::intern;
use crate::place::Places;
use crate::{Cause, Fact, LedgerError, SourceRef, bulk, post};

/// Makes the ledger say of these records what they say today, however many they are, in one posting: what they said before and say no
/// longer is reversed, what is new is added, what stays is left alone. So a first entry, a correction, a withdrawal (no facts) and a
/// retry are the same call. Answers the posting's number; `None` when there was nothing to post.
///
/// # Errors
/// What [`Fact::check`] refuses, [`LedgerError::NoOrg`], and the database's.
pub async fn record(tx: &mut Tx, by: &Actor, cause: &Cause, stated: &[(SourceRef, Vec<Fact>)]) -> Result<Option<i64>, LedgerError> {
    stated.iter().flat_map(|(_, facts)| facts).try_for_each(Fact::check)?;
    let interned = intern(tx, stated).await?;
    let mut places = Places::of(tx, &interned.said.keys().map(|stated| stated.org).collect(), &interned.tree).await?;
    let wanted = expand::expand(&interned.said, &places)?;
    let now = present(tx, &interned.known).await?;
    post::post(tx, by, cause, &mut places, interned.fresh, expand::difference(now, wanted)).await
}

/// What the ledger holds of some sources.
pub(crate) const PRESENT: &str = "SELECT f.source, f.metric, f.org, f.place, f.day, f.subject, f.declared, CAST(sum(f.quantity) AS BIGINT), \
                 CAST(sum(f.facts) AS BIGINT) FROM k CROSS JOIN fact f WHERE f.tenant = {tenant} AND f.source = k.source \
                 GROUP BY f.source, f.metric, f.org, f.place, f.day, f.subject, f.declared \
                 HAVING sum(f.quantity) <> 0 OR sum(f.facts) <> 0";

/// What the ledger holds of these records: their rows, netted.
pub(crate) async fn present(tx: &mut Tx, sources: &BTreeSet<i64>) -> Result<Rows, DbError> {
    let keys: Vec<[i64; 1]> = sources.iter().map(|source| [*source]).collect();
    type Read = (i64, i64, i64, i64, i64, i64, i64, i64, i64);
    let mut rows = HashMap::new();
    for (source, metric, org, place, day, subject, declared, quantity, facts) in
        bulk::by_keys::<1, Read>(tx, "source", &keys, PRESENT).await?
    {
        rows.insert(Row { source, metric, org, place, day, subject, declared }, Net { quantity, facts });
    }
    Ok(rows)
}
