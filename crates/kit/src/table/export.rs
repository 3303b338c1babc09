//! The same columns as CSV and as a workbook. Words that a spreadsheet would take for a formula stay words.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::{Align, Cell, Table};
use crate::Failure;

impl Table {
    /// CSV for spreadsheets: UTF-8 with a mark, CRLF, words that begin like a formula quoted with `'`.
    pub fn csv(&self) -> Vec<u8> {
        let mut out = String::from("\u{feff}");
        let mut line = |fields: Vec<String>| {
            out.push_str(&fields.join(","));
            out.push_str("\r\n");
        };
        line(self.number_head().into_iter().chain(self.columns.iter().map(|column| quoted(&column.head()))).collect());
        for (index, row) in self.rows.iter().enumerate() {
            let number = self.numbered.then(|| (self.first + index).to_string());
            line(number.into_iter().chain(row.cells.iter().map(field)).collect());
        }
        if let Some(total) = &self.total {
            let number = self.numbered.then(String::new);
            let cells = total.iter().enumerate().map(|(index, cell)| if index == 0 { "合计".into() } else { field(cell) });
            line(number.into_iter().chain(cells).collect());
        }
        out.into_bytes()
    }

    fn number_head(&self) -> Option<String> {
        self.numbered.then(|| "序号".to_owned())
    }

    /// The same as an .xlsx workbook of one sheet: numbers as numbers, days as days, words never as formulas.
    ///
    /// # Errors
    /// A fault of the program, when the writer fails.
    pub fn xlsx(&self) -> Result<Vec<u8>, Failure> {
        self.workbook().map_err(Failure::cause)
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let head = Format::new().set_bold().set_align(FormatAlign::Center).set_border(FormatBorder::Thin);
        let body = Format::new().set_border(FormatBorder::Thin);
        let day = Format::new().set_border(FormatBorder::Thin).set_num_format("yyyy-mm-dd");
        let shift = u16::from(self.numbered);
        if self.numbered {
            sheet.write_string_with_format(0, 0, "序号", &head)?;
        }
        for (column, index) in self.columns.iter().zip(shift..) {
            sheet.write_string_with_format(0, index, column.head(), &head)?;
            sheet.set_column_width(index, if column.align == Align::Words { 40.0 } else { 14.0 })?;
        }
        sheet.set_freeze_panes(1, 0)?;
        let rows = self.rows.iter().map(|row| (&row.cells, false)).chain(self.total.iter().map(|cells| (cells, true)));
        for ((cells, last), line) in rows.zip(1u32..) {
            if self.numbered && !last {
                sheet.write_number_with_format(line, 0, f64::from(line), &body)?;
            }
            for ((index, cell), at) in cells.iter().enumerate().zip(shift..) {
                match cell {
                    _ if last && index == 0 => sheet.write_string_with_format(line, at, "合计", &head)?,
                    Cell::Number(value, decimals) | Cell::Figure(value, decimals, _) => {
                        sheet.write_number_with_format(line, at, scaled(*value, *decimals), &body)?
                    }
                    Cell::Day(Some(value)) => {
                        let date = rust_xlsxwriter::ExcelDateTime::parse_from_str(&value.to_string())?;
                        sheet.write_datetime_with_format(line, at, &date, &day)?
                    }
                    other => sheet.write_string_with_format(line, at, cut(&other.words()), &body)?,
                };
            }
        }
        book.save_to_buffer()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a spreadsheet knows no other numbers")]
fn scaled(value: i64, decimals: u32) -> f64 {
    value as f64 / 10f64.powi(i32::try_from(decimals).unwrap_or(0))
}

/// A cell of a workbook holds 32,767 characters.
fn cut(text: &str) -> String {
    text.chars().take(32_000).collect()
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Number(..) | Cell::Figure(..) | Cell::Day(_) => cell.words(),
        other => quoted(&other.words()),
    }
}

/// Words as a CSV field that no spreadsheet takes for a formula.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    if guarded.contains(['"', ',', '\n', '\r', '\t']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::{Column, Row};
    use super::*;

    fn table() -> Table {
        let columns = vec![Column::words("title", "内容"), Column::number("n", "数量").unit("人")];
        let row = |text: &str, n| Row::new(vec![Cell::text(text), Cell::number(n)]);
        let rows = ["=HYPERLINK(\"http://x\")", "+1", "-1", "@a", "\tx", "正常, 有逗号"].map(|text| row(text, -5));
        Table::new("表", columns).rows(rows).total(vec![Cell::Empty, Cell::number(-30)])
    }

    #[test]
    fn no_word_of_a_download_becomes_a_formula_and_numbers_stay_numbers() {
        let text = String::from_utf8(table().csv()).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
        assert!(text.starts_with('\u{feff}'));
        assert_eq!(lines[0], "序号,内容,数量（人）");
        assert_eq!(lines[1], "1,\"'=HYPERLINK(\"\"http://x\"\")\",-5");
        assert_eq!(lines[2], "2,'+1,-5");
        assert_eq!(lines[3], "3,'-1,-5");
        assert_eq!(lines[4], "4,'@a,-5");
        assert_eq!(lines[5], "5,\"'\tx\",-5");
        assert_eq!(lines[6], "6,\"正常, 有逗号\",-5");
        assert_eq!(lines[7], ",合计,-30");
    }

    #[test]
    fn the_workbook_is_a_zip_container_with_all_rows() {
        assert!(table().xlsx().unwrap().starts_with(b"PK"));
    }
}
