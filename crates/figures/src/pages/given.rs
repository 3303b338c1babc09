//! GET /given: 报数登记, the figures that were given out, and the same rows as CSV and workbook.

use axum::response::Response;
use kit::table::{File, Mark};
use kit::{Address, Cell, Choice, Column, Cursor, Failure, Field, Form, Markup, Page, Row, Staff, Table};
use norms::Day;
use uuid::Uuid;

use crate::GivenFilter;
use crate::actions::{self, EntryList, EntryRow, ListAsk, MOST_ENTRIES, OrgChoice};
use crate::given::Change;
use crate::pages::entry;
use crate::rules;

/// Rows of a page.
const ROWS: i64 = 50;
/// The number of a page's first row, kept beside the place in the list.
const FIRST: &str = "n";
/// So many words of a search are read.
const MOST_WORDS: usize = 8;

fn ask(address: &Address, limit: i64) -> ListAsk {
    let day = |name: &str| address.get(name).and_then(|text| text.parse::<Day>().ok());
    let words = address.get("q").map(|q| q.split_whitespace().take(MOST_WORDS).map(str::to_owned).collect());
    // A metric that is none filters to nothing rather than to everything.
    let metric = |code: &str| ledger::metrics::by_code(code).map_or(0, |metric| metric.number);
    let state = address.get("state");
    ListAsk {
        filter: GivenFilter {
            words: words.unwrap_or_default(),
            metric: address.get("metric").map(metric),
            org: None,
            from: day("from"),
            to: day("to"),
            withdrawn: (state == Some("withdrawn")).then_some(true),
        },
        org: address.get("org").map(str::to_owned),
        changed: state == Some("changed"),
        after: Cursor::of(address, 2).and_then(|cursor| Some((cursor.key::<i64>(0)?, cursor.key::<Uuid>(1)?))),
        limit,
    }
}

/// GET /given
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let address = &staff.address;
    let ask = ask(address, ROWS);
    let first = ask.after.and_then(|_| address.get(FIRST)?.parse::<u32>().ok()).map_or(1, |first| first as usize);
    let found = staff.read(&ask, actions::entries).await?;
    let orgs = staff.read(&(), actions::readable).await?;
    let next = found.next.map(|(at, id)| Cursor::after([at.to_string(), id.to_string()]).code());
    let next_address = address.with(FIRST, &(first + found.rows.len()).to_string());
    let table = table(&found).address(&next_address).next(next).starting_at(first).count(found.total);
    let table = table.export("下载 CSV", "/given/list.csv").export("下载 Excel", "/given/list.xlsx").empty(empty(address));
    let page = Page::new("报数登记").style("figures.css").back("报数", "/ask").main_act("报数", "/ask");
    let page = page.sub("什么时候、把哪个数、报给了谁；台账后来有变化的，会在这里和首页提醒。");
    staff.page(page.body(filters(address, &orgs).render(staff.token())).body(table.render()))
}

/// GET /given/list.csv and /given/list.xlsx
pub(super) async fn file(staff: Staff, file: File) -> Result<Response, Failure> {
    let ask = ListAsk { after: None, ..ask(&staff.address, MOST_ENTRIES) };
    let found = staff.read(&ask, actions::entries).await?;
    file.answer("报数登记", table(&found)).await
}

fn filters(address: &Address, orgs: &[OrgChoice]) -> Form {
    let metrics = rules::all().into_iter().map(|metric| Choice::new(metric.code, metric.name));
    let org = |org: &OrgChoice| Choice::new(&org.code, format!("{}{}", "　".repeat(org.depth.min(8)), org.name));
    let states = [Choice::new("changed", "有变化"), Choice::new("withdrawn", "已收回")];
    Form::filters(
        address,
        [
            Field::search("q", "搜索"),
            Field::select("metric", "指标", metrics),
            Field::select("org", "单位", orgs.iter().map(org)),
            Field::day("from", "报出日期自"),
            Field::day("to", "至"),
            Field::select("state", "状态", states),
        ],
    )
}

fn table(found: &EntryList) -> Table {
    let columns = vec![
        Column::short("at", "报出时间"),
        Column::words("whom", "报给"),
        Column::short("means", "方式"),
        Column::short("metric", "指标（计量单位）"),
        Column::words("org", "单位"),
        Column::words("period", "时段"),
        Column::number("then", "当时"),
        Column::number("now", "今天"),
        Column::short("state", "状态"),
        Column::short("who", "经手人"),
        Column::words("note", "备注"),
    ];
    Table::new("报数登记", columns).rows(found.rows.iter().map(row))
}

fn row(entry: &EntryRow) -> Row {
    let given = &entry.given;
    let scale = given.metric.scale;
    let (day, clock) = (given.at.day(), given.at.clock());
    let now = match entry.now {
        Some(now) => Cell::figure(now.value, scale, entry::facts(given, &entry.org.code)),
        None => Cell::Empty,
    };
    Row::new(vec![
        Cell::link(format!("{day} {clock}"), entry::href(given.id)),
        Cell::text(&given.to_whom),
        Cell::text(given.means.chinese()),
        Cell::text(format!("{}（{}）", given.metric.name, given.metric.unit)),
        Cell::text(&entry.org.name),
        Cell::text(given.period.chinese()),
        Cell::scaled(given.figure.value, scale),
        now,
        state(entry),
        Cell::text(&given.by),
        Cell::text(&given.note),
    ])
    .struck(given.withdrawn.is_some())
}

fn state(entry: &EntryRow) -> Cell {
    match (&entry.given.withdrawn, entry.change()) {
        (Some(_), _) => Cell::Tag("已收回".to_owned(), Mark::Plain),
        (None, Change::Value) => Cell::Tag("有变化".to_owned(), Mark::Late),
        (None, Change::Facts) => Cell::Tag("明细有变".to_owned(), Mark::Due),
        (None, Change::Same) => Cell::Empty,
    }
}

fn empty(address: &Address) -> Markup {
    let narrowed = address.pairs().iter().any(|(name, value)| !value.is_empty() && name != Cursor::NAME && name != FIRST);
    if narrowed {
        return Markup::text("没有符合条件的报数。请放宽条件，或").and(Markup::link("/given", "显示全部")).and(Markup::text("。"));
    }
    Markup::text("还没有登记过报数。在")
        .and(Markup::link("/ask", "报数"))
        .and(Markup::text("里查到数字，答复对方以后登记一下，台账有变化时会提醒。"))
}
