//! 确认本人: before what cannot be undone, whoever sits at the browser proves again who they are.

use axum::http::StatusCode;
use axum::response::Response;
use base::{Actor, DbError, Note, Tx};
use board::BoardError;
use board::accounts::second::{self, Typed};
use board::accounts::{self, Account};
use board::passwords;
use board::sessions::{self, Session};

use super::tries;
use crate::form::button;
use crate::{Failure, Field, Form, Input, Markup, Page, Staff};

fn form(staff: &Staff, next: &str) -> Form {
    let label = staff.session.second.map_or_else(|| "密码".to_owned(), |second| format!("密码或{}", second.chinese()));
    Form::new("/account/confirm")
        .submit("确认")
        .cancel(next)
        .field(Field::password("proof", &label).required().max(200).autocomplete("current-password").focus())
        .hidden("next", next)
}

fn page(staff: &Staff, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let said = "这一步做了就不能收回。请确认是您本人；确认后 10 分钟内不再询问。";
    let page = Page::new("确认本人").sub(said).body(form.render(staff.token())).status(status);
    let Some(sso) = &staff.app.settings.provider else { return staff.page(page) };
    let other = button(staff.token(), "/account/confirm/provider", &format!("用{}确认", sso.label), &[("next", form.text("next"))]);
    staff.page(page.body(Markup::trusted("<div class=\"ways\">").and(other).and(Markup::trusted("</div>"))))
}

/// GET /account/confirm
pub(super) async fn show(staff: Staff) -> Result<Response, Failure> {
    let next = staff.app.rooms.landing(staff.address.get("next").unwrap_or("/"));
    page(&staff, &form(&staff, &next), StatusCode::OK)
}

/// POST /account/confirm
pub(super) async fn send(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = form(&staff, "/").read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        match prove(&staff, input.raw("proof").unwrap_or_default().to_owned()).await {
            Ok(true) => return Ok(staff.said(&staff.app.rooms.landing(form.text("next")), "已确认是您本人，请再提交一次。")),
            Ok(false) => {
                super::sign_in::noted_refused(&staff.visitor, &staff.session.user, "确认本人时输入不正确").await;
                form.fail("proof", "不正确，请重新输入。");
            }
            Err(failure) => {
                status = tries::status(&failure);
                form.refuse(failure)?;
            }
        }
    }
    page(&staff, &form, status)
}

async fn prove(staff: &Staff, proof: String) -> Result<bool, Failure> {
    let who = staff.who();
    tries::count(&staff.app, &who).await?;
    let code = Typed { key: staff.app.key.clone(), code: proof.clone() };
    let by_code = staff.write(&code, by_code).await?;
    let right = by_code || by_password(staff, proof).await?;
    if right && !by_code {
        staff.app.db.note(&staff.actor, Note::new("kit.proved")).await?;
    }
    if right {
        tries::right(&staff.app, &who).await?;
        let prove = async |tx: &mut Tx, session: &Session| Ok::<_, DbError>(sessions::prove(tx, session).await?);
        staff.app.db.short(&staff.session.kept, prove).await?;
    }
    Ok(right)
}

async fn by_code(tx: &mut Tx, by: &Actor, typed: &Typed) -> Result<bool, BoardError> {
    let account: Account = accounts::get(tx, by.account.ok_or(BoardError::NoAccount)?).await?;
    let right = second::check(tx, &account, typed).await?;
    if right {
        tx.note(Note::new("kit.proved"));
    }
    Ok(right)
}

async fn by_password(staff: &Staff, password: String) -> Result<bool, Failure> {
    let kept = staff.read(&(), own_hash).await?;
    tokio::task::spawn_blocking(move || passwords::check_password(&password, kept.as_deref())).await.map_err(Failure::cause)
}

async fn own_hash(tx: &mut Tx, by: &Actor, (): &()) -> Result<Option<String>, BoardError> {
    accounts::password_hash(tx, by.account.ok_or(BoardError::NoAccount)?).await
}
