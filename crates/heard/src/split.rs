//! A paste is one message or several: copied chats name sender and time above each, quotes stand in 「 」, forwards carry their date.

use norms::Day;

use crate::days;
use crate::lexicon::names::{LABEL_ACT, LABEL_DAY, LABEL_NOT, LABEL_PLACE};
use crate::lexicon::signs;
use crate::orgs;
use crate::people;
use crate::text::{Span, Text, find, is_han, stands, trimmed};

/// One message of the paste.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// What 今天 means in it.
    pub today: Day,
    /// The sender's line or label, which may name an org.
    pub sender: Option<Span>,
    /// Its lines, without blank ones.
    pub lines: Vec<Span>,
}

/// The messages of a paste in their order.
pub(crate) fn messages(text: &Text, today: Day) -> Vec<Message> {
    let mut reader = Reader { text, first: today, today, chat: false, quoting: false, out: Vec::new(), named: Vec::new() };
    reader.open(None);
    for line in lines(&text.folded) {
        reader.line(line);
    }
    reader.out.retain(|message| !message.lines.is_empty());
    reader.out
}

fn lines(folded: &[char]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for end in folded.iter().enumerate().filter(|(_, c)| **c == '\n').map(|(at, _)| at).chain([folded.len()]) {
        let line = trimmed(folded, Span::new(start, end));
        if !line.is_empty() {
            out.push(line);
        }
        start = end + 1;
    }
    out
}

struct Reader<'a> {
    text: &'a Text,
    first: Day,
    today: Day,
    /// The paste is a copied chat: lines may begin with their sender.
    chat: bool,
    quoting: bool,
    out: Vec<Message>,
    named: Vec<Span>,
}

impl Reader<'_> {
    fn open(&mut self, sender: Option<Span>) {
        self.out.push(Message { today: self.today, sender, lines: Vec::new() });
    }

    fn push(&mut self, line: Span) {
        let line = trimmed(&self.text.folded, line);
        if let Some(message) = self.out.last_mut().filter(|_| !line.is_empty()) {
            message.lines.push(line);
        }
    }

    fn line(&mut self, line: Span) {
        let folded = &self.text.folded;
        let line = self.without_mark(line);
        if line.is_empty() {
            return;
        }
        if folded[line.start] == '「' || folded[line.start] == '『' {
            self.quote(Span::new(line.start + 1, line.end));
            return;
        }
        if is_rule(folded, line) {
            if self.quoting {
                self.quoting = false;
                self.today = self.first;
                self.open(None);
            }
            return;
        }
        if self.quoting && matches!(folded[line.end - 1], '」' | '』') {
            self.push(Span::new(line.start, line.end - 1));
            return;
        }
        // 李敏, and on the next line 4月12日 上午9:12.
        let last = self
            .out
            .last()
            .and_then(|message| message.lines.last().copied())
            .filter(|last| people::is_sender(folded, *last) && last.len() <= 8);
        if let (Some(sender), Some(Header { sender: None, day: Some(day), .. })) = (last, header(self.text, line, self.first, true))
            && let Some(message) = self.out.last_mut()
        {
            message.lines.pop();
            (self.today, self.chat) = (day, true);
            self.open(Some(sender));
            return;
        }
        if let Some(header) = header(self.text, line, self.first, self.chat) {
            self.today = header.day.unwrap_or(self.today);
            self.chat = true;
            self.open(header.sender);
            self.push(Span::new(header.rest, line.end));
            return;
        }
        if let Some((sender, rest)) = self.sender(line) {
            self.chat = true;
            self.open(Some(sender));
            self.push(Span::new(rest, line.end));
            return;
        }
        self.diary(line);
        self.push(line);
    }

    /// 3月8日 星期二 晴, or an org and its day, above a report: what 今天 means below it.
    fn diary(&mut self, line: Span) {
        let folded = &self.text.folded;
        let said = days::find(folded, line, self.today);
        let Some(day) = said.first().filter(|day| day.is_named() && !day.future && day.how == days::How::Point) else { return };
        let rest: Vec<char> = (line.start..line.end).filter(|at| !day.span.holds(*at) && folded[*at] != ' ').map(|at| folded[at]).collect();
        let opens = day.span.start == line.start;
        let (from, to) = if opens { (day.span.end, line.end) } else { (line.start, day.span.start) };
        let name = strip(folded, Span::new(from, to));
        // 吴江区团委 6月15日, above what they write.
        let by = (opens || day.span.end == line.end)
            && day.month.is_some()
            && name.len() <= 14
            && !signs::ALL.any(folded, name)
            && !folded[name.start..name.end].iter().any(|c| ",。;:!?".contains(*c))
            && (orgs::find(&self.text.plain, name, &[], &[]).first().is_some_and(|org| org.span == name)
                || people::is_sender(folded, name));
        let weather = rest.iter().all(|c| "星期周一二三四五六日天礼拜晴阴雨雪多云转小大中雷阵风有间到~-℃度()|,.0123456789".contains(*c))
            && rest.iter().any(|c| is_han(*c));
        let day = day.day;
        if let Some(message) = self.out.last_mut().filter(|message| (weather || by) && message.lines.is_empty()) {
            message.today = day;
        }
    }

    /// 转发：, 【转发】, 以下为聊天记录.
    fn without_mark(&self, line: Span) -> Span {
        let folded = &self.text.folded;
        for mark in [
            "【转发】",
            "〔转〕",
            "〔转发〕",
            "【转】",
            "(转)",
            "[转]",
            "[转发]",
            "(转发)",
            "转发:",
            "转:",
            "Fwd:",
            "FW:",
            "转发一下:",
            "转发消息:",
            "转群里:",
            "群里转:",
        ] {
            if stands(folded, line.start, mark) {
                return trimmed(folded, Span::new(line.start + mark.chars().count(), line.end));
            }
        }
        if stands(folded, line.start, "转发【") {
            return Span::new(line.start + 2, line.end);
        }
        let record = find(folded, line, "聊天记录").is_some() && line.len() <= 24;
        if record || (stands(folded, line.start, "转发") && line.len() <= 4) { Span::new(line.end, line.end) } else { line }
    }

    /// 「张三：…」
    fn quote(&mut self, line: Span) {
        let folded = &self.text.folded;
        let closed = matches!(folded[line.end.saturating_sub(1).max(line.start)..line.end].first(), Some('」' | '』'));
        let inside = Span::new(line.start, line.end - usize::from(closed));
        let colon = (inside.start..inside.end.min(inside.start + 20)).find(|at| folded[*at] == ':');
        let sender = colon.map(|colon| Span::new(inside.start, colon)).filter(|sender| !signs::ALL.any(folded, *sender));
        self.open(sender);
        self.push(Span::new(sender.map_or(inside.start, |sender| sender.end + 1), inside.end));
        self.quoting = true;
    }

    /// 张三：… or 张三： alone on its line, in a copied chat.
    fn sender(&mut self, line: Span) -> Option<(Span, usize)> {
        let folded = &self.text.folded;
        let colon = (line.start..line.end.min(line.start + 20)).find(|at| folded[*at] == ':')?;
        let name = trimmed(folded, Span::new(line.start, colon));
        let reports = signs::ALL.any(folded, name) || !days::find(folded, name, self.today).is_empty();
        if reports || !people::is_sender(folded, name) {
            return None;
        }
        let said = trimmed(folded, Span::new(colon + 1, line.end));
        let starts = self.chat || self.out.iter().all(|message| message.lines.is_empty() && message.sender.is_none());
        // 王芳：4学时 belongs to a list.
        let figure = said.len() <= 10 && folded.get(said.start).is_some_and(char::is_ascii_digit) && !said.is_empty();
        let dated = figure && !days::find(&self.text.plain, said, self.today).is_empty();
        if !starts || (figure && !dated) {
            return None;
        }
        self.named.push(name);
        Some((name, colon + 1))
    }
}

/// - - - - - -, ————
fn is_rule(folded: &[char], line: Span) -> bool {
    let marks = folded[line.start..line.end].iter().filter(|c| !c.is_whitespace()).count();
    marks >= 3 && folded[line.start..line.end].iter().all(|c| matches!(c, '-' | '—' | '–' | '─' | '=' | '*' | '_' | '·' | '~' | ' '))
}

struct Header {
    sender: Option<Span>,
    day: Option<Day>,
    rest: usize,
}

/// 张三 2021/4/14 10:03, [2021/4/14 10:03] 张三: …, 2021-04-14 10:03:22 张三, 张三 昨天 18:20, ——— 2021-04-14 ———.
fn header(text: &Text, line: Span, today: Day, chat: bool) -> Option<Header> {
    let folded = &text.folded;
    let said = days::find(folded, Span::new(line.start, line.end.min(line.start + 48)), today);
    if let Some(day) = separator(folded, line, &said) {
        return Some(Header { sender: None, day: Some(day), rest: line.end });
    }
    let time = (line.start..line.end.min(line.start + 48)).find_map(|at| clock(folded, at, line).map(|end| Span::new(at, end)))?;
    let mark = |c: &char| matches!(c, ' ' | '[' | ']' | '(' | ')' | ',' | '日' | 'T');
    let near = said.iter().find(|day| {
        let between = &folded[day.span.end.min(time.start)..time.start];
        day.span.end <= time.start && (between.iter().all(mark) || is_half(between))
    });
    let day = near.filter(|day| day.is_named() && !day.future).map(|day| day.day);
    let from = near.map_or(time.start, |day| day.span.start);
    let before = strip(folded, Span::new(line.start, from));
    let after = strip(folded, Span::new(time.end, line.end));
    let colon = (after.start..after.end.min(after.start + 20)).find(|at| folded[*at] == ':');
    let is_nick = |span: Span| {
        !span.is_empty()
            && !is_label(folded, span)
            && span.len() <= 18
            && !signs::ALL.any(folded, span)
            && !folded[span.start..span.end].iter().any(|c| ",。;!?、:".contains(*c))
    };
    let person = |span: Span| people::is_sender(folded, span);
    // The name first, the time closes the line (or opens what is said after a colon).
    if is_nick(before) && (day.is_some() || (chat && before.len() <= 12) || person(before)) {
        let opens = after.is_empty() || folded.get(time.end) == Some(&':');
        if opens && (day.is_some() || after.is_empty()) && (person(before) || chat || day.is_some_and(|_| after.is_empty())) {
            return Some(Header { sender: Some(before), day, rest: if after.is_empty() { line.end } else { after.start } });
        }
    }
    if !before.is_empty() || day.is_none() {
        return None;
    }
    if after.is_empty() {
        // 11月22日 15:00 alone on its line separates messages only in a chat.
        return chat.then_some(Header { sender: None, day, rest: line.end });
    }
    match colon {
        Some(colon) if is_nick(Span::new(after.start, colon)) && (person(Span::new(after.start, colon)) || folded[line.start] == '[') => {
            Some(Header { sender: Some(Span::new(after.start, colon)), day, rest: colon + 1 })
        }
        _ if is_nick(after) && (person(after) || chat || after.len() <= 6 && !crate::lexicon::cues::ACT.any(folded, after)) => {
            Some(Header { sender: Some(after), day, rest: line.end })
        }
        _ => None,
    }
}

/// 时间：9月15日 14:00 is a field of a form.
fn is_label(folded: &[char], span: Span) -> bool {
    [&LABEL_DAY, &LABEL_PLACE, &LABEL_ACT, &LABEL_NOT].iter().any(|words| words.at(folded, span.start, span.end).is_some())
}

fn is_half(between: &[char]) -> bool {
    let word: String = between.iter().filter(|c| !c.is_whitespace()).collect();
    [
        "上午",
        "下午",
        "晚上",
        "中午",
        "早上",
        "凌晨",
        "AM",
        "PM",
        "星期一",
        "星期二",
        "星期三",
        "星期四",
        "星期五",
        "星期六",
        "星期日",
        "周一",
        "周二",
        "周三",
        "周四",
        "周五",
        "周六",
        "周日",
    ]
    .contains(&word.as_str())
}

fn strip(folded: &[char], span: Span) -> Span {
    let mut out = trimmed(folded, span);
    let mark = |c: char| matches!(c, '[' | ']' | '(' | ')' | '-' | '—' | '|' | ':' | '<' | '>' | '【' | '】') || c.is_whitespace();
    while out.start < out.end && mark(folded[out.start]) {
        out.start += 1;
    }
    while out.end > out.start && mark(folded[out.end - 1]) {
        out.end -= 1;
    }
    out
}

/// 10:03 or 10:03:22; its end.
fn clock(folded: &[char], at: usize, line: Span) -> Option<usize> {
    let digits = |from: usize| folded[from.min(line.end)..line.end].iter().take(3).take_while(|c| c.is_ascii_digit()).count();
    let hour = digits(at);
    let free = at == line.start || !folded[at - 1].is_ascii_digit();
    if !free || !matches!(hour, 1 | 2) || folded.get(at + hour) != Some(&':') || digits(at + hour + 1) != 2 {
        return None;
    }
    let end = at + hour + 3;
    if folded.get(end) == Some(&':') && end < line.end && digits(end + 1) == 2 { Some(end + 3) } else { Some(end) }
}

/// —————  2021-04-14  —————: a day between rules, or a whole date and weekday alone on the line.
fn separator(folded: &[char], line: Span, said: &[days::Said]) -> Option<Day> {
    let day = said.first().filter(|day| day.is_named() && !day.future)?;
    let outside = |at: usize| !said.iter().any(|day| day.span.holds(at));
    let rest: Vec<char> = (line.start..line.end).filter(|at| outside(*at)).map(|at| folded[at]).collect();
    let rules = rest.iter().filter(|c| matches!(c, '-' | '—' | '–' | '─' | '=')).count();
    let only = rest.iter().all(|c| !is_han(*c) && !c.is_alphanumeric() || "星期周一二三四五六日天".contains(*c));
    (rules >= 2 && only).then_some(day.day)
}
