//! The second factor of a sign-in: the code of an authenticator app, or where phones may not be, the next code of a printed card
//! or a client certificate ([`certificate`]).
//! Who can change or sign figures of others needs one; others may have one.

pub mod certificate;
mod codes;
mod sealed;
mod totp;

use base::secret::Key;
use base::{AccountId, Actor, DbError, Role, TenantId, Tx, sql};

pub use codes::{CARD_CODES, next_number};
pub use totp::{Enrolment, enrolment};

use super::{Account, managed, store};
use crate::{BoardError, audit, limiter, sessions};

/// What an account signs in with beside its password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// 动态码: an authenticator app on a phone.
    Totp,
    /// 口令卡: a printed card of numbered codes.
    Card,
}

impl Second {
    /// The name in the database.
    pub fn code(self) -> &'static str {
        match self {
            Second::Totp => "totp",
            Second::Card => "card",
        }
    }

    /// The name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            Second::Totp => "动态码",
            Second::Card => "口令卡",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Second> {
        [Second::Totp, Second::Card].into_iter().find(|second| second.code() == code)
    }
}

/// Whether a role may be used only with a second factor: all that see or change more than their own work.
pub fn needed(role: Role) -> bool {
    !matches!(role, Role::Recorder | Role::Reader)
}

/// Whether somebody holds such a role.
pub fn needs(by: &Actor) -> bool {
    by.grants.iter().any(|grant| needed(grant.role))
}

/// A code as it was typed, and the key that opens what it is compared with.
#[derive(Clone)]
pub struct Typed {
    /// The installation's key.
    pub key: Key,
    /// Blanks, hyphens, case and width do not matter.
    pub code: String,
}

/// Sets up an authenticator app: keeps a fresh secret until [`confirm_totp`]; what works today goes on working until then.
pub async fn begin_totp(tx: &mut Tx, by: &Actor, key: &Key) -> Result<(), BoardError> {
    totp::begin(tx, own(by)?, key).await?;
    tx.note(audit::own("second.begin_totp", own(by)?));
    Ok(())
}

/// Takes the fresh secret into use when its first code is right, and gives the recovery codes, which are told here only.
///
/// # Errors
/// [`BoardError::WrongSecond`].
pub async fn confirm_totp(tx: &mut Tx, by: &Actor, ask: &Typed) -> Result<Vec<String>, BoardError> {
    let account = own(by)?;
    if !totp::confirm(tx, account, ask).await? {
        return Err(BoardError::WrongSecond);
    }
    codes::clear(tx, account, "card").await?;
    set(tx, account, Some(Second::Totp)).await?;
    tx.note(audit::own("second.confirm_totp", account));
    Ok(codes::recovery(tx, account, &ask.key).await?)
}

/// Makes a card of [`CARD_CODES`] codes, which are told here only; an earlier card ends. It is taken into use by [`confirm_card`].
pub async fn new_card(tx: &mut Tx, by: &Actor, key: &Key) -> Result<Vec<String>, BoardError> {
    tx.note(audit::own("second.new_card", own(by)?));
    Ok(codes::card(tx, own(by)?, key).await?)
}

/// Takes the card into use when its next code is right: so it is printed and in its owner's hand.
///
/// # Errors
/// [`BoardError::WrongSecond`].
pub async fn confirm_card(tx: &mut Tx, by: &Actor, ask: &Typed) -> Result<(), BoardError> {
    let account = own(by)?;
    if !codes::use_card(tx, tx.tenant(), account, ask).await? {
        return Err(BoardError::WrongSecond);
    }
    totp::clear(tx, account).await?;
    codes::clear(tx, account, "recovery").await?;
    tx.note(audit::own("second.confirm_card", account));
    Ok(set(tx, account, Some(Second::Card)).await?)
}

/// Ends the actor's own second factor, where their roles do without.
///
/// # Errors
/// [`BoardError::SecondNeeded`].
pub async fn end_own(tx: &mut Tx, by: &Actor, (): &()) -> Result<(), BoardError> {
    if needs(by) {
        return Err(BoardError::SecondNeeded);
    }
    tx.note(audit::own("second.end", own(by)?));
    Ok(clear(tx, own(by)?).await?)
}

/// 重置两步验证: the phone or the card is lost. All sessions end; the next sign-in needs the password only, and sets up anew.
///
/// # Errors
/// [`BoardError::BeyondReach`] unless the actor administers all that the account reaches.
pub async fn reset(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<Account, BoardError> {
    let account = managed(tx, by, *account).await?;
    clear(tx, account.id).await?;
    sessions::end_all(tx, account.tenant, account.id, None).await?;
    limiter::forget(tx, &account.user).await?;
    tx.note(audit::account("second.reset", account.id, &account.user));
    Ok(account)
}

/// Whether a code is right, and if so uses it up: the same code is wrong from then on. Names its tenant itself, for `Db::short`.
pub async fn check(tx: &mut Tx, account: &Account, typed: &Typed) -> Result<bool, DbError> {
    match account.second {
        None => Ok(false),
        Some(Second::Card) => codes::use_card(tx, account.tenant, account.id, typed).await,
        Some(Second::Totp) => {
            Ok(totp::check(tx, account.tenant, account.id, typed).await?
                || codes::use_recovery(tx, account.tenant, account.id, typed).await?)
        }
    }
}

/// How many codes are left: of the card, or of the recovery codes.
pub async fn left(tx: &mut Tx, tenant: TenantId, account: AccountId, second: Second) -> Result<i64, DbError> {
    let kind = if second == Second::Card { "card" } else { "recovery" };
    let text = "SELECT count(*) FROM second_code WHERE tenant = $1 AND account = $2 AND kind = $3 AND used IS NULL";
    let (left,): (i64,) = tx.one(sql(text).bind(tenant).bind(account).bind(kind)).await?;
    Ok(left)
}

fn own(by: &Actor) -> Result<AccountId, BoardError> {
    by.account.ok_or(BoardError::NoAccount)
}

async fn set(tx: &mut Tx, account: AccountId, second: Option<Second>) -> Result<(), DbError> {
    store::set_second(tx, account, second).await
}

async fn clear(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    totp::clear(tx, account).await?;
    certificate::clear(tx, account).await?;
    for kind in ["recovery", "card"] {
        codes::clear(tx, account, kind).await?;
    }
    set(tx, account, None).await
}
