//! When two spellings are the same firm.

use crate::reading::fold;

/// The key by which a firm without a credit code is known: half-width letters, digits and brackets, no blanks, 有限责任公司 as 有限公司.
/// Nothing else is merged: 某某（苏州）有限公司 and 苏州某某有限公司 stay two firms.
pub fn firm_key(name: &str) -> String {
    let bare: String = fold(name).chars().filter(|c| !c.is_whitespace()).collect();
    bare.replace("有限责任公司", "有限公司")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_firm_share_a_key_and_others_do_not() {
        for same in ["云杉（苏州）科技有限公司", "云杉(苏州)科技有限责任公司", " 云杉 （苏州）　科技有限公司\n"]
        {
            assert_eq!(firm_key(same), "云杉(苏州)科技有限公司", "{same}");
        }
        assert_eq!(firm_key("ＡＢ１科技有限公司"), "AB1科技有限公司");
        for other in ["云杉科技有限公司", "云杉（苏州）科技股份有限公司", "苏州云杉科技有限公司"] {
            assert_ne!(firm_key(other), "云杉(苏州)科技有限公司");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(name in "[\u{4e00}-\u{4e20}有限责任公司（）() Ａa]{0,20}") {
            let key = firm_key(&name);
            prop_assert_eq!(firm_key(&key), key);
        }
    }
}
