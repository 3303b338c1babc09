//! Kinds of work as pages offer them: the metrics that can be recorded, by group.

use kit::Choice;
use ledger::metrics::{self, Metric};

/// A group of kinds of work, by the first word of their codes.
pub(crate) struct Group {
    /// `assist`
    pub(crate) code: &'static str,
    /// 团建助企
    pub(crate) name: &'static str,
    /// What can be recorded of it, in the order of the catalogue.
    pub(crate) metrics: Vec<&'static Metric>,
}

const GROUPS: [(&str, &str); 13] = [
    ("study", "学习教育"),
    ("outreach", "基层宣讲"),
    ("life", "组织生活"),
    ("integrity", "廉政建设"),
    ("assist", "团建助企"),
    ("station", "青年驿站"),
    ("mobilise", "志愿与下沉"),
    ("voice", "听取意见"),
    ("brand", "党建品牌"),
    ("merit", "先进典型"),
    ("duty", "督办"),
    ("org", "组织队伍"),
    ("election", "换届选举"),
];

/// Every kind of work that can be recorded.
pub(crate) fn groups() -> Vec<Group> {
    let of = |code: &str| -> Vec<&'static Metric> {
        let begins = |metric: &&'static Metric| metric.code.split('.').next() == Some(code) && metric.is_posted();
        metrics::ALL.iter().copied().filter(begins).collect()
    };
    GROUPS.map(|(code, name)| Group { code, name, metrics: of(code) }).into_iter().filter(|group| !group.metrics.is_empty()).collect()
}

/// Groups and kinds in one list: a group's own entry stands for all in it.
pub(crate) fn filter_choices() -> Vec<Choice> {
    let of = |group: Group| {
        let kinds: Vec<Choice> = group.metrics.iter().map(|m| Choice::new(m.code, format!("　{}", m.name))).collect();
        std::iter::once(Choice::new(group.code, format!("{}（全部）", group.name))).chain(kinds)
    };
    groups().into_iter().flat_map(of).collect()
}

/// The numbers of the metrics that a choice of [`filter_choices`] stands for.
pub(crate) fn chosen(code: &str) -> Vec<i64> {
    match metrics::by_code(code) {
        Some(metric) => vec![metric.number],
        None => groups().into_iter().filter(|g| g.code == code).flat_map(|g| g.metrics).map(|m| m.number).collect(),
    }
}

/// Every kind, to choose one from.
pub(crate) fn choices() -> Vec<Choice> {
    let of = |group: Group| group.metrics.into_iter().map(move |m| Choice::new(m.code, format!("{}｜{}", group.name, m.name)));
    groups().into_iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_that_is_posted_stands_in_one_group() {
        let all: usize = groups().iter().map(|group| group.metrics.len()).sum();
        assert_eq!(all, metrics::ALL.iter().filter(|m| m.is_posted()).count());
        assert!(chosen("assist").len() > 5 && chosen("assist.service") == vec![606] && chosen("nothing").is_empty());
    }
}
