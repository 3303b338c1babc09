//! Readings of office cells: what people type as a day, a number, a ditto mark or a total, turned into exact values or refused
//! with a sentence that says how to mend the cell. Pure functions of the text and, for days, of the year and month that the
//! sheet's title or a heading gives.

mod day;
mod day_scan;
mod fold;
mod label;
mod quantity;

pub use day::{DateHint, day_of_excel_serial, read_day, read_days};
pub use fold::fold;
pub use label::{is_ditto, is_total_label};
pub use quantity::{Quantity, quantity_of_f64, read_quantity};

/// Why a cell was not read; carries the start of the cell's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// The cell is empty or says "none".
    #[error("the cell is empty; fill it in")]
    Blank,
    /// No date at all, or one in an order that is not read.
    #[error("“{0}” is no date; write 2022-03-05")]
    NotADate(String),
    /// A date that no calendar has.
    #[error("there is no day “{0}”; check the month and the day")]
    NoSuchDay(String),
    /// A real day before 1900 or after 2099.
    #[error("“{0}” is out of range; days from 1900 to 2099 are kept")]
    OutOfRange(String),
    /// The year is missing and nothing around the cell gives it.
    #[error("“{0}” has no year; write 2022-03-05, or put the year in the sheet's title")]
    NoYear(String),
    /// Only a day of the month, and no heading gives the month.
    #[error("“{0}” has no month; write 2022-03-05, or put the month in a heading")]
    NoMonth(String),
    /// A year or a month without a day.
    #[error("“{0}” names no day; write 2022-03-05")]
    NoDay(String),
    /// Two days where one is wanted.
    #[error("“{0}” names two days where one is wanted; write one day")]
    TwoDays(String),
    /// The last day lies before the first.
    #[error("“{0}” ends before it begins; check both days")]
    Backwards(String),
    /// No number.
    #[error("“{0}” is no number; write a figure such as 12")]
    NotANumber(String),
    /// A number that is only about right.
    #[error("“{0}” is approximate; write the exact figure")]
    Approximate(String),
    /// Less than zero.
    #[error("“{0}” is negative; write a figure from 0 on")]
    Negative(String),
    /// More than two decimals.
    #[error("“{0}” has more than two decimals; round it")]
    TooPrecise(String),
    /// Beyond what is counted (10^13).
    #[error("“{0}” is too large; check the figure")]
    TooLarge(String),
}

impl ReadingError {
    /// The sentence for a page: what is wrong and how to mend it.
    pub fn chinese(&self) -> String {
        match self {
            ReadingError::Blank => "这一格是空的，请填写。".into(),
            ReadingError::NotADate(t) => format!("“{t}”不是日期，请写成2022年3月5日或2022-03-05。"),
            ReadingError::NoSuchDay(t) => format!("没有“{t}”这一天，请核对月和日。"),
            ReadingError::OutOfRange(t) => format!("“{t}”超出范围，只收1900年至2099年的日期，请核对年份。"),
            ReadingError::NoYear(t) => format!("“{t}”没有年份，请写成2022年3月5日，或在表的标题里写明年份。"),
            ReadingError::NoMonth(t) => format!("“{t}”没有月份，请写成2022年3月5日，或在上面的小标题里写明月份。"),
            ReadingError::NoDay(t) => format!("“{t}”没有写到日，请写成2022年3月5日。"),
            ReadingError::TwoDays(t) => format!("“{t}”写了两个日期，这里只要一天，请只留一天。"),
            ReadingError::Backwards(t) => format!("“{t}”的结束日期早于开始日期，请核对。"),
            ReadingError::NotANumber(t) => format!("“{t}”不是数字，请填写具体数字，如12。"),
            ReadingError::Approximate(t) => format!("“{t}”是概数，请填写准确数字。"),
            ReadingError::Negative(t) => format!("“{t}”是负数，请填写0或0以上的数字。"),
            ReadingError::TooPrecise(t) => format!("“{t}”的小数超过两位，请保留两位小数以内。"),
            ReadingError::TooLarge(t) => format!("“{t}”太大，请核对数字。"),
        }
    }
}

/// The start of a cell's text, short enough for a sentence, without anybody's id or phone: refusals are shown and kept.
fn excerpt(text: &str) -> String {
    let start: String = text.trim().chars().take(200).collect();
    let text = crate::identifier::mask_text(&start);
    let mut short: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_one_sentence_that_asks_for_something() {
        let t = || "某格".to_string();
        for error in [
            ReadingError::Blank,
            ReadingError::NotADate(t()),
            ReadingError::NoSuchDay(t()),
            ReadingError::OutOfRange(t()),
            ReadingError::NoYear(t()),
            ReadingError::NoMonth(t()),
            ReadingError::NoDay(t()),
            ReadingError::TwoDays(t()),
            ReadingError::Backwards(t()),
            ReadingError::NotANumber(t()),
            ReadingError::Approximate(t()),
            ReadingError::Negative(t()),
            ReadingError::TooPrecise(t()),
            ReadingError::TooLarge(t()),
        ] {
            let chinese = error.chinese();
            assert!(chinese.ends_with('。') && chinese.contains('请') && !chinese.contains('\n'), "{chinese}");
            assert!(!error.to_string().contains('\n'));
        }
    }

    #[test]
    fn a_long_cell_is_cut_in_the_sentence() {
        assert_eq!(excerpt(&"长".repeat(500)).chars().count(), 41);
        assert_eq!(excerpt(" a\nb "), "a b");
    }

    #[test]
    fn a_refusal_repeats_no_personal_number() {
        let refused = read_day("11010519491231002X", &DateHint::default());
        assert_eq!(refused, Err(ReadingError::NotADate("110***********002X".into())));
        assert_eq!(read_quantity("13812341234、13912341234"), Err(ReadingError::NotANumber("138****1234、139****1234".into())));
    }
}
