//! How the ledger reaches the records that its facts speak of, without knowing any room.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use base::{DbError, Tx};
use serde::Serialize;
use uuid::Uuid;

use crate::Fact;

/// An answer that comes later, from behind a trait object.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, DbError>> + Send + 'a>>;

/// What a page shows of a record: a name, a way to it, and the cell it came from when it was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Caption {
    /// What the record is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The workbook.
    pub file: Option<String>,
    /// Its sheet.
    pub sheet: Option<String>,
    /// The cell's address (`B12`).
    pub cell: Option<String>,
}

/// All rooms' records, as the binary puts them together. A kind belongs to one room.
pub trait Sources: Send + Sync {
    /// The kinds of record that post (`journal.record`).
    fn kinds(&self) -> Vec<&'static str>;

    /// What the records of a kind say today, in the order of their ids, those after `after` first, at most `limit` records. Withdrawn
    /// ones say nothing and may be left out.
    fn facts<'a>(&'a self, tx: &'a mut Tx, kind: &'a str, after: Option<Uuid>, limit: i64) -> Later<'a, Vec<(Uuid, Vec<Fact>)>>;

    /// What pages show of these records; those that are not there are left out.
    fn captions<'a>(&'a self, tx: &'a mut Tx, kind: &'a str, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, Caption>>;
}
