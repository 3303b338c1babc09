//! One form for what keyboards give in two widths.

/// Full-width digits, letters, marks and blanks to half-width (as NFKC does), blanks of any kind collapsed to one and trimmed,
/// invisible characters out. Chinese characters and their own marks (、。《》〔〕) stay as they are.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        let c = fold_char(c);
        if c == '\0' {
            continue;
        }
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && !out.is_empty() {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// `'\0'` for what is to be left out.
fn fold_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{FFE5}' => '¥',
        '\u{FE50}' => ',',
        '\u{FE52}' => '.',
        '\u{FE55}' => ':',
        '\u{FE63}' => '-',
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' => '\0',
        c if c.is_control() && !c.is_whitespace() => '\0',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_and_blanks_are_folded_and_chinese_stays() {
        for (from, to) in [
            ("２０２２年７月１０日", "2022年7月10日"),
            ("　Ａｂ（１）：～－．，　", "Ab(1):~-.,"),
            (" 合\u{3000}\u{a0} 计\r\n", "合 计"),
            ("\u{feff}《条例》、〔2022〕。", "《条例》、〔2022〕。"),
            ("苏\u{200b}州\u{7}𠮷㎡", "苏州𠮷㎡"),
            ("", ""),
        ] {
            assert_eq!(fold(from), to);
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
