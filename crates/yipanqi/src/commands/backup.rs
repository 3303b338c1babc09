//! `yipanqi backup` and `yipanqi restore`.

use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use base::audit::AuditKey;
use base::{Clock, DatabaseUrl, Db, Options};
use serde_json::json;

use crate::backup::make::{self, Installation};
use crate::backup::restore::Plan;
use crate::cli::RestoreArgs;
use crate::compose;
use crate::config::Config;
use crate::failure::Failure;
use crate::health;
use crate::out::{self, Format};

/// `yipanqi backup FILE`
pub async fn run(config: &Config, file: &Path, format: Format) -> Result<u8, Failure> {
    if let DatabaseUrl::Sqlite(path) = config.url()?
        && !path.exists()
    {
        return Err(Failure::usage(format!("there is no database {}; name another with --database", path.display())));
    }
    let bar = out::progress("writing the backup and reading it back");
    let made = make::make(&Installation::of(config)?, file, Clock::System.now()).await?;
    bar.finish_and_clear();
    let key = config.key_path()?;
    if format == Format::Json {
        let (manifest, shown) = (&made.manifest, file.display().to_string());
        out::json(&json!({
            "file": shown, "bytes": made.bytes, "evidence": made.evidence, "made_at": manifest.made_at,
            "database": manifest.database, "program": manifest.program, "keys": false,
        }))?;
    } else {
        out::line(format_args!("{}: {} bytes, {} files of evidence, read back and sound", file.display(), made.bytes, made.evidence))?;
        out::line(format_args!("the key {} is not in it; keep a copy of it elsewhere, under lock", key.display()))?;
    }
    Ok(0)
}

/// `yipanqi restore FILE`
pub async fn restore(config: &Config, args: &RestoreArgs, format: Format) -> Result<u8, Failure> {
    let bar = out::progress("reading the backup");
    let plan = Plan::of(config, &args.file, Clock::System.now())?;
    bar.finish_and_clear();
    let (manifest, url) = (plan.manifest().clone(), config.url()?);
    let replaces = plan.replaces().await?;
    let says = format!("the backup of {} by yipanqi {}", manifest.made_at, manifest.program);
    let does = if replaces { "replaces what is in" } else { "goes into" };
    if !args.yes {
        agreed(&format!("{says} {does} {url}"))?;
    }
    let bar = out::progress("restoring and recomputing the ledger");
    let restored = plan.carry_out(async |url: &DatabaseUrl| proven(config, url).await).await?;
    bar.finish_and_clear();
    if format == Format::Json {
        return out::json(&json!({
            "database": url.to_string(), "made_at": manifest.made_at, "program": manifest.program, "evidence": restored.evidence,
            "kept": restored.kept, "configuration": restored.settings,
        }))
        .map(|()| 0);
    }
    out::line(format_args!("{says} is in {url}; the ledger is clean"))?;
    if let Some(kept) = &restored.kept {
        out::line(format_args!("what was there before is kept in {kept}; remove it when you no longer need it"))?;
    }
    if let Some(path) = &restored.settings {
        out::line(format_args!("its configuration is in {}, to be compared with yours", path.display()))?;
    }
    Ok(0)
}

/// Whether a database that was just restored is good: it is brought to this program's schema, and its ledger is recomputed.
async fn proven(config: &Config, url: &DatabaseUrl) -> Result<(), Failure> {
    // An older one begins its audit chain here, sealed by this installation's key.
    let options = Options { audit_key: AuditKey::open(&config.audit_key_path()?)?, ..Options::default() };
    let db = Db::open(url, &compose::migrations(), Clock::System, options).await?;
    let found = health::differences(&db).await;
    db.close().await;
    match found?.first() {
        None => Ok(()),
        Some(first) => Err(Failure::problem(format!("the ledger of the backup is not clean, nothing was replaced: {first}"))),
    }
}

/// Asks at the terminal.
fn agreed(what: &str) -> Result<(), Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Failure::usage(format!("{what}; there is no terminal to ask, say --yes when that is meant")));
    }
    write!(std::io::stderr(), "{what}. Type yes to go on: ")?;
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    if line.trim() == "yes" { Ok(()) } else { Err(Failure::usage("nothing was replaced")) }
}
