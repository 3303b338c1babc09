//! The secret address of each person's calendar: 256 random bits that are told once; the table holds their SM3 digest.

use base::{AccountId, DbError, Note, TenantId, Tx, secret, sql};
use norms::Instant;
use uuid::Uuid;

/// Makes a new address for an account and gives its secret part. The one it had before leads nowhere from then on.
pub async fn make(tx: &mut Tx, account: AccountId) -> Result<String, DbError> {
    let token = secret::token(32);
    let text = "INSERT INTO calendar_feed(digest, tenant, account, made) VALUES ($1, $2, $3, $4) \
                ON CONFLICT(tenant, account) DO UPDATE SET digest = excluded.digest, made = excluded.made";
    tx.run(sql(text).bind(secret::sm3(token.as_bytes())).bind(tx.tenant()).bind(account).bind(tx.now())).await?;
    tx.note(Note::new("calendar.make").on("account", account));
    Ok(token)
}

/// Takes an account's address away; `false` where it had none.
pub async fn revoke(tx: &mut Tx, account: AccountId) -> Result<bool, DbError> {
    let text = "DELETE FROM calendar_feed WHERE tenant = $1 AND account = $2";
    let gone = tx.run(sql(text).bind(tx.tenant()).bind(account)).await? == 1;
    if gone {
        tx.note(Note::new("calendar.revoke").on("account", account));
    }
    Ok(gone)
}

/// Since when an account has an address.
pub async fn made(tx: &mut Tx, account: AccountId) -> Result<Option<Instant>, DbError> {
    let text = "SELECT made FROM calendar_feed WHERE tenant = $1 AND account = $2";
    let row: Option<(i64,)> = tx.optional(sql(text).bind(tx.tenant()).bind(account)).await?;
    Ok(row.map(|(made,)| Instant::from_micros(made)))
}

/// Whose address this is, in whatever office.
pub async fn find(tx: &mut Tx, token: &str) -> Result<Option<(TenantId, AccountId)>, DbError> {
    let query = sql("SELECT tenant, account FROM calendar_feed WHERE digest = $1").bind(secret::sm3(token.as_bytes()));
    let row: Option<(i64, Uuid)> = tx.optional(query).await?;
    Ok(row.map(|(tenant, account)| (TenantId(tenant), AccountId(account))))
}
