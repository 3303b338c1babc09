//! Records, plans and kept workbooks that name somebody.

use base::{DbError, OrgId, Tx, sql};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::holding;
use crate::rules;

/// So many records, or plans, of one org are looked through for a name.
const MOST: i64 = 20_000;

/// The records of these orgs in whose text a name stands.
pub(crate) async fn records_with(tx: &mut Tx, orgs: &[OrgId], name: &str) -> Result<Vec<Uuid>, DbError> {
    let query = sql("SELECT r.id FROM record r WHERE r.tenant = $1 AND r.search LIKE $2 ESCAPE '\\' AND r.org IN");
    let query = query.bind(tx.tenant()).bind(holding(&rules::fold(name))).list(orgs.iter().copied()).with(" LIMIT ?", MOST);
    Ok(tx.all::<(Uuid,)>(query).await?.into_iter().map(|row| row.0).collect())
}

/// The plans of these orgs among whose people a name stands.
pub(crate) async fn plans_with(tx: &mut Tx, orgs: &[OrgId], name: &str) -> Result<Vec<Uuid>, DbError> {
    let query = sql("SELECT p.id FROM plan p WHERE p.tenant = $1 AND CAST(p.people AS TEXT) LIKE $2 ESCAPE '\\' AND p.org IN");
    let query = query.bind(tx.tenant()).bind(holding(name)).list(orgs.iter().copied()).with(" LIMIT ?", MOST);
    Ok(tx.all::<(Uuid,)>(query).await?.into_iter().map(|row| row.0).collect())
}

/// A table whose JSON speaks of records: its key beside the tenant, and its columns.
struct Kept {
    table: &'static str,
    keys: [&'static str; 2],
    columns: &'static [&'static str],
}

const KEPT: [Kept; 2] = [
    Kept { table: "record_version", keys: ["record", "revision"], columns: &["content"] },
    Kept { table: "changed_row", keys: ["record", "revision"], columns: &["content", "cells", "origin"] },
];

/// Rewrites what these records said before, and what imports offered to change in them.
pub(crate) async fn rewrite_past(tx: &mut Tx, records: &[Uuid], without: &impl Fn(&mut Value)) -> Result<(), DbError> {
    for some in records.chunks(200) {
        for kept in &KEPT {
            for column in kept.columns {
                rewrite(tx, kept, column, some, without).await?;
            }
        }
    }
    Ok(())
}

async fn rewrite(tx: &mut Tx, kept: &Kept, column: &str, records: &[Uuid], without: &impl Fn(&mut Value)) -> Result<(), DbError> {
    let [record, revision] = kept.keys;
    let table = kept.table;
    // One record may stand in several imports: rows are told apart by what they say.
    let text =
        format!("SELECT DISTINCT {record}, {revision}, {column} FROM {table} WHERE tenant = $1 AND {column} IS NOT NULL AND {record} IN");
    let query = sql(&text).bind(tx.tenant()).list(records.iter().copied());
    for (id, number, Json(before)) in tx.all::<(Uuid, i64, Json<Value>)>(query).await? {
        let mut after = before.clone();
        without(&mut after);
        if after != before {
            let text =
                format!("UPDATE {table} SET {column} = $4 WHERE tenant = $1 AND {record} = $2 AND {revision} = $3 AND {column} = $5");
            tx.run(sql(&text).bind(tx.tenant()).bind(id).bind(number).bind(after).bind(before)).await?;
        }
    }
    Ok(())
}

/// Where these records come from as imports offered it: the import, the sheet and the row.
pub(crate) async fn offered(tx: &mut Tx, records: &[Uuid]) -> Result<Vec<(Uuid, String, i64)>, DbError> {
    let mut found = Vec::new();
    for some in records.chunks(500) {
        let query = sql("SELECT record, sheet, place FROM changed_row WHERE tenant = $1 AND record IN").bind(tx.tenant());
        found.extend(tx.all::<(Uuid, String, i64)>(query.list(some.iter().copied())).await?);
    }
    Ok(found)
}

/// All imports whose cells are kept.
pub(crate) async fn batches_with_cells(tx: &mut Tx) -> Result<Vec<Uuid>, DbError> {
    let query = sql("SELECT batch FROM batch_cells WHERE tenant = $1 ORDER BY batch").bind(tx.tenant());
    Ok(tx.all::<(Uuid,)>(query).await?.into_iter().map(|row| row.0).collect())
}

/// Writes the kept cells of an import anew.
pub(crate) async fn put_cells(tx: &mut Tx, batch: Uuid, cells: Vec<u8>) -> Result<(), DbError> {
    tx.run(sql("UPDATE batch_cells SET cells = $3 WHERE tenant = $1 AND batch = $2").bind(tx.tenant()).bind(batch).bind(cells)).await?;
    Ok(())
}

/// The report of an import.
pub(crate) async fn report(tx: &mut Tx, batch: Uuid) -> Result<Option<Value>, DbError> {
    let query = sql("SELECT report FROM batch WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(batch);
    Ok(tx.optional::<(Json<Value>,)>(query).await?.map(|row| row.0.0))
}

/// Writes the report of an import anew.
pub(crate) async fn put_report(tx: &mut Tx, batch: Uuid, report: Value) -> Result<(), DbError> {
    tx.run(sql("UPDATE batch SET report = $3 WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(batch).bind(report)).await?;
    Ok(())
}
