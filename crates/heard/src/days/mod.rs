//! Days as groups say them: 今早, 周二, 上周五, 12日, 3.5, 3月5日, 上月, 一季度.
//!
//! Weeks begin on Monday. What names no year, month or week means the last one not after today; a period stands for its last day, not
//! after today.

mod calendar;
mod scan;
mod words;

use norms::Day;

use crate::text::{Span, stands};

/// How a day was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// One day.
    Point,
    /// A period, by its last day.
    Period,
    /// 上午, 下午: the day being spoken of, else today.
    Clock,
    /// 当天: the day being spoken of.
    Same,
}

/// A day found in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    pub span: Span,
    /// The day; of [`How::Clock`] and [`How::Same`] today.
    pub day: Day,
    pub how: How,
    /// Lies after today, or is next month as written: nothing done yet.
    pub future: bool,
    /// Is over: yesterday, last week, a date before today.
    pub past: bool,
    /// Names no year, and comes again within two months while the last one is most of a year ago: it may be meant as a plan.
    pub ahead: bool,
    /// A weekday without its week: 1 to 7.
    pub weekday: Option<i64>,
    /// Monday of a week said as a period.
    pub week: Option<Day>,
    /// Year and month as far as they were written, for a 21日 that follows.
    pub year: Option<i64>,
    pub month: Option<i64>,
}

impl Said {
    fn new(span: Span, day: Day, how: How, today: Day) -> Said {
        let past = day < today && matches!(how, How::Point | How::Period);
        Said { span, day, how, future: day > today, past, ahead: false, weekday: None, week: None, year: None, month: None }
    }

    /// Whether it names its day itself.
    pub fn is_named(&self) -> bool {
        matches!(self.how, How::Point | How::Period)
    }
}

/// Every day said in the stretch, from left to right.
pub(crate) fn find(text: &[char], span: Span, today: Day) -> Vec<Said> {
    let mut out: Vec<Said> = Vec::new();
    let mut at = span.start;
    while at < span.end {
        let before = out.last().filter(|last| joined(text, last.span.end, at)).copied();
        match words::at(text, at, span, today).or_else(|| scan::at(text, at, span, today, before)) {
            Some(said) => {
                let said = lasting(text, since(text, said, today), span, today);
                at = said.span.end.max(at + 1);
                if let Some(last) = out.last_mut().filter(|last| last.how == How::Point && spans(text, last.span.end, said.span.start)) {
                    // 周一到周三: the last day, in the same week.
                    if said.weekday.is_some() {
                        let on = (said.day.weekday() - last.day.weekday()).rem_euclid(7);
                        let day = last.day.plus_days(on).min(today);
                        let span = Span::new(last.span.start, said.span.end);
                        *last = Said { past: day < today, ..Said::new(span, day, How::Period, today) };
                        continue;
                    }
                }
                if let Some(last) = out.last_mut().filter(|last| only_blanks(text, last.span.end, said.span.start)) {
                    // 7.6（周三）, 周三（7月6日）: one day said twice.
                    let dated = |said: &Said| said.how == How::Point && said.month.is_some();
                    if let (true, Some(weekday)) = (dated(last), said.weekday) {
                        last.span.end = said.span.end;
                        // 6月25日（周六）, a Saturday only in the year to come.
                        let next = last.day.plus_years(1);
                        if last.ahead && last.day.weekday() != weekday && next.weekday() == weekday {
                            (last.day, last.future, last.past) = (next, true, false);
                        }
                        continue;
                    }
                    if last.weekday.is_some() && dated(&said) {
                        *last = Said { span: Span::new(last.span.start, said.span.end), ..said };
                        continue;
                    }
                }
                // 昨天下午, 4月12日上午: the hour belongs to the day before it.
                let same = |last: &Said| said.how == How::Clock && only_blanks(text, last.span.end, said.span.start);
                match out.last_mut().filter(|last| same(last)) {
                    Some(last) => last.span.end = said.span.end,
                    None => out.push(said),
                }
            }
            None => at += 1,
        }
    }
    out
}

/// 7月以来 ends today.
fn since(text: &[char], said: Said, today: Day) -> Said {
    if !stands(text, said.span.end, "以来") || said.day > today {
        return said;
    }
    let span = Span::new(said.span.start, said.span.end + 2);
    Said { year: None, month: None, ..Said::new(span, today, How::Period, today) }
}

/// 本周二起连续三天 ends on the third of them.
fn lasting(text: &[char], said: Said, within: Span, today: Day) -> Said {
    let from = ["起连续", "起,连续", "开始连续", "开始,连续", "起,"].iter().find(|word| stands(text, said.span.end, word));
    let Some(word) = from.filter(|_| said.how == How::Point && said.day <= today) else { return said };
    let start = said.span.end + word.chars().count();
    let Some(days) =
        scan::number(text, start, within.end).filter(|days| text.get(days.end) == Some(&'天') && (1..=60).contains(&days.value))
    else {
        return said;
    };
    let last = said.day.plus_days(days.value - 1);
    let span = Span::new(said.span.start, days.end + 1);
    let day = last.min(today);
    Said { past: last < today, year: Some(day.year()), month: Some(day.month()), ..Said::new(span, day, How::Period, today) }
}

/// Below 上周 a 周一 is last week's. `week`: Monday of the week spoken of, kept from call to call.
pub(crate) fn in_week(days: &mut [Said], week: &mut Option<Day>, today: Day) {
    for day in days {
        *week = day.week.or(*week);
        if let (Some(weekday), Some(first)) = (day.weekday, *week) {
            let meant = first.plus_days(weekday - 1);
            // 下周计划：周二…: not the last Tuesday.
            if meant <= today || first > today {
                (day.day, day.past, day.future) = (meant, meant < today, meant > today);
            }
        }
    }
}

/// 19日、21日; 3月5日和8日.
fn joined(text: &[char], from: usize, to: usize) -> bool {
    to >= from && to - from <= 2 && text[from..to].iter().all(|c| matches!(c, '、' | ',' | '和' | '及' | '与' | ' '))
}

/// 到, 至, a dash between two days.
fn spans(text: &[char], from: usize, to: usize) -> bool {
    to > from
        && to - from <= 3
        && text[from..to].iter().all(|c| matches!(c, '到' | '至' | '-' | '—' | '~' | '～' | ' '))
        && text[from..to].iter().any(|c| *c != ' ')
}

fn only_blanks(text: &[char], from: usize, to: usize) -> bool {
    to >= from && text[from..to].iter().all(|c| matches!(c, ' ' | '的' | '('))
}
