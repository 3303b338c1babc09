//! 查看原号: a citizen id or a phone number is opened with a reason, shown once, and who did it is kept.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::PersonId;
use board::people::{Number, Person, Reveal};
use kit::{Failure, Field, Form, Input, Markup, Page, Staff};

use crate::actions::people::{self, PersonView};
use crate::pages::{id as read_id, refuse};

/// The person and the number that an address names, for who may open it.
async fn asked(staff: &Staff, id: &str, number: &str) -> Result<(PersonView, Number), Failure> {
    let number = Number::from_code(number).ok_or_else(|| Failure::missing("没有找到这项内容，请检查网址。"))?;
    let view = staff.read(&read_id::<PersonId>(id)?, people::open).await?;
    if view.may_reveal {
        Ok((view, number))
    } else {
        Err(Failure::denied("您没有查看这个组织人员原号的权限，请联系管理员。"))
    }
}

fn build(person: &Person, number: Number) -> Form {
    let href = super::href(person);
    let help = "查看人、时间和原因会留下记录，本人可以看到。";
    Form::new(format!("{href}/reveal/{}", number.code()))
        .submit("查看")
        .cancel(&href)
        .field(Field::text("reason", "查看原因").required().max(200).help(help).focus())
}

fn title(person: &Person, number: Number) -> Page {
    Page::new(format!("查看{}：{}", number.chinese(), person.entry.name)).back(person.entry.name.as_str(), &super::href(person))
}

/// GET /people/{id}/reveal/{number}
pub(in crate::pages) async fn page(staff: Staff, Path((id, number)): Path<(String, String)>) -> Result<Response, Failure> {
    let (view, number) = asked(&staff, &id, &number).await?;
    staff.page(title(&view.person, number).body(build(&view.person, number).render(staff.token())))
}

/// POST /people/{id}/reveal/{number}
pub(in crate::pages) async fn send(staff: Staff, Path((id, number)): Path<(String, String)>, input: Input) -> Result<Response, Failure> {
    let (view, number) = asked(&staff, &id, &number).await?;
    let mut form = build(&view.person, number).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let reason = form.text("reason").to_owned();
        let ask = Reveal { person: view.person.id, number, reason, key: staff.app.key.clone() };
        match staff.write(&ask, people::reveal).await {
            Ok(clear) => return staff.page(title(&view.person, number).sub(&seen(&staff)).body(shown(&clear))),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    staff.page(title(&view.person, number).body(form.render(staff.token())).status(status))
}

/// Who looks, and when: also on a photo of the screen.
fn seen(staff: &Staff) -> String {
    format!("{}于{}查看，已记录。关闭本页后不再显示。", staff.actor.name, staff.app.db.clock().now().chinese())
}

fn shown(clear: &str) -> Markup {
    Markup::trusted("<p class=\"card pad revealed\" translate=\"no\">").and(Markup::text(clear)).and(Markup::trusted("</p>"))
}
