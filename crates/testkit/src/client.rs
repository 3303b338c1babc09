//! A browser without a screen: over a router in memory, with cookies kept, the page's token sent, redirects followed.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// How many redirects are followed before a test stops.
const MOST_REDIRECTS: usize = 10;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
    /// The path that answered, after redirects.
    pub path: String,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Whether the body holds these words.
    pub fn has(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// A header's value; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The status, or the whole body when it is another: so that a failed test shows the page.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.path, self.text());
        self
    }

    /// Stops the test, showing the page, unless the body holds these words.
    #[track_caller]
    pub fn shows(self, words: &str) -> Answer {
        assert!(self.has(words), "{} does not show “{words}”: {}", self.path, self.text());
        self
    }
}

/// A file to be sent: field, name, bytes.
pub type SentFile<'a> = (&'a str, &'a str, &'a [u8]);

/// A browser without a screen.
#[derive(Clone)]
pub struct Client {
    router: Router,
    cookies: BTreeMap<String, String>,
    page: String,
}

impl Client {
    /// Nobody yet, before these pages.
    pub fn new(router: Router) -> Client {
        Client { router, cookies: BTreeMap::new(), page: String::new() }
    }

    /// Opens the sign-in and signs in; stops the test when that does not succeed.
    pub async fn sign_in(&mut self, user: &str, password: &str) -> Answer {
        self.get_once("/sign-in").await.expect(200);
        let answer = self.post_once("/sign-in", &[("user", user), ("password", password), ("next", "/")]).await.expect(303);
        // The next form needs the token of the new session, which every page carries.
        self.get_once("/account").await;
        answer
    }

    /// Opens a page, following redirects.
    pub async fn get(&mut self, path: &str) -> Answer {
        let answer = self.get_once(path).await;
        self.follow(answer).await
    }

    /// Opens a page and shows what came first.
    pub async fn get_once(&mut self, path: &str) -> Answer {
        self.send(request(Method::GET, path, Body::empty())).await
    }

    /// Sends a form with the last page's token, following redirects.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post_once(path, fields).await;
        self.follow(answer).await
    }

    /// Sends a form with the last page's token and shows what came first.
    pub async fn post_once(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let path = self.with_token(path);
        self.send(form(&path, fields)).await
    }

    /// Sends a form without a token.
    pub async fn post_without_token(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(form(path, fields)).await
    }

    /// Fills the last page's form for this path and sends it: its hidden fields go along.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let hidden = self.hidden(path);
        let mut all = fields.to_vec();
        all.extend(hidden.iter().filter(|(name, _)| !fields.iter().any(|f| f.0 == name)).map(|(n, v)| (n.as_str(), v.as_str())));
        self.post(path, &all).await
    }

    /// Presses the button of the last page's form for this path: everything that stands in it goes along, but for these changes.
    pub async fn press(&mut self, path: &str, changes: &[(&str, &str)]) -> Answer {
        let answer = self.press_once(path, changes).await;
        self.follow(answer).await
    }

    /// The same, and shows what came first.
    pub async fn press_once(&mut self, path: &str, changes: &[(&str, &str)]) -> Answer {
        let stands = self.form_at(path).map(standing).unwrap_or_default();
        let mut all = changes.to_vec();
        all.extend(stands.iter().filter(|(name, _)| !changes.iter().any(|c| c.0 == name)).map(|(n, v)| (n.as_str(), v.as_str())));
        self.post_once(path, &all).await
    }

    /// Sends a form with files, with the last page's token, following redirects; the page's hidden fields go along.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[SentFile<'_>]) -> Answer {
        let hidden = self.hidden(path);
        let mut all = fields.to_vec();
        all.extend(hidden.iter().filter(|(name, _)| !fields.iter().any(|f| f.0 == name)).map(|(n, v)| (n.as_str(), v.as_str())));
        let answer = self.send(multipart(&self.with_token(path), &all, files)).await;
        self.follow(answer).await
    }

    /// Sends any request with the cookies kept so far.
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let path = request.uri().to_string();
        if !self.cookies.is_empty() && !request.headers().contains_key(header::COOKIE) {
            let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, line.join("; ").parse().expect("a cookie"));
        }
        request.headers_mut().entry(header::HOST).or_insert("yipanqi.test".parse().expect("a host"));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
        self.keep_cookies(&head.headers);
        if head.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
            self.page = String::from_utf8_lossy(&bytes).into_owned();
        }
        Answer { status: head.status, headers: head.headers, bytes, path }
    }

    /// The token of the last page; empty when it has none.
    pub fn token(&self) -> String {
        let after = |mark: &str, end: char| Some(self.page.split_once(mark)?.1.split(end).next()?.to_owned());
        after("name=\"csrf\" content=\"", '"').or_else(|| after("csrf=", '"')).unwrap_or_default()
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Sets a cookie, or takes it away.
    pub fn set_cookie(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.cookies.insert(name.to_owned(), value.to_owned()),
            None => self.cookies.remove(name),
        };
    }

    fn with_token(&self, path: &str) -> String {
        let token = self.token();
        let mark = if path.contains('?') { '&' } else { '?' };
        if token.is_empty() { path.to_owned() } else { format!("{path}{mark}csrf={token}") }
    }

    async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..MOST_REDIRECTS {
            if !answer.status.is_redirection() || answer.header("location").is_empty() {
                return answer;
            }
            let next = answer.header("location").to_owned();
            answer = self.get_once(&next).await;
        }
        panic!("{} redirects without an end: {}", MOST_REDIRECTS, answer.path)
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            let gone = line.contains("Max-Age=0");
            self.set_cookie(name, Some(value).filter(|_| !gone));
        }
    }

    /// The hidden fields of the last page's form for this path.
    /// The last page's form for this path.
    fn form_at(&self, path: &str) -> Option<&str> {
        let begins = |tail: &str| tail.strip_prefix(path).is_some_and(|rest| rest.starts_with(['"', '?']));
        // A list's filters may lead to the same address; what is sent is a form that changes something.
        let mut forms = self.page.split("<form ").skip(1).filter(|form| form.split('>').next().is_some_and(|tag| tag.contains("\"post\"")));
        forms.find(|form| form.split_once("action=\"").is_some_and(|(_, tail)| begins(tail)))?.split("</form>").next()
    }

    fn hidden(&self, path: &str) -> Vec<(String, String)> {
        let Some(form) = self.form_at(path) else { return Vec::new() };
        let tags = form.split("<input").skip(1).filter_map(|rest| rest.split('>').next()).filter(|tag| tag.contains("type=\"hidden\""));
        tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    Some(unescape(tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?))
}

/// What a form sends as it stands: texts, ticked boxes, chosen options.
fn standing(form: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for rest in form.split('<').skip(1) {
        let (tag, inner) = rest.split_once('>').unwrap_or((rest, ""));
        let name = attribute(tag, "name");
        match (tag.split_whitespace().next(), name) {
            (Some("input"), Some(name)) => {
                let box_ = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
                if !box_ || tag.contains(" checked") {
                    out.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
            (Some("textarea"), Some(name)) => out.push((name, unescape(inner.strip_prefix('\n').unwrap_or(inner)))),
            (Some("select"), Some(name)) => out.push((name, String::new())),
            (Some("option"), _) if tag.contains(" selected") => {
                if let (Some(last), Some(value)) = (out.last_mut(), attribute(tag, "value")) {
                    last.1 = value;
                }
            }
            _ => {}
        }
    }
    out
}

fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (coded, plain)| text.replace(coded, plain))
}

/// A bare request.
pub fn request(method: Method, path: &str, body: Body) -> Request<Body> {
    Request::builder().method(method).uri(path).body(body).expect("a request")
}

fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut request = request(Method::POST, path, Body::from(body));
    request.headers_mut().insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().expect("a type"));
    request
}

const BOUNDARY: &str = "----yipanqi-test-boundary";

fn multipart(path: &str, fields: &[(&str, &str)], files: &[SentFile<'_>]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (field, name, bytes) in files {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n");
        body.extend(head.bytes());
        body.extend(b"Content-Type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    let length = body.len();
    let mut request = request(Method::POST, path, Body::from(body));
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a type"));
    request.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    request
}
