//! .xls: the parser lays each sheet out as a dense range, so the extent of the cells is looked up in the records first.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, SheetType, SheetVisible, Xls};

use super::ole::Ole;
use super::{Limits, ReadError, Store, Value, from_serial};

/// Places of all dense ranges together: 24 to 32 bytes each.
const MOST_PLACES: u64 = 3_000_000;

/// Reads an old Office file; tells passwords and text documents apart.
pub(super) fn read(bytes: &[u8], _limits: &Limits, store: &mut Store) -> Result<(), ReadError> {
    let ole = Ole::open(bytes)?;
    if ole.has("EncryptedPackage") || ole.has("EncryptionInfo") {
        return Err(ReadError::Password);
    }
    let Some(stream) = ole.stream("Workbook").or_else(|| ole.stream("Book")) else {
        let other = if ole.has("WordDocument") { ReadError::Document { ending: ".doc" } } else { ReadError::NotAWorkbook };
        return Err(if ole.has("Workbook") || ole.has("Book") { ReadError::damaged("it ends too early") } else { other });
    };
    check_extent(&stream)?;
    drop(stream);
    drop(ole);
    catch_unwind(AssertUnwindSafe(|| sheets(bytes, store))).unwrap_or_else(|_| Err(ReadError::damaged("its structure")))
}

/// Walks the records: each begins with its kind and its length.
fn check_extent(stream: &[u8]) -> Result<(), ReadError> {
    let pair = |at: usize| stream.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let (mut at, mut places) = (0usize, 0u64);
    let mut extent: Option<(u64, u64, u64, u64)> = None;
    while let (Some(kind), Some(length)) = (pair(at), pair(at + 2)) {
        match kind {
            // FILEPASS: what follows is encrypted.
            0x2F => return Err(ReadError::Password),
            // BOF: a new sheet begins.
            0x809 => {
                places += area(extent.take());
            }
            // Cells: FORMULA, MULRK, MULBLANK, RSTRING, LABELSST, BLANK, NUMBER, LABEL, BOOLERR, RK.
            0x06 | 0xBD | 0xBE | 0xD6 | 0xFD | 0x201 | 0x203 | 0x204 | 0x205 | 0x27E => {
                if let (Some(row), Some(column)) = (pair(at + 4), pair(at + 6)) {
                    let last = if kind == 0xBD || kind == 0xBE { pair(at + 4 + usize::from(length).saturating_sub(2)) } else { None };
                    let (row, column) = (u64::from(row), u64::from(column));
                    let wide = last.map_or(column, u64::from).max(column);
                    let (top, left, bottom, right) = extent.unwrap_or((row, column, row, wide));
                    extent = Some((top.min(row), left.min(column), bottom.max(row), right.max(wide)));
                }
            }
            _ => {}
        }
        at += 4 + usize::from(length);
    }
    places += area(extent);
    if places > MOST_PLACES { Err(ReadError::TooSparse) } else { Ok(()) }
}

fn area(extent: Option<(u64, u64, u64, u64)>) -> u64 {
    extent.map_or(0, |(top, left, bottom, right)| (bottom - top + 1) * (right - left + 1))
}

fn sheets(bytes: &[u8], store: &mut Store) -> Result<(), ReadError> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => ReadError::Password,
        other => ReadError::damaged(other),
    })?;
    let since_1904 = book.has_1904_epoch();
    let sheets: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    for (name, hidden) in sheets {
        store.sheet(&name, hidden)?;
        let range = book.worksheet_range(&name).map_err(ReadError::damaged)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (top + u32::try_from(row).unwrap_or(0), left + u32::try_from(column).unwrap_or(0));
            if let Some(value) = value_of(value, since_1904) {
                store.put(row, column, value)?;
            }
        }
        for merged in book.merge_cells_by_sheet_name(&name).unwrap_or_default() {
            store.merge(merged.start, merged.end);
        }
    }
    Ok(())
}

fn value_of(value: &Data, since_1904: bool) -> Option<Value> {
    Some(match value {
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text.clone()),
        Data::Bool(truth) => Value::Bool(*truth),
        Data::DateTime(moment) => from_serial(moment.as_f64(), since_1904),
        Data::Error(_) | Data::Empty => return None,
    })
}
