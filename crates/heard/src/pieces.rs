//! A message's lines cut into pieces: items of a list, fields of a form, sentences.

use crate::lexicon::names::{LABEL_ACT, LABEL_COUNT, LABEL_DAY, LABEL_FIRMS, LABEL_NOT, LABEL_ORG, LABEL_PEOPLE, LABEL_PLACE};
use crate::lexicon::signs;
use crate::people;
use crate::split::Message;
use crate::text::{Span, Text, is_han, stands, trimmed};

/// What a field of a form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Day,
    Place,
    Org,
    Act,
    People,
    Count,
    Firms,
    /// Nothing that is recorded: 联系人, 应到.
    Not,
}

/// A stretch of a message that is read at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// Without number and label.
    pub span: Span,
    /// With them.
    pub whole: Span,
    /// Which line of the message.
    pub line: usize,
    /// Opens its line.
    pub first: bool,
    /// An item of a numbered or marked list.
    pub item: bool,
    pub label: Option<Label>,
    /// Ends with a question mark.
    pub asks: bool,
    /// Closes with a colon, or is a heading in 【】.
    pub heads: bool,
}

/// The pieces of a message in their order.
pub(crate) fn pieces(text: &Text, message: &Message) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut next = 1;
    for (number, line) in message.lines.iter().enumerate() {
        cut_line(text, *line, number, &mut next, &mut out);
    }
    out
}

/// Characters after which a sentence is cut at the next mark.
const LONG: usize = 600;

fn cut_line(text: &Text, line: Span, number: usize, next: &mut usize, out: &mut Vec<Piece>) {
    let folded = &text.folded;
    let mut start = line.start;
    let mut at = line.start;
    let mut item = false;
    let mut first = true;
    let mut push = |from: usize, to: usize, item: bool, asks: bool, first: &mut bool| {
        let before = out.len();
        add(text, Span::new(from, to), number, item, asks, *first, out);
        if out.len() > before {
            *first = false;
        }
    };
    let mut depth = 0_usize;
    let mut rows = false;
    while at < line.end {
        if let Some(end) = marker(folded, at, line, start, next) {
            push(start, at, item, false, &mut first);
            (start, at, item) = (end, end, true);
            continue;
        }
        let c = folded[at];
        match c {
            '“' | '(' | '「' => depth += 1,
            '”' | ')' | '」' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // Nobody writes so long a sentence; what is read at once stays short.
        let long = at - start > LONG && matches!(c, ',' | '、' | ' ') || at - start > 2 * LONG;
        if long {
            push(start, at, item, false, &mut first);
            start = at;
        }
        // 11.7 92人 / 11.21 88人
        if c == '/' && at > start && folded[at - 1] == ' ' && folded.get(at + 1) == Some(&' ') {
            push(start, at, item, false, &mut first);
            start = at + 1;
        }
        // 5月服务企业：滨湖区：12家；东港镇：8家
        if c == ':' && depth == 0 && !rows && !item && opens_rows(folded, at + 1, line.end) {
            push(start, at + 1, false, false, &mut first);
            (start, at, item, rows) = (at + 1, at + 1, true, true);
            continue;
        }
        let closes = matches!(c, '。' | '!' | ';') || c == '?' || c == '\u{2757}' || c == '\u{2755}';
        if closes && (depth == 0 || matches!(c, '。' | '?')) {
            push(start, at, item, c == '?', &mut first);
            start = at + 1;
            item = rows && c == ';';
            rows = item;
        } else if (c == ' ' || c == ',' || c == ';') && label_at(folded, at + 1, line.end).is_some() && at > start {
            push(start, at, item, false, &mut first);
            start = at + 1;
        } else if c == '】' && at + 1 < line.end && folded[line.start] == '【' && start == line.start {
            push(start, at + 1, item, false, &mut first);
            start = at + 1;
        }
        at += 1;
    }
    push(start, line.end, item, false, &mut first);
}

/// Whether two short names follow, each with a colon and a number, parted by ;.
fn opens_rows(folded: &[char], from: usize, limit: usize) -> bool {
    let row = |from: usize| {
        let length = folded[from..limit].iter().take(9).take_while(|c| is_han(**c)).count();
        let end = from + length;
        let counted = folded.get(end + 1).is_some_and(char::is_ascii_digit) && end + 1 < limit;
        (2..=8).contains(&length) && folded.get(end) == Some(&':') && counted
    };
    row(from) && (from..limit.min(from + 60)).find(|at| folded[*at] == ';').is_some_and(|at| row(at + 1))
}

/// The end of a list's number or sign that begins here: 1. 2、 3） ① 1️⃣ ⑴ 一、 （一） •
fn marker(folded: &[char], at: usize, line: Span, start: usize, next: &mut usize) -> Option<usize> {
    let c = folded[at];
    let opens = at == line.start
        || at == start
        || matches!(folded[at - 1], ' ' | ';' | ',' | ':' | '。' | ')' | '】' | '、')
        || !is_han(folded[at - 1]) && !folded[at - 1].is_alphanumeric() && folded[at - 1] != '.';
    if matches!(c, '①'..='⑳' | '⑴'..='⒇' | '⒈'..='⒛' | '❶'..='❿' | '㈠'..='㈩' | '➀'..='➓') {
        let order = [('①', 0), ('⑴', 0), ('⒈', 0), ('❶', 0), ('㈠', 0), ('➀', 0)]
            .iter()
            .map(|(first, _)| u32::from(c).wrapping_sub(u32::from(*first)))
            .min();
        *next = order.map_or(*next, |n| n as usize + 2);
        let end = at + 1;
        return Some(end + usize::from(matches!(folded.get(end), Some('.' | '、'))));
    }
    if !opens {
        return None;
    }
    let digits = folded[at..line.end].iter().take(3).take_while(|d| d.is_ascii_digit()).count();
    if (1..=2).contains(&digits) {
        let value = folded[at..at + digits].iter().fold(0, |n, d| n * 10 + d.to_digit(10).unwrap_or(0) as usize);
        let mut end = at + digits;
        if matches!(folded.get(end), Some('\u{FE0F}' | '\u{20E3}')) {
            while matches!(folded.get(end), Some('\u{FE0F}' | '\u{20E3}')) {
                end += 1;
            }
            *next = value + 1;
            return Some(end);
        }
        let mark = folded.get(end).copied().filter(|_| end < line.end)?;
        let after = folded.get(end + 1).copied();
        let dated = mark == '.' && after.is_some_and(|d| d.is_ascii_digit());
        let expected = value == *next || value == 1;
        if matches!(mark, '.' | '、' | ')') && !dated && (expected || at == line.start) {
            // 1、2号 is no item, nor is 12.
            let number = mark == '、' && after.is_some_and(|d| d.is_ascii_digit());
            if number || end + 1 >= line.end {
                return None;
            }
            *next = value + 1;
            return Some(end + 1);
        }
        // 1赵海清 2钱嘉禾
        let named = expected
            && people::at(folded, end, line.end)
                .is_some_and(|name| folded.get(name.end).is_none_or(|c| name.end >= line.end || !is_han(*c)));
        if named {
            *next = value + 1;
            return Some(end);
        }
        let spaced = mark == ' ' && at == line.start && expected && after.is_some_and(is_han);
        let unit = after.is_some_and(|c| "人名位个家次场月日号年期份件条项小学点时分级届楼".contains(c));
        if spaced && !unit {
            *next = value + 1;
            return Some(end + 1);
        }
        return None;
    }
    if at == line.start {
        if matches!(
            c,
            '•' | '·'
                | '●'
                | '■'
                | '◆'
                | '★'
                | '☆'
                | '▶'
                | '►'
                | '✅'
                | '☑'
                | '✔'
                | '🔸'
                | '🔹'
                | '👉'
                | '📌'
                | '▪'
                | '○'
                | '◇'
                | '🔴'
                | '*'
                | '➤'
                | '◾'
                | '🌟'
                | '⭐'
        ) || (c == '-' && folded.get(at + 1).is_none_or(|d| *d != '-'))
        {
            let mut end = at + 1;
            while matches!(folded.get(end), Some('\u{FE0F}' | ' ')) && end < line.end {
                end += 1;
            }
            return Some(end);
        }
        return chinese_marker(folded, at, line);
    }
    // (1) inside a line.
    if c == '(' {
        let digits = folded[at + 1..line.end].iter().take(3).take_while(|d| d.is_ascii_digit()).count();
        let value = folded[at + 1..at + 1 + digits].iter().fold(0, |n, d| n * 10 + d.to_digit(10).unwrap_or(0) as usize);
        if (1..=2).contains(&digits) && folded.get(at + 1 + digits) == Some(&')') && (value == *next || value == 1) {
            *next = value + 1;
            return Some(at + digits + 2);
        }
    }
    None
}

/// 一、 (一) (1) 一是
fn chinese_marker(folded: &[char], at: usize, line: Span) -> Option<usize> {
    let open = usize::from(folded[at] == '(');
    let run = folded[at + open..line.end]
        .iter()
        .take(3)
        .take_while(|c| "一二三四五六七八九十".contains(**c) || (open == 1 && c.is_ascii_digit()))
        .count();
    let mark = folded.get(at + open + run).copied()?;
    let closed = if open == 1 { mark == ')' } else { mark == '、' };
    if run == 0 || !closed {
        return None;
    }
    let end = at + open + run + 1;
    // 一、二支部 are two branches.
    let listed = open == 0
        && folded.get(end).is_some_and(|c| "一二三四五六七八九十".contains(*c))
        && (stands(folded, end + 1, "支部") || stands(folded, end + 1, "、"));
    (!listed).then(|| end + usize::from(folded.get(end) == Some(&'、') && open == 1))
}

fn add(text: &Text, span: Span, line: usize, item: bool, asks: bool, first: bool, out: &mut Vec<Piece>) {
    let folded = &text.folded;
    let whole = trimmed(folded, span);
    let mut inner = whole;
    while inner.start < inner.end && !is_word(folded[inner.start]) {
        inner.start += 1;
    }
    if inner.is_empty() {
        return;
    }
    // 志愿者：… says itself what was done.
    let tells = |end: usize| signs::ALL.first(folded, Span::new(inner.start, end)).is_some_and(|(_, code)| !code.is_empty());
    let label = label_at(folded, inner.start, inner.end)
        .or_else(|| bracketed_label(folded, inner))
        .filter(|(label, end)| matches!(label, Label::Act | Label::Not) || !tells(*end));
    let content = label.map_or(inner, |(_, end)| trimmed(folded, Span::new(end, inner.end)));
    if content.is_empty() && label.is_some_and(|(label, _)| !matches!(label, Label::People | Label::Firms | Label::Act)) {
        return;
    }
    let heads = folded[whole.end - 1] == ':' || (folded[whole.start] == '【' && folded[whole.end - 1] == '】');
    out.push(Piece { span: content, whole, line, first, item, label: label.map(|(label, _)| label), asks, heads });
}

fn is_word(c: char) -> bool {
    is_han(c) || c.is_alphanumeric() || matches!(c, '“' | '《' | '(' | '【' | '[' | '@' | '#' | '+')
}

/// A label with its colon that stands here, and where what it labels begins.
fn label_at(folded: &[char], at: usize, limit: usize) -> Option<(Label, usize)> {
    let lists = [
        (Label::Day, &LABEL_DAY),
        (Label::Place, &LABEL_PLACE),
        (Label::Org, &LABEL_ORG),
        (Label::Act, &LABEL_ACT),
        (Label::People, &LABEL_PEOPLE),
        (Label::Count, &LABEL_COUNT),
        (Label::Firms, &LABEL_FIRMS),
        (Label::Not, &LABEL_NOT),
    ];
    lists.iter().find_map(|(label, words)| {
        let (word, ()) = words.at(folded, at, limit)?;
        let mut end = word.end;
        if folded.get(end) == Some(&' ') {
            end += 1;
        }
        let colon = end < limit && folded.get(end) == Some(&':');
        // 地点 党员活动室, on a line of its own.
        let blank = end > word.end && matches!(label, Label::Day | Label::Place) && (at == 0 || folded[at - 1] == '\n');
        (colon || blank).then_some((*label, end + usize::from(colon)))
    })
}

/// 【时间】4月12日
fn bracketed_label(folded: &[char], inner: Span) -> Option<(Label, usize)> {
    let open = *folded.get(inner.start)?;
    let close = match open {
        '【' => '】',
        '[' => ']',
        _ => return None,
    };
    let end = (inner.start + 1..inner.end.min(inner.start + 10)).find(|at| folded[*at] == close)?;
    let lists = [
        (Label::Day, &LABEL_DAY),
        (Label::Place, &LABEL_PLACE),
        (Label::People, &LABEL_PEOPLE),
        (Label::Firms, &LABEL_FIRMS),
        (Label::Not, &LABEL_NOT),
    ];
    lists.iter().find_map(|(label, words)| {
        let (word, ()) = words.at(folded, inner.start + 1, end)?;
        (word.end == end && end + 1 < inner.end).then_some((*label, end + 1))
    })
}

/// The clauses of a stretch: cut at commas, not inside brackets and not inside 1,234.
pub(crate) fn clauses(text: &[char], span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    let mut depth = 0_usize;
    for at in span.start..span.end {
        match text[at] {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && !is_thousand(text, at) => {
                out.push(Span::new(start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(Span::new(start, span.end));
    out.retain(|clause| !trimmed(text, *clause).is_empty());
    out
}

fn is_thousand(text: &[char], at: usize) -> bool {
    let digit = |i: usize| text.get(i).is_some_and(char::is_ascii_digit);
    at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4)
}
