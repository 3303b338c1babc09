//! From a difference to a posting: the facts, and in the same transaction the roll-ups and the sets.

use std::collections::{BTreeMap, BTreeSet};

use base::{Actor, DbError, Insert, Rows, Tx, Value, secret, sql};
use norms::Instant;
use uuid::Uuid;

use crate::closing::Closed;
use crate::expand::{Net, Row};
use crate::place::Places;
use crate::{Cause, LedgerError, reach, roll};

/// The columns of a fact row after `tenant` and `posting`.
pub(crate) type Line = [i64; 11];

/// Posts the difference, if there is one, under the next number. `inserts` are saved along with it, or alone when there is none.
pub(crate) async fn post(
    tx: &mut Tx,
    by: &Actor,
    cause: &Cause,
    places: &mut Places,
    mut inserts: Vec<Insert>,
    difference: BTreeMap<Row, Net>,
) -> Result<Option<i64>, LedgerError> {
    if difference.is_empty() {
        tx.together(inserts).await?;
        return Ok(None);
    }
    places.know(tx, difference.keys().map(|row| row.place)).await?;
    inserts.extend(places.save(tx.tenant(), &difference.keys().map(|row| row.place).collect())?);
    let closed = Closed::load(tx, cause, above(places, &difference)?).await?;
    let mut lines: Vec<Line> = Vec::with_capacity(difference.len());
    for (line, (row, net)) in difference.iter().enumerate() {
        let late = closed.has(places.path(row.place)?, row.metric, row.day);
        let Row { source, metric, org, place, day, subject, declared } = *row;
        lines.push([line as i64, source, metric, org, place, day, subject, declared, net.quantity, net.facts, i64::from(late)]);
    }
    let (number, posting) = posting(tx, by, cause, &lines).await?;
    inserts.extend(posting);
    inserts.extend(roll::add(tx.tenant(), places, &difference)?);
    let changes = reach::changes(places, &difference)?;
    if reach::only_grow(&changes) {
        inserts.push(reach::update(tx, changes).await?);
        tx.together(inserts).await?;
    } else {
        tx.together(inserts).await?;
        let sets = reach::update(tx, changes).await?;
        tx.together(vec![sets]).await?;
    }
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

/// The next number, and the posting with its facts under it.
async fn posting(tx: &mut Tx, by: &Actor, cause: &Cause, lines: &[Line]) -> Result<(i64, [Insert; 2]), LedgerError> {
    let before = match tx.sealed() {
        Some(digest) => digest.to_vec(),
        None => digest_of(tx, tx.last_number()).await?,
    };
    let (tenant, number) = (tx.tenant(), tx.next_number());
    let head = Head { number, cause_kind: cause.kind.clone(), cause: cause.id, who: by.name.clone(), at: tx.now() };
    let (many, digest) = (lines.len() as i64, head.digest(&before, lines));
    tx.seal(digest.clone());
    let row: Vec<Value> = vec![
        tenant.into(),
        number.into(),
        (&head.cause_kind).into(),
        head.cause.into(),
        (&head.who).into(),
        head.at.into(),
        many.into(),
        digest.into(),
    ];
    let text = "INSERT INTO posting(tenant, number, cause_kind, cause, who, at, lines, digest)";
    let posting = Insert::new(text, Rows::of(vec![row])?, "");
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
    Ok((number, [posting, Insert::new(head, Rows::ints(&rows), "")]))
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
