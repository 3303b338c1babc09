//! Days said in words: 今天, 上周五, 上月, 今年以来, 一季度.

use std::sync::LazyLock;

use norms::Day;

use super::calendar::{end_of_month, last_day_of_month, last_month_day, last_weekday, monday};
use super::scan::{Number, number};
use super::{How, Said};
use crate::text::{Span, is_han, stands};
use crate::words::Words;

#[derive(Clone, Copy)]
enum Word {
    /// So many days from today.
    Days(i64),
    Clock,
    Same,
    /// So many weeks from this one.
    Week(i64),
    Month(i64),
    Quarter(i64),
    Year(i64),
}

static WORDS: LazyLock<Words<Word>> = LazyLock::new(|| {
    let days = [
        (0, "今天 今日 今儿个 今早 今晨 今晚 今儿 今午 本日 刚刚 刚才 方才 今上午 今下午 今天早上 今天上午 今天下午 今天中午 今天晚上"),
        (-1, "昨 昨天 昨日 昨儿个 昨晚 昨夜 昨早 昨儿 昨晨 昨上午 昨下午"),
        (-2, "前天 前日 前儿个 前儿 前晚"),
        (-3, "大前天"),
        (1, "明天 明日 明儿个 明早 明晚 明晨 明儿 明上午 明下午 次日"),
        (2, "后天 后日"),
        (3, "大后天"),
    ];
    let days = days.into_iter().flat_map(|(n, list)| list.split(' ').map(move |word| (word, Word::Days(n))));
    let clocks = "早上 上午 中午 下午 傍晚 晚上 晚间 凌晨 清晨 早晨 一早 一大早 午后 午间 夜里".split(' ').map(|word| (word, Word::Clock));
    let same = "当天 当日 同日 同天 当晚".split(' ').map(|word| (word, Word::Same));
    let spans = [
        (Word::Week(0), "本周 这周 这个星期 这星期 本星期 这个礼拜 这礼拜 这一周 本礼拜"),
        (Word::Week(-1), "上周 上个星期 上星期 上个礼拜 上礼拜 上一周"),
        (Word::Week(-2), "上上周 上上个星期 上上星期"),
        (Word::Week(1), "下周 下个星期 下星期 下个礼拜 下礼拜"),
        (Word::Month(0), "本月 这个月 当月 这月"),
        (Word::Month(-1), "上月 上个月"),
        (Word::Month(-2), "上上个月 上上月"),
        (Word::Month(1), "下月 下个月"),
        (Word::Quarter(0), "本季度 这个季度 这季度"),
        (Word::Quarter(-1), "上季度 上个季度"),
        (Word::Quarter(1), "下季度 下个季度"),
        (Word::Year(0), "今年以来 今年 本年度 年初以来 年内 本年"),
        (Word::Year(-1), "去年 上年 上年度"),
        (Word::Year(-2), "前年"),
        (Word::Year(1), "明年"),
    ];
    let spans = spans.into_iter().flat_map(|(word, list)| list.split(' ').map(move |said| (said, word)));
    Words::new(days.chain(clocks).chain(same).chain(spans))
});

/// 五四当天, 七一: festivals of one day, the last one not after today.
fn festival(text: &[char], at: usize, within: Span, today: Day) -> Option<Said> {
    const FIXED: [(&str, i64, i64); 14] = [
        ("元旦", 1, 1),
        ("三八", 3, 8),
        ("妇女节", 3, 8),
        ("五一", 5, 1),
        ("劳动节", 5, 1),
        ("五四", 5, 4),
        ("青年节", 5, 4),
        ("六一", 6, 1),
        ("儿童节", 6, 1),
        ("七一", 7, 1),
        ("建党节", 7, 1),
        ("八一", 8, 1),
        ("建军节", 8, 1),
        ("国庆", 10, 1),
    ];
    let (word, month, day) = FIXED.into_iter().find(|(word, _, _)| stands(text, at, word))?;
    let mut end = at + word.chars().count();
    end += usize::from(text.get(end) == Some(&'节'));
    let before = at.checked_sub(1).filter(|before| *before >= within.start).map(|before| text[before]);
    if before.is_some_and(|c| norms::numeral::is_numeral(c) || c.is_ascii_digit()) {
        return None;
    }
    let named = ["当天", "当日", "这天", "那天", "这一天", "那一天"].iter().find(|word| stands(text, end, word));
    // 七一，…, 八一上午: alone only where a sentence opens with it.
    let opens = before.is_none_or(|c| !is_han(c) && c != '“') && word.ends_with(['一', '四']);
    let alone = opens && (text.get(end) == Some(&',') || ["上午", "下午", "晚上"].iter().any(|word| stands(text, end, word)));
    let end = end + named.map_or(0, |word| word.chars().count());
    let day = last_month_day(month, day, today).filter(|_| (named.is_some() || alone) && end <= within.end)?;
    Some(Said { year: Some(day.year()), month: Some(day.month()), ..Said::new(Span::new(at, end), day, How::Point, today) })
}

/// A day said in words that begins here.
pub(super) fn at(text: &[char], at: usize, within: Span, today: Day) -> Option<Said> {
    if let Some(said) = weekday(text, at, within, today, None) {
        return Some(said);
    }
    if let Some(said) = festival(text, at, within, today) {
        return Some(said);
    }
    let Some((span, word)) = WORDS.at(text, at, within.end) else { return just(text, at, within, today) };
    let point = |day: Day| Some(Said::new(span, day, How::Point, today));
    match word {
        Word::Days(0) => point(today).map(|said| Said { past: false, ..said }),
        Word::Days(n) => point(today.plus_days(n)),
        Word::Clock => Some(Said::new(span, today, How::Clock, today)),
        Word::Same => Some(Said::new(span, today, How::Same, today)),
        Word::Week(n) => weekday(text, span.end, within, today, Some((n, span.start))).or_else(|| {
            let first = monday(today).plus_days(7 * n);
            Some(Said { week: Some(first), ..period(span, first, first.plus_days(6), today) })
        }),
        Word::Month(n) => {
            let first = today.first_of_month().plus_months(n);
            day_of(text, span, within, first, today).or_else(|| {
                let (part, end) = part_of_month(text, span.end, first);
                Some(period(Span::new(span.start, end), first, part, today))
            })
        }
        Word::Quarter(n) => {
            let first = quarter(today).plus_months(3 * n);
            Some(period(span, first, first.plus_months(2).last_of_month(), today))
        }
        Word::Year(n) => year(text, span, within, today.year() + n, today),
    }
}

/// 刚开完, 刚结束: today.
fn just(text: &[char], at: usize, within: Span, today: Day) -> Option<Said> {
    let free = at == within.start || !is_han(text[at - 1]) || matches!(text[at - 1], '我' | '们' | '也');
    let next = text.get(at + 1).filter(|_| at + 1 < within.end);
    let ends = ["刚开完", "刚结束", "刚上完", "刚做完", "刚搞完", "刚办完", "刚学完", "刚忙完"].iter().any(|word| stands(text, at, word));
    let hit = text[at] == '刚' && (free || ends) && next.is_some_and(|c| is_han(*c) && !"性好果毅强劲直正".contains(*c));
    hit.then(|| Said::new(Span::new(at, at + 1), today, How::Point, today))
}

/// A period by its last day, not after today; one that has not begun is future.
pub(super) fn period(span: Span, first: Day, last: Day, today: Day) -> Said {
    if first > today {
        return Said::new(span, last, How::Period, today);
    }
    let said = Said::new(span, last.min(today), How::Period, today);
    Said { past: last < today, year: Some(first.year()), month: Some(first.month()), ..said }
}

fn quarter(today: Day) -> Day {
    today.first_of_month().plus_months(-((today.month() - 1) % 3))
}

/// 上旬, 中旬, 下旬, 底 after a month; its last day, and where it ends.
pub(super) fn part_of_month(text: &[char], at: usize, first: Day) -> (Day, usize) {
    let last = first.last_of_month();
    let parts = [("上旬", first.plus_days(9)), ("中旬", first.plus_days(19)), ("下旬", last), ("月底", last), ("底", last), ("末", last)];
    let at = if text.get(at) == Some(&'份') { at + 1 } else { at };
    parts.iter().find(|(word, _)| stands(text, at, word)).map_or((last, at), |(word, day)| (*day, at + word.chars().count()))
}

/// 本月12日, 上月28号.
fn day_of(text: &[char], span: Span, within: Span, first: Day, today: Day) -> Option<Said> {
    let Number { value, end, .. } = number(text, span.end, within.end)?;
    text.get(end).filter(|c| matches!(c, '日' | '号'))?;
    let day = Day::new(first.year(), first.month(), value).ok()?;
    let said = Said::new(Span::new(span.start, end + 1), day, How::Point, today);
    Some(Said { year: Some(first.year()), month: Some(first.month()), ..said })
}

/// 去年12月, 今年3月5日, 去年上半年, 今年一季度, 今年.
fn year(text: &[char], span: Span, within: Span, year: i64, today: Day) -> Option<Said> {
    super::scan::after_year(text, span.start, span.end, within, year, today).or_else(|| {
        let (first, last) = (Day::new(year, 1, 1).ok()?, Day::new(year, 12, 31).ok()?);
        Some(period(span, first, last, today))
    })
}

/// 周五, 星期三, 周末; after 上周 or 本周 only the 五. `week`: weeks from this one, and where its word begins.
fn weekday(text: &[char], at: usize, within: Span, today: Day, week: Option<(i64, usize)>) -> Option<Said> {
    let (mark, start) = match week {
        Some((_, start)) => (at, start),
        None => (["周", "星期", "礼拜"].iter().find(|word| stands(text, at, word)).map(|word| at + word.chars().count())?, at),
    };
    let c = *text.get(mark).filter(|_| mark < within.end)?;
    let day = match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '日' | '天' | '末' => 7,
        _ => return None,
    };
    let span = Span::new(start, mark + 1);
    if week.is_none()
        && (is_name(text, span) || stands(text, mark + 1, "至") || (start > 0 && matches!(text[start - 1], '每' | '一' | '两')))
    {
        return None;
    }
    let weekend = c == '末';
    Some(match week {
        Some((weeks, _)) => {
            let day = monday(today).plus_days(7 * weeks + day - 1);
            let day = if weekend && day > today && day.plus_days(-1) <= today { today } else { day };
            Said::new(span, day, How::Point, today)
        }
        // On a Saturday the weekend is today's.
        None if weekend && today.weekday() == 6 => Said::new(span, today, How::Point, today),
        None => Said { weekday: Some(day), ..Said::new(span, last_weekday(day, today), How::Point, today) },
    })
}

/// 周一鸣 in a list of names is nobody's Monday.
fn is_name(text: &[char], span: Span) -> bool {
    let given =
        text.get(span.end).is_some_and(|c| is_han(*c) && !"早晚上下中的开去到我在学第和至二三四五六组党支到召举走进参与把了".contains(*c));
    let closed = text.get(span.end + 1).is_none_or(|c| matches!(c, '、' | ',' | '\n' | ' ' | '。' | '等' | ')'));
    let opened = span.start.checked_sub(1).and_then(|at| text.get(at)).is_some_and(|c| matches!(c, '、' | ':' | '.' | '和'));
    given && closed && opened
}

/// A day of the month alone: 12日, 12号.
pub(super) fn of_month(day: i64, before: Option<Said>, today: Day) -> Option<Day> {
    if let Some((year, month)) = before.and_then(|said| Some((said.year?, said.month?))) {
        return Day::new(year, month, day).ok();
    }
    last_day_of_month(day, today)
}

/// The last day of the quarter (1 to 4) or half (5, 6) of a year.
pub(super) fn stretch(which: i64, year: i64) -> Option<(Day, Day)> {
    let (first, last) = match which {
        1..=4 => (3 * which - 2, 3 * which),
        5 => (1, 6),
        _ => (7, 12),
    };
    Some((Day::new(year, first, 1).ok()?, end_of_month(year, last)?))
}
