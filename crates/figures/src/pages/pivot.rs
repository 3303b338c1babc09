//! GET /figures/pivot: 交叉表, several metrics side by side by org or month, and the same rows as CSV and workbook.

use axum::response::Response;
use kit::table::File;
use kit::{Address, Cell, Choice, Column, Failure, Field, Markup, Page, Row, Staff, Table};
use ledger::{Figure, Metric};

use crate::actions::{self, MOST_COLUMNS, MOST_MONTHS, Of, Pivot, PivotAsk};
use crate::pages::filters::{self, keep, within};
use crate::pages::{paper, saved, summary, words};
use crate::rules;

const TITLE: &str = "交叉表";
const BY: &str = "by";
const MONTH: &str = "month";

fn by_month(address: &Address) -> bool {
    address.get(BY) == Some(MONTH)
}

fn ask(staff: &Staff) -> Result<PivotAsk, Failure> {
    let metrics = summary::named(&staff.address)?;
    Ok(PivotAsk { query: filters::query(staff)?, metrics, by_month: by_month(&staff.address) })
}

/// GET /figures/pivot
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let metrics = summary::named(&staff.address)?;
    let query = match filters::query(&staff) {
        Ok(query) => query,
        Err(failure) => return filters::refused(&staff, TITLE, failure),
    };
    let address = &staff.address;
    let pivot = staff.read(&PivotAsk { query, metrics, by_month: by_month(address) }, actions::pivot).await?;
    let by = Field::select(BY, "各行", [Choice::new("org", "按下级单位"), Choice::new(MONTH, "按月")]).required();
    let mut form = filters::form(address, &pivot.view, Vec::new(), vec![by]).set(BY, if by_month(address) { MONTH } else { "org" });
    let codes = address.all(summary::METRICS).join(",");
    if !codes.is_empty() {
        form = form.hidden(summary::METRICS, &codes);
    }
    let page = paper::sheet(Page::new(TITLE), pivot.metrics.len(), 3).back("数据总表", &keep(address, "/figures").to_string());
    let page = page.sub_markup(paper::sub(&filters::sub(&staff, &pivot.view)));
    let page = page.body(paper::head(&staff, &pivot.view, &[])).body(saved::line(&staff).await?).body(form.render(staff.token()));
    let shown: Vec<&str> = pivot.metrics.iter().map(|metric| metric.code).collect();
    let page = page.body(summary::choice(&staff, &shown, MOST_COLUMNS));
    let empty = if pivot.too_long { "月份太多，没有逐月列出。" } else { "下级单位在这个时段没有记录。" };
    let table = table(address, &pivot).address(address).empty(Markup::text(empty));
    let table = table.export("下载 CSV", "/figures/pivot/list.csv").export("下载 Excel", "/figures/pivot/list.xlsx").render();
    let table = Markup::trusted("<div class=\"whole pivot\" tabindex=\"-1\">").and(table).and(Markup::trusted("</div>"));
    let notes = notes(&pivot).iter().map(|note| words::hint(note)).fold(Markup::empty(), Markup::and);
    staff.page(page.body(table).body(notes))
}

fn notes(pivot: &Pivot) -> Vec<String> {
    let mut notes = Vec::new();
    // What stands on a day adds up over orgs, but not over months.
    let by_org = matches!(pivot.rows.first(), Some((Of::Org(_), _)));
    let adds = |metric: &Metric| if by_org { rules::adds_up(metric) } else { rules::adding_note(metric).is_none() };
    let apart: Vec<&str> = pivot.metrics.iter().filter(|metric| !adds(metric)).map(|metric| metric.name).collect();
    if !apart.is_empty() {
        notes.push(format!("{}：各行不相加，合计另计。", apart.join("、")));
    }
    let declared = pivot.metrics.iter().zip(&pivot.whole).filter(|(_, figure)| figure.declared != 0);
    notes.extend(declared.map(|(metric, figure)| format!("{}：{}。", metric.name, figure.parts(metric))));
    if pivot.too_long {
        notes.push(format!("时段超过 {MOST_MONTHS} 个月，只列合计。缩短时段可以逐月查看。"));
    }
    if pivot.without > 0 {
        notes.push(format!("另有 {} 个下级单位在这个时段没有记录。", pivot.without));
    }
    if by_org {
        notes.push("合计还包括本级自己的记录。".to_owned());
    }
    if pivot.left_out > 0 {
        notes.push(format!("交叉表最多并列 {MOST_COLUMNS} 项，另有 {} 项没有列出。", pivot.left_out));
    }
    notes
}

fn table(address: &Address, pivot: &Pivot) -> Table {
    let months = pivot.too_long || matches!(pivot.rows.first(), Some((Of::Month(_), _)));
    let mut columns = vec![Column::short("of", if months { "月份" } else { "单位" })];
    columns.extend(pivot.metrics.iter().map(|metric| Column::number("metric", metric.name).unit(metric.unit)));
    let own = keep(address, "");
    let facts = |metric: &Metric| own.at(&format!("/figures/{}/facts", metric.code));
    let cells = |figures: &[Figure], to: &dyn Fn(Address) -> Address| -> Vec<Cell> {
        pivot.metrics.iter().zip(figures).map(|(metric, figure)| words::proven(metric, figure, &to(facts(metric)))).collect()
    };
    let row = |(of, figures): &(Of, Vec<Figure>)| {
        let (name, figures) = match of {
            Of::Org(org) => {
                let to = |address: Address| address.with("org", &org.code);
                (Cell::link(&org.name, to(address.clone()).to_string()), cells(figures, &to))
            }
            Of::Month(month) => (Cell::text(month.chinese()), cells(figures, &|address| within(address, *month))),
        };
        Row::new(std::iter::once(name).chain(figures).collect())
    };
    let total = std::iter::once(Cell::Empty).chain(cells(&pivot.whole, &|address| address)).collect();
    let title = format!("{TITLE}：{}，{}", pivot.view.org.name, pivot.view.period.chinese());
    Table::new(title, columns).rows(pivot.rows.iter().map(row)).total(total)
}

/// GET /figures/pivot/list.csv and /figures/pivot/list.xlsx
pub(super) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let pivot = staff.read(&ask(&staff)?, actions::pivot).await?;
    file.answer(&filters::file_name(TITLE, &pivot.view), table(&staff.address, &pivot)).await
}
