//! SQL of the room; no rules, no rights.

use std::collections::HashMap;

use base::{DbError, OrgId, Scope, Sql, Tx, Value, sql};
use board::access;
use norms::{Day, Instant};
use sqlx::types::Json;
use uuid::Uuid;

use crate::LINE;
use crate::model::{Answer, Had, Line, LineEntry, Pack};
use crate::table::Grid;

/// Ids that one question names.
const MOST_AT_ONCE: usize = 500;
/// An upload that nobody came back for is deleted after so many seconds.
const KEPT_SECONDS: i64 = 86_400;

#[derive(sqlx::FromRow)]
struct PackRow {
    id: Uuid,
    org: Uuid,
    title: String,
    due: Option<i64>,
    file: String,
    digest: String,
    closed: Option<i64>,
    revision: i64,
    made_by: String,
    made_at: i64,
}

fn pack(row: PackRow) -> Result<Pack, DbError> {
    let due = row.due.map(Day::from_number).transpose().map_err(|e| DbError::Corrupt(e.to_string()))?;
    Ok(Pack {
        id: row.id,
        org: OrgId(row.org),
        title: row.title,
        due,
        file: row.file,
        digest: row.digest,
        closed: row.closed.map(Instant::from_micros),
        revision: row.revision,
        made: (row.made_by, Instant::from_micros(row.made_at)),
    })
}

fn packs() -> Sql {
    sql("SELECT p.id, p.org, p.title, p.due, p.file, p.digest, p.closed, p.revision, p.made_by, p.made_at FROM pack p")
}

/// One pack.
pub(crate) async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Pack>, DbError> {
    let query = packs().with(" WHERE p.tenant = ?", tx.tenant()).with(" AND p.id = ?", id);
    tx.optional::<PackRow>(query).await?.map(pack).transpose()
}

/// The packs with these ids.
pub(crate) async fn many(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, Pack>, DbError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(MOST_AT_ONCE) {
        let query = packs().with(" WHERE p.tenant = ?", tx.tenant()).push(" AND p.id IN").list(chunk.iter().copied());
        for row in tx.all::<PackRow>(query).await? {
            found.insert(row.id, pack(row)?);
        }
    }
    Ok(found)
}

/// The packs of a scope: those that go on first, by the day by which they must be ready.
pub(crate) async fn list(tx: &mut Tx, scope: &Scope, limit: i64) -> Result<Vec<Pack>, DbError> {
    let query = access::within(packs().with(" WHERE p.tenant = ?", scope.tenant), scope, "p.org");
    let query = query.push(" ORDER BY CASE WHEN p.closed IS NULL THEN 0 ELSE 1 END, coalesce(p.due, 99999999), p.made_at DESC, p.id");
    tx.all::<PackRow>(query.with(" LIMIT ?", limit)).await?.into_iter().map(pack).collect()
}

/// A line that has records.
const ANSWERED: &str = " EXISTS (SELECT 1 FROM pack_record r WHERE r.tenant = l.tenant AND r.line = l.id)";
/// A line without a standing file of its own.
const UNFILED: &str = " NOT EXISTS (SELECT 1 FROM evidence e WHERE e.tenant = l.tenant AND e.source_kind = 'inspect.line' AND e.source = l.id \
     AND e.removed IS NULL)";

/// Of each of these packs how many lines it has, and how many of them are empty.
pub(crate) async fn counts(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, (i64, i64)>, DbError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(MOST_AT_ONCE) {
        let query = sql("SELECT l.pack, count(*), coalesce(sum(CASE WHEN").push(" NOT").push(ANSWERED).push(" AND").push(UNFILED);
        let query = query.push(" THEN 1 ELSE 0 END), 0) FROM pack_line l").with(" WHERE l.tenant = ?", tx.tenant());
        let query = query.push(" AND l.pack IN").list(chunk.iter().copied()).push(" GROUP BY l.pack");
        for (id, lines, empty) in tx.all::<(Uuid, i64, i64)>(query).await? {
            found.insert(id, (lines, empty));
        }
    }
    Ok(found)
}

/// The open packs of a scope with a day, whose day is not past this one, with how many empty lines; those without any are left out.
pub(crate) async fn waiting(tx: &mut Tx, scope: &Scope, limit: i64) -> Result<Vec<(Pack, i64)>, DbError> {
    let query = access::within(packs().with(" WHERE p.tenant = ?", scope.tenant), scope, "p.org");
    let query = query.push(" AND p.closed IS NULL AND p.due IS NOT NULL ORDER BY p.due, p.id").with(" LIMIT ?", limit);
    let found = tx.all::<PackRow>(query).await?.into_iter().map(pack).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<Uuid> = found.iter().map(|pack| pack.id).collect();
    let counts = counts(tx, &ids).await?;
    let empty = |pack: &Pack| counts.get(&pack.id).map_or(0, |(_, empty)| *empty);
    Ok(found.into_iter().map(|pack| (empty(&pack), pack)).filter(|(n, _)| *n > 0).map(|(n, pack)| (pack, n)).collect())
}

/// Writes a new pack with its lines.
pub(crate) async fn insert(tx: &mut Tx, pack: &Pack, lines: &[Line]) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let text = "INSERT INTO pack(tenant, id, org, title, due, file, digest, revision, made_by, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let query = sql(text).bind(tenant).bind(pack.id).bind(pack.org).bind(pack.title.as_str()).bind(pack.due).bind(pack.file.as_str());
    let query = query.bind(pack.digest.as_str()).bind(pack.revision).bind(pack.made.0.as_str()).bind(pack.made.1);
    tx.run(query).await?;
    let row = |line: &Line| -> Vec<Value> {
        let entry = &line.entry;
        vec![
            tenant.into(),
            line.id.into(),
            line.pack.into(),
            line.place.into(),
            line.chapter.into(),
            line.part.into(),
            entry.code.as_str().into(),
            entry.project.as_str().into(),
            entry.item.as_str().into(),
            entry.standard.as_str().into(),
            entry.points.as_str().into(),
            entry.wanted.as_str().into(),
        ]
    };
    let head = "INSERT INTO pack_line(tenant, id, pack, place, chapter, part, code, project, item, standard, points, wanted)";
    tx.many(head, lines.iter().map(row).collect(), "").await?;
    Ok(())
}

/// Writes title, day and state of a pack over those of the revision before; whether it was still that.
pub(crate) async fn update(tx: &mut Tx, pack: &Pack) -> Result<bool, DbError> {
    let tenant = tx.tenant();
    let query = sql("UPDATE pack SET title = $1, due = $2, closed = $3, revision = $4 WHERE tenant = $5 AND id = $6 AND revision = $7");
    let query = query.bind(pack.title.as_str()).bind(pack.due).bind(pack.closed).bind(pack.revision).bind(tenant).bind(pack.id);
    Ok(tx.run(query.bind(pack.revision - 1)).await? == 1)
}

/// Deletes a pack with lines that nothing answers.
pub(crate) async fn remove(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let files = "DELETE FROM pack_file WHERE tenant = $1 AND line IN (SELECT l.id FROM pack_line l WHERE l.tenant = $1 AND l.pack = $2)";
    tx.run(sql(files).bind(tenant).bind(id)).await?;
    tx.run(sql("DELETE FROM pack_line WHERE tenant = $1 AND pack = $2").bind(tenant).bind(id)).await?;
    tx.run(sql("DELETE FROM pack WHERE tenant = $1 AND id = $2").bind(tenant).bind(id)).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: Uuid,
    pack: Uuid,
    place: i64,
    chapter: i64,
    part: i64,
    code: String,
    project: String,
    item: String,
    standard: String,
    points: String,
    wanted: String,
}

fn line(row: LineRow) -> Line {
    let LineRow { id, pack, place, chapter, part, code, project, item, standard, points, wanted } = row;
    Line { id, pack, place, chapter, part, entry: LineEntry { code, project, item, standard, points, wanted } }
}

fn lines_of(tx: &Tx) -> Sql {
    sql("SELECT l.id, l.pack, l.place, l.chapter, l.part, l.code, l.project, l.item, l.standard, l.points, l.wanted FROM pack_line l")
        .with(" WHERE l.tenant = ?", tx.tenant())
}

/// The lines of these packs that have records and no file of their own.
pub(crate) async fn by_records_alone(tx: &mut Tx, packs: &[Uuid]) -> Result<Vec<Line>, DbError> {
    let mut found = Vec::new();
    for chunk in packs.chunks(MOST_AT_ONCE) {
        let query = lines_of(tx).push(" AND l.pack IN").list(chunk.iter().copied()).push(" AND").push(ANSWERED).push(" AND").push(UNFILED);
        found.extend(tx.all::<LineRow>(query).await?.into_iter().map(line));
    }
    Ok(found)
}

/// Lines of a pack in their order, after a place; `only`: those that nothing answers, and these beside them.
pub(crate) async fn lines(tx: &mut Tx, pack: Uuid, after: i64, only: Option<&[Uuid]>, limit: i64) -> Result<Vec<Line>, DbError> {
    let query = lines_of(tx).with(" AND l.pack = ?", pack).with(" AND l.place > ?", after);
    let query = match only {
        None => query,
        Some([]) => query.push(" AND NOT").push(ANSWERED).push(" AND").push(UNFILED),
        Some(stale) => {
            let query = query.push(" AND ((NOT").push(ANSWERED).push(" AND").push(UNFILED).push(") OR l.id IN");
            query.list(stale.iter().take(MOST_AT_ONCE).copied()).push(")")
        }
    };
    Ok(tx.all::<LineRow>(query.with(" ORDER BY l.place LIMIT ?", limit)).await?.into_iter().map(line).collect())
}

/// The lines with these ids.
pub(crate) async fn lines_by_id(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Line>, DbError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(MOST_AT_ONCE) {
        let query = lines_of(tx).push(" AND l.id IN").list(chunk.iter().copied());
        found.extend(tx.all::<LineRow>(query).await?.into_iter().map(line));
    }
    Ok(found)
}

/// The records that answer these lines, in the order in which they were chosen.
pub(crate) async fn answers(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Answer>>, DbError> {
    let mut found: HashMap<Uuid, Vec<Answer>> = HashMap::new();
    for chunk in ids.chunks(MOST_AT_ONCE) {
        let query = sql("SELECT line, kind, source, title, who FROM pack_record").with(" WHERE tenant = ?", tx.tenant());
        let query = query.push(" AND line IN").list(chunk.iter().copied()).push(" ORDER BY at, kind, source");
        for (line, kind, source, title, who) in tx.all::<(Uuid, String, Uuid, String, String)>(query).await? {
            found.entry(line).or_default().push(Answer { line, kind, source, title, who });
        }
    }
    Ok(found)
}

/// The files that stood behind these lines.
pub(crate) async fn had(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Had>>, DbError> {
    let mut found: HashMap<Uuid, Vec<Had>> = HashMap::new();
    for chunk in ids.chunks(MOST_AT_ONCE) {
        let query = sql("SELECT line, source, file, name FROM pack_file").with(" WHERE tenant = ?", tx.tenant());
        let query = query.push(" AND line IN").list(chunk.iter().copied()).push(" ORDER BY line, name, file");
        for (line, source, file, name) in tx.all::<(Uuid, Uuid, Uuid, String)>(query).await? {
            found.entry(line).or_default().push(Had { line, source, file, name });
        }
    }
    Ok(found)
}

/// Lets a record answer a line; whether it did not before.
pub(crate) async fn attach(tx: &mut Tx, answer: &Answer) -> Result<bool, DbError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let text = "INSERT INTO pack_record(tenant, line, kind, source, title, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tenant, line, kind, source) DO NOTHING";
    let query = sql(text).bind(tenant).bind(answer.line).bind(answer.kind.as_str()).bind(answer.source).bind(answer.title.as_str());
    Ok(tx.run(query.bind(answer.who.as_str()).bind(now)).await? == 1)
}

/// Takes a record from a line, with the files that it had; whether it was there.
pub(crate) async fn detach(tx: &mut Tx, line: Uuid, kind: &str, source: Uuid) -> Result<bool, DbError> {
    let tenant = tx.tenant();
    let files = sql("DELETE FROM pack_file WHERE tenant = $1 AND line = $2 AND kind = $3 AND source = $4");
    tx.run(files.bind(tenant).bind(line).bind(kind).bind(source)).await?;
    let query = sql("DELETE FROM pack_record WHERE tenant = $1 AND line = $2 AND kind = $3 AND source = $4");
    Ok(tx.run(query.bind(tenant).bind(line).bind(kind).bind(source)).await? == 1)
}

/// Remembers files that stand behind a line: (kind, record, file, name).
pub(crate) async fn remember(tx: &mut Tx, line: Uuid, files: &[(String, Uuid, Uuid, String)]) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let row = |(kind, source, file, name): &(String, Uuid, Uuid, String)| -> Vec<Value> {
        vec![tenant.into(), line.into(), kind.as_str().into(), (*source).into(), (*file).into(), name.as_str().into()]
    };
    let rows = files.iter().map(row).collect();
    tx.many("INSERT INTO pack_file(tenant, line, kind, source, file, name)", rows, " ON CONFLICT (tenant, line, file) DO NOTHING").await?;
    Ok(())
}

/// A table that waits for its confirmation.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id: the pack's, once it is made.
    pub id: Uuid,
    /// The file's name.
    pub file: String,
    /// SM3 of the file, hex.
    pub digest: String,
    /// What it holds.
    pub sheets: Vec<Grid>,
}

/// What the account has uploaded last, if it is not too old.
pub(crate) async fn upload(tx: &mut Tx, account: Uuid) -> Result<Option<Upload>, DbError> {
    let since = tx.now().plus_seconds(-KEPT_SECONDS);
    let query = sql("SELECT id, file, digest, sheets FROM pack_upload").with(" WHERE tenant = ?", tx.tenant());
    let query = query.with(" AND account = ?", account).with(" AND at > ?", since);
    let row: Option<(Uuid, String, String, Json<Vec<Grid>>)> = tx.optional(query).await?;
    Ok(row.map(|(id, file, digest, sheets)| Upload { id, file, digest, sheets: sheets.0 }))
}

/// Keeps a new one in the place of the account's last, and deletes what is too old of everybody's.
pub(crate) async fn keep(tx: &mut Tx, account: Uuid, upload: &Upload) -> Result<(), DbError> {
    let (tenant, now, since) = (tx.tenant(), tx.now(), tx.now().plus_seconds(-KEPT_SECONDS));
    let old = sql("DELETE FROM pack_upload WHERE tenant = $1 AND (at <= $2 OR account = $3)");
    tx.run(old.bind(tenant).bind(since).bind(account).scratch()).await?;
    let sheets = serde_json::to_value(&upload.sheets).map_err(|e| DbError::Corrupt(e.to_string()))?;
    let new = sql("INSERT INTO pack_upload(tenant, account, id, file, digest, sheets, at) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    let new = new.bind(tenant).bind(account).bind(upload.id).bind(upload.file.as_str()).bind(upload.digest.as_str());
    tx.run(new.bind(sheets).bind(now).scratch()).await?;
    Ok(())
}

/// Deletes the account's upload.
pub(crate) async fn clear(tx: &mut Tx, account: Uuid) -> Result<(), DbError> {
    let tenant = tx.tenant();
    tx.run(sql("DELETE FROM pack_upload WHERE tenant = $1 AND account = $2").bind(tenant).bind(account).scratch()).await?;
    Ok(())
}

/// The files kept with lines themselves are named by this kind in SQL too.
const _: () = assert!(matches!(LINE.as_bytes(), b"inspect.line"));
