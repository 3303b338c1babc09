//! 两步验证: one's own second factor, an authenticator app, a printed card or a client certificate.

use axum::http::StatusCode;
use axum::response::Response;
use base::{Actor, Tx};
use board::BoardError;
use board::accounts::second::{self, CARD_CODES, Enrolment, Second, Typed};

use super::tries;
use crate::form::button;
use crate::markup::escape;
use crate::{Failure, Field, Form, Input, Markup, Page, Staff, qr};

/// GET /account/second
pub(super) async fn show(staff: Staff) -> Result<Response, Failure> {
    let second = staff.session.second;
    let needs = second::needs(&staff.actor);
    let state = match second {
        Some(second) => {
            let left = staff.read(&second, left).await?;
            format!("已启用：{}，还有 {left} 个{}没有用过。", second.chinese(), if second == Second::Card { "号码" } else { "备用码" })
        }
        None if staff.session.certificate => "已启用：UKey 证书。".to_owned(),
        None if staff.session.must_enrol => {
            "您的角色可以看到或改动他人的数据，登录时除密码外还要一个验证码。请先选一种方式，再继续工作。".to_owned()
        }
        None => "还没有启用。启用后，只知道密码的人登录不了您的账号。".to_owned(),
    };
    let app = way(
        "手机验证器",
        "用手机上的验证器应用（如“腾讯身份验证器”、微信小程序“二次验证码”）扫码，登录时输入应用里 6 位动态码。",
        button(staff.token(), "/account/second/totp/new", "使用手机验证器", &[]),
    );
    let card = way(
        "打印口令卡",
        &format!("不能带手机的地方用：打印一张 {CARD_CODES} 个号码的卡片，登录时按顺序输入，用一个划一个。"),
        button(staff.token(), "/account/second/card/new", "制作口令卡", &[]),
    );
    let mut page = Page::new("两步验证").back("本人账号", "/account").sub(&state).body(app).body(card);
    if staff.session.certificate || staff.app.settings.certificate.is_some() {
        page = page.body(certificate(&staff));
    }
    if (second.is_some() || staff.session.certificate) && !needs {
        page = page.button(button(staff.token(), "/account/second/end", "停用两步验证", &[]));
    }
    staff.page(page)
}

/// The client certificate that the browser shows, where a proxy tells of one.
fn certificate(staff: &Staff) -> Markup {
    let text = "插着 UKey 登录：输入密码后不用再输验证码，由证书证明是您本人。";
    let said = match (staff.session.certificate, &staff.visitor.certificate) {
        (_, Some(_)) => button(staff.token(), "/account/second/certificate", "绑定现在插着的 UKey", &[]),
        (true, None) => Markup::text("已绑定一张证书。"),
        (false, None) => Markup::text("现在没有读到证书。请插入 UKey，关闭并重新打开浏览器，再到这里绑定；或请管理员绑定。"),
    };
    let end = if staff.session.certificate {
        button(staff.token(), "/account/second/certificate/end", "解除 UKey", &[])
    } else {
        Markup::empty()
    };
    way("UKey 证书", text, said.and(end))
}

/// POST /account/second/certificate
pub(super) async fn bind_certificate(staff: Staff) -> Result<Response, Failure> {
    let Some(shown) = &staff.visitor.certificate else {
        return Ok(staff.said("/account/second", "没有读到证书，没有绑定。请插入 UKey 后再试。"));
    };
    staff.write(shown, second::certificate::bind_own).await?;
    Ok(staff.said("/account/second", "UKey 已绑定。下次登录时请插着它。"))
}

/// POST /account/second/certificate/end
pub(super) async fn end_certificate(staff: Staff) -> Result<Response, Failure> {
    staff.write(&(), second::certificate::end_own).await?;
    Ok(staff.said("/account/second", "UKey 已解除绑定。"))
}

async fn left(tx: &mut Tx, by: &Actor, second: &Second) -> Result<i64, BoardError> {
    let account = by.account.ok_or(BoardError::NoAccount)?;
    Ok(second::left(tx, by.tenant, account, *second).await?)
}

fn way(title: &str, text: &str, act: Markup) -> Markup {
    Markup::trusted(format!(
        "<section class=\"card pad\"><h2>{}</h2><p>{}</p><p class=\"ways\">{act}</p></section>",
        escape(title),
        escape(text)
    ))
}

/// POST /account/second/totp/new
pub(super) async fn begin_totp(staff: Staff) -> Result<Response, Failure> {
    staff.write(&staff.app.key, second::begin_totp).await?;
    Ok(staff.go("/account/second/totp"))
}

fn code_form(action: &str, label: &str, help: &str) -> Form {
    Form::new(action)
        .submit("启用")
        .cancel("/account/second")
        .field(Field::text("code", label).required().max(40).help(help).autocomplete("one-time-code").focus())
}

fn totp_form() -> Form {
    code_form("/account/second/totp", "动态码", "应用里显示的 6 位数字。")
}

/// GET /account/second/totp
pub(super) async fn totp(staff: Staff) -> Result<Response, Failure> {
    totp_page(&staff, &totp_form(), StatusCode::OK).await
}

async fn totp_page(staff: &Staff, form: &Form, status: StatusCode) -> Result<Response, Failure> {
    let ask = (staff.app.key.clone(), staff.session.user.clone());
    let Some(Enrolment { secret, url }) = staff.read(&ask, second::enrolment).await? else { return Ok(staff.go("/account/second")) };
    let body = Markup::trusted("<section class=\"card pad\"><p>用手机上的验证器应用扫这个二维码：</p>")
        .and(qr::svg(&url, "验证器应用的二维码")?)
        .and(Markup::trusted(format!(
            "<p>不能扫码时，在应用里手工输入这个密钥（按时间、6 位、30 秒）：</p><p><code>{secret}</code></p></section>"
        )))
        .and(form.render(staff.token()));
    staff.page(Page::new("手机验证器").back("两步验证", "/account/second").body(body).status(status))
}

/// POST /account/second/totp
pub(super) async fn confirm_totp(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = totp_form().read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        match tried(&staff, form.text("code"), second::confirm_totp).await {
            Ok(codes) => return recovery_page(&staff, &codes),
            Err(failure) => {
                status = tries::status(&failure);
                form.refuse(failure)?;
            }
        }
    }
    totp_page(&staff, &form, status).await
}

/// Counts the try, and takes it back when the code was right.
async fn tried<T>(staff: &Staff, code: &str, act: impl AsyncFn(&mut Tx, &Actor, &Typed) -> Result<T, BoardError>) -> Result<T, Failure> {
    let who = staff.who();
    tries::count(&staff.app, &who).await?;
    let done = staff.write(&Typed { key: staff.app.key.clone(), code: code.to_owned() }, act).await?;
    tries::right(&staff.app, &who).await?;
    Ok(done)
}

fn recovery_page(staff: &Staff, codes: &[String]) -> Result<Response, Failure> {
    let list: String = codes.iter().map(|code| format!("<li><code>{code}</code></li>")).collect();
    let body = Markup::trusted(format!(
        "<section class=\"card pad\"><p>两步验证已启用。下面的备用码只显示这一次，请现在抄下或打印，与手机分开保存。手机不在身边时，用它代替动态码，每个只能用一次。</p>\
         <ol class=\"codes\">{list}</ol><p class=\"ways\"><a class=\"btn main\" href=\"/\">已抄好，继续工作</a></p></section>"
    ));
    staff.page(Page::new("备用码").body(body))
}

fn card_form() -> Form {
    code_form("/account/second/card", "卡上第 1 号", "打印后，输入卡上的第 1 个号码并划去，口令卡就启用了。")
}

/// POST /account/second/card/new: the card, ready to be printed; it is shown here only.
pub(super) async fn new_card(staff: Staff) -> Result<Response, Failure> {
    let codes = staff.write(&staff.app.key, second::new_card).await?;
    let cell = |(i, code): (usize, &String)| {
        format!("<li><b>{}</b> <code>{} {}</code></li>", i + 1, &code[..4.min(code.len())], &code[4.min(code.len())..])
    };
    let cells: String = codes.iter().enumerate().map(cell).collect();
    let head = format!("口令卡 · {} · {} · {}", staff.office.name, staff.actor.name, staff.today().chinese());
    let body = Markup::trusted(format!(
        "<section class=\"card pad\"><h2>{}</h2><ol class=\"otp-codes\">{cells}</ol>\
         <p>登录时按顺序输入，用一个划一个。遗失请立即告诉管理员。</p></section>",
        escape(&head)
    ));
    let print = Markup::trusted("<p class=\"no-print\">这张卡只显示这一次。请现在用 Ctrl+P 打印在一张 A4 纸上，再在下面启用。</p>");
    let form = card_form().render(staff.token());
    let form = Markup::trusted("<div class=\"no-print\">").and(form).and(Markup::trusted("</div>"));
    staff.page(Page::new("口令卡").back("两步验证", "/account/second").body(print).body(body).body(form))
}

/// POST /account/second/card
pub(super) async fn confirm_card(staff: Staff, input: Input) -> Result<Response, Failure> {
    let mut form = card_form().read(&input);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.valid() {
        match tried(&staff, form.text("code"), second::confirm_card).await {
            Ok(()) => return Ok(staff.said("/account", "口令卡已启用。下次登录时输入第 2 号。")),
            Err(failure) => {
                status = tries::status(&failure);
                form.refuse(failure)?;
            }
        }
    }
    staff.page(Page::new("口令卡").back("两步验证", "/account/second").body(form.render(staff.token())).status(status))
}

/// POST /account/second/end
pub(super) async fn end(staff: Staff) -> Result<Response, Failure> {
    staff.write(&(), second::end_own).await?;
    Ok(staff.said("/account", "两步验证已停用。"))
}
