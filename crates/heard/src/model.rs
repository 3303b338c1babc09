//! What comes out: proposed records, and what was passed over.

use norms::Day;
use serde::{Serialize, Serializer};

/// Names of the office that help to read a message. May be empty: everything is also read without them.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Orgs as the office writes them.
    pub orgs: Vec<String>,
    /// Full names of its people.
    pub people: Vec<String>,
}

/// What a message says: nothing of it is recorded before a person has confirmed it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Proposal {
    /// One for each thing done, metric by metric, in the order of the text.
    pub records: Vec<Record>,
    /// Stretches that say nothing of a thing done, in the order of the text.
    pub ignored: Vec<Ignored>,
}

/// One thing done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// The metric's published code; `None` for a thing that no metric counts.
    pub metric: Option<&'static str>,
    /// When; of a period its last day.
    pub day: Option<Day>,
    /// Who did it, as written.
    pub org: Option<String>,
    /// The act, at most 30 characters.
    pub title: String,
    /// Where, as written.
    pub place: Option<String>,
    /// How much, in the metric's measure word.
    pub quantity: Option<Amount>,
    /// The metric's measure word.
    pub unit: Option<&'static str>,
    /// Full names of those who took part, as written.
    pub people: Vec<String>,
    /// Enterprises served or taking part, as written.
    pub enterprises: Vec<String>,
    /// Which characters of the text say so.
    pub evidence: Vec<Evidence>,
}

/// A quantity in hundredths, shown as a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub i64);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            // At most 15 digits: a double keeps them.
            serializer.serialize_f64(self.0 as f64 / 100.0)
        }
    }
}

/// A stretch of the text, in code points, that says one field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The field's name.
    pub field: &'static str,
    /// First code point.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
}

/// A stretch that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// First code point.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// Why.
    pub why: Why,
}

/// Why a stretch gives no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A notice, a sign-up list, something called off: not done yet.
    Plan,
    /// Good morning.
    Greeting,
    /// 收到.
    Reply,
    /// Corrects another message.
    Correction,
    /// Asks.
    Question,
    /// 现有, 累计: what stands, not what was done.
    Total,
    /// Anything else.
    Other,
}
