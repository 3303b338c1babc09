//! The figures of a text, taken from the ledger in one call.

use std::collections::{BTreeSet, HashMap};

use base::{Actor, Tx};
use board::{Org, access, orgs};
use ledger::{Ask, Metric, metrics};
use norms::Period;

use crate::ReportError;
use crate::model::Report;
use crate::rights;
use crate::say;
use crate::template::{Bound, Text, parse};

/// A figure of a report with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its name in the report.
    pub key: String,
    /// What it counts.
    pub metric: &'static Metric,
    /// The org of which it speaks.
    pub org: OrgName,
    /// The days of which it speaks.
    pub period: Period,
    /// In units of 1/`metric.scale`.
    pub value: i64,
    /// What was reported as a total without a list.
    pub declared: i64,
    /// How many facts stand behind it.
    pub facts: i64,
    /// What the text says.
    pub said: String,
    /// Digest of the facts; empty in a draft.
    pub digest: String,
}

/// An org as figures name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgName {
    /// Its id.
    pub id: base::OrgId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl From<&Org> for OrgName {
    fn from(org: &Org) -> OrgName {
        OrgName { id: org.id, code: org.code.clone(), name: org.name.clone() }
    }
}

impl Figure {
    /// Whether no record stands behind it.
    pub fn unproven(&self) -> bool {
        self.facts == 0
    }

    /// Whether nothing at all is known of it, not even a total without a list.
    pub fn no_record(&self) -> bool {
        self.facts == 0 && self.declared == 0
    }

    /// The question that it answers.
    pub fn ask(&self, as_of: Option<i64>) -> Ask {
        Ask { metric: self.metric, org: self.org.id, period: self.period, as_of }
    }

    /// The value with its measure word: 726场次.
    pub fn exact(&self) -> String {
        format!("{}{}", self.metric.plain(self.value), self.metric.unit)
    }
}

/// Finds a metric by code or by Chinese name.
pub fn lookup(word: &str) -> Option<&'static str> {
    metrics::by_code(word).or_else(|| metrics::ALL.iter().copied().find(|metric| metric.name == word)).map(|metric| metric.code)
}

/// Reads a report's text.
///
/// # Errors
/// The first fault in it, with its place.
pub fn read(text: &str) -> Result<Text, ReportError> {
    Ok(parse(text, &lookup)?)
}

/// The figures of a text as the ledger has them now, in reading order.
///
/// # Errors
/// [`ReportError::NoOrg`] and [`ReportError::NoPeriod`] with the line of the figure.
pub async fn evaluate(tx: &mut Tx, report: &Report, org: &Org, text: &Text) -> Result<Vec<Figure>, ReportError> {
    let others = others(tx, text).await?;
    let figures = bind(report, org, &others, text)?;
    let asks: Vec<Ask> = figures.iter().map(|(figure, _)| figure.ask(None)).collect();
    let values = ledger::figures(tx, &asks).await?;
    let valued = figures.into_iter().zip(values).map(|((figure, bound), value)| {
        let said = say::say_parts(value.value, value.declared, figure.metric, bound);
        Figure { value: value.value, declared: value.declared, facts: value.facts, said, ..figure }
    });
    Ok(valued.collect())
}

/// Whether a text can be kept: every org that it names is there and within `by`'s sight, every figure has a period.
///
/// # Errors
/// [`ReportError::NoOrg`] and [`ReportError::NoPeriod`] with the line of the figure.
pub async fn check(tx: &mut Tx, by: &Actor, report: &Report, org: &Org, text: &Text) -> Result<(), ReportError> {
    let others = others(tx, text).await?;
    let sight = access::scope(by, &rights::READ);
    for bound in text.figures() {
        let unseen = |code: &&String| others.get(*code).is_some_and(|org| !sight.reaches(&org.path));
        if let Some(code) = bound.org.as_ref().filter(unseen) {
            return Err(ReportError::NoOrg { line: bound.line, code: code.clone() });
        }
    }
    bind(report, org, &others, text).map(|_| ())
}

fn bind<'a>(report: &Report, org: &Org, others: &HashMap<String, Org>, text: &'a Text) -> Result<Vec<(Figure, &'a Bound)>, ReportError> {
    text.figures().map(|bound| unvalued(report, org, others, bound)).collect()
}

/// The orgs that figures name by code, one look-up for each code.
async fn others(tx: &mut Tx, text: &Text) -> Result<HashMap<String, Org>, ReportError> {
    let codes: BTreeSet<(String, usize)> = text.figures().filter_map(|bound| Some((bound.org.clone()?, bound.line))).collect();
    let mut found = HashMap::new();
    for (code, line) in codes {
        if found.contains_key(&code) {
            continue;
        }
        let org = orgs::by_code(tx, &code).await?.ok_or(ReportError::NoOrg { line, code: code.clone() })?;
        found.insert(code, org);
    }
    Ok(found)
}

/// A figure before its value is known.
fn unvalued<'a>(report: &Report, own: &Org, others: &HashMap<String, Org>, bound: &'a Bound) -> Result<(Figure, &'a Bound), ReportError> {
    let org = bound.org.as_ref().and_then(|code| others.get(code)).unwrap_or(own);
    let counted = report.counted();
    let period =
        Period::new(bound.from.unwrap_or(counted.from), bound.to.unwrap_or(counted.to)).ok_or(ReportError::NoPeriod(bound.line))?;
    let metric = metrics::by_code(bound.metric).ok_or_else(|| ReportError::NoFigure(bound.key.clone()))?;
    let figure = Figure {
        key: bound.key.clone(),
        metric,
        org: org.into(),
        period,
        value: 0,
        declared: 0,
        facts: 0,
        said: String::new(),
        digest: String::new(),
    };
    Ok((figure, bound))
}
