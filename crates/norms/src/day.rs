//! Calendar days in Asia/Shanghai and instants in UTC.

use std::fmt;
use std::str::FromStr;

use jiff::{Timestamp, ToSpan, civil::Date, tz::Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day in Asia/Shanghai, 1900-01-01 to 2099-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Why something is not a [`Day`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// No such day in the calendar (2022-02-30), or the text is no date.
    #[error("{0} is no day of the calendar; write 2022-06-03")]
    NotADay(String),
    /// A real day outside 1900 to 2099.
    #[error("{0} is out of range: days from 1900 to 2099 are kept")]
    OutOfRange(String),
}

impl Day {
    /// The day of this year, month and day of month.
    pub fn new(year: i64, month: i64, day: i64) -> Result<Day, DayError> {
        let text = || format!("{year}-{month:02}-{day:02}");
        let small = |n: i64| i8::try_from(n).map_err(|_| DayError::NotADay(text()));
        let wide = i16::try_from(year).map_err(|_| DayError::OutOfRange(text()))?;
        let date = Date::new(wide, small(month)?, small(day)?).map_err(|_| DayError::NotADay(text()))?;
        if (1900..2100).contains(&wide) { Ok(Day(date)) } else { Err(DayError::OutOfRange(text())) }
    }

    /// The day kept in a database as yyyymmdd.
    pub fn from_number(number: i64) -> Result<Day, DayError> {
        Day::new(number / 10_000, number / 100 % 100, number % 100)
    }

    /// yyyymmdd, as the databases keep it.
    pub fn number(self) -> i64 {
        self.year() * 10_000 + self.month() * 100 + self.day_of_month()
    }

    /// yyyymm of the day's month.
    pub fn month_number(self) -> i64 {
        self.number() / 100
    }

    /// Four-digit year.
    pub fn year(self) -> i64 {
        i64::from(self.0.year())
    }

    /// 1 to 12.
    pub fn month(self) -> i64 {
        i64::from(self.0.month())
    }

    /// 1 to 31.
    pub fn day_of_month(self) -> i64 {
        i64::from(self.0.day())
    }

    /// 1 (Monday) to 7 (Sunday).
    pub fn weekday(self) -> i64 {
        i64::from(self.0.weekday().to_monday_one_offset())
    }

    /// `days` later (earlier if negative); stays inside the range by stopping at its ends.
    pub fn plus_days(self, days: i64) -> Day {
        self.clamped(self.0.checked_add(days.clamp(-100_000, 100_000).days()), days < 0)
    }

    /// The same day `months` later, or that month's last day (2026-08-31 + 1 = 2026-09-30).
    pub fn plus_months(self, months: i64) -> Day {
        self.clamped(self.0.checked_add(months.clamp(-3_000, 3_000).months()), months < 0)
    }

    /// The same day `years` later; 29 February becomes 28 February (ELECT-01).
    pub fn plus_years(self, years: i64) -> Day {
        self.plus_months(years.clamp(-250, 250) * 12)
    }

    fn clamped(self, date: Result<Date, jiff::Error>, back: bool) -> Day {
        match date {
            Ok(date) if (1900..2100).contains(&date.year()) => Day(date),
            Ok(date) if date.year() < 1900 => Day::first(),
            Ok(_) => Day::last(),
            Err(_) if back => Day::first(),
            Err(_) => Day::last(),
        }
    }

    /// 1900-01-01.
    pub fn first() -> Day {
        Day(Date::constant(1900, 1, 1))
    }

    /// 2099-12-31.
    pub fn last() -> Day {
        Day(Date::constant(2099, 12, 31))
    }

    /// First day of the day's month.
    pub fn first_of_month(self) -> Day {
        Day(self.0.first_of_month())
    }

    /// Last day of the day's month.
    pub fn last_of_month(self) -> Day {
        Day(self.0.last_of_month())
    }

    /// Days from `self` to `other`; negative when `other` is earlier.
    pub fn days_until(self, other: Day) -> i64 {
        let of = |d: Day| {
            d.0.to_datetime(jiff::civil::Time::midnight()).duration_since(Date::ZERO.to_datetime(jiff::civil::Time::midnight())).as_hours()
                / 24
        };
        of(other) - of(self)
    }

    /// The first instant after the day has ended in Shanghai.
    pub fn end(self) -> Instant {
        Instant::midnight(self.0).plus_micros(86_400_000_000)
    }

    /// The day's first instant in Shanghai.
    pub fn start(self) -> Instant {
        Instant::midnight(self.0)
    }

    /// 2022年6月3日, as papers write it (DOC-08).
    pub fn chinese(self) -> String {
        format!("{}年{}月{}日", self.year(), self.month(), self.day_of_month())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day_of_month())
    }
}

impl FromStr for Day {
    type Err = DayError;
    /// Reads 2022-06-03 and nothing else.
    fn from_str(text: &str) -> Result<Day, DayError> {
        let bad = || DayError::NotADay(text.chars().take(40).collect());
        let parts: Vec<&str> = text.split('-').collect();
        let [y, m, d] = parts[..] else { return Err(bad()) };
        if (y.len(), m.len(), d.len()) != (4, 2, 2) {
            return Err(bad());
        }
        let n = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse().ok()).flatten().ok_or_else(bad);
        Day::new(n(y)?, n(m)?, n(d)?)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A moment, in microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

const SHANGHAI: Offset = Offset::constant(8);

impl Instant {
    /// From microseconds since 1970 UTC.
    pub fn from_micros(micros: i64) -> Instant {
        Instant(micros)
    }

    /// Microseconds since 1970 UTC.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Later by so many microseconds.
    pub fn plus_micros(self, micros: i64) -> Instant {
        Instant(self.0.saturating_add(micros))
    }

    /// Later by so many seconds.
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }

    fn midnight(date: Date) -> Instant {
        let at = SHANGHAI.to_timestamp(date.to_datetime(jiff::civil::Time::midnight()));
        Instant(at.map_or(0, |t| t.as_microsecond()))
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or_default()
    }

    /// The day it is in Shanghai at this instant (clamped to the range of days).
    pub fn day(self) -> Day {
        let date = SHANGHAI.to_datetime(self.timestamp()).date();
        Day::new(i64::from(date.year()), i64::from(date.month()), i64::from(date.day()))
            .unwrap_or_else(|_| if date.year() < 1900 { Day::first() } else { Day::last() })
    }

    /// 2022年6月3日 14:06 in Shanghai, as pages say it.
    pub fn chinese(self) -> String {
        format!("{} {}", self.day().chinese(), self.clock())
    }

    /// 14:06 in Shanghai.
    pub fn clock(self) -> String {
        let time = SHANGHAI.to_datetime(self.timestamp());
        format!("{:02}:{:02}", time.hour(), time.minute())
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}

impl FromStr for Instant {
    type Err = DayError;
    /// Reads RFC 3339, with any offset.
    fn from_str(text: &str) -> Result<Instant, DayError> {
        text.parse::<Timestamp>().map(|t| Instant(t.as_microsecond())).map_err(|_| DayError::NotADay(text.chars().take(40).collect()))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn days_that_do_not_exist_or_lie_outside_the_range_are_refused() {
        for bad in ["2022-02-30", "1899-12-31", "2199-01-01", "2100-01-01", "2022-6-3", "", "2022-06-03x", "若干"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn terms_and_deadlines_land_on_the_last_day_of_a_short_month() {
        assert_eq!(day("2024-02-29").plus_years(3), day("2027-02-28"));
        assert_eq!(day("2026-08-31").plus_months(1), day("2026-09-30"));
        assert_eq!(day("2099-12-30").plus_days(40), Day::last());
    }

    #[test]
    fn an_instant_belongs_to_the_day_it_is_in_shanghai() {
        let late: Instant = "2022-06-02T16:00:00Z".parse().unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(late.day(), day("2022-06-03"));
        assert_eq!(day("2022-06-02").end(), late);
        assert_eq!(late.to_string(), "2022-06-02T16:00:00Z");
        assert_eq!(day("2022-01-01").days_until(day("2022-12-31")), 364);
    }
}
