//! 佐证材料: files that people keep with records of any room. Here are the rules, the rows and the bytes; who may see or add them, the
//! record's room decides before it calls.

mod accept;
mod files;
mod kind;
mod package;
mod pdf;
mod strip;
mod sweep;

use std::collections::HashMap;

use base::{Actor, DbError, Note, Sql, Tx, sql};
use norms::{Instant, Period};
use uuid::Uuid;

pub use accept::{Accepted, MOST_BYTES, MOST_POINTS, Picture, Refusal, accept, for_paper};
pub use files::Files;
pub use kind::{FileKind, size};
pub use sweep::{Swept, sweep};

use crate::BoardError;

/// Files of one record.
pub const MOST_FILES: i64 = 200;
/// Days for which a removed file can be brought back.
pub const DAYS_KEPT: i64 = 30;
/// The kind of record that a person is.
pub const PERSON: &str = "person";
/// Records that one question names.
const MOST_AT_ONCE: usize = 500;

/// A file kept with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: Uuid,
    /// The record.
    pub source: Uuid,
    /// What it is.
    pub kind: FileKind,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// Width and height of a picture.
    pub points: Option<(i64, i64)>,
    /// SM3, hex.
    pub digest: String,
    /// Who added it.
    pub who: String,
    /// When.
    pub at: Instant,
    /// When and by whom it was removed.
    pub removed: Option<(Instant, String)>,
}

impl Evidence {
    /// When a removed one goes for good.
    pub fn gone_at(&self) -> Option<Instant> {
        self.removed.as_ref().map(|(at, _)| at.plus_micros(DAYS_KEPT * 86_400_000_000))
    }
}

/// A file whose bytes are on the disk, to be named by a row.
#[derive(Clone, Debug)]
pub struct Attach {
    /// The kind by which the ledger names the record.
    pub source_kind: &'static str,
    /// The record.
    pub source: Uuid,
    /// The file; its bytes are not looked at again.
    pub file: Accepted,
    /// Where the bytes are.
    pub files: Files,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    source: Uuid,
    kind: String,
    name: String,
    size: i64,
    width: Option<i64>,
    height: Option<i64>,
    digest: String,
    who: String,
    at: i64,
    removed: Option<i64>,
    removed_by: Option<String>,
}

impl Row {
    fn evidence(self) -> Result<Evidence, DbError> {
        let kind = FileKind::from_code(&self.kind).ok_or_else(|| DbError::Corrupt(format!("file of kind {}", self.kind)))?;
        Ok(Evidence {
            id: self.id,
            source: self.source,
            kind,
            name: self.name,
            size: self.size,
            points: self.width.zip(self.height),
            digest: self.digest,
            who: self.who,
            at: Instant::from_micros(self.at),
            removed: self.removed.map(Instant::from_micros).zip(self.removed_by),
        })
    }
}

fn select(tx: &Tx, source_kind: &str) -> Sql {
    sql("SELECT e.id, e.source, e.kind, e.name, e.size, e.width, e.height, e.digest, e.who, e.at, e.removed, e.removed_by FROM evidence e")
        .with(" WHERE e.tenant = ?", tx.tenant())
        .with(" AND e.source_kind = ?", source_kind)
}

async fn all(tx: &mut Tx, query: Sql) -> Result<Vec<Evidence>, BoardError> {
    Ok(tx.all::<Row>(query).await?.into_iter().map(Row::evidence).collect::<Result<_, _>>()?)
}

/// The files of a record in the order in which they came, removed ones too.
pub async fn of(tx: &mut Tx, source_kind: &str, source: Uuid) -> Result<Vec<Evidence>, BoardError> {
    let query = select(tx, source_kind).with(" AND e.source = ?", source).push(" ORDER BY e.at, e.id");
    all(tx, query).await
}

/// The standing files of these records, each record's in the order in which they came.
pub async fn of_many(tx: &mut Tx, source_kind: &str, sources: &[Uuid]) -> Result<HashMap<Uuid, Vec<Evidence>>, BoardError> {
    let mut found: HashMap<Uuid, Vec<Evidence>> = HashMap::new();
    for chunk in sources.chunks(MOST_AT_ONCE) {
        let query = select(tx, source_kind).push(" AND e.removed IS NULL AND e.source IN").list(chunk.iter().copied());
        for one in all(tx, query.push(" ORDER BY e.at, e.id")).await? {
            found.entry(one.source).or_default().push(one);
        }
    }
    Ok(found)
}

/// How many standing files these records have; those with none are left out.
pub async fn counts(tx: &mut Tx, source_kind: &str, sources: &[Uuid]) -> Result<HashMap<Uuid, i64>, BoardError> {
    let mut found = HashMap::new();
    for chunk in sources.chunks(MOST_AT_ONCE) {
        let query = sql("SELECT source, count(*) FROM evidence").with(" WHERE tenant = ?", tx.tenant());
        let query = query.with(" AND source_kind = ?", source_kind).push(" AND removed IS NULL AND source IN").list(chunk.iter().copied());
        found.extend(tx.all::<(Uuid, i64)>(query.push(" GROUP BY source")).await?);
    }
    Ok(found)
}

/// Which records with files, by what is known of the files.
#[derive(Clone, Copy, Debug)]
pub struct Added {
    /// A standing file was added on one of these days.
    pub period: Option<Period>,
    /// The record belongs to this campaign, or is it.
    pub campaign: Option<Uuid>,
    /// At most so many.
    pub limit: i64,
}

/// The records of a kind that have standing files, those to which one was added last first.
pub async fn records(tx: &mut Tx, source_kind: &str, ask: &Added) -> Result<Vec<Uuid>, BoardError> {
    let query = sql("SELECT e.source, max(e.at) AS last FROM evidence e").with(" WHERE e.tenant = ?", tx.tenant());
    let query = query.with(" AND e.source_kind = ?", source_kind).push(" AND e.removed IS NULL");
    let query = query.and(" AND e.at >= ?", ask.period.map(|days| days.from.start()));
    let query = query.and(" AND e.at < ?", ask.period.map(|days| days.to.end()));
    let member = " AND (e.source = ? OR EXISTS (SELECT 1 FROM campaign_member m WHERE m.tenant = e.tenant AND m.kind = e.source_kind \
         AND m.source = e.source";
    let query = match ask.campaign {
        Some(campaign) => query.with(member, campaign).with(" AND m.campaign = ?))", campaign),
        None => query,
    };
    let rows: Vec<(Uuid, i64)> = tx.all(query.push(" GROUP BY e.source ORDER BY last DESC").with(" LIMIT ?", ask.limit)).await?;
    Ok(rows.into_iter().map(|(source, _)| source).collect())
}

/// One file of a record; a removed one too.
///
/// # Errors
/// [`BoardError::NoEvidence`].
pub async fn get(tx: &mut Tx, source_kind: &str, source: Uuid, id: Uuid) -> Result<Evidence, BoardError> {
    let query = select(tx, source_kind).with(" AND e.source = ?", source).with(" AND e.id = ?", id);
    Ok(tx.optional::<Row>(query).await?.ok_or(BoardError::NoEvidence)?.evidence()?)
}

/// A file's name as it may be kept where nothing is forgotten: those of a person's files may tell who they are and what of them.
pub fn lasting_name(source_kind: &str, name: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, ending)) if source_kind == PERSON => format!("人员材料.{ending}"),
        _ => name.to_owned(),
    }
}

/// Names a file with its record. The same file again changes nothing, and brings a removed one back.
///
/// # Errors
/// [`BoardError::EvidenceFull`], [`BoardError::EvidenceLost`] when the bytes are not there (any more): they are to be put again.
pub async fn attach(tx: &mut Tx, by: &Actor, ask: &Attach) -> Result<Evidence, BoardError> {
    let (tenant, now, file) = (tx.tenant(), tx.now(), &ask.file);
    // A sweep takes bytes away in an act of this office, so none can come between this look and the row.
    if !ask.files.has(tenant, &file.digest) {
        return Err(BoardError::EvidenceLost);
    }
    let there = of(tx, ask.source_kind, ask.source).await?;
    if let Some(same) = there.iter().find(|one| one.digest == file.digest) {
        restore(tx, ask.source_kind, ask.source, same.id).await?;
        return get(tx, ask.source_kind, ask.source, same.id).await;
    }
    if there.len() as i64 >= MOST_FILES {
        return Err(BoardError::EvidenceFull);
    }
    let id = base::id::new_id(now);
    let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
    let (width, height) = file.points.map(|(width, height)| (i64::from(width), i64::from(height))).unzip();
    let text = "INSERT INTO evidence(tenant, id, source_kind, source, kind, name, size, width, height, digest, account, who, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let query = sql(text).bind(tenant).bind(id).bind(ask.source_kind).bind(ask.source).bind(file.kind.code()).bind(&file.name).bind(size);
    let query = query.bind(width).bind(height).bind(&file.digest).bind(by.account).bind(&by.name).bind(now);
    tx.run(query).await?;
    tx.note(
        Note::new("evidence.add")
            .on(ask.source_kind, ask.source)
            .with("title", lasting_name(ask.source_kind, &file.name))
            .with("digest", file.digest.as_str()),
    );
    get(tx, ask.source_kind, ask.source, id).await
}

/// Removes a file; it can be brought back for [`DAYS_KEPT`] days. Again, nothing happens.
///
/// # Errors
/// [`BoardError::NoEvidence`].
pub async fn remove(tx: &mut Tx, by: &Actor, source_kind: &'static str, source: Uuid, id: Uuid) -> Result<(), BoardError> {
    let file = get(tx, source_kind, source, id).await?;
    let query = sql("UPDATE evidence SET removed = $1, removed_by = $2 WHERE tenant = $3 AND id = $4 AND removed IS NULL");
    let (tenant, now) = (tx.tenant(), tx.now());
    if tx.run(query.bind(now).bind(&by.name).bind(tenant).bind(id)).await? > 0 {
        tx.note(Note::new("evidence.remove").on(source_kind, source).with("title", lasting_name(source_kind, &file.name)));
    }
    Ok(())
}

/// Brings a removed file back. Again, nothing happens.
///
/// # Errors
/// [`BoardError::NoEvidence`], also when it went for good.
pub async fn restore(tx: &mut Tx, source_kind: &'static str, source: Uuid, id: Uuid) -> Result<(), BoardError> {
    let file = get(tx, source_kind, source, id).await?;
    let query = sql("UPDATE evidence SET removed = NULL, removed_by = NULL WHERE tenant = $1 AND id = $2 AND removed IS NOT NULL");
    let tenant = tx.tenant();
    if tx.run(query.bind(tenant).bind(id)).await? > 0 {
        tx.note(Note::new("evidence.restore").on(source_kind, source).with("title", lasting_name(source_kind, &file.name)));
    }
    Ok(())
}
