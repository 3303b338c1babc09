//! Roll-ups: the sums of the facts at and below each org, by month and by day, kept in the posting's transaction.

use std::collections::BTreeMap;

use base::{DbError, Tx};

use crate::bulk;
use crate::expand::{Net, Row};
use crate::place::Places;

/// (org, metric, month or day, 1 for declared totals).
type Key = (i64, i64, i64, i64);

/// Adds a posting's rows, summed up first, for the org and all above it where it stood.
pub(crate) async fn add(tx: &mut Tx, places: &Places, difference: &BTreeMap<Row, Net>) -> Result<(), DbError> {
    let (mut months, mut days): (BTreeMap<Key, Net>, BTreeMap<Key, Net>) = Default::default();
    for (row, net) in difference {
        let declared = i64::from(row.declared != 0);
        for org in places.path(row.place)? {
            *months.entry((*org, row.metric, row.day / 100, declared)).or_default() += *net;
            *days.entry((*org, row.metric, row.day, declared)).or_default() += *net;
        }
    }
    upsert(tx, "roll_month", "month", months).await?;
    upsert(tx, "roll_day", "day", days).await
}

async fn upsert(tx: &mut Tx, table: &str, unit: &str, sums: BTreeMap<Key, Net>) -> Result<(), DbError> {
    let tenant = tx.tenant().0;
    let sums = sums.into_iter().filter(|(_, net)| !net.is_zero());
    let rows: Vec<[i64; 7]> =
        sums.map(|((org, metric, at, declared), n)| [tenant, org, metric, at, declared, n.quantity, n.facts]).collect();
    let head = format!("INSERT INTO {table}(tenant, org, metric, {unit}, declared, quantity, facts)");
    let tail = format!(
        "ON CONFLICT(tenant, org, metric, {unit}, declared) DO UPDATE SET \
         quantity = {table}.quantity + excluded.quantity, facts = {table}.facts + excluded.facts"
    );
    bulk::insert(tx, &head, &rows, &tail).await
}
