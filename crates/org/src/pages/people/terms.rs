//! 任职, 调离, 返回.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::Id;
use board::people::{Leave, Person};
use board::posts::Post;
use kit::{Failure, Field, Form, Input, Page, Staff};

use crate::actions::{people, terms};
use crate::pages::{fields, id as read_id, refuse};
use crate::rights;

fn show(staff: &Staff, person: &Person, title: &str, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let page = Page::new(format!("{title}：{}", person.entry.name)).back(person.entry.name.as_str(), &super::href(person));
    staff.page(page.body(form.render(staff.token())).status(status))
}

fn open_form(staff: &Staff, person: &Person, orgs: &fields::Orgs) -> Form {
    let href = super::href(person);
    Form::new(format!("{href}/terms/new"))
        .submit("登记任职")
        .cancel(&href)
        .field(orgs.field("org", "在哪个组织").required())
        .field(Field::text("title", "职务").required().max(40).help("如书记、副书记、组织委员、宣传委员、纪检委员。").focus())
        .field(fields::past_day("since", "任职日期", staff.today()).required().value(staff.today()))
}

/// GET /people/{id}/terms/new
pub(in crate::pages) async fn open_page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::kept(&staff, &id).await?;
    let orgs = fields::Orgs::of(&staff, &rights::PEOPLE_WRITE).await?;
    let form = open_form(&staff, &view.person, &orgs);
    let form = form.set("org", orgs.value(&view.org));
    show(&staff, &view.person, "登记任职", &form, StatusCode::OK)
}

/// POST /people/{id}/terms/new
pub(in crate::pages) async fn open_send(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::kept(&staff, &id).await?;
    let orgs = fields::Orgs::of(&staff, &rights::PEOPLE_WRITE).await?;
    let mut form = open_form(&staff, &view.person, &orgs).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(since) = form.day("since").filter(|_| form.valid()) {
        let (org, title) = (form.text("org").to_owned(), form.text("title").to_owned());
        match staff.write(&terms::Open { person: view.person.id, org, title, since }, terms::open).await {
            Ok(post) => return Ok(staff.said(&super::href(&view.person), &format!("已登记任职：{}。", post.title))),
            Err(error) => status = refuse(&mut form, error, &[("name", "title"), ("day", "since")])?,
        }
    }
    show(&staff, &view.person, "登记任职", &form, status)
}

fn close_form(staff: &Staff, person: &Person, term: &Post) -> Form {
    let href = super::href(person);
    let help = format!("在任的最后一天，不早于任职日期{}。", term.since.chinese());
    Form::new(format!("{href}/terms/{}", term.id))
        .submit("结束任职")
        .cancel(&href)
        .field(Field::day("until", "结束日期").between(term.since, staff.today()).required().help(&help).value(staff.today()))
}

/// GET /people/{id}/terms/{term}
pub(in crate::pages) async fn close_page(staff: Staff, Path((id, term)): Path<(String, String)>) -> Result<Response, Failure> {
    let (person, term) = staff.read(&(read_id(&id)?, read_id::<Id>(&term)?), terms::get).await?;
    show(&staff, &person, &format!("结束任职（{}）", term.title), &close_form(&staff, &person, &term), StatusCode::OK)
}

/// POST /people/{id}/terms/{term}
pub(in crate::pages) async fn close_send(
    staff: Staff,
    Path((id, term)): Path<(String, String)>,
    input: Input,
) -> Result<Response, Failure> {
    let (person, term) = staff.read(&(read_id(&id)?, read_id::<Id>(&term)?), terms::get).await?;
    let mut form = close_form(&staff, &person, &term).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(until) = form.day("until").filter(|_| form.valid()) {
        match staff.write(&terms::Close { person: person.id, post: term.id, until }, terms::close).await {
            Ok(post) => return Ok(staff.said(&super::href(&person), &format!("已登记：{}任职至{}。", post.title, until.chinese()))),
            Err(error) => status = refuse(&mut form, error, &[("day", "until")])?,
        }
    }
    show(&staff, &person, &format!("结束任职（{}）", term.title), &form, status)
}

/// POST /people/{id}/terms/{term}/remove
pub(in crate::pages) async fn remove(staff: Staff, Path((id, term)): Path<(String, String)>) -> Result<Response, Failure> {
    let ask = (read_id(&id)?, read_id::<Id>(&term)?);
    staff.write(&ask, terms::remove).await?;
    Ok(staff.said(&format!("/people/{}", ask.0), "已删除这条任职记录。"))
}

fn leave_form(staff: &Staff, person: &Person) -> Form {
    let href = super::href(person);
    Form::new(format!("{href}/leave")).submit("登记调离").quiet().cancel(&href).field(
        fields::past_day("day", "最后一天", staff.today())
            .required()
            .help("在任职务同时结束；以前的记录和数据都保留。登记错了可以“登记返回”。")
            .value(staff.today()),
    )
}

/// GET /people/{id}/leave
pub(in crate::pages) async fn leave_page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::kept(&staff, &id).await?;
    show(&staff, &view.person, "登记调离", &leave_form(&staff, &view.person), StatusCode::OK)
}

/// POST /people/{id}/leave
pub(in crate::pages) async fn leave_send(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = super::kept(&staff, &id).await?;
    let mut form = leave_form(&staff, &view.person).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(day) = form.day("day").filter(|_| form.valid()) {
        match staff.write(&Leave { person: view.person.id, day }, people::leave).await {
            Ok(person) => {
                let message = format!("已登记{}于{}调离，在任职务同时结束。", person.entry.name, day.chinese());
                return Ok(staff.said(&super::href(&person), &message));
            }
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &view.person, "登记调离", &form, status)
}

/// POST /people/{id}/return
pub(in crate::pages) async fn come_back(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = super::kept(&staff, &id).await?;
    let person = staff.write(&view.person.id, people::come_back).await?;
    Ok(staff.said(&super::href(&person), "已登记返回。原来的任职已结束，需要时请重新登记。"))
}
