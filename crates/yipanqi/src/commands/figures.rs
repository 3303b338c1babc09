//! `yipanqi figures`: what the ledger says.

use base::{Actor, Tx};
use ledger::metrics::{self, Metric};
use ledger::{Ask, Figure, LedgerError};
use serde_json::{Value, json};

use crate::cli::FiguresArgs;
use crate::failure::Failure;
use crate::out::{self, Format};
use crate::site::Site;

pub async fn run(site: &Site, args: &FiguresArgs, format: Format) -> Result<u8, Failure> {
    let metrics = chosen(&args.metric)?;
    let by = site.actor().await?;
    let org = site.org(&by, args.span.org.as_deref()).await?;
    let period = site.period(&by, &args.span).await?;
    let as_of = site.as_of(&by, &args.span).await?;
    let asks: Vec<Ask> = metrics.iter().map(|metric| Ask { metric, org: org.id, period, as_of }).collect();
    let figures = site.db.read(&by, &asks, read).await?;
    let rows = metrics.iter().zip(&figures);
    if format == Format::Json {
        let figures: Vec<Value> = rows.map(|(metric, figure)| row(metric, figure)).collect();
        out::json(&json!({"period": period, "org": org.code, "figures": figures}))?;
        return Ok(0);
    }
    out::line(format_args!("{} {} to {}", org.name, period.from, period.to))?;
    for (metric, figure) in rows {
        let declared = if figure.declared != 0 { format!(" (仅报总数 {})", metric.plain(figure.declared)) } else { String::new() };
        out::line(format_args!("{:<28} {:>10} {}{declared}  {}", metric.code, metric.plain(figure.value), metric.unit, metric.name))?;
    }
    Ok(0)
}

/// The metrics of these codes; every code of the contract without any.
pub fn chosen(codes: &[String]) -> Result<Vec<&'static Metric>, Failure> {
    if codes.is_empty() {
        return Ok(metrics::ALL.iter().copied().filter(|metric| metric.listed).collect());
    }
    let known = |code: &String| {
        metrics::by_code(code).ok_or_else(|| Failure::usage(format!("there is no metric {code}; `yipanqi figures` lists them")))
    };
    codes.iter().map(known).collect()
}

async fn read(tx: &mut Tx, _: &Actor, asks: &Vec<Ask>) -> Result<Vec<Figure>, LedgerError> {
    ledger::figures(tx, asks).await
}

fn row(metric: &Metric, figure: &Figure) -> Value {
    let mut row = json!({"metric": metric.code, "name": metric.name, "value": number(metric, figure.value), "unit": metric.unit, "facts": figure.facts});
    if let (true, Some(fields)) = (figure.declared != 0, row.as_object_mut()) {
        fields.insert("declared".into(), number(metric, figure.declared));
    }
    row
}

/// A quantity as a plain number: whole where it is whole.
pub fn number(metric: &Metric, quantity: i64) -> Value {
    if quantity % metric.scale == 0 { json!(quantity / metric.scale) } else { json!(quantity as f64 / metric.scale as f64) }
}
