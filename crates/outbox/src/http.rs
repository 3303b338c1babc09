//! One question to one address, bounded in time and size. No redirect is followed, no proxy asked, no cookie kept.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request, Uri, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::{SendError, Settings, reach};

/// Bytes of an answer that are read at most.
const MOST_BYTES: usize = 64 * 1024;

/// What is asked.
pub(crate) struct Ask {
    method: Method,
    kind: &'static str,
    authorization: Option<String>,
    body: Vec<u8>,
}

impl Ask {
    /// Asks for what is there.
    pub(crate) fn get() -> Ask {
        Ask { method: Method::GET, kind: "", authorization: None, body: Vec::new() }
    }

    /// Sends a form's fields, coded already; `authorization` is a header's whole value.
    pub(crate) fn form(body: String, authorization: Option<String>) -> Ask {
        Ask { method: Method::POST, kind: "application/x-www-form-urlencoded", authorization, body: body.into_bytes() }
    }
}

/// Sends JSON and gives the body of a 2xx answer.
///
/// # Errors
/// [`SendError`]; the address itself, which may be a secret, is never in it.
pub async fn post_json(settings: &Settings, url: &str, body: &serde_json::Value) -> Result<Vec<u8>, SendError> {
    let body = body.to_string().into_bytes();
    call(settings, url, Ask { method: Method::POST, kind: "application/json; charset=utf-8", authorization: None, body }).await
}

/// Asks, and gives the body of a 2xx answer.
///
/// # Errors
/// As [`post_json`].
pub(crate) async fn call(settings: &Settings, url: &str, ask: Ask) -> Result<Vec<u8>, SendError> {
    limited(settings.limit, talk(settings, url, ask)).await
}

/// Stops what takes too long.
pub(crate) async fn limited<T>(limit: Duration, work: impl Future<Output = Result<T, SendError>>) -> Result<T, SendError> {
    let late = || SendError::Away(format!("the server did not answer within {:.0} s", limit.as_secs_f64().max(1.0)));
    tokio::time::timeout(limit, work).await.map_err(|_| late())?
}

async fn talk(settings: &Settings, url: &str, ask: Ask) -> Result<Vec<u8>, SendError> {
    let refused = |why: &str| SendError::Refused(why.to_owned());
    let uri: Uri = url.parse().map_err(|_| refused("the address cannot be read"))?;
    let authority = uri.authority().ok_or_else(|| refused("the address names no server"))?;
    if authority.as_str().contains('@') {
        return Err(refused("the address holds a user name; that is not sent"));
    }
    let secure = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(refused("the address is neither https nor http")),
    };
    let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let to = reach::resolve(&settings.resolver, authority.host(), port, &settings.allow).await?;
    // In clear only to where the office itself says that it may be spoken to.
    if !secure && !settings.allow.iter().any(|network| network.holds(to.ip())) {
        return Err(refused("the Internet is spoken to by https only"));
    }
    let stream = TcpStream::connect(to).await.map_err(|error| away("the server cannot be reached", &error))?;
    let request = request(&uri, authority.as_str(), ask)?;
    if secure {
        let name = ServerName::try_from(authority.host().trim_matches(['[', ']']).to_owned())
            .map_err(|_| refused("the address cannot be read"))?;
        let stream = TlsConnector::from(tls()?).connect(name, stream).await;
        send(stream.map_err(|error| away("no secure connection to the server", &error))?, request).await
    } else {
        send(stream, request).await
    }
}

fn request(uri: &Uri, host: &str, ask: Ask) -> Result<Request<Full<Bytes>>, SendError> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::builder().method(ask.method).uri(path).header(header::HOST, host).header(header::CONNECTION, "close");
    if !ask.kind.is_empty() {
        request = request.header(header::CONTENT_TYPE, ask.kind);
    }
    request = request.header(header::ACCEPT, "application/json");
    if let Some(authorization) = ask.authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    request.body(Full::new(Bytes::from(ask.body))).map_err(|_| SendError::Refused("the address cannot be read".into()))
}

/// The roots that browsers trust.
fn tls() -> Result<Arc<ClientConfig>, SendError> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.map_err(|error| SendError::Away(format!("TLS cannot be set up: {error}")))?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

async fn send(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, request: Request<Full<Bytes>>) -> Result<Vec<u8>, SendError> {
    let lost = |error: hyper::Error| away("the server did not answer as it should", &error);
    let (mut sender, connection) = http1::Builder::new().max_buf_size(MOST_BYTES).handshake(TokioIo::new(stream)).await.map_err(lost)?;
    let talk = async {
        let response = sender.send_request(request).await.map_err(lost)?;
        let status = response.status();
        if status.is_redirection() {
            return Err(SendError::Declined(format!("the server answered {status}, a redirect; redirects are not followed")));
        }
        let said = format!("the server answered {status}");
        if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
            return Err(SendError::Away(said));
        }
        if !status.is_success() {
            return Err(SendError::Declined(said));
        }
        let body = Limited::new(response.into_body(), MOST_BYTES).collect().await;
        Ok(body.map_err(|_| SendError::Away("the server's answer broke off or was too long".into()))?.to_bytes().to_vec())
    };
    let mut talk = std::pin::pin!(talk);
    // The connection is driven beside the talk, and both end together: nothing is left running behind.
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        answer = &mut talk => answer,
        ended = &mut connection => match ended {
            // The other side closed behind its answer, which may not have been read to its end.
            Ok(()) => talk.await,
            Err(error) => Err(lost(error)),
        },
    }
}

fn away(what: &str, error: &dyn std::error::Error) -> SendError {
    // Causes of the system ("connection refused") hold no address of ours.
    SendError::Away(format!("{what}: {error}"))
}
