//! 三员分立: 系统管理员, 安全保密管理员 and 安全审计员 are three people. One who opens accounts does not give roles, and neither of them
//! reads what the audit says of them. A small office begins with an administrator who gives roles too; from its first 安全保密管理员 on
//! only those do, and nobody at a page takes the last of them away again: that is done at the machine.

use base::{AccountId, Actor, DbError, Role, Tx, sql};

use super::GRANT;
use crate::orgs::ROOT;
use crate::{BoardError, access};

/// Whether roles are given by 安全保密管理员 alone: some who can sign in hold that role over the whole office.
pub async fn separated(tx: &mut Tx) -> Result<bool, DbError> {
    Ok(count(tx, Role::Security).await? > 0)
}

/// Whether the actor may give roles at all now.
pub async fn gives(tx: &mut Tx, by: &Actor) -> Result<bool, DbError> {
    Ok(access::holds(by, &GRANT) && (by.system || is_security(by) || !separated(tx).await?))
}

fn is_security(by: &Actor) -> bool {
    by.grants.iter().any(|grant| grant.role == Role::Security)
}

/// Whether the actor may give or take roles of this account now.
///
/// # Errors
/// [`BoardError::Separated`], [`BoardError::OwnRoles`].
pub(super) async fn may_grant(tx: &mut Tx, by: &Actor, account: AccountId) -> Result<(), BoardError> {
    if by.system || !separated(tx).await? {
        return Ok(());
    }
    if !is_security(by) {
        return Err(BoardError::Separated);
    }
    if by.account == Some(account) { Err(BoardError::OwnRoles) } else { Ok(()) }
}

/// Lets an account take up a role, if it is none of the three or the account holds no other of them.
///
/// # Errors
/// [`BoardError::Excluded`] with the one that it holds.
pub(super) async fn take_up(tx: &mut Tx, account: AccountId, role: Role) -> Result<(), BoardError> {
    if !role.is_power() {
        return Ok(());
    }
    let text = "INSERT INTO account_power(tenant, account, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    tx.run(sql(text).bind(tx.tenant()).bind(account).bind(role.code())).await?;
    let (held,): (String,) =
        tx.one(sql("SELECT role FROM account_power WHERE tenant = $1 AND account = $2").bind(tx.tenant()).bind(account)).await?;
    if held == role.code() {
        return Ok(());
    }
    let held = Role::from_code(&held).map_or("", |held| held.chinese());
    Err(BoardError::Excluded(role.chinese(), held))
}

/// Lets an account that holds none of the three any longer take up another.
pub(super) async fn lay_down(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    let text = "DELETE FROM account_power WHERE tenant = $1 AND account = $2 \
                AND NOT EXISTS (SELECT 1 FROM account_grant g WHERE g.tenant = $1 AND g.account = $2 AND g.power IS NOT NULL)";
    tx.run(sql(text).bind(tx.tenant()).bind(account)).await?;
    Ok(())
}

/// How many who can sign in hold the roles that an office must not lose.
pub(super) struct Holders {
    administrators: i64,
    security: i64,
}

impl Holders {
    /// Counts them, before an act.
    pub(super) async fn count(tx: &mut Tx) -> Result<Holders, DbError> {
        Ok(Holders { administrators: count(tx, Role::Administrator).await?, security: count(tx, Role::Security).await? })
    }

    /// Refuses the act if it took the last of them away.
    ///
    /// # Errors
    /// [`BoardError::LastAdministrator`]: nobody could help the office then. [`BoardError::LastSecurity`], except at the machine itself.
    pub(super) async fn keep(&self, tx: &mut Tx, by: &Actor) -> Result<(), BoardError> {
        let after = Holders::count(tx).await?;
        if self.administrators > 0 && after.administrators == 0 {
            return Err(BoardError::LastAdministrator);
        }
        if self.security > 0 && after.security == 0 && !by.system { Err(BoardError::LastSecurity) } else { Ok(()) }
    }
}

/// How many who can sign in hold a role over the whole office.
async fn count(tx: &mut Tx, role: Role) -> Result<i64, DbError> {
    let text = "SELECT count(*) FROM account_grant g JOIN account a ON a.tenant = g.tenant AND a.id = g.account \
                JOIN org o ON o.tenant = g.tenant AND o.id = g.org \
                WHERE g.tenant = $1 AND g.role = $2 AND o.number = $3 AND NOT a.disabled";
    let (count,): (i64,) = tx.one(sql(text).bind(tx.tenant()).bind(role.code()).bind(ROOT)).await?;
    Ok(count)
}
