//! Cookies: read from the request, written with the attributes that each of ours needs.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::App;

/// The value of a cookie of the request.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The session cookie's name: over https the browser itself refuses one that another host or path has set.
pub(crate) fn session_name(secure: bool) -> &'static str {
    if secure { "__Host-yipanqi" } else { "yipanqi" }
}

/// The cookie of a sign-in that waits for its second factor.
pub(crate) fn step_name(secure: bool) -> &'static str {
    if secure { "__Host-yipanqi-second" } else { "yipanqi-second" }
}

/// The cookie of a sign-in by the provider of single sign-on that was begun.
pub(crate) fn provider_name(secure: bool) -> &'static str {
    if secure { "__Host-yipanqi-provider" } else { "yipanqi-provider" }
}

/// The cookie by which a visitor who has not signed in keeps the token of a form.
pub(crate) fn visitor_name(secure: bool) -> &'static str {
    if secure { "__Host-yipanqi-visitor" } else { "yipanqi-visitor" }
}

/// A cookie that scripts cannot read and other sites cannot send. `age` in seconds; `None` until the browser closes.
pub(crate) fn set(name: &str, value: &str, secure: bool, age: Option<i64>) -> Option<HeaderValue> {
    let age = age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")).ok()
}

/// Over https the browser itself refuses what another host or path has set.
fn flash_name(secure: bool) -> &'static str {
    if secure { "__Host-yipanqi-flash" } else { "yipanqi-flash" }
}

/// Longer messages are cut: a cookie has 4 KB.
const FLASH_CHARS: usize = 300;

/// A message for the next page, sealed so that nobody else can put words on our pages.
pub(crate) fn flash(app: &App, text: &str, secure: bool) -> Option<HeaderValue> {
    let text: String = text.chars().take(FLASH_CHARS).collect();
    let coded = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
    let seal = app.key.seal("flash", &text);
    set(flash_name(secure), &format!("{}.{coded}", &seal[..32.min(seal.len())]), secure, Some(60))
}

/// The message that the last page left, when its seal is ours.
pub(crate) fn flash_of(app: &App, headers: &HeaderMap, secure: bool) -> Option<String> {
    let (seal, coded) = read(headers, flash_name(secure))?.split_once('.')?;
    let text = percent_encoding::percent_decode_str(coded).decode_utf8().ok()?.into_owned();
    let right = app.key.seal("flash", &text);
    same(seal, &right[..32.min(right.len())]).then_some(text)
}

/// Takes the message away again once it was shown.
pub(crate) fn no_flash(secure: bool) -> Option<HeaderValue> {
    set(flash_name(secure), "", secure, Some(0))
}

fn large_name(secure: bool) -> &'static str {
    if secure { "__Host-yipanqi-large" } else { "yipanqi-large" }
}

/// Whether large type (适老) was chosen in this browser. It outlives the session.
pub(crate) fn large(headers: &HeaderMap, secure: bool) -> bool {
    read(headers, large_name(secure)) == Some("1")
}

/// Chooses large type, or takes the choice back.
pub(crate) fn set_large(large: bool, secure: bool) -> Option<HeaderValue> {
    set(large_name(secure), if large { "1" } else { "0" }, secure, Some(400 * 24 * 3600))
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && !a.is_empty() && a.bytes().zip(b.bytes()).fold(0u8, |diff, (x, y)| diff | (x ^ y)) == 0
}
