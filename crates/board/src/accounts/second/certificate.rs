//! Client certificates (UKey): a proxy of ours asks the browser for one, checks it against the issuers that the office trusts, and names
//! it to us. What it names (a fingerprint, a serial number) is no secret: it counts because of who says it.

use base::{AccountId, Actor, DbError, TenantId, Tx, sql};

use super::{Account, managed, needs, own, store};
use crate::{BoardError, audit, sessions};

/// A certificate by its fingerprint or serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate(String);

impl Certificate {
    /// Reads what a proxy says or an administrator types: case, blanks and colons do not matter. None for what cannot name one.
    pub fn read(text: &str) -> Option<Certificate> {
        let text: String = norms::reading::fold(text).chars().filter(|c| !matches!(c, ':' | ' ' | '-')).collect();
        let good = (4..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        good.then(|| Certificate(text.to_ascii_lowercase()))
    }
}

/// Binds the certificate that the actor's own browser shows now.
///
/// # Errors
/// [`BoardError::CertificateTaken`].
pub async fn bind_own(tx: &mut Tx, by: &Actor, certificate: &Certificate) -> Result<(), BoardError> {
    let account = own(by)?;
    write(tx, account, certificate).await?;
    let digest = tx.veil(&certificate.0);
    tx.note(audit::own("second.bind_certificate", account).with("digest", digest));
    Ok(())
}

/// Binds a certificate that an administrator was told of.
///
/// # Errors
/// [`BoardError::CertificateTaken`], [`BoardError::BeyondReach`].
pub async fn bind(tx: &mut Tx, by: &Actor, (account, certificate): &(AccountId, Certificate)) -> Result<Account, BoardError> {
    let account = managed(tx, by, *account).await?;
    write(tx, account.id, certificate).await?;
    let digest = tx.veil(&certificate.0);
    tx.note(audit::account("second.bind_certificate_of", account.id, &account.user).with("digest", digest));
    Ok(account)
}

/// Ends the binding of the actor's own certificate.
///
/// # Errors
/// [`BoardError::SecondNeeded`] where it is the only second factor of roles that need one.
pub async fn end_own(tx: &mut Tx, by: &Actor, (): &()) -> Result<(), BoardError> {
    let account = super::super::get(tx, own(by)?).await?;
    if account.second.is_none() && needs(by) {
        return Err(BoardError::SecondNeeded);
    }
    tx.note(audit::own("second.end_certificate", account.id));
    Ok(clear(tx, account.id).await?)
}

async fn write(tx: &mut Tx, account: AccountId, certificate: &Certificate) -> Result<(), BoardError> {
    // Asked first, since a failed statement spoils a transaction of PostgreSQL; the index holds against two at once.
    let other = sql("SELECT CAST(1 AS BIGINT) FROM account WHERE certificate = $1 AND id <> $2").bind(&certificate.0).bind(account);
    if tx.optional::<(i64,)>(other).await?.is_some() {
        return Err(BoardError::CertificateTaken);
    }
    store::set_certificate(tx, account, Some(&certificate.0)).await?;
    Ok(sessions::end_steps(tx, tx.tenant(), account).await?)
}

pub(super) async fn clear(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    store::set_certificate(tx, account, None).await
}

/// Whether an account is bound to this certificate. Names its tenant itself.
pub(crate) async fn fits(tx: &mut Tx, tenant: TenantId, account: AccountId, certificate: &Certificate) -> Result<bool, DbError> {
    let query = sql("SELECT CAST(1 AS BIGINT) FROM account WHERE tenant = $1 AND id = $2 AND certificate = $3");
    Ok(tx.optional::<(i64,)>(query.bind(tenant).bind(account).bind(&certificate.0)).await?.is_some())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_certificate_is_the_same_however_it_is_written() {
        let one = Certificate::read("AB:CD:0F:12").unwrap();
        for text in ["abcd0f12", " ab cd 0f 12 ", "ＡＢＣＤ０Ｆ１２"] {
            assert_eq!(Certificate::read(text).unwrap(), one, "{text}");
        }
        for none in ["", "(null)", "abc", "NONE, nothing", "CN=a.b.c"] {
            assert_eq!(Certificate::read(none), None, "{none}");
        }
        assert_eq!(Certificate::read(&"a".repeat(129)), None);
    }
}
