//! Signing in. A try is counted before the password is looked at and taken back when it was right, so that many tries at once are
//! counted too. After [`MOST_TRIES`] within 15 minutes the user name is locked for that address for 15 minutes.
//!
//! The door does, in this order: [`begin`] in `Db::short`, [`Attempt::fits`] on a thread for blocking work, [`finish`] in `Db::short`.

use base::{AccountId, DbError, TenantId, Tx, sql};
use uuid::Uuid;

use crate::sessions::{self, OpenSession};
use crate::{BoardError, accounts, passwords};

/// Wrong tries that a user name has from one address.
pub const MOST_TRIES: i64 = 5;
/// The time in which they count, and for which the name is then locked: 15 minutes, in µs.
pub const LOCK_MICROS: i64 = 15 * 60 * 1_000_000;

/// What somebody typed, and from where.
#[derive(Clone)]
pub struct SignIn {
    /// The user name.
    pub user: String,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub agent: String,
}

/// A sign-in that was let through to the password.
#[derive(Clone)]
pub struct Attempt {
    ask: SignIn,
    account: Option<(TenantId, AccountId)>,
    hash: Option<String>,
}

impl Attempt {
    /// Whether the password is right; takes as long for a user who does not exist. Slow on purpose.
    pub fn fits(&self, password: &str) -> bool {
        passwords::check_password(password, self.hash.as_deref())
    }
}

/// A session that was opened.
#[derive(Clone)]
pub struct SignedIn {
    /// The session's id, the value of the cookie.
    pub session: String,
    /// The account's office.
    pub tenant: TenantId,
    /// Who signed in.
    pub account: AccountId,
}

/// Counts the try and finds the account.
///
/// # Errors
/// [`BoardError::Locked`] with the minutes to wait.
pub async fn begin(tx: &mut Tx, ask: &SignIn) -> Result<Attempt, BoardError> {
    let user = accounts::fold_user(&ask.user);
    let now = tx.now();
    let fresh = now.plus_micros(-LOCK_MICROS);
    // A row that has rested for 15 minutes begins anew; a locked one rests while it is locked, for a refused try is not kept.
    let text = "INSERT INTO sign_in_try(user_name, address, tries, since, last) VALUES ($1, $2, 1, $3, $3) \
                ON CONFLICT (user_name, address) DO UPDATE SET \
                tries = CASE WHEN sign_in_try.since < $4 AND (sign_in_try.tries < $5 OR sign_in_try.last < $4) THEN 1 ELSE sign_in_try.tries + 1 END, \
                since = CASE WHEN sign_in_try.since < $4 AND (sign_in_try.tries < $5 OR sign_in_try.last < $4) THEN $3 ELSE sign_in_try.since END, \
                last = CASE WHEN sign_in_try.tries >= $5 AND sign_in_try.last >= $4 THEN sign_in_try.last ELSE $3 END \
                RETURNING tries, last";
    let count = sql(text).bind(&user).bind(&ask.address).bind(now).bind(fresh).bind(MOST_TRIES);
    let (tries, last): (i64, i64) = tx.one(count).await?;
    if tries > MOST_TRIES {
        let rest = last + LOCK_MICROS - now.micros();
        return Err(BoardError::Locked((rest / 60_000_000).max(0) + 1));
    }
    let query = sql("SELECT tenant, id, password_hash FROM account WHERE user_name = $1 AND NOT disabled").bind(&user);
    let row: Option<(i64, Uuid, Option<String>)> = tx.optional(query).await?;
    let (account, hash) = row.map_or((None, None), |(tenant, id, hash)| (Some((TenantId(tenant), AccountId(id))), hash));
    Ok(Attempt { ask: SignIn { user, ..ask.clone() }, account, hash })
}

/// Opens the session when the password was right (`fits`), and forgets the tries.
///
/// # Errors
/// [`BoardError::WrongSignIn`], which never says what was wrong.
pub async fn finish(tx: &mut Tx, (attempt, fits): &(Attempt, bool)) -> Result<SignedIn, BoardError> {
    let (Some((tenant, account)), true) = (attempt.account, *fits) else { return Err(BoardError::WrongSignIn) };
    // Between the two steps the account may have been disabled or its password changed.
    let query = sql("SELECT password_hash FROM account WHERE tenant = $1 AND id = $2 AND NOT disabled").bind(tenant).bind(account);
    let row: Option<(Option<String>,)> = tx.optional(query).await?;
    if row.is_none_or(|(hash,)| hash != attempt.hash) {
        return Err(BoardError::WrongSignIn);
    }
    forget(tx, &attempt.ask).await?;
    let SignIn { address, agent, .. } = attempt.ask.clone();
    let session = sessions::open(tx, &OpenSession { tenant, account, address, agent }).await?;
    Ok(SignedIn { session, tenant, account })
}

/// Whose a user name is, of whatever office, with the name that is shown. For `Db::read` with any actor.
pub async fn whose(tx: &mut Tx, user: &str) -> Result<Option<(TenantId, AccountId, String)>, BoardError> {
    let query = sql("SELECT tenant, id, name FROM account WHERE user_name = $1").bind(accounts::fold_user(user));
    let row: Option<(i64, Uuid, String)> = tx.optional(query).await?;
    Ok(row.map(|(tenant, account, name)| (TenantId(tenant), AccountId(account), name)))
}

async fn forget(tx: &mut Tx, ask: &SignIn) -> Result<(), DbError> {
    tx.run(sql("DELETE FROM sign_in_try WHERE user_name = $1 AND address = $2").bind(&ask.user).bind(&ask.address)).await?;
    Ok(())
}

/// Clears away tries that no longer count.
pub async fn sweep(tx: &mut Tx) -> Result<u64, DbError> {
    tx.run(sql("DELETE FROM sign_in_try WHERE last < $1").bind(tx.now().plus_micros(-LOCK_MICROS))).await
}
