//! 编报 and 核对 of figures, their remarks and files: while the report is written and checked.

use std::collections::HashMap;

use base::{Actor, Tx};
use board::{Denied, Org};
use uuid::Uuid;

use crate::actions::attached::{self, Place, Sent};
use crate::actions::{open_kept, person};
use crate::attached::{Attached, REFERENCE};
use crate::figures::{self, Figure};
use crate::model::{Report, State, Step};
use crate::store::attached as files;
use crate::store::work as rows;
use crate::work::{Mark, MarkKind, NotMarked, Seen, Work, bindings};
use crate::{ReportError, audit, rights, store};

/// Longest remark in characters.
pub const REMARK_LIMIT: usize = 500;
/// Files kept with one figure, those taken back too.
const MOST_FILES: usize = 20;

/// The figures of a report with what people left with each, by name.
pub(super) async fn works(tx: &mut Tx, report: &Report, figures: &[Figure]) -> Result<HashMap<String, Work>, ReportError> {
    let mut found = rows::all(tx, report.id).await?;
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let bindings = bindings(&figures::read(&report.text)?, figures);
    // The same figure said twice has it twice on the page.
    let mut last: HashMap<&str, usize> = HashMap::new();
    for about in bindings.values() {
        *last.entry(about).or_default() += 1;
    }
    let mut take = |about: &str| match last.get_mut(about) {
        Some(1) | None => found.remove(about),
        Some(left) => {
            *left -= 1;
            found.get(about).cloned()
        }
    };
    Ok(bindings.iter().filter_map(|(key, about)| Some((key.clone(), take(about)?))).collect())
}

/// A report whose figures may be worked on, with them and what the text binds.
struct Open {
    report: Report,
    figures: Vec<Figure>,
    bindings: HashMap<String, String>,
}

impl Open {
    fn figure(&self, key: &str) -> Result<(&Figure, &str), ReportError> {
        let figure = self.figures.iter().find(|figure| figure.key == key);
        let found = figure.zip(self.bindings.get(key)).map(|(figure, about)| (figure, about.as_str()));
        found.ok_or_else(|| ReportError::NoFigure(key.chars().take(40).collect()))
    }
}

async fn read(tx: &mut Tx, report: Report, org: &Org) -> Result<Open, ReportError> {
    let text = figures::read(&report.text)?;
    let figures = if report.signed() { store::figures(tx, report.id).await? } else { figures::evaluate(tx, &report, org, &text).await? };
    let bindings = bindings(&text, &figures);
    Ok(Open { report, figures, bindings })
}

/// What was checked and sent to be countersigned stands as it was checked.
async fn open_to_work(tx: &mut Tx, by: &Actor, id: Uuid, right: &base::Right, step: Step) -> Result<Open, ReportError> {
    let (report, org) = open_kept(tx, by, id, right).await?;
    match report.state {
        State::Draft | State::Checking { .. } => read(tx, report, &org).await,
        State::Signed { .. } => Err(ReportError::Signed),
        State::Countersigning { .. } => Err(ReportError::NotNow(step)),
    }
}

fn step_of(kind: MarkKind) -> Step {
    match kind {
        MarkKind::Prepared => Step::Prepare,
        MarkKind::Checked => Step::Compare,
    }
}

fn right_of(kind: MarkKind) -> &'static base::Right {
    match kind {
        MarkKind::Prepared => &rights::PREPARE,
        MarkKind::Checked => &rights::COMPARE,
    }
}

/// Answers for figures.
#[derive(Clone, Debug)]
pub struct MarkFigures {
    /// Which report.
    pub id: Uuid,
    /// How.
    pub kind: MarkKind,
    /// The figures by name, each with what was seen of it.
    pub seen: Vec<(String, Seen)>,
}

/// Marks figures as prepared or checked by this person, with what they saw; how many. Digests read every fact behind the figures: run it
/// without a limit of time.
///
/// # Errors
/// [`ReportError::FiguresMoved`] when one says something else than what was seen, [`ReportError::NotPrepared`] and
/// [`ReportError::SamePerson`] naming the figures; nothing is marked then.
pub async fn mark_figures(tx: &mut Tx, by: &Actor, ask: &MarkFigures) -> Result<usize, ReportError> {
    let open = open_to_work(tx, by, ask.id, right_of(ask.kind), step_of(ask.kind)).await?;
    let account = by.account.ok_or(Denied::NotAllowed)?;
    let works = rows::all(tx, open.report.id).await?;
    let (mut wanted, mut moved, mut unprepared, mut same) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (key, seen) in &ask.seen {
        let (figure, about) = open.figure(key)?;
        if wanted.iter().any(|(_, known)| *known == about) {
            continue;
        }
        wanted.push((figure, about));
        if Seen::of(figure) != *seen {
            moved.push(figure.metric.name);
        }
        match works.get(about).unwrap_or(&Work::default()).may_mark(ask.kind, account) {
            Ok(()) => {}
            Err(NotMarked::NotPrepared) => unprepared.push(figure.metric.name),
            Err(NotMarked::SamePerson) => same.push(figure.metric.name),
        }
    }
    if wanted.is_empty() {
        return Err(ReportError::invalid("", "请先勾选看过的数字。", "no figure is named"));
    }
    if !moved.is_empty() {
        return Err(ReportError::FiguresMoved(moved.join("、")));
    }
    if !unprepared.is_empty() {
        return Err(ReportError::NotPrepared(unprepared.join("、")));
    }
    if !same.is_empty() {
        return Err(ReportError::SamePerson(same.join("、"), ask.kind));
    }
    let (at, posting) = (tx.now(), tx.last_number());
    let mut marks = Vec::new();
    for (figure, about) in &wanted {
        let digest = ledger::digest(tx, &figure.ask(None)).await?;
        let mark = Mark { account, name: by.name.clone(), at, seen: Seen::of(figure), posting, digest };
        marks.push(((*about).to_owned(), mark));
    }
    rows::mark(tx, open.report.id, ask.kind, &marks).await?;
    let names: Vec<&str> = wanted.iter().map(|(figure, _)| figure.metric.name).collect();
    store::add_step(tx, open.report.id, step_of(ask.kind), &person(by), at, &several(&names)).await?;
    Ok(marks.len())
}

/// 助企服务、服务团等5个数字
fn several(names: &[&str]) -> String {
    match names {
        [] | [_] | [_, _] | [_, _, _] => names.join("、"),
        [one, two, three, ..] => format!("{one}、{two}、{three}等{}个数字", names.len()),
    }
}

/// Names the mark on a figure.
#[derive(Clone, Debug)]
pub struct Unmark {
    /// Which report.
    pub id: Uuid,
    /// Which mark.
    pub kind: MarkKind,
    /// The figure's name.
    pub key: String,
}

/// Takes one's own mark back. What was prepared and then checked stays so until the check is taken back.
///
/// # Errors
/// [`ReportError::NotYourMark`].
pub async fn unmark(tx: &mut Tx, by: &Actor, ask: &Unmark) -> Result<(), ReportError> {
    let open = open_to_work(tx, by, ask.id, right_of(ask.kind), step_of(ask.kind)).await?;
    let (figure, about) = open.figure(&ask.key)?;
    let work = rows::all(tx, open.report.id).await?.remove(about).unwrap_or_default();
    let own = work.mark(ask.kind).is_some_and(|mark| Some(mark.account) == by.account);
    if !own || (ask.kind == MarkKind::Prepared && work.checked.is_some()) {
        return Err(ReportError::NotYourMark);
    }
    rows::unmark(tx, open.report.id, ask.kind, [about].into_iter()).await?;
    let line = format!("撤回：{}", figure.metric.name);
    store::add_step(tx, open.report.id, step_of(ask.kind), &person(by), tx.now(), &line).await?;
    Ok(())
}

/// A figure of a report.
#[derive(Clone, Debug)]
pub struct FigureOf {
    /// Which report.
    pub id: Uuid,
    /// The figure's name.
    pub key: String,
}

/// A figure with what people left with it.
#[derive(Clone, Debug)]
pub struct Worked {
    /// The report.
    pub report: Report,
    /// The org that reports.
    pub org: Org,
    /// The figure.
    pub figure: Figure,
    /// What people left with it.
    pub work: Work,
}

/// A figure with what people left with it.
///
/// # Errors
/// [`ReportError::NotFound`], [`ReportError::NoFigure`].
pub async fn worked(tx: &mut Tx, by: &Actor, ask: &FigureOf) -> Result<Worked, ReportError> {
    let (report, org) = open_kept(tx, by, ask.id, &rights::READ).await?;
    let open = read(tx, report, &org).await?;
    let (figure, about) = open.figure(&ask.key)?;
    let work = rows::all(tx, open.report.id).await?.remove(about).unwrap_or_default();
    Ok(Worked { figure: figure.clone(), work, org, report: open.report })
}

/// Asks for a remark.
#[derive(Clone, Debug)]
pub struct RemarkAsk {
    /// Which figure.
    pub of: FigureOf,
    /// What it says; nothing takes it away.
    pub words: String,
}

/// Writes the remark of a figure.
///
/// # Errors
/// [`ReportError::Invalid`] when it is too long.
pub async fn remark(tx: &mut Tx, by: &Actor, ask: &RemarkAsk) -> Result<(), ReportError> {
    let open = open_to_work(tx, by, ask.of.id, &rights::PREPARE, Step::Prepare).await?;
    let (figure, about) = open.figure(&ask.of.key)?;
    let words = paper::text::clean(ask.words.trim());
    if words.chars().count() > REMARK_LIMIT {
        return Err(ReportError::invalid("words", format!("备注最多{REMARK_LIMIT}个字。"), "the remark has more than 500 characters"));
    }
    rows::remark(tx, open.report.id, about, &words, &person(by), tx.now()).await?;
    audit::note(tx, "report.remark", open.report.id, &open.report.title, figure.metric.name);
    Ok(())
}

/// Asks that a file be kept with a figure.
#[derive(Clone, Debug)]
pub struct AttachFile {
    /// Which figure.
    pub of: FigureOf,
    /// The file.
    pub file: Sent,
}

/// Keeps a file on which a figure rests. The same file again changes nothing.
///
/// # Errors
/// [`ReportError::Invalid`] for other kinds of files, too large ones and too many.
pub async fn attach_file(tx: &mut Tx, by: &Actor, ask: &AttachFile) -> Result<Attached, ReportError> {
    let open = open_to_work(tx, by, ask.of.id, &rights::PREPARE, Step::Prepare).await?;
    let (figure, about) = open.figure(&ask.of.key)?;
    if files::about(tx, open.report.id, about).await?.len() >= MOST_FILES {
        let chinese = format!("一个数字最多保存{MOST_FILES}份依据文件。");
        return Err(ReportError::invalid("file", chinese, "20 files are kept with the figure already"));
    }
    let refused = "这不是 PDF、图片（JPEG、PNG）、Word（.docx）或 Excel（.xlsx）文件，或者带有宏。旧格式请另存为 .docx、.xlsx。";
    let place = Place { report: open.report.id, about, kinds: REFERENCE, name: "依据文件", refused };
    let (file, fresh) = attached::keep(tx, by, &place, &ask.file).await?;
    if fresh {
        let line = format!("{}的依据文件：{}", figure.metric.name, file.name);
        store::add_step(tx, open.report.id, Step::Prepare, &person(by), tx.now(), &line).await?;
    }
    Ok(file)
}

/// A file of a figure.
#[derive(Clone, Debug)]
pub struct FileOf {
    /// Which figure.
    pub of: FigureOf,
    /// Which of its files.
    pub number: i64,
}

/// Takes a file back; it stays, struck out.
///
/// # Errors
/// [`ReportError::NoFile`].
pub async fn withdraw_file(tx: &mut Tx, by: &Actor, ask: &FileOf) -> Result<(), ReportError> {
    let open = open_to_work(tx, by, ask.of.id, &rights::PREPARE, Step::Prepare).await?;
    let (figure, about) = open.figure(&ask.of.key)?;
    let all = files::about(tx, open.report.id, about).await?;
    let file = all.into_iter().find(|file| file.number == ask.number && !file.withdrawn).ok_or(ReportError::NoFile)?;
    files::withdraw(tx, open.report.id, about, file.number).await?;
    let line = format!("撤回{}的依据文件：{}", figure.metric.name, file.name);
    store::add_step(tx, open.report.id, Step::Prepare, &person(by), tx.now(), &line).await?;
    Ok(())
}

/// A file of a figure with its bytes.
///
/// # Errors
/// [`ReportError::NoFile`].
pub async fn file(tx: &mut Tx, by: &Actor, ask: &FileOf) -> Result<(Attached, Vec<u8>), ReportError> {
    let (report, org) = open_kept(tx, by, ask.of.id, &rights::READ).await?;
    let open = read(tx, report, &org).await?;
    let (_, about) = open.figure(&ask.of.key)?;
    let found = files::about(tx, open.report.id, about).await?.into_iter().find(|file| file.number == ask.number);
    let content = files::content(tx, open.report.id, about, ask.number).await?;
    found.zip(content).ok_or(ReportError::NoFile)
}
