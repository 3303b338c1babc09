//! 交叉表: several metrics side by side, a line for each org directly below, or for each month.

use base::{Actor, OrgId, Tx};
use board::orgs;
use ledger::{Ask, Figure, Metric};
use norms::Period;

use crate::actions::OrgName;
use crate::actions::sheet::MOST_MONTHS;
use crate::actions::view::{self, Query, View};
use crate::{FiguresError, rules};

/// So many metrics stand side by side.
pub const MOST_COLUMNS: usize = 8;

/// Asks for the table.
#[derive(Clone, Debug, Default)]
pub struct PivotAsk {
    /// Which org and days.
    pub query: Query,
    /// Which metrics; none: the office's main ones.
    pub metrics: Vec<&'static Metric>,
    /// A line for each month instead of each org.
    pub by_month: bool,
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// An org directly below.
    Org(OrgName),
    /// A month.
    Month(Period),
}

/// The table.
#[derive(Clone, Debug)]
pub struct Pivot {
    /// What is shown.
    pub view: View,
    /// Its columns.
    pub metrics: Vec<&'static Metric>,
    /// A line each, with a figure for each metric.
    pub rows: Vec<(Of, Vec<Figure>)>,
    /// Of the org with all below it, for the whole period.
    pub whole: Vec<Figure>,
    /// Lines without any record, which are left out.
    pub without: usize,
    /// How many metrics were asked for and do not fit.
    pub left_out: usize,
    /// Whether there are more months than are shown.
    pub too_long: bool,
}

/// Several metrics by org or month, in one question to the ledger.
///
/// # Errors
/// An org that is not there or not visible.
pub async fn pivot(tx: &mut Tx, by: &Actor, ask: &PivotAsk) -> Result<Pivot, FiguresError> {
    let view = view::view(tx, by, &ask.query).await?;
    let usual = ask.metrics.is_empty();
    let mut metrics = if usual { rules::chosen() } else { rules::all().into_iter().filter(|one| ask.metrics.contains(one)).collect() };
    let left_out = if usual { 0 } else { metrics.len().saturating_sub(MOST_COLUMNS) };
    metrics.truncate(MOST_COLUMNS);
    let months = view.period.months();
    let too_long = ask.by_month && months.len() > MOST_MONTHS;
    let of: Vec<(Of, OrgId, Period)> = match (ask.by_month, too_long) {
        (true, true) => Vec::new(),
        (true, false) => months.into_iter().map(|month| (Of::Month(month), view.org.id, month)).collect(),
        (false, _) => {
            let below = orgs::children(tx, view.org.id).await?.into_iter();
            below.map(|org| (Of::Org(OrgName { code: org.code, name: org.name }), org.id, view.period)).collect()
        }
    };
    let lines = std::iter::once((view.org.id, view.period)).chain(of.iter().map(|(_, org, period)| (*org, *period)));
    let line = |(org, period): (OrgId, Period)| metrics.iter().map(move |metric| (org, period, *metric)).collect::<Vec<_>>();
    let asks: Vec<Ask> = lines.flat_map(line).map(|(org, period, metric)| Ask { org, period, ..view.ask(metric) }).collect();
    let figures = ledger::figures(tx, &asks).await?;
    let mut lines = figures.chunks(metrics.len().max(1)).map(<[Figure]>::to_vec);
    let whole = lines.next().unwrap_or_default();
    let mut rows: Vec<(Of, Vec<Figure>)> = of.into_iter().map(|(of, ..)| of).zip(lines).collect();
    let all = rows.len();
    // Months stay in order without gaps; of orgs only those that did something are of interest.
    rows.retain(|(of, figures)| matches!(of, Of::Month(_)) || figures.iter().any(|figure| *figure != Figure::default()));
    let without = all - rows.len();
    Ok(Pivot { view, metrics, rows, whole, without, left_out, too_long })
}
