//! .xlsx and .xlsm: cells are taken from the stream one by one, never as a dense range.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::{ReadError, Store, Value, from_serial};

/// Reads the sheets of a package that [`super::package`] has looked over.
pub(super) fn read(bytes: &[u8], store: &mut Store) -> Result<(), ReadError> {
    // The parser is a library and the file is hostile until proven otherwise: a panic in it is a damaged file, not our end.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes, store))).unwrap_or_else(|_| Err(ReadError::damaged("its structure")))
}

fn sheets(bytes: &[u8], store: &mut Store) -> Result<(), ReadError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(ReadError::damaged)?;
    let since_1904 = book.has_1904_epoch();
    let sheets: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    for (name, hidden) in sheets {
        store.sheet(&name, hidden)?;
        cells(&mut book, &name, since_1904, store)?;
        for range in book.merge_cells_by_sheet_name(&name).unwrap_or_default() {
            store.merge(range.start, range.end);
        }
    }
    Ok(())
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, since_1904: bool, store: &mut Store) -> Result<(), ReadError> {
    let mut reader = book.worksheet_cells_reader(name).map_err(ReadError::damaged)?;
    while let Some(cell) = reader.next_cell().map_err(ReadError::damaged)? {
        let (row, column) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::String(text) => Value::Text(text.clone()),
            DataRef::SharedString(text) => Value::Text((*text).to_string()),
            DataRef::Bool(truth) => Value::Bool(*truth),
            DataRef::DateTime(moment) => from_serial(moment.as_f64(), since_1904),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Text(text.clone()),
            DataRef::Error(_) | DataRef::Empty => continue,
        };
        store.put(row, column, value)?;
    }
    Ok(())
}
