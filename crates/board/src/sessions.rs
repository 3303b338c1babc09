//! Sessions. The id is 256 random bits that only the browser keeps; the table holds its SM3 digest. Rows belong to no lane: opening,
//! touching and ending run in `Db::short`, looking in `Db::read`; each function says its tenant itself.

use base::{AccountId, DbError, TenantId, Tx, secret, sql};
use norms::Instant;
use uuid::Uuid;

/// A session that nobody used for so long is over: 8 hours, in µs.
pub const IDLE_MICROS: i64 = 8 * 3_600 * 1_000_000;
/// A session is over after so long in any case: 7 days, in µs.
pub const LONGEST_MICROS: i64 = 7 * 24 * 3_600 * 1_000_000;
/// A proof of who somebody is holds for so long: 10 minutes, in µs.
const FRESH_MICROS: i64 = 10 * 60 * 1_000_000;
/// `seen` is written anew only when it is older than this: 5 minutes, in µs.
const TOUCH_MICROS: i64 = 5 * 60 * 1_000_000;

/// How the holder of a session signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// With what this office gave them: a password, and what else is asked for.
    Own,
    /// By the provider of single sign-on.
    Provider,
    /// By the provider, where they showed a second factor.
    ProviderSecond,
}

impl Way {
    /// The name in the database.
    pub fn code(self) -> &'static str {
        match self {
            Way::Own => "own",
            Way::Provider => "provider",
            Way::ProviderSecond => "provider_second",
        }
    }

    pub(crate) fn from_code(code: &str) -> Way {
        [Way::Provider, Way::ProviderSecond].into_iter().find(|way| way.code() == code).unwrap_or(Way::Own)
    }
}

/// Asks for a new session.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// The account's office.
    pub tenant: TenantId,
    /// Who signed in.
    pub account: AccountId,
    /// From which address.
    pub address: String,
    /// With which browser, as it names itself; the first 200 characters are kept.
    pub agent: String,
    /// How they signed in.
    pub way: Way,
}

/// A session that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The digest of its id: names it in lists and when it is ended; of no use to sign in.
    pub digest: Vec<u8>,
    /// The account's office.
    pub tenant: TenantId,
    /// Whose it is.
    pub account: AccountId,
    /// When they signed in.
    pub made: Instant,
    /// When it was last used, to 5 minutes.
    pub seen: Instant,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub agent: String,
    /// When its holder last proved who they are.
    pub proved: Instant,
    /// How its holder signed in.
    pub way: Way,
}

impl Session {
    /// The digest as text, for forms and addresses.
    pub fn handle(&self) -> String {
        secret::hex(&self.digest)
    }

    /// Whether its holder proved within 10 minutes who they are, as what cannot be undone asks.
    pub fn is_fresh(&self, now: Instant) -> bool {
        now < self.proved.plus_micros(FRESH_MICROS)
    }

    /// Whether [`touch`] is due.
    pub fn wants_touch(&self, now: Instant) -> bool {
        now.micros() - self.seen.micros() > TOUCH_MICROS
    }
}

/// Opens a session and gives its id, the value of the cookie. It is told once and kept nowhere.
pub async fn open(tx: &mut Tx, ask: &OpenSession) -> Result<String, DbError> {
    let id = secret::token(32);
    let text =
        "INSERT INTO session(digest, tenant, account, made, seen, address, agent, proved, way) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let statement = sql(text)
        .bind(digest(&id))
        .bind(ask.tenant)
        .bind(ask.account)
        .bind(tx.now())
        .bind(tx.now())
        .bind(first_characters(&ask.address))
        .bind(first_characters(&ask.agent))
        .bind(tx.now())
        .bind(ask.way.code());
    tx.run(statement).await?;
    Ok(id)
}

/// The session with this id, unless it is over. Whether its account may still act is told by [`crate::accounts::staff`].
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Session>, DbError> {
    let now = tx.now();
    let query = select(" WHERE digest = $1").bind(digest(id));
    Ok(tx.optional::<SessionRow>(query).await?.map(Session::from).filter(|session| stands(session, now)))
}

/// Notes that a session is in use. Does nothing unless [`Session::wants_touch`].
pub async fn touch(tx: &mut Tx, session: &Session) -> Result<(), DbError> {
    if session.wants_touch(tx.now()) {
        tx.run(sql("UPDATE session SET seen = $2 WHERE digest = $1").bind(session.digest.clone()).bind(tx.now())).await?;
    }
    Ok(())
}

/// Notes that the session's holder has just proved who they are.
pub async fn prove(tx: &mut Tx, session: &Session) -> Result<(), DbError> {
    tx.run(sql("UPDATE session SET proved = $2 WHERE digest = $1").bind(session.digest.clone()).bind(tx.now())).await?;
    Ok(())
}

/// Ends the session with this id: signing out.
pub async fn close(tx: &mut Tx, id: &str) -> Result<(), DbError> {
    tx.run(sql("DELETE FROM session WHERE digest = $1").bind(digest(id))).await?;
    Ok(())
}

/// The standing sessions of an account, newest first.
pub async fn list(tx: &mut Tx, tenant: TenantId, account: AccountId) -> Result<Vec<Session>, DbError> {
    let now = tx.now();
    let query = select(" WHERE tenant = $1 AND account = $2 ORDER BY seen DESC, digest").bind(tenant).bind(account);
    let rows = tx.all::<SessionRow>(query).await?;
    Ok(rows.into_iter().map(Session::from).filter(|session| stands(session, now)).collect())
}

/// Ends one session of an account, named by [`Session::handle`]; `false` where it has none such.
pub async fn revoke(tx: &mut Tx, tenant: TenantId, account: AccountId, handle: &str) -> Result<bool, DbError> {
    let Some(digest) = secret::from_hex(handle) else { return Ok(false) };
    let text = "DELETE FROM session WHERE digest = $1 AND tenant = $2 AND account = $3";
    Ok(tx.run(sql(text).bind(digest).bind(tenant).bind(account)).await? == 1)
}

/// Ends all sessions of an account, but the one in hand where it is given.
pub async fn end_all(tx: &mut Tx, tenant: TenantId, account: AccountId, except: Option<&Session>) -> Result<u64, DbError> {
    end_steps(tx, tenant, account).await?;
    let statement = sql("DELETE FROM session WHERE tenant = $1 AND account = $2").bind(tenant).bind(account);
    tx.run(statement.and(" AND digest <> ?", except.map(|session| session.digest.clone()))).await
}

/// Ends sign-ins of an account that wait for their second factor.
pub(crate) async fn end_steps(tx: &mut Tx, tenant: TenantId, account: AccountId) -> Result<(), DbError> {
    tx.run(sql("DELETE FROM sign_in_step WHERE tenant = $1 AND account = $2").bind(tenant).bind(account)).await?;
    Ok(())
}

/// Clears away sessions that are over.
pub async fn sweep(tx: &mut Tx) -> Result<u64, DbError> {
    let (idle, old) = (tx.now().plus_micros(-IDLE_MICROS), tx.now().plus_micros(-LONGEST_MICROS));
    let (soon, late) = (tx.now().plus_micros(IDLE_MICROS), tx.now().plus_micros(LONGEST_MICROS));
    let text = "DELETE FROM session WHERE seen < $1 OR made < $2 OR seen > $3 OR made > $4";
    tx.run(sql(text).bind(idle).bind(old).bind(soon).bind(late)).await
}

/// The token that each form of a session carries. It is made from the session's id and kept nowhere; neither it nor the digest in the
/// table tells the other or the id.
pub fn csrf(id: &str) -> String {
    secret::hex(&secret::sm3(format!("form\0{id}").as_bytes()))
}

/// Whether a form's token belongs to the session with this id; takes the same time for any wrong one.
pub fn csrf_fits(id: &str, token: &str) -> bool {
    let expected = csrf(id);
    let unlike = expected.bytes().zip(token.bytes()).fold(0, |unlike, (a, b)| unlike | (a ^ b));
    expected.len() == token.len() && unlike == 0
}

pub(crate) fn digest(id: &str) -> Vec<u8> {
    secret::sm3(id.as_bytes())
}

/// A clock that was set back a little ends no session; one that was far ahead when somebody signed in gives nobody a session for longer.
fn stands(session: &Session, now: Instant) -> bool {
    let apart = |then: Instant| (now.micros() - then.micros()).abs();
    apart(session.seen) < IDLE_MICROS && apart(session.made) < LONGEST_MICROS
}

pub(crate) fn first_characters(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn select(filter: &str) -> base::Sql {
    sql("SELECT digest, tenant, account, made, seen, address, agent, proved, way FROM session").push(filter)
}

type SessionRow = (Vec<u8>, i64, Uuid, i64, i64, String, String, i64, String);

impl From<SessionRow> for Session {
    fn from((digest, tenant, account, made, seen, address, agent, proved, way): SessionRow) -> Session {
        let [made, seen, proved] = [made, seen, proved].map(Instant::from_micros);
        let (tenant, account, way) = (TenantId(tenant), AccountId(account), Way::from_code(&way));
        Session { digest, tenant, account, made, seen, address, agent, proved, way }
    }
}
