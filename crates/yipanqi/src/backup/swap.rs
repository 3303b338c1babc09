//! Putting a new database and its evidence in the place of others: renames only, told beforehand by a small file, so that a process
//! that was killed between two of them is taken up by the next.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{BackupError, settle};

/// What is put in the place of what.
#[derive(Clone, Debug)]
pub struct Swap {
    database: PathBuf,
    evidence: PathBuf,
    /// Tells this swap's files from those of others.
    stamp: String,
}

/// A path with something behind its name.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

impl Swap {
    /// A swap that has not begun.
    pub fn new(database: &Path, evidence: &Path, stamp: &str) -> Swap {
        Swap { database: database.to_owned(), evidence: evidence.to_owned(), stamp: stamp.to_owned() }
    }

    /// Where the new database lies until it takes its place.
    pub fn new_database(&self) -> PathBuf {
        beside(&self.database, &format!(".new-{}", self.stamp))
    }

    /// Where the former one lies afterwards.
    pub fn kept_database(&self) -> PathBuf {
        beside(&self.database, &format!(".kept-{}", self.stamp))
    }

    /// The folder of the new evidence.
    pub fn new_evidence(&self) -> PathBuf {
        beside(&self.evidence, &format!(".new-{}", self.stamp))
    }

    /// The folder of the former evidence.
    pub fn kept_evidence(&self) -> PathBuf {
        beside(&self.evidence, &format!(".kept-{}", self.stamp))
    }

    /// Removes what was unpacked and shall not be used.
    pub fn forget(&self) {
        let new = self.new_database();
        for path in [beside(&new, "-wal"), beside(&new, "-shm"), new] {
            drop(fs::remove_file(path));
        }
        drop(fs::remove_dir_all(self.new_evidence()));
    }

    /// From here on it will be done, by this process or by the next.
    pub fn decide(&self) -> Result<(), BackupError> {
        let (told, aside) = (note(&self.database), beside(&self.database, ".swap-new"));
        let write = || {
            let mut file = fs::File::create(&aside)?;
            file.write_all(self.stamp.as_bytes())?;
            file.sync_all()?;
            fs::rename(&aside, &told)
        };
        write().map_err(BackupError::at(&told))?;
        settle(folder(&self.database))
    }

    /// Renames what has not been renamed yet. May be called again after any interruption.
    pub fn carry_out(&self) -> Result<(), BackupError> {
        let new = self.new_database();
        if new.exists() {
            rename_if_there(&self.database, &self.kept_database())?;
            // What the former database had not written home yet goes with it: left here, it would be read into the new one.
            rename_if_there(&beside(&self.database, "-wal"), &beside(&self.kept_database(), "-wal"))?;
            drop(fs::remove_file(beside(&self.database, "-shm")));
            rename_if_there(&new, &self.database)?;
        }
        if self.new_evidence().exists() {
            rename_if_there(&self.evidence, &self.kept_evidence())?;
            rename_if_there(&self.new_evidence(), &self.evidence)?;
        }
        settle(folder(&self.evidence))?;
        settle(folder(&self.database))?;
        fs::remove_file(note(&self.database)).map_err(BackupError::at(&self.database))?;
        settle(folder(&self.database))
    }
}

/// The swap of a database that was decided and is not done, if there is one.
pub fn pending(database: &Path, evidence: &Path) -> Option<Swap> {
    let stamp = fs::read_to_string(note(database)).ok()?;
    Some(Swap::new(database, evidence, &stamp))
}

fn note(database: &Path) -> PathBuf {
    beside(database, ".swap")
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn rename_if_there(from: &Path, to: &Path) -> Result<(), BackupError> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(BackupError::at(from)(error)),
        _ => Ok(()),
    }
}
