//! Total rows: what they state, beside what the rows add up to.

use std::collections::BTreeSet;

use norms::name::firm_key;
use norms::reading::{fold, is_total_label, read_quantity};

use super::cells::lenient;
use super::grid::Grid;
use super::header::Table;
use crate::lexicon::{Field, metric};
use crate::model::{Line, Row, SubjectKind, Total};
use crate::read::{Address, Value};

/// Whether a row is a total: a label in one of its first columns and no day in the day column.
pub(crate) fn is_total(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    let first: Vec<u32> = table.columns.iter().take(4).map(|column| column.at).collect();
    let label = grid.cells_in(row, table.span).take(3).any(|(column, value)| {
        let Value::Text(text) = value else { return false };
        let folded = fold(text);
        let starts = ["合计", "总计", "小计", "共计"].iter().any(|word| folded.starts_with(word)) && folded.chars().count() <= 20;
        (first.contains(&column) || column <= 1) && (is_total_label(text) || starts)
    });
    let day = table.fields.get(&Field::Day).and_then(|at| grid.value(row, *at));
    label && !matches!(day, Some(Value::Day(_)))
}

/// Whether the label is that of a part (小计), not of the whole.
pub(crate) fn is_subtotal(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    grid.cells_in(row, table.span).take(3).any(|(_, value)| fold(&value.text()).replace(' ', "").contains("小计"))
}

/// What a total row may have counted.
#[derive(Clone, Copy)]
pub(crate) struct Counted<'a> {
    /// The rows that were read.
    pub rows: &'a [&'a Row],
    /// Rows (from 0) of a kind that nobody knows: the sheet adds them up, whether or not they are recorded.
    pub unknown: &'a [u32],
}

/// What a total row states, compared with the rows of its group.
pub(crate) fn compare(grid: &Grid<'_>, table: &Table, row: u32, group: Counted<'_>, all: Counted<'_>, part: bool) -> Vec<Total> {
    let mut out = Vec::new();
    for (column, value) in grid.cells_in(row, table.span) {
        let field = table.columns.iter().find(|c| c.at == column).and_then(|c| c.field).map(|found| found.field);
        if matches!(field, Some(Field::CitizenId | Field::Phone | Field::Sex)) {
            continue;
        }
        for (stated, unit) in stated(value) {
            let add = |counted| sum(grid, field, column, &unit, counted, stated);
            let (of_group, of_all) = (add(group), add(all));
            let sum = if part || (of_group == Some(stated) && of_all != Some(stated)) { of_group } else { of_all };
            if let Some(sum) = sum {
                out.push(Total { cell: Address::new(row, column).to_string(), stated, sum, agrees: sum == stated });
            }
        }
    }
    out
}

/// The numbers that a cell of a total row states, in hundredths, each with its unit: 共9次; 服务726场次，覆盖912家.
fn stated(value: &Value) -> Vec<(i64, String)> {
    if let Value::Number(_) = value {
        return lenient(value).map(|number| vec![(number, String::new())]).unwrap_or_default();
    }
    let Value::Text(text) = value else { return Vec::new() };
    let mut out = Vec::new();
    for piece in fold(text).split(['，', '；', ';', '、', '。']) {
        let start = piece.find(|c: char| c.is_ascii_digit()).or_else(|| piece.find('共').map(|at| at + '共'.len_utf8()));
        let Some(read) = start.and_then(|at| read_quantity(piece[at..].trim()).ok()) else { continue };
        let unit = read.unit.unwrap_or_default();
        if !matches!(unit.as_str(), "年" | "月" | "日") {
            out.push((read.hundredths, unit));
        }
    }
    out
}

/// What the rows add up to in the column or in the unit, in hundredths; `None` where nothing can be compared.
fn sum(grid: &Grid<'_>, field: Option<Field>, column: u32, unit: &str, counted: Counted<'_>, stated: i64) -> Option<i64> {
    let Counted { rows, unknown } = counted;
    let numeric = matches!(
        field,
        Some(Field::Quantity | Field::Attendance | Field::Nights | Field::Days | Field::Rooms | Field::Beds | Field::Area | Field::Hours)
    );
    let figures = matches!(field, None | Some(Field::Other))
        && rows.iter().any(|row| row.lines.iter().any(|line| line.cell == Address::new(row.row - 1, column).to_string()));
    if numeric || figures {
        let known = column_sum(grid, column, rows.iter().map(|row| row.row - 1))?;
        let others = column_sum(grid, column, unknown.iter().copied()).filter(|_| known != stated);
        return Some(known.saturating_add(others.unwrap_or(0)));
    }
    if matches!(field, None | Some(Field::Other | Field::Remarks | Field::Day)) && unit.is_empty() {
        return None;
    }
    let by_code = |code: &str| {
        rows.iter().flat_map(|row| &row.lines).filter(|line| line.metric == code && !line.declared).map(times).sum::<i64>() * scale(code)
    };
    match unit {
        "晚" | "夜" | "间夜" => Some(by_code("station.night")),
        "间" => Some(by_code("station.room")),
        "张" | "床" => Some(by_code("station.bed")),
        "平方米" | "平" | "㎡" => Some(by_code("station.area_m2")),
        "家" | "户" if rows.iter().any(|row| has_firms(row)) => Some(distinct_firms(rows) * 100),
        _ => {
            let primary = rows.first()?.lines.first()?.metric;
            let distinct: BTreeSet<u32> = rows.iter().map(|row| row.row).collect();
            let (known, whole) = (hundred(distinct.len()), hundred(distinct.len() + unknown.len()));
            if rows.iter().any(|row| row.lines.first().is_some_and(|line| line.metric != primary)) {
                // A ledger of several kinds counts its rows.
                return Some(if stated == known { known } else { whole });
            }
            if !unknown.is_empty() && stated == whole {
                return Some(whole);
            }
            if !metric(primary).is_some_and(|m| m.reach) {
                return Some(by_code(primary));
            }
            // Of people named twice either the persons or the rows may have been counted.
            let rows_of = hundred(rows.len());
            Some(if stated == rows_of { rows_of } else { distinct_people(rows) * 100 })
        }
    }
}

/// A count of rows, in hundredths.
fn hundred(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / 100).saturating_mul(100)
}

fn times(line: &Line) -> i64 {
    line.quantity * i64::try_from(line.subjects.len().max(1)).unwrap_or(1)
}

fn scale(code: &str) -> i64 {
    if metric(code).is_some_and(|m| m.decimals) { 1 } else { 100 }
}

/// What stands in the column in these rows (from 0); `None` where something is no number.
fn column_sum(grid: &Grid<'_>, column: u32, rows: impl Iterator<Item = u32>) -> Option<i64> {
    let mut sum = 0i64;
    let mut before = None;
    for row in rows.filter(|row| before.replace(*row) != Some(*row)) {
        match grid.value(row, column) {
            Some(value) if super::cells::is_nothing(&value.text()) => {}
            Some(value) => sum = sum.saturating_add(lenient(value)?),
            None => {}
        }
    }
    Some(sum)
}

fn has_firms(row: &Row) -> bool {
    row.lines.iter().any(|line| line.subjects.iter().any(|subject| subject.kind == SubjectKind::Enterprise))
}

fn distinct_firms(rows: &[&Row]) -> i64 {
    let keys: BTreeSet<String> = rows
        .iter()
        .flat_map(|row| &row.lines)
        .flat_map(|line| &line.subjects)
        .filter(|subject| subject.kind == SubjectKind::Enterprise)
        .map(|subject| firm_key(&subject.name))
        .collect();
    i64::try_from(keys.len()).unwrap_or(i64::MAX / 100)
}

fn distinct_people(rows: &[&Row]) -> i64 {
    let keys: BTreeSet<String> =
        rows.iter().flat_map(|row| &row.lines).flat_map(|line| &line.subjects).map(super::after::person_key).collect();
    i64::try_from(keys.len()).unwrap_or(i64::MAX / 100)
}
