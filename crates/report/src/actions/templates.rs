//! The office's own templates: edited on a page, exported and imported as files.

use base::{Actor, Tx};
use board::{access, office, orgs};
use norms::Instant;

use super::draft;
use super::read::Preview;
use crate::store::templates::Kept;
use crate::template::{self, Template};
use crate::{ReportError, audit, figures, render, rights, store};

/// A template that reports may begin with.
#[derive(Clone, Debug)]
pub struct Offered {
    /// What it says.
    pub template: Template,
    /// Its file, as it is exported.
    pub file: String,
    /// Whether it comes with the program, unchanged.
    pub shipped: bool,
    /// Goes up with each change; 0 as shipped.
    pub revision: i64,
    /// Who changed it last, and when.
    pub changed: Option<(String, Instant)>,
}

fn offered(kept: &Kept) -> Option<Offered> {
    let changed = Some((kept.who.clone(), kept.at));
    let template = Template::read(&kept.file).ok()?;
    Some(Offered { template, file: kept.file.clone(), shipped: false, revision: kept.revision, changed })
}

/// All templates: the program's, each replaced by the office's own of the same name, then the office's others.
pub async fn all_templates(tx: &mut Tx, _: &Actor, (): &()) -> Result<Vec<Offered>, ReportError> {
    let kept: Vec<Kept> = store::templates::all(tx).await?.into_iter().filter(|kept| !kept.gone).collect();
    let own = |name: &str| kept.iter().find(|kept| kept.name == name).and_then(offered);
    let shipped = template::shipped_files().into_iter().filter_map(|file| Some((Template::read(file).ok()?, file)));
    let mut out: Vec<Offered> = shipped
        .map(|(template, file)| {
            let plain = Offered { file: file.to_owned(), shipped: true, revision: 0, changed: None, template };
            own(&plain.template.name).unwrap_or(plain)
        })
        .collect();
    let others: Vec<Offered> = kept.iter().filter(|kept| out.iter().all(|o| o.template.name != kept.name)).filter_map(offered).collect();
    out.extend(others);
    Ok(out)
}

/// The template of this name: the office's own before the program's. `gone_too`: also one that is offered no more.
pub(super) async fn named(tx: &mut Tx, name: &str, gone_too: bool) -> Result<Option<Template>, ReportError> {
    let kept = store::templates::get(tx, name).await?.filter(|kept| gone_too || !kept.gone);
    Ok(kept.as_ref().and_then(offered).map(|own| own.template).or_else(|| template::by_name(name)))
}

/// Asks that a template be kept, or previewed.
#[derive(Clone, Debug)]
pub struct SaveTemplate {
    /// The file: front and text.
    pub file: String,
    /// The revision that the page showed; 0 for a new one, or for one of the program's.
    pub revision: i64,
}

/// Reads a file whole: its front, its name, every mark of its text.
///
/// # Errors
/// [`ReportError::Text`] with the line in the file; [`ReportError::Invalid`] for a name that is none.
pub fn checked(file: &str) -> Result<Template, ReportError> {
    let template = Template::read(file)?;
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if template.name.is_empty() || template.name.len() > 40 || !template.name.chars().all(good) {
        return Err(ReportError::Invalid {
            field: "file",
            chinese: "name 一行请用 1 至 40 个小写字母、数字或连字符，例如 half-year。".into(),
            english: "the name has 1 to 40 lower case letters, digits and hyphens".into(),
        });
    }
    if template.label.trim().is_empty() || template.title.trim().is_empty() {
        return Err(ReportError::Invalid {
            field: "file",
            chinese: "label（模板名称）和 title（标题）不能空着。".into(),
            english: "label and title must not be empty".into(),
        });
    }
    // The front as blank lines, so that a fault is told by its line in the file.
    let front = file.lines().skip(1).position(|line| line.trim() == "---").map_or(0, |at| at + 2);
    let text: Vec<&str> = file.lines().skip(front).collect();
    figures::read(&format!("{}{}", "\n".repeat(front), text.join("\n")))?;
    Ok(template)
}

/// Keeps a template.
///
/// # Errors
/// As [`checked`]; [`ReportError::Invalid`] when somebody else changed it meanwhile.
pub async fn save_template(tx: &mut Tx, by: &Actor, ask: &SaveTemplate) -> Result<Offered, ReportError> {
    access::require(by, &rights::TEMPLATE, &orgs::root(tx).await?.path)?;
    let file = paper::text::clean(&ask.file.replace("\r\n", "\n"));
    let template = checked(&file)?;
    let there = store::templates::get(tx, &template.name).await?;
    if there.as_ref().is_some_and(|kept| kept.file == file && !kept.gone && kept.revision == ask.revision + 1) {
        // The same form sent twice.
        return there.as_ref().and_then(offered).ok_or(ReportError::NotFound);
    }
    if there.as_ref().is_some_and(|kept| !kept.gone && kept.revision != ask.revision) {
        let who = there.map(|kept| kept.who).unwrap_or_default();
        return Err(ReportError::Invalid {
            field: "file",
            chinese: format!("已有名为“{}”的模板，或{who}刚刚改过它。请换个 name，或打开那个模板修改。", template.name),
            english: format!("there is a template {} already, or it was changed meanwhile", template.name),
        });
    }
    let revision = there.map_or(0, |kept| kept.revision) + 1;
    let kept = Kept { name: template.name, file, gone: false, revision, who: by.name.clone(), at: tx.now() };
    store::templates::put(tx, &kept).await?;
    audit::template(tx, "report.save_template", &kept.name, &kept.file);
    offered(&kept).ok_or(ReportError::NotFound)
}

/// Takes an own template away; one of the program's comes back as it was shipped.
pub async fn remove_template(tx: &mut Tx, by: &Actor, name: &String) -> Result<(), ReportError> {
    access::require(by, &rights::TEMPLATE, &orgs::root(tx).await?.path)?;
    let kept = store::templates::get(tx, name).await?.filter(|kept| !kept.gone).ok_or(ReportError::NotFound)?;
    let gone = Kept { gone: true, revision: kept.revision + 1, who: by.name.clone(), at: tx.now(), ..kept };
    store::templates::put(tx, &gone).await?;
    audit::template(tx, "report.remove_template", &gone.name, &gone.file);
    Ok(())
}

/// The report that a template would begin, for the office and its current period, with the figures of today. Nothing is kept.
pub async fn preview_template(tx: &mut Tx, by: &Actor, file: &String) -> Result<Preview, ReportError> {
    let template = checked(&paper::text::clean(&file.replace("\r\n", "\n")))?;
    let (org, period) = (orgs::root(tx).await?, office::load(tx).await?.period);
    access::require(by, &rights::DRAFT, &org.path)?;
    let report = draft::begun(tx, by, &org, &template, period);
    let text = figures::read(&report.text)?;
    figures::check(tx, by, &report, &org, &text).await?;
    let figures = figures::evaluate(tx, &report, &org, &text).await?;
    let document = render::document(&report, &org.name, &text, &figures, tx.today());
    Ok(Preview { document, figures, findings: Vec::new() })
}
