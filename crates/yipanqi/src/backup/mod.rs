//! Backups: everything of an installation in one file, and back; its keys only where somebody asked for that, under a pass phrase.
//!
//! A backup is a zip that any tool opens: `manifest.json`, the database, the files of evidence, the configuration without what is
//! secret in it, and a note about the keys. The manifest says of every member how long it is and its SM3; the last 64 characters of
//! the file are the SM3 of all before them. So whatever was cut off or changed is found before anything is touched.

pub mod again;
pub mod container;
pub mod keys;
pub mod lock;
pub mod make;
pub mod manifest;
pub mod postgres;
pub mod restore;
pub mod schedule;
mod settings;
pub mod swap;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

use std::io;
use std::path::Path;

/// Why a backup cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// What the file holds is not what was written.
    #[error("{file} is damaged and was not used: {what}")]
    Damaged {
        /// Which file.
        file: String,
        /// What is wrong with it.
        what: String,
    },
    /// It is no backup.
    #[error("{0} is not a backup of yipanqi")]
    NotABackup(String),
    /// A newer program made it.
    #[error("{file} was made by a newer program ({version}): {why}")]
    Newer {
        /// Which file.
        file: String,
        /// The program's version.
        version: String,
        /// What this one does not know.
        why: String,
    },
    /// The file system refused.
    #[error("{path}: {cause}")]
    File {
        /// Which file or folder.
        path: String,
        /// What the system said.
        cause: io::Error,
    },
    /// Somebody else works with it.
    #[error("{0}")]
    InUse(String),
    /// A program beside ours is missing or refused.
    #[error("{0}")]
    Tool(String),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] base::DbError),
}

impl BackupError {
    /// The file system's refusal at this path.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError + use<> {
        let path = path.display().to_string();
        move |cause| match cause.kind() {
            io::ErrorKind::StorageFull => {
                BackupError::File { cause: io::Error::new(cause.kind(), "the disk is full; make room, nothing was replaced"), path }
            }
            _ => BackupError::File { path, cause },
        }
    }

    fn damaged(path: &Path, what: impl std::fmt::Display) -> BackupError {
        BackupError::Damaged { file: path.display().to_string(), what: what.to_string() }
    }
}

/// Makes what was renamed or removed in a folder last through a power cut.
pub fn settle(folder: &Path) -> Result<(), BackupError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(BackupError::at(folder))
}
