//! Which of a piece's signs are things done, and how much of each.

use crate::accept::{Around, accepts};
use crate::lexicon::metrics::{Form, Metric, metric};
use crate::numbers::Count;
use crate::pieces::clauses;
use crate::seen::{Hit, Seen};
use crate::text::{Span, find, is_han, stands};
use crate::unsigned::{self, is_each};

/// A sign that is taken for a thing done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act {
    pub metric: &'static Metric,
    pub hit: Span,
    pub clause: Span,
    /// A number of its own.
    pub own: Option<Count>,
    /// For each head.
    pub each: bool,
    /// Certainly a thing of its own.
    pub apart: bool,
}

/// Words by which firms are served; with a named firm they make one service.
const SERVES: [&str; 33] = [
    "走了趟",
    "走了一趟",
    "走访",
    "上门",
    "服务",
    "对接",
    "拜访",
    "调研",
    "帮扶",
    "帮",
    "助企",
    "问需",
    "送政策",
    "纾困",
    "慰问",
    "了解",
    "政策",
    "去了",
    "到访",
    "解读",
    "座谈",
    "辅导",
    "协助",
    "入企",
    "进企",
    "探访",
    "问计",
    "看了",
    "走进",
    "跑了",
    "指导",
    "回访",
    "送",
];
/// The word by which firms were served.
pub(crate) fn served(text: &[char], span: Span) -> Option<Span> {
    SERVES.iter().filter_map(|word| find(text, span, word).map(|at| Span::new(at, at + word.chars().count()))).min()
}

/// Words of serving before a bare number of firms.
const COVERS: [&str; 26] = [
    "服务", "走访", "覆盖", "惠及", "对接", "上门", "帮", "调研", "联系", "走进", "问需", "助企", "拜访", "慰问", "解决", "受益", "送",
    "回访", "跑了", "看了", "摸排", "辐射", "入企", "惠企", "纾困", "辅导",
];
const FIRM_WORDS: [&str; 14] =
    ["企业", "非公企业", "民企", "民营企业", "小微企业", "规上企业", "公司", "非公", "厂", "商户", "工厂", "青企", "中小企业", "园区企业"];

/// The things done of which the piece tells, in their order. `all`: every one that could be, before one is taken for part of another.
pub(crate) fn acts(text: &[char], seen: &Seen, around: &Around) -> Vec<Act> {
    let parts = dated_parts(text, seen);
    let clause_of = |span: Span| parts.iter().copied().find(|clause| clause.covers(span)).unwrap_or(seen.piece.span);
    let mut hits: Vec<Hit> = seen.hits.iter().copied().filter(|hit| !seen.is_undone(hit.span)).collect();
    implied(text, seen, &mut hits, around);
    // 第二党小组视频连线学习: a group that learns together meets.
    let meets =
        ["学习", "开会", "会议", "集中", "讨论", "碰了", "碰头", "学了"].iter().any(|word| find(text, seen.piece.span, word).is_some());
    if meets && hits.is_empty() && seen.firms.is_empty() {
        let groups = seen.doers().filter(|org| stands(text, org.span.end.saturating_sub(3), "党小组"));
        hits.extend(groups.map(|org| Hit { span: Span::new(org.span.end - 3, org.span.end), code: "life.group_meeting" }));
    }
    hits.sort_by_key(|hit| hit.span);
    let mut used: Vec<Span> = Vec::new();
    let mut out: Vec<Act> = Vec::new();
    for (number, hit) in hits.iter().enumerate() {
        let Some(metric) = metric(hit.code) else { continue };
        let clause = clause_of(hit.span);
        let bounds = neighbours(&hits, number, seen.piece.span);
        let own = bind(text, seen, metric, hit.span, clause, bounds, &used);
        let metric = turned(text, metric, clause, hit.span, &hits);
        if !accepts(text, seen, metric, hit.span, clause, own.is_some(), around) {
            continue;
        }
        let own = own.map(|count| summed(text, seen, count, bounds).unwrap_or(count));
        used.extend(own.map(|count| count.span));
        let each = own.is_some_and(|count| (metric.form == Form::Hours || metric.code == "station.night") && is_each(text, count));
        out.push(Act { metric, hit: hit.span, clause, own, each, apart: false });
    }
    // Only a number of firms: coverage, and no service beside it.
    let covered = out.iter().any(|act| act.metric.code == "assist.enterprise_covered" && act.own.is_some());
    out.retain(|act| !(covered && act.metric.code == "assist.service" && act.own.is_none() && seen.firms.is_empty()));
    // None of it was done.
    out.retain(|act| act.own.is_none_or(|own| own.hundredths > 0));
    unsigned::hours(text, seen, &mut out, around, &used);
    unsigned::nights(text, seen, &mut out, around, &parts, &used);
    unsigned::rooms(text, seen, &mut out, around, &parts);
    unsigned::guests(text, seen, &mut out, &parts);
    unsigned::elliptical(text, seen, &mut out);
    out
}

/// 支书3人次，支委8人次，共11人次: the sum holds.
fn summed(text: &[char], seen: &Seen, own: Count, bounds: Span) -> Option<Count> {
    if seen.doers().count() > 1 {
        return None;
    }
    let sums = ["共", "共计", "合计", "总计", "总共", "一共"];
    let is_sum = |count: &&Count| {
        let said =
            sums.iter().any(|word| count.span.start >= word.chars().count() && stands(text, count.span.start - word.chars().count(), word));
        said && count.unit == own.unit
            && count.span.start >= own.span.end
            && count.span.end <= bounds.end
            && count.hundredths >= own.hundredths
    };
    seen.counts.iter().find(is_sum).copied()
}

/// 完成交办事项5项 is done, not assigned.
fn turned(text: &[char], found: &'static Metric, clause: Span, hit: Span, hits: &[Hit]) -> &'static Metric {
    let before = Span::new(clause.start, hit.start);
    let done = found.code == "duty.assigned" && ["完成", "办结", "办理完"].iter().any(|word| find(text, before, word).is_some());
    let other = hits.iter().any(|hit| hit.code == "duty.done");
    if done && !other { metric("duty.done").unwrap_or(found) } else { found }
}

/// Where the signs before and behind end and begin.
fn neighbours(hits: &[Hit], number: usize, span: Span) -> Span {
    let before = number.checked_sub(1).and_then(|at| hits.get(at)).map_or(span.start, |hit| hit.span.end);
    let after = hits.get(number + 1).map_or(span.end, |hit| hit.span.start);
    Span::new(before, after)
}

/// The clauses of a piece, cut also where a list goes on with another day: 4.12禾木环保、4.13青杉印务.
fn dated_parts(text: &[char], seen: &Seen) -> Vec<Span> {
    let mut out = Vec::new();
    for clause in clauses(text, seen.piece.span) {
        let mut start = clause.start;
        for day in seen.days.iter().filter(|day| day.is_named() && clause.covers(day.span)) {
            let listed = day.span.start > start + 1 && text[day.span.start - 1] == '、';
            // 9月7日、9日 are two days of one thing.
            if listed && !seen.days.iter().any(|other| other.span.end + 1 == day.span.start) {
                out.push(Span::new(start, day.span.start - 1));
                start = day.span.start;
            }
        }
        out.push(Span::new(start, clause.end));
    }
    out
}

/// Services and coverage that no sign names: firms with a word of serving, and N家企业.
fn implied(text: &[char], seen: &Seen, hits: &mut Vec<Hit>, around: &Around) {
    let span = seen.piece.span;
    let serves = |words: &[&str], within: Span| {
        words.iter().filter_map(|word| find(text, within, word).map(|at| Span::new(at, at + word.chars().count()))).min()
    };
    let firms: Vec<Span> = seen.firms.iter().copied().filter(|firm| !seen.is_undone(*firm)).collect();
    let applies = ["申报", "推荐", "申评", "参评"].iter().any(|word| find(text, span, word).is_some());
    let claimed = hits.iter().any(|hit| match hit.code {
        "assist.service" | "assist.event" | "study.symposium" | "merit.publicised" | "life.joint_study" | "assist.talent_trainee" => true,
        "assist.green_channel" => applies,
        _ => false,
    });
    if let Some(first) = firms.first().copied()
        && !claimed
    {
        let held = seen.counts.iter().any(|count| count.is_in(&["场", "场次"]));
        let asked = around.serving || held || went_to(text, span, first);
        let Some(word) = serves(&SERVES, span).or_else(|| asked.then_some(first)) else { return };
        let at = word.start.min(first.start);
        hits.push(Hit { span: Span::new(at, at + 1), code: "assist.service" });
        // 昨天去了甲，今天去了乙: each day its own round.
        let timed = |clause: &Span| {
            seen.days.iter().any(|day| day.is_named() && clause.covers(day.span) && !seen.is_undone(day.span))
                || seen.doers().any(|org| clause.covers(org.span))
        };
        let rounds: Vec<Span> =
            dated_parts(text, seen).into_iter().filter(|clause| firms.iter().any(|firm| clause.covers(*firm)) && timed(clause)).collect();
        for clause in rounds.iter().skip(1) {
            if let Some(firm) = firms.iter().find(|firm| clause.covers(**firm)) {
                hits.push(Hit { span: Span::new(firm.start, firm.start + 1), code: "assist.service" });
            }
        }
        return;
    }
    for word in ["企业家数", "企业户数", "企业数量", "企业数:"] {
        let bare =
            seen.counts.iter().filter(|count| count.is_bare() && seen.orgs.iter().any(|org| org.span.end == count.span.start)).count();
        if let Some(at) = find(text, span, word).filter(|_| bare > 1) {
            hits.retain(|hit| hit.code != "assist.service");
            hits.push(Hit { span: Span::new(at, at + 2), code: "assist.enterprise_covered" });
        }
    }
    for count in seen.counts.iter().filter(|count| count.is_in(&["家", "户"]) && !seen.is_undone(count.span)) {
        let taken = hits.iter().any(|hit| hit.span.meets(count.span));
        let clause = Span::new(span.start.max(count.span.start.saturating_sub(14)), count.span.start);
        let behind = FIRM_WORDS.iter().find_map(|word| {
            let from = (count.span.end..=count.span.end + 6).find(|at| stands(text, *at, word) && free(text, count.span.end, *at))?;
            (from < span.end).then_some(Span::new(from, from + word.chars().count()))
        });
        let before = FIRM_WORDS.iter().find_map(|word| {
            let length = word.chars().count();
            let from = (clause.start..count.span.start)
                .rev()
                .find(|at| stands(text, *at, word) && at + length <= count.span.start && count.span.start - at - length <= 3)?;
            Some(Span::new(from, from + length))
        });
        // 走访73家, where firms are what is spoken of.
        let verb = COVERS.iter().find_map(|word| {
            let length = word.chars().count();
            let from = (0..=1)
                .find_map(|gap| count.span.start.checked_sub(length + gap).filter(|at| *at >= span.start && stands(text, *at, word)))?;
            around.firms.then_some(Span::new(from, from + length))
        });
        let Some(noun) = behind.or(before).or(verb).filter(|_| !taken && firms.is_empty()) else { continue };
        // 服务企业 and 走访企业 are signs of a service: a number of firms behind them is coverage.
        let served = serves(&COVERS, span).is_some() || around.assisting;
        let other = hits.iter().any(|hit| matches!(hit.code, "assist.green_channel" | "study.symposium") && hit.span.end <= noun.start);
        // 召开座谈会3场，走访企业4家: the firms have a word of their own.
        let from = (span.start..noun.start.min(count.span.start))
            .rev()
            .find(|at| matches!(text[*at], ',' | '、' | ';' | ' '))
            .map_or(span.start, |at| at + 1);
        let own = COVERS.iter().any(|word| find(text, Span::new(from, noun.start.max(from)), word).is_some()) && from > span.start;
        if served && (!other || own) {
            hits.retain(|hit| !(hit.code == "assist.service" && hit.span.meets(noun)));
            hits.push(Hit { span: noun, code: "assist.enterprise_covered" });
        }
    }
}

fn free(text: &[char], from: usize, to: usize) -> bool {
    text[from..to].iter().all(|c| is_han(*c) || *c == ' ')
}

/// 去, 到, 赴 before a firm's name.
fn went_to(text: &[char], span: Span, firm: Span) -> bool {
    ["去", "去了", "去的", "从", "到", "到了", "赴", "前往", "来到", "深入", "走进"].iter().any(|word| {
        let length = word.chars().count();
        firm.start >= span.start + length && stands(text, firm.start - length, word)
    })
}

/// A number that belongs to the sign: behind it or before it, with nothing but modifiers between.
fn bind(text: &[char], seen: &Seen, metric: &Metric, hit: Span, clause: Span, bounds: Span, used: &[Span]) -> Option<Count> {
    let acts = metric.form == Form::Acts;
    let open = |count: &&Count| !used.contains(&count.span) && !seen.is_undone(count.span) && clause.covers(count.span);
    let fits = |count: &Count| {
        let free = count.is_bare() && ends_free(text, count.span.end, seen.piece.span.end) && count.hundredths < 1_000_000_000;
        (count.is_in(metric.units) && !(acts && loose(text, count)) && !foreign(text, metric, count))
            || (free && metric.form != Form::Hours)
    };
    let close = |from: usize, to: usize, most: usize| {
        to >= from && to - from <= most && !text[from..to].iter().any(|c| matches!(c, ',' | '、' | ';' | '。' | '(' | ')'))
    };
    let wide = if acts { 4 } else { 8 };
    // 主题活动（助企）6次: what the bracket adds stands between.
    let from = aside(text, hit.end, clause.end);
    let after = seen.counts.iter().filter(open).find(|count| {
        let most = if count.is_bare() { 2 } else { wide };
        count.span.start >= from && count.span.start < bounds.end && close(from, count.span.start, most) && fits(count)
    });
    let before = seen.counts.iter().rev().filter(open).find(|count| {
        !count.is_bare()
            && count.span.end <= hit.start
            && count.span.start >= bounds.start
            && close(count.span.end, hit.start, 8)
            && fits(count)
    });
    let gap = |count: &Count| if count.span.start >= hit.end { count.span.start - hit.end } else { hit.start - count.span.end };
    match (before, after) {
        (Some(b), Some(a)) => Some(if gap(b) < gap(a) { *b } else { *a }),
        (b, a) => a.or(b).copied(),
    }
    .or_else(|| in_brackets(text, seen, metric, hit, used))
    .or_else(|| dated(text, seen, metric, hit, used))
    .or_else(|| same_unit(text, seen, metric, hit, bounds, used))
}

/// Behind a short bracket without figures that stands here, else here.
fn aside(text: &[char], at: usize, limit: usize) -> usize {
    let plain = |close: &usize| text[at + 1..*close].iter().all(|c| is_han(*c));
    let close = (at..limit.min(at + 8)).find(|close| text[*close] == ')').filter(|_| text.get(at) == Some(&'('));
    close.filter(plain).filter(|close| text.get(close + 1).is_some_and(char::is_ascii_digit)).map_or(at, |close| close + 1)
}

/// 支委会（2次）, 党小组会（两个小组分开开，2次）
fn in_brackets(text: &[char], seen: &Seen, metric: &Metric, hit: Span, used: &[Span]) -> Option<Count> {
    if text.get(hit.end) != Some(&'(') {
        return None;
    }
    let close = (hit.end..seen.piece.span.end).find(|at| text[*at] == ')')?;
    let bracket = Span::new(hit.end, close);
    let fits =
        |count: &&Count| bracket.covers(count.span) && count.is_in(metric.units) && !loose(text, count) && !used.contains(&count.span);
    seen.counts.iter().find(|count| fits(count) && (count.span.start == hit.end + 1 || count.span.end == close)).copied()
}

/// 志愿服务：9.5（8人）
fn dated(text: &[char], seen: &Seen, metric: &Metric, hit: Span, used: &[Span]) -> Option<Count> {
    let day = seen.days.iter().find(|day| day.is_named() && day.span.start >= hit.end && day.span.start - hit.end <= 2)?;
    let fits = |count: &&Count| count.span.start == day.span.end + 1 && count.is_in(metric.units) && !used.contains(&count.span);
    if text.get(day.span.end) == Some(&'(') { seen.counts.iter().find(fits).copied() } else { None }
}

/// A number further off, but with the metric's own measure word, and no other sign between.
fn same_unit(text: &[char], seen: &Seen, metric: &Metric, hit: Span, bounds: Span, used: &[Span]) -> Option<Count> {
    if matches!(metric.form, Form::Acts | Form::Heads) {
        return None;
    }
    let own = |count: &&Count| {
        (count.unit == metric.unit || metric.form == Form::Hours && count.is_hours())
            && !used.contains(&count.span)
            && !seen.is_undone(count.span)
            && !foreign(text, metric, count)
    };
    let after = seen
        .counts
        .iter()
        .filter(own)
        .find(|count| count.span.start >= hit.end && count.span.end <= bounds.end && count.span.start - hit.end <= 16);
    let before = seen
        .counts
        .iter()
        .rev()
        .filter(own)
        .find(|count| count.span.end <= hit.start && count.span.start >= bounds.start && hit.start - count.span.end <= 12);
    after.or(before).copied()
}

/// 3个议题: a measure word that begins another noun counts no acts.
fn loose(text: &[char], count: &Count) -> bool {
    count.unit == "个" && text.get(count.span.end).is_some_and(|c| is_han(*c))
}

/// 2名同志的转正申请, 服务居民200人: heads that are not the metric's own.
fn foreign(text: &[char], metric: &Metric, count: &Count) -> bool {
    if metric.form != Form::Heads {
        return false;
    }
    !is_taking_part(text, count) && !matches!(metric.code, "assist.care_child" | "station.guest")
}

/// Heads of those who did it, not of those it was done for.
pub(crate) fn is_taking_part(text: &[char], count: &Count) -> bool {
    let others = [
        "居民", "老人", "群众", "学生", "儿童", "旅客", "孩子", "困难", "市民", "路人", "职工", "听众", "观众", "游客", "患者", "老师",
        "师生", "村民", "员工", "考生", "业主",
    ];
    let behind = others.iter().any(|word| stands(text, count.span.end, word));
    let from = count.span.start.saturating_sub(6);
    let before = Span::new(from, count.span.start);
    let done_for = [
        "服务", "惠及", "帮助", "慰问", "检测", "采样", "接待", "群众", "居民", "老人", "旅客", "应到", "请假", "缺席", "接种", "观众",
        "听众", "学生", "路人", "职工", "劝导", "救助", "引导", "扫码", "登记", "义诊", "受益",
    ];
    // 服务居民300人, but not 志愿服务一共去了八个人.
    let near = |word: &str| {
        let length = word.chars().count();
        find(text, before, word).is_some_and(|at| {
            let gap = &text[at + length..count.span.start];
            gap.len() <= 3 && !gap.iter().any(|c| "去来共次,、场".contains(*c))
        })
    };
    let for_them = done_for.iter().any(|word| near(word))
        && !["志愿者", "党员", "人员", "队员", "志愿服务"].iter().any(|word| find(text, before, word).is_some());
    !behind && !for_them
}

/// Nothing that could be a unit follows a bare number.
fn ends_free(text: &[char], end: usize, limit: usize) -> bool {
    end >= limit || text.get(end).is_none_or(|c| !is_han(*c) && !c.is_ascii_alphanumeric() && !matches!(c, '.' | '%' | '-' | '/' | ':'))
}
