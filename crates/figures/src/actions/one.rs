//! One metric: by org and month, against last year, and what changed since an earlier day.

use std::collections::HashMap;

use base::{Actor, OrgId, Tx};
use board::targets::Target;
use kit::AllSources;
use ledger::{Ask, Caption, Figure, LatePosting, Metric, SourceRef};
use norms::Period;

use crate::actions::sheet::{Against, MOST_MONTHS};
use crate::actions::view::{self, Query, View};
use crate::actions::{OrgName, captions, names};
use crate::targets::{self, Measured};
use crate::{FiguresError, rules};

/// So many later changes are listed: a page stays small, and whoever wants all of them asks for the records.
pub const MOST_CHANGES: usize = 50;

/// Asks for a metric's page.
#[derive(Clone)]
pub struct OneAsk {
    /// Which metric.
    pub metric: &'static Metric,
    /// Which org and days.
    pub query: Query,
    /// What each org is held against.
    pub against: Against,
    /// How records are named.
    pub sources: AllSources,
}

/// A metric's page.
#[derive(Clone, Debug)]
pub struct One {
    /// What is shown.
    pub view: View,
    /// What each org is held against.
    pub against: Against,
    /// The months; none where they would be too many.
    pub months: Vec<Period>,
    /// Of the org with all below it: months, and the whole.
    pub whole: OrgRow,
    /// Of each org directly below that has any, and of the org's own records where they add up.
    pub rows: Vec<OrgRow>,
    /// Orgs directly below without any record.
    pub without: usize,
    /// In the same days of the year before.
    pub last_year: Figure,
    /// What changed since the day as of which the page shows it.
    pub changed: Option<Changed>,
}

/// An org's figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgRow {
    /// The org; `None`: recorded by the chosen org itself, or by orgs that stand elsewhere today.
    pub org: Option<OrgName>,
    /// By month.
    pub months: Vec<Figure>,
    /// For the whole period.
    pub whole: Figure,
    /// In the same days of the year before, where that is asked for.
    pub before: Figure,
    /// Its target, where that is asked for and it has one.
    pub target: Option<Measured>,
}

/// What the ledger learnt since.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The figure as it stands today.
    pub now: Figure,
    /// What came since, oldest first, at most [`MOST_CHANGES`].
    pub postings: Vec<LatePosting>,
    /// Whether more came than these.
    pub more: bool,
    /// What the records are called.
    pub captions: HashMap<SourceRef, Caption>,
}

/// A metric by org and month.
///
/// # Errors
/// An org that is not there or not visible.
pub async fn one(tx: &mut Tx, by: &Actor, ask: &OneAsk) -> Result<One, FiguresError> {
    let view = view::view(tx, by, &ask.query).await?;
    let question = view.ask(ask.metric);
    let (months, spread) = spread(tx, &question).await?;
    // In one question: of the org itself, and of those below where they are compared too.
    let orgs = if ask.against == Against::LastYear { spread.len() } else { 1 };
    let last_year = Ask { period: view.before, ..question };
    let asks: Vec<Ask> = spread.iter().take(orgs).map(|(org, ..)| Ask { org: *org, ..last_year }).collect();
    let before = ledger::figures(tx, &asks).await?.into_iter().chain(std::iter::repeat(Figure::default()));
    let targets = standing(tx, ask, &view, &spread).await?;
    let mut all: Vec<_> = spread.into_iter().zip(before).collect();
    let day = view.as_of.unwrap_or(tx.today());
    let names = names(tx, all.iter().map(|((org, ..), _)| *org)).await?;
    let row = |((org, months, whole), before): (OneOrg, Figure)| OrgRow {
        org: names.get(&org).cloned(),
        months,
        target: targets.get(&org).and_then(|own| targets::measured(own, ask.metric, whole.value, view.period, day)),
        whole,
        before,
    };
    // The org itself stands first; the name is asked for again, for one that was merged is its survivor.
    let whole = if all.is_empty() { OrgRow::default() } else { row(all.remove(0)) };
    let whole = OrgRow { org: names.get(&view.org.id).cloned(), ..whole };
    let below = all.len();
    let has = |figure: &Figure| figure.facts != 0 || figure.value != 0 || figure.declared != 0;
    all.retain(|((org, months, sum), before)| has(sum) || has(before) || months.iter().any(has) || targets.contains_key(org));
    let without = below - all.len();
    let last_year = whole.before;
    let mut rows: Vec<OrgRow> = all.into_iter().map(row).collect();
    if below > 0 && rules::adds_up(ask.metric) {
        rows.extend(own(&whole, &rows));
    }
    let changed = match view.number {
        Some(number) => Some(since(tx, &ask.sources, &question, number).await?),
        None => None,
    };
    Ok(One { view, against: ask.against, months, whole, rows, without, last_year, changed })
}

type OneOrg = (OrgId, Vec<Figure>, Figure);
type Spread = Vec<OneOrg>;

/// The targets of these orgs for the metric, where figures are held against targets.
async fn standing(tx: &mut Tx, ask: &OneAsk, view: &View, spread: &Spread) -> Result<HashMap<OrgId, Vec<Target>>, FiguresError> {
    let mut found: HashMap<OrgId, Vec<Target>> = HashMap::new();
    if ask.against == Against::Target {
        let orgs: Vec<OrgId> = spread.iter().map(|(org, ..)| *org).collect();
        let all = board::targets::standing(tx, &orgs, view.period.to).await?;
        for target in all.into_iter().filter(|target| target.entry.metric == ask.metric.code) {
            found.entry(target.entry.org).or_default().push(target);
        }
    }
    Ok(found)
}

/// The org itself first, then those directly below; by month only where these are not too many.
async fn spread(tx: &mut Tx, ask: &Ask) -> Result<(Vec<Period>, Spread), FiguresError> {
    if ask.period.months().len() <= MOST_MONTHS {
        let table = ledger::table(tx, ask).await?;
        return Ok((table.months, table.rows));
    }
    let own = (ask.org, Vec::new(), ledger::figure(tx, ask).await?);
    let below = ledger::by_child(tx, ask).await?.into_iter().map(|(org, figure)| (org, Vec::new(), figure));
    Ok((Vec::new(), std::iter::once(own).chain(below).collect()))
}

/// What is left of the whole beside the orgs directly below: recorded by the org itself, or by orgs that stand elsewhere today.
fn own(whole: &OrgRow, below: &[OrgRow]) -> Option<OrgRow> {
    let minus = |a: Figure, b: &Figure| Figure { value: a.value - b.value, declared: a.declared - b.declared, facts: a.facts - b.facts };
    let rest = |whole: &Figure, of: &dyn Fn(&OrgRow) -> Option<Figure>| below.iter().filter_map(of).fold(*whole, |a, b| minus(a, &b));
    let months: Vec<Figure> =
        whole.months.iter().enumerate().map(|(i, figure)| rest(figure, &|row: &OrgRow| row.months.get(i).copied())).collect();
    let sum = rest(&whole.whole, &|row: &OrgRow| Some(row.whole));
    let before = rest(&whole.before, &|row: &OrgRow| Some(row.before));
    let any = sum != Figure::default() || before != Figure::default() || months.iter().any(|figure| *figure != Figure::default());
    any.then_some(OrgRow { org: None, months, whole: sum, before, target: None })
}

/// The figure as it stands today, and what came after a posting.
pub(super) async fn since(tx: &mut Tx, sources: &AllSources, ask: &Ask, number: i64) -> Result<Changed, FiguresError> {
    let today = Ask { as_of: None, ..*ask };
    let now = ledger::figure(tx, &today).await?;
    let mut postings = ledger::late_postings(tx, &today, number).await?;
    let more = postings.len() > MOST_CHANGES;
    postings.truncate(MOST_CHANGES);
    let refs: Vec<SourceRef> = postings.iter().map(|posting| SourceRef::new(&posting.cause.kind, posting.cause.id)).collect();
    let captions = captions(tx, sources, refs.iter()).await?;
    Ok(Changed { now, postings, more, captions })
}
