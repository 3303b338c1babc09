//! Names of orgs, and whether they did it, were gone to, or took part.

use crate::lexicon::cues::ACT;
use crate::lexicon::names::{IN_ORG, NO_NAME, NO_ORG, NO_TAIL, REGIONS, TAILS, Tail, WHERE, WITH};
use norms::numeral::is_numeral;

use crate::lexicon::signs;
use crate::people;
use crate::text::{HIDDEN, Span, is_han, stands};

/// Part of an org in what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Who did it.
    Doer,
    /// Where it was done.
    Where,
    /// Who was there too.
    With,
    /// 我支部: whoever writes.
    Own,
}

/// An org found in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Org {
    pub span: Span,
    pub part: Part,
}

/// Whoever writes, without a name.
const OURS: [&str; 12] =
    ["我们支部", "我支部", "本支部", "我党支部", "我单位", "我部", "我委", "我局", "我校", "我区", "我市团委", "本单位"];

/// Every org in the stretch. `days`: what is a day; `known`: names of the office.
pub(crate) fn find(text: &[char], span: Span, days: &[Span], known: &[Vec<char>]) -> Vec<Org> {
    let mut out: Vec<Org> = Vec::new();
    for at in span.start..span.end {
        let own = OURS.iter().find(|own| stands(text, at, own) && at + own.chars().count() <= span.end);
        if let Some(own) = own.filter(|_| !out.last().is_some_and(|last| last.span.holds(at))) {
            // 禾木环保党支部和我支部: the other was named first.
            let joins = at > span.start && matches!(text[at - 1], '和' | '与' | '同' | '跟') && !out.is_empty();
            out.push(Org { span: Span::new(at, at + own.chars().count()), part: if joins { Part::With } else { Part::Own } });
            continue;
        }
        if let Some(name) = known.iter().filter(|name| text[at..span.end].starts_with(name)).max_by_key(|name| name.len()) {
            add(&mut out, text, span, days, Span::new(at, at + name.len()));
        }
        if let Some((name, ())) = REGIONS.at(text, at, span.end).filter(|(name, ())| is_office(text, span, *name, days, &out)) {
            add(&mut out, text, span, days, name);
        }
        let Some((tail, how)) = TAILS.at(text, at, span.end).filter(|(tail, _)| is_whole(text, *tail)) else { continue };
        if NO_TAIL.ending(text, span.start, tail.end).is_some() {
            continue;
        }
        // 三支部党小组会: a branch's meeting, no group's name.
        if tail.len() == 2 && text[tail.start] == '小' && tail.start > span.start && text[tail.start - 1] == '党' {
            continue;
        }
        // 四支部支部工作法: a branch's work method, no branch of a branch.
        let named = out.last().is_some_and(|org| org.span.end == tail.start && text[tail.start - 1] == '部');
        if named && stands(text, tail.start, "支部") {
            continue;
        }
        let known = out.last().is_some_and(|org| org.span.end == tail.start);
        if known && text[tail.end - 1] == '组' && matches!(text.get(tail.end), Some('会' | '学' | '集' | '讨')) {
            continue;
        }
        let start = opening(text, span, tail, days, &out);
        let name = Span::new(start, tail.end);
        let free = !days.iter().any(|day| day.meets(name));
        let counted =
            start >= 2 && matches!(text[start - 1], '个' | '家') && (text[start - 2].is_ascii_digit() || is_numeral(text[start - 2]));
        let bare = text[tail.end - 1] == '委'
            && how == Tail::Maybe
            && !text.get(tail.start.wrapping_sub(1)).is_some_and(|c| "市区县省镇乡团党纪工经卫发建革".contains(*c));
        if !free
            || bare
            || counted
            || is_no_name(text, name)
            || (how == Tail::Maybe && (name.len() < 3 || !in_front(text, span, name, days, &out)))
        {
            continue;
        }
        add(&mut out, text, span, days, name);
    }
    out
}

fn add(out: &mut Vec<Org>, text: &[char], span: Span, days: &[Span], name: Span) {
    if let Some(last) = out.last().copied().filter(|last| last.span.meets(name) && last.part != Part::Own) {
        if name.start > last.span.start {
            return;
        }
        if last.span.end >= name.end {
            return;
        }
        while out.last().is_some_and(|last| last.span.meets(name)) {
            out.pop();
        }
    }
    let ours = out
        .last()
        .is_some_and(|last| last.part == Part::Own && last.span.end + 1 == name.start && matches!(text[last.span.end], '、' | '和' | '与'));
    // 我们支部、质监所支部: it was we who did it.
    let listed = out.last().is_some_and(|last| {
        let between = &text[last.span.end.min(name.start)..name.start];
        last.part == Part::With && between.len() <= 5 && between.last() == Some(&'、') && !between.contains(&',')
    });
    let part = if ours || listed { Part::With } else { part(text, span, name, days, out) };
    out.push(Org { span: name, part });
}

/// 支部委员会, 市场, 中心组 are other words.
fn is_whole(text: &[char], tail: Span) -> bool {
    let last = text[tail.end - 1];
    let other = match last {
        '委' => "员会托",
        '部' => "分门署队委件",
        '区' => "别域分划间",
        '市' => "场民委级直容面值",
        '县' => "级委",
        '处' => "理于罚置境分",
        '局' => "面部势",
        '站' => "点台在岗立内式住",
        '心' => "组理",
        '村' => "民干两支",
        '镇' => "静",
        '所' => "有以在需谓属",
        '乡' => "村镇愁",
        '学' => "习生员",
        '行' => "动业长",
        '校' => "园",
        '组' => "织成长",
        '团' => "员队建结",
        '室' => "内外友",
        '会' => "议员场",
        '关' => "干党人事工食大楼内各全团",
        '科' => "技学普目研创协",
        _ => "",
    };
    // 张家港市民主评议
    !text.get(tail.end).is_some_and(|c| other.contains(*c))
        || last == '市' && stands(text, tail.end, "民主")
        || stands(text, tail.end, "分别")
}

/// Looks left from an org's last word to where its name begins.
fn opening(text: &[char], span: Span, tail: Span, days: &[Span], found: &[Org]) -> usize {
    let mut start = tail.start;
    while start > span.start && tail.start - start < 18 {
        // 发改委一支部: a name that is known already is part of the longer one.
        if let Some(known) = found.last().filter(|org| org.span.end == start && org.part != Part::Own && org.span.start >= span.start) {
            // 金湖园区苏青驿站: the station is not who opened it.
            let city = REGIONS.at(text, known.span.start, known.span.end).is_some_and(|(name, ())| name == known.span);
            if text[tail.end - 1] == '站' && !city {
                break;
            }
            start = known.span.start;
            continue;
        }
        let c = text[start - 1];
        // 21支部, but not 问题7项全部.
        let letter =
            is_han(c) || c.is_ascii_alphabetic() || (c.is_ascii_digit() && text[start..tail.start].iter().all(char::is_ascii_digit));
        // 高新区（虎丘区）团委
        if c == ')' && text[tail.end - 1] == '委' && start == tail.start {
            let open = (span.start + 2..start).rev().take(8).find(|at| text[*at] == '(');
            if let Some(open) = open.filter(|at| text[at + 1..start - 1].iter().all(|c| is_han(*c)) && "区市县".contains(text[at - 1])) {
                start = open;
                continue;
            }
        }
        if !letter || days.iter().any(|day| day.holds(start - 1)) {
            break;
        }
        // 一支部和税务局三支部: a 和 after an org joins, at the beginning of a name it belongs to it.
        if matches!(c, '和' | '同' | '向' | '与' | '跟') {
            let joins = TAILS.ending(text, span.start, start - 1).is_some() || matches!(c, '与' | '跟');
            let opens = start - 1 == span.start || !is_han(text[start - 2]);
            let named = match c {
                '和' => "平睦谐顺美兴安润",
                '同' => "里心济安福德",
                _ => "阳东荣前",
            };
            if joins || !opens || !text.get(start).is_some_and(|next| named.contains(*next)) {
                break;
            }
        } else if let Some(word) = inner(text, span, start) {
            // 青少年发展中心, 张家港: what stops elsewhere is part of a word here.
            start = word.start;
            continue;
        } else if !stands(text, start - 1, "共青团")
            && NO_ORG.ending(text, span.start, start).is_some_and(|(word, ())| stops(text, span, word))
        {
            break;
        }
        start -= 1;
    }
    while start < tail.start && (text[start].is_ascii_digit() && text.get(start + 1) == Some(&'.')) {
        start += 2;
    }
    start
}

/// The word inside names of orgs that ends here.
fn inner(text: &[char], span: Span, end: usize) -> Option<Span> {
    IN_ORG.ending(text, span.start, end).map(|(word, ())| word)
}

/// A word of one character may belong to a name when it opens it.
fn stops(text: &[char], span: Span, word: Span) -> bool {
    let single = word.len() == 1 && matches!(text[word.start], '以' | '原' | '名' | '应' | '经' | '有' | '于' | '对' | '上' | '开' | '起');
    let opens = word.start == span.start || !is_han(text[word.start - 1]);
    !(single && opens && !matches!(text[word.start], '对' | '以' | '经'))
}

fn is_no_name(text: &[char], name: Span) -> bool {
    NO_NAME.at(text, name.start, name.end).is_some_and(|(word, ())| word == name) || text[name.start] == '会' || only_number(text, name)
}

/// 昆山上周新增2家, 太仓：…, 常熟走访12家: a city that opens what was done, or that stands alone.
fn is_office(text: &[char], span: Span, name: Span, days: &[Span], found: &[Org]) -> bool {
    let next = text.get(name.end).filter(|_| name.end < span.end);
    let follows = next.is_none_or(|c| matches!(*c, ':' | ' ' | ')' | '】' | '(' | '、' | '-' | HIDDEN) || c.is_ascii_digit())
        || days.iter().any(|day| day.start == name.end)
        || signs::ALL.at(text, name.end, span.end).is_some()
        || ["新", "共", "先后", "工作", "情况", "小", "报", "党员", "青年", "提炼", "累计", "提供", "收集", "接待", "覆盖", "服务", "完成"]
            .iter()
            .any(|word| stands(text, name.end, word))
        || ACT.at(text, name.end, span.end).is_some();
    // 昆山、太仓、常熟三地 are places unless each tells something.
    follows && in_front(text, span, name, days, found) && found.last().is_none_or(|org| org.span.end != name.start)
}

/// 3个支部 and 两镇 count, they do not name.
fn only_number(text: &[char], name: Span) -> bool {
    name.len() <= 2 && text[name.start].is_ascii_digit()
}

/// Whether somebody who does something is named here: at the beginning, after a mark or a day.
fn in_front(text: &[char], span: Span, name: Span, days: &[Span], found: &[Org]) -> bool {
    let before = (span.start..name.start).rev().find(|at| text[*at] != ' ');
    let Some(before) = before else { return true };
    // …12家 姑苏区: signed at the end.
    let district = matches!(text[name.end - 1], '区' | '市' | '县') && !stands(text, name.end - 2, "社区")
        || REGIONS.at(text, name.start, name.end).is_some();
    if before + 1 < name.start && name.end >= span.end && district {
        return true;
    }
    let reports = ["报来", "上报", "报送"].iter().any(|word| stands(text, name.end, word));
    if reports {
        return true;
    }
    // 近日虎丘区…
    if ["近日", "日前", "近期"].iter().any(|word| before > span.start && stands(text, before - 1, word)) {
        return true;
    }
    let c = text[before];
    // 昆山1家、太仓2家; 姑苏区5、吴中区7
    let figure = |org: &Org| {
        let between = &text[org.span.end.min(before)..before];
        between.len() <= 6 && between.first().is_some_and(char::is_ascii_digit) && between.iter().all(|c| c.is_ascii_digit() || is_han(*c))
    };
    let listed = c == '、' && found.last().is_some_and(|org| org.span.end == before || figure(org));
    listed
        || c == HIDDEN
        || c == '由'
        || days.iter().any(|day| day.holds(before))
        || ",.:;。!?【(-—|/《》】)>*#".contains(c)
        || !is_han(c) && !c.is_alphanumeric() && c != '、' && c != '“' && c != '”'
}

fn part(text: &[char], span: Span, name: Span, days: &[Span], found: &[Org]) -> Part {
    let mut from = name.start;
    while from > span.start && matches!(text[from - 1], ' ' | '“') {
        from -= 1;
    }
    // 组建“送清凉”服务团: what stands before the quotation counts.
    if from > span.start && text[from - 1] == '”' {
        from = (span.start..from).rev().find(|at| text[*at] == '“').unwrap_or(from);
    }
    if ["成立", "揭牌", "授牌", "正式成立"].iter().any(|word| stands(text, name.end, word)) {
        return Part::With;
    }
    let bracket = name.start > span.start && text[name.start - 1] == '(' && text[name.end - 1] == '站';
    if bracket {
        return Part::With;
    }
    // 以上为三支部情况, ——来自姑苏团区委, 来自二支部的消息: who reports.
    let reports = ["以上为", "以上是", "来自"].iter().any(|word| {
        let length = word.chars().count();
        from >= span.start + length
            && stands(text, from - length, word)
            && (from - length == span.start || !is_han(text[from - length - 1]))
    });
    if reports {
        return Part::Doer;
    }
    // 请了市委党校的老师来上课, 由市委党校方教授主讲: a school that lends the speaker.
    let lends = from > span.start && matches!(text[from - 1], '由' | '请' | '了') && stands(text, name.end - 2, "党校");
    if lends {
        return Part::With;
    }
    // 均为高新区团工委牵头
    let leads = ["牵头", "主办", "承办", "负责", "组织实施"].iter().any(|word| stands(text, name.end, word));
    if leads && from > span.start && matches!(text[from - 1], '为' | '由' | '是') {
        return Part::Doer;
    }
    // 书记室成员赴基层宣讲: the metric's own words.
    if name.len() == 3 && stands(text, name.start, "书记室成员") {
        return Part::With;
    }
    if is_stop(text, span, name) {
        return Part::Where;
    }
    if from > span.start && days.iter().any(|day| day.holds(from - 1)) {
        return Part::Doer;
    }
    // 相湖团区委“青年助企服务团”: part of the org before it.
    let quoted = name.start > span.start && text[name.start - 1] == '“' && found.last().is_some_and(|org| org.span.end + 1 == name.start);
    if quoted {
        return Part::With;
    }
    // 二支部的钟可: its member did it.
    if text.get(name.end) == Some(&'的')
        && people::at(text, name.end + 1, span.end).is_some()
        && !text[from.saturating_sub(1).max(span.start)..from].iter().any(|c| matches!(c, '到' | '在' | '赴' | '和' | '与'))
    {
        return Part::Doer;
    }
    // 我是三支部的
    if text.get(name.end) == Some(&'的') && from > span.start && text[from - 1] == '是' {
        return Part::Doer;
    }
    let after = text.get(name.end).copied().unwrap_or('\n');
    if matches!(after, '的' | '里' | '内' | '旁' | '边')
        || stands(text, name.end, "会议室")
        || stands(text, name.end, "门口")
        || stands(text, name.end, "广场")
    {
        return Part::Where;
    }
    let reached = |word: Span| text[word.start] == '到' && word.start > span.start && "收看接听谈提达得报".contains(text[word.start - 1]);
    if WHERE.ending(text, span.start, from).is_some_and(|(word, ())| !reached(word)) {
        return Part::Where;
    }
    let speaks = ["主讲", "主讲人", "授课人", "讲课人", "授课", "主持人", "讲师"].iter().any(|word| {
        let length = word.chars().count();
        from >= span.start + length
            && (stands(text, from - length, word) || (from > length && text[from - 1] == ':' && stands(text, from - 1 - length, word)))
    });
    if speaks {
        return Part::With;
    }
    // 三支部和五支部分别开了党小组会: both did.
    let joined = from > span.start
        && matches!(text[from - 1], '和' | '与' | '、' | '及')
        && found.last().is_some_and(|last| last.span.end + 1 == from && last.part == Part::Doer)
        && ["分别", "各自", "各", "均", "都", "先后"].iter().any(|word| stands(text, name.end, word));
    if joined {
        return Part::Doer;
    }
    // A blank parts: 已转发 机关纪委.
    let close = from == name.start || text[from] != ' ';
    if let Some((word, ())) = WITH.ending(text, span.start, from).filter(|_| close) {
        // 和 and 与 join doers only when nobody was named before; 参加 and 通知 never do.
        let begins = word.start == span.start && matches!(text[word.start], '据' | '报' | '发');
        if !begins {
            return Part::With;
        }
    }
    if from > span.start
        && text[from - 1] == '、'
        && let Some(last) = found.last().filter(|org| org.span.end + 1 == from)
    {
        return last.part;
    }
    Part::Doer
}

/// 4月10日 沧浪社区 防疫宣传: a community or a school between blanks is where it was.
fn is_stop(text: &[char], span: Span, name: Span) -> bool {
    let apart = name.start > span.start && text[name.start - 1] == ' ' && (name.end >= span.end || text[name.end] == ' ');
    apart
        && ["社区", "村", "学校", "小学", "中学", "大学", "学院", "医院", "银行", "中心", "站"]
            .iter()
            .any(|tail| name.len() > 2 && stands(text, name.end - tail.chars().count(), tail))
}
