//! Evidence that was removed long ago goes for good, by itself, while the server is at work.

use std::path::PathBuf;
use std::time::Duration;

use base::{Actor, Db};
use board::evidence::{self, Files};
use board::office;

/// From one sweep to the next.
const EVERY: Duration = Duration::from_secs(24 * 3_600);
/// After a failure, and while there is no office yet.
const AGAIN: Duration = Duration::from_secs(900);
/// Bytes that nobody named are left for so long: an upload may be at work.
const UNUSED: Duration = Duration::from_secs(24 * 3_600);

/// Sweeps until the server ends.
pub async fn run(db: Db, folder: PathBuf) {
    let files = Files::new(folder);
    loop {
        let pause = match once(&db, &files).await {
            Ok(evidence::Swept { rows: 0, files: 0 }) => EVERY,
            Ok(swept) => {
                tracing::info!(rows = swept.rows, files = swept.files, "evidence removed long ago has gone for good");
                EVERY
            }
            Err(error) => {
                tracing::warn!(%error, "the sweep of evidence failed");
                AGAIN
            }
        };
        tokio::time::sleep(pause).await;
    }
}

async fn once(db: &Db, files: &Files) -> Result<evidence::Swept, board::BoardError> {
    let by = Actor::system(office::first_tenant(db).await?, "清理");
    evidence::sweep(db, &by, files, UNUSED).await
}
