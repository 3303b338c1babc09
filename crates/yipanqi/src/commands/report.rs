//! `yipanqi report …`.

use std::path::Path;
use std::sync::Arc;

use base::{Actor, Tx};
use board::BoardError;
use norms::Period;
use paper::Fonts;
use report::actions::{self, Begin, Create, DiffAsk, Export, Exported, ListAsk, SignOpen};
use report::model::Step;
use serde_json::json;
use uuid::Uuid;

use super::accounts;
use crate::cli::ReportCommand;
use crate::compose;
use crate::failure::Failure;
use crate::out::{self, Format};
use crate::site::{Site, day};

pub async fn run(site: &Site, command: ReportCommand, format: Format) -> Result<u8, Failure> {
    match command {
        ReportCommand::Templates => templates(site, format).await,
        ReportCommand::New { template, from, to, org, user } => {
            let period = Period::new(day(&from)?, day(&to)?).ok_or_else(|| Failure::usage("the period ends before it begins"))?;
            new(site, template, period, org.as_deref(), user.as_deref(), format).await
        }
        ReportCommand::List => list(site, format).await,
        ReportCommand::Show { id } => show(site, id, format).await,
        ReportCommand::Sign { id, user } => sign(site, id, &user).await,
        ReportCommand::Diff { id } => diff(site, id, format).await,
        ReportCommand::Export { id, docx, pdf, trace } => export(site, id, docx.as_deref(), pdf.as_deref(), trace).await,
        ReportCommand::Verify { file } => verify(site, &file, format).await,
    }
}

async fn templates(site: &Site, format: Format) -> Result<u8, Failure> {
    let all = site.db.read(&site.actor().await?, &(), actions::all_templates).await?;
    if format == Format::Json {
        let one = |of: &actions::Offered| json!({"name": of.template.name, "title": of.template.label});
        out::json(&json!({"templates": all.iter().map(one).collect::<Vec<_>>()}))?;
        return Ok(0);
    }
    for of in all {
        out::line(format_args!("{}\t{}", of.template.name, of.template.label))?;
    }
    Ok(0)
}

async fn new(site: &Site, template: String, period: Period, org: Option<&str>, user: Option<&str>, format: Format) -> Result<u8, Failure> {
    let system = site.actor().await?;
    let org = site.org(&system, org).await?;
    let by = match user {
        Some(user) => signed_in(site, &system, user).await?,
        None => system,
    };
    let ask = Create { id: None, template, org: Some(org.id), period, cut_off: None, like: None };
    let report =
        site.db.write(&by, &Begin { create: ask, sources: Arc::new(compose::sources()) }, actions::begin).await.map_err(Failure::usage)?;
    match format {
        Format::Json => out::json(&json!({"id": report.id}))?,
        Format::Text => out::line(report.id)?,
    }
    Ok(0)
}

async fn list(site: &Site, format: Format) -> Result<u8, Failure> {
    let by = site.actor().await?;
    let ask = ListAsk { filter: actions::Filter::default(), after: None, limit: 500 };
    let list = site.db.read(&by, &ask, actions::list).await?;
    if format == Format::Json {
        out::json(&list)?;
        return Ok(0);
    }
    for report in list.reports {
        out::line(format_args!("{} {} {}", report.id, report.state, report.title))?;
    }
    Ok(0)
}

async fn show(site: &Site, id: Uuid, format: Format) -> Result<u8, Failure> {
    let by = site.actor().await?;
    let shown = site.db.read(&by, &id, actions::show).await?;
    if format == Format::Json {
        out::json(&shown)?;
        return Ok(0);
    }
    out::line(format_args!("{} ({}, {} to {})", shown.title, shown.state, shown.period.from, shown.period.to))?;
    for paragraph in &shown.paragraphs {
        out::line(paragraph)?;
    }
    Ok(0)
}

async fn sign(site: &Site, id: Uuid, user: &str) -> Result<u8, Failure> {
    let system = site.actor().await?;
    let by = signed_in(site, &system, user).await?;
    let ask = SignOpen { id, accept: Some("经命令行签发".into()) };
    let taken = site.db.write_long(&by, &ask, actions::sign_open).await?;
    let steps: Vec<&str> = taken.steps.iter().map(|step| english(*step)).collect();
    out::line(format_args!("{user} took: {}", steps.join(", ")))?;
    match taken.open {
        Some(step) => Err(Failure::problem(format!("{} is still open; {user} may not take it", english(step)))),
        None => Ok(0),
    }
}

/// Somebody as they are when they sign in.
async fn signed_in(site: &Site, system: &Actor, user: &str) -> Result<Actor, Failure> {
    let account = accounts::find(site, system, user).await?;
    let by = site.db.read(system, &account.id, actor).await?;
    by.ok_or_else(|| Failure::problem(format!("{user} is disabled and cannot act")))
}

async fn actor(tx: &mut Tx, _: &Actor, account: &base::AccountId) -> Result<Option<Actor>, BoardError> {
    board::accounts::actor(tx, *account).await
}

fn english(step: Step) -> &'static str {
    step.code()
}

async fn diff(site: &Site, id: Uuid, format: Format) -> Result<u8, Failure> {
    let by = site.actor().await?;
    let ask = DiffAsk { id, sources: Arc::new(compose::sources()) };
    let diff = site.db.read(&by, &ask, actions::diff).await?;
    if format == Format::Json {
        out::json(&diff)?;
    } else if diff.figures.is_empty() {
        out::line("nothing would differ today")?;
    } else {
        for line in &diff.figures {
            out::line(line)?;
        }
    }
    Ok(u8::from(diff.differs()))
}

async fn export(site: &Site, id: Uuid, docx: Option<&Path>, pdf: Option<&Path>, trace: bool) -> Result<u8, Failure> {
    if docx.is_none() && pdf.is_none() {
        return Err(Failure::usage("say where to: --docx FILE or --pdf FILE"));
    }
    let by = site.actor().await?;
    let ask = Export { id, trace, sources: Arc::new(compose::sources()) };
    let paper = site.db.read(&by, &ask, actions::paper).await?;
    site.db.write(&by, &Exported { id, correction: 0 }, actions::note_export).await?;
    let fonts = Fonts::beside(site.config.fonts.as_deref());
    if let Some(file) = docx {
        write(file, &actions::docx(&paper, &site.key, &fonts)?)?;
    }
    if let Some(file) = pdf {
        write(file, &actions::pdf(&paper, &fonts)?)?;
    }
    Ok(0)
}

/// Writes beside and renames, so that a full disk leaves no half document.
fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let aside = file.with_extension("part");
    let written = std::fs::write(&aside, bytes).and_then(|()| std::fs::rename(&aside, file));
    written.map_err(|error| {
        drop(std::fs::remove_file(&aside));
        Failure::problem(format!("{} cannot be written: {error}", file.display()))
    })
}

async fn verify(site: &Site, file: &Path, format: Format) -> Result<u8, Failure> {
    let bytes = std::fs::read(file).map_err(|e| Failure::usage(format!("{} cannot be read: {e}", file.display())))?;
    let mut checked = actions::verify_docx(&bytes, &site.key).map_err(|e| Failure::problem(format!("{}: {e}", file.display())))?;
    // What was corrected since is known only where the report is; a file can be checked by the key alone.
    if let Ok(by) = site.actor().await {
        checked.superseded = site.db.read(&by, &checked, actions::superseded).await?;
    }
    if format == Format::Json {
        out::json(&checked)?;
        return Ok(u8::from(!checked.agrees));
    }
    for finding in &checked.findings {
        out::line(&finding.english)?;
    }
    if checked.agrees {
        out::line("the document says what was signed")?;
    }
    for one in &checked.superseded {
        out::line(one.english())?;
    }
    Ok(u8::from(!checked.agrees))
}
