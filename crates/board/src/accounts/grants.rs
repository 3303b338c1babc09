//! Roles that are granted on orgs.

use std::collections::HashMap;

use base::{AccountId, Actor, DbError, Grant, OrgId, Right, Role, TenantId, Tx, sql};
use uuid::Uuid;

use super::powers::{self, Holders};
use super::{Account, GRANT, grantable, seal, within};
use crate::orgs;
use crate::{BoardError, audit};

/// A grant as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// What they are there.
    pub role: Role,
    /// Where.
    pub org: OrgId,
    /// The org's name.
    pub org_name: String,
    /// The org's path today.
    pub path: String,
}

impl Granted {
    pub(super) fn into_grant(self) -> Grant {
        Grant { role: self.role, org: self.org, path: self.path }
    }
}

/// Why somebody holds a right: the grants that give it. None: they do not hold it.
pub fn because<'a>(grants: &'a [Granted], right: &Right) -> Vec<&'a Granted> {
    grants.iter().filter(|grant| right.roles.contains(&grant.role)).collect()
}

/// Asks that a role be granted or taken away.
#[derive(Clone, Debug)]
pub struct ChangeGrant {
    /// Whose.
    pub account: AccountId,
    /// Which role.
    pub role: Role,
    /// On which org, reaching all below it.
    pub org: OrgId,
}

/// Grants a role on an org; what is granted already stays as it is.
///
/// # Errors
/// [`BoardError::BeyondReach`] unless the actor may grant over the org and all that the account reaches so far;
/// [`BoardError::Separated`], [`BoardError::OwnRoles`], [`BoardError::Excluded`].
pub async fn add_grant(tx: &mut Tx, by: &Actor, ask: &ChangeGrant) -> Result<(), BoardError> {
    within(tx, by, &GRANT, ask.account).await?;
    give(tx, by, ask.account, ask.role, ask.org).await
}

/// Takes a role away; it holds from the account's next request on.
///
/// # Errors
/// Those of [`add_grant`]; [`BoardError::LastAdministrator`], [`BoardError::LastSecurity`].
pub async fn remove_grant(tx: &mut Tx, by: &Actor, ask: &ChangeGrant) -> Result<(), BoardError> {
    within(tx, by, &GRANT, ask.account).await?;
    powers::may_grant(tx, by, ask.account).await?;
    let before = Holders::count(tx).await?;
    let text = "DELETE FROM account_grant WHERE tenant = $1 AND account = $2 AND role = $3 AND org = $4";
    let gone = tx.run(sql(text).bind(tx.tenant()).bind(ask.account).bind(ask.role.code()).bind(ask.org)).await?;
    if gone > 0 {
        powers::lay_down(tx, ask.account).await?;
        note(tx, "account.ungrant", ask.account, ask.role, ask.org).await?;
    }
    before.keep(tx, by).await
}

/// What is granted to an account, by role.
pub async fn grants_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Granted>, BoardError> {
    Ok(of(tx, tx.tenant(), account).await?)
}

/// Who holds a right over an org with this path of today's tree: each account, disabled ones too, with each grant that gives it.
pub async fn reaching(tx: &mut Tx, right: &base::Right, path: &str) -> Result<Vec<(Account, Granted)>, BoardError> {
    let accounts = super::store::all(tx).await?;
    let mut granted = all(tx).await?;
    let gives = |grant: &Granted| right.roles.contains(&grant.role) && path.starts_with(grant.path.as_str());
    let theirs = accounts.into_iter().flat_map(|account| {
        let grants = granted.remove(&account.id).unwrap_or_default();
        grants.into_iter().filter(gives).map(move |grant| (account.clone(), grant))
    });
    Ok(theirs.collect())
}

/// Writes a grant that the actor may give; of the account nothing is asked.
pub(super) async fn give(tx: &mut Tx, by: &Actor, account: AccountId, role: Role, org: OrgId) -> Result<(), BoardError> {
    grantable(tx, by, org).await?;
    powers::may_grant(tx, by, account).await?;
    powers::take_up(tx, account, role).await?;
    if insert(tx, account, role, org).await? {
        note(tx, "account.grant", account, role, org).await?;
    }
    Ok(())
}

/// Writes a sealed grant; `false` where it is there already.
async fn insert(tx: &mut Tx, account: AccountId, role: Role, org: OrgId) -> Result<bool, DbError> {
    let text = "INSERT INTO account_grant(tenant, account, role, org, power, seal) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let power = role.is_power().then(|| role.code());
    let seal = seal::of(tx, tx.tenant(), account, role.code(), org);
    let statement = sql(text).bind(tx.tenant()).bind(account).bind(role.code()).bind(org).bind(power).bind(seal);
    Ok(tx.run(statement).await? > 0)
}

/// Moves what is granted on an org to another, when the first goes up in it.
pub(crate) async fn move_grants(tx: &mut Tx, from: OrgId, into: OrgId) -> Result<(), DbError> {
    let query = sql(SELECT).bind(tx.tenant()).push(" AND g.org = $2").bind(from);
    for row in tx.all::<GrantRow>(query).await? {
        let account = AccountId(row.0);
        if let Some(granted) = sound(tx, tx.tenant(), row)? {
            insert(tx, account, granted.role, into).await?;
        }
    }
    tx.run(sql("DELETE FROM account_grant WHERE tenant = $1 AND org = $2").bind(tx.tenant()).bind(from)).await?;
    Ok(())
}

/// Notes that a role came or went.
async fn note(tx: &mut Tx, act: &'static str, account: AccountId, role: Role, org: OrgId) -> Result<(), BoardError> {
    let (user, org) = (super::get(tx, account).await?.user, orgs::get(tx, org).await?);
    let note = audit::account(act, account, &user).with("role", role.chinese());
    tx.note(note.with("org", org.name).with("org_id", org.id.to_string()));
    Ok(())
}

const SELECT: &str = "SELECT g.account, g.role, g.org, g.seal, o.name, o.path FROM account_grant g JOIN org o ON o.tenant = g.tenant AND o.id = g.org \
                      WHERE g.tenant = $1";

type GrantRow = (Uuid, String, Uuid, Vec<u8>, String, String);

/// A grant as it was read; nothing for one whose seal is not this program's.
fn sound(tx: &Tx, tenant: TenantId, (account, role, org, seal, org_name, path): GrantRow) -> Result<Option<Granted>, DbError> {
    let (account, org) = (AccountId(account), OrgId(org));
    if !seal::fits(tx, tenant, account, &role, org, &seal) {
        tracing::error!(%account, role, %org, "a role that was not given by this program is not counted");
        return Ok(None);
    }
    let role = Role::from_code(&role).ok_or_else(|| DbError::Corrupt(format!("the role {role} is unknown")))?;
    Ok(Some(Granted { role, org, org_name, path }))
}

pub(super) async fn of(tx: &mut Tx, tenant: TenantId, account: AccountId) -> Result<Vec<Granted>, DbError> {
    let query = sql(SELECT).bind(tenant).push(" AND g.account = $2 ORDER BY o.number, g.role").bind(account);
    let rows = tx.all::<GrantRow>(query).await?;
    rows.into_iter().filter_map(|row| sound(tx, tenant, row).transpose()).collect()
}

pub(super) async fn all(tx: &mut Tx) -> Result<HashMap<AccountId, Vec<Granted>>, DbError> {
    let query = sql(SELECT).bind(tx.tenant()).push(" ORDER BY o.number, g.role");
    let mut all: HashMap<AccountId, Vec<Granted>> = HashMap::new();
    for row in tx.all::<GrantRow>(query).await? {
        let account = AccountId(row.0);
        if let Some(granted) = sound(tx, tx.tenant(), row)? {
            all.entry(account).or_default().push(granted);
        }
    }
    Ok(all)
}
