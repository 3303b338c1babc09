//! Periods: the stretches of days of which figures speak.

use serde::Serialize;

use crate::Day;

/// Days `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// `None` when `to` lies before `from`.
    pub fn new(from: Day, to: Day) -> Option<Period> {
        (from <= to).then_some(Period { from, to })
    }

    /// Whether the day lies in it.
    pub fn has(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// The months it touches, in order, each with the part of it that lies inside.
    pub fn months(&self) -> Vec<Period> {
        let mut out = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            out.push(Period { from, to: from.last_of_month().min(self.to) });
            if from.last_of_month() == Day::last() {
                break;
            }
            from = from.last_of_month().plus_days(1);
        }
        out
    }

    /// 2022年, 2022年上半年, 2022年下半年, 2022年1—10月, 2022年6月; else 2022年1月5日至2022年6月3日.
    pub fn chinese(&self) -> String {
        let (from, to) = (self.from, self.to);
        if from.year() != to.year() || from.day_of_month() != 1 || to != to.last_of_month() {
            return format!("{}至{}", from.chinese(), to.chinese());
        }
        match (from.month(), to.month()) {
            (1, 12) => format!("{}年", from.year()),
            (1, 6) => format!("{}年上半年", from.year()),
            (7, 12) => format!("{}年下半年", from.year()),
            (a, b) if a == b => format!("{}年{a}月", from.year()),
            (a, b) => format!("{}年{a}—{b}月", from.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_named_as_papers_name_them() {
        let p =
            |a: i64, b: i64| Period { from: Day::from_number(a).unwrap_or(Day::first()), to: Day::from_number(b).unwrap_or(Day::last()) };
        assert_eq!(p(20220101, 20221031).chinese(), "2022年1—10月");
        assert_eq!(p(20220101, 20220630).chinese(), "2022年上半年");
        assert_eq!(p(20220105, 20220630).chinese(), "2022年1月5日至2022年6月30日");
        assert_eq!(p(20220115, 20220310).months().len(), 3);
        assert_eq!(p(20220115, 20220310).months()[2], p(20220301, 20220310));
    }
}
