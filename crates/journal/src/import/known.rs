//! Next month's workbook repeats last month's rows: what stands already is not counted twice, and the same row with other values is
//! offered as a correction.

use std::collections::{HashMap, HashSet};

use base::Tx;
use uuid::Uuid;

use crate::model::{Content, Record};
use crate::store::known::standing;
use crate::{JournalError, rules, store};

/// What earlier imports hold of the rows of this one.
#[derive(Default)]
pub(super) struct Known {
    same: HashMap<String, Vec<Uuid>>,
    alike: HashMap<String, Vec<Uuid>>,
    /// How often a likeness stands in this workbook: rows that are alike among themselves cannot be told apart.
    here: HashMap<String, usize>,
}

/// What is known of a row.
pub(super) enum Verdict {
    /// Nothing: record it.
    New,
    /// It stands already.
    AlreadyThere,
    /// This record is the same row with other values.
    Other(Box<Record>),
}

impl Known {
    pub(super) async fn load(tx: &mut Tx, rows: &[&Content]) -> Result<Known, JournalError> {
        let mut known = Known::default();
        for row in rows {
            *known.here.entry(rules::likeness(row)).or_default() += 1;
        }
        let prints: Vec<String> = rows.iter().map(|row| rules::fingerprint(row)).collect();
        known.same = standing(tx, "fingerprint", prints).await?;
        let likes = known.here.keys().cloned().collect();
        known.alike = standing(tx, "likeness", likes).await?;
        Ok(known)
    }

    /// Leaves out records that are judged otherwise.
    pub(super) fn forget(&mut self, ids: &[Uuid]) {
        let ids: HashSet<&Uuid> = ids.iter().collect();
        self.same.values_mut().chain(self.alike.values_mut()).for_each(|found| found.retain(|id| !ids.contains(id)));
    }

    /// Uses up what it finds, so that two equal rows need two equal records.
    pub(super) async fn judge(&mut self, tx: &mut Tx, row: &Content) -> Result<Verdict, JournalError> {
        let alike = rules::likeness(row);
        if let Some(id) = self.same.get_mut(&rules::fingerprint(row)).and_then(Vec::pop) {
            if let Some(others) = self.alike.get_mut(&alike) {
                others.retain(|other| *other != id);
            }
            return Ok(Verdict::AlreadyThere);
        }
        let only = self.here.get(&alike) == Some(&1);
        match self.alike.get(&alike).map(Vec::as_slice) {
            Some([id]) if only => Ok(store::get(tx, *id).await?.map_or(Verdict::New, |record| Verdict::Other(Box::new(record)))),
            _ => Ok(Verdict::New),
        }
    }
}
