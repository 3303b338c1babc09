//! Changed rows that an import offered.

use std::collections::HashMap;

use base::{DbError, Tx, Value, sql};
use sqlx::types::Json;
use uuid::Uuid;

use super::{corrupt, json, many, to_json};
use crate::import::ChangedRow;
use crate::model::{Content, Origin, Record};

/// Keeps what an import offered; what it had offered before and nobody took is offered no more.
pub(crate) async fn keep(tx: &mut Tx, batch: Uuid, rows: &[ChangedRow]) -> Result<(), DbError> {
    let tenant = tx.tenant();
    tx.run(sql("DELETE FROM changed_row WHERE tenant = $1 AND batch = $2 AND applied IS NULL").bind(tenant).bind(batch)).await?;
    let of = |row: &ChangedRow| -> Result<Vec<Value>, DbError> {
        Ok(vec![
            tenant.into(),
            batch.into(),
            row.record.id.into(),
            row.record.revision.into(),
            row.place().into(),
            row.sheet.1.as_str().into(),
            row.by_hand.into(),
            row.details.into(),
            to_json(&row.content)?,
            to_json(&row.cells)?,
            super::optional(row.record.origin.as_ref())?,
            row.applied.into(),
        ])
    };
    let values = rows.iter().map(of).collect::<Result<Vec<_>, _>>()?;
    const INSERT: &str =
        "INSERT INTO changed_row(tenant, batch, record, revision, place, sheet, by_hand, details, content, cells, origin, applied)";
    tx.many(INSERT, values, "").await
}

type Row = (Uuid, i64, i64, String, bool, bool, Json<serde_json::Value>, Json<Vec<(String, String)>>, Option<Json<Origin>>, Option<i64>);

/// What an import offered, in the order of the workbook, with each record as it said when it was compared.
pub(crate) async fn of_batch(tx: &mut Tx, batch: Uuid) -> Result<Vec<ChangedRow>, DbError> {
    let tenant = tx.tenant();
    let query = sql(
        "SELECT record, revision, place, sheet, by_hand, details, content, cells, origin, applied FROM changed_row WHERE tenant = $1 AND batch = $2 ORDER BY place, record, revision",
    );
    let rows: Vec<Row> = tx.all(query.bind(tenant).bind(batch)).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
    let records: HashMap<Uuid, Record> = many(tx, &ids).await?.into_iter().map(|record| (record.id, record)).collect();
    let query = sql(
        "SELECT v.record, v.revision, v.content, v.who, v.at FROM record_version v JOIN changed_row c ON c.tenant = v.tenant AND c.record = v.record AND c.revision = v.revision WHERE c.tenant = $1 AND c.batch = $2",
    );
    let said: Vec<(Uuid, i64, Json<serde_json::Value>, String, i64)> = tx.all(query.bind(tenant).bind(batch)).await?;
    let mut before: HashMap<(Uuid, i64), (Content, String, i64)> = HashMap::new();
    for (record, revision, content, who, at) in said {
        before.insert((record, revision), (json(content.0)?, who, at));
    }
    rows.into_iter()
        .map(|(record, revision, place, sheet, by_hand, details, content, cells, origin, applied)| {
            let mut record = records.get(&record).cloned().ok_or_else(|| corrupt("a changed row without its record"))?;
            let (said, who, at) = before.remove(&(record.id, revision)).ok_or_else(|| corrupt("a changed row without its version"))?;
            (record.content, record.revision, record.changed) = (said, revision, (who, norms::Instant(at)));
            record.origin = origin.map(|origin| origin.0);
            let (index, row) = ChangedRow::placed(place);
            let (content, cells) = (json(content.0)?, cells.0);
            Ok(ChangedRow { sheet: (index, sheet), row, cells, record, content, by_hand, details, applied })
        })
        .collect()
}

/// The row was taken after all, by this revision of its record.
pub(crate) async fn take(tx: &mut Tx, batch: Uuid, rows: &[ChangedRow]) -> Result<(), DbError> {
    let tenant = tx.tenant();
    for row in rows {
        let set = sql("UPDATE changed_row SET applied = $1 WHERE tenant = $2 AND batch = $3 AND record = $4 AND revision = $5");
        tx.run(set.bind(row.applied).bind(tenant).bind(batch).bind(row.record.id).bind(row.record.revision)).await?;
    }
    Ok(())
}

/// Deletes what an import offered.
pub(crate) async fn forget(tx: &mut Tx, batch: Uuid) -> Result<(), DbError> {
    let tenant = tx.tenant();
    tx.run(sql("DELETE FROM changed_row WHERE tenant = $1 AND batch = $2").bind(tenant).bind(batch)).await?;
    Ok(())
}

/// Where a record comes from now.
pub(crate) async fn set_origin(tx: &mut Tx, record: &Record) -> Result<(), DbError> {
    let (tenant, origin) = (tx.tenant(), super::optional(record.origin.as_ref())?);
    tx.run(sql("UPDATE record SET origin = $1 WHERE tenant = $2 AND id = $3").bind(origin).bind(tenant).bind(record.id)).await?;
    Ok(())
}
