//! What a record says, told field by field, and what differs between two tellings: for histories and for two people at one record.

use base::OrgId;

use crate::model::{Content, Line};

/// A field of a record as pages tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// 日期, 单位, 数量（助企服务）…
    pub(crate) label: String,
    /// What it says; empty when nothing.
    pub(crate) value: String,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Which field.
    pub(crate) label: String,
    /// What it said.
    pub(crate) before: String,
    /// What it says.
    pub(crate) after: String,
}

/// Everything that a record says. `name` gives the names of orgs.
pub(crate) fn told(content: &Content, name: &dyn Fn(OrgId) -> String) -> Vec<Told> {
    let told = |label: &str, value: String| Told { label: label.to_owned(), value };
    let assumed = if content.day_assumed { "（按表推定）" } else { "" };
    let mut out = vec![
        told("日期", format!("{}{assumed}", content.day.chinese())),
        told("结束日期", content.until.map(|day| day.chinese()).unwrap_or_default()),
        told("单位", name(content.org)),
        told("内容", content.title.clone()),
    ];
    for line in &content.lines {
        out.push(told(line.metric.0.name, quantity(line)));
        if line.metric.0.subject.is_some() || !line.subjects.is_empty() {
            out.push(told(&format!("{}名单", line.metric.0.name), names(line)));
        }
    }
    if let Some(reported) = &content.reported {
        out.push(told("报数人", reported.by.clone()));
        out.push(told("依据", reported.paper.clone()));
    }
    out.push(told("人员", content.people.join("、")));
    out.push(told("地点", content.place.clone()));
    out.push(told("备注", content.remarks.clone()));
    out
}

/// The fields that differ, in the order of the page.
pub(crate) fn changes(before: &Content, after: &Content, name: &dyn Fn(OrgId) -> String) -> Vec<Change> {
    let (old, new) = (told(before, name), told(after, name));
    let of = |list: &[Told], label: &str| list.iter().find(|t| t.label == label).map(|t| t.value.clone()).unwrap_or_default();
    let mut labels: Vec<&str> = new.iter().map(|t| t.label.as_str()).collect();
    labels.extend(old.iter().map(|t| t.label.as_str()).filter(|label| !new.iter().any(|t| t.label == *label)));
    let change = |label: &str| Change { label: label.to_owned(), before: of(&old, label), after: of(&new, label) };
    labels.into_iter().map(change).filter(|change| change.before != change.after).collect()
}

/// 3 场次; a distinct count by its names; a total without a list with its first day.
pub(crate) fn quantity(line: &Line) -> String {
    let metric = line.metric.0;
    let said = format!("{} {}", metric.plain(line.quantity), metric.unit);
    match (line.declared_from, line.subjects.len()) {
        (Some(from), _) => format!("{said}（汇总数，{}起）", from.chinese()),
        (None, names) if names > 0 && metric.kind == ledger::Kind::Reach => format!("{names} {}", metric.unit),
        (None, names) if names > 1 => format!("每{} {said}，共{names}", if metric.unit == "小时" { "人" } else { "个" }),
        _ => said,
    }
}

/// The names of a line.
pub(crate) fn names(line: &Line) -> String {
    line.subjects.iter().map(|about| about.name.as_str()).collect::<Vec<_>>().join("、")
}
