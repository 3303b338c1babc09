//! The second step of a sign-in: the password was right, the second factor is asked for. What waits here is no session.
//!
//! The door does, in this order and each in `Db::short`: [`begin`], which counts the try, and [`finish`].

use base::secret::{self, Key};
use base::{AccountId, DbError, TenantId, Tx, sql};
use norms::Instant;
use uuid::Uuid;

use crate::accounts::second::certificate::{self, Certificate};
use crate::accounts::second::{self, Second, Typed};
use crate::accounts::{self, Account};
use crate::limiter::{self, Who};
use crate::sessions::{self, OpenSession, Way};
use crate::sign_in::SignedIn;
use crate::{BoardError, sign_in};

/// A sign-in waits so long for its second factor: 10 minutes, in µs.
pub const WAIT_MICROS: i64 = 10 * 60 * 1_000_000;

/// A sign-in that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    digest: Vec<u8>,
    account: Account,
    address: String,
    agent: String,
    way: Way,
}

impl Waiting {
    /// Whether a client certificate may be shown for it.
    pub fn certificate(&self) -> bool {
        self.account.certificate
    }

    /// What is asked for.
    pub fn second(&self) -> Option<Second> {
        self.account.second
    }

    /// Whose it is.
    pub fn user(&self) -> &str {
        &self.account.user
    }
}

/// Lets a sign-in wait for its second factor, and gives its id, the value of the cookie.
pub(crate) async fn wait(tx: &mut Tx, ask: &OpenSession) -> Result<String, DbError> {
    let id = secret::token(32);
    let text = "INSERT INTO sign_in_step(digest, tenant, account, made, address, agent, way) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let statement = sql(text).bind(sessions::digest(&id)).bind(ask.tenant).bind(ask.account).bind(tx.now());
    tx.run(statement.bind(sessions::first_characters(&ask.address)).bind(sessions::first_characters(&ask.agent)).bind(ask.way.code()))
        .await?;
    Ok(id)
}

/// The sign-in with this id, unless it waited too long or its account was disabled. For `Db::read` with any actor, and `Db::short`.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Waiting>, BoardError> {
    let digest = sessions::digest(id);
    let query = sql("SELECT tenant, account, made, address, agent, way FROM sign_in_step WHERE digest = $1").bind(digest.clone());
    let row: Option<(i64, Uuid, i64, String, String, String)> = tx.optional(query).await?;
    let Some((tenant, account, made, address, agent, way)) = row else { return Ok(None) };
    if tx.now() >= Instant::from_micros(made).plus_micros(WAIT_MICROS) {
        return Ok(None);
    }
    let account = accounts::enabled(tx, TenantId(tenant), AccountId(account)).await?;
    Ok(account.map(|account| Waiting { digest, account, address, agent, way: Way::from_code(&way) }))
}

/// The number of the card's code that a waiting sign-in asks for.
pub async fn card_number(tx: &mut Tx, waiting: &Waiting) -> Result<Option<i64>, BoardError> {
    Ok(second::next_number(tx, waiting.account.tenant, waiting.account.id).await?)
}

/// Counts the try and finds the sign-in.
///
/// # Errors
/// [`BoardError::StepOver`], [`BoardError::Locked`].
pub async fn begin(tx: &mut Tx, id: &str) -> Result<Waiting, BoardError> {
    let waiting = find(tx, id).await?.ok_or(BoardError::StepOver)?;
    limiter::count(tx, &waiting.who()).await?;
    Ok(waiting)
}

impl Waiting {
    fn who(&self) -> Who {
        Who::new(&self.account.user, &self.address)
    }
}

/// Asks to finish a sign-in with a code.
#[derive(Clone)]
pub struct Finish {
    /// What [`begin`] found.
    pub waiting: Waiting,
    /// The installation's key.
    pub key: Key,
    /// The code as it was typed.
    pub code: String,
    /// The certificate that the browser shows, by a proxy of ours.
    pub certificate: Option<Certificate>,
}

/// Whether a certificate is the one that a waiting sign-in's account is bound to.
pub async fn fits(tx: &mut Tx, waiting: &Waiting, shown: &Certificate) -> Result<bool, BoardError> {
    Ok(certificate::fits(tx, waiting.account.tenant, waiting.account.id, shown).await?)
}

/// Uses the code up, or takes the certificate instead of it, and opens the session, under a new id.
///
/// # Errors
/// [`BoardError::WrongSecond`], [`BoardError::WrongCertificate`] where no code was given; [`BoardError::StepOver`] when it was finished or ended meanwhile.
pub async fn finish(tx: &mut Tx, ask: &Finish) -> Result<SignedIn, BoardError> {
    let Waiting { digest, account, address, agent, way } = ask.waiting.clone();
    // Two who finish the same sign-in at once: one deletes the row, the other finds none.
    if tx.run(sql("DELETE FROM sign_in_step WHERE digest = $1").bind(digest)).await? != 1 {
        return Err(BoardError::StepOver);
    }
    let account = accounts::enabled(tx, account.tenant, account.id).await?.ok_or(BoardError::StepOver)?;
    let typed = Typed { key: ask.key.clone(), code: ask.code.clone() };
    // A refusal takes the deletion back, so that the next code may be tried.
    let shown = match &ask.certificate {
        Some(shown) => certificate::fits(tx, account.tenant, account.id, shown).await?,
        None => false,
    };
    if !shown && !second::check(tx, &account, &typed).await? {
        return Err(if ask.code.is_empty() { BoardError::WrongCertificate } else { BoardError::WrongSecond });
    }
    limiter::right(tx, &ask.waiting.who()).await?;
    let open = OpenSession { tenant: account.tenant, account: account.id, address, agent, way };
    sign_in::open(tx, open).await
}

/// Clears away sign-ins that waited too long.
pub async fn sweep(tx: &mut Tx) -> Result<u64, DbError> {
    tx.run(sql("DELETE FROM sign_in_step WHERE made < $1").bind(tx.now().plus_micros(-WAIT_MICROS))).await
}
