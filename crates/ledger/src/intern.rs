//! From names to the dense numbers in which rows speak: records, subjects and orgs, set by set. What is merged resolves to its survivor.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{DbError, OrgId, Tx, sql};
use uuid::Uuid;

use crate::expand::{Said, Stated, add_up};
use crate::metrics::SubjectKind;
use crate::{Fact, LedgerError, SourceRef, Subject};

/// So many names go in one statement.
const PART: usize = 100;

/// Whether names that the ledger does not know yet are saved. A check gives them numbers all the same, which no row has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    Save,
    Imagine,
}

/// What records say, in numbers.
pub(crate) struct Interned {
    pub(crate) said: Said,
    /// The numbers of all the records.
    pub(crate) sources: HashMap<SourceRef, i64>,
    /// Those that the ledger knew before, so that it may hold rows of them.
    pub(crate) known: BTreeSet<i64>,
}

/// Puts what records say into numbers.
pub(crate) async fn intern(tx: &mut Tx, stated: &[(SourceRef, Vec<Fact>)], unknown: Unknown) -> Result<Interned, LedgerError> {
    let facts = || stated.iter().flat_map(|(_, facts)| facts);
    let (sources, known) = sources(tx, stated.iter().map(|(source, _)| source).collect(), unknown).await?;
    let orgs = orgs(tx, facts().map(|fact| fact.org).collect()).await?;
    let subjects = subjects(tx, facts().filter_map(|fact| fact.subject.as_ref()).collect(), unknown).await?;
    let number = |source: &SourceRef, fact: &Fact| {
        let subject = match &fact.subject {
            Some(subject) => subjects.get(&(subject.kind, subject.key.as_str())).copied(),
            None => Some(0),
        };
        let (source, org) = (sources.get(source).copied()?, orgs.get(&fact.org).copied()?);
        let declared = fact.declared.map_or(0, |from| from.number());
        Some((Stated { source, metric: fact.metric.number, org, day: fact.day, subject: subject?, declared }, fact.quantity))
    };
    let mut lines = Vec::new();
    for (source, facts) in stated {
        for fact in facts {
            lines.push(number(source, fact).ok_or_else(|| LedgerError::NoOrg(fact.org.to_string()))?);
        }
    }
    Ok(Interned { said: add_up(lines), sources, known })
}

/// The numbers under which the ledger keeps these orgs.
pub(crate) async fn orgs(tx: &mut Tx, ids: BTreeSet<OrgId>) -> Result<HashMap<OrgId, i64>, LedgerError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<OrgId> = ids.into_iter().collect();
    let numbers = board::tree::resolve(tx, &ids).await?;
    match ids.iter().find(|id| !numbers.contains_key(id)) {
        Some(id) => Err(LedgerError::NoOrg(id.to_string())),
        None => Ok(numbers),
    }
}

async fn sources(
    tx: &mut Tx,
    wanted: BTreeSet<&SourceRef>,
    unknown: Unknown,
) -> Result<(HashMap<SourceRef, i64>, BTreeSet<i64>), LedgerError> {
    let mut numbers: HashMap<SourceRef, i64> = HashMap::new();
    let mut by_kind: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for source in &wanted {
        by_kind.entry(&source.kind).or_default().push(source.id);
    }
    for (kind, ids) in by_kind {
        for part in ids.chunks(PART) {
            let query = sql("SELECT number, id FROM source WHERE tenant = $1 AND kind = $2 AND id IN").bind(tx.tenant()).bind(kind);
            for (number, id) in tx.all::<(i64, Uuid)>(query.list(part.iter().copied())).await? {
                numbers.insert(SourceRef::new(kind, id), number);
            }
        }
    }
    let known = numbers.values().copied().collect();
    let fresh: Vec<&SourceRef> = wanted.into_iter().filter(|source| !numbers.contains_key(*source)).collect();
    let mut next = if fresh.is_empty() { 0 } else { last(tx, "source").await? };
    let mut rows = Vec::new();
    for source in fresh {
        next += 1;
        rows.push(vec![tx.tenant().into(), next.into(), (&source.kind).into(), source.id.into()]);
        numbers.insert(source.clone(), next);
    }
    if unknown == Unknown::Save {
        tx.many("INSERT INTO source(tenant, number, kind, id)", rows, "").await?;
    }
    Ok((numbers, known))
}

async fn subjects<'a>(
    tx: &mut Tx,
    wanted: Vec<&'a Subject>,
    unknown: Unknown,
) -> Result<HashMap<(SubjectKind, &'a str), i64>, LedgerError> {
    let names: BTreeMap<(SubjectKind, &str), &str> = wanted.into_iter().map(|s| ((s.kind, s.key.as_str()), s.name.as_str())).collect();
    let mut numbers: HashMap<(SubjectKind, &str), i64> = HashMap::new();
    let mut by_kind: BTreeMap<SubjectKind, Vec<&str>> = BTreeMap::new();
    for (kind, key) in names.keys() {
        by_kind.entry(*kind).or_default().push(key);
    }
    for (kind, keys) in by_kind {
        for part in keys.chunks(PART) {
            let query = sql("SELECT coalesce(merged_into, number), key FROM subject WHERE tenant = $1 AND kind = $2 AND key IN");
            let query = query.bind(tx.tenant()).bind(kind.code()).list(part.iter().copied());
            let found: HashMap<String, i64> = tx.all::<(i64, String)>(query).await?.into_iter().map(|(n, key)| (key, n)).collect();
            numbers.extend(part.iter().filter_map(|key| found.get(*key).map(|number| ((kind, *key), *number))));
        }
    }
    let fresh: Vec<_> = names.into_iter().filter(|(key, _)| !numbers.contains_key(key)).collect();
    let mut next = if fresh.is_empty() { 0 } else { last(tx, "subject").await? };
    let mut rows = Vec::new();
    for ((kind, key), name) in fresh {
        next += 1;
        rows.push(vec![tx.tenant().into(), next.into(), kind.code().into(), key.into(), name.into()]);
        numbers.insert((kind, key), next);
    }
    if unknown == Unknown::Save {
        tx.many("INSERT INTO subject(tenant, number, kind, key, name)", rows, "").await?;
    }
    Ok(numbers)
}

/// The largest number given so far. The office's acts run one after another, so the next is free.
async fn last(tx: &mut Tx, table: &str) -> Result<i64, DbError> {
    let query = format!("SELECT coalesce(max(number), 0) FROM {table} WHERE tenant = $1");
    tx.one::<(i64,)>(sql(&query).bind(tx.tenant())).await.map(|row| row.0)
}

/// The number of a subject as it is named, not its survivor's.
pub(crate) async fn subject(tx: &mut Tx, kind: SubjectKind, key: &str) -> Result<i64, LedgerError> {
    let query =
        sql("SELECT number FROM subject WHERE tenant = $1 AND kind = $2 AND key = $3").bind(tx.tenant()).bind(kind.code()).bind(key);
    let row: Option<(i64,)> = tx.optional(query).await?;
    row.map(|row| row.0).ok_or(LedgerError::NoSuchSubject(kind.code()))
}
