//! Days as offices write them.

use super::day_scan::{Parts, Scan, Year};
use super::{ReadingError, excerpt, fold};
use crate::Day;
use crate::day::DayError;

/// Year and month that the surroundings of a cell give (title, sheet name, month heading).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateHint {
    /// Four-digit year.
    pub year: Option<i64>,
    /// 1 to 12.
    pub month: Option<i64>,
}

/// Reads one day. A text of two days is refused, see [`read_days`].
///
/// Read are 2022.3.5, 2022/3/5, 2022-03-05, 2022年3月5日 (号), 20220305, 二〇二二年三月五日, each in either width, with a weekday or time
/// of day behind; two-digit years (22.3.5); with a year in the hint 3月5日, 3.5, 3-5, 3/5; with year and month 5日 and 5.
/// A two-digit year is the latest one not more than 20 years after the hint's (without a hint: 1950 to 2049).
pub fn read_day(text: &str, hint: &DateHint) -> Result<Day, ReadingError> {
    match read_days(text, hint)? {
        (day, None) => Ok(day),
        (_, Some(_)) => Err(ReadingError::TwoDays(excerpt(text))),
    }
}

/// Reads one day, or the first and last of several: 2022.3.5-3.8, 2022年3月5日至8日, 3月5日—3月7日, 5-8日.
/// What the second lacks it takes from the first; 12月30日至1月2日 runs into the next year.
pub fn read_days(text: &str, hint: &DateHint) -> Result<(Day, Option<Day>), ReadingError> {
    let folded = fold(text);
    let folded = folded.trim_start_matches('\'');
    if folded.is_empty() {
        return Err(ReadingError::Blank);
    }
    let mut scan = Scan::new(folded);
    let no_date = || ReadingError::NotADate(excerpt(text));
    let first = scan.date().ok_or_else(no_date)?;
    if !first.bare {
        scan.tail();
    }
    if scan.at_end() {
        return Ok((complete(first, hint, text)?, None));
    }
    if !scan.range_mark() {
        return Err(no_date());
    }
    let second = scan.date().ok_or_else(no_date)?;
    if !second.bare {
        scan.tail();
    }
    if !scan.at_end() {
        return Err(no_date());
    }
    let from = complete(first, hint, text)?;
    Ok((from, Some(last_day(from, second, text)?)))
}

/// The end of a range that began on `from`.
fn last_day(from: Day, parts: Parts, text: &str) -> Result<Day, ReadingError> {
    let hint = DateHint { year: Some(from.year()), month: Some(from.month()) };
    let to = complete(parts, &hint, text)?;
    if to >= from {
        return Ok(to);
    }
    let over_new_year = parts.year.is_none() && parts.month.is_some_and(|m| m <= 2) && from.month() >= 11;
    if over_new_year {
        complete(parts, &DateHint { year: Some(from.year() + 1), month: None }, text)
    } else {
        Err(ReadingError::Backwards(excerpt(text)))
    }
}

fn complete(parts: Parts, hint: &DateHint, text: &str) -> Result<Day, ReadingError> {
    let day = parts.day.ok_or_else(|| ReadingError::NoDay(excerpt(text)))?;
    // A bare number that is no day of any month is no date, whatever the headings say.
    if parts.month.is_none() && !(1..=31).contains(&day) {
        return Err(ReadingError::NotADate(excerpt(text)));
    }
    let year = match parts.year {
        Some(Year::Full(year)) => year,
        Some(Year::Short(short)) => full_year(short, hint.year),
        None => hint.year.ok_or_else(|| ReadingError::NoYear(excerpt(text)))?,
    };
    let month = parts.month.or(hint.month).ok_or_else(|| ReadingError::NoMonth(excerpt(text)))?;
    Day::new(year, month, day).map_err(|e| match e {
        DayError::NotADay(_) => ReadingError::NoSuchDay(excerpt(text)),
        DayError::OutOfRange(_) => ReadingError::OutOfRange(excerpt(text)),
    })
}

fn full_year(short: i64, hint: Option<i64>) -> i64 {
    let latest = hint.map_or(2049, |year| year + 20).min(2099);
    latest - (latest - short).rem_euclid(100)
}

/// The day of a spreadsheet's date number; a time of day in the fraction is dropped. In the 1900 system number 60 is a day that never
/// was (29 February 1900).
pub fn day_of_excel_serial(serial: f64, is_1904: bool) -> Result<Day, ReadingError> {
    let text = || serial.to_string();
    if !serial.is_finite() {
        return Err(ReadingError::NotADate(text()));
    }
    if !(0.0..=75_000.0).contains(&serial) {
        return Err(ReadingError::OutOfRange(text()));
    }
    // In range, so the cast keeps the value.
    let whole = serial.floor() as i64;
    let days_after_1900 = match (is_1904, whole) {
        (true, n) => n + 1_460,
        (false, 0) => return Err(ReadingError::NotADate(text())),
        (false, 60) => return Err(ReadingError::NoSuchDay(text())),
        (false, n) if n < 60 => n - 1,
        (false, n) => n - 2,
    };
    // 2099-12-31 lies 73,048 days after 1900-01-01.
    if days_after_1900 > 73_048 { Err(ReadingError::OutOfRange(text())) } else { Ok(Day::first().plus_days(days_after_1900)) }
}

#[cfg(test)]
#[path = "day_tests.rs"]
mod tests;
