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
        _ => subject.id.as_ref().map(|id| id.key().to_owned()).unwrap_or_else(|| format!("{}|{:?}", subject.name, subject.branch)),
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
                *sums.entry(line.metric).or_default() += line.quantity * i64::try_from(line.subjects.len().max(1)).unwrap();
            }
            // What stood and was taken back within the period does not stand at its end.
            if metric.stock && row.until.is_some_and(|until| until <= period.to) {
                *sums.entry(line.metric).or_default() -= line.quantity;
            }
            if line.metric == "station.site" && row.until.is_none_or(|until| until > period.to) {
                districts.insert(row.org.clone());
            }
        }
    }
    for (code, sum) in &mut sums {
        *sum /= if sheet::metric(code).unwrap().decimals { 100 } else { 1 };
    }
    for (code, set) in subjects {
        *sums.entry(code).or_default() += i64::try_from(set.len()).unwrap();
    }
    if !districts.is_empty() {
        sums.insert("station.district_covered", i64::try_from(districts.len()).unwrap());
    }
    sums
}

/// One sheet of a made workbook: a row a line, cells parted by `|`; 12 is a number, @2022-03-05 a day, \n a line break, anything else text.
pub struct Made<'a> {
    pub name: &'a str,
    pub rows: &'a str,
    /// Merged ranges, row and column from 0: first row, first column, last row, last column.
    pub merged: &'a [(u32, u16, u32, u16)],
}

/// A workbook of such sheets.
pub fn book(sheets: &[Made<'_>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for made in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(made.name).unwrap();
        let format = rust_xlsxwriter::Format::new();
        for (top, left, bottom, right) in made.merged {
            sheet.merge_range(*top, *left, *bottom, *right, "", &format).unwrap();
        }
        let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        for (row, line) in (0u32..).zip(made.rows.trim_matches('\n').lines()) {
            for (column, cell) in (0u16..).zip(line.split('|')) {
                let cell = cell.trim();
                if let Some(text) = cell.strip_prefix('@') {
                    let day = rust_xlsxwriter::ExcelDateTime::parse_from_str(text).unwrap();
                    sheet.write_datetime_with_format(row, column, &day, &date).unwrap();
                } else if let Ok(number) = cell.parse::<f64>().map_err(|_| ()).and_then(|n| if cell.len() < 12 { Ok(n) } else { Err(()) }) {
                    sheet.write_number(row, column, number).unwrap();
                } else if !cell.is_empty() {
                    sheet.write_string(row, column, cell.replace("\\n", "\n")).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// Reads and recognises a made workbook.
pub fn recognised(file: &str, bytes: &[u8]) -> Recognition {
    let book = sheet::read(bytes, file, &sheet::Limits::default()).unwrap();
    sheet::recognise(&book, None, &sheet::Context::default())
}

/// One made sheet without merged cells.
pub fn one(file: &str, name: &str, rows: &str) -> Recognition {
    recognised(file, &book(&[Made { name, rows, merged: &[] }]))
}

/// The totals of a whole year as a list that is easy to compare.
pub fn sums(found: &Recognition, year: i64) -> Vec<(&'static str, i64)> {
    let period = Period::new(Day::new(year, 1, 1).unwrap(), Day::new(year, 12, 31).unwrap()).unwrap();
    totals(found, period).into_iter().collect()
}
