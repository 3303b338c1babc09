//! 编报和核对: all figures of a report with who prepared and who checked them, to be marked one by one or together.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::form::button;
use kit::table::Mark as Colour;
use kit::{Cell, Column, Failure, Input, Markup, Page, Row, Staff, Table};
use uuid::Uuid;

use crate::actions::{self, MarkFigures, Unmark, View};
use crate::figures::Figure;
use crate::model::{Report, State};
use crate::pages::{document, show};
use crate::work::{MarkKind, Seen, Tally, Work};
use crate::{ReportError, rights};

/// Whether figures of a report are worked on: until it goes to be countersigned.
pub(super) fn open(report: &Report) -> bool {
    !report.deleted && matches!(report.state, State::Draft | State::Checking { .. })
}

/// Whether this person marks figures of the report in this way now.
fn marks(staff: &Staff, view: &View, kind: MarkKind) -> bool {
    let right = if kind == MarkKind::Prepared { &rights::PREPARE } else { &rights::COMPARE };
    open(&view.report) && staff.actor.account.is_some() && view.may(&staff.actor, right)
}

/// Where marks of a kind are sent.
pub(super) fn target(id: Uuid, kind: MarkKind) -> String {
    format!("/reports/{id}/work/{}", kind.code())
}

fn href(id: Uuid) -> String {
    format!("/reports/{id}/work")
}

/// What a form sends back of a figure that was seen: its name, value, declared total and number of facts.
pub(super) fn seen(figure: &Figure) -> String {
    let Seen { value, declared, facts } = Seen::of(figure);
    format!("{} {value} {declared} {facts}", figure.key)
}

fn read_seen(text: &str) -> Option<(String, Seen)> {
    let mut words = text.split(' ');
    let key = words.next()?.to_owned();
    let mut number = || words.next()?.parse::<i64>().ok();
    Some((key, Seen { value: number()?, declared: number()?, facts: number()? }))
}

/// Who answers for a figure, in a cell: a name with the day, and whether the figure moved since.
pub(super) fn who(kind: MarkKind, figure: &Figure, work: &Work) -> Markup {
    let Some(mark) = work.mark(kind) else {
        return document::tag(Colour::Due, if kind == MarkKind::Prepared { "未编报" } else { "未核对" });
    };
    let by = Markup::text(&format!("{} {}", mark.name, mark.at.day().chinese()));
    match mark.moved_said(kind, figure) {
        Some(words) => by
            .and(Markup::trusted("<br>"))
            .and(document::tag(Colour::Late, "有变动"))
            .and(Markup::trusted("<br>"))
            .and(Markup::text(&words)),
        None => by,
    }
}

#[derive(Template)]
#[template(path = "report/work.html")]
struct Html {
    tally: String,
    acts: bool,
    prepares: bool,
    compares: bool,
    prepare: String,
    compare: String,
    seen: Vec<String>,
    table: Markup,
}

/// GET /reports/{id}/work
pub(super) async fn list(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (view, _) = show::load(&staff, id).await?;
    staff.page(page(&staff, &view)?)
}

fn page(staff: &Staff, view: &View) -> Result<Page, Failure> {
    let id = view.report.id;
    let (prepares, compares) = (marks(staff, view, MarkKind::Prepared), marks(staff, view, MarkKind::Checked));
    let acts = (prepares || compares) && !view.figures.is_empty();
    let html = Html {
        tally: Tally::of(&view.figures, &view.works).chinese(),
        acts,
        prepares,
        compares,
        prepare: staff.action(&target(id, MarkKind::Prepared)),
        compare: staff.action(&target(id, MarkKind::Checked)),
        seen: view.figures.iter().map(seen).collect(),
        table: table(view, acts, prepares),
    };
    Page::new("编报和核对").sub(&view.report.title).back("返回报告", &super::href(id)).style("report.css").template(&html)
}

fn table(view: &View, acts: bool, prepares: bool) -> Markup {
    let columns = vec![
        Column::words("name", "数字"),
        Column::short("value", "实数"),
        Column::short("prepared", "编报"),
        Column::short("checked", "核对"),
        Column::words("remark", "备注和依据文件"),
    ];
    let none = Work::default();
    let row = |figure: &Figure| {
        let work = view.works.get(&figure.key).unwrap_or(&none);
        let name = if figure.org.id == view.org.id {
            figure.metric.name.to_owned()
        } else {
            format!("{}（{}）", figure.metric.name, figure.org.name)
        };
        let at = format!("/reports/{}/figures/{}", view.report.id, figure.key);
        let row = Row::new(vec![
            Cell::text(name),
            Cell::link(figure.exact(), at.clone()),
            Cell::Page(who(MarkKind::Prepared, figure, work)),
            Cell::Page(who(MarkKind::Checked, figure, work)),
            left(work, prepares).map_or_else(|| Cell::text("无"), |words| Cell::link(words, format!("{at}/work"))),
        ]);
        if acts { row.id(&figure.key) } else { row }
    };
    let table = Table::new("文中的数字", columns).rows(view.figures.iter().map(row)).empty(Markup::text("正文没有取自台账的数字。"));
    if acts { table.ticks("key").render() } else { table.render() }
}

/// What was left with a figure, in a few words; an invitation to who may leave something.
fn left(work: &Work, prepares: bool) -> Option<String> {
    let files: Vec<&str> = work.standing_files().map(|file| file.name.as_str()).collect();
    let remark = work.remark.as_ref().map(|remark| remark.words.as_str());
    match (remark, files.is_empty()) {
        (None, true) => prepares.then(|| "填写".to_owned()),
        (Some(words), true) => Some(words.to_owned()),
        (None, false) => Some(files.join("、")),
        (Some(words), false) => Some(format!("{words}（{}）", files.join("、"))),
    }
}

/// POST /reports/{id}/work/prepared
pub(super) async fn prepare(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    mark(&staff, id, MarkKind::Prepared, &input).await
}

/// POST /reports/{id}/work/checked
pub(super) async fn compare(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    mark(&staff, id, MarkKind::Checked, &input).await
}

/// Where the button stood: beside the figure, or on the page of all.
fn back(id: Uuid, input: &Input) -> String {
    let plain = |key: &&str| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    input.raw("beside").filter(plain).map_or_else(|| href(id), |key| format!("/reports/{id}/figures/{key}"))
}

async fn mark(staff: &Staff, id: Uuid, kind: MarkKind, input: &Input) -> Result<Response, Failure> {
    let mut seen: Vec<(String, Seen)> = input.all("seen").into_iter().filter_map(read_seen).collect();
    if input.raw("all").is_some() {
        let view = staff.read(&id, actions::view).await?;
        seen.retain(|(key, _)| wanted(staff, &view, kind, key));
        if seen.is_empty() {
            return Ok(staff.said(&href(id), &format!("没有要由您{}的数字。", kind.chinese())));
        }
    } else {
        let keys = input.all("key");
        seen.retain(|(key, _)| keys.contains(&key.as_str()));
    }
    let said = match staff.write_long(&MarkFigures { id, kind, seen }, actions::mark_figures).await {
        Ok(count) => format!("已将{count}个数字标为已{}。", kind.chinese()),
        Err(error) => told(error)?,
    };
    Ok(staff.said(&back(id, input), &said))
}

/// Whether 全部 means this figure too: nobody answers for it as it stands, and this person may.
fn wanted(staff: &Staff, view: &View, kind: MarkKind, key: &str) -> bool {
    let (none, figure) = (Work::default(), view.figures.iter().find(|figure| figure.key == key));
    let work = view.works.get(key).unwrap_or(&none);
    let may = staff.actor.account.is_some_and(|account| work.may_mark(kind, account).is_ok());
    may && figure.is_some_and(|figure| !work.holds(kind, figure))
}

/// What a button without a form of its own cannot show beside a field is said on the page.
fn told(error: ReportError) -> Result<String, Failure> {
    match error {
        ReportError::FiguresMoved(_)
        | ReportError::NotPrepared(_)
        | ReportError::SamePerson(..)
        | ReportError::NotYourMark
        | ReportError::NotNow(_)
        | ReportError::Signed
        | ReportError::Invalid { .. } => Ok(error.chinese()),
        error => Err(error.into()),
    }
}

/// POST /reports/{id}/work/prepared/withdraw
pub(super) async fn unprepare(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    unmark(&staff, id, MarkKind::Prepared, &input).await
}

/// POST /reports/{id}/work/checked/withdraw
pub(super) async fn uncompare(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    unmark(&staff, id, MarkKind::Checked, &input).await
}

async fn unmark(staff: &Staff, id: Uuid, kind: MarkKind, input: &Input) -> Result<Response, Failure> {
    let ask = Unmark { id, kind, key: input.get("key").to_owned() };
    let said = match staff.write(&ask, actions::unmark).await {
        Ok(()) => format!("已撤回{}。", kind.chinese()),
        Err(error) => told(error)?,
    };
    Ok(staff.said(&back(id, input), &said))
}

#[derive(Template)]
#[template(path = "report/tallied.html")]
struct Tallied {
    tally: String,
    all: String,
    acts: bool,
}

/// How many figures of a report were prepared and checked, with the way to all of them.
pub(super) fn tallied(staff: &Staff, view: &View) -> Result<Markup, Failure> {
    if view.figures.is_empty() {
        return Ok(Markup::empty());
    }
    let acts = marks(staff, view, MarkKind::Prepared) || marks(staff, view, MarkKind::Checked);
    Markup::of(&Tallied { tally: Tally::of(&view.figures, &view.works).chinese(), all: href(view.report.id), acts })
}

/// The buttons with which this person marks a figure, or takes their mark back; each leads back beside it.
pub(super) fn buttons(staff: &Staff, id: Uuid, figure: &Figure, work: &Work, may: impl Fn(&base::Right) -> bool) -> Vec<Markup> {
    let Some(account) = staff.actor.account else { return Vec::new() };
    let kinds = [(MarkKind::Prepared, &rights::PREPARE), (MarkKind::Checked, &rights::COMPARE)];
    let one = |(kind, right): (MarkKind, &base::Right)| {
        if !may(right) {
            return None;
        }
        let (to, seen, key) = (target(id, kind), seen(figure), figure.key.as_str());
        let mine = work.mark(kind).is_some_and(|mark| mark.account == account);
        if mine && work.holds(kind, figure) {
            let bound = kind == MarkKind::Prepared && work.checked.is_some();
            let (to, label) = (format!("{to}/withdraw"), format!("撤回{}", kind.chinese()));
            return (!bound).then(|| button(staff.token(), &to, &label, &[("key", key), ("beside", key)]));
        }
        work.may_mark(kind, account).ok()?;
        let label = format!("标为已{}", kind.chinese());
        Some(button(staff.token(), &to, &label, &[("key", key), ("seen", &seen), ("beside", key)]))
    };
    kinds.into_iter().filter_map(one).collect()
}
