//! The bare databases: connections with nothing of ours in between.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

use crate::{Result, watch};

/// A SQLite file as the program opens it: write-ahead log, every commit synced, one writer.
pub async fn sqlite(file: &Path) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).foreign_keys(true);
    Ok(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?)
}

/// How many rows all tables hold.
pub async fn rows(pool: &SqlitePool) -> Result<i64> {
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'";
    let names: Vec<(String,)> = sqlx::query_as(names).fetch_all(pool).await?;
    let mut sum = 0;
    for (name,) in names {
        let (count,): (i64,) = sqlx::query_as(AssertSqlSafe(format!("SELECT count(*) FROM \"{name}\""))).fetch_one(pool).await?;
        sum += count;
    }
    Ok(sum)
}

/// How long it takes to insert so many rows, 50 a statement, in one transaction.
pub async fn insert(pool: &SqlitePool, rows: i64) -> Result<Duration> {
    sqlx::raw_sql("CREATE TABLE bare(id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b TEXT NOT NULL) STRICT").execute(pool).await?;
    let places: Vec<String> = (0..50).map(|i| format!("(${}, ${}, ${})", i * 3 + 1, i * 3 + 2, i * 3 + 3)).collect();
    let text = format!("INSERT INTO bare(id, a, b) VALUES {}", places.join(","));
    let (took, done) = watch::time(async {
        let mut tx = pool.begin().await?;
        for part in 0..(rows + 49) / 50 {
            let mut query = sqlx::query(AssertSqlSafe(text.clone()));
            for id in part * 50..part * 50 + 50 {
                query = query.bind(id).bind(20_220_305_i64).bind("赴云州甲公司开展助企服务");
            }
            query.execute(&mut *tx).await?;
        }
        tx.commit().await
    })
    .await;
    done?;
    Ok(took)
}

const ROW: &str = "CREATE TABLE bare(id BIGINT PRIMARY KEY, a BIGINT NOT NULL, b TEXT NOT NULL)";
const ONE: &str = "INSERT INTO bare(id, a, b) VALUES ($1, 1, 'x')";

/// A table for bare rows.
pub enum Rows {
    /// In a file.
    Sqlite(SqlitePool),
    /// On a server.
    Postgres(PgPool),
}

impl Rows {
    /// Makes the table.
    pub async fn make(&self) -> Result<()> {
        match self {
            Rows::Sqlite(pool) => {
                sqlx::raw_sql(ROW).execute(pool).await?;
            }
            Rows::Postgres(pool) => {
                sqlx::raw_sql(ROW).execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Inserts one durable row in a transaction of its own.
    pub async fn one(&self, id: i64) -> Result<()> {
        match self {
            Rows::Sqlite(pool) => {
                sqlx::query(ONE).bind(id).execute(pool).await?;
            }
            Rows::Postgres(pool) => {
                sqlx::query(ONE).bind(id).execute(pool).await?;
            }
        }
        Ok(())
    }
}
