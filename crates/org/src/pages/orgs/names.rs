//! 更名 and 简称.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use board::orgs::MOST_NAME;
use kit::form::button;
use kit::{Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};

use crate::actions::orgs::{self, Alias, OrgView, Rename};
use crate::pages::refuse;

fn rename_form(view: &OrgView) -> Form {
    Form::new(format!("{}/rename", super::href(&view.org)))
        .legend("更名")
        .submit("更名")
        .field(Field::text("name", "新名称").required().max(MOST_NAME).value(&view.org.name).help("原名称会保留为曾用名，旧台账仍能认出。"))
        .hidden("seen", &view.org.name)
}

fn alias_form(view: &OrgView) -> Form {
    Form::new(format!("{}/aliases", super::href(&view.org)))
        .legend("简称和曾用名")
        .submit("添加")
        .quiet()
        .field(Field::text("alias", "添加一个写法").required().max(MOST_NAME).help("台账里可能出现的写法，导入时按它找到这个组织。"))
}

fn show(staff: &Staff, view: &OrgView, rename: &Form, alias: &Form, status: StatusCode) -> Result<Response, Failure> {
    let href = super::href(&view.org);
    let columns = vec![Column::words("name", "写法"), Column::short("act", "操作")];
    let row = |name: &String| {
        let remove = button(staff.token(), &format!("{href}/aliases/remove"), "删除", &[("alias", name)]);
        Row::new(vec![Cell::text(name), Cell::Page(remove)])
    };
    let table = Table::new("简称和曾用名", columns).rows(view.aliases.iter().map(row)).empty(Markup::text("还没有简称或曾用名。"));
    let page = Page::new(format!("{}：名称", view.org.name))
        .back(&view.org.name, &href)
        .body(rename.render(staff.token()))
        .body(Markup::trusted("<hr class=\"part\">"))
        .body(alias.render(staff.token()))
        .body(table.render());
    staff.page(page.style("org.css").status(status))
}

/// GET /orgs/{id}/names
pub(in crate::pages) async fn page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    show(&staff, &view, &rename_form(&view), &alias_form(&view), StatusCode::OK)
}

/// POST /orgs/{id}/rename
pub(in crate::pages) async fn rename(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    let mut form = rename_form(&view).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let ask = Rename { org: view.org.id, name: form.text("name").to_owned(), seen: form.text("seen").to_owned() };
        match staff.write(&ask, orgs::rename).await {
            Ok(org) => return Ok(staff.said(&super::href(&org), &format!("已更名为“{}”。按原名称仍能找到。", org.name))),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &view, &form, &alias_form(&view), status)
}

/// POST /orgs/{id}/aliases
pub(in crate::pages) async fn add(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    super::standing(&view)?;
    let mut form = alias_form(&view).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let ask = Alias { org: view.org.id, name: form.text("alias").to_owned() };
        match staff.write(&ask, orgs::add_alias).await {
            Ok(()) => return Ok(staff.said(&format!("{}/names", super::href(&view.org)), &format!("已添加“{}”。", ask.name))),
            Err(error) => status = refuse(&mut form, error, &[("name", "alias")])?,
        }
    }
    show(&staff, &view, &rename_form(&view), &form, status)
}

/// POST /orgs/{id}/aliases/remove
pub(in crate::pages) async fn remove(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::managed(&staff, &id).await?;
    let ask = Alias { org: view.org.id, name: input.get("alias").to_owned() };
    staff.write(&ask, orgs::remove_alias).await?;
    Ok(staff.said(&format!("{}/names", super::href(&view.org)), &format!("已删除“{}”。今后的台账不再按它找到这个组织。", ask.name)))
}
