//! Things done that no sign names: hours of volunteers, nights, guests, and what goes on in the next clause with a day of its own.

use crate::accept::Around;
use crate::acts::{Act, is_taking_part};
use crate::days::Said;
use crate::lexicon::metrics::{Form, Metric, metric};
use crate::nearest::split_by_org;
use crate::numbers::Count;
use crate::pieces::clauses;
use crate::seen::Seen;
use crate::text::{Span, find, is_han, stands};

/// Hours of volunteers and of self-study that stand without a sign of their own.
pub(crate) fn hours(text: &[char], seen: &Seen, out: &mut Vec<Act>, around: &Around, used: &[Span]) {
    let volunteers = out.iter().any(|act| act.metric.code == "mobilise.volunteer_people")
        || (around.volunteering && !out.iter().any(|act| act.metric.form == Form::Acts));
    let named = out.iter().any(|act| act.metric.form == Form::Hours);
    let free: Vec<&Count> =
        seen.counts.iter().filter(|count| count.is_hours() && !used.contains(&count.span) && !seen.is_undone(count.span)).collect();
    let learning = out.iter().find(|act| act.metric.code == "study.self_hours").copied();
    if let Some(first) = free.first().filter(|_| volunteers && !named && learning.is_none())
        && let Some(metric) = metric("mobilise.volunteer_hours")
        && !is_length(text, first)
    {
        let clause = clauses(text, seen.piece.span).into_iter().find(|clause| clause.covers(first.span)).unwrap_or(seen.piece.span);
        let several = free.len() > 1 && seen.people.len() > 1;
        let own = (!several).then_some(**first);
        out.push(Act { metric, hit: first.span, clause, own, each: is_each(text, **first), apart: several });
    }
}

/// 提前2小时, 2小时后: not worked.
fn is_length(text: &[char], count: &Count) -> bool {
    let before = ["提前", "晚", "历时", "用时", "排队"];
    before.iter().any(|word| count.span.start >= word.chars().count() && stands(text, count.span.start - word.chars().count(), word))
        || stands(text, count.span.end, "后")
        || stands(text, count.span.end, "前")
}

/// Nights without a sign of their own: 住了3人，一共5晚.
pub(crate) fn nights(text: &[char], seen: &Seen, out: &mut Vec<Act>, around: &Around, parts: &[Span], used: &[Span]) {
    let named = out.iter().any(|act| act.metric.code == "station.night");
    let count =
        seen.counts.iter().find(|count| count.is_in(&["晚", "夜", "间夜"]) && !used.contains(&count.span) && !seen.is_undone(count.span));
    if let (Some(count), Some(metric), true) = (count, metric("station.night"), around.stays && !named) {
        let clause = parts.iter().copied().find(|clause| clause.covers(count.span)).unwrap_or(seen.piece.span);
        out.push(Act { metric, hit: count.span, clause, own: Some(*count), each: is_each(text, *count), apart: false });
    }
}

/// 12间房24张床 of a station that opens.
pub(crate) fn rooms(text: &[char], seen: &Seen, out: &mut Vec<Act>, around: &Around, parts: &[Span]) {
    if !around.stays || !around.fresh {
        return;
    }
    for (code, unit, noun) in [("station.room", "间", "房"), ("station.bed", "张", "床")] {
        let count =
            seen.counts.iter().find(|count| count.unit == unit && stands(text, count.span.end, noun) && !seen.is_undone(count.span));
        let told = out.iter().any(|act| act.metric.code == code);
        if let (Some(count), Some(metric), false) = (count, metric(code), told) {
            let clause = parts.iter().copied().find(|clause| clause.covers(count.span)).unwrap_or(seen.piece.span);
            out.push(Act { metric, hit: count.span, clause, own: Some(*count), each: false, apart: true });
            out.sort_by_key(|act| act.hit);
        }
    }
}

/// Guests without a sign of their own: 来了4位，住宿6晚.
pub(crate) fn guests(text: &[char], seen: &Seen, out: &mut Vec<Act>, parts: &[Span]) {
    let told = |code: &str| out.iter().any(|act| act.metric.code == code);
    let used: Vec<Span> = out.iter().filter_map(|act| act.own.map(|own| own.span)).collect();
    let heads = seen
        .counts
        .iter()
        .find(|count| count.is_heads() && !used.contains(&count.span) && !seen.is_undone(count.span) && is_taking_part(text, count));
    if let (Some(heads), Some(metric), true, false) = (heads, metric("station.guest"), told("station.night"), told("station.guest")) {
        let clause = parts.iter().copied().find(|clause| clause.covers(heads.span)).unwrap_or(seen.piece.span);
        out.push(Act { metric, hit: heads.span, clause, own: Some(*heads), each: false, apart: false });
        out.sort_by_key(|act| act.hit);
    }
}

/// 4月10日志愿者12人，4月11日15人: a clause with a day or an org and a number of its own is one more of the same.
pub(crate) fn elliptical(text: &[char], seen: &Seen, out: &mut Vec<Act>) {
    for clause in &parts(text, seen) {
        if out.iter().any(|act| split_by_org(text, seen, act).len() > 1) {
            return;
        }
        let taken = out.iter().any(|act| clause.covers(act.hit));
        let Some(last) = out.iter().rfind(|act| act.hit.end <= clause.start).copied().filter(|_| !taken) else { continue };
        let before = Span::new(seen.piece.span.start, clause.start);
        let day = |within: Span| seen.days.iter().rfind(|day| day.is_named() && !day.future && within.covers(day.span)).map(|day| day.day);
        let org = |within: Span| seen.doers().filter(|org| within.covers(org.span)).map(|org| org.span).last();
        let told = day(before);
        let other = day(*clause).is_some_and(|day| told.is_some_and(|told| told != day)) || org(*clause).is_some() && org(before).is_some();
        let named = seen.hits.iter().any(|hit| clause.covers(hit.span) && hit.code != last.metric.code);
        let strict = |count: &&Count| match last.metric.form {
            Form::Acts => count.is_in(&["次", "场", "堂", "期", "回", "场次"]),
            Form::Heads => count.is_heads() && is_taking_part(text, count),
            Form::Hours => count.is_hours(),
            _ => count.is_in(last.metric.units),
        };
        let used: Vec<Span> = out.iter().filter_map(|act| act.own.map(|own| own.span)).collect();
        let free = |count: &&Count| clause.covers(count.span) && !used.contains(&count.span) && !seen.is_undone(count.span);
        let count = seen.counts.iter().filter(free).find(strict).copied();
        // 一支部11.3，二支部11.5: org and day say enough.
        let bare = org(*clause).filter(|_| day(*clause).is_some() && last.own.is_none() && is_bare(text, seen, *clause));
        let hit = count.map(|count| count.span).or(bare);
        if let Some(hit) = hit.filter(|_| other && !named) {
            out.push(Act { hit, clause: *clause, own: count, each: false, apart: true, ..last });
            out.sort_by_key(|act| act.hit);
        }
    }
}

/// 9月4位，9晚 after 10月住了6位，合计18晚: another day or org, and numbers of the same measures. `told`: the metrics of the sentence before.
pub(crate) fn echoes(text: &[char], seen: &Seen, told: &[&'static Metric]) -> Vec<Act> {
    let counts: Vec<&Count> = seen.counts.iter().filter(|count| !seen.is_undone(count.span)).collect();
    let fits = |metric: &Metric, count: &Count| match metric.form {
        Form::Acts => count.is_in(&["次", "场", "堂", "期", "回", "场次"]),
        Form::Heads => count.is_heads() && is_taking_part(text, count),
        Form::Hours => count.is_hours(),
        _ => count.unit == metric.unit,
    };
    let rest = (seen.piece.span.start..seen.piece.span.end)
        .filter(|at| {
            is_han(text[*at]) && !seen.days.iter().any(|day| day.span.holds(*at)) && !seen.orgs.iter().any(|org| org.span.holds(*at))
        })
        .filter(|at| !counts.iter().any(|count| count.span.holds(*at)))
        .count();
    let found: Vec<Act> = counts
        .iter()
        .filter_map(|count| {
            let metric = told.iter().find(|metric| fits(metric, count))?;
            let clause = clauses(text, seen.piece.span).into_iter().find(|clause| clause.covers(count.span))?;
            Some(Act { metric, hit: count.span, clause, own: Some(**count), each: false, apart: true })
        })
        .collect();
    // 3月17日，第三期
    let again = counts.is_empty() && rest <= 6 && find(text, seen.piece.span, "第").is_some();
    if let (Some(day), Some(metric), true) =
        (seen.days.iter().find(|day| day.is_named()), told.first().filter(|metric| metric.form == Form::Acts), again)
    {
        let clause = clauses(text, seen.piece.span).into_iter().find(|clause| clause.covers(day.span)).unwrap_or(seen.piece.span);
        return vec![Act { metric, hit: day.span, clause, own: None, each: false, apart: true }];
    }
    let heads = counts.iter().all(|count| count.is_heads());
    let org = seen.doers().next();
    // 11.11 三支部 19人, of what is counted by acts.
    if let (Some(org), Some(metric), true) =
        (org, told.first().filter(|metric| metric.form == Form::Acts), found.is_empty() && heads && rest <= 6)
    {
        let clause = clauses(text, seen.piece.span).into_iter().find(|clause| clause.covers(org.span)).unwrap_or(seen.piece.span);
        if seen.days.iter().any(Said::is_named) {
            return vec![Act { metric, hit: org.span, clause, own: None, each: false, apart: true }];
        }
    }
    if rest <= 6 && !found.is_empty() && found.len() == counts.len() { found } else { Vec::new() }
}

/// Stretches between commas and 、, and those that a day opens after a blank.
fn parts(text: &[char], seen: &Seen) -> Vec<Span> {
    let opens = |at: usize| text[at] == ' ' && seen.days.iter().any(|day| day.is_named() && day.span.start == at + 1);
    let cut = |clause: Span| {
        let mut out = Vec::new();
        let mut start = clause.start;
        for (at, c) in text.iter().enumerate().take(clause.end).skip(clause.start) {
            if *c == '、' || opens(at) {
                out.push(Span::new(start, at));
                start = at + 1;
            }
        }
        out.push(Span::new(start, clause.end));
        out
    };
    clauses(text, seen.piece.span).into_iter().flat_map(cut).collect()
}

/// Whether hardly anything stands in the stretch but days and orgs.
fn is_bare(text: &[char], seen: &Seen, span: Span) -> bool {
    let taken = |at: usize| seen.days.iter().any(|day| day.span.holds(at)) || seen.orgs.iter().any(|org| org.span.holds(at));
    let mut depth = 0_usize;
    let outside = |at: &usize| {
        match text[*at] {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    (span.start..span.end).filter(outside).filter(|at| !taken(*at) && is_han(text[*at])).count() <= 4
}

/// 每人, 各, 人均 before, /人 behind a number.
pub(crate) fn is_each(text: &[char], count: Count) -> bool {
    let start = count.span.start;
    let before = [
        "每人",
        "一人",
        "一个人",
        "各住",
        "每人住",
        "人均",
        "人均服务",
        "各",
        "每班",
        "每位",
        "每名",
        "每个人",
        "每人约",
        "均",
        "每人服务",
        "各服务",
        "每人各",
    ];
    let prefixed = before.iter().any(|word| {
        let length = word.chars().count();
        start >= length && stands(text, start - length, word)
    });
    // 5人*2h
    let times = start > 1 && matches!(text[start - 1], '*' | '×' | 'x' | 'X') && matches!(text[start - 2], '人' | '名' | '位');
    prefixed
        || times
        || stands(text, count.span.end, "/人")
        || stands(text, count.span.end, "每人")
        || stands(text, count.span.end, "一人")
        || stands(text, count.span.end, "/每人")
}
