//! Resetting a password: the administrator makes a code, tells it to the person, who sets a password of their own with it.

use base::{AccountId, Actor, TenantId, Tx, secret, sql};
use uuid::Uuid;

use super::{fold_user, managed, store};
use crate::{BoardError, audit, limiter, sessions};

/// A code holds for 24 hours, in µs.
const CODE_MICROS: i64 = 24 * 3_600 * 1_000_000;

/// Makes a one-time code of 160 bits, which is told once and kept as a digest. The old password and all sessions end at once.
///
/// # Errors
/// [`BoardError::BeyondReach`] unless the actor administers all that the account reaches.
pub async fn reset(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<String, BoardError> {
    let account = managed(tx, by, *account).await?;
    let code = grouped(&secret::token(20));
    let text =
        "UPDATE account SET password_hash = NULL, must_change = $3, reset_digest = $4, reset_until = $5 WHERE tenant = $1 AND id = $2";
    let until = tx.now().plus_micros(CODE_MICROS);
    tx.run(sql(text).bind(tx.tenant()).bind(account.id).bind(true).bind(digest(&code)).bind(until)).await?;
    sessions::end_all(tx, account.tenant, account.id, None).await?;
    tx.note(audit::account("account.reset", account.id, &account.user));
    limiter::forget(tx, &account.user).await?;
    Ok(code)
}

/// Whose a code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeHolder {
    /// The account's office: the tenant in which [`redeem`] runs.
    pub tenant: TenantId,
    /// The account.
    pub account: AccountId,
    /// Its user name.
    pub user: String,
}

/// Whose a code is, before the new password is hashed. For `Db::read` with any actor.
///
/// # Errors
/// [`BoardError::WrongCode`] for a code that is wrong, used, old, or another user's.
pub async fn find_code(tx: &mut Tx, user: &str, code: &str) -> Result<CodeHolder, BoardError> {
    let text = "SELECT tenant, id, user_name FROM account WHERE user_name = $1 AND reset_digest = $2 AND reset_until > $3 AND NOT disabled";
    let query = sql(text).bind(fold_user(user)).bind(digest(code)).bind(tx.now());
    let row: Option<(i64, Uuid, String)> = tx.optional(query).await?;
    let (tenant, account, user) = row.ok_or(BoardError::WrongCode)?;
    Ok(CodeHolder { tenant: TenantId(tenant), account: AccountId(account), user })
}

/// Sets a password by a code. The door checks the password by `accept_password` and hashes it first.
#[derive(Clone, Debug)]
pub struct Redeem {
    /// The user name.
    pub user: String,
    /// The code as it was typed; blanks, hyphens and case do not matter.
    pub code: String,
    /// The hash of the new password.
    pub hash: String,
}

/// Sets the password and uses the code up. Runs as the program in the holder's tenant.
///
/// # Errors
/// [`BoardError::WrongCode`].
pub async fn redeem(tx: &mut Tx, _by: &Actor, ask: &Redeem) -> Result<(), BoardError> {
    let holder = find_code(tx, &ask.user, &ask.code).await?;
    if holder.tenant != tx.tenant() {
        return Err(BoardError::WrongCode);
    }
    store::set_password(tx, holder.account, &ask.hash).await?;
    sessions::end_all(tx, holder.tenant, holder.account, None).await?;
    tx.note(audit::account("account.redeem", holder.account, &holder.user));
    Ok(())
}

fn digest(code: &str) -> Vec<u8> {
    let bare: String = norms::reading::fold(code).chars().filter(char::is_ascii_alphanumeric).collect();
    secret::sm3(format!("reset\0{}", bare.to_ascii_lowercase()).as_bytes())
}

/// In groups of five, to be read aloud and typed.
fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
