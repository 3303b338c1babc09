//! The proof of a figure: the records behind it, one line each.

use base::{Actor, Tx};
use kit::AllSources;
use ledger::{Caption, FactLine, Figure, Metric};

use crate::FiguresError;
use crate::actions::view::{self, Query, View};
use crate::actions::{OrgName, captions, names};

/// Lines of one download.
pub const MOST_ROWS: i64 = 20_000;
/// Lines read at once for a download.
const PAGE: i64 = 1000;

/// Asks for the lines behind a figure.
#[derive(Clone)]
pub struct FactsAsk {
    /// Which metric.
    pub metric: &'static Metric,
    /// Which org and days.
    pub query: Query,
    /// The line after which the list goes on.
    pub after: Option<String>,
    /// At most so many.
    pub limit: i64,
    /// How records are named.
    pub sources: AllSources,
}

/// The lines behind a figure.
#[derive(Clone, Debug)]
pub struct Facts {
    /// What is shown.
    pub view: View,
    /// The figure.
    pub figure: Figure,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// What the ledger says.
    pub fact: FactLine,
    /// Whose work it is.
    pub org: OrgName,
    /// What the record is called, and where it came from.
    pub caption: Option<Caption>,
}

/// A page of the lines behind a figure.
///
/// # Errors
/// An org that is not there or not visible; a place in the list that is none.
pub async fn facts(tx: &mut Tx, by: &Actor, ask: &FactsAsk) -> Result<Facts, FiguresError> {
    let view = view::view(tx, by, &ask.query).await?;
    let question = view.ask(ask.metric);
    let figure = ledger::figure(tx, &question).await?;
    let page = ledger::proof(tx, &question, ask.after.as_deref(), ask.limit).await?;
    let lines = named(tx, &ask.sources, page.rows).await?;
    Ok(Facts { view, figure, lines, next: page.next })
}

/// All lines behind a figure, for a download.
///
/// # Errors
/// The same, and [`FiguresError::TooMany`].
pub async fn all_facts(tx: &mut Tx, by: &Actor, ask: &FactsAsk) -> Result<Facts, FiguresError> {
    let first = FactsAsk { after: None, limit: PAGE, ..ask.clone() };
    let mut whole = facts(tx, by, &first).await?;
    if whole.figure.facts > MOST_ROWS {
        return Err(FiguresError::TooMany(whole.figure.facts, MOST_ROWS));
    }
    let question = whole.view.ask(ask.metric);
    while let Some(next) = whole.next.take() {
        let page = ledger::proof(tx, &question, Some(&next), PAGE).await?;
        whole.lines.extend(named(tx, &ask.sources, page.rows).await?);
        whole.next = page.next;
    }
    Ok(whole)
}

async fn named(tx: &mut Tx, sources: &AllSources, rows: Vec<FactLine>) -> Result<Vec<Line>, FiguresError> {
    let names = names(tx, rows.iter().map(|line| line.org)).await?;
    let captions = captions(tx, sources, rows.iter().map(|line| &line.source)).await?;
    let line = |fact: FactLine| {
        let org = names.get(&fact.org).cloned().unwrap_or_default();
        Line { org, caption: captions.get(&fact.source).cloned(), fact }
    };
    Ok(rows.into_iter().map(line).collect())
}
