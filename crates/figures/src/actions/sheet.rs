//! 数据总表: all metrics of one org and period.

use base::{Actor, Tx};
use ledger::{Ask, Figure, Metric};
use norms::Period;

use crate::actions::view::{self, Query, View};
use crate::targets::{self, Measured};
use crate::{FiguresError, rules};

/// A table by month shows so many months at most.
pub const MOST_MONTHS: usize = 24;

/// Asks for the table.
#[derive(Clone, Debug, Default)]
pub struct SheetAsk {
    /// Which org and days.
    pub query: Query,
    /// Words that must stand in a metric's name, heading, unit or code.
    pub words: String,
    /// Only what has records.
    pub recorded: bool,
    /// Month by month too.
    pub months: bool,
    /// What it is held against.
    pub against: Against,
}

/// What figures are held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// Nothing.
    #[default]
    Nothing,
    /// 去年同期
    LastYear,
    /// 目标任务
    Target,
}

/// The table.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What is shown.
    pub view: View,
    /// What it is held against.
    pub against: Against,
    /// The months, where they are asked for and not too many.
    pub months: Vec<Period>,
    /// The metrics.
    pub lines: Vec<SheetLine>,
}

/// One metric.
#[derive(Clone, Debug)]
pub struct SheetLine {
    /// Which.
    pub metric: &'static Metric,
    /// In the period.
    pub figure: Figure,
    /// In the same days of the year before.
    pub last_year: Figure,
    /// Its target, where figures are held against targets and it has one.
    pub target: Option<Measured>,
    /// In each of the months.
    pub months: Vec<Figure>,
}

/// All metrics that are asked for, in one question to the ledger.
///
/// # Errors
/// An org that is not there or not visible.
pub async fn sheet(tx: &mut Tx, by: &Actor, ask: &SheetAsk) -> Result<Sheet, FiguresError> {
    let view = view::view(tx, by, &ask.query).await?;
    let mut months = if ask.months { view.period.months() } else { Vec::new() };
    if months.len() > MOST_MONTHS {
        months.clear();
    }
    let metrics: Vec<&'static Metric> = rules::all().into_iter().filter(|metric| rules::answers(metric, &ask.words)).collect();
    let periods: Vec<Period> = [view.period, view.before].into_iter().chain(months.iter().copied()).collect();
    let asks: Vec<Ask> = metrics.iter().flat_map(|m| periods.iter().map(|period| Ask { period: *period, ..view.ask(m) })).collect();
    let figures = ledger::figures(tx, &asks).await?;
    let targets = match ask.against {
        Against::Target => board::targets::standing(tx, &[view.org.id], view.period.to).await?,
        Against::Nothing | Against::LastYear => Vec::new(),
    };
    let day = view.as_of.unwrap_or(tx.today());
    let line = |(metric, figures): (&'static Metric, &[Figure])| {
        let figure = figures.first().copied().unwrap_or_default();
        SheetLine {
            metric,
            figure,
            last_year: figures.get(1).copied().unwrap_or_default(),
            target: targets::measured(&targets, metric, figure.value, view.period, day),
            months: figures.get(2..).unwrap_or_default().to_vec(),
        }
    };
    let lines = metrics.into_iter().zip(figures.chunks(periods.len())).map(line);
    let lines = lines.filter(|line| !ask.recorded || line.figure.facts > 0 || line.target.is_some()).collect();
    Ok(Sheet { view, against: ask.against, months, lines })
}
