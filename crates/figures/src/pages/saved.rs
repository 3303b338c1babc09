//! /views: 常用视图, pages of figures kept under a name; and the line of links above the filters.

use axum::extract::Path;
use axum::response::Response;
use kit::form::{RECORD, button};
use kit::{Address, Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};
use uuid::Uuid;

use crate::FiguresError;
use crate::actions::{self, MOST_NAME, Rename, Save, SavedList};
use crate::pages::words;
use crate::saved::{Saved, kept};

/// Where the page that is to be kept stands in the address and in the form.
const PAGE: &str = "page";

/// The links above the filters of a page: what is kept, and the way to keep this one.
pub(super) async fn line(staff: &Staff) -> Result<Markup, Failure> {
    let SavedList { own, shared } = staff.read(&(), actions::saved).await?;
    let here = kept(&staff.address.to_string()).unwrap_or_default();
    let link = |saved: &Saved| {
        let link = Markup::link(&saved.address, &saved.name);
        if saved.address == here { Markup::trusted("<b>").and(link).and(Markup::trusted("</b>")) } else { link }
    };
    let links: Vec<Markup> = own.iter().chain(&shared).map(link).collect();
    let mut parts = Vec::new();
    if !links.is_empty() {
        parts.push(Markup::text("常用视图：").and(words::listed(links)));
    }
    if !own.iter().any(|saved| saved.address == here) {
        let to = Address::new("/views/new").with(PAGE, &here);
        parts.push(Markup::link(&to.to_string(), "保存当前视图"));
    }
    if !own.is_empty() {
        parts.push(Markup::link("/views", "管理"));
    }
    let dot = |all: Markup, (i, part): (usize, Markup)| if i == 0 { part } else { all.and(Markup::text(" · ")).and(part) };
    let all = parts.into_iter().enumerate().fold(Markup::empty(), dot);
    Ok(Markup::trusted("<nav class=\"views\" aria-label=\"常用视图\">").and(all).and(Markup::trusted("</nav>")))
}

/// GET /views
pub(super) async fn list(staff: Staff) -> Result<Response, Failure> {
    let found = staff.read(&(), actions::saved).await?;
    let columns = vec![
        Column::words("name", "名称"),
        Column::short("whose", "谁保存的"),
        Column::short("shared", "谁能看到"),
        Column::short("acts", "操作"),
    ];
    let row = |saved: &Saved, own: bool| {
        let acts = match own {
            true => Cell::Page(Markup::link(&format!("/views/{}", saved.id), "改名或共享").and(Markup::text(" ")).and(button(
                staff.token(),
                &format!("/views/{}/remove", saved.id),
                "删除",
                &[],
            ))),
            false => Cell::Empty,
        };
        let seen = if saved.shared { "所有能查看数据的人" } else { "只有本人" };
        Row::new(vec![Cell::link(&saved.name, &saved.address), Cell::text(&saved.by), Cell::text(seen), acts])
    };
    let rows: Vec<Row> = found.own.iter().map(|one| row(one, true)).chain(found.shared.iter().map(|one| row(one, false))).collect();
    let empty = Markup::text("还没有保存过视图。在")
        .and(Markup::link("/figures", "数据总表"))
        .and(Markup::text("选好单位和时段，点“保存当前视图”。"));
    let page = Page::new("常用视图").style("figures.css").back("数据总表", "/figures");
    let page = page.sub("数据总表和指标页的筛选条件，存成一个名称，以后一点就到；数字总是打开时的。");
    staff.page(page.body(Table::new("常用视图", columns).rows(rows).empty(empty).render()))
}

fn fields(form: Form) -> Form {
    let form = form.field(Field::text("name", "名称").required().max(MOST_NAME).focus().help("例如：上半年各板块助企。"));
    form.field(Field::tick("shared", "共享给所有能查看数据的人"))
}

fn new_form(page: &str) -> Form {
    fields(Form::new("/views")).submit("保存视图").cancel(page).hidden(PAGE, page)
}

fn new_shown(staff: &Staff, form: &Form, page: &str) -> Page {
    Page::new("保存视图").style("figures.css").back("返回", page).body(form.render(staff.token()))
}

/// The page that is to be kept; the table itself, where the address names none.
fn page_of(text: Option<&str>) -> String {
    text.and_then(kept).unwrap_or_else(|| "/figures".to_owned())
}

/// GET /views/new
pub(super) async fn new(staff: Staff) -> Result<Response, Failure> {
    let page = page_of(staff.address.get(PAGE));
    let form = new_form(&page).for_record(staff.new_id());
    staff.page(new_shown(&staff, &form, &page))
}

/// POST /views
pub(super) async fn save(staff: Staff, input: Input) -> Result<Response, Failure> {
    let page = page_of(Some(input.get(PAGE)));
    let id = input.parsed::<Uuid>(RECORD).unwrap_or_else(|| staff.new_id());
    let mut form = new_form(&page).for_record(id).read(&input);
    if form.valid() {
        let ask = Save { id, name: form.text("name").to_owned(), address: page.clone(), shared: form.ticked("shared") };
        match staff.write(&ask, actions::save).await {
            Ok(saved) => return Ok(staff.said(&saved.address, &format!("已保存为“{}”，以后在上方点名称就到。", saved.name))),
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(new_shown(&staff, &form, &page).invalid())
}

/// An address that names no view is one that is not there.
fn number(id: &str) -> Result<Uuid, FiguresError> {
    id.parse().map_err(|_| FiguresError::NoView)
}

fn one_form(saved: &Saved) -> Form {
    let form = fields(Form::new(format!("/views/{}", saved.id))).cancel("/views").set("name", &saved.name);
    if saved.shared { form.set("shared", "on") } else { form }
}

fn one_shown(staff: &Staff, form: &Form) -> Page {
    Page::new("改名或共享").style("figures.css").back("常用视图", "/views").body(form.render(staff.token()))
}

/// GET /views/{id}
pub(super) async fn one(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let saved = staff.read(&number(&id)?, actions::own_view).await?;
    staff.page(one_shown(&staff, &one_form(&saved)))
}

/// POST /views/{id}
pub(super) async fn rename(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let id = number(&id)?;
    let saved = staff.read(&id, actions::own_view).await?;
    let mut form = one_form(&saved).read(&input);
    if form.valid() {
        let ask = Rename { id, name: form.text("name").to_owned(), shared: form.ticked("shared") };
        match staff.write(&ask, actions::rename_view).await {
            Ok(()) => return Ok(staff.said("/views", "已修改。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(one_shown(&staff, &form).invalid())
}

/// POST /views/{id}/remove
pub(super) async fn remove(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    staff.write(&number(&id)?, actions::remove_view).await?;
    Ok(staff.said("/views", "已删除。数据没有变化。"))
}
