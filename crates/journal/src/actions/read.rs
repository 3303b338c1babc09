//! Looking at the journal.

use std::collections::HashMap;

use base::{Actor, OrgId, Tx};
use board::{access, orgs, orgs::Org};
use norms::Day;
use uuid::Uuid;

use crate::model::{Record, Version};
use crate::store::Filter;
use crate::{JournalError, rights, store};

/// A page of records with the orgs that they name.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Newest first.
    pub records: Vec<Record>,
    /// Their orgs.
    pub orgs: HashMap<OrgId, Org>,
    /// How many fit the filter in all.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<(Day, Uuid)>,
}

/// A filter and a place in its list.
#[derive(Clone, Debug, Default)]
pub struct RecordPage {
    /// Which records.
    pub filter: Filter,
    /// After this (day, id).
    pub after: Option<(Day, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// What the reader may see of the journal.
pub async fn list(tx: &mut Tx, by: &Actor, ask: &RecordPage) -> Result<Listed, JournalError> {
    let scope = access::scope(by, &rights::READ);
    let total = store::count(tx, &scope, &ask.filter).await?;
    let mut records = store::list(tx, &scope, &ask.filter, ask.after, ask.limit + 1).await?;
    let more = i64::try_from(records.len()).unwrap_or(i64::MAX) > ask.limit;
    records.truncate(usize::try_from(ask.limit).unwrap_or(0));
    let next = records.last().filter(|_| more).map(|r| (r.content.day, r.id));
    let ids: Vec<OrgId> = records.iter().map(|r| r.content.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    Ok(Listed { records, orgs, total, next })
}

/// One record with its org; what the reader may not see is not there.
pub async fn open(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Record, Org), JournalError> {
    let record = store::get(tx, *id).await?.ok_or(JournalError::NotFound)?;
    let org = orgs::get(tx, record.content.org).await?;
    access::require(by, &rights::READ, &org.path)?;
    Ok((record, org))
}

/// The record and what was done to it, oldest first.
pub async fn history(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Record, Org, Vec<Version>), JournalError> {
    let (record, org) = open(tx, by, id).await?;
    Ok((record, org, store::versions(tx, *id).await?))
}
