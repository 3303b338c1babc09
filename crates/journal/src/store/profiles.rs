//! 映射方案 that the office keeps.

use base::{DbError, Sql, Tx, sql};
use norms::Instant;
use sqlx::types::Json;
use uuid::Uuid;

use super::{corrupt, to_json};
use crate::import::SavedProfile;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    note: String,
    content: Json<serde_json::Value>,
    revision: i64,
    changed_by: String,
    changed_at: i64,
    used_by: Option<String>,
    used_at: Option<i64>,
}

fn saved(row: Row) -> Result<SavedProfile, DbError> {
    Ok(SavedProfile {
        id: row.id,
        name: row.name,
        note: row.note,
        profile: serde_json::from_value(row.content.0).map_err(corrupt)?,
        revision: row.revision,
        changed: (row.changed_by, Instant(row.changed_at)),
        used: row.used_by.zip(row.used_at.map(Instant)),
    })
}

fn select(tx: &Tx) -> Sql {
    sql("SELECT id, name, note, content, revision, changed_by, changed_at, used_by, used_at FROM profile WHERE tenant = $1")
        .bind(tx.tenant())
}

/// When one was last changed or used.
const MOVED: &str = "CASE WHEN used_at > changed_at THEN used_at ELSE changed_at END";

/// One.
pub(crate) async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<SavedProfile>, DbError> {
    let query = select(tx).with(" AND id = ?", id);
    tx.optional::<Row>(query).await?.map(saved).transpose()
}

/// The one of this name.
pub(crate) async fn named(tx: &mut Tx, name: &str) -> Result<Option<SavedProfile>, DbError> {
    let query = select(tx).with(" AND name = ?", name);
    tx.optional::<Row>(query).await?.map(saved).transpose()
}

/// Those whose name or remark holds all words, last used or changed first; `after` is the last of the page before.
pub(crate) async fn list(tx: &mut Tx, words: &[String], after: Option<(Instant, Uuid)>, limit: i64) -> Result<Vec<SavedProfile>, DbError> {
    let holds = |query: Sql, word: &String| {
        let like = super::holding(&word.to_ascii_lowercase());
        query.with(" AND (lower(name) LIKE ? ESCAPE '\\'", like.clone()).with(" OR lower(note) LIKE ? ESCAPE '\\')", like)
    };
    let mut query = words.iter().fold(select(tx), holds);
    if let Some((at, id)) = after {
        query = query.push(" AND (").push(MOVED).with(", id) < (?", at).with(", ?)", id);
    }
    let query = query.push(" ORDER BY ").push(MOVED).with(" DESC, id DESC LIMIT ?", limit);
    tx.all::<Row>(query).await?.into_iter().map(saved).collect()
}

/// Id and name of each, last used or changed first.
pub(crate) async fn names(tx: &mut Tx) -> Result<Vec<(Uuid, String)>, DbError> {
    let query = sql("SELECT id, name FROM profile WHERE tenant = $1 ORDER BY ").bind(tx.tenant()).push(MOVED).push(" DESC, id DESC");
    tx.all(query).await
}

/// Writes one, new or changed; when it was last used stays.
pub(crate) async fn put(tx: &mut Tx, one: &SavedProfile) -> Result<(), DbError> {
    let put = sql(
        "INSERT INTO profile(tenant, id, name, note, content, revision, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, note = excluded.note, content = excluded.content, \
         revision = excluded.revision, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
    )
    .bind(tx.tenant())
    .bind(one.id)
    .bind(one.name.as_str())
    .bind(one.note.as_str())
    .bind(to_json(&one.profile)?)
    .bind(one.revision)
    .bind(one.changed.0.as_str())
    .bind(one.changed.1);
    tx.run(put).await.map(|_| ())
}

/// Notes that somebody begins an import with it; nothing happens when it is gone meanwhile.
pub(crate) async fn used(tx: &mut Tx, id: Uuid, who: &str) -> Result<(), DbError> {
    let set = sql("UPDATE profile SET used_by = $3, used_at = $4 WHERE tenant = $1 AND id = $2");
    let set = set.bind(tx.tenant()).bind(id).bind(who).bind(tx.now());
    tx.run(set.scratch()).await.map(|_| ())
}

/// Deletes one; how many there were.
pub(crate) async fn remove(tx: &mut Tx, id: Uuid) -> Result<u64, DbError> {
    let gone = sql("DELETE FROM profile WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(id);
    tx.run(gone).await
}
