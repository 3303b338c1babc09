//! From names to the dense numbers in which rows speak: records, subjects and orgs, set by set. What is merged resolves to its survivor.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{DbError, Insert, OrgId, Rows, Tx, sql};
use board::Tree;
use uuid::Uuid;

use crate::expand::{Said, Stated, add_up};
use crate::metrics::SubjectKind;
use crate::{Fact, LedgerError, SourceRef, Subject};

/// What records say, in numbers.
pub(crate) struct Interned {
    pub(crate) said: Said,
    /// The numbers of all the records.
    pub(crate) sources: HashMap<SourceRef, i64>,
    /// Those that the ledger knew before, so that it may hold rows of them.
    pub(crate) known: BTreeSet<i64>,
    /// The tree above all the orgs.
    pub(crate) tree: Tree,
    /// The names that the ledger did not know before, with the numbers that they get once they are saved. A check does not save them.
    pub(crate) fresh: Vec<Insert>,
}

/// Puts what records say into numbers.
pub(crate) async fn intern(tx: &mut Tx, stated: &[(SourceRef, Vec<Fact>)]) -> Result<Interned, LedgerError> {
    let facts = || stated.iter().flat_map(|(_, facts)| facts);
    let (sources, known, fresh_sources) = sources(tx, stated.iter().map(|(source, _)| source).collect()).await?;
    let ids: BTreeSet<OrgId> = facts().map(|fact| fact.org).collect();
    let (orgs, tree) = board::tree::resolve_below(tx, &ids.iter().copied().collect::<Vec<OrgId>>()).await?;
    all_known(&ids, &orgs)?;
    let (subjects, fresh_subjects) = subjects(tx, facts().filter_map(|fact| fact.subject.as_ref()).collect()).await?;
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
    Ok(Interned { said: add_up(lines), sources, known, tree, fresh: vec![fresh_sources, fresh_subjects] })
}

/// The numbers under which the ledger keeps these orgs.
pub(crate) async fn orgs(tx: &mut Tx, ids: BTreeSet<OrgId>) -> Result<HashMap<OrgId, i64>, LedgerError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<OrgId> = ids.into_iter().collect();
    let numbers = board::tree::resolve(tx, &ids).await?;
    all_known(&ids, &numbers)?;
    Ok(numbers)
}

fn all_known<'a>(ids: impl IntoIterator<Item = &'a OrgId>, numbers: &HashMap<OrgId, i64>) -> Result<(), LedgerError> {
    match ids.into_iter().find(|id| !numbers.contains_key(id)) {
        Some(id) => Err(LedgerError::NoOrg(id.to_string())),
        None => Ok(()),
    }
}

/// The numbers of records, those that were known, and what is to be saved of the rest.
async fn sources(tx: &mut Tx, wanted: BTreeSet<&SourceRef>) -> Result<(HashMap<SourceRef, i64>, BTreeSet<i64>, Insert), DbError> {
    let keys = wanted.iter().map(|source| vec![(&source.kind).into(), source.id.into()]).collect();
    let (mut next, mut numbers) = (0, HashMap::new());
    for (number, kind, id) in
        tx.keyed::<(i64, Option<String>, Option<Uuid>)>("kind, id", Rows::of(keys)?, &with_last(SOURCES, "source")).await?
    {
        match (kind, id) {
            (Some(kind), Some(id)) => drop(numbers.insert(SourceRef { kind, id }, number)),
            _ => next = number,
        }
    }
    let known = numbers.values().copied().collect();
    let mut rows = Vec::new();
    for source in wanted {
        if !numbers.contains_key(source) {
            next += 1;
            rows.push(vec![tx.tenant().into(), next.into(), (&source.kind).into(), source.id.into()]);
            numbers.insert(source.clone(), next);
        }
    }
    Ok((numbers, known, Insert::new("INSERT INTO source(tenant, number, kind, id)", Rows::of(rows)?, "")))
}

/// The numbers of subjects (their survivors', where they were merged), and what is to be saved of those that are new.
async fn subjects<'a>(tx: &mut Tx, wanted: Vec<&'a Subject>) -> Result<(HashMap<(SubjectKind, &'a str), i64>, Insert), DbError> {
    let names: BTreeMap<(SubjectKind, &str), &str> = wanted.into_iter().map(|s| ((s.kind, s.key.as_str()), s.name.as_str())).collect();
    let keys = names.keys().map(|(kind, key)| vec![kind.code().into(), (*key).into()]).collect();
    let (mut next, mut found) = (0, HashMap::new());
    for (number, kind, key) in
        tx.keyed::<(i64, Option<String>, Option<String>)>("kind, key", Rows::of(keys)?, &with_last(SUBJECTS, "subject")).await?
    {
        match (kind, key) {
            (Some(kind), Some(key)) => drop(found.insert((kind, key), number)),
            _ => next = number,
        }
    }
    let (mut numbers, mut rows) = (HashMap::new(), Vec::new());
    for ((kind, key), name) in names {
        let number = found.remove(&(kind.code().to_owned(), key.to_owned())).unwrap_or_else(|| {
            next += 1;
            rows.push(vec![tx.tenant().into(), next.into(), kind.code().into(), key.into(), name.into()]);
            next
        });
        numbers.insert((kind, key), number);
    }
    Ok((numbers, Insert::new("INSERT INTO subject(tenant, number, kind, key, name)", Rows::of(rows)?, "")))
}

/// See [`sources`].
pub(crate) const SOURCES: &str =
    "SELECT s.number, s.kind, s.id FROM k CROSS JOIN source s WHERE s.tenant = {tenant} AND s.kind = k.kind AND s.id = k.id";
/// See [`subjects`].
pub(crate) const SUBJECTS: &str = "SELECT coalesce(s.merged_into, s.number), s.kind, s.key FROM k CROSS JOIN subject s \
                 WHERE s.tenant = {tenant} AND s.kind = k.kind AND s.key = k.key";

/// A look-up that says besides, in a row without a name, the largest number given so far: the office's acts run one after another, so the
/// next is free.
fn with_last(look_up: &str, table: &str) -> String {
    format!("{look_up} UNION ALL SELECT coalesce(max(number), 0), NULL, NULL FROM {table} WHERE tenant = {{tenant}}")
}

/// The number of a subject as it is named, not its survivor's.
pub(crate) async fn subject(tx: &mut Tx, kind: SubjectKind, key: &str) -> Result<i64, LedgerError> {
    let query =
        sql("SELECT number FROM subject WHERE tenant = $1 AND kind = $2 AND key = $3").bind(tx.tenant()).bind(kind.code()).bind(key);
    let row: Option<(i64,)> = tx.optional(query).await?;
    row.map(|row| row.0).ok_or(LedgerError::NoSuchSubject(kind.code()))
}
