//! Citations: which signed reports say which figures, so that a record knows the reports that used it.

use std::collections::BTreeMap;

use base::{OrgId, Tx, sql};
use norms::{Day, Period};
use serde::Serialize;
use uuid::Uuid;

use crate::metrics::{self, Metric};
use crate::{LedgerError, SourceRef, bulk, intern};

/// A figure as a signed report says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The report.
    pub report: Uuid,
    /// The figure's name in the report.
    pub key: String,
    /// Of what.
    pub metric: &'static Metric,
    /// Of whom.
    pub org: OrgId,
    /// For which days.
    pub period: Period,
    /// The last posting that counted at sign-off.
    pub number: i64,
    /// The value, in units of the metric's scale.
    pub value: i64,
    /// [`crate::digest`] of the facts behind it.
    pub digest: String,
}

/// Writes down that a report cites a figure. Again for the same report and key replaces it.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn cite(tx: &mut Tx, citation: &Citation) -> Result<(), LedgerError> {
    let org = intern::orgs(tx, [citation.org].into()).await?.get(&citation.org).copied();
    let text = "INSERT INTO citation(tenant, report, key, metric, org, from_day, to_day, number, value, digest) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant, report, key) DO UPDATE SET metric = excluded.metric, \
                org = excluded.org, from_day = excluded.from_day, to_day = excluded.to_day, number = excluded.number, \
                value = excluded.value, digest = excluded.digest";
    let row = sql(text).bind(tx.tenant()).bind(citation.report).bind(&citation.key).bind(citation.metric.number).bind(org);
    let row = row.bind(citation.period.from).bind(citation.period.to).bind(citation.number).bind(citation.value);
    tx.run(row.bind(&citation.digest)).await?;
    Ok(())
}

/// The figures of signed reports behind which a record stands, as the ledger stood at their sign-off.
///
/// # Errors
/// The database's.
pub async fn citations_of(tx: &mut Tx, source: &SourceRef) -> Result<Vec<Citation>, LedgerError> {
    let number = sql("SELECT number FROM source WHERE tenant = $1 AND kind = $2 AND id = $3");
    let Some((number,)) = tx.optional::<(i64,)>(number.bind(tx.tenant()).bind(&source.kind).bind(source.id)).await? else {
        return Ok(Vec::new());
    };
    let posted: Vec<(i64,)> = tx.all(sql(POSTED).bind(tx.tenant()).bind(number)).await?;
    // Metrics that count the record's facts: their own, and those computed from them.
    let keys: Vec<[i64; 3]> = metrics::ALL
        .iter()
        .flat_map(|citing| citing.evidence().into_iter().map(move |of| [of.number, citing.number, i64::from(citing.stands())]))
        .filter(|[of, ..]| posted.iter().any(|(metric,)| metric == of))
        .collect();
    type Read = (Uuid, String, i64, i64, i64, i64, i64, i64, String);
    let rows: Vec<Read> = bulk::by_keys(tx, "posted, citing, stands", &keys, &citing(number)).await?;
    let numbers: Vec<i64> = rows.iter().map(|row| row.3).collect();
    let orgs = if rows.is_empty() { Default::default() } else { board::orgs::by_numbers(tx, &numbers).await? };
    let mut found: BTreeMap<(Uuid, String), Citation> = BTreeMap::new();
    for (report, key, metric, org, from, to, number, value, digest) in rows {
        let (Some(metric), Some(org)) = (metrics::by_number(metric), orgs.get(&org)) else { continue };
        let (Ok(from), Ok(to)) = (Day::from_number(from), Day::from_number(to)) else { continue };
        let citation = Citation { report, key: key.clone(), metric, org: org.id, period: Period { from, to }, number, value, digest };
        found.insert((report, key), citation);
    }
    Ok(found.into_values().collect())
}

/// The metrics of which a record ever posted facts.
pub(crate) const POSTED: &str = "SELECT DISTINCT metric FROM fact WHERE tenant = $1 AND source = $2";

/// The citations that count facts of a record.
pub(crate) fn citing(source: i64) -> String {
    format!(
        "SELECT c.report, c.key, c.metric, c.org, c.from_day, c.to_day, c.number, c.value, c.digest \
         FROM k CROSS JOIN fact f CROSS JOIN place_anc a CROSS JOIN citation c \
         WHERE f.tenant = {{tenant}} AND f.source = {source} AND f.metric = k.posted AND a.tenant = {{tenant}} AND a.place = f.place \
         AND c.tenant = {{tenant}} AND c.metric = k.citing AND c.org = a.anc AND f.posting <= c.number AND f.day <= c.to_day \
         AND (k.stands = 1 OR f.day >= c.from_day) \
         GROUP BY c.report, c.key, c.metric, c.org, c.from_day, c.to_day, c.number, c.value, c.digest HAVING sum(f.facts) <> 0"
    )
}
