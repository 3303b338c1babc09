//! The title of a record: the act as written, without day and org.

use crate::draft::Draft;
use crate::text::{HIDDEN, Span, Text, is_han};

/// At most so many characters.
const MOST: usize = 30;

/// The title, and the stretch it was taken from. `without`: days, hours and orgs.
pub(crate) fn title(text: &Text, draft: &Draft, without: &[Span]) -> (String, Span) {
    let fallback = draft.metric.map_or("", |metric| metric.name);
    let clause = draft.clause;
    let kept: Vec<usize> =
        (clause.start..clause.end).filter(|at| text.plain[*at] != HIDDEN && !without.iter().any(|span| span.holds(*at))).collect();
    let said = tidy(&kept.iter().map(|at| text.raw[*at]).collect::<String>());
    let letters = said.chars().filter(|c| is_han(*c)).count();
    let said = if letters < 2 || !speaks(&said, draft, text) && letters < 4 { fallback.to_owned() } else { said };
    let short: String = said.chars().take(MOST).collect();
    (tidy(&short), clause)
}

/// Whether the title holds the words by which the act was known.
fn speaks(said: &str, draft: &Draft, text: &Text) -> bool {
    let trigger = text.said(draft.trigger);
    trigger.chars().count() > 1 && said.contains(&trigger)
}

/// Without marks and particles at the ends, blanks folded, brackets that hold nothing taken out.
fn tidy(said: &str) -> String {
    let mut out = String::new();
    for c in said.chars() {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if !(c == ' ' && (out.is_empty() || out.ends_with(' '))) {
            out.push(c);
        }
    }
    for empty in ["()", "（）", "( )", "（ ）", "【】", "“”", "(，)", "（，）"] {
        out = out.replace(empty, "");
    }
    let edge = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | '，'
                    | '。'
                    | '、'
                    | ':'
                    | '：'
                    | ';'
                    | '；'
                    | '-'
                    | '—'
                    | '–'
                    | '~'
                    | '～'
                    | '.'
                    | '!'
                    | '！'
                    | '）'
                    | ')'
                    | '】'
                    | '*'
                    | '#'
                    | '·'
                    | '至'
                    | '到'
                    | '/'
            )
            || c == HIDDEN
    };
    let head = |c: char| edge(c) || matches!(c, '的' | '了' | '也' | '√' | '>' | '<' | '★' | '☆' | '✓' | '✔' | '✅' | '→');
    let out = out
        .trim_start_matches(head)
        .trim_end_matches(|c: char| edge(c) && !matches!(c, '）' | ')' | '】') || matches!(c, '（' | '(' | '在'));
    out.trim_matches(|c: char| c.is_whitespace()).to_owned()
}
