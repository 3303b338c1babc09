//! Names as they are kept: one line, folded as the norms say, with the key that sorts them by pinyin.

use norms::name::clean_line;

pub(crate) use norms::name::text_sort_key as sort_key;

use crate::BoardError;

/// A name of one line with at least one and at most so many characters.
pub(crate) fn clean(name: &str, most: usize) -> Result<String, BoardError> {
    let name = clean_line(name, most)?;
    if name.is_empty() { Err(BoardError::NameEmpty) } else { Ok(name) }
}

/// A text as a pattern of `LIKE … ESCAPE '\'` that finds it anywhere.
pub(crate) fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
