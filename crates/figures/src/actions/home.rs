//! 首页: what waits for the person, what the figures ask for, a row of figures, what was recorded last.

use std::collections::{HashMap, HashSet};

use base::{Actor, Tx};
use board::{Org, access, orgs};
use kit::{AllSources, AllTodos, Todo};
use ledger::{Ask, Caption, Figure, Finding, Metric, metrics};
use norms::{Day, Instant};

use crate::actions::view::{self, Query, View};
use crate::actions::{EntryRow, OrgName, captions, given};
use crate::{FiguresError, rights, rules, store};

/// Rows of what was recorded last.
const LATEST: usize = 10;
/// Findings that are shown; the rest stands in the report's own check.
const FINDINGS: usize = 6;

/// Asks for the home page.
#[derive(Clone)]
pub struct HomeAsk {
    /// How records are named.
    pub sources: AllSources,
    /// What waits in the rooms.
    pub todos: AllTodos,
}

/// The home page.
#[derive(Clone, Debug)]
pub struct Home {
    /// The org and the period.
    pub view: View,
    /// Whether this person may switch the period.
    pub may_switch: bool,
    /// What waits for this person, the oldest first.
    pub todos: Vec<Todo>,
    /// The chosen figures: in the period, and in the same days of the year before.
    pub figures: Vec<(&'static Metric, Figure, Figure)>,
    /// Rules between figures that do not hold.
    pub findings: Vec<Finding>,
    /// What is usually recorded and has no record in the period.
    pub missing: Vec<&'static Metric>,
    /// Records that came lately for days that a signed report had closed.
    pub late: Vec<(&'static Metric, i64)>,
    /// Figures that were given out and are others today.
    pub given: Vec<EntryRow>,
    /// What was recorded last.
    pub latest: Vec<Latest>,
}

impl Home {
    /// Whether nothing has been recorded yet.
    pub fn is_new(&self) -> bool {
        self.latest.is_empty() && self.figures.iter().all(|(_, now, before)| now.facts == 0 && before.facts == 0)
    }
}

/// A record of the list of what was recorded last.
#[derive(Clone, Debug)]
pub struct Latest {
    /// When it happened.
    pub day: Day,
    /// When it was recorded.
    pub posted_at: Instant,
    /// By whom.
    pub posted_by: String,
    /// Whose work.
    pub org: OrgName,
    /// What it counts.
    pub counts: Vec<(&'static Metric, i64)>,
    /// What it is called, and where it stands.
    pub caption: Option<Caption>,
}

/// The home page of the outermost org of somebody's grants; nothing for whoever has none yet.
///
/// # Errors
/// The database's.
pub async fn home(tx: &mut Tx, by: &Actor, ask: &HomeAsk) -> Result<Option<Home>, FiguresError> {
    let places = view::outermost_numbers(by);
    if places.is_empty() {
        return Ok(None);
    }
    let view = view::view(tx, by, &Query::default()).await?;
    let known = two_years(tx, &view).await?;
    let root = orgs::root(tx).await?;
    let findings = ledger::checks(tx, view.org.id, view.period, None).await?;
    // A list beside a total is how some things are reported; the table says it, there is nothing to do.
    let findings = findings.into_iter().filter(|finding| finding.rule != "declared_beside_list").take(FINDINGS).collect();
    let late = store::late(tx, &places, view.period).await?;
    let given = given::changed(tx, by).await?;
    let latest = latest(tx, ask, &places).await?;
    let mut todos = ask.todos.waiting(tx, by).await?;
    todos.sort_by_key(|todo| todo.since);
    Ok(Some(Home {
        may_switch: access::require(by, &rights::PERIOD_SET, &root.path).is_ok(),
        todos,
        figures: row(&known),
        findings,
        missing: missing(&known, &view, tx.today()),
        late: late.into_iter().filter_map(|(number, records)| Some((metrics::by_number(number)?, records))).collect(),
        given,
        latest,
        view,
    }))
}

type Known = Vec<(&'static Metric, Figure, Figure)>;

/// Every listed metric in the period and in the same days of the year before, in one question.
async fn two_years(tx: &mut Tx, view: &View) -> Result<Known, FiguresError> {
    let listed: Vec<&'static Metric> = metrics::listed().collect();
    let periods = [view.period, rules::year_before(view.period)];
    let asks: Vec<Ask> = listed.iter().flat_map(|m| periods.map(|period| Ask { period, ..view.ask(m) })).collect();
    let figures = ledger::figures(tx, &asks).await?;
    let pair = |(metric, pair): (&'static Metric, &[Figure])| {
        (metric, pair.first().copied().unwrap_or_default(), pair.get(1).copied().unwrap_or_default())
    };
    Ok(listed.into_iter().zip(figures.chunks(2)).map(pair).collect())
}

/// So many figures make a row of their own.
const ENOUGH: usize = 4;

/// The chosen figures that have anything; where too few have, the first of the chosen without.
fn row(known: &Known) -> Known {
    let chosen = rules::chosen();
    let find = |metric: &&'static Metric| known.iter().find(|(other, ..)| other == metric).copied();
    let (full, empty): (Known, Known) = chosen.iter().filter_map(find).partition(|(_, now, before)| now.facts > 0 || before.facts > 0);
    let empty = if full.len() < ENOUGH { empty } else { Vec::new() };
    let shown: HashSet<&str> = full.iter().chain(&empty).take(rules::HOME_FIGURES).map(|(metric, ..)| metric.code).collect();
    chosen.iter().filter(|metric| shown.contains(metric.code)).filter_map(find).collect()
}

/// What is usually recorded and has no record yet. A period that has only begun, or lies ahead, misses nothing.
fn missing(known: &Known, view: &View, today: Day) -> Vec<&'static Metric> {
    if view.period.from.plus_months(1) > today {
        return Vec::new();
    }
    let none = |(metric, now, before): &(&'static Metric, Figure, Figure)| {
        now.facts == 0 && rules::is_usual(metric, (view.org.kind, view.org.line), before.facts)
    };
    known.iter().filter(|line| none(line)).map(|(metric, ..)| *metric).collect()
}

async fn latest(tx: &mut Tx, ask: &HomeAsk, places: &[i64]) -> Result<Vec<Latest>, FiguresError> {
    let recent = store::recent(tx, places, LATEST).await?;
    let numbers: Vec<i64> = recent.iter().map(|one| one.org).collect();
    let orgs: HashMap<i64, Org> = orgs::by_numbers(tx, &numbers).await?;
    let captions = captions(tx, &ask.sources, recent.iter().map(|one| &one.source)).await?;
    let latest = |one: store::Recent| Latest {
        day: one.day,
        posted_at: one.posted_at,
        posted_by: one.posted_by,
        org: orgs.get(&one.org).map(|org| OrgName { code: org.code.clone(), name: org.name.clone() }).unwrap_or_default(),
        counts: one.counts.into_iter().filter_map(|(number, quantity)| Some((metrics::by_number(number)?, quantity))).collect(),
        caption: captions.get(&one.source).cloned(),
    };
    Ok(recent.into_iter().map(latest).collect())
}
