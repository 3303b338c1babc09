//! The one form for recording and correcting: its shape follows the kinds of work, and what was typed moves along when they change.

use askama::Template;
use base::{Actor, Tx};
use board::orgs::Org;
use board::{OrgFilter, access, orgs};
use kit::{Failure, Field, Form, Input, Markup, Page, Staff};
use ledger::metrics::{self, Kind, Metric};
use norms::Day;
use uuid::Uuid;

use super::draft::FORM;
use super::list::{counted, org_choices};
use super::shape::{Shape, named};
use super::words::{Group, groups};
use crate::actions::Known;
use crate::model::{About, Code, Content, Line, Record, Reported};
use crate::{JournalError, actions, rights, rules};

/// Kinds that are offered to somebody who has recorded nothing yet.
const USUAL: [&str; 6] = ["life.theme_day", "assist.service", "study.centre_group", "integrity.class", "outreach.lecture", "assist.event"];
/// So many kinds are offered as buttons.
const CHIPS: usize = 6;

/// The plan that the record carries out.
pub(super) const PLAN: &str = "plan";

/// What the form offers to this person.
pub(super) struct Offer {
    /// Orgs for which they may record.
    pub(super) orgs: Vec<Org>,
    /// The kinds that they record most lately, then usual ones.
    pub(super) kinds: Vec<&'static Metric>,
    /// What was written lately.
    known: Known,
}

/// Reads what the form offers.
pub(super) async fn offer(tx: &mut Tx, by: &Actor, (): &()) -> Result<Offer, JournalError> {
    let orgs = orgs::list(tx, &access::scope(by, &rights::WRITE), &OrgFilter { limit: Some(2_000), ..OrgFilter::default() }).await?;
    let mut kinds: Vec<&'static Metric> = Vec::new();
    let mut recent = actions::recent_kinds(tx, by).await?;
    let along: Vec<_> = recent.iter().filter_map(|kind| rules::companion(kind)).map(|(metric, _)| metric).collect();
    recent.retain(|kind| !along.contains(kind));
    for metric in recent.into_iter().chain(USUAL.into_iter().filter_map(metrics::by_code)) {
        if kinds.len() < CHIPS && !kinds.contains(&metric) && metric.is_posted() {
            kinds.push(metric);
        }
    }
    Ok(Offer { orgs, kinds, known: actions::known(tx, by).await? })
}

impl Offer {
    /// The actor's own org: the topmost over which they may record.
    pub(super) fn own(&self) -> String {
        self.orgs.iter().min_by_key(|org| org.level()).map(|org| org.id.to_string()).unwrap_or_default()
    }
}

/// The form for these kinds.
pub(super) fn build(action: &str, shape: &Shape, offer: &Offer, today: Day) -> Form {
    let known = &offer.known;
    let first = Day::new(1921, 1, 1).unwrap_or(Day::first());
    let mut form = Form::new(action)
        .field(Field::text("title", "内容").required().max(200).focus().known(&known.titles))
        .field(Field::day("day", "日期").required().between(first, today))
        .field(Field::select("org", "单位", org_choices(&offer.orgs)).required())
        .field(Field::lines("people", "参加人员").rows(2).help("每行一个，或用顿号隔开。").known(&known.people))
        .field(Field::text("place", "地点").max(200).known(&known.places))
        .field(Field::lines("remarks", "备注").rows(3).max(4_000))
        .field(Field::text("by", "报数人").max(50))
        .field(Field::text("paper", "依据").max(200).help("例如：3月8日电话、微信群、×团字〔2022〕3号。"))
        .field(Field::text("reason", "更正原因").max(200))
        .hidden(kit::form::RECORD, "")
        .hidden(FORM, "")
        .hidden(PLAN, "")
        .hidden("revision", "");
    if let Some(label) = shape.ends() {
        form = form.field(Field::day("until", label).between(first, Day::last()));
    }
    for (i, metric) in shape.0.iter().enumerate() {
        form = form.hidden(&named("metric", i), metric.code);
        for field in line_fields(i, metric, known, today) {
            form = form.field(field);
        }
        if let Some((along, label)) = shape.along(metric) {
            let help = format!("选填。每行一个，或用顿号隔开，计入“{}”。", along.name);
            form = form.field(Field::lines(&named("along", i), label).rows(3).max(200_000).help(&help).known(known.subjects(along)));
        }
    }
    form
}

fn line_fields(i: usize, metric: &'static Metric, known: &Known, today: Day) -> Vec<Field> {
    let decimals = if metric.scale == 100 { 2 } else { 0 };
    let most = rules::MOST;
    let amount = |label: String| Field::decimal(&named("quantity", i), &label, decimals).most(most);
    let mut out = Vec::new();
    if let Some(kind) = metric.subject {
        let label = match kind {
            ledger::SubjectKind::Enterprise => "企业名称",
            ledger::SubjectKind::Child => "儿童姓名",
            _ => "姓名",
        };
        out.push(
            Field::lines(&named("names", i), label).rows(3).max(200_000).help("每行一个，或用顿号隔开。").known(known.subjects(metric)),
        );
    }
    match metric.kind {
        Kind::Reach => {
            out.push(Field::tick(&named("total", i), "没有名单，只报总数（汇总数）"));
            out.push(amount(format!("总数（{}）", metric.unit)));
            out.push(Field::day(&named("from", i), "总数从哪天算起").between(Day::first(), today));
        }
        _ if metric.subject.is_some() => out.push(amount(format!("每人或每家数量（{}）", metric.unit)).required()),
        _ => out.push(amount(format!("数量（{}）", metric.unit)).required()),
    }
    out
}

/// Before anybody types.
pub(super) fn blank(form: Form, shape: &Shape, own: &str, today: Day) -> Form {
    let form = form.set("day", today).set("org", own);
    let year = Day::new(today.year(), 1, 1).unwrap_or(today);
    shape.0.iter().enumerate().fold(form, |form, (i, metric)| {
        let form = form.set(&named("from", i), year);
        if metric.kind == Kind::Reach { form } else { form.set(&named("quantity", i), 1) }
    })
}

/// With what was typed so far, unchecked: new lines keep their defaults.
pub(super) fn typed(form: Form, shape: &Shape, input: &Input) -> Form {
    let typed = input.pairs().iter().filter(|(name, _)| !name.starts_with("metric-"));
    let form = typed.fold(form, |form, (name, value)| match shape.place(input, name) {
        Some(name) => form.set(&name, value),
        None => form,
    });
    // Names typed along with a kind move to the line that now asks for them on its own.
    shape.0.iter().enumerate().fold(form, |form, (i, metric)| {
        let own = rules::companion(metric).and_then(|(along, _)| shape.0.iter().position(|kind| *kind == along));
        let names = own.map(|own| named("names", own)).filter(|names| form.text(names).is_empty());
        match names {
            Some(names) => form.set(&names, input.get(&named("along", i))),
            None => form,
        }
    })
}

/// With what a record says.
pub(super) fn filled(form: Form, shape: &Shape, record: &Record) -> Form {
    let content = &record.content;
    let mut form = form
        .set("title", &content.title)
        .set("day", content.day)
        .set("org", content.org)
        .set("people", content.people.join("\n"))
        .set("place", &content.place)
        .set("remarks", &content.remarks)
        .set("until", content.until.map(|day| day.to_string()).unwrap_or_default())
        .set("by", content.reported.as_ref().map(|r| r.by.as_str()).unwrap_or_default())
        .set("paper", content.reported.as_ref().map(|r| r.paper.as_str()).unwrap_or_default())
        .set("revision", record.revision)
        .set(FORM, record.id);
    let of = |metric: &Metric| content.lines.iter().find(|line| line.metric.0 == metric);
    let names = |line: &Line| line.subjects.iter().map(|about| about.name.as_str()).collect::<Vec<_>>().join("\n");
    for (i, metric) in shape.0.iter().enumerate() {
        if let Some(along) = shape.along(metric).and_then(|(along, _)| of(along)) {
            form = form.set(&named("along", i), names(along));
        }
        let Some(line) = of(metric) else { continue };
        form = form.set(&named("names", i), names(line));
        if let Some(from) = line.declared_from {
            form = form.set(&named("total", i), 1).set(&named("from", i), from);
        }
        if line.declared_from.is_some() || line.metric.0.kind != Kind::Reach {
            form = form.set(&named("quantity", i), line.metric.0.plain(line.quantity));
        }
    }
    form
}

/// What the form says, when it can be kept; else the form says what to mend. `old` is the record that is being corrected.
pub(super) fn content(form: &mut Form, shape: &Shape, orgs: &[Org], old: Option<&Content>) -> Option<Content> {
    if !form.valid() {
        return None;
    }
    let org = orgs.iter().find(|org| org.id.to_string() == form.text("org"))?;
    let day = form.day("day")?;
    let until = form.day("until");
    let mut lines: Vec<Line> = shape.0.iter().enumerate().map(|(i, metric)| line(form, i, metric, org, old)).collect();
    for (i, line) in lines.iter().enumerate() {
        if line.declared_from.is_some() && form.number(&named("quantity", i)).is_none() {
            form.fail(&named("quantity", i), "请填写总数，或写出名单。");
        }
        if let Err(error) = rules::check_line(line) {
            let field = if error.field() == Some("subjects") { "names" } else { "quantity" };
            form.fail(&named(field, i), error.chinese());
        }
        if line.declared_from.is_some_and(|from| from > day) {
            form.fail(&named("from", i), "起算日期不能晚于记录的日期。");
        }
    }
    let reported = reported(form, &lines, old);
    lines.extend(along(form, shape, org, old));
    // As the record had them, so that only what was changed differs.
    lines.sort_by_key(|line| old.and_then(|old| old.lines.iter().position(|before| before.metric == line.metric)).unwrap_or(usize::MAX));
    form.valid().then(|| Content {
        org: org.id,
        day,
        until,
        day_assumed: old.is_some_and(|old| old.day_assumed && old.day == day),
        title: form.text("title").to_owned(),
        place: form.text("place").to_owned(),
        remarks: form.text("remarks").to_owned(),
        people: rules::names(form.text("people")),
        lines,
        reported,
    })
}

/// Who reported the totals: asked of every total that a person enters, not of one that a workbook brought.
fn reported(form: &mut Form, lines: &[Line], old: Option<&Content>) -> Option<Reported> {
    if lines.iter().all(|line| line.declared_from.is_none()) {
        return None;
    }
    let reported = Reported { by: form.text("by").trim().to_owned(), paper: form.text("paper").trim().to_owned() };
    let imported = old.is_some_and(|old| old.reported.is_none() && old.lines.iter().any(|line| line.declared_from.is_some()));
    if imported && reported == Reported::default() {
        return None;
    }
    for (field, text, sentence) in
        [("by", &reported.by, "请写明总数是谁报的。"), ("paper", &reported.paper, "请写明依据，例如文号、电话或微信。")]
    {
        if text.is_empty() {
            form.fail(field, sentence);
        }
    }
    Some(reported)
}

fn line(form: &Form, i: usize, metric: &'static Metric, org: &Org, old: Option<&Content>) -> Line {
    let before = before(old, metric);
    let subjects = subjects(form.text(&named("names", i)), metric, org, before);
    let quantity = form.number(&named("quantity", i));
    let declared = metric.kind == Kind::Reach && form.ticked(&named("total", i)) && subjects.is_empty();
    let quantity = if metric.kind == Kind::Reach && !declared { 1 } else { quantity.unwrap_or(0) };
    Line {
        metric: Code(metric),
        quantity,
        subjects,
        cell: before.and_then(|line| line.cell.clone()),
        declared_from: declared
            .then(|| form.day(&named("from", i)))
            .flatten()
            .or(before.filter(|b| metric.kind != Kind::Reach && b.declared_from.is_some()).and_then(|b| b.declared_from)),
    }
}

fn before<'a>(old: Option<&'a Content>, metric: &Metric) -> Option<&'a Line> {
    old.and_then(|old| old.lines.iter().find(|line| line.metric.0 == metric))
}

/// Those named in a field. Somebody known by a citizen id stays the same one as long as the name stays.
fn subjects(text: &str, metric: &Metric, org: &Org, before: Option<&Line>) -> Vec<About> {
    let known = |name: &str| before.and_then(|line| line.subjects.iter().find(|about| about.name == name)).cloned();
    let Some(kind) = metric.subject else { return Vec::new() };
    rules::names(text).iter().map(|n| known(n).unwrap_or_else(|| rules::about(kind, n, &org.name))).collect()
}

/// The lines of names that were asked along with a kind; none where nobody was named.
fn along(form: &mut Form, shape: &Shape, org: &Org, old: Option<&Content>) -> Vec<Line> {
    let mut out = Vec::new();
    for (i, metric) in shape.0.iter().enumerate() {
        let Some((metric, _)) = shape.along(metric) else { continue };
        let before = before(old, metric);
        let subjects = subjects(form.text(&named("along", i)), metric, org, before);
        if subjects.is_empty() {
            continue;
        }
        let cell = before.and_then(|line| line.cell.clone());
        let line = Line { metric: Code(metric), quantity: 1, subjects, cell, declared_from: None };
        if let Err(error) = rules::check_line(&line) {
            form.fail(&named("along", i), error.chinese());
        }
        out.push(line);
    }
    out
}

struct LineHtml {
    name: &'static str,
    at: usize,
    fields: Markup,
    total: Markup,
    declares: bool,
}

#[derive(Template)]
#[template(path = "journal/entry.html")]
struct EntryHtml<'a> {
    notice: Markup,
    action: String,
    submit: &'a str,
    cancel: &'a str,
    chips: Vec<(&'static Metric, bool)>,
    groups: Vec<Group>,
    form: &'a Form,
    hidden: Vec<(String, String)>,
    lines: Vec<LineHtml>,
    ends: bool,
    editing: bool,
    /// A total of a kind that is not counted by names: who reported it stands beside the day.
    reported: bool,
    open: bool,
}

impl EntryHtml<'_> {
    fn field(&self, name: &str) -> Markup {
        self.form.render_field(name)
    }
}

/// How the page around the form looks.
pub(super) struct Frame<'a> {
    /// Above the form: a restored draft, what somebody else wrote.
    pub(super) notice: Markup,
    /// Where the form is sent.
    pub(super) action: &'a str,
    /// What its button says.
    pub(super) submit: &'a str,
    /// The way out.
    pub(super) cancel: &'a str,
}

/// The form laid out for a phone in one hand.
pub(super) fn render(staff: &Staff, page: Page, form: &Form, shape: &Shape, offer: &Offer, frame: Frame<'_>) -> Result<Page, Failure> {
    let mut chips: Vec<(&'static Metric, bool)> = offer.kinds.iter().map(|m| (*m, Some(m) == shape.0.first())).collect();
    if let Some(first) = shape.0.first().filter(|first| !offer.kinds.contains(first)) {
        chips.insert(0, (first, true));
    }
    let hidden = ["record", FORM, PLAN, "revision"].iter().map(|name| ((*name).to_owned(), form.text(name).to_owned()));
    let hidden = hidden.chain(shape.0.iter().enumerate().map(|(i, m)| (named("metric", i), m.code.to_owned()))).collect();
    let first_total = shape.0.iter().position(|metric| metric.kind == Kind::Reach);
    let lines = shape.0.iter().enumerate().map(|(i, metric)| line_html(form, i, metric, first_total == Some(i))).collect();
    let open = ["people", "place", "remarks"].iter().any(|name| !form.text(name).is_empty()) || shape.0.len() > 1;
    let html = EntryHtml {
        notice: frame.notice,
        action: staff.action(frame.action),
        submit: frame.submit,
        cancel: frame.cancel,
        chips,
        groups: groups(),
        form,
        hidden,
        lines,
        ends: shape.ends().is_some(),
        editing: !form.text("revision").is_empty(),
        reported: first_total.is_none() && !form.text("by").is_empty(),
        open,
    };
    page.style("journal.css").script("journal.js").template(&html)
}

fn line_html(form: &Form, i: usize, metric: &'static Metric, first_total: bool) -> LineHtml {
    let reach = metric.kind == Kind::Reach;
    let of = |name: &str| form.render_field(&named(name, i));
    let fields = if reach { of("names") } else { of("names").and(of("quantity")).and(of("along")) };
    let asks = reach && first_total;
    let who = if asks { form.render_field("by").and(form.render_field("paper")) } else { Markup::empty() };
    let total = if reach { of("total").and(of("quantity")).and(of("from")).and(who) } else { Markup::empty() };
    LineHtml { name: metric.name, at: i, fields, total, declares: form.ticked(&named("total", i)) }
}

/// What a record counts for, in a sentence after saving.
pub(super) fn said(content: &Content) -> String {
    let one = |line: &Line| format!("{} {} {}", line.metric.0.name, line.metric.0.plain(counted(line)), line.metric.0.unit);
    content.lines.iter().map(one).collect::<Vec<_>>().join("，")
}

/// The record's id, as the form carried it.
pub(super) fn record_id(form: &Form) -> Option<Uuid> {
    form.record()
}
