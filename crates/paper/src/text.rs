//! Plain text: what is allowed in a document, how wide it is, and what is compared.

use crate::flow::{Piece, flow};
use crate::model::Document;

/// Text that any XML reader, Word and WPS accept: control characters, non-characters and marks that turn the reading
/// direction round (text could show otherwise than it is kept) are left out; tab and line break stay.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| allowed(*c)).collect()
}

fn allowed(c: char) -> bool {
    match c {
        '\t' | '\n' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => false,
        '\u{fdd0}'..='\u{fdef}' => false,
        c if (c as u32) & 0xfffe == 0xfffe => false,
        c => !c.is_control(),
    }
}

/// Text without what a resave may change: blanks of every kind and marks without width.
pub fn normalised(text: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    text.chars().filter(|c| allowed(*c) && !c.is_whitespace() && !hidden(*c)).collect()
}

/// Width in hundredths of a full-width character: half for ASCII, Latin and half-width forms, none for combining marks.
pub fn width(text: &str) -> i64 {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> i64 {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => 0,
        // Marks of Chinese typesetting that share their place with Latin ones are full width in Chinese fonts.
        '·' | '—' | '–' | '‘' | '’' | '“' | '”' | '…' | '×' | '°' | '±' => 100,
        c if (c as u32) < 0x2000 || ('\u{ff61}'..='\u{ffdc}').contains(&c) => 50,
        _ => 100,
    }
}

/// The document as plain text, one paragraph a line, numbers of headings included; cells of a table's row are parted by tabs.
pub fn plain_text(doc: &Document) -> String {
    let mut out = String::new();
    for piece in flow(doc) {
        match piece {
            Piece::Para(para) => out.push_str(&para.text().replace('\n', "")),
            Piece::Table(table) => {
                let lines: Vec<String> = std::iter::once(&table.header).chain(&table.rows).map(|row| row.join("\t")).collect();
                out.push_str(&lines.join("\n"));
            }
        }
        out.push('\n');
    }
    out
}

/// The paragraphs that a reader of the written file finds, in order, blank ones left out; cells count as paragraphs.
pub(crate) fn visible_paragraphs(doc: &Document) -> Vec<String> {
    let mut out = Vec::new();
    for piece in flow(doc) {
        match piece {
            Piece::Para(para) => out.push(para.text()),
            Piece::Table(table) => out.extend(table.header.iter().chain(table.rows.iter().flatten()).cloned()),
        }
    }
    out.retain(|text| !normalised(text).is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_half_as_wide_as_characters() {
        assert_eq!(width("2022年1月5日"), 200 + 100 + 50 + 100 + 50 + 100);
        assert_eq!(width("𠮷·“”——"), 600);
    }

    #[test]
    fn control_and_direction_marks_are_left_out_and_rare_characters_stay() {
        assert_eq!(clean("𠮷\u{0}\u{8}\u{202e}买买提·吐尔逊\u{fffe}\t&<>"), "𠮷买买提·吐尔逊\t&<>");
    }

    #[test]
    fn blanks_do_not_count_when_texts_are_compared() {
        assert_eq!(normalised(" 开展\u{3000}9\u{a0}次\u{200b}\n"), "开展9次");
    }
}
