//! GET /figures: 数据总表, and the same rows as CSV and workbook.

use axum::response::Response;
use kit::{Address, Cell, Choice, Column, Failure, Field, Markup, Page, Row, Staff, Table};

use crate::actions::{self, MOST_MONTHS, Sheet, SheetAsk, SheetLine};
use crate::pages::filters::{self, keep, within};
use crate::pages::{csv_file, words, xlsx_file};
use crate::rules;

const TITLE: &str = "数据总表";

fn ask(staff: &Staff) -> Result<SheetAsk, Failure> {
    let address = &staff.address;
    Ok(SheetAsk {
        query: filters::query(staff)?,
        words: address.get("q").unwrap_or_default().to_owned(),
        recorded: address.get("show") == Some("recorded"),
        months: address.get("months").is_some(),
    })
}

/// GET /figures
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let ask = match ask(&staff) {
        Ok(ask) => ask,
        Err(failure) => return filters::refused(&staff, TITLE, failure),
    };
    let sheet = staff.read(&ask, actions::sheet).await?;
    let address = &staff.address;
    let show = Field::select("show", "显示", [Choice::new("recorded", "有记录的")]);
    let form = filters::form(address, &sheet.view, vec![Field::search("q", "指标")], vec![show, Field::tick("months", "逐月")]);
    let mut page = Page::new(TITLE).style("figures.css").sub(&filters::sub(&staff, &sheet.view)).act("统计口径", "/metrics");
    page = page.body(form.render(staff.token()));
    if ask.months && sheet.months.is_empty() {
        let words = format!("时段超过 {MOST_MONTHS} 个月，只列合计。缩短时段可以逐月查看。");
        page = page.body(Markup::trusted("<p class=\"hint\">").and(Markup::text(&words)).and(Markup::trusted("</p>")));
    }
    let table = table(address, &sheet).address(address);
    let table = table.export("下载 CSV", "/figures/list.csv").export("下载 Excel", "/figures/list.xlsx").empty(empty(address, &ask));
    let class = if sheet.months.is_empty() { "whole" } else { "whole scroll" };
    let table = Markup::trusted(format!("<div class=\"{class}\" tabindex=\"-1\">")).and(table.render()).and(Markup::trusted("</div>"));
    staff.page(page.body(table))
}

fn empty(address: &Address, ask: &SheetAsk) -> Markup {
    let all = Markup::link(&address.without("q").without("show").to_string(), "显示全部指标");
    if ask.words.is_empty() {
        return Markup::text("这个单位在这个时段还没有记录。可以换一个时段，或").and(all).and(Markup::text("。"));
    }
    Markup::text("没有符合的指标。可以换一个词，或").and(all).and(Markup::text("。"))
}

fn columns(sheet: &Sheet) -> Vec<Column> {
    let mut columns = vec![
        Column::short("group", "类别"),
        Column::words("metric", "指标"),
        Column::number("value", "数量"),
        Column::short("unit", "单位"),
    ];
    if sheet.months.is_empty() {
        columns.extend([
            Column::number("last_year", "去年同期"),
            Column::short("parts", "构成"),
            Column::number("facts", "明细").unit("条"),
        ]);
    }
    columns.extend(sheet.months.iter().map(|month| Column::number("month", &words::month(&sheet.months, *month))));
    columns
}

fn table(address: &Address, sheet: &Sheet) -> Table {
    let rows = sheet.lines.iter().map(|line| row(address, sheet, line));
    Table::new(format!("{TITLE}：{}，{}", sheet.view.org.name, sheet.view.period.chinese()), columns(sheet)).rows(rows)
}

fn row(address: &Address, sheet: &Sheet, line: &SheetLine) -> Row {
    let metric = line.metric;
    let own = format!("/figures/{}", metric.code);
    let facts = keep(address, &format!("{own}/facts"));
    let mut cells = vec![
        Cell::text(rules::group(metric)),
        Cell::link(metric.name, keep(address, &own).to_string()),
        Cell::figure(line.figure.value, metric.scale, facts.to_string()),
        Cell::text(metric.unit),
    ];
    if sheet.months.is_empty() {
        let before = within(facts.clone(), rules::year_before(sheet.view.period));
        let last_year =
            if line.last_year.facts == 0 { Cell::Empty } else { Cell::figure(line.last_year.value, metric.scale, before.to_string()) };
        cells.extend([last_year, Cell::text(words::parts(metric, &line.figure)), Cell::number(line.figure.facts)]);
    }
    let months = sheet.months.iter().zip(&line.months);
    cells.extend(months.map(|(month, figure)| Cell::figure(figure.value, metric.scale, within(facts.clone(), *month).to_string())));
    Row::new(cells)
}

async fn file(staff: &Staff) -> Result<(String, Table), Failure> {
    let sheet = staff.read(&ask(staff)?, actions::sheet).await?;
    Ok((filters::file_name(TITLE, &sheet.view), table(&staff.address, &sheet)))
}

/// GET /figures/list.csv
pub(super) async fn csv(staff: Staff) -> Result<Response, Failure> {
    let (name, table) = file(&staff).await?;
    Ok(csv_file(&name, &table))
}

/// GET /figures/list.xlsx
pub(super) async fn xlsx(staff: Staff) -> Result<Response, Failure> {
    let (name, table) = file(&staff).await?;
    xlsx_file(&name, table).await
}
