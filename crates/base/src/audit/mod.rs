//! 审计: the chain of what was done in an office. An act notes what it does ([`Tx::note`]); the rows are linked by SM3 and written in
//! the act's own transaction, in the order of commits, and the head is sealed by a key that lies outside the database
//! (docs/adr/0018).

mod chain;
mod key;
mod link;
mod read;
mod verify;

use serde_json::{Map, Value};

pub(crate) use chain::Chain;
pub use key::AuditKey;
pub use link::{Checkpoint, Entry};
pub(crate) use link::{Head, HeadRow, seal_of};
pub use read::{Filter, between, entry, head, list};
pub use verify::{Break, Flaw, Report, held_against, verify};

#[cfg(doc)]
use crate::Tx;

/// The chain's first row: it begins with the office, or where the database was upgraded.
pub const BEGUN: &str = "base.begun";
/// A row that stands where the head did not carry our seal when the next act came: what stood before it is not vouched for.
pub const BROKEN: &str = "base.broken";
/// A write whose act noted nothing by itself.
pub const UNNAMED: &str = "base.unnamed";

/// What an act does, as it notes it. Texts are masked: of a citizen id or phone number no row holds more than pages show. Names of
/// persons and other personal data belong here as digests only ([`crate::Tx::veil`]), so that their erasure breaks no link.
#[derive(Clone, Debug)]
pub struct Note {
    pub(crate) act: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) content: Map<String, Value>,
}

impl Note {
    /// A note of this act, by its code: `journal.correct`.
    pub fn new(act: &'static str) -> Note {
        Note { act, kind: "", subject: String::new(), content: Map::new() }
    }

    /// What it was done to: the kind, as the ledger names sources (`journal.record`), and the id.
    #[must_use]
    pub fn on(mut self, kind: &'static str, subject: impl ToString) -> Note {
        (self.kind, self.subject) = (kind, subject.to_string());
        self
    }

    /// With a value under this name; what is empty is left out.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Note {
        let value = masked(value.into());
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(all) => all.is_empty(),
            Value::Object(all) => all.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !empty {
            self.content.insert(name.to_owned(), value);
        }
        self
    }

    /// What stood there and what stands there now: of two objects only what differs is kept.
    #[must_use]
    pub fn change(self, before: Value, after: Value) -> Note {
        let (Value::Object(mut before), Value::Object(mut after)) = (before, after) else { return self };
        let same: Vec<String> = before.iter().filter(|(name, value)| after.get(*name) == Some(value)).map(|(n, _)| n.clone()).collect();
        for name in same {
            before.remove(&name);
            after.remove(&name);
        }
        self.with("before", before).with("after", after)
    }
}

/// The value with every text masked.
fn masked(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(norms::identifier::mask_text(&text)),
        Value::Array(all) => Value::Array(all.into_iter().map(masked).collect()),
        Value::Object(all) => Value::Object(all.into_iter().map(|(name, value)| (name, masked(value))).collect()),
        other => other,
    }
}
