//! Accounts and what is granted to them. Who manages accounts must hold [`MANAGE`] over everything that the account reaches: nobody
//! gives, takes or takes over what they do not administer themselves. These acts see to it, whoever calls them.

mod grants;
pub mod handover;
mod powers;
pub mod provider;
mod reset;
mod seal;
pub mod second;
mod store;

use base::{AccountId, Actor, Note, OrgId, PersonId, Right, Role, Scope, TenantId, Tx};
use serde_json::json;

pub(crate) use grants::move_grants;
pub use grants::{ChangeGrant, Granted, add_grant, because, grants_of, reaching, remove_grant};
pub use powers::{gives, separated};
pub use reset::{CodeHolder, Redeem, find_code, redeem, reset};
pub use seal::{SEALED_SINCE, Unsound, seal_grants, unsound};
pub use second::Second;

use crate::orgs::{self, ROOT};
use crate::sessions::{self, Session};
use crate::{BoardError, access, audit, names};

/// 管理账号: held by administrators over their org and all below.
pub const MANAGE: Right = Right { code: "board.accounts", name: "管理账号", roles: &[Role::Administrator] };

/// 授予和收回角色: held by 安全保密管理员; by administrators only in an office that has none ([`separated`]).
pub const GRANT: Right = Right { code: "board.grants", name: "授予和收回角色", roles: &[Role::Administrator, Role::Security] };

/// An account that signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its office.
    pub tenant: TenantId,
    /// The user name, folded to lower case; unique over the installation.
    pub user: String,
    /// The name that pages and histories show.
    pub name: String,
    /// The person of the roster whose it is.
    pub person: Option<PersonId>,
    /// Cannot sign in.
    pub disabled: bool,
    /// The password is not their own yet; the next thing to do is to set one.
    pub must_change: bool,
    /// The second factor that it signs in with.
    pub second: Option<Second>,
    /// Whether a client certificate is bound to it, which serves as a second factor too.
    pub certificate: bool,
}

impl Account {
    /// Whether more than a password is asked for at its sign-in.
    pub fn has_second(&self) -> bool {
        self.second.is_some() || self.certificate
    }
}

/// A user name as it is compared and kept: half-width, lower case, without blanks about it, at most 64 characters.
pub fn fold_user(user: &str) -> String {
    norms::reading::fold(user).to_lowercase().chars().take(64).collect()
}

/// Asks for a new account.
#[derive(Clone, Debug)]
pub struct AddAccount {
    /// The user name.
    pub user: String,
    /// The name that is shown.
    pub name: String,
    /// The person whose it is.
    pub person: Option<PersonId>,
    /// The hash of a first password; without one the account waits for a reset code.
    pub hash: Option<String>,
    /// Whether the first password must be changed at the first sign-in.
    pub must_change: bool,
    /// What is granted from the start.
    pub grants: Vec<(Role, OrgId)>,
}

/// Adds an account.
///
/// # Errors
/// [`BoardError::BadUser`], [`BoardError::UserTaken`], [`BoardError::BeyondReach`] for grants that are not the actor's to give, and for
/// an account without grants unless the actor administers the whole office.
pub async fn add(tx: &mut Tx, by: &Actor, ask: &AddAccount) -> Result<Account, BoardError> {
    let user = clean_user(&ask.user)?;
    let name = names::clean(&ask.name, 50)?;
    let account = Account {
        id: AccountId(tx.new_id()),
        tenant: tx.tenant(),
        user,
        name,
        person: ask.person,
        disabled: false,
        must_change: ask.must_change || ask.hash.is_none(),
        second: None,
        certificate: false,
    };
    standing(tx, ask.person).await?;
    if ask.grants.is_empty() && !whole(by) {
        return Err(BoardError::BeyondReach);
    }
    if !store::insert(tx, &account, ask.hash.as_deref()).await? {
        return Err(BoardError::UserTaken);
    }
    tx.note(audit::account("account.add", account.id, &account.user).with("title", account.name.as_str()));
    for &(role, org) in &ask.grants {
        grants::give(tx, by, account.id, role, org).await?;
    }
    Ok(account)
}

/// Takes from the disabled accounts of these people what tells whose they were, and what was kept for them. One with which somebody can sign
/// in stays.
pub(crate) async fn forget_disabled(tx: &mut Tx, people: &[PersonId]) -> Result<(), BoardError> {
    Ok(store::forget_disabled(tx, people).await?)
}

/// An account is not bound to a record that was merged into another.
async fn standing(tx: &mut Tx, person: Option<PersonId>) -> Result<(), BoardError> {
    if let Some(person) = person {
        crate::people::get(tx, person).await?.standing()?;
    }
    Ok(())
}

fn clean_user(user: &str) -> Result<String, BoardError> {
    let user = fold_user(user);
    let good = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if (2..=40).contains(&user.chars().count()) && user.chars().all(good) { Ok(user) } else { Err(BoardError::BadUser) }
}

/// The account with this id.
///
/// # Errors
/// [`BoardError::NoAccount`].
pub async fn get(tx: &mut Tx, account: AccountId) -> Result<Account, BoardError> {
    store::get(tx, tx.tenant(), account).await?.ok_or(BoardError::NoAccount)
}

/// The account with this user name, in whatever case it is typed.
pub async fn by_user(tx: &mut Tx, user: &str) -> Result<Option<Account>, BoardError> {
    Ok(store::by_user(tx, &fold_user(user)).await?)
}

/// The accounts that somebody with this scope may see: of those, all whose grants lie in it; one who reaches the root sees all.
pub async fn list(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Account, Vec<Granted>)>, BoardError> {
    let accounts = store::all(tx).await?;
    let mut granted = grants::all(tx).await?;
    let root = reaches_root(scope);
    let with_grants = accounts.into_iter().map(|account| {
        let theirs = granted.remove(&account.id).unwrap_or_default();
        (account, theirs)
    });
    let inside = |theirs: &[Granted]| root || !theirs.is_empty() && theirs.iter().all(|grant| scope.reaches(&grant.path));
    Ok(with_grants.filter(|(_, theirs)| inside(theirs)).collect())
}

/// Asks for another name or person.
#[derive(Clone, Debug)]
pub struct CorrectAccount {
    /// Which account.
    pub account: AccountId,
    /// The name that is shown.
    pub name: String,
    /// The person whose it is.
    pub person: Option<PersonId>,
}

/// Corrects the name that is shown and the person.
pub async fn correct(tx: &mut Tx, by: &Actor, ask: &CorrectAccount) -> Result<Account, BoardError> {
    let mut account = managed(tx, by, ask.account).await?;
    let said = |account: &Account| json!({ "title": account.name, "person": account.person.map(|person| person.to_string()) });
    let before = said(&account);
    account.name = names::clean(&ask.name, 50)?;
    standing(tx, ask.person.filter(|_| ask.person != account.person)).await?;
    account.person = ask.person;
    store::save(tx, &account).await?;
    tx.note(audit::account("account.correct", account.id, &account.user).change(before, said(&account)));
    Ok(account)
}

/// Disables an account and ends its sessions.
///
/// # Errors
/// [`BoardError::BeyondReach`], [`BoardError::LastAdministrator`].
pub async fn disable(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<Account, BoardError> {
    let mut account = managed(tx, by, *account).await?;
    let before = powers::Holders::count(tx).await?;
    account.disabled = true;
    store::save(tx, &account).await?;
    before.keep(tx, by).await?;
    sessions::end_all(tx, account.tenant, account.id, None).await?;
    tx.note(audit::account("account.disable", account.id, &account.user));
    Ok(account)
}

/// Lets a disabled account sign in again.
pub async fn enable(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<Account, BoardError> {
    let mut account = managed(tx, by, *account).await?;
    account.disabled = false;
    store::save(tx, &account).await?;
    tx.note(audit::account("account.enable", account.id, &account.user));
    Ok(account)
}

/// Asks for another password of one's own account, after the door has checked the present one.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The hash of the new one.
    pub hash: String,
    /// The session in hand, which stays when the others end.
    pub session: Option<Session>,
}

/// Sets the actor's own password and ends their other sessions.
pub async fn change_password(tx: &mut Tx, by: &Actor, ask: &ChangePassword) -> Result<(), BoardError> {
    let account = by.account.ok_or(BoardError::NoAccount)?;
    store::set_password(tx, account, &ask.hash).await?;
    sessions::end_all(tx, tx.tenant(), account, ask.session.as_ref()).await?;
    tx.note(Note::new("account.change_password").on("account", account));
    Ok(())
}

/// The hash of an account's password, to check the present one before [`change_password`].
pub async fn password_hash(tx: &mut Tx, account: AccountId) -> Result<Option<String>, BoardError> {
    Ok(store::password_hash(tx, account).await?)
}

/// Who acts when this account does, with its grants and today's paths; none for a disabled one.
pub async fn actor(tx: &mut Tx, account: AccountId) -> Result<Option<Actor>, BoardError> {
    Ok(actor_of(tx, tx.tenant(), account).await?.map(|found| found.1))
}

/// Who is signed in with this session id, whatever office they are of: the session, the account, and the actor. None when the session is
/// over or the account disabled. For `Db::read` with any actor.
pub async fn staff(tx: &mut Tx, id: &str) -> Result<Option<(Session, Account, Actor)>, BoardError> {
    let Some(session) = sessions::find(tx, id).await? else { return Ok(None) };
    let found = actor_of(tx, session.tenant, session.account).await?;
    Ok(found.map(|(account, actor)| (session, account, actor)))
}

/// The account, unless it is disabled. Names its tenant itself.
pub(crate) async fn enabled(tx: &mut Tx, tenant: TenantId, id: AccountId) -> Result<Option<Account>, BoardError> {
    Ok(store::get(tx, tenant, id).await?.filter(|account| !account.disabled))
}

async fn actor_of(tx: &mut Tx, tenant: TenantId, id: AccountId) -> Result<Option<(Account, Actor)>, BoardError> {
    let Some(account) = enabled(tx, tenant, id).await? else { return Ok(None) };
    let grants = grants::of(tx, tenant, id).await?.into_iter().map(Granted::into_grant).collect();
    let actor = Actor {
        tenant,
        account: Some(id),
        person: account.person,
        name: account.name.clone(),
        grants,
        system: false,
        address: String::new(),
    };
    Ok(Some((account, actor)))
}

/// Whether somebody administers the whole office.
fn whole(by: &Actor) -> bool {
    reaches_root(&access::scope(by, &MANAGE))
}

fn reaches_root(scope: &Scope) -> bool {
    scope.reaches(&format!("/{ROOT}/"))
}

/// The account, if the actor may manage it.
async fn managed(tx: &mut Tx, by: &Actor, account: AccountId) -> Result<Account, BoardError> {
    within(tx, by, &MANAGE, account).await
}

/// The account, if the actor holds this right over all that it reaches.
async fn within(tx: &mut Tx, by: &Actor, right: &Right, account: AccountId) -> Result<Account, BoardError> {
    let account = get(tx, account).await?;
    let scope = access::scope(by, right);
    if reaches_root(&scope) {
        return Ok(account);
    }
    let theirs = grants::of(tx, account.tenant, account.id).await?;
    if !theirs.is_empty() && theirs.iter().all(|grant| scope.reaches(&grant.path)) {
        Ok(account)
    } else if access::holds(by, right) {
        Err(BoardError::BeyondReach)
    } else {
        Err(access::Denied::NotVisible.into())
    }
}

/// The org's path, if the actor may grant there.
async fn grantable(tx: &mut Tx, by: &Actor, org: OrgId) -> Result<(), BoardError> {
    let org = orgs::get(tx, org).await?;
    access::require(by, &GRANT, &org.path).map_err(|_| BoardError::BeyondReach)
}
