//! Whom facts name, as far as they are people: which records name somebody, whose last fact is long past, and their erasure. The number
//! under which somebody was counted stays, so no sum, set or digest changes.

use base::{DbError, Later, Tx, sql};
use board::personal::{Due, Holder, Veil, Who};
use norms::Day;
use uuid::Uuid;

use crate::SourceRef;
use crate::metrics::{Metric, SubjectKind};

/// The ledger's names of people.
pub struct Subjects;

impl Holder for Subjects {
    fn erase<'a>(&'a self, tx: &'a mut Tx, who: &'a [Who], veil: &'a Veil) -> Later<'a, u64> {
        Box::pin(async move {
            for who in who {
                for key in &who.keys {
                    let text = "UPDATE subject SET key = $4, name = '' WHERE tenant = $1 AND kind = $2 AND key = $3";
                    tx.run(sql(text).bind(tx.tenant()).bind(who.kind).bind(key).bind(veil.over(who.kind, key))).await?;
                }
            }
            // They are no records: those are counted where they stand.
            Ok(0)
        })
    }

    fn subject<'a>(&'a self, tx: &'a mut Tx, number: i64) -> Later<'a, Option<Due>> {
        Box::pin(async move {
            let query = sql("SELECT number, kind, key, name FROM subject WHERE tenant = $1 AND number = $2").bind(tx.tenant()).bind(number);
            Ok(tx.optional::<SubjectRow>(query).await?.and_then(due))
        })
    }
}

type SubjectRow = (i64, String, Option<String>, String);

fn due((number, kind, key, name): SubjectRow) -> Option<Due> {
    let kind = SubjectKind::from_code(&kind).filter(|kind| matches!(kind, SubjectKind::Person | SubjectKind::Child))?.code();
    let key = key.filter(|key| !Veil::covers(key))?;
    Some(Due::Subject { number, kind, key, name })
}

/// The records whose facts ever named somebody, also those that name them no more.
///
/// # Errors
/// The database's.
pub async fn records_naming(tx: &mut Tx, who: &Who) -> Result<Vec<SourceRef>, DbError> {
    let query = sql("SELECT DISTINCT s.kind, s.id FROM subject j JOIN fact f ON f.tenant = j.tenant AND f.subject = j.number \
                     AND f.subject > 0 JOIN source s ON s.tenant = f.tenant AND s.number = f.source WHERE j.tenant = $1 AND j.kind = $2 \
                     AND j.key IN");
    let query = query.bind(tx.tenant()).bind(who.kind).list(who.keys.iter()).push(" ORDER BY s.kind, s.id");
    let rows: Vec<(String, Uuid)> = tx.all(query).await?;
    Ok(rows.into_iter().map(|(kind, id)| SourceRef { kind, id }).collect())
}

/// Who was named by facts of these metrics, and of whom no fact of any metric is of this day or later; at most so many.
///
/// # Errors
/// The database's.
pub async fn unseen_since(tx: &mut Tx, kind: SubjectKind, of: &[&Metric], day: Day, limit: i64) -> Result<Vec<Due>, DbError> {
    let text = "SELECT j.number, j.kind, j.key, j.name FROM subject j WHERE j.tenant = $1 AND j.kind = $2 AND j.key IS NOT NULL \
                AND j.key NOT LIKE 'erased:%' AND j.number > 0 AND EXISTS (SELECT 1 FROM fact f WHERE f.tenant = $1 \
                AND f.subject = j.number AND f.subject > 0 AND f.metric IN";
    let query = sql(text).bind(tx.tenant()).bind(kind.code()).list(of.iter().map(|metric| metric.number));
    let query = query
        .with(") AND NOT EXISTS (SELECT 1 FROM fact l WHERE l.tenant = $1 AND l.subject = j.number AND l.subject > 0 AND l.day >= ?)", day);
    let rows: Vec<SubjectRow> = tx.all(query.with(" ORDER BY j.number LIMIT ?", limit)).await?;
    Ok(rows.into_iter().filter_map(due).collect())
}
