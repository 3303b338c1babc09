//! A figure as a sentence that can be given out as it stands: pure.

use ledger::{Figure, Kind, Metric};
use norms::{Day, Period};

/// The last day that a figure can count: of the period, but never later than today.
pub fn cut_off(period: Period, today: Day) -> Day {
    period.to.min(today).max(period.from)
}

/// 截至2022年10月31日，云州团市委2022年1—10月助企服务共874场次。
pub fn sentence(metric: &Metric, org: &str, period: Period, today: Day, figure: &Figure) -> String {
    let cut_off = cut_off(period, today);
    let since = if metric.stands() { String::new() } else { days(period, cut_off) };
    let has = if matches!(metric.kind, Kind::Derived(_)) { "为" } else { "共" };
    format!("截至{}，{org}{since}{}{has}{}{}。", cut_off.chinese(), metric.name, amount(metric, figure.value), parts(metric, figure))
}

/// The days, where the cut-off day does not say them already.
fn days(period: Period, cut_off: Day) -> String {
    let whole_months = period.from.day_of_month() == 1 && period.to == period.to.last_of_month();
    if whole_months && period.to == cut_off {
        return period.chinese();
    }
    let shown = Period { from: period.from, to: cut_off };
    let from = period.from;
    match (from.month(), from.day_of_month()) {
        _ if from == cut_off => "当日".to_owned(),
        (1, 1) => format!("{}年以来", from.year()),
        _ if from.year() == cut_off.year() => format!("{}月{}日以来", from.month(), from.day_of_month()),
        _ => shown.chinese(),
    }
}

fn amount(metric: &Metric, quantity: i64) -> String {
    format!("{}{}", metric.plain(quantity), metric.unit)
}

/// Of which parts it is made, where totals were reported without lists.
fn parts(metric: &Metric, figure: &Figure) -> String {
    match metric.kind {
        _ if figure.declared == 0 => String::new(),
        Kind::Reach => format!("（有名单，去重），{}", figure.apart(metric)),
        _ => format!("（{}）", figure.apart(metric)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_figure_is_said_with_its_cut_off_day_and_both_parts() {
        let said = |code: &str, from: &str, to: &str, today: &str, value: i64, declared: i64| {
            let metric = ledger::metrics::by_code(code).unwrap();
            let period = Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
            let figure = Figure { value, declared, facts: 1 };
            sentence(metric, "云州团市委", period, today.parse().unwrap(), &figure)
        };
        let cases = [
            (
                said("assist.service", "2022-01-01", "2022-10-31", "2022-11-03", 874, 0),
                "截至2022年10月31日，云州团市委2022年1—10月助企服务共874场次。",
            ),
            (
                said("assist.service", "2022-01-01", "2022-12-31", "2022-11-03", 874, 38),
                "截至2022年11月3日，云州团市委2022年以来助企服务共874场次（其中仅报总数38场次）。",
            ),
            (
                said("assist.enterprise_covered", "2022-01-01", "2022-06-30", "2022-11-03", 874, 38),
                "截至2022年6月30日，云州团市委2022年上半年覆盖非公企业共874家（有名单，去重），另报38家。",
            ),
            (said("station.site", "2022-01-01", "2022-10-31", "2022-11-03", 26, 0), "截至2022年10月31日，云州团市委驿站站点共26家。"),
            (
                said("life.theme_day", "2022-03-05", "2022-04-01", "2022-11-03", 3, 0),
                "截至2022年4月1日，云州团市委3月5日以来主题党日共3次。",
            ),
            (said("life.theme_day", "2022-03-05", "2022-03-05", "2022-11-03", 1, 0), "截至2022年3月5日，云州团市委当日主题党日共1次。"),
            (
                said("life.theme_day", "2021-12-05", "2022-03-05", "2022-11-03", 1, 0),
                "截至2022年3月5日，云州团市委2021年12月5日至2022年3月5日主题党日共1次。",
            ),
            (
                said("study.self_hours", "2022-01-01", "2022-12-31", "2022-03-05", 5250, 0),
                "截至2022年3月5日，云州团市委2022年以来党员自学共52.5学时。",
            ),
            (
                said("assist.unmet_rate", "2022-01-01", "2022-12-31", "2022-03-05", 1250, 0),
                "截至2022年3月5日，云州团市委2022年以来诉求未满足率为12.5%。",
            ),
        ];
        for (said, expected) in cases {
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn a_period_that_lies_ahead_is_cut_at_its_first_day() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(cut_off(Period { from: day("2023-01-01"), to: day("2023-06-30") }, day("2022-11-03")), day("2023-01-01"));
    }
}
