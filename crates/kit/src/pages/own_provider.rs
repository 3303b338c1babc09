//! One's own binding to the provider of single sign-on.

use axum::response::Response;
use base::{Actor, Tx};
use board::BoardError;
use board::accounts::provider::{self, Subject};

use super::provider::{Purpose, known, leading};
use crate::form::button;
use crate::markup::escape;
use crate::{Failure, Input, Markup, Page, Staff};

/// GET /account/provider
pub(super) async fn show(staff: Staff) -> Result<Response, Failure> {
    let sso = known(&staff.app)?;
    let bound = staff.read(&sso.provider.issuer, own_subject).await?;
    let label = escape(&sso.label);
    let (text, act) = match &bound {
        Some(subject) => (
            format!("已绑定，标识为 <code>{}</code>。登录时可以用“{label}”，不必输入本系统的密码。", escape(subject)),
            button(staff.token(), "/account/provider/unbind", "解除绑定", &[]),
        ),
        None => (
            format!("还没有绑定。绑定后，登录时可以用“{label}”，不必输入本系统的密码。"),
            button(staff.token(), "/account/provider/bind", "绑定", &[]),
        ),
    };
    let body = Markup::trusted(format!("<section class=\"card pad\"><p>{text}</p><div class=\"ways\">{act}</div></section>"));
    staff.page(Page::new(sso.label.clone()).back("本人账号", "/account").body(body))
}

pub(super) async fn own_subject(tx: &mut Tx, by: &Actor, issuer: &String) -> Result<Option<String>, BoardError> {
    provider::subject_of(tx, by.account.ok_or(BoardError::NoAccount)?, issuer).await
}

/// POST /account/provider/bind
pub(super) async fn begin(staff: Staff) -> Result<Response, Failure> {
    let purpose = Purpose::Bind(staff.session.kept.handle());
    let text = "请在那里登录您本人的账号。回来后，那个身份就与您在本系统的账号绑定。";
    leading(&staff, purpose, "/account/provider", "绑定统一身份", text).await
}

/// Back from the provider.
pub(super) async fn bind(staff: &Staff, subject: &Subject) -> Result<Response, Failure> {
    match staff.write(subject, provider::bind_own).await {
        Ok(()) => Ok(staff.said("/account/provider", "已绑定。下次登录可以用它。")),
        Err(error @ BoardError::SubjectTaken) => Ok(staff.said("/account/provider", &error.chinese())),
        Err(error) => Err(error.into()),
    }
}

/// POST /account/provider/unbind
pub(super) async fn unbind(staff: Staff) -> Result<Response, Failure> {
    staff.write(&known(&staff.app)?.provider.issuer, provider::unbind_own).await?;
    Ok(staff.said("/account/provider", "已解除绑定。"))
}

/// POST /account/confirm/provider
pub(super) async fn confirm(staff: Staff, input: Input) -> Result<Response, Failure> {
    let purpose = Purpose::Confirm(staff.session.kept.handle());
    let next = staff.app.rooms.landing(input.get("next"));
    leading(&staff, purpose, &next, "确认本人", "请在那里重新登录一次，证明是您本人。").await
}
