//! 保存期限: how long each kind of record keeps what tells who somebody was.

use axum::http::StatusCode;
use axum::response::Response;
use board::personal::retention::SetRule;
use kit::{Failure, Field, Form, Input, Page, Staff};

use super::tabs;
use crate::actions::personal::{self, Kept};
use crate::pages::refuse;

const PAGE: &str = "/settings/retention";

fn build(all: &[Kept]) -> Form {
    let field = |kept: &Kept| {
        let set = kept.rule.as_ref().map(|rule| format!("{}于{}设定。", rule.who, rule.at.day().chinese())).unwrap_or_default();
        let help = format!("自{}起多少个月。留空为长期保存。参考：{} 个月。{set}", kept.kind.since, kept.kind.months);
        let field = Field::number(kept.kind.code, kept.kind.name).least(1).most(1200).help(&help);
        match &kept.rule {
            Some(rule) => field.value(rule.months),
            None => field,
        }
    };
    all.iter().fold(Form::new(PAGE).submit("保存"), |form, kept| form.field(field(kept)))
}

fn show(staff: &Staff, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let sub = "期限一到，每天自动删除姓名、号码等能看出是谁的内容，统计数字不变。删除不能恢复；恢复旧备份时会再删一次。";
    let page = Page::new("设置").style("org.css").sub(sub).body(tabs(staff, PAGE));
    staff.page(page.body(form.render(staff.token())).status(status))
}

/// GET /settings/retention
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    let all = staff.read(&staff.app.rooms.holders, personal::retention).await?;
    show(&staff, &build(&all), StatusCode::OK)
}

/// POST /settings/retention
pub(in crate::pages) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let holders = staff.app.rooms.holders.clone();
    let all = staff.read(&holders, personal::retention).await?;
    let mut form = build(&all).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let rule = |kept: &Kept| {
            let (kind, months) = (kept.kind.code.to_owned(), form.some(kept.kind.code).and_then(|_| form.number(kept.kind.code)));
            SetRule { kind, months, holders: holders.clone() }
        };
        let ask: Vec<SetRule> = all.iter().map(rule).collect();
        match staff.write(&ask, personal::set_retention).await {
            Ok(()) => return Ok(staff.said(PAGE, "保存期限已保存，从下一次自动清理起执行。")),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &form, status)
}
