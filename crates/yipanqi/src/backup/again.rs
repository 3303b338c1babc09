//! Whom a backup brings back though they were erased after it was made: they are erased again, before it takes the place of anything.

use base::audit::AuditKey;
use base::whole::{self, Standing};
use base::{Clock, DatabaseUrl, Db, Options};
use board::personal::erasures::{self, Erasure};

use crate::compose;
use crate::config::Config;
use crate::failure::Failure;

/// Everybody who was erased: the list beside the keys, and what the database that steps aside knows beyond it.
///
/// # Errors
/// A list that cannot be read stops the restore: without it people would come back who must not.
pub async fn list(config: &Config, url: &DatabaseUrl) -> Result<Vec<Erasure>, Failure> {
    let path = config.erasures_path()?;
    if let Err(failure) = brought_up_to_date(config, url).await {
        // The server brings the list up to date each minute; a database that is damaged has told what it could.
        tracing::warn!(failure = failure.message, "the database that steps aside could not be asked for erasures");
    }
    let shown = path.display();
    erasures::read(&path).map_err(|error| Failure::problem(format!("the list of erasures {shown} cannot be read: {error}")))
}

async fn brought_up_to_date(config: &Config, url: &DatabaseUrl) -> Result<(), Failure> {
    // One of an older schema would be upgraded by being opened.
    if whole::standing(url, &compose::migrations()).await? != Standing::Current {
        return Ok(());
    }
    let audit_key = AuditKey::open(&config.audit_key_path()?)?;
    let db = Db::open(url, &compose::migrations(), Clock::System, Options { audit_key, ..Options::default() }).await?;
    let written = erasures::write_down(&db, &config.erasures_path()?).await;
    db.close().await;
    written?;
    Ok(())
}
