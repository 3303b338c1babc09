//! The pages that the kit itself brings: sign-in and out, one's own account, health, files.

mod account;
mod calendar;
mod jobs;
mod reminders;
mod reset;
mod sign_in;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::Right;

use crate::page::More;
use crate::routes::{Method, Routes};
use crate::{App, Failure, Input, Page, Staff, Visitor, assets, cookie};

/// 本人账号: whoever is signed in, over what is theirs.
pub const OWN: Right = Right { code: "kit.own", name: "本人账号", roles: &[] };

pub(crate) fn routes() -> Routes {
    Routes::new()
        .plain("/assets/{name}", get(assets::show))
        .plain("/calendar/{name}", get(calendar::feed))
        .plain("/healthz", get(health))
        .public(Method::Get, "/sign-in", get(sign_in::show))
        .public(Method::Post, "/sign-in", post(sign_in::send))
        .public(Method::Get, "/reset", get(reset::show))
        .public(Method::Post, "/reset", post(reset::send))
        .public(Method::Post, "/large", post(large))
        .post("/sign-out", &OWN, sign_in::out)
        .get("/more", &OWN, more)
        .get("/account", &OWN, account::show)
        .get("/account/password", &OWN, account::password)
        .post("/account/password", &OWN, account::change_password)
        .post("/account/sessions/end", &OWN, account::end_session)
        .get("/account/reminders", &OWN, reminders::show)
        .post("/account/reminders", &OWN, reminders::send)
        .get("/account/calendar", &OWN, calendar::show)
        .post("/account/calendar", &OWN, calendar::make)
        .post("/account/calendar/revoke", &OWN, calendar::revoke)
        .get("/settings/jobs", &jobs::JOBS, jobs::show)
        .post("/settings/jobs/retry", &jobs::JOBS, jobs::retry)
        .post("/settings/jobs/cancel", &jobs::JOBS, jobs::cancel)
}

/// GET /healthz: whether this process serves and its database answers.
async fn health(State(app): State<App>) -> Response {
    let (status, text) = if app.alive().await { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "database\n") };
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
