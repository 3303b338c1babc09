//! 按号码查找: a person by citizen id or phone. The number is sent, never put into an address, where it would stay in histories.

use axum::http::StatusCode;
use axum::response::Response;
use board::people::Number;
use kit::{Choice, Failure, Field, Form, Input, Markup, Page, Staff};

use crate::actions::people;
use crate::pages::refuse;

fn build() -> Form {
    Form::new("/people/find")
        .submit("查找")
        .cancel("/people")
        .field(Field::radio("number", "号码", Number::ALL.map(|number| Choice::new(number.code(), number.chinese()))).required())
        .field(Field::text("text", "号码内容").required().max(40).autocomplete("off").focus())
}

fn show(staff: &Staff, form: &Form, found: Markup, status: StatusCode) -> Result<Response, Failure> {
    staff.page(Page::new("按号码查找").back("人员", "/people").body(form.render(staff.token())).body(found).status(status))
}

/// GET /people/find
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    show(&staff, &build().set("number", Number::CitizenId.code()), Markup::empty(), StatusCode::OK)
}

/// POST /people/find
pub(in crate::pages) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = build().read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(number) = Number::from_code(form.text("number")).filter(|_| form.valid()) {
        let ask = (staff.app.key.clone(), number, form.text("text").to_owned());
        match staff.read(&ask, people::with_number).await {
            Ok(found) if found.is_empty() => {
                form.fail("text", "您管理的组织里没有这个号码的人。");
            }
            Ok(found) => {
                if let [one] = found.as_slice() {
                    return Ok(staff.go(&super::href(one)));
                }
                let link = |person: &board::people::Person| Markup::link(&super::href(person), person.entry.name.as_str());
                let links = found.iter().map(link).fold(Markup::empty(), |all, one| all.and(one).and(Markup::text("　")));
                let found = Markup::trusted("<p>").and(Markup::text("这个号码的人：")).and(links).and(Markup::trusted("</p>"));
                return show(&staff, &form.set("text", ""), found, StatusCode::OK);
            }
            Err(error) => status = refuse(&mut form, error, &[("citizen_id", "text"), ("phone", "text")])?,
        }
    }
    show(&staff, &form, Markup::empty(), status)
}
