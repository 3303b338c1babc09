//! Proofs: a figure opens to the facts behind it, each with its record and the posting that made it what it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{DbError, OrgId, Tx, sql};
use board::Page;
use norms::{Day, Instant};
use serde::Serialize;
use uuid::Uuid;

use crate::figure::{Ask, Span, evidence};
use crate::metrics::{self, Metric, SubjectKind};
use crate::{LedgerError, SourceRef, Subject, bulk};

/// An unreversed fact behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactLine {
    /// Its place in the list, which stays the same: `707-20220603-12-5-31-0`.
    pub id: String,
    /// What it counts towards.
    pub metric: &'static Metric,
    /// When it happened; for a stock that a move brought here, when it came.
    pub day: Day,
    /// Whose work it is.
    pub org: OrgId,
    /// In units of 1/`metric.scale`; negative where a stock ended or was carried away.
    pub quantity: i64,
    /// Whom it names.
    pub subject: Option<Subject>,
    /// The first day of its period, when it is a total that was reported without a list.
    pub declared: Option<Day>,
    /// The posting that made it what it is.
    pub posting: i64,
    /// When the ledger learnt of it.
    pub posted_at: Instant,
    /// By whom.
    pub posted_by: String,
    /// Whether some of it came after its period had been closed.
    pub late: bool,
    /// The record.
    pub source: SourceRef,
}

/// The facts behind a figure, in the order of metric, day and record: those after the line `after`, at most `limit` (1 to 1000).
/// Their quantities add up to the figure; in a distinct count a subject may stand in several. What is computed opens to its parts.
///
/// # Errors
/// [`LedgerError::NoOrg`], [`LedgerError::BadCursor`], and the database's.
pub async fn proof(tx: &mut Tx, ask: &Ask, after: Option<&str>, limit: i64) -> Result<Page<FactLine>, LedgerError> {
    let after = after.map(Net::from_id).transpose()?;
    let limit = usize::try_from(limit.clamp(1, 1000)).unwrap_or(1);
    let mut nets = Vec::new();
    for span in evidence(tx, ask).await? {
        // What comes before the cursor's metric has been shown.
        if after.as_ref().is_some_and(|after| span.metric.number < after.metric) {
            continue;
        }
        let after = after.as_ref().filter(|after| after.metric == span.metric.number);
        if nets.len() <= limit {
            nets.extend(page(tx, &span, after, limit + 1 - nets.len()).await?);
        }
    }
    let more = nets.len() > limit;
    nets.truncate(limit);
    let next = nets.last().filter(|_| more).map(Net::id);
    Ok(Page { rows: lines(tx, nets).await?, next })
}

/// What the ledger holds of a record today.
///
/// # Errors
/// The database's.
pub async fn lines_of(tx: &mut Tx, source: &SourceRef) -> Result<Vec<FactLine>, LedgerError> {
    let rows: Vec<Net> = tx.all(sql(OF_SOURCE).bind(tx.tenant()).bind(&source.kind).bind(source.id)).await?;
    let mut nets: BTreeMap<[i64; 6], Net> = BTreeMap::new();
    for row in rows {
        let key = [row.metric, row.day, row.source, row.org, row.subject, row.declared];
        let net = nets.entry(key).or_insert_with(|| Net { quantity: 0, ..row.clone() });
        net.quantity += row.quantity;
        net.posting = net.posting.max(row.posting);
        net.late = net.late.max(row.late);
    }
    lines(tx, nets.into_values().filter(|net| net.quantity != 0).collect()).await
}

/// The rows of a record. They come from the index of sources, which holds all but `late`: asked for that too, for sums or for an order,
/// SQLite takes an index that it likes better and walks through the whole ledger.
pub(crate) const OF_SOURCE: &str = "SELECT n.metric, n.day, n.source, n.org, n.subject, n.declared, n.quantity, n.posting, f.late \
     FROM fact n CROSS JOIN fact f \
     WHERE n.tenant = $1 AND n.source = (SELECT s.number FROM source s WHERE s.tenant = $1 AND s.kind = $2 AND s.id = $3) \
     AND f.tenant = $1 AND f.posting = n.posting AND f.line = n.line";

/// What a record says of a metric, netted over places and postings.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub(crate) struct Net {
    pub(crate) metric: i64,
    pub(crate) day: i64,
    pub(crate) source: i64,
    pub(crate) org: i64,
    pub(crate) subject: i64,
    pub(crate) declared: i64,
    pub(crate) quantity: i64,
    posting: i64,
    late: i64,
}

impl Net {
    fn id(&self) -> String {
        let Net { metric, day, source, org, subject, declared, .. } = self;
        format!("{metric}-{day}-{source}-{org}-{subject}-{declared}")
    }

    fn from_id(id: &str) -> Result<Net, LedgerError> {
        let numbers: Option<Vec<i64>> = id.split('-').map(|part| part.parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[metric, day, source, org, subject, declared]) => {
                Ok(Net { metric, day, source, org, subject, declared, quantity: 0, posting: 0, late: 0 })
            }
            _ => Err(LedgerError::BadCursor(id.chars().take(60).collect())),
        }
    }
}

/// A page of a span's facts, read in the order of the index, so that it costs what it shows.
pub(crate) async fn page(tx: &mut Tx, span: &Span, after: Option<&Net>, limit: usize) -> Result<Vec<Net>, DbError> {
    tx.all(query(tx, span, after, limit)).await
}

pub(crate) fn query(tx: &Tx, span: &Span, after: Option<&Net>, limit: usize) -> base::Sql {
    let text = "SELECT f.metric, f.day, f.source, f.org, f.subject, f.declared, CAST(sum(f.quantity) AS BIGINT) AS quantity, \
                max(f.posting) AS posting, max(f.late) AS late FROM fact f WHERE f.tenant = $1 AND f.metric = $2 \
                AND f.day >= $3 AND f.day <= $4 AND f.posting <= $5 \
                AND f.place IN (SELECT a.place FROM place_anc a WHERE a.tenant = $1 AND a.anc = $6)";
    let from = after.map_or(span.from, |after| after.day);
    let mut query = sql(text).bind(tx.tenant()).bind(span.metric.number).bind(from).bind(span.to).bind(span.last()).bind(span.org);
    if let Some(after) = after {
        query = query.with(" AND (f.day, f.source, f.org, f.subject, f.declared) > (?", after.day);
        for number in [after.source, after.org, after.subject, after.declared] {
            query = query.with(", ?", number);
        }
        query = query.push(")");
    }
    query
        .push(" GROUP BY f.metric, f.day, f.source, f.org, f.subject, f.declared HAVING sum(f.quantity) <> 0")
        .push(" ORDER BY f.metric, f.day, f.source, f.org, f.subject, f.declared")
        .with(" LIMIT ?", i64::try_from(limit).unwrap_or(1))
}

/// The records of some numbers.
pub(crate) async fn sources(tx: &mut Tx, numbers: BTreeSet<i64>) -> Result<HashMap<i64, SourceRef>, DbError> {
    let keys: Vec<[i64; 1]> = numbers.into_iter().map(|number| [number]).collect();
    let query = "SELECT s.number, s.kind, s.id FROM k CROSS JOIN source s WHERE s.tenant = {tenant} AND s.number = k.n";
    let rows: Vec<(i64, String, Uuid)> = bulk::by_keys(tx, "n", &keys, query).await?;
    Ok(rows.into_iter().map(|(number, kind, id)| (number, SourceRef { kind, id })).collect())
}

async fn subjects(tx: &mut Tx, numbers: BTreeSet<i64>) -> Result<HashMap<i64, Subject>, DbError> {
    let keys: Vec<[i64; 1]> = numbers.into_iter().filter(|number| *number > 0).map(|number| [number]).collect();
    let query =
        "SELECT s.number, s.kind, coalesce(s.key, ''), s.name FROM k CROSS JOIN subject s WHERE s.tenant = {tenant} AND s.number = k.n";
    let mut subjects = HashMap::new();
    for (number, kind, key, name) in bulk::by_keys::<1, (i64, String, String, String)>(tx, "n", &keys, query).await? {
        let kind = SubjectKind::from_code(&kind).ok_or_else(|| DbError::Corrupt(format!("{kind} is no kind of subject")))?;
        subjects.insert(number, Subject { kind, key, name });
    }
    Ok(subjects)
}

pub(crate) async fn postings(tx: &mut Tx, numbers: BTreeSet<i64>) -> Result<HashMap<i64, (Instant, String)>, DbError> {
    let keys: Vec<[i64; 1]> = numbers.into_iter().map(|number| [number]).collect();
    let query = "SELECT p.number, p.at, p.who FROM k CROSS JOIN posting p WHERE p.tenant = {tenant} AND p.number = k.n";
    let rows: Vec<(i64, i64, String)> = bulk::by_keys(tx, "n", &keys, query).await?;
    Ok(rows.into_iter().map(|(number, at, who)| (number, (Instant::from_micros(at), who))).collect())
}

/// Names for the numbers of a page, one query a table.
async fn lines(tx: &mut Tx, nets: Vec<Net>) -> Result<Vec<FactLine>, LedgerError> {
    if nets.is_empty() {
        return Ok(Vec::new());
    }
    let sources = sources(tx, nets.iter().map(|net| net.source).collect()).await?;
    let subjects = subjects(tx, nets.iter().map(|net| net.subject).collect()).await?;
    let postings = postings(tx, nets.iter().map(|net| net.posting).collect()).await?;
    let orgs: Vec<i64> = nets.iter().map(|net| net.org).collect::<BTreeSet<i64>>().into_iter().collect();
    let orgs = board::orgs::by_numbers(tx, &orgs).await?;
    let missing = |what: &str, number: i64| DbError::Corrupt(format!("there is no {what} {number}"));
    let day = |number: i64| Day::from_number(number).map_err(|error| DbError::Corrupt(error.to_string()));
    let line = |net: Net| {
        let (posted_at, posted_by) = postings.get(&net.posting).cloned().ok_or_else(|| missing("posting", net.posting))?;
        Ok(FactLine {
            id: net.id(),
            metric: metrics::by_number(net.metric).ok_or_else(|| missing("metric", net.metric))?,
            day: day(net.day)?,
            org: orgs.get(&net.org).map(|org| org.id).ok_or_else(|| missing("org", net.org))?,
            quantity: net.quantity,
            subject: if net.subject == 0 { None } else { subjects.get(&net.subject).cloned() },
            declared: if net.declared == 0 { None } else { Some(day(net.declared)?) },
            posting: net.posting,
            posted_at,
            posted_by,
            late: net.late != 0,
            source: sources.get(&net.source).cloned().ok_or_else(|| missing("source", net.source))?,
        })
    };
    nets.into_iter().map(line).collect()
}
