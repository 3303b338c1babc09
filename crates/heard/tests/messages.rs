//! How much of made-up group messages is proposed right.
#![expect(clippy::unwrap_used, reason = "tests")]

use heard::{Known, Proposal, propose};
use serde_json::{Value, json};

/// What is wanted of a record. People and place are told apart, and only where the message's answer names them.
fn wanted(message: &Value) -> Vec<Value> {
    let one = |record: &Value| {
        json!({
            "metric": record["metric"], "day": record["day"], "org": record["org"], "quantity": record["quantity"],
            "enterprises": record["enterprises"],
        })
    };
    message["records"].as_array().unwrap().iter().map(one).collect()
}

fn proposed(proposal: &Proposal) -> Vec<Value> {
    let one = |record: &heard::Record| {
        let record = serde_json::to_value(record).unwrap();
        json!({
            "metric": record["metric"], "day": record["day"], "org": record["org"], "quantity": record["quantity"],
            "enterprises": record["enterprises"],
        })
    };
    proposal.records.iter().map(one).collect()
}

fn same(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| value.as_f64();
    let sorted = |value: &Value| {
        let mut names: Vec<String> = value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    one["metric"] == other["metric"]
        && one["day"] == other["day"]
        && one["org"] == other["org"]
        && number(&one["quantity"]) == number(&other["quantity"])
        && sorted(&one["enterprises"]) == sorted(&other["enterprises"])
}

#[derive(Default, Debug)]
struct Tally {
    messages: usize,
    wanted: usize,
    right: usize,
    proposed: usize,
    /// Proposals of what nobody did: no wanted record of the message has their metric.
    undone: usize,
    /// Lists of people and places, where the answer names them: right, and all.
    people: (usize, usize),
    places: (usize, usize),
}

impl Tally {
    fn right_share(&self) -> f64 {
        self.right as f64 / self.wanted.max(1) as f64
    }

    fn undone_share(&self) -> f64 {
        self.undone as f64 / self.proposed.max(1) as f64
    }
}

/// Counts people and places of records whose metric and day are found.
fn surroundings(message: &Value, proposal: &Proposal, tally: &mut Tally) {
    let found = serde_json::to_value(&proposal.records).unwrap();
    for wanted in message["records"].as_array().unwrap() {
        let same =
            |record: &&Value| record["metric"] == wanted["metric"] && record["day"] == wanted["day"] && record["org"] == wanted["org"];
        let Some(record) = found.as_array().unwrap().iter().find(same) else { continue };
        if wanted["people"].is_array() {
            let right = record["people"] == wanted["people"];
            tally.people.0 += usize::from(right);
            tally.people.1 += 1;
            if !right {
                println!("  {}: people {} and not {}", message["id"], record["people"], wanted["people"]);
            }
        }
        if wanted["place"].is_string() {
            let right = record["place"] == wanted["place"];
            tally.places.0 += usize::from(right);
            tally.places.1 += 1;
            if !right {
                println!("  {}: place {} and not {}", message["id"], record["place"], wanted["place"]);
            }
        }
    }
}

/// `aloud`: what is missed is shown. Of messages that stay unread by who builds the reader it is not.
fn tally(lines: &str, aloud: bool) -> Tally {
    let mut tally = Tally::default();
    for line in lines.lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        let text = message["text"].as_str().unwrap();
        let proposal = propose(text, message["today"].as_str().unwrap().parse().unwrap(), &Known::default());
        let (wanted, mut found) = (wanted(&message), proposed(&proposal));
        tally.messages += 1;
        tally.wanted += wanted.len();
        tally.proposed += found.len();
        if aloud {
            surroundings(&message, &proposal, &mut tally);
        }
        let mut missed = Vec::new();
        for record in &wanted {
            match found.iter().position(|other| same(record, other)) {
                Some(at) => {
                    found.remove(at);
                    tally.right += 1;
                }
                None => missed.push(record.clone()),
            }
        }
        let mut left = missed.clone();
        for record in &found {
            match left.iter().position(|other| other["metric"] == record["metric"]) {
                Some(at) => drop(left.remove(at)),
                None => tally.undone += 1,
            }
        }
        if aloud && !(missed.is_empty() && found.is_empty()) {
            println!("--- {} ({})\n{text}", message["id"], message["today"]);
            missed.iter().for_each(|record| println!("  wanted   {record}"));
            found.iter().for_each(|record| println!("  proposed {record}"));
        }
    }
    println!("{tally:?}: right {:.3}, nobody did {:.3}", tally.right_share(), tally.undone_share());
    tally
}

#[test]
fn of_messages_of_many_styles_nine_tenths_are_proposed_right_and_next_to_nothing_that_nobody_did() {
    for lines in [include_str!("messages/seen.jsonl"), include_str!("messages/later.jsonl")] {
        let tally = tally(lines, true);
        assert!(tally.right_share() >= 0.9 && tally.undone_share() <= 0.05, "{tally:?}");
    }
}

/// Written by somebody who had not read the reader, and not read by who builds it: look at the shares only.
#[test]
fn of_messages_that_were_kept_apart_five_sixths_are_proposed_right_and_next_to_nothing_that_nobody_did() {
    let tally = tally(include_str!("messages/held-out.jsonl"), false);
    assert!(tally.right_share() >= 0.83 && tally.undone_share() <= 0.05, "{tally:?}");
}
