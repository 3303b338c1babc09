//! GET /journal, and the same rows as CSV and workbook.

use axum::response::Response;
use base::{Actor, Tx};
use board::{OrgFilter, access, orgs};
use kit::table::File;
use kit::{Address, Cell, Choice, Column, Cursor, Failure, Field, Form, Markup, Page, Row, Staff, Table};
use ledger::metrics;
use norms::Day;
use uuid::Uuid;

use crate::actions::{self, Filter, Listed, RecordPage};
use crate::model::{Line, Record};
use crate::pages::words;
use crate::{JournalError, changes, rights};

/// Rows of a page.
const ROWS: i64 = 50;
/// Rows of a download.
const MOST_ROWS: i64 = 20_000;
/// The number of a page's first row, kept beside the place in the list.
const FIRST: &str = "n";

/// The orgs that the reader may choose from.
pub(super) async fn orgs_to_read(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<orgs::Org>, JournalError> {
    let filter = OrgFilter { with_closed: true, ..OrgFilter::default() };
    Ok(orgs::list(tx, &access::scope(by, &rights::READ), &filter).await?)
}

/// GET /journal
pub(super) async fn list(staff: Staff, address: Address) -> Result<Response, Failure> {
    let address = in_new_words(&address);
    let all = staff.read(&(), orgs_to_read).await?;
    let filter = filter(&address, &all, &staff);
    let narrowed = address.pairs().iter().any(|(name, value)| !value.is_empty() && name != Cursor::NAME && name != FIRST);
    let after = Cursor::of(&address, 2).and_then(|c| Some((Day::from_number(c.key(0)?).ok()?, c.key::<Uuid>(1)?)));
    let first = after.and_then(|_| address.get(FIRST)?.parse::<usize>().ok()).unwrap_or(1);
    let found = staff.read(&RecordPage { filter, after, limit: ROWS }, actions::list).await?;
    let mut page = Page::new("工作台账");
    if staff.may(&rights::IMPORT) {
        page = page.act("导入台账", "/import");
    }
    if staff.may(&rights::WRITE) {
        page = page.act("登记汇总数", "/journal/declared").act("粘贴登记", "/journal/paste").main_act("登记工作", "/journal/new");
    }
    if let Some(batch) = address.get("batch") {
        let all = Markup::link(&address.without("batch").without(Cursor::NAME).to_string(), "显示全部");
        let which = Markup::text("仅显示").and(Markup::link(&format!("/import/{batch}"), "一次导入")).and(Markup::text("的记录。"));
        page = page.sub_markup(which.and(all));
    }
    if let Some(campaign) = address.get("campaign") {
        let all = Markup::link(&address.without("campaign").without(Cursor::NAME).to_string(), "显示全部");
        let which = Markup::text("仅显示").and(Markup::link(&format!("/campaigns/{campaign}"), "一个专项")).and(Markup::text("的记录。"));
        page = page.sub_markup(which.and(all));
    }
    let next_first = first + found.records.len();
    let total = found.total;
    let next = found.next.map(|(day, id)| Cursor::after([day.number().to_string(), id.to_string()]).code());
    let (rows, next_address) = (rows(&found), address.with(FIRST, &next_first.to_string()));
    let table = table(rows).address(&next_address).next(next).starting_at(first).count(total);
    let table = table.export("下载 CSV", "/journal/csv").export("下载 Excel", "/journal/xlsx").empty(empty(&staff, narrowed));
    let table = if found.evidence.is_empty() { table } else { table.export("取出佐证材料（ZIP）", "/journal/evidence") };
    page = page.body(filters(&address, &all).render(staff.token())).body(spans(&address, staff.today()));
    staff.page(page.body(to_write(&address, found.records.is_empty(), table)))
}

/// 本周, 上周, 本月, 上月 with one click: what a weekly and a monthly summary are made of.
fn spans(address: &Address, today: Day) -> Markup {
    let monday = today.plus_days(1 - today.weekday());
    let last_month = today.first_of_month().plus_days(-1);
    let spans = [
        ("本周", monday, monday.plus_days(6)),
        ("上周", monday.plus_days(-7), monday.plus_days(-1)),
        ("本月", today.first_of_month(), today.last_of_month()),
        ("上月", last_month.first_of_month(), last_month),
    ];
    let at = address.without(Cursor::NAME).without(FIRST);
    let link = |(name, from, to): &(&str, Day, Day)| {
        let here = at.get("from") == Some(&from.to_string()) && at.get("to") == Some(&to.to_string());
        let to = at.with("from", &from.to_string()).with("to", &to.to_string());
        if here { Markup::trusted("<b>").and(Markup::text(name)).and(Markup::trusted("</b>")) } else { Markup::link(&to.to_string(), name) }
    };
    let links = spans.iter().map(link).fold(Markup::empty(), |all, one| all.and(one).and(Markup::text(" ")));
    Markup::trusted("<p class=\"spans\">").and(links).and(Markup::trusted("</p>"))
}

/// The list in a form that leads what is ticked, or else what is listed, to its texts.
fn to_write(address: &Address, empty: bool, table: Table) -> Markup {
    if empty {
        return table.render();
    }
    let hidden = |(name, value): &(String, String)| {
        format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", kit::markup::escape(name), kit::markup::escape(value))
    };
    let kept = address.pairs().iter().filter(|(name, value)| !value.is_empty() && name != Cursor::NAME && name != FIRST);
    let kept: String = kept.map(hidden).collect();
    Markup::trusted(format!("<form method=\"get\" action=\"/journal/texts\">{kept}<p class=\"to-write\"><button class=\"btn\">写成文字</button><span class=\"hint\">勾选的记录；不勾选就是筛选出的全部</span></p>"))
        .and(table.ticks("id").render())
        .and(Markup::trusted("</form>"))
}

/// GET /journal/csv and /journal/xlsx
pub(super) async fn file(staff: Staff, address: Address, file: File) -> Result<Response, Failure> {
    file.answer("工作台账", whole(&staff, &address).await?).await
}

async fn whole(staff: &Staff, address: &Address) -> Result<Table, Failure> {
    let all = staff.read(&(), orgs_to_read).await?;
    let ask = RecordPage { filter: filter(address, &all, staff), after: None, limit: MOST_ROWS };
    let found = staff.read(&ask, actions::list).await?;
    if found.total > MOST_ROWS {
        return Err(Failure::invalid(format!("共有 {} 条，一次最多下载 {MOST_ROWS} 条。请先按日期或单位筛选。", found.total)));
    }
    Ok(table(rows(&found)))
}

/// Links from when whose, which and whether withdrawn were one question keep their meaning.
fn in_new_words(address: &Address) -> Address {
    match address.get("state") {
        Some("mine") => address.without("state").with("who", "mine"),
        Some("declared") => address.without("state").with("part", "declared"),
        _ => address.clone(),
    }
}

pub(super) fn filter(address: &Address, orgs: &[orgs::Org], staff: &Staff) -> Filter {
    let address = &in_new_words(address);
    // What cannot be read, or is not visible, filters to nothing rather than to everything.
    let nobody = || "/0/".to_owned();
    let path = |id: &str| orgs.iter().find(|org| org.id.to_string() == id).map_or_else(nobody, |org| org.path.clone());
    let day = |name: &str| address.get(name).and_then(|text| text.parse().ok());
    Filter {
        metric: None,
        metrics: address.get("metric").map(words::chosen).map(|kinds| if kinds.is_empty() { vec![0] } else { kinds }).unwrap_or_default(),
        path: address.get("org").map(path),
        from: day("from"),
        to: day("to"),
        words: address.get("q").map(|q| q.split_whitespace().take(8).map(str::to_owned).collect()).unwrap_or_default(),
        batch: address.get("batch").and_then(|id| id.parse().ok()),
        campaign: address.get("campaign").and_then(|id| id.parse().ok()),
        outside: None,
        made_by: (address.get("who") == Some("mine")).then(|| staff.actor.name.clone()),
        declared: address.get("part") == Some("declared"),
        evidenced: address.get("part") == Some("evidence"),
        withdrawn: address.get("state") == Some("withdrawn"),
    }
}

fn filters(address: &Address, orgs: &[orgs::Org]) -> Form {
    let form = Form::filters(
        address,
        [
            Field::search("q", "搜索"),
            Field::select("metric", "类别", words::filter_choices()),
            Field::select("org", "单位（含下级）", org_choices(orgs)),
            Field::day("from", "自"),
            Field::day("to", "至"),
            Field::select("who", "登记人", [Choice::new("mine", "我登记的")]),
            Field::select("part", "内容", [Choice::new("declared", "汇总数（没有名单）"), Choice::new("evidence", "有佐证材料")]),
            Field::select("state", "状态", [Choice::new("withdrawn", "已撤回")]),
        ],
    );
    ["batch", "campaign"].into_iter().fold(form, |form, name| match address.get(name) {
        Some(id) => form.hidden(name, id),
        None => form,
    })
}

/// Orgs in the order of the tree, set in by their level.
pub(super) fn org_choices(orgs: &[orgs::Org]) -> Vec<Choice> {
    let mut sorted: Vec<&orgs::Org> = orgs.iter().collect();
    sorted.sort_by_key(|org| board::tree::numbers(&org.path));
    let top = sorted.iter().map(|org| org.level()).min().unwrap_or(0);
    sorted.into_iter().map(|org| Choice::new(org.id, format!("{}{}", "　".repeat(org.level() - top), org.name))).collect()
}

pub(super) fn table(rows: Vec<Row>) -> Table {
    let columns = vec![
        Column::day("day", "日期"),
        Column::short("metric", "类别"),
        Column::words("title", "内容"),
        Column::short("org", "单位"),
        Column::number("quantity", "数量"),
        Column::short("unit", "计量"),
        Column::words("more", "其他数据"),
        Column::short("who", "登记人"),
    ];
    Table::new("工作台账", columns).rows(rows)
}

pub(super) fn rows(found: &Listed) -> Vec<Row> {
    found.records.iter().map(|record| row(record, found)).collect()
}

fn row(record: &Record, found: &Listed) -> Row {
    let content = &record.content;
    let org = found.orgs.get(&content.org).map(|org| org.name.clone()).unwrap_or_default();
    let (first, rest) = content.lines.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
    let mut more: Vec<String> = rest.iter().map(|line| format!("{} {}", line.metric.0.name, changes::quantity(line))).collect();
    more.extend(found.evidence.get(&record.id).map(|count| format!("佐证材料 {count} 份")));
    Row::new(vec![
        Cell::Day(Some(content.day)),
        Cell::text(first.map(|line| line.metric.0.name).unwrap_or_default()),
        Cell::link(content.title.as_str(), super::href(record.id)),
        Cell::text(org),
        first.map_or(Cell::Empty, |line| Cell::scaled(counted(line), line.metric.0.scale)),
        Cell::text(first.map(|line| line.metric.0.unit).unwrap_or_default()),
        Cell::text(more.join("；")),
        Cell::text(record.made.0.as_str()),
    ])
    .id(record.id)
    .struck(record.withdrawn.is_some())
}

/// What a line counts in all: each of its subjects, unless it is a number of its own.
pub(super) fn counted(line: &Line) -> i64 {
    let names = i64::try_from(line.subjects.len()).unwrap_or(i64::MAX);
    match (line.declared_from, names, line.metric.0.kind) {
        (None, 1.., metrics::Kind::Reach) => names,
        (None, 1.., _) if line.metric.0.subject.is_some() => line.quantity.saturating_mul(names),
        _ => line.quantity,
    }
}

fn empty(staff: &Staff, narrowed: bool) -> Markup {
    if narrowed {
        return Markup::text("没有符合条件的记录。请放宽条件，或").and(Markup::link("/journal", "显示全部")).and(Markup::text("。"));
    }
    if staff.may(&rights::WRITE) {
        let import = Markup::text("还没有记录。可以先").and(Markup::link("/import", "导入以前的台账"));
        return import.and(Markup::text("，或")).and(Markup::link("/journal/new", "登记一项工作")).and(Markup::text("。"));
    }
    Markup::text("还没有记录。登记员登记后会出现在这里。")
}
