//! Where: what stands after 在, 到, 赴, or in a stretch of its own, and ends as places end.

use crate::lexicon::cues::ACT;
use crate::lexicon::names::{PLACES, WHERE};
use crate::pieces::clauses;
use crate::text::{Span, is_han, trimmed};

/// What closes a place after 在: 在党群中心召开.
const DONE_THERE: [&str; 22] = [
    "召开", "开展", "举行", "举办", "组织", "进行", "上", "开", "引导", "清理", "做", "当", "参加", "学习", "看", "听", "为", "帮", "集体",
    "观看", "维持", "协助",
];

/// The first place in the stretch that stands in none of `taken`.
pub(crate) fn find(text: &[char], span: Span, taken: &[Span]) -> Option<Span> {
    let mut at = span.start;
    while at < span.end {
        let Some((word, ())) = WHERE.at(text, at, span.end) else {
            at += 1;
            continue;
        };
        let reached = text[word.start] == '到' && word.start > span.start && "收看接听谈提达得报".contains(text[word.start - 1]);
        if let Some(place) = after(text, word.end, span.end, taken).filter(|_| !reached) {
            return Some(place);
        }
        at = word.end;
    }
    alone(text, span, taken).or_else(|| hall(text, span, taken))
}

/// 二楼会议室坐满了: a hall that opens a clause.
fn hall(text: &[char], span: Span, taken: &[Span]) -> Option<Span> {
    let whole = trimmed(text, span);
    let room = ["室", "厅", "馆", "广场", "公园"]
        .iter()
        .any(|end| whole.len() > 2 && crate::text::stands(text, whole.end - end.chars().count(), end));
    if room && whole.len() <= 10 && text[whole.start..whole.end].iter().all(|c| is_han(*c)) && !taken.iter().any(|skip| skip.meets(whole)) {
        return Some(whole);
    }
    clauses(text, span).into_iter().find_map(|clause| {
        let start = trimmed(text, clause).start;
        let run = text[start..clause.end].iter().take(8).take_while(|c| is_han(**c)).count();
        let place = (2..=run).map(|length| Span::new(start, start + length)).find(|place| {
            ["会议室", "报告厅", "礼堂", "活动室", "会堂", "影院"]
                .iter()
                .any(|hall| crate::text::stands(text, place.end - hall.chars().count().min(place.len()), hall))
        })?;
        (!taken.iter().any(|skip| skip.meets(place))).then_some(place)
    })
}

fn after(text: &[char], from: usize, end: usize, taken: &[Span]) -> Option<Span> {
    let mut at = from;
    while at < end && matches!(text[at], ' ' | '了' | ':' | '在' | '为' | '是' | '的') {
        at += 1;
    }
    if taken.iter().any(|skip| skip.holds(at)) {
        return None;
    }
    let run =
        text[at..end].iter().take(20).take_while(|c| is_han(**c) || c.is_ascii_alphanumeric() || matches!(c, '“' | '”' | '·')).count();
    let closed = (1..=run).rev().find_map(|length| {
        let closes = PLACES.ending(text, at, at + length)?;
        let inner = Span::new(at, closes.0.start);
        let acts = ACT.first(text, inner).is_some_and(|(word, ())| word.start > at);
        (!acts && (2..=18).contains(&length)).then(|| Span::new(at, at + length))
    });
    if let Some(place) = closed {
        return Some(numbered(text, place, end));
    }
    let until = (1..run).find(|length| DONE_THERE.iter().any(|word| crate::text::stands(text, at + length, word)))?;
    (2..=12).contains(&until).then(|| Span::new(at, at + until))
}

/// 会议室2
fn numbered(text: &[char], place: Span, end: usize) -> Span {
    let digits = text[place.end..end].iter().take(3).take_while(|c| c.is_ascii_digit()).count();
    let free = text.get(place.end + digits).is_none_or(|c| !is_han(*c) && *c != '.');
    if digits > 0 && free { Span::new(place.start, place.end + digits) } else { place }
}

/// A stretch between marks and blanks that ends as places end.
fn alone(text: &[char], span: Span, taken: &[Span]) -> Option<Span> {
    let mut start = span.start;
    for at in span.start..=span.end {
        if at < span.end && !matches!(text[at], ' ' | ',' | '(' | ')' | ';' | ':' | '。') {
            continue;
        }
        let part = trimmed(text, Span::new(start, at));
        start = at + 1;
        let fits = (3..=12).contains(&part.len()) && part != trimmed(text, span) && text[part.start..part.end].iter().all(|c| is_han(*c));
        if fits && PLACES.ending(text, part.start, part.end).is_some() && !taken.iter().any(|skip| skip.meets(part)) && !ACT.any(text, part)
        {
            return Some(part);
        }
        // 会议室2 alone.
        if !part.is_empty() && crate::text::stands(text, part.start, "会议室") && part.len() <= 5 {
            return Some(part);
        }
    }
    None
}
