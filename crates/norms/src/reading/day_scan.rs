//! The scanner under the readings of days: takes a date, a range mark or a trailing weekday and time off the front of a text.

use crate::numeral::{is_numeral, read_chinese};

/// What a date says; a missing part comes from the hint or from the first day of a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub year: Option<Year>,
    pub month: Option<i64>,
    pub day: Option<i64>,
    /// Only a number, without 日: no weekday or time may follow (2晚 is no day).
    pub bare: bool,
}

/// A year as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// Four digits.
    Full(i64),
    /// Two digits, 22 for 2022.
    Short(i64),
}

pub(super) struct Scan {
    chars: Vec<char>,
    at: usize,
}

/// One number of a date: its value and how many characters it had.
#[derive(Clone, Copy)]
struct Number {
    value: i64,
    len: usize,
}

const DAY: [char; 2] = ['日', '号'];

impl Scan {
    pub fn new(folded: &str) -> Scan {
        Scan { chars: folded.chars().collect(), at: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub fn at_end(&self) -> bool {
        self.at >= self.chars.len()
    }

    fn back_to(&mut self, mark: usize) {
        self.at = mark;
    }

    fn eat(&mut self, c: char) -> bool {
        let hit = self.peek() == Some(c);
        self.at += usize::from(hit);
        hit
    }

    fn eat_any(&mut self, set: &[char]) -> bool {
        self.peek().is_some_and(|c| set.contains(&c)) && self.eat(self.chars[self.at])
    }

    fn eat_text(&mut self, text: &str) -> bool {
        let hit = text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        self.at += if hit { text.chars().count() } else { 0 };
        hit
    }

    pub fn blanks(&mut self) {
        while self.eat(' ') {}
    }

    /// Digits (up to 8) or a run of Chinese numerals.
    fn number(&mut self) -> Option<Number> {
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let mut len = self.at - from;
        if (1..=8).contains(&len) {
            let value = self.chars[from..self.at].iter().fold(0, |n, c| n * 10 + i64::from(c.to_digit(10).unwrap_or(0)));
            return Some(Number { value, len });
        }
        if len > 0 {
            return None;
        }
        while self.peek().is_some_and(|c| is_numeral(c) || (self.at > from && matches!(c, 'O' | 'o' | '0'))) {
            self.at += 1;
        }
        len = self.at - from;
        let text: String = self.chars[from..self.at].iter().map(|c| if matches!(c, 'O' | 'o' | '0') { '〇' } else { *c }).collect();
        read_chinese(&text).map(|value| Number { value, len })
    }

    /// A date in any of the forms of offices. `None`: no date here.
    pub fn date(&mut self) -> Option<Parts> {
        if self.eat_text("元月") {
            return Some(Parts { month: Some(1), day: self.day_after_month(), ..Parts::default() });
        }
        let first = self.number()?;
        let mark = self.at;
        self.blanks();
        if self.eat('年') {
            return self.after_year(year_of(first)?);
        }
        if self.eat('月') {
            return Some(Parts { month: Some(first.value), day: self.day_after_month(), ..Parts::default() });
        }
        if self.eat_any(&DAY) {
            return Some(Parts { day: Some(first.value), ..Parts::default() });
        }
        self.back_to(mark);
        match self.separator() {
            Some(mark_char) => self.separated(first, mark_char, mark),
            None if first.len == 8 => compact(first.value),
            None if first.len <= 2 => Some(Parts { day: Some(first.value), bare: true, ..Parts::default() }),
            None => None,
        }
    }

    /// `.`, `/` or `-` before a digit; blanks may stand about a point or stroke, not about a dash (which then joins a range).
    fn separator(&mut self) -> Option<char> {
        let mark = self.at;
        self.blanks();
        let c = self.peek().filter(|c| matches!(c, '.' | '/' | '-' | '\\'))?;
        let spaced = self.at > mark;
        self.at += 1;
        let after = self.at;
        self.blanks();
        let digit = self.peek().is_some_and(|d| d.is_ascii_digit());
        if !digit || (c == '-' && (spaced || self.at > after)) {
            self.back_to(mark);
            return None;
        }
        Some(c)
    }

    /// 2022.3.5, 22-3-5, 3.5, 3/5; also 2022.3月5日.
    fn separated(&mut self, first: Number, separator: char, before: usize) -> Option<Parts> {
        let second = self.number()?;
        let mark = self.at;
        self.blanks();
        if separator == '-' && self.peek().is_some_and(|c| DAY.contains(&c)) {
            // 5-8日 is a range of days, not the eighth of May.
            self.back_to(before);
            return Some(Parts { day: Some(first.value), ..Parts::default() });
        }
        if self.eat('月') {
            if first.len < 4 && separator == '-' {
                return None;
            }
            return Some(Parts { year: Some(year_of(first)?), month: Some(second.value), day: self.day_after_month(), ..Parts::default() });
        }
        self.back_to(mark);
        if self.separator().filter(|c| *c == separator).is_some() {
            let third = self.number().filter(|n| n.len <= 2)?;
            self.eat_any(&DAY);
            return Some(Parts { year: Some(year_of(first)?), month: Some(second.value), day: Some(third.value), ..Parts::default() });
        }
        self.back_to(mark);
        if second.len > 2 {
            return None;
        }
        if first.len == 4 {
            return Some(Parts { year: Some(year_of(first)?), month: Some(second.value), ..Parts::default() });
        }
        self.eat_any(&DAY);
        (first.len <= 2).then_some(Parts { month: Some(first.value), day: Some(second.value), ..Parts::default() })
    }

    /// After 2022年: 3月5日, 3.5, or nothing.
    fn after_year(&mut self, year: Year) -> Option<Parts> {
        let mark = self.at;
        self.blanks();
        if self.eat_text("元月") {
            return Some(Parts { year: Some(year), month: Some(1), day: self.day_after_month(), ..Parts::default() });
        }
        let Some(month) = self.number() else {
            self.back_to(mark);
            return Some(Parts { year: Some(year), ..Parts::default() });
        };
        self.blanks();
        let day = if self.eat('月') {
            self.day_after_month()
        } else {
            self.separator()?;
            let day = self.number()?;
            self.eat_any(&DAY);
            Some(day.value)
        };
        Some(Parts { year: Some(year), month: Some(month.value), day, bare: false })
    }

    /// The 5日, 5号 or 5 after a month; `None` leaves the place as it was.
    fn day_after_month(&mut self) -> Option<i64> {
        let mark = self.at;
        self.eat('份');
        self.blanks();
        let Some(day) = self.number() else {
            self.back_to(mark);
            return None;
        };
        let after = self.at;
        self.blanks();
        if !self.eat_any(&DAY) {
            self.back_to(after);
        }
        Some(day.value)
    }

    /// 至, 到, -, —, ~ between two days.
    pub fn range_mark(&mut self) -> bool {
        self.blanks();
        let mark = self.at;
        while self.eat_any(&['-', '—', '–', '―', '−', '~', '～', '至', '到', '─']) {}
        let hit = self.at > mark;
        self.blanks();
        hit
    }

    /// Weekday, time of day and closing marks that may follow a date.
    pub fn tail(&mut self) {
        loop {
            self.blanks();
            let mark = self.at;
            if !(self.eat_any(&['.', '。', ',', ';', '；']) || self.bracket() || self.weekday() || self.half_day() || self.time()) {
                self.back_to(mark);
                return;
            }
        }
    }

    /// (星期六), (周六 上午), (9:30).
    fn bracket(&mut self) -> bool {
        let mark = self.at;
        if self.eat('(') {
            let mut any = false;
            loop {
                self.blanks();
                if !(self.weekday() || self.half_day() || self.time()) {
                    break;
                }
                any = true;
            }
            if any && self.eat(')') {
                return true;
            }
        }
        self.back_to(mark);
        false
    }

    fn weekday(&mut self) -> bool {
        let mark = self.at;
        if ["星期", "礼拜", "周"].iter().any(|w| self.eat_text(w)) && self.eat_any(&['一', '二', '三', '四', '五', '六', '日', '天', '末'])
        {
            return true;
        }
        self.back_to(mark);
        false
    }

    fn half_day(&mut self) -> bool {
        let words = ["上午", "下午", "中午", "早上", "早晨", "凌晨", "傍晚", "晚上", "晚间", "夜间", "全天", "晚", "AM", "PM", "am", "pm"];
        words.iter().any(|w| self.eat_text(w))
    }

    /// 14:30, T00:00:00, 9时30分, 9点半, 14:30-16:30.
    fn time(&mut self) -> bool {
        let mark = self.at;
        if !self.eat('T') {
            self.blanks();
        }
        if !self.clock() {
            self.back_to(mark);
            return false;
        }
        let end = self.at;
        if !(self.range_mark() && self.clock()) {
            self.back_to(end);
        }
        // The only offset that leaves the day as it is.
        self.eat_text("+08:00");
        true
    }

    fn clock(&mut self) -> bool {
        self.half_day();
        let Some(hour) = self.number().filter(|n| n.value <= 24) else { return false };
        if hour.len <= 2 && self.eat(':') {
            let minutes = self.two_digits(59);
            let seconds = !self.eat(':') || self.two_digits(60);
            if minutes && seconds && self.eat('.') {
                while self.peek().is_some_and(|c| c.is_ascii_digit()) {
                    self.at += 1;
                }
            }
            return minutes && seconds;
        }
        if !self.eat_any(&['时', '点']) {
            return false;
        }
        if self.eat('半') || self.eat('整') {
            return true;
        }
        let mark = self.at;
        if self.number().is_some_and(|n| n.value < 60) {
            self.eat('分');
        } else {
            self.back_to(mark);
        }
        true
    }

    fn two_digits(&mut self, most: i64) -> bool {
        self.number().is_some_and(|n| n.len == 2 && n.value <= most)
    }
}

/// Four digits (not 0512, an area code), or two; one or three digits are no year.
fn year_of(n: Number) -> Option<Year> {
    match n.len {
        4 if n.value >= 1_000 => Some(Year::Full(n.value)),
        2 if n.value < 100 => Some(Year::Short(n.value)),
        _ => None,
    }
}

/// 20220305.
fn compact(n: i64) -> Option<Parts> {
    let (year, month, day) = (n / 10_000, n / 100 % 100, n % 100);
    let likely = (1..=12).contains(&month) && (1..=31).contains(&day) && (1800..2300).contains(&year);
    likely.then_some(Parts { year: Some(Year::Full(year)), month: Some(month), day: Some(day), bare: false })
}
