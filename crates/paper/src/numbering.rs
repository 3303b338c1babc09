//! Numbers of headings (DOC-06): 一、 （一） 1. （1）.

/// The number that stands before a heading of this level (1 to 4) with this ordinal, with its own mark and no other.
pub fn numbering(level: u8, ordinal: u32) -> String {
    match level {
        0 | 1 => format!("{}、", chinese_ordinal(ordinal)),
        2 => format!("（{}）", chinese_ordinal(ordinal)),
        3 => format!("{ordinal}."),
        _ => format!("（{ordinal}）"),
    }
}

/// 一, 十, 十二, 二十, 一百零三 up to 9999; larger ordinals in digits.
pub fn chinese_ordinal(n: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if n == 0 || n > 9999 {
        return n.to_string();
    }
    let (mut out, mut gap) = (String::new(), false);
    for (place, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = n / place % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(digit == 1 && place == 10 && out.is_empty()) {
            out.push_str(DIGITS.get(digit as usize).unwrap_or(&""));
        }
        out.push_str(unit);
    }
    out
}

/// Counts headings: a heading of one level starts all lower levels anew.
#[derive(Clone, Debug, Default)]
pub struct Counter([u32; 4]);

impl Counter {
    /// The number of the next heading of this level (taken as 1 to 4).
    pub fn next(&mut self, level: u8) -> String {
        let at = usize::from(level.clamp(1, 4)) - 1;
        for (i, count) in self.0.iter_mut().enumerate().skip(at) {
            *count = if i == at { *count + 1 } else { 0 };
        }
        numbering(level.clamp(1, 4), self.0.get(at).copied().unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_has_its_own_form_of_number() {
        assert_eq!([1, 2, 3, 4].map(|level| numbering(level, 12)), ["十二、", "（十二）", "12.", "（12）"]);
        let cases = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (101, "一百零一"),
            (110, "一百一十"),
            (1005, "一千零五"),
            (1010, "一千零一十"),
        ];
        for (n, said) in cases {
            assert_eq!(chinese_ordinal(n), said);
        }
    }

    #[test]
    fn a_higher_heading_starts_the_lower_ones_anew() {
        let mut counter = Counter::default();
        let said: Vec<String> = [1, 2, 3, 3, 2, 3, 1, 3, 4].map(|level| counter.next(level)).to_vec();
        assert_eq!(said, ["一、", "（一）", "1.", "2.", "（二）", "1.", "二、", "1.", "（1）"]);
    }
}
