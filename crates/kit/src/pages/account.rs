//! One's own account: password, sessions, type size.

use axum::http::StatusCode;
use axum::response::Response;
use base::{AccountId, Actor, Note, Tx};
use board::BoardError;
use board::accounts::{self, ChangePassword, Granted};
use board::passwords;
use board::sessions::{self, Session};

use super::tries;
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
        Column::short("made", "登录时间"),
        Column::short("seen", "最近使用"),
        Column::short("end", "操作"),
    ];
    let row = |session: &Session| {
        let here = session.digest == staff.session.kept.digest;
        let end = button(staff.token(), "/account/sessions/end", "结束", &[("session", &session.handle())]);
        let last = if here { Cell::text("正在使用") } else { Cell::Page(end) };
        Row::new(vec![
            Cell::text(browser(&session.agent)),
            Cell::text(&session.address),
            Cell::text(session.made.chinese()),
            Cell::text(session.seen.chinese()),
            last,
        ])
    };
    let table = Table::new("登录中的设备", columns).rows(sessions.iter().map(row)).unnumbered();
    let roles: Vec<&str> = staff.actor.grants.iter().map(|grant| grant.role.chinese()).collect();
    let others = if sessions.len() > 1 {
        button(staff.token(), "/account/sessions/end-others", "结束其他全部登录", &[])
    } else {
        Markup::empty()
    };
    let switch = super::large_switch(staff.token(), staff.visitor.large, "/account");
    let mut page = Page::new("本人账号")
        .sub(&format!("{} · 用户名 {} · {}", staff.actor.name, staff.session.user, roles.join("、")))
        .button(switch)
        .button(others)
        .act("我的权限", "/account/rights")
        .act("两步验证", "/account/second")
        .act("待办提醒", "/account/reminders")
        .act("日历订阅", "/account/calendar")
        .main_act("修改密码", "/account/password")
        .body(Markup::trusted("<h2 class=\"above\">登录中的设备</h2>"))
        .body(table.render());
    if let Some(sso) = &staff.app.settings.provider {
        page = page.act(&sso.label, "/account/provider");
    }
    staff.page(page)
}

async fn list(tx: &mut Tx, by: &Actor, account: &AccountId) -> Result<Vec<Session>, base::DbError> {
    sessions::list(tx, by.tenant, *account).await
}

/// GET /account/rights
pub(super) async fn rights(staff: Staff) -> Result<Response, Failure> {
    let grants = staff.read(&own(&staff)?, grants_of).await?;
    let page = Page::new("我的权限").back("本人账号", "/account").sub("要增加或减少，请联系管理员。");
    staff.page(page.body(crate::explain::rights_table(&staff, &grants)))
}

async fn grants_of(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<Vec<Granted>, BoardError> {
    accounts::grants_of(tx, *account).await
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
    staff.app.db.note(&staff.actor, Note::new("kit.session_ended").on("account", own(&staff)?)).await?;
    let ended = staff.app.db.short(&(staff.actor.tenant, own(&staff)?, input.get("session").to_owned()), revoke).await?;
    Ok(staff.said("/account", if ended { "已结束该设备的登录。" } else { "该设备的登录已经结束。" }))
}

async fn revoke(tx: &mut Tx, (tenant, account, handle): &(base::TenantId, AccountId, String)) -> Result<bool, base::DbError> {
    sessions::revoke(tx, *tenant, *account, handle).await
}

/// POST /account/sessions/end-others
pub(super) async fn end_others(staff: Staff) -> Result<Response, Failure> {
    let ask = (staff.actor.tenant, own(&staff)?, staff.session.kept.clone());
    staff.app.db.note(&staff.actor, Note::new("kit.sessions_ended").on("account", own(&staff)?)).await?;
    staff.app.db.short(&ask, revoke_others).await?;
    Ok(staff.said("/account", "其他设备上的登录已全部结束。"))
}

async fn revoke_others(tx: &mut Tx, (tenant, account, here): &(base::TenantId, AccountId, Session)) -> Result<u64, base::DbError> {
    sessions::end_all(tx, *tenant, *account, Some(here)).await
}

fn password_form() -> Form {
    Form::new("/account/password")
        .submit("修改密码")
        .cancel("/account")
        .field(Field::password("present", "现在的密码").required().autocomplete("current-password").focus())
        .field(Field::password("password", "新密码").required().help(super::PASSWORD_HELP).autocomplete("new-password"))
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
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        match change(&staff, &input).await {
            Ok(true) => return Ok(staff.said("/account", "密码已修改，其他设备上的登录已结束。")),
            Ok(false) => form.fail("present", "现在的密码不正确。"),
            Err(failure) => {
                status = tries::status(&failure);
                form.refuse(failure)?;
            }
        }
    }
    staff.page(password_page(&form, &staff).status(status))
}

/// `false` when the present password is wrong.
async fn change(staff: &Staff, input: &Input) -> Result<bool, Failure> {
    let who = staff.who();
    tries::count(&staff.app, &who).await?;
    let kept = staff.read(&own(staff)?, password_hash).await?;
    let present = input.raw("present").unwrap_or_default().to_owned();
    let right = tokio::task::spawn_blocking(move || passwords::check_password(&present, kept.as_deref())).await.map_err(Failure::cause)?;
    if !right {
        return Ok(false);
    }
    tries::right(&staff.app, &who).await?;
    let hash = super::reset::hash(input.raw("password").unwrap_or_default().to_owned(), staff.session.user.clone()).await?;
    let ask = ChangePassword { hash, session: Some(staff.session.kept.clone()) };
    staff.write(&ask, accounts::change_password).await?;
    Ok(true)
}

async fn password_hash(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<Option<String>, BoardError> {
    accounts::password_hash(tx, *account).await
}
