//! Numbers that identify people, firms, lines and papers (norms ID-01 to ID-03, DOC-04). Each is a type of its own that cannot hold a
//! wrong number, and none shows a person's number unmasked by accident: `Debug` and `Display` of [`CitizenId`] and [`Phone`] are masked.

mod citizen;
mod credit;
mod document;
mod mask;
mod phone;

pub use citizen::CitizenId;
pub use credit::CreditCode;
pub use document::DocumentNumber;
pub use mask::mask_text;
pub use phone::Phone;

/// Why a number is refused. The number itself is not repeated: it may be somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Fifteen digits: the form before 1999, void since 2013.
    #[error("an old citizen id of 15 digits is not accepted; write the one of 18")]
    OldCitizenId,
    /// Not 17 digits and a digit or X.
    #[error("a citizen id has 17 digits and a last digit or X; check it")]
    CitizenIdForm,
    /// The last place does not prove the others.
    #[error("the check digit of the citizen id is wrong; compare it with the card")]
    CitizenIdCheck,
    /// Digits 7 to 14 are no day.
    #[error("the birth date in the citizen id does not exist; compare it with the card")]
    CitizenIdBirth,
    /// Born after today.
    #[error("the birth date in the citizen id lies in the future; compare it with the card")]
    CitizenIdFuture,
    /// Not 18 of the 31 characters.
    #[error("a credit code has 18 digits and capital letters without I, O, S, V and Z; check it")]
    CreditCodeForm,
    /// The last place, or that of the organisation code inside, does not prove the others.
    #[error("the check digit of the credit code is wrong; compare it with the licence")]
    CreditCodeCheck,
    /// Neither a mobile number nor a landline with its area code.
    #[error("a phone number has 11 digits from 13 to 19 on, or an area code and 7 or 8 digits; check it")]
    PhoneForm,
    /// Brackets other than 〔〕.
    #[error("the year of a document number stands in 〔〕; write 苏委工组〔2022〕51号")]
    DocumentBrackets,
    /// 第 before the serial.
    #[error("a document number has no 第; write 苏委工组〔2022〕51号")]
    DocumentOrdinal,
    /// A serial such as 051.
    #[error("the serial of a document number has no leading zero; write 苏委工组〔2022〕51号")]
    DocumentZero,
    /// Not four digits from 1949 to 2099.
    #[error("the year of a document number has four digits; write 苏委工组〔2022〕51号")]
    DocumentYear,
    /// Anything else.
    #[error("a document number is issuer, year, serial and 号; write 苏委工组〔2022〕51号")]
    DocumentForm,
}

impl IdentifierError {
    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            IdentifierError::OldCitizenId => "15位的旧身份证号已停用，请填写18位的身份证号。",
            IdentifierError::CitizenIdForm => "身份证号应为17位数字加1位数字或X，请核对。",
            IdentifierError::CitizenIdCheck => "身份证号的校验码不对，请与证件核对。",
            IdentifierError::CitizenIdBirth => "身份证号里的出生日期不存在，请与证件核对。",
            IdentifierError::CitizenIdFuture => "身份证号里的出生日期在今天之后，请与证件核对。",
            IdentifierError::CreditCodeForm => "统一社会信用代码应为18位数字和大写字母（不含I、O、S、V、Z），请核对。",
            IdentifierError::CreditCodeCheck => "统一社会信用代码的校验码不对，请与营业执照核对。",
            IdentifierError::PhoneForm => "电话应为11位手机号码，或带区号的固定电话，请核对。",
            IdentifierError::DocumentBrackets => "发文字号的年份应使用六角括号〔〕，请写成“苏委工组〔2022〕51号”的样式。",
            IdentifierError::DocumentOrdinal => "发文字号的序号前不加“第”，请写成“苏委工组〔2022〕51号”的样式。",
            IdentifierError::DocumentZero => "发文字号的序号不编虚位，请写成“苏委工组〔2022〕51号”的样式。",
            IdentifierError::DocumentYear => "发文字号的年份应写全四位，请写成“苏委工组〔2022〕51号”的样式。",
            IdentifierError::DocumentForm => "发文字号由发文机关代字、年份、序号组成，请写成“苏委工组〔2022〕51号”的样式。",
        }
        .to_owned()
    }
}

/// Half-width, no blanks, upper case: the form in which numbers are compared.
fn compact(text: &str) -> String {
    crate::reading::fold(text).chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}
