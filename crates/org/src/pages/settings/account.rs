//! The page of one account.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{AccountId, OrgId, Role};
use board::accounts::Granted;
use board::sessions::Session;
use kit::form::button;
use kit::{Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};

use super::accounts::{href, person_field, state, told};
use super::roles;
use crate::actions::accounts::{self, AccountView, Correct, Grant};
use crate::pages::{fields, id as read_id, refuse};
use crate::rights;

#[derive(Template)]
#[template(path = "org/account.html")]
struct AccountHtml {
    grants: Markup,
    grant: Option<Markup>,
    sessions: Markup,
    correct: Option<Markup>,
}

fn correct_form(view: &AccountView) -> Form {
    let person = if view.account.person.is_some() && view.person.is_none() {
        person_field().help("对应的人员不在您可查看的组织内，不填则保持不变。")
    } else {
        person_field().value(&view.person_text)
    };
    Form::new(format!("{}/correct", href(&view.account)))
        .legend("更正")
        .submit("保存更正")
        .field(Field::text("name", "姓名").required().max(50).value(&view.account.name))
        .field(person)
}

fn grant_form(view: &AccountView, orgs: &fields::Orgs) -> Form {
    Form::new(format!("{}/grant", href(&view.account)))
        .legend("增加角色")
        .submit("授予")
        .field(Field::select("role", "角色", roles()).required())
        .field(orgs.field("org", "在哪个组织").required().help("对该组织及其全部下级有效。"))
}

fn grant_table(staff: &Staff, view: &AccountView) -> Markup {
    let columns = vec![Column::short("role", "角色"), Column::words("org", "组织（含下级）"), Column::short("act", "操作")];
    let row = |grant: &Granted| {
        let (role, org) = (grant.role.code(), grant.org.to_string());
        let take = if !view.gives {
            Markup::empty()
        } else {
            button(staff.token(), &format!("{}/ungrant", href(&view.account)), "收回", &[("role", role), ("org", &org)])
        };
        let org = Cell::link(&grant.org_name, format!("/orgs/{}", grant.org));
        Row::new(vec![Cell::text(grant.role.chinese()), org, Cell::Page(take)])
    };
    let empty = Markup::text(if view.gives {
        "还没有角色，登录后什么也看不到。请在下面授予。"
    } else {
        "还没有角色，登录后什么也看不到。角色由安全保密管理员授予。"
    });
    Table::new("角色", columns).rows(view.grants.iter().map(row)).empty(empty).unnumbered().render()
}

fn session_table(staff: &Staff, view: &AccountView) -> Markup {
    let columns = vec![
        Column::short("address", "地址"),
        Column::short("made", "登录时间"),
        Column::short("seen", "最近使用"),
        Column::short("act", "操作"),
    ];
    let row = |session: &Session| {
        let end = if !staff.may(&rights::ACCOUNTS) {
            Markup::empty()
        } else {
            button(staff.token(), &format!("{}/sessions/end", href(&view.account)), "结束", &[("session", &session.handle())])
        };
        let times = [Cell::text(session.made.chinese()), Cell::text(session.seen.chinese())];
        let [made, seen] = times;
        Row::new(vec![Cell::text(&session.address), made, seen, Cell::Page(end)])
    };
    let empty = Markup::text("现在没有设备登录着这个账号。");
    Table::new("登录中的设备", columns).rows(view.sessions.iter().map(row)).empty(empty).unnumbered().render()
}

fn show(staff: &Staff, view: &AccountView, correct: &Form, grant: &Form, status: StatusCode) -> Result<Response, Failure> {
    let account = &view.account;
    let html = AccountHtml {
        grants: grant_table(staff, view),
        grant: view.gives.then(|| grant.render(staff.token())),
        sessions: session_table(staff, view),
        correct: staff.may(&rights::ACCOUNTS).then(|| correct.render(staff.token())),
    };
    let mut second: Vec<&str> = account.second.map(|second| second.chinese()).into_iter().collect();
    if account.certificate {
        second.push("UKey");
    }
    let second = if second.is_empty() { "未启用".to_owned() } else { second.join("、") };
    let sub = Markup::text(&format!("用户名 {} · {} · 两步验证：{second}", account.user, state(account).0));
    let sub = match &view.person {
        Some(person) => {
            sub.and(Markup::text(" · 花名册：")).and(Markup::link(&format!("/people/{}", person.id), person.entry.name.as_str()))
        }
        None => sub,
    };
    let mut page = Page::new(format!("账号：{}", account.name)).style("org.css").back("账号", "/settings/accounts").sub_markup(sub);
    page = page.act("有效权限", &format!("{}/rights", href(account))).audited(staff, [account.id]);
    let act = |what: &str, label: &str| button(staff.token(), &format!("{}/{what}", href(account)), label, &[]);
    if !staff.may(&rights::ACCOUNTS) {
        return staff.page(page.template(&html)?.status(status));
    }
    if staff.app.settings.provider.is_some() || staff.app.settings.certificate.is_some() {
        page = page.act("登录方式", &format!("{}/ways", href(account)));
    }
    if account.disabled {
        page = page.button(act("enable", "启用"));
    } else {
        page = page.button(act("reset", "重置密码"));
        if account.has_second() {
            page = page.button(act("second/reset", "重置两步验证"));
        }
        if staff.actor.account != Some(account.id) {
            page = page.act("工作交接", &format!("{}/handover", href(account)));
            page = page.button(act("disable", "停用"));
        }
    }
    staff.page(page.template(&html)?.status(status))
}

async fn open(staff: &Staff, id: &str) -> Result<(AccountView, fields::Orgs), Failure> {
    let view = staff.read(&read_id::<AccountId>(id)?, accounts::open).await?;
    Ok((view, fields::Orgs::of(staff, &rights::GRANTS).await?))
}

/// GET /settings/accounts/{id}
pub(in crate::pages) async fn page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let (view, orgs) = open(&staff, &id).await?;
    show(&staff, &view, &correct_form(&view), &grant_form(&view, &orgs), StatusCode::OK)
}

/// GET /settings/accounts/{id}/rights
pub(in crate::pages) async fn rights(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let AccountView { account, grants, .. } = staff.read(&read_id::<AccountId>(&id)?, accounts::open).await?;
    let sub = if account.disabled {
        "账号已停用，下列权限现在都不起作用。"
    } else {
        "角色对所在组织及其全部下级有效。"
    };
    let page = Page::new(format!("有效权限：{}", account.name)).back("账号", &href(&account)).sub(sub);
    staff.page(page.body(kit::explain::rights_table(&staff, &grants)))
}

/// POST /settings/accounts/{id}/correct
pub(in crate::pages) async fn correct(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let (view, orgs) = open(&staff, &id).await?;
    let mut form = correct_form(&view).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let ask = Correct { account: view.account.id, name: form.text("name").to_owned(), person: form.text("person").to_owned() };
        match staff.write(&ask, accounts::correct).await {
            Ok(account) => return Ok(staff.said(&href(&account), "已更正。")),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &view, &form, &grant_form(&view, &orgs), status)
}

/// POST /settings/accounts/{id}/grant
pub(in crate::pages) async fn grant(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let (view, orgs) = open(&staff, &id).await?;
    let mut form = grant_form(&view, &orgs).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(role) = Role::from_code(form.text("role")).filter(|_| form.valid()) {
        let ask = Grant { account: view.account.id, role, org: form.text("org").to_owned() };
        match staff.write(&ask, accounts::grant).await {
            Ok(()) => return Ok(staff.said(&href(&view.account), &format!("已授予“{}”。下次打开页面即生效。", role.chinese()))),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &view, &correct_form(&view), &form, status)
}

/// POST /settings/accounts/{id}/ungrant
pub(in crate::pages) async fn ungrant(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let role = Role::from_code(input.get("role")).ok_or_else(|| Failure::missing("没有这个角色，可能刚被收回。"))?;
    let ask = (read_id::<AccountId>(&id)?, role, read_id::<OrgId>(input.get("org"))?);
    staff.write(&ask, accounts::ungrant).await?;
    let to = format!("/settings/accounts/{}", ask.0);
    // Who takes the last role of an account may have no reach over it any longer.
    let back = if staff.read(&ask.0, accounts::open).await.is_ok() { to.as_str() } else { "/settings/accounts" };
    Ok(staff.said(back, &format!("已收回“{}”。", role.chinese())))
}

/// POST /settings/accounts/{id}/disable
pub(in crate::pages) async fn disable(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let account = staff.write(&read_id::<AccountId>(&id)?, accounts::disable).await?;
    Ok(staff.said(&href(&account), "已停用，正在登录的设备已全部退出。"))
}

/// POST /settings/accounts/{id}/enable
pub(in crate::pages) async fn enable(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let account = staff.write(&read_id::<AccountId>(&id)?, accounts::enable).await?;
    Ok(staff.said(&href(&account), "已启用，可以登录了。"))
}

/// POST /settings/accounts/{id}/reset
pub(in crate::pages) async fn reset(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let (account, code) = staff.write(&read_id::<AccountId>(&id)?, accounts::reset).await?;
    told(&staff, &account, &code, "重置密码")
}

/// POST /settings/accounts/{id}/second/reset
pub(in crate::pages) async fn reset_second(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let account = staff.write(&read_id::<AccountId>(&id)?, accounts::reset_second).await?;
    Ok(staff.said(&href(&account), "两步验证已重置，已登录的设备都已退出。本人下次用密码登录后重新设置。"))
}

/// POST /settings/accounts/{id}/sessions/end
pub(in crate::pages) async fn end_session(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let account = read_id::<AccountId>(&id)?;
    let ended = staff.write(&(account, input.get("session").to_owned()), accounts::end_session).await?;
    let message = if ended { "已结束该设备的登录。" } else { "该设备的登录已经结束。" };
    Ok(staff.said(&format!("/settings/accounts/{account}"), message))
}
