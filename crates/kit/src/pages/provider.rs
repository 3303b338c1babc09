//! 统一身份认证: to the provider of single sign-on and back, for a sign-in, for a binding, or for a proof before what cannot be undone.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Actor, DbError, Note, TenantId, Tx};
use board::BoardError;
use board::accounts::provider::Subject;
use board::provider_sign_in::{self as board_sign_in, Answer, Vouched, WAIT_MICROS};
use board::sessions::{self, Session};
use board::sign_in::Opened;
use norms::Instant;
use outbox::oidc::{Claims, Login, OidcError};

use super::{own_provider, second_step, sign_in, tries};
use crate::app::SingleSignOn;
use crate::{Address, App, Failure, Markup, Staff, Visitor, cookie};

/// Where the provider sends people back to, under the public address.
pub const BACK: &str = "/sign-in/provider/back";

/// What a way to the provider is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    SignIn,
    /// To bind the account of this session, by its handle.
    Bind(String),
    /// To prove who holds this session.
    Confirm(String),
}

/// A way to the provider that was begun, as the browser's cookie keeps it under our seal.
struct Begun {
    secret: String,
    purpose: Purpose,
    made: Instant,
    next: String,
}

impl Begun {
    fn login(&self) -> Login {
        Login::new(self.secret.clone(), matches!(self.purpose, Purpose::Confirm(_)))
    }

    fn text(&self) -> String {
        let (kind, handle) = match &self.purpose {
            Purpose::SignIn => ("in", ""),
            Purpose::Bind(handle) => ("bind", handle.as_str()),
            Purpose::Confirm(handle) => ("confirm", handle.as_str()),
        };
        let next = percent_encoding::utf8_percent_encode(&self.next, percent_encoding::NON_ALPHANUMERIC);
        format!("{}.{kind}.{handle}.{}.{next}", self.secret, self.made.micros())
    }

    fn read(app: &App, value: &str) -> Option<Begun> {
        let (text, seal) = value.rsplit_once('.')?;
        if !cookie::same(seal, &app.key.seal("provider sign-in", text)) {
            return None;
        }
        let parts: Vec<&str> = text.split('.').collect();
        let &[secret, kind, handle, made, next] = parts.as_slice() else { return None };
        let purpose = match kind {
            "in" => Purpose::SignIn,
            "bind" => Purpose::Bind(handle.to_owned()),
            _ => Purpose::Confirm(handle.to_owned()),
        };
        let made = Instant::from_micros(made.parse().ok()?);
        let next = percent_encoding::percent_decode_str(next).decode_utf8().ok()?.into_owned();
        let now = app.db.clock().now();
        // A clock that was set back makes no old way young.
        let young = now < made.plus_micros(WAIT_MICROS) && made < now.plus_micros(WAIT_MICROS);
        young.then(|| Begun { secret: secret.to_owned(), purpose, made, next })
    }
}

/// The provider, where there is one.
pub(super) fn known(app: &App) -> Result<Arc<SingleSignOn>, Failure> {
    app.settings.provider.clone().ok_or_else(|| Failure::missing("本系统没有设置统一身份认证。"))
}

/// Begins a way to the provider: its address, and the cookie that the browser keeps until it is back.
pub(super) async fn begin(visitor: &Visitor, purpose: Purpose, next: &str) -> Result<(String, Option<HeaderValue>), Failure> {
    let (app, sso) = (&visitor.app, known(&visitor.app)?);
    // A cookie has 4 KB: a place that needs more is not worth keeping.
    let next = if next.len() > 800 { "/" } else { next };
    let begun = Begun { secret: base::secret::token(32), purpose, made: app.db.clock().now(), next: next.to_owned() };
    let url = begun.login().begin(&sso.provider).await.map_err(|error| failure(&sso, &error))?;
    let text = begun.text();
    let value = format!("{text}.{}", app.key.seal("provider sign-in", &text));
    Ok((url, cookie::set(cookie::provider_name(visitor.secure), &value, visitor.secure, Some(WAIT_MICROS / 1_000_000))))
}

/// What a person is told; the cause goes to the log, without anything of the person.
fn failure(sso: &SingleSignOn, error: &OidcError) -> Failure {
    let sentence = match error {
        OidcError::Send(_) => format!("“{}”暂时连不上，请稍后再试，或用密码登录。", sso.label),
        OidcError::Lies(_) => format!("“{}”的答复没有通过核对，没有登录。请重试；再不行请联系管理员。", sso.label),
    };
    tracing::warn!(%error, "single sign-on failed");
    Failure::new(crate::Kind::Busy, sentence).because(error)
}

/// GET /sign-in/provider
pub(super) async fn start(visitor: Visitor, address: Address, staff: Option<axum::Extension<Staff>>) -> Result<Response, Failure> {
    let next = visitor.app.rooms.landing(address.get("next").unwrap_or("/"));
    if staff.is_some() {
        return Ok(visitor.go(&next));
    }
    match begin(&visitor, Purpose::SignIn, &next).await {
        Ok((url, cookie)) => Ok(with_cookie(Redirect::to(&url).into_response(), cookie)),
        Err(failure) => sign_in::again(&visitor, &next, &failure.sentence, failure.kind.status()),
    }
}

/// A page that leads to the provider. A form may be sent to ourselves only, so it cannot lead elsewhere by itself.
pub(super) async fn leading(staff: &Staff, purpose: Purpose, next: &str, title: &str, text: &str) -> Result<Response, Failure> {
    let sso = known(&staff.app)?;
    let (url, cookie) = begin(&staff.visitor, purpose, next).await?;
    let url = crate::markup::escape(&url);
    let go = format!(
        "<section class=\"card pad\"><p>{}</p><p class=\"ways\"><a class=\"btn main\" href=\"{url}\">前往{}</a></p></section>",
        crate::markup::escape(text),
        crate::markup::escape(&sso.label)
    );
    let page = crate::Page::new(title).back("本人账号", "/account").body(Markup::trusted(go));
    Ok(with_cookie(staff.page(page)?, cookie))
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(value) = cookie {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// What came back in the address. A name that is there twice is none.
fn came(uri: &Uri, name: &str) -> Option<String> {
    let mut all = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).filter(|(key, _)| key == name);
    let value = all.next().map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty() && value.len() <= 4_096);
    value.filter(|_| all.next().is_none())
}

/// GET /sign-in/provider/back
pub(super) async fn back(
    visitor: Visitor,
    staff: Option<axum::Extension<Staff>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let staff = staff.map(|staff| staff.0);
    let name = cookie::provider_name(visitor.secure);
    let begun = cookie::read(&headers, name).and_then(|value| Begun::read(&visitor.app, value));
    let response = match begun {
        Some(begun) => arrive(&visitor, staff.as_ref(), &begun, &uri).await?,
        None => refused(&visitor, &Purpose::SignIn, "/", &BoardError::StepOver.into())?,
    };
    Ok(with_cookie(response, cookie::set(name, "", visitor.secure, Some(0))))
}

async fn arrive(visitor: &Visitor, staff: Option<&Staff>, begun: &Begun, uri: &Uri) -> Result<Response, Failure> {
    let answer = Answer { state: begun.login().state(), address: visitor.peer.clone() };
    let refuse = |failure: Failure| refused(visitor, &begun.purpose, &begun.next, &failure);
    if !came(uri, "state").is_some_and(|state| cookie::same(&state, &answer.state)) {
        noted(visitor, None, "统一身份认证的答复与本次登录不符").await;
        return refuse(Failure::invalid("这次统一身份认证与本浏览器开始的不是同一次，没有登录。请重新登录。"));
    }
    let Some(code) = came(uri, "code") else {
        return refuse(Failure::invalid("没有完成统一身份认证，请重新登录，或用密码登录。"));
    };
    let claims = match claims(&visitor.app, begun, &answer, &code, uri).await {
        Ok(claims) => claims,
        Err(failure) => {
            noted(visitor, None, &failure.sentence).await;
            return refuse(failure);
        }
    };
    let issuer = known(&visitor.app)?.provider.issuer.clone();
    let subject = Subject { issuer, subject: claims.subject.clone() };
    let here = |handle: &str| staff.filter(|staff| staff.session.kept.handle() == handle);
    match &begun.purpose {
        Purpose::SignIn => enter(visitor, begun, subject, &claims).await,
        Purpose::Bind(handle) => match here(handle) {
            Some(staff) => own_provider::bind(staff, &subject).await,
            None => refuse(BoardError::StepOver.into()),
        },
        Purpose::Confirm(handle) => match here(handle) {
            Some(staff) => prove(staff, &subject, &begun.next).await,
            None => refuse(BoardError::StepOver.into()),
        },
    }
}

/// Counts the try, uses the answer up, and asks the provider what it stands for.
async fn claims(app: &App, begun: &Begun, answer: &Answer, code: &str, uri: &Uri) -> Result<Claims, Failure> {
    app.db.short(answer, async |tx: &mut Tx, answer: &Answer| board_sign_in::begin(tx, answer).await).await?;
    let sso = known(app)?;
    let iss = came(uri, "iss");
    let claims = begun.login().finish(&sso.provider, code, iss.as_deref(), app.db.clock().now()).await;
    let claims = claims.map_err(|error| failure(&sso, &error))?;
    app.db.short(answer, async |tx: &mut Tx, answer: &Answer| Ok::<_, DbError>(board_sign_in::vouched(tx, answer).await?)).await?;
    Ok(claims)
}

async fn enter(visitor: &Visitor, begun: &Begun, subject: Subject, claims: &Claims) -> Result<Response, Failure> {
    let (app, next) = (&visitor.app, visitor.app.rooms.landing(&begun.next));
    let ask = Vouched { subject, second: claims.second, address: visitor.peer.clone(), agent: visitor.agent.clone() };
    match app.db.short(&ask, async |tx: &mut Tx, ask: &Vouched| board_sign_in::finish(tx, ask).await).await {
        Ok((Opened::Waits(id), _)) => Ok(second_step::lead(visitor, &id, &next)),
        Ok((Opened::In(signed), user)) => {
            sign_in::noted_in(visitor, &user, &signed).await?;
            tracing::info!("signed in by the provider");
            Ok(sign_in::enter(visitor, &signed, &next))
        }
        Err(error @ BoardError::Db(_)) => Err(error.into()),
        Err(error) => {
            // Who the provider knows them as is told to them, and to nobody else.
            let why = if matches!(error, BoardError::Unbound(_)) { "统一身份没有绑定账号".to_owned() } else { error.chinese() };
            noted(visitor, Some(&ask.subject), &why).await;
            refused(visitor, &begun.purpose, &begun.next, &error.into())
        }
    }
}

/// The proof before what cannot be undone: it must be the account's own identity.
async fn prove(staff: &Staff, subject: &Subject, next: &str) -> Result<Response, Failure> {
    let bound = staff.read(&subject.issuer, own_provider::own_subject).await?;
    if bound.as_ref() != Some(&subject.subject) {
        noted(&staff.visitor, Some(subject), "确认本人时用了别人的统一身份").await;
        return Ok(staff.said("/account", "这不是本账号绑定的统一身份，没有确认。"));
    }
    staff.app.db.note(&staff.actor, Note::new("kit.proved")).await?;
    let prove = async |tx: &mut Tx, session: &Session| Ok::<_, DbError>(sessions::prove(tx, session).await?);
    staff.app.db.short(&staff.session.kept, prove).await?;
    Ok(staff.said(&staff.app.rooms.landing(next), "已确认是您本人，请再提交一次。"))
}

/// Back to where the way began, with a sentence.
fn refused(visitor: &Visitor, purpose: &Purpose, next: &str, failure: &Failure) -> Result<Response, Failure> {
    match purpose {
        Purpose::SignIn => {
            let status = if failure.kind.status().is_server_error() { failure.kind.status() } else { tries::status(failure) };
            sign_in::again(visitor, next, &failure.sentence, status)
        }
        _ => Ok(visitor.said("/account/provider", &failure.sentence)),
    }
}

/// Appends a refusal to the audit, or counts it. A bound account is named.
async fn noted(visitor: &Visitor, subject: Option<&Subject>, why: &str) {
    let nobody = Actor::system(TenantId(0), "sign-in");
    let user = match subject {
        Some(subject) => visitor.app.db.read(&nobody, subject, user_of).await.ok().flatten(),
        None => None,
    };
    tracing::info!("single sign-on refused");
    sign_in::noted_refused(visitor, user.as_deref().unwrap_or_default(), why).await;
}

async fn user_of(tx: &mut Tx, _: &Actor, subject: &Subject) -> Result<Option<String>, BoardError> {
    board_sign_in::user(tx, subject).await
}
