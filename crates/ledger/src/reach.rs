//! Sets: which subjects a distinct count reached in a month, and on a day, at and below an org. Distinct counts do not add up over days
//! or orgs, but sets unite.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use base::{DbError, Insert, Rows, Tx, Value};
use roaring::RoaringBitmap;

use crate::bulk;
use crate::expand::{Net, Row};
use crate::metrics::{self, Kind};
use crate::place::Places;

/// (org, metric, month or day).
pub(crate) type Key = (i64, i64, i64);

/// Whether a set is that of a day (yyyymmdd), not of a month (yyyymm).
pub(crate) fn is_day(at: i64) -> bool {
    at > 999_999
}

/// Whether sets are kept of a metric.
pub(crate) fn is_kept(metric: i64) -> bool {
    metrics::by_number(metric).is_some_and(|m| m.kind == Kind::Reach)
}

/// A subject's number as a bit.
pub(crate) fn bit(subject: i64) -> Result<u32, DbError> {
    u32::try_from(subject).map_err(|_| DbError::Corrupt(format!("{subject} is no number of a subject")))
}

/// Reads a stored set: a bitmap, or, where only a migration wrote it so far, a zero and the numbers in order, four bytes each. (A bitmap
/// never begins with a zero.)
pub(crate) fn read(bits: &[u8]) -> Result<RoaringBitmap, DbError> {
    let unread = |why: &dyn std::fmt::Display| DbError::Corrupt(format!("a set of subjects cannot be read: {why}"));
    let Some((0, numbers)) = bits.split_first() else {
        return RoaringBitmap::deserialize_from(bits).map_err(|error| unread(&error));
    };
    match numbers.as_chunks::<4>() {
        (numbers, []) => {
            let numbers = numbers.iter().map(|number| u32::from_be_bytes(*number));
            RoaringBitmap::from_sorted_iter(numbers).map_err(|error| unread(&error))
        }
        _ => Err(unread(&"its last number is cut off")),
    }
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
            for at in [row.day / 100, row.day] {
                let change = changes.entry((*org, row.metric, at)).or_default();
                if net.quantity > 0 { &mut change.add } else { &mut change.ask }.push(row.subject);
            }
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
        let mut differs = false;
        for subject in change.ask {
            let bit = bit(subject)?;
            differs |= if still.contains(&(key, subject)) { set.insert(bit) } else { set.remove(bit) };
        }
        for subject in change.add {
            differs |= set.insert(bit(subject)?);
        }
        if differs {
            rows.push(row(tx, key, &set)?);
        }
    }
    let tail = "ON CONFLICT(tenant, org, metric, at) DO UPDATE SET bits = excluded.bits";
    Ok(Insert::new("INSERT INTO reach(tenant, org, metric, at, bits)", Rows::of(rows)?, tail))
}

fn row(tx: &Tx, (org, metric, at): Key, set: &RoaringBitmap) -> Result<Vec<Value>, DbError> {
    let mut bits = Vec::with_capacity(set.serialized_size());
    set.serialize_into(&mut bits).map_err(|error| DbError::Other(error.to_string()))?;
    Ok(vec![tx.tenant().into(), org.into(), metric.into(), at.into(), bits.into()])
}

/// The sets of these keys, those that are there.
pub(crate) async fn load(tx: &mut Tx, keys: impl Iterator<Item = Key>) -> Result<HashMap<Key, RoaringBitmap>, DbError> {
    let keys: Vec<[i64; 3]> = keys.map(|(org, metric, at)| [org, metric, at]).collect();
    let mut sets = HashMap::new();
    for (org, metric, at, bits) in bulk::by_keys::<3, (i64, i64, i64, Vec<u8>)>(tx, "org, metric, at", &keys, KEPT).await? {
        sets.insert((org, metric, at), read(&bits)?);
    }
    Ok(sets)
}

/// A set cannot be counted down, so the facts are asked on which days of the month the reversed subjects are still reached.
async fn still_reached(tx: &mut Tx, changes: &Changes) -> Result<HashSet<(Key, i64)>, DbError> {
    let months = changes.iter().filter(|((.., at), _)| !is_day(*at));
    let keys: BTreeSet<[i64; 4]> =
        months.flat_map(|((org, metric, month), change)| change.ask.iter().map(|s| [*org, *metric, *month, *s])).collect();
    let keys: Vec<[i64; 4]> = keys.into_iter().collect();
    let rows = bulk::by_keys::<4, (i64, i64, i64, i64)>(tx, "org, metric, month, subject", &keys, STILL).await?;
    let both = |(org, metric, day, subject)| [((org, metric, day), subject), ((org, metric, day / 100), subject)];
    Ok(rows.into_iter().flat_map(both).collect())
}

/// See [`load`].
pub(crate) const KEPT: &str = "SELECT r.org, r.metric, r.at, r.bits FROM k CROSS JOIN reach r \
                 WHERE r.tenant = {tenant} AND r.org = k.org AND r.metric = k.metric AND r.at = k.at";

/// See [`still_reached`].
pub(crate) const STILL: &str = "SELECT k.org, k.metric, f.day, k.subject FROM k CROSS JOIN fact f CROSS JOIN place_anc a \
                 WHERE f.tenant = {tenant} AND f.subject = k.subject AND f.subject > 0 AND f.metric = k.metric \
                 AND f.day BETWEEN k.month * 100 AND k.month * 100 + 99 AND a.tenant = {tenant} AND a.anc = k.org AND a.place = f.place \
                 GROUP BY k.org, k.metric, f.day, k.subject HAVING sum(f.quantity) > 0";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_read_whether_the_ledger_wrote_it_or_a_migration() {
        let set: RoaringBitmap = [1, 2, 70_000].into_iter().collect();
        let mut bits = Vec::new();
        assert!(set.serialize_into(&mut bits).is_ok());
        assert_eq!(read(&bits), Ok(set.clone()));
        assert_eq!(read(&[0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0x11, 0x70]), Ok(set));
        assert_eq!(read(&[0]), Ok(RoaringBitmap::new()));
        assert!(read(&[0, 0, 0, 1]).is_err());
        assert!(read(&[0, 0, 0, 0, 2, 0, 0, 0, 1]).is_err());
        assert!(read(&[]).is_err());
    }
}
