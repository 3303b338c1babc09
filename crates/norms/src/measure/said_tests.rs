use super::*;
use proptest::prelude::*;

fn fit(phrase: &str, value: i64) -> Fit {
    fits(&Said::read(phrase, 0).unwrap_or_else(|| panic!("{phrase} is not read")), value)
}

#[test]
fn the_table_of_approximations_holds_at_its_edges() {
    use Fit::{Differs, Fits, FitsButFar};
    for (phrase, value, want) in [
        ("726", 726, Fits),
        ("726", 725, Differs),
        ("700余", 700, Differs),
        ("700余", 701, Fits),
        ("700余", 750, Fits),
        ("700余", 751, FitsButFar),
        ("700余", 799, FitsButFar),
        ("700余", 800, Differs),
        ("700多", 726, Fits),
        ("200余", 200, Differs),
        ("200余", 213, Fits),
        ("200余", 299, FitsButFar),
        ("200余", 300, Differs),
        ("1000余", 1_000, Differs),
        ("1000余", 1_001, Fits),
        ("1000余", 1_999, FitsButFar),
        ("1000余", 2_000, Differs),
        ("千余", 1_001, Fits),
        ("千余", 2_000, Differs),
        ("一千余", 1_418, Fits),
        ("250余", 251, Fits),
        ("250余", 260, Differs),
        ("近500", 449, Differs),
        ("近500", 450, Fits),
        ("近500", 499, Fits),
        ("近500", 500, Differs),
        ("近1000", 899, Differs),
        ("近1000", 900, Fits),
        ("近1000", 999, Fits),
        ("近1000", 1_000, Differs),
        ("约500", 449, Differs),
        ("约500", 450, Fits),
        ("约500", 550, Fits),
        ("约500", 551, Differs),
        ("500左右", 550, Fits),
        ("约1000", 899, Differs),
        ("约1000", 900, Fits),
        ("约1000", 1_100, Fits),
        ("约1000", 1_101, Differs),
        ("超700", 700, Differs),
        ("超700", 701, Fits),
        ("逾700", 700, Differs),
        ("逾700", 800, FitsButFar),
        ("700以上", 699, Differs),
        ("700以上", 700, Fits),
        ("700以上", 800, FitsButFar),
        ("不足500", 449, Differs),
        ("不足500", 450, Fits),
        ("不足500", 499, Fits),
        ("不足500", 500, Differs),
        ("十几", 10, Differs),
        ("十几", 11, Fits),
        ("十几", 19, Fits),
        ("十几", 20, Differs),
        ("数十", 19, Differs),
        ("数十", 20, Fits),
        ("数十", 99, Fits),
        ("数十", 100, Differs),
        ("上百", 99, Differs),
        ("上百", 100, Fits),
        ("上百", 5_000, Fits),
        ("过半", 50, Differs),
        ("过半", 51, Fits),
        ("1.2万", 11_499, Differs),
        ("1.2万", 11_500, Fits),
        ("1.2万", 12_500, Fits),
        ("1.2万", 12_501, Differs),
        ("1.3万", 12_500, Differs),
        ("2万", 20_000, Fits),
        ("2万", 20_001, Differs),
        ("2.0万", 19_999, Fits),
        ("3万余", 30_001, Fits),
        ("3万余", 40_000, Differs),
        ("1,418", 1_418, Fits),
        ("七百余", 726, Fits),
        ("７００余", 726, Fits),
    ] {
        assert_eq!(fit(phrase, value), want, "{phrase} {value}");
    }
}

#[test]
fn scaled_figures_are_judged_by_the_same_table() {
    let said = |phrase| Said::read(phrase, 2).unwrap_or_else(|| panic!("{phrase}"));
    assert_eq!(said("12.5"), Said { number: 1_250, how: How::Exact });
    assert_eq!(fits(&said("700余"), 70_050), Fit::Fits);
    assert_eq!(fits(&said("700余"), 70_000), Fit::Differs);
    assert_eq!(fits(&said("过半"), 5_001), Fit::Fits);
    assert_eq!(fits(&said("1.2万"), 1_250_000), Fit::Fits);
}

#[test]
fn phrases_without_a_claim_are_not_read() {
    for phrase in ["", "成百上千", "若干", "近700余", "约500左右", "超700余", "至少700以上", "万万", "1.2.3", "1.万", "余", "-5", "12.345"]
    {
        assert_eq!(Said::read(phrase, 0), None, "{phrase}");
    }
    assert_eq!(Said::read("0.5", 0), None);
}

#[test]
fn the_last_place_that_is_not_zero_is_found() {
    for (number, unit) in [(700, 100), (1_000, 1_000), (250, 10), (912, 1), (0, 1), (1, 1)] {
        assert_eq!(place(number), unit);
    }
}

proptest! {
    #[test]
    fn no_number_breaks_the_judge(number: i64, value: i64, step in 1..1_000_000i64) {
        for how in [How::Exact, How::More, How::Near, How::About, How::Over, How::AtLeast, How::Below, How::Rounded { step }, How::Span { to: None }] {
            let _ = fits(&Said { number, how }, value);
        }
    }

    #[test]
    fn more_and_near_of_one_number_never_both_hold(number in 1..1_000_000i64, value in 0..2_000_000i64) {
        let holds = |how| fits(&Said { number, how }, value) != Fit::Differs;
        prop_assert!(!(holds(How::More) && holds(How::Near)));
        prop_assert!(!(holds(How::Over) && holds(How::Below)));
    }
}
