//! The database: where it is, its pools, and the doors by which acts enter.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use norms::Instant;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, SqlitePool};

use crate::audit::{self, AuditKey, Chain, Head, Note};
use crate::lane::Lane;
use crate::tx::Conn;
use crate::{Actor, Clock, DatabaseUrl, DbError, Migrations, TenantId, Tx, fault::Faults, migrate, ours, sql};

/// What can be set about a database.
#[derive(Clone)]
pub struct Options {
    /// Connections of a PostgreSQL pool, or readers of a SQLite file.
    pub connections: u32,
    /// How long one act may take; an import has no such limit.
    pub act_limit: Duration,
    /// Acts of a tenant that wait share one commit. Off only to measure what that gives.
    pub grouped: bool,
    /// The key that seals the audit chain. It never stands in the database.
    pub audit_key: AuditKey,
    /// Refuses an act that changed rows and noted nothing for the audit, instead of noting it without a name. For tests.
    pub all_noted: bool,
}

impl Default for Options {
    fn default() -> Options {
        let audit_key = AuditKey::of_process();
        Options { connections: 8, act_limit: Duration::from_secs(2), grouped: true, audit_key, all_noted: false }
    }
}

#[derive(Clone)]
enum Pool {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// The database. Cheap to clone; no state but the pools and the lanes of waiting acts.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    lanes: Arc<Mutex<HashMap<TenantId, Arc<Lane>>>>,
    clock: Clock,
    pub(crate) options: Options,
    faults: Faults,
    url: DatabaseUrl,
}

/// No check: what migrations did is kept.
async fn taken(_: &mut Tx, _: &Actor, _: &[migrate::Ran]) -> Result<(), DbError> {
    Ok(())
}

impl Db {
    /// Opens the database, makes it if it is a file that is not there, and runs what migrations have not run yet.
    ///
    /// # Errors
    /// [`DbError::NotOurs`] for a file or database of somebody else (left untouched), [`DbError::Schema`], [`DbError::Lost`].
    pub async fn open(url: &DatabaseUrl, migrations: &[Migrations], clock: Clock, options: Options) -> Result<Db, DbError> {
        Db::open_checked(url, migrations, clock, options, taken).await
    }

    /// [`Db::open`], but what migrations did is kept only when `check`, which hears which ones ran, finds each tenant in order: both are one transaction,
    /// so that a process may be killed at any moment and the database is as it was.
    ///
    /// # Errors
    /// Those of [`Db::open`] and of the check; then nothing was migrated.
    pub async fn open_checked<E: From<DbError>>(
        url: &DatabaseUrl,
        migrations: &[Migrations],
        clock: Clock,
        options: Options,
        check: impl AsyncFn(&mut Tx, &Actor, &[migrate::Ran]) -> Result<(), E>,
    ) -> Result<Db, E> {
        let pool = match url {
            DatabaseUrl::Sqlite(path) => open_sqlite(path, &options).await?,
            DatabaseUrl::Postgres(text) => open_postgres(text, url, &options).await?,
        };
        let db = Db { pool, lanes: Arc::default(), clock, options, faults: Faults::default(), url: url.clone() };
        let migrated = db.migrate(migrations, check).await;
        if migrated.is_err() {
            db.close().await;
        }
        migrated.map(|()| db)
    }

    async fn migrate<E: From<DbError>>(
        &self,
        migrations: &[Migrations],
        check: impl AsyncFn(&mut Tx, &Actor, &[migrate::Ran]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut tx = self.tx(self.begin_raw().await?, TenantId(0));
        tx.begin_act();
        let ran = migrate::run(&mut tx, &migrate::with_base(migrations)).await?;
        if !ran.is_empty() {
            let tenants: Vec<(i64, i64, i64)> = tx.all(sql("SELECT id, last, at FROM tenant ORDER BY id")).await?;
            for (id, last, at) in tenants {
                (tx.tenant, tx.last, tx.at) = (TenantId(id), last, Instant::from_micros(at));
                if ran.contains(&migrate::CHAIN) {
                    tx.begin_chain(TenantId(id), Note::new(audit::BEGUN).with("why", "upgrade").with("postings", last)).await?;
                }
                check(&mut tx, &Actor::system(TenantId(id), "system"), &ran).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// The clock that acts read.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Faults on request, for tests.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Where it is; shown without the password.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Runs a query act in a transaction that can only read, on one consistent state.
    pub async fn read<A, T, E: From<DbError>>(
        &self,
        by: &Actor,
        ask: &A,
        act: impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>,
    ) -> Result<T, E> {
        let conn = match &self.pool {
            Pool::Sqlite { read, .. } => Conn::Sqlite(read.begin().await.map_err(DbError::from)?),
            Pool::Postgres(pool) => {
                Conn::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(DbError::from)?)
            }
        };
        let mut tx = self.tx(conn, by.tenant);
        tx.begin_act();
        let row = tx.optional(sql("SELECT last, at FROM tenant WHERE id = $1").bind(by.tenant)).await?;
        let (last, at): (i64, i64) = row.unwrap_or_default();
        (tx.last, tx.at) = (last, Instant::from_micros(at));
        tx.begin_act();
        let answer = act(&mut tx, by, ask).await?;
        if tx.audit.is_empty() {
            Ok(answer)
        } else {
            Err(DbError::Other("an act that only reads noted something for the audit".into()).into())
        }
    }

    /// Runs one act in one transaction. Acts of a tenant run one after another; those that wait share a commit.
    /// What it answers is told only when the commit is done.
    pub async fn write<A, T, E: From<DbError>>(
        &self,
        by: &Actor,
        ask: &A,
        act: impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>,
    ) -> Result<T, E> {
        self.lane(by.tenant).write(self, by, ask, act, Some(self.options.act_limit)).await
    }

    /// Runs one act alone in its transaction and without a limit of time: imports and moves of large orgs.
    pub async fn write_long<A, T, E: From<DbError>>(
        &self,
        by: &Actor,
        ask: &A,
        act: impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>,
    ) -> Result<T, E> {
        self.lane(by.tenant).write(self, by, ask, act, None).await
    }

    /// Appends to the audit chain what changes nothing else: a sign-in, a refusal.
    pub async fn note(&self, by: &Actor, note: Note) -> Result<(), DbError> {
        self.write(by, &note, async |tx: &mut Tx, _: &Actor, note: &Note| {
            tx.note(note.clone());
            Ok(())
        })
        .await
    }

    /// Runs a short transaction of rows that belong to no tenant (sessions, failed sign-ins). The act must not post.
    pub async fn short<A, T, E: From<DbError>>(&self, ask: &A, act: impl AsyncFn(&mut Tx, &A) -> Result<T, E>) -> Result<T, E> {
        let mut tx = self.tx(self.begin_raw().await?, TenantId(0));
        tx.begin_act();
        let answer = act(&mut tx, ask).await?;
        if tx.spoilt {
            return Err(DbError::Spoilt.into());
        }
        if !tx.audit.is_empty() {
            return Err(DbError::Other("rows of no office noted something for the audit".into()).into());
        }
        tx.commit().await?;
        Ok(answer)
    }

    /// Closes all connections, so that a file can be moved or a database dropped.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// Makes a new tenant and gives its number.
    pub async fn new_tenant(&self) -> Result<TenantId, DbError> {
        self.short(&(), async |tx: &mut Tx, (): &()| {
            // The table's own lock keeps two makers apart on PostgreSQL; SQLite has one writer anyway.
            if tx.is_postgres() {
                tx.raw("LOCK TABLE tenant IN EXCLUSIVE MODE").await?;
            }
            let (next,): (i64,) = tx.one(sql("SELECT coalesce(max(id), 0) + 1 FROM tenant")).await?;
            tx.run(sql("INSERT INTO tenant(id, last, at) VALUES ($1, 0, 0)").bind(next)).await?;
            tx.begin_chain(TenantId(next), Note::new(audit::BEGUN).with("why", "office")).await?;
            Ok(TenantId(next))
        })
        .await
    }

    /// The tenant of an installation that serves one office: made unless it is there, so that of two makers both get the same.
    pub async fn first_tenant(&self) -> Result<TenantId, DbError> {
        self.short(&(), async |tx: &mut Tx, (): &()| {
            if tx.run(sql("INSERT INTO tenant(id, last, at) VALUES (1, 0, 0) ON CONFLICT DO NOTHING")).await? > 0 {
                tx.begin_chain(TenantId(1), Note::new(audit::BEGUN).with("why", "office")).await?;
            }
            Ok(TenantId(1))
        })
        .await
    }

    fn lane(&self, tenant: TenantId) -> Arc<Lane> {
        // A SQLite file has one writer, so one lane serves all its tenants.
        let key = if matches!(self.pool, Pool::Sqlite { .. }) { TenantId(0) } else { tenant };
        let mut lanes = self.lanes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        lanes.entry(key).or_default().clone()
    }

    async fn begin_raw(&self) -> Result<Conn, DbError> {
        Ok(match &self.pool {
            Pool::Sqlite { write, .. } => Conn::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Conn::Postgres(pool.begin().await?),
        })
    }

    /// Begins a write transaction: takes the tenant's row, so that numbers come in commit order.
    pub(crate) async fn begin(&self, tenant: TenantId) -> Result<Tx, DbError> {
        let mut tx = self.tx(self.begin_raw().await?, tenant);
        let take = match tx.is_postgres() {
            true => {
                "SELECT last, at, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), audit, audit_at, head, seal FROM tenant WHERE id = $1 FOR UPDATE"
            }
            false => "SELECT last, at, 0, audit, audit_at, head, seal FROM tenant WHERE id = $1",
        };
        let (last, at, xid, number, audit_at, digest, seal): Taken = tx.one(sql(take).bind(tenant)).await?;
        (tx.last, tx.at, tx.xid) = (last, Instant::from_micros(at), xid);
        tx.audit.follow(Head::of((number, audit_at, digest, seal)));
        tx.faults = self.faults.clone();
        Ok(tx)
    }

    fn tx(&self, conn: Conn, tenant: TenantId) -> Tx {
        Tx {
            conn,
            tenant,
            last: 0,
            at: Instant::from_micros(0),
            counted: false,
            spoilt: false,
            savepoint: false,
            seal: None,
            xid: 0,
            audit: Chain::new(self.options.audit_key.clone(), self.options.all_noted),
            clock: self.clock.clone(),
            now: self.clock.now(),
            faults: Faults::default(),
        }
    }
}

/// The tenant's row as a write takes it: last posting, its instant, PostgreSQL's transaction id, the chain's head.
type Taken = (i64, i64, i64, i64, i64, Option<Vec<u8>>, Option<Vec<u8>>);

async fn open_sqlite(path: &std::path::Path, options: &Options) -> Result<Pool, DbError> {
    ours::look(path)?;
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| DbError::Lost(format!("{}: {e}", folder.display())))?;
    }
    let connect = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .pragma("application_id", ours::APPLICATION_ID.to_string())
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-65536")
        .pragma("wal_autocheckpoint", "4000");
    // After a full disk SQLite may have ended the transaction by itself; the driver cannot, and would refuse to begin another on that
    // connection for ever. Such a connection is closed and made anew.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .before_acquire(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }))
        .connect_with(connect.clone())
        .await?;
    // Readers must not write the header, so they do not set the application id.
    let reader =
        SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(Duration::from_secs(10)).pragma("cache_size", "-16384");
    let read = SqlitePoolOptions::new().max_connections(options.connections).connect_lazy_with(reader);
    Ok(Pool::Sqlite { write, read })
}

async fn open_postgres(text: &str, url: &DatabaseUrl, options: &Options) -> Result<Pool, DbError> {
    let connect: PgConnectOptions = text.parse().map_err(|_| DbError::BadAddress(url.to_string()))?;
    let connect = connect.options([("idle_in_transaction_session_timeout", "3s"), ("client_min_messages", "warning")]);
    let pool =
        PgPoolOptions::new().max_connections(options.connections).acquire_timeout(Duration::from_secs(10)).test_before_acquire(false);
    let pool = pool.connect_with(connect).await.map_err(|error| match DbError::from(error) {
        DbError::Busy => DbError::Lost(url.to_string()),
        other => other,
    })?;
    Ok(Pool::Postgres(pool))
}
