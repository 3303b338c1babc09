//! GET /reports/{id}

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::form::button;
use kit::table::Mark;
use kit::{Cell, Column, Failure, Markup, Page, Row, Staff, Table};
use uuid::Uuid;

use crate::actions::{self, View};
use crate::correction::Correction;
use crate::model::{State, Step};
use crate::pages::document::{self, Links};
use crate::pages::{correction, countersign, work};
use crate::rights;
use crate::rules::{self, Weight};

/// GET /reports/{id}
pub(super) async fn show(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (view, differing) = load(&staff, id).await?;
    let links = Links::of(&view, &differing, None);
    let side = overview(&staff, &view, &links)?;
    let page = whole(&staff, &view, &links, side)?;
    staff.page(kit::evidence::on(page, &staff, &crate::records::REPORTS, id).await?)
}

/// A report with the keys of the figures that would differ today.
pub(super) async fn load(staff: &Staff, id: Uuid) -> Result<(View, Vec<String>), Failure> {
    let view = staff.read(&id, actions::view).await?;
    let differing = if view.report.signed() { staff.read(&id, actions::differing).await? } else { Vec::new() };
    Ok((view, differing))
}

/// The page of a report: the document left, `side` right.
pub(super) fn whole(staff: &Staff, view: &View, links: &Links<'_>, side: Markup) -> Result<Page, Failure> {
    let report = &view.report;
    let live = match &report.state {
        State::Signed { signed_by, signed_at, .. } => format!("已签发 · {} {}签发，已定稿", signed_by.name, signed_at.day().chinese()),
        state => format!("{} · {} · 数据截至{}，随台账更新", state.chinese(), report.changed_by.name, report.cut_off.chinese()),
    };
    let page =
        Page::new(report.title.as_str()).sub(&format!("{live} · {}", document::tally(links))).back("报告", "/reports").style("report.css");
    let page = page.script("report.js");
    let page = acts(staff, view, page);
    let body = Body {
        steps: steps(view),
        next: next_step(staff, view),
        opened: links.current.is_some(),
        deleted: report.deleted,
        document: document::html(&view.document, links)?,
        below: correction::below(report.id, &view.corrections, &view.figures)?,
        side,
    };
    page.template(&body)
}

#[derive(Template)]
#[template(path = "report/show.html")]
struct Body {
    steps: Vec<StepMark>,
    next: Option<String>,
    /// Whether a figure's proof stands beside the document: on a phone it then comes first.
    opened: bool,
    deleted: bool,
    document: Markup,
    below: Markup,
    side: Markup,
}

/// A step in the bar: done, open or to come.
struct StepMark {
    name: &'static str,
    state: &'static str,
    who: String,
}

/// 拟稿 → 核稿 → 会签 → 签发, each with who took it; 会签 only where others are asked.
fn steps(view: &View) -> Vec<StepMark> {
    let asked = !view.countersigns.is_empty();
    let names: Vec<(Step, &'static str)> = [(Step::Send, "拟稿"), (Step::Check, "核稿"), (Step::Countersign, "会签"), (Step::Sign, "签发")]
        .into_iter()
        .filter(|(step, _)| asked || *step != Step::Countersign)
        .collect();
    let next = view.report.state.next();
    let done = names.iter().position(|(step, _)| Some(*step) == next).unwrap_or(names.len());
    let mark = |(i, (step, name)): (usize, (Step, &'static str))| {
        let state = match i.cmp(&done) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "open",
            std::cmp::Ordering::Greater => "later",
        };
        let by = view.history.iter().rev().find(|line| line.step == step).filter(|_| i < done);
        let who = match by {
            _ if step == Step::Countersign && i <= done => countersign::tally(view),
            Some(line) => format!("{} {}", line.by, line.at.day().chinese()),
            None if i == done => "进行中".to_owned(),
            None => "未到".to_owned(),
        };
        StepMark { name, state, who }
    };
    names.into_iter().enumerate().map(mark).collect()
}

/// Who takes the next step.
fn next_step(staff: &Staff, view: &View) -> Option<String> {
    let step = view.report.state.next().filter(|_| !view.report.deleted)?.chinese();
    if view.takers.is_empty() {
        return Some(format!("下一步：{step}。还没有人有这项权限，请管理员在账号页授予。"));
    }
    if let Some(left) = countersign::left(view) {
        return Some(left);
    }
    let own = staff.actor.account.filter(|_| view.next_is_of(&staff.actor));
    let others: Vec<actions::Taker> = view.takers.iter().filter(|taker| Some(taker.account) != own).cloned().collect();
    Some(match (own, others.is_empty()) {
        (Some(_), true) => format!("下一步：{step}，由您办理。"),
        (Some(_), false) => format!("下一步：{step}，由您或{}办理。", actions::names(&others)),
        (None, _) => format!("下一步：{step}，由{}办理。", actions::names(&others)),
    })
}

/// What this person may do with the report now, in words.
fn acts(staff: &Staff, view: &View, mut page: Page) -> Page {
    let (report, at) = (&view.report, super::href(view.report.id));
    let may = |right| view.may(&staff.actor, right);
    page = page.audited(staff, [report.id]);
    let press = |to: &str, label: &str| button(staff.token(), &format!("{at}/{to}"), label, &[]);
    if report.deleted {
        return if may(&rights::DRAFT) { page.button(press("restore", "恢复")) } else { page };
    }
    page = page.act("导出 Word", &format!("{at}/docx")).act("导出 PDF", &format!("{at}/pdf")).act("审批单", &format!("{at}/approval"));
    match report.state {
        State::Draft if may(&rights::DRAFT) => {
            page = page.button(press("delete", "删除")).button(press("send", "送核")).main_act("修改", &format!("{at}/edit"));
        }
        State::Checking { .. } if may(&rights::CHECK) => {
            page = page.act("退回", &format!("{at}/return"));
            if view.next_is_of(&staff.actor) {
                page = page.button(press("check", "核稿通过"));
            }
        }
        State::Countersigning { waiting: 1.., .. } => {
            let mine = countersign::mine(&staff.actor, view);
            if mine.is_some() || may(&rights::DRAFT) || may(&rights::CHECK) || may(&rights::SIGN) {
                page = page.act("退回", &format!("{at}/return"));
            }
            if let Some(number) = mine {
                page = page.main_act("会签", &format!("{at}/countersign/{number}"));
            } else if let Some(number) = countersign::to_replace(staff, view) {
                page = page.main_act("另请会签", &format!("{at}/countersign/{number}"));
            }
        }
        State::Countersigning { .. } if may(&rights::SIGN) => {
            page = page.act("退回", &format!("{at}/return")).main_act("签发", &format!("{at}/sign"));
        }
        State::Signed { .. } => {
            page = page.act("印发", &format!("{at}/recipients"));
            if staff.may(&rights::DRAFT) {
                page = page.act("以此为底稿新拟", &format!("/reports/new?like={}", report.id));
            }
        }
        _ => {}
    }
    page
}

#[derive(Template)]
#[template(path = "report/overview.html")]
struct Overview<'a> {
    errors: Vec<String>,
    warnings: Vec<String>,
    differing: usize,
    diff: String,
    correct: Option<String>,
    corrected: bool,
    figures: Markup,
    countersigns: Markup,
    tallied: Markup,
    scan: Option<String>,
    approval: String,
    history: &'a [crate::model::History],
    trace: String,
    signed: bool,
}

/// The right side of a report without an open figure: what was found, all figures, the history.
fn overview(staff: &Staff, view: &View, links: &Links<'_>) -> Result<Markup, Failure> {
    let at = super::href(view.report.id);
    let said = rules::sentences(&view.findings);
    let of = |weight| said.iter().filter(|(w, _)| *w == weight).map(|(_, sentence)| sentence.clone()).collect();
    Markup::of(&Overview {
        errors: of(Weight::Error),
        warnings: of(Weight::Warning),
        differing: links.differing.len(),
        diff: format!("{at}/diff"),
        corrected: !links.corrected.is_empty(),
        correct: correctable(staff, view, links).then(|| format!("{at}/corrections/new")),
        figures: figures(links),
        countersigns: countersign::card(staff, view)?,
        tallied: work::tallied(staff, view)?,
        scan: view.scans.first().map(|scan| format!("手签扫描件第{}份，{} {}上传", scan.number, scan.by, scan.at.day().chinese())),
        approval: format!("{at}/approval"),
        history: &view.history,
        trace: format!("{at}/docx?trace=1"),
        signed: view.report.signed(),
    })
}

/// Whether this person may draft a correction now.
pub(super) fn correctable(staff: &Staff, view: &View, links: &Links<'_>) -> bool {
    !links.differing.is_empty() && view.may(&staff.actor, &rights::DRAFT) && !view.corrections.iter().any(Correction::open)
}

fn figures(links: &Links<'_>) -> Markup {
    let columns = vec![Column::words("name", "数字"), Column::words("value", "文中"), Column::short("state", "依据")];
    let row = |figure: &crate::figures::Figure| {
        let standing = links.standing(figure);
        let href = format!("/reports/{}/figures/{}", links.id, figure.key);
        Row::new(vec![
            Cell::text(figure.metric.name),
            Cell::link(figure.said.as_str(), href),
            Cell::Tag(standing.word().to_owned(), standing.mark()),
        ])
    };
    Table::new("文中的数字", columns).rows(links.figures.iter().map(row)).compact().empty(Markup::text("正文没有取自台账的数字。")).render()
}

/// The colour of a finding's weight, for the tag beside it.
pub(super) fn weight(weight: Weight) -> (Mark, &'static str) {
    match weight {
        Weight::Error => (Mark::Late, "须改"),
        Weight::Warning => (Mark::Due, "提示"),
    }
}
