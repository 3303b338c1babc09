//! Signing in. A try is counted by the [`limiter`] before the password is looked at and taken back when it was right.
//!
//! The door does, in this order: [`begin`] in `Db::short`, [`Attempt::fits`] on a thread for blocking work, [`finish`] in `Db::short`.

use base::{AccountId, TenantId, Tx, sql};
use uuid::Uuid;

use crate::limiter::{self, Who};
use crate::sessions::{self, OpenSession, Way};
use crate::{BoardError, accounts, passwords, second_step};

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
    who: Who,
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

/// What a right password leads to.
#[derive(Clone)]
pub enum Opened {
    /// A session.
    In(SignedIn),
    /// The account has a second factor: the id of the sign-in that waits for it ([`second_step`]).
    Waits(String),
}

/// Counts the try and finds the account.
///
/// # Errors
/// [`BoardError::Locked`] with the minutes to wait.
pub async fn begin(tx: &mut Tx, ask: &SignIn) -> Result<Attempt, BoardError> {
    let who = Who::new(&ask.user, &ask.address);
    limiter::count(tx, &who).await?;
    let query = sql("SELECT tenant, id, password_hash FROM account WHERE user_name = $1 AND NOT disabled").bind(who.user());
    let row: Option<(i64, Uuid, Option<String>)> = tx.optional(query).await?;
    let (account, hash) = row.map_or((None, None), |(tenant, id, hash)| (Some((TenantId(tenant), AccountId(id))), hash));
    Ok(Attempt { ask: ask.clone(), who, account, hash })
}

/// Opens the session when the password was right (`fits`) and is all that the account asks for. The tries are forgotten only then.
///
/// # Errors
/// [`BoardError::WrongSignIn`], which never says what was wrong.
pub async fn finish(tx: &mut Tx, (attempt, fits): &(Attempt, bool)) -> Result<Opened, BoardError> {
    let (Some((tenant, account)), true) = (attempt.account, *fits) else { return Err(BoardError::WrongSignIn) };
    // Between the two steps the account may have been disabled or its password changed.
    let query = sql("SELECT password_hash, second, certificate FROM account WHERE tenant = $1 AND id = $2 AND NOT disabled")
        .bind(tenant)
        .bind(account);
    let row: Option<(Option<String>, Option<String>, Option<String>)> = tx.optional(query).await?;
    let Some((_, second, certificate)) = row.filter(|(hash, ..)| *hash == attempt.hash) else { return Err(BoardError::WrongSignIn) };
    let SignIn { address, agent, .. } = attempt.ask.clone();
    let open = OpenSession { tenant, account, address, agent, way: Way::Own };
    if second.is_some() || certificate.is_some() {
        return Ok(Opened::Waits(second_step::wait(tx, &open).await?));
    }
    limiter::right(tx, &attempt.who).await?;
    Ok(Opened::In(self::open(tx, open).await?))
}

/// Whose a user name is, of whatever office, with the name that is shown. For `Db::read` with any actor.
pub async fn whose(tx: &mut Tx, user: &str) -> Result<Option<(TenantId, AccountId, String)>, BoardError> {
    let query = sql("SELECT tenant, id, name FROM account WHERE user_name = $1").bind(accounts::fold_user(user));
    let row: Option<(i64, Uuid, String)> = tx.optional(query).await?;
    Ok(row.map(|(tenant, account, name)| (TenantId(tenant), AccountId(account), name)))
}

/// Opens the session of a sign-in that is through.
pub(crate) async fn open(tx: &mut Tx, ask: OpenSession) -> Result<SignedIn, BoardError> {
    let session = sessions::open(tx, &ask).await?;
    Ok(SignedIn { session, tenant: ask.tenant, account: ask.account })
}
