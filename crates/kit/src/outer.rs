//! The outermost layer: every request gets an id, no panic gets out, every failure becomes one kind of page, every answer its headers.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use futures_util::FutureExt;

use crate::measure::{self, Route};
use crate::origin::Origin;
use crate::page::Bare;
use crate::{App, Failure, Kind, Markup, cookie, headers};

#[expect(clippy::disallowed_methods, reason = "how long a request took is measured, not recorded")]
pub(crate) async fn outer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = base::secret::token(6);
    let origin = Origin::of(&app.settings, request.headers(), request.extensions());
    request.extensions_mut().insert(origin.clone());
    let method = request.method().clone();
    let asked = Asked::of(request.headers(), origin.https);
    let begun = Instant::now();
    let mut response = if head_bytes(&request) > app.limits.header_bytes {
        Failure::new(Kind::HeadTooLarge, "请求的地址或 Cookie 过长。请清除浏览器里本站的 Cookie 后再试。").into_response()
    } else {
        let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        answer.unwrap_or_else(|panic| Failure::internal(format!("panic: {}", panic_text(&*panic))).into_response())
    };
    // The log and the figures know a door by its declaration: an address may hold what is nobody's business.
    let Route(route) = response.extensions().get::<Route>().copied().unwrap_or(measure::NONE);
    if let Some(failure) = failure_of(&mut response) {
        let status = response.status();
        if status.is_server_error() {
            tracing::error!(%id, %method, route, cause = failure.cause.as_deref().unwrap_or("none given"), "failed");
        } else if let Some(cause) = &failure.cause {
            tracing::info!(%id, %method, route, status = status.as_u16(), cause, "refused");
        }
        let kept = std::mem::take(response.headers_mut());
        response = show(&app, &failure, &id, &asked);
        *response.status_mut() = status;
        for (name, value) in kept.iter().filter(|(name, _)| **name != header::CONTENT_TYPE && **name != header::CONTENT_LENGTH) {
            response.headers_mut().append(name, value.clone());
        }
    }
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    measure::answered(&method, Route(route), status, took);
    tracing::info!(%id, %method, route, status, ms = took.as_millis() as u64, "answered");
    headers::secure(&mut response, asked.secure);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// What the request says about the form of its answer.
struct Asked {
    partial: bool,
    json: bool,
    large: bool,
    secure: bool,
}

impl Asked {
    fn of(headers: &HeaderMap, secure: bool) -> Asked {
        let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Asked {
            partial: crate::gate::partial(headers),
            json: accept.starts_with("application/json"),
            large: cookie::large(headers, secure),
            secure,
        }
    }
}

/// Bytes of the request's line and headers. The server's own buffer has the same limit, but only in steps of its reads.
fn head_bytes(request: &Request) -> usize {
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    request.uri().path_and_query().map_or(0, |whole| whole.as_str().len()) + headers
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without words".into())
}

/// The failure behind an answer: ours, or one that the framework made of a request it could not read.
fn failure_of(response: &mut Response) -> Option<Failure> {
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        return Some(failure);
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !response.status().is_client_error() || kind.starts_with("text/html") || kind.starts_with("application/json") {
        return None;
    }
    Some(match response.status() {
        StatusCode::NOT_FOUND => Failure::missing("没有这个页面。"),
        StatusCode::PAYLOAD_TOO_LARGE => Failure::new(Kind::TooLarge, "提交的内容过大，没有保存。"),
        status => Failure::missing("没有这个页面。地址可能输错了。").because(format!("refused by the framework: {status}")),
    })
}

#[derive(Template)]
#[template(path = "kit/error.html")]
struct ErrorBody<'a> {
    failure: &'a Failure,
    id: &'a str,
    fault: bool,
}

fn show(app: &App, failure: &Failure, id: &str, asked: &Asked) -> Response {
    let fault = failure.kind.status().is_server_error();
    if asked.json {
        return Json(serde_json::json!({ "error": failure.sentence, "field": failure.field, "id": id })).into_response();
    }
    let body = Markup::of(&ErrorBody { failure, id, fault }).unwrap_or_default();
    if asked.partial {
        return Html(body.into_string()).into_response();
    }
    let page = Bare { title: failure.kind.title(), body: &body, large: asked.large, app, message: None, form: false };
    Html(page.render().unwrap_or_else(|_| failure.sentence.clone())).into_response()
}
