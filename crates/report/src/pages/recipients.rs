//! 印发, 抄送: who got a signed report and its notes.

use axum::extract::Path;
use axum::response::Response;
use kit::form::button;
use kit::table::Mark;
use kit::{Cell, Choice, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};
use uuid::Uuid;

use crate::actions::{self, Issue, RecipientOf};
use crate::correction::{Recipient, Way};
use crate::{ReportError, rights};

fn form_of(id: Uuid, numbers: &[i64]) -> Form {
    let ways = [Way::Issued, Way::Copied].map(|way| Choice::new(way.code(), way.chinese()));
    let notes = numbers.iter().map(|number| Choice::new(number, format!("更正{number}的说明")));
    let what = [Choice::new(0, "报告")].into_iter().chain(notes);
    Form::new(format!("/reports/{id}/recipients"))
        .legend("登记印发、抄送")
        .submit("登记")
        .field(Field::select("correction", "发出的是", what).required())
        .field(Field::radio("way", "方式", ways).required())
        .field(Field::lines("names", "收到的单位或人员").required().max(4000).help("一行一个。"))
        .field(Field::day("day", "日期").required())
}

/// The list as a table; with buttons to take entries back where that is asked for.
pub(super) fn table(id: Uuid, recipients: &[Recipient], acts: bool, staff: &Staff) -> Markup {
    let mut columns = vec![
        Column::words("name", "单位或人员"),
        Column::short("way", "方式"),
        Column::short("what", "收到"),
        Column::day("day", "日期"),
        Column::short("by", "登记人"),
    ];
    if acts {
        columns.push(Column::short("act", "办理"));
    }
    let row = |one: &Recipient| {
        let mark = if one.way == Way::Exported { Mark::Plain } else { Mark::Done };
        let mut cells = vec![
            Cell::text(one.name.as_str()),
            Cell::Tag(one.way.chinese().to_owned(), mark),
            Cell::text(one.what()),
            Cell::Day(Some(one.day)),
            Cell::text(one.by.as_str()),
        ];
        if acts && (one.withdrawn || one.way == Way::Exported) {
            cells.push(Cell::text(if one.withdrawn { "已撤回" } else { "" }));
        } else if acts {
            let to = format!("/reports/{id}/recipients/{}/withdraw", one.number);
            cells.push(Cell::Page(button(staff.token(), &to, "撤回", &[])));
        }
        Row::new(cells).struck(one.withdrawn)
    };
    let empty = Markup::text("还没有登记收到报告的单位和人员。");
    Table::new("收到报告的单位和人员", columns).rows(recipients.iter().map(row)).empty(empty).render()
}

/// GET /reports/{id}/recipients
pub(super) async fn list(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let found = match staff.read(&id, actions::recipients).await {
        Err(error @ ReportError::NotSigned) => return Ok(staff.said(&super::href(id), &error.chinese())),
        found => found?,
    };
    let form = form_of(id, &found.1).set("correction", 0).set("way", Way::Issued.code()).set("day", staff.today());
    let page = list_page(&staff, id, &found.0, &form).await?;
    staff.page(page)
}

async fn list_page(staff: &Staff, id: Uuid, recipients: &[Recipient], form: &Form) -> Result<Page, Failure> {
    let view = staff.read(&id, actions::view).await?;
    let drafts = view.may(&staff.actor, &rights::DRAFT);
    let page = Page::new("印发和抄送").sub(&view.report.title).back("返回报告", &super::href(id)).style("report.css");
    let page = page.body(table(id, recipients, drafts, staff));
    Ok(if drafts { page.body(form.render(staff.token())) } else { page })
}

/// POST /reports/{id}/recipients
pub(super) async fn issue(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let (known, numbers) = staff.read(&id, actions::recipients).await?;
    let mut form = form_of(id, &numbers).read(&input);
    let asked = (Way::from_code(form.text("way")), form.day("day"), form.parsed::<i64>("correction"));
    if let (true, (Some(way), Some(day), Some(correction))) = (form.valid(), asked) {
        let ask = Issue { id, way, names: form.text("names").to_owned(), day, correction };
        match staff.write(&ask, actions::issue).await {
            Ok(0) => return Ok(staff.said(&format!("/reports/{id}/recipients"), "这些单位和人员已经登记过。")),
            Ok(count) => return Ok(staff.said(&format!("/reports/{id}/recipients"), &format!("已登记{count}个收到的单位和人员。"))),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let page = list_page(&staff, id, &known, &form).await?;
    staff.page(page.invalid())
}

/// POST /reports/{id}/recipients/{number}/withdraw
pub(super) async fn withdraw(staff: Staff, Path((id, number)): Path<(Uuid, i64)>) -> Result<Response, Failure> {
    staff.write(&RecipientOf { id, number }, actions::withdraw_recipient).await?;
    Ok(staff.said(&format!("/reports/{id}/recipients"), "已撤回这条登记，痕迹保留。"))
}
