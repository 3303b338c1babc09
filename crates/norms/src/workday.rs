//! Working days, by the State Council's yearly notice (norms CAL-03). A year whose notice is not known here has its Mondays to Fridays,
//! and what is counted with it is provisional.

use crate::Day;

/// What the notice of a year says: weekdays on which nobody works, and days of weekends on which everybody does, as month and day.
struct Year {
    year: i64,
    off: &'static [i64],
    on: &'static [i64],
}

/// 国务院办公厅关于部分节假日安排的通知, year by year.
const NOTICES: [Year; 7] = [
    Year {
        year: 2020,
        off: &[101, 124, 127, 128, 129, 130, 131, 406, 501, 504, 505, 625, 626, 1001, 1002, 1005, 1006, 1007, 1008],
        on: &[119, 426, 509, 628, 927, 1010],
    },
    Year {
        year: 2021,
        off: &[101, 211, 212, 215, 216, 217, 405, 503, 504, 505, 614, 920, 921, 1001, 1004, 1005, 1006, 1007],
        on: &[207, 220, 425, 508, 918, 926, 1009],
    },
    Year {
        year: 2022,
        off: &[103, 131, 201, 202, 203, 204, 404, 405, 502, 503, 504, 603, 912, 1003, 1004, 1005, 1006, 1007],
        on: &[129, 130, 402, 424, 507, 1008, 1009],
    },
    Year {
        year: 2023,
        off: &[102, 123, 124, 125, 126, 127, 405, 501, 502, 503, 622, 623, 929, 1002, 1003, 1004, 1005, 1006],
        on: &[128, 129, 423, 506, 625, 1007, 1008],
    },
    Year {
        year: 2024,
        off: &[101, 212, 213, 214, 215, 216, 404, 405, 501, 502, 503, 610, 916, 917, 1001, 1002, 1003, 1004, 1007],
        on: &[204, 218, 407, 428, 511, 914, 929, 1012],
    },
    Year {
        year: 2025,
        off: &[101, 128, 129, 130, 131, 203, 204, 404, 501, 502, 505, 602, 1001, 1002, 1003, 1006, 1007, 1008],
        on: &[126, 208, 427, 928, 1011],
    },
    Year {
        year: 2026,
        off: &[101, 102, 216, 217, 218, 219, 220, 223, 406, 501, 504, 505, 619, 925, 1001, 1002, 1005, 1006, 1007],
        on: &[104, 214, 228, 509, 920, 1010],
    },
];

/// A day found by counting working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The day.
    pub day: Day,
    /// Whether a year was counted through whose notice is not known: the day may still move.
    pub provisional: bool,
}

fn notice(day: Day) -> Option<&'static Year> {
    NOTICES.iter().find(|notice| notice.year == day.year())
}

/// Whether a day is a working day.
pub fn is_working(day: Day) -> bool {
    let date = day.month() * 100 + day.day_of_month();
    match notice(day) {
        Some(year) if year.on.contains(&date) => true,
        Some(year) if year.off.contains(&date) => false,
        _ => day.weekday() <= 5,
    }
}

/// The `count`-th working day after a day; a count below 1 gives the day itself. What begins on Monday 2026-06-01 and lasts five working
/// days counts from Tuesday: the day itself is not one of them.
pub fn after(day: Day, count: i64) -> Counted {
    let mut counted = Counted { day, provisional: false };
    let mut left = count;
    while left > 0 && counted.day < Day::last() {
        counted.day = counted.day.plus_days(1);
        counted.provisional |= notice(counted.day).is_none();
        left -= i64::from(is_working(counted.day));
    }
    counted
}

/// How many working days lie after `from`, up to and with `to`; 0 where `to` is not later.
pub fn between(from: Day, to: Day) -> i64 {
    let (mut day, mut count) = (from, 0);
    while day < to {
        day = day.plus_days(1);
        count += i64::from(is_working(day));
    }
    count
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn holidays_are_off_and_the_weekends_that_make_up_for_them_are_not() {
        for (text, works) in [
            ("2022-10-03", false),
            ("2022-10-08", true),
            ("2022-10-09", true),
            ("2022-10-15", false),
            ("2022-10-17", true),
            ("2022-06-03", false),
            ("2026-02-14", true),
            ("2026-02-23", false),
            // No notice is known of that year.
            ("2031-10-01", true),
            ("2031-10-04", false),
        ] {
            assert_eq!(is_working(day(text)), works, "{text}");
        }
    }

    #[test]
    fn fifteen_working_days_go_round_holidays_and_say_when_they_are_not_sure() {
        for (from, to, provisional) in [
            // 21 to 30 September are eight, 8 to 14 October seven.
            ("2022-09-20", "2022-10-14", false),
            ("2022-10-31", "2022-11-21", false),
            ("2026-12-15", "2027-01-05", true),
            ("2031-01-06", "2031-01-27", true),
        ] {
            assert_eq!(after(day(from), 15), Counted { day: day(to), provisional }, "{from}");
            assert_eq!(between(day(from), day(to)), 15, "{from}");
        }
        assert_eq!(after(day("2022-10-31"), 0).day, day("2022-10-31"));
        assert_eq!(between(day("2022-10-31"), day("2022-10-31")), 0);
    }
}
