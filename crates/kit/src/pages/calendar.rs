//! 日历订阅: one's 工作安排 and 待办 in the calendar of a phone or computer, by a secret address.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::{AccountId, Actor, DbError, TenantId, Tx};
use board::{BoardError, accounts, feeds, office};
use norms::{Instant, Period};

use super::account::own;
use crate::calendar::{self, AllEvents, Event};
use crate::form::button;
use crate::{AllTodos, App, Failure, Markup, Page, Staff};

/// Days back and ahead that the calendar holds.
const BACK: i64 = 31;
const AHEAD: i64 = 366;

#[derive(Template)]
#[template(path = "kit/calendar.html")]
struct Html {
    address: Option<String>,
    made: Option<String>,
    make: Markup,
    revoke: Markup,
}

async fn made(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<Option<Instant>, DbError> {
    feeds::made(tx, *account).await
}

async fn make_new(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<String, DbError> {
    feeds::make(tx, *account).await
}

async fn revoke_it(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<bool, DbError> {
    feeds::revoke(tx, *account).await
}

async fn page(staff: &Staff, address: Option<String>) -> Result<Response, Failure> {
    let made = staff.read(&own(staff)?, made).await?.map(Instant::chinese);
    let make = button(staff.token(), "/account/calendar", if made.is_some() { "换一个地址" } else { "生成订阅地址" }, &[]);
    let revoke = button(staff.token(), "/account/calendar/revoke", "停用", &[]);
    let sub = "把您参加的工作安排和待办显示在手机或电脑的日历里。";
    let page = Page::new("日历订阅").sub(sub).back("本人账号", "/account");
    staff.page(page.template(&Html { address, made, make, revoke })?)
}

/// GET /account/calendar
pub(super) async fn show(staff: Staff) -> Result<Response, Failure> {
    page(&staff, None).await
}

/// POST /account/calendar: the address is shown this once.
pub(super) async fn make(staff: Staff) -> Result<Response, Failure> {
    let token = staff.write(&own(&staff)?, make_new).await?;
    let site = staff.app.settings.public_url.clone().unwrap_or_default();
    page(&staff, Some(format!("{}/calendar/{token}.ics", site.trim_end_matches('/')))).await
}

/// POST /account/calendar/revoke
pub(super) async fn revoke(staff: Staff) -> Result<Response, Failure> {
    let had = staff.write(&own(&staff)?, revoke_it).await?;
    Ok(staff.said("/account/calendar", if had { "订阅地址已停用。" } else { "没有可停用的订阅地址。" }))
}

async fn find(tx: &mut Tx, _: &Actor, token: &String) -> Result<Option<(TenantId, AccountId)>, DbError> {
    feeds::find(tx, token).await
}

struct Ask {
    account: AccountId,
    events: AllEvents,
    todos: AllTodos,
}

/// The office's name, the person's, and what they have to do; nothing for an account that may not sign in.
async fn collect(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Option<(String, Vec<Event>)>, BoardError> {
    let Some(actor) = accounts::actor(tx, ask.account).await? else { return Ok(None) };
    let today = tx.today();
    let Some(period) = Period::new(today.plus_days(-BACK), today.plus_days(AHEAD)) else { return Ok(None) };
    let mut events = ask.events.all(tx, &actor, period).await?;
    let todos = ask.todos.waiting(tx, &actor).await?;
    let count: i64 = todos.iter().map(|todo| todo.count).sum();
    if count > 0 {
        let about: Vec<String> = todos.iter().map(|todo| format!("{}：{}", todo.kind, todo.title)).collect();
        let (id, title) = (format!("todo-{today}-{}", ask.account), format!("待办 {count} 件"));
        events.push(Event { id, day: today, minutes: None, title, place: String::new(), about: about.join("\n"), href: "/".into() });
    }
    Ok(Some((format!("{} · {}", office::load(tx).await?.name, actor.name), events)))
}

/// GET /calendar/{name}: whoever knows the address; it is told to nobody but its person.
pub(super) async fn feed(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Failure> {
    let gone = || Failure::missing("没有这个日历。订阅地址可能已经停用或更换。");
    let token = name.strip_suffix(".ics").filter(|token| token.len() == 64).ok_or_else(gone)?.to_owned();
    let nobody = Actor::system(TenantId(0), "calendar");
    let (tenant, account) = app.db.read(&nobody, &token, find).await?.ok_or_else(gone)?;
    let ask = Ask { account, events: app.rooms.events.clone(), todos: app.rooms.todos.clone() };
    let by = Actor::system(tenant, "calendar");
    let (title, events) = app.db.read(&by, &ask, collect).await?.ok_or_else(gone)?;
    let text = calendar::file(&title, app.db.clock().now(), app.settings.public_url.as_deref(), &events);
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    Ok(response)
}
