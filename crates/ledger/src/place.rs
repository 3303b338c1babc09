//! Places: an org's path as it stood on a day. A place never changes; a move makes another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use base::{DbError, Insert, Rows, TenantId, Tx, sql};
use board::Tree;
use norms::Day;

use crate::LedgerError;
use crate::bulk;

/// Numbers from the org itself up to the root.
pub(crate) type Path = Vec<i64>;

/// The places that an act deals with. Those that the ledger does not know yet have numbers all the same, and are saved only when
/// a row is posted there.
#[derive(Default)]
pub(crate) struct Places {
    /// For each org the days from which it stood at a place, in order; the first entry holds from the first day of the calendar.
    stays: HashMap<i64, Vec<(Day, i64)>>,
    paths: HashMap<i64, Path>,
    fresh: HashSet<i64>,
}

fn text(path: &Path) -> String {
    path.iter().rev().fold("/".to_owned(), |text, number| format!("{text}{number}/"))
}

fn from_text(text: &str) -> Result<Path, DbError> {
    let number = |part: &str| part.parse().map_err(|_| DbError::Corrupt(format!("{text} is no path of a place")));
    text.split('/').filter(|part| !part.is_empty()).rev().map(number).collect()
}

impl Places {
    /// All places at which these orgs ever stood.
    pub(crate) async fn of(tx: &mut Tx, orgs: &BTreeSet<i64>, tree: &Tree) -> Result<Places, LedgerError> {
        let mut stood: BTreeMap<i64, Vec<(Day, Path)>> = BTreeMap::new();
        for &org in orgs {
            let mut days = vec![Day::first()];
            days.extend(tree.change_days(org).into_iter().filter(|day| *day > Day::first()));
            let mut paths: Vec<(Day, Path)> = days.into_iter().map(|day| (day, tree.path(org, day))).collect();
            paths.dedup_by(|later, earlier| later.1 == earlier.1);
            stood.insert(org, paths);
        }
        let mut places = Places::default();
        let wanted: BTreeSet<&Path> = stood.values().flatten().map(|(_, path)| path).collect();
        let known = places.look_up(tx, wanted).await?;
        for (org, paths) in stood {
            let stays = paths.into_iter().filter_map(|(since, path)| known.get(&path).map(|id| (since, *id))).collect();
            places.stays.insert(org, stays);
        }
        Ok(places)
    }

    /// The numbers of these paths; unknown ones get the next.
    async fn look_up(&mut self, tx: &mut Tx, wanted: BTreeSet<&Path>) -> Result<HashMap<Path, i64>, LedgerError> {
        let mut known: HashMap<Path, i64> = HashMap::new();
        let wanted: Vec<&Path> = wanted.into_iter().collect();
        let keys = wanted.iter().map(|path| vec![text(path).into()]).collect();
        for (id, path) in tx.keyed::<(i64, String)>("path", Rows::of(keys)?, AT).await? {
            known.insert(from_text(&path)?, id);
        }
        if known.len() < wanted.len() {
            let last = sql("SELECT coalesce(max(id), 0) FROM place WHERE tenant = $1").bind(tx.tenant());
            let (mut next,): (i64,) = tx.one(last).await?;
            for path in wanted {
                if !known.contains_key(path) {
                    next += 1;
                    known.insert(path.clone(), next);
                    self.fresh.insert(next);
                }
            }
        }
        self.paths.extend(known.iter().map(|(path, id)| (*id, path.clone())));
        Ok(known)
    }

    /// Where an org stood on a day.
    pub(crate) fn at(&self, org: i64, day: Day) -> Result<i64, DbError> {
        let stays = self.stays.get(&org).map_or(&[][..], Vec::as_slice);
        let stay = stays.iter().rev().find(|(since, _)| *since <= day);
        stay.map(|(_, place)| *place).ok_or_else(|| DbError::Corrupt(format!("org {org} has no place on {day}")))
    }

    /// The later days on which an org came to another place.
    pub(crate) fn moves_after(&self, org: i64, day: Day) -> impl Iterator<Item = (Day, i64)> {
        self.stays.get(&org).map_or(&[][..], Vec::as_slice).iter().copied().filter(move |(since, _)| *since > day)
    }

    /// Learns the paths of places that present rows name.
    pub(crate) async fn know(&mut self, tx: &mut Tx, ids: impl IntoIterator<Item = i64>) -> Result<(), LedgerError> {
        let missing: BTreeSet<i64> = ids.into_iter().filter(|id| !self.paths.contains_key(id)).collect();
        let keys: Vec<[i64; 1]> = missing.into_iter().map(|id| [id]).collect();
        for (id, path) in bulk::by_keys::<1, (i64, String)>(tx, "id", &keys, NAMED).await? {
            self.paths.insert(id, from_text(&path)?);
        }
        Ok(())
    }

    /// The path of a place that is known.
    pub(crate) fn path(&self, place: i64) -> Result<&Path, DbError> {
        self.paths.get(&place).ok_or_else(|| DbError::Corrupt(format!("there is no place {place}")))
    }

    /// What is to be saved of those of the places that are new.
    pub(crate) fn save(&mut self, tenant: TenantId, used: &BTreeSet<i64>) -> Result<[Insert; 2], DbError> {
        let fresh: Vec<i64> = used.iter().copied().filter(|place| self.fresh.remove(place)).collect();
        let (mut rows, mut above) = (Vec::new(), Vec::new());
        for place in fresh {
            let path = self.path(place)?;
            rows.push(vec![tenant.into(), place.into(), text(path).into()]);
            above.extend(path.iter().map(|org| [tenant.0, *org, place]));
        }
        let places = Insert::new("INSERT INTO place(tenant, id, path)", Rows::of(rows)?, "");
        Ok([places, Insert::new("INSERT INTO place_anc(tenant, anc, place)", Rows::ints(&above), "")])
    }
}

/// See [`Places::look_up`].
pub(crate) const AT: &str = "SELECT p.id, p.path FROM k CROSS JOIN place p WHERE p.tenant = {tenant} AND p.path = k.path";
/// See [`Places::know`].
pub(crate) const NAMED: &str = "SELECT p.id, p.path FROM k CROSS JOIN place p WHERE p.tenant = {tenant} AND p.id = k.id";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_from_the_root_down() {
        assert_eq!(text(&vec![9, 5, 1]), "/1/5/9/");
        assert_eq!(from_text("/1/5/9/"), Ok(vec![9, 5, 1]));
        assert!(from_text("/1/x/").is_err());
    }
}
