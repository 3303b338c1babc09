//! Figures spread over months and over the orgs below: charts, tables, sub-totals.

use base::{OrgId, Tx};
use norms::Period;
use serde::Serialize;

use crate::figure::{Ask, Figure, figures};
use crate::{LedgerError, intern};

/// A figure by org and month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The months, the first and last cut to the period.
    pub months: Vec<Period>,
    /// For each org its figures by month, and for the whole period.
    pub rows: Vec<(OrgId, Vec<Figure>, Figure)>,
}

/// The figure of each month that the period touches. Distinct counts of months do not add up to that of the period.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn by_month(tx: &mut Tx, ask: &Ask) -> Result<Vec<(Period, Figure)>, LedgerError> {
    let months = ask.period.months();
    let asks: Vec<Ask> = months.iter().map(|period| Ask { period: *period, ..*ask }).collect();
    Ok(months.into_iter().zip(figures(tx, &asks).await?).collect())
}

/// The figures of the orgs directly below today, in the board's order. Where an org moved in the period, they need not add up to the whole.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn by_child(tx: &mut Tx, ask: &Ask) -> Result<Vec<(OrgId, Figure)>, LedgerError> {
    let below = children(tx, ask.org).await?;
    let asks: Vec<Ask> = below.iter().map(|org| Ask { org: *org, ..*ask }).collect();
    Ok(below.into_iter().zip(figures(tx, &asks).await?).collect())
}

/// The figures of the org itself (first) and of those directly below it, by month and for the whole period.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn table(tx: &mut Tx, ask: &Ask) -> Result<Table, LedgerError> {
    let mut orgs = vec![ask.org];
    orgs.extend(children(tx, ask.org).await?);
    let months = ask.period.months();
    let periods: Vec<Period> = months.iter().copied().chain([ask.period]).collect();
    let asks: Vec<Ask> = orgs.iter().flat_map(|org| periods.iter().map(|period| Ask { org: *org, period: *period, ..*ask })).collect();
    let figures = figures(tx, &asks).await?;
    let row = |(org, figures): (OrgId, &[Figure])| {
        let (whole, months) = figures.split_last().map_or((Figure::default(), &[][..]), |(whole, months)| (*whole, months));
        (org, months.to_vec(), whole)
    };
    Ok(Table { months, rows: orgs.into_iter().zip(figures.chunks(periods.len())).map(row).collect() })
}

/// The orgs directly below one (below its survivor, if it was merged).
async fn children(tx: &mut Tx, org: OrgId) -> Result<Vec<OrgId>, LedgerError> {
    let numbers = intern::orgs(tx, [org].into()).await?;
    let survivor = board::orgs::by_numbers(tx, &numbers.into_values().collect::<Vec<i64>>()).await?;
    let org = survivor.into_values().next().map_or(org, |survivor| survivor.id);
    Ok(board::orgs::children(tx, org).await?.into_iter().map(|org| org.id).collect())
}
