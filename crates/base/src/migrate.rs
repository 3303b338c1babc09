//! Migrations: each crate owns its steps; all run in one transaction under one lock, so that processes may start at once.

use crate::whole::Step;
use crate::{DbError, Tx, secret, sql, stats};

/// A crate's schema, step by step. A step is never edited after it has landed.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// The crate.
    pub room: &'static str,
    /// Its steps in order, as SQL for both databases: see [`render`] for the words in braces.
    pub steps: &'static [&'static str],
}

/// A step that ran: its crate and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran(pub &'static str, pub i64);

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_step(room {key} NOT NULL, step BIGINT NOT NULL, digest {key} NOT NULL, PRIMARY KEY(room, step)) {strict}";

/// The DDL for one database. `{id}`, `{json}`, `{key}` (text compared by bytes), `{bytes}`, `{bool}` are column types, `{strict}` ends a
/// table; a line that begins with `--sqlite` or `--postgres` stands for that database only.
pub fn render(text: &str, postgres: bool) -> String {
    let types = if postgres {
        [
            ("{id}", "UUID"),
            ("{json}", "JSONB"),
            ("{key}", "TEXT COLLATE \"C\""),
            ("{bytes}", "BYTEA"),
            ("{bool}", "BOOLEAN"),
            ("{strict}", ""),
        ]
    } else {
        [
            ("{id}", "BLOB"),
            ("{json}", "TEXT"),
            ("{key}", "TEXT"),
            ("{bytes}", "BLOB"),
            ("{bool}", "INTEGER"),
            ("{strict}", "STRICT, WITHOUT ROWID"),
        ]
    };
    let mine = if postgres { "--postgres" } else { "--sqlite" };
    let lines = text.lines().map(|line| line.trim_start().strip_prefix(mine).unwrap_or(line));
    let mut out = lines.collect::<Vec<_>>().join("\n");
    // SQLite's STRICT tables know INTEGER, not BIGINT.
    if !postgres {
        out = out.replace("BIGINT", "INTEGER");
    }
    types.iter().fold(out, |text, (word, kind)| text.replace(word, kind))
}

fn digest(text: &str) -> String {
    secret::hex(&secret::sm3(text.as_bytes()))
}

/// The base's own steps before all others.
pub(crate) fn with_base(migrations: &[Migrations]) -> Vec<Migrations> {
    OWN.into_iter().chain(migrations.iter().copied()).collect()
}

/// How many steps are lacking, when these are done.
///
/// # Errors
/// [`DbError::Schema`] for a step that this program does not know or whose text was another.
pub(crate) fn lacking(all: &[Migrations], done: &[Step]) -> Result<usize, DbError> {
    let mut lacking = 0;
    for room in all {
        let (name, knows) = (room.room, room.steps.len());
        let known = done.iter().filter(|d| d.0 == name).map(|d| d.1).max().unwrap_or_default();
        if known > knows as i64 {
            return Err(DbError::Schema(format!("{name} is at step {known}, this program knows {knows}; use the newer program")));
        }
        for (i, text) in room.steps.iter().enumerate() {
            let step = i as i64 + 1;
            match done.iter().find(|d| d.0 == name && d.1 == step) {
                Some(d) if d.2 == digest(text) => {}
                Some(_) => return Err(DbError::Schema(format!("step {step} of {name} has changed since it ran"))),
                None => lacking += 1,
            }
        }
    }
    Ok(lacking)
}

/// Runs what has not run yet, and says which steps that were.
pub(crate) async fn run(tx: &mut Tx, all: &[Migrations]) -> Result<Vec<Ran>, DbError> {
    let postgres = tx.is_postgres();
    if postgres {
        // What is counted and compared between two statements may take longer than acts may.
        tx.raw("SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock(7240111)").await?;
        refuse_strange(tx).await?;
    }
    tx.raw(&render(TABLE, postgres)).await?;
    let done: Vec<Step> = tx.all(sql("SELECT room, step, digest FROM schema_step")).await?;
    lacking(all, &done)?;
    let mut ran = Vec::new();
    for room in all {
        for (i, text) in room.steps.iter().enumerate() {
            let step = i as i64 + 1;
            if done.iter().any(|d| d.0 == room.room && d.1 == step) {
                continue;
            }
            tx.raw(&render(text, postgres)).await?;
            let note = sql("INSERT INTO schema_step(room, step, digest) VALUES ($1, $2, $3)");
            tx.run(note.bind(room.room).bind(step).bind(digest(text))).await?;
            ran.push(Ran(room.room, step));
        }
    }
    if !postgres {
        stats::tell(tx, !ran.is_empty()).await?;
        if !ran.is_empty() {
            let loose: Option<(Option<String>,)> = tx.optional(sql("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")).await?;
            if let Some((table,)) = loose {
                let table = table.unwrap_or_else(|| "a table".into());
                return Err(DbError::Corrupt(format!("after the migration a row of {table} refers to nothing; it was taken back")));
            }
        }
    }
    Ok(ran)
}

/// A PostgreSQL database with tables but without ours belongs to somebody else.
async fn refuse_strange(tx: &mut Tx) -> Result<(), DbError> {
    let count = "SELECT count(*), count(*) FILTER (WHERE tablename = 'schema_step') FROM pg_tables WHERE schemaname = current_schema()";
    let (tables, ours): (i64, i64) = tx.one(sql(count)).await?;
    if tables > 0 && ours == 0 { Err(DbError::NotOurs("the PostgreSQL database".into())) } else { Ok(()) }
}

/// The tenants: each write transaction takes its row first, which gives posting numbers in commit order; and the audit chain.
pub(crate) const BASE: Migrations =
    Migrations { room: "base", steps: &[include_str!("../migrations/0001_tenant.sql"), include_str!("../migrations/0002_audit.sql")] };
/// The step that begins the chains of offices that are there already.
pub(crate) const CHAIN: Ran = Ran("base", 2);

/// All steps of the base itself.
pub const OWN: [Migrations; 2] = [BASE, crate::jobs::MIGRATIONS];
