//! Facts against records: what each record says today against what the ledger holds of it, and facts whose record is gone.

use std::collections::{BTreeSet, HashMap, HashSet};

use base::{DbError, Tx, sql};
use uuid::Uuid;

use super::{Difference, MOST};
use crate::expand::{self, Net, Row, Rows};
use crate::intern::intern;
use crate::place::Places;
use crate::{Fact, LedgerError, SourceRef, Sources, metrics, record};

/// So many records are compared at once.
const PAGE: i64 = 500;

pub(super) async fn check(tx: &mut Tx, sources: &dyn Sources) -> Result<Vec<Difference>, LedgerError> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for kind in sources.kinds() {
        let mut after = None;
        loop {
            let page = sources.facts(tx, kind, after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            let stated: Vec<(SourceRef, Vec<Fact>)> = page.into_iter().map(|(id, facts)| (SourceRef::new(kind, id), facts)).collect();
            found.extend(compare(tx, &stated, &mut seen).await?);
            if found.len() > MOST {
                return Ok(found);
            }
        }
    }
    found.extend(orphans(tx, &seen).await?);
    Ok(found)
}

/// Compares some records; a record that says what cannot be said is compared alone, so that it hides no other.
async fn compare(tx: &mut Tx, stated: &[(SourceRef, Vec<Fact>)], seen: &mut HashSet<i64>) -> Result<Vec<Difference>, LedgerError> {
    let interned = match check_and_intern(tx, stated).await {
        Err(LedgerError::Db(error)) => return Err(error.into()),
        Err(LedgerError::Board(board::BoardError::Db(error))) => return Err(error.into()),
        Err(error) if stated.len() == 1 => {
            let key = stated.first().map(|(source, _)| name(source)).unwrap_or_default();
            let stated = "something else".to_owned();
            return Ok(vec![Difference { table: "fact", key, stated, recomputed: format!("a fact that cannot stand ({error})") }]);
        }
        Err(_) => {
            let (a, b) = stated.split_at(stated.len() / 2);
            let mut found = Box::pin(compare(tx, a, seen)).await?;
            found.extend(Box::pin(compare(tx, b, seen)).await?);
            return Ok(found);
        }
        Ok(interned) => interned,
    };
    let places = Places::of(tx, &interned.said.keys().map(|stated| stated.org).collect(), &interned.tree).await?;
    let wanted = expand::expand(&interned.said, &places)?;
    let now = record::present(tx, &interned.known).await?;
    seen.extend(&interned.known);
    let names: HashMap<i64, &SourceRef> = interned.sources.iter().map(|(source, number)| (*number, source)).collect();
    Ok(differences(&names, &now, &wanted))
}

async fn check_and_intern(tx: &mut Tx, stated: &[(SourceRef, Vec<Fact>)]) -> Result<crate::intern::Interned, LedgerError> {
    stated.iter().flat_map(|(_, facts)| facts).try_for_each(Fact::check)?;
    intern(tx, stated).await
}

fn differences(names: &HashMap<i64, &SourceRef>, now: &Rows, wanted: &Rows) -> Vec<Difference> {
    let rows: BTreeSet<&Row> = now.keys().chain(wanted.keys()).collect();
    let net = |rows: &Rows, row: &Row| rows.get(row).copied().unwrap_or_default();
    let differ = rows.into_iter().filter(|row| net(now, row) != net(wanted, row));
    let difference = |row: &Row| Difference {
        table: "fact",
        key: format!("{} of {}", what(row), names.get(&row.source).map(|source| name(source)).unwrap_or_default()),
        stated: amount(net(now, row)),
        recomputed: amount(net(wanted, row)),
    };
    differ.map(difference).collect()
}

fn name(source: &SourceRef) -> String {
    format!("record {} {}", source.kind, source.id)
}

fn what(row: &Row) -> String {
    let metric = metrics::by_number(row.metric).map_or_else(|| format!("metric {}", row.metric), |m| m.code.to_owned());
    let subject = if row.subject == 0 { String::new() } else { format!(", subject {}", row.subject) };
    let declared = if row.declared == 0 { String::new() } else { format!(", declared from {}", row.declared) };
    format!("{metric}, org {} at place {}, day {}{subject}{declared}", row.org, row.place, row.day)
}

fn amount(net: Net) -> String {
    if net.is_zero() { "nothing".to_owned() } else { format!("{} ({} facts)", net.quantity, net.facts) }
}

/// Facts of records that no room knows (or that say nothing today and were left out).
async fn orphans(tx: &mut Tx, seen: &HashSet<i64>) -> Result<Vec<Difference>, LedgerError> {
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let text = "SELECT number, kind, id FROM source WHERE tenant = $1 AND number > $2 ORDER BY number LIMIT 5000";
        let page: Vec<(i64, String, Uuid)> = tx.all(sql(text).bind(tx.tenant()).bind(after)).await?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        let unseen: BTreeSet<i64> = page.iter().map(|row| row.0).filter(|number| !seen.contains(number)).collect();
        let rows = record::present(tx, &unseen).await?;
        let names: HashMap<i64, SourceRef> = page.into_iter().map(|(number, kind, id)| (number, SourceRef { kind, id })).collect();
        let names: HashMap<i64, &SourceRef> = names.iter().map(|(number, source)| (*number, source)).collect();
        found.extend(differences(&names, &rows, &Rows::new()));
        if found.len() > MOST {
            break;
        }
    }
    found.extend(strangers(tx).await?);
    Ok(found)
}

/// Facts that speak of a source number which was never given out.
async fn strangers(tx: &mut Tx) -> Result<Vec<Difference>, DbError> {
    let text = "SELECT f.source, count(*) FROM fact f WHERE f.tenant = $1 AND NOT EXISTS \
                (SELECT 1 FROM source s WHERE s.tenant = $1 AND s.number = f.source) GROUP BY f.source ORDER BY f.source LIMIT 100";
    let rows: Vec<(i64, i64)> = tx.all(sql(text).bind(tx.tenant())).await?;
    let difference = |(source, count): (i64, i64)| Difference {
        table: "fact",
        key: format!("source {source}"),
        stated: format!("{count} facts"),
        recomputed: "no such record".to_owned(),
    };
    Ok(rows.into_iter().map(difference).collect())
}
