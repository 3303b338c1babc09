//! From a difference to a posting: the facts, and in the same transaction the roll-ups and the sets.

use std::collections::{BTreeMap, BTreeSet};

use base::{Actor, DbError, Tx, secret, sql};
use norms::Instant;
use uuid::Uuid;

use crate::closing::Closed;
use crate::expand::{Net, Row};
use crate::place::Places;
use crate::{Cause, LedgerError, bulk, reach, roll};

/// The columns of a fact row after `tenant` and `posting`.
pub(crate) type Line = [i64; 11];

/// Posts the difference, if there is one, under the next number.
pub(crate) async fn post(
    tx: &mut Tx,
    by: &Actor,
    cause: &Cause,
    places: &mut Places,
    difference: BTreeMap<Row, Net>,
) -> Result<Option<i64>, LedgerError> {
    if difference.is_empty() {
        return Ok(None);
    }
    places.know(tx, difference.keys().map(|row| row.place)).await?;
    places.save(tx, &difference.keys().map(|row| row.place).collect()).await?;
    let closed = Closed::load(tx, above(places, &difference)?).await?;
    let mut lines: Vec<Line> = Vec::with_capacity(difference.len());
    for (line, (row, net)) in difference.iter().enumerate() {
        let late = closed.has(places.path(row.place)?, row.metric, row.day);
        let Row { source, metric, org, place, day, subject, declared } = *row;
        lines.push([line as i64, source, metric, org, place, day, subject, declared, net.quantity, net.facts, i64::from(late)]);
    }
    let number = write(tx, by, cause, &lines).await?;
    roll::add(tx, places, &difference).await?;
    reach::update(tx, places, &difference).await?;
    Ok(Some(number))
}

/// The orgs at and above all places of the difference.
fn above(places: &Places, difference: &BTreeMap<Row, Net>) -> Result<BTreeSet<i64>, DbError> {
    let used: BTreeSet<i64> = difference.keys().map(|row| row.place).collect();
    let mut orgs = BTreeSet::new();
    for place in used {
        orgs.extend(places.path(place)?);
    }
    Ok(orgs)
}

async fn write(tx: &mut Tx, by: &Actor, cause: &Cause, lines: &[Line]) -> Result<i64, LedgerError> {
    let before = digest_of(tx, tx.last_number()).await?;
    let (tenant, number) = (tx.tenant(), tx.next_number());
    let head = Head { number, cause_kind: cause.kind.clone(), cause: cause.id, who: by.name.clone(), at: tx.now() };
    let text = "INSERT INTO posting(tenant, number, cause_kind, cause, who, at, lines, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let row = sql(text).bind(tenant).bind(number).bind(&head.cause_kind).bind(head.cause).bind(&head.who).bind(head.at);
    tx.run(row.bind(lines.len() as i64).bind(head.digest(&before, lines))).await?;
    let rows: Vec<[i64; 13]> = lines
        .iter()
        .map(|line| {
            let mut row = [0; 13];
            (row[0], row[1]) = (tenant.0, number);
            row[2..].copy_from_slice(line);
            row
        })
        .collect();
    let head = "INSERT INTO fact(tenant, posting, line, source, metric, org, place, day, subject, declared, quantity, facts, late)";
    bulk::insert(tx, head, &rows, "").await?;
    Ok(number)
}

/// The digest of a posting; nothing before the first.
async fn digest_of(tx: &mut Tx, number: i64) -> Result<Vec<u8>, DbError> {
    let query = sql("SELECT digest FROM posting WHERE tenant = $1 AND number = $2").bind(tx.tenant()).bind(number);
    Ok(tx.optional::<(Vec<u8>,)>(query).await?.map_or_else(Vec::new, |row| row.0))
}

/// A posting without its facts.
pub(crate) struct Head {
    pub(crate) number: i64,
    pub(crate) cause_kind: String,
    pub(crate) cause: Uuid,
    pub(crate) who: String,
    pub(crate) at: Instant,
}

impl Head {
    /// SM3 over the digest of the posting before, this one's columns and its facts: whoever changes a row by hand breaks the chain there.
    pub(crate) fn digest(&self, before: &[u8], lines: &[Line]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128 + lines.len() * 88);
        bytes.extend_from_slice(before);
        bytes.extend_from_slice(&self.number.to_le_bytes());
        for text in [&self.cause_kind, &self.who] {
            bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(self.cause.as_bytes());
        bytes.extend_from_slice(&self.at.micros().to_le_bytes());
        bytes.extend(lines.iter().flatten().flat_map(|number| number.to_le_bytes()));
        secret::sm3(&bytes)
    }
}
