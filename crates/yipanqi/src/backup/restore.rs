//! Putting a backup in the place of what is there: everything that can be wrong is found first, the new database is whole and proven
//! before the former one steps aside, and the former one is kept.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base::{DatabaseUrl, whole};
use norms::Instant;

use super::container::{self, Reader};
use super::keys::{self, ToPut};
use super::manifest::{Kind, Manifest};
use super::swap::{self, Swap};
use super::{BackupError, lock::InUse, postgres};
use crate::compose;
use crate::config::Config;
use crate::failure::Failure;

/// How long a restore waits for other processes to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// A backup that may be restored here.
pub struct Plan {
    reader: Reader<std::io::BufReader<std::fs::File>>,
    url: DatabaseUrl,
    evidence: PathBuf,
    stamp: String,
    keys: ToPut,
}

/// What is there before a restore.
#[derive(Clone, Debug, Default)]
pub struct Replaced {
    /// What the database holds; none when it cannot be read.
    pub holds: Option<whole::Holds>,
    /// How many files of evidence there are.
    pub evidence: usize,
}

/// What became of what was there before.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Where the former database is kept; none when there was none.
    pub kept: Option<String>,
    /// How many files of evidence there are now.
    pub evidence: usize,
    /// Where the backup's configuration was put, to be compared.
    pub settings: Option<PathBuf>,
}

impl Plan {
    /// Reads the backup from end to end and holds it against this program, this database and this key.
    ///
    /// # Errors
    /// A sentence for whatever stands against it. Nothing was touched.
    pub fn of(config: &Config, file: &Path, phrase: Option<&str>, now: Instant) -> Result<Plan, Failure> {
        let mut reader = container::open(file)?;
        let sealed = reader.text(keys::MEMBER)?;
        let manifest = &reader.manifest;
        let steps: Vec<whole::Step> = manifest.schema.iter().map(|s| (s.room.clone(), s.step, s.digest.clone())).collect();
        whole::fits(&steps, &compose::migrations()).map_err(|error| BackupError::Newer {
            file: file.display().to_string(),
            version: manifest.program.clone(),
            why: error.to_string(),
        })?;
        let url = config.url()?;
        match (manifest.database, &url) {
            (Kind::Sqlite, DatabaseUrl::Sqlite(path)) => whole::look(path)?,
            (Kind::Postgres, DatabaseUrl::Postgres(_)) => {}
            (Kind::Sqlite, _) => {
                return Err(Failure::usage(format!("{} holds a SQLite database; name one with --database", file.display())));
            }
            (Kind::Postgres, _) => {
                return Err(Failure::usage(format!("{} holds a PostgreSQL database; name one with --database", file.display())));
            }
        }
        let opened = match (phrase, sealed) {
            (Some(phrase), Some(sealed)) => Some(keys::opened(&sealed, phrase)?),
            (Some(_), None) => return Err(Failure::usage(format!("{} holds no keys; leave --with-keys out", file.display()))),
            (None, _) => None,
        };
        let keys = keys::needed(manifest, config, opened.as_ref())?;
        // To the millisecond: what an earlier restore has kept is never overwritten.
        let stamp: String = now.to_string().chars().filter(char::is_ascii_digit).take(17).collect();
        Ok(Plan { url, evidence: config.evidence()?, stamp, reader, keys })
    }

    /// What the backup says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.reader.manifest
    }

    /// When it was made.
    pub fn made_at(&self) -> Instant {
        self.manifest().made_at.parse().unwrap_or(Instant::from_micros(0))
    }

    /// Whether there is a database that will step aside.
    pub async fn replaces(&self) -> Result<bool, Failure> {
        Ok(match &self.url {
            DatabaseUrl::Sqlite(path) => path.exists(),
            DatabaseUrl::Postgres(_) => !whole::steps(&self.url).await?.is_empty(),
        })
    }

    /// The key files that will come out of the backup.
    pub fn keys(&self) -> &ToPut {
        &self.keys
    }

    /// What is there now and steps aside; none when there is nothing.
    ///
    /// # Errors
    /// The database's, when it cannot be asked at all.
    pub async fn replaced(&self) -> Result<Option<Replaced>, Failure> {
        if !self.replaces().await? {
            return Ok(None);
        }
        let made_at = self.made_at();
        // A damaged database is what backups are for: it is no reason not to restore.
        let holds = whole::holds(&self.url, made_at).await.ok();
        Ok(Some(Replaced { holds, evidence: files(&self.evidence) }))
    }

    /// Restores. `proven` says whether the new database is good; when it is not, everything stays as it was.
    ///
    /// # Errors
    /// A sentence; what was there is as it was.
    pub async fn carry_out(mut self, proven: impl AsyncFn(&DatabaseUrl) -> Result<(), Failure>) -> Result<Restored, Failure> {
        let replaces = self.replaces().await?;
        let place = match &self.url {
            DatabaseUrl::Sqlite(path) => path.clone(),
            // The evidence of a PostgreSQL installation is put in place by the same renames, without a database file.
            DatabaseUrl::Postgres(_) => swap::beside(&self.evidence, ".database"),
        };
        let _alone = InUse::alone(&place, PATIENCE).await?;
        let swap = Swap::new(&place, &self.evidence, &self.stamp);
        swap.forget();
        self.keys.put()?;
        let done = self.replace(&swap, &proven).await;
        if done.is_err() {
            swap.forget();
            self.keys.take_back();
        }
        let evidence = done?;
        let settings = self.settings(&place)?;
        let kept = replaces.then(|| match &self.url {
            DatabaseUrl::Sqlite(_) => swap.kept_database().display().to_string(),
            DatabaseUrl::Postgres(_) => format!("schema {}{}", postgres::KEPT, self.stamp),
        });
        Ok(Restored { kept, evidence, settings })
    }

    async fn replace(&mut self, swap: &Swap, proven: &impl AsyncFn(&DatabaseUrl) -> Result<(), Failure>) -> Result<usize, Failure> {
        let evidence = self.unpack_evidence(swap)?;
        let (member, new) = (self.reader.manifest.database.member(), swap.new_database());
        self.reader.unpack(member, &new)?;
        if let DatabaseUrl::Sqlite(_) = &self.url {
            whole::sound(&new).await?;
            proven(&DatabaseUrl::file(&new)).await?;
            if swap::beside(&new, "-wal").exists() {
                return Err(Failure::problem(format!("{} could not be closed; nothing was replaced", new.display())));
            }
        } else {
            postgres::readable(&new)?;
            let kept = format!("{}{}", postgres::KEPT, self.stamp);
            let others = whole::others(&self.url).await?;
            if others > 0 {
                let what = format!("{} is in use ({others} connections); stop every server of yipanqi, then try again", self.url);
                return Err(Failure::problem(what));
            }
            postgres::replace(&self.url, &new, &kept)?;
            if let Err(failure) = proven(&self.url).await {
                whole::step_back(&self.url, &kept).await?;
                return Err(failure);
            }
            drop(std::fs::remove_file(&new));
        }
        swap.decide()?;
        swap.carry_out()?;
        Ok(evidence)
    }

    fn unpack_evidence(&mut self, swap: &Swap) -> Result<usize, Failure> {
        let root = swap.new_evidence();
        std::fs::create_dir_all(&root).map_err(BackupError::at(&root))?;
        let names = self.reader.manifest.members.iter().map(|member| member.name.clone());
        let names: Vec<String> = names.filter(|name| name.starts_with("evidence/")).collect();
        for name in &names {
            let inner = name.strip_prefix("evidence/").unwrap_or_default();
            self.reader.unpack(name, &root.join(inner))?;
        }
        Ok(names.len())
    }

    /// The configuration is put beside, to be compared: this machine's own may be right for it.
    fn settings(&mut self, place: &Path) -> Result<Option<PathBuf>, Failure> {
        let Some(text) = self.reader.text("yipanqi.toml")? else { return Ok(None) };
        let path = place.with_file_name(format!("yipanqi.toml.restored-{}", self.stamp));
        std::fs::write(&path, text).map_err(BackupError::at(&path))?;
        Ok(Some(path))
    }
}

/// How many files a folder holds, in all its folders.
fn files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let count = |entry: std::fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => files(&entry.path()),
        Ok(_) => 1,
        Err(_) => 0,
    };
    entries.filter_map(Result::ok).map(count).sum()
}
