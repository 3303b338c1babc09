//! Names of enterprises: 云杉科技有限公司, 禾木环保, and what stands in one list with them.

use crate::lexicon::names::POSTS;
use crate::lexicon::trades::{CLOSES, COMMON, ENDS, NO_BRAND};
use crate::text::{Span, is_han, stands};

/// Behind a trade: it is a kind of work, not a firm.
const NOT_A_FIRM: [&str; 42] = [
    "局", "园", "馆", "学", "院", "展", "会", "类", "业", "部", "日", "节", "站", "安全", "知识", "宣传", "志愿", "协会", "商会", "大赛",
    "比赛", "竞赛", "讲座", "课", "培训", "工作", "项目", "领域", "行业", "产业", "法", "税", "街", "村", "路", "城", "楼", "器", "化",
    "品", "员", "理念",
];

/// Every enterprise in the stretch that is named by its trade or form, then those in one list with it. `taken`: days and the like.
pub(crate) fn find(text: &[char], span: Span, taken: &[Span], item: bool) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut doubtful: Vec<Span> = Vec::new();
    let mut at = span.start;
    while at < span.end {
        if out.last().is_some_and(|last: &Span| last.holds(at)) || taken.iter().any(|skip| skip.holds(at)) {
            at += 1;
            continue;
        }
        let trade = ENDS.at(text, at, span.end).map(|(word, ())| (word, false));
        // 澄光电子: 电子 and not 光电, which leaves a character over.
        let trade = trade.map(|(word, form)| (longer_trade(text, word, span.end).unwrap_or(word), form));
        let Some((word, form)) = CLOSES.at(text, at, span.end).map(|(word, ())| (word, true)).or(trade) else {
            at += 1;
            continue;
        };
        let (end, formal) = closing(text, word, span.end, form);
        let name = Span::new(opening(text, span, word.start, taken, formal, &out), end);
        let brand = word.start - name.start;
        if brand < 2 || name.len() > 24 || (!formal && followed(text, end, span.end)) || is_generic(text, name) {
            at += 1;
            continue;
        }
        let common = !formal && COMMON.at(text, word.start, end).is_some_and(|(common, ())| common.end == end);
        if common && !listed(text, name, span) {
            doubtful.push(name)
        } else {
            out.push(name)
        }
        at = end;
    }
    // 走访了众擎机械: what was gone to is a firm.
    let visited = |name: &Span| {
        let went =
            ["走访", "走访了", "拜访", "拜访了", "去了", "到", "赴", "前往", "来到", "服务", "回访", "走进", "上门", "去", "去的", "联系"];
        let before = went
            .iter()
            .any(|word| name.start >= span.start + word.chars().count() && stands(text, name.start - word.chars().count(), word));
        before
            && (text.get(name.end).is_none_or(|c| name.end >= span.end || !is_han(*c)) || NO_BRAND.at(text, name.end, span.end).is_some())
    };
    out.extend(doubtful.iter().copied().filter(visited));
    // 去了北辰模具还有鲸落文创
    let joined = |name: &Span| {
        let named = |at: usize| out.iter().any(|firm| firm.end == at);
        ["还有", "以及"].iter().any(|word| name.start >= span.start + 2 && stands(text, name.start - 2, word) && named(name.start - 2))
    };
    let more: Vec<Span> = doubtful.iter().copied().filter(joined).collect();
    out.extend(more);
    // An item of a list that opens with it: 3、安泽检测 无诉求.
    let opens = |name: &Span| item && name.start == span.start && text.get(name.end).is_none_or(|c| name.end >= span.end || !is_han(*c));
    out.extend(doubtful.iter().copied().filter(opens));
    let lists = neighbours(text, span, &out, taken);
    if !out.is_empty() {
        let free = |at: Option<&char>| at.is_none_or(|c| !is_han(*c) && *c != '”');
        let opens =
            |name: &Span| taken.iter().any(|skip| skip.end == name.start) || free(name.start.checked_sub(1).and_then(|at| text.get(at)));
        out.extend(doubtful.iter().copied().filter(|name| opens(name) && free(text.get(name.end))));
    }
    out.extend(doubtful.into_iter().filter(|name| lists.iter().any(|other| other.meets(*name))));
    out.extend(lists.into_iter().filter(|name| name.len() <= 8));
    out.sort();
    out.dedup();
    let all = out.clone();
    out.retain(|name| !all.iter().any(|other| other != name && other.covers(*name)));
    out
}

/// A trade that begins inside this one and ends behind it.
fn longer_trade(text: &[char], word: Span, limit: usize) -> Option<Span> {
    let closed = |at: usize| at >= limit || ENDS.at(text, at, limit).is_some() || CLOSES.at(text, at, limit).is_some();
    if closed(word.end) {
        return None;
    }
    (word.start + 1..word.end).filter_map(|at| ENDS.at(text, at, limit)).map(|(other, ())| other).find(|other| other.end > word.end)
}

/// Further trades and forms behind the first: 信息科技 有限公司.
fn closing(text: &[char], word: Span, limit: usize, form: bool) -> (usize, bool) {
    let (mut end, mut formal) = (word.end, form);
    while let Some((next, is_form)) =
        CLOSES.at(text, end, limit).map(|(next, ())| (next, true)).or_else(|| ENDS.at(text, end, limit).map(|(next, ())| (next, false)))
    {
        (end, formal) = (next.end, formal || is_form);
    }
    // 百合食品（苏江）有限公司
    if text.get(end) == Some(&'(')
        && let Some(close) = (end + 1..limit.min(end + 7)).find(|at| text[*at] == ')')
        && let Some((next, ())) = CLOSES.at(text, close + 1, limit).or_else(|| {
            let (trade, ()) = ENDS.at(text, close + 1, limit)?;
            CLOSES.at(text, trade.end, limit)
        })
    {
        return (next.end, true);
    }
    (end, formal)
}

/// Looks left to where the brand begins.
fn opening(text: &[char], span: Span, word: usize, taken: &[Span], formal: bool, found: &[Span]) -> usize {
    let mut start = word;
    let most = if formal { 14 } else { 6 };
    while start > span.start && word - start < most {
        let c = text[start - 1];
        if c == ')' && formal {
            let open = (span.start.max(start.saturating_sub(8))..start - 1).rev().find(|at| text[*at] == '(');
            match open {
                Some(open) if text[open + 1..start - 1].iter().all(|c| is_han(*c)) && open > span.start && is_han(text[open - 1]) => {
                    start = open
                }
                _ => break,
            }
            continue;
        }
        let letter = is_han(c) || c.is_ascii_alphanumeric();
        if !letter || taken.iter().any(|skip| skip.holds(start - 1)) || found.iter().any(|other| other.end == start) {
            break;
        }
        if NO_BRAND.ending(text, span.start, start).is_some_and(|(word, ())| !opens_name(text, span, word)) {
            break;
        }
        start -= 1;
    }
    // A list's own letter or figure: A 同舟生物, 1禾木环保.
    while start < word && text[start].is_ascii_digit() {
        start += 1;
    }
    start
}

/// 和, 家, 向 and 安 may open a brand after a mark.
fn opens_name(text: &[char], span: Span, word: Span) -> bool {
    let single = word.len() == 1 && matches!(text[word.start], '和' | '家' | '向' | '该' | '应' | '如' | '有' | '为' | '来');
    let mark = |at: usize| at == span.start || matches!(text[at - 1], '、' | ',' | ':' | '.' | ' ');
    // 瑞和食品: one character before a 和 is no item of a list.
    let before = word.start.saturating_sub(1);
    let short = word.start > span.start && is_han(text[before]) && (mark(before) || NO_BRAND.ending(text, span.start, before).is_some());
    let inner = text[word.start] == '和' && short;
    single && mark(word.start) || inner
}

fn followed(text: &[char], end: usize, limit: usize) -> bool {
    end < limit
        && NOT_A_FIRM.iter().any(|word| stands(text, end, word))
        && !["会议", "会上", "部分", "学习", "展示", "会谈", "员工", "品牌", "课题", "业务", "业主", "部署", "站在", "会同", "类似", "局部"]
            .iter()
            .any(|word| stands(text, end, word))
}

/// 某公司, 一家企业, 物业公司: no name.
fn is_generic(text: &[char], name: Span) -> bool {
    let said: String = text[name.start..name.end].iter().collect();
    [
        "各公司",
        "分公司",
        "子公司",
        "我公司",
        "本公司",
        "人力资源公司",
        "服务公司",
        "母公司",
        "上市公司",
        "民营公司",
        "相关公司",
        "会计师事务所",
        "律师事务所",
    ]
    .contains(&said.as_str())
}

/// Whether the stretch is an item of a list, or stands alone between marks.
fn listed(text: &[char], name: Span, span: Span) -> bool {
    let before = name.start == span.start || matches!(text[name.start - 1], '、' | ':' | ',' | '.' | ' ' | ')');
    let after = name.end >= span.end || matches!(text[name.end], '、' | ',' | '。' | ' ' | ';' | '(') || stands(text, name.end, "等");
    let neighbour = (name.start > span.start && text[name.start - 1] == '、') || text.get(name.end) == Some(&'、');
    before && after && neighbour
}

/// What stands beside a firm in its list without a trade of its own: 禾木、青杉印务.
fn neighbours(text: &[char], span: Span, found: &[Span], taken: &[Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for firm in found {
        let mut left = *firm;
        while left.start > span.start && text[left.start - 1] == '、' {
            let Some(item) = item_before(text, span, left.start - 1, taken) else { break };
            left = item;
            out.push(item);
        }
        let mut right = *firm;
        while right.end < span.end && matches!(text[right.end], '、') {
            let Some(item) = item_after(text, span, right.end + 1, taken) else { break };
            right = item;
            out.push(item);
        }
    }
    // 陶总、谢经理 are people.
    let titled = |item: &Span| item.len() <= 4 && POSTS.at(text, item.start + 1, item.end).is_some_and(|(post, ())| post.end == item.end);
    out.retain(|item| !titled(item) && !found.iter().any(|firm| firm.meets(*item)));
    out
}

fn item_before(text: &[char], span: Span, end: usize, taken: &[Span]) -> Option<Span> {
    let mut start = end;
    while start > span.start && end - start < 10 && is_han(text[start - 1]) && !taken.iter().any(|skip| skip.holds(start - 1)) {
        if NO_BRAND.ending(text, span.start, start).is_some_and(|(word, ())| !opens_name(text, span, word)) {
            break;
        }
        start -= 1;
    }
    (end - start >= 2).then(|| Span::new(start, end))
}

fn item_after(text: &[char], span: Span, start: usize, taken: &[Span]) -> Option<Span> {
    let mut end = start;
    while end < span.end && end - start < 10 && is_han(text[end]) && !taken.iter().any(|skip| skip.holds(end)) {
        if NO_BRAND.at(text, end, span.end).is_some_and(|(word, ())| word.len() > 1 || "的了在去到给为与及".contains(text[end]))
            && end > start
            || text[end] == '等'
            || text[end] == '两'
            || text[end] == '三' && stands(text, end, "三家")
        {
            break;
        }
        end += 1;
    }
    (end - start >= 2
        && (end >= span.end
            || !is_han(text[end])
            || "等两三四五六和及到来".contains(text[end])
            || NO_BRAND.at(text, end, span.end).is_some_and(|(word, ())| word.len() > 1)))
    .then(|| Span::new(start, end))
}

/// Names without a trade that a count or a word of listing closes: 走访了云启、禾木等3家企业. `closes`: where 等, N家 or 企业 begins.
pub(crate) fn listed_before(text: &[char], span: Span, closes: usize, taken: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut end = closes;
    if end > span.start && text[end - 1] == '等' {
        end -= 1;
    }
    while end > span.start && text[end - 1] == ' ' {
        end -= 1;
    }
    while let Some(item) = item_before(text, span, end, taken) {
        out.push(item);
        let before = item.start.checked_sub(1).filter(|at| *at >= span.start).map(|at| text[at]);
        let listed = matches!(before, Some('、' | ' ')) || (matches!(before, Some('和' | '与' | '及')) && out.len() == 1);
        if !listed {
            break;
        }
        end = item.start - 1;
    }
    out.reverse();
    if out.len() >= 2 { out } else { Vec::new() }
}
