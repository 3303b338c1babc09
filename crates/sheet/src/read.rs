//! Reading a workbook of any usual format into sparse cells, within limits.

mod csv;
mod docx;
mod error;
mod ods;
mod ole;
mod package;
mod scan;
mod xls;
mod xlsx;

use std::collections::BTreeMap;

use norms::Day;
use sm3::{Digest, Sm3};

pub use error::ReadError;

/// What a workbook may cost; every number is an upper bound that is still allowed.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the file as sent.
    pub upload: u64,
    /// Bytes of all parts of a package once unpacked.
    pub unpacked: u64,
    /// Unpacked bytes for one packed byte; asked only of packages that unpack to more than 8 MB.
    pub ratio: u64,
    /// Parts in the package.
    pub entries: usize,
    /// Nesting of XML elements.
    pub depth: usize,
    /// Cells with a value, over all sheets.
    pub cells: usize,
    /// Bytes of text in all cells together.
    pub text: usize,
    /// Sheets in the workbook.
    pub sheets: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            upload: 50 << 20,
            unpacked: 200 << 20,
            ratio: 200,
            entries: 2_000,
            depth: 256,
            cells: 500_000,
            text: 48 << 20,
            sheets: 200,
        }
    }
}

/// The address of a cell, both numbers from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
}

impl Address {
    /// The address of this row and column, both from 0.
    pub fn new(row: u32, column: u32) -> Address {
        Address { row, column }
    }
}

impl std::fmt::Display for Address {
    /// As the spreadsheet program writes it: `B7`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", column_letters(self.column), u64::from(self.row) + 1)
    }
}

/// `A` for 0, `AA` for 26.
pub fn column_letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut out = Vec::new();
    while rest > 0 {
        let digit = (rest - 1) % 26;
        out.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    out.iter().rev().collect()
}

/// 0 for `A`, 26 for `aa`; `None` for what is no column of a sheet (up to `XFD`).
pub fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let number = letters.bytes().fold(0u32, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    (number <= 16_384).then(|| number - 1)
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, trimmed of nothing, at most [`TEXT_LIMIT`] characters of it.
    Text(String),
    /// A number that the sheet does not format as a day.
    Number(f64),
    /// A day: a number formatted as a day, or an ISO date of an OpenDocument sheet.
    Day(Day),
    /// True or false.
    Bool(bool),
    /// A citizen id of a workbook that was imported earlier: what may be shown of it, and its keyed digest.
    Sealed {
        /// 110***********002X
        masked: String,
        /// Hex digits.
        seal: String,
    },
}

impl Value {
    /// The value as a reader of the sheet would type it: numbers without needless decimals, days as 2022-06-03.
    pub fn text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(number) => shown_number(*number),
            Value::Day(day) => day.to_string(),
            Value::Bool(true) => "TRUE".to_string(),
            Value::Bool(false) => "FALSE".to_string(),
            Value::Sealed { masked, .. } => masked.clone(),
        }
    }
}

/// Characters of one cell that are kept.
pub const TEXT_LIMIT: usize = 4_000;

fn shown_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        // Two neighbouring binary fractions show the same twelve digits: 0.1 + 0.2 reads 0.3.
        let text = format!("{number:.10}");
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    }
}

/// Cells merged into one; both corners belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Upper left cell, which holds the value.
    pub from: Address,
    /// Lower right cell.
    pub to: Address,
}

/// One sheet, with only the cells that hold something.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its name as the workbook writes it.
    pub name: String,
    /// Whether the office has hidden it.
    pub hidden: bool,
    /// Cells by row and column, both from 0.
    pub cells: BTreeMap<(u32, u32), Value>,
    /// Merged cells, at most 20,000.
    pub merged: Vec<Merged>,
    /// What was read otherwise than written, in a sentence each.
    pub notes: Vec<String>,
}

/// A workbook read into memory.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// The file's name, without its folder.
    pub file_name: String,
    /// SM3 of the file, in hexadecimal.
    pub digest: String,
    /// Its sheets in order.
    pub sheets: Vec<Sheet>,
    /// Text beside the cells: headers, footers, text boxes.
    pub margins: Vec<String>,
}

/// SM3 of the bytes, in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    Sm3::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Reads a workbook: .xlsx, .xlsm, .xls, .ods, .csv, or the tables of a .docx, told by what the file holds, not by its name. Macros are not run and
/// external links are not followed.
///
/// # Errors
/// A [`ReadError`] says in a sentence what is wrong with the file and what to do.
pub fn read(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Workbook, ReadError> {
    if bytes.len() as u64 > limits.upload {
        return Err(ReadError::TooLarge { megabytes: limits.upload >> 20 });
    }
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or_default().to_string();
    refuse_other_offices(&file_name)?;
    let mut store = Store::new(limits);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        package::read(bytes, limits, &mut store)?;
    } else if ole::is_ole(bytes) {
        xls::read(bytes, limits, &mut store)?;
    } else {
        csv::read(bytes, &file_name, &mut store)?;
    }
    Ok(Workbook { digest: digest(bytes), file_name, sheets: store.sheets, margins: store.margins })
}

fn refuse_other_offices(file_name: &str) -> Result<(), ReadError> {
    let lower = file_name.to_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "et" | "ett" => Err(ReadError::WpsSheet),
        "wps" | "wpt" => Err(ReadError::Document { ending: ".wps" }),
        "doc" | "dot" => Err(ReadError::Document { ending: ".doc" }),
        _ => Ok(()),
    }
}

/// Cells as they come in, counted against the limits.
pub(crate) struct Store {
    sheets: Vec<Sheet>,
    margins: Vec<String>,
    cells: usize,
    text: usize,
    most: (usize, usize, usize),
}

impl Store {
    fn new(limits: &Limits) -> Store {
        Store { sheets: Vec::new(), margins: Vec::new(), cells: 0, text: 0, most: (limits.cells, limits.text, limits.sheets) }
    }

    /// Opens the next sheet.
    fn sheet(&mut self, name: &str, hidden: bool) -> Result<(), ReadError> {
        if self.sheets.len() >= self.most.2 {
            return Err(ReadError::TooManySheets { limit: self.most.2 });
        }
        self.sheets.push(Sheet { name: clipped(name, 255), hidden, ..Sheet::default() });
        Ok(())
    }

    /// Puts a value into the sheet opened last; blank text is no value.
    fn put(&mut self, row: u32, column: u32, value: Value) -> Result<(), ReadError> {
        let value = match value {
            Value::Text(text) if text.trim().is_empty() => return Ok(()),
            Value::Text(text) => Value::Text(clipped(&text, TEXT_LIMIT)),
            Value::Number(number) if !number.is_finite() => return Ok(()),
            other => other,
        };
        if let Value::Text(text) = &value {
            self.text += text.len();
        }
        self.cells += 1;
        if self.cells > self.most.0 || self.text > self.most.1 {
            return Err(ReadError::TooManyCells { limit: self.most.0 });
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.cells.insert((row, column), value);
        }
        Ok(())
    }

    /// Says about the sheet opened last what was read otherwise than written.
    fn note(&mut self, text: String) {
        if let Some(sheet) = self.sheets.last_mut()
            && sheet.notes.len() < 20
            && !sheet.notes.contains(&text)
        {
            sheet.notes.push(text);
        }
    }

    /// Notes a merged range of the sheet opened last.
    fn merge(&mut self, from: (u32, u32), to: (u32, u32)) {
        if let Some(sheet) = self.sheets.last_mut()
            && sheet.merged.len() < 20_000
            && from.0 <= to.0
            && from.1 <= to.1
            && from != to
        {
            sheet.merged.push(Merged { from: Address::new(from.0, from.1), to: Address::new(to.0, to.1) });
        }
    }
}

fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => text[..at].to_string(),
        None => text.to_string(),
    }
}

/// A serial number of a cell formatted as day or time: a day, else the text that it would show.
pub(crate) fn from_serial(serial: f64, since_1904: bool) -> Value {
    if let Ok(day) = norms::reading::day_of_excel_serial(serial, since_1904) {
        return Value::Day(day);
    }
    if (0.0..1.0).contains(&serial) {
        let minutes = (serial * 1_440.0).round();
        return Value::Text(format!("{:02.0}:{:02.0}", (minutes / 60.0).floor(), minutes % 60.0));
    }
    Value::Number(serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_the_spreadsheet_program_writes_them() {
        assert_eq!(Address::new(6, 1).to_string(), "B7");
        assert_eq!(Address::new(1_048_575, 16_383).to_string(), "XFD1048576");
        for column in [0, 25, 26, 51, 52, 701, 702, 16_383] {
            assert_eq!(column_number(&column_letters(column)), Some(column));
        }
        assert_eq!(column_number("XFE"), None);
        assert_eq!(column_number("7"), None);
    }

    #[test]
    fn numbers_are_shown_without_needless_decimals() {
        assert_eq!(Value::Number(0.1 + 0.2).text(), "0.3");
        assert_eq!(Value::Number(1418.0).text(), "1418");
        assert_eq!(Value::Number(86.5).text(), "86.5");
    }
}
