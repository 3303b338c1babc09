//! The list of orgs as a tree.

use axum::response::Response;
use board::{Line, OrgKind};
use kit::table::File;
use kit::table::Mark;
use kit::{Address, Cell, Choice, Column, Cursor, Failure, Field, Form, Markup, Page, Row, Staff, Table};

use crate::actions::orgs::{self, Listed, OrgQuery};
use crate::pages::{asked, fields};
use crate::rights;

/// Lines of one page.
const LINES: usize = 300;

fn query(address: &Address) -> OrgQuery {
    OrgQuery {
        text: asked(address, "q"),
        kind: address.get("kind").and_then(OrgKind::from_code),
        line: address.get("line").and_then(Line::from_code),
        with_closed: address.get("closed").is_some(),
    }
}

fn filters(address: &Address) -> Form {
    let kinds = OrgKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.chinese()));
    let fields = [
        Field::search("q", "名称、曾用名、简称或编码"),
        Field::select("kind", "类别", kinds),
        Field::select("line", "条线", fields::lines()),
        Field::tick("closed", "含已撤销的"),
    ];
    Form::filters(address, fields)
}

/// How far a name is indented on the page; deeper levels stand as far as the last.
const DEEPEST: usize = 8;

fn columns() -> Vec<Column> {
    vec![
        Column::words("name", "名称"),
        Column::short("kind", "类别"),
        Column::short("line", "条线"),
        Column::short("above", "上级组织"),
        Column::short("code", "编码"),
        Column::day("founded", "成立日期"),
        Column::number("people", "人数").unit("人"),
        Column::short("state", "状态"),
    ]
}

/// A long name of the org above would push the other columns out of sight.
fn shortened(name: &str) -> String {
    const MOST: usize = 16;
    let short: String = name.chars().take(MOST).collect();
    if short.len() < name.len() { format!("{short}…") } else { short }
}

/// A row; a download has the plain name where the page has it indented.
fn row(listed: &Listed, page: bool) -> Row {
    let org = &listed.org;
    let link = Markup::link(&super::href(org), &org.name);
    let name = if page {
        let depth = listed.depth.min(DEEPEST);
        let top = if org.parent.is_none() { " top" } else { "" };
        Cell::Page(Markup::trusted(format!("<span class=\"deep-{depth}{top}\">")).and(link).and(Markup::trusted("</span>")))
    } else {
        Cell::text(&org.name)
    };
    let state = match org.closed {
        Some(day) if page => Cell::Tag(format!("{} 撤销", day.chinese()), Mark::Plain),
        Some(day) => Cell::text(format!("{} 撤销", day.chinese())),
        None => Cell::text("在用"),
    };
    Row::new(vec![
        name,
        Cell::text(org.kind.chinese()),
        Cell::text(org.line.chinese()),
        Cell::text(if page { shortened(&listed.above) } else { listed.above.clone() }),
        Cell::text(&org.code),
        Cell::Day(org.founded),
        Cell::number(listed.people),
        state,
    ])
    .struck(org.closed.is_some())
}

/// GET /orgs
pub(in crate::pages) async fn page(staff: Staff) -> Result<Response, Failure> {
    let address = &staff.address;
    let ask = query(address);
    let all = staff.read(&ask, orgs::list).await?;
    let total = all.len();
    let first = address.get(Cursor::NAME).and_then(|text| text.parse::<usize>().ok()).filter(|first| *first < total).unwrap_or(0);
    let shown = all.iter().skip(first).take(LINES);
    let empty = if ask.whole() && !ask.with_closed {
        Markup::text("还没有您可以查看的组织。请联系管理员为您的账号授予所在组织的角色。")
    } else {
        Markup::text("没有符合条件的组织。可以减少条件，或勾选“含已撤销的”再找。")
    };
    let next = first + LINES;
    let table = Table::new("组织", columns())
        .rows(shown.map(|listed| row(listed, true)))
        .starting_at(first + 1)
        .address(address)
        .count(i64::try_from(total).unwrap_or(i64::MAX))
        .next((next < total).then(|| next.to_string()))
        .export("下载 CSV", "/orgs/list.csv")
        .export("下载 Excel", "/orgs/list.xlsx")
        .empty(empty);
    let mut page = Page::new("组织").style("org.css").sub("党的组织、团的组织和机关部室在同一棵树上；每项数据按当日所在的组织归属。");
    if staff.may(&rights::MANAGE) {
        page = page.main_act("新建组织", "/orgs/new");
    }
    staff.page(page.body(filters(address).render(staff.token())).body(table.render()))
}

/// GET /orgs/list.csv and /orgs/list.xlsx
pub(in crate::pages) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let all = staff.read(&query(&staff.address), orgs::list).await?;
    let table = Table::new("组织", columns()).rows(all.iter().map(|listed| row(listed, false)));
    file.answer(&format!("组织名册 {}", staff.today()), table).await
}
