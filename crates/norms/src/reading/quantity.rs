//! Quantities as offices write them, with the measure word in the cell.

use super::{ReadingError, excerpt, fold};
use crate::numeral::{is_numeral, read_chinese};

/// An exact quantity of a cell, in hundredths, and the measure word written behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Value times 100; 0 or more.
    pub hundredths: i64,
    /// As written after folding: 间, ㎡, 平, 人次; `None` when the cell has only the number.
    pub unit: Option<String>,
}

/// Values of 10^13 and more are refused.
const MOST: i64 = 1_000_000_000_000_000;

/// Cells that say "nothing here".
const NOTHING: [&str; 11] = ["", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "、"];

const PREFIXES: [&str; 7] = ["共计", "合计", "总计", "总共", "一共", "共", "计"];
const ABOUT_BEFORE: [&str; 17] =
    ["约", "近", "超过", "超", "逾", "不足", "至少", "大约", "大概", "将近", "接近", "不到", "不少于", "上", "数", "几", "多达"];
const ABOUT_BEHIND: [&str; 7] = ["左右", "上下", "以上", "以下", "以内", "余", "多"];

/// Measure words that may follow a numeral in characters: without this list 一般 and 一些 would be numbers.
const MEASURES: &str =
    "家支个项条张间晚人名位次场期份篇天日小时学时课时元户处届轮批组户件本册台套辆题人次场次家次平方米平㎡月年周站点门类把只幅块";

/// Reads a whole cell: 12, 12间, 86㎡, １６, 1,234, 5260平, 共9次, 12.5小时, 3.2万, 十二间. The result is exact; approximate, negative
/// and over-precise numbers are refused, and a cell that says "nothing" (—, /, 无) is [`ReadingError::Blank`].
pub fn read_quantity(text: &str) -> Result<Quantity, ReadingError> {
    let folded = fold(text);
    let cell = folded.trim_start_matches('\'').trim();
    if NOTHING.contains(&cell.trim_end_matches('。')) {
        return Err(ReadingError::Blank);
    }
    let cell = PREFIXES.iter().find_map(|p| cell.strip_prefix(p)).unwrap_or(cell).trim_start_matches([':', ' ']);
    if let Some(rest) = cell.strip_prefix(['-', '−', '负', '—']) {
        let bare = rest.trim_start();
        return Err(if starts_a_number(bare) { ReadingError::Negative(excerpt(text)) } else { ReadingError::NotANumber(excerpt(text)) });
    }
    if is_about_before(cell) {
        return Err(ReadingError::Approximate(excerpt(text)));
    }
    let (number, rest) = split_number(cell);
    let rest = rest.trim_start();
    if number.is_empty() {
        return Err(ReadingError::NotANumber(excerpt(text)));
    }
    if is_about_behind(rest) {
        return Err(ReadingError::Approximate(excerpt(text)));
    }
    let arabic = number.starts_with(|c: char| c.is_ascii_digit());
    if arabic { read_arabic(number, rest, text) } else { read_characters(number, rest, text) }
}

fn starts_a_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || is_numeral(c))
}

/// 约30, 近百, 数十, 十几: a word of estimation with a number behind it.
fn is_about_before(cell: &str) -> bool {
    ABOUT_BEFORE.iter().any(|word| cell.strip_prefix(word).is_some_and(|rest| starts_a_number(rest.trim_start())))
}

/// 30余人, 30多, 十几, 30人左右, 12~15.
fn is_about_behind(rest: &str) -> bool {
    let bare = rest.trim_end_matches(['。', '.', ' ']);
    rest.starts_with(['余', '多', '几', '来', '~', '+'])
        || ABOUT_BEHIND.iter().any(|word| bare.ends_with(word) && bare.chars().count() <= word.chars().count() + 4)
        || rest
            .strip_prefix(['-', '—', '–', '至', '到'])
            .is_some_and(|to| starts_a_number(to) && !to.contains(['-', '年', '月']) && to.len() < 8)
}

fn split_number(cell: &str) -> (&str, &str) {
    let arabic = cell.starts_with(|c: char| c.is_ascii_digit());
    let part = |c: char| if arabic { c.is_ascii_digit() || matches!(c, '.' | ',') } else { is_numeral(c) };
    let end = cell.find(|c| !part(c)).unwrap_or(cell.len());
    let number = &cell[..end];
    let kept = if arabic { number.trim_end_matches(['.', ',']) } else { number };
    (kept, if kept.len() < number.len() && end == cell.len() { "" } else { &cell[kept.len()..] })
}

fn read_arabic(number: &str, rest: &str, text: &str) -> Result<Quantity, ReadingError> {
    let plain = without_groups(number).ok_or_else(|| ReadingError::NotANumber(excerpt(text)))?;
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    if decimals.contains('.') {
        return Err(ReadingError::NotANumber(excerpt(text)));
    }
    let (times, rest) = multiplier(rest);
    let unit = unit_of(rest).ok_or_else(|| ReadingError::NotANumber(excerpt(text)))?;
    let hundredths = scaled(whole, decimals, times * 100).map_err(|e| e(excerpt(text)))?;
    Ok(Quantity { hundredths, unit })
}

/// 1,234,567 → 1234567; `None` when the groups are not of three.
fn without_groups(number: &str) -> Option<String> {
    let (whole, decimals) = number.split_once('.').map_or((number, None), |(w, d)| (w, Some(d)));
    let groups: Vec<&str> = whole.split(',').collect();
    let good = groups.len() == 1 || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3));
    let clean = decimals.is_none_or(|d| !d.is_empty() && !d.contains(','));
    (good && clean).then(|| number.replace(',', ""))
}

/// 万, 千, 百, 亿 behind a figure multiply it, unless they begin a unit (千克, 百分点).
fn multiplier(rest: &str) -> (i64, &str) {
    for (word, times) in [("亿", 100_000_000), ("万", 10_000), ("千", 1_000), ("百", 100)] {
        if let Some(unit) = rest.strip_prefix(word) {
            let part_of_unit = unit.starts_with(['克', '米', '瓦', '卡', '伏', '帕', '分', '字']);
            return if part_of_unit { (1, rest) } else { (times, unit.trim_start()) };
        }
    }
    (1, rest)
}

/// `whole.decimals × times`, exactly.
fn scaled(whole: &str, decimals: &str, times: i64) -> Result<i64, fn(String) -> ReadingError> {
    let decimals = decimals.trim_end_matches('0');
    let digits = format!("{whole}{decimals}");
    let digits = digits.trim_start_matches('0');
    if digits.len() > 18 || decimals.len() > 15 {
        return Err(if decimals.len() > 12 { ReadingError::TooPrecise } else { ReadingError::TooLarge });
    }
    let value = digits.bytes().fold(0_i128, |n, b| n * 10 + i128::from(b - b'0')) * i128::from(times);
    let unit = 10_i128.pow(u32::try_from(decimals.len()).unwrap_or(15));
    if value % unit != 0 {
        return Err(ReadingError::TooPrecise);
    }
    i64::try_from(value / unit).ok().filter(|n| *n < MOST).ok_or(ReadingError::TooLarge)
}

/// The measure word, `Some(None)` when there is none, `None` when what follows is no measure word.
fn unit_of(rest: &str) -> Option<Option<String>> {
    let unit = rest.trim_end_matches(['。', ';', '；', ',', '，', '.', ' ', '、']).trim();
    let unit = unit.strip_prefix('(').and_then(|u| u.strip_suffix(')')).unwrap_or(unit).trim();
    if unit.is_empty() {
        return Some(None);
    }
    let area = ["m2", "M2", "m3"].contains(&unit);
    let word = |c: char| c.is_alphabetic() || matches!(c, '/' | '%' | '‰' | '㎡' | '²' | '³' | '°' | '℃' | '·' | '¥');
    // 千 and 百 inside a unit are part of it (千克, 百分点); any other numeral is a second number.
    let second_number = unit.chars().any(|c| is_numeral(c) && !matches!(c, '千' | '百'));
    let good = area || (unit.chars().all(word) && !unit.contains('半') && unit.chars().count() <= 8 && !second_number);
    good.then(|| Some(unit.to_owned()))
}

/// 十二间: a numeral by places (or one digit) with nothing or a known measure word behind.
fn read_characters(number: &str, rest: &str, text: &str) -> Result<Quantity, ReadingError> {
    let no_number = || ReadingError::NotANumber(excerpt(text));
    let unit = unit_of(rest).ok_or_else(no_number)?;
    if unit.as_ref().is_some_and(|u| u.chars().any(|c| !MEASURES.contains(c))) {
        return Err(no_number());
    }
    let one = number.chars().count() == 1;
    let places = number.chars().any(|c| "十百千万亿廿卅拾佰仟".contains(c));
    let value = read_chinese(number).filter(|_| one || places).ok_or_else(no_number)?;
    value
        .checked_mul(100)
        .filter(|n| *n < MOST)
        .map(|hundredths| Quantity { hundredths, unit })
        .ok_or_else(|| ReadingError::TooLarge(excerpt(text)))
}

/// The quantity of a number cell. What a binary fraction adds to the second decimal (0.1 + 0.2) is let pass; a third decimal is not.
pub fn quantity_of_f64(value: f64) -> Result<Quantity, ReadingError> {
    let text = || value.to_string();
    if !value.is_finite() {
        return Err(ReadingError::NotANumber(text()));
    }
    if value < 0.0 {
        return Err(ReadingError::Negative(text()));
    }
    let hundredths = value * 100.0;
    if hundredths >= MOST as f64 {
        return Err(ReadingError::TooLarge(text()));
    }
    let whole = hundredths.round();
    // A double keeps 15 digits: below that noise the cell shows a round number.
    let noise = 1e-7_f64.max(hundredths * 1e-14);
    if (hundredths - whole).abs() > noise {
        return Err(ReadingError::TooPrecise(text()));
    }
    // In range and whole, so the cast keeps the value.
    Ok(Quantity { hundredths: whole as i64, unit: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exact_quantities_are_read_with_their_measure_word() {
        for (text, hundredths, unit) in [
            ("12间", 1_200, "间"),
            ("86㎡", 8_600, "㎡"),
            ("86 m2", 8_600, "m2"),
            ("86平方米", 8_600, "平方米"),
            ("１６", 1_600, ""),
            ("38 ", 3_800, ""),
            ("'38", 3_800, ""),
            ("1,234", 123_400, ""),
            ("１，２３４人次", 123_400, "人次"),
            ("1,234.5", 123_450, ""),
            ("5260平", 526_000, "平"),
            ("1007张", 100_700, "张"),
            ("24题", 2_400, "题"),
            ("7天", 700, "天"),
            ("共9次", 900, "次"),
            ("合计：12间", 1_200, "间"),
            ("12(间)", 1_200, "间"),
            ("12.5小时", 1_250, "小时"),
            ("0.25", 25, ""),
            ("3.100", 310, ""),
            ("0", 0, ""),
            ("0人", 0, "人"),
            ("3.2万", 3_200_000, ""),
            ("3.25678万人次", 3_256_780, "人次"),
            ("2万元", 2_000_000, "元"),
            ("5百", 50_000, ""),
            ("5千克", 500, "千克"),
            ("3个百分点", 300, "个百分点"),
            ("20%", 2_000, "%"),
            ("12人。", 1_200, "人"),
            ("十二", 1_200, ""),
            ("十二间", 1_200, "间"),
            ("两千人次", 200_000, "人次"),
            ("三场", 300, "场"),
            ("一百零五名", 10_500, "名"),
        ] {
            let read = read_quantity(text);
            let unit = (!unit.is_empty()).then(|| unit.to_string());
            assert_eq!(read, Ok(Quantity { hundredths, unit }), "{text}");
        }
    }

    #[test]
    fn what_is_no_exact_count_is_refused_each_for_its_reason() {
        use ReadingError as E;
        let kind = |text: &str| read_quantity(text).map_or_else(|e| std::mem::discriminant(&e), |q| panic!("{text}: {q:?}"));
        let same = |e: E| std::mem::discriminant(&e);
        let t = String::new;
        for text in [
            "约30人",
            "30余人",
            "30多",
            "近500",
            "30人左右",
            "超过30",
            "不足500",
            "30人以上",
            "十几人",
            "数十人",
            "上百人",
            "几十",
            "12-15人",
            "12~15",
            "30+",
            "700余",
            "千余人",
            "百余",
            "30来人",
        ] {
            assert_eq!(kind(text), same(E::Approximate(t())), "{text}");
        }
        for text in [
            "若干",
            "许多",
            "一般",
            "一些",
            "五四",
            "七一",
            "二〇二二年",
            "12人参加了活动并座谈",
            "1,23",
            "1.2.3",
            "3间5床",
            "1 234",
            "abc",
            "12、13",
            "1天半",
            "半天",
            "见附件",
            "三会一课",
            "2022年3月5日",
            "十二米多高",
            "第3期",
            "1/3",
            "2022-03-13",
            "0512-67317343",
            "5,000,00",
        ] {
            assert_eq!(kind(text), same(E::NotANumber(t())), "{text}");
        }
        for text in ["-5", "－５", "−5人", "负五", "- 5"] {
            assert_eq!(kind(text), same(E::Negative(t())), "{text}");
        }
        for text in ["", " ", "—", "-", "/", "无", "——", "－", "无。"] {
            assert_eq!(kind(text), same(E::Blank), "{text}");
        }
        for text in ["1.234", "0.001小时", "3.2000001万"] {
            assert_eq!(kind(text), same(E::TooPrecise(t())), "{text}");
        }
        for text in ["10000000000000", "99999999999999999999999", "99999999亿"] {
            assert_eq!(kind(text), same(E::TooLarge(t())), "{text}");
        }
    }

    #[test]
    fn number_cells_keep_two_decimals_and_no_third() {
        for (value, hundredths) in [(12.0, 1_200), (0.1 + 0.2, 30), (86.55, 8_655), (1e12, 100_000_000_000_000), (0.0, 0), (-0.0, 0)] {
            assert_eq!(quantity_of_f64(value).map(|q| q.hundredths), Ok(hundredths), "{value}");
        }
        assert!(matches!(quantity_of_f64(1.234), Err(ReadingError::TooPrecise(_))));
        assert!(matches!(quantity_of_f64(1.000_01), Err(ReadingError::TooPrecise(_))));
        assert!(matches!(quantity_of_f64(-1.0), Err(ReadingError::Negative(_))));
        assert!(matches!(quantity_of_f64(f64::INFINITY), Err(ReadingError::NotANumber(_))));
        assert!(matches!(quantity_of_f64(1e13), Err(ReadingError::TooLarge(_))));
    }

    proptest! {
        #[test]
        fn every_amount_is_read_back_in_either_form(n in 0..100_000_000_000i64) {
            let text = format!("{}.{:02}", n / 100, n % 100);
            prop_assert_eq!(read_quantity(&text).map(|q| q.hundredths), Ok(n));
            prop_assert_eq!(quantity_of_f64(n as f64 / 100.0).map(|q| q.hundredths), Ok(n));
        }

        #[test]
        fn no_cell_breaks_the_reader(text in "[0-9.,０-９间约余万亿十百零一二-]{0,16}") {
            if let Ok(q) = read_quantity(&text) {
                prop_assert!((0..MOST).contains(&q.hundredths));
            }
        }
    }
}
