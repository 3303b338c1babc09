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

/// What PostgreSQL's own tools are told by their environment, so that no password stands in a list of processes.
pub type Told = Vec<(&'static str, String)>;

impl DatabaseUrl {
    /// The address as PostgreSQL's own tools read it from their environment; nothing for a file.
    pub fn for_tools(&self) -> Told {
        let DatabaseUrl::Postgres(text) = self else { return Told::new() };
        let (bare, query) = text.split_once('?').unwrap_or((text, ""));
        let rest = bare.split_once("://").map_or(bare, |(_, rest)| rest);
        let (login, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let (server, database) = place.split_once('/').unwrap_or((place, ""));
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port),
            _ => (server, ""),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let parts = [("PGUSER", user), ("PGPASSWORD", password), ("PGHOST", host), ("PGPORT", port), ("PGDATABASE", database)];
        let asked = query.split('&').filter_map(|pair| pair.split_once('=')).filter_map(|(name, value)| Some((variable(name)?, value)));
        let all = parts.into_iter().chain(asked).filter(|(_, value)| !value.is_empty());
        all.map(|(name, value)| (name, percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())).collect()
    }
}

/// What the tools call a setting of an address.
fn variable(name: &str) -> Option<&'static str> {
    Some(match name {
        "user" => "PGUSER",
        "password" => "PGPASSWORD",
        "host" => "PGHOST",
        "port" => "PGPORT",
        "dbname" => "PGDATABASE",
        "sslmode" | "ssl-mode" => "PGSSLMODE",
        "sslrootcert" | "ssl-root-cert" | "ssl-ca" => "PGSSLROOTCERT",
        "sslcert" | "ssl-cert" => "PGSSLCERT",
        "sslkey" | "ssl-key" => "PGSSLKEY",
        _ => return None,
    })
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

/// `postgres://user:secret@host/name` → `postgres://user:***@host/name`. What is mistyped may hold a password elsewhere, so
/// nothing is shown that could be one.
pub fn hide_password(text: &str) -> String {
    let short = |text: &str| text.chars().take(80).collect::<String>();
    let (bare, query) = text.split_once('?').unwrap_or((text, ""));
    let Some((scheme, rest)) = bare.split_once("://") else {
        let cut = if text.contains('@') || text.starts_with("postgres") { bare.split(':').next().unwrap_or_default() } else { bare };
        return if cut.len() < bare.len() { format!("{}:***", short(cut)) } else { short(cut) };
    };
    let user = short(rest.split([':', '@', '/']).next().unwrap_or_default());
    match (rest.rsplit_once('@'), query.contains('@')) {
        (Some((_, host)), false) => format!("{scheme}://{user}:***@{}", short(host)),
        // What stands behind a host is a port, or the password of somebody who forgot the host.
        (None, false) if port_of(rest).is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit())) => {
            format!("{scheme}://{}", short(rest))
        }
        _ => format!("{scheme}://{user}:***"),
    }
}

fn port_of(rest: &str) -> Option<&str> {
    rest.split('/').next()?.split_once(':').map(|(_, port)| port)
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
        for text in [
            "postgres://u:geheim@h:5432/db?password=geheim",
            "mysql://u:geheim@h/db",
            "postgres://u:ge@heim@h/db",
            "postgres:u:geheim@h/db",
            "postgres:/u:geheim@h/db",
            "postgres://u:geheim",
            "postgres://u:geheim/db",
            "u:geheim@h/db",
            "postgres:u:geheim/db",
            "h/db?password=geheim",
            "postgres://u:x@h/db?password=x@geheim",
            "postgres://u:x@geheim?x@h/db",
        ] {
            let shown = text.parse::<DatabaseUrl>().map_or_else(|e| e.to_string(), |u| format!("{u} {u:?}"));
            assert!(!shown.contains("geheim") && !shown.contains("heim"), "{shown}");
        }
    }

    #[test]
    fn all_but_the_password_is_shown() {
        for (text, shown) in [
            ("postgres://u:geheim@h:5432/db?sslmode=require", "postgres://u:***@h:5432/db"),
            ("postgres://localhost:5432/db", "postgres://localhost:5432/db"),
            ("postgres://localhost/db", "postgres://localhost/db"),
        ] {
            assert_eq!(text.parse::<DatabaseUrl>().map(|url| url.to_string()), Ok(shown.to_owned()));
        }
        let mistyped = "data/yipanqi.db".parse::<DatabaseUrl>();
        assert!(mistyped.is_err_and(|error| error.to_string().contains("data/yipanqi.db")));
    }

    #[test]
    fn the_tools_of_postgresql_are_told_the_same_address() {
        let told = |text: &str| text.parse::<DatabaseUrl>().map(|url| url.for_tools()).unwrap_or_default();
        let pairs = |all: &[(&'static str, &str)]| all.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>();
        assert_eq!(
            told("postgres://u:ge%40heim@h:5433/db?sslmode=require&statement-cache-capacity=1"),
            pairs(&[
                ("PGUSER", "u"),
                ("PGPASSWORD", "ge@heim"),
                ("PGHOST", "h"),
                ("PGPORT", "5433"),
                ("PGDATABASE", "db"),
                ("PGSSLMODE", "require")
            ])
        );
        assert_eq!(told("postgresql://[::1]/db"), pairs(&[("PGHOST", "::1"), ("PGDATABASE", "db")]));
        assert_eq!(told("postgres:///db?host=/run/pg&user=u"), pairs(&[("PGDATABASE", "db"), ("PGHOST", "/run/pg"), ("PGUSER", "u")]));
        assert_eq!(told("sqlite://data/yipanqi.db"), []);
    }

    #[test]
    fn addresses_of_files_and_servers_are_read() {
        assert_eq!("sqlite://data/yipanqi.db".parse(), Ok(DatabaseUrl::file("data/yipanqi.db")));
        assert!("sqlite::memory:".parse::<DatabaseUrl>().is_err());
    }
}
