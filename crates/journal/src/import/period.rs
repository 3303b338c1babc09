//! The first workbook of an office sets its current period: without this a newcomer who drops last year's workbook on the page would
//! find every figure of this year to be nought.

use base::{Actor, Tx};
use board::{access, office, orgs};
use norms::{Day, Period};

use super::Made;
use crate::model::Record;
use crate::{JournalError, rights};

/// What [`Made::what`] says of the period.
pub(super) const PERIOD: &str = "period";

/// Sets the office's period to that of the records, from 1 January of the last day's year to the end of its month, unless it holds
/// one of their days already or the person may not import for the whole office. Asked only while nothing was ever posted.
pub(super) async fn fit(tx: &mut Tx, by: &Actor, records: &[Record]) -> Result<Option<Made>, JournalError> {
    let days = || records.iter().map(|record| record.content.day);
    let Some(last) = days().max() else { return Ok(None) };
    let root = orgs::root(tx).await?;
    let now = office::load(tx).await?.period;
    if days().any(|day| (now.from..=now.to).contains(&day)) || access::require(by, &rights::IMPORT, &root.path).is_err() {
        return Ok(None);
    }
    let Some(period) = Day::new(last.year(), 1, 1).ok().and_then(|first| Period::new(first, last.last_of_month())) else { return Ok(None) };
    office::set_period(tx, by, &period).await?;
    Ok(Some(Made { what: PERIOD, kind: "当前时段".into(), name: period.chinese() }))
}
