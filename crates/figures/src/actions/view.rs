//! Which org, which days, as of when: what every page of figures asks first, and what of it this person may see.

use std::collections::HashMap;

use base::{Actor, Tx};
use board::{Denied, Org, OrgFilter, OrgKind, access, office, orgs};
use ledger::{Ask, Metric};
use norms::{Day, Period};

use crate::{FiguresError, rights, rules};

/// What an address asks for; what it leaves out is the outermost org of the person's grants and the office's current period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// An org by its code.
    pub org: Option<String>,
    /// The days.
    pub period: Option<Period>,
    /// As it was recorded up to the end of this day.
    pub as_of: Option<Day>,
}

/// What is shown.
#[derive(Clone, Debug)]
pub struct View {
    /// Of this org and all below it.
    pub org: Org,
    /// For these days.
    pub period: Period,
    /// The days of the year before that they are compared with.
    pub before: Period,
    /// As recorded up to the end of this day.
    pub as_of: Option<Day>,
    /// The last posting of that day; `None`: today.
    pub number: Option<i64>,
    /// The orgs that may be chosen, as a tree.
    pub choices: Vec<OrgChoice>,
}

/// An org of the list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgChoice {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How far below the outermost org of the list it stands.
    pub depth: usize,
}

/// So many orgs are listed to choose from; those beyond are reached through the tables.
const MOST_CHOICES: i64 = 500;

impl View {
    /// The question for a metric.
    pub fn ask(&self, metric: &'static Metric) -> Ask {
        Ask { metric, org: self.org.id, period: self.period, as_of: self.number }
    }
}

/// What a query shows to somebody.
///
/// # Errors
/// [`Denied::NotVisible`] for an org that nobody's grants reach, that is not there, or when they reach none at all.
pub(super) async fn view(tx: &mut Tx, by: &Actor, query: &Query) -> Result<View, FiguresError> {
    let org = org(tx, by, query.org.as_deref()).await?;
    let period = match query.period {
        Some(period) => period,
        None => office::load(tx).await?.period,
    };
    // Today and later days are not yet over: that is the figure as it stands.
    let as_of = query.as_of.filter(|day| *day < tx.today());
    let number = match as_of {
        Some(day) => Some(ledger::number_at(tx, day.end().plus_micros(-1)).await?),
        None => None,
    };
    let choices = choices(tx, by, &org).await?;
    let before = rules::compared(period, as_of.unwrap_or(tx.today()));
    Ok(View { org, period, before, as_of, number, choices })
}

/// The org of this code, or the outermost of somebody's grants.
///
/// # Errors
/// [`Denied::NotVisible`].
pub(super) async fn org(tx: &mut Tx, by: &Actor, code: Option<&str>) -> Result<Org, FiguresError> {
    let org = match code {
        // PostgreSQL takes no NUL in a text, and no code has a control character.
        Some(code) if code.chars().any(char::is_control) => return Err(Denied::NotVisible.into()),
        Some(code) => orgs::by_code(tx, code).await?.ok_or(Denied::NotVisible)?,
        None => outermost(tx, by).await?,
    };
    let org = survivor(tx, org).await?;
    access::require(by, &rights::READ, &org.path)?;
    Ok(org)
}

/// The numbers of the outermost orgs of somebody's grants.
pub(super) fn outermost_numbers(by: &Actor) -> Vec<i64> {
    match access::scope(by, &rights::READ).paths {
        None => vec![orgs::ROOT],
        Some(paths) => paths.iter().filter_map(|path| board::tree::numbers(path).last().copied()).collect(),
    }
}

/// The outermost org of somebody's grants; the first by its path, where there are several.
async fn outermost(tx: &mut Tx, by: &Actor) -> Result<Org, FiguresError> {
    let number = outermost_numbers(by).into_iter().min().ok_or(Denied::NotVisible)?;
    Ok(orgs::by_number(tx, number).await?.ok_or(Denied::NotVisible)?)
}

/// A merged org's figures are those of its survivor, which may stand elsewhere.
async fn survivor(tx: &mut Tx, mut org: Org) -> Result<Org, FiguresError> {
    for _ in 0..orgs::MOST_LEVELS {
        match org.merged_into {
            Some(into) => org = orgs::get(tx, into).await?,
            None => break,
        }
    }
    Ok(org)
}

/// The orgs whose figures this person may read, as a tree.
///
/// # Errors
/// [`Denied::NotVisible`] where they may read none.
pub async fn readable(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<OrgChoice>, FiguresError> {
    let org = outermost(tx, by).await?;
    choices(tx, by, &org).await
}

async fn choices(tx: &mut Tx, by: &Actor, chosen: &Org) -> Result<Vec<OrgChoice>, FiguresError> {
    let filter = OrgFilter { with_closed: true, limit: Some(MOST_CHOICES), ..OrgFilter::default() };
    let mut all = orgs::list(tx, &access::scope(by, &rights::READ), &filter).await?;
    all.retain(|org| org.kind != OrgKind::Superior);
    if !all.iter().any(|org| org.id == chosen.id) {
        all.push(chosen.clone());
    }
    let keys: HashMap<i64, Vec<u8>> = all.iter().map(|org| (org.number, org.sort_key.clone())).collect();
    let key = |org: &Org| -> Vec<(Vec<u8>, i64)> {
        let numbers = board::tree::numbers(&org.path);
        numbers.into_iter().map(|number| (keys.get(&number).cloned().unwrap_or_default(), number)).collect()
    };
    all.sort_by_cached_key(key);
    let least = all.iter().map(Org::level).min().unwrap_or_default();
    Ok(all.into_iter().map(|org| OrgChoice { depth: org.level() - least, code: org.code, name: org.name }).collect())
}
