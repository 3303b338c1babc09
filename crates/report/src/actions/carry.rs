//! 以上期为底稿: last time's text as a start for the next.

use norms::Period;

use crate::model::Report;

/// The sentences carry over and their figures are live; where the text names its own period or cut-off day in words, or binds a figure
/// to that period by hand, it speaks of the new report's from now on. What it says of other days stays, and is a finding where a figure
/// does.
pub(super) fn carried(last: &Report) -> String {
    let text = unbound(&last.text, last.period);
    let text = replaced(&text, &last.period.chinese(), "{统计期}");
    replaced(&text, &last.cut_off.chinese(), "{截止日}")
}

/// Without the days that bind figures to exactly this period.
fn unbound(text: &str, period: Period) -> String {
    let Period { from, to } = period;
    [format!(" from={from} to={to}"), format!(" 起={from} 止={to}")].iter().fold(text.to_owned(), |text, days| text.replace(days, ""))
}

/// The phrase replaced where it ends there: 2022年 is not the beginning of 2022年6月 or 2022年上半年.
fn replaced(text: &str, phrase: &str, mark: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once(phrase) {
        out.push_str(before);
        let ends = !after.starts_with(|c: char| c.is_ascii_digit() || "上下前第一二三四至—".contains(c));
        let begins = !before.ends_with(|c: char| c.is_ascii_digit() || c == '至' || c == '—');
        out.push_str(if ends && begins { mark } else { phrase });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_phrase_that_stands_by_itself_is_replaced() {
        let said = |text| replaced(text, "2022年", "{统计期}");
        assert_eq!(said("2022年，总支"), "{统计期}，总支");
        assert_eq!(said("2022年6月和2022年上半年、2022年度"), "2022年6月和2022年上半年、{统计期}度");
        assert_eq!(said("2021年至2022年"), "2021年至2022年");
    }
}
