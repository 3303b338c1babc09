//! What stands of earlier imports.

use std::collections::{HashMap, HashSet};

use base::{DbError, Tx, sql};
use norms::Day;
use sqlx::types::Json;
use uuid::Uuid;

/// A record and the import that made it.
pub(crate) type Standing = (Uuid, Uuid);

/// A digest as it is kept of a record from which somebody was erased: by it the same row is known again, and names cannot be tried.
pub(crate) fn veiled(tx: &Tx, digest: &str) -> String {
    format!("~{}", tx.veil(digest))
}

/// Standing imported records by one of the two digests, a few hundred a query; also those from which somebody was erased since.
pub(crate) async fn standing(tx: &mut Tx, column: &'static str, mut keys: Vec<String>) -> Result<HashMap<String, Vec<Standing>>, DbError> {
    let mut out: HashMap<String, Vec<Standing>> = HashMap::new();
    keys.sort_unstable();
    keys.dedup();
    let under: HashMap<String, String> = keys.iter().map(|key| (veiled(tx, key), key.clone())).collect();
    keys.extend(under.keys().cloned());
    for chunk in keys.chunks(200) {
        let tenant = tx.tenant();
        let query = sql("SELECT ").push(column).push(", id, batch FROM record").with(" WHERE tenant = ?", tenant);
        let query = query.push(" AND withdrawn IS NULL AND batch IS NOT NULL AND ").push(column).push(" IN").list(chunk.iter());
        for (key, id, batch) in tx.all::<(String, Uuid, Uuid)>(query).await? {
            let key = under.get(&key).cloned().unwrap_or(key);
            out.entry(key).or_default().push((id, batch));
        }
    }
    Ok(out)
}

/// Which of these fingerprints are of standing records from which somebody was erased.
pub(crate) async fn erased(tx: &mut Tx, prints: &[String]) -> Result<HashSet<String>, DbError> {
    let under: HashMap<String, &String> = prints.iter().map(|print| (veiled(tx, print), print)).collect();
    let keys: Vec<&String> = under.keys().collect();
    let mut out = HashSet::new();
    for chunk in keys.chunks(200) {
        let query = sql("SELECT DISTINCT fingerprint FROM record WHERE tenant = $1 AND withdrawn IS NULL AND fingerprint IN");
        let found: Vec<(String,)> = tx.all(query.bind(tx.tenant()).list(chunk.iter().copied())).await?;
        out.extend(found.into_iter().filter_map(|row| under.get(&row.0).map(|print| (*print).clone())));
    }
    Ok(out)
}

/// Keeps the digests of a record from which somebody was erased.
pub(crate) async fn keep_veiled(tx: &mut Tx, record: Uuid, fingerprint: &str, likeness: &str) -> Result<(), DbError> {
    let (print, like) = (veiled(tx, fingerprint), veiled(tx, likeness));
    let set = sql("UPDATE record SET fingerprint = $3, likeness = $4 WHERE tenant = $1 AND id = $2");
    tx.run(set.bind(tx.tenant()).bind(record).bind(print).bind(like)).await?;
    Ok(())
}

/// Standing imported records of one of these days and titles.
pub(crate) async fn of_days(tx: &mut Tx, named: &[(Day, &str)]) -> Result<HashSet<Uuid>, DbError> {
    let mut out = HashSet::new();
    for chunk in named.chunks(100) {
        let tenant = tx.tenant();
        let query = sql("SELECT id FROM record").with(" WHERE tenant = ?", tenant).push(" AND day IN").list(chunk.iter().map(|n| n.0));
        let query = query.push(" AND title IN").list(chunk.iter().map(|n| n.1)).push(" AND withdrawn IS NULL AND batch IS NOT NULL");
        out.extend(tx.all::<(Uuid,)>(query).await?.into_iter().map(|row| row.0));
    }
    Ok(out)
}

/// Standing records of these imports with one of these titles.
pub(crate) async fn of_batches(tx: &mut Tx, batches: &[Uuid], titles: &[&str]) -> Result<HashSet<Uuid>, DbError> {
    let mut out = HashSet::new();
    for chunk in titles.chunks(200).filter(|_| !batches.is_empty()) {
        let tenant = tx.tenant();
        let query = sql("SELECT id FROM record").with(" WHERE tenant = ?", tenant).push(" AND batch IN").list(batches.iter().copied());
        let query = query.push(" AND title IN").list(chunk.iter().copied()).push(" AND withdrawn IS NULL");
        out.extend(tx.all::<(Uuid,)>(query).await?.into_iter().map(|row| row.0));
    }
    Ok(out)
}

/// How many records stand of each of these imports.
pub(crate) async fn sizes(tx: &mut Tx, batches: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbError> {
    let tenant = tx.tenant();
    let query = sql("SELECT batch, count(*) FROM record").with(" WHERE tenant = ?", tenant).push(" AND batch IN");
    let query = query.list(batches.iter().copied()).push(" AND withdrawn IS NULL GROUP BY batch");
    Ok(tx.all::<(Uuid, i64)>(query).await?.into_iter().collect())
}

/// What counts for no figure: place, remarks, people.
pub(crate) type Details = (String, String, Vec<String>);

/// The details of these records.
pub(crate) async fn details(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, Details>, DbError> {
    let mut out = HashMap::new();
    for chunk in ids.chunks(200) {
        let tenant = tx.tenant();
        let query = sql("SELECT id, place, remarks, people FROM record").with(" WHERE tenant = ?", tenant).push(" AND id IN");
        let rows: Vec<(Uuid, String, String, Json<Vec<String>>)> = tx.all(query.list(chunk.iter().copied())).await?;
        out.extend(rows.into_iter().map(|(id, place, remarks, people)| (id, (place, remarks, people.0))));
    }
    Ok(out)
}

/// Which of these records a person corrected after an import had spoken last. Corrections by imports bear one of `reasons`.
pub(crate) async fn by_hand(tx: &mut Tx, ids: &[Uuid], reasons: &[&str]) -> Result<HashSet<Uuid>, DbError> {
    let mut out = HashSet::new();
    for chunk in ids.chunks(200) {
        let tenant = tx.tenant();
        let query = sql("SELECT DISTINCT v.record FROM record_version v").with(" WHERE v.tenant = ?", tenant).push(" AND v.record IN");
        let query = query.list(chunk.iter().copied()).push(" AND v.act = 'correct' AND v.reason NOT IN").list(reasons.iter().copied());
        let query = query.push(" AND NOT EXISTS (SELECT 1 FROM record_version w WHERE w.tenant = v.tenant AND w.record = v.record AND w.revision > v.revision AND w.act = 'correct' AND w.reason IN");
        let query = query.list(reasons.iter().copied()).push(")");
        out.extend(tx.all::<(Uuid,)>(query).await?.into_iter().map(|row| row.0));
    }
    Ok(out)
}
