//! One page of a list.

use base::{Id, secret};

/// One page of a list, and where the next begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// What to ask with for the next page; `None` on the last.
    pub next: Option<String>,
}

/// A place in a list that is ordered by a key and an id, as text for an address.
pub(crate) fn cursor(key: &[u8], id: Id) -> String {
    format!("{}.{}", secret::hex(key), id.simple())
}

/// Reads [`cursor`]; `None` for anything else, which begins at the start.
pub(crate) fn from_cursor(text: &str) -> Option<(Vec<u8>, Id)> {
    let (key, id) = text.split_once('.')?;
    Some((secret::from_hex(key)?, id.parse().ok()?))
}
