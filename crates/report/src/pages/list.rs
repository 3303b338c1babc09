//! GET /reports

use axum::response::Response;
use kit::table::Mark;
use kit::{Address, Cell, Choice, Column, Cursor, Failure, Field, Form, Markup, Page, Row, Staff, Table};
use uuid::Uuid;

use crate::actions::{self, ListAsk, Listed, ReportList};
use crate::{Filter, model, rights};

const ROWS: i64 = 50;

pub(super) async fn list(staff: Staff, address: Address) -> Result<Response, Failure> {
    let filter = Filter {
        words: address.get("q").unwrap_or_default().to_owned(),
        state: address.get("state").filter(|state| model::STATES.contains(state)).map(str::to_owned),
        year: address.get("year").and_then(|year| year.parse().ok()).filter(|year| (1900..2100).contains(year)),
        org: None,
    };
    let after = Cursor::of(&address, 2).and_then(|cursor| Some((cursor.key::<i64>(0)?, cursor.key::<Uuid>(1)?)));
    let narrowed = filter != Filter::default();
    let found = staff.read(&ListAsk { filter, after, limit: ROWS }, actions::list).await?;
    let years = staff.read(&(), actions::years).await?;
    let mut page = Page::new("报告").sub("数字取自台账，每个都能点开看依据；签发后定稿。").act("核对文件", "/reports/verify");
    if staff.may(&rights::DRAFT) {
        page = page.act("模板", "/reports/templates").main_act("新拟报告", "/reports/new");
    }
    let page = page.body(filters(&address, years).render(staff.token())).body(table(&staff, &address, found, narrowed).render());
    staff.page(page)
}

fn filters(address: &Address, years: Vec<i64>) -> Form {
    let states = model::STATES.map(|state| Choice::new(state, model::chinese(state)));
    let years = years.into_iter().map(|year| Choice::new(year, format!("{year}年")));
    Form::filters(address, [Field::search("q", "标题"), Field::select("state", "环节", states), Field::select("year", "年份", years)])
}

fn table(staff: &Staff, address: &Address, found: ReportList, narrowed: bool) -> Table {
    let columns = vec![
        Column::words("title", "标题"),
        Column::short("period", "统计期"),
        Column::words("org", "单位"),
        Column::short("state", "环节"),
        Column::short("who", "最近改动"),
        Column::day("changed", "日期"),
    ];
    let next = found.next.map(|(at, id)| Cursor::after([at.to_string(), id.to_string()]).code());
    Table::new("报告", columns).rows(found.reports.into_iter().map(row)).address(address).next(next).empty(empty(staff, narrowed))
}

fn row(report: Listed) -> Row {
    let state = Cell::Tag(report.state_said.to_owned(), mark(&report.state));
    Row::new(vec![
        Cell::link(report.title, super::href(report.id)),
        Cell::text(report.period.chinese()),
        Cell::text(report.org_name),
        state,
        Cell::text(report.changed_by),
        Cell::Day(report.changed_day),
    ])
}

/// The colour of a state; the word says it too.
pub(super) fn mark(state: &str) -> Mark {
    match state {
        "signed" => Mark::Done,
        "checking" | "countersigning" => Mark::Due,
        _ => Mark::Plain,
    }
}

fn empty(staff: &Staff, narrowed: bool) -> Markup {
    if narrowed {
        return Markup::text("没有符合条件的报告。");
    }
    if staff.may(&rights::DRAFT) {
        return Markup::text("还没有报告。请先")
            .and(Markup::link("/reports/new", "新拟一份"))
            .and(Markup::text("：选模板和统计期，数字随台账自动取得。"));
    }
    Markup::text("还没有报告。党务干部拟稿后会出现在这里。")
}
