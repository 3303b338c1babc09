//! What each field accepts, and the sentence that says how to mend what it does not.

use norms::{Day, day::DayError};

use super::field::{Control, Field};

/// What is wrong with a field, if anything.
pub(super) fn check(field: &Field) -> Option<String> {
    let filled = field.values.iter().any(|value| !value.trim().is_empty());
    let label = &field.label;
    if !filled {
        // A file is looked for among the files by whoever reads the upload.
        let missing = field.required && !matches!(field.control, Control::File { .. });
        return missing.then(|| match field.control {
            Control::Select | Control::Radio | Control::Checks | Control::Day => format!("请选择{label}。"),
            Control::Tick => format!("请先勾选“{label}”。"),
            _ => format!("请填写{label}。"),
        });
    }
    let text = field.values.first().map(|value| value.trim()).unwrap_or_default();
    match field.control {
        Control::Day => check_day(field, text),
        Control::Number { decimals } => check_number(field, text, decimals),
        Control::Select | Control::Radio | Control::Checks => check_choice(field),
        Control::File { .. } | Control::Tick => None,
        _ => check_text(field, text),
    }
}

fn check_text(field: &Field, text: &str) -> Option<String> {
    let (chars, most) = (text.chars().count(), field.max_chars);
    if chars > most {
        return Some(format!("{}最多 {most} 个字，现在有 {chars} 个字，请删减。", field.label));
    }
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    text.contains(strange).then(|| format!("{}里有看不见的控制字符，请重新输入。", field.label))
}

fn check_choice(field: &Field) -> Option<String> {
    let known = |value: &String| value.is_empty() || field.choices.iter().any(|choice| choice.value == *value);
    (!field.values.iter().all(known)).then(|| format!("请在列出的选项中选择{}。", field.label))
}

fn check_day(field: &Field, text: &str) -> Option<String> {
    let shown: String = text.chars().take(20).collect();
    match day(text) {
        Err(DayError::NotADay(_)) => Some(format!("“{shown}”不是日历上的一天，请按 2022-06-03 的样子填写{}。", field.label)),
        Err(DayError::OutOfRange(_)) => Some(format!("{}须在 1900 年至 2099 年之间，“{shown}”超出了范围。", field.label)),
        Ok(day) if day < field.first || day > field.last => {
            let (first, last) = (field.first, field.last);
            Some(if first == Day::first() {
                format!("{}不能晚于{}。", field.label, last.chinese())
            } else if last == Day::last() {
                format!("{}不能早于{}。", field.label, first.chinese())
            } else {
                format!("{}须在{}至{}之间。", field.label, first.chinese(), last.chinese())
            })
        }
        Ok(_) => None,
    }
}

fn check_number(field: &Field, text: &str, decimals: u32) -> Option<String> {
    let label = &field.label;
    let shown: String = text.chars().take(20).collect();
    match number(text, decimals) {
        Err(NotANumber::Text) => Some(format!("“{shown}”不是数字，请用阿拉伯数字填写{label}。")),
        Err(NotANumber::Decimals) if decimals == 0 => Some(format!("{label}须是整数，不能是“{shown}”。")),
        Err(NotANumber::Decimals) => Some(format!("{label}最多 {decimals} 位小数，不能是“{shown}”。")),
        Err(NotANumber::TooLarge) => Some(format!("“{shown}”太大，请核对{label}。")),
        Ok(value) if field.least.is_some_and(|least| value < least) => {
            Some(format!("{label}不能小于 {}。", plain(field.least.unwrap_or_default(), decimals)))
        }
        Ok(value) if field.most.is_some_and(|most| value > most) => {
            Some(format!("{label}不能大于 {}。", plain(field.most.unwrap_or_default(), decimals)))
        }
        Ok(_) => None,
    }
}

/// Reads a day as people type it.
pub(super) fn day(text: &str) -> Result<Day, DayError> {
    let bad = || DayError::NotADay(text.chars().take(40).collect());
    let even: String = narrow(text).chars().map(|c| if "年月./".contains(c) { '-' } else { c }).filter(|c| *c != '日').collect();
    let parts: Vec<&str> = even.split('-').map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return Err(bad()) };
    let part = |text: &str| if text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse::<i64>().ok() } else { None };
    match (part(year), part(month), part(day)) {
        (Some(year), Some(month), Some(day)) => Day::new(year, month, day),
        _ => Err(bad()),
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotANumber {
    Text,
    Decimals,
    TooLarge,
}

/// Reads a number with up to so many decimals, times ten to their power. Full-width digits, blanks and thousands' commas are read.
pub(super) fn number(text: &str, decimals: u32) -> Result<i64, NotANumber> {
    let even: String = narrow(text).chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let (negative, digits) = even.strip_prefix('-').map_or((false, even.as_str()), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(part) {
        return Err(NotANumber::Text);
    }
    let part = part.trim_end_matches('0');
    let places = usize::try_from(decimals).unwrap_or(usize::MAX);
    if part.len() > places {
        return Err(NotANumber::Decimals);
    }
    let value: i64 = format!("{whole}{part:0<places$}").parse().map_err(|_| NotANumber::TooLarge)?;
    // Sums of a million such numbers still fit.
    if value > 1_000_000_000_000 { Err(NotANumber::TooLarge) } else { Ok(if negative { -value } else { value }) }
}

/// A scaled number as people write it: 1250 with two decimals is 12.5.
pub(crate) fn plain(value: i64, decimals: u32) -> String {
    let scale = 10i64.pow(decimals.min(9));
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = ((value / scale).abs(), (value % scale).abs());
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let places = usize::try_from(decimals).unwrap_or(0);
    format!("{sign}{whole}.{}", format!("{part:0>places$}").trim_end_matches('0'))
}

/// Full-width digits, letters and signs as narrow ones.
fn narrow(text: &str) -> String {
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '−' | '—' => '-',
        c => c,
    };
    text.trim().chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Choice;

    #[test]
    fn days_and_numbers_are_read_as_people_type_them() {
        for text in ["2022-6-3", "2022.06.03", "2022年6月3日", "２０２２／６／３"] {
            assert_eq!(day(text).map(Day::number), Ok(20220603), "{text}");
        }
        assert_eq!(number("１,２３４", 0), Ok(1234));
        assert_eq!(number("12.5", 2), Ok(1250));
        assert_eq!(number("-3", 0), Ok(-3));
        assert_eq!(number("若干", 0), Err(NotANumber::Text));
        assert_eq!(number("1.5", 0), Err(NotANumber::Decimals));
        assert_eq!(number("99999999999999999999", 0), Err(NotANumber::TooLarge));
        assert_eq!(plain(1250, 2), "12.5");
        assert_eq!(plain(-5, 2), "-0.05");
    }

    #[test]
    fn each_error_says_how_to_mend_the_field() {
        let says = |field: Field, value: &str| check(&field.value(value));
        let begins = |field: Field, value: &str, expected: &str| {
            let said = says(field, value).unwrap_or_default();
            assert!(said.contains(expected), "{value}: {said}");
        };
        begins(Field::text("t", "标题").required(), " ", "请填写标题");
        begins(Field::text("t", "名称").max(50), &"名".repeat(500), "最多 50 个字，现在有 500 个字");
        begins(Field::day("d", "日期"), "2022年2月30日", "不是日历上的一天");
        begins(Field::day("d", "日期"), "1899-12-31", "1900 年至 2099 年");
        begins(Field::day("d", "日期"), "2199-01-01", "1900 年至 2099 年");
        begins(Field::number("n", "数量"), "若干", "不是数字");
        begins(Field::number("n", "数量"), "-1", "不能小于 0");
        begins(Field::select("k", "类别", [Choice::new("a", "甲")]), "b", "请在列出的选项中选择类别");
        assert_eq!(says(Field::text("t", "姓名"), "阿依古丽·买买提𠮷"), None);
    }
}
