//! The order of names by pinyin, with the readings that characters have as surnames.

use std::sync::LazyLock;

use icu_collator::{CollatorBorrowed, options::CollatorOptions};
use icu_locale::locale;

/// Rises whenever the collation data or the table of surnames changes: sort keys that are kept carry it, and are made anew when it differs.
/// The first part is the version of the collation data.
pub const SORT_KEY_VERSION: &str = "icu-2.4/1";

/// A surname whose reading is not the usual one of its character, with a character of that reading that is no surname itself and so takes
/// its place in the order, and the reading.
type Reading = (&'static str, &'static str, &'static str);

/// Two characters first: 单于 is not 单.
const COMPOUND: [Reading; 8] = [
    ("单于", "蝉于", "chányú"),
    ("令狐", "零狐", "línghú"),
    ("万俟", "茉奇", "mòqí"),
    ("澹台", "坛台", "tántái"),
    ("尉迟", "遇迟", "yùchí"),
    ("长孙", "掌孙", "zhǎngsūn"),
    ("宰父", "宰斧", "zǎifǔ"),
    ("相里", "象里", "xiànglǐ"),
];

const SINGLE: [Reading; 42] = [
    ("秘", "币", "bì"),
    ("卜", "哺", "bǔ"),
    ("谌", "晨", "chén"),
    ("种", "虫", "chóng"),
    ("褚", "础", "chǔ"),
    ("都", "督", "dū"),
    ("盖", "哿", "gě"),
    ("葛", "舸", "gě"),
    ("句", "沟", "gōu"),
    ("过", "锅", "guō"),
    ("华", "话", "huà"),
    ("纪", "己", "jǐ"),
    ("阚", "瞰", "kàn"),
    ("缪", "妙", "miào"),
    ("粘", "鲇", "nián"),
    ("区", "鸥", "ōu"),
    ("朴", "瓢", "piáo"),
    ("繁", "鄱", "pó"),
    ("仇", "球", "qiú"),
    ("曲", "驱", "qū"),
    ("瞿", "渠", "qú"),
    ("覃", "琴", "qín"),
    ("阙", "缺", "quē"),
    ("任", "壬", "rén"),
    ("撒", "洒", "sǎ"),
    ("单", "擅", "shàn"),
    ("召", "哨", "shào"),
    ("折", "舌", "shé"),
    ("盛", "胜", "shèng"),
    ("宿", "诉", "sù"),
    ("洗", "显", "xiǎn"),
    ("解", "蟹", "xiè"),
    ("燕", "烟", "yān"),
    ("应", "英", "yīng"),
    ("於", "淤", "yū"),
    ("乐", "阅", "yuè"),
    ("员", "孕", "yùn"),
    ("曾", "增", "zēng"),
    ("查", "渣", "zhā"),
    ("祭", "债", "zhài"),
    ("翟", "宅", "zhái"),
    ("訾", "姿", "zī"),
];

static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| CollatorBorrowed::try_new(locale!("zh-u-co-pinyin").into(), CollatorOptions::default()).ok());

/// The key by which people's names are put in order, byte by byte: pinyin of the surname as a surname is read, then of the given name;
/// equal readings by the characters themselves, so that no two different names have one key. For people only: see [`text_sort_key`].
pub fn sort_key(name: &str) -> Vec<u8> {
    keyed(&as_surname_is_read(name), name)
}

/// The key for orgs, firms and titles: pinyin without the readings of surnames.
pub fn text_sort_key(text: &str) -> Vec<u8> {
    keyed(text, text)
}

fn keyed(read: &str, original: &str) -> Vec<u8> {
    let mut key = Vec::new();
    match &*COLLATOR {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(read, &mut key);
        }
        None => key.extend_from_slice(read.as_bytes()),
    }
    // No byte of a collation key is 0, so a shorter key stays before its continuations.
    key.push(0);
    key.extend_from_slice(original.as_bytes());
    key
}

/// A name with a middle dot or of more than four characters has no Chinese surname in front.
fn as_surname_is_read(name: &str) -> String {
    let count = name.chars().count();
    if !(2..=4).contains(&count) || name.contains('·') {
        return name.to_owned();
    }
    let compound = COMPOUND.iter().filter(|_| count > 2);
    compound
        .chain(&SINGLE)
        .find_map(|(surname, stand_in, _)| name.strip_prefix(surname).map(|given| format!("{stand_in}{given}")))
        .unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn in_order(names: &[&str]) {
        for pair in names.windows(2) {
            assert!(sort_key(pair[0]) < sort_key(pair[1]), "{} before {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn names_stand_in_the_order_of_their_pinyin() {
        in_order(&["阿依古丽·买买提", "陈一", "李娜", "李四", "欧阳明", "王五", "张三", "赵六", "周七"]);
        in_order(&["王一", "王一一", "王忠"]);
    }

    #[test]
    fn surnames_are_read_as_surnames() {
        // Each stands after a name of an earlier syllable and before one of a later: its usual reading would put it elsewhere.
        in_order(&["岳明", "曾明", "张明"]);
        in_order(&["沙明", "单明", "尚明"]);
        in_order(&["夏明", "解明", "辛明"]);
        in_order(&["秦明", "仇明", "曲明"]);
        in_order(&["袁明", "查明", "翟明", "张明"]);
        in_order(&["宁明", "区明", "潘明"]);
        in_order(&["裴明", "朴明", "浦明"]);
        in_order(&["高明", "盖明", "耿明"]);
        in_order(&["胡明", "华明", "黄明"]);
        in_order(&["于明", "尉迟明", "袁明"]);
        in_order(&["曾明", "长孙明", "赵明"]);
        in_order(&["孟明", "万俟明", "牟明"]);
        in_order(&["曹明", "单于明", "常明"]);
    }

    #[test]
    fn each_stand_in_has_the_reading_of_its_row() {
        let tones = "āáǎàēéěèīíǐìōóǒòūúǔù";
        let plain = |reading: &str| -> (String, usize) {
            let marked = |c: char| tones.chars().position(|t| t == c);
            let letters = reading.chars().map(|c| marked(c).map_or(c, |at| char::from(b"aeiou"[at / 4]))).collect();
            (letters, reading.chars().find_map(marked).unwrap_or(0) % 4)
        };
        for table in [&COMPOUND[..], &SINGLE[..]] {
            let mut rows: Vec<&Reading> = table.iter().collect();
            rows.sort_by_key(|(_, stand_in, _)| text_sort_key(stand_in));
            for pair in rows.windows(2) {
                assert!(plain(pair[0].2) <= plain(pair[1].2), "{:?} {:?}", pair[0], pair[1]);
            }
        }
    }

    #[test]
    fn kept_keys_are_those_of_their_version() {
        // When this fails after an update of the collation data, raise SORT_KEY_VERSION and put the new bytes here.
        let hex: String = ["曾明", "王五"].iter().flat_map(|name| text_sort_key(name)).map(|b| format!("{b:02x}")).collect();
        assert_eq!((SORT_KEY_VERSION, hex.as_str()), ("icu-2.4/1", "50d0759d0106010600e69bbee6988e896a8b190106010600e78e8be4ba94"));
    }

    #[test]
    fn surname_readings_touch_people_only() {
        assert!(text_sort_key("单位") < text_sort_key("党委"));
        assert!(sort_key("查理·布朗") < sort_key("陈明"));
        // A character without a known reading stands after those with one.
        in_order(&["张", "张飞", "张三", "张𠮷", "赵三"]);
        assert_ne!(sort_key("曾明"), sort_key("增明"));
    }

    proptest! {
        #[test]
        fn different_names_have_different_keys(a in "[曾增单擅王\u{4e00}-\u{4e40}𠮷]{1,3}", b in "[曾增单擅王\u{4e00}-\u{4e40}𠮷]{1,3}") {
            prop_assert_eq!(sort_key(&a) == sort_key(&b), a == b);
        }
    }
}
