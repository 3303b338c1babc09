//! The second step of the sign-in.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base::{Actor, TenantId, Tx};
use board::BoardError;
use board::accounts::second::Second;
use board::accounts::second::certificate::Certificate;
use board::second_step::{self, Finish, WAIT_MICROS, Waiting};
use board::sign_in::SignedIn;

use super::tries;
use crate::{Address, App, Failure, Field, Form, Input, Markup, Visitor, cookie};

/// On to the second step: the cookie of the sign-in that waits, which is no session.
pub(super) fn lead(visitor: &Visitor, id: &str, next: &str) -> Response {
    let target = if next == "/" { Address::new("/sign-in/second") } else { Address::new("/sign-in/second").with("next", next) };
    let mut response = visitor.go(&target.to_string());
    if let Some(value) = cookie::set(cookie::step_name(visitor.secure), id, visitor.secure, Some(WAIT_MICROS / 1_000_000)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// What the page of a sign-in that waits asks for.
struct Asked {
    id: String,
    waiting: Waiting,
    number: Option<i64>,
    /// Whether the browser shows the certificate that is bound to the account.
    fits: bool,
}

/// The button alone: the certificate has said everything.
fn certificate_form(next: &str) -> Form {
    Form::new("/sign-in/second").submit("用 UKey 登录").cancel("/sign-in").hidden("next", next)
}

fn form_of(asked: &Asked, next: &str) -> Form {
    if asked.fits || asked.waiting.second().is_none() {
        return certificate_form(next);
    }
    form(asked.waiting.second(), asked.number, next)
}

fn form(second: Option<Second>, number: Option<i64>, next: &str) -> Form {
    let field = match second {
        Some(Second::Card) => {
            let label = number.map_or_else(|| "口令卡号码".to_owned(), |number| format!("口令卡第 {number} 号"));
            let help = if number.is_some() {
                "输入后请在卡上划去。"
            } else {
                "这张卡已经用完，请联系管理员重置两步验证。"
            };
            Field::text("code", &label).help(help)
        }
        _ => Field::text("code", "动态码").help("验证器应用里的 6 位数字；手机不在身边时，输入一个备用码。"),
    };
    Form::new("/sign-in/second")
        .submit("登录")
        .cancel("/sign-in")
        .field(field.required().max(40).autocomplete("one-time-code").focus())
        .hidden("next", next)
}

/// The sign-in that waits, by its cookie.
async fn waiting(app: &App, visitor: &Visitor, headers: &HeaderMap) -> Result<Option<Asked>, Failure> {
    let Some(id) = cookie::read(headers, cookie::step_name(visitor.secure)) else { return Ok(None) };
    let nobody = Actor::system(TenantId(0), "sign-in");
    Ok(app.db.read(&nobody, &(id.to_owned(), visitor.certificate.clone()), find).await?)
}

async fn find(tx: &mut Tx, _: &Actor, (id, shown): &(String, Option<Certificate>)) -> Result<Option<Asked>, BoardError> {
    let Some(waiting) = second_step::find(tx, id).await? else { return Ok(None) };
    let number = second_step::card_number(tx, &waiting).await?;
    let fits = match shown {
        Some(shown) => second_step::fits(tx, &waiting, shown).await?,
        None => false,
    };
    Ok(Some(Asked { id: id.clone(), waiting, number, fits }))
}

fn page(visitor: &Visitor, asked: &Asked, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let said = match (asked.fits, asked.waiting.certificate()) {
        (true, _) => "<p>已读到与本账号绑定的证书。</p>",
        (false, true) => "<p>本账号绑定了 UKey：插着本人的 UKey 打开本页，就不用输入验证码。刚插上时，请关闭并重新打开浏览器。</p>",
        (false, false) => "",
    };
    let body = Markup::trusted("<h1>两步验证</h1>").and(Markup::trusted(said)).and(form.render(&visitor.token));
    visitor.bare("两步验证", &body, status)
}

fn over(visitor: &Visitor) -> Response {
    visitor.said("/sign-in", &BoardError::StepOver.chinese())
}

/// GET /sign-in/second
pub(super) async fn show(State(app): State<App>, visitor: Visitor, headers: HeaderMap, address: Address) -> Result<Response, Failure> {
    let Some(asked) = waiting(&app, &visitor, &headers).await? else { return Ok(over(&visitor)) };
    let next = app.rooms.landing(address.get("next").unwrap_or("/"));
    page(&visitor, &asked, &form_of(&asked, &next), StatusCode::OK)
}

/// POST /sign-in/second
pub(super) async fn send(State(app): State<App>, visitor: Visitor, headers: HeaderMap, input: Input) -> Result<Response, Failure> {
    let Some(asked) = waiting(&app, &visitor, &headers).await? else { return Ok(over(&visitor)) };
    let (id, waiting) = (&asked.id, &asked.waiting);
    let mut form = form_of(&asked, "/").read(&input);
    if !form.valid() {
        return page(&visitor, &asked, &form, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Without a field for it there is no code, whatever was sent.
    let code = if asked.fits || waiting.second().is_none() { "" } else { form.text("code") };
    match try_in(&app, &visitor, id, code).await {
        Ok(signed) => {
            super::sign_in::noted_in(&visitor, waiting.user(), &signed).await?;
            let mut response = super::sign_in::enter(&visitor, &signed, form.text("next"));
            if let Some(value) = cookie::set(cookie::step_name(visitor.secure), "", visitor.secure, Some(0)) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
            tracing::info!("signed in with a second factor");
            Ok(response)
        }
        Err(BoardError::StepOver) => Ok(over(&visitor)),
        Err(error) => {
            tracing::info!(%error, "second factor refused");
            super::sign_in::noted_refused(&visitor, waiting.user(), &error.chinese()).await;
            let failure = Failure::from(error);
            let status = tries::status(&failure);
            form.refuse(failure)?;
            page(&visitor, &asked, &form, status)
        }
    }
}

async fn try_in(app: &App, visitor: &Visitor, id: &str, code: &str) -> Result<SignedIn, BoardError> {
    let waiting = app.db.short(&id.to_owned(), async |tx: &mut Tx, id: &String| second_step::begin(tx, id).await).await?;
    let ask = Finish { waiting, key: app.key.clone(), code: code.to_owned(), certificate: visitor.certificate.clone() };
    app.db.short(&ask, async |tx: &mut Tx, ask: &Finish| second_step::finish(tx, ask).await).await
}
