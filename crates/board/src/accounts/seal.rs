//! What proves that a role was given by this program: a row that somebody wrote into the database gives nothing.

use base::{AccountId, DbError, OrgId, Ran, TenantId, Tx, sql};
use uuid::Uuid;

/// The step of the board's migrations from which on grants are sealed; those from before are sealed with it.
pub const SEALED_SINCE: Ran = Ran("board", 9);

/// The seal of a grant.
pub(super) fn of(tx: &Tx, tenant: TenantId, account: AccountId, role: &str, org: OrgId) -> Vec<u8> {
    tx.proof("board.grant", &format!("{}|{account}|{role}|{org}", tenant.0))
}

/// Whether a seal is this grant's.
pub(super) fn fits(tx: &Tx, tenant: TenantId, account: AccountId, role: &str, org: OrgId, seal: &[u8]) -> bool {
    // Who could use the time that a comparison takes can read the table already.
    of(tx, tenant, account, role, org) == seal
}

/// A grant whose seal does not fit: account, role, org.
pub type Unsound = (AccountId, String, OrgId);

/// The grants that give nothing, because their seals do not fit: written past the program, or sealed with another key.
pub async fn unsound(tx: &mut Tx) -> Result<Vec<Unsound>, DbError> {
    let text = "SELECT account, role, org, seal FROM account_grant WHERE tenant = $1 ORDER BY account, role, org";
    let rows: Vec<(Uuid, String, Uuid, Vec<u8>)> = tx.all(sql(text).bind(tx.tenant())).await?;
    let rows = rows.into_iter().map(|(account, role, org, seal)| (AccountId(account), role, OrgId(org), seal));
    let bad = rows.filter(|(account, role, org, seal)| !fits(tx, tx.tenant(), *account, role, *org, seal));
    Ok(bad.map(|(account, role, org, _)| (account, role, org)).collect())
}

/// Seals every grant whose seal does not fit, on the word of whoever runs the program: with the upgrade that brings seals, and after the
/// key was lost; the caller notes it. How many there were.
pub async fn seal_grants(tx: &mut Tx) -> Result<usize, DbError> {
    let all = unsound(tx).await?;
    for (account, role, org) in &all {
        let seal = of(tx, tx.tenant(), *account, role, *org);
        let text = "UPDATE account_grant SET seal = $5 WHERE tenant = $1 AND account = $2 AND role = $3 AND org = $4";
        tx.run(sql(text).bind(tx.tenant()).bind(*account).bind(role.as_str()).bind(*org).bind(seal).scratch()).await?;
    }
    Ok(all.len())
}
