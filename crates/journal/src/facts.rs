//! Record → facts, pure: the whole truth about a record today.

use ledger::Fact;
use ledger::metrics::Kind;
use norms::Day;

use crate::model::{Content, Line, Record};

/// Longest stay of which each night is told.
const MOST_NIGHTS: i64 = 400;

/// What is true of this record today; nothing when it was withdrawn.
pub fn facts_of(record: &Record) -> Vec<Fact> {
    if record.withdrawn.is_some() { Vec::new() } else { facts(&record.content) }
}

/// What the content of a record says, in facts (architecture: how a record posts).
pub fn facts(content: &Content) -> Vec<Fact> {
    content.lines.iter().flat_map(|line| of_line(content, line)).filter(|fact| fact.quantity != 0).collect()
}

fn of_line(content: &Content, line: &Line) -> Vec<Fact> {
    if line.declared_from.is_some() {
        return vec![Fact { declared: line.declared_from, ..fact(content, line, content.day, line.quantity) }];
    }
    match line.metric.0.kind {
        // A night is a person's night: one fact for each guest and evening (MW-03).
        Kind::Flow if line.metric.0.code == "station.night" => nights(content, line),
        Kind::Flow => with_subjects(content, line, line.quantity),
        Kind::Reach => with_subjects(content, line, 1),
        Kind::Stock => {
            let begins = fact(content, line, content.day, line.quantity);
            let ends = content.until.map(|day| fact(content, line, day, -line.quantity));
            std::iter::once(begins).chain(ends).collect()
        }
        // Computed from other metrics: nothing is posted on it.
        _ => Vec::new(),
    }
}

fn fact(content: &Content, line: &Line, day: Day, quantity: i64) -> Fact {
    Fact { metric: line.metric.0, org: content.org, day, quantity, subject: None, declared: None }
}

/// One fact for each subject with the quantity of each; without subjects a single one. A firm named twice in a row counts once.
fn with_subjects(content: &Content, line: &Line, each: i64) -> Vec<Fact> {
    if line.subjects.is_empty() || line.metric.0.subject.is_none() {
        return vec![fact(content, line, content.day, line.quantity)];
    }
    let mut seen = std::collections::BTreeSet::new();
    let once = line.subjects.iter().filter(|about| seen.insert((&about.kind, &about.key)));
    once.map(|about| Fact { subject: about.subject(), ..fact(content, line, content.day, each) }).collect()
}

/// The evenings from arrival to the day before leaving; without a day of leaving as many as the quantity says.
fn nights(content: &Content, line: &Line) -> Vec<Fact> {
    let evenings = line.quantity.clamp(0, MOST_NIGHTS);
    let one = Line { quantity: 1, ..line.clone() };
    let evening = |i: i64| {
        let night = Content { day: content.day.plus_days(i), ..content.clone() };
        with_subjects(&night, &one, 1)
    };
    (0..evenings).flat_map(evening).collect()
}
