//! `yipanqi audit …`: walking the audit chain, and checkpoints of it.

use std::path::{Path, PathBuf};

use base::audit::{self, Break, Checkpoint, Report};
use base::{Actor, DbError, Tx};
use serde_json::json;

use crate::cli::AuditCommand;
use crate::failure::Failure;
use crate::out::{self, Format};
use crate::site::Site;

pub async fn run(site: &Site, command: &AuditCommand, format: Format) -> Result<u8, Failure> {
    match command {
        AuditCommand::Verify { checkpoint } => verify(site, checkpoint.as_deref(), format).await,
        AuditCommand::Checkpoint { file } => checkpoint(site, file.as_ref(), format).await,
    }
}

async fn verify(site: &Site, checkpoint: Option<&Path>, format: Format) -> Result<u8, Failure> {
    let checkpoint = checkpoint.map(read).transpose()?;
    let by = site.actor().await?;
    let bar = out::progress("walking the audit chain");
    let (report, unlike) = site.db.read(&by, &checkpoint, walk).await?;
    bar.finish_and_clear();
    let found: Vec<Break> = report.broken.iter().cloned().chain(unlike).collect();
    match format {
        Format::Json => {
            let broken = found.iter().map(|found| json!({"number": found.number, "flaw": found.flaw, "message": found.to_string()}));
            out::json(&json!({"rows": report.rows, "broken": broken.collect::<Vec<_>>()}))?;
        }
        Format::Text if found.is_empty() => out::line(format_args!("the audit chain of {} rows is whole", report.rows))?,
        Format::Text => {
            for found in &found {
                out::line(found)?;
            }
        }
    }
    Ok(u8::from(!found.is_empty()))
}

async fn walk(tx: &mut Tx, _: &Actor, checkpoint: &Option<Checkpoint>) -> Result<(Report, Option<Break>), DbError> {
    let report = audit::verify(tx).await?;
    let unlike = match checkpoint {
        Some(checkpoint) => audit::held_against(tx, checkpoint).await?,
        None => None,
    };
    Ok((report, unlike))
}

fn read(path: &Path) -> Result<Checkpoint, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| Failure::usage(format!("the checkpoint {shown} cannot be read: {error}")))?;
    serde_json::from_str(&text).map_err(|error| Failure::usage(format!("{shown} is no checkpoint: {error}")))
}

async fn checkpoint(site: &Site, file: Option<&PathBuf>, format: Format) -> Result<u8, Failure> {
    let by = site.actor().await?;
    let found = site.db.read(&by, &(), async |tx: &mut Tx, _: &Actor, (): &()| audit::head(tx).await).await?;
    let found = found.ok_or_else(|| Failure::usage("there is no audit chain in this database yet"))?;
    let text = serde_json::to_string(&found).map_err(|error| Failure::usage(error.to_string()))?;
    if let Some(file) = file {
        std::fs::write(file, format!("{text}\n"))
            .map_err(|error| Failure::usage(format!("{} cannot be written: {error}", file.display())))?;
        out::line(format_args!("row {} is kept in {}", found.number, file.display()))?;
        return Ok(0);
    }
    if format == Format::Json {
        out::line(text)?;
    } else {
        let Checkpoint { office, number, digest, at, seal } = found;
        out::line(format_args!("office {office}\nrow    {number}\nat     {at}\ndigest {digest}\nseal   {seal}"))?;
    }
    Ok(0)
}
