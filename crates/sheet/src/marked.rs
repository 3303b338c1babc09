//! A copy of a workbook with the refused cells marked, to be mended and sent again.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{ExcelDateTime, Format, Note, Workbook as Written, Worksheet};

use crate::model::{SheetReport, SkipKind};
use crate::read::{Sheet, Value, Workbook, column_number};
use crate::template::TemplateError;

/// Widest and narrowest column, in characters.
const WIDTHS: (usize, usize) = (8, 40);
/// Rows whose texts are looked at for the widths.
const LOOKED_AT: u32 = 200;

/// The workbook's cells where they stood, each refused cell coloured and with a note that says why; so are rows of unknown kinds and
/// totals that differ. Colours, widths and formulas of the original are not carried over.
///
/// # Errors
/// When the file cannot be written.
pub fn marked_copy(book: &Workbook, reports: &[SheetReport]) -> Result<Vec<u8>, TemplateError> {
    let mut out = Written::new();
    let mut names = BTreeSet::new();
    for sheet in &book.sheets {
        let report = reports.iter().find(|report| report.name == sheet.name);
        let page = out.add_worksheet();
        page.set_name(name(&sheet.name, &mut names))?;
        page.set_hidden(sheet.hidden);
        write(page, sheet, report)?;
    }
    if book.sheets.is_empty() {
        out.add_worksheet();
    }
    Ok(out.save_to_buffer()?)
}

/// A name that every spreadsheet program takes, and no other sheet of the copy bears.
fn name(of: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = of.chars().map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') { '_' } else { c }).collect();
    let plain = if plain.trim().is_empty() { "表".to_owned() } else { plain };
    let cut = |most: usize| plain.chars().take(most).collect::<String>();
    let mut name = cut(31);
    for n in 2.. {
        if taken.insert(name.to_lowercase()) {
            break;
        }
        name = format!("{}_{n}", cut(26));
    }
    name
}

/// What is said at a cell.
fn notes(report: &SheetReport) -> BTreeMap<(u32, u32), String> {
    let mut out: BTreeMap<(u32, u32), String> = BTreeMap::new();
    let mut say = |cell: &str, sentence: String| {
        if let Some(at) = address(cell) {
            let said = out.entry(at).or_default();
            *said = if said.is_empty() { sentence } else { format!("{said}\n{sentence}") };
        }
    };
    for refused in &report.rejected {
        say(&refused.cell, format!("退回：{}", refused.chinese));
    }
    for skipped in report.skipped.iter().filter(|skipped| skipped.kind == SkipKind::UnknownKind) {
        let column = report.columns.get("kind").map_or("A", String::as_str);
        say(&format!("{column}{}", skipped.row), "系统不认识这个类别，这一行没有登记。".to_owned());
    }
    for total in report.totals.iter().filter(|total| !total.agrees) {
        let plain = |n: i64| if n % 100 == 0 { (n / 100).to_string() } else { format!("{}.{:02}", n / 100, n.abs() % 100) };
        say(&total.cell, format!("明细相加为 {}，与这里写的 {} 不符。", plain(total.sum), plain(total.stated)));
    }
    out
}

fn address(cell: &str) -> Option<(u32, u32)> {
    let at = cell.find(|c: char| c.is_ascii_digit())?;
    let row: u32 = cell[at..].parse().ok()?;
    Some((row.checked_sub(1)?, column_number(&cell[..at])?))
}

fn write(page: &mut Worksheet, sheet: &Sheet, report: Option<&SheetReport>) -> Result<(), TemplateError> {
    let notes = report.map(notes).unwrap_or_default();
    let (plain, wrong) = (Format::new(), Format::new().set_background_color("FFC7CE").set_bold());
    for merged in &sheet.merged {
        let (from, to) = (merged.from, merged.to);
        // Two that overlap are not taken by the writer; the cell's value stands at its corner all the same.
        if let (Ok(left), Ok(right), false) = (u16::try_from(from.column), u16::try_from(to.column), from == to) {
            let _ = page.merge_range(from.row, left, to.row, right, "", &plain);
        }
    }
    let mut widths: BTreeMap<u16, usize> = BTreeMap::new();
    for ((row, column), value) in &sheet.cells {
        let Ok(at) = u16::try_from(*column) else { continue };
        let format = if notes.contains_key(&(*row, *column)) { &wrong } else { &plain };
        cell(page, *row, at, value, format)?;
        if *row < LOOKED_AT {
            let wide: usize =
                value.text().lines().map(|line| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()).max().unwrap_or(0);
            let known = widths.entry(at).or_default();
            *known = wide.max(*known);
        }
    }
    for (column, wide) in widths {
        page.set_column_width(column, (wide + 2).clamp(WIDTHS.0, WIDTHS.1) as f64)?;
    }
    for ((row, column), sentence) in notes {
        let Ok(at) = u16::try_from(column) else { continue };
        if !sheet.cells.contains_key(&(row, column)) {
            page.write_blank(row, at, &wrong)?;
        }
        page.insert_note(row, at, &Note::new(sentence).add_author_prefix(false).set_width(260).set_height(90))?;
    }
    Ok(())
}

fn cell(page: &mut Worksheet, row: u32, column: u16, value: &Value, format: &Format) -> Result<(), TemplateError> {
    match value {
        Value::Number(number) if number.is_finite() => page.write_number_with_format(row, column, *number, format)?,
        Value::Bool(truth) => page.write_boolean_with_format(row, column, *truth, format)?,
        Value::Day(day) => {
            let (year, month, of_month) = (
                u16::try_from(day.year()).unwrap_or(1900),
                u8::try_from(day.month()).unwrap_or(1),
                u8::try_from(day.day_of_month()).unwrap_or(1),
            );
            match ExcelDateTime::from_ymd(year, month, of_month) {
                Ok(date) => page.write_datetime_with_format(row, column, &date, &format.clone().set_num_format("yyyy-mm-dd"))?,
                // Before 1900 the program counts no days.
                Err(_) => page.write_string_with_format(row, column, day.to_string(), format)?,
            }
        }
        value => page.write_string_with_format(row, column, value.text(), format)?,
    };
    Ok(())
}
