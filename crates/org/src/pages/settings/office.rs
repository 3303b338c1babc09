//! 本单位.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use base::Role;
use board::office::Office;
use board::orgs::MOST_NAME;
use kit::{Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};
use norms::Period;

use super::{may, tabs, whole};
use crate::actions::office::{self, Name};
use crate::pages::refuse;

#[derive(Template)]
#[template(path = "org/office.html")]
struct OfficeHtml {
    name: Markup,
    period: Markup,
    roles: Markup,
}

/// GET /settings: to the part that this person may use.
pub(in crate::pages) async fn first(staff: Staff) -> Response {
    staff.go(if whole(&staff) { "/settings/office" } else { "/settings/accounts" })
}

fn name_form(office: &Office) -> Form {
    Form::new("/settings/office/name")
        .legend("单位名称")
        .submit("更名")
        .field(
            Field::text("name", "名称").required().max(MOST_NAME).value(&office.name).help("显示在每一页和导出的文件上；原名称仍能认出。"),
        )
        .hidden("seen", &office.name)
}

fn period_form(office: &Office) -> Form {
    Form::new("/settings/office/period")
        .legend("数据时段")
        .submit("设为当前时段")
        .field(Field::day("from", "自").required().value(office.period.from))
        .field(Field::day("to", "至").required().value(office.period.to).help("首页和数据总表先显示这一时段的数据，查看时可以另选。"))
}

fn role_table(staff: &Staff) -> Markup {
    let columns = vec![Column::short("role", "角色"), Column::words("may", "可以做什么")];
    let row = |role: Role| Row::new(vec![Cell::text(role.chinese()), Cell::text(may(staff, role).join("；"))]);
    Table::new("角色和权限", columns).rows(Role::ALL.into_iter().map(row)).render()
}

fn show(staff: &Staff, office: &Office, name: &Form, period: &Form, status: StatusCode) -> Result<Response, Failure> {
    let html = OfficeHtml { name: name.render(staff.token()), period: period.render(staff.token()), roles: role_table(staff) };
    let page = Page::new("设置").style("org.css").sub(&format!("{} · 当前时段：{}", office.name, office.period.chinese()));
    staff.page(page.body(tabs(staff, "/settings/office")).template(&html)?.status(status))
}

/// GET /settings/office
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    let office = staff.read(&(), office::open).await?;
    show(&staff, &office, &name_form(&office), &period_form(&office), StatusCode::OK)
}

/// POST /settings/office/name
pub(in crate::pages) async fn rename(staff: Staff, input: Input) -> Result<Response, Failure> {
    let office = staff.read(&(), office::open).await?;
    let mut form = name_form(&office).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let ask = Name { name: form.text("name").to_owned(), seen: form.text("seen").to_owned() };
        match staff.write(&ask, office::rename).await {
            Ok(()) => return Ok(staff.said("/settings/office", "单位名称已更改。")),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &office, &form, &period_form(&office), status)
}

/// POST /settings/office/period
pub(in crate::pages) async fn period(staff: Staff, input: Input) -> Result<Response, Failure> {
    let office = staff.read(&(), office::open).await?;
    let mut form = period_form(&office).read(&input);
    let days = form.day("from").zip(form.day("to"));
    let period = days.and_then(|(from, to)| Period::new(from, to));
    if days.is_some() && period.is_none() {
        form.fail("to", "结束日期早于开始日期，请核对。");
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(period) = period.filter(|_| form.valid()) {
        match staff.write(&period, office::set_period).await {
            Ok(()) => return Ok(staff.said("/settings/office", &format!("当前时段已设为{}。", period.chinese()))),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &office, &name_form(&office), &form, status)
}
