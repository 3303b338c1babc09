//! Full names of people.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::lexicon::names::{ABSENT_ENDS, DOUBLE, NO_PERSON, POSTS, SURNAMES, TAILS, Tail};
use crate::text::{Span, is_han, stands};
use crate::words::{Words, set};

static FIRST: LazyLock<HashSet<char>> = LazyLock::new(|| SURNAMES.chars().collect());

/// What may follow a name at once.
static CLOSERS: LazyLock<Words<()>> = LazyLock::new(|| {
    set(
        "等 分获 双双 喜获 当选 入选 捐 献 和 与 同志 及 主讲 主持 为 讲 带 领 作 做 在 到 赴 去 参加 参与 分别 从 率 任 负责 介绍 说 给 向 获 被 荣 结合 围绕 书记 主任 委员 组 部 走访 今 昨 上午 下午 老师 是 都 共 各 值 对 就 以 宣讲 授课 担任 开展 代表 谈 来 上 副 处 队 也 一起 一同 一道 一行 聊 喜 自学 志愿 拿 赢 获得 分享 发言 值班 值守 陪同 前往 走进 帮 送 用 会 组织 牵头 驻点 执",
    )
});

/// 三位, 两名 behind a list of names.
fn is_number(text: &[char], at: usize) -> bool {
    text.get(at).is_some_and(|c| "一两二三四五六七八九十".contains(*c)) && text.get(at + 1).is_some_and(|c| "位名人个".contains(*c))
}

/// Characters that do not stand in a given name after a first one, but begin what a person does.
const AFTER: &str = "报副为在到作做讲带主领参和与同去给向对的等于赴开率出从上说介围以就结走分及被获担当任是也都今昨前已共各每因请代负用把跟、,。;:!?()[] \n";

/// The person whose name begins here: two or three Chinese characters after a surname, or a name with a middle dot.
pub(crate) fn at(text: &[char], at: usize, end: usize) -> Option<Span> {
    let dotted = dotted(text, at, end);
    if dotted.is_some() {
        return dotted;
    }
    // Between two marks the whole is the name, whatever it ends with: 周予同、吴佩瑶.
    let marked = at == 0 || !is_han(text[at - 1]);
    let token = Span::new(at, at + text[at..end.min(text.len())].iter().take(5).take_while(|c| is_han(**c)).count());
    let closed = token.end >= end || text.get(token.end).is_none_or(|c| matches!(c, '、' | ',' | ';' | '。' | ' ' | ')' | '\n'));
    let closed = closed && !text[token.start..token.end].ends_with(&['报']);
    if marked && closed && is_name(text, token) {
        return Some(token);
    }
    let surname = surname(text, at, end)?;
    if NO_PERSON.at(text, at, end).is_some() {
        return None;
    }
    let given = text[at + surname..end.min(text.len())].iter().take(3).take_while(|c| is_han(**c)).count();
    let free = |length: usize| {
        let next = at + surname + length;
        let closed = text.get(next).is_none_or(|c| next >= end || AFTER.contains(*c) || !is_han(*c));
        closed || CLOSERS.at(text, next, end).is_some() || is_number(text, next)
    };
    let post = |length: usize| POSTS.at(text, at + surname + length, end).is_some() || stands(text, at + surname + length, "同志");
    if given == 0 || POSTS.at(text, at + surname, end).is_some() {
        return None;
    }
    // Two characters of a given name unless the second begins a word of doing.
    for length in [2, 1] {
        let inside = text.get(at + surname + 1).is_some_and(|c| length == 2 && AFTER.contains(*c));
        if given >= length && !inside && (free(length) || post(length)) {
            return Some(Span::new(at, at + surname + length));
        }
    }
    None
}

fn surname(text: &[char], at: usize, end: usize) -> Option<usize> {
    if at >= end {
        return None;
    }
    if DOUBLE.iter().any(|double| stands(text, at, double)) && at + 2 < end {
        return Some(2);
    }
    FIRST.contains(text.get(at)?).then_some(1)
}

/// 阿依古丽·买买提
fn dotted(text: &[char], at: usize, end: usize) -> Option<Span> {
    let run = text.get(at..end.min(text.len()))?;
    let dot = run.iter().take(8).position(|c| *c == '·').filter(|dot| *dot >= 2)?;
    if !run[..dot].iter().all(|c| is_han(*c)) || (at > 0 && is_han(text[at - 1]) && !"、和与,:".contains(text[at - 1])) {
        return None;
    }
    let tail = run[dot + 1..].iter().take(6).take_while(|c| is_han(**c) && !AFTER.contains(**c)).count();
    (tail >= 2).then(|| Span::new(at, at + dot + 1 + tail))
}

/// Whether the whole stretch is one full name.
pub(crate) fn is_name(text: &[char], span: Span) -> bool {
    if span.len() < 2 || span.len() > 12 {
        return false;
    }
    if dotted(text, span.start, span.end).is_some_and(|name| name == span) {
        return true;
    }
    let Some(surname) = surname(text, span.start, span.end) else { return false };
    let given = span.len() - surname;
    let han = text[span.start..span.end].iter().all(|c| is_han(*c));
    han && (1..=2).contains(&given)
        && NO_PERSON.at(text, span.start, span.end).is_none()
        && POSTS.ending(text, span.start + surname, span.end).is_none_or(|(post, ())| post.start > span.start + surname)
        && TAILS.ending(text, span.start, span.end).is_none_or(|(_, how)| how == Tail::Maybe && span.len() == 2)
}

/// Whether the stretch can be the sender's label of a copied chat: 张三, 王书记, 小李, 二支部-张岚, A李娟.
pub(crate) fn is_sender(text: &[char], span: Span) -> bool {
    if span.is_empty() || span.len() > 16 {
        return false;
    }
    let chars = &text[span.start..span.end];
    let nick = matches!(chars[0], '小' | '老' | '阿' | '大') && (2..=3).contains(&span.len()) && FIRST.contains(&chars[1]);
    let titled = FIRST.contains(&chars[0]) && POSTS.at(text, span.start + 1, span.end).is_some_and(|(post, ())| post.end == span.end);
    if nick || titled || is_name(text, span) {
        return true;
    }
    // 权益部小李
    let after = (span.start..span.end).find_map(|at| TAILS.at(text, at, span.end)).map(|(tail, _)| Span::new(tail.end, span.end));
    if after.is_some_and(|rest| rest.len() >= 2 && rest.end > rest.start && is_sender(text, rest)) {
        return true;
    }
    let parts: Vec<Span> = parts(text, span);
    parts.len() > 1 && parts.iter().any(|part| is_name(text, *part) || is_sender(text, *part))
}

/// The parts of a label between blanks, dashes and letters.
fn parts(text: &[char], span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    for at in span.start..=span.end {
        let c = text.get(at).filter(|_| at < span.end);
        let cut = !c.is_some_and(|c| is_han(*c) || *c == '·');
        if cut {
            if at > start {
                out.push(Span::new(start, at));
            }
            start = at + 1;
        }
    }
    out
}

/// The names in the stretch: those of lists, and those that a title or what follows gives away.
pub(crate) fn find(text: &[char], span: Span, taken: &[Span], known: &[Vec<char>]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut at = span.start;
    while at < span.end {
        if let Some(skip) = taken.iter().find(|skip| skip.holds(at)) {
            at = skip.end.max(at + 1);
            continue;
        }
        if let Some(name) = known.iter().find(|name| text[at..span.end].starts_with(name)) {
            out.push(Span::new(at, at + name.len()));
            at += name.len();
            continue;
        }
        // 陆明周二赴职校: a day closes the name before it.
        let limit = taken.iter().map(|skip| skip.start).filter(|start| *start > at).min().unwrap_or(span.end).min(span.end);
        let begins = opens(text, at, span, taken, &out);
        let here = if begins { self::at(text, at, span.end).or_else(|| self::at(text, at, limit)) } else { None };
        match here.filter(|name| !taken.iter().any(|skip| skip.meets(*name)) && closes(text, *name, span, taken)) {
            Some(name) => {
                at = name.end;
                out.push(name);
            }
            None => at += 1,
        }
    }
    let absent = absent(text, span);
    out.retain(|name| !absent.iter().any(|gone| gone.meets(*name)));
    out
}

/// Whether a name may begin here: at the beginning, after a mark, after a title or a word that brings a person.
fn opens(text: &[char], at: usize, span: Span, taken: &[Span], found: &[Span]) -> bool {
    if at == span.start || taken.iter().any(|skip| skip.end == at) {
        return true;
    }
    let before = text[at - 1];
    if !is_han(before) && !before.is_ascii_digit() || found.last().is_some_and(|last| last.end == at) {
        return true;
    }
    if matches!(before, '和' | '与' | '由' | '同' | '及' | '跟' | '对' | '找' | '请' | '队') {
        return true;
    }
    // 新入职的冯启明、沈欣然: only in a list.
    let listed =
        before == '的' && self::at(text, at, span.end).is_some_and(|name| text.get(name.end) == Some(&'、') || is_number(text, name.end));
    if listed {
        return true;
    }
    let words = [
        "队员",
        "授予",
        "评选",
        "推荐",
        "发展",
        "组员",
        "书记",
        "主任",
        "部长",
        "委员",
        "组长",
        "处长",
        "主席",
        "志愿者",
        "党员",
        "同志",
        "干部",
        "讲师",
        "人",
        "主讲",
        "主持",
        "老师",
        "队长",
        "会长",
        "秘书长",
        "教授",
        "局长",
        "校长",
        "院长",
        "团员",
        "青年",
        "学员",
        "代表",
        "团干",
        "新人",
        "接收",
        "表彰",
        "单位",
        "支部",
        "部门",
        "员工",
        "职工",
        "同事",
        "吸收",
        "谈话",
        "名单",
    ];
    words.iter().any(|word| {
        let length = word.chars().count();
        at >= span.start + length && stands(text, at - length, word)
    })
}

/// Whether what follows a name lets it be one.
fn closes(text: &[char], name: Span, span: Span, taken: &[Span]) -> bool {
    if name.end >= span.end || taken.iter().any(|skip| skip.start == name.end) {
        return true;
    }
    let next = text[name.end];
    if !is_han(next) {
        return true;
    }
    CLOSERS.at(text, name.end, span.end).is_some() || is_number(text, name.end)
}

/// Stretches that name those who were absent: after 请假：, or before 请假.
fn absent(text: &[char], span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    for at in span.start..span.end {
        let Some((word, ())) = ABSENT_ENDS.at(text, at, span.end) else { continue };
        let stop = |c: char| matches!(c, ';' | '。' | '\n' | ')');
        let end = (word.end..span.end).find(|i| stop(text[*i])).unwrap_or(span.end);
        // 赵海清6学时、钱嘉禾请假: who has a number was there.
        let counted = |i: usize| {
            (span.start.max(i.saturating_sub(6))..i).rev().take_while(|at| text[*at] != '、').any(|at| text[at].is_ascii_digit())
        };
        let opens = |i: &usize| matches!(text[*i], ',' | ';' | '。' | '(' | '\n' | ':') || text[*i] == '、' && counted(*i);
        let start = (span.start..word.start).rev().find(opens).map_or(span.start, |i| i + 1);
        let named =
            text.get(word.end).is_some_and(|c| matches!(c, ':' | ' ' | '(') || c.is_ascii_digit() || is_han(*c) && !"了的".contains(*c));
        out.push(Span::new(if named { word.start } else { start }, if named { end } else { word.end }));
    }
    out
}
