//! 登录方式 of one account: the provider of single sign-on, and a client certificate (UKey).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::AccountId;
use board::accounts::provider::Subject;
use board::accounts::second::certificate::Certificate;
use kit::form::button;
use kit::{Failure, Field, Form, Input, Markup, Page, SingleSignOn, Staff};

use super::accounts::href;
use crate::actions::ways::{self, Ways};
use crate::pages::{id as read_id, refuse};

fn provider(staff: &Staff) -> Option<&SingleSignOn> {
    staff.app.settings.provider.as_deref()
}

fn known(staff: &Staff) -> Result<&SingleSignOn, Failure> {
    provider(staff).ok_or_else(|| Failure::missing("本系统没有设置统一身份认证。"))
}

fn provider_form(staff: &Staff, view: &Ways) -> Form {
    let label = provider(staff).map_or("统一身份认证", |sso| sso.label.as_str());
    Form::new(format!("{}/provider", href(&view.account))).legend(label).submit("绑定").field(
        Field::text("subject", "用户标识")
            .required()
            .max(255)
            .value(view.subject.as_deref().unwrap_or_default())
            .help("那边系统里的用户标识（sub），不是姓名或邮箱。本人没有绑定就用它登录时，页面会告诉本人这个标识。"),
    )
}

fn certificate_form(view: &Ways) -> Form {
    Form::new(format!("{}/certificate", href(&view.account))).legend("UKey 证书").submit("绑定").field(
        Field::text("certificate", "证书序列号或指纹")
            .required()
            .max(200)
            .help("与代理写进请求头的那一项一致；大小写、空格和冒号不影响。本人也可以插着 UKey 在“两步验证”里自己绑定。"),
    )
}

fn section(form: Markup, said: &str, end: Markup) -> Markup {
    let said = if said.is_empty() { Markup::empty() } else { Markup::trusted(format!("<p>{said}</p>")) };
    let end = Markup::trusted("<div class=\"ways\">").and(end).and(Markup::trusted("</div>"));
    Markup::trusted("<section class=\"card pad\">").and(said).and(form).and(end).and(Markup::trusted("</section>"))
}

fn show(staff: &Staff, view: &Ways, subject: &Form, certificate: &Form, status: StatusCode) -> Result<Response, Failure> {
    let account = &view.account;
    let mut page = Page::new(format!("登录方式：{}", account.name)).back(&account.name, &href(account));
    page = page.sub("除密码外，本账号还能用什么登录。绑定凭本人出示的标识或证书，不按姓名和邮箱对应。");
    if provider(staff).is_some() {
        let said = if view.subject.is_some() { "已绑定。换一个标识会代替原来的。" } else { "" };
        let end = match &view.subject {
            Some(_) => button(staff.token(), &format!("{}/provider/end", href(account)), "解除绑定", &[]),
            None => Markup::empty(),
        };
        page = page.body(section(subject.render(staff.token()), said, end));
    }
    if staff.app.settings.certificate.is_some() {
        let said = if account.certificate {
            "已绑定一张证书。换一张会代替原来的；解除请用“重置两步验证”。"
        } else {
            ""
        };
        page = page.body(section(certificate.render(staff.token()), said, Markup::empty()));
    }
    staff.page(page.status(status))
}

async fn open(staff: &Staff, id: &str) -> Result<Ways, Failure> {
    let issuer = provider(staff).map(|sso| sso.provider.issuer.clone());
    Ok(staff.read(&(read_id::<AccountId>(id)?, issuer), ways::ways).await?)
}

/// GET /settings/accounts/{id}/ways
pub(in crate::pages) async fn page(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = open(&staff, &id).await?;
    show(&staff, &view, &provider_form(&staff, &view), &certificate_form(&view), StatusCode::OK)
}

fn back(view: &Ways) -> String {
    format!("{}/ways", href(&view.account))
}

/// POST /settings/accounts/{id}/provider
pub(in crate::pages) async fn bind_provider(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = open(&staff, &id).await?;
    let mut form = provider_form(&staff, &view).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        let subject = Subject { issuer: known(&staff)?.provider.issuer.clone(), subject: form.text("subject").to_owned() };
        match staff.write(&(view.account.id, subject), ways::bind_provider).await {
            Ok(_) => return Ok(staff.said(&back(&view), "已绑定。")),
            Err(error) => status = refuse(&mut form, error, &[])?,
        }
    }
    show(&staff, &view, &form, &certificate_form(&view), status)
}

/// POST /settings/accounts/{id}/provider/end
pub(in crate::pages) async fn unbind_provider(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = open(&staff, &id).await?;
    staff.write(&(view.account.id, known(&staff)?.provider.issuer.clone()), ways::unbind_provider).await?;
    Ok(staff.said(&back(&view), "已解除绑定，这个账号已登录的设备都已退出。"))
}

/// POST /settings/accounts/{id}/certificate
pub(in crate::pages) async fn bind_certificate(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let view = open(&staff, &id).await?;
    if staff.app.settings.certificate.is_none() {
        return Err(Failure::missing("本系统没有设置 UKey 登录。"));
    }
    let mut form = certificate_form(&view).read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        match Certificate::read(form.text("certificate")) {
            None => form.fail("certificate", "请填写证书的序列号或指纹：4至128个字母和数字。"),
            Some(certificate) => match staff.write(&(view.account.id, certificate), ways::bind_certificate).await {
                Ok(_) => return Ok(staff.said(&back(&view), "已绑定。本人下次登录时请插着 UKey。")),
                Err(error) => status = refuse(&mut form, error, &[])?,
            },
        }
    }
    show(&staff, &view, &provider_form(&staff, &view), &form, status)
}
