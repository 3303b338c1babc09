//! 拼音首字母: the first letters of the pinyin of a name, for those who type zqfw.

use std::sync::LazyLock;

use norms::name::text_sort_key;

/// A character at which the words of each letter begin in the order of pinyin.
const BEGINS: [(char, char); 23] = [
    ('阿', 'a'),
    ('八', 'b'),
    ('嚓', 'c'),
    ('咑', 'd'),
    ('妸', 'e'),
    ('发', 'f'),
    ('旮', 'g'),
    ('哈', 'h'),
    ('丌', 'j'),
    ('咔', 'k'),
    ('垃', 'l'),
    ('妈', 'm'),
    ('拏', 'n'),
    ('噢', 'o'),
    ('妑', 'p'),
    ('七', 'q'),
    ('呥', 'r'),
    ('仨', 's'),
    ('他', 't'),
    ('挖', 'w'),
    ('夕', 'x'),
    ('丫', 'y'),
    ('匝', 'z'),
];

static KEYS: LazyLock<Vec<(Vec<u8>, char)>> =
    LazyLock::new(|| BEGINS.iter().map(|(begin, letter)| (text_sort_key(&begin.to_string()), *letter)).collect());

/// The letters; what is no Chinese character stays as it is.
pub(super) fn initials(name: &str) -> String {
    name.chars().map(initial).collect()
}

fn initial(c: char) -> char {
    if !('\u{4e00}'..='\u{9fff}').contains(&c) {
        return c.to_ascii_lowercase();
    }
    let key = text_sort_key(&c.to_string());
    KEYS.iter().rev().find(|(begin, _)| *begin <= key).map_or(c, |(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_the_first_letters_of_their_pinyin() {
        for (name, letters) in [
            ("助企服务", "zqfw"),
            ("主题党日", "ztdr"),
            ("覆盖非公企业", "fgfgqy"),
            ("理论学习中心组集中学习", "llxxzxzjzxx"),
            ("支部党员大会", "zbdydh"),
            ("驿站站点", "yzzd"),
            ("床位", "cw"),
            ("免费住宿", "mfzs"),
            ("青马工程企业班学员", "qmgcqybxy"),
            ("和谐企业绿色通道申报", "hxqylstdsb"),
            ("调研问卷", "dywj"),
            ("宣传事迹", "xcsj"),
            ("AB座", "abz"),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
