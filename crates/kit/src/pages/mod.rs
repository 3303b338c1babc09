//! The pages that the kit itself brings: sign-in and out, one's own account, health, files.

mod account;
mod audit;
mod calendar;
mod confirm;
mod jobs;
mod own_provider;
mod provider;
mod reminders;
mod reset;
mod second;
mod second_step;
mod sign_in;
mod tries;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::Right;

use crate::audit::READ as AUDIT;
use crate::icon::Icon;
use crate::module::NavItem;
use crate::page::More;
use crate::routes::{Method, Routes};
use crate::{App, Failure, Input, Page, Staff, Visitor, assets, cookie};

pub use provider::BACK as PROVIDER_BACK;

/// What a new password must be.
const PASSWORD_HELP: &str = "12 至 200 个字符，越长越好；不能是用户名或常见密码。不要求定期更换。";

/// 本人账号: whoever is signed in, over what is theirs.
pub const OWN: Right = Right { code: "kit.own", name: "本人账号", roles: &[] };

pub(crate) fn routes() -> Routes {
    Routes::new()
        .plain("/assets/{name}", get(assets::show))
        .plain("/calendar/{name}", get(calendar::feed))
        .plain("/healthz", get(health))
        .plain("/readyz", get(ready))
        .public(Method::Get, "/sign-in", get(sign_in::show))
        .public(Method::Post, "/sign-in", post(sign_in::send))
        .public(Method::Get, "/sign-in/second", get(second_step::show))
        .public(Method::Post, "/sign-in/second", post(second_step::send))
        .public(Method::Get, "/sign-in/provider", get(provider::start))
        .public(Method::Get, provider::BACK, get(provider::back))
        .public(Method::Get, "/reset", get(reset::show))
        .public(Method::Post, "/reset", post(reset::send))
        .public(Method::Post, "/large", post(large))
        .post("/sign-out", &OWN, sign_in::out)
        .get("/more", &OWN, more)
        .get("/account", &OWN, account::show)
        .get("/account/rights", &OWN, account::rights)
        .get("/account/password", &OWN, account::password)
        .post("/account/password", &OWN, account::change_password)
        .post("/account/sessions/end", &OWN, account::end_session)
        .get("/settings/audit", &AUDIT, audit::list)
        .get("/settings/audit/list.csv", &AUDIT, audit::file)
        .get("/settings/audit/list.xlsx", &AUDIT, audit::file)
        .get("/settings/audit/checkpoint", &AUDIT, audit::checkpoint)
        .get("/settings/audit/{number}", &AUDIT, audit::one)
        .get("/account/reminders", &OWN, reminders::show)
        .post("/account/reminders", &OWN, reminders::send)
        .get("/account/calendar", &OWN, calendar::show)
        .post("/account/calendar", &OWN, calendar::make)
        .post("/account/calendar/revoke", &OWN, calendar::revoke)
        .get("/settings/jobs", &jobs::JOBS, jobs::show)
        .post("/settings/jobs/retry", &jobs::JOBS, jobs::retry)
        .post("/settings/jobs/cancel", &jobs::JOBS, jobs::cancel)
        .post("/account/sessions/end-others", &OWN, account::end_others)
        .get("/account/confirm", &OWN, confirm::show)
        .post("/account/confirm", &OWN, confirm::send)
        .post("/account/confirm/provider", &OWN, own_provider::confirm)
        .get("/account/provider", &OWN, own_provider::show)
        .post("/account/provider/bind", &OWN, own_provider::begin)
        .fresh()
        .post("/account/provider/unbind", &OWN, own_provider::unbind)
        .fresh()
        .get("/account/second", &OWN, second::show)
        .post("/account/second/totp/new", &OWN, second::begin_totp)
        .fresh()
        .get("/account/second/totp", &OWN, second::totp)
        .post("/account/second/totp", &OWN, second::confirm_totp)
        .fresh()
        .post("/account/second/card/new", &OWN, second::new_card)
        .fresh()
        .post("/account/second/card", &OWN, second::confirm_card)
        .fresh()
        .post("/account/second/certificate", &OWN, second::bind_certificate)
        .fresh()
        .post("/account/second/certificate/end", &OWN, second::end_certificate)
        .fresh()
        .post("/account/second/end", &OWN, second::end)
        .fresh()
}

/// The audit in the navigation.
pub(crate) fn audit_entry() -> NavItem {
    NavItem::new(95, "审计", "/settings/audit", Icon::Audit, &AUDIT)
}

/// GET /healthz: whether this process serves at all. To start it anew would not mend a database.
async fn health() -> Response {
    plainly(StatusCode::OK, "ok\n")
}

/// GET /readyz: whether it can do its work now, so that people may be sent here: the database answers.
async fn ready(State(app): State<App>) -> Response {
    let (status, text) = if app.alive().await { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "database\n") };
    plainly(status, text)
}

fn plainly(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// POST /large: large type on or off, in this browser, signed in or not.
async fn large(visitor: Visitor, input: Input) -> Response {
    let mut response = visitor.go(&visitor.app.rooms.landing(input.get("next")));
    if let Some(value) = cookie::set_large(!visitor.large, visitor.secure) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// GET /more: the whole navigation, for phones.
async fn more(staff: Staff) -> Result<Response, Failure> {
    let page = Page::new("全部栏目").template(&More::of(&staff))?;
    staff.page(page)
}

/// The switch of large type as a button.
fn large_switch(token: &str, large: bool, next: &str) -> crate::Markup {
    crate::form::button(token, "/large", if large { "标准字号" } else { "大字号" }, &[("next", next)])
}
