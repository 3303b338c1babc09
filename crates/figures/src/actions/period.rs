//! 切换时段: the period that pages show first.

use base::{Actor, Tx};
use board::{access, office, orgs};
use norms::Period;

use crate::{FiguresError, rights};

/// Whether somebody may, asked before the form is shown.
///
/// # Errors
/// The same.
pub async fn may_set_period(tx: &mut Tx, by: &Actor, (): &()) -> Result<(), FiguresError> {
    Ok(access::require(by, &rights::PERIOD_SET, &orgs::root(tx).await?.path)?)
}

/// Switches the office's current period. It is everybody's, so it needs the right over the whole office.
///
/// # Errors
/// [`board::Denied`] for whoever holds the right only below.
pub async fn set_period(tx: &mut Tx, by: &Actor, period: &Period) -> Result<(), FiguresError> {
    may_set_period(tx, by, &()).await?;
    Ok(office::set_period(tx, by, period).await?)
}
