//! The page of a pack: its lines with what there is for each; its title and day; print; the archive.

use axum::extract::Path;
use axum::response::Response;
use board::evidence::Files;
use kit::form::button;
use kit::table::Mark;
use kit::{Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table, archive};
use paper::Fonts;
use uuid::Uuid;

use crate::actions::{self, Change, Close, Gather, Material, PackPage, PackView};
use crate::model::Line;
use crate::rights::WRITE;
use crate::table::Means;
use crate::write::{self, Desk};

async fn view(staff: &Staff, id: Uuid, whole: bool) -> Result<PackView, Failure> {
    let after = staff.address.get("after").and_then(|n| n.parse().ok()).unwrap_or(0);
    let empty = staff.address.get("only") == Some("empty");
    let ask = PackPage { pack: id, after, empty, whole, records: staff.app.rooms.records.clone() };
    Ok(staff.read(&ask, actions::view).await?)
}

fn sub(view: &PackView) -> String {
    let due = view.pack.due.map(|day| format!(" · {}前备齐", day.chinese())).unwrap_or_default();
    let over = view.pack.closed.map(|at| format!(" · {}结束", at.chinese())).unwrap_or_default();
    let ready = view.lines - view.empty;
    format!("{}{due}{over} · 共 {} 项，{ready} 项有材料，{} 项空着", view.org.name, view.lines, view.empty)
}

/// GET /inspect/{id}
pub(super) async fn page(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let view = view(&staff, id, false).await?;
    let (href, revision) = (super::href(id), view.pack.revision.to_string());
    let mut page = Page::new(view.pack.title.as_str()).back("迎检", "/inspect").sub(&sub(&view)).audited(&staff, [id]);
    page = page.act("打印", &format!("{href}/print"));
    if view.may && staff.may(&WRITE) {
        page = page.act("修改", &format!("{href}/edit"));
        let (act, word) = if view.pack.closed.is_some() { ("open", "重新打开") } else { ("close", "结束迎检") };
        page = page.button(button(staff.token(), &format!("{href}/{act}"), word, &[("revision", &revision)]));
        if view.lines == view.empty {
            page = page.button(button(staff.token(), &format!("{href}/remove"), "删除", &[]));
        }
    }
    page = page.main_act("整包下载（ZIP）", &format!("{href}/zip"));
    let only = staff.address.get("only") == Some("empty");
    let (word, to) = if only { ("显示全部", href.clone()) } else { ("只看空项", format!("{href}?only=empty")) };
    let ways = Markup::trusted("<p class=\"spans\">").and(Markup::link(&to, word)).and(Markup::trusted("</p>"));
    let next = view.next.map(|place| place.to_string());
    let none = if only { "没有空项，每项都有材料。" } else { "没有更多了。" };
    let table = table(&view, true).address(&staff.address).next(next).empty(Markup::text(none)).render();
    staff.page(page.body(ways).body(table))
}

/// What there is for a line, in a word and a colour.
fn state(material: &Material) -> Cell {
    match (material.count(), material.moved()) {
        (0, true) => Cell::Tag("空，原有材料已撤回或删除".to_owned(), Mark::Late),
        (0, false) => Cell::Tag("空".to_owned(), Mark::Late),
        (n, true) => Cell::Tag(format!("{n} 件，有变动"), Mark::Due),
        (n, false) => Cell::Tag(format!("{n} 件"), Mark::Done),
    }
}

fn table(view: &PackView, links: bool) -> Table {
    let columns = vec![
        Column::short("number", "编号"),
        Column::short("project", Means::Project.chinese()),
        Column::words("item", Means::Item.chinese()),
        Column::short("points", Means::Points.chinese()),
        Column::words("wanted", Means::Wanted.chinese()),
        Column::words("what", "材料"),
        Column::short("state", "状态"),
    ];
    let row = |(line, material): &(Line, Material)| {
        let number = if links { Cell::link(line.number(), super::line_href(line.id)) } else { Cell::text(line.number()) };
        let entry = &line.entry;
        let item = if entry.item.is_empty() { &entry.standard } else { &entry.item };
        Row::new(vec![
            number,
            Cell::text(entry.project.as_str()),
            if links { Cell::link(item.as_str(), super::line_href(line.id)) } else { Cell::text(item.as_str()) },
            Cell::text(entry.points.as_str()),
            Cell::text(entry.wanted.as_str()),
            Cell::text(what(material)),
            state(material),
        ])
    };
    Table::new(view.pack.title.as_str(), columns).rows(view.shown.iter().map(row)).unnumbered()
}

/// The titles and names of what answers a line, with what is to be said beside each.
fn what(material: &Material) -> String {
    let piece = |piece: &actions::Piece| {
        let remark = piece.remark();
        let files = if piece.files.is_empty() { String::new() } else { format!("（{} 份文件）", piece.files.len()) };
        if remark.is_empty() { format!("{}{files}", piece.title()) } else { format!("{}{files}（{remark}）", piece.title()) }
    };
    let names = material.pieces.iter().map(piece).chain(material.files.iter().map(|file| file.name.clone()));
    let lost = Some(material.remark()).filter(|remark| !remark.is_empty());
    names.chain(lost).collect::<Vec<_>>().join("；")
}

/// GET /inspect/{id}/print: all lines on paper.
pub(super) async fn print(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let view = view(&staff, id, true).await?;
    let page = Page::new(view.pack.title.as_str()).back("返回", &super::href(id)).sub(&sub(&view));
    let hint = Markup::trusted("<p class=\"hint exports\">按 Ctrl+P 打印，纸张选 A4。</p>");
    staff.page(page.body(hint).body(table(&view, false).render()))
}

/// GET /inspect/{id}/zip
pub(super) async fn archive(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let all = staff.read(&Gather { pack: id, records: staff.app.rooms.records.clone() }, actions::gather).await?;
    let desk = Desk {
        files: staff.app.settings.evidence.as_ref().map(Files::new),
        tenant: staff.actor.tenant,
        fonts: Fonts::beside(staff.app.settings.fonts.as_deref()),
        today: staff.today(),
        who: staff.actor.name.clone(),
    };
    let name = format!("{}{}.zip", all.pack.title, staff.today().number());
    Ok(archive::answer(&name, move |out| write::pack(out, &all, &desk)))
}

fn form(id: Uuid) -> Form {
    Form::new(format!("{}/edit", super::href(id)))
        .cancel(&super::href(id))
        .field(Field::text("title", "名称").required().max(120))
        .field(Field::day("due", "备齐日期").help("到这一天还有空项，会列在待办里。可以不填。"))
        .hidden("revision", "")
}

fn editing(staff: &Staff, view: &PackView, form: &Form) -> Page {
    let title = view.pack.title.as_str();
    Page::new("修改迎检").back(title, &super::href(view.pack.id)).sub(&sub(view)).body(form.render(staff.token()))
}

/// GET /inspect/{id}/edit
pub(super) async fn edit(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let view = view(&staff, id, false).await?;
    let due = view.pack.due.map(|day| day.to_string()).unwrap_or_default();
    let form = form(id).set("title", &view.pack.title).set("due", due).set("revision", view.pack.revision);
    staff.page(editing(&staff, &view, &form))
}

/// POST /inspect/{id}/edit
pub(super) async fn save(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let mut form = form(id).read(&input);
    if form.valid() {
        let (title, due) = (form.text("title").to_owned(), form.day("due"));
        let ask = Change { pack: id, revision: input.parsed("revision").unwrap_or(0), title, due };
        match staff.write(&ask, actions::change).await {
            Ok(_) => return Ok(staff.said(&super::href(id), "已保存。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let view = view(&staff, id, false).await?;
    let form = form.set("revision", view.pack.revision);
    staff.page(editing(&staff, &view, &form).invalid())
}

async fn over(staff: Staff, id: Uuid, input: &Input, over: bool, said: &str) -> Result<Response, Failure> {
    let ask = Close { pack: id, revision: input.parsed("revision").unwrap_or(0), over };
    staff.write(&ask, actions::close).await?;
    Ok(staff.said(&super::href(id), said))
}

/// POST /inspect/{id}/close
pub(super) async fn close(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    over(staff, id, &input, true, "已结束，不再列入待办。材料仍可查看和下载。").await
}

/// POST /inspect/{id}/open
pub(super) async fn open(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    over(staff, id, &input, false, "已重新打开。").await
}

/// POST /inspect/{id}/remove
pub(super) async fn remove(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    staff.write(&id, actions::remove).await?;
    Ok(staff.said("/inspect", "已删除。"))
}
