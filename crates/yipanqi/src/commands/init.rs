//! `yipanqi init`: an office and its first administrator.

use std::io::{BufRead, IsTerminal, Write};

use base::{Actor, Role};
use board::accounts::{self, Account, AddAccount};
use board::office::{self, CreateOffice, Office};
use board::{BoardError, passwords};
use norms::{Day, Period};

use crate::cli::InitArgs;
use crate::failure::Failure;
use crate::out;
use crate::site::Site;

pub async fn run(site: Site, args: &InitArgs) -> Result<u8, Failure> {
    if !office::offices(&site.db).await?.is_empty() {
        return Err(Failure::usage("this database holds an office already; choose another with --database"));
    }
    let password = password(args.password_stdin)?;
    passwords::accept_password(&password, &args.admin).map_err(Failure::usage)?;
    let year = site.db.clock().today().year();
    let period = Period { from: Day::new(year, 1, 1)?, to: Day::new(year, 12, 31)? };
    let tenant = site.db.first_tenant().await?;
    let ask = Founding {
        office: CreateOffice { name: args.org.clone(), code: args.code.clone(), period },
        user: args.admin.clone(),
        name: args.admin_name.clone().unwrap_or_else(|| args.admin.clone()),
        hash: passwords::hash_password(&password)?,
    };
    let (office, _) = site.db.write(&Actor::system(tenant, "命令行"), &ask, found).await.map_err(Failure::usage)?;
    out::line(format_args!("{} is ready; sign in as {} after `yipanqi serve`", office.name, args.admin))?;
    Ok(0)
}

/// An office with its administrator.
pub struct Founding {
    pub office: CreateOffice,
    pub user: String,
    pub name: String,
    pub hash: String,
}

/// Makes both in one act: an office that nobody can administer is of no use.
pub async fn found(tx: &mut base::Tx, by: &Actor, ask: &Founding) -> Result<(Office, Account), BoardError> {
    let office = office::create(tx, by, &ask.office).await?;
    let account = AddAccount {
        user: ask.user.clone(),
        name: ask.name.clone(),
        person: None,
        hash: Some(ask.hash.clone()),
        must_change: false,
        // Who stands alone at first may do all; offices then give the steps of a report to different people.
        grants: [Role::Administrator, Role::Officer, Role::Checker, Role::Signer].map(|role| (role, office.root)).to_vec(),
    };
    let account = accounts::add(tx, by, &account).await?;
    Ok((office, account))
}

/// The password from standard input, or asked for without showing it.
pub fn password(from_input: bool) -> Result<String, Failure> {
    let input = std::io::stdin();
    let asking = !from_input && input.is_terminal();
    if !from_input && !asking {
        return Err(Failure::usage("there is no terminal to ask for a password; give it with --password-stdin"));
    }
    if asking {
        write!(std::io::stderr(), "Password (at least 12 characters; it is shown as you type): ")?;
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
