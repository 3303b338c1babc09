//! 汇总数: totals that districts report without a list, and the list that takes the place of one.

use std::collections::{BTreeSet, HashMap};

use base::{Actor, OrgId, Tx};
use board::orgs::Org;
use board::{access, orgs};
use ledger::metrics::{Kind, Metric};
use norms::{Day, Period};
use uuid::Uuid;

use super::write::{self, Correct};
use crate::model::{About, Code, Line, Record};
use crate::{JournalError, audit, rights, store};

/// Records of which one page chooses a list.
pub const MOST_LISTED: usize = 500;

/// The totals of a metric that stand for exactly a period, by org.
pub async fn declared(tx: &mut Tx, by: &Actor, ask: &(&'static Metric, Period)) -> Result<HashMap<OrgId, Vec<Record>>, JournalError> {
    let standing = store::declared::standing(tx, &access::scope(by, &rights::READ), ask.0.number, ask.1).await?;
    let ids: Vec<Uuid> = standing.iter().map(|(_, record)| *record).collect();
    let mut out: HashMap<OrgId, Vec<Record>> = HashMap::new();
    for record in store::many(tx, &ids).await? {
        out.entry(record.content.org).or_default().push(record);
    }
    Ok(out)
}

/// A total and the records whose list may take its place.
#[derive(Clone, Debug)]
pub struct Replaceable {
    /// The record that reports the total.
    pub record: Record,
    /// Its org.
    pub org: Org,
    /// Its line.
    pub line: Line,
    /// Records with a list, newest first; at most [`MOST_LISTED`].
    pub lists: Vec<Record>,
    /// Their orgs.
    pub orgs: HashMap<OrgId, Org>,
}

impl Replaceable {
    /// What the lists of these records count: distinct names for a metric that counts each once, else the sum.
    pub fn counted<'a>(&self, records: impl Iterator<Item = &'a Record>) -> i64 {
        let metric = self.line.metric.0;
        let lines = records.flat_map(|record| record.content.lines.iter().filter(|line| line.metric.0 == metric));
        if metric.kind == Kind::Reach {
            let names: BTreeSet<&About> = lines.flat_map(|line| &line.subjects).collect();
            return i64::try_from(names.len()).unwrap_or(i64::MAX);
        }
        lines.map(|line| line.quantity * i64::try_from(line.subjects.len().max(1)).unwrap_or(1)).sum()
    }
}

/// The total of this metric in a record that the person may correct.
pub async fn replaceable(tx: &mut Tx, by: &Actor, ask: &(Uuid, Code)) -> Result<Replaceable, JournalError> {
    let (record, org) = super::open_to_change(tx, by, &ask.0).await?;
    let line = record.content.lines.iter().find(|line| line.metric == ask.1 && line.declared_from.is_some());
    let (Some(line), None) = (line.cloned(), record.withdrawn) else {
        return Err(JournalError::refused(
            "这条记录没有汇总数，或已经由名单替换。",
            "the record reports no such total, or a list has replaced it",
        ));
    };
    let days = (line.declared_from.unwrap_or(record.content.day), record.content.day);
    let lists = found(tx, &org, ask.1.0, days).await?;
    let ids: Vec<OrgId> = lists.iter().map(|record| record.content.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    Ok(Replaceable { record, org, line, lists, orgs })
}

async fn found(tx: &mut Tx, org: &Org, metric: &Metric, days: (Day, Day)) -> Result<Vec<Record>, JournalError> {
    let ids = store::declared::lists(tx, &org.path, metric.number, days, i64::try_from(MOST_LISTED).unwrap_or(i64::MAX)).await?;
    let mut lists = store::many(tx, &ids).await?;
    lists.sort_by_key(|record| std::cmp::Reverse((record.content.day, record.id)));
    Ok(lists)
}

/// 用名单替换.
#[derive(Clone, Debug)]
pub struct Replace {
    /// The record that reports the total.
    pub record: Uuid,
    /// The revision that the page showed.
    pub revision: i64,
    /// Of which metric.
    pub metric: Code,
    /// The records whose list takes its place.
    pub list: Vec<Uuid>,
}

/// Takes the total out of the figures, because these records' list counts the same work. The record stays, with what took its place.
pub async fn replace(tx: &mut Tx, by: &Actor, ask: &Replace) -> Result<Record, JournalError> {
    let of = replaceable(tx, by, &(ask.record, ask.metric)).await?;
    if ask.list.is_empty() {
        return Err(JournalError::invalid("list", "请勾选用来替换的记录。", "name the records whose list takes its place"));
    }
    if ask.list.iter().any(|id| !of.lists.iter().any(|record| record.id == *id)) {
        return Err(JournalError::invalid(
            "list",
            "有的记录已撤回或已更改，不再有这个时段的名单，请重新勾选。",
            "some of the records have no list of this period; choose again",
        ));
    }
    let mut content = of.record.content.clone();
    content.lines.retain(|line| line.metric != ask.metric);
    let reason = format!("由名单替换（{} 条记录）", ask.list.len());
    let record = if content.lines.is_empty() {
        write::withdraw(tx, by, &write::Withdraw { id: ask.record, revision: ask.revision, reason }).await?
    } else {
        write::correct(tx, by, &Correct { id: ask.record, revision: ask.revision, content, reason }).await?
    };
    store::declared::replace(tx, ask.record, ask.metric.0.number, &ask.list, &by.name).await?;
    audit::replace(tx, ask.record, ask.metric.0.code, &ask.list);
    Ok(record)
}
