//! Citizen id numbers (GB 11643, norms ID-01).

use std::fmt;

use super::{IdentifierError, compact};
use crate::Day;

/// A citizen id of 18 places whose check digit and birth date are right.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CitizenId(String);

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

impl CitizenId {
    /// Reads an id in either width, x for X allowed. Refused: 15 digits, a wrong check digit, a birth date that does not exist, lies before
    /// 1900 or after `today`.
    pub fn new(text: &str, today: Day) -> Result<CitizenId, IdentifierError> {
        let id = compact(text);
        if id.len() == 15 && id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::OldCitizenId);
        }
        let bytes = id.as_bytes();
        let good_form =
            bytes.len() == 18 && bytes[..17].iter().all(u8::is_ascii_digit) && (bytes[17].is_ascii_digit() || bytes[17] == b'X');
        if !good_form {
            return Err(IdentifierError::CitizenIdForm);
        }
        let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
        if CHECKS[(sum % 11) as usize] != bytes[17] {
            return Err(IdentifierError::CitizenIdCheck);
        }
        let birth = birth_of(bytes).ok_or(IdentifierError::CitizenIdBirth)?;
        if birth > today { Err(IdentifierError::CitizenIdFuture) } else { Ok(CitizenId(id)) }
    }

    /// All 18 places. Only for the encrypted column, the keyed digest and an audited opening (DATA-04).
    pub fn in_clear(&self) -> &str {
        &self.0
    }

    /// 110***********002X (DATA-04).
    pub fn masked(&self) -> String {
        format!("{}***********{}", &self.0[..3], &self.0[14..])
    }

    /// Day of birth.
    pub fn birth(&self) -> Day {
        birth_of(self.0.as_bytes()).unwrap_or_else(Day::first)
    }

    /// Whether the 17th place is odd.
    pub fn is_male(&self) -> bool {
        self.0.as_bytes()[16] % 2 == 1
    }
}

fn birth_of(bytes: &[u8]) -> Option<Day> {
    let number = bytes.get(6..14)?.iter().fold(0, |n, b| n * 10 + i64::from(b - b'0'));
    Day::from_number(number).ok()
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CitizenId({})", self.masked())
    }
}

impl fmt::Display for CitizenId {
    /// Masked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Day {
        Day::from_number(20221031).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn ids_of_the_standard_are_judged_as_it_says() {
        use IdentifierError as E;
        for (text, result) in [
            ("999999200002290019", Ok(())),
            ("99999919950615009X", Ok(())),
            ("99999919950615009x", Ok(())),
            ("９９９９９９ 19950615 009Ｘ", Ok(())),
            ("11010519491231002X", Ok(())),
            ("999999190002290012", Err(E::CitizenIdBirth)),
            ("999999200002290018", Err(E::CitizenIdCheck)),
            ("110105491231002", Err(E::OldCitizenId)),
            ("11010519491231002", Err(E::CitizenIdForm)),
            ("X1010519491231002X", Err(E::CitizenIdForm)),
            ("110105194912310一2X", Err(E::CitizenIdForm)),
            ("", Err(E::CitizenIdForm)),
        ] {
            assert_eq!(CitizenId::new(text, today()).map(|_| ()), result, "{text}");
        }
        let before = Day::from_number(20000228).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(CitizenId::new("999999200002290019", before), Err(E::CitizenIdFuture));
    }

    #[test]
    fn birth_and_sex_are_read_and_the_number_is_shown_masked_only() {
        let id = CitizenId::new("11010519491231002X", today()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((id.birth().number(), id.is_male()), (19491231, false));
        assert_eq!(id.masked(), "110***********002X");
        assert_eq!(format!("{id} {id:?}"), "110***********002X CitizenId(110***********002X)");
        assert!(CitizenId::new("999999200002290019", today()).is_ok_and(|id| id.is_male()));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(at in 0..17usize, up in 1..10u8) {
            let mut bytes = b"11010519491231002X".to_vec();
            bytes[at] = (bytes[at] - b'0' + up) % 10 + b'0';
            let text = String::from_utf8(bytes).unwrap_or_default();
            prop_assert_eq!(CitizenId::new(&text, today()), Err(IdentifierError::CitizenIdCheck));
        }
    }
}
