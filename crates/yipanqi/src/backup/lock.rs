//! Who works with a SQLite database: every process that opened it shares a lock beside it, and whoever puts another file in its place
//! must have it alone. The system gives a lock back when a process ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::BackupError;

/// How often somebody who waits looks again.
const AGAIN: Duration = Duration::from_millis(50);

/// A database in use, until this is dropped.
#[derive(Debug)]
pub struct InUse {
    file: File,
    path: PathBuf,
}

impl InUse {
    /// Shares the use of a database with other processes; waits while somebody has it alone.
    pub async fn share(database: &Path, patience: Duration) -> Result<InUse, BackupError> {
        let lock = InUse::open(database)?;
        lock.wait(File::try_lock_shared, patience).await?;
        Ok(lock)
    }

    /// Has the database alone.
    ///
    /// # Errors
    /// [`BackupError::InUse`] when another process still has it after this time.
    pub async fn alone(database: &Path, patience: Duration) -> Result<InUse, BackupError> {
        let lock = InUse::open(database)?;
        lock.wait(File::try_lock, patience).await?;
        Ok(lock)
    }

    fn open(database: &Path) -> Result<InUse, BackupError> {
        use std::os::unix::fs::OpenOptionsExt;
        let path = super::swap::beside(database, ".lock");
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(BackupError::at(folder))?;
        }
        let file = File::options().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        Ok(InUse { file: file.map_err(BackupError::at(&path))?, path: database.to_owned() })
    }

    async fn wait(&self, take: fn(&File) -> Result<(), TryLockError>, patience: Duration) -> Result<(), BackupError> {
        let mut waited = Duration::ZERO;
        loop {
            match take(&self.file) {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) if waited < patience => {
                    tokio::time::sleep(AGAIN).await;
                    waited += AGAIN;
                }
                Err(TryLockError::WouldBlock) => {
                    let shown = self.path.display();
                    let what = format!("{shown} is in use by another process of yipanqi; stop it, then try again");
                    return Err(BackupError::InUse(what));
                }
                Err(TryLockError::Error(error)) => return Err(BackupError::at(&self.path)(error)),
            }
        }
    }
}
