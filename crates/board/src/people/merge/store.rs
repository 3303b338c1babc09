//! The SQL of merges.

use base::{Actor, DbError, Id, OrgId, PersonId, Tx, sql};
use norms::Instant;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Field, Merged};
use crate::people::Person;

/// A merge that stands.
pub(super) struct Done {
    pub(super) id: Id,
    pub(super) gone: PersonId,
    pub(super) kept: PersonId,
    pub(super) fields: Vec<Field>,
    pub(super) terms: Vec<Id>,
    pub(super) state: String,
}

#[derive(Deserialize)]
struct Carried {
    fields: Vec<String>,
    terms: Vec<Uuid>,
}

/// The user name of an account that is bound to one of these people.
pub(super) async fn bound(tx: &mut Tx, people: &[PersonId]) -> Result<Option<String>, DbError> {
    let query = sql("SELECT user_name FROM account WHERE tenant = $1 AND person IN").bind(tx.tenant()).list(people.iter().copied());
    Ok(tx.optional::<(String,)>(query.push(" ORDER BY user_name LIMIT 1")).await?.map(|row| row.0))
}

pub(super) async fn insert(
    tx: &mut Tx,
    by: &Actor,
    gone: &Person,
    kept: &Person,
    carried: &serde_json::Value,
    state: &str,
) -> Result<(), DbError> {
    let (id, now) = (tx.new_id(), tx.now());
    let text =
        "INSERT INTO person_merge(tenant, id, gone, kept, account, who, at, carried, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let statement = sql(text).bind(tx.tenant()).bind(id).bind(gone.id).bind(kept.id).bind(by.account).bind(by.name.as_str());
    tx.run(statement.bind(now).bind(carried.clone()).bind(state)).await?;
    Ok(())
}

/// The merge of this record that stands.
pub(super) async fn open_merge(tx: &mut Tx, gone: PersonId) -> Result<Option<Done>, DbError> {
    let text = "SELECT id, gone, kept, carried, state FROM person_merge WHERE tenant = $1 AND gone = $2 AND undone IS NULL";
    type MergeRow = (Uuid, Uuid, Uuid, Json<Carried>, String);
    let row: Option<MergeRow> = tx.optional(sql(text).bind(tx.tenant()).bind(gone)).await?;
    row.map(|(id, gone, kept, Json(carried), state)| {
        let field = |code: &String| Field::from_code(code).ok_or_else(|| DbError::Corrupt(format!("a merge carried {code}")));
        let fields = carried.fields.iter().map(field).collect::<Result<_, _>>()?;
        Ok(Done { id, gone: PersonId(gone), kept: PersonId(kept), fields, terms: carried.terms, state })
    })
    .transpose()
}

pub(super) async fn mark_undone(tx: &mut Tx, by: &Actor, id: Id) -> Result<(), DbError> {
    let text = "UPDATE person_merge SET undone = $3, undone_by = $4 WHERE tenant = $1 AND id = $2";
    tx.run(sql(text).bind(tx.tenant()).bind(id).bind(tx.now()).bind(by.name.as_str())).await?;
    Ok(())
}

pub(super) async fn merged_into(tx: &mut Tx, kept: PersonId) -> Result<Vec<Merged>, DbError> {
    let text = "SELECT m.gone, p.org, m.who, m.at FROM person_merge m JOIN person p ON p.tenant = m.tenant AND p.id = m.gone \
                WHERE m.tenant = $1 AND m.kept = $2 AND m.undone IS NULL ORDER BY m.at DESC, m.id DESC LIMIT 100";
    let rows: Vec<(Uuid, Uuid, String, i64)> = tx.all(sql(text).bind(tx.tenant()).bind(kept)).await?;
    Ok(rows.into_iter().map(|(gone, org, who, at)| Merged { gone: PersonId(gone), org: OrgId(org), who, at: Instant(at) }).collect())
}
