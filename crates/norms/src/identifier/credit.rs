//! Unified social credit codes (GB 32100-2015 with the organisation code of GB 11714 inside, norms ID-02).

use std::fmt;

use super::{IdentifierError, compact};

/// A credit code of 18 places with both check digits right.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct CreditCode(String);

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl CreditCode {
    /// Reads a code in either width and case.
    pub fn new(text: &str) -> Result<CreditCode, IdentifierError> {
        let code = compact(text);
        let values: Vec<usize> = code.bytes().filter_map(|b| ALPHABET.iter().position(|a| *a == b)).collect();
        if code.len() != 18 || values.len() != 18 {
            return Err(IdentifierError::CreditCodeForm);
        }
        let sum: usize = values.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum();
        let good = values[17] == (31 - sum % 31) % 31 && inner_holds(&code.as_bytes()[8..17]);
        if good { Ok(CreditCode(code)) } else { Err(IdentifierError::CreditCodeCheck) }
    }

    /// The 18 places.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The organisation code in places 9 to 17.
fn inner_holds(nine: &[u8]) -> bool {
    let value = |b: u8| char::from(b).to_digit(36).unwrap_or(0);
    let sum: u32 = nine.iter().zip(INNER_WEIGHTS).map(|(b, w)| value(*b) * w).sum();
    let check = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        n => b'0' + u8::try_from(n).unwrap_or(0),
    };
    nine.last() == Some(&check)
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_judged_by_both_check_digits() {
        use IdentifierError as E;
        for (text, result) in [
            ("91999999MA0000AB0P", Ok(())),
            ("91999999MA100021X0", Ok(())),
            ("519999995000000073", Ok(())),
            ("91350100M000100Y43", Ok(())),
            ("９1350100m000100y43 ", Ok(())),
            ("91350100M000100Y4Q", Err(E::CreditCodeCheck)),
            ("91999999MA0000AB0Q", Err(E::CreditCodeCheck)),
            ("91350100M000100I43", Err(E::CreditCodeForm)),
            ("91350100M000100O43", Err(E::CreditCodeForm)),
            ("9135010SM000100Y43", Err(E::CreditCodeForm)),
            ("91350100V000100Y43", Err(E::CreditCodeForm)),
            ("91350100Z000100Y43", Err(E::CreditCodeForm)),
            ("91350100M000100Y4", Err(E::CreditCodeForm)),
            ("", Err(E::CreditCodeForm)),
        ] {
            assert_eq!(CreditCode::new(text).map(|_| ()), result, "{text}");
        }
    }

    #[test]
    fn a_right_outer_digit_does_not_excuse_a_wrong_inner_one() {
        // The inner check digit changed and the outer one made to fit it.
        let wrong: Vec<String> = ALPHABET.iter().map(|c| format!("91350100M000100Y5{}", char::from(*c))).collect();
        assert!(wrong.iter().all(|code| CreditCode::new(code) == Err(IdentifierError::CreditCodeCheck)));
    }
}
