//! `yipanqi import`: a workbook in, or an import taken back.

use std::path::Path;

use base::{Actor, Clock};
use journal::JournalError;
use journal::import::{self as importing, BatchPage, Corrections, Import, Logged, Outcome, Undone};
use norms::classified::Mark;
use serde_json::json;
use sheet::{Limits, Profile, Recognition, Workbook};
use uuid::Uuid;

use crate::cli::{ImportArgs, ImportCommand};
use crate::config::Config;
use crate::failure::Failure;
use crate::out::{self, Format};
use crate::site::Site;

pub async fn run(config: Config, args: ImportArgs, format: Format) -> Result<u8, Failure> {
    match args.other {
        Some(ImportCommand::Undo { batch }) => undo(&Site::open(config, Clock::System).await?, batch).await,
        Some(ImportCommand::Remap { batch, profile, dry_run, make_missing, correct }) => {
            let site = Site::open(config, Clock::System).await?;
            let how = Import {
                make_missing: Some(make_missing),
                correct: correct.into(),
                rehearse: dry_run,
                ..remap(&site, batch, &profile).await?
            };
            ended(site.db.write_long(&site.actor().await?, &how, importing::import).await, format)
        }
        Some(ImportCommand::List) => list(&Site::open(config, Clock::System).await?, format).await,
        Some(ImportCommand::Template { file }) => template(&file),
        Some(ImportCommand::Profile { file }) => profile(&config, &file),
        None => {
            let file = args.file.clone().ok_or_else(|| Failure::usage("name the workbook to import"))?;
            import(Site::open(config.clone(), Clock::System).await?, &config, &file, &args, format).await
        }
    }
}

async fn import(site: Site, config: &Config, file: &Path, args: &ImportArgs, format: Format) -> Result<u8, Failure> {
    let bar = out::progress("reading the workbook");
    let book = read(config, file)?;
    let warnings = classified(&book, args.strict)?;
    let profile = args.profile.as_deref().map(read_profile).transpose()?;
    let by = site.actor().await?;
    let org = site.org(&by, args.org.as_deref()).await?;
    let ask = {
        let mut recognition = sheet::recognise(&book.workbook, profile.as_ref(), &importing::context(&book.name, site.db.clock().today()));
        recognition.warnings.extend(warnings);
        let make_missing = match (args.make_missing, args.no_make_missing) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        ask(&book, recognition, org.id, args, make_missing, &site)?
    };
    let ended = site.db.write_long(&by, &ask, importing::import).await;
    bar.finish_and_clear();
    let outcome = match &ended {
        Ok(outcome) => Some(outcome),
        Err(JournalError::Rehearsed(outcome) | JournalError::Findings(outcome)) => Some(&**outcome),
        Err(_) => None,
    };
    if let (Some(marked), Some(outcome)) = (&args.marked, outcome) {
        let copy = sheet::marked_copy(&book.workbook, &outcome.sheets)?;
        std::fs::write(marked, copy).map_err(|e| Failure::problem(format!("{} cannot be written: {e}", marked.display())))?;
    }
    self::ended(ended, format)
}

/// Another mapping for an earlier import.
async fn remap(site: &Site, batch: Uuid, profile: &Path) -> Result<Import, Failure> {
    let profile = read_profile(profile)?;
    let by = site.actor().await?;
    let of = site.db.read(&by, &batch, importing::batch).await?;
    let cells = site.db.read(&by, &batch, importing::kept_cells).await?;
    let cells = cells.ok_or_else(|| Failure::problem("no cells are kept of this import: it was undone, or made by an older version"))?;
    let book = sheet::kept(&cells).map_err(|e| Failure::problem(e.to_string()))?;
    let context = importing::context(&of.file, site.db.clock().today());
    Ok(Import {
        id: batch,
        recognition: sheet::recognise(&book, Some(&profile), &context),
        file: of.file,
        digest: of.digest,
        org: of.org,
        make_missing: None,
        again: false,
        correct: Corrections::No,
        strict: false,
        rehearse: false,
        cells: Vec::new(),
        remap: true,
        key: site.key.clone(),
    })
}

fn ended(ended: Result<Outcome, JournalError>, format: Format) -> Result<u8, Failure> {
    match ended {
        Ok(outcome) => told(&outcome, format),
        Err(JournalError::Rehearsed(outcome)) => told(&outcome, format),
        Err(JournalError::Findings(outcome)) => {
            told(&outcome, format)?;
            Err(Failure::problem("nothing was imported: rows were refused or warned about (--strict)"))
        }
        Err(error) => Err(error.into()),
    }
}

fn ask(
    book: &Book,
    recognition: Recognition,
    org: base::OrgId,
    args: &ImportArgs,
    make_missing: Option<bool>,
    site: &Site,
) -> Result<Import, Failure> {
    let cells = if args.dry_run { Vec::new() } else { importing::cells_to_keep(&book.workbook, &site.key, site.db.clock().today())? };
    Ok(Import {
        id: base::id::new_id(site.db.clock().now()),
        file: book.name.clone(),
        digest: book.digest.clone(),
        recognition,
        org,
        make_missing,
        again: args.again,
        correct: args.correct.into(),
        strict: args.strict,
        rehearse: args.dry_run,
        cells,
        remap: false,
        key: site.key.clone(),
    })
}

/// A workbook that was read, with its name and digest.
struct Book {
    name: String,
    digest: String,
    workbook: Workbook,
}

fn read(config: &Config, file: &Path) -> Result<Book, Failure> {
    let set = &config.limits;
    let limits = Limits {
        upload: set.upload_bytes,
        unpacked: set.unpacked_bytes,
        entries: set.unpacked_entries,
        depth: set.xml_depth,
        ..Limits::default()
    };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let shown = file.display();
    let size = std::fs::metadata(file).map_err(|e| Failure::usage(format!("{shown} cannot be read: {e}")))?.len();
    if size > limits.upload {
        return Err(Failure::problem(format!("{shown} is larger than {} MB; split it", limits.upload >> 20)));
    }
    let bytes = std::fs::read(file).map_err(|e| Failure::usage(format!("{shown} cannot be read: {e}")))?;
    let workbook = sheet::read(&bytes, &name, &limits).map_err(|e| Failure::problem(format!("{shown}: {e}")))?;
    Ok(Book { digest: sheet::digest(&bytes), name, workbook })
}

/// Classified matter is refused; internal matter is warned of, and refused under `--strict`.
fn classified(book: &Book, strict: bool) -> Result<Vec<sheet::Warning>, Failure> {
    let mut warnings = Vec::new();
    for marked in sheet::marks(&book.workbook) {
        let place = [marked.sheet.as_deref(), marked.cell.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let place = if place.is_empty() { "its header".to_owned() } else { place };
        match marked.mark {
            Mark::Classified(text) => {
                return Err(Failure::problem(format!(
                    "{} is marked “{text}” at {place}: this system is not for classified matter, nothing was read in",
                    book.name
                )));
            }
            Mark::Internal(text) if strict => {
                return Err(Failure::problem(format!(
                    "{} is marked “{text}” at {place}; without --strict it is imported with a warning",
                    book.name
                )));
            }
            Mark::Internal(text) => warnings.push(sheet::Warning {
                sheet: marked.sheet.unwrap_or_default(),
                cell: marked.cell,
                text: format!("the workbook is marked “{text}”; an officer decides whether it may be kept here"),
                chinese: format!("文件标有“{text}”，请确认可以存入本系统。"),
            }),
        }
    }
    Ok(warnings)
}

fn read_profile(file: &Path) -> Result<Profile, Failure> {
    let bytes = std::fs::read(file).map_err(|e| Failure::usage(format!("{} cannot be read: {e}", file.display())))?;
    let read = Profile::from_file(&bytes).map_err(|e| Failure::usage(format!("{}: {e}", file.display())))?;
    Ok(read.0)
}

fn told(outcome: &Outcome, format: Format) -> Result<u8, Failure> {
    match format {
        Format::Json => out::json(&outcome.json())?,
        Format::Text => text(outcome)?,
    }
    Ok(u8::from(outcome.has_findings()))
}

fn text(outcome: &Outcome) -> Result<(), Failure> {
    for sheet in &outcome.sheets {
        let metrics = sheet.metrics.join(" ");
        out::line(format_args!("{}: {} {metrics} {} of {} rows", sheet.name, state(sheet), sheet.accepted, sheet.rows))?;
        if let Some(why) = &sheet.why {
            out::line(format_args!("  {why}"))?;
        }
        for refused in &sheet.rejected {
            out::line(format_args!("  {} “{}” refused: {}", refused.cell, refused.value, refused.reason))?;
        }
        for skipped in sheet.skipped.iter().filter(|skipped| skipped.matters()) {
            out::line(format_args!("  row {} passed over: {}", skipped.row, skipped.why))?;
        }
        for total in sheet.totals.iter().filter(|total| !total.agrees) {
            out::line(format_args!("  {} states {}, the rows add up to {}", total.cell, hundredths(total.stated), hundredths(total.sum)))?;
        }
    }
    for made in &outcome.made {
        out::line(format_args!("made: {} {}", made.kind, made.name))?;
    }
    for warning in outcome.all_warnings() {
        out::line(format_args!("warning: {}", warning.line()))?;
    }
    let kept = outcome.batch.map_or("nothing was kept (dry run)".to_owned(), |batch| format!("batch {batch}"));
    if let Some(remapped) = &outcome.remapped {
        for (sheet, row) in &remapped.left {
            out::line(format_args!("{sheet} row {row}: its record was changed by a person since and is left as it is"))?;
        }
        out::line(format_args!("{} records unchanged, {} withdrawn", remapped.unchanged, remapped.withdrawn))?;
    }
    out::line(format_args!(
        "{} records, {} already there, {} corrected; {kept}",
        outcome.recorded, outcome.already_there, outcome.corrected
    ))
}

fn hundredths(n: i64) -> String {
    if n % 100 == 0 { (n / 100).to_string() } else { format!("{}.{:02}", n / 100, n.abs() % 100) }
}

async fn undo(site: &Site, batch: Uuid) -> Result<u8, Failure> {
    let by = site.actor().await?;
    let Undone { withdrawn, restored, left } = site.db.write_long(&by, &batch, importing::undo).await?;
    out::line(format_args!("{withdrawn} records withdrawn"))?;
    if restored + left > 0 {
        out::line(format_args!("{restored} corrections taken back, {left} left because their records changed since"))?;
    }
    Ok(0)
}

async fn list(site: &Site, format: Format) -> Result<u8, Failure> {
    let by: Actor = site.actor().await?;
    let batches = site.db.read(&by, &BatchPage { after: None, limit: 200 }, importing::batches).await?;
    if format == Format::Json {
        let row = |b: &Logged| json!({"batch": b.id, "file": b.file, "at": b.at, "by": b.who, "records": b.records, "undone": b.undone});
        out::json(&json!({"batches": batches.iter().map(row).collect::<Vec<_>>()}))?;
        return Ok(0);
    }
    for b in batches {
        let undone = if b.undone.is_some() { " undone" } else { "" };
        out::line(format_args!("{} {} {} {} records{undone}", b.id, b.at, b.file, b.records))?;
    }
    Ok(0)
}

fn template(file: &Path) -> Result<u8, Failure> {
    let bytes = sheet::template()?;
    std::fs::write(file, bytes).map_err(|e| Failure::problem(format!("{} cannot be written: {e}", file.display())))?;
    Ok(0)
}

fn profile(config: &Config, file: &Path) -> Result<u8, Failure> {
    let book = read(config, file)?;
    let context = sheet::Context { file_name: book.name.clone(), today: Some(Clock::System.today()), ..sheet::Context::default() };
    out::line(sheet::recognise(&book.workbook, None, &context).profile.to_toml())?;
    Ok(0)
}

fn state(sheet: &sheet::SheetReport) -> &'static str {
    match sheet.state {
        sheet::State::Recognised => "recognised",
        sheet::State::Unrecognised => "not recognised",
        sheet::State::Notes => "notes",
        sheet::State::Hidden => "hidden",
    }
}
