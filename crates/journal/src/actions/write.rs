//! Record, correct, withdraw, restore.

use base::{Actor, Tx};
use board::{access, orgs};
use ledger::{Cause, SourceRef};
use uuid::Uuid;

use super::campaigns;
use crate::facts::facts_of;
use crate::model::{Act, Content, Record};
use crate::{JournalError, RECORD, audit, rights, rules, store};

/// 登记: the id comes from the form, so that a double click or a repeat after a lost answer is one record.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The record's id.
    pub id: Uuid,
    /// What it says.
    pub content: Content,
}

/// 更正.
#[derive(Clone, Debug)]
pub struct Correct {
    /// Which record.
    pub id: Uuid,
    /// The revision that the form showed.
    pub revision: i64,
    /// What it says now.
    pub content: Content,
    /// Why; may be empty.
    pub reason: String,
}

/// 撤回.
#[derive(Clone, Debug)]
pub struct Withdraw {
    /// Which record.
    pub id: Uuid,
    /// The revision that the page showed.
    pub revision: i64,
    /// Why; may be empty.
    pub reason: String,
}

/// 恢复 what was withdrawn.
#[derive(Clone, Debug)]
pub struct Restore {
    /// Which record.
    pub id: Uuid,
    /// The revision that the page showed.
    pub revision: i64,
}

/// Records something done and posts its facts.
pub async fn record(tx: &mut Tx, by: &Actor, ask: &Recorded) -> Result<Record, JournalError> {
    if let Some(there) = store::get(tx, ask.id).await? {
        return Ok(there);
    }
    allow(tx, by, ask.id, &ask.content).await?;
    let made = (by.name.clone(), tx.now());
    let record = Record {
        id: ask.id,
        content: ask.content.clone(),
        origin: None,
        batch: None,
        revision: 1,
        made: made.clone(),
        changed: made,
        withdrawn: None,
    };
    store::insert(tx, std::slice::from_ref(&record)).await?;
    campaigns::enlist(tx, std::slice::from_ref(&record)).await?;
    settle(tx, by, &record, (Act::Record, ""), None).await?;
    Ok(record)
}

/// Records several, all or none.
pub async fn record_all(tx: &mut Tx, by: &Actor, ask: &Vec<Recorded>) -> Result<Vec<Record>, JournalError> {
    let mut out = Vec::new();
    for one in ask {
        out.push(record(tx, by, one).await?);
    }
    Ok(out)
}

/// Corrects a record; told [`JournalError::Changed`] when somebody was quicker.
pub async fn correct(tx: &mut Tx, by: &Actor, ask: &Correct) -> Result<Record, JournalError> {
    let mut record = load(tx, by, ask.id, ask.revision).await?;
    if record.withdrawn.is_some() {
        return Err(JournalError::refused("这条记录已撤回，请先恢复再更正。", "the record was withdrawn; restore it first"));
    }
    allow(tx, by, ask.id, &ask.content).await?;
    if record.content == ask.content {
        return Ok(record);
    }
    let before = std::mem::replace(&mut record.content, ask.content.clone());
    save(tx, by, record, (Act::Correct, &ask.reason), before).await
}

/// Withdraws a record: it stays readable and counts for nothing.
pub async fn withdraw(tx: &mut Tx, by: &Actor, ask: &Withdraw) -> Result<Record, JournalError> {
    let mut record = load(tx, by, ask.id, ask.revision).await?;
    if record.withdrawn.is_some() {
        return Ok(record);
    }
    record.withdrawn = Some(tx.now());
    let before = record.content.clone();
    save(tx, by, record, (Act::Withdraw, &ask.reason), before).await
}

/// Restores a withdrawn record.
pub async fn restore(tx: &mut Tx, by: &Actor, ask: &Restore) -> Result<Record, JournalError> {
    let mut record = load(tx, by, ask.id, ask.revision).await?;
    if record.withdrawn.is_none() {
        return Ok(record);
    }
    allow(tx, by, ask.id, &record.content).await?;
    record.withdrawn = None;
    let before = record.content.clone();
    save(tx, by, record, (Act::Restore, ""), before).await
}

async fn load(tx: &mut Tx, by: &Actor, id: Uuid, revision: i64) -> Result<Record, JournalError> {
    let record = store::get(tx, id).await?.ok_or(JournalError::NotFound)?;
    let org = orgs::get(tx, record.content.org).await?;
    access::require(by, &rights::WRITE, &org.path)?;
    if record.revision == revision { Ok(record) } else { Err(JournalError::Changed(Box::new(record))) }
}

/// The right over the org that the record names, and the rules.
async fn allow(tx: &mut Tx, by: &Actor, id: Uuid, content: &Content) -> Result<(), JournalError> {
    rules::check(content, tx.today())?;
    let org = orgs::get(tx, content.org).await?;
    access::require(by, &rights::WRITE, &org.path)?;
    rules::check_org(&org, content.day)?;
    let entered = content.lines.iter().filter(|_| content.reported.is_some());
    for (line, from) in entered.filter_map(|line| Some((line, line.declared_from?))) {
        if store::declared::stands_elsewhere(tx, id, content, line.metric.0.number, from).await? {
            let (org, name, said) = (&org.name, line.metric.0.name, norms::Period { from, to: content.day }.chinese());
            return Err(JournalError::refused(
                format!("{org}{said}的“{name}”已经登记过汇总数，请在那条记录上更正。"),
                format!("{org} has reported a total of {} for this period already; correct that record", line.metric.0.code),
            ));
        }
    }
    Ok(())
}

async fn save(tx: &mut Tx, by: &Actor, mut record: Record, (act, reason): (Act, &str), before: Content) -> Result<Record, JournalError> {
    record.revision += 1;
    record.changed = (by.name.clone(), tx.now());
    store::update(tx, &record).await?;
    campaigns::enlist(tx, std::slice::from_ref(&record)).await?;
    settle(tx, by, &record, (act, reason), Some(&before)).await?;
    Ok(record)
}

/// History first, facts last: posting takes the number in commit order.
async fn settle(
    tx: &mut Tx,
    by: &Actor,
    record: &Record,
    (act, reason): (Act, &str),
    before: Option<&Content>,
) -> Result<(), JournalError> {
    store::add_versions(tx, std::slice::from_ref(record), act, reason.trim()).await?;
    audit::record(tx, record, act, reason.trim(), before);
    let cause = Cause::new(RECORD, record.id);
    let source = SourceRef::new(RECORD, record.id);
    ledger::record(tx, by, &cause, &[(source, facts_of(record))]).await?;
    Ok(())
}
