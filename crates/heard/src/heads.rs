//! Lines that begin alike, each with a short name: 港城：…, 玉峰：… are reports of orgs, whatever their names end with.

use crate::lexicon::cues::{ACT, CORRECTION, DONE_HEADING, GREETING, PLAN_HEADING, REPLY, REQUEST};
use crate::lexicon::metrics::{Form, metric};
use crate::lexicon::names::NO_ORG;
use crate::lexicon::signs;
use crate::orgs::{Org, Part};
use crate::people;
use crate::seen::Seen;
use crate::text::{Span, is_han, stands};

/// Takes the names before the colons of two lines and more for orgs.
pub(crate) fn name_orgs(text: &[char], all: &mut [Seen]) {
    let heads: Vec<(usize, Span)> = all.iter().enumerate().filter_map(|(at, seen)| Some((at, head(text, seen)?))).collect();
    if heads.len() < 2 {
        return;
    }
    // 王若曦：4学时 is a person's line.
    let persons = heads.iter().filter(|(_, name)| people::is_name(text, *name)).count() * 2 > heads.len();
    let counted = all.iter().flat_map(|seen| &seen.hits).filter_map(|hit| metric(hit.code)).any(|metric| {
        matches!(metric.form, Form::Things | Form::Stock | Form::Firms)
            || matches!(metric.code, "assist.service" | "assist.event" | "station.guest")
    });
    let firms = all.iter().any(|seen| !seen.firms.is_empty());
    if persons && (!counted || firms) {
        return;
    }
    for (at, name) in heads {
        let seen = &mut all[at];
        if !seen.orgs.iter().any(|org| org.span.meets(name)) {
            seen.people.retain(|person| !person.meets(name));
            seen.orgs.insert(0, Org { span: name, part: Part::Doer });
        }
    }
}

/// 【松陵】 at the beginning of a line names who reports, unless it says what kind of message it is.
pub(crate) fn bracketed(text: &[char], all: &mut [Seen]) {
    const KINDS: &str =
        "报讯知醒态事意学发息播荐课动示习读闻预招急要告展点问录题卡总结会党日周月热关最置新今明原主活信工任企务接龙打签统计通";
    for seen in all.iter_mut().filter(|seen| seen.piece.first && seen.piece.label.is_none()) {
        let span = seen.piece.span;
        // 11月份志愿服务（玉峰）：
        let round = (span.start..span.end).find(|at| seen.piece.heads && text[*at] == '(');
        let open = if text.get(span.start) == Some(&'【') { Some(span.start) } else { round };
        let Some(open) = open else { continue };
        let Some(close) = (open + 1..span.end.min(open + 8)).find(|at| matches!(text[*at], '】' | ')')) else { continue };
        let name = Span::new(open + 1, close);
        let plain = (2..=6).contains(&name.len()) && text[name.start..name.end].iter().all(|c| is_han(*c) && !KINDS.contains(*c));
        if plain
            && !signs::ALL.any(text, name)
            && !ACT.any(text, name)
            && !seen.days.iter().any(|day| day.span.meets(name))
            && !seen.orgs.iter().any(|org| org.span.meets(name))
        {
            seen.people.retain(|person| !person.meets(name));
            seen.orgs.insert(0, Org { span: name, part: Part::Doer });
        }
    }
}

/// 5月3日 虞山新增阵地2家: a short name before what only orgs do.
pub(crate) fn leading(text: &[char], seen: &mut Seen) {
    const DOES: [&str; 24] = [
        "提供",
        "走访了",
        "覆盖非公",
        "覆盖民营",
        "召开",
        "上报",
        "新组建",
        "新汇集",
        "收集",
        "完成",
        "新增",
        "新建",
        "收到",
        "接待",
        "服务企业",
        "走访企业",
        "新开",
        "新成立",
        "助企服务",
        "走访非公",
        "覆盖企业",
        "开设",
        "组建",
        "举办",
    ];
    const NOBODY: &str = "全各我你他她们这那每共已又再先后还都也新老大小其该本某今昨明前上下中书党团支志青机单部社企公驿站工干群人员目累现首次第分别圆顺成正集认积线会活为在到了的是有由及与和从向对将把被给让请并就";
    let span = seen.piece.span;
    if seen.orgs.iter().any(|org| org.part == Part::Doer) {
        return;
    }
    let mut start = span.start;
    while let Some(day) = seen.days.iter().find(|day| day.span.start == start) {
        start = day.span.end;
        while start < span.end && matches!(text[start], ' ' | ',' | ':') {
            start += 1;
        }
    }
    let length = (2..=4).find(|length| DOES.iter().any(|word| stands(text, start + length, word)));
    let Some(name) = length.map(|length| Span::new(start, start + length)).filter(|name| name.end < span.end) else { return };
    let plain = text[name.start..name.end].iter().all(|c| is_han(*c) && !NOBODY.contains(*c));
    let word = NO_ORG.any(text, name);
    // 整改完成问题3项: the sign itself is nobody's name.
    let word = word || seen.hits.iter().any(|hit| hit.span.meets(name));
    if plain && !word && !signs::ALL.any(text, name) && !ACT.any(text, name) && !seen.firms.iter().any(|firm| firm.meets(name)) {
        seen.people.retain(|person| !person.meets(name));
        seen.orgs.insert(0, Org { span: name, part: Part::Doer });
    }
}

/// The short name before the colon or blank that opens a line or an item, or that follows a heading in its line.
fn head(text: &[char], seen: &Seen) -> Option<Span> {
    let piece = &seen.piece;
    if piece.label.is_some() || seen.counts.is_empty() && seen.hits.is_empty() {
        return None;
    }
    let span = piece.span;
    let colon = (span.start..span.end).find(|at| text[*at] == ':').filter(|at| DONE_HEADING.any(text, Span::new(span.start, *at)));
    let start = colon.map_or(span.start, |at| at + 1);
    let length = text[start..span.end].iter().take(7).take_while(|c| is_han(**c)).count();
    let name = Span::new(start, start + length);
    let next = text.get(name.end).filter(|_| name.end < span.end);
    let closed = matches!(next, Some(':' | ' ' | '|'));
    // Inside a line a number must follow: 相湖 5人 12晚.
    let counted = seen.counts.iter().any(|count| count.span.start >= name.end && count.span.start <= name.end + 1);
    let word = [&DONE_HEADING, &PLAN_HEADING, &REQUEST, &CORRECTION, &ACT, &GREETING, &REPLY].iter().any(|words| words.any(text, name));
    let free =
        !signs::ALL.any(text, name) && !seen.days.iter().any(|day| day.span.meets(name)) && !seen.firms.iter().any(|firm| firm.meets(name));
    let sum =
        ["合计", "总计", "小计", "共计", "序号", "单位", "板块", "名称", "地区", "部门"].iter().any(|word| stands(text, name.start, word));
    let inside = colon.is_some() || !piece.first;
    ((2..=6).contains(&length) && (closed && !inside || counted && inside) && !sum && !word && free).then_some(name)
}
