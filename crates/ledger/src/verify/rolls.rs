//! Roll-ups, sets and places against the facts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{DbError, Tx, sql};
use roaring::RoaringBitmap;

use super::{Difference, MOST};
use crate::metrics::{self, Kind};
use crate::{LedgerError, reach};

pub(super) async fn check(tx: &mut Tx) -> Result<Vec<Difference>, LedgerError> {
    let mut found = rolled(tx, "roll_month", "month", "f.day / 100").await?;
    found.extend(rolled(tx, "roll_day", "day", "f.day").await?);
    found.extend(sets(tx).await?);
    found.extend(places(tx).await?);
    Ok(found)
}

fn code(metric: i64) -> String {
    metrics::by_number(metric).map_or_else(|| format!("metric {metric}"), |m| m.code.to_owned())
}

async fn rolled(tx: &mut Tx, table: &'static str, unit: &str, of_day: &str) -> Result<Vec<Difference>, DbError> {
    let declared = "CASE WHEN f.declared = 0 THEN 0 ELSE 1 END";
    let text = format!(
        "SELECT org, metric, at, declared, CAST(sum(sq) AS BIGINT), CAST(sum(sf) AS BIGINT), CAST(sum(rq) AS BIGINT), CAST(sum(rf) AS BIGINT) FROM (\
         SELECT r.org AS org, r.metric AS metric, r.{unit} AS at, r.declared AS declared, r.quantity AS sq, r.facts AS sf, 0 AS rq, 0 AS rf \
         FROM {table} r WHERE r.tenant = $1 UNION ALL \
         SELECT a.anc, n.metric, n.at, n.declared, 0, 0, n.quantity, n.facts FROM (\
         SELECT f.place AS place, f.metric AS metric, {of_day} AS at, {declared} AS declared, sum(f.quantity) AS quantity, sum(f.facts) AS facts \
         FROM fact f WHERE f.tenant = $1 GROUP BY f.place, f.metric, {of_day}, {declared}) n \
         JOIN place_anc a ON a.tenant = $1 AND a.place = n.place) x \
         GROUP BY org, metric, at, declared HAVING sum(sq) <> sum(rq) OR sum(sf) <> sum(rf) ORDER BY org, metric, at, declared LIMIT {MOST}"
    );
    type Read = (i64, i64, i64, i64, i64, i64, i64, i64);
    let rows: Vec<Read> = tx.all(sql(&text).bind(tx.tenant())).await?;
    let difference = |(org, metric, at, declared, sq, sf, rq, rf): Read| Difference {
        table,
        key: format!("org {org}, {}, {unit} {at}{}", code(metric), if declared == 1 { ", declared" } else { "" }),
        stated: format!("{sq} ({sf} facts)"),
        recomputed: format!("{rq} ({rf} facts)"),
    };
    Ok(rows.into_iter().map(difference).collect())
}

async fn sets(tx: &mut Tx) -> Result<Vec<Difference>, DbError> {
    let kept: Vec<i64> = metrics::ALL.iter().filter(|m| m.kind == Kind::Reach).map(|m| m.number).collect();
    let query = sql("SELECT a.anc, f.metric, f.day, f.subject FROM fact f JOIN place_anc a ON a.tenant = $1 AND a.place = f.place \
         WHERE f.tenant = $1 AND f.subject > 0 AND f.metric IN");
    let query = query.bind(tx.tenant()).list(kept).push(" GROUP BY a.anc, f.metric, f.day, f.subject HAVING sum(f.quantity) > 0");
    let mut wanted: BTreeMap<reach::Key, RoaringBitmap> = BTreeMap::new();
    for (org, metric, day, subject) in tx.all::<(i64, i64, i64, i64)>(query).await? {
        for at in [day / 100, day] {
            wanted.entry((org, metric, at)).or_default().insert(reach::bit(subject)?);
        }
    }
    let query = sql("SELECT org, metric, at, bits FROM reach WHERE tenant = $1").bind(tx.tenant());
    let mut found = Vec::new();
    let unit = |at: i64| if reach::is_day(at) { "day" } else { "month" };
    let key = |(org, metric, at): reach::Key| format!("org {org}, {}, {} {at}", code(metric), unit(at));
    for (org, metric, at, bits) in tx.all::<(i64, i64, i64, Vec<u8>)>(query).await? {
        let wanted = wanted.remove(&(org, metric, at)).unwrap_or_default();
        let stated = match reach::read(&bits) {
            Ok(set) if set == wanted => continue,
            Ok(set) => subjects(&set, &wanted),
            Err(error) => error.to_string(),
        };
        found.push(Difference { table: "reach", key: key((org, metric, at)), stated, recomputed: format!("{} subjects", wanted.len()) });
    }
    let missing = |(at, set): (reach::Key, RoaringBitmap)| Difference {
        table: "reach",
        key: key(at),
        stated: "no set".to_owned(),
        recomputed: format!("{} subjects", set.len()),
    };
    found.extend(wanted.into_iter().filter(|(_, set)| !set.is_empty()).map(missing));
    Ok(found)
}

/// `12 subjects, among them 5 too many and 3 missing`.
fn subjects(stated: &RoaringBitmap, wanted: &RoaringBitmap) -> String {
    let (extra, missing) = ((stated - wanted).len(), (wanted - stated).len());
    format!("{} subjects, {extra} too many and {missing} missing", stated.len())
}

/// Each place's orgs must be those on its path, and each place that facts name must be there.
async fn places(tx: &mut Tx) -> Result<Vec<Difference>, DbError> {
    let tenant = tx.tenant();
    let paths: Vec<(i64, String)> = tx.all(sql("SELECT id, path FROM place WHERE tenant = $1 ORDER BY id").bind(tenant)).await?;
    let above: Vec<(i64, i64)> = tx.all(sql("SELECT place, anc FROM place_anc WHERE tenant = $1").bind(tenant)).await?;
    let used: Vec<(i64,)> = tx.all(sql("SELECT DISTINCT place FROM fact WHERE tenant = $1").bind(tenant)).await?;
    let mut stated: HashMap<i64, BTreeSet<i64>> = HashMap::new();
    for (place, org) in above {
        stated.entry(place).or_default().insert(org);
    }
    let mut found = Vec::new();
    let mut differ = |place: i64, stated: String, recomputed: String| {
        found.push(Difference { table: "place_anc", key: format!("place {place}"), stated, recomputed });
    };
    let known: BTreeSet<i64> = paths.iter().map(|(place, _)| *place).collect();
    for (place, path) in paths {
        let wanted: BTreeSet<i64> = board::tree::numbers(&path).into_iter().collect();
        let stated = stated.remove(&place).unwrap_or_default();
        if stated != wanted {
            differ(place, format!("orgs {stated:?}"), format!("orgs {wanted:?}"));
        }
    }
    for (place,) in used.into_iter().filter(|(place,)| !known.contains(place)) {
        differ(place, "facts".to_owned(), "no such place".to_owned());
    }
    for (place, orgs) in stated {
        differ(place, format!("orgs {orgs:?}"), "no such place".to_owned());
    }
    Ok(found)
}
