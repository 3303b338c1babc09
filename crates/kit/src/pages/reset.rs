//! Setting a password with a one-time code that the administrator made.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use base::{Actor, TenantId, Tx};
use board::BoardError;
use board::accounts::{self, CodeHolder, Redeem};
use board::limiter::Who;
use board::passwords;

use super::tries;
use crate::{App, Failure, Field, Form, Input, Markup, Visitor};

fn form() -> Form {
    Form::new("/reset")
        .submit("设置密码")
        .cancel("/sign-in")
        .field(Field::text("user", "用户名").required().max(64).autocomplete("username").focus())
        .field(
            Field::text("code", "重置码")
                .required()
                .max(100)
                .help("由管理员生成，24 小时内有效，只能用一次。")
                .autocomplete("one-time-code"),
        )
        .field(Field::password("password", "新密码").required().help(super::PASSWORD_HELP).autocomplete("new-password"))
        .field(Field::password("again", "再输一次新密码").required().autocomplete("new-password"))
}

fn page(visitor: &Visitor, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    visitor.bare("设置密码", &Markup::trusted("<h1>设置密码</h1>").and(form.render(&visitor.token)), status)
}

/// GET /reset
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    page(&visitor, &form(), StatusCode::OK)
}

/// POST /reset
pub(super) async fn send(State(app): State<App>, visitor: Visitor, input: Input) -> Result<Response, Failure> {
    let mut form = form().read(&input);
    super::account::same_password(&mut form, &input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let (user, code) = (form.text("user").to_owned(), form.text("code").to_owned());
        match redeem(&app, &visitor, user, code, input.raw("password").unwrap_or_default().to_owned()).await {
            Ok(()) => return Ok(visitor.said("/sign-in", "密码已设置，请用新密码登录。")),
            Err(error) => {
                super::sign_in::noted_refused(&visitor, form.text("user"), &error.chinese()).await;
                let failure = Failure::from(error);
                status = tries::status(&failure);
                form.refuse(failure)?;
            }
        }
    }
    page(&visitor, &form, status)
}

async fn redeem(app: &App, visitor: &Visitor, user: String, code: String, password: String) -> Result<(), BoardError> {
    let who = Who::new(&user, &visitor.peer);
    tries::count(app, &who).await?;
    let nobody = Actor::system(TenantId(0), "reset");
    let holder = app.db.read(&nobody, &(user.clone(), code.clone()), find).await?;
    let hash = hash(password, holder.user.clone()).await?;
    let program = Actor::system(holder.tenant, &holder.user);
    app.db.write(&program, &Redeem { user, code, hash }, accounts::redeem).await?;
    tries::right(app, &who).await
}

async fn find(tx: &mut Tx, _: &Actor, (user, code): &(String, String)) -> Result<CodeHolder, BoardError> {
    accounts::find_code(tx, user, code).await
}

/// Accepts and hashes a new password on a thread for blocking work.
pub(super) async fn hash(password: String, user: String) -> Result<String, BoardError> {
    let work = move || passwords::accept_password(&password, &user).and_then(|()| passwords::hash_password(&password));
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(BoardError::PasswordHash))
}
