//! Many words looked up at once.

use crate::text::Span;

/// A set of words, each with what it means.
pub(crate) struct Words<T> {
    /// By first character: the words that begin with it, longest first. 0: none.
    bucket: Vec<u16>,
    words: Vec<Vec<(Vec<char>, T)>>,
}

impl<T: Copy> Words<T> {
    pub fn new(list: impl IntoIterator<Item = (&'static str, T)>) -> Words<T> {
        let mut out = Words { bucket: vec![0; 0x1_0000], words: vec![Vec::new()] };
        for (word, meaning) in list {
            let chars: Vec<char> = word.chars().collect();
            let Some(slot) = chars.first().and_then(|c| out.bucket.get_mut(*c as usize)) else { continue };
            if *slot == 0 {
                *slot = u16::try_from(out.words.len()).unwrap_or(0);
                out.words.push(Vec::new());
            }
            out.words[usize::from(*slot)].push((chars, meaning));
        }
        for bucket in &mut out.words {
            bucket.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        out
    }

    /// The longest word that begins here and ends before `end`.
    pub fn at(&self, text: &[char], at: usize, end: usize) -> Option<(Span, T)> {
        let first = *text.get(at)?;
        let bucket = *self.bucket.get(first as usize)?;
        if bucket == 0 || at >= end {
            return None;
        }
        let rest = text.get(at..end.min(text.len()))?;
        let hit = self.words[usize::from(bucket)].iter().find(|(word, _)| rest.starts_with(word))?;
        Some((Span::new(at, at + hit.0.len()), hit.1))
    }

    /// Every word in the stretch, from left to right, longest first, none overlapping.
    pub fn find(&self, text: &[char], span: Span) -> Vec<(Span, T)> {
        let mut out = Vec::new();
        let mut at = span.start;
        while at < span.end {
            match self.at(text, at, span.end) {
                Some(hit) => {
                    at = hit.0.end;
                    out.push(hit);
                }
                None => at += 1,
            }
        }
        out
    }

    /// The first word in the stretch.
    pub fn first(&self, text: &[char], span: Span) -> Option<(Span, T)> {
        (span.start..span.end).find_map(|at| self.at(text, at, span.end))
    }

    /// Whether any word stands in the stretch.
    pub fn any(&self, text: &[char], span: Span) -> bool {
        self.first(text, span).is_some()
    }

    /// The word that ends at `end` and begins no earlier than `from`, longest first.
    pub fn ending(&self, text: &[char], from: usize, end: usize) -> Option<(Span, T)> {
        let longest = 8.min(end.saturating_sub(from));
        (1..=longest).rev().find_map(|length| self.at(text, end - length, end).filter(|(span, _)| span.end == end))
    }
}

/// A set of words that all mean the same, written with blanks between.
pub(crate) fn set(list: &'static str) -> Words<()> {
    Words::new(list.split_whitespace().map(|word| (word, ())))
}
