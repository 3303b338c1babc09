//! Walking the chain: every row against its digest, its number and the row before it; the end against the sealed head.

use std::fmt;

use serde::Serialize;

use super::read::{after, raw_head};
use super::{BROKEN, Checkpoint, Entry, Head};
use crate::secret::hex;
use crate::{DbError, Tx, secret};

/// Rows looked at in one statement.
const PAGE: i64 = 2_000;

/// What is wrong at a place of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// The row does not say what was digested: it was changed.
    Edited,
    /// The row does not follow the one before it: rows were exchanged, put in or written anew.
    Unlinked,
    /// No row has this number.
    Missing,
    /// A row stands after the sealed end.
    Beyond,
    /// The sealed end has another digest than the row with its number.
    Head,
    /// The end does not carry the seal of this key: it was set by hand, or the key file is another.
    Seal,
    /// Here the program found an end without its seal and went on.
    Broken,
    /// The checkpoint does not carry the seal of this key.
    CheckpointSeal,
    /// The row with the checkpoint's number has another digest, or there is none.
    Checkpoint,
}

/// The first broken link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Break {
    /// The number of the row.
    pub number: i64,
    /// What is wrong there.
    pub flaw: Flaw,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Break { number, flaw } = self;
        match flaw {
            Flaw::Edited => write!(f, "row {number} was changed: it does not have the digest of what it says"),
            Flaw::Unlinked => write!(f, "row {number} does not follow the row before it: rows were exchanged, put in or written anew"),
            Flaw::Missing => write!(f, "row {number} is missing"),
            Flaw::Beyond => write!(f, "row {number} stands after the sealed end of the chain"),
            Flaw::Head => write!(f, "the sealed end of the chain has another digest than row {number}: rows were written anew"),
            Flaw::Seal => {
                write!(
                    f,
                    "the end of the chain, row {number}, does not carry the seal of this key: it was set by hand, or the key file is another"
                )
            }
            Flaw::Broken => {
                write!(
                    f,
                    "row {number} says that the end before it did not carry the seal of this key: what stands before is not vouched for"
                )
            }
            Flaw::CheckpointSeal => write!(f, "the checkpoint of row {number} does not carry the seal of this key"),
            Flaw::Checkpoint => write!(f, "row {number} is not the one of the checkpoint: the chain was cut off or written anew"),
        }
    }
}

/// What a walk found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows that were looked at.
    pub rows: i64,
    /// The first broken link, if any.
    pub broken: Option<Break>,
}

/// Walks the whole chain of the transaction's office.
pub async fn verify(tx: &mut Tx) -> Result<Report, DbError> {
    let head = raw_head(tx).await?.unwrap_or_else(Head::none);
    let (mut rows, mut last) = (0, Head { digest: vec![0; 32], ..Head::none() });
    loop {
        let page = after(tx, last.number, PAGE).await?;
        let whole = page.len() as i64 == PAGE;
        for entry in page {
            rows += 1;
            if let Some(broken) = link(tx, &entry, &last, &head) {
                return Ok(Report { rows, broken: Some(broken) });
            }
            (last.number, last.digest) = (entry.number, entry.digest);
        }
        if !whole {
            break;
        }
    }
    Ok(Report { rows, broken: end(tx, &last, &head) })
}

/// Whether a row follows the one before it.
fn link(tx: &Tx, entry: &Entry, last: &Head, head: &Head) -> Option<Break> {
    let at = |number, flaw| Some(Break { number, flaw });
    if entry.number != last.number + 1 {
        return at(last.number + 1, Flaw::Missing);
    }
    if entry.number > head.number {
        return at(entry.number, Flaw::Beyond);
    }
    if entry.digest != entry.expected(tx.tenant()) {
        return at(entry.number, Flaw::Edited);
    }
    if entry.previous != last.digest {
        return at(entry.number, Flaw::Unlinked);
    }
    if entry.act == BROKEN { at(entry.number, Flaw::Broken) } else { None }
}

/// Whether the sealed end is the last row.
fn end(tx: &Tx, last: &Head, head: &Head) -> Option<Break> {
    let at = |number, flaw| Some(Break { number, flaw });
    if last.number < head.number {
        return at(last.number + 1, Flaw::Missing);
    }
    if last.number > 0 && last.digest != head.digest {
        return at(last.number, Flaw::Head);
    }
    if head.fits(&tx.audit.key, tx.tenant()) { None } else { at(head.number.max(1), Flaw::Seal) }
}

/// Holds a checkpoint against the chain as it stands: its row must still be there and say the same.
pub async fn held_against(tx: &mut Tx, checkpoint: &Checkpoint) -> Result<Option<Break>, DbError> {
    let at = |flaw| Ok(Some(Break { number: checkpoint.number, flaw }));
    if !checkpoint.fits(&tx.audit.key) || checkpoint.office != tx.tenant().0 {
        return at(Flaw::CheckpointSeal);
    }
    match super::entry(tx, checkpoint.number).await? {
        Some(entry) if hex(&entry.digest) == checkpoint.digest && secret::hex(&entry.expected(tx.tenant())) == checkpoint.digest => {
            Ok(None)
        }
        _ => at(Flaw::Checkpoint),
    }
}
