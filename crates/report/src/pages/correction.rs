//! 更正 of a signed report: the form to draft one, its page with approval, and the note.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::download::{DOCX, download};
use kit::form::button;
use kit::table::Mark;
use kit::{Cell, Choice, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};
use uuid::Uuid;

use crate::actions::{self, Candidate, CorrectionOf, CorrectionView, DraftCorrection, Exported, WithdrawCorrection};
use crate::correction::{Correction, CorrectionState, Reason};
use crate::figures::Figure;
use crate::pages::{document, export, recipients};
use crate::{ReportError, rights};

fn href(at: CorrectionOf) -> String {
    format!("/reports/{}/corrections/{}", at.report, at.id)
}

fn draft_form(report: Uuid, candidates: &[Candidate]) -> Form {
    let choice = |one: &Candidate| {
        let (old, metric) = (one.correction.map_or_else(|| "签发时".to_owned(), |number| format!("更正{number}后")), one.signed.metric);
        let words = format!("{}：{old}{}，更正为{}", metric.name, one.figure.was(metric), one.figure.is(metric));
        Choice::new(&one.figure.key, words)
    };
    let reasons = Reason::ALL.map(|reason| Choice::new(reason.code(), reason.chinese()));
    Form::new(format!("/reports/{report}/corrections/new"))
        .submit("拟好，请签发人批准")
        .cancel(&format!("/reports/{report}/diff"))
        .field(Field::checks("keys", "更正哪些数字", candidates.iter().map(choice)).required())
        .field(Field::radio("reason", "原因", reasons).required())
        .field(Field::lines("words", "具体说明").required().max(500).help("会写进更正说明，发给收到原数字的单位。"))
        .field(Field::hidden(kit::form::RECORD))
}

fn draft_page(staff: &Staff, report: Uuid, form: &Form, none: bool) -> Page {
    let back = super::href(report);
    let page = Page::new("拟更正").sub("报告仍保持签发时的文字和数字，更正列在其后。").back("返回报告", &back).style("report.css");
    if none {
        return page
            .body(Markup::trusted("<p class=\"card pad\">按今天的台账，各个数字都与签发时或最近一次更正一致，没有需要更正的。</p>"));
    }
    page.body(form.render(staff.token()))
}

/// GET /reports/{id}/corrections/new
pub(super) async fn form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let candidates = match staff.read(&id, actions::correctable).await {
        Err(error @ ReportError::NotSigned) => return Ok(staff.said(&super::href(id), &error.chinese())),
        found => found?,
    };
    // What the report would say alike is ticked only where nothing else differs.
    let said: Vec<&Candidate> = candidates.iter().filter(|one| one.figure.old_said != one.figure.new_said).collect();
    let ticked = if said.is_empty() { candidates.iter().collect() } else { said };
    let keys = ticked.into_iter().map(|one| &one.figure.key);
    let form = draft_form(id, &candidates).set_all("keys", keys).set(kit::form::RECORD, staff.new_id());
    staff.page(draft_page(&staff, id, &form, candidates.is_empty()))
}

/// POST /reports/{id}/corrections/new
pub(super) async fn draft(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let candidates = staff.read(&id, actions::correctable).await?;
    let mut form = draft_form(id, &candidates).read(&input);
    let reason = Reason::from_code(form.text("reason"));
    // What was drafted by the first of two presses differs no longer only once it is approved; the id tells the second one.
    if let (true, Some(reason)) = (form.valid(), reason) {
        let keys = form.all("keys").into_iter().map(str::to_owned).collect();
        let record = form.record().unwrap_or_else(|| staff.new_id());
        let ask = DraftCorrection { report: id, id: record, keys, reason, words: form.text("words").to_owned() };
        match staff.write_long(&ask, actions::draft_correction).await {
            Ok(one) => return Ok(staff.said(&href(CorrectionOf { report: id, id: one.id }), "更正已拟好，等待签发人批准。")),
            Err(error @ (ReportError::NotSigned | ReportError::CorrectionOpen)) => {
                return Ok(staff.said(&super::href(id), &error.chinese()));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(draft_page(&staff, id, &form, false).invalid())
}

#[derive(Template)]
#[template(path = "report/correction.html")]
struct Html {
    state: Markup,
    lines: Vec<(&'static str, String)>,
    figures: Markup,
    recipients: Markup,
    withdraw: Markup,
}

/// GET /reports/{id}/corrections/{correction}
pub(super) async fn show(staff: Staff, Path((report, id)): Path<(Uuid, Uuid)>) -> Result<Response, Failure> {
    let page = correction_page(&staff, CorrectionOf { report, id }, None).await?;
    staff.page(page)
}

async fn correction_page(staff: &Staff, at: CorrectionOf, refused: Option<Form>) -> Result<Page, Failure> {
    let view = staff.read(&at, actions::correction).await?;
    let one = &view.correction;
    let here = href(at);
    let form = refused.unwrap_or_else(|| withdraw_form(&here));
    let html = Html {
        state: state(one),
        lines: lines(&view),
        figures: table(one, &view.figures),
        recipients: recipients::table(at.report, &view.recipients, false, staff),
        withdraw: if view.may_withdraw { form.render(staff.token()) } else { Markup::empty() },
    };
    let mut page = Page::new(one.name()).sub(&view.report.title).back("返回报告", &super::href(at.report)).style("report.css");
    if one.open() && view.approvers.iter().any(|taker| Some(taker.account) == staff.actor.account) {
        page = page.button(button(staff.token(), &format!("{here}/approve"), "批准更正", &[]));
    }
    if one.number().is_some() {
        page = page.main_act("导出更正说明", &format!("{here}/docx"));
        if staff.may(&rights::DRAFT) {
            page = page.act("登记印发", &format!("/reports/{}/recipients", at.report));
        }
    }
    page.template(&html)
}

fn withdraw_form(here: &str) -> Form {
    let reason = Field::text("reason", "撤回或不批准的原因").required().max(500).help("会记入办理经过。");
    Form::new(format!("{here}/withdraw")).legend("撤回").submit("撤回这份更正").quiet().field(reason)
}

fn state(one: &Correction) -> Markup {
    match one.state {
        CorrectionState::Drafted => document::tag(Mark::Due, "待批准"),
        CorrectionState::Approved { .. } => document::tag(Mark::Done, "已批准"),
        CorrectionState::Withdrawn { .. } => document::tag(Mark::Plain, "已撤回"),
    }
}

fn lines(view: &CorrectionView) -> Vec<(&'static str, String)> {
    let one = &view.correction;
    let mut lines = vec![
        ("原因", format!("{}：{}", one.reason.chinese(), one.words)),
        ("拟更正", format!("{} {}，数字取自当时的台账", one.drafted_by.name, one.drafted_at.chinese())),
    ];
    match &one.state {
        CorrectionState::Drafted if view.approvers.is_empty() => {
            lines.push(("批准", "除拟更正的人外，还没有其他人有签发权限，请管理员在账号页授予。".to_owned()));
        }
        CorrectionState::Drafted => lines.push(("批准", format!("由{}批准。拟更正的人不能自己批准。", actions::names(&view.approvers)))),
        CorrectionState::Approved { by, at, .. } => lines.push(("批准", format!("{} {}", by.name, at.chinese()))),
        CorrectionState::Withdrawn { by, at, words } => lines.push(("撤回", format!("{} {}：{words}", by.name, at.chinese()))),
    }
    lines
}

fn table(one: &Correction, signed: &[Figure]) -> Markup {
    let columns = vec![
        Column::words("name", "数字"),
        Column::short("old", "原数"),
        Column::short("new", "更正为"),
        Column::number("facts", "明细").unit("条"),
        Column::short("digest", "依据摘要"),
    ];
    let rows = one.figures.iter().filter_map(|figure| {
        let of = signed.iter().find(|signed| signed.key == figure.key)?;
        Some(Row::new(vec![
            Cell::text(of.metric.name),
            Cell::text(figure.was(of.metric)),
            Cell::text(figure.is(of.metric)),
            Cell::number(figure.facts),
            Cell::text(figure.digest.chars().take(16).collect::<String>()),
        ]))
    });
    Table::new("更正的数字", columns).rows(rows).render()
}

/// POST /reports/{id}/corrections/{correction}/approve
pub(super) async fn approve(staff: Staff, Path((report, id)): Path<(Uuid, Uuid)>) -> Result<Response, Failure> {
    let at = CorrectionOf { report, id };
    match staff.write(&at, actions::approve_correction).await {
        Ok(one) => {
            let said = format!("{}已批准。请导出更正说明，发给收到原数字的单位。", one.name());
            Ok(staff.said(&href(at), &said))
        }
        Err(error @ (ReportError::Stale(_) | ReportError::NotNow(_))) => Ok(staff.said(&href(at), &error.chinese())),
        Err(error) => Err(error.into()),
    }
}

/// POST /reports/{id}/corrections/{correction}/withdraw
pub(super) async fn withdraw(staff: Staff, Path((report, id)): Path<(Uuid, Uuid)>, input: Input) -> Result<Response, Failure> {
    let at = CorrectionOf { report, id };
    let mut form = withdraw_form(&href(at)).read(&input);
    if form.valid() {
        let ask = WithdrawCorrection { of: at, reason: form.text("reason").to_owned() };
        match staff.write(&ask, actions::withdraw_correction).await {
            Ok(_) => return Ok(staff.said(&super::href(report), "更正已撤回，报告没有变化。")),
            Err(error @ ReportError::NotNow(_)) => return Ok(staff.said(&href(at), &error.chinese())),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let page = correction_page(&staff, at, Some(form)).await?;
    staff.page(page.invalid())
}

/// GET /reports/{id}/corrections/{correction}/docx
pub(super) async fn docx(staff: Staff, Path((report, id)): Path<(Uuid, Uuid)>) -> Result<Response, Failure> {
    let at = CorrectionOf { report, id };
    let paper = match staff.read(&at, actions::correction_note).await {
        Err(error @ ReportError::NotNow(_)) => return Ok(staff.said(&href(at), &error.chinese())),
        found => found?,
    };
    let number = staff.read(&at, actions::correction).await?.correction.number().unwrap_or_default();
    staff.write(&Exported { id: report, correction: number }, actions::note_export).await?;
    let (name, key, fonts) = (format!("{}.docx", paper.name), staff.app.key.clone(), export::fonts(&staff));
    let bytes = export::set(move || actions::docx(&paper, &key, &fonts)).await?;
    Ok(download(&name, DOCX, bytes))
}

#[derive(Template)]
#[template(path = "report/corrections.html")]
struct Below<'a> {
    lines: Vec<BelowLine>,
    waiting: Option<String>,
    recipients: &'a str,
}

struct BelowLine {
    href: String,
    name: String,
    about: String,
    figures: Vec<(String, String, String)>,
}

/// What stands below the document of a signed report: its corrections, and one that waits.
pub(super) fn below(report: Uuid, corrections: &[Correction], signed: &[Figure]) -> Result<Markup, Failure> {
    let at = |one: &Correction| href(CorrectionOf { report, id: one.id });
    let mut approved: Vec<&Correction> = corrections.iter().filter(|one| one.number().is_some()).collect();
    approved.sort_by_key(|one| one.number());
    let line = |one: &Correction| {
        let when = match &one.state {
            CorrectionState::Approved { by, at, .. } => format!("{} {}批准", at.day().chinese(), by.name),
            _ => String::new(),
        };
        let figures = one.figures.iter().filter_map(|figure| {
            let metric = signed.iter().find(|signed| signed.key == figure.key)?.metric;
            Some((metric.name.to_owned(), figure.was(metric), figure.is(metric)))
        });
        let about = format!("{when}，{}：{}", one.reason.chinese(), one.words);
        BelowLine { href: at(one), name: one.name(), about, figures: figures.collect() }
    };
    let waiting = corrections.iter().find(|one| one.open()).map(at);
    if approved.is_empty() && waiting.is_none() {
        return Ok(Markup::empty());
    }
    let recipients = format!("/reports/{report}/recipients");
    Markup::of(&Below { lines: approved.into_iter().map(line).collect(), waiting, recipients: &recipients })
}
