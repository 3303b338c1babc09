//! The headers that every answer carries, set in one place: pages, errors, redirects and downloads alike.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

use crate::assets::Hashed;
use crate::download::Foreign;

/// Nothing from elsewhere, no script or style inside a page, nobody may frame us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// For what somebody sent us: whatever it is, it shows itself and does nothing.
const NOTHING: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Sets them, and forbids to keep any answer but files whose name tells their content.
pub(crate) fn secure(response: &mut Response, https: bool) {
    let keep = response.extensions().get::<Hashed>().is_some();
    let foreign = response.extensions().get::<Foreign>().is_some();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if foreign {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING));
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    let cache = if keep { "public, max-age=31536000, immutable" } else { "no-store" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
}
