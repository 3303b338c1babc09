//! GET /figures/{code}/facts: the records behind a figure, and the same lines as CSV and workbook.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::table::{File, Mark};
use kit::{Address, Cell, Column, Cursor, Failure, Markup, Page, Row, Staff, Table};
use ledger::{Caption, Metric, Subject};

use crate::actions::{self, Facts, FactsAsk, Line};
use crate::pages::filters::{self, keep};
use crate::pages::metric;

/// Lines of a page.
const ROWS: i64 = 50;
/// The number of a page's first line, kept beside the place in the list.
const FIRST: &str = "n";

#[derive(Template)]
#[template(path = "figures/facts.html")]
struct Html<'a> {
    value: String,
    unit: &'a str,
    count: i64,
    parts: String,
    notes: Vec<&'static str>,
    of: Vec<(&'static str, String)>,
    table: Markup,
}

fn ask(staff: &Staff, metric: &'static Metric) -> Result<FactsAsk, Failure> {
    let after = staff.address.get(Cursor::NAME).map(str::to_owned);
    Ok(FactsAsk { metric, query: filters::query(staff)?, after, limit: ROWS, sources: staff.app.rooms.sources.clone() })
}

/// GET /figures/{code}/facts
pub(super) async fn page(staff: Staff, Path(code): Path<String>) -> Result<Response, Failure> {
    let metric = metric(&code)?;
    let ask = match ask(&staff, metric) {
        Ok(ask) => ask,
        Err(failure) => return filters::refused(&staff, metric.name, failure),
    };
    let found = staff.read(&ask, actions::facts).await?;
    let address = &staff.address;
    let own = keep(address, &format!("/figures/{}", metric.code)).to_string();
    let form = filters::form(address, &found.view, Vec::new(), Vec::new());
    let html = Html {
        value: metric.plain(found.figure.value),
        unit: metric.unit,
        count: found.figure.facts,
        parts: found.figure.parts(metric),
        notes: notes(metric),
        of: evidence(address, metric),
        table: shown_table(address, metric, &found),
    };
    let page = Page::new(format!("{}：明细", metric.name)).style("figures.css").back(metric.name, &own);
    let page = page.sub(&filters::sub(&staff, &found.view)).act("统计口径", &format!("/metrics/{}", metric.code));
    staff.page(page.act("各单位各月", &own).body(form.render(staff.token())).template(&html)?)
}

fn notes(metric: &Metric) -> Vec<&'static str> {
    match metric.kind {
        ledger::Kind::Reach => vec!["去重计数：同一对象可能列出多次，只计一次。"],
        ledger::Kind::Stock => vec!["期末总数：列出截至期末的全部增减，减少为负数。"],
        ledger::Kind::ReachStar(_) => vec!["按所依据指标的明细列出，同一板块只计一次。"],
        ledger::Kind::Derived(_) => vec!["由下列指标计算，明细为这些指标的全部明细。"],
        ledger::Kind::Flow => Vec::new(),
    }
}

/// The metrics from which a computed one comes.
fn evidence(address: &Address, metric: &Metric) -> Vec<(&'static str, String)> {
    if metric.is_posted() {
        return Vec::new();
    }
    let one = |of: &'static Metric| (of.name, keep(address, &format!("/figures/{}/facts", of.code)).to_string());
    metric.evidence().into_iter().map(one).collect()
}

fn shown_table(address: &Address, metric: &Metric, found: &Facts) -> Markup {
    let path = format!("/figures/{}", metric.code);
    let first = address.get(Cursor::NAME).and_then(|_| address.get(FIRST)?.parse::<u32>().ok()).map_or(1, |first| first as usize);
    let next_address = address.with(FIRST, &(first + found.lines.len()).to_string());
    let table = table(metric, found, true).address(&next_address).next(found.next.clone()).starting_at(first).count(found.figure.facts);
    let table = table.export("下载 CSV", &format!("{path}/facts.csv")).export("下载 Excel", &format!("{path}/facts.xlsx"));
    table.empty(Markup::text("没有明细。登记或导入台账以后会出现在这里；也可以换一个时段或单位再看。")).render()
}

fn table(metric: &Metric, found: &Facts, page: bool) -> Table {
    let computed = !metric.is_posted();
    let mut columns = vec![Column::day("day", "日期"), Column::words("title", "内容")];
    if computed {
        columns.push(Column::short("metric", "指标"));
    }
    columns.push(Column::short("org", "单位"));
    if names_subjects(metric) {
        columns.push(Column::short("subject", metric.subject.map_or("对象", |kind| kind.chinese())));
    }
    columns.extend([
        if computed { Column::number("quantity", "数量") } else { Column::number("quantity", "数量").unit(metric.unit) },
        Column::short("note", "备注"),
        Column::short("who", "登记人"),
        Column::short("at", "登记时间"),
        Column::words("from", "出处"),
    ]);
    Table::new(format!("{}：明细", metric.name), columns).rows(found.lines.iter().map(|line| row(line, metric, page)))
}

/// Whether the lines may name somebody or something: where the metric does, and where it is computed from such.
fn names_subjects(metric: &Metric) -> bool {
    metric.subject.is_some() || metric.evidence().iter().any(|of| of.subject.is_some())
}

/// 林**
fn subject(line: &Line) -> String {
    line.fact.subject.as_ref().map(Subject::shown).unwrap_or_default()
}

fn row(line: &Line, metric: &Metric, page: bool) -> Row {
    let fact = &line.fact;
    let caption = line.caption.as_ref();
    let title = caption.map(|caption| caption.title.as_str()).filter(|title| !title.is_empty()).unwrap_or("记录");
    let title = match caption.map(|caption| caption.href.as_str()).filter(|href| !href.is_empty()) {
        Some(href) => Cell::link(title, href),
        None => Cell::text(title),
    };
    let mut cells = vec![Cell::Day(Some(fact.day)), title];
    if !metric.is_posted() {
        cells.push(Cell::text(fact.metric.name));
    }
    cells.push(Cell::text(&line.org.name));
    if names_subjects(metric) {
        cells.push(Cell::text(subject(line)));
    }
    cells.extend([
        Cell::scaled(fact.quantity, fact.metric.scale),
        note(line),
        Cell::text(&fact.posted_by),
        Cell::text(if page { fact.posted_at.chinese() } else { format!("{} {}", fact.posted_at.day(), fact.posted_at.clock()) }),
        Cell::text(caption.map(|caption| origin(caption, line.fact.metric)).unwrap_or_default()),
    ]);
    Row::new(cells)
}

/// What is unusual about a line.
fn note(line: &Line) -> Cell {
    match (line.fact.declared, line.fact.late) {
        (Some(from), late) => {
            let days = format!("仅报总数（{}起）{}", from.chinese(), if late { "，补报" } else { "" });
            Cell::Tag(days, Mark::Due)
        }
        (None, true) => Cell::Tag("补报".to_owned(), Mark::Late),
        (None, false) => Cell::Empty,
    }
}

/// 2022-ledgers.xlsx「助企服务」D714
fn origin(caption: &Caption, metric: &Metric) -> String {
    let sheet = caption.sheet.as_ref().map(|sheet| format!("「{sheet}」")).unwrap_or_default();
    format!("{}{sheet}{}", caption.file.as_deref().unwrap_or_default(), caption.cell(metric).unwrap_or_default())
}

/// GET /figures/{code}/facts.csv and /figures/{code}/facts.xlsx
pub(super) async fn file(staff: Staff, Path(code): Path<String>, file: File) -> Result<Response, Failure> {
    let metric = metric(&code)?;
    let found = staff.read(&ask(&staff, metric)?, actions::all_facts).await?;
    file.answer(&filters::file_name(&format!("{}明细", metric.name), &found.view), table(metric, &found, false)).await
}
