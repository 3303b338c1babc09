//! Files that people take home: named in Chinese, never shown inside the page.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use board::evidence::FileKind;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// CSV with its character set.
pub const CSV: &str = "text/csv; charset=utf-8";
/// A workbook.
pub const XLSX: &str = FileKind::Xlsx.media();
/// A Word document.
pub const DOCX: &str = FileKind::Docx.media();
/// A PDF.
pub const PDF: &str = FileKind::Pdf.media();

/// Characters that RFC 5987 lets stand.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A file to be saved under this name (`2022年1—10月数据总表.xlsx`).
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    named("attachment", name, kind, Body::from(bytes))
}

/// The same for a body that is made while it is sent.
pub fn stream(name: &str, kind: &'static str, body: Body) -> Response {
    named("attachment", name, kind, body)
}

/// A file that somebody sent us, as it is handed out again: to be saved, or, of a kind that only shows something, to be looked at. In
/// neither case does anything in it act: the browser is told so.
pub fn kept(name: &str, kind: FileKind, look: bool, bytes: Vec<u8>) -> Response {
    let how = if look && kind.picture() { "inline" } else { "attachment" };
    let mut response = named(how, name, kind.media(), Body::from(bytes));
    response.extensions_mut().insert(Foreign);
    response
}

/// Marks an answer whose bytes are somebody's own.
#[derive(Clone, Copy)]
pub(crate) struct Foreign;

fn named(how: &str, name: &str, kind: &'static str, body: Body) -> Response {
    let name: String = name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).take(120).collect();
    let plain: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let shown = format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, NAME));
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&shown) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_pictures_are_looked_at_in_the_browser() {
        let how = |kind, look| {
            let response = kept("佐证.pdf", kind, look, Vec::new());
            response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().split(';').next().unwrap().to_owned()
        };
        assert_eq!((how(FileKind::Jpeg, true).as_str(), how(FileKind::Jpeg, false).as_str()), ("inline", "attachment"));
        for kind in [FileKind::Pdf, FileKind::Docx, FileKind::Xlsx] {
            assert_eq!(how(kind, true), "attachment");
        }
    }

    #[test]
    fn a_chinese_name_arrives_whole_and_cannot_leave_its_header() {
        let response = download("数据\r\n\"总表\".csv", CSV, Vec::new());
        let value = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(value.ends_with("filename*=UTF-8''%E6%95%B0%E6%8D%AE___%E6%80%BB%E8%A1%A8_.csv"), "{value}");
    }
}
