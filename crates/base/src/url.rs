//! Where the database is. The password in the address is never shown.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::DbError;

/// `sqlite://FILE` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A PostgreSQL address with everything in it.
    Postgres(String),
}

impl DatabaseUrl {
    /// A SQLite database in this file.
    pub fn file(path: impl AsRef<Path>) -> DatabaseUrl {
        DatabaseUrl::Sqlite(path.as_ref().to_owned())
    }
}

impl FromStr for DatabaseUrl {
    type Err = DbError;
    fn from_str(text: &str) -> Result<DatabaseUrl, DbError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(DatabaseUrl::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() && !path.starts_with(":memory:") => Ok(DatabaseUrl::Sqlite(path.into())),
            _ => Err(DbError::BadAddress(hide_password(text))),
        }
    }
}

/// `postgres://user:secret@host/name` → `postgres://user:***@host/name`.
fn hide_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.chars().take(80).collect() };
    let Some((user, host)) = rest.rsplit_once('@') else { return text.split('?').next().unwrap_or_default().to_owned() };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}:***@{}", host.split('?').next().unwrap_or_default())
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => f.write_str(&hide_password(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for text in ["postgres://u:geheim@h:5432/db?password=geheim", "mysql://u:geheim@h/db", "postgres://u:ge@heim@h/db"] {
            let shown = text.parse::<DatabaseUrl>().map_or_else(|e| e.to_string(), |u| format!("{u} {u:?}"));
            assert!(!shown.contains("geheim") && !shown.contains("heim"), "{shown}");
        }
    }

    #[test]
    fn addresses_of_files_and_servers_are_read() {
        assert_eq!("sqlite://data/yipanqi.db".parse(), Ok(DatabaseUrl::file("data/yipanqi.db")));
        assert!("sqlite::memory:".parse::<DatabaseUrl>().is_err());
    }
}
