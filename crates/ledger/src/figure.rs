//! Figures: what the ledger says of a metric, an org and a period, today or as of an earlier posting.
//!
//! Whole months come from the roll-ups and sets by month, the days at the edges of an odd period from those by day. As of posting N:
//! that, minus what was posted after N. So a figure costs the same however many facts stand behind it. All figures of a page are asked
//! at once, in a handful of statements.

use std::collections::{BTreeSet, HashMap};

use base::{DbError, OrgId, Tx, sql};
use board::OrgKind;
use norms::{Day, Instant, Period};
use roaring::RoaringBitmap;
use serde::Serialize;

use crate::metrics::{Kind, Metric};
use crate::place::Places;
use crate::{LedgerError, bulk, intern, reach};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Of what.
    pub metric: &'static Metric,
    /// Of an org and all that stood below it, each day by that day's tree.
    pub org: OrgId,
    /// For which days. A stock stands on the last of them.
    pub period: Period,
    /// As the ledger stood after this posting; `None`: today.
    pub as_of: Option<i64>,
}

/// A figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// In units of 1/`metric.scale`. Declared totals are in it, except in a distinct count, where names and totals may overlap.
    pub value: i64,
    /// 仅报总数: what was reported without lists.
    pub declared: i64,
    /// How many facts stand behind it, declared totals too.
    pub facts: i64,
}

/// One figure.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn figure(tx: &mut Tx, ask: &Ask) -> Result<Figure, LedgerError> {
    Ok(figures(tx, std::slice::from_ref(ask)).await?.into_iter().next().unwrap_or_default())
}

/// Many figures at once, in the order of the asks.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn figures(tx: &mut Tx, asks: &[Ask]) -> Result<Vec<Figure>, LedgerError> {
    evaluate(tx, asks, true).await
}

/// The same from the sums alone, which costs next to nothing for any days: a distinct count has no value here, but how many facts stand
/// behind it tells that it may have changed.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn counts(tx: &mut Tx, asks: &[Ask]) -> Result<Vec<Figure>, LedgerError> {
    evaluate(tx, asks, false).await
}

async fn evaluate(tx: &mut Tx, asks: &[Ask], whole: bool) -> Result<Vec<Figure>, LedgerError> {
    let orgs = intern::orgs(tx, asks.iter().map(|ask| ask.org).collect()).await?;
    // Each figure is made of the figures of its parts: itself, or the metrics from which it is computed.
    let mut spans: Vec<Span> = Vec::new();
    let mut place: HashMap<Span, usize> = HashMap::new();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for ask in asks {
        let org = orgs.get(&ask.org).copied().ok_or_else(|| LedgerError::NoOrg(ask.org.to_string()))?;
        let of = if matches!(ask.metric.kind, Kind::Derived(_)) { ask.metric.evidence() } else { vec![ask.metric] };
        let mut own = Vec::new();
        for metric in of {
            let span = Span::new(tx, metric, org, ask.period, ask.as_of);
            own.push(*place.entry(span).or_insert_with(|| {
                spans.push(span);
                spans.len() - 1
            }));
        }
        parts.push(own);
    }
    let known = if whole { read(tx, &spans).await? } else { sums(tx, &spans).await? };
    let figure = |(ask, parts): (&Ask, &Vec<usize>)| match ask.metric.kind {
        Kind::Derived(ratio) => {
            let of = |number: &i64| parts.iter().filter(|i| spans[**i].metric.number == *number).map(|i| known[*i].value).sum::<i64>();
            let (above, below) = (ratio.of.iter().map(of).sum(), ratio.per.iter().map(of).sum());
            let facts = parts.iter().map(|i| known[*i].facts).sum();
            Figure { value: ratio.quotient(above, below, ask.metric.scale), declared: 0, facts }
        }
        _ => parts.first().map(|i| known[*i]).unwrap_or_default(),
    };
    Ok(asks.iter().zip(&parts).map(figure).collect())
}

/// The last posting that had been made at an instant; 0 before the first.
///
/// # Errors
/// The database's.
pub async fn number_at(tx: &mut Tx, at: Instant) -> Result<i64, LedgerError> {
    let query = sql("SELECT number FROM posting WHERE tenant = $1 AND at <= $2 ORDER BY at DESC, number DESC LIMIT 1");
    let row: Option<(i64,)> = tx.optional(query.bind(tx.tenant()).bind(at)).await?;
    Ok(row.map_or(0, |row| row.0))
}

/// An ask in the ledger's numbers. `from` is 0 where all earlier facts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    pub(crate) metric: &'static Metric,
    pub(crate) org: i64,
    pub(crate) from: i64,
    pub(crate) to: Day,
    pub(crate) as_of: Option<i64>,
}

impl Span {
    pub(crate) fn new(tx: &Tx, metric: &'static Metric, org: i64, period: Period, as_of: Option<i64>) -> Span {
        let from = if metric.stands() { 0 } else { period.from.number() };
        Span { metric, org, from, to: period.to, as_of: as_of.filter(|number| *number < tx.last_number()) }
    }

    /// The last posting that counts.
    pub(crate) fn last(&self) -> i64 {
        self.as_of.unwrap_or(i64::MAX)
    }

    /// The whole months in it (none when the first lies after the last), and the stretches of days outside them.
    fn months_and_edges(&self) -> ((i64, i64), Vec<(i64, i64)>) {
        let from = Day::from_number(self.from).unwrap_or(Day::first());
        let whole_first = self.from == 0 || from.day_of_month() == 1;
        let whole_last = self.to == self.to.last_of_month();
        let first = if whole_first { self.from / 100 } else { from.plus_months(1).month_number() };
        let last = if whole_last { self.to.month_number() } else { self.to.plus_months(-1).month_number() };
        if first > last {
            return ((first, last), vec![(self.from, self.to.number())]);
        }
        let mut edges = Vec::new();
        if !whole_first {
            edges.push((self.from, from.last_of_month().number()));
        }
        if !whole_last {
            edges.push((self.to.first_of_month().number(), self.to.number()));
        }
        ((first, last), edges)
    }

    fn number(&self) -> i64 {
        match self.metric.kind {
            Kind::ReachStar(of) => of,
            _ => self.metric.number,
        }
    }
}

/// The figures of metrics that are posted, or computed by districts.
async fn read(tx: &mut Tx, spans: &[Span]) -> Result<Vec<Figure>, LedgerError> {
    let mut figures = sums(tx, spans).await?;
    let by_kind = |wanted: fn(&Kind) -> bool| spans.iter().enumerate().filter(move |(_, span)| wanted(&span.metric.kind));
    for (i, set) in sets(tx, by_kind(|kind| *kind == Kind::Reach).collect()).await? {
        figures[i].value = i64::try_from(set.len()).unwrap_or(i64::MAX);
    }
    for (i, count) in districts(tx, by_kind(|kind| matches!(kind, Kind::ReachStar(_))).collect()).await? {
        (figures[i].value, figures[i].declared) = (count, 0);
    }
    Ok(figures)
}

/// (place of the span, 1 for declared, quantity, facts)
type Sum = (i64, i64, i64, i64);

/// Sums of quantities and facts, from the roll-ups.
async fn sums(tx: &mut Tx, spans: &[Span]) -> Result<Vec<Figure>, DbError> {
    let (mut months, mut days, mut later) = (Vec::new(), Vec::new(), Vec::new());
    for (i, span) in spans.iter().enumerate() {
        let ((first, last), edges) = span.months_and_edges();
        let key = |from, to| [i as i64, span.org, span.number(), from, to];
        if first <= last {
            months.push(key(first, last));
        }
        days.extend(edges.into_iter().map(|(from, to)| key(from, to)));
        if let Some(number) = span.as_of {
            later.push([i as i64, span.org, span.number(), span.from, span.to.number(), number]);
        }
    }
    let mut figures = vec![Figure::default(); spans.len()];
    let mut add = |rows: Vec<Sum>, sign: i64| {
        for (i, declared, quantity, facts) in rows {
            let figure = &mut figures[usize::try_from(i).unwrap_or_default()];
            let reach = spans[usize::try_from(i).unwrap_or_default()].metric.kind == Kind::Reach;
            figure.facts += sign * facts;
            figure.declared += sign * declared * quantity;
            figure.value += if reach { 0 } else { sign * quantity };
        }
    };
    add(bulk::by_keys(tx, "i, org, metric, a, b", &months, &rolled("roll_month", "month")).await?, 1);
    add(bulk::by_keys(tx, "i, org, metric, a, b", &days, &rolled("roll_day", "day")).await?, 1);
    add(bulk::by_keys(tx, "i, org, metric, a, b, n", &later, POSTED_LATER).await?, -1);
    Ok(figures)
}

/// The sums of a roll-up table.
pub(crate) fn rolled(table: &str, unit: &str) -> String {
    format!(
        "SELECT k.i, r.declared, CAST(sum(r.quantity) AS BIGINT), CAST(sum(r.facts) AS BIGINT) FROM k CROSS JOIN {table} r \
         WHERE r.tenant = {{tenant}} AND r.org = k.org AND r.metric = k.metric AND r.{unit} BETWEEN k.a AND k.b GROUP BY k.i, r.declared"
    )
}

const POSTED_LATER: &str = "SELECT k.i, CAST(CASE WHEN f.declared = 0 THEN 0 ELSE 1 END AS BIGINT), \
     CAST(sum(f.quantity) AS BIGINT), CAST(sum(f.facts) AS BIGINT) FROM k CROSS JOIN fact f CROSS JOIN place_anc a \
     WHERE f.tenant = {tenant} AND f.metric = k.metric AND f.day BETWEEN k.a AND k.b AND f.posting > k.n \
     AND a.tenant = {tenant} AND a.anc = k.org AND a.place = f.place GROUP BY k.i, CASE WHEN f.declared = 0 THEN 0 ELSE 1 END";

const SETS: &str = "SELECT k.i, r.bits FROM k CROSS JOIN reach r \
     WHERE r.tenant = {tenant} AND r.org = k.org AND r.metric = k.metric AND r.at BETWEEN k.a AND k.b";

const TOUCHED: &str = "SELECT DISTINCT k.i, f.subject FROM k CROSS JOIN fact f CROSS JOIN place_anc a \
     WHERE f.tenant = {tenant} AND f.metric = k.metric AND f.day BETWEEN k.a AND k.b AND f.subject > 0 AND f.posting > k.n \
     AND a.tenant = {tenant} AND a.anc = k.org AND a.place = f.place";

const REACHED_THEN: &str = "SELECT k.i, k.subject FROM k CROSS JOIN fact f CROSS JOIN place_anc a \
     WHERE f.tenant = {tenant} AND f.subject = k.subject AND f.subject > 0 AND f.metric = k.metric AND f.day BETWEEN k.a AND k.b \
     AND f.posting <= k.n AND a.tenant = {tenant} AND a.anc = k.org AND a.place = f.place \
     GROUP BY k.i, k.subject HAVING sum(f.quantity) > 0";

/// The subjects of distinct counts.
async fn sets(tx: &mut Tx, spans: Vec<(usize, &Span)>) -> Result<HashMap<usize, RoaringBitmap>, DbError> {
    let mut sets: HashMap<usize, RoaringBitmap> = spans.iter().map(|(i, _)| (*i, RoaringBitmap::new())).collect();
    let (mut kept, mut later) = (Vec::new(), Vec::new());
    for (i, span) in spans {
        let ((first, last), edges) = span.months_and_edges();
        let key = |(from, to)| [i as i64, span.org, span.metric.number, from, to];
        // A month's number is never between those of days, nor the other way round.
        let months = (first <= last).then_some((first, last));
        kept.extend(months.into_iter().chain(edges).map(key));
        if let Some(number) = span.as_of {
            later.push([i as i64, span.org, span.metric.number, span.from, span.to.number(), number]);
        }
    }
    let place = |i: i64| usize::try_from(i).unwrap_or_default();
    for (i, bits) in bulk::by_keys::<5, (i64, Vec<u8>)>(tx, "i, org, metric, a, b", &kept, SETS).await? {
        *sets.entry(place(i)).or_default() |= reach::read(&bits)?;
    }
    // Only subjects that a later posting touched can have been otherwise.
    let touched: Vec<(i64, i64)> = bulk::by_keys(tx, "i, org, metric, a, b, n", &later, TOUCHED).await?;
    let asks: HashMap<i64, [i64; 6]> = later.into_iter().map(|key| (key[0], key)).collect();
    let mut then = Vec::new();
    for (i, subject) in touched {
        sets.entry(place(i)).or_default().remove(reach::bit(subject)?);
        if let Some([i, org, metric, from, to, number]) = asks.get(&i) {
            then.push([*i, *org, *metric, *from, *to, *number, subject]);
        }
    }
    for (i, subject) in bulk::by_keys::<7, (i64, i64)>(tx, "i, org, metric, a, b, n, subject", &then, REACHED_THEN).await? {
        sets.entry(place(i)).or_default().insert(reach::bit(subject)?);
    }
    Ok(sets)
}

const STOOD: &str = "SELECT k.i, f.place, CAST(sum(f.quantity) AS BIGINT) FROM k CROSS JOIN fact f CROSS JOIN place_anc a \
     WHERE f.tenant = {tenant} AND f.metric = k.metric AND f.day <= k.b AND f.posting <= k.n \
     AND a.tenant = {tenant} AND a.anc = k.org AND a.place = f.place GROUP BY k.i, f.place HAVING sum(f.quantity) <> 0";

/// How many districts have a stock: a place counts for the nearest district on its path.
async fn districts(tx: &mut Tx, spans: Vec<(usize, &Span)>) -> Result<Vec<(usize, i64)>, LedgerError> {
    let keys: Vec<[i64; 5]> = spans.iter().map(|(i, span)| [*i as i64, span.org, span.number(), span.to.number(), span.last()]).collect();
    let stood: Vec<(i64, i64, i64)> = bulk::by_keys(tx, "i, org, metric, b, n", &keys, STOOD).await?;
    let mut places = Places::default();
    places.know(tx, stood.iter().map(|(_, place, _)| *place)).await?;
    let mut numbers = BTreeSet::new();
    for (_, place, _) in &stood {
        numbers.extend(places.path(*place)?.iter().copied());
    }
    let numbers: Vec<i64> = numbers.into_iter().collect();
    let orgs = if numbers.is_empty() { HashMap::new() } else { board::orgs::by_numbers(tx, &numbers).await? };
    let mut stock: HashMap<(i64, i64), i64> = HashMap::new();
    for (i, place, quantity) in stood {
        let is_district = |number: &&i64| orgs.get(number).is_some_and(|org| org.kind == OrgKind::District);
        if let Some(district) = places.path(place)?.iter().find(is_district) {
            *stock.entry((i, *district)).or_default() += quantity;
        }
    }
    let count = |i: usize| stock.iter().filter(|((of, _), quantity)| *of == i as i64 && **quantity > 0).count();
    Ok(spans.iter().map(|(i, _)| (*i, count(*i) as i64)).collect())
}

/// The spans of the metrics whose facts stand behind an ask.
pub(crate) async fn evidence(tx: &mut Tx, ask: &Ask) -> Result<Vec<Span>, LedgerError> {
    let orgs = intern::orgs(tx, BTreeSet::from([ask.org])).await?;
    let org = orgs.get(&ask.org).copied().unwrap_or_default();
    Ok(ask.metric.evidence().into_iter().map(|metric| Span::new(tx, metric, org, ask.period, ask.as_of)).collect())
}

/// The statements above, for the test of their plans: columns of the keys, and text.
#[cfg(test)]
pub(crate) const QUERIES: &[(&str, &str)] = &[
    ("i, org, metric, a, b, n", POSTED_LATER),
    ("i, org, metric, a, b", SETS),
    ("i, org, metric, a, b, n", TOUCHED),
    ("i, org, metric, a, b, n, subject", REACHED_THEN),
    ("i, org, metric, b, n", STOOD),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics;

    #[test]
    fn a_period_falls_into_whole_months_and_edge_days() {
        let day = |n: i64| Day::from_number(n).unwrap_or(Day::first());
        let metric = metrics::by_code("assist.event").unwrap_or(metrics::ALL[0]);
        let split = |from: i64, to: i64| Span { metric, org: 1, from, to: day(to), as_of: None }.months_and_edges();
        assert_eq!(split(20220101, 20220630), ((202201, 202206), vec![]));
        assert_eq!(split(20220115, 20220620), ((202202, 202205), vec![(20220115, 20220131), (20220601, 20220620)]));
        assert_eq!(split(20220115, 20220210), ((202202, 202201), vec![(20220115, 20220210)]));
        assert_eq!(split(20220115, 20220120).1, vec![(20220115, 20220120)]);
        assert_eq!(split(20220201, 20220228), ((202202, 202202), vec![]));
        assert_eq!(split(0, 20220110), ((0, 202112), vec![(20220101, 20220110)]));
        assert_eq!(split(20211215, 20220131), ((202201, 202201), vec![(20211215, 20211231)]));
    }
}
