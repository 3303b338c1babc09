//! 今天会有何不同: a signed report held against the records of today.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use base::{Actor, Tx};
use board::{access, orgs};
use ledger::{LatePosting, SourceRef, Sources};
use norms::{Day, Instant};
use serde::Serialize;
use uuid::Uuid;

use crate::actions::{open_kept, proof};
use crate::correction::{Holding, holding};
use crate::figures::{self, Figure};
use crate::model::{Report, State, Step};
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
    /// The figures behind which other facts stand today, and those that were corrected, in reading order.
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
    /// The last correction of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Corrected>,
    /// Value today.
    pub today: serde_json::Number,
    /// What the report says.
    pub signed_said: String,
    /// What it would say today.
    pub today_said: String,
    /// Whether today's value differs from the signed one, or from the corrected one where it was corrected; else other facts give the same.
    pub differs: bool,
    /// What arrived since, oldest first, at most 200.
    pub late: Vec<Late>,
}

impl fmt::Display for DiffLine {
    /// One line for the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DiffLine { key, metric, org, signed, today, unit, .. } = self;
        write!(f, "{key} {metric} of {org}: signed {signed}{unit}, ")?;
        if let Some(Corrected { number, value, .. }) = &self.corrected {
            write!(f, "corrected to {value}{unit} (correction {number}), ")?;
        }
        write!(f, "today {today}{unit}")?;
        // What differs is said apart from the value.
        if self.differs && *today == self.corrected.as_ref().map_or(signed, |one| &one.value).clone() {
            write!(f, " ({})", self.today_said)?;
        }
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

/// What a figure was corrected to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Corrected {
    /// The correction's number.
    pub number: i64,
    /// The value, a plain number.
    pub value: serde_json::Number,
    /// How the report would say it.
    pub said: String,
}

/// What arrived for a figure after sign-off, or after its last correction.
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

/// A figure of a signed report, what holds of it, and what it is today.
pub(super) struct Compared {
    /// As signed.
    pub(super) signed: Figure,
    /// What holds: as signed, or as last corrected.
    pub(super) holds: Holding,
    /// What the ledger says today.
    pub(super) today: ledger::Figure,
    /// How the report would say that.
    pub(super) today_said: String,
}

impl Compared {
    /// Whether the report would say another number today: another value, or of a distinct count another total without a list, which it
    /// says apart.
    pub(super) fn differs(&self) -> bool {
        let apart = self.signed.metric.kind == ledger::Kind::Reach && self.today.declared != self.holds.declared;
        self.today.value != self.holds.value || apart
    }
}

/// The figures of a signed report beside today's, in reading order.
pub(super) async fn compared(tx: &mut Tx, report: &Report, posting: i64) -> Result<Vec<Compared>, ReportError> {
    let signed = store::figures(tx, report.id).await?;
    let mut held = holding(&store::correction::all(tx, report.id).await?);
    let asks: Vec<ledger::Ask> = signed.iter().map(|figure| figure.ask(None)).collect();
    let today = ledger::figures(tx, &asks).await?;
    let text = figures::read(&report.text)?;
    let bound: HashMap<&str, &Bound> = text.figures().map(|bound| (bound.key.as_str(), bound)).collect();
    let pairs = signed.into_iter().zip(today).map(|(signed, today)| {
        let say = |bound: &&Bound| say::say_parts(today.value, today.declared, signed.metric, bound);
        let said = bound.get(signed.key.as_str()).map(say).unwrap_or_default();
        let holds = held.remove(&signed.key).unwrap_or_else(|| Holding::signed(&signed, posting));
        Compared { signed, holds, today, today_said: said }
    });
    Ok(pairs.collect())
}

/// Holds a signed report against today: each figure as it was signed, or as it was corrected last.
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
    let all = compared(tx, &report, posting).await?;
    let paths = orgs::many(tx, &all.iter().map(|one| one.signed.org.id).collect::<Vec<_>>()).await?;
    let sight = access::scope(by, &rights::READ);
    for one in all {
        let ask_today = one.signed.ask(None);
        let late = ledger::late_postings(tx, &ask_today, one.holds.posting).await?;
        // What arrived and was taken back again leaves the same facts; the digest tells.
        let same = !one.differs() && (late.is_empty() || ledger::digest(tx, &ask_today).await? == one.holds.digest);
        // A figure that was corrected is named with both its values, also where today agrees with the last.
        if same && one.holds.correction.is_none() {
            continue;
        }
        // What stands behind a figure of an org out of one's sight stays there.
        let seen = paths.get(&one.signed.org.id).is_some_and(|org| sight.reaches(&org.path));
        let late = if same || !seen { Vec::new() } else { told(tx, ask, &one.signed, late).await? };
        told_so_far.figures.push(line(&one, late));
    }
    Ok(told_so_far)
}

fn line(one: &Compared, late: Vec<Late>) -> DiffLine {
    let figure = &one.signed;
    let corrected = one.holds.correction.map(|number| Corrected {
        number,
        value: say::number(one.holds.value, figure.metric),
        said: one.holds.said.clone(),
    });
    DiffLine {
        key: figure.key.clone(),
        metric: figure.metric.code.to_owned(),
        name: figure.metric.name.to_owned(),
        org: figure.org.code.clone(),
        from: figure.period.from,
        to: figure.period.to,
        unit: figure.metric.unit.to_owned(),
        signed: say::number(figure.value, figure.metric),
        corrected,
        today: say::number(one.today.value, figure.metric),
        signed_said: figure.said.clone(),
        today_said: one.today_said.clone(),
        differs: one.differs(),
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

/// The names of the figures of a signed report that have another value today than they were signed or last corrected to: the quick look
/// that the report's page takes.
///
/// # Errors
/// [`ReportError::NotFound`].
pub async fn differing(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Vec<String>, ReportError> {
    let (report, _) = open_kept(tx, by, *id, &rights::READ).await?;
    let State::Signed { posting, .. } = report.state else { return Ok(Vec::new()) };
    let all = compared(tx, &report, posting).await?;
    Ok(all.into_iter().filter(Compared::differs).map(|one| one.signed.key).collect())
}
