//! Figures: all metrics for a half-year from roll-ups and sets, beside plain SQL over the facts of the same database.

use std::time::Duration;

use base::{Actor, Clock, DatabaseUrl, Db, DbError, Options, OrgId, Tx, sql};
use ledger::{Ask, Figure, Kind, LedgerError, metrics};
use norms::Period;
use serde_json::Value;

use crate::program::Demo;
use crate::table::{Measure, Table};
use crate::{Result, ask, made, watch};

/// 2022-01-01 to 2022-06-30.
fn half_year() -> Result<Period> {
    period("2022-01-01", "2022-06-30")
}

/// Days within it that begin and end no month.
fn odd_days() -> Result<Period> {
    period("2022-01-10", "2022-06-17")
}

fn period(from: &str, to: &str) -> Result<Period> {
    Ok(Period::new(from.parse()?, to.parse()?).ok_or("a period that ends before it begins")?)
}

async fn open(demo: &Demo) -> Result<(Db, Actor)> {
    let options = Options::default();
    let db = Db::open(&DatabaseUrl::file(demo.file()), &[board::MIGRATIONS, ledger::MIGRATIONS], Clock::System, options).await?;
    let by = Actor::system(db.first_tenant().await?, "bench");
    Ok((db, by))
}

async fn root(tx: &mut Tx, _: &Actor, (): &()) -> std::result::Result<OrgId, LedgerError> {
    Ok(board::orgs::root(tx).await?.id)
}

async fn read(tx: &mut Tx, _: &Actor, asks: &Vec<Ask>) -> std::result::Result<Vec<Figure>, LedgerError> {
    ledger::figures(tx, asks).await
}

/// All published metrics for an org and a period.
fn all(org: OrgId, period: Period) -> Vec<Ask> {
    metrics::listed().map(|metric| Ask { metric, org, period, as_of: None }).collect()
}

async fn median(db: &Db, by: &Actor, asks: &Vec<Ask>, times: usize) -> Result<(Duration, Vec<Figure>)> {
    let (mut took, mut figures) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let (time, answer) = watch::time(db.read(by, asks, read)).await;
        took.push(time);
        figures = answer?;
    }
    Ok((watch::median(took), figures))
}

/// At the size of the demonstration.
pub async fn at_demonstration_size(demo: &Demo, table: &mut Table) -> Result<()> {
    let (db, by) = open(demo).await?;
    let org = db.read(&by, &(), root).await?;
    let asks = all(org, half_year()?);
    let what = format!("figures of all {} metrics for a half-year, demonstration size", asks.len());
    compare(&db, &by, asks, &what, Some(Measure::Time(Duration::from_millis(5))), 41, table).await?;
    db.close().await;
    Ok(())
}

/// The figures of a report, asked in one call.
pub async fn of_report(demo: &Demo, figures: &[Value]) -> Result<Duration> {
    let (db, by) = open(demo).await?;
    let org = db.read(&by, &(), root).await?;
    let mut asks = Vec::new();
    for figure in figures {
        let text = |key: &str| figure[key].as_str().unwrap_or_default();
        let metric = metrics::by_code(text("metric")).ok_or("a report with an unknown metric")?;
        asks.push(Ask { metric, org, period: period(text("from"), text("to"))?, as_of: None });
    }
    let (took, _) = median(&db, &by, &asks, 41).await?;
    db.close().await;
    Ok(took)
}

/// Made facts, so many that a plain query feels it: the office above all, and one unit of it.
pub async fn of_made_facts(facts: u64, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let made = made::office(folder.path(), facts).await?;
    let seconds = made.took.as_secs_f64();
    let rate = made.facts as f64 / seconds;
    let millions = made.facts as f64 / 1e6;
    table.line(&format!("recording {millions:.1} million facts in batches of {} records", made::BATCH), Measure::Rate(rate), None, None);
    for (period, which) in [(half_year()?, "for a half-year"), (odd_days()?, "from 10 January to 17 June")] {
        for (org, whose) in [(made.root, "the whole office"), (made.unit, "one unit")] {
            let what = format!("figures of all metrics {which}, {millions:.1} million facts, {whose}");
            compare(&made.db, &made.by, all(org, period), &what, None, 11, table).await?;
        }
    }
    ask::measure(&made, table).await?;
    made.db.close().await;
    Ok(())
}

/// Asks for all metrics of one org and period, and the same by plain SQL.
async fn compare(db: &Db, by: &Actor, asks: Vec<Ask>, what: &str, target: Option<Measure>, times: usize, table: &mut Table) -> Result<()> {
    let whole = asks.first().map(|ask| (ask.org, ask.period)).ok_or("no metrics")?;
    let (took, figures) = median(db, by, &asks, times).await?;
    let (mut plain, mut counted) = (Vec::new(), Vec::new());
    for _ in 0..times.min(5) {
        let (time, answer) = watch::time(db.read(by, &whole, sums)).await;
        plain.push(time);
        counted = answer?;
    }
    for (ask, figure) in asks.iter().zip(&figures) {
        let wanted = counted.iter().find(|(metric, _)| *metric == ask.metric.number).map_or(0, |(_, value)| *value);
        if matches!(ask.metric.kind, Kind::Flow | Kind::Reach | Kind::Stock) && figure.value != wanted {
            return Err(format!("{} is {}, but plain SQL counts {wanted}", ask.metric.code, figure.value).into());
        }
    }
    let raw = Some(("plain SQL over the facts", Measure::Time(watch::median(plain))));
    table.line(what, Measure::Time(took), target, raw);
    Ok(())
}

/// The same by plain SQL: a sum for each kind of metric, over an index that holds all it reads.
async fn sums(tx: &mut Tx, _: &Actor, (org, period): &(OrgId, Period)) -> std::result::Result<Vec<(i64, i64)>, DbError> {
    let of_kind = |kind: Kind| metrics::listed().filter(move |metric| metric.kind == kind).map(|metric| metric.number);
    let inside = "f.place IN (SELECT a.place FROM place_anc a JOIN org o ON o.tenant = a.tenant AND o.number = a.anc \
                  WHERE a.tenant = $1 AND o.id = $2)";
    let flow = format!(
        "SELECT f.metric, CAST(sum(f.quantity) AS BIGINT) FROM fact f WHERE f.tenant = $1 AND {inside} AND f.day BETWEEN $3 AND $4"
    );
    let reach = format!(
        "SELECT r.metric, count(*) FROM (SELECT f.metric AS metric, f.subject AS subject FROM fact f \
         WHERE f.tenant = $1 AND {inside} AND f.day BETWEEN $3 AND $4 AND f.subject > 0"
    );
    let from = period.from.number();
    let bound = |text: &str, from: i64| sql(text).bind(tx.tenant()).bind(*org).bind(from).bind(period.to).push(" AND f.metric IN");
    let flow_query = bound(&flow, from).list(of_kind(Kind::Flow)).push(" GROUP BY f.metric");
    let stock_query = bound(&flow, 0).list(of_kind(Kind::Stock)).push(" GROUP BY f.metric");
    let reach_query = bound(&reach, from).list(of_kind(Kind::Reach));
    let reach_query = reach_query.push(" GROUP BY f.metric, f.subject HAVING sum(f.quantity) > 0) r GROUP BY r.metric");
    let mut found = Vec::new();
    for query in [flow_query, stock_query, reach_query] {
        found.extend(tx.all::<(i64, i64)>(query).await?);
    }
    Ok(found)
}
