//! Figures of a campaign: of the records that belong to it, read from their facts by an index. They are not rolled up: who belongs may
//! change at any time, and a campaign has hundreds of records, not millions.

use std::collections::{BTreeMap, BTreeSet};

use base::{DbError, Tx, sql};
use norms::{Day, Period};
use uuid::Uuid;

use crate::metrics::{self, Kind, Metric};
use crate::{Citation, Figure, LedgerError};

/// (metric, subject, declared, quantity in the period, quantity up to its end, facts in the period, facts up to its end)
type Row = (i64, i64, i64, i64, i64, i64, i64);

const OF_MEMBERS: &str = "SELECT f.metric, f.subject, CAST(CASE WHEN f.declared = 0 THEN 0 ELSE 1 END AS BIGINT), \
     CAST(sum(CASE WHEN f.day >= $1 THEN f.quantity ELSE 0 END) AS BIGINT), CAST(sum(f.quantity) AS BIGINT), \
     CAST(sum(CASE WHEN f.day >= $2 THEN f.facts ELSE 0 END) AS BIGINT), CAST(sum(f.facts) AS BIGINT) \
     FROM campaign_member m JOIN source s ON s.tenant = m.tenant AND s.kind = m.kind AND s.id = m.source \
     JOIN fact f ON f.tenant = s.tenant AND f.source = s.number \
     WHERE m.tenant = $3 AND m.campaign = $4 AND f.day <= $5 \
     GROUP BY f.metric, f.subject, CASE WHEN f.declared = 0 THEN 0 ELSE 1 END";

/// What the records of a campaign count for in a period, by metric in the order of the catalogue; what is nothing is left out. A stock
/// stands on the period's last day. Distinct subjects are counted once over all of its records.
///
/// # Errors
/// The database's.
pub async fn campaign_figures(tx: &mut Tx, campaign: Uuid, period: Period) -> Result<Vec<(&'static Metric, Figure)>, LedgerError> {
    let query = sql(OF_MEMBERS).bind(period.from).bind(period.from).bind(tx.tenant()).bind(campaign).bind(period.to);
    let mut found: BTreeMap<i64, Figure> = BTreeMap::new();
    let mut reached: BTreeSet<(i64, i64)> = BTreeSet::new();
    for (number, subject, declared, inside, whole, facts_inside, facts) in tx.all::<Row>(query).await? {
        let Some(metric) = metrics::by_number(number) else { continue };
        let figure = found.entry(number).or_default();
        let quantity = if metric.stands() { whole } else { inside };
        figure.facts += if metric.stands() { facts } else { facts_inside };
        if declared == 1 {
            figure.declared += quantity;
        }
        match metric.kind {
            Kind::Reach if declared == 1 => {}
            Kind::Reach => {
                if quantity != 0 && reached.insert((number, subject)) {
                    figure.value += 1;
                }
            }
            _ => figure.value += quantity,
        }
    }
    let known = found.into_iter().filter(|(_, figure)| *figure != Figure::default());
    Ok(known.filter_map(|(number, figure)| Some((metrics::by_number(number)?, figure))).collect())
}

const CITED: &str = "SELECT DISTINCT c.report, c.key, c.metric, c.org, c.from_day, c.to_day, c.number, c.value, c.digest \
     FROM campaign_member m JOIN source s ON s.tenant = m.tenant AND s.kind = m.kind AND s.id = m.source \
     JOIN fact f ON f.tenant = s.tenant AND f.source = s.number JOIN place_anc a ON a.tenant = f.tenant AND a.place = f.place \
     JOIN citation c ON c.tenant = f.tenant AND c.metric = f.metric AND c.org = a.anc AND c.number >= f.posting \
     AND f.day BETWEEN c.from_day AND c.to_day WHERE m.tenant = $1 AND m.campaign = $2 ORDER BY c.report, c.key LIMIT 200";

/// The figures of signed reports that count records of a campaign; at most 200.
///
/// # Errors
/// The database's.
pub async fn campaign_citations(tx: &mut Tx, campaign: Uuid) -> Result<Vec<Citation>, LedgerError> {
    type Read = (Uuid, String, i64, i64, i64, i64, i64, i64, String);
    let rows: Vec<Read> = tx.all(sql(CITED).bind(tx.tenant()).bind(campaign)).await?;
    let numbers: Vec<i64> = rows.iter().map(|row| row.3).collect();
    let orgs = if rows.is_empty() { Default::default() } else { board::orgs::by_numbers(tx, &numbers).await? };
    let day = |number: i64| Day::from_number(number).map_err(|e| DbError::Corrupt(e.to_string()));
    let mut found = Vec::new();
    for (report, key, metric, org, from, to, number, value, digest) in rows {
        if let (Some(metric), Some(org)) = (metrics::by_number(metric), orgs.get(&org)) {
            let period = Period { from: day(from)?, to: day(to)? };
            found.push(Citation { report, key, metric, org: org.id, period, number, value, digest });
        }
    }
    Ok(found)
}
