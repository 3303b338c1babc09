//! What a form sends: a bounded number of named texts.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use http_body_util::{BodyExt, LengthLimitError};

use crate::{App, Failure, Kind};

/// The fields of a form as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    pairs: Vec<(String, String)>,
}

impl Input {
    /// These fields: for tests and for other doors than a browser.
    pub fn new<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Input {
        Input { pairs: pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect() }
    }

    /// A field as it was typed; `None` when it was not sent.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A field trimmed; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).unwrap_or_default().trim()
    }

    /// All values of a field that may come several times.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).collect()
    }

    /// All fields in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// A field read as what it should be (an id, a number); `None` when empty or unreadable.
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    pub(crate) fn push(&mut self, name: String, value: String) {
        self.pairs.push((name, value));
    }

    fn parse(bytes: &[u8], most: usize) -> Result<Input, Failure> {
        let pairs: Vec<_> = form_urlencoded::parse(bytes).take(most + 1).map(|(k, v)| (k.into_owned(), typed(v))).collect();
        if pairs.len() > most {
            return Err(Failure::new(Kind::TooLarge, format!("一次最多提交 {most} 项内容，请分几次提交。")));
        }
        Ok(Input { pairs })
    }
}

impl FromRequest<App> for Input {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Input, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Failure::new(Kind::Unsupported, "提交的内容不是网页表单，请从页面上提交。"));
        }
        let bytes = collect(request.into_body()).await?;
        Input::parse(&bytes, app.limits.form_fields)
    }
}

/// The whole body; the gate has bounded it.
pub(crate) async fn collect(body: Body) -> Result<Vec<u8>, Failure> {
    match body.collect().await {
        Ok(collected) => Ok(collected.to_bytes().to_vec()),
        Err(error) => Err(too_large_or_lost(&error)),
    }
}

/// A body that was cut: by our limit, or by a lost connection.
pub(crate) fn too_large_or_lost(error: &(dyn std::error::Error + 'static)) -> Failure {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Failure::new(Kind::TooLarge, "提交的内容过大，没有保存。");
        }
        cause = error.source();
    }
    Failure::invalid("提交的内容没有传完，请再试一次。").because(error)
}

/// What somebody typed, as every database can hold it: PostgreSQL's texts have no place for NUL.
pub(crate) fn typed(text: std::borrow::Cow<'_, str>) -> String {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text.into_owned() }
}
