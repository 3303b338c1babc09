//! 工作交接: begun on the account of who leaves, signed by three, carried out by the administrator, kept as a 交接清单.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{AccountId, Id};
use board::accounts::Account;
use board::accounts::handover::{Begin, Finish, Handover, Item, Part};
use kit::download::{DOCX, download};
use kit::form::button;
use kit::{Cell, Choice, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};
use paper::{Block, Document, Fonts, Run};

use crate::actions::handover::{self, Ask, Rooms, View};
use crate::pages::{id as read_id, refuse};

fn rooms(staff: &Staff) -> Rooms {
    Rooms { handings: staff.app.rooms.handings.clone(), todos: staff.app.rooms.todos.clone() }
}

/// `others`: whoever else can sign in, as far as the reader administers them.
fn form(account: AccountId, others: &[Account]) -> Form {
    let choices = || others.iter().map(|other| Choice::new(&other.user, format!("{}（{}）", other.name, other.user)));
    let person = |name: &str, label: &str, help: &str| Field::select(name, label, choices()).required().help(help);
    Form::new(format!("/settings/accounts/{account}/handover"))
        .submit("生成交接清单")
        .cancel(format!("/settings/accounts/{account}").as_str())
        .field(person("receiver", "接收人", "接过工作的同志。").focus())
        .field(person("witness", "监交人", "在场见证的同志，与双方都不是同一人。"))
        .field(Field::day("last_day", "最后工作日").required().help("到这一天才能办结；任职也在这一天终止。"))
        .field(Field::text("absent", "移交人不能签字的原因").max(200).help("本人能签就不填。因病、已离开等写在这里，印在清单上。"))
}

fn list(items: &[Item]) -> Markup {
    let columns = vec![Column::short("kind", "类别"), Column::words("title", "内容")];
    let rows = items.iter().map(|item| Row::new(vec![Cell::text(&item.kind), Cell::text(&item.title)]));
    Table::new("移交的工作", columns).rows(rows).empty(Markup::text("这个账号名下现在没有职务、角色、草稿和待办。")).render()
}

async fn begin_page(staff: &Staff, account: AccountId, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let view = staff.read(&account, crate::actions::accounts::open).await?;
    let items = staff.read(&(account, rooms(staff)), handover::held).await?;
    let page = Page::new(format!("工作交接：{}", view.account.name))
        .back("账号", &format!("/settings/accounts/{account}"))
        .sub("三方在各自的账号里签字后由管理员办结：职务终止、待办和草稿转给接收人、原账号停用。")
        .body(form.render(staff.token()))
        .body(Markup::trusted("<h2 class=\"above\">现在名下的工作</h2>"))
        .body(list(&items));
    staff.page(page.status(status))
}

async fn others(staff: &Staff, account: AccountId) -> Result<Vec<Account>, Failure> {
    let all = staff.read(&(), crate::actions::accounts::list).await?;
    Ok(all.into_iter().map(|listed| listed.account).filter(|other| !other.disabled && other.id != account).collect())
}

/// GET /settings/accounts/{id}/handover
pub(in crate::pages) async fn new(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let account = read_id::<AccountId>(&id)?;
    if let Some(open) = staff.read(&account, handover::under_way).await? {
        return Ok(staff.go(&href(&open)));
    }
    begin_page(&staff, account, &form(account, &others(&staff, account).await?), StatusCode::OK).await
}

/// POST /settings/accounts/{id}/handover
pub(in crate::pages) async fn begin(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let leaver = read_id::<AccountId>(&id)?;
    let mut form = form(leaver, &others(&staff, leaver).await?).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(last_day) = form.day("last_day").filter(|_| form.valid()) {
        let text = |name: &str| form.text(name).to_owned();
        let (receiver, witness, absent) = (text("receiver"), text("witness"), text("absent"));
        let begin = Begin { leaver, receiver, witness, last_day, absent, list: Vec::new() };
        match staff.write(&Ask { begin, rooms: rooms(&staff) }, handover::begin).await {
            Ok(begun) => return Ok(staff.said(&href(&begun), "清单已生成，请三方登录后签字。他们的待办里已有提醒。")),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    begin_page(&staff, leaver, &form, status).await
}

fn href(handover: &Handover) -> String {
    format!("/handovers/{}", handover.id)
}

fn state(handover: &Handover) -> String {
    if let Some(at) = handover.done {
        return format!("已办结（{}）", at.chinese());
    }
    if let Some(at) = handover.withdrawn {
        return format!("已撤回（{}）", at.chinese());
    }
    let lacking: Vec<&str> = handover.lacking().into_iter().map(Part::chinese).collect();
    if lacking.is_empty() { "三方已签字，待办结".into() } else { format!("待{}签字", lacking.join("、")) }
}

/// Who signed and when, in a line for each part.
fn signed(handover: &Handover, part: Part) -> String {
    let kept = handover.signatures.iter().find(|signature| signature.part == part);
    match kept {
        Some(signature) if signature.fits => format!("{} {}", signature.name, signature.at.chinese()),
        Some(signature) => format!("{}的签字与清单不符，可能被改动过", signature.name),
        None if part == Part::Leaver && !handover.absent.is_empty() => format!("{}（未签：{}）", handover.leaver.name, handover.absent),
        None => format!("{}（未签）", handover.account(part).name),
    }
}

fn signatures(handover: &Handover) -> Markup {
    let columns = vec![Column::short("part", "身份"), Column::words("who", "签字")];
    let row = |part: Part| Row::new(vec![Cell::text(part.chinese()), Cell::text(signed(handover, part))]);
    Table::new("签字", columns).rows(Part::ALL.into_iter().map(row)).unnumbered().render()
}

/// The form that carries it out, with a tick for each role.
fn finish_form(view: &View) -> Form {
    let mut form = Form::new(format!("{}/finish", href(&view.handover))).legend("办结").submit("办结并停用原账号");
    for (n, grant) in view.roles.iter().enumerate() {
        let label = format!("把“{}（{}）”授予接收人", grant.role.chinese(), grant.org_name);
        form = form.field(Field::tick(&format!("role-{n}"), &label));
    }
    form
}

/// GET /handovers/{id}
pub(in crate::pages) async fn page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = staff.read(&read_id::<Id>(&id)?, handover::open).await?;
    let Handover { leaver, receiver, last_day, .. } = &view.handover;
    let sub = format!("移交给{} · 最后工作日 {} · {}", receiver.name, last_day.chinese(), state(&view.handover));
    let here = href(&view.handover);
    let mut page = Page::new(format!("工作交接：{}", leaver.name)).sub(&sub).act("下载交接清单（Word）", &format!("{here}/list.docx"));
    let part = view.handover.part_of(staff.actor.account);
    if view.handover.is_open() && part.is_some_and(|part| view.handover.signed(part).is_none()) {
        page = page.button(button(staff.token(), &format!("{here}/sign"), "核对无误，签字", &[]));
    }
    if view.handover.is_open() && view.manages {
        page = page.button(button(staff.token(), &format!("{here}/withdraw"), "撤回", &[]));
    }
    page = page.body(list(&view.handover.list)).body(Markup::trusted("<h2 class=\"above\">签字</h2>")).body(signatures(&view.handover));
    if view.handover.is_open() && view.manages && view.handover.lacking().is_empty() {
        let form = finish_form(&view).render(staff.token());
        page = page.body(Markup::trusted("<section class=\"card pad\">").and(form).and(Markup::trusted("</section>")));
    }
    staff.page(page)
}

/// POST /handovers/{id}/sign
pub(in crate::pages) async fn sign(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let signed = staff.write(&read_id::<Id>(&id)?, handover::sign).await?;
    Ok(staff.said(&href(&signed), "已签字。"))
}

/// POST /handovers/{id}/withdraw
pub(in crate::pages) async fn withdraw(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let gone = staff.write(&read_id::<Id>(&id)?, handover::withdraw).await?;
    Ok(staff.said(&format!("/settings/accounts/{}", gone.leaver.id), "交接已撤回，什么也没有移交。"))
}

/// POST /handovers/{id}/finish
pub(in crate::pages) async fn finish(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let id = read_id::<Id>(&id)?;
    let view = staff.read(&id, handover::open).await?;
    let form = finish_form(&view).read(&input);
    let chosen = view.roles.iter().enumerate().filter(|(n, _)| form.ticked(&format!("role-{n}"))).map(|(_, grant)| (grant.role, grant.org));
    let ask = (Finish { handover: id, roles: chosen.collect() }, staff.app.rooms.handings.clone());
    let (done, passed) = staff.write(&ask, handover::finish).await?;
    let passed = if passed > 0 { format!("，{passed} 件名下的事已转给{}", done.receiver.name) } else { String::new() };
    Ok(staff.said(&href(&done), &format!("已办结：原账号已停用{passed}。")))
}

/// GET /handovers/{id}/list.docx: 交接清单.
pub(in crate::pages) async fn docx(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let View { handover, .. } = staff.read(&read_id::<Id>(&id)?, handover::open).await?;
    let name = format!("交接清单 {} {}.docx", handover.leaver.name, handover.last_day);
    let (document, fonts) = (written(&staff.office.name, &handover), Fonts::beside(staff.app.settings.fonts.as_deref()));
    let bytes = tokio::task::spawn_blocking(move || paper::write_docx(&document, &fonts, None)).await.map_err(Failure::cause)?;
    Ok(download(&name, DOCX, bytes.map_err(Failure::cause)?))
}

/// The list as a paper, with room to sign by hand below each name.
fn written(office: &str, handover: &Handover) -> Document {
    let text = |text: String| Block::Paragraph { runs: vec![Run::Text(text)] };
    let row = |(n, item): (usize, &Item)| vec![(n + 1).to_string(), item.kind.clone(), item.title.clone()];
    let opening = format!(
        "{}（移交人）因工作变动，自{}起将下列工作移交给{}（接收人），{}为监交人。",
        handover.leaver.name,
        handover.last_day.chinese(),
        handover.receiver.name,
        handover.witness.name
    );
    let mut blocks = vec![text(opening)];
    blocks.push(Block::Table {
        caption: None,
        header: vec!["序号".into(), "类别".into(), "内容".into()],
        rows: handover.list.iter().enumerate().map(row).collect(),
    });
    blocks.extend(Part::ALL.into_iter().map(|part| text(format!("{}：{}", part.chinese(), signed(handover, part)))));
    blocks.push(text(format!("办理情况：{}", state(handover))));
    Document { title: format!("{office}\n工作交接清单"), blocks, ..Document::default() }
}
