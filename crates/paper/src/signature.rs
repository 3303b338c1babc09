//! Where signature and date stand (DOC-08), as distances from the right edge of the type area.

use crate::model::Signature;
use crate::text::width;

/// Distances from the right edge in hundredths of a character of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignaturePlace {
    /// Of the signing office's name.
    pub org: i64,
    /// Of the date.
    pub date: i64,
}

const CHARACTER: i64 = 100;

/// With a seal the date stands four characters from the right and the name is centred on it. Without, the name stands two
/// characters from the right and the date begins two characters right of where the name begins; a date longer than the name
/// stands two characters from the right and the name moves left by as much.
pub fn place(signature: &Signature) -> SignaturePlace {
    let org = width(&signature.org);
    let date = width(&signature.day.chinese());
    if signature.sealed {
        let right = 4 * CHARACTER;
        return SignaturePlace { org: (right + (date - org) / 2).max(0), date: right };
    }
    let edge = 2 * CHARACTER;
    if date > org {
        SignaturePlace { org: edge + date + 2 * CHARACTER - org, date: edge }
    } else {
        SignaturePlace { org: edge, date: edge + org - 2 * CHARACTER - date }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use norms::Day;

    fn at(org: &str, day: i64, sealed: bool) -> SignaturePlace {
        place(&Signature { org: org.to_owned(), day: Day::from_number(day).unwrap_or(Day::first()), sealed })
    }

    #[test]
    fn with_a_seal_the_name_is_centred_on_a_date_four_characters_from_the_right() {
        // 2022年5月6日 is six full-width characters' worth of half and full: 4 + 1 + 1 digits, three characters.
        assert_eq!(at("某市团委", 20220506, true), SignaturePlace { org: 500, date: 400 });
        assert_eq!(at("共青团某某市委员会机关总支部委员会", 20220506, true).date, 400);
        assert_eq!(at("共青团某某市委员会机关总支部委员会", 20220506, true).org, 0);
    }

    #[test]
    fn without_a_seal_the_date_begins_two_characters_right_of_the_name() {
        let place = at("共青团某某市委员会", 20220506, false);
        assert_eq!(place, SignaturePlace { org: 200, date: 300 });
        let name_begins = 900 + place.org;
        let date_begins = 600 + place.date;
        assert_eq!(name_begins - date_begins, 200);
    }

    #[test]
    fn a_date_longer_than_the_name_stands_two_characters_from_the_right() {
        let place = at("团市委", 20221231, false);
        assert_eq!(place.date, 200);
        assert_eq!(300 + place.org - (700 + place.date), 200);
    }
}
