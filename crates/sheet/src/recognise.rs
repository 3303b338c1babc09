//! What the sheets of a workbook record. Nothing is guessed silently: what is not clear is listed with the reason.

mod after;
mod caption;
mod cells;
mod decide;
mod grid;
mod header;
mod members;
mod row;
mod shapes;
mod totals;
mod walk;

use std::collections::BTreeMap;

use norms::Day;
use norms::classified::{Mark, classification};
use norms::reading::{DateHint, read_day};

use crate::lexicon::{Field, field_by_name, metric, plain};
use crate::model::{Member, Row, SheetReport, State, Warning};
use crate::profile::{Profile, SheetProfile};
use crate::read::{Address, Sheet, Value, Workbook, column_letters, column_number};
use cells::DayLimits;
use decide::{Plan, Taught, decide};
use grid::Grid;
use header::{Table, table_with_header, tables};
use walk::{Output, Times, walk};

/// What the caller knows beside the workbook.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The file's name; the workbook's own is used where this is empty.
    pub file_name: String,
    /// Today: later days are refused. Without it the limit is the end of the year after the workbook's.
    pub today: Option<Day>,
    /// The year of dates without one, where neither title, sheet, file nor other dates give it.
    pub year: Option<i64>,
}

/// What was recognised in a workbook.
#[derive(Clone, Debug, Default)]
pub struct Recognition {
    /// One report for each sheet, in order.
    pub sheets: Vec<SheetReport>,
    /// Rows to post, in the order of the sheets.
    pub rows: Vec<Row>,
    /// People of rosters.
    pub members: Vec<Member>,
    /// What to look at; refuses nothing.
    pub warnings: Vec<Warning>,
    /// The mapping that was used, to be kept, shared, edited and applied again.
    pub profile: Profile,
}

impl Recognition {
    /// Whether the command line ends with 1: a refused row, an unrecognised sheet, an unknown kind or a total that differs.
    pub fn has_problems(&self) -> bool {
        self.sheets.iter().any(|sheet| {
            sheet.state == State::Unrecognised
                || !sheet.rejected.is_empty()
                || sheet.skipped.iter().any(|skipped| skipped.matters())
                || sheet.totals.iter().any(|total| !total.agrees)
        })
    }
}

/// A classification mark and where it stands: sheet name and cell, or neither for headers, footers and text boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Sheet name, where the mark stands in a cell or is the sheet's name.
    pub sheet: Option<String>,
    /// Cell address.
    pub cell: Option<String>,
    /// The mark.
    pub mark: Mark,
}

/// Classification marks of a workbook: whole cells, lines, headers, sheet names, the file's name. The caller refuses the file or warns.
pub fn marks(book: &Workbook) -> Vec<Marked> {
    let mut out = Vec::new();
    let stem = book.file_name.rsplit_once('.').map_or(book.file_name.as_str(), |(stem, _)| stem);
    let mut beside = |text: &str, sheet: Option<&str>| {
        if let Some(mark) = classification(text) {
            out.push(Marked { sheet: sheet.map(str::to_string), cell: None, mark });
        }
    };
    beside(stem, None);
    for text in &book.margins {
        beside(text, None);
    }
    for sheet in &book.sheets {
        beside(&sheet.name, Some(&sheet.name));
    }
    for sheet in &book.sheets {
        for ((row, column), value) in &sheet.cells {
            let Value::Text(text) = value else { continue };
            if let Some(mark) = classification(text) {
                out.push(Marked { sheet: Some(sheet.name.clone()), cell: Some(Address::new(*row, *column).to_string()), mark });
                if out.len() >= 1_000 {
                    return out;
                }
            }
        }
    }
    out
}

/// Recognises a workbook. A profile overrides what is found for the sheets that it names.
pub fn recognise(book: &Workbook, profile: Option<&Profile>, ask: &Context) -> Recognition {
    let file = if ask.file_name.is_empty() { book.file_name.as_str() } else { ask.file_name.as_str() };
    let year = caption::year_in(file).or_else(|| commonest_year(book)).or(ask.year);
    let mut out = Output { rows: Vec::new(), figures: Vec::new(), members: Vec::new(), warnings: Vec::new() };
    let mut recognition = Recognition::default();
    let taught = profile.map(Profile::taught).unwrap_or_default();
    for sheet in &book.sheets {
        let wanted: Vec<&SheetProfile> = profile.map(|profile| profile.of_sheet(&sheet.name)).unwrap_or_default();
        let mut report = SheetReport { name: sheet.name.clone(), ..SheetReport::default() };
        one_sheet(sheet, file, &wanted, &taught, Asked { ask, year }, &mut report, &mut out, &mut recognition.profile);
        recognition.sheets.push(report);
    }
    after::finish(&mut recognition.sheets, &mut out);
    recognition.rows = out.rows;
    recognition.members = out.members;
    recognition.warnings = out.warnings;
    if let Some(profile) = profile {
        recognition.profile.kinds.clone_from(&profile.kinds);
    }
    recognition
}

#[derive(Clone, Copy)]
struct Asked<'a> {
    ask: &'a Context,
    year: Option<i64>,
}

#[expect(clippy::too_many_arguments, reason = "the parts of one recognition, handed on once")]
fn one_sheet(
    sheet: &Sheet,
    file: &str,
    wanted: &[&SheetProfile],
    taught: &Taught,
    asked: Asked<'_>,
    report: &mut SheetReport,
    out: &mut Output,
    kept: &mut Profile,
) {
    for note in &sheet.notes {
        out.warnings.push(Warning {
            sheet: sheet.name.clone(),
            cell: None,
            text: note.clone(),
            chinese: "表中有大量重复的行，只读取一次，请核对。".to_string(),
        });
    }
    if sheet.hidden {
        report.state = State::Hidden;
        return;
    }
    if wanted.iter().any(|profile| profile.ignore) {
        report.state = State::Notes;
        report.why = Some("left out by the profile".to_string());
        kept.sheets.extend(wanted.iter().map(|profile| (*profile).clone()));
        return;
    }
    let grid = Grid::new(sheet);
    if walk::far_columns(&grid) {
        let text = format!("cells to the right of column {} belong to no table and were left out", column_letters(grid::WIDEST - 1));
        out.warnings.push(Warning {
            sheet: sheet.name.clone(),
            cell: None,
            text,
            chinese: "表格右侧很远处还有内容，未读取，请核对。".to_string(),
        });
    }
    let found: Vec<(Table, Option<&SheetProfile>)> = if wanted.iter().any(|profile| profile.header_row.is_some()) {
        wanted.iter().filter_map(|profile| Some((by_profile(&grid, profile, file)?, Some(*profile)))).collect()
    } else {
        tables(&grid, file)
            .into_iter()
            .flat_map(|table| header::side_by_side(&grid, table))
            .map(|table| (table, wanted.first().copied()))
            .collect()
    };
    if found.is_empty() {
        return without_header(&grid, report);
    }
    for (table, profile) in &found {
        one_table(&grid, table, *profile, file, taught, asked, report, out, kept);
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one recognition, handed on once")]
fn one_table(
    grid: &Grid<'_>,
    table: &Table,
    profile: Option<&SheetProfile>,
    file: &str,
    taught: &Taught,
    asked: Asked<'_>,
    report: &mut SheetReport,
    out: &mut Output,
    kept: &mut Profile,
) {
    let fixed = profile.and_then(|profile| profile.metric.as_deref()).and_then(|code| match code {
        "roster" => Some(Plan::Roster),
        code => metric(code).map(Plan::Single),
    });
    let decided = match fixed {
        Some(plan) => Ok(plan),
        None => decide(grid, table, file, taught),
    };
    let columns: BTreeMap<String, String> = table.fields.iter().map(|(field, at)| (field.name(), column_letters(*at))).collect();
    let mut mapping =
        SheetProfile { name: report.name.clone(), header_row: Some(table.header + 1), columns: columns.clone(), ..SheetProfile::default() };
    if report.header_row.is_none() {
        report.header_row = Some(table.header + 1);
        report.columns = columns;
    }
    match decided {
        Ok(plan) => {
            report.state = State::Recognised;
            match &plan {
                Plan::Single(metric) => {
                    mapping.metric = Some(metric.code.to_string());
                    if !report.metrics.contains(&metric.code) {
                        report.metrics.push(metric.code);
                    }
                }
                Plan::Roster => mapping.metric = Some("roster".to_string()),
                Plan::Columns(found) if report.columns.is_empty() || found.iter().all(|(_, m)| !report.columns.contains_key(m.code)) => {
                    report.columns.extend(found.iter().map(|(at, metric)| (metric.code.to_string(), column_letters(*at))));
                }
                _ => {}
            }
            let limits = DayLimits { first: founding(), last: last_day(table.caption.year, asked.ask), today: asked.ask.today };
            walk(grid, table, &plan, taught, Times { limits, year: asked.year }, report, out);
        }
        Err(undecided) => {
            let rows = grid.rows().iter().copied().filter(|row| *row > table.header && *row < table.end).count();
            if report.state != State::Recognised {
                report.state = if rows == 0 { State::Notes } else { State::Unrecognised };
            } else if rows > 0 {
                // A second table that nobody can tell: the sheet is not done.
                report.state = State::Unrecognised;
            }
            report.rows += rows;
            report.why = Some(undecided.why);
            report.chinese = Some(undecided.chinese);
        }
    }
    kept.sheets.push(mapping);
}

/// The founding of the Party: nothing in such a ledger is older.
fn founding() -> Day {
    Day::new(1921, 1, 1).unwrap_or(Day::first())
}

fn last_day(year: Option<i64>, ask: &Context) -> Day {
    let year = year.map(|year| year + 1).or(ask.today.map(Day::year)).unwrap_or(2099);
    Day::new(year, 12, 31).unwrap_or(Day::last())
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

/// The year that most dates of the workbook have.
fn commonest_year(book: &Workbook) -> Option<i64> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    let none = DateHint::default();
    for sheet in book.sheets.iter().filter(|sheet| !sheet.hidden) {
        if let Some(year) = caption::year_in(&plain(&sheet.name)) {
            *counts.entry(year).or_default() += 1;
        }
        for value in sheet.cells.values().take(100_000) {
            let year = match value {
                Value::Day(day) => Some(day.year()),
                Value::Text(text) if text.len() <= 48 && text.contains(|c: char| c.is_ascii_digit() || "０１２３〇二".contains(c)) => {
                    read_day(text, &none).ok().map(Day::year).or_else(|| caption::year_in(text).filter(|_| text.contains('年')))
                }
                _ => None,
            };
            if let Some(year) = year {
                *counts.entry(year).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
}
