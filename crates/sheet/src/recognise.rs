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
mod sheets;
mod totals;
mod walk;

use std::collections::BTreeMap;

use norms::Day;
use norms::classified::{Mark, classification};
use norms::reading::{DateHint, read_day};

use crate::lexicon::plain;
use crate::model::{Member, Row, SheetReport, State, Warning};
use crate::profile::Profile;
use crate::read::{Address, Value, Workbook};

/// What the caller knows beside the workbook.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The file's name; the workbook's own is used where this is empty.
    pub file_name: String,
    /// Today: later days are refused. Without it the limit is the end of the year after the workbook's.
    pub today: Option<Day>,
    /// The year of dates without one, where neither title, sheet, file nor other dates give it.
    pub year: Option<i64>,
    /// More rows to record than this are of no use to the caller: recognition ends with the first beyond.
    pub most: Option<usize>,
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
    /// Whether there are more rows than [`Context::most`]: what follows was not looked at.
    pub more: bool,
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
    let mut work = sheets::Work::new(file, year, ask, profile);
    let mut reports: Vec<SheetReport> = book.sheets.iter().map(|sheet| work.sheet(sheet)).collect();
    let (mut out, mut kept) = work.done();
    let more = out.is_full();
    after::finish(&mut reports, &mut out);
    if let Some(profile) = profile {
        kept.kinds.clone_from(&profile.kinds);
    }
    Recognition { sheets: reports, rows: out.rows, members: out.members, warnings: out.warnings, more, profile: kept }
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
