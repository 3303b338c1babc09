//! 报数: a question in words, and its answer.

use std::collections::HashMap;

use base::{Actor, OrgId, Tx};
use board::{Org, OrgFilter, OrgKind, access, office, orgs};
use ledger::{Ask, Figure, Metric, metrics};
use norms::{Day, Period};

use crate::actions::sheet::MOST_MONTHS;
use crate::actions::{OrgName, view};
use crate::ask::{self, Reading, Setting, Split};
use crate::given::Given;
use crate::targets::{self, Measured};
use crate::{FiguresError, rights, rules, say, store};

/// Metrics that are offered to choose from: as many as there are keys for.
const MOST_CANDIDATES: usize = 9;
/// Metrics beside the one that was meant.
const MOST_NEAR: usize = 6;
/// Orgs of an answer that is split.
const MOST_ORGS: i64 = 200;
/// Earlier entries that are looked at; those that contradict, that say the same, and of other days that are shown.
const EARLIER: i64 = 20;
const EARLIER_SHOWN: [usize; 3] = [4, 1, 2];

/// Asks for a figure in words.
#[derive(Clone, Debug, Default)]
pub struct AskFor {
    /// What was typed.
    pub words: String,
    /// The code of the metric that was chosen among several.
    pub metric: Option<String>,
    /// The code of the org that was chosen among several.
    pub org: Option<String>,
}

/// What a question means, and its answer.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What was recognised.
    pub reading: Reading,
    /// Of this org and all below it.
    pub org: Org,
    /// For these days, the last of them not after today.
    pub period: Period,
    /// The answer.
    pub found: Found,
}

/// What there is to answer.
#[derive(Clone, Debug)]
pub enum Found {
    /// No metric was recognised.
    Nothing,
    /// Several orgs bear the name.
    Orgs(Vec<SameName>),
    /// Several metrics fit; each with its figure.
    Several(Vec<(&'static Metric, Figure)>),
    /// The figure.
    One(Box<Answer>),
}

/// One of several orgs of one name.
#[derive(Clone, Debug)]
pub struct SameName {
    /// The org.
    pub org: OrgName,
    /// The org above it.
    pub above: Option<String>,
}

/// A figure, ready to be given out.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Of what.
    pub metric: &'static Metric,
    /// How much.
    pub figure: Figure,
    /// In the same days of the year before.
    pub last_year: Figure,
    /// Its target, if it has one.
    pub target: Option<Measured>,
    /// As a sentence.
    pub said: String,
    /// Split as it was asked.
    pub parts: Option<Parts>,
    /// What was given out before of the same metric and org, contradictions first.
    pub earlier: Vec<Earlier>,
    /// Whether this person may write down that it was given out.
    pub may_give: bool,
}

/// An answer that is split.
#[derive(Clone, Debug)]
pub struct Parts {
    /// How.
    pub split: Split,
    /// The parts.
    pub rows: Vec<PartsRow>,
    /// Whether there are more orgs than are shown, or more months than are asked.
    pub more: bool,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartsRow {
    /// The org; none for months, and for what the org itself recorded.
    pub org: Option<OrgName>,
    /// Its days.
    pub period: Period,
    /// Its figure.
    pub figure: Figure,
}

/// What was given out before.
#[derive(Clone, Debug)]
pub enum Earlier {
    /// The same figure with another number.
    Contradicts(Given),
    /// The same figure with the same number.
    Told(Given),
    /// For other days.
    OtherDays(Given),
}

/// Answers a question.
///
/// # Errors
/// A code that names no metric; an org that is not there or not visible.
pub async fn ask(tx: &mut Tx, by: &Actor, ask: &AskFor) -> Result<Asked, FiguresError> {
    let setting = Setting { today: tx.today(), period: office::load(tx).await?.period };
    let (mut reading, named) = read(tx, by, &ask.words, &setting).await?;
    if let Some(code) = &ask.metric {
        let chosen = metrics::by_code(code).ok_or_else(|| FiguresError::NoMetric(code.chars().take(40).collect()))?;
        let others = reading.metrics.iter().chain(&reading.near).copied().filter(|metric| *metric != chosen);
        (reading.near, reading.metrics) = (others.take(MOST_NEAR).collect(), vec![chosen]);
    }
    reading.near.truncate(MOST_NEAR);
    let several = named.len() > 1 && ask.org.is_none();
    let code = ask.org.as_deref().or(named.first().map(|org| org.code.as_str()));
    let org = view::org(tx, by, code).await?;
    let period = until(reading.period, tx.today());
    let found = if several {
        Found::Orgs(same_names(tx, named).await?)
    } else {
        match reading.metrics.as_slice() {
            [] => Found::Nothing,
            [metric] => Found::One(Box::new(answer(tx, by, (metric, &org, period), reading.split).await?)),
            several => Found::Several(candidates(tx, several, &org, period).await?),
        }
    };
    Ok(Asked { reading, org, period, found })
}

/// No figure speaks of days to come: what is given out today is held later against the same days.
fn until(period: Period, today: Day) -> Period {
    Period { from: period.from, to: say::cut_off(period, today) }
}

/// Reads the words; the orgs of the name that was said, as far as this person may see them.
async fn read(tx: &mut Tx, by: &Actor, words: &str, setting: &Setting) -> Result<(Reading, Vec<Org>), FiguresError> {
    let draft = ask::begin(words, setting);
    let scope = access::scope(by, &rights::READ);
    let mut all: Vec<Org> = Vec::new();
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for (name, org) in orgs::known_as(tx, &draft.names()).await? {
        if scope.reaches(&org.path) && org.kind != OrgKind::Superior {
            known.entry(name).or_default().push(all.len());
            all.push(org);
        }
    }
    let reading = draft.read(&known);
    let named = reading.orgs.iter().filter_map(|place| all.get(*place).cloned()).collect();
    Ok((reading, named))
}

async fn same_names(tx: &mut Tx, named: Vec<Org>) -> Result<Vec<SameName>, FiguresError> {
    let above: Vec<OrgId> = named.iter().filter_map(|org| org.parent).collect();
    let above = orgs::many(tx, &above).await?;
    let one = |org: Org| SameName {
        above: org.parent.and_then(|parent| above.get(&parent)).map(|parent| parent.name.clone()),
        org: OrgName { code: org.code, name: org.name },
    };
    Ok(named.into_iter().take(MOST_CANDIDATES).map(one).collect())
}

async fn candidates(
    tx: &mut Tx,
    metrics: &[&'static Metric],
    org: &Org,
    period: Period,
) -> Result<Vec<(&'static Metric, Figure)>, FiguresError> {
    let shown = metrics.iter().copied().take(MOST_CANDIDATES);
    let asks: Vec<Ask> = shown.clone().map(|metric| Ask { metric, org: org.id, period, as_of: None }).collect();
    let mut found: Vec<(&'static Metric, Figure)> = shown.zip(ledger::figures(tx, &asks).await?).collect();
    // What has no records is hardly meant.
    found.sort_by_key(|(_, figure)| figure.facts == 0);
    Ok(found)
}

/// The figure with all that is asked beside it, in one question to the ledger.
async fn answer(
    tx: &mut Tx,
    by: &Actor,
    (metric, org, period): (&'static Metric, &Org, Period),
    split: Option<Split>,
) -> Result<Answer, FiguresError> {
    let whole = Ask { metric, org: org.id, period, as_of: None };
    let (split, spread, more) = match split {
        Some(split) => {
            let (spread, more) = spread(tx, by, org, period, split).await?;
            (Some(split), spread, more)
        }
        None => (None, Vec::new(), false),
    };
    let mut asks = vec![whole, Ask { period: rules::year_before(period), ..whole }];
    asks.extend(spread.iter().map(|(part, period)| Ask { org: part.as_ref().map_or(org.id, |part| part.id), period: *period, ..whole }));
    let mut figures = ledger::figures(tx, &asks).await?.into_iter();
    let (figure, last_year) = (figures.next().unwrap_or_default(), figures.next().unwrap_or_default());
    let row = |((part, period), figure): ((Option<Org>, Period), Figure)| {
        // What is closed and has nothing is of no interest.
        let shown = part.as_ref().is_none_or(Org::stands) || figure != Figure::default();
        shown.then(|| PartsRow { org: part.map(|org| OrgName { code: org.code, name: org.name }), period, figure })
    };
    let mut rows: Vec<PartsRow> = spread.into_iter().zip(figures).filter_map(row).collect();
    if split.is_some_and(|split| split != Split::Months) && !more && rules::adds_up(metric) {
        rows.extend(rest(&figure, &rows, period));
    }
    let targets = board::targets::standing(tx, &[org.id], period.to).await?;
    Ok(Answer {
        metric,
        target: targets::measured(&targets, metric, figure.value, period, tx.today()),
        figure,
        last_year,
        said: say::sentence(metric, &org.name, period, tx.today(), &figure),
        parts: split.map(|split| Parts { split, rows, more }),
        earlier: earlier(tx, metric, org.id, period, &figure).await?,
        may_give: access::require(by, &rights::GIVE, &org.path).is_ok(),
    })
}

/// What is left beside the parts: recorded by the org itself, or elsewhere below it.
fn rest(whole: &Figure, rows: &[PartsRow], period: Period) -> Option<PartsRow> {
    let sum = |of: fn(&Figure) -> i64| of(whole) - rows.iter().map(|row| of(&row.figure)).sum::<i64>();
    let figure = Figure { value: sum(|f| f.value), declared: sum(|f| f.declared), facts: sum(|f| f.facts) };
    (figure != Figure::default() && !rows.is_empty()).then_some(PartsRow { org: None, period, figure })
}

type Spread = Vec<(Option<Org>, Period)>;

/// The parts of an answer, and whether there are more.
async fn spread(tx: &mut Tx, by: &Actor, org: &Org, period: Period, split: Split) -> Result<(Spread, bool), FiguresError> {
    let kind = match split {
        Split::Months => {
            let months = period.months();
            let more = months.len() > MOST_MONTHS;
            return Ok((if more { Vec::new() } else { months.into_iter().map(|month| (None, month)).collect() }, more));
        }
        Split::Districts => Some(OrgKind::District),
        Split::Branches => Some(OrgKind::Branch),
        Split::Orgs => None,
    };
    let mut below = match kind {
        None => orgs::children(tx, org.id).await?,
        Some(kind) => {
            let filter = OrgFilter {
                kind: Some(kind),
                under: Some(org.path.clone()),
                with_closed: true,
                limit: Some(MOST_ORGS + 1),
                ..OrgFilter::default()
            };
            orgs::list(tx, &access::scope(by, &rights::READ), &filter).await?
        }
    };
    let most = usize::try_from(MOST_ORGS).unwrap_or(usize::MAX);
    let more = below.len() > most;
    below.truncate(most);
    Ok((below.into_iter().map(|part| (Some(part), period)).collect(), more))
}

async fn earlier(tx: &mut Tx, metric: &Metric, org: OrgId, period: Period, figure: &Figure) -> Result<Vec<Earlier>, FiguresError> {
    let told = store::given::of_figure(tx, metric, org, EARLIER).await?;
    let (same, other): (Vec<Given>, Vec<Given>) = told.into_iter().partition(|given| given.same_days(period));
    let number = |figure: &Figure| (figure.value, figure.declared);
    let (told, wrong): (Vec<Given>, Vec<Given>) = same.into_iter().partition(|given| number(&given.figure) == number(figure));
    let [wrongs, same, others] = EARLIER_SHOWN;
    let wrong = wrong.into_iter().map(Earlier::Contradicts).take(wrongs);
    let told = told.into_iter().map(Earlier::Told).take(same);
    Ok(wrong.chain(told).chain(other.into_iter().map(Earlier::OtherDays).take(others)).collect())
}
