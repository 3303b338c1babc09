//! Style sheets, scripts and pictures: inside the program, named after their content, kept by browsers for ever.

use std::borrow::Cow;
use std::collections::HashMap;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::module::Asset;
use crate::{App, Failure};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Own;

/// Marks an answer whose address changes with its content.
#[derive(Clone, Copy)]
pub(crate) struct Hashed;

/// All files by their plain and by their served names.
pub struct Assets {
    served: HashMap<String, String>,
    bytes: HashMap<String, Cow<'static, [u8]>>,
}

impl Default for Assets {
    fn default() -> Assets {
        let mut assets = Assets { served: HashMap::new(), bytes: HashMap::new() };
        for name in Own::iter() {
            if let Some(file) = Own::get(&name) {
                assets.insert(&name, file.data);
            }
        }
        assets
    }
}

impl Assets {
    pub(crate) fn add(&mut self, assets: &'static [Asset]) {
        for asset in assets {
            self.insert(asset.name, Cow::Borrowed(asset.bytes));
        }
    }

    fn insert(&mut self, name: &str, bytes: Cow<'static, [u8]>) {
        let digest = base::secret::hex(&base::secret::sm3(&bytes)[..6]);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let served = format!("{stem}.{digest}.{ending}");
        self.served.insert(name.to_owned(), served.clone());
        self.bytes.insert(served, bytes);
    }

    /// Where a file is served; the plain name where there is no such file, so that the fault shows in the browser's log.
    pub fn href(&self, name: &str) -> String {
        format!("/assets/{}", self.served.get(name).map_or(name, String::as_str))
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// GET /assets/board.a1b2c3.css
pub(crate) async fn show(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let bytes = app.rooms.assets.bytes.get(&name).ok_or_else(|| Failure::missing("没有这个文件。"))?;
    let tag = HeaderValue::from_str(&format!("\"{name}\"")).map_err(Failure::cause)?;
    let mut response = if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(bytes.to_vec()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(&name)));
        response
    };
    response.headers_mut().insert(header::ETAG, tag);
    response.extensions_mut().insert(Hashed);
    Ok(response)
}
