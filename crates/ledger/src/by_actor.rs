//! What somebody did, for a summary of their own: the records that they made themselves, and those that name them.
//!
//! Postings and lists know people by name, so two of one name are one here; whoever reads the summary is the one who knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{DbError, OrgId, Tx, sql};
use norms::{Day, Period};

use crate::metrics::{self, Kind, Metric};
use crate::{LedgerError, SourceRef};

/// A record of somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRecord {
    /// The record.
    pub source: SourceRef,
    /// When it happened; the first day of the period on which it counts.
    pub day: Day,
    /// Whose work it is.
    pub org: OrgId,
    /// What it counts towards, in units of 1/`metric.scale`, in the order of the catalogue.
    pub quantities: Vec<(&'static Metric, i64)>,
}

/// What somebody's records count for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnFigure {
    /// How many records.
    pub records: i64,
    /// In units of 1/`metric.scale`; distinct subjects are counted once over all of the records.
    pub quantity: i64,
}

/// What somebody did in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByActor {
    /// Records that they made themselves, by day; what came with a workbook is nobody's own.
    pub made: Vec<OwnRecord>,
    /// What those count for, in the order of the catalogue.
    pub figures: Vec<(&'static Metric, OwnFigure)>,
    /// Records that somebody made and that name them, by day.
    pub named: Vec<OwnRecord>,
}

/// At most so many rows of facts are read of each.
const ROWS: i64 = 20_000;

/// (source, metric, org, day, subject, quantity)
type Row = (i64, i64, i64, i64, i64, i64);

const COLUMNS: &str = "SELECT f.source, f.metric, f.org, f.day, f.subject, CAST(sum(f.quantity) AS BIGINT) FROM";
const GROUPED: &str = "AND f.tenant = $1 AND f.day >= $2 AND f.day <= $3 GROUP BY f.source, f.metric, f.org, f.day, f.subject \
     HAVING sum(f.quantity) <> 0 ORDER BY f.day, f.source, f.metric, f.subject LIMIT";

/// A record is the work of who told the ledger of it first, by the record itself and not by a workbook. Crossed, so that SQLite comes to
/// the facts by their records.
const MADE: &str = "posting p CROSS JOIN source s CROSS JOIN fact f WHERE p.tenant = $1 AND p.who = $4 AND s.tenant = $1 \
     AND s.kind = p.cause_kind AND s.id = p.cause \
     AND p.number = (SELECT min(e.posting) FROM fact e WHERE e.tenant = $1 AND e.source = s.number) AND f.source = s.number";

const NAMED: &str = "subject j CROSS JOIN fact f WHERE j.tenant = $1 AND j.kind = 'person' AND j.name = $4 AND f.subject = j.number \
     AND f.subject > 0";

/// What the one of this name did in a period.
///
/// # Errors
/// The database's.
pub async fn figures_by(tx: &mut Tx, who: &str, period: Period) -> Result<ByActor, LedgerError> {
    let made = rows(tx, MADE, who, period).await?;
    let named = rows(tx, NAMED, who, period).await?;
    Ok(ByActor { figures: figures(&made), made: records(tx, &made).await?, named: records(tx, &named).await? })
}

async fn rows(tx: &mut Tx, which: &str, who: &str, period: Period) -> Result<Vec<Row>, DbError> {
    let text = format!("{COLUMNS} {which} {GROUPED} {ROWS}");
    tx.all(sql(&text).bind(tx.tenant()).bind(period.from).bind(period.to).bind(who)).await
}

fn figures(rows: &[Row]) -> Vec<(&'static Metric, OwnFigure)> {
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    let mut sources: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    let mut reached: BTreeSet<(i64, i64)> = BTreeSet::new();
    for (source, metric, _, _, subject, quantity) in rows {
        sources.entry(*metric).or_default().insert(*source);
        let distinct = metrics::by_number(*metric).is_some_and(|metric| matches!(metric.kind, Kind::Reach));
        let adds = match (distinct, *subject) {
            (true, 0) => 0,
            (true, subject) => i64::from(reached.insert((*metric, subject))),
            _ => *quantity,
        };
        *sums.entry(*metric).or_default() += adds;
    }
    let count = |number: &i64| sources.get(number).map_or(0, |of| i64::try_from(of.len()).unwrap_or(i64::MAX));
    let known = |(number, quantity): (i64, i64)| Some((metrics::by_number(number)?, OwnFigure { records: count(&number), quantity }));
    sums.into_iter().filter_map(known).collect()
}

async fn records(tx: &mut Tx, rows: &[Row]) -> Result<Vec<OwnRecord>, LedgerError> {
    let sources = crate::proof::sources(tx, rows.iter().map(|row| row.0).collect()).await?;
    let numbers: Vec<i64> = rows.iter().map(|row| row.2).collect::<BTreeSet<_>>().into_iter().collect();
    let orgs = if rows.is_empty() { HashMap::default() } else { board::orgs::by_numbers(tx, &numbers).await? };
    let mut order: Vec<i64> = Vec::new();
    let mut found: HashMap<i64, OwnRecord> = HashMap::new();
    for (source, metric, org, day, _, quantity) in rows {
        let (Some(of), Some(metric), Some(org)) = (sources.get(source), metrics::by_number(*metric), orgs.get(org)) else { continue };
        if !found.contains_key(source) {
            let day = Day::from_number(*day).map_err(|e| DbError::Corrupt(e.to_string()))?;
            order.push(*source);
            found.insert(*source, OwnRecord { source: of.clone(), day, org: org.id, quantities: Vec::new() });
        }
        let Some(record) = found.get_mut(source) else { continue };
        match record.quantities.iter_mut().find(|(known, _)| *known == metric) {
            Some((_, sum)) => *sum += quantity,
            None => record.quantities.push((metric, *quantity)),
        }
    }
    Ok(order.into_iter().filter_map(|source| found.remove(&source)).collect())
}
