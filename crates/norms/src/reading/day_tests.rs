use super::*;
use proptest::prelude::*;

const NONE: DateHint = DateHint { year: None, month: None };
const YEAR: DateHint = DateHint { year: Some(2022), month: None };
const MONTH: DateHint = DateHint { year: Some(2022), month: Some(3) };

fn number(text: &str, hint: &DateHint) -> i64 {
    read_day(text, hint).map_or_else(|e| panic!("{text}: {e}"), Day::number)
}

#[test]
fn complete_dates_are_read_in_every_form_that_offices_write() {
    for text in [
        "2022.3.5",
        "2022/3/5",
        "2022-03-05",
        "2022年3月5日",
        "22.03.05",
        "22-3-5",
        "２０２２年３月５日",
        " 2022.3.5 ",
        "20220305",
        "2022.3.5.",
        "2022年3月5号",
        "2022年3月5日（星期六）",
        "2022-03-05 14:30",
        "2022-03-05T00:00:00",
        "2022-03-05T00:00:00.000",
        "2022年3月5日上午",
        "2022年3月5日下午3点",
        "2022年3月5日 下午 14:30-16:30",
        "二〇二二年三月五日",
        "二零二二年三月五日",
        "二○二二年三月五日",
        "二O二二年三月五日",
        "2022 年 3 月 5 日",
        "2022年03月05日",
        "２０２２．３．５",
        "2022. 3. 5",
        "2022年3月5",
        "2022年3.5",
        "2022.3月5日",
        "22年3月5日",
        "'2022.3.5",
        "2022.3.5 周六",
        "2022-03-05 星期六 9:00",
        "2022/3/5 0:00:00",
        "2022年3月5日9时30分",
        "2022年3月5日。",
        "2022.03.05日",
        "2022年三月五日",
        "2022年3月5日(周六)上午9:30",
    ] {
        assert_eq!(number(text, &NONE), 20220305, "{text}");
    }
    assert_eq!(number("二零二二年十二月廿三日", &NONE), 20221223);
    assert_eq!(number("２０２２年７月１０日", &NONE), 20220710);
    assert_eq!(number(" 2022.4.26 ", &NONE), 20220426);
    assert_eq!(number("2022年元月5日", &NONE), 20220105);
    assert_eq!(number("2022年10月31日", &NONE), 20221031);
    assert_eq!(number("二〇二二年十月三十一日", &NONE), 20221031);
}

#[test]
fn a_missing_year_or_month_comes_from_the_headings_only() {
    for text in ["3月5日", "3.5", "3-5", "3/5", "三月五日", "3月5号", "3月5", "03.05", "３．５", "3月5日（周六）"] {
        assert_eq!(number(text, &YEAR), 20220305, "{text}");
        assert!(matches!(read_day(text, &NONE), Err(ReadingError::NoYear(_))), "{text}");
    }
    for text in ["5日", "5", "05", "5号", "五日"] {
        assert_eq!(number(text, &MONTH), 20220305, "{text}");
        assert!(matches!(read_day(text, &YEAR), Err(ReadingError::NoMonth(_))), "{text}");
        assert!(matches!(read_day(text, &NONE), Err(ReadingError::NoYear(_))), "{text}");
    }
    assert_eq!(number("4.6", &MONTH), 20220406);
    assert_eq!(number("2021.12.5", &MONTH), 20211205);
}

#[test]
fn two_digit_years_stay_near_the_year_of_the_sheet() {
    assert_eq!(number("85.3.5", &NONE), 19850305);
    assert_eq!(number("49.3.5", &NONE), 20490305);
    assert_eq!(number("43.3.5", &YEAR), 19430305);
    assert_eq!(number("42.3.5", &YEAR), 20420305);
}

#[test]
fn each_kind_of_bad_date_has_its_own_refusal() {
    use ReadingError as E;
    let kind = |text: &str, hint| read_day(text, hint).map_or_else(|e| std::mem::discriminant(&e), |d| panic!("{text}: {d}"));
    let same = |e: E| std::mem::discriminant(&e);
    for text in ["2022年2月30日", "2022.13.5", "2022年4月31日", "2022-02-29", "2022.3.0"] {
        assert_eq!(kind(text, &NONE), same(E::NoSuchDay(String::new())), "{text}");
    }
    for text in ["1899.3.5", "2199年3月5日", "1899-12-31", "18991231", "2100.1.1"] {
        assert_eq!(kind(text, &NONE), same(E::OutOfRange(String::new())), "{text}");
    }
    for text in ["2022年3月", "2022.3", "2022年", "3月", "2022-03"] {
        assert_eq!(kind(text, &YEAR), same(E::NoDay(String::new())), "{text}");
    }
    for text in [
        "若干",
        "无",
        "3/5/2022",
        "3-5-22x",
        "5.3.2022",
        "44625",
        "12345678",
        "2022.3.5、3.8",
        "3月上旬",
        "12间",
        "2022-03-05T16:00:00Z",
        "99",
        "第3期",
        "123456789",
        "3月初五",
        "五月端午",
        "2晚",
        "5上午",
        "0512-67317343",
        "2022-67317343",
    ] {
        assert_eq!(kind(text, &MONTH), same(E::NotADate(String::new())), "{text}");
    }
    assert_eq!(kind("2022.3.5-3.8", &NONE), same(E::TwoDays(String::new())));
    assert_eq!(read_day(" 　", &MONTH), Err(E::Blank));
}

#[test]
fn ranges_give_their_first_and_last_day() {
    for (text, hint, from, to) in [
        ("2022.3.5-3.8", NONE, 20220305, 20220308),
        ("2022年3月5日至8日", NONE, 20220305, 20220308),
        ("3月5日—3月7日", YEAR, 20220305, 20220307),
        ("2022.3.5-2022.3.7", NONE, 20220305, 20220307),
        ("2022-03-05 - 2022-03-07", NONE, 20220305, 20220307),
        ("2022-03-05~2022-03-07", NONE, 20220305, 20220307),
        ("2022.3.5-8", NONE, 20220305, 20220308),
        ("3.5-3.8", YEAR, 20220305, 20220308),
        ("3/5—3/8", YEAR, 20220305, 20220308),
        ("3-5至3-8", YEAR, 20220305, 20220308),
        ("3月5-8日", YEAR, 20220305, 20220308),
        ("5-8日", MONTH, 20220305, 20220308),
        ("5日至8日", MONTH, 20220305, 20220308),
        ("2022年3月5日（周六）至3月8日（周二）", NONE, 20220305, 20220308),
        ("2022.3.5 9:00-2022.3.6 17:00", NONE, 20220305, 20220306),
        ("2022年12月30日至1月2日", NONE, 20221230, 20230102),
        ("2022年12月30日至2023年1月2日", NONE, 20221230, 20230102),
        ("二〇二二年三月五日至八日", NONE, 20220305, 20220308),
    ] {
        let (first, last) = read_days(text, &hint).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!((first.number(), last.map(Day::number)), (from, Some(to)), "{text}");
    }
    assert_eq!(read_days("2022.3.5", &NONE).map(|d| d.1), Ok(None));
    for text in ["2022.3.8-3.5", "2022年3月8日至5日", "2022.3.5-2021.3.5"] {
        assert!(matches!(read_days(text, &NONE), Err(ReadingError::Backwards(_))), "{text}");
    }
    for text in ["2022.3.5-", "2022.3.5-若干", "-2022.3.5", "2022.3.5-3.8-3.9"] {
        assert!(read_days(text, &NONE).is_err(), "{text}");
    }
}

#[test]
fn spreadsheet_numbers_become_their_day() {
    for (serial, is_1904, day) in [
        (1.0, false, 19000101),
        (59.0, false, 19000228),
        (61.0, false, 19000301),
        (44625.0, false, 20220305),
        (44625.99, false, 20220305),
        (73050.0, false, 20991231),
        (0.0, true, 19040101),
        (43163.0, true, 20220305),
    ] {
        assert_eq!(day_of_excel_serial(serial, is_1904).map(Day::number), Ok(day), "{serial}");
    }
    assert!(matches!(day_of_excel_serial(60.0, false), Err(ReadingError::NoSuchDay(_))));
    assert!(matches!(day_of_excel_serial(0.5, false), Err(ReadingError::NotADate(_))));
    assert!(matches!(day_of_excel_serial(f64::NAN, false), Err(ReadingError::NotADate(_))));
    for out in [-1.0, 73051.0, 1e300] {
        assert!(matches!(day_of_excel_serial(out, false), Err(ReadingError::OutOfRange(_))), "{out}");
    }
}

proptest! {
    #[test]
    fn every_day_is_read_back_from_every_form(days in 0..73_048i64) {
        let day = Day::first().plus_days(days);
        let (y, m, d) = (day.year(), day.month(), day.day_of_month());
        let characters = format!("{}年{}月{}日", crate::numeral::chinese_digits(y), crate::numeral::chinese(m), crate::numeral::chinese(d));
        for text in [day.chinese(), day.to_string(), format!("{y}.{m}.{d}"), format!("{y}/{m:02}/{d:02}"), day.number().to_string(), characters] {
            prop_assert_eq!(read_day(&text, &DateHint::default()), Ok(day));
        }
        prop_assert_eq!(read_day(&format!("{m}.{d}"), &DateHint { year: Some(y), month: None }), Ok(day));
        prop_assert_eq!(day_of_excel_serial((days + if days < 59 { 1 } else { 2 }) as f64, false), Ok(day));
    }

    #[test]
    fn no_cell_breaks_the_reader(text in "[0-9０-９年月日号.\\-/—~至一二十廿 :T上午(）周六]{0,24}") {
        for hint in [NONE, YEAR, MONTH] {
            if let Ok((from, Some(to))) = read_days(&text, &hint) {
                prop_assert!(from <= to);
            }
        }
    }
}
