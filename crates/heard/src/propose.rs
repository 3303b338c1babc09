//! From text to proposal.

use std::collections::BTreeMap;

use norms::Day;

use crate::alike;
use crate::draft::Draft;
use crate::lexicon::metrics::Form;
use crate::model::{Amount, Evidence, Ignored, Known, Proposal, Record, Why};
use crate::seen::Names;
use crate::split;
use crate::text::{Span, Text};
use crate::title::title;
use crate::weave::Weaver;

/// Proposes the records of a pasted message. `today` is the day on which it is pasted; `known` names orgs and people of the office and may
/// be empty. Offsets count code points of the text as given.
///
/// ```
/// let today = "2021-04-14".parse().unwrap();
/// let proposal = heard::propose("周二二支部上党课，25人听讲", today, &heard::Known::default());
/// let record = &proposal.records[0];
/// assert_eq!(record.metric, Some("life.party_lecture"));
/// assert_eq!(record.day.map(|day| day.to_string()).as_deref(), Some("2021-04-13"));
/// assert_eq!(record.org.as_deref(), Some("二支部"));
/// ```
pub fn propose(text: &str, today: Day, known: &Known) -> Proposal {
    let text = Text::new(text);
    let names = Names::new(known);
    let mut weaver = Weaver::new(&text, &names);
    for (number, message) in split::messages(&text, today).iter().enumerate() {
        weaver.message(message, number);
    }
    let Weaver { mut drafts, ignored, mut without, doers, .. } = weaver;
    without.sort();
    without.dedup();
    let doers = named(&text, doers);
    drafts.retain(|draft| !draft.heading || draft.amount().1.is_some() || stands_alone(draft));
    drafts.retain(|draft| !draft.is("mobilise.volunteer_hours") || draft.amount().1.is_some());
    for draft in &mut drafts {
        draft.people = distinct(&text, &draft.people).into_iter().map(|(span, _)| span).collect();
        draft.firms = distinct(&text, &draft.firms).into_iter().map(|(span, _)| span).collect();
    }
    let mut records: Vec<Record> = Vec::new();
    for draft in &drafts {
        let record = record(&text, draft, &without, &doers);
        let again = |other: &Record| {
            (other.metric, other.day, &other.org, other.quantity, &other.enterprises, &other.title)
                == (record.metric, record.day, &record.org, record.quantity, &record.enterprises, &record.title)
        };
        if !records.iter().any(again) {
            records.push(record);
        }
    }
    Proposal { records, ignored: merged(&text, ignored) }
}

/// A heading is a thing done when it tells more than a heading does.
fn stands_alone(draft: &Draft) -> bool {
    draft.metric.is_some()
}

fn record(text: &Text, draft: &Draft, without: &[Span], doers: &[(Span, Vec<char>)]) -> Record {
    let org = draft.org.map(|org| fullest(text, org, doers));
    // Spans are short: none that begins far before the clause reaches into it.
    let from = without.partition_point(|span| span.start + 60 < draft.clause.start);
    let around = without[from..].iter().copied().take_while(|span| span.start < draft.clause.end);
    let near: Vec<Span> = around.filter(|span| span.meets(draft.clause)).chain(org).chain(draft.org).collect();
    let (title, title_span) = title(text, draft, &near);
    let mut evidence = Vec::new();
    let mut say = |field: &'static str, span: Span| {
        if !span.is_empty() {
            evidence.push(Evidence { field, start: span.start, end: span.end });
        }
    };
    if draft.metric.is_some() {
        say("metric", draft.trigger);
    }
    if let Some((_, span)) = draft.day {
        say("day", span);
    }
    if let Some(org) = org {
        say("org", org);
    }
    say("title", text.trimmed(title_span));
    if let Some(place) = draft.place {
        say("place", place);
    }
    let (value, said) = draft.amount();
    let said = said.filter(|_| draft.metric.is_some());
    if let Some(span) = said {
        say("quantity", span);
    }
    let people = distinct(text, &draft.people);
    let firms = distinct(text, &draft.firms);
    people.iter().for_each(|(span, _)| say("people", *span));
    firms.iter().for_each(|(span, _)| say("enterprises", *span));
    let whole = |metric: &crate::lexicon::metrics::Metric| {
        if metric.form == Form::Hours || metric.code == "station.area_m2" { value } else { value / 100 * 100 }
    };
    Record {
        metric: draft.metric.map(|metric| metric.code),
        day: draft.day.map(|(day, _)| day),
        org: org.map(|org| text.said(org)),
        title,
        place: draft.place.map(|place| text.said(place)),
        quantity: draft.metric.map(|metric| Amount(whole(metric))),
        unit: draft.metric.map(|metric| metric.unit),
        people: people.into_iter().map(|(_, name)| name).collect(),
        enterprises: firms.into_iter().map(|(_, name)| name).collect(),
        evidence,
    }
}

/// Each doer's name once, where it stands first.
fn named(text: &Text, mut doers: Vec<Span>) -> Vec<(Span, Vec<char>)> {
    doers.sort();
    let mut out: BTreeMap<Vec<char>, Span> = BTreeMap::new();
    for span in doers {
        out.entry(text.plain[span.start..span.end].to_vec()).or_insert(span);
    }
    out.into_iter().map(|(name, span)| (span, name)).collect()
}

/// The fullest form in which the paste names the org.
fn fullest(text: &Text, org: Span, doers: &[(Span, Vec<char>)]) -> Span {
    let name = &text.plain[org.start..org.end];
    let fuller = doers.iter().filter(|(_, other)| alike::is_fuller(other, name));
    fuller.map(|(span, _)| *span).max_by_key(|other| (other.len(), std::cmp::Reverse(other.start))).unwrap_or(org)
}

fn distinct(text: &Text, spans: &[Span]) -> Vec<(Span, String)> {
    let mut out: Vec<(Span, String)> = Vec::new();
    for span in spans {
        let name = text.said(*span);
        if !out.iter().any(|(_, other)| *other == name) {
            out.push((*span, name));
        }
    }
    out
}

/// Stretches in order; neighbours passed over for one reason become one.
fn merged(text: &Text, mut ignored: Vec<(Span, Why)>) -> Vec<Ignored> {
    ignored.sort_by_key(|(span, _)| *span);
    let mut out: Vec<Ignored> = Vec::new();
    for (span, why) in ignored.into_iter().map(|(span, why)| (text.trimmed(span), why)).filter(|(span, _)| !span.is_empty()) {
        let blank = |from: usize| text.folded.get(from..span.start).is_some_and(|between| between.iter().all(|c| !c.is_alphanumeric()));
        match out.last_mut().filter(|last| last.why == why && blank(last.end)) {
            Some(last) => last.end = last.end.max(span.end),
            None => out.push(Ignored { start: span.start, end: span.end, why }),
        }
    }
    out
}
