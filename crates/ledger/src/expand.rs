//! From what records say to rows of the ledger. Pure.
//!
//! A fact is said of an org; the dated tree says where that org stood. Flow and reach: one row at the org's place on the day. Stock:
//! that row, and for each later day on which the org came to another place the quantity is taken from the old place and given to the new.

use std::collections::{BTreeMap, HashMap};

use base::DbError;
use norms::Day;

use crate::metrics::{self, Kind};
use crate::place::Places;

/// One thing that a record says, in the ledger's numbers. What has the same key is one thing: its quantities are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Stated {
    pub(crate) source: i64,
    pub(crate) metric: i64,
    pub(crate) org: i64,
    pub(crate) day: Day,
    /// 0: names nobody.
    pub(crate) subject: i64,
    /// 0, or the first day (yyyymmdd) of a declared total's period.
    pub(crate) declared: i64,
}

/// What a row of the ledger is about. Rows with the same key are netted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Row {
    pub(crate) source: i64,
    pub(crate) metric: i64,
    pub(crate) org: i64,
    pub(crate) place: i64,
    pub(crate) day: i64,
    pub(crate) subject: i64,
    pub(crate) declared: i64,
}

/// What rows add up to: the quantity, and the number of stated facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Net {
    pub(crate) quantity: i64,
    pub(crate) facts: i64,
}

impl Net {
    pub(crate) fn is_zero(self) -> bool {
        self == Net::default()
    }
}

impl std::ops::AddAssign for Net {
    fn add_assign(&mut self, other: Net) {
        self.quantity += other.quantity;
        self.facts += other.facts;
    }
}

impl std::ops::Neg for Net {
    type Output = Net;
    fn neg(self) -> Net {
        Net { quantity: -self.quantity, facts: -self.facts }
    }
}

/// What records say, each thing once.
pub(crate) type Said = BTreeMap<Stated, i64>;
/// Rows and what they add up to.
pub(crate) type Rows = HashMap<Row, Net>;

/// Whether running totals are kept of a metric, so that moves carry its stock along.
pub(crate) fn stands(metric: i64) -> bool {
    metrics::by_number(metric).is_some_and(|m| matches!(m.kind, Kind::Stock))
}

/// Adds up what has the same key. A subject that a distinct count names twice in one record counts once.
pub(crate) fn add_up(stated: impl IntoIterator<Item = (Stated, i64)>) -> Said {
    let mut said = Said::new();
    for (key, quantity) in stated {
        *said.entry(key).or_default() += quantity;
    }
    for (key, quantity) in &mut said {
        if key.subject != 0 && metrics::by_number(key.metric).is_some_and(|m| m.kind == Kind::Reach) {
            *quantity = (*quantity).min(1);
        }
    }
    said.retain(|_, quantity| *quantity != 0);
    said
}

/// The rows by which the ledger says the same.
pub(crate) fn expand(said: &Said, places: &Places) -> Result<Rows, DbError> {
    let mut rows = Rows::new();
    for (stated, &quantity) in said {
        let net = Net { quantity, facts: 1 };
        let mut at = places.at(stated.org, stated.day)?;
        *rows.entry(stated.row(at, stated.day)).or_default() += net;
        if !stands(stated.metric) {
            continue;
        }
        for (day, to) in places.moves_after(stated.org, stated.day) {
            *rows.entry(stated.row(at, day)).or_default() += -net;
            *rows.entry(stated.row(to, day)).or_default() += net;
            at = to;
        }
    }
    rows.retain(|_, net| !net.is_zero());
    Ok(rows)
}

/// What the records had said, from the rows: over the places the carrying along cancels out.
pub(crate) fn contract(rows: &Rows) -> Result<Vec<(Stated, i64)>, DbError> {
    let mut said: HashMap<Stated, i64> = HashMap::new();
    for (row, net) in rows {
        let day = Day::from_number(row.day).map_err(|error| DbError::Corrupt(error.to_string()))?;
        let Row { source, metric, org, subject, declared, .. } = *row;
        *said.entry(Stated { source, metric, org, day, subject, declared }).or_default() += net.quantity;
    }
    said.retain(|_, quantity| *quantity != 0);
    Ok(said.into_iter().collect())
}

/// What must be added to `now` to make it `wanted`, in the order in which it is posted.
pub(crate) fn difference(now: Rows, wanted: Rows) -> BTreeMap<Row, Net> {
    let mut difference: BTreeMap<Row, Net> = wanted.into_iter().collect();
    for (row, net) in now {
        *difference.entry(row).or_default() += -net;
    }
    difference.retain(|_, net| !net.is_zero());
    difference
}

impl Stated {
    fn row(&self, place: i64, day: Day) -> Row {
        let Stated { source, metric, org, subject, declared, .. } = *self;
        Row { source, metric, org, place, day: day.number(), subject, declared }
    }
}
