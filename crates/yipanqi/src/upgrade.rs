//! The upgrade of a database to this program's schema, as one act: a verified backup, then migrations and a look at the ledger in one
//! transaction. So whatever stops it, the database is either as it was or whole and in order; there is no step between to go back from.

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use base::audit::AuditKey;
use base::whole::{self, Standing, Turn};
use base::{Actor, Clock, DatabaseUrl, Db, Options, Ran, Tx};

use crate::backup::lock::InUse;
use crate::backup::make::{self, Installation};
use crate::backup::{BackupError, schedule, swap};
use crate::compose;
use crate::config::Config;
use crate::failure::Failure;
use crate::health;

/// How long a start waits for a restore or an upgrade that another process is about.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it looks meanwhile whether the other has upgraded the database.
const LOOK: Duration = Duration::from_millis(250);
/// How many backups from before upgrades are kept.
const KEPT: usize = 3;
/// How they are called.
const BEFORE: &str = "before-upgrade-";

/// Opens the database: an empty one is made, an older one is upgraded, a restore that was cut off is brought to its end.
///
/// # Errors
/// A sentence; then the database is as it was.
pub async fn open(config: &Config, clock: Clock) -> Result<(Db, Option<InUse>), Failure> {
    let url = config.url()?;
    let in_use = settled(config).await?;
    if !matches!(whole::standing(&url, &compose::migrations()).await?, Standing::Older(_)) {
        return Ok((connect(config, clock).await?, in_use));
    }
    let DatabaseUrl::Sqlite(path) = &url else {
        // Several processes may serve from one server: one of them makes the backup and migrates while the others wait.
        let turn = Turn::wait(&url).await?;
        if matches!(whole::standing(&url, &compose::migrations()).await?, Standing::Older(_)) {
            keep(config, &clock).await?;
        }
        let db = connect(config, clock).await?;
        turn.end().await?;
        return Ok((db, None));
    };
    // Nobody else may be at the file: not a second upgrade, nor a former program that does not know the new tables.
    drop(in_use);
    if let Some(_alone) = alone(&url, path).await? {
        keep(config, &clock).await?;
        connect(config, clock.clone()).await?.close().await;
    }
    let in_use = InUse::share(path, PATIENCE).await?;
    Ok((connect(config, clock).await?, Some(in_use)))
}

/// Has an older database alone; `None` when another process has upgraded it meanwhile, and may be at work with it already.
async fn alone(url: &DatabaseUrl, path: &Path) -> Result<Option<InUse>, Failure> {
    let mut waited = Duration::ZERO;
    loop {
        let alone = InUse::alone(path, LOOK).await;
        if !matches!(whole::standing(url, &compose::migrations()).await?, Standing::Older(_)) {
            return Ok(None);
        }
        match alone {
            Ok(alone) => return Ok(Some(alone)),
            Err(BackupError::InUse(_)) if waited < PATIENCE => waited += LOOK,
            Err(error) => return Err(error.into()),
        }
    }
}

async fn connect(config: &Config, clock: Clock) -> Result<Db, Failure> {
    let audit_key = AuditKey::open(&config.audit_key_path()?)?;
    let options = Options { connections: config.connections, audit_key, ..Options::default() };
    Db::open_checked(&config.url()?, &compose::migrations(), clock, options, in_order).await
}

/// Seals the roles that were given before roles were sealed; then whether an office's ledger says after the migration what its records
/// say.
async fn in_order(tx: &mut Tx, by: &Actor, ran: &[Ran]) -> Result<(), Failure> {
    if ran.contains(&board::accounts::SEALED_SINCE) {
        board::accounts::seal_grants(tx).await?;
    }
    match health::verify(tx, by, &()).await?.first() {
        None => Ok(()),
        Some(first) => Err(Failure::problem(format!(
            "the upgrade was taken back and the database is as it was, because its ledger is not clean: {first}; \
             go on with the former program, and look with its `ledger verify`"
        ))),
    }
}

/// The verified backup that stands before an upgrade.
async fn keep(config: &Config, clock: &Clock) -> Result<(), Failure> {
    if !config.backup.before_upgrade {
        return Ok(());
    }
    let folder = match &config.backup.folder {
        Some(folder) => folder.clone(),
        None => config.data()?.join("backups"),
    };
    let now = clock.now();
    let file: PathBuf = folder.join(format!("{BEFORE}{}.zip", schedule::stamp(now)));
    let no_backup = |why: String| {
        Failure::problem(format!(
            "the database was not upgraded, because no backup could be made before it: {why} (see backup.before_upgrade)"
        ))
    };
    let made = make::make(&Installation::of(config)?, &file, now).await.map_err(|error| no_backup(error.to_string()))?;
    tracing::info!(file = %file.display(), bytes = made.bytes, "backup before the upgrade");
    schedule::thin(&folder, BEFORE, KEPT)?;
    Ok(())
}

/// Takes a SQLite database into use, after a restore that was cut off between two steps was brought to its end.
async fn settled(config: &Config) -> Result<Option<InUse>, Failure> {
    let DatabaseUrl::Sqlite(path) = config.url()? else { return Ok(None) };
    whole::look(&path)?;
    let evidence = config.evidence()?;
    if swap::pending(&path, &evidence).is_some() {
        let _alone = InUse::alone(&path, PATIENCE).await?;
        // Another process may have done it while this one waited.
        if let Some(swap) = swap::pending(&path, &evidence) {
            swap.carry_out()?;
        }
    }
    Ok(Some(InUse::share(&path, PATIENCE).await?))
}
