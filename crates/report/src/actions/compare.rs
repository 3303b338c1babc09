//! 今天会有何不同: a signed report held against the records of today.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use base::{Actor, Tx};
use ledger::{LatePosting, SourceRef, Sources};
use norms::{Day, Instant};
use serde::Serialize;
use uuid::Uuid;

use crate::actions::{open_kept, proof};
use crate::figures::{self, Figure};
use crate::model::{State, Step};
use crate::template::Bound;
use crate::{ReportError, rights, say, store};

/// Asks what of a signed report would differ today.
#[derive(Clone)]
pub struct DiffAsk {
    /// Which report.
    pub id: Uuid,
    /// How records are named.
    pub sources: Arc<dyn Sources>,
}

/// What of a signed report would differ today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The report.
    pub id: Uuid,
    /// When it was signed, RFC 3339.
    pub signed_at: Instant,
    /// The ledger's number at sign-off.
    pub posting: i64,
    /// The figures behind which other facts stand today, in reading order.
    pub figures: Vec<DiffLine>,
}

impl Diff {
    /// Whether any figure has another value today.
    pub fn differs(&self) -> bool {
        self.figures.iter().any(|line| line.differs)
    }
}

/// A figure behind which other facts stand today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    /// Its name in the report.
    pub key: String,
    /// Metric code.
    pub metric: String,
    /// Metric name.
    pub name: String,
    /// Org code.
    pub org: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Measure word.
    pub unit: String,
    /// Value as signed.
    pub signed: serde_json::Number,
    /// Value today.
    pub today: serde_json::Number,
    /// What the report says.
    pub signed_said: String,
    /// What it would say today.
    pub today_said: String,
    /// Whether the value differs; else other facts give the same value.
    pub differs: bool,
    /// What arrived since, oldest first, at most 200.
    pub late: Vec<Late>,
}

impl fmt::Display for DiffLine {
    /// One line for the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DiffLine { key, metric, org, signed, today, unit, .. } = self;
        write!(f, "{key} {metric} of {org}: signed {signed}{unit}, today {today}{unit}")?;
        // What an office imported in its first year came since, but not late.
        let (late, other): (Vec<&Late>, Vec<&Late>) = self.late.iter().partition(|posting| posting.late);
        let said = |word: &str, of: &[&Late]| {
            let first = of.first()?;
            Some(format!("{} {word} posting{}, the first by {}", of.len(), if of.len() == 1 { "" } else { "s" }, first.who))
        };
        let parts: Vec<String> = [said("late", &late), said("other", &other)].into_iter().flatten().collect();
        if parts.is_empty() { Ok(()) } else { write!(f, " ({})", parts.join("; ")) }
    }
}

/// What arrived for a figure after sign-off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Late {
    /// Its number in the ledger.
    pub number: i64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub who: String,
    /// By how much it changes the quantities, a plain number.
    pub quantity: serde_json::Number,
    /// By how much it changes the number of facts.
    pub facts: i64,
    /// Whether it came late; an import of the office's first year never does.
    pub late: bool,
    /// What it came from.
    pub title: String,
    /// The record's page.
    pub href: Option<String>,
}

/// Holds a signed report against today.
///
/// # Errors
/// [`ReportError::NotNow`] for a report that is not signed.
pub async fn diff(tx: &mut Tx, by: &Actor, ask: &DiffAsk) -> Result<Diff, ReportError> {
    let (report, _) = open_kept(tx, by, ask.id, &rights::READ).await?;
    let State::Signed { signed_at, posting, .. } = report.state else { return Err(ReportError::NotNow(Step::Sign)) };
    let mut told_so_far = Diff { id: report.id, signed_at, posting, figures: Vec::new() };
    if tx.last_number() == posting {
        return Ok(told_so_far);
    }
    let signed = store::figures(tx, report.id).await?;
    let asks: Vec<ledger::Ask> = signed.iter().map(|figure| figure.ask(None)).collect();
    let today = ledger::figures(tx, &asks).await?;
    let text = figures::read(&report.text)?;
    let bound: HashMap<&str, &Bound> = text.figures().map(|bound| (bound.key.as_str(), bound)).collect();
    for (figure, today) in signed.iter().zip(today) {
        let late = ledger::late_postings(tx, &figure.ask(None), posting).await?;
        let differs = today.value != figure.value;
        // What arrived and was taken back again leaves the same facts; the digest tells.
        if !differs && (late.is_empty() || ledger::digest(tx, &figure.ask(None)).await? == figure.digest) {
            continue;
        }
        let late = told(tx, ask, figure, late).await?;
        let said = bound.get(figure.key.as_str()).map_or_else(String::new, |bound| say::say(today.value, figure.metric, bound));
        told_so_far.figures.push(line(figure, today.value, said, late));
    }
    Ok(told_so_far)
}

fn line(figure: &Figure, today: i64, today_said: String, late: Vec<Late>) -> DiffLine {
    DiffLine {
        key: figure.key.clone(),
        metric: figure.metric.code.to_owned(),
        name: figure.metric.name.to_owned(),
        org: figure.org.code.clone(),
        from: figure.period.from,
        to: figure.period.to,
        unit: figure.metric.unit.to_owned(),
        signed: say::number(figure.value, figure.metric),
        today: say::number(today, figure.metric),
        signed_said: figure.said.clone(),
        today_said,
        differs: today != figure.value,
        late,
    }
}

/// Late postings with the names of what made them.
async fn told(tx: &mut Tx, ask: &DiffAsk, figure: &Figure, late: Vec<LatePosting>) -> Result<Vec<Late>, ReportError> {
    let causes: Vec<SourceRef> = late.iter().map(|posting| SourceRef::new(&posting.cause.kind, posting.cause.id)).collect();
    let captions = proof::captions(tx, &*ask.sources, causes.iter()).await?;
    let named = late.into_iter().zip(causes).map(|(posting, cause)| {
        let caption = captions.get(&cause);
        Late {
            number: posting.number,
            at: posting.at,
            who: posting.who,
            quantity: say::number(posting.quantity, figure.metric),
            facts: posting.facts,
            late: posting.late,
            title: caption.map_or_else(|| cause_name(&cause.kind).to_owned(), |caption| caption.title.clone()),
            href: caption.map(|caption| caption.href.clone()),
        }
    });
    Ok(named.collect())
}

/// What a cause without a caption is called.
fn cause_name(kind: &str) -> &'static str {
    if kind.contains("batch") || kind.contains("import") {
        "导入台账"
    } else if kind.contains("merge") {
        "合并"
    } else if kind.contains("move") {
        "组织隶属调整"
    } else {
        "台账更正"
    }
}

/// The names of the figures of a signed report that have another value today: the quick look that the report's page takes.
///
/// # Errors
/// [`ReportError::NotFound`].
pub async fn differing(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Vec<String>, ReportError> {
    let (report, _) = open_kept(tx, by, *id, &rights::READ).await?;
    let signed = store::figures(tx, report.id).await?;
    let asks: Vec<ledger::Ask> = signed.iter().map(|figure| figure.ask(None)).collect();
    let today = ledger::figures(tx, &asks).await?;
    Ok(signed.into_iter().zip(today).filter(|(signed, today)| signed.value != today.value).map(|(signed, _)| signed.key).collect())
}
