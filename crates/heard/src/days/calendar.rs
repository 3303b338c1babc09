//! Which day is meant.

use norms::Day;

/// The last such month and day not after today; 29 February looks back to the last leap year.
pub(super) fn last_month_day(month: i64, day: i64, today: Day) -> Option<Day> {
    (0..=8).find_map(|back| Day::new(today.year() - back, month, day).ok().filter(|found| *found <= today))
}

/// The last day of this number in a month, not after today.
pub(super) fn last_day_of_month(day: i64, today: Day) -> Option<Day> {
    (0..=2).find_map(|back| {
        let month = today.first_of_month().plus_months(-back);
        Day::new(month.year(), month.month(), day).ok().filter(|found| *found <= today)
    })
}

/// Monday of the week in which the day lies.
pub(super) fn monday(day: Day) -> Day {
    day.plus_days(1 - day.weekday())
}

/// The last of a weekday (1 to 7) not after today.
pub(super) fn last_weekday(weekday: i64, today: Day) -> Day {
    today.plus_days(-(today.weekday() - weekday).rem_euclid(7))
}

/// The year in which a month (1 to 12) without a year lies: the last one that has begun.
pub(super) fn year_of_month(month: i64, today: Day) -> i64 {
    today.year() - i64::from(month > today.month())
}

/// The last day of a month.
pub(super) fn end_of_month(year: i64, month: i64) -> Option<Day> {
    Day::new(year, month, 1).ok().map(Day::last_of_month)
}
