//! The period of which a title speaks.

use norms::{Day, Period};

/// The period of which a title speaks: 2022年上半年, 2022年1—10月, 2022年度, 2022年三季度, 2022年前三季度, 2022年6月, 2022年.
/// `None` where it names none, or a single day.
pub fn title_period(title: &str) -> Option<Period> {
    let text = digits(title);
    let at = text.match_indices('年').map(|(i, _)| i).find(|i| year_before(&text, *i).is_some())?;
    let year = year_before(&text, at)?;
    let rest = text.get(at + '年'.len_utf8()..).unwrap_or_default().trim_start();
    let months = |a: i64, b: i64| {
        let last = Day::new(year, b, 1).ok()?.last_of_month();
        Period::new(Day::new(year, a, 1).ok()?, last)
    };
    for (words, a, b) in [("上半年", 1, 6), ("下半年", 7, 12), ("前三季度", 1, 9), ("前三个季度", 1, 9)] {
        if rest.starts_with(words) {
            return months(a, b);
        }
    }
    if let Some(quarter) = quarter(rest) {
        return months(quarter * 3 - 2, quarter * 3);
    }
    match number(rest) {
        Some((first, after)) => month_period(year, first, after),
        None if rest.starts_with('第') => None,
        None => months(1, 12),
    }
}

/// Months after the year: 6月, 1—10月, 1月—10月, 1月至次年 forms with a second year.
fn month_period(year: i64, first: i64, after: &str) -> Option<Period> {
    let after_month = after.strip_prefix('月').map(str::trim_start);
    let from = Day::new(year, first, 1).ok()?;
    let tail = after_month.unwrap_or(after);
    let Some(rest) =
        tail.strip_prefix(['—', '－', '-', '–', '～', '~', '至', '到']).map(|rest| rest.trim_start_matches(['—', '-']).trim_start())
    else {
        // 6月3日 is a day, and a number without 月 is no month.
        let day = number(tail).is_some_and(|(_, rest)| rest.starts_with('日'));
        return if after_month.is_some() && !day { Period::new(from, from.last_of_month()) } else { None };
    };
    let (mut to_year, mut second) = (year, number(rest)?);
    if second.1.starts_with('年') && second.0 >= 1900 {
        to_year = second.0;
        second = number(second.1.trim_start_matches('年').trim_start())?;
    }
    let right = second.1.strip_prefix('月')?;
    if number(right).is_some_and(|(_, rest)| rest.starts_with('日')) {
        return None;
    }
    Period::new(from, Day::new(to_year, second.0, 1).ok()?.last_of_month())
}

fn quarter(rest: &str) -> Option<i64> {
    let rest = rest.strip_prefix('第').unwrap_or(rest);
    let (n, after) = match rest.chars().next()? {
        '一' | '1' => (1, 1),
        '二' | '2' => (2, 1),
        '三' | '3' => (3, 1),
        '四' | '4' => (4, 1),
        _ => return None,
    };
    let after: String = rest.chars().skip(after).take(2).collect();
    (after == "季度").then_some(n)
}

fn number(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text.get(..end)?.parse().ok()?, text.get(end..)?.trim_start()))
}

fn year_before(text: &str, at: usize) -> Option<i64> {
    let digits: Vec<char> = text.get(..at)?.chars().rev().skip_while(|c| c.is_whitespace()).take_while(char::is_ascii_digit).collect();
    let year: String = digits.iter().rev().collect();
    (digits.len() == 4).then(|| year.parse().ok()).flatten().filter(|year| (1900..2100).contains(year))
}

/// Full-width digits as plain ones; years in Chinese numerals (二〇二二年) too.
fn digits(text: &str) -> String {
    let plain: Vec<char> =
        text.chars().map(|c| if ('０'..='９').contains(&c) { char::from_u32(c as u32 - 0xfee0).unwrap_or(c) } else { c }).collect();
    let value = |c: &char| "〇一二三四五六七八九".chars().position(|d| d == *c).or_else(|| matches!(c, '零' | '○' | 'Ｏ').then_some(0));
    let mut out = plain.clone();
    for (i, window) in plain.windows(5).enumerate() {
        let Some((last, year)) = window.split_last() else { continue };
        let values: Option<Vec<usize>> = year.iter().map(value).collect();
        if let (true, Some(values)) = (*last == '年', values) {
            for (slot, digit) in out.iter_mut().skip(i).zip(values) {
                *slot = char::from_digit(u32::try_from(digit).unwrap_or(0), 10).unwrap_or('0');
            }
        }
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(a: i64, b: i64) -> Option<Period> {
        Period::new(Day::from_number(a).ok()?, Day::from_number(b).ok()?)
    }

    #[test]
    fn the_period_of_a_title_is_read_in_all_its_forms() {
        let cases = [
            ("关于2022年上半年党建工作情况的报告", period(20220101, 20220630)),
            ("关于2022年1—10月党建工作情况的报告", period(20220101, 20221031)),
            ("2022 年 1-10 月工作报告", period(20220101, 20221031)),
            ("2022年1月至10月工作报告", period(20220101, 20221031)),
            ("2021年9月—2022年2月工作报告", period(20210901, 20220228)),
            ("2022年度工作总结", period(20220101, 20221231)),
            ("2022年工作总结", period(20220101, 20221231)),
            ("2022年三季度工作报告", period(20220701, 20220930)),
            ("2022年第1季度工作报告", period(20220101, 20220331)),
            ("2022年前三季度工作报告", period(20220101, 20220930)),
            ("2024年2月工作报告", period(20240201, 20240229)),
            ("二〇二二年下半年工作报告", period(20220701, 20221231)),
            ("２０２２年上半年工作报告", period(20220101, 20220630)),
            ("2022年6月3日会议情况的报告", None),
            ("2022年第5期简报", None),
            ("2022年13月报告", None),
            ("工作报告", None),
            ("关于22年工作的报告", None),
        ];
        for (title, said) in cases {
            assert_eq!(title_period(title), said, "{title}");
        }
    }
}
