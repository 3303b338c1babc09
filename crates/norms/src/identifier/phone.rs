//! Phone numbers (norms ID-03).

use std::fmt;

use super::{IdentifierError, compact};

/// A mobile number (13812345678) or a landline with its area code (0512-65551234).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

impl Phone {
    /// Reads a number in either width; +86, blanks, dashes and brackets about the area code are let pass.
    pub fn new(text: &str) -> Result<Phone, IdentifierError> {
        let bare: String = compact(text).chars().filter(|c| !matches!(c, '-' | '(' | ')' | '—' | '–' | '−')).collect();
        let national = ["+86", "0086", "86"].iter().find_map(|p| bare.strip_prefix(p)).unwrap_or(&bare);
        if !national.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::PhoneForm);
        }
        if is_mobile(national) {
            return Ok(Phone(national.to_owned()));
        }
        // +86 512 6555 1234 has dropped the zero of its area code.
        let landline = if national.starts_with('0') || national.len() == bare.len() { national.to_owned() } else { format!("0{national}") };
        area_length(&landline).map(|area| Phone(format!("{}-{}", &landline[..area], &landline[area..]))).ok_or(IdentifierError::PhoneForm)
    }

    /// The whole number. Only for the encrypted column, the keyed digest and an audited opening (DATA-04).
    pub fn in_clear(&self) -> &str {
        &self.0
    }

    /// 138****1234, 0512-****1234 (DATA-04).
    pub fn masked(&self) -> String {
        masked(&self.0)
    }
}

/// 11 digits from 13 to 19 on.
pub(super) fn is_mobile(digits: &str) -> bool {
    let b = digits.as_bytes();
    b.len() == 11 && b.iter().all(u8::is_ascii_digit) && b[0] == b'1' && (b'3'..=b'9').contains(&b[1])
}

/// Length of the area code when the digits are a whole landline: 010 and 02x have three places, the others four; 7 or 8 digits follow.
pub(super) fn area_length(digits: &str) -> Option<usize> {
    let b = digits.as_bytes();
    if b.len() < 10 || b[0] != b'0' || !b.iter().all(u8::is_ascii_digit) || b[1] == b'0' {
        return None;
    }
    let area = if b[1] == b'1' || b[1] == b'2' { 3 } else { 4 };
    let first = b[area];
    ((7..=8).contains(&(b.len() - area)) && first != b'0' && first != b'1').then_some(area)
}

/// The masked form of a number as [`Phone`] keeps it.
pub(super) fn masked(number: &str) -> String {
    match number.split_once('-') {
        Some((area, own)) => format!("{area}-{}{}", "*".repeat(own.len() - 4), &own[own.len() - 4..]),
        None => format!("{}****{}", &number[..3], &number[7..]),
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl fmt::Display for Phone {
    /// Masked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_the_forms_people_write() {
        for (text, clear, masked) in [
            ("13812341234", "13812341234", "138****1234"),
            (" +86 138 1234 1234", "13812341234", "138****1234"),
            ("0086-138-1234-1234", "13812341234", "138****1234"),
            ("１９９１２３４１２３４", "19912341234", "199****1234"),
            ("0512-65551234", "0512-65551234", "0512-****1234"),
            ("(0512) 6555 1234", "0512-65551234", "0512-****1234"),
            ("010-65551234", "010-65551234", "010-****1234"),
            ("0557-5551234", "0557-5551234", "0557-***1234"),
            ("+86 512 65551234", "0512-65551234", "0512-****1234"),
        ] {
            let phone = Phone::new(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!((phone.in_clear(), phone.masked().as_str()), (clear, masked), "{text}");
            assert_eq!(format!("{phone} {phone:?}"), format!("{masked} Phone({masked})"));
        }
    }

    #[test]
    fn other_numbers_are_refused() {
        for text in [
            "",
            "12812341234",
            "1381234123",
            "138123412345",
            "65551234",
            "0512-655512",
            "00512-65551234",
            "138****1234",
            "1381234123x",
            "0512-05551234",
        ] {
            assert_eq!(Phone::new(text), Err(IdentifierError::PhoneForm), "{text}");
        }
    }
}
