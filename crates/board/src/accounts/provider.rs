//! Whose an account is at the provider of single sign-on. It is bound by its owner or by an administrator, never by a likeness of names
//! or addresses: what a provider says of somebody's mail is no proof of who they are here.

use base::{AccountId, Actor, DbError, Note, TenantId, Tx, sql};
use uuid::Uuid;

use super::{Account, managed};
use crate::{BoardError, audit, sessions};

/// Somebody as the provider names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Which provider.
    pub issuer: String,
    /// Its name for them: `sub`.
    pub subject: String,
}

/// Binds the actor's own account to whom the provider has just vouched for.
///
/// # Errors
/// [`BoardError::SubjectTaken`].
pub async fn bind_own(tx: &mut Tx, by: &Actor, subject: &Subject) -> Result<(), BoardError> {
    let account = by.account.ok_or(BoardError::NoAccount)?;
    write(tx, account, subject).await?;
    let note = said(tx, audit::own("account.bind_provider", account), subject);
    tx.note(note);
    Ok(())
}

/// Binds an account to a subject that an administrator was told of.
///
/// # Errors
/// [`BoardError::BadSubject`], [`BoardError::SubjectTaken`], [`BoardError::BeyondReach`].
pub async fn bind(tx: &mut Tx, by: &Actor, (account, subject): &(AccountId, Subject)) -> Result<Account, BoardError> {
    let account = managed(tx, by, *account).await?;
    let subject = Subject { issuer: subject.issuer.clone(), subject: subject.subject.trim().to_owned() };
    if subject.subject.is_empty() || subject.subject.chars().count() > 255 || subject.subject.chars().any(char::is_control) {
        return Err(BoardError::BadSubject);
    }
    write(tx, account.id, &subject).await?;
    let note = said(tx, audit::account("account.bind_provider_of", account.id, &account.user), &subject);
    tx.note(note);
    Ok(account)
}

/// What the audit keeps: the provider, and of the subject a keyed digest.
fn said(tx: &Tx, note: Note, subject: &Subject) -> Note {
    note.with("issuer", subject.issuer.as_str()).with("digest", tx.veil(&subject.subject))
}

async fn write(tx: &mut Tx, account: AccountId, subject: &Subject) -> Result<(), BoardError> {
    remove(tx, account, &subject.issuer).await?;
    let text = "INSERT INTO account_provider(tenant, account, issuer, subject, made) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let statement = sql(text).bind(tx.tenant()).bind(account).bind(&subject.issuer).bind(&subject.subject).bind(tx.now());
    if tx.run(statement).await? == 1 { Ok(()) } else { Err(BoardError::SubjectTaken) }
}

async fn remove(tx: &mut Tx, account: AccountId, issuer: &str) -> Result<bool, DbError> {
    let statement = sql("DELETE FROM account_provider WHERE tenant = $1 AND account = $2 AND issuer = $3").bind(tx.tenant());
    Ok(tx.run(statement.bind(account).bind(issuer)).await? == 1)
}

/// Ends the binding of the actor's own account.
pub async fn unbind_own(tx: &mut Tx, by: &Actor, issuer: &String) -> Result<(), BoardError> {
    let account = by.account.ok_or(BoardError::NoAccount)?;
    if remove(tx, account, issuer).await? {
        tx.note(audit::own("account.unbind_provider", account));
    }
    Ok(())
}

/// Ends an account's binding, and its sessions: one of them may have been opened by it.
///
/// # Errors
/// [`BoardError::BeyondReach`].
pub async fn unbind(tx: &mut Tx, by: &Actor, (account, issuer): &(AccountId, String)) -> Result<Account, BoardError> {
    let account = managed(tx, by, *account).await?;
    if remove(tx, account.id, issuer).await? {
        sessions::end_all(tx, account.tenant, account.id, None).await?;
        tx.note(audit::account("account.unbind_provider_of", account.id, &account.user));
    }
    Ok(account)
}

/// By which name the provider knows an account's owner, if it is bound.
pub async fn subject_of(tx: &mut Tx, account: AccountId, issuer: &str) -> Result<Option<String>, BoardError> {
    let query = sql("SELECT subject FROM account_provider WHERE tenant = $1 AND account = $2 AND issuer = $3").bind(tx.tenant());
    Ok(tx.optional::<(String,)>(query.bind(account).bind(issuer)).await?.map(|row| row.0))
}

/// Whose a subject is, of whatever office. Names its tenant itself.
pub(crate) async fn whose(tx: &mut Tx, subject: &Subject) -> Result<Option<(TenantId, AccountId)>, DbError> {
    let query = sql("SELECT tenant, account FROM account_provider WHERE issuer = $1 AND subject = $2");
    let row: Option<(i64, Uuid)> = tx.optional(query.bind(&subject.issuer).bind(&subject.subject)).await?;
    Ok(row.map(|(tenant, account)| (TenantId(tenant), AccountId(account))))
}
