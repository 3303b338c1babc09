//! The address of the page at hand: lists keep their filters, order and place in it, so that every view can be shared as a link.

use std::convert::Infallible;
use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// More parameters than this are not read.
const MAX_PAIRS: usize = 200;

/// Path and parameters of the page at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// A path without parameters.
    pub fn new(path: impl Into<String>) -> Address {
        Address { path: path.into(), pairs: Vec::new() }
    }

    /// Reads a path with its parameters.
    pub fn parse(text: &str) -> Address {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let pairs = form_urlencoded::parse(query.as_bytes()).take(MAX_PAIRS);
        // The token of a form never travels on in a link.
        let pairs = pairs.filter(|(name, _)| name != crate::gate::TOKEN).map(|(k, v)| (k.into_owned(), crate::input::typed(v))).collect();
        Address { path: path.to_owned(), pairs }
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The parameters in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The first value of a parameter, trimmed; `None` when absent or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All values of a parameter.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str()).collect()
    }

    /// The same address with a parameter set to this value alone.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Address {
        let mut other = self.without(name);
        other.pairs.push((name.to_owned(), value.to_owned()));
        other
    }

    /// The same address without a parameter.
    #[must_use]
    pub fn without(&self, name: &str) -> Address {
        Address { path: self.path.clone(), pairs: self.pairs.iter().filter(|(key, _)| key != name).cloned().collect() }
    }

    /// The same parameters on another path: the downloads of a list.
    #[must_use]
    pub fn at(&self, path: &str) -> Address {
        Address { path: path.to_owned(), pairs: self.pairs.clone() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        let full = self.pairs.iter().filter(|(_, value)| !value.is_empty());
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(full).finish();
        if query.is_empty() { Ok(()) } else { write!(f, "?{query}") }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Address, Infallible> {
        Ok(Address::parse(parts.uri.path_and_query().map_or("/", |whole| whole.as_str())))
    }
}

/// The place to go on to, if it is a path of this site; else the home page. Nobody is sent elsewhere by a link to us.
pub fn local(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 2_000
        && !next.contains('\\')
        && next.bytes().all(|b| (0x21..0x7f).contains(&b));
    if ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_on_to() {
        for bad in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/a\r\nSet-Cookie: x",
            "/\t/evil.example",
        ] {
            assert_eq!(local(bad), "/", "{bad}");
        }
        assert_eq!(local("/journal?kind=%E7%8F%AD&page=2"), "/journal?kind=%E7%8F%AD&page=2");
    }

    #[test]
    fn filters_stay_in_the_address_and_the_token_does_not() {
        let address = Address::parse("/journal?q=%E5%8A%A9%E4%BC%81&csrf=secret&after=x");
        assert_eq!(address.get("q"), Some("助企"));
        assert_eq!(address.without("after").with("sort", "-day").to_string(), "/journal?q=%E5%8A%A9%E4%BC%81&sort=-day");
    }
}
