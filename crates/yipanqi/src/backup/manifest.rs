//! What a backup says of itself.

use serde::{Deserialize, Serialize};

/// The form of the container; a reader refuses what is higher.
pub const FORM: u32 = 1;
/// The manifest's own name in the container.
pub const NAME: &str = "manifest.json";

/// The first member of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the container.
    pub form: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When, as an RFC 3339 instant.
    pub made_at: String,
    /// Which database it holds.
    pub database: Kind,
    /// The migrations that the database has behind it.
    pub schema: Vec<SchemaStep>,
    /// By what the keys are known again that it needs and does not hold.
    pub keys: Vec<KeyMark>,
    /// What it holds beside this.
    pub members: Vec<Member>,
}

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A SQLite file, whole.
    Sqlite,
    /// What `pg_dump` writes in its own form.
    Postgres,
}

impl Kind {
    /// The database's name in the container.
    pub fn member(self) -> &'static str {
        match self {
            Kind::Sqlite => "database.sqlite",
            Kind::Postgres => "database.pgdump",
        }
    }
}

/// A migration that had run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaStep {
    /// Of which crate.
    pub room: String,
    /// Its number.
    pub step: i64,
    /// The SM3 of its text.
    pub digest: String,
}

/// A key's mark: it tells the right key from a wrong one and gives nothing of it away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMark {
    /// The key file's usual name.
    pub name: String,
    /// The key's HMAC-SM3 of words that everybody knows.
    pub mark: String,
}

/// One file in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name in the container.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// Its SM3.
    pub sm3: String,
}
