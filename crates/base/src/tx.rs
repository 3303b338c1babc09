//! One open transaction of one tenant. It alone knows which database it is.

use norms::{Day, Instant};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction, types::Json};
use uuid::Uuid;

use crate::{Clock, DbError, Row, Sql, TenantId, Value, fault::Faults, id, sql};

/// The driver's transaction. No lifetime, so that it can be handed from caller to caller.
pub(crate) enum Conn {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// An open transaction. Only the database's own door begins one.
pub struct Tx {
    pub(crate) conn: Conn,
    pub(crate) tenant: TenantId,
    /// The tenant's last posting number as this transaction stands.
    pub(crate) last: i64,
    /// The instant of that posting: no later one may lie before it.
    pub(crate) at: Instant,
    /// Whether `last` was counted on and must be written.
    pub(crate) counted: bool,
    pub(crate) spoilt: bool,
    pub(crate) savepoint: bool,
    /// PostgreSQL's transaction id, to ask after a commit whose answer was lost.
    pub(crate) xid: i64,
    pub(crate) clock: Clock,
    pub(crate) now: Instant,
    pub(crate) faults: Faults,
}

macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Int(v) => query.bind(v),
                Value::Text(v) => query.bind(v),
                Value::Id(v) => query.bind(v),
                Value::Bool(v) => query.bind(v),
                Value::Bytes(v) => query.bind(v),
                Value::Json(v) => query.bind(v.map(Json)),
            };
        }
        query
    }};
}

macro_rules! both {
    ($tx:expr, $conn:ident => $run:expr) => {
        match &mut $tx.conn {
            Conn::Sqlite(t) => {
                let $conn = &mut **t;
                $run
            }
            Conn::Postgres(t) => {
                let $conn = &mut **t;
                $run
            }
        }
    };
}

impl Tx {
    /// The office this transaction works in.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The act's instant: the clock's, but never before the last posting's.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The day it is in Shanghai.
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// A new UUIDv7 of this instant.
    pub fn new_id(&self) -> Uuid {
        id::new_id(self.now)
    }

    /// Counts on to the next posting number. It is given back when the act is refused.
    pub fn next_number(&mut self) -> i64 {
        self.last += 1;
        self.at = self.at.max(self.now);
        self.counted = true;
        self.last
    }

    /// The last posting number that this transaction sees.
    pub fn last_number(&self) -> i64 {
        self.last
    }

    /// Whether this is PostgreSQL: only for what must differ (search, rows a statement).
    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }

    /// Runs a statement; how many rows it touched.
    pub async fn run(&mut self, statement: Sql) -> Result<u64, DbError> {
        self.guard()?;
        let Sql { text, values } = statement;
        let result = both!(self, c => bound!(sqlx::query(AssertSqlSafe(text)), values).execute(c).await.map(|r| r.rows_affected()));
        self.outcome(result)
    }

    /// All rows of a query.
    pub async fn all<T: Row>(&mut self, query: Sql) -> Result<Vec<T>, DbError> {
        self.guard()?;
        let Sql { text, values } = query;
        let result = both!(self, c => bound!(sqlx::query_as(AssertSqlSafe(text)), values).fetch_all(c).await);
        self.outcome(result)
    }

    /// The first row, if any.
    pub async fn optional<T: Row>(&mut self, query: Sql) -> Result<Option<T>, DbError> {
        self.guard()?;
        let Sql { text, values } = query;
        let result = both!(self, c => bound!(sqlx::query_as(AssertSqlSafe(text)), values).fetch_optional(c).await);
        self.outcome(result)
    }

    /// The only row of a query that always has one (a sum, a count).
    pub async fn one<T: Row>(&mut self, query: Sql) -> Result<T, DbError> {
        self.optional(query).await?.ok_or_else(|| DbError::Corrupt("a query that always has a row had none".into()))
    }

    /// Runs `head VALUES rows tail` for all rows, as many a statement as the database likes: 50 on SQLite, 500 on PostgreSQL.
    pub async fn many(&mut self, head: &str, rows: Vec<Vec<Value>>, tail: &str) -> Result<(), DbError> {
        let step = if self.is_postgres() { 500 } else { 50 };
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<Vec<Value>> = rows.by_ref().take(step).collect();
            self.run(sql(head).push(" VALUES").rows(chunk).push(" ").push(tail)).await?;
        }
        Ok(())
    }

    /// Runs statements without values, as they stand.
    pub(crate) async fn raw(&mut self, text: &str) -> Result<(), DbError> {
        let text = text.to_owned();
        let result = both!(self, c => sqlx::raw_sql(AssertSqlSafe(text)).execute(c).await.map(|_| ()));
        self.outcome(result)
    }

    /// Brings the act's clock up to date when an act begins.
    pub(crate) fn begin_act(&mut self) {
        self.spoilt = false;
        self.now = self.clock.now().max(self.at);
    }

    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        if self.counted {
            let write = sql("UPDATE tenant SET last = $2, at = $3 WHERE id = $1").bind(self.tenant).bind(self.last).bind(self.at);
            self.run(write).await?;
        }
        match self.conn {
            Conn::Sqlite(t) => t.commit().await?,
            Conn::Postgres(t) => t.commit().await?,
        }
        Ok(())
    }

    fn guard(&mut self) -> Result<(), DbError> {
        if self.spoilt {
            return Err(DbError::Spoilt);
        }
        if self.faults.strikes() {
            self.spoilt = true;
            return Err(DbError::Injected);
        }
        Ok(())
    }

    fn outcome<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, DbError> {
        self.spoilt |= result.is_err();
        Ok(result?)
    }
}
