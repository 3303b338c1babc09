//! Signing in by the provider of single sign-on: the same limiter, sessions and second step as with a password.
//!
//! The door does, in this order: [`begin`] in `Db::short`, asks the provider, [`finish`] in `Db::short`.

use base::{DbError, Tx, secret, sql};

use crate::accounts::provider::{self, Subject};
use crate::limiter::{self, Who};
use crate::sessions::{OpenSession, Way};
use crate::sign_in::{self, Opened};
use crate::{BoardError, accounts, second_step};

/// An answer of the provider is taken within so long after its question: 10 minutes, in µs.
pub const WAIT_MICROS: i64 = 10 * 60 * 1_000_000;

/// An answer that came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its state, which the door has held against the browser's secret.
    pub state: String,
    /// From which address it came.
    pub address: String,
}

/// Counts the try and uses the answer up, before the provider is asked what it stands for.
///
/// # Errors
/// [`BoardError::Locked`], [`BoardError::AnswerUsed`].
pub async fn begin(tx: &mut Tx, answer: &Answer) -> Result<(), BoardError> {
    limiter::count_place(tx, &answer.address).await?;
    let text = "INSERT INTO provider_answer(digest, made) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let fresh = tx.run(sql(text).bind(secret::sm3(answer.state.as_bytes())).bind(tx.now())).await? == 1;
    if fresh { Ok(()) } else { Err(BoardError::AnswerUsed) }
}

/// The provider knew what it had answered, whatever becomes of it here: takes the try back.
pub async fn vouched(tx: &mut Tx, answer: &Answer) -> Result<(), DbError> {
    limiter::place_right(tx, &answer.address).await
}

/// Somebody for whom the provider vouched.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// Who.
    pub subject: Subject,
    /// Whether they showed a second factor there.
    pub second: bool,
    /// From which address they come.
    pub address: String,
    /// With which browser.
    pub agent: String,
}

/// Opens the session of the account that is bound to them, or lets it wait for its second factor.
///
/// # Errors
/// [`BoardError::Unbound`], [`BoardError::Disabled`], [`BoardError::Locked`].
pub async fn finish(tx: &mut Tx, ask: &Vouched) -> Result<(Opened, String), BoardError> {
    let (tenant, id) = provider::whose(tx, &ask.subject).await?.ok_or_else(|| BoardError::Unbound(ask.subject.subject.clone()))?;
    let account = accounts::enabled(tx, tenant, id).await?.ok_or(BoardError::Disabled)?;
    let who = Who::new(&account.user, &ask.address);
    limiter::count(tx, &who).await?;
    let way = if ask.second { Way::ProviderSecond } else { Way::Provider };
    let open = OpenSession { tenant, account: id, address: ask.address.clone(), agent: ask.agent.clone(), way };
    let waits = account.has_second() && !ask.second;
    let opened = if waits {
        Opened::Waits(second_step::wait(tx, &open).await?)
    } else {
        limiter::right(tx, &who).await?;
        Opened::In(sign_in::open(tx, open).await?)
    };
    Ok((opened, account.user))
}

/// The user name of the account that is bound to a subject, disabled or not. For `Db::read` with any actor.
pub async fn user(tx: &mut Tx, subject: &Subject) -> Result<Option<String>, BoardError> {
    let Some((tenant, id)) = provider::whose(tx, subject).await? else { return Ok(None) };
    let query = sql("SELECT user_name FROM account WHERE tenant = $1 AND id = $2").bind(tenant).bind(id);
    Ok(tx.optional::<(String,)>(query).await?.map(|row| row.0))
}

/// Clears away answers of which none can come again.
pub async fn sweep(tx: &mut Tx) -> Result<u64, DbError> {
    tx.run(sql("DELETE FROM provider_answer WHERE made < $1").bind(tx.now().plus_micros(-2 * WAIT_MICROS))).await
}
