//! GET and POST /journal/{id}/replace/{metric}: the list that takes the place of a 汇总数, chosen by a person and shown before it happens.

use axum::extract::Path;
use axum::response::Response;
use kit::{Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table};
use ledger::metrics::{self, Metric};
use uuid::Uuid;

use super::list::counted;
use crate::JournalError;
use crate::actions::{self, MOST_LISTED, Replace, Replaceable};
use crate::model::{Code, Record};

fn metric_of(code: &str) -> Result<Code, Failure> {
    metrics::by_code(code).map(Code).ok_or_else(|| Failure::missing("没有这项数据。"))
}

fn build(of: &Replaceable) -> Form {
    let metric = of.line.metric.0;
    Form::new(format!("/journal/{}/replace/{}", of.record.id, metric.code))
        .hidden("revision", "")
        .field(Field::tick("sure", "我已核对：这些记录的名单就是这个汇总数，汇总数不再计入"))
}

fn said(metric: &Metric, quantity: i64) -> String {
    format!("{} {}", metric.plain(quantity), metric.unit)
}

/// The page; `chosen` is told before it is asked for the last time.
fn page(staff: &Staff, of: &Replaceable, form: &Form, chosen: &[Uuid]) -> Page {
    let metric = of.line.metric.0;
    let (from, to) = (of.line.declared_from.unwrap_or(of.record.content.day), of.record.content.day);
    let sub = format!("{} {}至{}另报 {}，没有名单。", of.org.name, from.chinese(), to.chinese(), said(metric, of.line.quantity));
    let page = Page::new("用名单替换汇总数").sub(&sub).back("返回记录", &super::href(of.record.id)).style("journal.css");
    if of.lists.is_empty() {
        let words = format!("{}和下级单位在这个时段还没有“{}”的名单。登记或导入名单后再来替换。", of.org.name, metric.name);
        return page.body(Markup::trusted("<p class=\"hint\">").and(Markup::text(&words)).and(Markup::trusted("</p>")));
    }
    let mut inner = Markup::trusted(format!(
        "<form class=\"form\" method=\"post\" action=\"{}\" novalidate><input type=\"hidden\" name=\"revision\" value=\"{}\">",
        staff.action(&format!("/journal/{}/replace/{}", of.record.id, metric.code)),
        of.record.revision
    ));
    inner = inner.and(form.render_errors());
    if !chosen.is_empty() {
        inner = inner.and(compared(of, chosen)).and(form.render_field("sure"));
    }
    inner = inner.and(table(of, chosen).render());
    let label = if chosen.is_empty() { "比较名单与汇总数" } else { "用名单替换" };
    let more = if of.lists.len() == MOST_LISTED { "<p class=\"warn\">只列出最近的 500 条记录。</p>" } else { "" };
    inner = inner.and(Markup::trusted(format!("{more}<div class=\"send\"><button class=\"btn main\">{label}</button></div></form>")));
    page.body(inner)
}

fn compared(of: &Replaceable, chosen: &[Uuid]) -> Markup {
    let metric = of.line.metric.0;
    let named = of.counted(of.lists.iter().filter(|record| chosen.contains(&record.id)));
    let distance = match named - of.line.quantity {
        0 => "相等".to_owned(),
        less if less < 0 => format!("少 {}", said(metric, -less)),
        more => format!("多 {}", said(metric, more)),
    };
    let words =
        format!("已选 {} 条记录，名单计 {}；汇总数 {}，{distance}。", chosen.len(), said(metric, named), said(metric, of.line.quantity));
    Markup::trusted("<p class=\"warn\" role=\"status\">").and(Markup::text(&words)).and(Markup::trusted("</p>"))
}

fn table(of: &Replaceable, chosen: &[Uuid]) -> Table {
    let metric = of.line.metric.0;
    let columns = vec![
        Column::day("day", "日期"),
        Column::short("org", "单位"),
        Column::words("title", "内容"),
        Column::words("names", "名单"),
        Column::number("quantity", "数量").unit(metric.unit),
    ];
    let row = |record: &Record| {
        let line = record.content.lines.iter().find(|line| line.metric.0 == metric);
        let names: Vec<&str> = line.iter().flat_map(|line| &line.subjects).take(6).map(|about| about.name.as_str()).collect();
        let more = line.map_or(0, |line| line.subjects.len().saturating_sub(names.len()));
        let names = if more > 0 { format!("{}等{}个", names.join("、"), names.len() + more) } else { names.join("、") };
        Row::new(vec![
            Cell::Day(Some(record.content.day)),
            Cell::text(of.orgs.get(&record.content.org).map(|org| org.name.clone()).unwrap_or_default()),
            Cell::link(record.content.title.as_str(), super::href(record.id)),
            Cell::text(names),
            line.map_or(Cell::Empty, |line| Cell::scaled(counted(line), metric.scale)),
        ])
        .id(record.id)
        .ticked(chosen.contains(&record.id))
    };
    Table::new("这个时段有名单的记录", columns).rows(of.lists.iter().map(row)).ticks("list")
}

/// GET
pub(super) async fn form(staff: Staff, Path((id, code)): Path<(Uuid, String)>) -> Result<Response, Failure> {
    match staff.read(&(id, metric_of(&code)?), actions::replaceable).await {
        Ok(of) => staff.page(page(&staff, &of, &build(&of), &[])),
        Err(error @ JournalError::Refused(_)) => Ok(staff.said(&super::href(id), &error.chinese())),
        Err(error) => Err(error.into()),
    }
}

/// POST: the first time compares, the second replaces.
pub(super) async fn replace(staff: Staff, Path((id, code)): Path<(Uuid, String)>, input: Input) -> Result<Response, Failure> {
    let metric = metric_of(&code)?;
    let of = match staff.read(&(id, metric), actions::replaceable).await {
        Ok(of) => of,
        Err(error @ JournalError::Refused(_)) => return Ok(staff.said(&super::href(id), &error.chinese())),
        Err(error) => return Err(error.into()),
    };
    let mut form = build(&of).read(&input);
    let list: Vec<Uuid> = input.all("list").into_iter().filter_map(|id| id.parse().ok()).collect();
    if list.is_empty() {
        form.fail("", "请勾选名单所在的记录。");
    } else if form.ticked("sure") {
        let ask = Replace { record: id, revision: input.parsed("revision").unwrap_or(0), metric, list: list.clone() };
        match staff.write(&ask, actions::replace).await {
            Ok(_) => return Ok(staff.said(&super::href(id), "已用名单替换，汇总数不再计入。")),
            Err(JournalError::Changed(now)) => {
                form.fail("", format!("{}刚刚改动过这条记录，请核对后再按一次。", now.changed.0));
            }
            Err(error @ JournalError::Refused(_)) => return Ok(staff.said(&super::href(id), &error.chinese())),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let invalid = !form.valid();
    let page = page(&staff, &of, &form, &list);
    staff.page(if invalid { page.invalid() } else { page })
}
