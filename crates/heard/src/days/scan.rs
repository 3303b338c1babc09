//! Days written in figures: 2021年4月12日, 4月12日, 4.12, 4/12, 20210412, 12日, 4月, 一季度; and ranges of them.

use norms::Day;
use norms::numeral::{is_numeral, read_chinese};

use super::calendar::{last_month_day, year_of_month};
use super::words::{of_month, part_of_month, period, stretch};
use super::{How, Said};
use crate::text::{HIDDEN, Span, is_han, stands};

/// A whole number of at most eight figures, or in characters.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub value: i64,
    pub end: usize,
    pub figures: usize,
    pub arabic: bool,
}

pub(super) fn number(text: &[char], at: usize, end: usize) -> Option<Number> {
    let rest = text.get(at..end.min(text.len()))?;
    let figures = rest.iter().take(9).take_while(|c| c.is_ascii_digit()).count();
    if (1..=8).contains(&figures) {
        let value = rest[..figures].iter().fold(0, |n, c| n * 10 + i64::from(c.to_digit(10).unwrap_or(0)));
        return Some(Number { value, end: at + figures, figures, arabic: true });
    }
    let characters = rest.iter().take(5).take_while(|c| is_numeral(**c)).count();
    let word: String = rest.get(..characters)?.iter().collect();
    let value = read_chinese(&word)?;
    (characters > 0).then_some(Number { value, end: at + characters, figures: characters, arabic: false })
}

/// A day in figures that begins here. `before`: the day that this one follows in a list.
pub(super) fn at(text: &[char], at: usize, within: Span, today: Day, before: Option<Said>) -> Option<Said> {
    let previous = at.checked_sub(1).and_then(|i| text.get(i)).copied();
    let inside = |c: char| c.is_ascii_alphanumeric() || is_numeral(c) || matches!(c, '.' | '/' | '第' | '¥' | '近');
    if previous.is_some_and(inside) && !(previous == Some('/') && before.is_some()) {
        // 第一季度 and 一季度 are the same.
        return if previous == Some('第') { quarter(text, at, within, today, at - 1) } else { None };
    }
    let first = single(text, at, within, today, before)?;
    Some(range(text, first, within, today).unwrap_or(first))
}

fn single(text: &[char], at: usize, within: Span, today: Day, before: Option<Said>) -> Option<Said> {
    if let Some(half) = half_year(text, at, within, today) {
        return Some(half);
    }
    let first = number(text, at, within.end)?;
    let mark = text.get(first.end).copied().filter(|_| first.end < within.end);
    match mark {
        Some('年') if first.figures == 4 || (first.arabic && first.figures == 2 && first.value >= 15) => {
            let year = if first.figures == 4 { first.value } else { 2000 + first.value };
            let end = first.end + 1;
            return after_year(text, at, end, within, year, today).or_else(|| {
                let whole = !stands(text, end, "级") && !stands(text, end, "代") && text.get(end) != Some(&'前');
                let (first, last) = (Day::new(year, 1, 1).ok()?, Day::new(year, 12, 31).ok()?);
                whole.then(|| period(Span::new(at, end), first, last, today))
            });
        }
        Some('月') => return month(text, at, first.end, within, first.value, None, today),
        Some('日' | '号') if (1..=31).contains(&first.value) => return day_alone(text, at, first, today, before),
        Some('季') => return quarter(text, at, within, today, at),
        _ => {}
    }
    if !first.arabic {
        return None;
    }
    if first.figures == 8 {
        let day = Day::from_number(first.value).ok()?;
        return Some(pointed(Span::new(at, first.end), day, today));
    }
    if first.figures == 4 && at == within.start && (101..=1231).contains(&first.value) && closes(text, first.end, within, false) {
        let day = last_month_day(first.value / 100, first.value % 100, today)?;
        return Some(pointed(Span::new(at, first.end), day, today));
    }
    separated(text, at, first, within, today)
}

fn pointed(span: Span, day: Day, today: Day) -> Said {
    Said { year: Some(day.year()), month: Some(day.month()), ..Said::new(span, day, How::Point, today) }
}

/// 12日, 12号, but not 12号楼.
fn day_alone(text: &[char], at: usize, first: Number, today: Day, before: Option<Said>) -> Option<Said> {
    let end = first.end + 1;
    let building =
        ["楼", "门", "线", "文", "厅", "会议室", "桌", "仓", "厂", "院", "馆", "店", "车", "机", "令", "公", "点", "码", "岗", "地", "提"];
    if text[first.end] == '号' && building.iter().any(|word| stands(text, end, word)) {
        return None;
    }
    if text[first.end] == '日' && (stands(text, end, "内") || stands(text, end, "游")) {
        return None;
    }
    let day = of_month(first.value, before, today)?;
    Some(pointed(Span::new(at, end), day, today))
}

/// After a year: 3月5日, 3月, 一季度, 上半年. `start` is where the year begins.
pub(super) fn after_year(text: &[char], start: usize, at: usize, within: Span, year: i64, today: Day) -> Option<Said> {
    let at = at + usize::from(text.get(at) == Some(&' '));
    let half = ["上半年", "下半年"].iter().position(|word| stands(text, at, word) && at + 3 <= within.end);
    if let Some(half) = half {
        let (first, last) = stretch(5 + i64::from(half == 1), year)?;
        return Some(period(Span::new(start, at + 3), first, last, today));
    }
    let from = if text.get(at) == Some(&'第') { at + 1 } else { at };
    let next = number(text, from, within.end)?;
    if stands(text, next.end, "季度") && (1..=4).contains(&next.value) {
        let (first, last) = stretch(next.value, year)?;
        return Some(period(Span::new(start, next.end + 2), first, last, today));
    }
    (text.get(next.end) == Some(&'月')).then(|| month(text, start, next.end, within, next.value, Some(year), today))?
}

/// From the 月 on: a day behind it, a part of it, or the month. 3个月 never gets here.
fn month(text: &[char], start: usize, mark: usize, within: Span, month: i64, year: Option<i64>, today: Day) -> Option<Said> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let blank = usize::from(text.get(mark + 1) == Some(&' ') && text.get(mark + 2).is_some_and(char::is_ascii_digit));
    if let Some(day) =
        number(text, mark + 1 + blank, within.end).filter(|n| (1..=31).contains(&n.value) && text.get(mark + 1) != Some(&'两'))
    {
        let marked = text.get(day.end).filter(|c| matches!(c, '日' | '号')).is_some();
        // 5月十一支部: the branch's number, no day.
        let mixed = !day.arabic && (text[mark - 1].is_ascii_digit() || stands(text, day.end, "支部"));
        if marked || (blank == 0 && !mixed && closes(text, day.end, within, true)) {
            let found = match year {
                Some(year) => Day::new(year, month, day.value).ok()?,
                None => last_month_day(month, day.value, today)?,
            };
            let said = pointed(Span::new(start, day.end + usize::from(marked)), found, today);
            return Some(Said { ahead: year.is_none() && is_ahead(found, today), ..said });
        }
    }
    let first = Day::new(year.unwrap_or_else(|| year_of_month(month, today)), month, 1).ok()?;
    let (last, end) = part_of_month(text, mark + 1, first);
    Some(period(Span::new(start, end), first, last, today))
}

/// 一季度, 第二季度, 2季度.
fn quarter(text: &[char], at: usize, within: Span, today: Day, start: usize) -> Option<Said> {
    let which = number(text, at, within.end).filter(|n| (1..=4).contains(&n.value))?;
    if !stands(text, which.end, "季度") {
        return None;
    }
    let begun = |year: i64| stretch(which.value, year).filter(|(first, _)| *first <= today);
    let (first, last) = begun(today.year()).or_else(|| begun(today.year() - 1))?;
    Some(period(Span::new(start, which.end + 2), first, last, today))
}

fn half_year(text: &[char], at: usize, within: Span, today: Day) -> Option<Said> {
    let half = ["上半年", "下半年"].iter().position(|word| stands(text, at, word) && at + 3 <= within.end)?;
    let begun = |year: i64| stretch(5 + i64::from(half == 1), year).filter(|(first, _)| *first <= today);
    let (first, last) = begun(today.year()).or_else(|| begun(today.year() - 1))?;
    Some(period(Span::new(at, at + 3), first, last, today))
}

/// 2021.4.12, 2021/4/12, 21-4-12, 4.12, 4/12, 4-12.
fn separated(text: &[char], at: usize, first: Number, within: Span, today: Day) -> Option<Said> {
    let mark = text.get(first.end).copied().filter(|c| matches!(c, '.' | '/' | '-'))?;
    let second = number(text, first.end + 1, within.end).filter(|n| n.arabic && n.figures <= 2)?;
    if text.get(second.end) == Some(&mark)
        && let Some(third) = number(text, second.end + 1, within.end).filter(|n| n.arabic && n.figures <= 2)
    {
        let year = match first.figures {
            4 => first.value,
            2 => 2000 + first.value,
            _ => return None,
        };
        let end = third.end + usize::from(matches!(text.get(third.end), Some('日' | '号')));
        return Day::new(year, second.value, third.value).ok().map(|day| pointed(Span::new(at, end), day, today));
    }
    if first.figures == 4 && mark != '-' {
        let first_day = Day::new(first.value, second.value, 1).ok()?;
        return Some(period(Span::new(at, second.end), first_day, first_day.last_of_month(), today));
    }
    let dated = matches!(text.get(second.end), Some('日' | '号')) && mark != '-';
    if mark == '-' && matches!(text.get(second.end), Some('日' | '号' | '月')) {
        return None;
    }
    let end = second.end + usize::from(dated);
    let opens = mark == '.' || at == within.start || text[at - 1] == ' ' || !is_han(text[at - 1]);
    if first.figures > 2 || !opens || !(dated || closes(text, end, within, mark == '.')) {
        return None;
    }
    let day = last_month_day(first.value, second.value, today)?;
    Some(Said { ahead: is_ahead(day, today), ..pointed(Span::new(at, end), day, today) })
}

/// Ten months ago and more.
fn is_ahead(day: Day, today: Day) -> bool {
    day.days_until(today) > 300
}

/// Whether what follows lets figures be a day: no unit, no further figure. `near`: a Chinese character may follow at once.
fn closes(text: &[char], end: usize, within: Span, near: bool) -> bool {
    let Some(next) = text.get(end).copied().filter(|_| end < within.end) else { return true };
    let unit = "小学课时万亿%‰元米公里分折倍天个名人位家户次场期堂节回轮份件条项间张篇平㎡kKmMhH岁成斤吨度年级版支名批亩月";
    // 3.5学雷锋, but not 3.5学时.
    let begins = matches!(next, '学' | '小' | '课') && !matches!(text.get(end + 1), Some('时' | '分'));
    let units = unit.contains(next)
        && !begins
        && ![
            "节日",
            "节前",
            "小组",
            "学习",
            "分别",
            "天气",
            "人民",
            "人才",
            "支委",
            "支部",
            "平江",
            "条线",
            "级",
            "课堂",
            "张家港",
            "名城",
        ]
        .iter()
        .any(|word| stands(text, end, word));
    if next.is_ascii_alphanumeric() || matches!(next, '.' | '/') || units {
        return false;
    }
    if next == ' ' {
        return closes_after_blank(text, end + 1);
    }
    near || !is_han(next) || next == HIDDEN || at_word(text, end)
}

fn closes_after_blank(text: &[char], at: usize) -> bool {
    !["小时", "学时", "课时", "个小时", "万", "h", "元", "平方", "%"].iter().any(|word| stands(text, at, word))
}

/// A dash date is only believed before a word that begins a report.
fn at_word(text: &[char], at: usize) -> bool {
    text.get(at).is_some_and(|c| is_han(*c)) && !["楼", "层", "室", "栋", "号", "班", "组"].iter().any(|word| stands(text, at, word))
}

/// 4月24日—28日, 6.13-6.15, 5日至7日: the last day.
fn range(text: &[char], first: Said, within: Span, today: Day) -> Option<Said> {
    let mut at = first.span.end;
    while at < within.end && (text[at] == HIDDEN || text[at] == ' ') {
        at += 1;
    }
    let marks = text
        .get(at..within.end)?
        .iter()
        .take(3)
        .take_while(|c| matches!(c, '-' | '—' | '–' | '~' | '～' | '至' | '到' | '−' | '─'))
        .count();
    if marks == 0 || first.how != How::Point && first.month.is_none() {
        return None;
    }
    let mut to = at + marks;
    while text.get(to) == Some(&' ') {
        to += 1;
    }
    let second = number(text, to, within.end)?;
    let bare = (1..=31).contains(&second.value) && second.arabic;
    let last = match single(text, to, within, today, Some(first)) {
        Some(said) => said,
        // 6.13-15
        None if bare && first.how == How::Point && closes(text, second.end, within, true) => {
            pointed(Span::new(to, second.end), Day::new(first.year?, first.month?, second.value).ok()?, today)
        }
        None => return None,
    };
    // 12月30日至1月2日 ends in the year after.
    let day = if last.day < first.day { last.day.plus_years(1) } else { last.day };
    let begun = first.day <= today;
    let span = Span::new(first.span.start, last.span.end);
    let said = Said::new(span, if begun { day.min(today) } else { day }, How::Period, today);
    // 11月14日—18日 in one week: a 周三 below it is that week's.
    let week = (super::calendar::monday(first.day) == super::calendar::monday(day)).then(|| super::calendar::monday(day));
    Some(Said { past: day < today, week, year: Some(day.year()), month: Some(day.month()), ..said })
}
