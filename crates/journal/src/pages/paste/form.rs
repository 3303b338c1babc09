//! The form of a proposal: one card for each record, filled with what was heard, each field with the words that it came from.

use board::orgs::Org;
use heard::Record as Proposed;
use kit::{Field, Form, Markup};
use ledger::metrics::{self, Kind, Metric};
use norms::Day;
use norms::identifier::mask_text;
use uuid::Uuid;

use super::{Heard, id_at, quoted, there};
use crate::actions::{Recorded, Understood};
use crate::model::{About, Code, Content, Line, Reported};
use crate::pages::import::told::plain;
use crate::pages::list::org_choices;
use crate::pages::words;
use crate::rules;

fn named(name: &str, i: usize) -> String {
    format!("{name}-{i}")
}

/// The fields of a card, in the order of the page.
const FIELDS: [&str; 11] = ["on", "metric", "quantity", "day", "org", "title", "enterprises", "people", "place", "from", "by"];

/// The empty form.
pub(super) fn build(heard: &Heard, today: Day) -> Form {
    let mut form = Form::new("/journal/paste/confirm").hidden("text", "").hidden(kit::form::RECORD, "");
    let first = Day::new(1921, 1, 1).unwrap_or(Day::first());
    for (i, record) in heard.proposal.records.iter().enumerate().take(heard.understood.len()) {
        let said = |field: &str| said(heard, record, field);
        let with = |field: Field, words: Option<String>| match words {
            Some(words) => field.help(&format!("原文：“{words}”")),
            None => field,
        };
        let org = match (&record.org, heard.understood[i].org.is_some()) {
            (Some(written), false) => Some(format!("{written}”——名录中没有这个单位，请选择“")),
            _ => said("org"),
        };
        form = form
            .field(Field::tick(&named("on", i), "登记这一条"))
            .field(with(Field::select(&named("metric", i), "类别", words::choices()), said("metric")))
            .field(with(Field::decimal(&named("quantity", i), "数量", 2).most(rules::MOST), said("quantity")))
            .field(with(Field::day(&named("day", i), "日期").between(first, today), said("day")))
            .field(with(Field::select(&named("org", i), "单位", org_choices(&heard.orgs)), org))
            .field(with(Field::text(&named("title", i), "内容").max(200), said("title")))
            .field(with(Field::lines(&named("enterprises", i), "企业").rows(2).max(20_000), said("enterprises")))
            .field(with(Field::lines(&named("people", i), "人员").rows(2).max(20_000), said("people")))
            .field(with(Field::text(&named("place", i), "地点").max(200), said("place")))
            .field(Field::day(&named("from", i), "总数从哪天算起").between(first, today))
            .field(Field::text(&named("by", i), "总数是谁报的").max(50));
    }
    form
}

/// The words of the text that say a field.
fn said(heard: &Heard, record: &Proposed, field: &str) -> Option<String> {
    let all: Vec<String> = record
        .evidence
        .iter()
        .filter(|e| e.field == field)
        .take(6)
        .map(|e| quoted(&heard.text, e.start, e.end))
        .filter(|w| !w.is_empty())
        .collect();
    (!all.is_empty()).then(|| mask_text(&all.join("……")))
}

/// The form with what was heard.
pub(super) fn proposed(heard: &Heard, today: Day) -> Form {
    let own = heard.orgs.iter().min_by_key(|org| org.level()).map(|org| org.id.to_string()).unwrap_or_default();
    let mut form = build(heard, today).set("text", &heard.text);
    for (i, (record, known)) in heard.proposal.records.iter().zip(&heard.understood).enumerate() {
        let metric = record.metric.and_then(metrics::by_code);
        let org = match (&known.org, &record.org) {
            (Some(org), _) => org.id.to_string(),
            (None, None) => own.clone(),
            (None, Some(_)) => String::new(),
        };
        // A number of firms or people without names is a total; it is taken to begin with its month.
        let from = record.day.map(|day| day.first_of_month().to_string()).unwrap_or_default();
        form = form
            .set(&named("on", i), if known.there.is_empty() { "1" } else { "" })
            .set(&named("metric", i), metric.map(|m| m.code).unwrap_or_default())
            .set(&named("quantity", i), record.quantity.map(|amount| plain(amount.0)).unwrap_or_default())
            .set(&named("day", i), record.day.map(|day| day.to_string()).unwrap_or_default())
            .set(&named("org", i), org)
            .set(&named("title", i), mask_text(&record.title))
            .set(&named("enterprises", i), record.enterprises.join("\n"))
            .set(&named("people", i), record.people.join("\n"))
            .set(&named("place", i), record.place.as_deref().unwrap_or_default())
            .set(&named("from", i), from);
    }
    form
}

/// A card as the page shows it.
pub(super) struct Card {
    pub(super) name: String,
    pub(super) fields: Vec<Markup>,
    pub(super) more: Vec<Markup>,
    pub(super) there: Vec<(String, String)>,
    pub(super) twofold: Vec<String>,
}

pub(super) fn card(form: &Form, heard: &Heard, i: usize) -> Card {
    let known: &Understood = &heard.understood[i];
    let metric = form.some(&named("metric", i)).and_then(metrics::by_code);
    let total = metric.is_some_and(|m| m.kind == Kind::Reach) && names(form, i, metric).is_empty();
    // What is empty and not asked of this kind stands folded away.
    let shown = |name: &&str| match *name {
        "enterprises" | "people" | "place" => !form.text(&named(name, i)).is_empty(),
        "from" | "by" => total,
        _ => true,
    };
    let of = |name: &str| form.render_field(&named(name, i));
    let (fields, more): (Vec<&str>, Vec<&str>) = FIELDS.iter().partition(|name| shown(name));
    Card {
        name: metric.map_or("没有对应的类别，请选择", |m| m.name).to_owned(),
        fields: fields.into_iter().map(of).collect(),
        more: more.into_iter().map(of).collect(),
        there: there(known),
        twofold: known
            .twofold
            .iter()
            .map(|(name, orgs)| format!("花名册里有 {} 位“{name}”：{}。请核对单位。", orgs.len(), orgs.join("、")))
            .collect(),
    }
}

/// The names that the kind counts.
fn names(form: &Form, i: usize, metric: Option<&Metric>) -> Vec<String> {
    match metric.and_then(|m| m.subject) {
        Some(ledger::SubjectKind::Enterprise) => rules::names(form.text(&named("enterprises", i))),
        Some(_) => rules::names(form.text(&named("people", i))),
        None => Vec::new(),
    }
}

/// The ticked records, each checked at its fields.
pub(super) fn entries(form: &mut Form, heard: &Heard, id: Uuid, today: Day) -> Vec<Recorded> {
    let mut out = Vec::new();
    for i in (0..heard.understood.len()).filter(|i| form.ticked(&named("on", *i))).collect::<Vec<_>>() {
        if let Some(content) = entry(form, heard, i, today) {
            out.push(Recorded { id: id_at(id, i), content });
        }
    }
    out
}

fn entry(form: &mut Form, heard: &Heard, i: usize, today: Day) -> Option<Content> {
    let metric = form.some(&named("metric", i)).and_then(metrics::by_code);
    let org = heard.orgs.iter().find(|org| org.id.to_string() == form.text(&named("org", i)));
    let day = form.day(&named("day", i));
    for (missing, field, sentence) in [
        (metric.is_none(), "metric", "请选择类别。"),
        (org.is_none(), "org", "请选择单位。"),
        (day.is_none(), "day", "请填写日期，消息里没有写明。"),
    ] {
        if missing {
            form.fail(&named(field, i), sentence);
        }
    }
    let (metric, org, day) = (metric?, org?, day?);
    let content = content(form, i, metric, org, day)?;
    let checked = rules::check(&content, today).and_then(|()| rules::check_org(org, day));
    if let Err(error) = checked {
        let field = match error.field() {
            Some(field @ ("title" | "place" | "people" | "day" | "metric" | "quantity" | "by" | "org")) => field,
            Some("subjects") if metric.subject == Some(ledger::SubjectKind::Enterprise) => "enterprises",
            Some("subjects") => "people",
            _ => "on",
        };
        form.fail(&named(field, i), error.chinese());
        return None;
    }
    Some(content)
}

fn content(form: &mut Form, i: usize, metric: &'static Metric, org: &Org, day: Day) -> Option<Content> {
    let (names, people) = (names(form, i, Some(metric)), rules::names(form.text(&named("people", i))));
    let enterprises = rules::names(form.text(&named("enterprises", i)));
    let hundredths = form.number(&named("quantity", i));
    if hundredths.is_some_and(|n| metric.scale == 1 && n % 100 != 0) {
        form.fail(&named("quantity", i), "这里要填整数。");
        return None;
    }
    let quantity = hundredths.map(|n| n * metric.scale / 100);
    let about = |kind, names: &[String]| names.iter().map(|name| rules::about(kind, name, &org.name)).collect::<Vec<About>>();
    let line = |metric, quantity, subjects| Line { metric: Code(metric), quantity, subjects, cell: None, declared_from: None };
    let mut lines = Vec::new();
    let mut reported = None;
    match (metric.subject, metric.kind, names.len()) {
        (_, Kind::Reach, 0) => {
            let from = form.day(&named("from", i));
            if from.is_none_or(|from| from > day) {
                form.fail(&named("from", i), "没有名单的总数，请写明从哪天算起，不晚于日期。");
            }
            reported = Some(Reported { by: form.text(&named("by", i)).trim().to_owned(), paper: "群消息".into() });
            lines.push(Line { declared_from: Some(from?), ..line(metric, quantity.unwrap_or(0), Vec::new()) });
        }
        (Some(kind), Kind::Reach, _) => lines.push(line(metric, 1, about(kind, &names))),
        // Hours of several persons were added up; each has the same part where it divides evenly, else they stand as text.
        (Some(kind), _, n) if n > 0 && quantity.is_none_or(|q| q % n as i64 == 0) => {
            lines.push(line(metric, quantity.map_or(1, |q| q / n as i64), about(kind, &names)));
        }
        _ => lines.push(line(metric, quantity.unwrap_or(1), Vec::new())),
    }
    let mut remarks = String::new();
    if let (Some((along, _)), false) = (rules::companion(metric), enterprises.is_empty()) {
        lines.push(line(along, 1, about(ledger::SubjectKind::Enterprise, &enterprises)));
    } else if !enterprises.is_empty() && metric.subject != Some(ledger::SubjectKind::Enterprise) {
        remarks = format!("参加企业：{}", enterprises.join("、"));
    }
    Some(Content {
        org: org.id,
        day,
        until: None,
        day_assumed: false,
        title: form.text(&named("title", i)).trim().to_owned(),
        place: form.text(&named("place", i)).trim().to_owned(),
        remarks,
        people: if metric.subject.is_some_and(|kind| kind != ledger::SubjectKind::Enterprise) { Vec::new() } else { people },
        lines,
        reported,
    })
}
