//! Putting a value into words with its measure word; what is said always fits the value (MW-03).

use ledger::metrics::Kind;
use ledger::{Figure, Metric};
use norms::measure;

use crate::template::Bound;

/// A value as the writer of its mark wants it said: 700余场次.
pub fn say(value: i64, metric: &Metric, how: &Bound) -> String {
    let number = measure::say(value, metric.scale.max(1).ilog10(), how.say);
    if how.bare { number } else { format!("{number}{}", metric.unit) }
}

/// The same with what was reported beside it without a list, where that is never added: 874家（另报38家）. A bare number stays bare.
pub fn say_parts(value: i64, declared: i64, metric: &Metric, how: &Bound) -> String {
    let said = say(value, metric, how);
    if declared == 0 || how.bare || metric.kind != Kind::Reach {
        return said;
    }
    let apart = Figure { value, declared, facts: 0 }.apart(metric);
    if value == 0 { apart } else { format!("{said}（{apart}）") }
}

/// A value as JSON gives it: a plain number, 5260 or 12.5.
pub fn number(value: i64, metric: &Metric) -> serde_json::Number {
    let whole = value % metric.scale.max(1) == 0;
    let exact = || serde_json::Number::from(value / metric.scale.max(1));
    // Hundredths of what an office counts are far below where a double rounds.
    if whole { exact() } else { metric.plain(value).parse().unwrap_or_else(|_| exact()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::metrics;

    fn said(value: i64, code: &str, mark: &str) -> String {
        let text = crate::figures::read(mark).unwrap_or_else(|e| panic!("{e}"));
        let bound = text.figures().next().unwrap_or_else(|| panic!("{mark}"));
        say(value, metrics::by_code(code).unwrap_or_else(|| panic!("{code}")), bound)
    }

    #[test]
    fn values_are_said_as_the_mark_wants() {
        assert_eq!(said(9, "study.centre_group", "{study.centre_group}"), "9次");
        assert_eq!(said(726, "assist.service", "{assist.service 余}"), "700余场次");
        assert_eq!(said(213, "assist.event", "{assist.event 余}"), "200余次");
        assert_eq!(said(700, "assist.service", "{assist.service 余}"), "700场次");
        assert_eq!(said(526_000, "station.area_m2", "{station.area_m2}"), "5260平方米");
        assert_eq!(said(23, "life.oath", "{life.oath 汉字 数}"), "二十三");
    }

    #[test]
    fn a_total_without_a_list_stands_beside_the_number_and_is_never_added() {
        let covered = metrics::by_code("assist.enterprise_covered").unwrap_or_else(|| panic!());
        let service = metrics::by_code("assist.service").unwrap_or_else(|| panic!());
        let text = crate::figures::read("{assist.enterprise_covered}，{assist.enterprise_covered 数}").unwrap_or_else(|e| panic!("{e}"));
        let marks: Vec<&Bound> = text.figures().collect();
        assert_eq!(say_parts(874, 38, covered, marks[0]), "874家（另报38家）");
        assert_eq!(say_parts(0, 38, covered, marks[0]), "另报38家");
        assert_eq!(say_parts(874, 0, covered, marks[0]), "874家");
        assert_eq!(say_parts(874, 38, covered, marks[1]), "874", "a bare number is the writer's to explain");
        assert_eq!(say_parts(726, 10, service, marks[0]), "726场次", "of what adds up both are in the number");
    }

    #[test]
    fn json_has_plain_numbers() {
        let area = metrics::by_code("station.area_m2").unwrap_or_else(|| panic!());
        assert_eq!([526_000, 5_250, -150].map(|v| number(v, area).to_string()), ["5260", "52.5", "-1.5"]);
    }
}
