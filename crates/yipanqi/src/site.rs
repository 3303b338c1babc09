//! An opened installation: database, key, office, and who the command line acts as.

use std::path::Path;

use base::secret::Key;
use base::{Actor, Clock, DatabaseUrl, Db, Tx};
use board::BoardError;
use board::office::{self, Office};
use board::orgs::{self, Org};
use board::people;
use norms::{Day, Instant, Period};

use crate::backup::lock::InUse;
use crate::backup::swap;
use crate::cli::Span;
use crate::config::Config;
use crate::failure::Failure;
use crate::upgrade;

/// What commands work with.
pub struct Site {
    /// The database.
    pub db: Db,
    /// The installation's key.
    pub key: Key,
    /// The configuration.
    pub config: Config,
    /// Keeps others from putting another database in this one's place.
    pub in_use: Option<InUse>,
}

impl Site {
    /// Opens a database that is there: a slip in its name should not leave an empty one behind.
    pub async fn open(config: Config, clock: Clock) -> Result<Site, Failure> {
        if let DatabaseUrl::Sqlite(path) = config.url()?
            && !path.exists()
            && swap::pending(&path, &config.evidence()?).is_none()
        {
            let shown = path.display();
            return Err(Failure::usage(format!(
                "there is no database {shown}; name another with --database, or make it with `yipanqi init`"
            )));
        }
        Site::make(config, clock).await
    }

    /// Opens the database (making and migrating it) and the key.
    pub async fn make(config: Config, clock: Clock) -> Result<Site, Failure> {
        let (db, in_use) = upgrade::open(&config, clock).await?;
        let key = key(&db, &config.key_path()?).await?;
        Ok(Site { db, key, config, in_use })
    }

    /// The program as an actor in the installation's office.
    pub async fn actor(&self) -> Result<Actor, Failure> {
        let tenant = office::first_tenant(&self.db).await?;
        Ok(Actor::system(tenant, "命令行"))
    }

    /// The office.
    pub async fn office(&self, by: &Actor) -> Result<Office, Failure> {
        Ok(self.db.read(by, &(), load_office).await?)
    }

    /// The org that a code or an exact name means; the office without one.
    pub async fn org(&self, by: &Actor, code: Option<&str>) -> Result<Org, Failure> {
        self.db.read(by, &code.map(str::to_owned), find_org).await.map_err(Failure::usage)
    }

    /// The period of a command.
    pub async fn period(&self, by: &Actor, span: &Span) -> Result<Period, Failure> {
        let current = self.office(by).await?.period;
        let to = span.to.as_deref().map_or(Ok(current.to), day)?;
        let first = Day::new(current.to.year(), 1, 1).unwrap_or(current.from);
        let from = span.from.as_deref().map_or(Ok(first.min(to)), day)?;
        Period::new(from, to).ok_or_else(|| Failure::usage(format!("the period ends on {to}, before it begins on {from}")))
    }

    /// The posting number that a command's `--as-of` means.
    pub async fn as_of(&self, by: &Actor, span: &Span) -> Result<Option<i64>, Failure> {
        let Some(text) = &span.as_of else { return Ok(None) };
        let instant = match text.parse::<Day>() {
            // The end of a day is the last instant before the next begins.
            Ok(day) => day.end().plus_micros(-1),
            Err(_) => text
                .parse::<Instant>()
                .map_err(|_| Failure::usage(format!("{text} is neither a day (2022-06-30) nor an instant (2022-06-30T08:00:00Z)")))?,
        };
        Ok(Some(self.db.read(by, &instant, number_at).await?))
    }
}

/// The installation's keys. Where personal numbers are encrypted already, a key file that is lost is not made anew, and one that does not
/// open them is refused: whatever was written under it would be lost with the right one back.
async fn key(db: &Db, path: &Path) -> Result<Key, Failure> {
    let vault = Key::vault_path(path);
    let sealed = people::any_sealed(db).await?;
    if let Some(lost) = [path, vault.as_path()].into_iter().find(|file| sealed.is_some() && !file.exists()) {
        let lost = lost.display();
        return Err(Failure::problem(format!(
            "the key file {lost} is missing, and personal numbers are encrypted; restore it from its copy"
        )));
    }
    let key = Key::open(path)?;
    if let Some(sealed) = sealed
        && people::opens(&key, &sealed).is_err()
    {
        let vault = vault.display();
        return Err(Failure::problem(format!("the key file {vault} is not the one of this database; restore the right one from its copy")));
    }
    Ok(key)
}

/// A day as commands take it.
pub fn day(text: &str) -> Result<Day, Failure> {
    text.parse().map_err(Failure::usage)
}

async fn load_office(tx: &mut Tx, _: &Actor, (): &()) -> Result<Office, BoardError> {
    office::load(tx).await
}

async fn find_org(tx: &mut Tx, _: &Actor, code: &Option<String>) -> Result<Org, BoardError> {
    let Some(code) = code else { return orgs::root(tx).await };
    if let Some(org) = orgs::by_code(tx, code).await? {
        return Ok(org);
    }
    let mut named = orgs::find_named(tx, code).await?;
    if named.len() == 1 { Ok(named.remove(0)) } else { Err(BoardError::NoOrgCode(code.clone())) }
}

async fn number_at(tx: &mut Tx, _: &Actor, instant: &Instant) -> Result<i64, ledger::LedgerError> {
    ledger::number_at(tx, *instant).await
}
