//! GET /metrics and /metrics/{code}: the definitions (统计口径) of all figures, to be printed.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::table::File;
use kit::{Cell, Column, Failure, Field, Form, Markup, Page, Row, Staff, Table};
use ledger::Metric;

use crate::pages::metric;
use crate::rules;

fn table(staff: &Staff) -> Table {
    let columns = vec![
        Column::short("group", "类别"),
        Column::words("metric", "指标"),
        Column::short("unit", "单位"),
        Column::short("kind", "怎样累计"),
        Column::short("subject", "名单对象"),
        Column::words("counts", "计什么"),
        Column::short("code", "代码"),
    ];
    let words = staff.address.get("q").unwrap_or_default();
    let rows = rules::all().into_iter().filter(|metric| rules::answers(metric, words)).map(row);
    Table::new("统计口径", columns).rows(rows)
}

fn row(metric: &'static Metric) -> Row {
    Row::new(vec![
        Cell::text(rules::group(metric)),
        Cell::link(metric.name, format!("/metrics/{}", metric.code)),
        Cell::text(metric.unit),
        Cell::text(rules::kind_words(metric)),
        Cell::text(metric.subject.map_or("", |kind| kind.chinese())),
        Cell::text(metric.card.counts),
        Cell::text(metric.code),
    ])
}

/// GET /metrics
pub(super) async fn list(staff: Staff) -> Result<Response, Failure> {
    let address = &staff.address;
    let form = Form::filters(address, [Field::search("q", "指标")]);
    let table = table(&staff).address(address).export("下载 CSV", "/metrics/list.csv").export("下载 Excel", "/metrics/list.xlsx");
    let table = table.empty(Markup::text("没有符合的指标，请换一个词再找。"));
    let page = Page::new("统计口径").sub("每个数字计什么、何时计、怎样累计、以什么为依据。").back("数据总表", "/figures");
    staff.page(page.body(form.render(staff.token())).body(table.render()))
}

/// GET /metrics/list.csv and /metrics/list.xlsx
pub(super) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    file.answer("统计口径", table(&staff)).await
}

#[derive(Template)]
#[template(path = "figures/card.html")]
struct Html {
    metric: &'static Metric,
    group: &'static str,
    kind: &'static str,
    subject: &'static str,
    of: Vec<&'static Metric>,
}

/// GET /metrics/{code}
pub(super) async fn card(staff: Staff, Path(code): Path<String>) -> Result<Response, Failure> {
    let metric = metric(&code)?;
    let html = Html {
        metric,
        group: rules::group(metric),
        kind: rules::kind_words(metric),
        subject: metric.subject.map_or("", |kind| kind.chinese()),
        of: if metric.is_posted() { Vec::new() } else { metric.evidence() },
    };
    let page = Page::new(format!("统计口径：{}", metric.name)).style("figures.css").back("统计口径", "/metrics");
    staff.page(page.main_act("看数据", &format!("/figures/{}", metric.code)).template(&html)?)
}
