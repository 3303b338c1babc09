//! 登录方式: what an account may sign in with beside its password, bound and unbound by who manages it.

use base::{AccountId, Actor, Tx};
use board::accounts::provider::{self, Subject};
use board::accounts::second::certificate::{self, Certificate};
use board::accounts::{self, Account};

use super::accounts::visible;
use crate::OrgError;

/// What an account is bound to.
#[derive(Clone, Debug)]
pub struct Ways {
    /// The account.
    pub account: Account,
    /// By which name the provider knows its owner.
    pub subject: Option<String>,
}

/// What an account is bound to; one that the actor does not manage is not there. `issuer` is the provider's, where there is one.
pub async fn ways(tx: &mut Tx, by: &Actor, (id, issuer): &(AccountId, Option<String>)) -> Result<Ways, OrgError> {
    visible(tx, by, *id).await?;
    let account = accounts::get(tx, *id).await?;
    let subject = match issuer {
        Some(issuer) => provider::subject_of(tx, *id, issuer).await?,
        None => None,
    };
    Ok(Ways { account, subject })
}

/// Binds an account to somebody at the provider.
pub async fn bind_provider(tx: &mut Tx, by: &Actor, ask: &(AccountId, Subject)) -> Result<Account, OrgError> {
    visible(tx, by, ask.0).await?;
    Ok(provider::bind(tx, by, ask).await?)
}

/// Ends that, and the account's sessions.
pub async fn unbind_provider(tx: &mut Tx, by: &Actor, ask: &(AccountId, String)) -> Result<Account, OrgError> {
    visible(tx, by, ask.0).await?;
    Ok(provider::unbind(tx, by, ask).await?)
}

/// Binds an account to a client certificate.
pub async fn bind_certificate(tx: &mut Tx, by: &Actor, ask: &(AccountId, Certificate)) -> Result<Account, OrgError> {
    visible(tx, by, ask.0).await?;
    Ok(certificate::bind(tx, by, ask).await?)
}
