//! The kernel's ground: the database (`Db`, `Tx`), migrations, the clock, ids and secrets, and the plain data that every
//! floor above speaks of: who acts ([`Actor`]), by which right ([`Right`]) and how far ([`Scope`]).
#![forbid(unsafe_code)]

pub mod actor;
pub mod audit;
pub mod clock;
mod db;
pub mod digest;
mod error;
pub mod fault;
pub mod id;
pub mod jobs;
mod lane;
mod migrate;
mod ours;
pub mod phrase;
mod rows;
pub mod secret;
pub mod sm4gcm;
mod sql;
mod stats;
mod tx;
pub mod url;
pub mod vault;
pub mod whole;

pub use actor::{Actor, Grant, Right, Role, Scope};
pub use audit::Note;
pub use clock::Clock;
pub use db::{Db, Options};
pub use error::DbError;
pub use id::{AccountId, Id, OrgId, PersonId, TenantId};
pub use migrate::{Migrations, OWN as MIGRATIONS, Ran};
pub use rows::{Insert, Rows};
pub use sql::{Row, Sql, Value, sql};
pub use tx::Tx;
pub use url::DatabaseUrl;

/// An answer that comes later, from behind a trait object.
pub type Later<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, DbError>> + Send + 'a>>;
