//! What a notice asks for, for the plan of a week: the day ahead that it speaks of, and what is to be done.

use norms::Day;

use crate::days::{self, How, Said};
use crate::text::{Span, Text};

/// A thing that a notice announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The first day it names that is not over, reading forward: 周五 is the next one, 5月20日 this year's or next year's.
    pub day: Option<Day>,
    /// The notice without `@所有人` and the like, in one line, at most 200 characters.
    pub title: String,
}

/// Reads a notice, or one stretch of a message that [`crate::propose`] left out as a plan.
///
/// ```
/// let wednesday = "2021-04-14".parse().unwrap();
/// let announced = heard::announced("@所有人 明早九点义务植树", wednesday);
/// assert_eq!(announced.day.map(|day| day.to_string()).as_deref(), Some("2021-04-15"));
/// assert_eq!(announced.title, "明早九点义务植树");
/// ```
pub fn announced(text: &str, today: Day) -> Announced {
    let text = Text::new(text);
    let whole = Span::new(0, text.raw.len());
    let day = days::find(&text.plain, whole, today).iter().filter_map(|said| forward(&text, said, today)).find(|day| *day >= today);
    let words = text.raw.iter().collect::<String>();
    let words = words.split_whitespace().filter(|word| !word.starts_with('@')).collect::<Vec<_>>().join(" ");
    Announced { day, title: words.trim_matches(['，', '。', '、', ' ']).chars().take(200).collect() }
}

/// What was said, read forward from today.
fn forward(text: &Text, said: &Said, today: Day) -> Option<Day> {
    let written = &text.folded[said.span.start..said.span.end];
    match (said.how, said.weekday) {
        (How::Clock, _) => Some(today),
        (How::Same | How::Period, _) => None,
        (How::Point, Some(weekday)) => Some(today.plus_days((weekday - today.weekday()).rem_euclid(7))),
        (How::Point, None) if !said.past => Some(said.day),
        // A date with its year is over; one without lies in the year to come, a 20日 in this month or the next.
        (How::Point, None) if written.contains(&'年') || written.split(|c| !c.is_ascii_digit()).any(|digits| digits.len() >= 4) => None,
        (How::Point, None) if written.iter().any(|c| matches!(c, '月' | '.' | '/' | '-')) => Some(said.day.plus_years(1)),
        (How::Point, None) => {
            let on = said.day.day_of_month();
            let month = today.first_of_month().plus_months(i64::from(on < today.day_of_month()));
            Some(month.plus_days(on - 1)).filter(|day| day.month_number() == month.month_number())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    fn today() -> Day {
        "2021-04-14".parse().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn the_day_of_a_notice_is_read_forward() {
        let cases = [
            ("明早九点义务植树", Some("2021-04-15")),
            ("后天下午召开支委会", Some("2021-04-16")),
            ("周五下午党课，请准时参加", Some("2021-04-16")),
            ("周二下午集中学习", Some("2021-04-20")),
            ("下周一上午召开例会", Some("2021-04-19")),
            ("今天下午三点开会", Some("2021-04-14")),
            ("下午三点开会", Some("2021-04-14")),
            ("5月4日开展主题团日", Some("2021-05-04")),
            ("2月3日走访慰问", Some("2022-02-03")),
            ("20日下午开会", Some("2021-04-20")),
            ("请大家尽快报送材料", None),
        ];
        for (text, day) in cases {
            assert_eq!(announced(text, today()).day.map(|day| day.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn who_is_called_is_no_part_of_what_is_to_be_done() {
        assert_eq!(announced("@所有人 @钟可 明天植树。", today()).title, "明天植树");
        assert_eq!(announced(&"学".repeat(900), today()).title.chars().count(), 200);
        assert_eq!(announced("", today()), Announced { day: None, title: String::new() });
    }
}
