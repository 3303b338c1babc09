//! Closed periods: a sign-off closes its period for its org and all below. What arrives afterwards is posted on its true day all the
//! same, and marked late.

use std::collections::{BTreeSet, HashMap};

use base::{DbError, OrgId, Tx, sql};
use norms::Period;

use crate::{LedgerError, bulk, expand, intern};

/// Closes a period for an org as of the last posting. Closing it again changes nothing: what was late stays late.
///
/// # Errors
/// [`LedgerError::NoOrg`].
pub async fn close_period(tx: &mut Tx, org: OrgId, period: Period) -> Result<(), LedgerError> {
    let numbers = intern::orgs(tx, BTreeSet::from([org])).await?;
    let text = "INSERT INTO closed_period(tenant, org, from_day, to_day, number) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let row = sql(text).bind(tx.tenant()).bind(numbers.get(&org).copied()).bind(period.from).bind(period.to);
    tx.run(row.bind(tx.last_number())).await?;
    Ok(())
}

/// What has been closed for some orgs, when a posting is made: all of it lies before the posting.
pub(crate) struct Closed {
    /// First and last days (yyyymmdd) by org.
    spans: HashMap<i64, Vec<(i64, i64)>>,
}

impl Closed {
    pub(crate) async fn load(tx: &mut Tx, orgs: BTreeSet<i64>) -> Result<Closed, DbError> {
        let keys: Vec<[i64; 1]> = orgs.into_iter().map(|org| [org]).collect();
        let query = "SELECT c.org, c.from_day, c.to_day FROM k CROSS JOIN closed_period c WHERE c.tenant = {tenant} AND c.org = k.org";
        let mut spans: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
        for (org, from, to) in bulk::by_keys::<1, (i64, i64, i64)>(tx, "org", &keys, query).await? {
            spans.entry(org).or_default().push((from, to));
        }
        Ok(Closed { spans })
    }

    /// Whether a fact of this day is late for any org on its path. A stock counts in every later period too.
    pub(crate) fn has(&self, path: &[i64], metric: i64, day: i64) -> bool {
        let counts = |&(from, to): &(i64, i64)| day <= to && (day >= from || expand::stands(metric));
        !self.spans.is_empty() && path.iter().any(|org| self.spans.get(org).is_some_and(|spans| spans.iter().any(counts)))
    }
}
