//! Packs: made from a table, changed, closed; lines answered by records.

use base::{Actor, OrgId, Right, Tx};
use board::evidence;
use board::orgs::{Org, OrgFilter};
use board::{access, orgs};
use kit::{AllRecords, Find, Known, RecordKind};
use norms::Day;
use uuid::Uuid;

use super::gather::{Material, materials};
use crate::model::{Answer, Line, Pack};
use crate::store::Upload;
use crate::table::{self, Mapping};
use crate::{InspectError, LINE, rights, store};

/// Records that one line takes.
pub const MOST_RECORDS: usize = 200;
/// Packs that are listed.
const MOST_PACKS: i64 = 500;
/// Lines of one page.
const LINES: i64 = 100;
/// Records of each kind that a search shows.
const MOST_FOUND: i64 = 20;

/// A pack that somebody holds a right over, with its org.
async fn open(tx: &mut Tx, by: &Actor, id: Uuid, right: &Right) -> Result<(Pack, Org), InspectError> {
    let pack = store::get(tx, id).await?.ok_or(InspectError::NotFound)?;
    let org = orgs::get(tx, pack.org).await?;
    access::require(by, right, &org.path).map_err(|denied| match denied {
        board::Denied::NotVisible => InspectError::NotFound,
        denied => denied.into(),
    })?;
    Ok((pack, org))
}

async fn open_line(tx: &mut Tx, by: &Actor, id: Uuid, right: &Right) -> Result<(Line, Pack, Org), InspectError> {
    let line = store::lines_by_id(tx, &[id]).await?.pop().ok_or(InspectError::NotFound)?;
    let (pack, org) = open(tx, by, line.pack, right).await?;
    Ok((line, pack, org))
}

/// A pack in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The pack.
    pub pack: Pack,
    /// Whose it is.
    pub org: String,
    /// How many lines.
    pub lines: i64,
    /// How many of them are empty.
    pub empty: i64,
}

/// The lines of these packs that nothing stands behind any more: their records were all withdrawn or deleted.
async fn stale(tx: &mut Tx, by: &Actor, records: &AllRecords, packs: &[Uuid]) -> Result<Vec<Line>, InspectError> {
    let lines = store::by_records_alone(tx, packs).await?;
    let of = materials(tx, by, records, &lines).await?;
    Ok(lines.into_iter().filter(|line| of.get(&line.id).is_none_or(|material| material.count() == 0)).collect())
}

/// The packs that a person may see.
pub async fn packs(tx: &mut Tx, by: &Actor, records: &AllRecords) -> Result<Vec<Listed>, InspectError> {
    let found = store::list(tx, &access::scope(by, &rights::READ), MOST_PACKS).await?;
    let ids: Vec<Uuid> = found.iter().map(|pack| pack.id).collect();
    let mut counts = store::counts(tx, &ids).await?;
    let open: Vec<Uuid> = found.iter().filter(|pack| pack.closed.is_none()).map(|pack| pack.id).collect();
    for line in stale(tx, by, records, &open).await? {
        counts.entry(line.pack).and_modify(|(_, empty)| *empty += 1);
    }
    let ids: Vec<OrgId> = found.iter().map(|pack| pack.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    let listed = |pack: Pack| {
        let (lines, empty) = counts.get(&pack.id).copied().unwrap_or_default();
        Listed { org: orgs.get(&pack.org).map(|org| org.name.clone()).unwrap_or_default(), pack, lines, empty }
    };
    Ok(found.into_iter().map(listed).collect())
}

/// The orgs for which a person may make a pack.
pub async fn choices(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<Org>, InspectError> {
    Ok(orgs::list(tx, &access::scope(by, &rights::WRITE), &OrgFilter::default()).await?)
}

fn account(by: &Actor) -> Result<Uuid, InspectError> {
    by.account.map(|account| account.0).ok_or(InspectError::NoUpload)
}

/// Keeps a table until it is confirmed.
pub async fn keep(tx: &mut Tx, by: &Actor, upload: &Upload) -> Result<(), InspectError> {
    Ok(store::keep(tx, account(by)?, upload).await?)
}

/// The table that waits.
pub async fn upload(tx: &mut Tx, by: &Actor, (): &()) -> Result<Upload, InspectError> {
    store::upload(tx, account(by)?).await?.ok_or(InspectError::NoUpload)
}

/// Gives the table up.
pub async fn discard(tx: &mut Tx, by: &Actor, (): &()) -> Result<(), InspectError> {
    Ok(store::clear(tx, account(by)?).await?)
}

/// Makes a pack of the table that waits.
#[derive(Clone, Debug)]
pub struct Make {
    /// The upload that the form showed; the pack has its id, so that a repeat makes no second.
    pub upload: Uuid,
    /// Whose it is.
    pub org: OrgId,
    /// What it is called.
    pub title: String,
    /// The day by which it must be ready.
    pub due: Option<Day>,
    /// Which sheet.
    pub sheet: usize,
    /// How it is read.
    pub mapping: Mapping,
}

fn title(text: &str) -> Result<String, InspectError> {
    let text = text.trim();
    let fits = (1..=120).contains(&text.chars().count()) && !text.contains(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(InspectError::Title) }
}

/// Makes a pack.
///
/// # Errors
/// [`InspectError::NoUpload`], what [`table::lines`] refuses, no right over the org.
pub async fn make(tx: &mut Tx, by: &Actor, ask: &Make) -> Result<Pack, InspectError> {
    let org = orgs::get(tx, ask.org).await?;
    access::require(by, &rights::WRITE, &org.path)?;
    if let Some(there) = store::get(tx, ask.upload).await? {
        open(tx, by, there.id, &rights::WRITE).await?;
        return Ok(there);
    }
    let upload = upload(tx, by, &()).await?;
    let grid = upload.sheets.get(ask.sheet).filter(|_| upload.id == ask.upload).ok_or(InspectError::NoUpload)?;
    let found = table::lines(grid, &ask.mapping)?;
    let (id, now) = (upload.id, tx.now());
    let (file, digest, made) = (upload.file.clone(), upload.digest.clone(), (by.name.clone(), now));
    let pack = Pack { id, org: org.id, title: title(&ask.title)?, due: ask.due, file, digest, closed: None, revision: 1, made };
    let numbers = table::numbers(&found.lines);
    let lines: Vec<Line> = found
        .lines
        .into_iter()
        .zip(numbers)
        .zip(1..)
        .map(|((entry, (chapter, part)), place)| Line { id: base::id::new_id(now), pack: id, place, chapter, part, entry })
        .collect();
    store::insert(tx, &pack, &lines).await?;
    store::clear(tx, account(by)?).await?;
    let note = base::Note::new("inspect.make").on("inspect.pack", id).with("title", pack.title.as_str()).with("records", lines.len());
    tx.note(note.with("file_digest", pack.digest.as_str()).with("org", org.id.to_string()));
    Ok(pack)
}

/// Changes what a pack is called and by when it must be ready.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which.
    pub pack: Uuid,
    /// The revision that the form showed.
    pub revision: i64,
    /// What it is called.
    pub title: String,
    /// The day by which it must be ready.
    pub due: Option<Day>,
}

async fn put(tx: &mut Tx, old: Pack, revision: i64, new: Pack, note: base::Note) -> Result<Pack, InspectError> {
    let new = Pack { revision: old.revision + 1, ..new };
    if old.revision != revision || !store::update(tx, &new).await? {
        return Err(InspectError::Changed);
    }
    tx.note(note.on("inspect.pack", new.id).with("title", new.title.as_str()));
    Ok(new)
}

/// Changes a pack.
pub async fn change(tx: &mut Tx, by: &Actor, ask: &Change) -> Result<Pack, InspectError> {
    let (old, _) = open(tx, by, ask.pack, &rights::WRITE).await?;
    let new = Pack { title: title(&ask.title)?, due: ask.due, ..old.clone() };
    let note = base::Note::new("inspect.change").with("before", old.title.as_str()).with("due", ask.due.map(|day| day.to_string()));
    put(tx, old, ask.revision, new, note).await
}

/// Ends an inspection, or opens it again.
#[derive(Clone, Debug)]
pub struct Close {
    /// Which.
    pub pack: Uuid,
    /// The revision that the page showed.
    pub revision: i64,
    /// Whether it is over.
    pub over: bool,
}

/// Ends an inspection, or opens it again. Again, nothing happens.
pub async fn close(tx: &mut Tx, by: &Actor, ask: &Close) -> Result<Pack, InspectError> {
    let (old, _) = open(tx, by, ask.pack, &rights::WRITE).await?;
    if old.closed.is_some() == ask.over {
        return Ok(old);
    }
    let new = Pack { closed: ask.over.then(|| tx.now()), ..old.clone() };
    let note = base::Note::new("inspect.close").with("state", if ask.over { "已结束" } else { "未结束" });
    put(tx, old, ask.revision, new, note).await
}

/// Deletes a pack of which every line is empty.
///
/// # Errors
/// [`InspectError::NotEmpty`].
pub async fn remove(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(), InspectError> {
    let (pack, _) = open(tx, by, *id, &rights::WRITE).await?;
    let (lines, empty) = store::counts(tx, &[*id]).await?.remove(id).unwrap_or_default();
    if lines != empty {
        return Err(InspectError::NotEmpty);
    }
    store::remove(tx, *id).await?;
    tx.note(base::Note::new("inspect.remove").on("inspect.pack", *id).with("title", pack.title.as_str()));
    Ok(())
}

/// A page of a pack.
#[derive(Clone)]
pub struct PackPage {
    /// Which pack.
    pub pack: Uuid,
    /// After this place.
    pub after: i64,
    /// Only lines that nothing answers.
    pub empty: bool,
    /// All lines, where they are to be printed.
    pub whole: bool,
    /// All rooms' records.
    pub records: AllRecords,
}

/// What the page of a pack shows.
#[derive(Clone, Debug)]
pub struct PackView {
    /// The pack.
    pub pack: Pack,
    /// Whose it is.
    pub org: Org,
    /// How many lines.
    pub lines: i64,
    /// How many of them are empty.
    pub empty: i64,
    /// Those of this page, each with what answers it.
    pub shown: Vec<(Line, Material)>,
    /// The place after which the next page begins.
    pub next: Option<i64>,
    /// Whether the person may work on it.
    pub may: bool,
}

/// A pack.
pub async fn view(tx: &mut Tx, by: &Actor, ask: &PackPage) -> Result<PackView, InspectError> {
    let (pack, org) = open(tx, by, ask.pack, &rights::READ).await?;
    let (lines, empty) = store::counts(tx, &[pack.id]).await?.remove(&pack.id).unwrap_or_default();
    let stale: Vec<Uuid> = stale(tx, by, &ask.records, &[pack.id]).await?.into_iter().map(|line| line.id).collect();
    let empty = empty + i64::try_from(stale.len()).unwrap_or(0);
    let only = ask.empty.then_some(stale.as_slice());
    let limit = if ask.whole { i64::try_from(table::MOST_LINES).unwrap_or(i64::MAX) } else { LINES };
    let mut shown = store::lines(tx, pack.id, ask.after, only, limit + 1).await?;
    let more = i64::try_from(shown.len()).unwrap_or(i64::MAX) > limit;
    shown.truncate(usize::try_from(limit).unwrap_or(0));
    let next = shown.last().filter(|_| more).map(|line| line.place);
    let mut materials = materials(tx, by, &ask.records, &shown).await?;
    let shown = shown.into_iter().map(|line| (materials.remove(&line.id).unwrap_or_default(), line)).map(|(of, line)| (line, of)).collect();
    let may = access::require(by, &rights::WRITE, &org.path).is_ok();
    Ok(PackView { pack, org, lines, empty, shown, next, may })
}

/// Looks for records that answer a line.
#[derive(Clone)]
pub struct Search {
    /// Which line.
    pub line: Uuid,
    /// Which kind; all without.
    pub kind: Option<String>,
    /// What is looked for.
    pub find: Find,
    /// All rooms' records.
    pub records: AllRecords,
}

/// What the page of a line shows.
#[derive(Clone, Debug)]
pub struct LineView {
    /// The line.
    pub line: Line,
    /// Its pack.
    pub pack: Pack,
    /// Whose it is.
    pub org: Org,
    /// What answers it.
    pub material: Material,
    /// The lines before and after it.
    pub beside: (Option<Uuid>, Option<Uuid>),
    /// Whether the person may work on it.
    pub may: bool,
}

/// A line with what answers it.
pub async fn line(tx: &mut Tx, by: &Actor, (id, records): &(Uuid, AllRecords)) -> Result<LineView, InspectError> {
    let (line, pack, org) = open_line(tx, by, *id, &rights::READ).await?;
    let material = materials(tx, by, records, std::slice::from_ref(&line)).await?.remove(id).unwrap_or_default();
    let around = store::lines(tx, pack.id, line.place - 2, None, 3).await?;
    let at = |place: i64| around.iter().find(|one| one.place == place).map(|one| one.id);
    let beside = (at(line.place - 1), at(line.place + 1));
    let may = access::require(by, &rights::WRITE, &org.path).is_ok();
    Ok(LineView { line, pack, org, material, beside, may })
}

/// Records over all rooms that the person may see, for a line that they may work on.
pub async fn search(tx: &mut Tx, by: &Actor, ask: &Search) -> Result<Vec<(RecordKind, Known)>, InspectError> {
    open_line(tx, by, ask.line, &rights::WRITE).await?;
    let find = Find { limit: MOST_FOUND, ..ask.find.clone() };
    let mut found = ask.records.find(tx, by, ask.kind.as_deref(), &find).await?;
    found.retain(|(kind, _)| kind.code != LINE);
    Ok(found)
}

/// A record that is to answer a line, or no more.
#[derive(Clone)]
pub struct Attach {
    /// Which line.
    pub line: Uuid,
    /// The record's kind.
    pub kind: String,
    /// The record.
    pub source: Uuid,
    /// All rooms' records.
    pub records: AllRecords,
}

/// Lets a record answer a line. Again, nothing happens.
///
/// # Errors
/// [`InspectError::NotFound`] for a record that the person may not see, [`InspectError::Closed`], [`InspectError::Full`].
pub async fn attach(tx: &mut Tx, by: &Actor, ask: &Attach) -> Result<Line, InspectError> {
    let (line, pack, _) = open_line(tx, by, ask.line, &rights::WRITE).await?;
    if pack.closed.is_some() {
        return Err(InspectError::Closed);
    }
    let known = ask.records.known(tx, by, &ask.kind, &[ask.source]).await?.pop();
    let known = known.filter(|known| known.gone.is_none() && ask.kind != LINE).ok_or(InspectError::NotFound)?;
    let there = store::answers(tx, &[line.id]).await?.remove(&line.id).unwrap_or_default();
    if there.len() >= MOST_RECORDS {
        return Err(InspectError::Full);
    }
    // What stays here when the record goes tells nobody's name.
    let title = lasting_title(&ask.kind, &known.title);
    let answer = Answer { line: line.id, kind: ask.kind.clone(), source: known.id, title: title.clone(), who: by.name.clone() };
    if store::attach(tx, &answer).await? {
        let files = evidence::of(tx, kind_of(&ask.records, &ask.kind), known.id).await?;
        let standing = files.into_iter().filter(|file| file.removed.is_none());
        let named = |file: evidence::Evidence| (ask.kind.clone(), known.id, file.id, evidence::lasting_name(&ask.kind, &file.name));
        let had: Vec<_> = standing.map(named).collect();
        store::remember(tx, line.id, &had).await?;
        tx.note(about(base::Note::new("inspect.attach"), &line, &ask.kind, ask.source, &title));
    }
    Ok(line)
}

fn kind_of(records: &AllRecords, code: &str) -> &'static str {
    records.by_code(code).map_or("", |records| records.kind().code)
}

/// A record's title as it may be kept for ever.
fn lasting_title(kind: &str, title: &str) -> String {
    if kind == evidence::PERSON { norms::name::masked(title) } else { title.to_owned() }
}

fn about(note: base::Note, line: &Line, kind: &str, source: Uuid, title: &str) -> base::Note {
    let note = note.on("inspect.pack", line.pack).with("title", title).with("number", line.number());
    note.with("kind", kind).with("source", source.to_string())
}

/// Takes a record from a line. Again, nothing happens.
pub async fn detach(tx: &mut Tx, by: &Actor, ask: &Attach) -> Result<Line, InspectError> {
    let (line, pack, _) = open_line(tx, by, ask.line, &rights::WRITE).await?;
    if pack.closed.is_some() {
        return Err(InspectError::Closed);
    }
    let there = store::answers(tx, &[line.id]).await?.remove(&line.id).unwrap_or_default();
    let title = there.into_iter().find(|one| one.kind == ask.kind && one.source == ask.source).map(|one| one.title).unwrap_or_default();
    if store::detach(tx, line.id, &ask.kind, ask.source).await? {
        tx.note(about(base::Note::new("inspect.detach"), &line, &ask.kind, ask.source, &title));
    }
    Ok(line)
}
