//! What was removed long ago goes for good, and bytes that no row names any more go with it.

use std::time::Duration;

use base::{Actor, Db, Tx, sql};

use super::{DAYS_KEPT, Files};
use crate::BoardError;

/// What a sweep took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Rows.
    pub rows: u64,
    /// Files.
    pub files: u64,
}

/// Takes away what was removed more than [`DAYS_KEPT`] days ago, and the bytes that no row names and that nobody brought for `unused`: a
/// file is on the disk for a moment before its row is.
///
/// Rows go first, in an act of their own: if anything fails between, bytes are left over, never missed.
///
/// # Errors
/// The database; what the disk refuses is told to the log and tried again by the next sweep.
pub async fn sweep(db: &Db, by: &Actor, files: &Files, unused: Duration) -> Result<Swept, BoardError> {
    let rows = db.write(by, &(), forget).await?;
    let old = files.old(by.tenant, unused).unwrap_or_else(|error| {
        tracing::warn!(%error, "the folder of evidence cannot be read");
        Vec::new()
    });
    let mut taken = 0;
    for digest in old {
        // Within an act, so that no row can come to name it meanwhile.
        let gone = db.write(by, &(files, &digest, unused), take).await?;
        taken += u64::from(gone);
    }
    Ok(Swept { rows, files: taken })
}

async fn forget(tx: &mut Tx, _: &Actor, (): &()) -> Result<u64, BoardError> {
    let (tenant, until) = (tx.tenant(), tx.now().plus_micros(-DAYS_KEPT * 86_400_000_000));
    let gone = tx.run(sql("DELETE FROM evidence WHERE tenant = $1 AND removed < $2").bind(tenant).bind(until)).await?;
    if gone > 0 {
        tx.note(base::Note::new("evidence.forget").with("records", gone));
    }
    Ok(gone)
}

async fn take(tx: &mut Tx, by: &Actor, (files, digest, unused): &(&Files, &String, Duration)) -> Result<bool, BoardError> {
    let query = sql("SELECT count(*) FROM evidence WHERE tenant = $1 AND digest = $2").bind(tx.tenant()).bind(digest.as_str());
    let (named,): (i64,) = tx.one(query).await?;
    if named > 0 {
        return Ok(false);
    }
    Ok(files.remove(by.tenant, digest, *unused).unwrap_or_else(|error| {
        tracing::warn!(%error, digest = digest.as_str(), "bytes that no record names cannot be removed");
        false
    }))
}
