//! Names of people.

use std::fmt;

use super::text::is_control;

/// A person's name: 2 to 50 characters (a variation selector is none), the middle dot always ·, no blanks between Chinese characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct PersonName(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or one character.
    #[error("a name has at least 2 characters; write it in full")]
    TooShort,
    /// More than 50 characters.
    #[error("a name has at most 50 characters; shorten it")]
    TooLong,
    /// A control character.
    #[error("the name holds a control character; type it again")]
    Control,
    /// A character that stands in no name: a stop, a bracketed remark of digits, a symbol.
    #[error("the name holds {0:?}; write the name only")]
    Strange(char),
}

impl NameError {
    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            NameError::TooShort => "姓名至少2个字，请写全。".to_owned(),
            NameError::TooLong => "姓名最多50个字，请核对。".to_owned(),
            NameError::Control => "姓名里有不可见的控制字符，请重新填写。".to_owned(),
            NameError::Strange(c) => format!("姓名里有“{c}”，这里请只填姓名。"),
        }
    }
}

impl PersonName {
    /// Folds the middle dot (． ‧ • ･ ・, and a full stop between Chinese characters) to ·, and the blanks offices set between two
    /// characters (张　三). Characters beyond the BMP and those of private use, which old office systems need for rare names, are kept.
    pub fn new(text: &str) -> Result<PersonName, NameError> {
        let chars: Vec<char> =
            text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)).chars().filter(|c| !is_invisible(*c)).collect();
        if chars.iter().any(|c| is_control(*c) && !c.is_whitespace()) {
            return Err(NameError::Control);
        }
        let name = dotted(&spaced(&folded(&chars)));
        let count = name.chars().filter(|c| !is_selector(*c)).count();
        if count > 50 {
            return Err(NameError::TooLong);
        }
        if let Some(strange) = name.chars().find(|c| !is_of_names(*c)) {
            return Err(NameError::Strange(strange));
        }
        let whole = count >= 2 && !name.starts_with('·') && !name.ends_with('·') && name.chars().any(is_letter);
        if whole { Ok(PersonName(name)) } else { Err(NameError::TooShort) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person's name as lists and proofs show it to those who need not know it: the first character and at most two stars (DATA-04 in
/// spirit; 欧阳静 → 欧**), so that the length of a long name tells nothing.
pub fn masked(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => format!("{first}{}", "*".repeat(chars.count().clamp(1, 2))),
        None => String::new(),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_private(c)
}

fn is_of_names(c: char) -> bool {
    is_letter(c) || is_selector(c) || matches!(c, '·' | ' ' | '-' | '\'' | '’' | '.')
}

/// Letters that stand close together: everything but Latin and its like.
fn is_close(c: char) -> bool {
    is_letter(c) && u32::from(c) >= 0x2E80 || is_selector(c)
}

fn folded(chars: &[char]) -> Vec<char> {
    let fold = |c: &char| match *c {
        '．' | '‧' | '•' | '･' | '・' | '∙' | '⋅' | '●' => '·',
        c @ ('\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}') => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        c if c.is_whitespace() => ' ',
        c => c,
    };
    chars.iter().map(fold).collect()
}

/// A full stop between two Chinese characters is a middle dot.
fn dotted(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let near = |at: Option<usize>| at.and_then(|i| chars.get(i)).is_some_and(|c| is_close(*c));
    let fold = |(i, c): (usize, &char)| if *c == '.' && near(i.checked_sub(1)) && near(Some(i + 1)) { '·' } else { *c };
    chars.iter().enumerate().map(fold).collect()
}

/// One blank between words of Latin letters, none elsewhere.
fn spaced(chars: &[char]) -> String {
    let mut out = String::new();
    let mut blank = false;
    for c in chars {
        if *c == ' ' {
            blank = true;
            continue;
        }
        let apart = |c: char| !is_close(c) && c != '·';
        if blank && apart(*c) && out.chars().next_back().is_some_and(apart) {
            out.push(' ');
        }
        blank = false;
        out.push(*c);
    }
    out
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_masked_name_shows_its_first_character_and_not_how_long_it_is() {
        for (name, shown) in [("张三", "张*"), ("欧阳静", "欧**"), ("𠮷野家", "𠮷**"), ("阿依古丽·买买提", "阿**"), ("卓", "卓*"), ("", "")]
        {
            assert_eq!(masked(name), shown);
        }
    }

    #[test]
    fn names_keep_rare_characters_and_get_one_middle_dot() {
        for (text, name) in [
            ("张　三", "张三"),
            (" 王 小 明\n", "王小明"),
            ("阿依古丽．买买提", "阿依古丽·买买提"),
            ("阿依古丽‧买买提", "阿依古丽·买买提"),
            ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("阿依古丽･买买提", "阿依古丽·买买提"),
            ("阿依古丽・买买提", "阿依古丽·买买提"),
            ("阿依古丽 · 买买提", "阿依古丽·买买提"),
            ("阿依古丽.买买提", "阿依古丽·买买提"),
            ("𠮷田", "𠮷田"),
            ("张𬍛", "张𬍛"),
            ("李\u{e863}", "李\u{e863}"),
            ("葛\u{e0100}明", "葛\u{e0100}明"),
            ("Mary  Ann O'Neil", "Mary Ann O'Neil"),
            ("Ｔｏｍ Jr.", "Tom Jr."),
        ] {
            assert_eq!(PersonName::new(text).map(|n| n.0).as_deref(), Ok(name), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for (text, error) in [
            ("", NameError::TooShort),
            ("王", NameError::TooShort),
            ("王·", NameError::TooShort),
            ("··", NameError::TooShort),
            ("张三、李四", NameError::Strange('、')),
            ("张三1", NameError::Strange('1')),
            ("张三（支书）", NameError::Strange('（')),
            ("张\0三", NameError::Control),
            ("张\u{202e}三", NameError::Control),
        ] {
            assert_eq!(PersonName::new(text), Err(error), "{text}");
        }
        assert!(PersonName::new(&"长".repeat(50)).is_ok());
        assert_eq!(PersonName::new(&"长".repeat(51)), Err(NameError::TooLong));
        assert_eq!(PersonName::new(&"𠮷".repeat(500)), Err(NameError::TooLong));
    }

    proptest! {
        #[test]
        fn a_name_is_its_own_name(text in "[一-三𠮷a-c·．. ]{0,12}") {
            if let Ok(name) = PersonName::new(&text) {
                prop_assert_eq!(PersonName::new(name.as_str()), Ok(name.clone()));
            }
        }
    }
}
