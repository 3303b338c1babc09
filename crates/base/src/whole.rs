//! A database as a whole: copied while it is in use, looked at without being changed, set aside for another. For backups and upgrades.

use std::path::Path;
use std::time::Duration;

use norms::Instant;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::{DatabaseUrl, DbError, Migrations, migrate, ours};

/// A migration that a database has behind it: crate, number, digest of its text.
pub type Step = (String, i64, String);

/// How a database stands to this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is in it yet.
    Fresh,
    /// It has every step that the program knows.
    Current,
    /// It lacks so many steps.
    Older(usize),
}

/// Looks how a database stands to this program, without changing it.
///
/// # Errors
/// [`DbError::Schema`] when it is newer or has other steps, [`DbError::NotOurs`], [`DbError::Lost`].
pub async fn standing(url: &DatabaseUrl, migrations: &[Migrations]) -> Result<Standing, DbError> {
    let done = steps(url).await?;
    let lacking = fits(&done, migrations)?;
    // The base's own steps alone are a database that was prepared for the rooms and holds nothing.
    if done.iter().all(|step| migrate::OWN.iter().any(|own| own.room == step.0)) {
        return Ok(Standing::Fresh);
    }
    Ok(if lacking == 0 { Standing::Current } else { Standing::Older(lacking) })
}

/// How many steps these lack to be those of this program: what a newer one made is refused.
///
/// # Errors
/// [`DbError::Schema`] with what does not fit.
pub fn fits(done: &[Step], migrations: &[Migrations]) -> Result<usize, DbError> {
    let known = migrate::with_base(migrations);
    if let Some(step) = done.iter().find(|step| known.iter().all(|room| room.room != step.0)) {
        return Err(DbError::Schema(format!("it has tables of {}, which this program does not know; use the newer program", step.0)));
    }
    migrate::lacking(&known, done)
}

/// The turn to upgrade a PostgreSQL database: one process has it at a time, and loses it with its connection.
pub struct Turn(PgConnection);

impl Turn {
    /// Waits for the turn: whoever has it is making a backup or migrates, and a backup that meets a migration would end both.
    ///
    /// # Errors
    /// [`DbError::Lost`].
    pub async fn wait(url: &DatabaseUrl) -> Result<Turn, DbError> {
        let mut conn = postgres(url).await?;
        sqlx::query("SELECT pg_advisory_lock(7240112)").execute(&mut conn).await?;
        Ok(Turn(conn))
    }

    /// Gives the turn to the next.
    ///
    /// # Errors
    /// [`DbError::Lost`]; the turn is given all the same.
    pub async fn end(self) -> Result<(), DbError> {
        Ok(self.0.close().await?)
    }
}

/// The migrations that a database has behind it, oldest first in each crate; none for one that is not there or empty.
///
/// # Errors
/// [`DbError::NotOurs`] for a file of somebody else, [`DbError::Lost`].
pub async fn steps(url: &DatabaseUrl) -> Result<Vec<Step>, DbError> {
    const ALL: &str = "SELECT room, step, digest FROM schema_step ORDER BY room, step";
    match url {
        DatabaseUrl::Sqlite(path) => {
            look(path)?;
            if !path.exists() {
                return Ok(Vec::new());
            }
            let mut conn = reader(path).await?;
            let there = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_step'";
            let (there,): (i64,) = sqlx::query_as(there).fetch_one(&mut conn).await?;
            let all = if there == 0 { Vec::new() } else { sqlx::query_as(ALL).fetch_all(&mut conn).await? };
            conn.close().await?;
            Ok(all)
        }
        DatabaseUrl::Postgres(_) => {
            let mut conn = postgres(url).await?;
            let there = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_step'";
            let (there,): (i64,) = sqlx::query_as(there).fetch_one(&mut conn).await?;
            let all = if there == 0 { Vec::new() } else { sqlx::query_as(ALL).fetch_all(&mut conn).await? };
            conn.close().await?;
            Ok(all)
        }
    }
}

/// The instant of the last posting of any tenant.
///
/// # Errors
/// As [`steps`].
pub async fn last_posting(url: &DatabaseUrl) -> Result<Option<Instant>, DbError> {
    const LAST: &str = "SELECT max(at) FROM tenant";
    if steps(url).await?.is_empty() {
        return Ok(None);
    }
    let (at,): (Option<i64>,) = match url {
        DatabaseUrl::Sqlite(path) => sqlx::query_as(LAST).fetch_one(&mut reader(path).await?).await?,
        DatabaseUrl::Postgres(_) => sqlx::query_as(LAST).fetch_one(&mut postgres(url).await?).await?,
    };
    Ok(at.map(Instant::from_micros))
}

/// What a database holds, told to somebody who is about to replace it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holds {
    /// Postings of all offices.
    pub postings: i64,
    /// The last act of any office.
    pub last: Instant,
    /// How many acts are in its audit chain that were done after a moment.
    pub since: i64,
}

/// What a database of this program's schema holds, and how much of it came after `moment`.
///
/// # Errors
/// The database's: an older schema has no audit chain, a damaged file cannot be read.
pub async fn holds(url: &DatabaseUrl, moment: Instant) -> Result<Holds, DbError> {
    const ALL: &str = "SELECT CAST(coalesce(sum(last), 0) AS BIGINT), coalesce(max(at), 0), coalesce(max(audit_at), 0) FROM tenant";
    const SINCE: &str = "SELECT count(*) FROM audit WHERE at > $1";
    let at = moment.micros();
    let ((postings, at_posting, at_act), (since,)): ((i64, i64, i64), (i64,)) = match url {
        DatabaseUrl::Sqlite(path) => {
            let mut conn = reader(path).await?;
            (sqlx::query_as(ALL).fetch_one(&mut conn).await?, sqlx::query_as(SINCE).bind(at).fetch_one(&mut conn).await?)
        }
        DatabaseUrl::Postgres(_) => {
            let mut conn = postgres(url).await?;
            (sqlx::query_as(ALL).fetch_one(&mut conn).await?, sqlx::query_as(SINCE).bind(at).fetch_one(&mut conn).await?)
        }
    };
    Ok(Holds { postings, last: Instant::from_micros(at_posting.max(at_act)), since })
}

/// Refuses a file that holds something else than a database of this program.
///
/// # Errors
/// [`DbError::NotOurs`], [`DbError::Lost`].
pub fn look(path: &Path) -> Result<(), DbError> {
    ours::look(path)
}

/// Copies a SQLite database as it stands at one moment into a new file, while others read and write it.
///
/// # Errors
/// [`DbError::Full`], [`DbError::NotOurs`], whatever SQLite says of a damaged file.
pub async fn copy_file(from: &Path, into: &Path) -> Result<(), DbError> {
    look(from)?;
    let mut conn = reader(from).await?;
    let into = into.to_string_lossy().replace('\'', "''");
    sqlx::raw_sql(AssertSqlSafe(format!("VACUUM INTO '{into}'"))).execute(&mut conn).await?;
    Ok(conn.close().await?)
}

/// Reads a SQLite file from end to end: its pages, its indexes, its references.
///
/// # Errors
/// [`DbError::Corrupt`] with the first thing that is wrong.
pub async fn sound(path: &Path) -> Result<(), DbError> {
    let mut conn = reader(path).await?;
    let said: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check(1)").fetch_all(&mut conn).await?;
    let loose: Vec<(Option<String>,)> = sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check").fetch_all(&mut conn).await?;
    conn.close().await?;
    match (said.first().map(|row| row.0.as_str()), loose.first()) {
        (Some("ok"), None) => Ok(()),
        (_, Some((table,))) => Err(DbError::Corrupt(format!("a row of {} refers to nothing", table.as_deref().unwrap_or("a table")))),
        (said, None) => Err(DbError::Corrupt(said.unwrap_or("the file does not say that it is sound").to_owned())),
    }
}

/// How many others are connected to a PostgreSQL database.
///
/// # Errors
/// [`DbError::Lost`].
pub async fn others(url: &DatabaseUrl) -> Result<i64, DbError> {
    let mut conn = postgres(url).await?;
    let count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    let (others,): (i64,) = sqlx::query_as(count).fetch_one(&mut conn).await?;
    conn.close().await?;
    Ok(others)
}

/// The statements with which the tables of a PostgreSQL database step aside, under the name of a schema, for others that follow in the
/// same transaction.
pub fn step_aside(kept: &str) -> String {
    format!("ALTER SCHEMA public RENAME TO {kept}; CREATE SCHEMA public;\n")
}

/// Takes back what [`step_aside`] did: what came since goes, what was set aside stands again.
///
/// # Errors
/// The database's; then nothing was changed.
pub async fn step_back(url: &DatabaseUrl, kept: &str) -> Result<(), DbError> {
    let mut conn = postgres(url).await?;
    let text = format!("BEGIN; DROP SCHEMA public CASCADE; ALTER SCHEMA {kept} RENAME TO public; COMMIT");
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut conn).await?;
    Ok(conn.close().await?)
}

async fn reader(path: &Path) -> Result<SqliteConnection, DbError> {
    let connect = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(Duration::from_secs(10));
    Ok(SqliteConnection::connect_with(&connect).await?)
}

async fn postgres(url: &DatabaseUrl) -> Result<PgConnection, DbError> {
    let bad = || DbError::BadAddress(url.to_string());
    let DatabaseUrl::Postgres(text) = url else { return Err(bad()) };
    let connect: PgConnectOptions = text.parse().map_err(|_| bad())?;
    Ok(PgConnection::connect_with(&connect).await?)
}
