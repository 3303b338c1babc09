//! 账号: who signs in, what they may do where, their sessions. Who may manage whom is the board's rule (`board::accounts`).

use base::{AccountId, Actor, Note, OrgId, PersonId, Role, Tx};
use board::accounts::{self, Account, AddAccount, ChangeGrant, CorrectAccount, Granted};
use board::people::Person;
use board::sessions::{self, Session};
use board::{BoardError, access};
use norms::Instant;

use super::named;
use super::people::person_for;
use crate::{OrgError, rights, rules, store};

/// An account as lists show it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The account.
    pub account: Account,
    /// What is granted to it.
    pub grants: Vec<Granted>,
    /// How many sessions stand, and when the latest was used.
    pub sessions: Option<(i64, Instant)>,
}

/// The accounts that somebody manages.
pub async fn list(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<Listed>, OrgError> {
    let scope = access::scope(by, &rights::ACCOUNTS_READ);
    let mut used = store::sessions_by_account(tx).await?;
    let accounts = accounts::list(tx, &scope).await?;
    Ok(accounts.into_iter().map(|(account, grants)| Listed { sessions: used.remove(&account.id), account, grants }).collect())
}

/// Everything the page of one account shows.
#[derive(Clone, Debug)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// What is granted to it.
    pub grants: Vec<Granted>,
    /// Its standing sessions.
    pub sessions: Vec<Session>,
    /// Whose it is, if the reader may see them.
    pub person: Option<Person>,
    /// How a form names that person: 张三/第一党支部.
    pub person_text: String,
    /// Whether the reader may give and take its roles now.
    pub gives: bool,
}

/// One account; one that the actor does not manage is not there.
pub async fn open(tx: &mut Tx, by: &Actor, id: &AccountId) -> Result<AccountView, OrgError> {
    let scope = access::scope(by, &rights::ACCOUNTS_READ);
    let found = accounts::list(tx, &scope).await?.into_iter().find(|(account, _)| account.id == *id);
    let (account, grants) = found.ok_or(BoardError::NoAccount)?;
    let sessions = sessions::list(tx, account.tenant, account.id).await?;
    let mut person = None;
    let mut person_text = String::new();
    if let Some(id) = account.person
        && let Ok((found, org)) = person_for(tx, by, &rights::PEOPLE_READ, id).await
    {
        person_text = format!("{}/{}", found.entry.name, org.name);
        person = Some(found);
    }
    let gives = gives(tx, by, &()).await? && !(accounts::separated(tx).await? && by.account == Some(*id));
    Ok(AccountView { account, grants, sessions, person, person_text, gives })
}

/// Whether the actor may give roles at all now.
pub async fn gives(tx: &mut Tx, by: &Actor, (): &()) -> Result<bool, OrgError> {
    Ok(accounts::gives(tx, by).await?)
}

/// How a form names a person of the roster: name and org.
pub async fn person_text(tx: &mut Tx, by: &Actor, id: &PersonId) -> Result<(String, String), OrgError> {
    let (person, org) = person_for(tx, by, &rights::PEOPLE_READ, *id).await?;
    Ok((person.entry.name.to_string(), format!("{}/{}", person.entry.name, org.name)))
}

/// The person whom a field names as 张三 or 张三/第一党支部; nobody for an empty one.
async fn person_named(tx: &mut Tx, by: &Actor, text: &str) -> Result<Option<PersonId>, OrgError> {
    let (name, org) = rules::name_and_org(text);
    if name.is_empty() {
        return Ok(None);
    }
    let org = match org {
        Some(org) => Some(named(tx, by, &rights::PEOPLE_READ, "person", org).await?.id),
        None => None,
    };
    let mut seen = Vec::new();
    for person in board::people::find_named(tx, org, name).await? {
        if let Ok((person, org)) = person_for(tx, by, &rights::PEOPLE_READ, person.id).await {
            seen.push((person.id, org.name));
        }
    }
    match seen.as_slice() {
        [(id, _)] => Ok(Some(*id)),
        [] => Err(OrgError::invalid("person", "花名册中没有这个人。请先登记人员，或不填此项。", "nobody of that name is in reach")),
        several => {
            let orgs: Vec<&str> = several.iter().map(|(_, org)| org.as_str()).collect();
            let chinese = format!("有{}位同名人员（{}），请写成“{name}/组织名称”。", several.len(), orgs.join("、"));
            Err(OrgError::invalid("person", chinese, "several people have that name; add the org"))
        }
    }
}

/// 开设账号.
#[derive(Clone, Debug)]
pub struct OpenAccount {
    /// The user name.
    pub user: String,
    /// The name that is shown.
    pub name: String,
    /// Whose it is: 张三, 张三/第一党支部, or empty.
    pub person: String,
    /// The first role and on which org (id, code or name); none where somebody else gives roles.
    pub grant: Option<(Role, String)>,
}

/// Opens an account and makes its first one-time code, which is told here and nowhere else. Sent twice, it is one account; the second
/// code holds then.
pub async fn open_account(tx: &mut Tx, by: &Actor, ask: &OpenAccount) -> Result<(Account, String), OrgError> {
    let grants = match &ask.grant {
        Some((role, org)) => vec![(*role, named(tx, by, &rights::GRANTS, "org", org).await?.id)],
        None => Vec::new(),
    };
    let person = person_named(tx, by, &ask.person).await?;
    let account = match waiting(tx, ask).await? {
        Some(there) => there,
        None => {
            let ask = AddAccount { user: ask.user.clone(), name: ask.name.clone(), person, hash: None, must_change: true, grants };
            accounts::add(tx, by, &ask).await?
        }
    };
    let code = accounts::reset(tx, by, &account.id).await?;
    Ok((account, code))
}

/// The same account, opened before by the same form and never used: a repeat.
async fn waiting(tx: &mut Tx, ask: &OpenAccount) -> Result<Option<Account>, OrgError> {
    let Some(there) = accounts::by_user(tx, &ask.user).await? else { return Ok(None) };
    let unused = !there.disabled && there.name == ask.name && accounts::password_hash(tx, there.id).await?.is_none();
    Ok(unused.then_some(there))
}

/// 更正.
#[derive(Clone, Debug)]
pub struct Correct {
    /// Which account.
    pub account: AccountId,
    /// The name that is shown.
    pub name: String,
    /// Whose it is, as in [`OpenAccount`].
    pub person: String,
}

/// Corrects the name that is shown and the person.
pub async fn correct(tx: &mut Tx, by: &Actor, ask: &Correct) -> Result<Account, OrgError> {
    let seen = open(tx, by, &ask.account).await?;
    // A person whom the actor may not see stands in no form, so an empty field does not take them away.
    let hidden = seen.account.person.filter(|_| seen.person.is_none() && ask.person.is_empty());
    let person = match hidden {
        Some(person) => Some(person),
        None if ask.person == seen.person_text => seen.account.person,
        None => person_named(tx, by, &ask.person).await?,
    };
    Ok(accounts::correct(tx, by, &CorrectAccount { account: ask.account, name: ask.name.clone(), person }).await?)
}

/// 停用: ends its sessions too. Nobody locks themselves out.
pub async fn disable(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<Account, OrgError> {
    visible(tx, by, *account).await?;
    if by.account == Some(*account) {
        return Err(OrgError::invalid(
            "account",
            "不能停用自己正在使用的账号，请由另一位管理员操作。",
            "nobody disables their own account",
        ));
    }
    Ok(accounts::disable(tx, by, account).await?)
}

/// 启用.
pub async fn enable(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<Account, OrgError> {
    visible(tx, by, *account).await?;
    Ok(accounts::enable(tx, by, account).await?)
}

/// 重置密码: a one-time code, told here and nowhere else.
pub async fn reset(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<(Account, String), OrgError> {
    let account = visible(tx, by, *account).await?;
    if account.disabled {
        return Err(OrgError::invalid("account", "账号已停用，请先启用再重置密码。", "the account is disabled; enable it first"));
    }
    let code = accounts::reset(tx, by, &account.id).await?;
    Ok((account, code))
}

/// 重置两步验证: the phone or the card is lost; the next sign-in sets up anew.
pub async fn reset_second(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<Account, OrgError> {
    visible(tx, by, *account).await?;
    Ok(accounts::second::reset(tx, by, account).await?)
}

/// A role on an org. `org` is what the form's field says.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Whose.
    pub account: AccountId,
    /// Which role.
    pub role: Role,
    /// On which org: id, code or name.
    pub org: String,
}

/// 授予角色.
pub async fn grant(tx: &mut Tx, by: &Actor, ask: &Grant) -> Result<(), OrgError> {
    visible(tx, by, ask.account).await?;
    let org = named(tx, by, &rights::GRANTS, "org", &ask.org).await?;
    if !org.stands() {
        return Err(BoardError::OrgClosed(org.name).into());
    }
    Ok(accounts::add_grant(tx, by, &ChangeGrant { account: ask.account, role: ask.role, org: org.id }).await?)
}

/// 收回角色.
pub async fn ungrant(tx: &mut Tx, by: &Actor, (account, role, org): &(AccountId, Role, OrgId)) -> Result<(), OrgError> {
    visible(tx, by, *account).await?;
    Ok(accounts::remove_grant(tx, by, &ChangeGrant { account: *account, role: *role, org: *org }).await?)
}

/// Ends one session of an account, named by its handle; `false` where it has none such.
pub async fn end_session(tx: &mut Tx, by: &Actor, (account, handle): &(AccountId, String)) -> Result<bool, OrgError> {
    let account = visible(tx, by, *account).await?;
    let ended = sessions::revoke(tx, account.tenant, account.id, handle).await?;
    if ended {
        tx.note(Note::new("account.end_session").on("account", account.id).with("user", account.user));
    }
    Ok(ended)
}

/// The account, if the actor manages it.
pub(super) async fn visible(tx: &mut Tx, by: &Actor, id: AccountId) -> Result<Account, OrgError> {
    let scope = access::scope(by, &rights::ACCOUNTS_READ);
    let found = accounts::list(tx, &scope).await?.into_iter().find(|(account, _)| account.id == id);
    Ok(found.ok_or(BoardError::NoAccount)?.0)
}
