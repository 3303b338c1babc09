//! What only the whole workbook shows: stations' districts, figures given twice, persons that may be one.

use std::collections::{BTreeMap, BTreeSet};

use norms::reading::fold;

use super::walk::Output;
use crate::model::{IdNumber, SheetReport, SkipKind, Skipped, Subject, SubjectKind, Total, Warning};

/// The key that tells persons apart within a workbook: the id, else name and branch.
pub(crate) fn person_key(subject: &Subject) -> String {
    match (&subject.id, &subject.branch) {
        (Some(id), _) => format!("id:{}", id.key()),
        (None, branch) => format!("name:{}|{}", subject.name, branch.as_deref().unwrap_or_default()),
    }
}

/// Completes the rows of all sheets.
pub(crate) fn finish(sheets: &mut [SheetReport], out: &mut Output) {
    districts_of_stays(out);
    summaries(sheets, out);
    persons(out);
}

/// A stay that names its station and no district belongs to the district in which the workbook's own list has that station.
fn districts_of_stays(out: &mut Output) {
    let mut stations: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in out.rows.iter().filter(|row| row.lines.iter().any(|line| line.metric == "station.site")) {
        let known = stations.entry(fold(&row.title)).or_insert_with(|| row.org.clone());
        if *known != row.org {
            // Two districts have a station of this name.
            *known = None;
        }
    }
    for row in &mut out.rows {
        let stay = row.lines.iter().any(|line| line.metric == "station.night");
        if stay && row.org.is_none() {
            row.org = row.place.as_ref().and_then(|place| stations.get(&fold(place)).cloned().flatten());
        }
    }
}

/// Figures of a summary table whose single acts stand in another sheet are compared, not counted again.
fn summaries(sheets: &mut [SheetReport], out: &mut Output) {
    let detailed: BTreeSet<&'static str> = out
        .rows
        .iter()
        .zip(&out.figures)
        .filter(|(_, figure)| !**figure)
        .flat_map(|(row, _)| row.lines.iter().map(|line| line.metric))
        .collect();
    if detailed.is_empty() || !out.figures.contains(&true) {
        return;
    }
    let mut given: BTreeMap<(String, &'static str), (i64, String, norms::Day)> = BTreeMap::new();
    let mut emptied: Vec<(String, u32)> = Vec::new();
    for (row, _) in out.rows.iter_mut().zip(&out.figures).filter(|(_, figure)| **figure) {
        let before = row.lines.len();
        for line in row.lines.iter().filter(|line| detailed.contains(line.metric)) {
            let entry = given.entry((row.sheet.clone(), line.metric)).or_insert((0, String::new(), row.day));
            entry.0 = entry.0.saturating_add(line.quantity);
            entry.1.clone_from(&line.cell);
            entry.2 = entry.2.max(row.day);
        }
        row.lines.retain(|line| !detailed.contains(line.metric));
        if row.lines.is_empty() && before > 0 {
            emptied.push((row.sheet.clone(), row.row));
        }
    }
    for ((sheet, metric), (stated, cell, day)) in given {
        let sum = counted(out, metric, day);
        let scale = if crate::lexicon::metric(metric).is_some_and(|m| m.decimals) { 1 } else { 100 };
        let Some(report) = sheets.iter_mut().find(|report| report.name == sheet) else { continue };
        report.totals.push(Total { cell, stated: stated.saturating_mul(scale), sum: sum.saturating_mul(scale), agrees: stated == sum });
    }
    for (sheet, row) in emptied {
        let Some(report) = sheets.iter_mut().find(|report| report.name == sheet) else { continue };
        report.accepted = report.accepted.saturating_sub(1);
        let why = "these figures are given row by row in another sheet; they were compared, not counted again".to_string();
        report.skipped.push(Skipped { row, why, kind: SkipKind::Summary });
    }
    let keep: Vec<bool> = out.rows.iter().map(|row| !row.lines.is_empty()).collect();
    let mut flags = keep.iter();
    out.rows.retain(|_| flags.next().copied().unwrap_or(true));
    let mut flags = keep.iter();
    out.figures.retain(|_| flags.next().copied().unwrap_or(true));
}

/// What the single acts up to a day add up to.
fn counted(out: &Output, metric: &str, day: norms::Day) -> i64 {
    let lines = out
        .rows
        .iter()
        .zip(&out.figures)
        .filter(|(row, figure)| !**figure && row.day <= day)
        .flat_map(|(row, _)| &row.lines)
        .filter(|line| line.metric == metric);
    if !crate::lexicon::metric(metric).is_some_and(|m| m.reach) {
        return lines.map(|line| line.quantity * i64::try_from(line.subjects.len().max(1)).unwrap_or(1)).sum();
    }
    let subjects = lines.flat_map(|line| &line.subjects);
    let keys: BTreeSet<String> = subjects
        .map(|subject| if subject.kind == SubjectKind::Enterprise { norms::name::firm_key(&subject.name) } else { person_key(subject) })
        .collect();
    i64::try_from(keys.len()).unwrap_or(i64::MAX)
}

/// One id under two names stays two persons, the second known by name and branch; it is said.
fn persons(out: &mut Output) {
    let mut names: BTreeMap<IdNumber, String> = BTreeMap::new();
    let mut said: BTreeSet<(String, String)> = BTreeSet::new();
    let mut found: Vec<Warning> = Vec::new();
    let mut look = |sheet: &str, cell: Option<&str>, name: &str, id: &mut Option<IdNumber>| {
        let Some(known) = id.clone() else { return };
        let first = names.entry(known).or_insert_with(|| name.to_string());
        if first == name {
            return;
        }
        *id = None;
        if said.insert((first.clone(), name.to_string())) && found.len() < 200 {
            found.push(Warning {
                sheet: sheet.to_string(),
                cell: cell.map(str::to_string),
                text: format!("{name} has the same citizen id as {first}; they stay two persons"),
                chinese: format!("{name}与{first}的身份证号相同，仍按两人计，请核对。"),
            });
        }
    };
    for row in &mut out.rows {
        for line in &mut row.lines {
            for subject in &mut line.subjects {
                look(&row.sheet, Some(&line.cell), &subject.name, &mut subject.id);
            }
        }
    }
    for member in &mut out.members {
        look(&member.sheet, None, &member.name, &mut member.id);
    }
    out.warnings.extend(found);
}
