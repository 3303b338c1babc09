//! From the session cookie to the person behind it, by the board's rules.

use base::{Actor, TenantId, Tx};
use board::accounts::second::{self, Second};
use board::sessions::Way;
use board::{BoardError, accounts, office, sessions};

pub use board::office::Office;

use crate::{App, Failure};

/// The session of a request.
#[derive(Clone, Debug)]
pub struct Session {
    /// The session as the board keeps it.
    pub kept: sessions::Session,
    /// The account's user name.
    pub user: String,
    /// The second factor that the account signs in with.
    pub second: Option<Second>,
    /// Whether a client certificate is bound to the account.
    pub certificate: bool,
    /// Whether a second factor must be set up before anything else.
    pub(crate) must_enrol: bool,
    /// The cookie's value.
    pub(crate) id: String,
}

/// Whom a session cookie speaks for.
pub(crate) struct Known {
    pub(crate) actor: Actor,
    pub(crate) session: Session,
    pub(crate) office: Office,
    pub(crate) token: String,
    pub(crate) must_change: bool,
}

/// The person behind a session's id; `None` when the session is over or the account disabled.
pub(crate) async fn known(app: &App, id: &str) -> Result<Option<Known>, Failure> {
    if id.len() != 64 {
        return Ok(None);
    }
    let nobody = Actor::system(TenantId(0), "session");
    let Some((kept, account, actor)) = app.db.read(&nobody, &id, find).await? else { return Ok(None) };
    // A page that only shows something is there on a full disk too; the session is then over earlier, never later.
    if kept.wants_touch(app.db.clock().now())
        && let Err(error) = app.db.short(&kept, touch).await
    {
        tracing::warn!(%error, "the use of a session could not be noted");
    }
    let office = app.db.read(&actor, &(), load_office).await?;
    let must_enrol = app.settings.second_factor && !account.has_second() && kept.way != Way::ProviderSecond && second::needs(&actor);
    // Who came in by the provider needs no password here.
    let must_change = account.must_change && kept.way == Way::Own;
    let session =
        Session { kept, user: account.user, second: account.second, certificate: account.certificate, must_enrol, id: id.to_owned() };
    Ok(Some(Known { actor, session, office, token: sessions::csrf(id), must_change }))
}

async fn find(tx: &mut Tx, _: &Actor, id: &&str) -> Result<Option<(sessions::Session, accounts::Account, Actor)>, BoardError> {
    accounts::staff(tx, id).await
}

async fn touch(tx: &mut Tx, session: &sessions::Session) -> Result<(), base::DbError> {
    sessions::touch(tx, session).await
}

async fn load_office(tx: &mut Tx, _: &Actor, (): &()) -> Result<Office, BoardError> {
    office::load(tx).await
}
