//! The one test harness: fresh databases in milliseconds on SQLite and PostgreSQL alike, with the clock in the test's hand.
//!
//! The schema is built once a process and copied for each test (a file copy; `CREATE DATABASE … TEMPLATE`). PostgreSQL is used when
//! `YIPANQI_TEST_POSTGRES` names a server, as `make test` sees to.
#![forbid(unsafe_code)]
#![expect(clippy::expect_used, clippy::panic, reason = "a harness that cannot set up should stop the test")]

pub mod client;
pub mod doors;
pub mod evidence;
pub mod live;
pub mod provider;

pub use client::{Answer, Client};

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use base::{Clock, DatabaseUrl, Db, Migrations, Options};
use norms::Instant;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::Mutex;

/// A database of one test. Its file or its database goes when it is dropped.
pub struct TestDb {
    /// The open database, under the test's clock.
    pub db: Db,
    /// Where it is, so that a test may open it a second time.
    pub url: DatabaseUrl,
    _folder: Option<tempfile::TempDir>,
    postgres: Option<(String, String)>,
}

/// The instant at which the clock of a fresh database stands: 2022-10-31 09:00 in Shanghai.
pub fn noon() -> Instant {
    "2022-10-31T01:00:00Z".parse().expect("an instant")
}

/// Fresh databases with this schema: SQLite, and PostgreSQL where there is one. An act that changes rows and notes nothing for the audit
/// is refused there, so that none is forgotten.
pub async fn databases(migrations: &[Migrations]) -> Vec<TestDb> {
    made(migrations, true).await
}

/// The same for tests whose acts are made up and note nothing.
pub async fn databases_unnoted(migrations: &[Migrations]) -> Vec<TestDb> {
    made(migrations, false).await
}

async fn made(migrations: &[Migrations], all_noted: bool) -> Vec<TestDb> {
    let mut all = vec![sqlite_noted(migrations, all_noted).await];
    all.extend(postgres_noted(migrations, all_noted).await);
    all
}

/// A fresh SQLite database.
pub async fn sqlite(migrations: &[Migrations]) -> TestDb {
    sqlite_noted(migrations, true).await
}

async fn sqlite_noted(migrations: &[Migrations], all_noted: bool) -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("test.db");
    std::fs::copy(template_file(migrations).await, &file).expect("a copy of the template");
    let url = DatabaseUrl::file(&file);
    TestDb { db: open(&url, migrations, all_noted).await, url, _folder: Some(folder), postgres: None }
}

/// A fresh PostgreSQL database, when `YIPANQI_TEST_POSTGRES` names a server.
pub async fn postgres(migrations: &[Migrations]) -> Option<TestDb> {
    postgres_noted(migrations, true).await
}

#[expect(clippy::disallowed_methods, reason = "the harness is told of the server by the environment")]
async fn postgres_noted(migrations: &[Migrations], all_noted: bool) -> Option<TestDb> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("YIPANQI_TEST_POSTGRES").ok().filter(|server| !server.is_empty())?;
    let template = template_database(&server, migrations).await;
    let name = format!("yt_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    admin(&server, &format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")).await;
    let url: DatabaseUrl = on(&server, &name).parse().expect("an address");
    Some(TestDb { db: open(&url, migrations, all_noted).await, url, _folder: None, postgres: Some((server, name)) })
}

async fn open(url: &DatabaseUrl, migrations: &[Migrations], all_noted: bool) -> Db {
    let options = Options { connections: 4, act_limit: std::time::Duration::from_secs(60), all_noted, ..Options::default() };
    Db::open(url, migrations, Clock::hand(noon()), options).await.unwrap_or_else(|e| panic!("{url}: {e}"))
}

fn key(migrations: &[Migrations]) -> String {
    let texts: String =
        base::MIGRATIONS.iter().chain(migrations).flat_map(|m| std::iter::once(m.room).chain(m.steps.iter().copied())).collect();
    base::secret::hex(&base::secret::sm3(texts.as_bytes())[..12])
}

/// A SQLite file with the schema in it, made once a process.
async fn template_file(migrations: &[Migrations]) -> PathBuf {
    static MADE: Mutex<Option<HashMap<String, PathBuf>>> = Mutex::const_new(None);
    let mut made = MADE.lock().await;
    let made = made.get_or_insert_default();
    let key = key(migrations);
    if let Some(path) = made.get(&key) {
        return path.clone();
    }
    let folder = tempfile::tempdir().expect("a temporary folder").keep();
    let path = folder.join("template.db");
    let live = folder.join("live.db");
    drop(open(&DatabaseUrl::file(&live), migrations, false).await);
    // VACUUM INTO writes one whole file, whatever still stands in the write-ahead log.
    let connect = sqlx::sqlite::SqliteConnectOptions::new().filename(&live);
    let mut conn = sqlx::SqliteConnection::connect_with(&connect).await.expect("the live file");
    let into = format!("VACUUM INTO '{}'", path.display());
    sqlx::raw_sql(AssertSqlSafe(into)).execute(&mut conn).await.expect("a template");
    conn.close().await.expect("closing");
    made.insert(key, path.clone());
    path
}

/// A PostgreSQL database with the schema in it, made once a server.
async fn template_database(server: &str, migrations: &[Migrations]) -> String {
    let name = format!("yt_{}", key(migrations));
    let mut conn = PgConnection::connect(server).await.unwrap_or_else(|e| panic!("{server}: {e}"));
    // Test processes run side by side: one makes the template, the others wait.
    sqlx::raw_sql("SELECT pg_advisory_lock(7240112)").execute(&mut conn).await.expect("a lock");
    let there: Option<(i32,)> =
        sqlx::query_as("SELECT 1 FROM pg_database WHERE datname = $1").bind(&name).fetch_optional(&mut conn).await.expect("a look");
    if there.is_none() {
        let aside = format!("{name}_new");
        for text in [format!("DROP DATABASE IF EXISTS {aside} WITH (FORCE)"), format!("CREATE DATABASE {aside}")] {
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut conn).await.expect("a new database");
        }
        let url: DatabaseUrl = on(server, &aside).parse().expect("an address");
        let db = open(&url, migrations, false).await;
        db.close().await;
        let text = format!("ALTER DATABASE {aside} RENAME TO {name}");
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut conn).await.expect("a name");
    }
    conn.close().await.expect("closing");
    name
}

/// Copies the rows of one SQLite database into another of an older schema: what that one has tables and columns for. Where a later step
/// gave a column another name, `otherwise` has the table, the column that is gone, and the statement that copies instead.
pub async fn backdate(from: &std::path::Path, into: &std::path::Path, otherwise: &[(&str, &str, &str)]) {
    let connect = sqlx::sqlite::SqliteConnectOptions::new().filename(into).foreign_keys(false);
    let mut conn = sqlx::SqliteConnection::connect_with(&connect).await.expect("the older file");
    sqlx::query("ATTACH $1 AS newer").bind(from.to_string_lossy().as_ref()).execute(&mut conn).await.expect("the newer file");
    let tables = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_step'";
    let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&mut conn).await.expect("tables");
    for (table,) in tables {
        let text = match otherwise.iter().find(|one| one.0 == table) {
            Some((_, column, text)) if columns(&mut conn, &table, "main").await.iter().any(|name| name == column) => (*text).to_owned(),
            _ => {
                let newer = columns(&mut conn, &table, "newer").await;
                let common = columns(&mut conn, &table, "main").await.into_iter().filter(|name| newer.contains(name));
                let common: Vec<String> = common.map(|name| format!("\"{name}\"")).collect();
                // A later step may have taken the whole table away.
                if common.is_empty() {
                    continue;
                }
                let common = common.join(", ");
                format!("INSERT INTO main.\"{table}\"({common}) SELECT {common} FROM newer.\"{table}\"")
            }
        };
        sqlx::query(AssertSqlSafe(text)).execute(&mut conn).await.unwrap_or_else(|e| panic!("{table}: {e}"));
    }
    conn.close().await.expect("closing");
}

async fn columns(conn: &mut sqlx::SqliteConnection, table: &str, schema: &str) -> Vec<String> {
    let names = sqlx::query_as("SELECT name FROM pragma_table_info($1, $2)").bind(table).bind(schema);
    let names: Vec<(String,)> = names.fetch_all(conn).await.expect("columns");
    names.into_iter().map(|(name,)| name).collect()
}

async fn admin(server: &str, text: &str) {
    let mut conn = PgConnection::connect(server).await.unwrap_or_else(|e| panic!("{server}: {e}"));
    sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(&mut conn).await.unwrap_or_else(|e| panic!("{text}: {e}"));
    conn.close().await.expect("closing");
}

fn on(server: &str, name: &str) -> String {
    let (head, _) = server.rsplit_once('/').expect("an address with a database");
    format!("{head}/{name}")
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some((server, name)) = self.postgres.take() else { return };
        // A thread of its own, because the test's runtime is going away.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(admin(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        drop(dropping.join());
    }
}
