//! Whom records name: shown to them, and erased so that no figure changes. In the place of a name stands 某某, in that of a key one that
//! nobody can follow back, the same in the ledger.

use std::collections::{BTreeMap, BTreeSet};

use base::{DbError, Later, Tx};
use board::personal::{Due, GONE, Holder, Kind, Mention, Veil, Who};
use ledger::{Metric, SubjectKind, metrics};
use norms::Day;
use serde_json::Value;
use uuid::Uuid;

use crate::model::{Act, Content, Record};
use crate::store::{self, personal as rows};
use crate::{RECORD, rights, rules};

/// The journal, as far as it holds something about people.
pub struct JournalPeople;

/// Who stands as having changed an erased record, and why.
const REASON: &str = "删除个人信息";

/// 托管儿童, and 驿站客人: kinds that may have a time.
const CHILD: Kind = Kind { code: "journal.child", name: "暑托班儿童", since: "最后一次记录之日", months: 12 };
const GUEST: Kind = Kind { code: "journal.guest", name: "青年驿站住客", since: "最后一次住宿之日", months: 24 };
const VISITOR: Kind =
    Kind { code: "journal.visitor", name: "其他记录中写明姓名的人员", since: "最后一次记录之日", months: 60 };

impl Holder for JournalPeople {
    fn mentions<'a>(&'a self, tx: &'a mut Tx, who: &'a Who) -> Later<'a, Vec<Mention>> {
        Box::pin(async move {
            let ids: Vec<Uuid> = naming(tx, who).await?.into_iter().collect();
            let mut records = store::many(tx, &ids).await?;
            records.retain(|record| is_named(&record.content, who));
            records.sort_by_key(|record| (std::cmp::Reverse(record.content.day), record.id));
            let mut all: Vec<Mention> = records.iter().map(|record| mention(record, who)).collect();
            all.extend(plans(tx, who).await?.into_iter().map(|plan| Mention {
                kind: "工作安排",
                title: plan.entry.title.clone(),
                day: Some(plan.entry.day),
                href: "/journal/plan".to_owned(),
                org: Some(plan.entry.org),
                right: Some(&rights::READ),
                says: vec![("安排", "列为参加或负责的人".to_owned())],
            }));
            Ok(all)
        })
    }

    fn erase<'a>(&'a self, tx: &'a mut Tx, who: &'a [Who], veil: &'a Veil) -> Later<'a, u64> {
        Box::pin(async move {
            let mut blanks = Vec::new();
            let mut count = 0;
            for one in who {
                let (records, rows) = erase_records(tx, one, veil).await?;
                count += records;
                count += erase_plans(tx, one).await?;
                blanks.push(sheet::Blank {
                    name: one.name.clone(),
                    by: GONE.to_owned(),
                    seals: one.keys.iter().filter(|key| !key.contains('@')).cloned().collect(),
                    rows: rows.into_iter().collect(),
                    anywhere: !one.orgs.is_empty(),
                });
            }
            erase_cells(tx, who, &blanks).await?;
            Ok(count)
        })
    }

    fn kinds(&self) -> Vec<Kind> {
        vec![CHILD, GUEST, VISITOR]
    }

    fn due<'a>(&'a self, tx: &'a mut Tx, kind: &'a str, before: Day, limit: i64) -> Later<'a, Vec<Due>> {
        Box::pin(async move {
            let guests = |metric: &Metric| metric.code.starts_with("station.");
            let (subject, of): (SubjectKind, Vec<&Metric>) = match kind {
                "journal.child" => (SubjectKind::Child, of(SubjectKind::Child, |_| true)),
                "journal.guest" => (SubjectKind::Person, of(SubjectKind::Person, guests)),
                _ => (SubjectKind::Person, of(SubjectKind::Person, |metric| !guests(metric))),
            };
            ledger::personal::unseen_since(tx, subject, &of, before, limit).await
        })
    }
}

/// The metrics whose facts name somebody of this kind.
fn of(kind: SubjectKind, which: impl Fn(&Metric) -> bool) -> Vec<&'static Metric> {
    metrics::ALL.iter().copied().filter(|metric| metric.subject == Some(kind) && which(metric)).collect()
}

/// The records that may name somebody: those whose facts did, and those of their orgs in whose text the name stands.
async fn naming(tx: &mut Tx, who: &Who) -> Result<BTreeSet<Uuid>, DbError> {
    let sources = ledger::personal::records_naming(tx, who).await?;
    let mut ids: BTreeSet<Uuid> = sources.into_iter().filter(|source| source.kind == RECORD).map(|source| source.id).collect();
    if !who.orgs.is_empty() {
        ids.extend(rows::records_with(tx, &who.orgs, &who.name).await?);
    }
    Ok(ids)
}

/// Whether a record says something of them: by a key of theirs, or by the name among its people where the name alone means them.
fn is_named(content: &Content, who: &Who) -> bool {
    let subject = content.lines.iter().flat_map(|line| &line.subjects).any(|about| who.is(&about.kind, &about.key));
    subject || who.orgs.contains(&content.org) && content.people.contains(&who.name)
}

fn mention(record: &Record, who: &Who) -> Mention {
    let content = &record.content;
    let named = |line: &&crate::model::Line| line.subjects.iter().any(|about| who.is(&about.kind, &about.key));
    let mut says: Vec<(&'static str, String)> =
        content.lines.iter().filter(named).map(|line| ("计入", line.metric.0.name.to_owned())).collect();
    if content.people.contains(&who.name) {
        says.push(("人员", "列为参加或负责的人".to_owned()));
    }
    if record.withdrawn.is_some() {
        says.push(("状态", "已撤回".to_owned()));
    }
    Mention {
        kind: "工作台账",
        title: content.title.clone(),
        day: Some(content.day),
        href: format!("/journal/{}", record.id),
        org: Some(content.org),
        right: Some(&rights::READ),
        says,
    }
}

async fn plans(tx: &mut Tx, who: &Who) -> Result<Vec<crate::plan::Plan>, DbError> {
    let mut found = Vec::new();
    if who.orgs.is_empty() {
        return Ok(found);
    }
    for id in rows::plans_with(tx, &who.orgs, &who.name).await? {
        found.extend(store::plans::get(tx, id).await?.filter(|plan| plan.entry.people.contains(&who.name)));
    }
    Ok(found)
}

/// The value without somebody: their keys under the veil, their name as [`GONE`].
fn without(value: &mut Value, who: &Who, veil: &Veil) {
    match value {
        Value::String(text) if who.keys.contains(text) => *text = veil.over(who.kind, text),
        Value::String(text) => *text = who.scrubbed(text),
        Value::Array(all) => all.iter_mut().for_each(|value| without(value, who, veil)),
        Value::Object(all) => all.values_mut().for_each(|value| without(value, who, veil)),
        _ => {}
    }
}

fn without_in<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T, who: &Who, veil: &Veil) -> Result<T, DbError> {
    let corrupt = |error: serde_json::Error| DbError::Corrupt(error.to_string());
    let mut json = serde_json::to_value(value).map_err(corrupt)?;
    without(&mut json, who, veil);
    serde_json::from_value(json).map_err(corrupt)
}

/// Erases somebody from the records that name them, as they stand and as they stood; how many, and the rows of workbooks behind them.
async fn erase_records(tx: &mut Tx, who: &Who, veil: &Veil) -> Result<(u64, BTreeSet<(String, u32)>), DbError> {
    let ids: Vec<Uuid> = naming(tx, who).await?.into_iter().collect();
    // Facts named them once, so what the record said then names them, whatever it says now.
    let by_facts: BTreeSet<Uuid> = ledger::personal::records_naming(tx, who).await?.into_iter().map(|source| source.id).collect();
    let records: Vec<Record> =
        store::many(tx, &ids).await?.into_iter().filter(|record| by_facts.contains(&record.id) || is_named(&record.content, who)).collect();
    let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
    let mut places: BTreeSet<(String, u32)> = BTreeSet::new();
    for (_, sheet, place) in rows::offered(tx, &ids).await? {
        places.insert((sheet, crate::import::ChangedRow::placed(place).1));
    }
    rows::rewrite_past(tx, &ids, &|value| without(value, who, veil)).await?;
    for mut record in records {
        places.extend(record.origin.iter().map(|origin| (origin.sheet.clone(), origin.row)));
        let (print, like) = (rules::fingerprint(&record.content), rules::likeness(&record.content));
        record.content = without_in(&record.content, who, veil)?;
        record.origin = record.origin.map(|origin| without_in(&origin, who, veil)).transpose()?;
        record.revision += 1;
        record.changed = (REASON.to_owned(), tx.now());
        store::update(tx, &record).await?;
        store::known::keep_veiled(tx, record.id, &print, &like).await?;
        store::changed::set_origin(tx, &record).await?;
        store::add_versions(tx, std::slice::from_ref(&record), Act::Correct, REASON).await?;
    }
    Ok((ids.len() as u64, places))
}

async fn erase_plans(tx: &mut Tx, who: &Who) -> Result<u64, DbError> {
    let plans = plans(tx, who).await?;
    let count = plans.len() as u64;
    for mut plan in plans {
        let entry = &mut plan.entry;
        for text in [&mut entry.title, &mut entry.place, &mut entry.remarks].into_iter().chain(&mut entry.people) {
            *text = who.scrubbed(text);
        }
        plan.revision += 1;
        store::plans::save(tx, &plan).await?;
    }
    Ok(count)
}

/// Takes them out of every kept workbook, also of one whose rows stood already and made no record, and out of what imports reported.
async fn erase_cells(tx: &mut Tx, who: &[Who], blanks: &[sheet::Blank]) -> Result<(), DbError> {
    let names: BTreeMap<&str, &Who> = who.iter().filter(|who| !who.name.is_empty()).map(|who| (who.name.as_str(), who)).collect();
    for batch in rows::batches_with_cells(tx).await? {
        let Some(cells) = store::batches::cells(tx, batch).await? else { continue };
        let blanked = sheet::blank(&cells, blanks).map_err(|error| DbError::Corrupt(error.to_string()))?;
        let Some(cells) = blanked else { continue };
        rows::put_cells(tx, batch, cells).await?;
        let Some(before) = rows::report(tx, batch).await? else { continue };
        let mut after = before.clone();
        names.values().for_each(|who| scrub(&mut after, who));
        if after != before {
            rows::put_report(tx, batch, after).await?;
        }
    }
    Ok(())
}

fn scrub(value: &mut Value, who: &Who) {
    match value {
        Value::String(text) => *text = who.scrubbed(text),
        Value::Array(all) => all.iter_mut().for_each(|value| scrub(value, who)),
        Value::Object(all) => all.values_mut().for_each(|value| scrub(value, who)),
        _ => {}
    }
}
