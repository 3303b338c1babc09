//! What a message or a piece is as a whole: a notice, a running total, a thing that no metric counts.

use crate::days::{How, Said};
use crate::draft::Draft;
use crate::judge::{done_words, is_reply};
use crate::lexicon::cues::{ACT, DETAIL, FRESH, GREETING, NOTICE, PLAN, REQUEST, RUNNING, TOTAL};
use crate::lexicon::metrics::{Form, metric};
use crate::model::Why;
use crate::seen::Seen;
use crate::split::Message;
use crate::text::{Span, Text, find, stands};
use crate::weave::Held;

/// Whether the whole message is a notice or a sign-up list.
pub(crate) fn is_notice(text: &Text, body: Span, message: &Message, seen: &[Seen]) -> bool {
    let plain = &text.plain;
    let asks = |span: Span| REQUEST.any(plain, span) || PLAN.any(plain, span);
    let future = seen.iter().any(|piece| piece.days.iter().any(|day| day.future || day.ahead));
    let asked = future || asks(body) || seen.iter().any(|piece| piece.verdict.why == Some(Why::Plan));
    let heading = message.lines.first().copied().unwrap_or(body);
    let short = Span::new(heading.start, heading.end.min(heading.start + 40));
    if NOTICE.any(&text.folded, short) && asked && !done_words(plain, short) {
        return true;
    }
    let Some(list) = find(&text.folded, body, "接龙") else { return false };
    let first = seen.iter().find(|piece| piece.piece.item).map(|piece| piece.piece.whole.start);
    let head = Span::new(body.start, first.unwrap_or(body.end).max(list.min(body.end)));
    let in_head = |piece: &&Seen| head.covers(piece.piece.span);
    let planned = seen.iter().filter(in_head).any(|piece| piece.days.iter().any(|day| day.future || day.ahead))
        || find(plain, head, "报名").is_some()
        || PLAN.any(plain, head);
    let past = seen.iter().filter(in_head).any(|piece| piece.days.iter().any(|day| day.past));
    let told = ["打卡", "签到", "到岗", "参加了", "实到", "学时", "已"].iter().any(|word| find(plain, head, word).is_some());
    planned || !(past || told || done_words(plain, head)) && first.is_some()
}

/// Whether the piece tells what stands and not what was done.
pub(crate) fn is_total(text: &[char], seen: &Seen, held: Option<Said>) -> bool {
    let span = seen.piece.span;
    let counted = seen.counts.iter().any(|count| !count.unit.is_empty());
    let stocks = seen.hits.iter().filter_map(|hit| metric(hit.code)).any(|metric| metric.form == Form::Stock);
    if !counted {
        return false;
    }
    let new = ["新增", "新成立", "新建", "新开", "新入", "又"].iter().any(|word| find(text, span, word).is_some());
    let late = RUNNING.first(text, span).is_some_and(|(word, ())| {
        seen.hits.iter().any(|hit| hit.span.end < word.start && text[hit.span.end..word.start].contains(&','))
            && seen.counts.iter().any(|count| count.span.start >= word.end && !count.unit.is_empty())
    });
    // 至4月底，全市共有…
    let until = matches!(text.get(span.start), Some('至' | '到')) && seen.days.iter().any(|day| day.span.start == span.start + 1);
    if (RUNNING.any(text, span) || until && stocks) && !new && !late {
        return true;
    }
    let Some((word, ())) = TOTAL.first(text, span) else { return false };
    if ["突破", "注册"].iter().any(|reached| stands(text, word.start, reached)) {
        return seen.days.is_empty();
    }
    if !stands(text, word.start, "累计") {
        return stocks && !FRESH.any(text, span) || stands(text, word.start, "在册");
    }
    // 一季度累计, 4月10日累计时长: the sum of a day or of a period that is over.
    let year = |day: &Said| ["今年", "年内", "本年", "年初", "本月至今"].iter().any(|word| stands(text, day.span.start, word));
    let closed = |day: &Said| day.is_named() && (day.how == How::Point || !year(day));
    let named: Vec<&Said> = seen.days.iter().filter(|day| day.is_named()).collect();
    if named.is_empty() { !held.as_ref().is_some_and(closed) } else { !named.into_iter().any(closed) }
}

/// What a piece without a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Done,
    Detail,
    Nothing,
}

/// Words about papers and forms: sending them in is no thing done.
const PAPERS: [&str; 24] = [
    "台账",
    "材料",
    "表格",
    "报表",
    "数据",
    "链接",
    "文件",
    "照片",
    "附件",
    "名单报",
    "系统",
    "登记表",
    "填报",
    "上传",
    "截图",
    "群文件",
    "邮箱",
    "快递",
    "发票",
    "报销",
    "密码",
    "账号",
    "密信",
    "回执",
];

/// Judges a piece without a metric. `before`: the last thing that the message told of.
pub(crate) fn unmeasured(text: &[char], seen: &Seen, before: Option<&Draft>, held: &Held) -> Kind {
    let span = seen.piece.span;
    let told = before.is_some();
    if before.is_some_and(|draft| draft.heading || draft.day.is_none() && !seen.piece.item && draft.metric.is_some()) {
        return Kind::Detail;
    }
    let day = seen.days.iter().any(|day| !day.future);
    let named = seen
        .days
        .iter()
        .any(|day| day.is_named() && !day.future && held.day.is_none_or(|held| held.day != day.day || held.span == day.span));
    let doer = seen.doers().next().is_some();
    let done = seen.verdict.done || done_words(text, span);
    let acts = ACT.find(text, span).into_iter().any(|(word, ())| !seen.is_undone(word) && is_act(text, word));
    let starts = |words: &crate::words::Words<()>| words.at(text, span.start, span.end).is_some();
    if told && !seen.piece.item && !(named && (acts || done) && seen.piece.first) && !(doer && acts && seen.piece.first && named) {
        return if is_reply(text, span) || starts(&GREETING) { Kind::Nothing } else { Kind::Detail };
    }
    if told && (DETAIL.at(text, span.start, span.end).is_some() || !named && !doer) && !acts {
        return Kind::Detail;
    }
    // 一、学习教育: the heading of a section.
    let section = seen.piece.item && span.len() <= 8 && is_section(text, seen.piece.whole.start) && !done && !day && !doer;
    if section {
        return Kind::Nothing;
    }
    // A meeting that is only spoken of is no other thing.
    let spoken = seen.hits.iter().filter_map(|hit| metric(hit.code)).any(|metric| metric.form == Form::Acts);
    // Attendance is counted by name, in its own place.
    let attended = find(text, span, "参加组织生活").is_some();
    let papers = spoken || attended || PAPERS.iter().any(|word| find(text, span, word).is_some());
    let own = text.get(span.start) == Some(&'我') && !stands(text, span.start, "我们") && !stands(text, span.start, "我支部");
    let greets = GREETING.any(text, span) && !done && !doer;
    if !acts || greets || papers || own || is_reply(text, span) || seen.piece.heads || span.len() < 4 {
        return Kind::Nothing;
    }
    if day && (done || doer || named || seen.piece.item)
        || doer && done
        || seen.piece.item && held.day.is_some()
        || done && !told && seen.verdict.done && !seen.people.is_empty()
    {
        return Kind::Done;
    }
    if day { Kind::Done } else { Kind::Nothing }
}

/// Whether 一、 or （一） stands before.
fn is_section(text: &[char], at: usize) -> bool {
    let mark = (at.saturating_sub(2)..at).rev().find(|i| text[*i] != ' ').filter(|i| matches!(text[*i], '、' | ')'));
    mark.and_then(|i| i.checked_sub(1)).is_some_and(|i| "一二三四五六七八九十".contains(text[i]))
}

/// Whether a clause tells of something done, and not of papers.
pub(crate) fn does(text: &[char], seen: &Seen, clause: Span) -> bool {
    let acts = ACT.find(text, clause).into_iter().any(|(word, ())| !seen.is_undone(word) && is_act(text, word));
    acts && !PAPERS.iter().any(|word| find(text, clause, word).is_some())
}

/// 组织部, 学习强国, 参加者 say of nothing done.
fn is_act(text: &[char], word: Span) -> bool {
    const NAMES: [&str; 16] = [
        "组织部",
        "组织生活",
        "组织委员",
        "组织关系",
        "学习强国",
        "宣传部",
        "宣传委员",
        "检查室",
        "检查组",
        "培训班名单",
        "发布会通知",
        "活动室",
        "交流群",
        "学习群",
        "组织者",
        "宣传栏",
    ];
    !NAMES.iter().any(|name| stands(text, word.start, name))
}
