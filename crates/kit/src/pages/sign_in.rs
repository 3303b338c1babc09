//! Signing in and out.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use base::{AccountId, Actor, Note, TenantId, Tx};
use board::sign_in::{self, Attempt, Opened, SignIn, SignedIn};
use board::{BoardError, accounts, sessions};

use super::second_step;
use crate::refusals::{self, Who};
use crate::{Address, App, Failure, Field, Form, Input, Markup, Staff, Visitor, cookie};

fn form(next: &str) -> Form {
    Form::new("/sign-in")
        .submit("登录")
        .field(Field::text("user", "用户名").required().max(64).autocomplete("username").focus())
        .field(Field::password("password", "密码").required().autocomplete("current-password"))
        .hidden("next", next)
}

fn page(visitor: &Visitor, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let next = Address::new("/sign-in").with("next", form.text("next")).to_string();
    let body = Markup::trusted("<h1>登录</h1>")
        .and(form.render(&visitor.token))
        .and(provider_link(visitor, form.text("next")))
        .and(Markup::trusted(if visitor.app.settings.second_factor { "" } else { NO_SECOND }))
        .and(Markup::trusted("<div class=\"beside\"><a href=\"/reset\">用重置码设置密码</a>"))
        .and(super::large_switch(&visitor.token, visitor.large, &next))
        .and(Markup::trusted("</div>"));
    visitor.bare("登录", &body, status)
}

/// The sign-in page once more, with what went wrong elsewhere.
pub(super) fn again(visitor: &Visitor, next: &str, sentence: &str, status: StatusCode) -> Result<Response, Failure> {
    let mut form = form(&visitor.app.rooms.landing(next));
    form.fail("", sentence);
    page(visitor, &form, status)
}

/// The button of single sign-on, where there is one.
fn provider_link(visitor: &Visitor, next: &str) -> Markup {
    let Some(sso) = &visitor.app.settings.provider else { return Markup::empty() };
    let href = Address::new("/sign-in/provider").with("next", next).to_string();
    let (href, label) = (crate::markup::escape(&href), crate::markup::escape(&sso.label));
    Markup::trusted(format!("<p class=\"other-way\"><a class=\"btn wide\" href=\"{href}\">{label}</a></p>"))
}

/// What the demonstration says on its sign-in page.
const NO_SECOND: &str =
    "<p class=\"hint\">演示系统只用密码登录。正式使用时，党务干部、核稿、签发、审计和管理人员登录还要验证码（两步验证）。</p>";

/// GET /sign-in
pub(super) async fn show(visitor: Visitor, staff: Option<axum::Extension<Staff>>, address: Address) -> Result<Response, Failure> {
    let next = visitor.app.rooms.landing(address.get("next").unwrap_or("/"));
    if staff.is_some() {
        return Ok(visitor.go(&next));
    }
    page(&visitor, &form(&next), StatusCode::OK)
}

/// POST /sign-in
pub(super) async fn send(State(app): State<App>, visitor: Visitor, input: Input) -> Result<Response, Failure> {
    let mut form = form("/").read(&input);
    if !form.valid() {
        return page(&visitor, &form, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let ask = SignIn { user: form.text("user").to_owned(), address: visitor.peer.clone(), agent: visitor.agent.clone() };
    // A password may begin or end with a blank, so it is taken as it was typed.
    let password = input.raw("password").unwrap_or_default().to_owned();
    match try_in(&app, &ask, password).await {
        Ok(Opened::Waits(id)) => Ok(second_step::lead(&visitor, &id, &app.rooms.landing(form.text("next")))),
        Ok(Opened::In(signed)) => {
            noted_in(&visitor, &ask.user, &signed).await?;
            tracing::info!("signed in");
            Ok(enter(&visitor, &signed, form.text("next")))
        }
        Err(error @ (BoardError::WrongSignIn | BoardError::Locked(_))) => {
            tracing::info!(%error, "sign-in refused");
            noted_refused(&visitor, &ask.user, &error.chinese()).await;
            form.fail("", error.chinese());
            page(&visitor, &form, super::tries::status(&error.into()))
        }
        Err(error) => Err(error.into()),
    }
}

/// On to where they wanted, with the session's cookie.
pub(super) fn enter(visitor: &Visitor, signed: &SignedIn, next: &str) -> Response {
    let mut response = visitor.go(&visitor.app.rooms.landing(next));
    let name = cookie::session_name(visitor.secure);
    if let Some(value) = cookie::set(name, &signed.session, visitor.secure, Some(sessions::LONGEST_MICROS / 1_000_000)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

async fn try_in(app: &App, ask: &SignIn, password: String) -> Result<Opened, BoardError> {
    let attempt: Attempt = app.db.short(ask, begin).await?;
    let looked = attempt.clone();
    let fits = tokio::task::spawn_blocking(move || looked.fits(&password)).await.unwrap_or(false);
    app.db.short(&(attempt, fits), finish).await
}

/// Appends the sign-in to the audit. Where that fails nobody is signed in.
pub(super) async fn noted_in(visitor: &Visitor, user: &str, signed: &SignedIn) -> Result<(), Failure> {
    let app = &visitor.app;
    let program = Actor::system(signed.tenant, user);
    let who = app.db.read(&program, &signed.account, actor_of).await?.unwrap_or(program);
    let who = Actor { account: Some(signed.account), address: visitor.peer.clone(), ..who };
    let noted = app.db.note(&who, Note::new("kit.sign_in").on("account", signed.account).with("agent", visitor.agent.as_str())).await;
    if noted.is_err() {
        app.db.short(&signed.session.as_str(), close).await?;
    }
    Ok(noted?)
}

/// Appends a sign-in that was refused, or counts it. What was typed as a user name may be a password: only a known one is named.
pub(super) async fn noted_refused(visitor: &Visitor, user: &str, why: &str) {
    let app = &visitor.app;
    let nobody = Actor::system(TenantId(0), "sign-in");
    let known = app.db.read(&nobody, &user.to_owned(), whose).await.ok().flatten();
    let mut note = Note::new("kit.sign_in_refused").with("why", why);
    let mut actor = None;
    if let Some((tenant, account, name)) = known {
        note = note.on("account", account);
        actor = Some(Actor { account: Some(account), ..Actor::system(tenant, &name) });
    }
    let actor = actor.map(|actor| Actor { address: visitor.peer.clone(), ..actor });
    refusals::append(app, &Who { actor, address: visitor.peer.clone() }, note).await;
}

async fn actor_of(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<Option<Actor>, BoardError> {
    accounts::actor(tx, *account).await
}

async fn whose(tx: &mut Tx, _: &Actor, user: &String) -> Result<Option<(TenantId, AccountId, String)>, BoardError> {
    sign_in::whose(tx, user).await
}

async fn begin(tx: &mut Tx, ask: &SignIn) -> Result<Attempt, BoardError> {
    sign_in::begin(tx, ask).await
}

async fn finish(tx: &mut Tx, ask: &(Attempt, bool)) -> Result<Opened, BoardError> {
    sign_in::finish(tx, ask).await
}

/// POST /sign-out
pub(super) async fn out(staff: Staff) -> Result<Response, Failure> {
    staff.app.db.note(&staff.actor, Note::new("kit.sign_out")).await?;
    staff.app.db.short(&staff.session.id.as_str(), close).await?;
    let mut response = staff.said("/sign-in", "已退出登录。");
    if let Some(value) = cookie::set(cookie::session_name(staff.visitor.secure), "", staff.visitor.secure, Some(0)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

async fn close(tx: &mut Tx, id: &&str) -> Result<(), base::DbError> {
    sessions::close(tx, id).await
}
