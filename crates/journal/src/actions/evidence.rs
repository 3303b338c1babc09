//! 佐证材料 of what is listed, taken out together.

use std::collections::HashMap;

use base::{Actor, Tx};
use board::evidence::{self, Evidence};
use uuid::Uuid;

use super::{Listed, RecordPage, list};
use crate::{JournalError, RECORD};

/// Records that have evidence, with it.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The records, the oldest first.
    pub listed: Listed,
    /// The files of each.
    pub files: HashMap<Uuid, Vec<Evidence>>,
}

/// The evidence of what a filter lists.
pub async fn evidence_of(tx: &mut Tx, by: &Actor, ask: &RecordPage) -> Result<Bundle, JournalError> {
    let mut ask = ask.clone();
    ask.filter.evidenced = true;
    let mut listed = list(tx, by, &ask).await?;
    listed.records.reverse();
    let ids: Vec<Uuid> = listed.records.iter().map(|record| record.id).collect();
    let files = evidence::of_many(tx, RECORD, &ids).await?;
    Ok(Bundle { listed, files })
}
