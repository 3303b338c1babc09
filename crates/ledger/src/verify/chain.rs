//! Postings: numbers without gaps, instants in order, and the chain of digests over what was posted.

use std::collections::BTreeMap;

use base::{DbError, Tx, sql};
use norms::Instant;
use uuid::Uuid;

use super::Difference;
use crate::LedgerError;
use crate::post::{Head, Line};

/// So many postings are held at once.
const PAGE: i64 = 200;

#[derive(sqlx::FromRow)]
struct Posting {
    number: i64,
    cause_kind: String,
    cause: Uuid,
    who: String,
    at: i64,
    lines: i64,
    digest: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct FactRow {
    posting: i64,
    line: i64,
    source: i64,
    metric: i64,
    org: i64,
    place: i64,
    day: i64,
    subject: i64,
    declared: i64,
    quantity: i64,
    facts: i64,
    late: i64,
}

impl FactRow {
    fn numbers(&self) -> Line {
        let FactRow { line, source, metric, org, place, day, subject, declared, quantity, facts, late, .. } = *self;
        [line, source, metric, org, place, day, subject, declared, quantity, facts, late]
    }
}

/// What the walk remembers of the posting before.
#[derive(Default)]
struct Before {
    number: i64,
    at: i64,
    digest: Vec<u8>,
}

pub(super) async fn check(tx: &mut Tx) -> Result<Vec<Difference>, LedgerError> {
    let (mut found, mut before) = (Vec::new(), Before::default());
    loop {
        let text = "SELECT number, cause_kind, cause, who, at, lines, digest FROM posting WHERE tenant = $1 AND number > $2 ORDER BY number LIMIT $3";
        let postings: Vec<Posting> = tx.all(sql(text).bind(tx.tenant()).bind(before.number).bind(PAGE)).await?;
        // After the last posting no fact may stand.
        let end = postings.last().map_or(i64::MAX, |posting| posting.number);
        let mut facts = facts(tx, before.number, end).await?;
        for posting in &postings {
            let lines = facts.remove(&posting.number).unwrap_or_default();
            found.extend(compare(&before, posting, &lines));
            before = Before { number: posting.number, at: posting.at, digest: posting.digest.clone() };
        }
        found.extend(
            facts
                .into_iter()
                .map(|(number, lines)| difference(number, "no such posting".to_owned(), format!("a posting with {} facts", lines.len()))),
        );
        if postings.is_empty() {
            break;
        }
    }
    if before.number != tx.last_number() {
        found.push(difference(before.number, "to be the last".to_owned(), format!("posting {} as the last", tx.last_number())));
    }
    Ok(found)
}

fn difference(number: i64, stated: String, recomputed: String) -> Difference {
    Difference { table: "posting", key: format!("posting {number}"), stated, recomputed }
}

async fn facts(tx: &mut Tx, after: i64, until: i64) -> Result<BTreeMap<i64, Vec<Line>>, DbError> {
    let text = "SELECT posting, line, source, metric, org, place, day, subject, declared, quantity, facts, late FROM fact \
                WHERE tenant = $1 AND posting > $2 AND posting <= $3 ORDER BY posting, line";
    let mut by_posting: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    for row in tx.all::<FactRow>(sql(text).bind(tx.tenant()).bind(after).bind(until)).await? {
        by_posting.entry(row.posting).or_default().push(row.numbers());
    }
    Ok(by_posting)
}

fn compare(before: &Before, posting: &Posting, lines: &[Line]) -> Vec<Difference> {
    let mut found = Vec::new();
    let number = posting.number;
    let mut differ = |stated: String, recomputed: String| found.push(difference(number, stated, recomputed));
    let gap = number != before.number + 1;
    if gap {
        let missing = format!("{}", before.number + 1);
        differ(format!("number {number}"), format!("number {missing} (posting {missing} is missing)"));
    }
    if posting.at < before.at {
        let (at, earlier) = (Instant::from_micros(posting.at), Instant::from_micros(before.at));
        differ(format!("instant {at}"), format!("an instant not before {earlier}"));
    }
    if posting.lines != lines.len() as i64 {
        differ(format!("{} facts", posting.lines), format!("{} facts", lines.len()));
    }
    let head = Head {
        number,
        cause_kind: posting.cause_kind.clone(),
        cause: posting.cause,
        who: posting.who.clone(),
        at: Instant::from_micros(posting.at),
    };
    // After a gap the digest of the posting before is gone, and the gap has been named.
    if !gap && head.digest(&before.digest, lines) != posting.digest {
        let short = |bytes: &[u8]| base::secret::hex(&bytes[..bytes.len().min(8)]);
        differ(
            format!("digest {}", short(&posting.digest)),
            format!("digest {} (the posting or one of its facts was changed)", short(&head.digest(&before.digest, lines))),
        );
    }
    found
}
