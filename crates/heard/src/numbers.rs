//! Numbers with the measure word written behind them.

use std::sync::LazyLock;

use norms::numeral::{is_numeral, read_chinese};

use crate::text::{Span, is_han, stands};
use crate::words::{Words, set};

/// A number of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    /// Number and measure word.
    pub span: Span,
    /// Value times 100.
    pub hundredths: i64,
    /// The measure word; empty when none is written.
    pub unit: &'static str,
    /// Whether a word that is no measure word follows at once.
    pub odd: bool,
}

static UNITS: LazyLock<Words<&'static str>> = LazyLock::new(|| Words::new(UNIT_LIST.split(' ').map(|unit| (unit, unit))));

const UNIT_LIST: &str = "人次 家次 场次 间夜 人天 个学时 学时 课时 个小时 小时 工时 个钟头 钟头 平方米 平米 平方 ㎡ m2 m² 平 个人 名 人 位 家 户 次 场 期 堂 节 \
    回 轮 趟 份 件 条 项 个 支 间 张 晚 夜 篇 天 h H 批 套 处 座 床 起 遍 个月 月 年 岁 元 块 万元 公里 米 棵 袋 斤 公斤 千克 吨 箱 本 册 页 分钟 分 号 楼 层 届 倍 \
    成 % ‰ 辆 台 则 幅 面 只 盒 瓶 级 周 度 桶 名次 位次 步 类 大 部 门 款 组 对 口 头 双 杯 桌 顶 把 枚 根 株 片";

/// Measure words that a numeral in characters may stand before; 一部, 三大, 一度 are no counts.
static AFTER_CHARACTERS: LazyLock<Words<&'static str>> = LazyLock::new(|| {
    const LIST: &str = "人次 家次 场次 间夜 个学时 学时 课时 个小时 小时 工时 平方米 个人 名 人 位 家 户 次 场 期 堂 节 回 轮 趟 份 件 条 项 个 支 间 张 晚 夜 篇 天 批 套 处 座 则";
    Words::new(LIST.split(' ').map(|unit| (unit, unit)))
});

/// What looks like a count and is none.
static FALSE: LazyLock<Words<()>> = LazyLock::new(|| {
    set(
        "一次性 两节 双节 三节 三会一课 一企一 一人一 一天天 一家人 一支联 百家姓 一条心 一条龙 一条街 一个个 一次次 一件件 一位位 一家家 一名名 两个维护 四个意识 四个自信 两个确立 三个务必 千人计划 一个都 一个也 \
        一个样 五个到位 三个一",
    )
});

impl Count {
    /// Whether the measure word is one of these.
    pub fn is_in(&self, units: &[&str]) -> bool {
        units.contains(&self.unit)
    }

    /// Whether it counts heads.
    pub fn is_heads(&self) -> bool {
        self.is_in(&["人", "名", "位", "个人", "人次"])
    }

    /// Whether it is a length of time worked or learnt.
    pub fn is_hours(&self) -> bool {
        self.is_in(&["小时", "个小时", "学时", "个学时", "课时", "h", "H", "工时", "钟头", "个钟头"])
    }

    /// Whether no word follows it.
    pub fn is_bare(&self) -> bool {
        self.unit.is_empty() && !self.odd
    }
}

/// Every number in the stretch that stands in none of `taken`.
pub(crate) fn find(text: &[char], span: Span, taken: &[Span]) -> Vec<Count> {
    let mut out = Vec::new();
    let mut at = span.start;
    while at < span.end {
        if let Some(skip) = taken.iter().find(|skip| skip.holds(at)) {
            at = skip.end.max(at + 1);
            continue;
        }
        let c = text[at];
        let (count, end) = if c.is_ascii_digit() {
            arabic(text, at, span.end)
        } else if is_numeral(c) || matches!(c, '俩' | '仨' | '半') {
            characters(text, at, span.end)
        } else {
            (None, at + 1)
        };
        out.extend(count);
        at = end.max(at + 1);
    }
    out
}

fn arabic(text: &[char], at: usize, limit: usize) -> (Option<Count>, usize) {
    let figure = |i: usize| text.get(i).is_some_and(|c| c.is_ascii_digit() && i < limit);
    let mut end = at;
    let mut digits = String::new();
    let mut decimals = None;
    while end < limit {
        let c = text[end];
        if c.is_ascii_digit() {
            digits.push(c);
            decimals = decimals.map(|n: usize| n + 1);
        } else if c == '.' && decimals.is_none() && figure(end + 1) {
            decimals = Some(0);
        } else if !(c == ',' && figure(end + 1) && figure(end + 2) && figure(end + 3) && !figure(end + 4)) {
            break;
        }
        end += 1;
    }
    let before = at.checked_sub(1).map(|i| text[i]);
    let part = before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '第' | '.' | '〔' | '¥' | '-' | '#')) || digits.len() > 10;
    let decimals = decimals.unwrap_or(0);
    let value = digits.parse::<i64>().ok().filter(|_| !part && decimals <= 2).map(|n| n * [100, 10, 1][decimals.min(2)]);
    let Some(mut hundredths) = value else { return (None, end) };
    if stands(text, end, "万") && end < limit {
        (hundredths, end) = (hundredths.saturating_mul(10_000), end + 1);
    }
    let count = measured(text, at, end, limit, hundredths, &UNITS);
    (Some(count), count.span.end)
}

fn characters(text: &[char], at: usize, limit: usize) -> (Option<Count>, usize) {
    let before = at.checked_sub(1).map(|i| text[i]);
    if matches!(text[at], '俩' | '仨') {
        let value = if text[at] == '俩' { 200 } else { 300 };
        return (Some(Count { span: Span::new(at, at + 1), hundredths: value, unit: "人", odd: false }), at + 1);
    }
    if text[at] == '半' {
        let hour = ["个小时", "小时", "个学时"].iter().find(|word| stands(text, at + 1, word)).filter(|_| before.is_none_or(|c| c != '点'));
        let count = hour.map(|_| measured(text, at, at + 1, limit, 50, &UNITS)).filter(|count| count.is_hours());
        return (count, at + 1);
    }
    let length = text[at..limit].iter().take(12).take_while(|c| is_numeral(**c)).count();
    let end = at + length;
    let wrong = FALSE.at(text, at, limit).is_some()
        || before.is_some_and(|c| matches!(c, '第' | '周' | '期' | '十' | '每'))
        || stands(text, end, "支部")
        || stands(text, end, "支队")
        || is_each(text, at, end, limit);
    let word: String = text[at..end].iter().collect();
    let Some(value) = read_chinese(&word).filter(|_| !wrong) else { return (None, end) };
    let count = measured(text, at, end, limit, value.saturating_mul(100), &AFTER_CHARACTERS);
    ((!count.unit.is_empty()).then_some(count), if count.unit.is_empty() { end } else { count.span.end })
}

/// Looks for 余, a half and the measure word behind a number.
fn measured(text: &[char], at: usize, end: usize, limit: usize, hundredths: i64, units: &Words<&'static str>) -> Count {
    let mut from = end;
    let blank = usize::from(text.get(from) == Some(&' ') && from + 1 < limit);
    if text.get(from + blank).is_some_and(|c| matches!(c, '余' | '多' | '来' | '几' | '+')) && from + blank + 1 < limit {
        from += blank + 1;
    }
    let (mut value, mut half) = (hundredths, None);
    for word in ["个半小时", "个半学时", "个半钟头"] {
        if stands(text, from, word) {
            (value, half) = (hundredths.saturating_add(50), Some(from + 4));
        }
    }
    if let Some(end) = half {
        return Count { span: Span::new(at, end), hundredths: value, unit: "小时", odd: false };
    }
    let unit = [from, from + 1].into_iter().take(1 + usize::from(text.get(from) == Some(&' '))).find_map(|i| units.at(text, i, limit));
    let letters = |span: Span| text.get(span.end).is_some_and(char::is_ascii_alphabetic) && text[span.start].is_ascii_alphabetic();
    match unit.filter(|(span, _)| !letters(*span)) {
        Some((span, unit)) if !false_unit(text, span) => Count { span: Span::new(at, span.end), hundredths: value, unit, odd: false },
        _ => {
            let odd = text.get(end).is_some_and(|c| end < limit && (is_han(*c) || c.is_ascii_alphabetic()));
            Count { span: Span::new(at, end), hundredths: value, unit: "", odd }
        }
    }
}

/// 3支部, 2期间, 5家庭: the character begins another word.
fn false_unit(text: &[char], span: Span) -> bool {
    ["支部", "支委", "支队", "家庭", "家长", "家属", "场馆", "场地", "期间", "条线", "项目", "节日", "节课", "批次", "面积", "部门", "组织"]
        .iter()
        .any(|word| stands(text, span.start, word) && !matches!(*word, "节课" | "批次" | "项目" | "家庭"))
}

/// 一人两小时: for each, no count of heads.
fn is_each(text: &[char], at: usize, end: usize, limit: usize) -> bool {
    let next = [1, 2].iter().find(|skip| matches!(text.get(end + **skip - 1), Some('人' | '名'))).map(|skip| end + skip);
    let number = next.filter(|next| *next < limit).and_then(|next| text.get(next)).is_some_and(|c| c.is_ascii_digit() || is_numeral(*c));
    text[at] == '一' && end == at + 1 && number
}
