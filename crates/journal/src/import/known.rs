//! Next month's workbook repeats last month's rows: what stands already is not counted twice, and the same row with other values is
//! offered as a correction.
//!
//! A row is the same one when metrics, org, title and day agree and the names that it lists are at least partly the same. Its day may
//! have changed too, where the workbook visibly goes on from an earlier one: at least half of that import's records are found again, and
//! the row stands where it stood. Rows that cannot be told apart are new.

use std::collections::{HashMap, HashSet};

use base::{OrgId, Tx};
use board::personal::Veil;
use norms::Day;
use uuid::Uuid;

use super::act::Taken;
use super::{offer, remap, undo};
use crate::model::{Content, Record};
use crate::store::known::{self, Standing};
use crate::{JournalError, rules, store};

/// Under which corrections by imports, and by their undoing, stand in a history.
const REASONS: [&str; 3] = [offer::REASON, remap::REASON, undo::REASON];

/// What is known of a row.
#[derive(Default)]
pub(super) enum Verdict {
    /// Nothing: record it.
    #[default]
    New,
    /// It stands already.
    AlreadyThere,
    /// This record is the same row with other values.
    Other {
        /// As it stands.
        record: Box<Record>,
        /// A person corrected it since its last import.
        by_hand: bool,
        /// Only place, people or remarks differ.
        details: bool,
    },
}

/// What a row was found to be.
enum Found {
    Same(Standing),
    Other(Uuid),
    Details(Uuid),
}

struct Search<'a> {
    rows: &'a [Taken],
    found: Vec<Option<Found>>,
    /// Records that a row was found to be, and those that are judged otherwise.
    used: HashSet<Uuid>,
}

/// What earlier imports hold of each row; each record answers for one row only. `except`: records that are judged otherwise.
pub(super) async fn judge(tx: &mut Tx, rows: &[Taken], except: &[Uuid]) -> Result<Vec<Verdict>, JournalError> {
    let mut search = Search { rows, found: rows.iter().map(|_| None).collect(), used: except.iter().copied().collect() };
    let alone = search.same(tx).await?;
    search.alike(tx).await?;
    search.near(tx).await?;
    search.moved(tx).await?;
    search.details(tx, &alone).await?;
    search.verdicts(tx).await
}

impl Search<'_> {
    fn open(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|i| self.found[*i].is_none()).collect()
    }

    fn is(&mut self, row: usize, record: Uuid, found: Found) {
        self.used.insert(record);
        self.found[row] = Some(found);
    }

    /// Rows that stand as they are; which of them could be no other record.
    async fn same(&mut self, tx: &mut Tx) -> Result<Vec<usize>, JournalError> {
        let prints: Vec<String> = self.rows.iter().map(|row| rules::fingerprint(&row.content)).collect();
        let mut standing = known::standing(tx, "fingerprint", prints.clone()).await?;
        standing.values_mut().for_each(|all| all.retain(|(id, _)| !self.used.contains(id)));
        let mut here: HashMap<&String, usize> = HashMap::new();
        prints.iter().for_each(|print| *here.entry(print).or_default() += 1);
        let single = |print: &String, all: &[Standing]| all.len() == 1 && here.get(print) == Some(&1);
        let alone: HashSet<String> = standing.iter().filter(|(print, all)| single(print, all)).map(|(print, _)| print.clone()).collect();
        for (i, print) in prints.iter().enumerate() {
            if let Some(one) = standing.get_mut(print).and_then(Vec::pop) {
                self.is(i, one.0, Found::Same(one));
            }
        }
        Ok((0..prints.len()).filter(|i| alone.contains(&prints[*i])).collect())
    }

    /// Rows that differ in what the likeness leaves out.
    async fn alike(&mut self, tx: &mut Tx) -> Result<(), JournalError> {
        let open: Vec<(usize, String)> = self.open().into_iter().map(|i| (i, rules::likeness(&self.rows[i].content))).collect();
        let standing = known::standing(tx, "likeness", open.iter().map(|(_, like)| like.clone()).collect()).await?;
        let pairs = open.into_iter().map(|(i, like)| {
            let ids: Vec<Uuid> = standing.get(&like).into_iter().flatten().map(|(id, _)| *id).collect();
            (i, like, ids)
        });
        self.pair(pairs.collect());
        Ok(())
    }

    /// Rows of the same day whose names differ in part.
    async fn near(&mut self, tx: &mut Tx) -> Result<(), JournalError> {
        let open = self.open();
        let named: Vec<(Day, &str)> = open.iter().map(|i| (self.rows[*i].content.day, self.rows[*i].content.title.as_str())).collect();
        let ids = known::of_days(tx, &named).await?;
        let records = self.unused(tx, ids).await?;
        let mut by_key: HashMap<(Key<'_>, Day), Vec<&Record>> = HashMap::new();
        records.iter().for_each(|record| by_key.entry((key(&record.content), record.content.day)).or_default().push(record));
        let pairs = open.iter().map(|i| {
            let content = &self.rows[*i].content;
            let key = (key(content), content.day);
            let ids = by_key.get(&key).into_iter().flatten().filter(|r| overlap(&r.content, content)).map(|record| record.id).collect();
            (*i, key, ids)
        });
        let pairs: Vec<_> = pairs.collect();
        self.pair(pairs);
        Ok(())
    }

    /// Rows whose day changed, in a workbook that goes on from an earlier one.
    async fn moved(&mut self, tx: &mut Tx) -> Result<(), JournalError> {
        let open = self.open();
        let mut again: HashMap<Uuid, i64> = HashMap::new();
        for found in self.found.iter().flatten() {
            if let Found::Same((_, batch)) = found {
                *again.entry(*batch).or_default() += 1;
            }
        }
        if open.is_empty() || again.is_empty() {
            return Ok(());
        }
        let batches: Vec<Uuid> = again.keys().copied().collect();
        let sizes = known::sizes(tx, &batches).await?;
        let goes_on: Vec<Uuid> =
            batches.into_iter().filter(|batch| sizes.get(batch).is_some_and(|size| again[batch] * 2 >= *size)).collect();
        let titles: Vec<&str> = open.iter().map(|i| self.rows[*i].content.title.as_str()).collect();
        let ids = known::of_batches(tx, &goes_on, &titles).await?;
        let records = self.unused(tx, ids).await?;
        let mut by_place: HashMap<(&str, u32, Key<'_>), Vec<&Record>> = HashMap::new();
        for record in &records {
            if let Some(origin) = &record.origin {
                by_place.entry((origin.sheet.as_str(), origin.row, key(&record.content))).or_default().push(record);
            }
        }
        let pairs = open.iter().map(|i| {
            let row = &self.rows[*i];
            let place = (row.sheet.as_str(), row.row, key(&row.content));
            let there = by_place.get(&place).into_iter().flatten();
            let ids = there.filter(|record| overlap(&record.content, &row.content)).map(|record| record.id).collect();
            (*i, place, ids)
        });
        let pairs: Vec<_> = pairs.collect();
        self.pair(pairs);
        Ok(())
    }

    async fn unused(&self, tx: &mut Tx, mut ids: HashSet<Uuid>) -> Result<Vec<Record>, JournalError> {
        ids.retain(|id| !self.used.contains(id));
        let mut ids: Vec<Uuid> = ids.into_iter().collect();
        ids.sort_unstable();
        Ok(store::many(tx, &ids).await?)
    }

    /// A row becomes a record where both are the only ones of their key.
    fn pair<K: std::hash::Hash + Eq>(&mut self, rows: Vec<(usize, K, Vec<Uuid>)>) {
        let mut here: HashMap<&K, usize> = HashMap::new();
        rows.iter().for_each(|(_, key, _)| *here.entry(key).or_default() += 1);
        for (i, key, ids) in &rows {
            let mut free = ids.iter().filter(|id| !self.used.contains(id));
            if let (Some(id), None, Some(1)) = (free.next(), free.next(), here.get(key)) {
                self.is(*i, *id, Found::Other(*id));
            }
        }
    }

    /// Rows that stand already but say more or something else of place, people or remarks. A workbook without them takes none away.
    async fn details(&mut self, tx: &mut Tx, alone: &[usize]) -> Result<(), JournalError> {
        let same = |i: &usize| if let Some(Found::Same((id, _))) = self.found[*i] { Some((*i, id)) } else { None };
        let same: Vec<(usize, Uuid)> = alone.iter().filter_map(same).collect();
        let details = known::details(tx, &same.iter().map(|(_, id)| *id).collect::<Vec<_>>()).await?;
        for (i, id) in same {
            let content = &self.rows[i].content;
            let other = |now: &str, was: &str| !now.is_empty() && now != was;
            if details.get(&id).is_some_and(|(place, remarks, people)| {
                other(&content.place, place)
                    || other(&content.remarks, remarks)
                    || (!content.people.is_empty() && content.people != *people)
            }) {
                self.found[i] = Some(Found::Details(id));
            }
        }
        Ok(())
    }

    async fn verdicts(self, tx: &mut Tx) -> Result<Vec<Verdict>, JournalError> {
        let other = |found: &Found| if let Found::Other(id) | Found::Details(id) = found { Some(*id) } else { None };
        let ids: Vec<Uuid> = self.found.iter().flatten().filter_map(other).collect();
        let by_hand = known::by_hand(tx, &ids, &REASONS).await?;
        let mut records: HashMap<Uuid, Record> = store::many(tx, &ids).await?.into_iter().map(|record| (record.id, record)).collect();
        let verdict =
            |found: Option<Found>| match found {
                None => Verdict::New,
                // What a person wrote about a place stays without a question: the workbook never heard of it.
                Some(Found::Details(id)) if by_hand.contains(&id) => Verdict::AlreadyThere,
                Some(Found::Same(_)) => Verdict::AlreadyThere,
                Some(Found::Other(id) | Found::Details(id)) if !records.contains_key(&id) => Verdict::New,
                Some(found @ (Found::Other(id) | Found::Details(id))) => records.remove(&id).map_or(Verdict::New, |record| {
                    Verdict::Other { record: Box::new(record), by_hand: by_hand.contains(&id), details: matches!(found, Found::Details(_)) }
                }),
            };
        Ok(self.found.into_iter().map(verdict).collect())
    }
}

type Key<'a> = (OrgId, &'a str, Vec<&'static str>);

fn key(content: &Content) -> Key<'_> {
    (content.org, content.title.trim(), content.lines.iter().map(|line| line.metric.0.code).collect())
}

/// Whether the names of two tellings are in part the same, or one of them names nobody, or somebody who was erased: a workbook that still
/// names them brings them back by no door.
fn overlap(one: &Content, other: &Content) -> bool {
    let erased = |content: &Content| content.lines.iter().flat_map(|line| &line.subjects).any(|about| Veil::covers(&about.key));
    if erased(one) || erased(other) {
        return true;
    }
    let names = |content: &Content| -> HashSet<(String, String)> {
        content.lines.iter().flat_map(|line| line.subjects.iter().map(|about| (about.kind.clone(), about.key.clone()))).collect()
    };
    let (one, other) = (names(one), names(other));
    one.is_empty() || other.is_empty() || !one.is_disjoint(&other)
}
