//! `yipanqi backup` and `yipanqi restore`.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use base::audit::AuditKey;
use base::{Clock, DatabaseUrl, Db, Options};
use board::personal::erasures::{self, Erasure};
use norms::Instant;
use serde_json::json;
use zeroize::Zeroizing;

use crate::backup::again;
use crate::backup::make::{self, Installation};
use crate::backup::restore::{Plan, Replaced};
use crate::cli::{BackupArgs, RestoreArgs};
use crate::compose;
use crate::config::Config;
use crate::failure::Failure;
use crate::health;
use crate::out::{self, Format};

/// `yipanqi backup FILE`
pub async fn run(config: &Config, args: &BackupArgs, format: Format) -> Result<u8, Failure> {
    let file = &args.file;
    if let DatabaseUrl::Sqlite(path) = config.url()?
        && !path.exists()
    {
        return Err(Failure::usage(format!("there is no database {}; name another with --database", path.display())));
    }
    let of = match phrase(args.with_keys, args.phrase_stdin)? {
        Some(phrase) => Installation::with_keys(config, &phrase)?,
        None => Installation::of(config)?,
    };
    let bar = out::progress("writing the backup and reading it back");
    let made = make::make(&of, file, Clock::System.now()).await?;
    bar.finish_and_clear();
    let key = config.key_path()?;
    if format == Format::Json {
        let (manifest, shown) = (&made.manifest, file.display().to_string());
        out::json(&json!({
            "file": shown, "bytes": made.bytes, "evidence": made.evidence, "made_at": manifest.made_at,
            "database": manifest.database, "program": manifest.program, "keys": args.with_keys,
        }))?;
    } else {
        out::line(format_args!("{}: {} bytes, {} files of evidence, read back and sound", file.display(), made.bytes, made.evidence))?;
        if args.with_keys {
            out::line("the keys are in it, under the pass phrase; keep the phrase apart from the backup, under lock")?;
        } else {
            out::line(format_args!("the key {} is not in it; keep a copy of it elsewhere, under lock", key.display()))?;
        }
    }
    Ok(0)
}

/// `yipanqi restore FILE`
pub async fn restore(config: &Config, args: &RestoreArgs, format: Format) -> Result<u8, Failure> {
    let phrase = phrase(args.with_keys, args.phrase_stdin)?;
    let bar = out::progress("reading the backup");
    let plan = Plan::of(config, &args.file, phrase.as_ref().map(|phrase| phrase.as_str()), Clock::System.now())?;
    bar.finish_and_clear();
    let (manifest, url) = (plan.manifest().clone(), config.url()?);
    let replaced = plan.replaced().await?;
    let says = format!("the backup of {} by yipanqi {}", manifest.made_at, manifest.program);
    let mut does = replaced.as_ref().map_or_else(|| format!("goes into {url}"), |replaced| replaces(&url, replaced));
    for key in plan.keys().paths() {
        does = format!("{does}; the key file {} comes out of the backup", key.display());
    }
    if !args.yes {
        agreed(&format!("{says} {does}"))?;
    } else if format == Format::Text {
        out::line(format_args!("{says} {does}"))?;
    }
    let bar = out::progress("restoring and recomputing the ledger");
    let (list, made_at) = (again::list(config, &url).await?, plan.made_at());
    let erased = AtomicUsize::new(0);
    let proof = async |url: &DatabaseUrl| {
        erased.store(proven(config, url, &list, made_at).await?, Ordering::Relaxed);
        Ok(())
    };
    let restored = plan.carry_out(proof).await?;
    let erased = erased.into_inner();
    bar.finish_and_clear();
    if format == Format::Json {
        return out::json(&json!({
            "database": url.to_string(), "made_at": manifest.made_at, "program": manifest.program, "evidence": restored.evidence,
            "replaced": replaced.as_ref().map(replaced_json), "erased_again": erased,
            "kept": restored.kept, "configuration": restored.settings,
        }))
        .map(|()| 0);
    }
    out::line(format_args!("{says} is in {url}; the ledger is clean"))?;
    if erased > 0 {
        out::line(format_args!("{erased} people who had been erased since were erased again"))?;
    }
    if let Some(kept) = &restored.kept {
        out::line(format_args!("what was there before is kept in {kept}; remove it when you no longer need it"))?;
    }
    if let Some(path) = &restored.settings {
        out::line(format_args!("its configuration is in {}, to be compared with yours", path.display()))?;
    }
    Ok(0)
}

/// Whether a database that was just restored is good: it is brought to this program's schema, who was erased since is erased again, and its
/// ledger is recomputed. How many were erased again.
async fn proven(config: &Config, url: &DatabaseUrl, list: &[Erasure], made_at: Instant) -> Result<usize, Failure> {
    // An older one begins its audit chain here, sealed by this installation's key.
    let options = Options { audit_key: AuditKey::open(&config.audit_key_path()?)?, ..Options::default() };
    let db = Db::open(url, &compose::migrations(), Clock::System, options).await?;
    let erased = erasures::reapply(&db, &compose::holders(), list, made_at).await;
    let found = health::differences(&db).await;
    db.close().await;
    let erased = erased?;
    match found?.first() {
        None => Ok(erased),
        Some(first) => Err(Failure::problem(format!("the ledger of the backup is not clean, nothing was replaced: {first}"))),
    }
}

/// What will be replaced, as somebody must know it before they agree.
fn replaces(url: &DatabaseUrl, replaced: &Replaced) -> String {
    let evidence = replaced.evidence;
    match replaced.holds {
        Some(holds) => format!(
            "replaces what is in {url}: {} postings and {evidence} files of evidence, the last act at {}; {} acts since the backup will not be there",
            holds.postings, holds.last, holds.since
        ),
        None => format!("replaces what is in {url}, which cannot be read, and {evidence} files of evidence"),
    }
}

fn replaced_json(replaced: &Replaced) -> serde_json::Value {
    let holds = replaced.holds;
    json!({
        "evidence": replaced.evidence, "postings": holds.map(|holds| holds.postings), "last": holds.map(|holds| holds.last.to_string()),
        "acts_since": holds.map(|holds| holds.since),
    })
}

/// The pass phrase, when there is to be one.
fn phrase(wanted: bool, from_input: bool) -> Result<Option<Zeroizing<String>>, Failure> {
    if !wanted {
        return Ok(None);
    }
    let input = std::io::stdin();
    if !from_input {
        if !input.is_terminal() {
            return Err(Failure::usage("there is no terminal to ask for the pass phrase; give it with --phrase-stdin"));
        }
        write!(std::io::stderr(), "Pass phrase (at least {} characters; it is shown as you type): ", base::phrase::LEAST)?;
    }
    let mut line = Zeroizing::new(String::new());
    input.lock().read_line(&mut line)?;
    Ok(Some(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned())))
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
