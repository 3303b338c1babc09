//! Reports as papers: .docx and PDF with the seal of what was signed, and whether a file still says it.

use std::sync::Arc;

use base::secret::Key;
use base::{Actor, Tx};
use board::{access, orgs};
use ledger::Sources;
use paper::{Document, Fonts, Limits, PaperError, Seal, Trace, TracedFact, TracedFigure};
use serde::Serialize;
use uuid::Uuid;

use crate::actions::correct::Superseded;
use crate::actions::proof::{self, as_of};
use crate::actions::read::View;
use crate::actions::{open_kept, read};
use crate::figures::Figure;
use crate::model::State;
use crate::work::{MarkKind, Work};
use crate::{ReportError, note, render, rights};

/// Asks for a report on its way out.
#[derive(Clone)]
pub struct Export {
    /// Which report.
    pub id: Uuid,
    /// With the proof of each figure as an attachment.
    pub trace: bool,
    /// How records are named.
    pub sources: Arc<dyn Sources>,
}

/// A report on its way out: what [`docx`] and [`pdf`] set.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The document.
    pub document: Document,
    /// The seal of a signed report, without its keyed digest.
    pub seal: Option<Seal>,
    /// Name of the file without its ending.
    pub name: String,
}

/// Facts listed for each figure in the trace.
const TRACED: i64 = 50;
/// The purpose of the seal's keyed digest.
const SEAL: &str = "report.seal";

/// Gathers a report for export. A draft says in its title that it is one and carries no seal.
///
/// # Errors
/// [`ReportError::NotFound`].
pub async fn paper(tx: &mut Tx, by: &Actor, ask: &Export) -> Result<Paper, ReportError> {
    open_kept(tx, by, ask.id, &rights::READ).await?;
    let view = read::view(tx, by, &ask.id).await?;
    let mut document = view.document.clone();
    if ask.trace {
        document.trace = Some(trace(tx, by, ask, &view).await?);
    }
    let name = document.title.replace('\n', "");
    Ok(match view.report.state {
        State::Signed { signed_at, posting, .. } => {
            document.notes = note::lines(&view.corrections, &view.figures);
            let seal = Seal::of(&document, &view.report.id.to_string(), posting, signed_at);
            Paper { document, seal: Some(seal), name }
        }
        _ => Paper { document: render::as_draft(document, &view.figures), seal: None, name: format!("（草稿）{name}") },
    })
}

async fn trace(tx: &mut Tx, by: &Actor, ask: &Export, view: &View) -> Result<Trace, ReportError> {
    let number = as_of(&view.report);
    let mut traced = Vec::new();
    for figure in &view.figures {
        // Facts of another org only for who may see them.
        let open = access::scope(by, &rights::READ).reaches(&orgs::get(tx, figure.org.id).await?.path);
        let facts = if open { ledger::proof(tx, &figure.ask(number), None, TRACED).await?.rows } else { Vec::new() };
        let captions = proof::captions(tx, &*ask.sources, facts.iter().map(|line| &line.source)).await?;
        let names = proof::names(tx, facts.iter().map(|line| line.org)).await?;
        let shown: Vec<TracedFact> = facts
            .iter()
            .map(|line| {
                let caption = captions.get(&line.source);
                TracedFact {
                    day: line.day,
                    org: names.get(&line.org).cloned().unwrap_or_default(),
                    quantity: line.metric.plain(line.quantity),
                    title: caption.map(|caption| caption.title.clone()).unwrap_or_default(),
                    origin: origin(caption, line.metric, &line.posted_by),
                }
            })
            .collect();
        let shown_count = i64::try_from(shown.len()).unwrap_or(TRACED);
        traced.push(TracedFigure {
            key: figure.key.clone(),
            said: figure.said.clone(),
            value: figure.exact(),
            metric: figure.metric.name.to_owned(),
            definition: format!("{}{}", figure.metric.card.counts, figure.metric.card.adds),
            org: figure.org.name.clone(),
            from: figure.period.from,
            to: figure.period.to,
            kept: kept(figure, view.works.get(&figure.key).unwrap_or(&Work::default())),
            facts: shown,
            more: u64::try_from(figure.facts - shown_count).unwrap_or(0),
        });
    }
    Ok(Trace { figures: traced })
}

/// Who answers for a figure, its remark and the names of its files, as the trace tells them; what is not filled in says so.
pub(crate) fn kept(figure: &Figure, work: &Work) -> Vec<(String, String)> {
    let mark = |kind: MarkKind| match work.mark(kind) {
        Some(mark) => mark.said(kind, figure),
        None => "未填".to_owned(),
    };
    let files: Vec<&str> = work.standing_files().map(|file| file.name.as_str()).collect();
    let remark = work.remark.as_ref().map_or("无", |remark| remark.words.as_str());
    let files = if files.is_empty() { "无".to_owned() } else { files.join("、") };
    let lines =
        [("编报人", mark(MarkKind::Prepared)), ("核对人", mark(MarkKind::Checked)), ("备注", remark.to_owned()), ("依据文件", files)];
    lines.map(|(name, words)| (name.to_owned(), words)).to_vec()
}

/// Where a fact came from: the cell of a workbook, or who recorded it.
pub(crate) fn origin(caption: Option<&ledger::Caption>, metric: &ledger::Metric, by: &str) -> String {
    let cell = |caption: &ledger::Caption| {
        let file = caption.file.as_ref()?;
        let sheet = caption.sheet.as_ref().map(|sheet| format!("「{sheet}」")).unwrap_or_default();
        Some(format!("{file}{sheet}{}", caption.cell(metric).unwrap_or_default()))
    };
    caption.and_then(cell).unwrap_or_else(|| format!("{by}登记"))
}

impl Paper {
    /// The seal with the office's keyed digest.
    fn sealed(&self, key: &Key) -> Option<Seal> {
        let seal = self.seal.clone()?;
        let mac = mac(&seal, key);
        Some(seal.with_mac(mac))
    }
}

fn mac(seal: &Seal, key: &Key) -> String {
    key.seal(SEAL, &String::from_utf8_lossy(&seal.payload()))
}

/// The paper as a Word document. Takes some milliseconds of computing and no database.
///
/// # Errors
/// [`ReportError::Paper`].
pub fn docx(paper: &Paper, key: &Key, fonts: &Fonts) -> Result<Vec<u8>, ReportError> {
    Ok(paper::write_docx(&paper.document, fonts, paper.sealed(key).as_ref())?)
}

/// The paper as a PDF. Takes up to some hundred milliseconds of computing: never on a thread that serves others.
///
/// # Errors
/// [`ReportError::Paper`], also when no Chinese font is found.
pub fn pdf(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, ReportError> {
    Ok(paper::write_pdf(&paper.document, fonts)?)
}

/// What became of checking a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Whether it says what was signed here.
    pub agrees: bool,
    /// The report's id, where the file carries one.
    pub report: Option<String>,
    /// The title as signed.
    pub title: Option<String>,
    /// The moment of sign-off.
    pub signed_at: Option<String>,
    /// The ledger's number at sign-off.
    pub posting: Option<i64>,
    /// What differs.
    pub findings: Vec<Seen>,
    /// Figures that were corrected since; known only where the report is ([`crate::actions::superseded`]).
    pub superseded: Vec<Superseded>,
    /// The figures as sealed: name, words, digest.
    #[serde(skip)]
    pub figures: Vec<(String, String, String)>,
}

/// A difference between a file and what was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// For the command line.
    pub english: String,
    /// For a page.
    pub chinese: String,
}

/// Tells whether a Word document still says what was signed in this office.
///
/// # Errors
/// [`PaperError`] when the file cannot be read.
pub fn verify_docx(bytes: &[u8], key: &Key) -> Result<Checked, PaperError> {
    let read = paper::read_docx(bytes, Limits::default())?;
    let mut findings: Vec<Seen> =
        paper::verify(&read).iter().map(|finding| Seen { english: finding.to_string(), chinese: finding.chinese() }).collect();
    if let Some(seal) = &read.seal
        && seal.mac.as_deref() != Some(mac(seal, key).as_str())
    {
        findings.push(Seen {
            english: "the seal was not made with this office's key: the file was signed elsewhere, or its seal was changed".to_owned(),
            chinese: "定稿标识不是本单位系统所加，或被改动过。".to_owned(),
        });
    }
    let seal = read.seal.as_ref();
    Ok(Checked {
        agrees: findings.is_empty(),
        report: seal.map(|seal| seal.report.clone()),
        title: seal.map(|seal| seal.title.clone()),
        signed_at: seal.map(|seal| seal.signed_at.clone()),
        posting: seal.map(|seal| seal.posting),
        findings,
        superseded: Vec::new(),
        figures: seal.map(sealed).unwrap_or_default(),
    })
}

fn sealed(seal: &Seal) -> Vec<(String, String, String)> {
    seal.figures.iter().map(|figure| (figure.key.clone(), figure.said.clone(), figure.digest.clone())).collect()
}
