//! 申请更正或删除: about oneself. The form names nobody: it is about who is signed in.

use axum::http::StatusCode;
use axum::response::Response;
use base::Id;
use board::personal::requests::{self, Kind, NewRequest};
use kit::{Choice, Failure, Field, Form, Input, Page, Staff};
use norms::workday;

use crate::actions::personal;
use crate::pages::refuse;

fn build(id: Id) -> Form {
    let help = "申请更正的，请写清哪里不对、应当是什么；申请删除的，可以写明原因。请不要写完整的身份证号。";
    Form::new("/about-me/ask")
        .submit("提交申请")
        .cancel("/about-me")
        .for_record(id)
        .field(
            Field::radio("kind", "申请", Kind::ALL.iter().map(|kind| Choice::new(kind.code(), format!("{}我的个人信息", kind.chinese()))))
                .required(),
        )
        .field(Field::lines("words", "内容").max(requests::MOST).rows(5).help(help))
}

fn show(staff: &Staff, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let due = workday::after(staff.today(), requests::DAYS);
    let sure = if due.provisional { "（按周一至周五推算，以国务院放假安排为准）" } else { "" };
    let sub = format!(
        "由您所在组织的党务干部或管理员办理，{}前答复{sub}。删除以后不能恢复；组织、政治面貌、任职和统计数字保留，不再能看出是谁。",
        due.day.chinese(),
        sub = sure
    );
    let page = Page::new("申请更正或删除个人信息").back("关于我", "/about-me").sub(&sub);
    staff.page(page.body(form.render(staff.token())).status(status))
}

/// GET /about-me/ask
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    show(&staff, &build(staff.new_id()), StatusCode::OK)
}

/// POST /about-me/ask
pub(in crate::pages) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = build(staff.new_id()).read(&input);
    let id = form.record().unwrap_or_else(|| staff.new_id());
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(kind) = Kind::from_code(form.text("kind")).filter(|_| form.valid()) {
        match staff.write(&NewRequest { id, kind, what: form.text("words").to_owned() }, personal::ask).await {
            Ok(request) => {
                return Ok(staff.said("/about-me", &format!("申请已提交，将在{}前答复。答复会显示在本页。", request.due.chinese())));
            }
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &form, status)
}
