//! Free text as people type or paste it.

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// More characters than the field keeps.
    #[error("the text has {has} characters, the field takes {most}; shorten it")]
    TooLong {
        /// Characters found.
        has: usize,
        /// Characters allowed.
        most: usize,
    },
    /// A character that no keyboard writes into a text.
    #[error("the text holds a control character (U+{0:04X}); remove it")]
    Control(u32),
}

impl TextError {
    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            TextError::TooLong { has, most } => format!("这里最多{most}个字，现在有{has}个，请删减。"),
            TextError::Control(code) => format!("文字里有不可见的控制字符（U+{code:04X}），请删去后重新填写。"),
        }
    }
}

/// Trims, keeps line breaks (as \n) and turns tabs into blanks. Refused: control characters, marks that turn the direction of writing,
/// more than `max_chars` characters.
pub fn clean_text(text: &str, max_chars: usize) -> Result<String, TextError> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if let Some(bad) = text.chars().find(|c| *c != '\n' && is_control(*c)) {
        return Err(TextError::Control(u32::from(bad)));
    }
    let has = text.chars().count();
    if has > max_chars { Err(TextError::TooLong { has, most: max_chars }) } else { Ok(text.to_owned()) }
}

/// The same for a field of one line: line breaks and runs of blanks become one blank.
pub fn clean_line(text: &str, max_chars: usize) -> Result<String, TextError> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    clean_text(&line, max_chars)
}

/// Controls, and the marks that can make a text read otherwise than it is.
pub(super) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_keep_their_lines() {
        assert_eq!(clean_text("\u{feff} 第一行\r\n\t第二行　\n", 20).as_deref(), Ok("第一行\n 第二行"));
        assert_eq!(clean_line(" 第一行\r\n  第二行 ", 20).as_deref(), Ok("第一行 第二行"));
        assert_eq!(clean_text("𠮷𠮷", 2).as_deref(), Ok("𠮷𠮷"));
        assert_eq!(clean_text("", 0).as_deref(), Ok(""));
    }

    #[test]
    fn control_characters_and_long_texts_are_refused() {
        assert_eq!(clean_text("a\0b", 9), Err(TextError::Control(0)));
        assert_eq!(clean_line("a\u{202e}b", 9), Err(TextError::Control(0x202e)));
        assert_eq!(clean_text("一二三", 2), Err(TextError::TooLong { has: 3, most: 2 }));
    }
}
