//! Roll-ups: the sums of the facts at and below each org, by month and by day, kept in the posting's transaction.

use std::collections::BTreeMap;

use base::{DbError, Insert, Rows, TenantId};

use crate::expand::{Net, Row};
use crate::place::Places;

/// (org, metric, month or day, 1 for declared totals).
type Key = (i64, i64, i64, i64);

/// What adds a posting's rows, summed up first, for the org and all above it where it stood.
pub(crate) fn add(tenant: TenantId, places: &Places, difference: &BTreeMap<Row, Net>) -> Result<[Insert; 2], DbError> {
    let (mut months, mut days): (BTreeMap<Key, Net>, BTreeMap<Key, Net>) = Default::default();
    for (row, net) in difference {
        let declared = i64::from(row.declared != 0);
        for org in places.path(row.place)? {
            *months.entry((*org, row.metric, row.day / 100, declared)).or_default() += *net;
            *days.entry((*org, row.metric, row.day, declared)).or_default() += *net;
        }
    }
    Ok([upsert(tenant, "roll_month", "month", months), upsert(tenant, "roll_day", "day", days)])
}

fn upsert(TenantId(tenant): TenantId, table: &str, unit: &str, sums: BTreeMap<Key, Net>) -> Insert {
    let sums = sums.into_iter().filter(|(_, net)| !net.is_zero());
    let rows: Vec<[i64; 7]> =
        sums.map(|((org, metric, at, declared), n)| [tenant, org, metric, at, declared, n.quantity, n.facts]).collect();
    let head = format!("INSERT INTO {table}(tenant, org, metric, {unit}, declared, quantity, facts)");
    let tail = format!(
        "ON CONFLICT(tenant, org, metric, {unit}, declared) DO UPDATE SET \
         quantity = {table}.quantity + excluded.quantity, facts = {table}.facts + excluded.facts"
    );
    Insert::new(head, Rows::ints(&rows), tail)
}
