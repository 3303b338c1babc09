//! GET /reports/{id}/figures/{key}: the proof of a figure, beside the document or alone for a script.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::{Address, Bar, BarChart, Cell, Column, Failure, Markup, Row, Staff, Table};
use ledger::FactLine;
use norms::Period;
use uuid::Uuid;

use crate::actions::{self, Named, Panel, PanelAsk, Worked, origin};
use crate::correction::exactly;
use crate::model::State;
use crate::pages::document::{Links, Standing, anchor};
use crate::pages::{show, worked};

const FACTS: i64 = 50;

#[derive(Template)]
#[template(path = "report/panel.html")]
struct Html<'a> {
    name: &'a str,
    tag: Markup,
    value: String,
    unit: &'a str,
    about: String,
    said: &'a str,
    corrected: Option<String>,
    declared: Option<String>,
    card: Vec<(&'static str, &'static str)>,
    open: bool,
    chart: Markup,
    children: Option<Markup>,
    worked: Markup,
    facts: Markup,
    count: i64,
    before: Option<String>,
    after: Option<String>,
    back: String,
}

pub(super) async fn panel(staff: Staff, Path((id, key)): Path<(Uuid, String)>, address: Address) -> Result<Response, Failure> {
    let after = address.get("after").map(str::to_owned);
    let ask = PanelAsk { report: id, key: key.clone(), after, limit: FACTS, sources: super::sources(&staff) };
    let panel = staff.read(&ask, actions::panel).await?;
    // A script that puts the panel in its place needs nothing of the rest.
    if staff.partial() {
        let differing = if panel.report.signed() { staff.read(&id, actions::differing).await? } else { Vec::new() };
        let standing = match &panel.holds {
            _ if differing.contains(&key) => Standing::Differs,
            Some(_) => Standing::Corrected,
            None => Standing::of(&panel.figure),
        };
        return Ok(staff.part(side(&staff, &panel, &address, standing)?));
    }
    let (view, differing) = show::load(&staff, id).await?;
    let links = Links::of(&view, &differing, Some(&key));
    let side = side(&staff, &panel, &address, links.standing(&panel.figure))?;
    staff.page(show::whole(&staff, &view, &links, side)?)
}

fn side(staff: &Staff, panel: &Panel, address: &Address, standing: Standing) -> Result<Markup, Failure> {
    let figure = &panel.figure;
    let metric = figure.metric;
    let when = match &panel.report.state {
        State::Signed { signed_at, .. } => format!("，{}签发时的台账", signed_at.day().chinese()),
        _ => String::new(),
    };
    let beside = |key: &Option<String>| key.as_ref().map(|key| format!("{}/figures/{key}", super::href(panel.report.id)));
    let days = if metric.stands() { format!("截至{}", figure.period.to.chinese()) } else { figure.period.chinese() };
    Markup::of(&Html {
        name: metric.name,
        tag: standing.tag(),
        value: metric.plain(figure.value),
        unit: metric.unit,
        about: format!("{days}，{}{when}。", figure.org.name),
        said: &figure.said,
        corrected: panel
            .holds
            .as_ref()
            .and_then(|holds| Some(format!("更正{}已改为{}。", holds.correction?, exactly(&holds.said, holds.value, metric)))),
        declared: (figure.declared != 0).then(|| format!("{}{}", metric.plain(figure.declared), metric.unit)),
        card: metric.card.lines().to_vec(),
        open: panel.open,
        chart: chart(panel),
        children: children(panel),
        worked: worked::card(staff, &worked_of(panel), true)?,
        facts: facts(panel, address),
        count: figure.facts,
        before: beside(&panel.before),
        after: beside(&panel.after),
        back: format!("{}#{}", super::href(panel.report.id), anchor(&figure.key)),
    })
}

fn worked_of(panel: &Panel) -> Worked {
    Worked { report: panel.report.clone(), org: panel.org.clone(), figure: panel.figure.clone(), work: panel.work.clone() }
}

fn chart(panel: &Panel) -> Markup {
    let metric = panel.figure.metric;
    if panel.by_month.len() < 2 {
        return Markup::empty();
    }
    let one_year = panel.by_month.first().map(|(p, _)| p.from.year()) == panel.by_month.last().map(|(p, _)| p.from.year());
    let label = |period: &Period| {
        if one_year { format!("{}月", period.from.month()) } else { format!("{}.{}", period.from.year() % 100, period.from.month()) }
    };
    let bars = panel.by_month.iter().map(|(period, figure)| Bar::new(label(period), figure.value));
    let title = if metric.stands() { "各月末" } else { "各月" };
    BarChart::new(format!("{title}{}", metric.name), metric.unit, metric.scale).width(300).bars(bars).render()
}

fn children(panel: &Panel) -> Option<Markup> {
    if panel.by_child.is_empty() {
        return None;
    }
    let metric = panel.figure.metric;
    let columns = vec![Column::words("org", "下级组织"), Column::number("value", "数量").unit(metric.unit)];
    let row = |child: &Named<ledger::Figure>| Row::new(vec![Cell::text(child.name.as_str()), Cell::scaled(child.of.value, metric.scale)]);
    Some(Table::new(format!("{}：按下级组织", metric.name), columns).rows(panel.by_child.iter().map(row)).compact().render())
}

fn facts(panel: &Panel, address: &Address) -> Markup {
    let columns = vec![
        Column::day("day", "日期"),
        Column::words("title", "事项和出处"),
        Column::number("quantity", "数量").unit(panel.figure.metric.unit),
    ];
    let rows = panel.facts.iter().map(|line| {
        let (title, from) = record(panel, &line.of);
        let late = if line.of.late { "（签发后补登）" } else { "" };
        let words = title.and(Markup::trusted("<br><small>")).and(Markup::text(&format!("{} · {from}{late}", line.name)));
        Row::new(vec![
            Cell::Day(Some(line.of.day)),
            Cell::Page(words.and(Markup::trusted("</small>"))),
            Cell::scaled(line.of.quantity, line.of.metric.scale),
        ])
    });
    let table = Table::new(format!("{}：明细", panel.figure.metric.name), columns).rows(rows).compact();
    table.address(address).next(panel.next.clone()).empty(Markup::text("没有台账记录。请到工作台账登记，数字会随之更新。")).render()
}

/// What a fact's record is called, with a way to it, and where it came from.
fn record(panel: &Panel, line: &FactLine) -> (Markup, String) {
    let caption = panel.captions.get(&line.source);
    let name = caption.map(|caption| caption.title.as_str()).filter(|title| !title.is_empty()).unwrap_or("台账记录");
    let name = match line.subject.as_ref().map(|subject| subject.name.as_str()).filter(|name| !name.is_empty()) {
        Some(subject) if !name.contains(subject) => format!("{name}（{subject}）"),
        _ => name.to_owned(),
    };
    let title = match caption.map(|caption| caption.href.as_str()).filter(|href| !href.is_empty()) {
        Some(href) => Markup::link(href, &name),
        None => Markup::text(&name),
    };
    (title, origin(caption, line.metric, &line.posted_by))
}
