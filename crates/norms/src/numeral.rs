//! Chinese numerals, read and written (GB/T 15835 leaves counts in titles, dates on old papers and plan names in characters).

/// Numbers from this on (10^12) are neither read nor written in characters.
pub const LIMIT: i64 = 1_000_000_000_000;

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The value of one digit character: 〇, 零, 一 to 九, 两 and the forms of cheques (壹 to 玖).
fn digit(c: char) -> Option<i64> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn small_unit(c: char) -> Option<i64> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1_000),
        _ => None,
    }
}

/// Whether the character can stand in a Chinese numeral.
pub fn is_numeral(c: char) -> bool {
    digit(c).is_some() || small_unit(c).is_some() || matches!(c, '廿' | '卅' | '卌' | '万' | '亿')
}

/// Reads a whole numeral: by digits (二〇二二) or by places (二十三, 廿三, 一百零五, 两千, 三万二千).
/// `None` for anything else, also for the spoken short forms 一百五 and 三万二, which two readers take two ways.
pub fn read_chinese(text: &str) -> Option<i64> {
    let chars: Vec<char> = text.chars().collect();
    if chars.is_empty() || chars.len() > 30 {
        return None;
    }
    if chars.iter().all(|c| digit(*c).is_some()) {
        return by_digits(&chars);
    }
    by_places(&chars)
}

fn by_digits(chars: &[char]) -> Option<i64> {
    if chars.len() > 12 || (chars.len() > 1 && chars.contains(&'两')) {
        return None;
    }
    Some(chars.iter().filter_map(|c| digit(*c)).fold(0, |n, d| n * 10 + d))
}

fn by_places(chars: &[char]) -> Option<i64> {
    if let Some(at) = chars.iter().position(|c| *c == '亿') {
        let high = section(&chars[..at], false)?;
        return joined(high, 100_000_000, &chars[at + 1..], below_yi);
    }
    below_yi(chars, false)
}

fn below_yi(chars: &[char], inner: bool) -> Option<i64> {
    if let Some(at) = chars.iter().position(|c| *c == '万') {
        let high = section(&chars[..at], inner)?;
        return joined(high, 10_000, &chars[at + 1..], section);
    }
    section(chars, inner)
}

fn joined(high: i64, unit: i64, rest: &[char], lower: fn(&[char], bool) -> Option<i64>) -> Option<i64> {
    if high == 0 {
        return None;
    }
    if rest.is_empty() {
        return Some(high * unit);
    }
    let low = lower(rest, true)?;
    (low > 0).then_some(high * unit + low)
}

/// 1 to 9999 in one section (0 only as 零). `inner`: something higher stands before it, so that a lone digit needs a 零.
fn section(chars: &[char], inner: bool) -> Option<i64> {
    if let ([c], false) = (chars, inner)
        && let Some(d) = digit(*c)
    {
        return Some(d);
    }
    let (mut total, mut last, mut zero, mut at) = (0, 10_000, false, 0);
    while at < chars.len() {
        let c = chars[at];
        if let Some(tens) = ['廿', '卅', '卌'].iter().position(|t| *t == c) {
            if last <= 10 {
                return None;
            }
            total += (i64::try_from(tens).ok()? + 2) * 10;
            (last, zero, at) = (10, false, at + 1);
            continue;
        }
        let first = total == 0 && !inner;
        match (digit(c), chars.get(at + 1).and_then(|n| small_unit(*n))) {
            (Some(0), _) if !zero && !first => (zero, at) = (true, at + 1),
            (Some(0), _) => return None,
            (Some(d), Some(unit)) if unit < last => {
                total += d * unit;
                (last, zero, at) = (unit, false, at + 2);
            }
            // A last lone digit counts ones: after tens, or after a 零; 一百五 is not read.
            (Some(d), None) if at + 1 == chars.len() && (zero || last == 10) => return Some(total + d),
            // 十五, 一百十五: a ten without its 一.
            (None, _) if small_unit(c) == Some(10) && last > 10 && (total > 0 || at == 0) => {
                total += 10;
                (last, zero, at) = (10, false, at + 1);
            }
            _ => return None,
        }
    }
    (!zero && total > 0).then_some(total)
}

/// Lower-case numeral as papers write it: 二十三, 一百零五, 十万零一十; 负 before a negative number.
/// From [`LIMIT`] on the number stays in Arabic figures.
pub fn chinese(number: i64) -> String {
    let Some(n) = number.checked_abs().filter(|n| *n < LIMIT) else { return number.to_string() };
    let sign = if number < 0 { "负" } else { "" };
    if n == 0 {
        return DIGITS[0].to_string();
    }
    let mut text = String::new();
    for (part, name) in [(n / 100_000_000, "亿"), (n / 10_000 % 10_000, "万"), (n % 10_000, "")] {
        if part > 0 {
            write_section(part, &mut text);
            text.push_str(name);
        } else if !text.is_empty() && !text.ends_with('零') {
            text.push('零');
        }
    }
    let text = text.trim_end_matches('零');
    let text = if text.starts_with("一十") { &text['一'.len_utf8()..] } else { text };
    format!("{sign}{text}")
}

fn write_section(part: i64, text: &mut String) {
    let mut gap = !text.is_empty() && part < 1_000 && !text.ends_with('零');
    for (unit, name) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let d = part / unit % 10;
        if d == 0 {
            gap |= unit > 1 && part >= unit && part % unit > 0;
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        text.extend(usize::try_from(d).ok().and_then(|d| DIGITS.get(d)));
        text.push_str(name);
    }
}

/// Digit by digit, as years are written: 2022 is 二〇二二.
pub fn chinese_digits(number: i64) -> String {
    number.to_string().chars().map(|c| c.to_digit(10).map_or(c, |d| if d == 0 { '〇' } else { DIGITS[d as usize] })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOTH_WAYS: [(i64, &str); 20] = [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (23, "二十三"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (1_005, "一千零五"),
        (1_050, "一千零五十"),
        (1_418, "一千四百一十八"),
        (10_000, "一万"),
        (10_500, "一万零五百"),
        (32_000, "三万二千"),
        (100_010, "十万零一十"),
        (1_200_000, "一百二十万"),
        (100_000_001, "一亿零一"),
        (100_010_000, "一亿零一万"),
    ];

    #[test]
    fn numerals_are_read_and_written_as_papers_write_them() {
        for (number, text) in BOTH_WAYS {
            assert_eq!(chinese(number), text, "{number}");
            assert_eq!(read_chinese(text), Some(number), "{text}");
        }
        assert_eq!(chinese(-23), "负二十三");
        assert_eq!(chinese_digits(2022), "二〇二二");
        assert_eq!(chinese_digits(1905), "一九〇五");
    }

    #[test]
    fn old_and_loose_forms_are_read() {
        for (text, number) in [
            ("二〇二二", 2022),
            ("二零二二", 2022),
            ("二○二二", 2022),
            ("廿", 20),
            ("廿三", 23),
            ("卅一", 31),
            ("一百廿三", 123),
            ("两千", 2_000),
            ("两百零五", 205),
            ("一百十五", 115),
            ("一千五十", 1_050),
            ("壹佰贰拾叁", 123),
        ] {
            assert_eq!(read_chinese(text), Some(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_numeral_or_could_be_two_numbers_is_not_read() {
        for text in [
            "",
            "若干",
            "一百五",
            "三万二",
            "百",
            "万",
            "五十零",
            "一零十",
            "十十",
            "二十十",
            "两两",
            "一百一千",
            "一万万万",
            "12",
            "十a",
            "一百零零五",
        ] {
            assert_eq!(read_chinese(text), None, "{text}");
        }
        assert_eq!(read_chinese(&"九".repeat(13)), None);
    }

    proptest! {
        #[test]
        fn every_number_below_the_limit_comes_back(n in prop_oneof![0..100_000i64, 0..LIMIT]) {
            prop_assert_eq!(read_chinese(&chinese(n)), Some(n));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "[〇零一二两三九十百千万亿廿卅]{0,12}") {
            if let Some(n) = read_chinese(&text) {
                prop_assert!((0..LIMIT).contains(&n));
            }
        }
    }
}
