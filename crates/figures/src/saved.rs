//! 常用视图: a page of figures kept under a name. What of an address is kept: pure.

use base::AccountId;
use kit::Address;
use ledger::metrics;
use norms::Instant;
use uuid::Uuid;

/// A page of figures kept under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The id that the form carried.
    pub id: Uuid,
    /// Whose it is.
    pub account: AccountId,
    /// Their name when they saved it.
    pub by: String,
    /// What it is called, once for each account.
    pub name: String,
    /// Path and parameters.
    pub address: String,
    /// Whether all who read figures see it.
    pub shared: bool,
    /// When it was saved.
    pub at: Instant,
}

impl Saved {
    /// The code of the org that the address names.
    pub fn org(&self) -> Option<String> {
        Address::parse(&self.address).get("org").map(str::to_owned)
    }
}

/// What a page of figures may be asked for.
const KEPT: [&str; 10] = ["org", "from", "to", "as_of", "compare", "q", "show", "months", "metrics", "by"];
/// Bytes of an address.
const MOST_BYTES: usize = 1_500;

/// What of an address is kept: one of the pages of figures with the parameters that it knows; `None` for any other address.
pub fn kept(address: &str) -> Option<String> {
    let address = Address::parse(address);
    let page = match address.path() {
        "/figures" | "/figures/summary" | "/figures/pivot" => true,
        path => path.strip_prefix("/figures/").is_some_and(|code| metrics::by_code(code).is_some()),
    };
    let known = address.pairs().iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
    let to = known.fold(Address::new(address.path()), |to, (name, value)| match name.as_str() {
        // Ticked boxes come one by one.
        "metrics" => to.with(name, &address.all(name).join(",")),
        _ => to.with(name, value),
    });
    let text = to.to_string();
    (page && text.len() <= MOST_BYTES).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_figures_are_kept_and_of_them_what_they_know() {
        let cases = [
            ("/figures", Some("/figures")),
            ("/figures?org=d1&after=x&csrf=secret&months=on", Some("/figures?org=d1&months=on")),
            ("/figures/assist.service?from=2022-01-01&evil=1", Some("/figures/assist.service?from=2022-01-01")),
            ("/figures/summary?metrics=assist.service", Some("/figures/summary?metrics=assist.service")),
            ("/figures/summary?metrics=a&metrics=b&org=d1", Some("/figures/summary?metrics=a%2Cb&org=d1")),
            ("/figures/assist.service/facts", None),
            ("/figures/nope", None),
            ("https://evil.example/figures", None),
            ("//evil.example/figures", None),
            ("/figures/../sign-out", None),
            ("", None),
        ];
        for (given, expected) in cases {
            assert_eq!(kept(given).as_deref(), expected, "{given}");
        }
        assert_eq!(kept(&format!("/figures?q={}", "x".repeat(3000))), None, "too long");
    }
}
