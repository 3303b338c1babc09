//! Late postings: what arrived for a figure after a given posting, so that a signed report can show what lies between.

use base::{Sql, Tx, sql};
use norms::Instant;
use serde::Serialize;
use uuid::Uuid;

use crate::figure::{Ask, Span, evidence};
use crate::{Cause, LedgerError};

/// A posting that changed the facts behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LatePosting {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub at: Instant,
    /// By whom.
    pub who: String,
    /// What made the ledger learn of it.
    pub cause: Cause,
    /// By how much it changes the sum of the quantities, in units of the metric's scale (a distinct count may change by less).
    pub quantity: i64,
    /// By how much it changes the number of facts.
    pub facts: i64,
    /// How many rows it has there.
    pub rows: i64,
    /// Whether it came late: for a closed period, and not by an import of the office's first year.
    pub late: bool,
}

/// The postings after number `after` that changed what stands behind the figure, oldest first, at most 200.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn late_postings(tx: &mut Tx, ask: &Ask, after: i64) -> Result<Vec<LatePosting>, LedgerError> {
    let spans = evidence(tx, ask).await?;
    let Some(span) = spans.first() else { return Ok(Vec::new()) };
    let query = query(tx, span, &spans, after);
    type Read = (i64, i64, String, String, Uuid, i64, i64, i64, i64);
    let rows: Vec<Read> = tx.all(query).await?;
    let posting = |(number, at, who, kind, id, quantity, facts, rows, late): Read| LatePosting {
        number,
        at: Instant::from_micros(at),
        who,
        cause: Cause::new(&kind, id),
        quantity,
        facts,
        rows,
        late: late != 0,
    };
    Ok(rows.into_iter().map(posting).collect())
}

/// The postings after `after` with facts in a span, of any of the metrics.
pub(crate) fn query(tx: &Tx, span: &Span, spans: &[Span], after: i64) -> Sql {
    let text = "SELECT p.number, p.at, p.who, p.cause_kind, p.cause, n.quantity, n.facts, n.row_count, \
                CAST(CASE WHEN EXISTS (SELECT 1 FROM fact l WHERE l.tenant = p.tenant AND l.posting = p.number AND l.late = 1) THEN 1 \
                ELSE 0 END AS BIGINT) FROM (\
                SELECT f.posting, CAST(sum(f.quantity) AS BIGINT) AS quantity, CAST(sum(f.facts) AS BIGINT) AS facts, \
                count(*) AS row_count FROM fact f WHERE f.tenant = $1 AND f.day >= $2 AND f.day <= $3 AND f.posting > $4 AND f.posting <= $5 \
                AND f.place IN (SELECT a.place FROM place_anc a WHERE a.tenant = $1 AND a.anc = $6) AND f.metric IN";
    let query = sql(text).bind(tx.tenant()).bind(span.from).bind(span.to).bind(after).bind(span.last()).bind(span.org);
    query.list(spans.iter().map(|span| span.metric.number)).push(
        " GROUP BY f.posting ORDER BY f.posting LIMIT 200) n CROSS JOIN posting p \
         WHERE p.tenant = $1 AND p.number = n.posting ORDER BY p.number",
    )
}
