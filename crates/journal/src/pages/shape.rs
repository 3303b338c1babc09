//! Which kinds of work the record form asks for, and how its buttons change that.

use kit::Input;
use ledger::metrics::{self, Kind, Metric};

use crate::model::{Content, Line};
use crate::rules;

/// The button that changes the form's shape instead of sending it.
pub(super) const TO: &str = "to";

/// Which kinds of work the form asks for, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape(pub(super) Vec<&'static Metric>);

impl Shape {
    /// The shape that was sent, with what the pressed button asks of it.
    pub(super) fn of(input: &Input, fallback: &'static Metric) -> Shape {
        let mut kinds: Vec<&'static Metric> =
            (0..rules::MOST_LINES).map_while(|i| metrics::by_code(input.get(&named("metric", i)))).collect();
        if kinds.is_empty() {
            kinds.push(fallback);
        }
        match input.get(TO).split_once(':').unwrap_or((input.get(TO), "")) {
            ("kind", "") => Shape::change(&mut kinds, input.get("other")),
            ("kind", code) => Shape::change(&mut kinds, code),
            ("add", _) => {
                let more = metrics::by_code(input.get("more_kind")).filter(|m| m.is_posted() && !kinds.contains(m));
                kinds.extend(more.filter(|_| kinds.len() < rules::MOST_LINES));
            }
            ("drop", at) => {
                let at = at.parse::<usize>().ok().filter(|at| *at > 0 && *at < kinds.len());
                at.map(|at| kinds.remove(at));
            }
            _ => {}
        }
        Shape(kinds)
    }

    /// The shape in which a record is corrected: names that are asked along with another kind stand at that kind.
    pub(super) fn of_record(content: &Content) -> Shape {
        let kinds = || content.lines.iter().map(|line| line.metric.0);
        let along = |line: &&Line| {
            let named = line.declared_from.is_none() && !line.subjects.is_empty();
            named && kinds().any(|kind| rules::companion(kind).is_some_and(|(metric, _)| metric == line.metric.0))
        };
        Shape(content.lines.iter().filter(|line| !along(line)).map(|line| line.metric.0).collect())
    }

    /// Where a field that was sent stands now: what belongs to a line goes with its kind when a line before it was dropped, and with the
    /// first line when that took another kind; nowhere, when its line is gone.
    pub(super) fn place(&self, input: &Input, name: &str) -> Option<String> {
        let Some((field, line)) = name.rsplit_once('-').and_then(|(field, line)| Some((field, line.parse::<usize>().ok()?))) else {
            return Some(name.to_owned());
        };
        let kind = metrics::by_code(input.get(&named("metric", line)));
        let now = kind.and_then(|kind| self.0.iter().position(|metric| *metric == kind)).or((line == 0).then_some(0));
        now.map(|now| named(field, now))
    }

    /// What is asked along with a kind, unless the form asks for it on its own.
    pub(super) fn along(&self, metric: &Metric) -> Option<(&'static Metric, &'static str)> {
        rules::companion(metric).filter(|(along, _)| !self.0.contains(along))
    }

    fn change(kinds: &mut [&'static Metric], code: &str) {
        if let Some(metric) = metrics::by_code(code).filter(|m| m.is_posted() && !kinds.contains(m)) {
            kinds[0] = metric;
        }
    }

    /// What the form calls the last day, where a kind has one.
    pub(super) fn ends(&self) -> Option<&'static str> {
        if self.0.iter().any(|m| m.code == "station.night") {
            return Some("离店日期");
        }
        self.0.iter().any(|m| m.kind == Kind::Stock).then_some("结束日期")
    }
}

/// The name of a field of the line at this place.
pub(super) fn named(name: &str, line: usize) -> String {
    format!("{name}-{line}")
}
