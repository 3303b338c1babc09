//! Codes that work once: recovery codes, and the numbered codes of a printed card.
//!
//! A card is a list, not a grid of challenge positions: a grid's cells come back and each sign-in tells some of them to whoever looks on;
//! a code of the list is worth nothing once it was used, and its owner crosses it out and sees how many are left. The page asks for the
//! next number, so that one code copied from the card in passing seldom is the one that is asked for.

use base::secret::Key;
use base::{AccountId, DbError, TenantId, Tx, sql};

use super::Typed;

/// How many codes a card has: a sign-in each working day of a quarter.
pub const CARD_CODES: i64 = 60;
/// How many recovery codes there are.
const RECOVERY_CODES: i64 = 10;

/// Makes the codes of a card: eight digits each.
pub(super) async fn card(tx: &mut Tx, account: AccountId, key: &Key) -> Result<Vec<String>, DbError> {
    let digits = || format!("{:08}", rand::random_range(0..100_000_000u32));
    make(tx, account, key, "card", CARD_CODES, digits).await
}

/// Makes recovery codes of 79 bits.
pub(super) async fn recovery(tx: &mut Tx, account: AccountId, key: &Key) -> Result<Vec<String>, DbError> {
    make(tx, account, key, "recovery", RECOVERY_CODES, base::secret::password).await
}

async fn make(
    tx: &mut Tx,
    account: AccountId,
    key: &Key,
    kind: &str,
    count: i64,
    draw: impl Fn() -> String,
) -> Result<Vec<String>, DbError> {
    clear(tx, account, kind).await?;
    let mut codes = Vec::new();
    for number in 1..=count {
        let code = draw();
        let text = "INSERT INTO second_code(tenant, account, kind, number, digest) VALUES ($1, $2, $3, $4, $5)";
        let statement = sql(text).bind(tx.tenant()).bind(account).bind(kind).bind(number);
        tx.run(statement.bind(digest(key, account, kind, &code))).await?;
        codes.push(code);
    }
    Ok(codes)
}

/// Short codes cannot be found from their digests without the key, which is not in the database.
fn digest(key: &Key, account: AccountId, kind: &str, code: &str) -> Vec<u8> {
    let bare: String = norms::reading::fold(code).chars().filter(char::is_ascii_alphanumeric).collect();
    key.digest("second code", &format!("{account}/{kind}/{}", bare.to_ascii_lowercase()))
}

/// The number of the card's code that is asked for next; none when the card is used up.
pub async fn next_number(tx: &mut Tx, tenant: TenantId, account: AccountId) -> Result<Option<i64>, DbError> {
    let text = "SELECT min(number) FROM second_code WHERE tenant = $1 AND account = $2 AND kind = 'card' AND used IS NULL";
    let (next,): (Option<i64>,) = tx.one(sql(text).bind(tenant).bind(account)).await?;
    Ok(next)
}

pub(super) async fn use_card(tx: &mut Tx, tenant: TenantId, account: AccountId, typed: &Typed) -> Result<bool, DbError> {
    let Some(next) = next_number(tx, tenant, account).await? else { return Ok(false) };
    let text = "UPDATE second_code SET used = $5 WHERE tenant = $1 AND account = $2 AND kind = 'card' AND number = $3 AND digest = $4 \
                AND used IS NULL";
    let statement = sql(text).bind(tenant).bind(account).bind(next).bind(digest(&typed.key, account, "card", &typed.code)).bind(tx.now());
    Ok(tx.run(statement).await? == 1)
}

pub(super) async fn use_recovery(tx: &mut Tx, tenant: TenantId, account: AccountId, typed: &Typed) -> Result<bool, DbError> {
    let text = "UPDATE second_code SET used = $4 WHERE tenant = $1 AND account = $2 AND kind = 'recovery' AND digest = $3 AND used IS NULL";
    let statement = sql(text).bind(tenant).bind(account).bind(digest(&typed.key, account, "recovery", &typed.code)).bind(tx.now());
    Ok(tx.run(statement).await? == 1)
}

pub(super) async fn clear(tx: &mut Tx, account: AccountId, kind: &str) -> Result<(), DbError> {
    let statement = sql("DELETE FROM second_code WHERE tenant = $1 AND account = $2 AND kind = $3");
    tx.run(statement.bind(tx.tenant()).bind(account).bind(kind)).await?;
    Ok(())
}
