//! 本单位: its name and the period that pages show.

use base::{Actor, Tx};
use board::access;
use board::office::{self, Office};
use board::orgs::RenameOrg;
use norms::Period;

use super::root_path;
use crate::{OrgError, rights, rules};

/// The office, for whoever sets it up.
pub async fn open(tx: &mut Tx, by: &Actor, (): &()) -> Result<Office, OrgError> {
    access::require(by, &rights::SETTINGS, &root_path())?;
    Ok(office::load(tx).await?)
}

/// What the office is to be called.
#[derive(Clone, Debug)]
pub struct Name {
    /// Its new name.
    pub name: String,
    /// Its name when the form was opened.
    pub seen: String,
}

/// Renames the office; it is still found by the old name.
pub async fn rename(tx: &mut Tx, by: &Actor, ask: &Name) -> Result<(), OrgError> {
    let office = open(tx, by, &()).await?;
    if office.name != ask.name {
        rules::unchanged(&ask.seen, &office.name)?;
    }
    board::orgs::rename(tx, by, &RenameOrg { org: office.root, name: ask.name.clone() }).await?;
    Ok(())
}

/// Switches the period that pages show.
pub async fn set_period(tx: &mut Tx, by: &Actor, period: &Period) -> Result<(), OrgError> {
    access::require(by, &rights::SETTINGS, &root_path())?;
    Ok(office::set_period(tx, by, period).await?)
}
