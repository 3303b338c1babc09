//! Numbers of official documents (GB/T 9704-2012, norms DOC-04).

use std::fmt;

use super::IdentifierError;
use crate::reading::fold;

/// Issuer code, year and serial: 苏委工组〔2022〕51号.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentNumber {
    issuer: String,
    year: i64,
    serial: i64,
}

impl DocumentNumber {
    /// Makes a number from its parts; the issuer code has 1 to 20 characters without digits and brackets, the year lies between 1949 and
    /// 2099, the serial between 1 and 99,999.
    pub fn new(issuer: &str, year: i64, serial: i64) -> Result<DocumentNumber, IdentifierError> {
        let issuer: String = fold(issuer).chars().filter(|c| !c.is_whitespace()).collect();
        if !(1..=20).contains(&issuer.chars().count()) || !issuer.chars().all(char::is_alphabetic) || !(1..=99_999).contains(&serial) {
            return Err(IdentifierError::DocumentForm);
        }
        if issuer.ends_with('第') {
            return Err(IdentifierError::DocumentOrdinal);
        }
        if !(1949..=2099).contains(&year) {
            return Err(IdentifierError::DocumentYear);
        }
        Ok(DocumentNumber { issuer, year, serial })
    }

    /// Reads a whole number as the standard writes it. A wrong bracket, 第, leading zero or short year each has its own refusal.
    pub fn read(text: &str) -> Result<DocumentNumber, IdentifierError> {
        let text: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect();
        let form = IdentifierError::DocumentForm;
        let body = text.strip_suffix('号').ok_or(form)?;
        let (open, close) =
            (body.find(['〔', '[', '(', '【', '〈', '{']).ok_or(form)?, body.find(['〕', ']', ')', '】', '〉', '}']).ok_or(form)?);
        if open >= close {
            return Err(form);
        }
        let (issuer, inside, after) = (&body[..open], inner(&body[open..close]), inner(&body[close..]));
        if !body[open..].starts_with('〔') || !body[close..].starts_with('〕') {
            return Err(IdentifierError::DocumentBrackets);
        }
        if after.starts_with('第') {
            return Err(IdentifierError::DocumentOrdinal);
        }
        let digits =
            |s: &str| (!s.is_empty() && s.len() <= 5 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<i64>().ok()).flatten();
        let serial = digits(after).ok_or(form)?;
        if after.starts_with('0') {
            return Err(IdentifierError::DocumentZero);
        }
        let year = digits(inside).filter(|_| inside.len() == 4).ok_or(IdentifierError::DocumentYear)?;
        DocumentNumber::new(issuer, year, serial)
    }

    /// 苏委工组.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Four-digit year.
    pub fn year(&self) -> i64 {
        self.year
    }

    /// Running number within the year.
    pub fn serial(&self) -> i64 {
        self.serial
    }
}

/// What follows the first character.
fn inner(text: &str) -> &str {
    text.char_indices().nth(1).map_or("", |(at, _)| &text[at..])
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕{}号", self.issuer, self.year, self.serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_written_as_the_standard_writes_it() {
        let number = DocumentNumber::read(" 苏委工组〔２０２２〕51 号").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((number.issuer(), number.year(), number.serial()), ("苏委工组", 2022, 51));
        assert_eq!(number.to_string(), "苏委工组〔2022〕51号");
    }

    #[test]
    fn each_usual_slip_has_its_own_refusal() {
        use IdentifierError as E;
        for (text, error) in [
            ("苏委工组[2022]51号", E::DocumentBrackets),
            ("苏委工组（2022）51号", E::DocumentBrackets),
            ("苏委工组【2022】51号", E::DocumentBrackets),
            ("苏委工组〔2022)51号", E::DocumentBrackets),
            ("苏委工组〔2022〕第51号", E::DocumentOrdinal),
            ("苏委工组〔2022〕051号", E::DocumentZero),
            ("苏委工组〔22〕51号", E::DocumentYear),
            ("苏委工组〔1899〕51号", E::DocumentYear),
            ("苏委工组〔2022〕号", E::DocumentForm),
            ("苏委工组〔2022〕51", E::DocumentForm),
            ("〔2022〕51号", E::DocumentForm),
            ("51号", E::DocumentForm),
            ("苏委工组〕2022〔51号", E::DocumentForm),
            ("", E::DocumentForm),
        ] {
            assert_eq!(DocumentNumber::read(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(year in 1949..2100i64, serial in 1..100_000i64) {
            let number = DocumentNumber::new("某团工", year, serial);
            prop_assert_eq!(number.as_ref().map(ToString::to_string).map(|t| DocumentNumber::read(&t)), Ok(number.clone()));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "[苏〔〕()第0-9号 ]{0,14}") {
            let _ = DocumentNumber::read(&text);
        }
    }
}
