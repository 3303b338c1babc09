//! `ledger verify`: whether the ledger still says what the records say, its roll-ups what its facts say, and its postings what was posted.

mod chain;
mod records;
mod rolls;

use std::fmt;

use base::Tx;
use serde::Serialize;

use crate::{LedgerError, Sources};

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table in which the wrong row stands.
    pub table: &'static str,
    /// Which row.
    pub key: String,
    /// What it says.
    pub stated: String,
    /// What follows from the rest.
    pub recomputed: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { table, key, stated, recomputed } = self;
        write!(f, "{table}: {key} says {stated}, but {recomputed} follows from the rest")
    }
}

/// So many differences are named; more of a kind tell nothing new.
pub(crate) const MOST: usize = 1000;

/// Recomputes the ledger: facts against what every record says today, roll-ups and sets against the facts, postings against their
/// numbers, instants and digests. No difference: every figure is proven.
///
/// # Errors
/// The database's only; whatever is wrong in the ledger is a difference.
pub async fn verify(tx: &mut Tx, sources: &dyn Sources) -> Result<Vec<Difference>, LedgerError> {
    let mut found = chain::check(tx).await?;
    found.extend(records::check(tx, sources).await?);
    found.extend(rolls::check(tx).await?);
    found.truncate(MOST);
    Ok(found)
}
