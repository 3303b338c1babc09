//! GET /: 首页.

use askama::Template;
use axum::response::Response;
use kit::table::Mark;
use kit::{Cell, Column, Failure, Markup, Page, Row, Staff, Table, Todo};
use ledger::{Figure, Finding, Kind, Metric};
use norms::Day;

use crate::actions::{self, EntryRow, Home, HomeAsk, Latest};
use crate::pages::{filters, open, words};
use crate::rules;

#[derive(Template)]
#[template(path = "figures/home.html")]
struct Html {
    todos: Option<Markup>,
    waiting: i64,
    hints: Option<Markup>,
    period: String,
    state: String,
    may_switch: bool,
    figures: Vec<Shown>,
    all: bool,
    latest: Markup,
    all_records: bool,
}

/// A figure of the row.
struct Shown {
    name: &'static str,
    value: String,
    unit: &'static str,
    beside: String,
    href: String,
}

#[derive(Template)]
#[template(path = "figures/new.html")]
struct New {
    import: bool,
    record: bool,
    write: bool,
    orgs: bool,
}

/// GET /
pub(super) async fn page(staff: Staff) -> Result<Response, Failure> {
    let ask = HomeAsk { sources: staff.app.rooms.sources.clone(), todos: staff.app.rooms.todos.clone() };
    let today = staff.today();
    let title = format!("{}月{}日 {}", today.month(), today.day_of_month(), rules::weekday(today));
    let page = Page::new(title).style("figures.css");
    let Some(home) = staff.read(&ask, actions::home).await? else {
        let words = "您的账号还没有授权，看不到任何单位的数据。请联系管理员，为您的账号授予所在单位的角色。";
        return staff.page(page.body(Markup::trusted("<p class=\"card pad\">").and(Markup::text(words)).and(Markup::trusted("</p>"))));
    };
    let page = acts(&staff, page.sub(&home.view.org.name));
    if home.is_new() {
        let new = New {
            import: open(&staff, "/import"),
            record: open(&staff, "/journal/new"),
            write: open(&staff, "/reports/new"),
            orgs: open(&staff, "/orgs"),
        };
        // Somebody may be asked about a report before anything is recorded.
        let page = todos(&home, today).into_iter().fold(page, Page::body);
        return staff.page(page.template(&new)?);
    }
    staff.page(page.template(&html(&staff, &home))?)
}

fn acts(staff: &Staff, page: Page) -> Page {
    let acts = [("报数", "/ask"), ("数据总表", "/figures"), ("写报告", "/reports/new"), ("导入台账", "/import")];
    let page = acts.into_iter().filter(|(_, href)| open(staff, href)).fold(page, |page, (label, href)| page.act(label, href));
    if open(staff, "/journal/new") { page.main_act("登记工作", "/journal/new") } else { page }
}

fn html(staff: &Staff, home: &Home) -> Html {
    Html {
        todos: todos(home, staff.today()),
        waiting: home.todos.iter().map(|todo| todo.count).sum(),
        hints: hints(staff, home),
        period: home.view.period.chinese(),
        state: format!("{}，截至今天 {}", home.view.org.name, staff.app.db.clock().now().clock()),
        may_switch: home.may_switch,
        figures: home.figures.iter().map(|(metric, now, before)| shown(metric, now, before)).collect(),
        all: open(staff, "/figures"),
        latest: latest(home, staff.today()),
        all_records: open(staff, "/journal"),
    }
}

fn shown(metric: &'static Metric, now: &Figure, before: &Figure) -> Shown {
    let beside = if before.facts > 0 {
        format!("去年同期 {}", metric.plain(before.value))
    } else if now.declared > 0 && metric.kind == Kind::Reach {
        now.apart(metric)
    } else if now.facts == 0 {
        "没有记录".to_owned()
    } else {
        format!("{} 条明细", now.facts)
    };
    Shown { name: metric.name, value: metric.plain(now.value), unit: metric.unit, beside, href: format!("/figures/{}", metric.code) }
}

/// 待办: what waits for this person in all rooms; nothing when there is nothing.
fn todos(home: &Home, today: Day) -> Option<Markup> {
    let columns = vec![Column::short("kind", "类别"), Column::words("what", "事项"), Column::short("since", "何时起")];
    let row = |todo: &Todo| {
        let since = todo.since.map(|since| moment(since.day(), today)).unwrap_or_default();
        Row::new(vec![Cell::Tag(todo.kind.to_owned(), Mark::Due), Cell::link(&todo.title, &todo.href), Cell::text(since)])
    };
    (!home.todos.is_empty()).then(|| Table::new("待办", columns).rows(home.todos.iter().map(row)).render())
}

/// 数据提醒: what the figures ask for; nothing when there is nothing.
fn hints(staff: &Staff, home: &Home) -> Option<Markup> {
    let mut rows: Vec<Row> = home.findings.iter().map(|finding| finding_row(home, finding)).collect();
    let one = |metric: &&'static Metric| Markup::link(&format!("/figures/{}", metric.code), metric.name);
    rows.extend(home.given.iter().take(MOST_GIVEN).map(given_row));
    if home.given.len() > MOST_GIVEN {
        let what = Markup::text(&format!("报出的数字还有 {} 个有变化", home.given.len() - MOST_GIVEN));
        rows.push(hint_row(("报数有变", Mark::Late), what, Cell::link("看登记", "/given?state=changed")));
    }
    if !home.missing.is_empty() {
        let what = Markup::text("本期还没有登记：").and(words::listed(home.missing.iter().map(one)));
        let act = if open(staff, "/journal/new") { Cell::link("补登", "/journal/new") } else { Cell::Empty };
        rows.push(hint_row(("未登记", Mark::Due), what, act));
    }
    if !home.late.is_empty() {
        let facts = |(metric, records): &(&'static Metric, i64)| {
            Markup::link(&format!("/figures/{}/facts", metric.code), metric.name).and(Markup::text(&format!(" {records} 条")))
        };
        let what = Markup::text("已签发的时段又有登记：").and(words::listed(home.late.iter().map(facts)));
        let act = if open(staff, "/reports") { Cell::link("看报告", "/reports") } else { Cell::Empty };
        rows.push(hint_row(("补报", Mark::Plain), what, act));
    }
    if rows.is_empty() {
        return None;
    }
    let columns = vec![Column::short("kind", "类别"), Column::words("what", "事项"), Column::short("act", "办理")];
    Some(Table::new("数据提醒", columns).rows(rows).render())
}

/// Figures given out that are named one by one.
const MOST_GIVEN: usize = 4;

/// 10月3日报给市委办的助企服务 874场次，今天是 880场次
fn given_row(entry: &EntryRow) -> Row {
    let given = &entry.given;
    let of = |figure: &Figure| words::whole(given.metric, figure);
    let now = entry.now.unwrap_or_default();
    let days = format!("{}月{}日", given.at.day().month(), given.at.day().day_of_month());
    let what = format!("{days}报给{}的{} {}，今天是 {}", given.to_whom, given.metric.name, of(&given.figure), of(&now));
    hint_row(("报数有变", Mark::Late), Markup::text(&what), Cell::link("看变化", super::entry::href(given.id)))
}

fn hint_row((kind, mark): (&str, Mark), what: Markup, act: Cell) -> Row {
    Row::new(vec![Cell::Tag(kind.to_owned(), mark), Cell::Page(what), act])
}

fn finding_row(home: &Home, finding: &Finding) -> Row {
    let first = finding.sides.first().map(|side| {
        let facts = kit::Address::new(format!("/figures/{}/facts", side.metric.code));
        let facts = if finding.period == home.view.period { facts } else { filters::within(facts, finding.period) };
        Cell::link("看明细", facts.to_string())
    });
    let kind = if finding.wrong { ("数据不符", Mark::Late) } else { ("请核对", Mark::Due) };
    hint_row(kind, Markup::text(&finding.sentence), first.unwrap_or(Cell::Empty))
}

fn latest(home: &Home, today: Day) -> Markup {
    let columns = vec![
        Column::day("day", "日期"),
        Column::short("kind", "类别"),
        Column::words("title", "内容"),
        Column::short("org", "单位"),
        Column::number("quantity", "数量"),
        Column::short("who", "登记"),
    ];
    let empty = Markup::text("最近没有登记。");
    Table::new("最近登记", columns).rows(home.latest.iter().map(|one| latest_row(one, today))).empty(empty).render()
}

/// Metrics of one record that are said; a record rarely has more.
const MOST_COUNTS: usize = 3;

fn latest_row(one: &Latest, today: Day) -> Row {
    let kind = one.counts.first().map_or("", |(metric, _)| metric.name);
    let title = match &one.caption {
        Some(caption) if !caption.href.is_empty() => {
            let title = if caption.title.is_empty() { kind } else { caption.title.as_str() };
            Cell::link(title, &caption.href)
        }
        Some(caption) => Cell::text(&caption.title),
        None => Cell::text(kind),
    };
    let counts = one.counts.iter().take(MOST_COUNTS).map(|(metric, quantity)| format!("{} {}", metric.plain(*quantity), metric.unit));
    Row::new(vec![
        Cell::Day(Some(one.day)),
        Cell::text(kind),
        title,
        Cell::text(&one.org.name),
        Cell::text(counts.collect::<Vec<_>>().join(" ")),
        Cell::text(format!("{} {}", one.posted_by, moment(one.posted_at.day(), today))),
    ])
}

/// 10月17日; with its year where that is not this one.
fn moment(day: Day, today: Day) -> String {
    if day.year() == today.year() { format!("{}月{}日", day.month(), day.day_of_month()) } else { day.chinese() }
}
