//! Reading the text of a report into blocks.

use std::collections::HashSet;

use crate::template::mark::{Mark, mark};
use crate::template::{Bound, FIGURE_LIMIT, Fault, Lookup, TEXT_LIMIT, TemplateError, Word};

/// The text of a report, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// In order.
    pub blocks: Vec<Block>,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 1 to 4, and what runs in after it on the same line.
    Heading {
        /// 1 to 4.
        level: u8,
        /// Its words.
        pieces: Vec<Piece>,
        /// The paragraph that runs in; empty for a heading on its own line.
        follows: Vec<Piece>,
    },
    /// A paragraph.
    Paragraph(Vec<Piece>),
}

/// A stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Plain text.
    Plain(String),
    /// Bold text.
    Bold(String),
    /// A word of the report's front.
    Word(Word),
    /// A figure.
    Figure(Bound),
}

impl Text {
    /// All pieces in reading order.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.blocks.iter().flat_map(|block| {
            let (first, second): (&[Piece], &[Piece]) = match block {
                Block::Heading { pieces, follows, .. } => (pieces, follows),
                Block::Paragraph(pieces) => (pieces, &[]),
            };
            first.iter().chain(second)
        })
    }

    /// All figures in reading order.
    pub fn figures(&self) -> impl Iterator<Item = &Bound> {
        self.pieces().filter_map(|piece| if let Piece::Figure(bound) = piece { Some(bound) } else { None })
    }

    /// Whether a word of the front is used.
    pub fn uses(&self, word: Word) -> bool {
        self.pieces().any(|piece| *piece == Piece::Word(word))
    }
}

/// Reads a text.
///
/// # Errors
/// The first fault, with line and column.
pub fn parse(text: &str, lookup: Lookup<'_>) -> Result<Text, TemplateError> {
    if text.chars().count() > TEXT_LIMIT {
        return Err(TemplateError { line: 1, column: 1, fault: Fault::Long });
    }
    let mut reader = Reader { lookup, blocks: Vec::new(), keys: HashSet::new(), figures: 0 };
    for (i, line) in text.lines().enumerate() {
        reader.line(i + 1, line)?;
    }
    let mut text = Text { blocks: reader.blocks };
    name_figures(&mut text, &reader.keys);
    Ok(text)
}

struct Reader<'a> {
    lookup: Lookup<'a>,
    blocks: Vec<Block>,
    keys: HashSet<String>,
    figures: usize,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, line: &str) -> Result<(), TemplateError> {
        let at = |column, fault| TemplateError { line: number, column, fault };
        let body = line.trim_matches(|c: char| c.is_whitespace());
        if body.is_empty() {
            return Ok(());
        }
        let before = line.chars().take_while(|c| c.is_whitespace()).count();
        let level = body.chars().take_while(|c| *c == '#').count();
        if level == 0 {
            let pieces = self.pieces(number, before + 1, body)?;
            self.paragraph(pieces);
            return Ok(());
        }
        let words = body.get(level..).unwrap_or_default();
        let gap = words.chars().take_while(|c| c.is_whitespace()).count();
        let words = words.trim_start();
        if words.is_empty() {
            return Err(at(before + 1, Fault::Heading));
        }
        let level = u8::try_from(level).ok().filter(|level| *level <= 4).ok_or_else(|| at(before + 1, Fault::Level))?;
        let pieces = self.pieces(number, before + usize::from(level) + gap + 1, words)?;
        self.blocks.push(Block::Heading { level, pieces, follows: Vec::new() });
        Ok(())
    }

    /// A paragraph runs in with the heading above it when that ends with a stop and nothing runs in there yet.
    fn paragraph(&mut self, pieces: Vec<Piece>) {
        if let Some(Block::Heading { pieces: words, follows, .. }) = self.blocks.last_mut()
            && follows.is_empty()
            && matches!(words.last(), Some(Piece::Plain(text) | Piece::Bold(text)) if text.ends_with('。'))
        {
            *follows = pieces;
            return;
        }
        self.blocks.push(Block::Paragraph(pieces));
    }

    /// Reads the stretch of a line that begins at `column`.
    fn pieces(&mut self, line: usize, column: usize, text: &str) -> Result<Vec<Piece>, TemplateError> {
        let chars: Vec<char> = text.chars().collect();
        let at = |i: usize, fault| TemplateError { line, column: column + i, fault };
        let (mut out, mut plain, mut i) = (Vec::new(), String::new(), 0);
        while let Some(&c) = chars.get(i) {
            match (c, chars.get(i + 1)) {
                ('{', Some('{')) | ('}', Some('}')) => {
                    plain.push(c);
                    i += 2;
                }
                ('{', _) => {
                    let rest = chars.get(i + 1..).unwrap_or_default();
                    let length = rest.iter().position(|c| *c == '}' || *c == '{').filter(|n| rest.get(*n) == Some(&'}'));
                    let length = length.ok_or_else(|| at(i, Fault::Open))?;
                    let inner: String = rest.iter().take(length).collect();
                    flush(&mut plain, &mut out);
                    out.push(self.marked(&inner, line).map_err(|fault| at(i, fault))?);
                    i += length + 2;
                }
                ('}', _) => return Err(at(i, Fault::Close)),
                _ => {
                    plain.push(c);
                    i += 1;
                }
            }
        }
        flush(&mut plain, &mut out);
        Ok(out)
    }

    fn marked(&mut self, inner: &str, line: usize) -> Result<Piece, Fault> {
        match mark(inner, line, self.lookup)? {
            Mark::Word(word) => Ok(Piece::Word(word)),
            Mark::Figure { named, bound } => {
                if named && !self.keys.insert(bound.key.clone()) {
                    return Err(Fault::Twice(bound.key));
                }
                self.figures += 1;
                if self.figures > FIGURE_LIMIT {
                    return Err(Fault::Many);
                }
                Ok(Piece::Figure(bound))
            }
        }
    }
}

/// Moves plain text to the pieces; pairs of `**` make it bold, a lone pair of stars stays as it is.
fn flush(plain: &mut String, out: &mut Vec<Piece>) {
    let text = std::mem::take(plain);
    let parts: Vec<&str> = text.split("**").collect();
    let closed = parts.len() % 2 == 1;
    for (i, part) in parts.iter().enumerate() {
        let last_alone = !closed && i + 1 == parts.len();
        let words = if last_alone { format!("**{part}") } else { (*part).to_owned() };
        if words.is_empty() {
            continue;
        }
        out.push(if i % 2 == 1 && !last_alone { Piece::Bold(words) } else { Piece::Plain(words) });
    }
}

/// Figures without a name are `k1`, `k2` … in reading order, passing over names that the writer used.
fn name_figures(text: &mut Text, taken: &HashSet<String>) {
    let mut next = 0;
    let pieces = text.blocks.iter_mut().flat_map(|block| match block {
        Block::Heading { pieces, follows, .. } => pieces.iter_mut().chain(follows.iter_mut()),
        Block::Paragraph(pieces) => pieces.iter_mut().chain([].iter_mut()),
    });
    for piece in pieces {
        let Piece::Figure(bound) = piece else { continue };
        while bound.key.is_empty() {
            next += 1;
            let key = format!("k{next}");
            if !taken.contains(&key) {
                bound.key = key;
            }
        }
    }
}
