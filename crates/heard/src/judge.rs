//! Whether a piece tells of a thing done, and if not, why not.

use crate::days::{How, Said};
use crate::lexicon::cues::{DONE, GREETING, NO_DONE, PLAN, QUESTION, REPLY, REQUEST};
use crate::model::Why;
use crate::numbers::Count;
use crate::pieces::{Piece, clauses};
use crate::text::{HIDDEN, Span, find, is_han, stands, trimmed};

/// What a piece is.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    /// Nothing of it was done.
    pub why: Option<Why>,
    /// Clauses of it that are not done.
    pub undone: Vec<Span>,
    /// It says itself that it is done.
    pub done: bool,
}

/// What calls a thing off.
const OFF: [&str; 19] = [
    "待定",
    "另行通知",
    "另定",
    "取消",
    "推迟",
    "延期",
    "改期",
    "暂停",
    "暂缓",
    "没能",
    "没开成",
    "没去成",
    "没上成",
    "未召开",
    "未开展",
    "泡汤",
    "顺延",
    "不开了",
    "不搞了",
];
/// Politeness at the end of a report asks for nothing.
const POLITE: [&str; 24] = [
    "请假",
    "请示",
    "请来",
    "请到",
    "请了",
    "请过",
    "请教",
    "请查收",
    "请审阅",
    "请知悉",
    "请阅",
    "请指正",
    "请批评",
    "请领导",
    "请各位领导",
    "请放心",
    "请客",
    "请惠存",
    "请查阅",
    "请审核",
    "请予",
    "请功",
    "请战",
    "请查看",
];

/// Judges a piece. `days` and `counts` are those in it.
pub(crate) fn judge(text: &[char], piece: &Piece, days: &[Said], counts: &[Count]) -> Verdict {
    let parts = clauses(text, piece.span);
    let done_in = |clause: &Span| is_done(text, *clause, days);
    let done = parts.iter().any(done_in);
    let mut verdict = Verdict { why: None, undone: Vec::new(), done };
    // 答：最多7晚: what may be, not what was.
    if stands(text, piece.span.start, "答:") {
        verdict.why = Some(Why::Reply);
        return verdict;
    }
    if let Some(from) = question(text, piece, &parts) {
        if parts[..from].iter().any(done_in) {
            verdict.undone.extend(&parts[from..]);
        } else {
            verdict.why = Some(Why::Question);
            return verdict;
        }
    }
    let planned = ["安排:", "计划:", "预告:", "打算:", "议程:", "安排如下"].iter().any(|word| find(text, piece.span, word).is_some());
    if planned && !done_words(text, piece.span) {
        verdict.why = Some(Why::Plan);
        return verdict;
    }
    let heads = counts.iter().any(Count::is_heads);
    // 4月9日召开支委会，讨论4月20日方案: the day to come is only spoken of.
    let over = days.iter().any(|day| day.past && !day.ahead && day.weekday.is_none());
    let ahead = days.iter().any(|day| day.ahead) && !over && !done_words(text, piece.span) && !heads;
    // 企业申请延期还贷: not ours.
    let asked_for = |at: usize| ["申请", "办理", "允许"].iter().any(|word| at >= 2 && stands(text, at - 2, word));
    let called_off = OFF.iter().any(|word| find(text, piece.span, word).is_some_and(|at| !asked_for(at)));
    let mut undone: Vec<bool> = Vec::new();
    let mut carried = ahead;
    let mut asked = None;
    for (number, clause) in parts.iter().enumerate() {
        let request = REQUEST.first(text, *clause).is_some_and(|(word, ())| {
            !done_words(text, Span::new(clause.start, word.start)) && !is_figure(text, word) && !is_over(text, word, days)
        }) || asks_for(text, *clause);
        if request && asked.is_none() {
            asked = Some(number);
        }
        // 研究了明年党费预算: a period to come may be what was spoken of.
        let spoken = |day: &Said| day.how == How::Period && done_words(text, Span::new(clause.start, day.span.start));
        let future = days.iter().any(|day| day.future && clause.covers(day.span) && !spoken(day));
        let planned = plan(text, *clause)
            || days.iter().any(|day| clause.covers(day.span) && is_deadline(text, day.span.end)) && !done_words(text, *clause);
        if planned || future || request {
            carried = true;
        } else if carried
            && !ahead
            && (done_words(text, *clause)
                || days.iter().any(|day| day.past && day.how == How::Point && day.weekday.is_none() && clause.covers(day.span)))
        {
            carried = false;
        }
        undone.push(carried);
    }
    let Some(first) = undone.iter().position(|undone| *undone) else { return verdict };
    let before = &parts[..first];
    let shown = |clause: &Span| {
        if called_off { done_words(text, *clause) || counts.iter().any(|count| clause.covers(count.span)) } else { done_in(clause) }
    };
    let named = |clause: &Span| {
        asked != Some(first) && !called_off && days.iter().any(|day| clause.covers(day.span))
            || counts.iter().any(|count| clause.covers(count.span))
    };
    // 下发第7期应知应会，请大家学习: to hand it out is the thing itself.
    let issued = |clause: &Span| {
        let inner = trimmed(text, *clause);
        let day = days.iter().find(|day| day.span.start == inner.start && !day.future).map_or(inner.start, |day| day.span.end);
        find(text, *clause, "应知应会").is_some() && ["下发", "印发", "推送", "发布"].iter().any(|word| stands(text, day, word))
    };
    let kept = before.iter().any(|clause| shown(clause) || (named(clause) || issued(clause)) && !called_off);
    if !kept {
        undone.iter_mut().take(first).for_each(|undone| *undone = true);
    }
    if undone.iter().all(|undone| *undone) {
        verdict.why = Some(Why::Plan);
    }
    verdict.undone.extend(parts.iter().zip(&undone).filter(|(_, undone)| **undone).map(|(clause, _)| *clause));
    verdict
}

/// 已, 了, a day that is over.
fn is_done(text: &[char], clause: Span, days: &[Said]) -> bool {
    days.iter().any(|day| day.past && !day.ahead && clause.covers(day.span)) || done_words(text, clause)
}

/// 已, 完成, 了 — but not 为了.
pub(crate) fn done_words(text: &[char], span: Span) -> bool {
    let mut at = span.start;
    while at < span.end {
        if let Some((word, ())) = NO_DONE.at(text, at, span.end) {
            at = word.end;
            continue;
        }
        if let Some((word, ())) = DONE.at(text, at, span.end) {
            let said: String = text[word.start..word.end].iter().collect();
            let before = at > span.start && matches!(text[at - 1], '未' | '没' | '尽' | '确' | '前' | '须' | '需' | '待' | '将');
            let after = stands(text, word.end, "情况")
                || stands(text, word.end, "时间")
                || stands(text, word.end, "以下")
                || stands(text, word.end, "后请");
            if !before && !after && said != "现场" {
                return true;
            }
            at = word.end;
            continue;
        }
        // 开了, 去了: somebody did something.
        if text[at] == '了' && at > span.start && is_han(text[at - 1]) && !matches!(text[at - 1], '要' | '来' | '快') {
            return true;
        }
        at += 1;
    }
    false
}

fn plan(text: &[char], clause: Span) -> bool {
    // 支委会改四点
    if (clause.start..clause.end).any(|at| text[at] == '改' && text.get(at + 1) == Some(&HIDDEN)) {
        return true;
    }
    let mut from = clause;
    while let Some((word, ())) = PLAN.first(text, from) {
        let before = word.start.checked_sub(1).filter(|at| *at >= clause.start).map(|at| text[at]);
        let quoted = matches!(text.get(word.end), Some('”' | '》')) || matches!(before, Some('“'));
        let kept = matches!(before, Some('按' | '据' | '照' | '不' | '原')) && text[word.start] == '计' || (before == Some('模'));
        let made = text[word.start] == '计' && (stands(text, word.end, "生育") || stands(text, word.end, "书"));
        let asked = ["申请", "办理", "允许"].iter().any(|ask| word.start >= clause.start + 2 && stands(text, word.start - 2, ask));
        let over = asked || before == Some('已') || stands(text, word.end, "已");
        if !quoted && !kept && !made && !over {
            return true;
        }
        from.start = word.end;
    }
    false
}

/// 请 that begins a clause asks, unless it is politeness or 邀请.
fn asks_for(text: &[char], clause: Span) -> bool {
    let inner = trimmed(text, clause);
    let polite = POLITE.iter().any(|word| stands(text, inner.start, word));
    // 缺3个志愿者
    let lacks = ["还缺", "急缺", "缺", "求助"].iter().any(|word| {
        let next = text.get(inner.start + word.chars().count());
        stands(text, inner.start, word) && next.is_some_and(|c| c.is_ascii_digit() || norms::numeral::is_numeral(*c))
    });
    text.get(inner.start) == Some(&'请') && !polite || lacks
}

/// The first clause that asks.
fn question(text: &[char], piece: &Piece, parts: &[Span]) -> Option<usize> {
    let last = parts.len().checked_sub(1)?;
    let end = trimmed(text, piece.span).end;
    let closing = end > piece.span.start && matches!(text[end - 1], '吗' | '么' | '呢') && !stands(text, end.saturating_sub(2), "什么")
        || end >= 2
            && (stands(text, end - 2, "什么")
                || stands(text, end - 2, "没有") && stands(text, end.saturating_sub(3), "了")
                || stands(text, end - 2, "了没"));
    let worded = parts.iter().position(|clause| QUESTION.any(text, *clause));
    if piece.asks || closing {
        return Some(worded.unwrap_or(last));
    }
    worded
}

/// What a piece without a thing done is: a greeting, a reply, or something else.
pub(crate) fn chatter(text: &[char], span: Span) -> Why {
    let inner = trimmed(text, span);
    let letters = text[inner.start..inner.end].iter().filter(|c| is_han(**c) || c.is_alphanumeric()).count();
    if letters == 0 {
        return Why::Reply;
    }
    let opens = |at: usize| at == inner.start || !is_han(text[at - 1]);
    let replies =
        letters == 1 || (inner.start..inner.end.min(inner.start + 8)).any(|at| opens(at) && is_reply(text, Span::new(at, inner.end)));
    let covered = |words: &crate::words::Words<()>| words.find(text, inner).iter().map(|(word, ())| word.len()).sum::<usize>();
    if letters <= 30 && GREETING.any(text, inner) && covered(&GREETING) >= 2 && !(replies && letters <= 4) {
        return Why::Greeting;
    }
    if letters <= 24 && replies {
        return Why::Reply;
    }
    if GREETING.any(text, inner) && letters <= 14 {
        return Why::Greeting;
    }
    Why::Other
}

/// Whether the stretch begins as a reply does; 好 and 行 only by themselves.
pub(crate) fn is_reply(text: &[char], span: Span) -> bool {
    REPLY.at(text, span.start, span.end).is_some_and(|(word, ())| {
        word.len() > 1 || !is_han(text[word.start]) || text.get(word.end).is_none_or(|c| word.end >= span.end || !is_han(*c))
    })
}

/// 报名儿童32名: so many came.
fn is_figure(text: &[char], word: Span) -> bool {
    let who = ["儿童", "学生", "孩子", "学员", "小朋友", "学童"];
    stands(text, word.start, "报名")
        && who.iter().any(|who| {
            let next = word.start + 2 + who.chars().count();
            stands(text, word.start + 2, who) && text.get(next).is_some_and(char::is_ascii_digit)
        })
}

/// 7月31日截止, in August: nothing is asked any more.
fn is_over(text: &[char], word: Span, days: &[Said]) -> bool {
    let closes = stands(text, word.end.saturating_sub(2), "截止") || stands(text, word.end, "截止");
    closes && days.iter().any(|day| day.past && !day.ahead && day.span.end <= word.end && day.span.end + 2 >= word.start)
}

/// 8月底前, 25日之前: by then, not yet.
fn is_deadline(text: &[char], at: usize) -> bool {
    let before = ["之前", "以前"].iter().any(|word| stands(text, at, word));
    before || (stands(text, at, "前") && !["前往", "前夕", "前后", "前来", "前期"].iter().any(|word| stands(text, at, word)))
}
