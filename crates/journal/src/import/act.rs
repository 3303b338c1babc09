//! The act of importing: all good rows in one transaction, each refused row named.

use std::collections::HashMap;

use base::secret::Key;
use base::{Actor, OrgId, Tx};
use board::orgs::Org;
use board::{access, orgs};
use ledger::Cause;
use ledger::metrics;
use norms::Day;
use sheet::{Context, Recognition, Rejected, Row, SkipKind, Skipped, Workbook};
use uuid::Uuid;

use super::known::{self, Verdict};
use super::orgs::Orgs;
use super::people::People;
use super::undo::BATCH;
use super::{Corrections, Outcome, batches, offer, people, period, remap, roster};
use crate::actions::enlist;
use crate::model::{Act, Code, Content, Line, Origin, Record};
use crate::{JournalError, audit, rights, rules, store};

/// What to import, and how.
pub struct Import {
    /// The batch's id, made by the form or the command, so that a repeat after a lost answer imports nothing twice.
    pub id: Uuid,
    /// File name, as shown.
    pub file: String,
    /// SM3 of the file, hex.
    pub digest: String,
    /// What was recognised in it.
    pub recognition: Recognition,
    /// The org of rows that name none.
    pub org: OrgId,
    /// Make orgs and people that are lacking; `None`: only while nothing was ever posted.
    pub make_missing: Option<bool>,
    /// Import a workbook that was imported before.
    pub again: bool,
    /// Which changed rows are applied as corrections.
    pub correct: Corrections,
    /// Refuse all when any row is refused or anything is warned about.
    pub strict: bool,
    /// Only tell what would happen: the act ends in [`JournalError::Rehearsed`].
    pub rehearse: bool,
    /// What is kept of the cells ([`cells_to_keep`]), so that another mapping can be applied later.
    pub cells: Vec<u8>,
    /// `id` is an import that stands: its kept cells were recognised by another mapping, which is to be applied to it.
    pub remap: bool,
    /// Digests citizen ids.
    pub key: Key,
}

/// What is kept of a workbook's cells after its import: phones masked, citizen ids sealed under the installation's key.
///
/// # Errors
/// None that a file can cause.
pub fn cells_to_keep(book: &Workbook, key: &Key, today: Day) -> Result<Vec<u8>, JournalError> {
    let kept = sheet::keep(book, today, |id| key.seal("citizen_id", id.in_clear()));
    kept.map_err(|error| JournalError::refused("文件的单元格无法保存，请重试。", error.to_string()))
}

/// So many rows go in at once: the year of a large city's office tenfold, within the memory that an import may take.
const MOST_ROWS: usize = 20_000;

/// How a workbook is to be recognised for an import: with more rows than one may bring, not to its end.
pub fn context(file: &str, today: Day) -> Context {
    Context { file_name: file.to_owned(), today: Some(today), year: None, most: Some(MOST_ROWS) }
}

/// A row that passed so far.
pub(super) struct Taken {
    pub(super) content: Content,
    pub(super) sheet: String,
    pub(super) row: u32,
    pub(super) cells: Vec<(String, String)>,
}

/// Imports what was recognised.
///
/// # Errors
/// [`JournalError::ImportedBefore`], [`JournalError::Rehearsed`] for a rehearsal, [`JournalError::Findings`] under `strict`.
pub async fn import(tx: &mut Tx, by: &Actor, ask: &Import) -> Result<Outcome, JournalError> {
    let outcome = if ask.remap { remap::remap(tx, by, ask).await? } else { import_new(tx, by, ask).await? };
    if ask.strict && (outcome.has_findings() || !outcome.all_warnings().is_empty()) {
        return Err(JournalError::Findings(Box::new(Outcome { batch: None, ..outcome })));
    }
    if ask.rehearse { Err(JournalError::Rehearsed(Box::new(Outcome { batch: None, ..outcome }))) } else { Ok(outcome) }
}

async fn import_new(tx: &mut Tx, by: &Actor, ask: &Import) -> Result<Outcome, JournalError> {
    if let Some(done) = repeated(tx, by, ask).await? {
        return Ok(done);
    }
    if let (false, Some(before)) = (ask.again, store::batches::of_digest(tx, &ask.digest).await?) {
        return Err(JournalError::ImportedBefore(before));
    }
    let first = tx.last_number() == 0;
    let mut work = Work::start(tx, by, ask).await?;
    let taken = work.take_rows(tx, by).await?;
    let records = work.judge(tx, by, taken, &[]).await?;
    roster::import(tx, by, ask, &mut work.orgs, &mut work.outcome).await?;
    let mut outcome = work.end();
    if first {
        outcome.made.extend(period::fit(tx, by, &records).await?);
    }
    keep(tx, by, ask, &records, &mut outcome).await?;
    Ok(outcome)
}

/// More rows than one import may bring are refused.
fn check_size(recognition: &Recognition) -> Result<(), JournalError> {
    if !recognition.more && recognition.rows.len() + recognition.members.len() <= MOST_ROWS {
        return Ok(());
    }
    let chinese = format!("文件里的记录超过 {MOST_ROWS} 行，一次最多导入 {MOST_ROWS} 行，请按月份或按表拆成几个文件。");
    Err(JournalError::refused(chinese, format!("the workbook has more than {MOST_ROWS} rows, the most of one import; split it")))
}

/// The same form sent twice: the answer of the first time, as far as it was kept.
async fn repeated(tx: &mut Tx, by: &Actor, ask: &Import) -> Result<Option<Outcome>, JournalError> {
    match batches::batch(tx, by, &ask.id).await {
        Ok(batch) => {
            Ok(Some(Outcome { batch: Some(batch.id), recorded: usize::try_from(batch.records).unwrap_or(0), ..start(&ask.recognition) }))
        }
        Err(JournalError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn start(recognition: &Recognition) -> Outcome {
    Outcome { sheets: recognition.sheets.clone(), warnings: recognition.warnings.clone(), ..Outcome::default() }
}

async fn keep(tx: &mut Tx, by: &Actor, ask: &Import, records: &[Record], outcome: &mut Outcome) -> Result<(), JournalError> {
    store::insert(tx, records).await?;
    store::add_versions(tx, records, Act::Record, "导入").await?;
    enlist(tx, records).await?;
    outcome.recorded = records.len();
    outcome.brought = brought(tx, records).await?;
    outcome.batch = Some(ask.id);
    batches::keep(tx, by, ask, outcome).await?;
    let corrected = offer::apply(tx, by, &ask.file, &outcome.changed).await?;
    store::changed::keep(tx, ask.id, &outcome.changed).await?;
    let facts: Vec<_> = offer::stated(records).into_iter().chain(offer::stated(&corrected)).collect();
    ledger::record(tx, by, &Cause::import(BATCH, ask.id), &facts).await?;
    Ok(audit::import(tx, ask, outcome, records)?)
}

/// How many of the records each sheet brought to each org, in the order of the sheets.
pub(super) async fn brought(tx: &mut Tx, records: &[Record]) -> Result<Vec<(String, String, usize)>, JournalError> {
    let ids: Vec<OrgId> = records.iter().map(|record| record.content.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    let mut out: Vec<(String, String, usize)> = Vec::new();
    let mut places: HashMap<(&str, OrgId), usize> = HashMap::new();
    for record in records {
        let sheet = record.origin.as_ref().map(|origin| origin.sheet.as_str()).unwrap_or_default();
        let at = *places.entry((sheet, record.content.org)).or_insert_with(|| {
            let org = orgs.get(&record.content.org).map(|org| org.name.clone()).unwrap_or_default();
            out.push((sheet.to_owned(), org, 0));
            out.len() - 1
        });
        out[at].2 += 1;
    }
    Ok(out)
}

/// An import under way.
pub(super) struct Work<'a> {
    ask: &'a Import,
    pub(super) outcome: Outcome,
    pub(super) orgs: Orgs,
    people: People<'a>,
}

impl<'a> Work<'a> {
    pub(super) async fn start(tx: &mut Tx, by: &Actor, ask: &'a Import) -> Result<Work<'a>, JournalError> {
        let org = orgs::get(tx, ask.org).await?;
        access::require(by, &rights::IMPORT, &org.path)?;
        check_size(&ask.recognition)?;
        let make = ask.make_missing.unwrap_or(tx.last_number() == 0);
        let orgs = Orgs::new(tx, org, make).await?;
        Ok(Work { ask, outcome: start(&ask.recognition), orgs, people: People::new(&ask.key, make) })
    }

    /// What became of it, with the orgs and people that were made.
    pub(super) fn end(self) -> Outcome {
        let Work { mut outcome, orgs, people, .. } = self;
        outcome.made.splice(0..0, orgs.made.into_iter().chain(people.made));
        outcome
    }

    pub(super) async fn take_rows(&mut self, tx: &mut Tx, by: &Actor) -> Result<Vec<Taken>, JournalError> {
        let rows = &self.ask.recognition.rows;
        let districts = districts_of_stations(tx, rows).await?;
        let mut contents = Vec::new();
        for row in rows {
            // A stay names its station; whose it is, the station's own row says.
            let named = row.org.as_deref().or_else(|| row.place.as_deref().and_then(|place| districts.get(place).map(String::as_str)));
            match self.orgs.of(tx, by, named).await? {
                Ok(org) => contents.push((row, content(row, &org, &self.ask.key), org)),
                Err((chinese, english)) => self.refuse(&row.sheet, row.row, named.unwrap_or_default(), &english, &chinese),
            }
        }
        let prints: Vec<String> = contents.iter().map(|(_, content, _)| rules::fingerprint(content)).collect();
        let erased = store::known::erased(tx, &prints).await?;
        let mut taken = Vec::new();
        for ((row, content, org), print) in contents.into_iter().zip(prints) {
            let checked = rules::check(&content, tx.today()).and_then(|()| rules::check_org(&org, content.day));
            let met = match checked {
                // Who was erased from a record is not put on the roster again by the row that it came from.
                Ok(()) if erased.contains(&print) => Ok(()),
                Ok(()) => self.people.meet(tx, by, row, org.id).await?,
                Err(error) => Err((error.chinese(), error.to_string())),
            };
            match met {
                Ok(()) => taken.push(Taken { content, sheet: row.sheet.clone(), row: row.row, cells: row.cells.clone() }),
                Err((chinese, english)) => self.refuse(&row.sheet, row.row, "", &english, &chinese),
            }
        }
        Ok(taken)
    }

    /// Leaves out what stands already and offers what changed. `except`: records that are judged otherwise.
    pub(super) async fn judge(&mut self, tx: &mut Tx, by: &Actor, taken: Vec<Taken>, except: &[Uuid]) -> Result<Vec<Record>, JournalError> {
        let verdicts = known::judge(tx, &taken, except).await?;
        let named: Vec<_> = taken.iter().map(|row| (row.sheet.clone(), row.row, row.content.title.clone())).collect();
        let mut records = Vec::new();
        for (row, verdict) in taken.into_iter().zip(verdicts) {
            match verdict {
                Verdict::New => records.push(self.record(tx, by, row)),
                Verdict::AlreadyThere => self.skip(&row),
                Verdict::Other { record, by_hand, details } => self.offer(row, *record, by_hand, details),
            }
        }
        offer::check_chosen(&self.ask.correct, &self.outcome, &named)?;
        Ok(records)
    }

    pub(super) fn record(&self, tx: &Tx, by: &Actor, row: Taken) -> Record {
        let made = (by.name.clone(), tx.now());
        let origin = Origin { file: self.ask.file.clone(), sheet: row.sheet, row: row.row, cells: row.cells };
        Record {
            id: tx.new_id(),
            content: row.content,
            origin: Some(origin),
            batch: Some(self.ask.id),
            revision: 1,
            made: made.clone(),
            changed: made,
            withdrawn: None,
        }
    }

    pub(super) fn corrections(&self) -> &Corrections {
        &self.ask.correct
    }

    pub(super) fn skip(&mut self, row: &Taken) {
        self.outcome.already_there += 1;
        self.count_as_passed(row, "already there");
    }

    pub(super) fn count_as_passed(&mut self, row: &Taken, why: &str) {
        if let Some(sheet) = self.outcome.sheets.iter_mut().find(|s| s.name == row.sheet) {
            sheet.accepted = sheet.accepted.saturating_sub(1);
            sheet.skipped.push(Skipped { row: row.row, why: why.to_owned(), kind: SkipKind::AlreadyThere });
        }
    }

    fn refuse(&mut self, sheet: &str, row: u32, value: &str, english: &str, chinese: &str) {
        if let Some(sheet) = self.outcome.sheets.iter_mut().find(|s| s.name == sheet) {
            sheet.accepted = sheet.accepted.saturating_sub(1);
            let column = sheet.columns.get("org").map_or("A", String::as_str);
            let cell = format!("{column}{row}");
            sheet.rejected.push(Rejected { cell, value: value.to_owned(), reason: english.to_owned(), chinese: chinese.to_owned() });
        }
    }
}

/// Which district has the station of this name: by this workbook's list of stations, else by the records of earlier ones.
async fn districts_of_stations(tx: &mut Tx, rows: &[Row]) -> Result<HashMap<String, String>, JournalError> {
    let is_station = |row: &&Row| row.lines.iter().any(|line| line.metric == "station.site");
    let mut out: HashMap<String, String> = HashMap::new();
    let stays = rows.iter().any(|row| row.org.is_none() && row.lines.iter().any(|line| line.metric.starts_with("station.")));
    if stays && let Some(site) = metrics::by_code("station.site") {
        let records = store::titles_of(tx, site.number).await?;
        let ids: Vec<OrgId> = records.iter().map(|(_, org)| *org).collect();
        let orgs: HashMap<OrgId, Org> = orgs::many(tx, &ids).await?;
        out.extend(records.into_iter().filter_map(|(title, org)| orgs.get(&org).map(|org| (title, org.name.clone()))));
    }
    out.extend(rows.iter().filter(is_station).filter_map(|row| row.org.clone().map(|org| (row.title.clone(), org))));
    Ok(out)
}

fn content(row: &Row, org: &Org, key: &Key) -> Content {
    let mut people = row.people.clone();
    people.dedup();
    Content {
        org: org.id,
        day: row.day,
        until: row.until,
        day_assumed: row.day_assumed,
        title: row.title.clone(),
        place: row.place.clone().unwrap_or_default(),
        remarks: row.remarks.clone().unwrap_or_default(),
        people,
        lines: row.lines.iter().filter_map(|line| line_of(row, line, org, key)).collect(),
        reported: None,
    }
}

fn line_of(row: &Row, line: &sheet::Line, org: &Org, key: &Key) -> Option<Line> {
    let metric = metrics::by_code(line.metric).map(Code)?;
    let subjects = line.subjects.iter().map(|subject| people::about(subject, key, &org.name)).collect();
    // A total without a list speaks of its year up to its day.
    let declared_from = line.declared.then(|| Day::new(row.day.year(), 1, 1).unwrap_or(row.day));
    Some(Line { metric, quantity: line.quantity, subjects, cell: Some(line.cell.clone()), declared_from })
}
