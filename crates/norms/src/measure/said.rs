//! What a number in a text claims.

use crate::numeral::{is_numeral, read_chinese};
use crate::reading::fold;

/// A number as a text says it. Number and value are in one scale: whole, or both in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The number in the phrase; of a span its lower end.
    pub number: i64,
    /// What stands about it.
    pub how: How,
}

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// 726
    Exact,
    /// 700余, 700多
    More,
    /// 近500
    Near,
    /// 约500, 500左右
    About,
    /// 超700, 逾700
    Over,
    /// 700以上
    AtLeast,
    /// 不足500
    Below,
    /// 1.2万: the value rounded half-even to this step (here 1000).
    Rounded {
        /// Place value of the last decimal.
        step: i64,
    },
    /// 十几 (11 to 19), 数十 (20 to 99), 上百 (100 and more).
    Span {
        /// Upper end; none for 上百.
        to: Option<i64>,
    },
}

/// Whether a value bears out what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Yes.
    Fits,
    /// True, but a nearer phrase exists and is to be proposed.
    FitsButFar,
    /// No.
    Differs,
}

/// Place value of the last digit that is not zero: 700 → 100, 1000 → 1000, 250 → 10.
pub(super) fn place(number: i64) -> i64 {
    let powers = (0..18).map(|n| 10_i64.pow(n));
    powers.take_while(|unit| number != 0 && number % unit == 0).last().unwrap_or(1)
}

/// Judges by the table of norms 9, in whole arithmetic.
pub fn fits(said: &Said, value: i64) -> Fit {
    let (n, v, u) = (i128::from(said.number), i128::from(value), i128::from(place(said.number)));
    let when = |fits: bool| if fits { Fit::Fits } else { Fit::Differs };
    let unless_far = |fits: bool, far: bool| if fits && far { Fit::FitsButFar } else { when(fits) };
    if n <= 0 && !matches!(said.how, How::Exact | How::Rounded { .. }) {
        return Fit::Differs;
    }
    match said.how {
        How::Exact => when(v == n),
        How::More => unless_far(n < v && v < n + u, 2 * (v - n) > u),
        How::Near => when(v < n && 2 * v >= 2 * n - u && 10 * v >= 9 * n),
        How::About => when(2 * (v - n).abs() <= u && 10 * (v - n).abs() <= n),
        How::Over => unless_far(v > n, v >= n + u),
        How::AtLeast => unless_far(v >= n, v >= n + u),
        How::Below => when(v < n && 10 * v >= 9 * n),
        How::Rounded { step } => when(step > 0 && half_even(value, step) == said.number),
        How::Span { to } => when(v >= n && to.is_none_or(|to| v <= i128::from(to))),
    }
}

/// The multiple of `step` (above 0) nearest to the value; of two the even one.
pub(super) fn half_even(value: i64, step: i64) -> i64 {
    let (times, rest) = (value.div_euclid(step), value.rem_euclid(step));
    let up = match (i128::from(rest) * 2).cmp(&i128::from(step)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => times % 2 != 0,
    };
    times.saturating_add(i64::from(up)).saturating_mul(step)
}

const BEFORE: [(&str, How); 16] = [
    ("不足", How::Below),
    ("不到", How::Below),
    ("超过", How::Over),
    ("突破", How::Over),
    ("将近", How::Near),
    ("接近", How::Near),
    ("大约", How::About),
    ("大概", How::About),
    ("至少", How::AtLeast),
    ("不少于", How::AtLeast),
    ("不低于", How::AtLeast),
    ("约", How::About),
    ("近", How::Near),
    ("超", How::Over),
    ("逾", How::Over),
    ("达", How::Exact),
];

const BEHIND: [(&str, How); 6] =
    [("余", How::More), ("多", How::More), ("左右", How::About), ("上下", How::About), ("以上", How::AtLeast), ("几", How::More)];

impl Said {
    /// Reads a phrase without its measure word: 726, 700余, 近500, 500左右, 超700, 千余, 1.2万, 3万余, 十几, 数十, 上百. `decimals` is the scale
    /// of the metric (2: the number comes back in hundredths). `None` for what claims nothing (成百上千, 若干) and for two approximators on
    /// one number (近700余), which is a fault of form.
    pub fn read(phrase: &str, decimals: u32) -> Option<Said> {
        let phrase: String = fold(phrase).chars().filter(|c| !c.is_whitespace()).collect();
        let one = 10_i64.checked_pow(decimals)?;
        let span = |from: i64, to: Option<i64>| {
            Some(Said { number: from.checked_mul(one)?, how: How::Span { to: to.and_then(|to| to.checked_mul(one)) } })
        };
        match phrase.as_str() {
            "十几" | "十多" | "十来" => return span(11, Some(19)),
            "数十" | "几十" => return span(20, Some(99)),
            "上百" => return span(100, None),
            "过半" => return Some(Said { number: one.checked_mul(50)?, how: How::Over }),
            _ => {}
        }
        let before = BEFORE.iter().find_map(|(word, how)| Some((phrase.strip_prefix(word)?, *how)));
        let (rest, front) = before.map_or((phrase.as_str(), How::Exact), |(rest, how)| (rest, how));
        let behind = BEHIND.iter().find_map(|(word, how)| Some((rest.strip_suffix(word)?, *how)));
        let (number, back) = behind.map_or((rest, How::Exact), |(rest, how)| (rest, how));
        let how = match (front, back) {
            (how, How::Exact) | (How::Exact, how) => how,
            _ => return None,
        };
        let (number, step) = amount(number, one)?;
        let rounded = how == How::Exact && step > 0;
        Some(Said { number, how: if rounded { How::Rounded { step } } else { how } })
    }
}

/// 726 → (726, 0); 1.2万 → (12000, 1000): the step is above 0 when decimals of 万 or 亿 leave lower places open.
fn amount(text: &str, one: i64) -> Option<(i64, i64)> {
    if text.chars().all(is_numeral) {
        // 千余 is 一千余.
        let value = match text {
            "百" => Some(100),
            "千" => Some(1_000),
            "万" => Some(10_000),
            "亿" => Some(100_000_000),
            _ => read_chinese(text),
        };
        return Some((value?.checked_mul(one)?, 0));
    }
    let (figure, times) = [("亿", 100_000_000_i64), ("万", 10_000), ("千", 1_000), ("百", 100)]
        .iter()
        .find_map(|(word, times)| Some((text.strip_suffix(word)?, *times)))
        .unwrap_or((text, 1));
    let figure = figure.replace(',', "");
    let (whole, part) = figure.split_once('.').unwrap_or((&figure, ""));
    let digits = |s: &str| !s.is_empty() && s.len() <= 15 && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || (figure.contains('.') && !digits(part)) {
        return None;
    }
    let unit = 10_i64.checked_pow(u32::try_from(part.len()).ok()?)?;
    let scale = times.checked_mul(one)?;
    let value = format!("{whole}{part}").parse::<i64>().ok()?.checked_mul(scale)?;
    let open = times > 1 && !part.is_empty();
    (value % unit == 0).then(|| (value / unit, if open { scale / unit } else { 0 }))
}

#[cfg(test)]
#[path = "said_tests.rs"]
mod tests;
