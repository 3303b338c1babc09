//! `yipanqi user …`: accounts.

use base::{AccountId, Actor, Note, Role, Tx};
use board::accounts::{self, Account, AddAccount, Granted};
use board::{BoardError, access, passwords};
use serde_json::json;

use super::init;
use crate::cli::UserCommand;
use crate::failure::Failure;
use crate::out::{self, Format};
use crate::site::Site;

pub async fn run(site: &Site, command: UserCommand, format: Format) -> Result<u8, Failure> {
    let by = site.actor().await?;
    match command {
        UserCommand::List => list(site, &by, format).await?,
        UserCommand::Add { user, name, role, org, password_stdin } => {
            let org = site.org(&by, org.as_deref()).await?;
            let roles =
                role.iter().map(|code| Role::from_code(code).ok_or_else(|| Failure::usage(format!("{code} is no role; see --help"))));
            let grants = roles.map(|role| Ok((role?, org.id))).collect::<Result<Vec<_>, Failure>>()?;
            let hash = if password_stdin { Some(accepted(&user)?) } else { None };
            let ask = AddAccount { user, name, person: None, hash, must_change: false, grants };
            let account = site.db.write(&by, &ask, accounts::add).await.map_err(Failure::usage)?;
            out::line(format_args!("{} may act for {}", account.user, org.name))?;
            if !password_stdin {
                reset(site, &by, account.id).await?;
            }
        }
        UserCommand::Disable { user } => {
            let account = find(site, &by, &user).await?;
            site.db.write(&by, &account.id, accounts::disable).await.map_err(Failure::usage)?;
            out::line(format_args!("{user} can no longer sign in"))?;
        }
        UserCommand::Enable { user } => {
            let account = find(site, &by, &user).await?;
            site.db.write(&by, &account.id, accounts::enable).await?;
            out::line(format_args!("{user} can sign in again"))?;
        }
        UserCommand::ResetSecond { user } => {
            let account = find(site, &by, &user).await?;
            site.db.write(&by, &account.id, accounts::second::reset).await?;
            out::line(format_args!("{user} signs in with the password and then sets up a second factor anew"))?;
        }
        UserCommand::Seal { yes } => seal(site, &by, yes).await?,
        UserCommand::Reset { user } => {
            let account = find(site, &by, &user).await?;
            reset(site, &by, account.id).await?;
        }
    }
    Ok(0)
}

fn accepted(user: &str) -> Result<String, Failure> {
    let password = init::password(true)?;
    passwords::accept_password(&password, user).map_err(Failure::usage)?;
    Ok(passwords::hash_password(&password)?)
}

async fn reset(site: &Site, by: &Actor, account: AccountId) -> Result<(), Failure> {
    let code = site.db.write(by, &account, accounts::reset).await?;
    out::line(format_args!("one-time code, good for 24 hours at /reset: {code}"))
}

/// Tells which roles give nothing because their seals do not fit, and seals them if asked to.
async fn seal(site: &Site, by: &Actor, yes: bool) -> Result<(), Failure> {
    let found = site.db.read(by, &(), unsound).await?;
    if found.is_empty() {
        return out::line(format_args!("every role is sealed as it should be"));
    }
    for (account, role, org) in found {
        out::line(format_args!("{account}\t{role}\t{org}"))?;
    }
    if yes {
        let sealed = site.db.write(by, &(), seal_all).await?;
        return out::line(format_args!("{sealed} roles sealed"));
    }
    out::line(format_args!("nothing was changed; --yes seals what stands above, so that it counts again"))
}

async fn seal_all(tx: &mut Tx, _: &Actor, (): &()) -> Result<usize, BoardError> {
    let sealed = accounts::seal_grants(tx).await?;
    tx.note(Note::new("account.seal").with("grants", sealed));
    Ok(sealed)
}

async fn unsound(tx: &mut Tx, _: &Actor, (): &()) -> Result<Vec<(String, String, String)>, BoardError> {
    let mut told = Vec::new();
    for (account, role, org) in accounts::unsound(tx).await? {
        told.push((accounts::get(tx, account).await?.user, role, board::orgs::get(tx, org).await?.name));
    }
    Ok(told)
}

/// The account of a user name.
pub async fn find(site: &Site, by: &Actor, user: &str) -> Result<Account, Failure> {
    let found = site.db.read(by, &user.to_owned(), by_user).await?;
    found.ok_or_else(|| Failure::usage(format!("there is no account {user}; see `yipanqi user list`")))
}

async fn by_user(tx: &mut Tx, _: &Actor, user: &String) -> Result<Option<Account>, BoardError> {
    accounts::by_user(tx, user).await
}

async fn all(tx: &mut Tx, by: &Actor, _: &()) -> Result<Vec<(Account, Vec<Granted>)>, BoardError> {
    accounts::list(tx, &access::scope(by, &access::SEEN)).await
}

async fn list(site: &Site, by: &Actor, format: Format) -> Result<(), Failure> {
    let accounts = site.db.read(by, &(), all).await?;
    if format == Format::Json {
        let row = |(account, grants): &(Account, Vec<Granted>)| {
            let roles: Vec<_> = grants.iter().map(|grant| json!({"role": grant.role.code(), "org": grant.org})).collect();
            json!({"user": account.user, "name": account.name, "disabled": account.disabled, "grants": roles})
        };
        return out::json(&json!({"accounts": accounts.iter().map(row).collect::<Vec<_>>()}));
    }
    for (account, grants) in accounts {
        let roles: Vec<_> = grants.iter().map(|grant| grant.role.code()).collect();
        let disabled = if account.disabled { " (disabled)" } else { "" };
        out::line(format_args!("{}\t{}\t{}{disabled}", account.user, account.name, roles.join(",")))?;
    }
    Ok(())
}
