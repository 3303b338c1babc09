//! The parts of a figure in words: what was reported without a list (另报, 仅报总数) is never added silently.

use crate::{Figure, Kind, Metric};

impl Figure {
    /// For tables and pages: 有名单 874 家，另报 38 家 where names are counted, which totals may overlap; 其中仅报总数 38 场次 where the
    /// totals are in the value; nothing without any.
    pub fn parts(&self, metric: &Metric) -> String {
        let said = |quantity: i64| format!("{} {}", metric.plain(quantity), metric.unit);
        match metric.kind {
            _ if self.declared == 0 => String::new(),
            Kind::Reach => format!("有名单 {}，另报 {}", said(self.value), said(self.declared)),
            _ => format!("其中仅报总数 {}", said(self.declared)),
        }
    }

    /// For running text, beside the value: 另报38家, 其中仅报总数38场次; nothing without any.
    pub fn apart(&self, metric: &Metric) -> String {
        let words = if metric.kind == Kind::Reach { "另报" } else { "其中仅报总数" };
        if self.declared == 0 { String::new() } else { format!("{words}{}{}", metric.plain(self.declared), metric.unit) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::metrics::by_code;

    #[test]
    fn a_total_without_a_list_is_said_beside_names_and_within_sums() {
        let of = |code: &str, value: i64, declared: i64| {
            let (metric, figure) = (by_code(code).unwrap(), Figure { value, declared, facts: 1 });
            [figure.parts(metric), figure.apart(metric)]
        };
        assert_eq!(of("assist.enterprise_covered", 874, 38), ["有名单 874 家，另报 38 家", "另报38家"]);
        assert_eq!(of("assist.service", 912, 38), ["其中仅报总数 38 场次", "其中仅报总数38场次"]);
        assert_eq!(of("study.self_hours", 5250, 1050), ["其中仅报总数 10.5 学时", "其中仅报总数10.5学时"]);
        assert_eq!(of("assist.service", 912, 0), ["", ""]);
    }
}
