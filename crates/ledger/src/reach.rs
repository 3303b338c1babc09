//! Sets: which subjects a distinct count reached in a month at and below an org. Distinct counts do not add up over days or orgs, but
//! sets unite.

use std::collections::{BTreeMap, HashMap, HashSet};

use base::{DbError, Insert, Rows, Tx, Value};
use roaring::RoaringBitmap;

use crate::bulk;
use crate::expand::{Net, Row};
use crate::metrics::{self, Kind};
use crate::place::Places;

/// (org, metric, month).
pub(crate) type Key = (i64, i64, i64);

/// Whether sets are kept of a metric.
pub(crate) fn is_kept(metric: i64) -> bool {
    metrics::by_number(metric).is_some_and(|m| m.kind == Kind::Reach)
}

/// A subject's number as a bit.
pub(crate) fn bit(subject: i64) -> Result<u32, DbError> {
    u32::try_from(subject).map_err(|_| DbError::Corrupt(format!("{subject} is no number of a subject")))
}

/// Reads a stored set.
pub(crate) fn read(bits: &[u8]) -> Result<RoaringBitmap, DbError> {
    RoaringBitmap::deserialize_from(bits).map_err(|error| DbError::Corrupt(format!("a set of subjects cannot be read: {error}")))
}

/// What a posting does to one set.
#[derive(Default)]
pub(crate) struct Change {
    add: Vec<i64>,
    /// Something of them was reversed: they stay only if another fact still reaches them.
    ask: Vec<i64>,
}

/// What a posting does to the sets.
pub(crate) type Changes = BTreeMap<Key, Change>;

/// What a posting of this difference does to the sets.
pub(crate) fn changes(places: &Places, difference: &BTreeMap<Row, Net>) -> Result<Changes, DbError> {
    let mut changes = Changes::new();
    for (row, net) in difference.iter().filter(|(row, _)| row.subject != 0 && is_kept(row.metric)) {
        for org in places.path(row.place)? {
            let change = changes.entry((*org, row.metric, row.day / 100)).or_default();
            if net.quantity > 0 { &mut change.add } else { &mut change.ask }.push(row.subject);
        }
    }
    Ok(changes)
}

/// Whether nothing is reversed, so that the facts need not be asked.
pub(crate) fn only_grow(changes: &Changes) -> bool {
    changes.values().all(|change| change.ask.is_empty())
}

/// What brings the sets into step with a posting. Its facts must be written already, unless the sets only grow.
pub(crate) async fn update(tx: &mut Tx, changes: Changes) -> Result<Insert, DbError> {
    let still = still_reached(tx, &changes).await?;
    let mut sets = load(tx, changes.keys().copied()).await?;
    let mut rows = Vec::new();
    for (key, change) in changes {
        let mut set = sets.remove(&key).unwrap_or_default();
        let before = set.clone();
        for subject in change.ask {
            if still.contains(&(key, subject)) {
                set.insert(bit(subject)?)
            } else {
                set.remove(bit(subject)?)
            };
        }
        for subject in change.add {
            set.insert(bit(subject)?);
        }
        if set != before {
            rows.push(row(tx, key, &set)?);
        }
    }
    let tail = "ON CONFLICT(tenant, org, metric, month) DO UPDATE SET bits = excluded.bits";
    Ok(Insert::new("INSERT INTO reach(tenant, org, metric, month, bits)", Rows::of(rows)?, tail))
}

fn row(tx: &Tx, (org, metric, month): Key, set: &RoaringBitmap) -> Result<Vec<Value>, DbError> {
    let mut bits = Vec::with_capacity(set.serialized_size());
    set.serialize_into(&mut bits).map_err(|error| DbError::Other(error.to_string()))?;
    Ok(vec![tx.tenant().into(), org.into(), metric.into(), month.into(), bits.into()])
}

/// The sets of these keys, those that are there.
pub(crate) async fn load(tx: &mut Tx, keys: impl Iterator<Item = Key>) -> Result<HashMap<Key, RoaringBitmap>, DbError> {
    let keys: Vec<[i64; 3]> = keys.map(|(org, metric, month)| [org, metric, month]).collect();
    let mut sets = HashMap::new();
    for (org, metric, month, bits) in bulk::by_keys::<3, (i64, i64, i64, Vec<u8>)>(tx, "org, metric, month", &keys, KEPT).await? {
        sets.insert((org, metric, month), read(&bits)?);
    }
    Ok(sets)
}

/// A set cannot be counted down, so the facts are asked which of the reversed subjects are still reached.
async fn still_reached(tx: &mut Tx, changes: &Changes) -> Result<HashSet<(Key, i64)>, DbError> {
    let keys: Vec<[i64; 4]> =
        changes.iter().flat_map(|((org, metric, month), change)| change.ask.iter().map(|s| [*org, *metric, *month, *s])).collect();
    let rows = bulk::by_keys::<4, (i64, i64, i64, i64)>(tx, "org, metric, month, subject", &keys, STILL).await?;
    Ok(rows.into_iter().map(|(org, metric, month, subject)| ((org, metric, month), subject)).collect())
}

/// See [`load`].
pub(crate) const KEPT: &str = "SELECT r.org, r.metric, r.month, r.bits FROM k CROSS JOIN reach r \
                 WHERE r.tenant = {tenant} AND r.org = k.org AND r.metric = k.metric AND r.month = k.month";

/// See [`still_reached`].
pub(crate) const STILL: &str = "SELECT k.org, k.metric, k.month, k.subject FROM k CROSS JOIN fact f CROSS JOIN place_anc a \
                 WHERE f.tenant = {tenant} AND f.subject = k.subject AND f.subject > 0 AND f.metric = k.metric \
                 AND f.day BETWEEN k.month * 100 AND k.month * 100 + 99 AND a.tenant = {tenant} AND a.anc = k.org AND a.place = f.place \
                 GROUP BY k.org, k.metric, k.month, k.subject HAVING sum(f.quantity) > 0";
