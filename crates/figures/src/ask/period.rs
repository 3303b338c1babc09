//! The days of which a question speaks: 上半年, 1-10月, 今年以来, 截至6月底, 3月5日至4月1日.

use norms::{Day, Period, numeral};

/// What stands at a place of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// These days.
    Days(Period),
    /// 去年同期: whatever days are meant, a year before.
    YearBefore,
}

/// From when a question is understood.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The day it is: 本月, 去年 and 今年 are told from it.
    pub today: Day,
    /// The office's current period: a month or a half-year without its year is of the year in which this one ends.
    pub period: Period,
}

impl Setting {
    /// The days that are meant where none are named: the current period, up to today while it runs.
    pub fn usual(&self) -> Period {
        let to = if self.period.has(self.today) { self.today } else { self.period.to };
        Period { from: self.period.from, to }
    }

    fn year(&self) -> i64 {
        self.period.to.year()
    }
}

/// What is said of days at the beginning of `chars`, and in how many characters.
pub(super) fn at(chars: &[char], setting: &Setting) -> Option<(usize, Said)> {
    let scan = Scan { chars, at: 0 };
    let before = ["去年同期", "上年同期"].iter().find_map(|word| scan.word(word));
    if let Some(scan) = before {
        return Some((scan.at, Said::YearBefore));
    }
    let read = [up_to, running, near, dated];
    let (scan, period) = read.iter().find_map(|read| read(scan, setting))?;
    Some((scan.at, Said::Days(period)))
}

/// A place in the question.
#[derive(Clone, Copy)]
struct Scan<'a> {
    chars: &'a [char],
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [char] {
        self.chars.get(self.at..).unwrap_or_default()
    }

    fn on(self, chars: usize) -> Scan<'a> {
        Scan { at: self.at + chars, ..self }
    }

    /// After this word, when it stands here.
    fn word(self, word: &str) -> Option<Scan<'a>> {
        let mut scan = self;
        for c in word.chars() {
            scan = if scan.rest().first() == Some(&c) { scan.on(1) } else { return None };
        }
        Some(scan)
    }

    /// After the first of these words that stands here.
    fn any(self, words: &[&str]) -> Option<Scan<'a>> {
        words.iter().find_map(|word| self.word(word))
    }

    /// After one of these words, or here.
    fn maybe(self, words: &[&str]) -> Scan<'a> {
        self.any(words).unwrap_or(self)
    }

    fn blanks(self) -> Scan<'a> {
        self.on(self.rest().iter().take_while(|c| **c == ' ').count())
    }

    /// A number in digits or characters.
    fn number(self) -> Option<(Scan<'a>, i64)> {
        let digits: String = self.rest().iter().take_while(|c| c.is_ascii_digit()).take(5).collect();
        if !digits.is_empty() {
            return Some((self.on(digits.len()), digits.parse().ok()?));
        }
        let words: String = self.rest().iter().take_while(|c| numeral::is_numeral(**c)).take(5).collect();
        Some((self.on(words.chars().count()), numeral::read_chinese(&words)?))
    }

    /// A number with one of these words behind it.
    fn counted(self, words: &[&str]) -> Option<(Scan<'a>, i64)> {
        let (scan, number) = self.number()?;
        Some((scan.any(words)?, number))
    }

    fn dash(self) -> Option<Scan<'a>> {
        self.blanks().any(&["至", "到", "——", "—", "–", "-", "~"]).map(Scan::blanks)
    }
}

const NOW: &[&str] = &["目前为止", "目前", "现在", "今天", "今日"];
const MONTH: &[&str] = &["月份", "月"];

/// 截至6月底, 到3月5日为止: from the beginning of the current period, or of that year.
fn up_to<'a>(scan: Scan<'a>, setting: &Setting) -> Option<(Scan<'a>, Period)> {
    let named = scan.any(&["截至到", "截止到", "截止至", "截至", "截止"]);
    if let Some(scan) = named {
        let scan = scan.blanks();
        if let Some(scan) = scan.any(NOW) {
            return Some((scan, since(setting, setting.today)));
        }
        let (scan, day) = end(scan, setting)?;
        return Some((scan.maybe(&["为止", "止"]), since(setting, day)));
    }
    // 6月底 and 去年底 mean the same without the word.
    let (scan, day) = end_of_month(scan.maybe(&["到", "至"]), setting)?;
    Some((scan, since(setting, day)))
}

/// From the beginning of the current period to this day; of another year, from that year's first day.
fn since(setting: &Setting, to: Day) -> Period {
    let from = setting.period.from;
    let from = if from <= to && from.year() == to.year() { from } else { first_of(to.year()) };
    Period { from, to }
}

fn end<'a>(scan: Scan<'a>, setting: &Setting) -> Option<(Scan<'a>, Day)> {
    let of_day = |scan| day(scan, setting, None);
    let of_month = |scan: Scan<'a>| {
        let (scan, period) = dated(scan, setting)?;
        Some((scan, period.to))
    };
    end_of_month(scan, setting).or_else(|| of_day(scan)).or_else(|| of_month(scan))
}

/// 6月底, 2022年6月末, 去年底.
fn end_of_month<'a>(scan: Scan<'a>, setting: &Setting) -> Option<(Scan<'a>, Day)> {
    let (after, year) = year(scan, setting).map_or((scan, None), |(scan, year)| (scan, Some(year)));
    let closing = ["月底", "月末"];
    if let Some((scan, month)) = after.counted(&closing) {
        return Some((scan, Day::new(year.unwrap_or(setting.year()), month, 1).ok()?.last_of_month()));
    }
    let last = year?;
    // 去年底 was read as 去年 and 底; 2022年底 likewise.
    Some((after.any(&["年底", "年末", "底", "末"])?, Day::new(last, 12, 31).ok()?))
}

/// 今年以来.
fn running<'a>(scan: Scan<'a>, setting: &Setting) -> Option<(Scan<'a>, Period)> {
    let words = ["今年以来", "本年以来", "今年至今", "年初以来", "年初至今", "今年到现在", "今年到目前"];
    let (scan, from) = match scan.any(&words) {
        Some(scan) => (scan, first_of(setting.today.year())),
        None => {
            // 2022年以来, 3月以来.
            let (scan, period) = dated(scan, setting)?;
            (scan.any(&["以来", "至今"])?, period.from)
        }
    };
    Some((scan, Period::new(from, setting.today)?))
}

/// 本月, 上季度, 昨天.
fn near<'a>(scan: Scan<'a>, setting: &Setting) -> Option<(Scan<'a>, Period)> {
    let today = setting.today;
    let month = |day: Day| Period { from: day.first_of_month(), to: day.last_of_month() };
    let quarter = |day: Day| quarter(day.year(), (day.month() + 2) / 3);
    let week = |day: Day| Period { from: day.plus_days(1 - day.weekday()), to: day.plus_days(7 - day.weekday()) };
    let day = |day: Day| Some(Period { from: day, to: day });
    let words: [(&[&str], Option<Period>); 8] = [
        (&["这个月", "本月", "当月"], Some(month(today))),
        (&["上个月", "上月"], Some(month(today.first_of_month().plus_days(-1)))),
        (&["这个季度", "本季度"], quarter(today)),
        (&["上个季度", "上季度"], quarter(today.first_of_month().plus_months(-3))),
        (&["这周", "本周"], Some(week(today))),
        (&["上周"], Some(week(today.plus_days(-7)))),
        (&["今天", "今日"], day(today)),
        (&["昨天", "昨日"], day(today.plus_days(-1))),
    ];
    words.into_iter().find_map(|(words, period)| Some((scan.any(words)?, period?)))
}

/// A year, a part of one, months or days, with or without the year.
fn dated<'a>(scan: Scan<'a>, setting: &Setting) -> Option<(Scan<'a>, Period)> {
    if let Some((scan, period)) = days(scan, setting) {
        return Some((scan, period));
    }
    let Some((after, year)) = year(scan, setting) else { return part(scan, setting, setting.year()) };
    match part(after.blanks().maybe(&["的"]), setting, year) {
        Some(found) => Some(found),
        None => Some((after.maybe(&["全年", "度", "整年"]), whole(year))),
    }
}

/// 今年, 去年, 2022年, 22年.
fn year<'a>(scan: Scan<'a>, setting: &Setting) -> Option<(Scan<'a>, i64)> {
    let this = setting.today.year();
    let words: [(&[&str], i64); 3] = [(&["今年", "本年"], this), (&["去年", "上年"], this - 1), (&["前年"], this - 2)];
    if let Some(found) = words.into_iter().find_map(|(words, year)| Some((scan.any(words)?, year))) {
        return Some(found);
    }
    let (after, number) = scan.counted(&["年"])?;
    let year = if number < 100 && after.at - scan.at == 3 { 2000 + number } else { number };
    (1900..2100).contains(&year).then_some((after, year))
}

/// A part of a year.
fn part<'a>(scan: Scan<'a>, setting: &Setting, year: i64) -> Option<(Scan<'a>, Period)> {
    let named = [("上半年", 1, 6), ("下半年", 7, 12), ("全年", 1, 12)];
    if let Some((scan, first, last)) = named.into_iter().find_map(|(word, first, last)| Some((scan.word(word)?, first, last))) {
        return Some((scan, months(year, first, last)?));
    }
    if let Some((scan, number)) = scan.word("前").and_then(|scan| scan.counted(&["个季度", "季度"])) {
        return Some((scan, months(year, 1, 3 * number)?));
    }
    if let Some((scan, number)) = scan.word("前").and_then(|scan| scan.counted(&["个月"])) {
        return Some((scan, months(year, 1, number)?));
    }
    if let Some((scan, number)) = scan.maybe(&["第"]).counted(&["季度"]) {
        return Some((scan, quarter(year, number)?));
    }
    some_months(scan, setting, year)
}

/// 1-10月, 1月至10月, 2022年11月至2023年2月, 6月份.
fn some_months<'a>(scan: Scan<'a>, setting: &Setting, of: i64) -> Option<(Scan<'a>, Period)> {
    let (after, first) = scan.number()?;
    let closed = after.any(MONTH);
    if let Some(scan) = closed.unwrap_or(after).dash() {
        let (scan, last_year) = year(scan, setting).unwrap_or((scan, of));
        if let Some((scan, last)) = scan.counted(MONTH) {
            let period = Period::new(Day::new(of, first, 1).ok()?, Day::new(last_year, last, 1).ok()?.last_of_month())?;
            return Some((scan, period));
        }
    }
    let closed = closed?;
    // 2月30日 is no day, and no February either.
    if closed.counted(&["日", "号"]).is_some() {
        return None;
    }
    Some((closed, months(of, first, first)?))
}

/// 3月5日至4月1日, 2022-03-05至2022-04-01, 3月5日.
fn days<'a>(scan: Scan<'a>, setting: &Setting) -> Option<(Scan<'a>, Period)> {
    let (after, from) = day(scan, setting, None)?;
    let second = after.dash().and_then(|scan| day(scan, setting, Some(from)));
    match second {
        Some((scan, to)) if to < from => Some((scan, Period::new(from, to.plus_years(1))?)),
        Some((scan, to)) => Some((scan, Period::new(from, to)?)),
        None => Some((after, Period { from, to: from })),
    }
}

/// 2022年3月5日, 3月5号, 2022-03-05, 2022.3.5; after another day also 8日.
fn day<'a>(scan: Scan<'a>, setting: &Setting, first: Option<Day>) -> Option<(Scan<'a>, Day)> {
    const DAY: &[&str] = &["日", "号"];
    for mark in ["-", ".", "/"] {
        let numbers = scan.counted(&[mark]).and_then(|(scan, year)| {
            let (scan, month) = scan.counted(&[mark])?;
            let (scan, day) = scan.number()?;
            Some((scan, Day::new(year, month, day).ok()?))
        });
        if numbers.is_some() {
            return numbers;
        }
    }
    if let (Some(first), Some((scan, day))) = (first, scan.counted(DAY)) {
        return Some((scan, Day::new(first.year(), first.month(), day).ok()?));
    }
    let usual = first.map_or(setting.year(), Day::year);
    let (after, year) = year(scan, setting).unwrap_or((scan, usual));
    let (after, month) = after.blanks().counted(MONTH)?;
    let (after, day) = after.counted(DAY)?;
    Some((after, Day::new(year, month, day).ok()?))
}

fn first_of(year: i64) -> Day {
    Day::new(year, 1, 1).unwrap_or(Day::first())
}

fn whole(year: i64) -> Period {
    Period { from: first_of(year), to: Day::new(year, 12, 31).unwrap_or(Day::last()) }
}

fn months(year: i64, first: i64, last: i64) -> Option<Period> {
    Period::new(Day::new(year, first, 1).ok()?, Day::new(year, last, 1).ok()?.last_of_month())
}

fn quarter(year: i64, number: i64) -> Option<Period> {
    if (1..=4).contains(&number) { months(year, 3 * number - 2, 3 * number) } else { None }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn setting(today: &str, from: &str, to: &str) -> Setting {
        let day = |text: &str| text.parse::<Day>().unwrap();
        Setting { today: day(today), period: Period::new(day(from), day(to)).unwrap() }
    }

    fn read(text: &str, setting: &Setting) -> Option<(usize, String)> {
        let chars: Vec<char> = text.chars().collect();
        at(&chars, setting).map(|(length, said)| match said {
            Said::Days(period) => (length, format!("{} {}", period.from, period.to)),
            Said::YearBefore => (length, "before".to_owned()),
        })
    }

    #[test]
    fn days_are_read_as_people_say_them() {
        let now = setting("2022-10-17", "2022-01-01", "2022-10-31");
        let cases = [
            ("上半年", "2022-01-01 2022-06-30"),
            ("去年下半年", "2021-07-01 2021-12-31"),
            ("2021年上半年", "2021-01-01 2021-06-30"),
            ("2021年 上半年", "2021-01-01 2021-06-30"),
            ("1-10月", "2022-01-01 2022-10-31"),
            ("1—10月", "2022-01-01 2022-10-31"),
            ("1月至10月", "2022-01-01 2022-10-31"),
            ("一至十月", "2022-01-01 2022-10-31"),
            ("2021年11月至2022年2月", "2021-11-01 2022-02-28"),
            ("今年以来", "2022-01-01 2022-10-17"),
            ("3月以来", "2022-03-01 2022-10-17"),
            ("三季度", "2022-07-01 2022-09-30"),
            ("第1季度", "2022-01-01 2022-03-31"),
            ("去年四季度", "2021-10-01 2021-12-31"),
            ("前三季度", "2022-01-01 2022-09-30"),
            ("前9个月", "2022-01-01 2022-09-30"),
            ("2022年", "2022-01-01 2022-12-31"),
            ("二〇二一年", "2021-01-01 2021-12-31"),
            ("21年", "2021-01-01 2021-12-31"),
            ("2021年度", "2021-01-01 2021-12-31"),
            ("去年", "2021-01-01 2021-12-31"),
            ("前年", "2020-01-01 2020-12-31"),
            ("今年", "2022-01-01 2022-12-31"),
            ("全年", "2022-01-01 2022-12-31"),
            ("本月", "2022-10-01 2022-10-31"),
            ("上月", "2022-09-01 2022-09-30"),
            ("上个月", "2022-09-01 2022-09-30"),
            ("本季度", "2022-10-01 2022-12-31"),
            ("上季度", "2022-07-01 2022-09-30"),
            ("本周", "2022-10-17 2022-10-23"),
            ("昨天", "2022-10-16 2022-10-16"),
            ("6月", "2022-06-01 2022-06-30"),
            ("六月份", "2022-06-01 2022-06-30"),
            ("截至6月底", "2022-01-01 2022-06-30"),
            ("截止到2021年6月底", "2021-01-01 2021-06-30"),
            ("截至6月30日", "2022-01-01 2022-06-30"),
            ("截至目前", "2022-01-01 2022-10-17"),
            ("6月底", "2022-01-01 2022-06-30"),
            ("去年底", "2021-01-01 2021-12-31"),
            ("2021年底", "2021-01-01 2021-12-31"),
            ("3月5日至4月1日", "2022-03-05 2022-04-01"),
            ("3月5日到8日", "2022-03-05 2022-03-08"),
            ("12月30日至1月2日", "2022-12-30 2023-01-02"),
            ("2021年3月5日", "2021-03-05 2021-03-05"),
            ("2022-03-05至2022-04-01", "2022-03-05 2022-04-01"),
            ("2022.3.5", "2022-03-05 2022-03-05"),
            ("去年同期", "before"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text, &now), Some((text.chars().count(), expected.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_of_a_calendar_is_not_read_as_one() {
        let now = setting("2022-10-17", "2022-01-01", "2022-10-31");
        for text in ["", "13月", "五季度", "2月30日", "0月", "874", "三会一课", "一支部", "99999年", "十几家", "至"] {
            assert_eq!(read(text, &now), None, "{text}");
        }
    }

    #[test]
    fn a_month_without_its_year_is_of_the_offices_period_and_near_days_are_of_today() {
        let now = setting("2023-01-05", "2022-01-01", "2022-12-31");
        assert_eq!(read("上半年", &now).unwrap().1, "2022-01-01 2022-06-30");
        assert_eq!(read("上月", &now).unwrap().1, "2022-12-01 2022-12-31");
        assert_eq!(read("去年", &now).unwrap().1, "2022-01-01 2022-12-31");
        assert_eq!(now.usual(), now.period);
        assert_eq!(setting("2022-03-05", "2022-01-01", "2022-12-31").usual().to.to_string(), "2022-03-05");
    }
}
