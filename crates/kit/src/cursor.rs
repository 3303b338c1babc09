//! Paging by key: the place after which a list goes on, as the last row's sort keys.

/// The sort keys of a page's last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub Vec<String>);

impl Cursor {
    /// The parameter of the address that carries it.
    pub const NAME: &'static str = "after";

    /// After the row with these keys.
    pub fn after<T: ToString>(keys: impl IntoIterator<Item = T>) -> Cursor {
        Cursor(keys.into_iter().map(|key| key.to_string()).collect())
    }

    /// The address's cursor, when it has one of `keys` keys. What cannot be read is the first page.
    pub fn of(address: &crate::Address, keys: usize) -> Option<Cursor> {
        let parts: Vec<String> = serde_json::from_str(address.get(Cursor::NAME)?).ok()?;
        (parts.len() == keys).then_some(Cursor(parts))
    }

    /// One key, read as what it was.
    pub fn key<T: std::str::FromStr>(&self, index: usize) -> Option<T> {
        self.0.get(index)?.parse().ok()
    }

    /// As the address carries it.
    pub fn code(&self) -> String {
        serde_json::json!(self.0).to_string()
    }
}
