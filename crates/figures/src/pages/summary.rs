//! GET /figures/summary: 一页纸, the main figures on one sheet for who comes to visit, and the same rows as CSV and workbook.

use axum::response::Response;
use kit::table::File;
use kit::{Address, Cell, Choice, Column, Failure, Field, Form, Markup, Page, Row, Staff, Table};
use ledger::Metric;

use crate::actions::{self, MOST_FIGURES, Summary, SummaryAsk};
use crate::pages::filters::{self, keep, within};
use crate::pages::{compare, metric, paper, saved, words};
use crate::{FiguresError, rules};

const TITLE: &str = "一页纸";
/// Codes of metrics in the address, each by itself or several with commas.
pub(super) const METRICS: &str = "metrics";

/// The metrics that the address names.
pub(super) fn named(address: &Address) -> Result<Vec<&'static Metric>, FiguresError> {
    let codes = address.all(METRICS);
    codes.iter().flat_map(|codes| codes.split(',')).map(str::trim).filter(|code| !code.is_empty()).map(metric).collect()
}

fn ask(staff: &Staff) -> Result<SummaryAsk, Failure> {
    Ok(SummaryAsk { query: filters::query(staff)?, metrics: named(&staff.address)? })
}

/// GET /figures/summary
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let metrics = named(&staff.address)?;
    let query = match filters::query(&staff) {
        Ok(query) => query,
        Err(failure) => return filters::refused(&staff, TITLE, failure),
    };
    let summary = staff.read(&SummaryAsk { query, metrics }, actions::summary).await?;
    let address = &staff.address;
    let Summary { view, cut_off, .. } = &summary;
    let mut form = filters::form(address, view, Vec::new(), Vec::new());
    let codes = address.all(METRICS).join(",");
    if !codes.is_empty() {
        form = form.hidden(METRICS, &codes);
    }
    let until = cut_off.chinese();
    let page = Page::new(format!("{}主要数据", view.org.name)).style("figures.css");
    let page = page.back("数据总表", &keep(address, "/figures").to_string());
    let page = page.sub_markup(paper::sub(&format!("{} · 数据计至{until}", filters::sub(&staff, view))));
    let page = page.body(paper::head(&staff, view, &[("数据计至", until)])).body(saved::line(&staff).await?);
    let shown: Vec<&str> = summary.lines.iter().map(|line| line.metric.code).collect();
    let page = page.body(form.render(staff.token())).body(choice(&staff, &shown, MOST_FIGURES));
    let table = table(address, &summary).address(address);
    let table = table.export("下载 CSV", "/figures/summary/list.csv").export("下载 Excel", "/figures/summary/list.xlsx");
    let table = Markup::trusted("<div class=\"summary\">").and(table.render()).and(Markup::trusted("</div>"));
    let notes = notes(&summary).into_iter().map(|note| words::hint(&note)).fold(Markup::empty(), Markup::and);
    staff.page(page.body(table).body(notes))
}

/// Boxes to tick for all metrics, folded away.
pub(super) fn choice(staff: &Staff, shown: &[&str], most: usize) -> Markup {
    let all = rules::all().into_iter().map(|metric| Choice::new(metric.code, format!("{}（{}）", metric.name, metric.unit)));
    let field = Field::checks(METRICS, &format!("最多 {most} 项，按类别排列"), all);
    let mut form = Form::filters(&Address::new(staff.address.path()), [field]).submit("按选定的列").set_all(METRICS, shown);
    for (name, value) in staff.address.pairs().iter().filter(|(name, _)| ["org", "from", "to", "as_of", "by"].contains(&name.as_str())) {
        form = form.hidden(name, value);
    }
    Markup::trusted("<details class=\"choose on-screen\"><summary>选择指标</summary>")
        .and(form.render(staff.token()))
        .and(Markup::trusted("</details>"))
}

fn notes(summary: &Summary) -> Vec<String> {
    let mut notes = vec![compare::note(&summary.view)];
    if summary.lines.iter().any(|line| line.figure.declared != 0 && line.metric.kind == ledger::Kind::Reach) {
        notes.push("有名单的去重计数与另报的总数分开列，不相加；增减按有名单的计算。".to_owned());
    }
    if summary.left_out > 0 {
        notes.push(format!("一页纸最多列 {MOST_FIGURES} 项，另有 {} 项没有列出。", summary.left_out));
    }
    notes
}

fn table(address: &Address, summary: &Summary) -> Table {
    let parts = summary.lines.iter().any(|line| line.figure.declared != 0);
    let mut columns = vec![
        Column::short("group", "类别"),
        Column::words("metric", "指标"),
        Column::number("value", "数量"),
        Column::short("unit", "单位"),
    ];
    columns.extend(compare::columns());
    if parts {
        columns.push(Column::short("parts", "构成"));
    }
    let row = |line: &actions::SheetLine| {
        let metric = line.metric;
        let facts = keep(address, &format!("/figures/{}/facts", metric.code));
        let before = within(facts.clone(), summary.view.before);
        let mut cells = vec![
            Cell::text(rules::group(metric)),
            Cell::link(metric.name, keep(address, &format!("/figures/{}", metric.code)).to_string()),
            words::proven(metric, &line.figure, &facts),
            Cell::text(metric.unit),
        ];
        cells.extend(compare::cells(metric, &line.figure, &line.last_year, Some(&before)));
        if parts {
            cells.push(Cell::text(line.figure.parts(metric)));
        }
        Row::new(cells)
    };
    Table::new(format!("{TITLE}：{}，{}", summary.view.org.name, summary.view.period.chinese()), columns)
        .rows(summary.lines.iter().map(row))
}

/// GET /figures/summary/list.csv and /figures/summary/list.xlsx
pub(super) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let summary = staff.read(&ask(&staff)?, actions::summary).await?;
    file.answer(&filters::file_name(TITLE, &summary.view), table(&staff.address, &summary)).await
}
