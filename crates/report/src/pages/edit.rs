//! GET and POST /reports/{id}/edit, and the live preview.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use kit::{Failure, Field, Form, Input, Markup, Page, Staff};
use ledger::metrics;
use norms::Period;
use uuid::Uuid;

use crate::actions::{self, Save, View};
use crate::model::{Report, State};
use crate::pages::document::{self, Links};
use crate::pages::show;
use crate::template::TEXT_LIMIT;
use crate::{ReportError, rights};

/// A metric that can be put into the text.
struct Offered {
    name: &'static str,
    unit: &'static str,
}

#[derive(Template)]
#[template(path = "report/edit.html")]
struct Html {
    errors: Markup,
    action: String,
    preview: String,
    draft: String,
    fields: Markup,
    text: Markup,
    back: String,
    revision: i64,
    metrics: Vec<Offered>,
    document: Option<Markup>,
    theirs: Option<Theirs>,
}

/// What somebody else saved meanwhile.
struct Theirs {
    who: String,
    when: String,
    title: String,
    text: String,
}

fn build(id: Uuid) -> Form {
    Form::new(format!("/reports/{id}/edit"))
        .field(Field::text("title", "标题").required().max(120))
        .field(Field::text("addressee", "主送机关").max(100).help("没有可不填。"))
        .field(Field::text("signature", "署名").max(100))
        .field(Field::day("from", "统计期起").required())
        .field(Field::day("to", "统计期止").required())
        .field(Field::day("cut_off", "数据截止日").required())
        .field(
            Field::lines("text", "正文")
                .required()
                .max(TEXT_LIMIT)
                .rows(28)
                .help("一行一段；# ## ### 开头是一、（一）1. 级标题，序号自动编；花括号里是取自台账的数字，如 {助企服务 余}。"),
        )
        .field(Field::hidden("revision"))
}

fn filled(report: &Report) -> Form {
    build(report.id)
        .set("title", &report.title)
        .set("addressee", &report.addressee)
        .set("signature", &report.signature)
        .set("from", report.period.from)
        .set("to", report.period.to)
        .set("cut_off", report.cut_off)
        .set("text", &report.text)
        .set("revision", report.revision)
}

fn page(staff: &Staff, form: &Form, report: &Report, document: Option<Markup>, theirs: Option<Theirs>) -> Result<Page, Failure> {
    let at = super::href(report.id);
    let fields = ["title", "addressee", "signature", "from", "to", "cut_off"];
    let offered = metrics::ALL.iter().map(|metric| Offered { name: metric.name, unit: metric.unit });
    let html = Html {
        errors: form.render_errors(),
        action: staff.action(&format!("{at}/edit")),
        preview: format!("{at}/preview"),
        // Of another revision the browser's own copy is not brought back.
        draft: format!("report:{}:{}", report.id, report.revision),
        fields: fields.iter().fold(Markup::empty(), |all, name| all.and(form.render_field(name))),
        text: form.render_field("text"),
        back: at.clone(),
        revision: report.revision,
        metrics: offered.collect(),
        document,
        theirs,
    };
    Page::new("修改报告").sub(&report.title).back("返回报告", &at).style("report.css").script("report.js").template(&html)
}

/// GET /reports/{id}/edit
pub(super) async fn form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (view, _) = show::load(&staff, id).await?;
    if !view.may(&staff.actor, &rights::DRAFT) {
        return Err(board::Denied::NotAllowed.into());
    }
    match view.report.state {
        State::Draft if !view.report.deleted => {}
        State::Signed { .. } => return Err(ReportError::Signed.into()),
        _ => return Ok(staff.said(&super::href(id), "报告不在拟稿环节，不能修改。需要修改时请先退回。")),
    }
    let document = shown(&view)?;
    staff.page(page(&staff, &filled(&view.report), &view.report, Some(document), None)?)
}

fn shown(view: &View) -> Result<Markup, Failure> {
    document::html(&view.document, &Links::of(view, &[], None))
}

/// POST /reports/{id}/edit
pub(super) async fn save(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let mut form = build(id).read(&input);
    let ask = if form.valid() { ask(&mut form, id) } else { None };
    let Some(ask) = ask else { return again(&staff, id, form).await };
    match staff.write(&ask, actions::save).await {
        Ok(report) => Ok(staff.said(&super::href(report.id), "已保存。检查无误后可以送核。")),
        Err(ReportError::Overtaken(now)) => overtaken(&staff, form, *now),
        Err(error) => {
            form.refuse(error.into())?;
            again(&staff, id, form).await
        }
    }
}

/// The form once more, with what was typed.
async fn again(staff: &Staff, id: Uuid, form: Form) -> Result<Response, Failure> {
    let (view, _) = show::load(staff, id).await?;
    if !view.may(&staff.actor, &rights::DRAFT) {
        return Err(board::Denied::NotAllowed.into());
    }
    let document = shown(&view)?;
    let mut report = view.report;
    report.revision = form.number("revision").unwrap_or(report.revision);
    staff.page(page(staff, &form, &report, Some(document), None)?.invalid())
}

/// Somebody else saved first: what was typed stays in the form, theirs stands beside, and saving again takes the place of theirs.
fn overtaken(staff: &Staff, mut form: Form, now: Report) -> Result<Response, Failure> {
    form.fail("", ReportError::Overtaken(Box::new(now.clone())).chinese());
    let theirs =
        Theirs { who: now.changed_by.name.clone(), when: now.changed_at.chinese(), title: now.title.clone(), text: now.text.clone() };
    staff.page(page(staff, &form, &now, None, Some(theirs))?.status(StatusCode::CONFLICT))
}

fn ask(form: &mut Form, id: Uuid) -> Option<Save> {
    let Some(period) = Period::new(form.day("from")?, form.day("to")?) else {
        form.fail("to", "统计期止不能早于统计期起，请修改其中一个。");
        return None;
    };
    Some(Save {
        id,
        revision: form.number("revision")?,
        title: form.text("title").to_owned(),
        addressee: form.text("addressee").to_owned(),
        signature: form.text("signature").to_owned(),
        period,
        cut_off: form.day("cut_off")?,
        text: form.text("text").to_owned(),
    })
}

/// POST /reports/{id}/preview: the document as it would be, for the script of the editor.
pub(super) async fn preview(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let mut form = build(id).read(&input);
    let Some(ask) = ask(&mut form, id) else { return Ok(staff.part(trouble("统计期或截止日还没有填对。"))) };
    match staff.read(&ask, actions::preview).await {
        Ok(seen) => {
            let links = Links { id, figures: &seen.figures, differing: &[], corrected: Vec::new(), current: None };
            let note = Markup::trusted("<p class=\"hint\">").and(Markup::text(&document::tally(&links))).and(Markup::trusted("</p>"));
            Ok(staff.part(note.and(document::html(&seen.document, &links)?)))
        }
        Err(error) if error.field().is_some() => Ok(staff.part(trouble(&error.chinese()))),
        Err(error) => Err(error.into()),
    }
}

fn trouble(words: &str) -> Markup {
    Markup::trusted("<p class=\"warn\" role=\"status\">").and(Markup::text(words)).and(Markup::trusted("</p>"))
}
