//! GET /journal/{id}: what the record says, what it counts for, which reports cite it, where it came from, what was done to it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use base::OrgId;
use board::access;
use kit::form::button;
use kit::{Cell, Choice, Column, Failure, Field, Form, Markup, Page, Row, Staff, Table};
use ledger::{Citation, FactLine, metrics};
use uuid::Uuid;

use super::list::counted;
use crate::actions::{self, Replacement, View};
use crate::changes::{self, Change, Told};
use crate::model::{Act, Content, Line, Origin};
use crate::rights;

struct LineHtml {
    name: &'static str,
    said: String,
    names: Vec<String>,
    href: String,
}

struct Event {
    what: &'static str,
    who: String,
    when: String,
    reason: String,
    changes: Vec<Change>,
}

#[derive(Template)]
#[template(path = "journal/show.html")]
struct ShowHtml<'a> {
    told: Vec<Told>,
    lines: Vec<LineHtml>,
    withdrawn: Option<String>,
    replaced: Vec<(String, Vec<String>)>,
    campaigns: Markup,
    evidence: Markup,
    origin: Option<&'a Origin>,
    batch: Option<(String, String)>,
    cells: Vec<(&'a str, &'a str, bool)>,
    details: Markup,
    cites: Vec<(String, String)>,
    history: Vec<Event>,
}

/// GET /journal/{id}
pub(super) async fn show(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let staff = &staff;
    let view = staff.read(&id, actions::view).await?;
    let record = &view.record;
    let may = access::require(&staff.actor, &rights::WRITE, &view.org.path).is_ok();
    let mut page = Page::new(record.content.title.as_str()).back("工作台账", "/journal").style("journal.css").script("evidence.js");
    let planned =
        staff.read(&id, actions::plan_of).await?.map(|plan| format!(" · 照工作安排登记（{}）", crate::plan::named(plan.entry.day)));
    page = page.sub(&format!("{} · {}{}", record.content.day.chinese(), view.org.name, planned.unwrap_or_default()));
    if may {
        page = acts(staff, &view, page);
    }
    let evidence = kit::evidence::card(staff, &crate::records::WORK, id).await?;
    let campaigns = campaigns(staff, id).await?;
    let html = ShowHtml {
        campaigns,
        evidence,
        told: told(&view),
        lines: record.content.lines.iter().map(|line| of_line(line, &record.content)).collect(),
        withdrawn: record.withdrawn.map(|at| at.chinese()),
        replaced: view.replacements.iter().map(replaced).collect(),
        origin: record.origin.as_ref(),
        batch: view.batch.as_ref().map(|b| (format!("/import/{}", b.id), format!("{} {}导入", b.at.chinese(), b.who))),
        cells: record.origin.as_ref().map(|origin| cells(origin, &record.content)).unwrap_or_default(),
        details: details(&view),
        cites: view.cites.iter().map(cited).collect(),
        history: history(&view),
    };
    staff.page(page.template(&html)?)
}

fn acts(staff: &Staff, view: &View, page: Page) -> Page {
    let (record, at) = (&view.record, super::href(view.record.id));
    let page = page.audited(staff, [record.id].into_iter().chain(record.batch));
    if record.withdrawn.is_some() {
        return page.button(button(staff.token(), &format!("{at}/restore"), "恢复", &[("revision", &record.revision.to_string())]));
    }
    let total = record.content.lines.iter().find(|line| line.declared_from.is_some());
    let page = match total {
        Some(line) => page.act("用名单替换", &format!("{at}/replace/{}", line.metric.0.code)),
        None => page,
    };
    let kind = record.content.lines.first().map(|line| line.metric.0.code).unwrap_or_default();
    let page = page.act("撤回", &format!("{at}/withdraw")).act("更正", &format!("{at}/edit"));
    page.act("照此再登记", &format!("/journal/new?like={}", record.id)).main_act("登记下一条", &format!("/journal/new?metric={kind}"))
}

/// 专项: those to which the record belongs, with the way out; and the way into another.
async fn campaigns(staff: &Staff, id: Uuid) -> Result<Markup, Failure> {
    let own = staff.read(&id, actions::of_record).await?;
    let may = staff.may(&rights::CAMPAIGN);
    let mut out = Markup::empty();
    for campaign in &own {
        let at = format!("/campaigns/{}", campaign.id);
        out = out.and(Markup::link(&at, &campaign.entry.name));
        if may {
            out = out.and(button(staff.token(), &format!("{at}/leave"), "移出", &[("id", &id.to_string())]));
        }
    }
    let all = if may { staff.read(&(), actions::campaigns).await? } else { Vec::new() };
    let others = all.iter().filter(|(campaign, _)| own.iter().all(|own| own.id != campaign.id));
    let choices: Vec<Choice> = others.map(|(campaign, _)| Choice::new(campaign.id, campaign.entry.name.as_str())).collect();
    if !choices.is_empty() {
        let form = Form::new(format!("/journal/{id}/campaign"))
            .submit("加入")
            .quiet()
            .field(Field::select("campaign", "加入专项", choices).required());
        out = out.and(form.render(staff.token()));
    }
    Ok(out)
}

/// Which list took the place of a total: a sentence and the records' addresses.
fn replaced(list: &Replacement) -> (String, Vec<String>) {
    let name = metrics::by_number(list.metric).map(|metric| metric.name).unwrap_or_default();
    let sentence = format!("“{name}”的汇总数已由名单替换（{}，{}）：", list.at.chinese(), list.who);
    (sentence, list.list.iter().take(MOST_DETAILS).map(|id| super::href(*id)).collect())
}

/// What the record says beside its figures; what is empty is left out.
fn told(view: &View) -> Vec<Told> {
    let content = &view.record.content;
    let figures =
        |label: &str| content.lines.iter().any(|l| label == l.metric.0.name || label.strip_suffix("名单") == Some(l.metric.0.name));
    let all = changes::told(content, &|id| name(view, id));
    let mut out: Vec<Told> = all.into_iter().filter(|t| !t.value.is_empty() && !figures(&t.label)).collect();
    out.push(Told { label: "登记人".into(), value: format!("{}，{}", view.record.made.0, view.record.made.1.chinese()) });
    out
}

fn name(view: &View, id: OrgId) -> String {
    view.orgs.get(&id).map(|org| org.name.clone()).unwrap_or_default()
}

fn of_line(line: &Line, content: &Content) -> LineHtml {
    let metric = line.metric.0;
    let declared = line.declared_from.map(|from| format!("（汇总数，{}至{}）", from.chinese(), content.day.chinese())).unwrap_or_default();
    LineHtml {
        name: metric.name,
        said: format!("{} {}{declared}", metric.plain(counted(line)), metric.unit),
        names: line.subjects.iter().map(|about| about.name.clone()).collect(),
        href: format!("/journal?metric={}", metric.code),
    }
}

/// The cells of the row in the workbook; those that prove a figure are marked.
fn cells<'a>(origin: &'a Origin, content: &Content) -> Vec<(&'a str, &'a str, bool)> {
    let proves = |cell: &str| content.lines.iter().any(|line| line.cell.as_deref() == Some(cell));
    origin.cells.iter().map(|(cell, text)| (cell.as_str(), text.as_str(), proves(cell))).collect()
}

/// 明细: what the record counts for in the figures today, with who entered it and when.
fn details(view: &View) -> Markup {
    let columns = vec![
        Column::short("metric", "数据"),
        Column::day("day", "日期"),
        Column::words("subject", "名称"),
        Column::number("quantity", "数量"),
        Column::short("posted", "记入"),
    ];
    let row = |line: &FactLine| {
        let late = if line.late { "（逾期记入）" } else { "" };
        let subject = line.subject.as_ref().map(|s| s.name.clone()).unwrap_or_default();
        let subject = if line.declared.is_some() { "汇总数".to_owned() } else { subject };
        Row::new(vec![
            Cell::text(line.metric.name),
            Cell::Day(Some(line.day)),
            Cell::text(subject),
            Cell::scaled(line.quantity, line.metric.scale),
            Cell::text(format!("{} {}{late}", line.posted_at.chinese(), line.posted_by)),
        ])
    };
    let none = if view.record.withdrawn.is_some() { "已撤回，不计入数据。" } else { "这条记录不计入数据。" };
    let shown = view.lines.iter().take(MOST_DETAILS).map(row);
    Table::new("明细", columns).rows(shown).empty(Markup::text(none)).unnumbered().render()
}

/// Lines that a page shows of a very long list of names.
const MOST_DETAILS: usize = 200;

fn cited(citation: &Citation) -> (String, String) {
    let metric = citation.metric;
    let said = format!("{}：{} {} {}", citation.period.chinese(), metric.name, metric.plain(citation.value), metric.unit);
    (format!("/reports/{}/figures/{}", citation.report, citation.key), said)
}

fn history(view: &View) -> Vec<Event> {
    let mut out = Vec::new();
    let mut before: Option<&Content> = None;
    for version in &view.versions {
        let changes = match before {
            Some(before) => changes::changes(before, &version.content, &|id| name(view, id)),
            None => Vec::new(),
        };
        before = Some(&version.content);
        let when = version.at.chinese();
        out.push(Event { what: Act::chinese(&version.act), who: version.who.clone(), when, reason: version.reason.clone(), changes });
    }
    out.reverse();
    out
}
