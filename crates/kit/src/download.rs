//! Files that people take home: named in Chinese, never shown inside the page.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// CSV with its character set.
pub const CSV: &str = "text/csv; charset=utf-8";
/// A workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A Word document.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// A PDF.
pub const PDF: &str = "application/pdf";

/// Characters that RFC 5987 lets stand.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A file to be saved under this name (`2022年1—10月数据总表.xlsx`).
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let name: String = name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).take(120).collect();
    let plain: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let shown = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, NAME));
    let mut response = Response::new(Body::from(bytes));
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
    fn a_chinese_name_arrives_whole_and_cannot_leave_its_header() {
        let response = download("数据\r\n\"总表\".csv", CSV, Vec::new());
        let value = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(value.ends_with("filename*=UTF-8''%E6%95%B0%E6%8D%AE___%E6%80%BB%E8%A1%A8_.csv"), "{value}");
    }
}
