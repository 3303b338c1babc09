//! Records put into words, pure: for a chat group, for a 简报, for a 大事记, and a summary of a span of time. Nothing is said that the
//! records do not say.

use std::collections::BTreeMap;

use ledger::metrics::{Kind, Metric};
use norms::Day;

use crate::model::{About, Content, Line};

/// A record with the name of its org.
pub(crate) struct Told<'a> {
    /// What it says.
    pub(crate) content: &'a Content,
    /// The name of its org.
    pub(crate) org: &'a str,
}

/// 10月12日; with the year when the texts speak of several years.
fn day(day: Day, with_year: bool) -> String {
    if with_year { day.chinese() } else { format!("{}月{}日", day.month(), day.day_of_month()) }
}

fn several_years(records: &[Told<'_>]) -> bool {
    records.iter().any(|one| one.content.day.year() != records[0].content.day.year())
}

/// 松陵区在青年之家举办清风课堂1期，服务企业2家：甲、乙。
fn sentence(one: &Told<'_>) -> String {
    let content = one.content;
    let title = content.title.trim().trim_end_matches(['。', '；', '，']);
    // The title often begins with its org, and often names the place.
    let org = if title.starts_with(one.org) { "" } else { one.org };
    let place = if content.place.is_empty() || title.contains(&content.place) { String::new() } else { format!("在{}", content.place) };
    let link = if org.is_empty() && place.is_empty() || VERBS.iter().any(|verb| title.starts_with(verb)) || !place.is_empty() {
        ""
    } else {
        "："
    };
    let mut said = format!("{org}{place}{link}{title}");
    for line in content.lines.iter().filter(|line| worth_saying(line, title)) {
        said.push_str(&format!("，{}", counted(line, title)));
    }
    said + "。"
}

/// What a title begins with when it goes on from the org's name.
const VERBS: &[&str] = &[
    "开展", "举办", "组织", "召开", "走访", "参加", "赴", "在", "前往", "完成", "举行", "联合", "到", "协助", "慰问", "印发", "发布",
    "收集", "调研", "学习", "成立", "选举",
];

/// One act of its kind needs no number; what the title says is not said twice.
fn worth_saying(line: &Line, title: &str) -> bool {
    let one = line.subjects.is_empty() && line.quantity == line.metric.0.scale;
    !one && !title.contains(&format!("{}{}", line.metric.0.plain(line.quantity), line.metric.0.unit))
}

/// 服务企业 named: 覆盖非公企业2家（甲、乙）; 参加35人.
fn counted(line: &Line, title: &str) -> String {
    let metric = line.metric.0;
    let names: Vec<&str> = line.subjects.iter().filter(|_| shown(metric)).map(|about| about.name.as_str()).collect();
    let n = if metric.kind == Kind::Reach && !line.subjects.is_empty() {
        line.subjects.len() as i64 * metric.scale
    } else {
        line.quantity * line.subjects.len().max(1) as i64
    };
    // What the title has called by its name is not called so again.
    let what = if title.contains(metric.name) { "共" } else { metric.name };
    let number = format!("{what}{}{}", metric.plain(n), metric.unit);
    match names.len() {
        0 => number,
        1..=6 => format!("{number}（{}）", names.join("、")),
        many => format!("{number}（{}等{many}{}）", names[..3].join("、"), metric.unit),
    }
}

/// Enterprises are named in a group; guests and children are not.
fn shown(metric: &Metric) -> bool {
    metric.subject == Some(ledger::SubjectKind::Enterprise)
}

/// 群报道: what was done, a line each, in the order of the days.
pub(crate) fn report(records: &[Told<'_>]) -> String {
    let years = several_years(records);
    let head = span(records).map(|span| format!("【工作动态】{span}\n")).unwrap_or_default();
    let line = |(i, one): (usize, &Told<'_>)| format!("{}. {}，{}", i + 1, day(one.content.day, years), sentence(one));
    match records {
        [one] => format!("【工作动态】{}，{}", day(one.content.day, years), sentence(one)),
        all => head + &all.iter().enumerate().map(line).collect::<Vec<_>>().join("\n"),
    }
}

/// 群通知: asks the group to look over what was recorded.
pub(crate) fn notice(records: &[Told<'_>]) -> String {
    let years = several_years(records);
    let line = |(i, one): (usize, &Told<'_>)| format!("{}. {}，{}", i + 1, day(one.content.day, years), sentence(one));
    let lines: Vec<String> = records.iter().enumerate().map(line).collect();
    format!("【通知】以下 {} 项工作已登记，请各单位核对，有出入或遗漏的请及时反馈：\n{}", records.len(), lines.join("\n"))
}

/// 简报: one paragraph.
pub(crate) fn briefing(records: &[Told<'_>]) -> String {
    let years = several_years(records);
    let mut last = None;
    let one = |one: &Told<'_>| {
        let on = one.content.day;
        let said = if last == Some(on) { sentence(one) } else { format!("{}，{}", day(on, years), sentence(one)) };
        last = Some(on);
        said
    };
    records.iter().map(one).collect::<String>()
}

/// 大事记: a paragraph for each day.
pub(crate) fn chronicle(records: &[Told<'_>]) -> String {
    let years = several_years(records);
    let mut days: BTreeMap<Day, Vec<String>> = BTreeMap::new();
    for one in records {
        days.entry(one.content.day).or_default().push(sentence(one));
    }
    days.into_iter().map(|(on, said)| format!("{}　{}", day(on, years), said.concat())).collect::<Vec<_>>().join("\n")
}

/// 小结: how much of each kind, by the records alone; distinct names once.
pub(crate) fn summary(records: &[Told<'_>]) -> String {
    let mut order: Vec<&'static Metric> = Vec::new();
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    let mut names: BTreeMap<i64, std::collections::BTreeSet<&About>> = BTreeMap::new();
    let lines = records.iter().flat_map(|one| &one.content.lines).filter(|line| line.declared_from.is_none());
    for line in lines {
        let metric = line.metric.0;
        if !order.contains(&metric) {
            order.push(metric);
        }
        match metric.kind {
            Kind::Reach => names.entry(metric.number).or_default().extend(&line.subjects),
            _ => *sums.entry(metric.number).or_default() += line.quantity * line.subjects.len().max(1) as i64,
        }
    }
    order.sort_by_key(|metric| metric.number);
    let one = |metric: &&'static Metric| {
        let n =
            names.get(&metric.number).map_or_else(|| sums.get(&metric.number).copied().unwrap_or(0), |set| set.len() as i64 * metric.scale);
        // What stands on a day is not what was added: records alone say only the latter.
        let new = if metric.stands() { "新增" } else { "" };
        format!("{new}{}{}{}", metric.name, metric.plain(n), metric.unit)
    };
    let said: Vec<String> = order.iter().map(one).collect();
    let span = span(records).unwrap_or_default();
    format!("{span}，登记工作{}项：{}。", records.len(), said.join("，"))
}

/// 10月12日至14日
fn span(records: &[Told<'_>]) -> Option<String> {
    let first = records.iter().map(|one| one.content.day).min()?;
    let last = records.iter().map(|one| one.content.day).max()?;
    Some(if first == last {
        first.chinese()
    } else if first == first.first_of_month() && last == last.last_of_month() && first.month_number() == last.month_number() {
        format!("{}年{}月", first.year(), first.month())
    } else {
        format!("{}至{}", first.chinese(), day(last, first.year() != last.year()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Code;
    use ledger::metrics::by_code;

    fn content(on: &str, title: &str, lines: Vec<Line>) -> Content {
        Content {
            org: base::OrgId(uuid::Uuid::nil()),
            day: on.parse().unwrap_or_else(|e| panic!("{e}")),
            until: None,
            day_assumed: false,
            title: title.into(),
            place: String::new(),
            remarks: String::new(),
            people: vec![],
            lines,
            reported: None,
        }
    }

    fn line(code: &str, quantity: i64, firms: &[&str]) -> Line {
        let metric = by_code(code).unwrap_or_else(|| panic!("{code}"));
        let subjects = firms.iter().map(|name| crate::rules::about(ledger::SubjectKind::Enterprise, name, "")).collect();
        Line { metric: Code(metric), quantity, subjects, cell: None, declared_from: None }
    }

    fn two() -> [Content; 2] {
        let mut first = content(
            "2022-10-12",
            "走访企业，上门问需",
            vec![line("assist.service", 1, &[]), line("assist.enterprise_covered", 1, &["禾木环保", "青杉印务"])],
        );
        first.remarks = "不外传".into();
        let second =
            Content { place: "青年之家".into(), ..content("2022-10-14", "举办清风课堂", vec![line("integrity.class", 2, &[])]) };
        [first, second]
    }

    fn told(contents: &[Content]) -> Vec<Told<'_>> {
        contents.iter().map(|content| Told { content, org: "松陵区" }).collect()
    }

    #[test]
    fn a_group_reads_what_was_done_and_no_more() {
        let contents = two();
        assert_eq!(
            report(&told(&contents)),
            "【工作动态】2022年10月12日至10月14日\n1. 10月12日，松陵区走访企业，上门问需，覆盖非公企业2家（禾木环保、青杉印务）。\n2. 10月14日，松陵区在青年之家举办清风课堂，共2次。"
        );
        assert_eq!(report(&told(&contents[1..])), "【工作动态】10月14日，松陵区在青年之家举办清风课堂，共2次。");
        assert!(notice(&told(&contents)).starts_with("【通知】以下 2 项工作已登记"));
        for text in [
            report(&told(&contents)),
            notice(&told(&contents)),
            briefing(&told(&contents)),
            chronicle(&told(&contents)),
            summary(&told(&contents)),
        ] {
            assert!(!text.contains("不外传"), "remarks stay inside: {text}");
        }
    }

    #[test]
    fn a_day_is_said_once_in_a_paragraph_and_heads_its_part_of_the_chronicle() {
        let day =
            [content("2022-10-12", "开展主题党日", vec![line("life.theme_day", 1, &[])]), content("2022-10-12", "青年之家揭牌", vec![])];
        assert_eq!(briefing(&told(&day)), "10月12日，松陵区开展主题党日。松陵区：青年之家揭牌。");
        assert_eq!(chronicle(&told(&day)), "10月12日　松陵区开展主题党日。松陵区：青年之家揭牌。");
        let years = [content("2021-12-31", "开展主题党日", vec![]), content("2022-01-01", "开展主题党日", vec![])];
        assert_eq!(chronicle(&told(&years)), "2021年12月31日　松陵区开展主题党日。\n2022年1月1日　松陵区开展主题党日。");
    }

    #[test]
    fn a_summary_adds_what_adds_up_and_counts_names_once() {
        let again =
            content("2022-10-31", "回访", vec![line("assist.service", 1, &[]), line("assist.enterprise_covered", 1, &["禾木环保"])]);
        let first = content(
            "2022-10-01",
            "走访",
            vec![line("assist.service", 1, &[]), line("assist.enterprise_covered", 1, &["禾木环保", "青杉印务"])],
        );
        let site = content("2022-10-05", "青年之家驿站", vec![line("station.site", 1, &[])]);
        assert_eq!(summary(&told(&[site])), "2022年10月5日，登记工作1项：新增驿站站点1家。", "a stock is not a sum of its days");
        assert_eq!(summary(&told(&[first, again])), "2022年10月，登记工作2项：助企服务2场次，覆盖非公企业2家。");
    }
}
