//! Whether a document still says what was signed.

use std::collections::{HashMap, VecDeque};
use std::fmt;

use crate::docx::ReadDocument;
use crate::seal::{Seal, sealed_paragraph, text_digest};
use crate::text::normalised;

/// One way in which a document differs from what was signed. Paragraphs are counted from 1, blank ones left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Finding {
    /// There is no seal to compare with.
    NoSeal,
    /// The seal contradicts itself: somebody changed it by hand.
    BrokenSeal,
    /// A figure says something else.
    FigureChanged {
        /// The figure's name.
        key: String,
        /// Its paragraph in the file.
        paragraph: usize,
        /// What was signed.
        was: String,
        /// What stands there.
        is: String,
    },
    /// A figure is no longer in a paragraph that was changed or taken out.
    FigureGone {
        /// The figure's name.
        key: String,
        /// What was signed.
        was: String,
    },
    /// A paragraph says something else (figures apart).
    TextChanged {
        /// The paragraph in the file.
        paragraph: usize,
        /// How the signed paragraph began.
        was: String,
        /// The paragraph as it stands.
        is: String,
    },
    /// A signed paragraph is gone.
    TextRemoved {
        /// The paragraph as counted at sign-off.
        paragraph: usize,
        /// How it began.
        was: String,
    },
    /// A paragraph was added.
    TextAdded {
        /// The paragraph in the file.
        paragraph: usize,
        /// What it says.
        is: String,
    },
}

/// Compares the document with its seal; nothing found means that it says what was signed. Blanks, fonts and layout do not
/// count, so a resave by another program changes nothing. The keyed digest ([`Seal::mac`]) is the caller's to check.
pub fn verify(read: &ReadDocument) -> Vec<Finding> {
    let Some(seal) = &read.seal else { return vec![Finding::NoSeal] };
    let mut matched = Matched::new(read, seal);
    let mut out = std::mem::take(&mut matched.changed);
    let now: Vec<String> = matched.restored.iter().map(|text| sealed_paragraph(text).digest).collect();
    let was: Vec<&str> = seal.paragraphs.iter().map(|paragraph| paragraph.digest.as_str()).collect();
    let gaps = gaps(&was, &now.iter().map(String::as_str).collect::<Vec<_>>());
    if gaps.is_empty() && text_digest(&matched.restored) != seal.text_digest {
        return vec![Finding::BrokenSeal];
    }
    for gap in &gaps {
        gap_findings(gap, read, seal, &mut out);
        let now = matched.restored.get(gap.is.0..gap.is.1).unwrap_or_default().concat();
        let gone = matched
            .gone
            .iter()
            .filter(|(paragraph, _, said)| (gap.was.0..gap.was.1).contains(paragraph) && !now.contains(&normalised(said)));
        out.extend(gone.map(|(_, key, was)| Finding::FigureGone { key: key.clone(), was: was.clone() }));
    }
    out
}

/// The figures of the file held against the signed ones.
struct Matched {
    /// Each paragraph, normalised, with the signed words put back where a figure was changed.
    restored: Vec<String>,
    changed: Vec<Finding>,
    /// Signed figures without a mark in the file: paragraph at sign-off, key, words.
    gone: Vec<(usize, String, String)>,
}

impl Matched {
    fn new(read: &ReadDocument, seal: &Seal) -> Matched {
        let mut signed: HashMap<&str, VecDeque<(usize, &str)>> = HashMap::new();
        for figure in &seal.figures {
            signed.entry(&figure.key).or_default().push_back((figure.paragraph, &figure.said));
        }
        let mut texts = read.paragraphs.clone();
        let mut changed = Vec::new();
        let mut edits = Vec::new();
        for figure in &read.figures {
            let Some((_, said)) = signed.get_mut(figure.key.as_str()).and_then(VecDeque::pop_front) else { continue };
            if normalised(said) != normalised(&figure.text) {
                let (was, is) = (said.to_owned(), figure.text.clone());
                changed.push(Finding::FigureChanged { key: figure.key.clone(), paragraph: figure.paragraph + 1, was, is });
                edits.push((figure, said));
            }
        }
        // From the end, so that earlier places stay true.
        edits.sort_by_key(|(figure, _)| (figure.paragraph, figure.start));
        for (figure, said) in edits.iter().rev() {
            if let Some(text) = texts.get_mut(figure.paragraph) {
                let end = figure.start + figure.text.len();
                if text.get(figure.start..end).is_some_and(|there| there == figure.text) {
                    text.replace_range(figure.start..end, said);
                }
            }
        }
        let gone = signed.into_iter().flat_map(|(key, left)| left.into_iter().map(move |(at, said)| (at, key.to_owned(), said.to_owned())));
        let mut gone: Vec<_> = gone.collect();
        gone.sort();
        Matched { restored: texts.iter().map(|text| normalised(text)).collect(), changed, gone }
    }
}

/// A stretch where the two sequences differ: `was` in the seal, `is` in the file, both half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gap {
    was: (usize, usize),
    is: (usize, usize),
}

fn gap_findings(gap: &Gap, read: &ReadDocument, seal: &Seal, out: &mut Vec<Finding>) {
    let (was, is) = (gap.was.0..gap.was.1, gap.is.0..gap.is.1);
    let opening = |i: usize| seal.paragraphs.get(i).map(|paragraph| paragraph.opening.clone()).unwrap_or_default();
    let text = |i: usize| read.paragraphs.get(i).cloned().unwrap_or_default();
    let pairs = was.len().min(is.len());
    for k in 0..pairs {
        out.push(Finding::TextChanged { paragraph: is.start + k + 1, was: opening(was.start + k), is: text(is.start + k) });
    }
    out.extend((was.start + pairs..was.end).map(|i| Finding::TextRemoved { paragraph: i + 1, was: opening(i) }));
    out.extend((is.start + pairs..is.end).map(|i| Finding::TextAdded { paragraph: i + 1, is: text(i) }));
}

/// More pairs than this are not compared one by one: the whole stretch is taken as different.
const MOST_PAIRS: usize = 4_000_000;

/// Where two sequences differ, by their longest common subsequence.
fn gaps(was: &[&str], is: &[&str]) -> Vec<Gap> {
    let head = was.iter().zip(is).take_while(|(a, b)| a == b).count();
    let tail = was.iter().skip(head).rev().zip(is.iter().skip(head).rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (was.get(head..was.len() - tail).unwrap_or(&[]), is.get(head..is.len() - tail).unwrap_or(&[]));
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    let common = if a.len().saturating_mul(b.len()) <= MOST_PAIRS { common(a, b) } else { Vec::new() };
    let (mut out, mut at) = (Vec::new(), (0, 0));
    for next in common.into_iter().chain([(a.len(), b.len())]) {
        if at != next {
            out.push(Gap { was: (head + at.0, head + next.0), is: (head + at.1, head + next.1) });
        }
        at = (next.0 + 1, next.1 + 1);
    }
    out
}

/// The pairs of one longest common subsequence.
fn common(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    let wide = b.len() + 1;
    let mut length = vec![0_u32; (a.len() + 1) * wide];
    let get = |length: &[u32], i: usize, j: usize| length.get(i * wide + j).copied().unwrap_or(0);
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let best = if x == y { get(&length, i + 1, j + 1) + 1 } else { get(&length, i + 1, j).max(get(&length, i, j + 1)) };
            if let Some(slot) = length.get_mut(i * wide + j) {
                *slot = best;
            }
        }
    }
    let (mut out, mut i, mut j) = (Vec::new(), 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if get(&length, i + 1, j) >= get(&length, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

fn short(text: &str) -> String {
    let text = text.replace(['\n', '\t'], " ");
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSeal => write!(f, "the file carries no seal: it was not signed by this system, or the seal was lost"),
            Self::BrokenSeal => write!(f, "the seal in the file was changed by hand"),
            Self::FigureChanged { key, paragraph, was, is } => {
                write!(f, "figure {key} in paragraph {paragraph}: signed {was:?}, now {is:?}")
            }
            Self::FigureGone { key, was } => write!(f, "figure {key} is gone: signed {was:?}"),
            Self::TextChanged { paragraph, was, is } => {
                write!(f, "paragraph {paragraph} was changed: it began {was:?}, now {:?}", short(is))
            }
            Self::TextRemoved { paragraph, was } => write!(f, "paragraph {paragraph} as signed is gone: it began {was:?}"),
            Self::TextAdded { paragraph, is } => write!(f, "paragraph {paragraph} was added: {:?}", short(is)),
        }
    }
}

impl Finding {
    /// The same in Chinese, for a page.
    pub fn chinese(&self) -> String {
        match self {
            Self::NoSeal => "文件中没有定稿标识：不是本系统定稿导出的，或标识已丢失。".to_owned(),
            Self::BrokenSeal => "文件中的定稿标识被改动过。".to_owned(),
            Self::FigureChanged { paragraph, was, is, .. } => format!("第{paragraph}段的数字：定稿为“{was}”，现为“{is}”。"),
            Self::FigureGone { was, .. } => format!("定稿中的数字“{was}”已不在原处。"),
            Self::TextChanged { paragraph, was, is } => format!("第{paragraph}段被改动：定稿以“{was}”开头，现为“{}”。", short(is)),
            Self::TextRemoved { paragraph, was } => format!("定稿的第{paragraph}段（“{was}”）被删去。"),
            Self::TextAdded { paragraph, is } => format!("第{paragraph}段是后加的：“{}”。", short(is)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_found_where_one_paragraph_was_put_in_and_one_taken_out() {
        let found = gaps(&["a", "b", "c", "d"], &["a", "x", "b", "d"]);
        assert_eq!(found, [Gap { was: (1, 1), is: (1, 2) }, Gap { was: (2, 3), is: (3, 3) }]);
        assert_eq!(gaps(&["a"], &["a"]), []);
    }
}
