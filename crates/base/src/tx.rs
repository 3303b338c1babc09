//! One open transaction of one tenant. It alone knows which database it is.

use norms::{Day, Instant};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction, types::Json};
use uuid::Uuid;

use crate::audit::{Chain, Head, Note};
use crate::rows::{Column, Insert, Rows};
use crate::{Actor, Clock, DbError, Row, Sql, TenantId, Value, fault::Faults, id, sql};

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
    /// The digest of the posting with that number, while this transaction is the one that made it.
    pub(crate) seal: Option<(i64, Vec<u8>)>,
    /// PostgreSQL's transaction id, to ask after a commit whose answer was lost.
    pub(crate) xid: i64,
    /// What the acts have noted for the audit.
    pub(crate) audit: Chain,
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

/// Binds rows one after another, for SQLite's `VALUES`.
macro_rules! in_rows {
    ($query:expr, $rows:expr, $some:expr) => {{
        let mut query = $query;
        for i in $some {
            for column in &$rows.columns {
                query = match column {
                    Column::Int(all) => query.bind(all[i]),
                    Column::Text(all) => query.bind(all[i].clone()),
                    Column::Id(all) => query.bind(all[i]),
                    Column::Bool(all) => query.bind(all[i]),
                    Column::Bytes(all) => query.bind(all[i].clone()),
                    Column::Json(all) => query.bind(all[i].clone()),
                };
            }
        }
        query
    }};
}

/// Binds each column as an array, for PostgreSQL's `unnest`.
macro_rules! in_columns {
    ($query:expr, $rows:expr) => {{
        let mut query = $query;
        for column in $rows.columns {
            query = match column {
                Column::Int(all) => query.bind(all),
                Column::Text(all) => query.bind(all),
                Column::Id(all) => query.bind(all),
                Column::Bool(all) => query.bind(all),
                Column::Bytes(all) => query.bind(all),
                Column::Json(all) => query.bind(all),
            };
        }
        query
    }};
}

/// A statement that may fail half-way keeps what it overwrites beside the database, so that it can be undone alone; that is half the time
/// of a large insert. Here a failed statement always takes its whole act with it, so SQLite need not.
fn or_fail(head: &str) -> String {
    head.replacen("INSERT INTO", "INSERT OR FAIL INTO", 1)
}

/// So many rows go in one statement.
const ROWS_SQLITE: usize = 100;
const ROWS_POSTGRES: usize = 20_000;
/// So many keys are bound one by one on PostgreSQL.
const ROWS_BOUND: usize = 8;

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

    /// Remembers the digest of the posting with the last number, so that the next one in this transaction need not read it.
    pub fn seal(&mut self, digest: Vec<u8>) {
        self.seal = Some((self.last, digest));
    }

    /// The digest of the last posting, if this transaction made it.
    pub fn sealed(&self) -> Option<&[u8]> {
        self.seal.as_ref().filter(|(number, _)| *number == self.last).map(|(_, digest)| digest.as_slice())
    }

    /// Notes for the audit what this act does: who, when and from where are known. It is written with the act, or neither is; an act that
    /// is refused notes nothing.
    pub fn note(&mut self, note: Note) {
        self.audit.note(note, self.now);
    }

    /// A keyed digest of personal data for the audit: equal values have equal ones, and who lacks the key cannot try values.
    pub fn veil(&self, text: &str) -> String {
        self.audit.key.seal("audit.veil", text).chars().take(24).collect()
    }

    /// What proves that this program wrote a row: HMAC-SM3 under the key that whoever administers the database has no access to.
    pub fn proof(&self, purpose: &str, text: &str) -> Vec<u8> {
        self.audit.key.digest(purpose, text)
    }

    /// Whether this is PostgreSQL: only for what must differ (search, rows a statement).
    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }

    /// Runs a statement; how many rows it touched.
    pub async fn run(&mut self, statement: Sql) -> Result<u64, DbError> {
        self.guard()?;
        let Sql { text, values, scratch } = statement;
        let head: String = text.chars().take(60).collect();
        let result = both!(self, c => bound!(sqlx::query(AssertSqlSafe(text)), values).execute(c).await.map(|r| r.rows_affected()));
        if !scratch && result.as_ref().is_ok_and(|rows| *rows > 0) && !head.trim_start().starts_with("SELECT") {
            self.audit.touch(&head);
        }
        self.outcome(result)
    }

    /// All rows of a query.
    pub async fn all<T: Row>(&mut self, query: Sql) -> Result<Vec<T>, DbError> {
        self.guard()?;
        let Sql { text, values, .. } = query;
        let result = both!(self, c => bound!(sqlx::query_as(AssertSqlSafe(text)), values).fetch_all(c).await);
        self.outcome(result)
    }

    /// The first row, if any.
    pub async fn optional<T: Row>(&mut self, query: Sql) -> Result<Option<T>, DbError> {
        self.guard()?;
        let Sql { text, values, .. } = query;
        let result = both!(self, c => bound!(sqlx::query_as(AssertSqlSafe(text)), values).fetch_optional(c).await);
        self.outcome(result)
    }

    /// The only row of a query that always has one (a sum, a count).
    pub async fn one<T: Row>(&mut self, query: Sql) -> Result<T, DbError> {
        self.optional(query).await?.ok_or_else(|| DbError::Corrupt("a query that always has a row had none".into()))
    }

    /// Runs `head VALUES rows tail` for all rows, as many a statement as the database likes.
    pub async fn many(&mut self, head: &str, rows: Vec<Vec<Value>>, tail: &str) -> Result<(), DbError> {
        self.together(vec![Insert::new(head, Rows::of(rows)?, tail)]).await
    }

    /// Inserts into several tables. What one inserts the others must not need, because PostgreSQL takes all as one statement, in one
    /// journey there and back.
    pub async fn together(&mut self, mut inserts: Vec<Insert>) -> Result<(), DbError> {
        inserts.retain(|insert| !insert.rows.is_empty());
        if let Some(first) = inserts.first() {
            self.audit.touch(&first.head);
        }
        if !self.is_postgres() {
            for Insert { head, rows, tail } in &inserts {
                let head = or_fail(head);
                for some in rows.parts(ROWS_SQLITE) {
                    self.guard()?;
                    let text = format!("{head} {} {tail}", rows.places(some.len()));
                    let Conn::Sqlite(t) = &mut self.conn else { break };
                    let result = in_rows!(sqlx::query(AssertSqlSafe(text)), rows, some).execute(&mut **t).await;
                    self.outcome(result)?;
                }
            }
            return Ok(());
        }
        // What does not fit into one statement goes ahead in parts.
        for Insert { head, rows, tail } in &mut inserts {
            while rows.len() > ROWS_POSTGRES {
                let part = rows.take(ROWS_POSTGRES);
                self.arrays(format!("{head} {} {tail}", part.arrays(0)), [part]).await?;
            }
        }
        let Some(last) = inserts.pop() else { return Ok(()) };
        let (mut text, mut places) = (String::new(), 0);
        for (i, Insert { head, rows, tail }) in inserts.iter().enumerate() {
            text.push_str(&format!("{} i{i} AS ({head} {} {tail})", if i == 0 { "WITH" } else { "," }, rows.arrays(places)));
            places += rows.columns.len();
        }
        text.push_str(&format!(" {} {} {}", last.head, last.rows.arrays(places), last.tail));
        self.arrays(text, inserts.into_iter().chain([last]).map(|insert| insert.rows)).await
    }

    /// Runs a statement of PostgreSQL whose places are these columns.
    async fn arrays(&mut self, text: String, all: impl IntoIterator<Item = Rows>) -> Result<(), DbError> {
        self.guard()?;
        let Conn::Postgres(t) = &mut self.conn else { return Ok(()) };
        let mut query = sqlx::query(AssertSqlSafe(text));
        for rows in all {
            query = in_columns!(query, rows);
        }
        let result = query.execute(&mut **t).await;
        self.outcome(result).map(|_| ())
    }

    /// All rows of `WITH RECURSIVE k(columns) AS (keys) query`, for every part of the keys. Join by `k CROSS JOIN table`, keys first, so that SQLite
    /// looks up each by the index: of a list it thinks that walking through the tenant's rows is quicker. `{tenant}` stands for the tenant.
    pub async fn keyed<T: Row>(&mut self, columns: &str, mut keys: Rows, query: &str) -> Result<Vec<T>, DbError> {
        let query = query.replace("{tenant}", &self.tenant.0.to_string());
        let text = |rows: &str| AssertSqlSafe(format!("WITH RECURSIVE k({columns}) AS ({rows}) {query}"));
        // Of an array PostgreSQL does not know how long it is, and plans anew each time; for few keys that would cost more than it gives.
        let few = keys.len() <= ROWS_BOUND;
        let mut found = Vec::new();
        for some in keys.parts(if self.is_postgres() { ROWS_POSTGRES } else { ROWS_SQLITE }) {
            self.guard()?;
            let result = match &mut self.conn {
                Conn::Sqlite(t) => in_rows!(sqlx::query_as(text(&keys.places(some.len()))), keys, some).fetch_all(&mut **t).await,
                Conn::Postgres(t) if few => in_rows!(sqlx::query_as(text(&keys.numbered())), keys, some).fetch_all(&mut **t).await,
                Conn::Postgres(t) => {
                    let part = keys.take(some.len());
                    in_columns!(sqlx::query_as(text(&part.arrays(0))), part).fetch_all(&mut **t).await
                }
            };
            found.extend(self.outcome(result)?);
        }
        Ok(found)
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

    /// Sees that an act that ended well has noted what it changed.
    pub(crate) fn end_act(&mut self, noted: usize) -> Result<(), DbError> {
        self.audit.end(noted, self.now)
    }

    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        match self.audit.link(self.tenant)? {
            Some(linked) => self.append(self.tenant, linked, self.last, self.at).await?,
            None if self.counted => {
                let write = sql("UPDATE tenant SET last = $2, at = $3 WHERE id = $1").bind(self.tenant).bind(self.last).bind(self.at);
                self.run(write).await?;
            }
            None => {}
        }
        match self.conn {
            Conn::Sqlite(t) => t.commit().await?,
            Conn::Postgres(t) => t.commit().await?,
        }
        Ok(())
    }

    /// Begins the chain of an office in this transaction.
    pub(crate) async fn begin_chain(&mut self, tenant: TenantId, note: Note) -> Result<(), DbError> {
        let mut chain = Chain::new(self.audit.key.clone(), true);
        chain.begin(&Actor::system(tenant, "系统"));
        chain.note(note, self.now);
        let Some(linked) = chain.link(tenant)? else { return Ok(()) };
        let (last, at): (i64, i64) = self.one(sql("SELECT last, at FROM tenant WHERE id = $1").bind(tenant)).await?;
        self.append(tenant, linked, last, Instant::from_micros(at)).await
    }

    /// Writes rows of the chain and the tenant's row: on PostgreSQL one statement, one journey there and back.
    async fn append(&mut self, tenant: TenantId, (rows, head): (Insert, Head), last: i64, at: Instant) -> Result<(), DbError> {
        let Head { number, at: audit_at, digest, seal } = head;
        let row = vec![tenant.into(), last.into(), at.into(), number.into(), audit_at.into(), digest.into(), seal.into()];
        let tail = "ON CONFLICT(id) DO UPDATE SET last = excluded.last, at = excluded.at, audit = excluded.audit, \
                    audit_at = excluded.audit_at, head = excluded.head, seal = excluded.seal";
        let tenant = Insert::new("INSERT INTO tenant(id, last, at, audit, audit_at, head, seal)", Rows::of(vec![row])?, tail);
        self.together(vec![rows, tenant]).await
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
