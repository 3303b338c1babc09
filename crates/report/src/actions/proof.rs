//! The proof of a figure: its value, its parts by org and month, and the facts behind it with their records.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use base::{Actor, DbError, OrgId, Tx};
use board::{Org, access, orgs};
use ledger::{Caption, FactLine, Page, SourceRef, Sources};
use norms::Period;
use uuid::Uuid;

use crate::actions::{open, work};
use crate::correction::{Holding, holding};
use crate::figures::{self, Figure};
use crate::model::{Report, State};
use crate::work::Work;
use crate::{ReportError, rights, store};

/// Asks for the proof of a figure.
#[derive(Clone)]
pub struct PanelAsk {
    /// The report.
    pub report: Uuid,
    /// The figure's name in it.
    pub key: String,
    /// The fact after which the list goes on.
    pub after: Option<String>,
    /// At most so many facts.
    pub limit: i64,
    /// How records are named.
    pub sources: Arc<dyn Sources>,
}

/// Something with its name.
#[derive(Clone, Debug)]
pub struct Named<T> {
    /// What it is called.
    pub name: String,
    /// The thing.
    pub of: T,
}

/// The proof of a figure.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The report.
    pub report: Report,
    /// The org that reports.
    pub org: Org,
    /// The figure: as it stands, or as it was signed.
    pub figure: Figure,
    /// What it was corrected to since sign-off.
    pub holds: Option<Holding>,
    /// What people left with it.
    pub work: Work,
    /// The figure before it in the text.
    pub before: Option<String>,
    /// The figure after it.
    pub after: Option<String>,
    /// Of each org directly below that has any, in the board's order.
    pub by_child: Vec<Named<ledger::Figure>>,
    /// Of each month.
    pub by_month: Vec<(Period, ledger::Figure)>,
    /// Facts, each with its org's name.
    pub facts: Vec<Named<FactLine>>,
    /// Where the list of facts goes on.
    pub next: Option<String>,
    /// What the records are called, and where they came from.
    pub captions: HashMap<SourceRef, Caption>,
    /// Whether this person may see the facts: those of another org only who may see that org's reports.
    pub open: bool,
}

/// The proof of a figure, as the ledger stood at sign-off where the report is signed.
///
/// # Errors
/// [`ReportError::NotFound`], [`ReportError::NoFigure`].
pub async fn panel(tx: &mut Tx, by: &Actor, ask: &PanelAsk) -> Result<Panel, ReportError> {
    let (report, org) = open(tx, by, ask.report, &rights::READ).await?;
    let figures = if report.signed() {
        store::figures(tx, report.id).await?
    } else {
        figures::evaluate(tx, &report, &org, &figures::read(&report.text)?).await?
    };
    let place = figures.iter().position(|figure| figure.key == ask.key);
    let at = |place: Option<usize>| place.and_then(|place| figures.get(place));
    let figure = at(place).cloned().ok_or_else(|| ReportError::NoFigure(ask.key.chars().take(40).collect()))?;
    let key = |place| at(place).map(|figure| figure.key.clone());
    let (before, after) = (key(place.and_then(|place| place.checked_sub(1))), key(place.map(|place| place + 1)));
    let question = figure.ask(as_of(&report));
    let path = orgs::get(tx, figure.org.id).await?.path;
    let corrections = if report.signed() { store::correction::all(tx, report.id).await? } else { Vec::new() };
    let work = work::works(tx, &report, &figures).await?.remove(&figure.key).unwrap_or_default();
    let mut panel = Panel {
        work,
        holds: holding(&corrections).remove(&figure.key),
        before,
        after,
        by_child: Vec::new(),
        by_month: Vec::new(),
        facts: Vec::new(),
        next: None,
        captions: HashMap::new(),
        open: access::scope(by, &rights::READ).reaches(&path),
        report,
        org,
        figure,
    };
    if !panel.open {
        return Ok(panel);
    }
    panel.by_month = ledger::by_month(tx, &question).await?;
    let children = ledger::by_child(tx, &question).await?;
    let page = ledger::proof(tx, &question, ask.after.as_deref(), ask.limit.clamp(1, 1000)).await?;
    let Page { rows, next } = page;
    panel.next = next;
    panel.captions = captions(tx, &*ask.sources, rows.iter().map(|line| &line.source)).await?;
    let names = names(tx, children.iter().map(|(org, _)| *org).chain(rows.iter().map(|line| line.org))).await?;
    let name = |org: &OrgId| names.get(org).cloned().unwrap_or_default();
    let shown = children.into_iter().filter(|(_, figure)| figure.facts != 0 || figure.value != 0);
    panel.by_child = shown.map(|(org, figure)| Named { name: name(&org), of: figure }).collect();
    panel.facts = rows.into_iter().map(|line| Named { name: name(&line.org), of: line }).collect();
    Ok(panel)
}

/// The posting number of a signed report, to which its figures are held.
pub(super) fn as_of(report: &Report) -> Option<i64> {
    match report.state {
        State::Signed { posting, .. } => Some(posting),
        _ => None,
    }
}

/// Names of orgs in one look-up.
pub(super) async fn names(tx: &mut Tx, ids: impl Iterator<Item = OrgId>) -> Result<HashMap<OrgId, String>, ReportError> {
    let ids: Vec<OrgId> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    Ok(orgs::many(tx, &ids).await?.into_iter().map(|(id, org)| (id, org.name)).collect())
}

/// What records are called, one look-up for each kind.
pub(super) async fn captions(
    tx: &mut Tx,
    sources: &dyn Sources,
    refs: impl Iterator<Item = &SourceRef>,
) -> Result<HashMap<SourceRef, Caption>, DbError> {
    let mut kinds: HashMap<String, BTreeSet<Uuid>> = HashMap::new();
    for source in refs {
        kinds.entry(source.kind.clone()).or_default().insert(source.id);
    }
    let mut found = HashMap::new();
    for (kind, ids) in kinds {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        for (id, caption) in sources.captions(tx, &kind, &ids).await? {
            found.insert(SourceRef { kind: kind.clone(), id }, caption);
        }
    }
    Ok(found)
}
