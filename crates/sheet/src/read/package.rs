//! Zip packages: the directory is checked and every part looked over before a parser opens one.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::scan::scan;
use super::{Limits, ReadError, Store, docx, ods, xlsx};

/// Below this size a tight ratio harms nobody: small parts of repeated XML pack well.
const RATIO_FROM: u64 = 8 << 20;

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Reads a workbook kept as a zip package.
pub(super) fn read(bytes: &[u8], limits: &Limits, store: &mut Store) -> Result<(), ReadError> {
    if directory_entries(bytes) > limits.entries {
        return Err(ReadError::TooManyEntries { limit: limits.entries });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(ReadError::damaged)?;
    if archive.len() > limits.entries {
        return Err(ReadError::TooManyEntries { limit: limits.entries });
    }
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    check_sizes(&mut archive, bytes.len() as u64, limits)?;
    if has("xl/workbook.bin") {
        return Err(ReadError::OtherFormat { kind: ".xlsb" });
    }
    let text = has("word/document.xml");
    let sheets_of_ods = has("content.xml");
    if !text && !sheets_of_ods && !has("xl/workbook.xml") && !names.iter().any(|n| n.to_lowercase().ends_with("workbook.xml")) {
        return Err(ReadError::NotAWorkbook);
    }
    if archive.by_index_raw(0).is_ok_and(|entry| entry.encrypted()) {
        return Err(ReadError::Password);
    }
    look_over(&mut archive, bytes.len() as u64, limits, store)?;
    match (text, sheets_of_ods) {
        (true, _) => docx::read(&mut archive, store),
        (_, true) => ods::read(&mut archive, store),
        _ => xlsx::read(bytes, store),
    }
}

/// Entries that the directory lists, counted by their signature before anything is set aside for them.
fn directory_entries(bytes: &[u8]) -> usize {
    bytes.windows(4).filter(|w| w == b"PK\x01\x02").count()
}

fn check_sizes(archive: &mut Archive<'_>, packed: u64, limits: &Limits) -> Result<(), ReadError> {
    let mut sum = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(ReadError::damaged)?;
        sum = sum.saturating_add(entry.size());
    }
    judge(sum, packed, limits)
}

fn judge(unpacked: u64, packed: u64, limits: &Limits) -> Result<(), ReadError> {
    if unpacked > limits.unpacked {
        return Err(ReadError::UnpacksTooLarge { megabytes: limits.unpacked >> 20 });
    }
    if unpacked > RATIO_FROM && unpacked / packed.max(1) > limits.ratio {
        return Err(ReadError::PackedTooTight { ratio: limits.ratio });
    }
    Ok(())
}

/// Unpacks every part once, as a stream, whatever sizes the directory claims.
fn look_over(archive: &mut Archive<'_>, packed: u64, limits: &Limits, store: &mut Store) -> Result<(), ReadError> {
    let mut sum = 0u64;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(of_zip)?;
        let boxes = entry.name().is_ok_and(|name| name.starts_with("xl/drawings/"));
        let found = scan(&mut entry, limits.unpacked - sum, limits.depth, boxes)?;
        sum += found.bytes;
        judge(sum, packed, limits)?;
        if found.strings > limits.cells {
            return Err(ReadError::TooManyCells { limit: limits.cells });
        }
        let room = 400usize.saturating_sub(store.margins.len());
        store.margins.extend(found.margins.iter().take(room).map(|text| without_codes(text)));
    }
    Ok(())
}

pub(super) fn of_zip(error: zip::result::ZipError) -> ReadError {
    match error {
        zip::result::ZipError::UnsupportedArchive(what) if what == zip::result::ZipError::PASSWORD_REQUIRED => ReadError::Password,
        other => ReadError::damaged(other),
    }
}

/// A header's text without its codes: `&C&"宋体,常规"&12机密` is 机密; its three parts become lines.
fn without_codes(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('"') => while chars.next().is_some_and(|c| c != '"') {},
            Some('L' | 'C' | 'R') => out.push('\n'),
            Some('K') => {
                chars.nth(5);
            }
            Some('&') => out.push('&'),
            Some(d) if d.is_ascii_digit() => while chars.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    out
}

/// One part as text, within what the look over found.
pub(super) fn part(archive: &mut Archive<'_>, name: &str) -> Result<Vec<u8>, ReadError> {
    let mut out = Vec::new();
    let mut entry = archive.by_name(name).map_err(of_zip)?;
    entry.read_to_end(&mut out).map_err(ReadError::damaged)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::without_codes;

    #[test]
    fn a_header_is_read_without_its_codes() {
        assert_eq!(without_codes("&C&\"宋体,常规\"&12机密★5年").trim(), "机密★5年");
        assert_eq!(without_codes("&L甲&R第&P页"), "\n甲\n第页");
    }
}
