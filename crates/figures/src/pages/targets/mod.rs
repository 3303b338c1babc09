//! /targets: 目标任务, what each org is to reach of a metric in a year, half-year or quarter; the list, and the same rows as CSV and
//! workbook.

pub(super) mod form;
pub(super) mod table;

use axum::response::Response;
use kit::table::File;
use kit::{Address, Cell, Choice, Column, Failure, Field, Form, Markup, Page, Row, Staff, Table};
use norms::{Day, Period};

use crate::actions::{self, OrgChoice, TargetList, TargetRow, TargetsAsk, View};
use crate::pages::words;
use crate::rights::TARGET;

const TITLE: &str = "目标任务";
const YEAR: &str = "year";

fn ask(staff: &Staff) -> TargetsAsk {
    let year = staff.address.get(YEAR).and_then(|year| year.parse().ok()).filter(|year| years(staff).contains(year));
    let org = staff.address.get("org").map(str::to_owned);
    TargetsAsk { org, year: year.unwrap_or(staff.office.period.to.year()) }
}

/// The years that are offered: those around today and the office's period.
fn years(staff: &Staff) -> Vec<i64> {
    let (today, shown) = (staff.today().year(), staff.office.period.to.year());
    let (first, last) = (today.min(shown) - 5, today.max(shown) + 1);
    (first.max(Day::first().year())..=last.min(Day::last().year())).rev().collect()
}

fn year_field(staff: &Staff) -> Field {
    Field::select(YEAR, "年份", years(staff).into_iter().map(|year| Choice::new(year, format!("{year}年"))))
}

/// The list for an org and the year in which a period ends.
pub(super) fn list_of(view: &View) -> Address {
    Address::new("/targets").with("org", &view.org.code).with(YEAR, &view.period.to.year().to_string())
}

/// What a comparison says where nothing is to be reached.
pub(super) fn none(staff: &Staff, view: &View) -> Markup {
    let words = format!("{}没有覆盖{}的目标。目标从时段的第一天算起，例如全年目标从1月1日起。", view.org.name, view.period.chinese());
    let label = if staff.may(&TARGET) { "设定目标" } else { "看目标任务" };
    let way = Markup::link(&list_of(view).to_string(), label);
    Markup::trusted("<p class=\"hint\">").and(Markup::text(&words)).and(way).and(Markup::trusted("</p>"))
}

/// The comparison of figures with their targets for one org and days.
fn progress(org: &str, period: Period) -> Address {
    let to = Address::new("/figures").with("org", org).with("from", &period.from.to_string()).with("to", &period.to.to_string());
    to.with("compare", "target").with("show", "recorded")
}

/// GET /targets
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let ask = ask(&staff);
    let found = staff.read(&ask, actions::targets).await?;
    let address = &staff.address;
    let table = table(&found, true).address(address);
    let table = table.export("下载 CSV", "/targets/list.csv").export("下载 Excel", "/targets/list.xlsx").empty(empty(&staff));
    let mut page = Page::new(TITLE).style("figures.css").back("数据总表", "/figures");
    page = page.sub(&format!("{} · {}年 · 上级下达或本单位自定的任务数", found.org.name, ask.year));
    if staff.may(&TARGET) {
        let year = ask.year.to_string();
        let here = |path: &str| Address::new(path).with("org", &found.org.code).with(YEAR, &year).to_string();
        page = page.act("粘贴导入", &here("/targets/table")).main_act("新增目标", &here("/targets/new"));
    }
    let org = |org: &OrgChoice| Choice::new(&org.code, format!("{}{}", "　".repeat(org.depth.min(8)), org.name));
    let fields = [Field::select("org", "单位及下级", found.choices.iter().map(org)).required(), year_field(&staff).required()];
    let filters = Form::filters(address, fields).set("org", &found.org.code).set(YEAR, ask.year);
    staff.page(page.body(filters.render(staff.token())).body(table.render()))
}

fn empty(staff: &Staff) -> Markup {
    let words = Markup::text("这一年还没有目标。");
    if staff.may(&TARGET) { words.and(Markup::text("可以逐项新增，也可以把任务分解表粘贴进来。")) } else { words }
}

fn table(found: &TargetList, page: bool) -> Table {
    let mut columns = vec![
        Column::words("org", "单位"),
        Column::words("metric", "指标"),
        Column::short("days", "时段"),
        Column::number("quantity", "目标"),
        Column::short("unit", "计量单位"),
        Column::words("paper", "来源"),
        Column::short("who", "设定"),
    ];
    if page {
        columns.push(Column::short("act", "操作"));
    }
    Table::new(TITLE, columns).rows(found.rows.iter().map(|one| row(one, page)))
}

fn row(one: &TargetRow, page: bool) -> Row {
    let (target, entry) = (&one.target, &one.target.entry);
    let mut cells = vec![
        Cell::text(&one.org.name),
        Cell::link(one.metric.name, format!("/metrics/{}", one.metric.code)),
        Cell::text(entry.period.chinese()),
        Cell::scaled(entry.quantity, one.metric.scale),
        Cell::text(one.metric.unit),
        Cell::text(&entry.paper),
        Cell::text(format!("{} {}", target.who, target.at.day())),
    ];
    if page {
        let mut links = vec![Markup::link(&progress(&one.org.code, entry.period).to_string(), "看进度")];
        if one.may_change {
            links.push(Markup::link(&form::href(target.id), "修改"));
        } else {
            links.push(Markup::link(&format!("{}/evidence", form::href(target.id)), "佐证材料"));
        }
        cells.push(Cell::Page(words::listed(links)));
    }
    Row::new(cells)
}

/// GET /targets/list.csv and /targets/list.xlsx
pub(super) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let ask = ask(&staff);
    let found = staff.read(&ask, actions::targets).await?;
    file.answer(&format!("{TITLE} {} {}年", found.org.name, ask.year), table(&found, false)).await
}
