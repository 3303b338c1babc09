//! The gate before every route: forged forms are refused before their body is read, then the session, then the right.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Actor, Right};
use http_body_util::Limited;

use crate::identity::{self, Known};
use crate::measure::Route;
use crate::origin::Origin;
use crate::refusals::{self, Who};
use crate::routes::{Door, Method, RouteInfo};
use crate::staff::{Staff, Visitor};
use crate::{Address, App, Failure, Kind, cookie};

/// The parameter of a form's address that carries its token.
pub(crate) const TOKEN: &str = "csrf";
/// The header that carries it for scripts.
const TOKEN_HEADER: &str = "x-csrf-token";
/// Where a person goes whose password was set by somebody else.
const NEW_PASSWORD: &str = "/account/password";

/// Where one sets up a second factor.
const SECOND: &str = "/account/second";
/// Where one proves who sits at the browser.
const CONFIRM: &str = "/account/confirm";

/// A route as its gate knows it.
#[derive(Clone)]
pub(crate) struct Rule {
    pub(crate) app: App,
    pub(crate) info: RouteInfo,
}

/// Whether a script asks for a part of a page.
pub(crate) fn partial(headers: &HeaderMap) -> bool {
    headers.contains_key("x-partial") || headers.contains_key("hx-request")
}

pub(crate) async fn gate(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    let limit = rule.app.limits.request(rule.info.upload);
    let route = Route(rule.info.path);
    let (app, path, mut who) = (rule.app.clone(), request.uri().path().to_owned(), Who::default());
    let mut response = match tokio::time::timeout(limit, pass(rule, request, next, &mut who)).await {
        Ok(Ok(response)) => response,
        Ok(Err(failure)) => failure.into_response(),
        Err(_) => {
            let sentence = format!("这次操作超过 {} 秒，已停止。请缩小范围后再试。", limit.as_secs());
            Failure::new(Kind::Busy, sentence).because("the request took too long").into_response()
        }
    };
    response.extensions_mut().insert(route);
    if let Some(note) = refusals::of(&path, &who, &response) {
        refusals::append(&app, &who, note).await;
    }
    response
}

async fn pass(rule: Rule, request: Request, next: Next, who: &mut Who) -> Result<Response, Failure> {
    let Rule { app, info } = rule;
    if info.door == Door::Plain {
        return Ok(next.run(request).await);
    }
    let writes = info.method == Method::Post;
    let found = request.extensions().get::<Origin>().cloned();
    let origin = found.unwrap_or_else(|| Origin::of(&app.settings, request.headers(), request.extensions()));
    let secure = origin.https;
    who.address.clone_from(&origin.address);
    let mut known = match cookie::read(request.headers(), cookie::session_name(secure)) {
        Some(value) => identity::known(&app, value).await?,
        None => None,
    };
    if let Some(known) = &mut known {
        known.actor.address.clone_from(&origin.address);
        who.actor = Some(known.actor.clone());
    }
    if writes {
        own_site(&app, request.headers(), &origin)?;
    }
    let (visitor, fresh) = visitor(&app, request.headers(), secure, known.as_ref(), &origin);
    if let Door::Right(right) = info.door {
        let Some(known) = &known else { return Ok(to_sign_in(&app, &request, &origin, writes)) };
        if writes {
            check_token(&request, &visitor.token)?;
        }
        held(&known.actor, right)?;
        if known.must_change && !request.uri().path().starts_with(NEW_PASSWORD) && request.uri().path() != "/sign-out" {
            return Ok(Redirect::to(NEW_PASSWORD).into_response());
        }
        let free = [NEW_PASSWORD, SECOND, CONFIRM].iter().any(|page| request.uri().path().starts_with(page));
        if known.session.must_enrol && !free && request.uri().path() != "/sign-out" {
            return Ok(Redirect::to(SECOND).into_response());
        }
        if info.fresh && !known.session.kept.is_fresh(app.db.clock().now()) {
            return Ok(to_confirm(&app, &request, &origin));
        }
    } else if writes {
        check_token(&request, &visitor.token)?;
    }
    let mut request = bounded(request, app.limits.body(info.upload))?;
    if let Some(known) = known {
        let staff = Staff::new(&visitor, known, Address::parse(&path_and_query(request.uri())));
        request.extensions_mut().insert(staff);
    }
    request.extensions_mut().insert(visitor);
    let mut response = next.run(request).await;
    if let Some(value) = fresh {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Refuses a form that another site sent: browsers say where a request comes from.
fn own_site(app: &App, headers: &HeaderMap, origin: &Origin) -> Result<(), Failure> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let foreign = || Failure::new(Kind::Forged, "这次提交来自其他网站，没有执行。请从本系统的页面上操作。");
    if matches!(text("sec-fetch-site"), Some("cross-site" | "same-site")) {
        return Err(foreign());
    }
    let Some(from) = text("origin") else { return Ok(()) };
    let host = from.split_once("://").map(|(_, host)| host);
    if host.is_some_and(|host| is_ours(app, headers, origin, host)) { Ok(()) } else { Err(foreign()) }
}

/// Whether this host is the one that the request reached, or the one by which people know us.
fn is_ours(app: &App, headers: &HeaderMap, origin: &Origin, host: &str) -> bool {
    let asked = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    let public = app.settings.public_url.as_deref().and_then(|url| url.split_once("://")).map(|(_, rest)| rest.trim_end_matches('/'));
    [asked, origin.host.as_deref(), public].contains(&Some(host))
}

fn check_token(request: &Request, expected: &str) -> Result<(), Failure> {
    let header = request.headers().get(TOKEN_HEADER).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let query = || {
        let mut pairs = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
        pairs.find(|(name, _)| name == TOKEN).map(|(_, value)| value.into_owned())
    };
    match header.or_else(query) {
        Some(token) if cookie::same(&token, expected) => Ok(()),
        _ => Err(Failure::new(Kind::Forged, "页面打开得太久，或登录状态已改变，这次提交没有执行。请返回上一页，刷新后重新提交。")),
    }
}

/// Whether the right is held anywhere; the room's action asks again for the org at hand.
fn held(actor: &Actor, right: &'static Right) -> Result<(), Failure> {
    if holds(actor, right) {
        return Ok(());
    }
    let sentence = format!("您的账号没有“{}”的权限。如工作需要，请联系管理员。", right.name);
    Err(Failure::denied(sentence).because(format!("right {} is not held", right.code)))
}

/// Whether somebody holds a right on any org at all.
pub(crate) fn holds(actor: &Actor, right: &Right) -> bool {
    actor.system || right.roles.is_empty() || actor.grants.iter().any(|grant| right.roles.contains(&grant.role))
}

/// Refuses a body that says it is too large, and cuts one that does not say so.
fn bounded(request: Request, limit: u64) -> Result<Request, Failure> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit) {
        let sentence = format!("内容过大：一次最多 {} MB。请拆成几份，或去掉其中的图片后再试。", limit / (1024 * 1024));
        return Err(Failure::new(Kind::TooLarge, sentence));
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(request.map(|body| Body::new(Limited::new(body, limit))))
}

fn path_and_query(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| "/".to_owned(), |whole| whole.as_str().to_owned())
}

/// Nobody is signed in: pages lead to the sign-in and back, scripts are told so.
fn to_sign_in(app: &App, request: &Request, origin: &Origin, writes: bool) -> Response {
    // A form cannot be sent again by a redirect, so one goes back to the page that it stood on.
    let here = || path_and_query(request.uri());
    let next = if writes { stood_on(app, request.headers(), origin).unwrap_or_else(here) } else { here() };
    // A page that came back with errors has the old token in its address; it goes no further.
    let next = app.rooms.landing(&Address::parse(&next).to_string());
    let target = Address::new("/sign-in").with("next", &next).to_string();
    let target = if next == "/" { "/sign-in".to_owned() } else { target };
    lead(request, &target, "登录已过期，请重新登录。")
}

/// What cannot be undone was sent without a fresh proof: to the page that asks for one, and back to where the form stood.
fn to_confirm(app: &App, request: &Request, origin: &Origin) -> Response {
    let stood = stood_on(app, request.headers(), origin).unwrap_or_else(|| path_and_query(request.uri()));
    let next = app.rooms.landing(&Address::parse(&stood).to_string());
    lead(request, &Address::new(CONFIRM).with("next", &next).to_string(), "请先确认是您本人。")
}

/// Elsewhere first: pages go there, scripts are told so.
fn lead(request: &Request, target: &str, sentence: &str) -> Response {
    let accept = request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !partial(request.headers()) && !accept.starts_with("application/json") {
        return Redirect::to(target).into_response();
    }
    let mut response = Failure::new(Kind::Nobody, sentence).into_response();
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    if let Ok(value) = HeaderValue::from_str(target) {
        response.headers_mut().insert("hx-redirect", value);
    }
    response
}

/// The page of ours that a form stood on, as the browser tells it.
fn stood_on(app: &App, headers: &HeaderMap, origin: &Origin) -> Option<String> {
    let url = headers.get(header::REFERER)?.to_str().ok()?;
    let (_, rest) = url.split_once("://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    is_ours(app, headers, origin, host).then(|| path.to_owned())
}

/// The visitor behind a request, with the cookie to set when it is a new one.
fn visitor(app: &App, headers: &HeaderMap, secure: bool, known: Option<&Known>, origin: &Origin) -> (Visitor, Option<HeaderValue>) {
    let name = cookie::visitor_name(secure);
    let old = cookie::read(headers, name).filter(|value| value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()));
    let value = old.map_or_else(|| base::secret::token(32), str::to_owned);
    let fresh = if old.is_none() && known.is_none() { cookie::set(name, &value, secure, None) } else { None };
    let token = known.map_or_else(|| app.key.seal("visitor", &value), |known| known.token.clone());
    let flash = cookie::flash_of(app, headers, secure);
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().chars().take(200).collect();
    let (peer, certificate) = (origin.address.clone(), origin.certificate.clone());
    let (large, partial) = (cookie::large(headers, secure), partial(headers));
    let visitor = Visitor { app: app.clone(), token, secure, large, flash, partial, peer, agent, certificate };
    (visitor, fresh)
}
