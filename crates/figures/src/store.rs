//! What the ledger learnt last: read straight from its rows, because nothing else asks for it.

pub(crate) mod given;
pub(crate) mod handing;
pub(crate) mod saved;

use std::collections::HashMap;

use base::{DbError, Tx, sql};
use ledger::SourceRef;
use norms::{Day, Instant, Period};
use uuid::Uuid;

/// So many postings back is "lately": the cost of the home page does not grow with the years.
const LATELY: i64 = 500;

/// A record about which the ledger learnt something lately.
#[derive(Clone, Debug)]
pub(crate) struct Recent {
    pub(crate) source: SourceRef,
    pub(crate) posted_at: Instant,
    pub(crate) posted_by: String,
    /// Its first day.
    pub(crate) day: Day,
    /// The number of the org.
    pub(crate) org: i64,
    /// What it counts: numbers of metrics with quantities.
    pub(crate) counts: Vec<(i64, i64)>,
}

const PLACES: &str = " AND f.place IN (SELECT a.place FROM place_anc a WHERE a.tenant = $1 AND a.anc IN";

/// The last records that stand at or below these orgs, the newest first. What was withdrawn is left out.
pub(crate) async fn recent(tx: &mut Tx, orgs: &[i64], limit: usize) -> Result<Vec<Recent>, DbError> {
    // Withdrawn ones fall away below, so some more are looked at.
    let most = i64::try_from(limit * 4).unwrap_or(40);
    let text = "SELECT f.source, f.posting FROM fact f WHERE f.tenant = $1 AND f.posting > $2";
    let query = sql(text).bind(tx.tenant()).bind(tx.last_number() - LATELY).push(PLACES).list(orgs.iter().copied());
    let query = query.push(") GROUP BY f.posting, f.source ORDER BY f.posting DESC, max(f.line) DESC").with(" LIMIT ?", most);
    let touched: Vec<(i64, i64)> = tx.all(query).await?;
    let mut order: Vec<(i64, i64)> = Vec::new();
    for (source, posting) in touched {
        if !order.iter().any(|(known, _)| *known == source) {
            order.push((source, posting));
        }
    }
    let known: Vec<i64> = order.iter().map(|(source, _)| *source).collect();
    let mut nets = nets(tx, orgs, &known).await?;
    order.retain(|(source, _)| nets.contains_key(source));
    order.truncate(limit);
    let sources = sources(tx, &order).await?;
    let postings = postings(tx, &order).await?;
    let recent = |(source, posting): (i64, i64)| {
        let (day, org, counts) = nets.remove(&source)?;
        let (posted_at, posted_by) = postings.get(&posting).cloned()?;
        Some(Recent { source: sources.get(&source).cloned()?, posted_at, posted_by, day, org, counts })
    };
    Ok(order.into_iter().filter_map(recent).collect())
}

type Net = (Day, i64, Vec<(i64, i64)>);

/// What these records say today.
async fn nets(tx: &mut Tx, orgs: &[i64], sources: &[i64]) -> Result<HashMap<i64, Net>, DbError> {
    let text = "SELECT f.source, f.metric, f.org, min(f.day), CAST(sum(f.quantity) AS BIGINT) FROM fact f WHERE f.tenant = $1";
    let query = sql(text).bind(tx.tenant()).push(PLACES).list(orgs.iter().copied()).push(") AND f.source IN");
    let query = query.list(sources.iter().copied()).push(" GROUP BY f.source, f.metric, f.org HAVING sum(f.quantity) <> 0");
    let rows: Vec<(i64, i64, i64, i64, i64)> = tx.all(query.push(" ORDER BY f.source, f.metric, f.org")).await?;
    let mut nets: HashMap<i64, Net> = HashMap::new();
    for (source, metric, org, day, quantity) in rows {
        let day = Day::from_number(day).map_err(|error| DbError::Corrupt(error.to_string()))?;
        let net = nets.entry(source).or_insert((day, org, Vec::new()));
        net.0 = net.0.min(day);
        net.2.push((metric, quantity));
    }
    Ok(nets)
}

async fn sources(tx: &mut Tx, order: &[(i64, i64)]) -> Result<HashMap<i64, SourceRef>, DbError> {
    let query = sql("SELECT s.number, s.kind, s.id FROM source s WHERE s.tenant = $1 AND s.number IN").bind(tx.tenant());
    let rows: Vec<(i64, String, Uuid)> = tx.all(query.list(order.iter().map(|(source, _)| *source))).await?;
    Ok(rows.into_iter().map(|(number, kind, id)| (number, SourceRef { kind, id })).collect())
}

async fn postings(tx: &mut Tx, order: &[(i64, i64)]) -> Result<HashMap<i64, (Instant, String)>, DbError> {
    let query = sql("SELECT p.number, p.at, p.who FROM posting p WHERE p.tenant = $1 AND p.number IN").bind(tx.tenant());
    let rows: Vec<(i64, i64, String)> = tx.all(query.list(order.iter().map(|(_, posting)| *posting))).await?;
    Ok(rows.into_iter().map(|(number, at, who)| (number, (Instant::from_micros(at), who))).collect())
}

/// How many records, by the number of the metric, came lately for days of a period that had been closed.
pub(crate) async fn late(tx: &mut Tx, orgs: &[i64], period: Period) -> Result<Vec<(i64, i64)>, DbError> {
    let text = "SELECT f.metric, count(DISTINCT f.source) FROM fact f WHERE f.tenant = $1 AND f.posting > $2 AND f.late = 1 \
                AND f.day >= $3 AND f.day <= $4";
    let query = sql(text).bind(tx.tenant()).bind(tx.last_number() - LATELY).bind(period.from).bind(period.to);
    let query = query.push(PLACES).list(orgs.iter().copied()).push(") GROUP BY f.metric ORDER BY f.metric");
    tx.all(query).await
}
