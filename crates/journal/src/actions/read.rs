//! Looking at the journal.

use std::collections::HashMap;

use base::{Actor, OrgId, Tx};
use board::{access, evidence, orgs, orgs::Org};
use ledger::metrics::{self, Metric};
use ledger::{Citation, FactLine, SourceRef};
use norms::Day;
use uuid::Uuid;

use crate::import::{self, Batch};
use crate::model::{Record, Version};
use crate::store::Filter;
use crate::store::declared::Replacement;
use crate::{JournalError, RECORD, rights, store};

/// A page of records with the orgs that they name.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Newest first.
    pub records: Vec<Record>,
    /// Their orgs.
    pub orgs: HashMap<OrgId, Org>,
    /// How many fit the filter in all.
    pub total: i64,
    /// How many files of evidence each has; those with none are left out.
    pub evidence: HashMap<Uuid, i64>,
    /// Where the next page begins, if there is one.
    pub next: Option<(Day, Uuid)>,
}

/// A filter and a place in its list.
#[derive(Clone, Debug, Default)]
pub struct RecordPage {
    /// Which records.
    pub filter: Filter,
    /// After this (day, id).
    pub after: Option<(Day, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// What the reader may see of the journal.
pub async fn list(tx: &mut Tx, by: &Actor, ask: &RecordPage) -> Result<Listed, JournalError> {
    let scope = access::scope(by, &rights::READ);
    let total = store::count(tx, &scope, &ask.filter).await?;
    let mut records = store::list(tx, &scope, &ask.filter, ask.after, ask.limit + 1).await?;
    let more = i64::try_from(records.len()).unwrap_or(i64::MAX) > ask.limit;
    records.truncate(usize::try_from(ask.limit).unwrap_or(0));
    let next = records.last().filter(|_| more).map(|r| (r.content.day, r.id));
    let ids: Vec<OrgId> = records.iter().map(|r| r.content.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
    let evidence = evidence::counts(tx, RECORD, &ids).await?;
    Ok(Listed { records, orgs, total, evidence, next })
}

/// Records by id, those that the reader may see.
pub async fn chosen(tx: &mut Tx, by: &Actor, ids: &Vec<Uuid>) -> Result<Listed, JournalError> {
    let records = store::many(tx, ids).await?;
    let all: Vec<OrgId> = records.iter().map(|r| r.content.org).collect();
    let orgs = orgs::many(tx, &all).await?;
    let seen = |record: &Record| orgs.get(&record.content.org).is_some_and(|org| access::require(by, &rights::READ, &org.path).is_ok());
    let records: Vec<Record> = records.into_iter().filter(seen).collect();
    Ok(Listed { total: i64::try_from(records.len()).unwrap_or(i64::MAX), records, orgs, evidence: HashMap::new(), next: None })
}

/// One record with its org; what the reader may not see is not there.
pub async fn open(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Record, Org), JournalError> {
    let record = store::get(tx, *id).await?.ok_or(JournalError::NotFound)?;
    let org = orgs::get(tx, record.content.org).await?;
    access::require(by, &rights::READ, &org.path)?;
    Ok((record, org))
}

/// The record and what was done to it, oldest first.
pub async fn history(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Record, Org, Vec<Version>), JournalError> {
    let (record, org) = open(tx, by, id).await?;
    Ok((record, org, store::versions(tx, *id).await?))
}

/// One record that the person may correct or withdraw.
pub async fn open_to_change(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Record, Org), JournalError> {
    let (record, org) = open(tx, by, id).await?;
    access::require(by, &rights::WRITE, &org.path)?;
    Ok((record, org))
}

/// Everything that the page of a record shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The record.
    pub record: Record,
    /// Its org.
    pub org: Org,
    /// The orgs that its history names.
    pub orgs: HashMap<OrgId, Org>,
    /// What was done to it, oldest first.
    pub versions: Vec<Version>,
    /// What it counts for today.
    pub lines: Vec<FactLine>,
    /// The figures of signed reports behind which it stands.
    pub cites: Vec<Citation>,
    /// The import that made it.
    pub batch: Option<Batch>,
    /// The lists that took the place of its totals.
    pub replacements: Vec<Replacement>,
}

/// The record with all that hangs on it.
pub async fn view(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<View, JournalError> {
    let (record, org, versions) = history(tx, by, id).await?;
    let source = SourceRef::new(RECORD, *id);
    let (lines, cites) = (ledger::lines_of(tx, &source).await?, ledger::citations_of(tx, &source).await?);
    let ids: Vec<OrgId> = versions.iter().map(|version| version.content.org).chain([org.id]).collect();
    let orgs = orgs::many(tx, &ids).await?;
    // The record may be seen where its import, made for an org above, may not.
    let batch = match record.batch {
        Some(batch) => import::batch(tx, by, &batch).await.ok(),
        None => None,
    };
    let replacements = store::declared::replacements(tx, *id).await?;
    Ok(View { record, org, orgs, versions, lines, cites, batch, replacements })
}

/// Whether there is a record with this id, for whomever.
pub async fn exists(tx: &mut Tx, id: &Uuid) -> Result<bool, JournalError> {
    Ok(store::get(tx, *id).await?.is_some())
}

/// The kinds of work that the person recorded lately, the latest first, each once.
pub async fn recent_kinds(tx: &mut Tx, by: &Actor) -> Result<Vec<&'static Metric>, JournalError> {
    let mut out: Vec<&'static Metric> = Vec::new();
    for metric in store::recent_metrics(tx, &by.name).await?.into_iter().filter_map(metrics::by_number) {
        if !out.contains(&metric) {
            out.push(metric);
        }
    }
    Ok(out)
}

/// What was written lately in records that the person may change, to be offered while they write: the latest first, each once.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Titles.
    pub titles: Vec<String>,
    /// Places.
    pub places: Vec<String>,
    /// Those who took part.
    pub people: Vec<String>,
    /// Enterprises that a line names. Guests and children are never offered.
    pub firms: Vec<String>,
}

impl Known {
    /// What the names of a line may be.
    pub fn subjects(&self, metric: &Metric) -> &[String] {
        if metric.subject == Some(ledger::SubjectKind::Enterprise) { &self.firms } else { &[] }
    }
}

/// Records that are looked through for what was written before.
const LOOKED_THROUGH: i64 = 200;

/// Reads what was written lately.
pub async fn known(tx: &mut Tx, by: &Actor) -> Result<Known, JournalError> {
    let records = store::list(tx, &access::scope(by, &rights::WRITE), &Filter::default(), None, LOOKED_THROUGH).await?;
    let mut known = Known::default();
    let add = |list: &mut Vec<String>, text: &str, most: usize| {
        if !text.is_empty() && list.len() < most && !list.iter().any(|there| there == text) {
            list.push(text.to_owned());
        }
    };
    for content in records.iter().map(|record| &record.content) {
        add(&mut known.titles, &content.title, 40);
        add(&mut known.places, &content.place, 40);
        content.people.iter().for_each(|name| add(&mut known.people, name, 100));
        let firms = content.lines.iter().filter(|line| line.metric.0.subject == Some(ledger::SubjectKind::Enterprise));
        firms.flat_map(|line| &line.subjects).for_each(|about| add(&mut known.firms, &about.name, 200));
    }
    Ok(known)
}
