//! One's own account: password, sessions, type size.

use axum::response::Response;
use base::{AccountId, Actor, Tx};
use board::BoardError;
use board::accounts::{self, ChangePassword};
use board::passwords;
use board::sessions::{self, Session};

use crate::form::button;
use crate::table::{Cell, Column, Row, Table};
use crate::{Failure, Field, Form, Input, Markup, Page, Staff};

pub(super) fn own(staff: &Staff) -> Result<AccountId, Failure> {
    staff.actor.account.ok_or_else(|| Failure::internal("a session without an account"))
}

/// GET /account
pub(super) async fn show(staff: Staff) -> Result<Response, Failure> {
    let sessions = staff.read(&own(&staff)?, list).await?;
    let columns = vec![
        Column::words("agent", "浏览器"),
        Column::short("address", "地址"),
        Column::short("seen", "最近使用"),
        Column::short("end", "操作"),
    ];
    let row = |session: &Session| {
        let here = session.digest == staff.session.kept.digest;
        let end = button(staff.token(), "/account/sessions/end", "结束", &[("session", &session.handle())]);
        let last = if here { Cell::text("正在使用") } else { Cell::Page(end) };
        Row::new(vec![Cell::text(browser(&session.agent)), Cell::text(&session.address), Cell::text(session.seen.chinese()), last])
    };
    let table = Table::new("登录中的设备", columns).rows(sessions.iter().map(row)).unnumbered();
    let roles: Vec<&str> = staff.actor.grants.iter().map(|grant| grant.role.chinese()).collect();
    let switch = super::large_switch(staff.token(), staff.visitor.large, "/account");
    let page = Page::new("本人账号")
        .sub(&format!("{} · 用户名 {} · {}", staff.actor.name, staff.session.user, roles.join("、")))
        .button(switch)
        .act("待办提醒", "/account/reminders")
        .act("日历订阅", "/account/calendar")
        .main_act("修改密码", "/account/password")
        .body(Markup::trusted("<h2 class=\"above\">登录中的设备</h2>"))
        .body(table.render());
    staff.page(page)
}

async fn list(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<Vec<Session>, base::DbError> {
    sessions::list(tx, by.tenant, *account).await
}

/// What a browser calls itself, in a word that its user knows.
fn browser(agent: &str) -> &'static str {
    const KNOWN: [(&str, &str); 7] = [
        ("QAXBrowser", "奇安信浏览器"),
        ("UOS", "统信浏览器"),
        ("MicroMessenger", "微信"),
        ("Edg", "Edge"),
        ("Firefox", "火狐"),
        ("Chrome", "Chrome 内核浏览器"),
        ("Safari", "Safari"),
    ];
    KNOWN.iter().find(|(word, _)| agent.contains(word)).map_or("其他浏览器", |(_, name)| name)
}

/// POST /account/sessions/end
pub(super) async fn end_session(staff: Staff, input: Input) -> Result<Response, Failure> {
    let ended = staff.app.db.short(&(staff.actor.tenant, own(&staff)?, input.get("session").to_owned()), revoke).await?;
    Ok(staff.said("/account", if ended { "已结束该设备的登录。" } else { "该设备的登录已经结束。" }))
}

async fn revoke(tx: &mut Tx, (tenant, account, handle): &(base::TenantId, AccountId, String)) -> Result<bool, base::DbError> {
    sessions::revoke(tx, *tenant, *account, handle).await
}

fn password_form() -> Form {
    Form::new("/account/password")
        .submit("修改密码")
        .cancel("/account")
        .field(Field::password("present", "现在的密码").required().autocomplete("current-password").focus())
        .field(Field::password("password", "新密码").required().help("10 至 200 个字符，不能与用户名相同。").autocomplete("new-password"))
        .field(Field::password("again", "再输一次新密码").required().autocomplete("new-password"))
}

fn password_page(form: &Form, staff: &Staff) -> Page {
    Page::new("修改密码").sub("修改后，其他设备上的登录会结束。").back("本人账号", "/account").body(form.render(staff.token()))
}

/// GET /account/password
pub(super) async fn password(staff: Staff) -> Result<Response, Failure> {
    staff.page(password_page(&password_form(), &staff))
}

/// Refuses a new password that was typed differently the second time.
pub(super) fn same_password(form: &mut Form, input: &Input) {
    if input.raw("password") != input.raw("again") {
        form.fail("again", "两次输入的新密码不一样，请重新输入。");
    }
}

/// POST /account/password
pub(super) async fn change_password(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = password_form().read(&input);
    same_password(&mut form, &input);
    if form.valid() {
        match change(&staff, &input).await {
            Ok(true) => return Ok(staff.said("/account", "密码已修改，其他设备上的登录已结束。")),
            Ok(false) => form.fail("present", "现在的密码不正确。"),
            Err(failure) => form.refuse(failure)?,
        }
    }
    staff.page(password_page(&form, &staff).invalid())
}

/// `false` when the present password is wrong.
async fn change(staff: &Staff, input: &Input) -> Result<bool, Failure> {
    let kept = staff.read(&own(staff)?, password_hash).await?;
    let present = input.raw("present").unwrap_or_default().to_owned();
    let right = tokio::task::spawn_blocking(move || passwords::check_password(&present, kept.as_deref())).await.map_err(Failure::cause)?;
    if !right {
        return Ok(false);
    }
    let hash = super::reset::hash(input.raw("password").unwrap_or_default().to_owned(), staff.session.user.clone()).await?;
    let ask = ChangePassword { hash, session: Some(staff.session.kept.clone()) };
    staff.write(&ask, accounts::change_password).await?;
    Ok(true)
}

async fn password_hash(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<Option<String>, BoardError> {
    accounts::password_hash(tx, *account).await
}
