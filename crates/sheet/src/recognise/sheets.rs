//! One sheet after the other: hidden or left out, its tables, the plan of each.

use std::collections::BTreeMap;

use norms::Day;

use super::Context;
use super::cells::DayLimits;
use super::decide::{Plan, Taught, Undecided, decide};
use super::grid::{Grid, WIDEST};
use super::header::{Table, side_by_side, table_with_header, tables};
use super::walk::{Output, Times, far_columns, walk};
use crate::lexicon::{Field, Metric, field_by_name, metric};
use crate::model::{SheetReport, State, Warning};
use crate::profile::{Profile, SheetProfile};
use crate::read::{Sheet, column_letters, column_number};

/// One recognition in the making.
pub(crate) struct Work<'a> {
    file: &'a str,
    year: Option<i64>,
    today: Option<Day>,
    profile: Option<&'a Profile>,
    taught: Taught,
    out: Output,
    kept: Profile,
}

impl<'a> Work<'a> {
    pub fn new(file: &'a str, year: Option<i64>, ask: &Context, profile: Option<&'a Profile>) -> Work<'a> {
        let out = Output { most: ask.most, ..Output::default() };
        Work {
            file,
            year,
            today: ask.today,
            profile,
            taught: profile.map(Profile::taught).unwrap_or_default(),
            out,
            kept: Profile::default(),
        }
    }

    /// The rows and the mapping that was used.
    pub fn done(self) -> (Output, Profile) {
        (self.out, self.kept)
    }

    /// Recognises a sheet and keeps its rows.
    pub fn sheet(&mut self, sheet: &Sheet) -> SheetReport {
        let mut report = SheetReport { name: sheet.name.clone(), ..SheetReport::default() };
        for note in &sheet.notes {
            self.warn(sheet, note.clone(), "表中有大量重复的行，只读取一次，请核对。");
        }
        if sheet.hidden {
            report.state = State::Hidden;
            return report;
        }
        if self.out.is_full() {
            return report;
        }
        let wanted: Vec<&SheetProfile> = self.profile.map(|profile| profile.of_sheet(&sheet.name)).unwrap_or_default();
        if wanted.iter().any(|profile| profile.ignore) {
            report.state = State::Notes;
            report.why = Some("left out by the profile".to_string());
            self.kept.sheets.extend(wanted.iter().map(|profile| (*profile).clone()));
            return report;
        }
        let grid = Grid::new(sheet);
        if far_columns(&grid) {
            let text = format!("cells to the right of column {} belong to no table and were left out", column_letters(WIDEST - 1));
            self.warn(sheet, text, "表格右侧很远处还有内容，未读取，请核对。");
        }
        let found: Vec<(Table, Option<&SheetProfile>)> = if wanted.iter().any(|profile| profile.header_row.is_some()) {
            by_profiles(&grid, &wanted, self.file)
        } else {
            let all = tables(&grid, self.file).into_iter().flat_map(|table| side_by_side(&grid, table));
            all.map(|table| (table, wanted.first().copied())).collect()
        };
        if found.is_empty() {
            without_header(&grid, &mut report);
        }
        for (table, profile) in &found {
            self.table(&grid, table, *profile, &mut report);
        }
        report
    }

    fn warn(&mut self, sheet: &Sheet, text: String, chinese: &str) {
        self.out.warnings.push(Warning { sheet: sheet.name.clone(), cell: None, text, chinese: chinese.to_string() });
    }

    fn table(&mut self, grid: &Grid<'_>, table: &Table, profile: Option<&SheetProfile>, report: &mut SheetReport) {
        let decided = match profile.and_then(fixed) {
            Some(plan) => Ok(plan),
            None => decide(grid, table, self.file, &self.taught),
        };
        let mut columns: BTreeMap<String, String> = table.fields.iter().map(|(field, at)| (field.name(), column_letters(*at))).collect();
        if let Ok(Plan::Columns(found)) = &decided {
            let named: Vec<u32> = found.iter().map(|(at, _)| *at).collect();
            columns.retain(|_, letters| !column_number(letters).is_some_and(|at| named.contains(&at)));
            columns.extend(found.iter().map(|(at, metric)| (metric.code.to_string(), column_letters(*at))));
        }
        let single = match &decided {
            Ok(Plan::Single(metric)) => Some(metric.code),
            Ok(Plan::Roster) => Some("roster"),
            _ => None,
        };
        self.kept.sheets.push(SheetProfile {
            name: report.name.clone(),
            ignore: false,
            header_row: Some(table.header + 1),
            metric: single.map(str::to_string),
            columns: columns.clone(),
        });
        if report.header_row.is_none() {
            report.header_row = Some(table.header + 1);
            report.columns = columns;
        }
        match decided {
            Ok(plan) => {
                report.state = if report.why.is_none() { State::Recognised } else { report.state };
                if let Plan::Single(metric) = &plan
                    && !report.metrics.contains(&metric.code)
                {
                    report.metrics.push(metric.code);
                }
                let limits = DayLimits { first: founding(), last: self.last_day(table.caption.year), today: self.today };
                walk(grid, table, &plan, &self.taught, Times { limits, year: self.year }, report, &mut self.out);
            }
            Err(undecided) => not_told(grid, table, undecided, report),
        }
    }

    /// The end of the year after the one that the sheet names; without one nothing but today limits a day.
    fn last_day(&self, year: Option<i64>) -> Day {
        let year = year.map(|year| year + 1).or(self.today.map(Day::year)).unwrap_or(2099);
        Day::new(year, 12, 31).unwrap_or(Day::last())
    }
}

/// The plan that an officer has named.
fn fixed(profile: &SheetProfile) -> Option<Plan> {
    let figures: Vec<(u32, &'static Metric)> =
        profile.columns.iter().filter_map(|(name, letters)| Some((column_number(letters)?, metric(name)?))).collect();
    if !figures.is_empty() {
        return Some(Plan::Columns(figures));
    }
    match profile.metric.as_deref()? {
        "roster" => Some(Plan::Roster),
        code => metric(code).map(Plan::Single),
    }
}

fn not_told(grid: &Grid<'_>, table: &Table, undecided: Undecided, report: &mut SheetReport) {
    let rows = grid.rows().iter().filter(|row| **row > table.header && **row < table.end).count();
    if rows == 0 {
        // A form that was laid out and never filled in.
        report.state = if report.state == State::Unrecognised { State::Notes } else { report.state };
        return;
    }
    report.state = State::Unrecognised;
    report.rows += rows;
    report.why = Some(undecided.why);
    report.chinese = Some(undecided.chinese);
}

/// The founding of the Party: nothing in such a ledger is older.
fn founding() -> Day {
    Day::new(1921, 1, 1).unwrap_or(Day::first())
}

/// The tables that a profile names, each up to the next below it or beside it.
fn by_profiles<'p>(grid: &Grid<'_>, wanted: &[&'p SheetProfile], file: &str) -> Vec<(Table, Option<&'p SheetProfile>)> {
    let mut found: Vec<(Table, &'p SheetProfile)> =
        wanted.iter().filter_map(|profile| Some((by_profile(grid, profile, file)?, *profile))).collect();
    let left = |table: &Table| table.fields.values().min().copied().unwrap_or(0);
    found.sort_by_key(|(table, _)| (table.header, left(table)));
    let heads: Vec<(u32, u32, u32)> = found.iter().map(|(table, _)| (table.header, table.header_from, left(table))).collect();
    for (index, (table, _)) in found.iter_mut().enumerate() {
        if let Some((_, from, _)) = heads.iter().find(|(header, _, _)| *header > table.header) {
            table.end = super::header::caption_from(grid, grid.rows(), *from, table.header);
        }
        let beside = |other: Option<&(u32, u32, u32)>| other.filter(|(header, _, _)| *header == table.header).map(|(_, _, left)| *left);
        let first = beside(index.checked_sub(1).and_then(|before| heads.get(before))).map_or(0, |_| heads[index].2);
        table.span = (first, beside(heads.get(index + 1)).unwrap_or(WIDEST));
    }
    found.into_iter().map(|(table, profile)| (table, Some(profile))).collect()
}

fn by_profile(grid: &Grid<'_>, profile: &SheetProfile, file: &str) -> Option<Table> {
    let header = profile.header_row?.checked_sub(1)?;
    let mut table = table_with_header(grid, header, file);
    table.header = header;
    table.header_from = table.header_from.min(header);
    if !profile.columns.is_empty() {
        table.fields = profile.columns.iter().filter_map(|(name, letters)| Some((field_by_name(name)?, column_number(letters)?))).collect();
    }
    table.fields.retain(|field, _| *field != Field::Other);
    Some(table)
}

/// A sheet without a header: explanations, or data that nobody can tell.
fn without_header(grid: &Grid<'_>, report: &mut SheetReport) {
    let wide = grid.rows().iter().filter(|row| grid.cells(**row).count() >= 3).count();
    if wide < 2 {
        report.state = State::Notes;
        return;
    }
    report.state = State::Unrecognised;
    report.rows = wide;
    report.why = Some("no header row was found in the first rows".to_string());
    report.chinese = Some("前几行中没有找到表头。".to_string());
}
