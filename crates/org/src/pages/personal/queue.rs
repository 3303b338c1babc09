//! 个人信息申请: what waits for an answer, and the answer.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::Id;
use board::personal::requests::{self, Answer, Kind, State};
use kit::{Cell, Choice, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};

use super::state;
use crate::actions::personal::{self, Asked};
use crate::pages::{id as read_id, refuse};

const QUEUE: &str = "/people/requests";

fn table(staff: &Staff, caption: &str, asked: &[Asked], empty: &str) -> Markup {
    let columns = vec![
        Column::short("name", "姓名"),
        Column::words("org", "所在组织"),
        Column::short("kind", "申请"),
        Column::short("asked", "提出"),
        Column::day("due", "答复期限"),
        Column::short("state", "状态"),
    ];
    let row = |one: &Asked| {
        let request = &one.request;
        Row::new(vec![
            Cell::link(one.person.entry.name.as_str(), format!("{QUEUE}/{}", request.id)),
            Cell::text(&one.org.name),
            Cell::text(request.kind.chinese()),
            Cell::text(request.asked.chinese()),
            Cell::Day(Some(request.due)),
            state(request, staff.today()),
        ])
    };
    Table::new(caption, columns).rows(asked.iter().map(row)).empty(Markup::text(empty)).render()
}

/// GET /people/requests
pub(in crate::pages) async fn list(staff: Staff) -> Result<Response, Failure> {
    let (open, answered) = (staff.read(&true, personal::queue).await?, staff.read(&false, personal::queue).await?);
    let page = Page::new("个人信息申请").style("org.css").back("人员", "/people");
    let page = page.sub("本人要求更正或删除个人信息的申请，15 个工作日内答复。").body(table(&staff, "待答复", &open, "没有待答复的申请。"));
    let head = Markup::trusted("<h2 class=\"above\">已答复</h2>");
    staff.page(page.body(head).body(table(&staff, "已答复", &answered, "还没有答复过的申请。")))
}

fn build(asked: &Asked) -> Form {
    let erase = asked.request.kind == Kind::Erase;
    let granted = if erase { "同意，立即删除（不能恢复）" } else { "已更正" };
    let refused = if erase { "不予删除" } else { "不予更正" };
    let choices = [Choice::new("granted", granted), Choice::new("refused", refused)];
    Form::new(format!("{QUEUE}/{}", asked.request.id))
        .submit("答复")
        .quiet()
        .cancel(QUEUE)
        .field(Field::radio("outcome", "办理结果", choices).required())
        .field(
            Field::lines("words", "给本人的答复")
                .required()
                .max(requests::MOST)
                .rows(4)
                .help("不予办理的，请写明理由和依据。本人会看到全文。"),
        )
}

fn facts(asked: &Asked) -> Markup {
    let request = &asked.request;
    let mut lines = vec![
        ("申请人", format!("{}（{}）", asked.person.entry.name, asked.org.name)),
        ("申请", request.kind.chinese().to_owned()),
        ("内容", if request.what.is_empty() { "（未写）".to_owned() } else { request.what.clone() }),
        ("提出", request.asked.chinese()),
        ("答复期限", request.due.chinese()),
        ("状态", request.state.chinese().to_owned()),
    ];
    if let Some((words, at, by)) = &request.answer {
        lines.push(("答复", words.clone()));
        lines.push(("答复人", format!("{by}，{}", at.chinese())));
    }
    let pairs = lines.iter().map(|(name, value)| {
        let name = Markup::trusted("<dt>").and(Markup::text(name)).and(Markup::trusted("</dt><dd>"));
        name.and(Markup::text(value)).and(Markup::trusted("</dd>"))
    });
    pairs.fold(Markup::trusted("<section class=\"card pad\"><dl class=\"facts\">"), Markup::and).and(Markup::trusted("</dl></section>"))
}

fn hint(kind: Kind) -> Markup {
    let words = match kind {
        Kind::Correct => "请先在人员页或有关记录上更正，再在这里答复。",
        Kind::Erase => {
            "同意后，花名册上的姓名、号码、日期和各处记录里的姓名立即删除，所有统计数字不变。还能登录的账号保留，本人凭它看到答复；停用以后再到期删除。已签发的文件按档案管理规定保存，不在删除之列。同名难以分辨的记录不会自动删除。"
        }
    };
    Markup::trusted("<p class=\"hint\">").and(Markup::text(words)).and(Markup::trusted("</p>"))
}

fn show(staff: &Staff, asked: &Asked, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let title = format!("{}申请{}个人信息", asked.person.entry.name, asked.request.kind.chinese());
    let mut page = Page::new(title).style("org.css").back("个人信息申请", QUEUE).body(facts(asked)).status(status);
    if asked.request.state == State::Open && staff.actor.person != Some(asked.request.person) {
        page =
            page.act("打开此人", &format!("/people/{}", asked.person.id)).body(hint(asked.request.kind)).body(form.render(staff.token()));
    }
    staff.page(page.audited(staff, [asked.person.id]))
}

/// GET /people/requests/{id}
pub(in crate::pages) async fn page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let asked = staff.read(&read_id::<Id>(&id)?, personal::open).await?;
    show(&staff, &asked, &build(&asked), StatusCode::OK)
}

/// POST /people/requests/{id}
pub(in crate::pages) async fn send(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let asked = staff.read(&read_id::<Id>(&id)?, personal::open).await?;
    let mut form = build(&asked).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let (granted, words) = (form.text("outcome") == "granted", form.text("words").to_owned());
        let holders = staff.app.rooms.holders.clone();
        match staff.write_long(&Answer { request: asked.request.id, granted, words, holders }, personal::answer).await {
            Ok(request) => {
                written_down(&staff).await;
                return Ok(staff.said(QUEUE, &format!("已答复：{}。", request.state.chinese())));
            }
            // What was answered meanwhile has no form any more that could show why.
            Err(error) if asked.request.state != State::Open => return Err(error.into()),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &asked, &form, status)
}

/// Puts an erasure into the file beside the keys at once; what cannot be written now is written by the next look of the server.
async fn written_down(staff: &Staff) {
    let Some(file) = &staff.app.settings.erasures else { return };
    if let Err(error) = board::personal::erasures::write_down(&staff.app.db, file).await {
        tracing::warn!(%error, "the list of erasures could not be brought up to date");
    }
}
