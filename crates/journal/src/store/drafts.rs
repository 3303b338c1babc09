//! Forms half filled.

use base::{DbError, Tx, sql};
use sqlx::types::Json;
use uuid::Uuid;

/// The half-filled form of an account.
pub(crate) async fn get(tx: &mut Tx, account: Uuid, form: &str) -> Result<Option<serde_json::Value>, DbError> {
    let query = sql("SELECT content FROM draft WHERE tenant = $1 AND account = $2 AND form = $3");
    let tenant = tx.tenant();
    let row: Option<(Json<serde_json::Value>,)> = tx.optional(query.bind(tenant).bind(account).bind(form)).await?;
    Ok(row.map(|r| r.0.0))
}

/// Keeps or, with `None`, clears it.
pub(crate) async fn keep(tx: &mut Tx, account: Uuid, form: &str, content: Option<serde_json::Value>) -> Result<(), DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = match content {
        Some(content) => sql("INSERT INTO draft(tenant, account, form, content, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, account, form) DO UPDATE SET content = excluded.content, at = excluded.at")
            .bind(tenant)
            .bind(account)
            .bind(form)
            .bind(content)
            .bind(now),
        None => sql("DELETE FROM draft WHERE tenant = $1 AND account = $2 AND form = $3").bind(tenant).bind(account).bind(form),
    };
    tx.run(statement.scratch()).await?;
    Ok(())
}
