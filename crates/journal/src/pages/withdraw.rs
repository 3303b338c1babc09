//! Withdrawing a record with a reason, and restoring it.

use axum::extract::Path;
use axum::response::Response;
use kit::{Failure, Field, Form, Input, Page, Staff};
use uuid::Uuid;

use crate::JournalError;
use crate::actions::{self, Restore, Withdraw};
use crate::model::Record;

fn build(id: Uuid) -> Form {
    Form::new(format!("/journal/{id}/withdraw"))
        .submit("撤回这条记录")
        .quiet()
        .cancel(&super::href(id))
        .field(Field::text("reason", "撤回原因").required().max(200).focus().help("例如：与另一条重复；活动未举行。"))
        .hidden("revision", "")
}

fn page(record: &Record, form: &Form, staff: &Staff) -> Page {
    let sub = format!("{} · {}。撤回后不再计入数据，记录和经过仍可查看，也可以恢复。", record.content.day.chinese(), record.content.title);
    Page::new("撤回记录").sub(&sub).back("返回记录", &super::href(record.id)).body(form.render(staff.token()))
}

/// GET /journal/{id}/withdraw
pub(super) async fn form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (record, _) = staff.read(&id, actions::open_to_change).await?;
    let form = build(id).set("revision", record.revision);
    staff.page(page(&record, &form, &staff))
}

/// POST /journal/{id}/withdraw
pub(super) async fn withdraw(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let mut form = build(id).read(&input);
    if form.valid() {
        let ask = Withdraw { id, revision: input.parsed("revision").unwrap_or(0), reason: form.text("reason").to_owned() };
        match staff.write(&ask, actions::withdraw).await {
            Ok(_) => return Ok(staff.said(&super::href(id), "已撤回，不再计入数据。如需要，可以恢复。")),
            Err(JournalError::Changed(now)) => {
                form = form.set("revision", now.revision);
                form.fail("", format!("{}刚刚改动过这条记录，请先查看；仍要撤回，请再按一次。", now.changed.0));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    let (record, _) = staff.read(&id, actions::open_to_change).await?;
    staff.page(page(&record, &form, &staff).invalid())
}

/// POST /journal/{id}/restore
pub(super) async fn restore(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let ask = Restore { id, revision: input.parsed("revision").unwrap_or(0) };
    match staff.write(&ask, actions::restore).await {
        Ok(_) => Ok(staff.said(&super::href(id), "已恢复，重新计入数据。")),
        Err(error @ (JournalError::Changed(_) | JournalError::Invalid { .. } | JournalError::Refused(_))) => {
            Ok(staff.said(&super::href(id), &format!("没有恢复：{}", error.chinese())))
        }
        Err(error) => Err(error.into()),
    }
}
