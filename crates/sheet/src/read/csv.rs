//! .csv: UTF-8 with or without a mark, UTF-16 with one, GB 18030; comma, semicolon or tab.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{ReadError, Store, Value};

/// Reads separated text into one sheet named after the file.
pub(super) fn read(bytes: &[u8], file_name: &str, store: &mut Store) -> Result<(), ReadError> {
    let text = decoded(bytes)?;
    let start = text.trim_start();
    let lower: String = start.chars().take(200).collect::<String>().to_lowercase();
    if lower.starts_with("<?xml") || lower.starts_with("<html") || lower.starts_with("<!doctype") || lower.starts_with("<table") {
        return Err(ReadError::OtherFormat { kind: "a web page or XML saved as a workbook" });
    }
    if lower.starts_with("{\\rtf") || lower.starts_with("%pdf") {
        return Err(ReadError::NotAWorkbook);
    }
    let delimiter = delimiter(&text);
    let is_csv = file_name.to_lowercase().ends_with(".csv")
        || file_name.to_lowercase().ends_with(".tsv")
        || file_name.to_lowercase().ends_with(".txt");
    if !is_csv && !text.contains(delimiter) {
        return Err(ReadError::NotAWorkbook);
    }
    let name = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    store.sheet(name, false)?;
    fields(&text, delimiter, |row, column, field| store.put(row, column, Value::Text(field.to_string())))
}

fn decoded(bytes: &[u8]) -> Result<String, ReadError> {
    let text = if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        UTF_8.decode_without_bom_handling(rest)
    } else if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        UTF_16LE.decode_without_bom_handling(rest)
    } else if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        UTF_16BE.decode_without_bom_handling(rest)
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        (text.into(), false)
    } else {
        GB18030.decode_without_bom_handling(bytes)
    };
    let (text, wrong) = text;
    // Control characters and broken bytes: a picture or a program, no table.
    let strange = text.chars().take(4_000).filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')).count();
    if strange > 0 || (wrong && text.chars().filter(|c| *c == '\u{FFFD}').count() * 100 > text.chars().count()) {
        return Err(ReadError::NotAWorkbook);
    }
    Ok(text.into_owned())
}

/// The sign that most of the first lines hold most of, outside quotes.
fn delimiter(text: &str) -> char {
    let mut counts = [(',', 0usize), ('\t', 0), (';', 0)];
    let mut quoted = false;
    for c in text.chars().take(20_000) {
        if c == '"' {
            quoted = !quoted;
        } else if !quoted {
            for (sign, count) in &mut counts {
                *count += usize::from(*sign == c);
            }
        }
    }
    // On a draw the earlier one wins.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(sign, _)| *sign)
}

/// Calls `put` for each field; `""` inside quotes is a quotation mark, lines may break inside quotes.
fn fields(text: &str, delimiter: char, mut put: impl FnMut(u32, u32, &str) -> Result<(), ReadError>) -> Result<(), ReadError> {
    let (mut row, mut column) = (0u32, 0u32);
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.trim().is_empty() => {
                field.clear();
                quoted = true;
            }
            '\r' if !quoted => {}
            c if !quoted && (c == delimiter || c == '\n') => {
                put(row, column, &field)?;
                field.clear();
                (row, column) = if c == '\n' { (row.saturating_add(1), 0) } else { (row, column.saturating_add(1)) };
            }
            c => field.push(c),
        }
    }
    put(row, column, &field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_delimiters_and_line_breaks_inside_a_field() {
        let mut out = Vec::new();
        let text = "a,\"b,\"\"c\"\"\nd\"\r\n\"e\";,f";
        assert!(
            fields(text, ',', |r, c, f| {
                out.push((r, c, f.to_string()));
                Ok(())
            })
            .is_ok()
        );
        let expected = [(0, 0, "a"), (0, 1, "b,\"c\"\nd"), (1, 0, "e;"), (1, 1, "f")];
        assert_eq!(out, expected.map(|(r, c, f)| (r, c, f.to_string())));
    }

    #[test]
    fn the_delimiter_is_the_commonest_sign_outside_quotes() {
        assert_eq!(delimiter("a;b;c\n\"1,5\";2;3"), ';');
        assert_eq!(delimiter("a\tb\n1\t2,3"), '\t');
        assert_eq!(delimiter("a"), ',');
    }
}
