//! Which days and orgs belong to an act: those before it, else those behind it; of several in a row each.

use crate::acts::Act;
use crate::days::{How, Said};
use crate::fill::in_brackets;
use crate::lexicon::metrics::Form;
use crate::numbers::Count;
use crate::orgs::{Org, Part};
use crate::pieces::clauses;
use crate::seen::Seen;
use crate::text::{Span, find, stands};

/// The days of an act: one, or several in a row.
pub(crate) fn days_of(text: &[char], seen: &Seen, act: &Act, order: usize, all: &[Act]) -> Vec<Said> {
    let end = act.own.map_or(act.hit.end, |own| own.span.end.max(act.hit.end));
    let next = all.get(order + 1).map_or(seen.piece.span.end, |next| next.hit.start);
    let named: Vec<Said> = seen.days.iter().copied().filter(|day| day.is_named() && !day.future && !seen.is_undone(day.span)).collect();
    let inside: Vec<Said> = named.iter().copied().filter(|day| act.apart && act.clause.covers(day.span)).collect();
    if !inside.is_empty() {
        return inside;
    }
    let bracket = named.iter().find(|day| {
        day.span.start >= end
            && day.span.start <= end + 2
            && in_brackets(text, day.span)
            && (day.how == How::Point || text.get(day.span.end) == Some(&')'))
    });
    if let Some(day) = bracket {
        // 支委会2次（6.4、6.18）
        let mut out = vec![*day];
        for next in named.iter().filter(|next| next.span.start > day.span.end) {
            if out.last().is_some_and(|last| joined(text, last.span.end, next.span.start)) {
                out.push(*next);
            }
        }
        return out;
    }
    // 支委会 6.13 主题党日 6.15: each is followed by its day, and none stands before the first.
    let opening = all.first().is_some_and(|first| !named.iter().any(|day| day.span.end <= first.hit.start));
    let behind = |act: &Act| {
        let end = act.own.map_or(act.hit.end, |own| own.span.end.max(act.hit.end));
        named.iter().find(move |day| day.how == How::Point && day.span.start >= end && day.span.start - end <= 1).copied()
    };
    if let Some(day) = behind(act).filter(|_| opening && all.len() > 1 && all.iter().all(|act| behind(act).is_some())) {
        return vec![day];
    }
    // 谈心谈话：1月4人次
    let number = act.own.filter(|own| own.span.start > act.hit.end);
    let close = |day: &Said, own: Span| {
        let end = day.span.end;
        end == own.start || (end + 1 == own.start && matches!(text[end], '(' | ' '))
    };
    if let Some(day) = number.and_then(|own| named.iter().find(|day| day.span.start >= act.hit.end && close(day, own.span))) {
        return vec![*day];
    }
    // 一支部党课11.3，二支部党课11.10: each clause has its own.
    let own = |day: &&Said| act.clause.covers(day.span);
    let shared = order > 0 && all[order - 1].clause != act.clause;
    if shared
        && !named.iter().filter(own).any(|day| day.span.end <= act.hit.start)
        && let Some(day) = named.iter().filter(own).find(|day| day.span.start >= act.hit.end)
    {
        return vec![*day];
    }
    let Some(last) = named.iter().rposition(|day| day.span.end <= act.hit.start && !(order > 0 && in_brackets(text, day.span))) else {
        let Some(day) = named.iter().find(|day| day.span.start >= act.hit.end && day.span.start < next) else { return Vec::new() };
        let points = if day.how == How::Period { refined(text, seen, act, &named, *day, all) } else { Vec::new() };
        return if points.is_empty() { vec![*day] } else { points };
    };
    let after = order.checked_sub(1).and_then(|at| all.get(at)).map_or(seen.piece.span.start, |before| before.hit.end);
    let earlier = named[..last].iter().rfind(|day| day.how == How::Point && day.span.start >= after && named[last].day >= day.day);
    if let Some(day) = earlier.filter(|_| named[last].how == How::Period) {
        // 4月6日，二支部开展4月份主题党日: the month only says which.
        return vec![*day];
    }
    if named[last].how == How::Period {
        let points = refined(text, seen, act, &named, named[last], all);
        if !points.is_empty() {
            return points;
        }
    }
    let mut first = last;
    while first > 0 && joined(text, named[first - 1].span.end, named[first].span.start) {
        first -= 1;
    }
    if named[first..=last].iter().all(|day| day.how == How::Point) { named[first..=last].to_vec() } else { vec![named[last]] }
}

/// Days said behind an act whose period was said before it: 3月份的支委会，3月22号开的.
fn refined(text: &[char], seen: &Seen, act: &Act, named: &[Said], period: Said, all: &[Act]) -> Vec<Said> {
    let clause = |at: usize| clauses(text, seen.piece.span).into_iter().find(|clause| clause.holds(at));
    let others = |day: &Said| {
        let beside = all.iter().filter(|other| other.hit != act.hit);
        let own = clause(day.span.start);
        beside.into_iter().any(|other| {
            let between = other.hit.start >= act.hit.end && other.hit.start < day.span.start;
            own.is_some_and(|own| between && own.covers(other.hit)) || own.is_some_and(|own| !own.covers(act.hit) && own.covers(other.hit))
        })
    };
    let fits = |day: &&Said| {
        let inside = day.day <= period.day && period.day.days_until(day.day) > -93;
        day.span.start >= act.hit.end && day.how == How::Point && inside && !others(day)
    };
    let found: Vec<Said> = named.iter().filter(fits).copied().collect();
    // 两次：7日…，14日…
    if found.len() > 1 && act.own.is_some_and(|own| usize::try_from(own.hundredths / 100).is_ok_and(|times| times == found.len())) {
        return found;
    }
    let mut out: Vec<Said> = Vec::new();
    for day in &found {
        if out.last().is_none_or(|last| joined(text, last.span.end, day.span.start)) {
            out.push(*day);
        }
    }
    out
}

fn joined(text: &[char], from: usize, to: usize) -> bool {
    // 一支部（牵头）、二支部
    let close = (from..to.min(from + 8)).find(|at| text[from] == '(' && text[*at] == ')');
    let from = close.map_or(from, |close| close + 1);
    to > from && to - from <= 3 && text[from..to].iter().all(|c| matches!(c, '、' | ',' | '和' | '及' | '与' | ' ' | '&' | '+' | '\u{1}'))
}

/// 组织部10月20日、宣传部10月22日分别组织…: orgs that each have their day, before the act.
pub(crate) fn pairs(text: &[char], seen: &Seen, act: &Act) -> Vec<(Span, Said)> {
    let mut out: Vec<(Span, Said)> = Vec::new();
    for org in seen.doers().filter(|org| org.span.end <= act.hit.start) {
        let day =
            seen.days.iter().find(|day| day.is_named() && !day.future && day.span.start == org.span.end && day.span.end <= act.hit.start);
        let follows = out.last().is_none_or(|(_, last)| joined(text, last.span.end, org.span.start));
        match day.filter(|_| follows) {
            Some(day) => out.push((org.span, *day)),
            None => out.clear(),
        }
    }
    out
}

/// The orgs of an act: one, or several that each did it.
pub(crate) fn orgs_of(text: &[char], seen: &Seen, act: &Act, order: usize, all: &[Act]) -> Vec<Span> {
    let next = all.get(order + 1).map_or(seen.piece.span.end, |next| next.hit.start);
    let doers: Vec<&Org> = seen.doers().collect();
    if let Some(org) = doers.iter().find(|org| act.apart && act.clause.covers(org.span)) {
        return vec![org.span];
    }
    // 昆山市团委主办、花桥镇团委承办
    if let (Some(host), true) = (doers.iter().find(|org| stands(text, org.span.end, "主办")), doers.len() > 1) {
        return vec![host.span];
    }
    // 党课（二支部）和支委会（一支部）
    let end = act.own.map_or(act.hit.end, |own| own.span.end.max(act.hit.end));
    if let Some(org) = doers.iter().find(|org| org.span.start == end + 1 && text[end] == '(') {
        return vec![org.span];
    }
    // 指挥部表彰优秀志愿者，一支部的金书瑶上榜: the org of who is commended.
    let theirs =
        doers.iter().find(|org| text.get(org.span.end) == Some(&'的') && seen.people.iter().any(|name| name.start == org.span.end + 1));
    if let Some(org) = theirs.filter(|_| act.metric.code == "merit.commended") {
        return vec![org.span];
    }
    let own = seen.orgs.iter().rfind(|org| org.part == Part::Own && org.span.start <= act.hit.start);
    if own.is_some_and(|own| !doers.iter().any(|org| org.span.start > own.span.start && org.span.start <= act.hit.start)) {
        return doers.iter().find(|org| org.span.start >= act.hit.end).map(|org| org.span).into_iter().collect();
    }
    let Some(last) = doers.iter().rposition(|org| org.span.start <= act.hit.start) else {
        let behind = |org: &&&Org| org.span.start >= act.hit.end && (org.span.start < next || order + 1 == all.len());
        return doers.iter().find(behind).map(|org| org.span).into_iter().collect();
    };
    let mut first = last;
    while first > 0 && joined(text, doers[first - 1].span.end, doers[first].span.start) {
        first -= 1;
    }
    let group: Vec<Span> = doers[first..=last].iter().map(|org| org.span).collect();
    let after = Span::new(doers[last].span.end, (doers[last].span.end + 12).min(seen.piece.span.end));
    let each = ["分别", "各自", "各", "均", "都", "先后"].iter().any(|word| find(text, after, word).is_some());
    if each { group } else { group.into_iter().take(1).collect() }
}

/// 一支部5人、二支部7人
pub(crate) fn split_by_org(text: &[char], seen: &Seen, act: &Act) -> Vec<(Option<Span>, Count)> {
    let mut out: Vec<(Option<Span>, Count)> = Vec::new();
    for org in seen.orgs.iter().filter(|org| org.part != Part::Where) {
        // 一支部谈心谈话5人次，二支部3人次: the first has the act's own number.
        let own = act.own.filter(|own| {
            let near = act.hit.start.checked_sub(org.span.end).is_some_and(|gap| gap <= 2);
            near && own.span.start >= act.hit.end && own.span.start - act.hit.end <= 2
        });
        if let (Some(own), Part::Doer) = (own, org.part) {
            out.push((Some(org.span), own));
            continue;
        }
        let count = seen.counts.iter().find(|count| {
            let gap = count.span.start.checked_sub(org.span.end);
            (count.is_in(act.metric.units) || count.is_bare() && act.own.is_none() && act.metric.form != Form::Heads)
                && gap.is_some_and(|gap| gap <= 2)
                && !text[org.span.end..count.span.start].contains(&',')
        });
        out.extend(count.map(|count| ((org.part != Part::Own).then_some(org.span), *count)));
    }
    if matches!(act.metric.form, Form::Heads | Form::Firms | Form::Acts | Form::Things | Form::Stock) { out } else { Vec::new() }
}

/// The stretch of its clause that tells of this act and of none beside it.
pub(crate) fn region(act: &Act, order: usize, all: &[Act]) -> Span {
    let inside = |other: &&Act| other.clause == act.clause && other.hit != act.hit;
    let before = all[..order].iter().rfind(inside).map(|other| other.own.map_or(other.hit.end, |own| own.span.end.max(other.hit.end)));
    let after = all
        .get(order + 1..)
        .and_then(|rest| rest.iter().find(inside))
        .map(|other| other.own.map_or(other.hit.start, |own| own.span.start.min(other.hit.start)));
    let start = before.unwrap_or(act.clause.start).min(act.hit.start);
    let end = after.unwrap_or(act.clause.end).max(act.own.map_or(act.hit.end, |own| own.span.end.max(act.hit.end)));
    Span::new(start, end)
}
