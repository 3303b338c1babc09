//! Closed periods: a sign-off closes its period for its org and all below. What arrives afterwards is posted on its true day all the
//! same, and marked late.
//!
//! One thing is not: what an office imports in its first year. It had kept those ledgers before it had this program and was late with
//! nothing; a report that it signed meanwhile shows that its figures would differ today, but nobody is blamed for it.

use std::collections::{BTreeSet, HashMap};

use base::{DbError, OrgId, Tx, sql};
use norms::{Instant, Period};

use crate::{Cause, LedgerError, bulk, expand, intern};

/// Days from an office's first posting in which an import makes nothing late.
const FIRST_YEAR: i64 = 365;

/// Whether an office whose first posting was made at `first` is in its first year; before any posting it is.
fn in_first_year(first: Option<Instant>, now: Instant) -> bool {
    first.is_none_or(|first| now.day() < first.day().plus_days(FIRST_YEAR))
}

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
    pub(crate) async fn load(tx: &mut Tx, cause: &Cause, orgs: BTreeSet<i64>) -> Result<Closed, DbError> {
        let keys: Vec<[i64; 1]> = orgs.into_iter().map(|org| [org]).collect();
        let query = "SELECT c.org, c.from_day, c.to_day FROM k CROSS JOIN closed_period c WHERE c.tenant = {tenant} AND c.org = k.org";
        let mut spans: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
        for (org, from, to) in bulk::by_keys::<1, (i64, i64, i64)>(tx, "org", &keys, query).await? {
            spans.entry(org).or_default().push((from, to));
        }
        if cause.import && !spans.is_empty() && in_first_year(first_posting(tx).await?, tx.now()) {
            spans.clear();
        }
        Ok(Closed { spans })
    }

    /// Whether a fact of this day is late for any org on its path. A stock counts in every later period too.
    pub(crate) fn has(&self, path: &[i64], metric: i64, day: i64) -> bool {
        let counts = |&(from, to): &(i64, i64)| day <= to && (day >= from || expand::stands(metric));
        !self.spans.is_empty() && path.iter().any(|org| self.spans.get(org).is_some_and(|spans| spans.iter().any(counts)))
    }
}

/// When the office's first posting was made.
async fn first_posting(tx: &mut Tx) -> Result<Option<Instant>, DbError> {
    let query = sql("SELECT at FROM posting WHERE tenant = $1 AND number = 1").bind(tx.tenant());
    Ok(tx.optional::<(i64,)>(query).await?.map(|(at,)| Instant::from_micros(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_year_has_365_days_and_begins_with_the_first_posting() {
        let at = |text: &str| text.parse::<Instant>().unwrap_or_else(|e| panic!("{text}: {e:?}"));
        let first = at("2022-03-01T01:00:00Z");
        assert!(in_first_year(None, first) && in_first_year(Some(first), first));
        // The day ends in Shanghai.
        assert!(in_first_year(Some(first), at("2023-02-28T15:59:59Z")));
        assert!(!in_first_year(Some(first), at("2023-02-28T16:00:00Z")));
    }
}
