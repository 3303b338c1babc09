//! Roles that are granted on orgs.

use std::collections::HashMap;

use base::{AccountId, Actor, DbError, Grant, OrgId, Right, Role, TenantId, Tx, sql};
use uuid::Uuid;

use super::{grantable, managed};
use crate::orgs::{self, ROOT};
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
/// [`BoardError::BeyondReach`] unless the actor administers the org and all that the account reaches so far.
pub async fn add_grant(tx: &mut Tx, by: &Actor, ask: &ChangeGrant) -> Result<(), BoardError> {
    managed(tx, by, ask.account).await?;
    give(tx, by, ask.account, ask.role, ask.org).await
}

/// Takes a role away; it holds from the account's next request on.
///
/// # Errors
/// [`BoardError::BeyondReach`], [`BoardError::LastAdministrator`].
pub async fn remove_grant(tx: &mut Tx, by: &Actor, ask: &ChangeGrant) -> Result<(), BoardError> {
    managed(tx, by, ask.account).await?;
    let before = administrators(tx).await?;
    let text = "DELETE FROM account_grant WHERE tenant = $1 AND account = $2 AND role = $3 AND org = $4";
    let gone = tx.run(sql(text).bind(tx.tenant()).bind(ask.account).bind(ask.role.code()).bind(ask.org)).await?;
    if gone > 0 {
        note(tx, "account.ungrant", ask.account, ask.role, ask.org).await?;
    }
    keep_an_administrator(tx, before).await
}

/// What is granted to an account, by role.
pub async fn grants_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Granted>, BoardError> {
    Ok(of(tx, tx.tenant(), account).await?)
}

/// Writes a grant that the actor may give; of the account nothing is asked.
pub(super) async fn give(tx: &mut Tx, by: &Actor, account: AccountId, role: Role, org: OrgId) -> Result<(), BoardError> {
    grantable(tx, by, org).await?;
    let text = "INSERT INTO account_grant(tenant, account, role, org) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    if tx.run(sql(text).bind(tx.tenant()).bind(account).bind(role.code()).bind(org)).await? > 0 {
        note(tx, "account.grant", account, role, org).await?;
    }
    Ok(())
}

/// Notes that a role came or went.
async fn note(tx: &mut Tx, act: &'static str, account: AccountId, role: Role, org: OrgId) -> Result<(), BoardError> {
    let (user, org) = (super::get(tx, account).await?.user, orgs::get(tx, org).await?);
    let note = audit::account(act, account, &user).with("role", role.chinese());
    tx.note(note.with("org", org.name).with("org_id", org.id.to_string()));
    Ok(())
}

/// How many who can sign in administer the whole office.
pub(super) async fn administrators(tx: &mut Tx) -> Result<i64, BoardError> {
    let text = "SELECT count(*) FROM account_grant g JOIN account a ON a.tenant = g.tenant AND a.id = g.account \
                JOIN org o ON o.tenant = g.tenant AND o.id = g.org \
                WHERE g.tenant = $1 AND g.role = $2 AND o.number = $3 AND NOT a.disabled";
    let query = sql(text).bind(tx.tenant()).bind(Role::Administrator.code()).bind(ROOT);
    let (count,): (i64,) = tx.one(query).await?;
    Ok(count)
}

/// Refuses an act that takes the last of `before` administrators away: nobody could help the office then.
pub(super) async fn keep_an_administrator(tx: &mut Tx, before: i64) -> Result<(), BoardError> {
    if before > 0 && administrators(tx).await? == 0 { Err(BoardError::LastAdministrator) } else { Ok(()) }
}

const SELECT: &str = "SELECT g.account, g.role, g.org, o.name, o.path FROM account_grant g JOIN org o ON o.tenant = g.tenant AND o.id = g.org \
                      WHERE g.tenant = $1";

type GrantRow = (Uuid, String, Uuid, String, String);

fn read((_, role, org, org_name, path): GrantRow) -> Result<Granted, DbError> {
    let role = Role::from_code(&role).ok_or_else(|| DbError::Corrupt(format!("the role {role} is unknown")))?;
    Ok(Granted { role, org: OrgId(org), org_name, path })
}

pub(super) async fn of(tx: &mut Tx, tenant: TenantId, account: AccountId) -> Result<Vec<Granted>, DbError> {
    let query = sql(SELECT).bind(tenant).push(" AND g.account = $2 ORDER BY o.number, g.role").bind(account);
    tx.all::<GrantRow>(query).await?.into_iter().map(read).collect()
}

pub(super) async fn all(tx: &mut Tx) -> Result<HashMap<AccountId, Vec<Granted>>, DbError> {
    let query = sql(SELECT).bind(tx.tenant()).push(" ORDER BY o.number, g.role");
    let mut all: HashMap<AccountId, Vec<Granted>> = HashMap::new();
    for row in tx.all::<GrantRow>(query).await? {
        all.entry(AccountId(row.0)).or_default().push(read(row)?);
    }
    Ok(all)
}
