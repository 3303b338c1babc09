//! 一页纸: the chosen figures of one org and period against last year, for one sheet of paper.

use base::{Actor, Tx};
use ledger::{Ask, Metric};
use norms::Day;

use crate::actions::SheetLine;
use crate::actions::view::{self, Query, View};
use crate::{FiguresError, rules, say};

/// So many figures fit one sheet with room to write beside them.
pub const MOST_FIGURES: usize = 18;
/// So many are chosen where nobody chose.
const DOZEN: usize = 12;

/// Asks for the sheet.
#[derive(Clone, Debug, Default)]
pub struct SummaryAsk {
    /// Which org and days.
    pub query: Query,
    /// Which figures; none: the office's main ones.
    pub metrics: Vec<&'static Metric>,
}

/// The sheet.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What is shown.
    pub view: View,
    /// The last day that a figure counts.
    pub cut_off: Day,
    /// The figures, heading by heading.
    pub lines: Vec<SheetLine>,
    /// How many were asked for and do not fit.
    pub left_out: usize,
}

/// The chosen figures, in one question to the ledger.
///
/// # Errors
/// An org that is not there or not visible.
pub async fn summary(tx: &mut Tx, by: &Actor, ask: &SummaryAsk) -> Result<Summary, FiguresError> {
    let view = view::view(tx, by, &ask.query).await?;
    let usual = ask.metrics.is_empty();
    let mut metrics = if usual { rules::chosen() } else { rules::all().into_iter().filter(|one| ask.metrics.contains(one)).collect() };
    let left_out = if usual { 0 } else { metrics.len().saturating_sub(MOST_FIGURES) };
    metrics.truncate(MOST_FIGURES);
    let periods = [view.period, view.before];
    let asks: Vec<Ask> = metrics.iter().flat_map(|m| periods.map(|period| Ask { period, ..view.ask(m) })).collect();
    let figures = ledger::figures(tx, &asks).await?;
    let line = |(metric, figures): (&'static Metric, &[ledger::Figure])| SheetLine {
        metric,
        figure: figures.first().copied().unwrap_or_default(),
        last_year: figures.get(1).copied().unwrap_or_default(),
        target: None,
        months: Vec::new(),
    };
    let mut lines: Vec<SheetLine> = metrics.into_iter().zip(figures.chunks(periods.len())).map(line).collect();
    if usual {
        lines = main_ones(lines);
    }
    let cut_off = say::cut_off(view.period, view.as_of.unwrap_or(tx.today()));
    Ok(Summary { view, cut_off, lines, left_out })
}

/// The first dozen that have anything, heading by heading; where nothing has, the first dozen.
fn main_ones(lines: Vec<SheetLine>) -> Vec<SheetLine> {
    let any = |line: &SheetLine| line.figure.facts > 0 || line.last_year.facts > 0;
    let none = !lines.iter().any(any);
    let mut main: Vec<SheetLine> = lines.into_iter().filter(|line| none || any(line)).take(DOZEN).collect();
    main.sort_by_key(|line| rules::all().iter().position(|metric| *metric == line.metric));
    main
}
