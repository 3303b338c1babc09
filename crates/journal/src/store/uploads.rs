//! Workbooks between upload and import, one per account.

use base::{DbError, Tx, sql};
use norms::Instant;
use sqlx::types::Json;
use uuid::Uuid;

use crate::import::{Choices, Upload};

/// An upload that nobody came back for is deleted after so many seconds.
pub(super) const KEPT_SECONDS: i64 = 3_600;

type Row = (Uuid, Option<Uuid>, String, String, Vec<u8>, Json<serde_json::Value>, i64);

/// What the account has uploaded last, if it is not too old.
pub(crate) async fn get(tx: &mut Tx, account: Uuid) -> Result<Option<Upload>, DbError> {
    let (tenant, since) = (tx.tenant(), tx.now().plus_seconds(-KEPT_SECONDS));
    let query = sql("SELECT id, batch, file, digest, sealed, choices, at FROM upload WHERE tenant = $1 AND account = $2 AND at > $3");
    let row: Option<Row> = tx.optional(query.bind(tenant).bind(account).bind(since)).await?;
    row.map(|(id, batch, file, digest, sealed, choices, at)| {
        let choices: Choices = serde_json::from_value(choices.0).map_err(|e| DbError::Corrupt(e.to_string()))?;
        Ok(Upload { id, batch, file, digest, sealed, choices, at: Instant::from_micros(at) })
    })
    .transpose()
}

/// Keeps a new one in the place of the account's last, and deletes what is too old of everybody's.
pub(crate) async fn keep(tx: &mut Tx, account: Uuid, upload: &Upload) -> Result<(), DbError> {
    let (tenant, since) = (tx.tenant(), tx.now().plus_seconds(-KEPT_SECONDS));
    let old = sql("DELETE FROM upload WHERE tenant = $1 AND (at <= $2 OR account = $3)");
    tx.run(old.bind(tenant).bind(since).bind(account).scratch()).await?;
    let new = sql(
        "INSERT INTO upload(tenant, account, id, batch, file, digest, sealed, choices, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    let new = new.bind(tenant).bind(account).bind(upload.id).bind(upload.batch).bind(upload.file.as_str()).bind(upload.digest.as_str());
    tx.run(new.bind(upload.sealed.clone()).bind(json(&upload.choices)?).bind(upload.at).scratch()).await?;
    Ok(())
}

/// Keeps what was set by hand; nothing happens when the upload is gone.
pub(crate) async fn choose(tx: &mut Tx, account: Uuid, id: Uuid, choices: &Choices) -> Result<u64, DbError> {
    let tenant = tx.tenant();
    let set = sql("UPDATE upload SET choices = $1 WHERE tenant = $2 AND account = $3 AND id = $4");
    tx.run(set.bind(json(choices)?).bind(tenant).bind(account).bind(id).scratch()).await
}

/// Deletes the account's upload.
pub(crate) async fn clear(tx: &mut Tx, account: Uuid) -> Result<(), DbError> {
    let tenant = tx.tenant();
    tx.run(sql("DELETE FROM upload WHERE tenant = $1 AND account = $2").bind(tenant).bind(account).scratch()).await?;
    Ok(())
}

fn json(choices: &Choices) -> Result<serde_json::Value, DbError> {
    serde_json::to_value(choices).map_err(|e| DbError::Corrupt(e.to_string()))
}
