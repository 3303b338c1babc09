//! Looking at reports.

use std::collections::HashMap;

use base::{Actor, Right, Tx};
use board::{Org, access, orgs};
use norms::{Day, Instant, Period};
use paper::Document;
use serde::Serialize;
use uuid::Uuid;

use crate::actions::countersign::{self, Countersigned};
use crate::actions::draft::Save;
use crate::actions::people::{self, Taker};
use crate::actions::{open, open_kept, steps, work};
use crate::attached::Attached;
use crate::correction::{Correction, CorrectionState};
use crate::figures::{self, Figure};
use crate::model::{History, Report};
use crate::rules::Finding;
use crate::store::countersign::Asked;
use crate::work::Work;
use crate::{Filter, ReportError, render, rights, say, store};

/// A report with everything that its page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The report.
    pub report: Report,
    /// The org that reports.
    pub org: Org,
    /// Its figures: live ones of a draft, frozen ones of a signed report.
    pub figures: Vec<Figure>,
    /// The document as it reads.
    pub document: Document,
    /// What is found about it; nothing about a signed one.
    pub findings: Vec<Finding>,
    /// Its steps so far, first one first.
    pub history: Vec<History>,
    /// Who may take its next step; nobody after sign-off.
    pub takers: Vec<Taker>,
    /// Who is asked to countersign, and what they answered.
    pub countersigns: Vec<Countersigned>,
    /// Scans of its approval sheet, the one that holds first.
    pub scans: Vec<Attached>,
    /// What people left with its figures, by the figures' names.
    pub works: HashMap<String, Work>,
    /// Its corrections, in the order in which they were drafted.
    pub corrections: Vec<Correction>,
}

impl View {
    /// Whether the next step is this person's to take.
    pub fn next_is_of(&self, by: &Actor) -> bool {
        by.system || by.account.is_some_and(|account| self.takers.iter().any(|taker| taker.account == account))
    }

    /// Whether somebody holds a right over the report's org.
    pub fn may(&self, by: &Actor, right: &Right) -> bool {
        access::require(by, right, &self.org.path).is_ok()
    }
}

/// A report as it stands.
///
/// # Errors
/// [`ReportError::NotFound`], also for what `by` may not see.
pub async fn view(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<View, ReportError> {
    let (report, org) = open(tx, by, *id, &rights::READ).await?;
    let history = store::history(tx, report.id).await?;
    let countersigns = countersign::all(tx, &report, &org).await?;
    let scans = store::attached::about(tx, report.id, store::attached::SHEET).await?;
    if report.signed() {
        let document = store::frozen(tx, report.id).await?.ok_or(ReportError::NotFound)?;
        let figures = store::figures(tx, report.id).await?;
        let corrections = store::correction::all(tx, report.id).await?;
        let works = work::works(tx, &report, &figures).await?;
        return Ok(View {
            report,
            org,
            figures,
            document,
            findings: Vec::new(),
            history,
            takers: Vec::new(),
            countersigns,
            scans,
            works,
            corrections,
        });
    }
    let text = figures::read(&report.text)?;
    let (figures, findings) = steps::look(tx, &report, &org).await?;
    let document = render::document(&report, &org.name, &text, &figures, tx.today());
    let takers = people::takers(tx, &report, &org).await?;
    let works = work::works(tx, &report, &figures).await?;
    Ok(View { report, org, figures, document, findings, history, takers, countersigns, scans, works, corrections: Vec::new() })
}

/// A draft as it would look with what was written but not saved.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The document.
    pub document: Document,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What is found about it.
    pub findings: Vec<Finding>,
}

/// Shows a draft as it would be, without saving it.
///
/// # Errors
/// What [`crate::actions::save`] would refuse about the text.
pub async fn preview(tx: &mut Tx, by: &Actor, ask: &Save) -> Result<Preview, ReportError> {
    let (mut report, org) = open_kept(tx, by, ask.id, &rights::DRAFT).await?;
    report.title.clone_from(&ask.title);
    report.addressee.clone_from(&ask.addressee);
    report.signature.clone_from(&ask.signature);
    report.text = paper::text::clean(&ask.text.replace("\r\n", "\n"));
    (report.period, report.cut_off) = (ask.period, ask.cut_off);
    let text = figures::read(&report.text)?;
    figures::check(tx, by, &report, &org, &text).await?;
    let (figures, findings) = steps::look(tx, &report, &org).await?;
    let document = render::document(&report, &org.name, &text, &figures, tx.today());
    Ok(Preview { document, figures, findings })
}

/// Asks for a page of reports.
#[derive(Clone, Debug, Default)]
pub struct ListAsk {
    /// What it is narrowed to.
    pub filter: Filter,
    /// After the report that was changed at this instant (µs) and has this id.
    pub after: Option<(i64, Uuid)>,
    /// At most so many (1 to 500).
    pub limit: i64,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The report's id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Code of its org.
    pub org: String,
    /// Name of its org.
    pub org_name: String,
    /// Its period.
    pub period: Period,
    /// Its cut-off day.
    pub cut_off: Day,
    /// Code of its state.
    pub state: String,
    /// What pages call its state.
    #[serde(skip)]
    pub state_said: &'static str,
    /// Who changed it last.
    pub changed_by: String,
    /// When, RFC 3339.
    pub changed_at: String,
    /// The day of that, for pages.
    #[serde(skip)]
    pub changed_day: Option<Day>,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReportList {
    /// Latest change first.
    pub reports: Vec<Listed>,
    /// Where the next page begins.
    #[serde(skip)]
    pub next: Option<(i64, Uuid)>,
}

/// The reports that `by` may see.
pub async fn list(tx: &mut Tx, by: &Actor, ask: &ListAsk) -> Result<ReportList, ReportError> {
    let scope = access::scope(by, &rights::READ);
    let limit = ask.limit.clamp(1, 500);
    let mut reports = store::list(tx, &scope, &Asked::of(by), &ask.filter, ask.after, limit + 1).await?;
    let more = reports.len() as i64 > limit;
    reports.truncate(usize::try_from(limit).unwrap_or(500));
    let next = reports.last().filter(|_| more).map(|last| (last.changed_at.micros(), last.id));
    let ids: Vec<_> = reports.iter().map(|report| report.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    let listed = reports.into_iter().map(|report| {
        let (org, org_name) = orgs.get(&report.org).map(|org| (org.code.clone(), org.name.clone())).unwrap_or_default();
        Listed {
            id: report.id,
            org,
            org_name,
            period: report.period,
            cut_off: report.cut_off,
            state: report.state.code().to_owned(),
            state_said: report.state.chinese(),
            changed_by: report.changed_by.name,
            changed_at: report.changed_at.to_string(),
            changed_day: Some(report.changed_at.day()),
            title: report.title,
        }
    });
    Ok(ReportList { reports: listed.collect(), next })
}

/// The years in which the reports end that `by` may see, latest first.
pub async fn years(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<i64>, ReportError> {
    Ok(store::years(tx, &access::scope(by, &rights::READ), &Asked::of(by)).await?)
}

/// A report as `report show` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its period.
    pub period: Period,
    /// Its cut-off day.
    pub cut_off: Day,
    /// `draft`, `checking`, `countersigning` (checked, waiting to be signed) or `signed`.
    pub state: String,
    /// Its figures in reading order.
    pub figures: Vec<ShownFigure>,
    /// Its text, a paragraph each, as it is printed.
    pub paragraphs: Vec<String>,
    /// What is found about one that is not signed.
    pub findings: Vec<Finding>,
    /// What was corrected since sign-off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<ShownCorrection>,
}

/// A correction as `report show` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownCorrection {
    /// 1, 2, ….
    pub number: i64,
    /// `late_record`, `wrong_record` or `definition_change`.
    pub reason: &'static str,
    /// The same in words.
    pub words: String,
    /// When it was approved, RFC 3339.
    pub approved_at: Instant,
    /// The ledger's number up to which the new values count.
    pub posting: i64,
    /// What it corrects.
    pub figures: Vec<ShownCorrected>,
}

/// A corrected figure as `report show` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownCorrected {
    /// Its name in the report.
    pub key: String,
    /// The value that held before, a plain number.
    pub old: serde_json::Number,
    /// The right value.
    pub new: serde_json::Number,
    /// How the report would say it.
    pub said: String,
    /// Digest of the facts.
    pub digest: String,
}

/// A figure as `report show` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownFigure {
    /// Its name in the report.
    pub key: String,
    /// Metric code.
    pub metric: String,
    /// Org code.
    pub org: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// The exact value, a plain number.
    pub value: serde_json::Number,
    /// What the text says.
    pub said: String,
    /// How many facts stand behind it.
    pub facts: i64,
    /// What was reported without a list, where there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<serde_json::Number>,
    /// Digest of the facts of a signed report.
    pub digest: Option<String>,
}

/// A report as the command line shows it.
///
/// # Errors
/// [`ReportError::NotFound`].
pub async fn show(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Shown, ReportError> {
    let view = view(tx, by, id).await?;
    if view.report.deleted {
        return Err(ReportError::NotFound);
    }
    let mut corrections: Vec<ShownCorrection> = view.corrections.iter().filter_map(|one| shown(one, &view.figures)).collect();
    corrections.sort_by_key(|one| one.number);
    let figures = view.figures.iter().map(|figure| ShownFigure {
        key: figure.key.clone(),
        metric: figure.metric.code.to_owned(),
        org: figure.org.code.clone(),
        from: figure.period.from,
        to: figure.period.to,
        value: say::number(figure.value, figure.metric),
        said: figure.said.clone(),
        facts: figure.facts,
        declared: (figure.declared != 0).then(|| say::number(figure.declared, figure.metric)),
        digest: Some(figure.digest.clone()).filter(|digest| !digest.is_empty()),
    });
    Ok(Shown {
        id: view.report.id,
        title: view.report.title.clone(),
        period: view.report.period,
        cut_off: view.report.cut_off,
        state: view.report.state.code().to_owned(),
        figures: figures.collect(),
        paragraphs: paper::plain_text(&view.document).lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect(),
        findings: view.findings,
        corrections,
    })
}

fn shown(one: &Correction, figures: &[Figure]) -> Option<ShownCorrection> {
    let CorrectionState::Approved { number, at, .. } = one.state else { return None };
    let corrected = one.figures.iter().filter_map(|figure| {
        let metric = figures.iter().find(|signed| signed.key == figure.key)?.metric;
        Some(ShownCorrected {
            key: figure.key.clone(),
            old: say::number(figure.old_value, metric),
            new: say::number(figure.new_value, metric),
            said: figure.new_said.clone(),
            digest: figure.digest.clone(),
        })
    });
    Some(ShownCorrection {
        number,
        reason: one.reason.code(),
        words: one.words.clone(),
        approved_at: at,
        posting: one.posting,
        figures: corrected.collect(),
    })
}
