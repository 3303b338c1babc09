//! How much of each field of made-up messages of several offices is proposed right.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use heard::{Known, propose};
use serde_json::Value;

/// The fields that make a record right, by the names under which they are published.
const FIELDS: [(&str, &str); 4] = [("date", "day"), ("org", "org"), ("number", "quantity"), ("enterprises", "enterprises")];

#[derive(Default, Debug)]
struct Tally {
    /// Right, and all whose answer names the field.
    fields: BTreeMap<&'static str, (usize, usize)>,
    proposed: usize,
    /// Proposals of what nobody did: no wanted record of the message has their metric.
    undone: usize,
}

impl Tally {
    fn add(&mut self, field: &'static str, right: bool) {
        let (good, all) = self.fields.entry(field).or_default();
        *good += usize::from(right);
        *all += 1;
    }

    fn share(&self, field: &str) -> f64 {
        self.fields.get(field).map_or(1.0, |(good, all)| *good as f64 / (*all).max(1) as f64)
    }

    fn undone_share(&self) -> f64 {
        self.undone as f64 / self.proposed.max(1) as f64
    }
}

fn same(one: &Value, other: &Value) -> bool {
    let sorted = |list: &Vec<Value>| {
        let mut names: Vec<String> = list.iter().map(ToString::to_string).collect();
        names.sort();
        names
    };
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => sorted(one) == sorted(other),
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

/// Whether the field is right, or the answer does not name it.
fn agrees(wanted: &Value, found: &Value, key: &str) -> bool {
    wanted.get(key).is_none_or(|value| same(value, &found[key]))
}

/// Counts, and shows what is missed.
fn tally(lines: &str) -> Tally {
    let mut tally = Tally::default();
    for line in lines.lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        let text = message["text"].as_str().unwrap();
        let proposal = propose(text, message["today"].as_str().unwrap().parse().unwrap(), &Known::default());
        let proposal = serde_json::to_value(&proposal).unwrap();
        let mut found: Vec<&Value> = proposal["records"].as_array().unwrap().iter().collect();
        tally.proposed += found.len();
        let mut wrong = Vec::new();
        for wanted in message["records"].as_array().unwrap() {
            let agreeing = |found: &Value| FIELDS.iter().filter(|(_, key)| agrees(wanted, found, key)).count();
            let best = (0..found.len())
                .filter(|at| found[*at]["metric"] == wanted["metric"])
                .max_by_key(|at| (agreeing(found[*at]), std::cmp::Reverse(*at)));
            let paired = best.map(|at| found.remove(at));
            tally.add("kind", paired.is_some());
            for (name, key) in FIELDS {
                if wanted.get(key).is_some() {
                    tally.add(name, paired.is_some_and(|found| agrees(wanted, found, key)));
                }
            }
            for key in ["people", "place"] {
                if wanted.get(key).is_some() {
                    tally.add(key, paired.is_some_and(|found| agrees(wanted, found, key)));
                }
            }
            let right = paired.is_some_and(|found| agreeing(found) == FIELDS.len());
            tally.add("right", right);
            let beside = paired.is_some_and(|found| ["people", "place"].iter().all(|key| agrees(wanted, found, key)));
            if !right || !beside {
                wrong.push(format!("wanted {wanted}, found {}", paired.unwrap_or(&Value::Null)));
            }
        }
        tally.undone += found.len();
        wrong.extend(found.iter().map(|found| format!("nobody did {found}")));
        if let Some(whys) = message["why"].as_array() {
            let told = |why: &Value| proposal["ignored"].as_array().unwrap().iter().any(|ignored| ignored["why"] == *why);
            tally.add("why", whys.iter().all(told));
            if !whys.iter().all(told) {
                wrong.push(format!("wanted {whys:?}, found {}", proposal["ignored"]));
            }
        }
        if !wrong.is_empty() {
            println!("--- {} ({})\n{text}\n  {}", message["id"], message["today"], wrong.join("\n  "));
        }
    }
    for (field, (good, all)) in &tally.fields {
        println!("{field}: {good} of {all}, {:.3}", tally.share(field));
    }
    println!("nobody did: {} of {}, {:.3}", tally.undone, tally.proposed, tally.undone_share());
    tally
}

const PUBLISHED: [&str; 5] = ["kind", "date", "org", "number", "enterprises"];

#[test]
fn of_messages_of_several_offices_each_field_is_right_in_nine_of_ten_records() {
    for lines in [include_str!("messages/offices.jsonl"), include_str!("messages/offices-later.jsonl")] {
        let tally = tally(lines);
        for field in PUBLISHED.into_iter().chain(["right", "people", "why"]) {
            assert!(tally.share(field) >= 0.9, "{field}: {tally:?}");
        }
        assert!(tally.undone_share() <= 0.05, "{tally:?}");
    }
}
