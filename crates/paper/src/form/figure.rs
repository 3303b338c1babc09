//! Whether a figure's words may stand for its value (norms 9).

use norms::measure::{Fit, How, Said, fits};

use super::FormFinding;
use crate::model::Figure;

/// Words of approximation that stand before a number, and behind it.
const BEFORE: [&str; 9] = ["近", "约", "超", "逾", "不足", "大约", "将近", "超过", "至少"];
const BEHIND: [&str; 6] = ["余", "多", "左右", "上下", "以上", "几"];

/// What is wrong with what the text says of this figure; `None` also where nothing is claimed that can be judged.
pub(super) fn finding(figure: &Figure) -> Option<FormFinding> {
    let found = |rule, message| Some(FormFinding { rule, paragraph: None, excerpt: figure.said.clone(), message });
    if approximated_twice(&figure.said) {
        return found("MW-04", format!("“{}”用了两个约数词，只留一个。", figure.said));
    }
    let (value, decimals) = decimal(&figure.value)?;
    let said = claim(&figure.said, decimals)?;
    let one = 10_i64.checked_pow(decimals)?;
    if said.how == How::More && said.number % one.saturating_mul(10) != 0 {
        return found("MW-04", format!("“{}”：整数后面才能用“余”“多”。", figure.said));
    }
    match fits(&said, value) {
        Fit::Fits => None,
        Fit::FitsButFar => found("FIGURE-FAR", format!("“{}”虽不错，但实数是{}，可以写得更近。", figure.said, figure.value)),
        Fit::Differs => found("FIGURE", format!("文中“{}”与实数{}不符。", figure.said, figure.value)),
    }
}

/// A decimal text in hundredths, or in the scale that it has when that is finer.
fn decimal(text: &str) -> Option<(i64, u32)> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let decimals = part.len().max(2);
    let number: i64 = format!("{whole}{part:0<decimals$}").parse().ok()?;
    Some((number, u32::try_from(decimals).ok()?))
}

/// What a phrase with its measure word claims: 700余场次, 1.2万人, 300次以上.
fn claim(said: &str, decimals: u32) -> Option<Said> {
    let text = said.trim();
    let (text, behind) = ["以上", "左右", "上下"].iter().find_map(|word| Some((text.strip_suffix(word)?, *word))).unwrap_or((text, ""));
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    // The longest beginning that is a number; what follows is the measure word.
    ends.into_iter().rev().find_map(|end| Said::read(&format!("{}{behind}", text.get(..end)?), decimals))
}

fn approximated_twice(said: &str) -> bool {
    let before = BEFORE.iter().any(|word| said.trim_start().starts_with(word));
    let number = said.find(|c: char| c.is_numeric() || "一二三四五六七八九十百千万".contains(c));
    let behind = number.and_then(|at| said.get(at..)).is_some_and(|rest| {
        let after = rest.trim_start_matches(|c: char| c.is_numeric() || ".,，一二三四五六七八九十百千万亿".contains(c));
        BEHIND.iter().any(|word| after.starts_with(word)) || ["左右", "上下", "以上"].iter().any(|word| after.ends_with(word))
    });
    before && behind
}

#[cfg(test)]
mod tests {
    use super::*;
    use norms::Day;

    fn rule(said: &str, value: &str) -> Option<&'static str> {
        let (said, value, text) = (said.to_owned(), value.to_owned(), String::new());
        finding(&Figure {
            key: text.clone(),
            said,
            value,
            metric: text.clone(),
            org: text.clone(),
            from: Day::first(),
            to: Day::last(),
            digest: text,
        })
        .map(|f| f.rule)
    }

    #[test]
    fn words_that_fit_their_value_are_let_pass() {
        for (said, value) in [
            ("9次", "9"),
            ("700余场次", "726"),
            ("近500人", "480"),
            ("1.2万人", "12200"),
            ("300次以上", "300"),
            ("12.5学时", "12.50"),
            ("千余场", "1300"),
            ("若干", "3"),
            ("九次", "9"),
            ("", "3"),
            ("9次", "未知"),
        ] {
            assert_eq!(rule(said, value), None, "{said} {value}");
        }
    }

    #[test]
    fn words_that_do_not_fit_are_found() {
        for (said, value, wanted) in [
            ("9次", "8", "FIGURE"),
            ("700余场次", "700", "FIGURE"),
            ("700余场次", "812", "FIGURE"),
            ("700余场次", "790", "FIGURE-FAR"),
            ("912余家", "912", "MW-04"),
            ("近700余场", "699", "MW-04"),
            ("约300次左右", "300", "MW-04"),
            ("12.5学时", "12.75", "FIGURE"),
        ] {
            assert_eq!(rule(said, value), Some(wanted), "{said} {value}");
        }
    }
}
