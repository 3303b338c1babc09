//! How a figure is written into a report.

use super::said::{half_even, place};
use crate::numeral;

/// The way a template asks for a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Say {
    /// 726, 12.5
    Plain,
    /// 700余
    Over,
    /// 1.2万
    Wan,
    /// 七百二十六
    Chinese,
}

/// Writes a value with so many decimals of scale (1250 with 2 is 12.5). What it writes is true by the table of norms 9: where 余 would be
/// false (700 is not 700余) or a figure is too small for it, the plain figure stands.
pub fn say(value: i64, decimals: u32, style: Say) -> String {
    match style {
        Say::Plain => plain(value, decimals),
        Say::Over => over(value, decimals),
        Say::Wan => wan(value, decimals),
        Say::Chinese => chinese(value, decimals),
    }
}

/// 10^decimals; scales beyond 12 do not occur.
fn one(decimals: u32) -> i64 {
    10_i64.pow(decimals.min(12))
}

fn plain(value: i64, decimals: u32) -> String {
    let (one, size) = (one(decimals).unsigned_abs(), value.unsigned_abs());
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (size / one, size % one);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let part = format!("{part:0width$}", width = decimals.min(12) as usize);
    format!("{sign}{whole}.{}", part.trim_end_matches('0'))
}

/// One leading digit below 1000, two above; one more when the rest would be more than half a step (780余 is nearer to 786 than 700余).
fn over(value: i64, decimals: u32) -> String {
    let one = one(decimals);
    let whole = value / one;
    if value <= 0 || whole < 10 {
        return plain(value, decimals);
    }
    let digits = whole.ilog10();
    let mut step = 10_i64.pow(if digits >= 3 { digits - 1 } else { digits });
    loop {
        let round = whole - whole % step;
        if value == round * one {
            return plain(value, decimals);
        }
        // What is said: more than `round`, less than one step of its own last place more.
        let near = 2 * i128::from(value - round * one) <= i128::from(place(round)) * i128::from(one);
        if near || step == 10 {
            return format!("{round}余");
        }
        step /= 10;
    }
}

/// One decimal of 万, rounded half-even; a whole number of 万 without decimals only when it is exact (20000 is 2万, 19999 is 2.0万).
fn wan(value: i64, decimals: u32) -> String {
    let one = one(decimals);
    if value.unsigned_abs() / one.unsigned_abs() < 10_000 {
        return plain(value, decimals);
    }
    let (Some(ten_thousand), Some(step)) = (one.checked_mul(10_000), one.checked_mul(1_000)) else { return plain(value, decimals) };
    if value % ten_thousand == 0 {
        return format!("{}万", value / ten_thousand);
    }
    let tenths = half_even(value, step) / step;
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}万", tenths.abs() / 10, tenths.abs() % 10)
}

/// 七百二十六, 十二点五.
fn chinese(value: i64, decimals: u32) -> String {
    let figure = plain(value, decimals);
    let (whole, part) = figure.split_once('.').unwrap_or((&figure, ""));
    let sign = if whole.starts_with('-') { "负" } else { "" };
    let whole = whole.trim_start_matches('-').parse().map_or_else(|_| whole.to_owned(), numeral::chinese);
    if part.is_empty() {
        return format!("{sign}{whole}");
    }
    let part: String = part.chars().map(|c| c.to_digit(10).map_or_else(String::new, |d| numeral::chinese(i64::from(d)))).collect();
    format!("{sign}{whole}点{part}")
}

#[cfg(test)]
mod tests {
    use super::super::said::{Fit, Said, fits};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_are_said_as_the_template_asks() {
        for (value, decimals, style, text) in [
            (726, 0, Say::Plain, "726"),
            (1_250, 2, Say::Plain, "12.5"),
            (1_200, 2, Say::Plain, "12"),
            (5, 2, Say::Plain, "0.05"),
            (-1_250, 2, Say::Plain, "-12.5"),
            (0, 0, Say::Plain, "0"),
            (726, 0, Say::Over, "700余"),
            (213, 0, Say::Over, "200余"),
            (912, 0, Say::Over, "900余"),
            (700, 0, Say::Over, "700"),
            (786, 0, Say::Over, "780余"),
            (780, 0, Say::Over, "780"),
            (1_418, 0, Say::Over, "1400余"),
            (1_005, 0, Say::Over, "1000余"),
            (45, 0, Say::Over, "40余"),
            (7, 0, Say::Over, "7"),
            (0, 0, Say::Over, "0"),
            (72_650, 2, Say::Over, "700余"),
            (70_050, 2, Say::Over, "700余"),
            (12_345, 0, Say::Wan, "1.2万"),
            (12_500, 0, Say::Wan, "1.2万"),
            (13_500, 0, Say::Wan, "1.4万"),
            (20_000, 0, Say::Wan, "2万"),
            (19_999, 0, Say::Wan, "2.0万"),
            (9_999, 0, Say::Wan, "9999"),
            (1_234_500, 2, Say::Wan, "1.2万"),
            (726, 0, Say::Chinese, "七百二十六"),
            (1_250, 2, Say::Chinese, "十二点五"),
            (5, 2, Say::Chinese, "零点零五"),
            (-3, 0, Say::Chinese, "负三"),
        ] {
            assert_eq!(say(value, decimals, style), text, "{value} {style:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_said_is_never_a_lie(value in prop_oneof![0..10_000i64, 0..10_000_000_000i64], decimals in prop_oneof![Just(0u32), Just(2)]) {
            for style in [Say::Plain, Say::Over, Say::Wan] {
                let text = say(value, decimals, style);
                let said = Said::read(&text, decimals);
                prop_assert!(said.is_some_and(|said| fits(&said, value) != Fit::Differs), "{} {:?} {}", value, style, text);
            }
            if decimals == 0 {
                prop_assert_eq!(numeral::read_chinese(&say(value, 0, Say::Chinese)), Some(value));
            }
        }

        #[test]
        fn no_value_breaks_the_writer(value: i64, decimals in 0..4u32) {
            for style in [Say::Plain, Say::Over, Say::Wan, Say::Chinese] {
                prop_assert!(!say(value, decimals, style).is_empty());
            }
        }
    }
}
