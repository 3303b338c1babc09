//! Beginning a report whose template has a place for one's own records.

use std::sync::Arc;

use base::{Actor, Tx};
use ledger::Sources;

use crate::actions::{Create, create, proof};
use crate::model::{Report, State};
use crate::{ReportError, figures, own, store};

/// Asks for a new report, and says how records are named.
#[derive(Clone)]
pub struct Begin {
    /// What is begun.
    pub create: Create,
    /// How records are named.
    pub sources: Arc<dyn Sources>,
}

/// Begins a report; where its template has a place for them, the records of whoever begins it are written into it.
///
/// # Errors
/// As [`create`].
pub async fn begin(tx: &mut Tx, by: &Actor, ask: &Begin) -> Result<Report, ReportError> {
    let mut report = create(tx, by, &ask.create).await?;
    if !own::wanted(&report.text) || !matches!(report.state, State::Draft) || report.revision != 1 {
        return Ok(report);
    }
    let found = ledger::figures_by(tx, &by.name, report.counted()).await?;
    let captions = proof::captions(tx, &*ask.sources, found.made.iter().chain(&found.named).map(|record| &record.source)).await?;
    report.text = own::filled(&report.text, &found, &captions);
    figures::read(&report.text)?;
    store::update(tx, &report, report.revision, None).await?;
    Ok(report)
}
