//! The rows of saved views.

use base::{AccountId, DbError, Sql, Tx, sql};
use norms::Instant;
use uuid::Uuid;

use crate::saved::Saved;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account: Uuid,
    by_name: String,
    name: String,
    address: String,
    shared: bool,
    at: i64,
}

impl From<Row> for Saved {
    fn from(row: Row) -> Saved {
        let Row { id, account, by_name, name, address, shared, at } = row;
        Saved { id, account: AccountId(account), by: by_name, name, address, shared, at: Instant::from_micros(at) }
    }
}

fn select(tx: &Tx) -> Sql {
    sql("SELECT id, account, by_name, name, address, shared, at FROM saved_view WHERE tenant = $1").bind(tx.tenant())
}

pub(crate) async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Saved>, DbError> {
    let query = select(tx).with(" AND id = ?", id);
    Ok(tx.optional::<Row>(query).await?.map(Saved::from))
}

/// Somebody's own of this name.
pub(crate) async fn named(tx: &mut Tx, account: AccountId, name: &str) -> Result<Option<Saved>, DbError> {
    let query = select(tx).with(" AND account = ?", account).with(" AND name = ?", name);
    Ok(tx.optional::<Row>(query).await?.map(Saved::from))
}

/// Somebody's own, by name.
pub(crate) async fn own(tx: &mut Tx, account: AccountId) -> Result<Vec<Saved>, DbError> {
    let query = select(tx).with(" AND account = ?", account).push(" ORDER BY name, id");
    Ok(tx.all::<Row>(query).await?.into_iter().map(Saved::from).collect())
}

/// What others share, by name.
pub(crate) async fn shared(tx: &mut Tx, but: AccountId, limit: i64) -> Result<Vec<Saved>, DbError> {
    let query = select(tx).with(" AND shared = ?", true).with(" AND account <> ?", but);
    let query = query.with(" ORDER BY name, id LIMIT ?", limit);
    Ok(tx.all::<Row>(query).await?.into_iter().map(Saved::from).collect())
}

pub(crate) async fn insert(tx: &mut Tx, saved: &Saved) -> Result<(), DbError> {
    let row = vec![
        tx.tenant().into(),
        saved.id.into(),
        saved.account.into(),
        (&saved.by).into(),
        (&saved.name).into(),
        (&saved.address).into(),
        saved.shared.into(),
        saved.at.into(),
    ];
    tx.run(sql("INSERT INTO saved_view(tenant, id, account, by_name, name, address, shared, at) VALUES").rows([row])).await.map(|_| ())
}

pub(crate) async fn change(tx: &mut Tx, id: Uuid, name: &str, shared: bool) -> Result<(), DbError> {
    let query = sql("UPDATE saved_view SET name = $3, shared = $4 WHERE tenant = $1 AND id = $2");
    tx.run(query.bind(tx.tenant()).bind(id).bind(name).bind(shared)).await.map(|_| ())
}

pub(crate) async fn remove(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.run(sql("DELETE FROM saved_view WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(id)).await.map(|_| ())
}
