//! Whether a database is good after it was restored or brought to a newer schema.

use base::{Actor, Db, Tx};
use board::office;
use ledger::Difference;

use crate::compose;
use crate::failure::Failure;

/// What the ledger of every office says otherwise than its records.
pub async fn differences(db: &Db) -> Result<Vec<Difference>, Failure> {
    let mut all = Vec::new();
    for office in office::offices(db).await? {
        all.extend(db.read(&Actor::system(office.tenant, "system"), &(), verify).await?);
    }
    Ok(all)
}

/// [`ledger::verify`] with the records of all rooms.
pub async fn verify(tx: &mut Tx, _: &Actor, (): &()) -> Result<Vec<Difference>, ledger::LedgerError> {
    ledger::verify(tx, &compose::sources()).await
}
