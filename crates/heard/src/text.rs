//! A message as characters: as given, and in one width with what is no word of it taken out.

use crate::mask;

/// A stretch of the text in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end: end.max(start) }
    }

    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.end == self.start
    }

    pub fn holds(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }

    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn meets(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Stands in [`Text::plain`] for what was masked.
pub(crate) const HIDDEN: char = '\u{1}';

/// The three readings of a text; all have the same length, so that offsets hold in each.
pub(crate) struct Text {
    /// As given.
    pub raw: Vec<char>,
    /// In one width.
    pub folded: Vec<char>,
    /// The same without clocks, telephone numbers, addresses and titles of books.
    pub plain: Vec<char>,
}

impl Text {
    pub fn new(text: &str) -> Text {
        let raw: Vec<char> = text.chars().collect();
        let folded: Vec<char> = raw.iter().map(|c| fold(*c)).collect();
        let plain = mask::hide(&folded);
        Text { raw, folded, plain }
    }

    /// The characters as given.
    pub fn said(&self, span: Span) -> String {
        self.raw.get(span.start..span.end).map(|chars| chars.iter().collect()).unwrap_or_default()
    }

    /// The stretch without blanks at its ends.
    pub fn trimmed(&self, span: Span) -> Span {
        trimmed(&self.folded, span)
    }
}

/// The stretch without blanks at its ends.
pub(crate) fn trimmed(text: &[char], span: Span) -> Span {
    let mut out = Span::new(span.start, span.end.min(text.len()));
    while out.start < out.end && text[out.start].is_whitespace() {
        out.start += 1;
    }
    while out.end > out.start && text[out.end - 1].is_whitespace() {
        out.end -= 1;
    }
    out
}

/// Whether the words stand here.
pub(crate) fn stands(text: &[char], at: usize, word: &str) -> bool {
    let mut here = at;
    word.chars().all(|c| {
        let same = text.get(here) == Some(&c);
        here += 1;
        same
    })
}

/// Where the word stands first in the stretch.
pub(crate) fn find(text: &[char], span: Span, word: &str) -> Option<usize> {
    let length = word.chars().count();
    let last = span.end.min(text.len()).checked_sub(length)?;
    (span.start..=last).find(|at| stands(text, *at, word))
}

/// A Chinese character (also of the extensions), or the middle dot's neighbours in names.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\n' => '\n',
        '\u{2028}' | '\u{2029}' => '\n',
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => ' ',
        '﹕' | '∶' | '︰' => ':',
        '﹐' => ',',
        '•' | '‧' | '・' | '･' => '·',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}
