//! One SQL text for both databases, with its values beside it.

use norms::{Day, Instant};
use sqlx::{FromRow, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

use crate::{AccountId, OrgId, PersonId, TenantId};

/// A row type that both databases can fill: derive `sqlx::FromRow`, or use a tuple.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// A value bound to a place of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Whole numbers, days (yyyymmdd) and instants (µs).
    Int(Option<i64>),
    /// Text.
    Text(Option<String>),
    /// UUID.
    Id(Option<Uuid>),
    /// Yes or no.
    Bool(bool),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
    /// JSON.
    Json(Option<serde_json::Value>),
}

macro_rules! into_value {
    ($($from:ty, $v:ident => $to:expr;)*) => { $(
        impl From<$from> for Value { fn from($v: $from) -> Value { $to } }
    )* };
}
into_value! {
    i64, v => Value::Int(Some(v));
    Option<i64>, v => Value::Int(v);
    &str, v => Value::Text(Some(v.to_owned()));
    String, v => Value::Text(Some(v));
    &String, v => Value::Text(Some(v.clone()));
    Option<String>, v => Value::Text(v);
    Option<&str>, v => Value::Text(v.map(str::to_owned));
    Uuid, v => Value::Id(Some(v));
    Option<Uuid>, v => Value::Id(v);
    bool, v => Value::Bool(v);
    Vec<u8>, v => Value::Bytes(Some(v));
    Option<Vec<u8>>, v => Value::Bytes(v);
    serde_json::Value, v => Value::Json(Some(v));
    Option<serde_json::Value>, v => Value::Json(v);
    Day, v => Value::Int(Some(v.number()));
    Option<Day>, v => Value::Int(v.map(Day::number));
    Instant, v => Value::Int(Some(v.micros()));
    Option<Instant>, v => Value::Int(v.map(Instant::micros));
    TenantId, v => Value::Int(Some(v.0));
    OrgId, v => Value::Id(Some(v.0));
    Option<OrgId>, v => Value::Id(v.map(|id| id.0));
    PersonId, v => Value::Id(Some(v.0));
    Option<PersonId>, v => Value::Id(v.map(|id| id.0));
    AccountId, v => Value::Id(Some(v.0));
    Option<AccountId>, v => Value::Id(v.map(|id| id.0));
}

/// A statement under construction: text with `$1 $2 …` and as many values.
#[derive(Clone, Debug)]
pub struct Sql {
    pub(crate) text: String,
    pub(crate) values: Vec<Value>,
    pub(crate) scratch: bool,
}

/// Begins a statement; its places are `$1 $2 …`, bound in order by [`Sql::bind`].
pub fn sql(text: &str) -> Sql {
    Sql { text: text.to_owned(), values: Vec::new(), scratch: false }
}

impl Sql {
    /// Binds the next place.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Sql {
        self.values.push(value.into());
        self
    }

    /// Says that this statement writes only what nobody has to answer for: what was typed and not yet recorded. Nothing need be noted of it.
    #[must_use]
    pub fn scratch(mut self) -> Sql {
        self.scratch = true;
        self
    }

    /// Appends text that holds no value.
    #[must_use]
    pub fn push(mut self, text: &str) -> Sql {
        self.text.push_str(text);
        self
    }

    /// Appends `text` with each `?` replaced by a new place for the value, only when there is one: a line for each optional filter.
    #[must_use]
    pub fn and(self, text: &str, value: Option<impl Into<Value>>) -> Sql {
        match value {
            Some(value) => self.with(text, value),
            None => self,
        }
    }

    /// Appends `text` with each `?` standing for the value.
    #[must_use]
    pub fn with(mut self, text: &str, value: impl Into<Value>) -> Sql {
        self.values.push(value.into());
        let place = format!("${}", self.values.len());
        self.text.push_str(&text.replace('?', &place));
        self
    }

    /// Appends rows of places `($1,$2),($3,$4)…` after `values`; never call it with no row.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> Sql {
        for (i, row) in rows.into_iter().enumerate() {
            self.text.push_str(if i == 0 { " (" } else { ",(" });
            for (j, value) in row.into_iter().enumerate() {
                self.values.push(value);
                let comma = if j == 0 { "" } else { "," };
                self.text.push_str(&format!("{comma}${}", self.values.len()));
            }
            self.text.push(')');
        }
        self
    }

    /// Appends `($n, $n+1, …)` for a list; an empty list becomes `(NULL)`, which nothing equals.
    #[must_use]
    pub fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Sql {
        let places: Vec<String> = values
            .into_iter()
            .map(|value| {
                self.values.push(value.into());
                format!("${}", self.values.len())
            })
            .collect();
        self.text.push_str(&if places.is_empty() { " (NULL)".to_owned() } else { format!(" ({})", places.join(",")) });
        self
    }

    /// The text, for tests of query plans.
    pub fn text(&self) -> &str {
        &self.text
    }
}
