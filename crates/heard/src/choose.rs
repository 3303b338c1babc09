//! One thing done is one record: which signs of a piece are things of their own and which are part of another.

use norms::Day;

use crate::acts::Act;
use crate::days::How;
use crate::lexicon::metrics::Form;
use crate::seen::Seen;
use crate::text::{Span, find};
use crate::weave::same_org;

/// What a theme day is filled with; no record of its own unless it has a number.
pub(crate) const PARTS_OF_THEME_DAY: [&str; 12] = [
    "life.oath",
    "life.party_lecture",
    "mobilise.volunteer_people",
    "assist.service",
    "life.joint_study",
    "study.political_education",
    "integrity.talk",
    "study.symposium",
    "outreach.lecture",
    "integrity.class",
    "assist.request",
    "study.must_know",
];
/// What is said of a meeting while it lasts.
const INSIDE: [&str; 10] = ["会上", "期间", "其间", "活动中", "现场", "过程中", "课上", "会中", "大会上", "活动上"];

/// The acts that stand for themselves.
pub(crate) fn choose(text: &[char], seen: &Seen, acts: Vec<Act>) -> Vec<Act> {
    let mut out: Vec<Act> = Vec::new();
    for act in acts {
        let apart = act.apart || out.last().is_some_and(|last| is_apart(text, seen, last, &act));
        let again = out.iter().rposition(|other| other.metric.code == act.metric.code);
        if let Some(same) = again.filter(|at| !(act.apart || is_apart(text, seen, &out[*at], &act))).and_then(|at| out.get_mut(at)) {
            let more = act.own.filter(|_| adds(text, same, &act));
            if let (Some(sum), Some(own)) = (same.own.as_mut(), more) {
                sum.hundredths = sum.hundredths.saturating_add(own.hundredths);
            } else if same.own.is_none() {
                let told = same.own.is_none() && act.own.is_some();
                *same = if told { act } else { *same };
            }
            continue;
        }
        let Some(last) = out.last().copied().filter(|_| act.own.is_none() && !apart) else {
            out.push(act);
            continue;
        };
        match relation(text, seen, &out, &last, &act) {
            Relation::Own => out.push(act),
            Relation::Part => {}
            Relation::Head => {
                out.pop();
                out.push(act);
            }
        }
    }
    // 6月志愿服务2次，5号8人，19号11人: the first only heads the others.
    if let Some(first) = out.first().copied().filter(|first| first.own.is_none()) {
        let point = |clause: Span| seen.days.iter().any(|day| day.how == How::Point && clause.covers(day.span));
        let others = out[1..].iter().filter(|act| act.apart && act.metric.code == first.metric.code && point(act.clause)).count();
        if others > 0 && !point(first.clause) {
            out.remove(0);
        }
    }
    out
}

/// 用工诉求1件、融资诉求2件: kinds of one thing, counted one by one, add up.
fn adds(text: &[char], one: &Act, two: &Act) -> bool {
    let end = one.own.map_or(one.hit.end, |own| own.span.end.max(one.hit.end));
    let between = Span::new(end, two.hit.start);
    (one.metric.form == Form::Things || one.metric.code == "merit.commended")
        && two.hit.start >= end
        && between.len() <= 8
        && matches!(text.get(end), Some('、' | '和'))
        && !["其中", "已", "未", "剩"].iter().any(|word| find(text, between, word).is_some())
        && two.own.is_some_and(|own| own.span.start >= two.hit.end)
        && one.own.is_some_and(|own| own.span.start >= one.hit.end)
}

enum Relation {
    /// A thing of its own.
    Own,
    /// Part of the thing before.
    Part,
    /// The thing itself, of which the one before is only a word: 联学主题党日.
    Head,
}

fn relation(text: &[char], seen: &Seen, out: &[Act], last: &Act, act: &Act) -> Relation {
    let from = last.own.map_or(last.hit.end, |own| own.span.end.max(last.hit.end)).min(act.hit.start);
    let between = Span::new(from, act.hit.start);
    let gap: String = text[between.start..between.end].iter().filter(|c| **c != ' ').collect();
    if act.metric.code == "assist.request" && last.metric.code == "assist.service" {
        return Relation::Part;
    }
    let election = act.metric.code == "election.held" && last.metric.code == "life.member_meeting" && last.own.is_none();
    if election {
        return Relation::Head;
    }
    if gap.is_empty() && last.own.is_none() && last.metric.form == act.metric.form {
        return if last.metric.code == "election.held" { Relation::Part } else { Relation::Head };
    }
    let theme = out.iter().any(|other| other.metric.code == "life.theme_day") && PARTS_OF_THEME_DAY.contains(&act.metric.code);
    let inside = INSIDE.iter().any(|word| find(text, between, word).is_some());
    if inside || gap.starts_with('暨') {
        return Relation::Part;
    }
    let joined = gap.chars().all(|c| "、和及与并,+/会议活动次了".contains(c));
    if joined && (!theme || gap.contains('、')) {
        return Relation::Own;
    }
    if theme {
        return Relation::Part;
    }
    let appraisal = last.metric.code == "life.organisational_life" && act.metric.code == "life.appraisal";
    let clause = act.clause != last.clause;
    if appraisal || clause || seen.piece.item && gap.contains(' ') { Relation::Own } else { Relation::Part }
}

/// Whether the second thing has a day, an hour or an org of its own, other than the first one's.
fn is_apart(text: &[char], seen: &Seen, one: &Act, two: &Act) -> bool {
    let (first, second) = (one.hit, two.hit);
    let between = Span::new(first.end.min(second.start), second.start);
    let before = Span::new(seen.piece.span.start, first.start);
    let said = |within: Span| seen.days.iter().filter(move |day| day.is_named() && within.covers(day.span));
    let named = |within: Span| said(within).map(|day| day.day);
    // 5月主题党日情况：5月6日…: the day inside the period.
    let period = said(before).next_back().filter(|day| day.how == How::Period).map(|day| day.day);
    let inside = |day: Day| period.is_some_and(|period| day <= period && period.days_until(day) > -32);
    let clock = |within: Span| seen.days.iter().any(|day| day.how == How::Clock && within.covers(day.span));
    let org = |within: Span| seen.doers().filter(move |org| within.covers(org.span)).map(|org| org.span).last();
    let told = named(before).next_back();
    let day = told.is_some_and(|told| named(between).any(|day| day != told && !inside(day)));
    let other = match (org(before), org(between)) {
        (Some(one), Some(two)) => !same_org(&text[one.start..one.end], &text[two.start..two.end]),
        _ => false,
    };
    // 主题党日9.9，党课9.14: each clause with a day of its own.
    let own = |act: &Act| named(act.clause).next();
    let dated = one.clause != two.clause && matches!((own(one), own(two)), (Some(one), Some(two)) if one != two && !inside(two));
    // 支委会 6.13 主题党日 6.15
    let follows = |end: usize| seen.days.iter().any(|day| day.how == How::Point && day.span.start >= end && day.span.start - end <= 1);
    let each = told.is_none() && follows(first.end) && follows(second.end);
    day || dated || each || other || (clock(before) || told.is_some()) && clock(between)
}
