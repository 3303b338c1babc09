//! GET /figures: 数据总表, and the same rows as CSV and workbook.

use axum::response::Response;
use kit::table::File;
use kit::{Address, Cell, Choice, Column, Failure, Field, Markup, Page, Row, Staff, Table};

use crate::actions::{self, Against, MOST_MONTHS, Sheet, SheetAsk, SheetLine};
use crate::pages::filters::{self, keep, within};
use crate::pages::{compare, open, paper, saved, targets, words};
use crate::rules;

const TITLE: &str = "数据总表";

fn ask(staff: &Staff) -> Result<SheetAsk, Failure> {
    let address = &staff.address;
    Ok(SheetAsk {
        query: filters::query(staff)?,
        words: address.get("q").unwrap_or_default().to_owned(),
        recorded: address.get("show") == Some("recorded"),
        months: address.get("months").is_some(),
        against: compare::asked(address),
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
    let form =
        filters::form(address, &sheet.view, vec![Field::search("q", "指标")], vec![show, compare::field(), Field::tick("months", "逐月")]);
    let mut page = paper::sheet(Page::new(TITLE), sheet.months.len(), compare::width(sheet.against))
        .sub_markup(paper::sub(&filters::sub(&staff, &sheet.view)));
    page = page
        .act("统计口径", "/metrics")
        .act("目标任务", &targets::list_of(&sheet.view).to_string())
        .act("交叉表", &keep(address, "/figures/pivot").to_string())
        .act("一页纸", &keep(address, "/figures/summary").to_string())
        .body(paper::head(&staff, &sheet.view, &narrowed(&ask)));
    page = page.body(saved::line(&staff).await?).body(form.render(staff.token()));
    if ask.months && sheet.months.is_empty() {
        let words = format!("时段超过 {MOST_MONTHS} 个月，只列合计。缩短时段可以逐月查看。");
        page = page.body(words::hint(&words));
    }
    if ask.words.is_empty() && sheet.lines.iter().all(|line| line.figure.facts == 0) {
        page = page.body(nothing_yet(&staff));
    }
    let table = table(address, &sheet).address(address);
    let table = table.export("下载 CSV", "/figures/list.csv").export("下载 Excel", "/figures/list.xlsx").empty(empty(address, &ask));
    let class = if sheet.months.is_empty() { "whole" } else { "whole scroll" };
    let table = Markup::trusted(format!("<div class=\"{class}\" tabindex=\"-1\">")).and(table.render()).and(Markup::trusted("</div>"));
    page = page.body(table);
    staff.page(notes(&staff, &sheet).into_iter().fold(page, Page::body))
}

/// What the columns of a comparison mean.
fn notes(staff: &Staff, sheet: &Sheet) -> Vec<Markup> {
    let told = |line: &'_ SheetLine| line.target.clone().map(|target| (line.metric, line.figure, target));
    match sheet.against {
        Against::Nothing => Vec::new(),
        Against::LastYear => vec![words::hint(&compare::note(&sheet.view))],
        Against::Target => {
            let lines: Vec<_> = sheet.lines.iter().filter_map(told).collect();
            if lines.is_empty() {
                return vec![targets::none(staff, &sheet.view)];
            }
            compare::target_notes(lines.iter().map(|(metric, figure, target)| (*metric, figure, target)))
                .iter()
                .map(|note| words::hint(note))
                .collect()
        }
    }
}

/// What the filters leave out, so that the paper says it too.
fn narrowed(ask: &SheetAsk) -> Vec<(&'static str, String)> {
    let words = (!ask.words.is_empty()).then(|| ("只列指标", format!("含“{}”的", ask.words)));
    words.into_iter().chain(ask.recorded.then(|| ("只列", "有记录的指标".to_owned()))).collect()
}

/// Zeros alone would not say why, nor what to do.
fn nothing_yet(staff: &Staff) -> Markup {
    let ways = [("登记工作", "/journal/new"), ("导入台账", "/import")];
    let ways: Vec<Markup> = ways.iter().filter(|(_, href)| open(staff, href)).map(|(label, href)| Markup::link(href, label)).collect();
    let way = match ways.is_empty() {
        true => Markup::text("可以换一个时段或单位再看。"),
        false => Markup::text("可以换一个时段或单位再看，或者先").and(words::listed(ways)).and(Markup::text("。")),
    };
    let words = Markup::trusted("<p class=\"card pad\">").and(Markup::text("这个单位在这个时段还没有记录，各项都是 0。"));
    words.and(way).and(Markup::trusted("</p>"))
}

fn empty(address: &Address, ask: &SheetAsk) -> Markup {
    let all = Markup::link(&address.without("q").without("show").to_string(), "显示全部指标");
    if ask.words.is_empty() {
        return Markup::text("这个单位在这个时段还没有记录。可以换一个时段，或").and(all).and(Markup::text("。"));
    }
    Markup::text("没有符合的指标。可以换一个词，或").and(all).and(Markup::text("。"))
}

fn any_before(sheet: &Sheet) -> bool {
    sheet.lines.iter().any(|line| line.last_year.facts != 0)
}

fn any_parts(sheet: &Sheet) -> bool {
    sheet.lines.iter().any(|line| line.figure.declared != 0)
}

fn columns(sheet: &Sheet) -> Vec<Column> {
    let mut columns = vec![
        Column::short("group", "类别"),
        Column::words("metric", "指标"),
        Column::number("value", "数量"),
        Column::short("unit", "单位"),
    ];
    columns.extend(compare::columns_of(sheet.against));
    if sheet.months.is_empty() {
        columns.extend([Column::number("facts", "明细").unit("条")]);
        // Most offices begin with one year and lists of everything: no empty columns.
        if sheet.against == Against::Nothing && any_before(sheet) {
            columns.push(Column::number("last_year", "去年同期"));
        }
        if any_parts(sheet) {
            columns.push(Column::short("parts", "构成"));
        }
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
        words::proven(metric, &line.figure, &facts),
        Cell::text(metric.unit),
    ];
    let before = within(facts.clone(), sheet.view.before);
    match sheet.against {
        Against::Nothing => {}
        Against::LastYear => cells.extend(compare::cells(metric, &line.figure, &line.last_year, Some(&before))),
        Against::Target => cells.extend(compare::target_cells(metric, line.target.as_ref())),
    }
    if sheet.months.is_empty() {
        cells.push(Cell::number(line.figure.facts));
        if sheet.against == Against::Nothing && any_before(sheet) {
            cells.push(words::proven(metric, &line.last_year, &before));
        }
        if any_parts(sheet) {
            cells.push(Cell::text(line.figure.parts(metric)));
        }
    }
    let months = sheet.months.iter().zip(&line.months);
    cells.extend(months.map(|(month, figure)| words::proven(metric, figure, &within(facts.clone(), *month))));
    Row::new(cells)
}

/// GET /figures/list.csv and /figures/list.xlsx
pub(super) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let sheet = staff.read(&ask(&staff)?, actions::sheet).await?;
    file.answer(&filters::file_name(TITLE, &sheet.view), table(&staff.address, &sheet)).await
}
