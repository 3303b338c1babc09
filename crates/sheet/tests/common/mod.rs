//! A naive sum of recognised rows, by metric, and helpers that build workbooks.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, reason = "test helpers shared by several test crates")]

use std::collections::{BTreeMap, BTreeSet};

use norms::{Day, Period};
use sheet::{Recognition, Subject, SubjectKind};

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// 1 January to 31 October, the period of the sample's truth.
pub fn whole_year(year: i64) -> Period {
    Period::new(Day::new(year, 1, 1).unwrap(), Day::new(year, 10, 31).unwrap()).unwrap()
}

fn key(subject: &Subject) -> String {
    match subject.kind {
        SubjectKind::Enterprise => norms::name::firm_key(&subject.name),
        _ => subject.id.clone().unwrap_or_else(|| format!("{}|{:?}", subject.name, subject.branch)),
    }
}

/// Flow and stock added up, subjects counted once, plain units (hundredths rounded off where the metric keeps decimals).
pub fn totals(found: &Recognition, period: Period) -> BTreeMap<&'static str, i64> {
    let mut sums: BTreeMap<&'static str, i64> = BTreeMap::new();
    let mut subjects: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let mut districts = BTreeSet::new();
    for row in &found.rows {
        for line in &row.lines {
            let metric = sheet::metric(line.metric).unwrap();
            let inside = row.day <= period.to && (metric.stock || row.day >= period.from);
            if !inside {
                continue;
            }
            if metric.reach {
                if line.declared {
                    *sums.entry(line.metric).or_default() += line.quantity;
                }
                subjects.entry(line.metric).or_default().extend(line.subjects.iter().map(key));
            } else {
                let scale = if metric.decimals { 100 } else { 1 };
                *sums.entry(line.metric).or_default() += line.quantity / scale * i64::try_from(line.subjects.len().max(1)).unwrap();
            }
            if line.metric == "station.site" {
                districts.insert(row.org.clone());
            }
        }
    }
    for (code, set) in subjects {
        *sums.entry(code).or_default() += i64::try_from(set.len()).unwrap();
    }
    if !districts.is_empty() {
        sums.insert("station.district_covered", i64::try_from(districts.len()).unwrap());
    }
    sums
}
