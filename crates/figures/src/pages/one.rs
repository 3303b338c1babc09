//! GET /figures/{code}: one metric by org and month, with its chart, its definition and what changed since.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::table::File;
use kit::{Address, Bar, BarChart, Cell, Column, Failure, Markup, Page, Row, Staff, Table};
use ledger::{Figure, LatePosting, Metric, SourceRef};
use norms::Period;

use crate::actions::{self, Against, Changed, MOST_CHANGES, MOST_MONTHS, One, OneAsk, OrgRow};
use crate::pages::filters::{self, keep, within};
use crate::pages::{compare, metric, paper, saved, words};
use crate::rules;

/// Bars of the chart by org.
const MOST_BARS: usize = 20;

#[derive(Template)]
#[template(path = "figures/one.html")]
struct Html<'a> {
    value: String,
    facts: String,
    count: i64,
    unit: &'a str,
    parts: String,
    last_year: Option<(String, String)>,
    by_month: Markup,
    by_org: Markup,
    table: Markup,
    notes: Vec<String>,
    changed: Option<Markup>,
    card: Vec<(&'static str, &'static str)>,
    card_href: String,
    kind: &'static str,
}

fn ask(staff: &Staff, metric: &'static Metric) -> Result<OneAsk, Failure> {
    let against = compare::asked(&staff.address);
    Ok(OneAsk { metric, query: filters::query(staff)?, against, sources: staff.app.rooms.sources.clone() })
}

/// GET /figures/{code}
pub(super) async fn page(staff: Staff, Path(code): Path<String>) -> Result<Response, Failure> {
    let metric = metric(&code)?;
    let ask = match ask(&staff, metric) {
        Ok(ask) => ask,
        Err(failure) => return filters::refused(&staff, metric.name, failure),
    };
    let one = staff.read(&ask, actions::one).await?;
    let address = &staff.address;
    let facts = keep(address, &path(metric, "/facts"));
    let form = filters::form(address, &one.view, Vec::new(), vec![compare::field()]);
    let before = within(facts.clone(), one.view.before).to_string();
    let html = Html {
        value: metric.plain(one.whole.whole.value),
        facts: facts.to_string(),
        count: one.whole.whole.facts,
        unit: metric.unit,
        parts: one.whole.whole.parts(metric),
        last_year: (one.last_year.facts > 0).then(|| (words::amount(metric, one.last_year.value), before)),
        by_month: by_month(address, metric, &one),
        by_org: by_org(address, metric, &one),
        table: shown_table(address, metric, &one),
        notes: notes(metric, &one),
        changed: one
            .changed
            .as_ref()
            .map(|changed| since(metric, &one, changed, (&without_as_of(address), &facts.without("as_of").to_string()))),
        card: metric.card.lines().to_vec(),
        card_href: format!("/metrics/{}", metric.code),
        kind: rules::kind_words(metric),
    };
    let page = Page::new(format!("{}（{}）", metric.name, metric.unit));
    let page = paper::sheet(page, one.months.len(), compare::width(one.against));
    let page = page.back("数据总表", &keep(address, "/figures").to_string()).sub_markup(paper::sub(&filters::sub(&staff, &one.view)));
    let page = page.act("统计口径", &html.card_href).main_act("看明细", &html.facts);
    let page = page.body(paper::head(&staff, &one.view, &[("计量单位", metric.unit.to_owned())]));
    let page = page.body(saved::line(&staff).await?);
    staff.page(page.body(form.render(staff.token())).template(&html)?)
}

fn path(metric: &Metric, rest: &str) -> String {
    format!("/figures/{}{rest}", metric.code)
}

fn without_as_of(address: &Address) -> String {
    address.without("as_of").to_string()
}

fn notes(metric: &Metric, one: &One) -> Vec<String> {
    let mut notes: Vec<String> = rules::adding_note(metric).map(str::to_owned).into_iter().collect();
    match one.against {
        Against::Nothing => {}
        Against::LastYear => notes.push(compare::note(&one.view)),
        Against::Target => {
            let rows = one.rows.iter().chain([&one.whole]);
            let told: Vec<_> = rows.filter_map(|row| Some((metric, &row.whole, row.target.as_ref()?))).collect();
            if told.is_empty() {
                notes.push("没有单位设了覆盖这个时段的目标。".to_owned());
            }
            notes.extend(compare::target_notes(told.into_iter()));
        }
    }
    if one.months.is_empty() {
        notes.push(format!("时段超过 {MOST_MONTHS} 个月，只列合计。缩短时段可以逐月查看。"));
    }
    if one.without > 0 {
        notes.push(format!("另有 {} 个下级单位在这个时段没有记录。", one.without));
    }
    notes
}

fn bar(label: &str, metric: &Metric, figure: &Figure) -> Bar {
    // In a distinct count names and totals may overlap, so they are drawn apart; elsewhere the totals are in the value.
    let second = if metric.kind == ledger::Kind::Reach { figure.declared } else { 0 };
    Bar::new(label, figure.value).second(second)
}

fn chart(title: &str, metric: &Metric, bars: Vec<Bar>) -> Markup {
    let stacked = bars.iter().any(|bar| bar.second > 0);
    let chart = BarChart::new(title, metric.unit, metric.scale).bars(bars).width(560);
    if stacked { chart.stacked("有名单", "仅报总数").render() } else { chart.render() }
}

fn by_month(address: &Address, metric: &Metric, one: &One) -> Markup {
    if one.months.len() < 2 || one.whole.months.iter().all(|figure| figure.value == 0 && figure.declared == 0) {
        return Markup::empty();
    }
    let facts = keep(address, &path(metric, "/facts"));
    let one_bar = |(month, figure): (&Period, &Figure)| {
        let href = within(facts.clone(), *month).to_string();
        bar(&words::month(&one.months, *month), metric, figure).href(href)
    };
    let bars = one.months.iter().zip(&one.whole.months).map(one_bar).collect();
    chart(if metric.stands() { "各月末" } else { "各月" }, metric, bars)
}

fn by_org(address: &Address, metric: &Metric, one: &One) -> Markup {
    if one.rows.len() < 2 {
        return Markup::empty();
    }
    let one_bar = |row: &OrgRow| {
        let plain = bar(org_words(row), metric, &row.whole);
        match &row.org {
            Some(org) => plain.href(keep(address, &path(metric, "")).with("org", &org.code).to_string()),
            None => plain,
        }
    };
    chart("各单位", metric, one.rows.iter().take(MOST_BARS).map(one_bar).collect())
}

fn org_words(row: &OrgRow) -> &str {
    row.org.as_ref().map_or("本级及其他", |org| org.name.as_str())
}

fn any_parts(one: &One) -> bool {
    one.rows.iter().chain([&one.whole]).any(|row| row.whole.declared != 0)
}

/// Orgs and months with the whole in the last line: the same on the page and in the downloads.
fn table(address: &Address, metric: &Metric, one: &One) -> Table {
    let mut columns = vec![Column::words("org", "单位")];
    columns.extend(one.months.iter().map(|month| Column::number("month", &words::month(&one.months, *month))));
    columns.push(Column::number("value", "合计").unit(metric.unit));
    columns.extend(compare::columns_of(one.against));
    if any_parts(one) {
        columns.push(Column::short("parts", "构成"));
    }
    let mut total = cells(address, metric, one, &one.whole);
    if let Some(first) = total.first_mut() {
        *first = Cell::Empty;
    }
    let rows = one.rows.iter().map(|row| Row::new(cells(address, metric, one, row)));
    let rows: Vec<Row> = if one.rows.is_empty() { vec![Row::new(cells(address, metric, one, &one.whole))] } else { rows.collect() };
    Table::new(format!("{}：各单位各月", metric.name), columns).rows(rows).total(total)
}

fn cells(address: &Address, metric: &Metric, one: &One, row: &OrgRow) -> Vec<Cell> {
    let at = |page: &str| {
        let to = keep(address, &path(metric, page));
        row.org.as_ref().map(|org| to.with("org", &org.code))
    };
    let facts = at("/facts");
    let number = |figure: &Figure, period: Period| match (&facts, figure.value) {
        (_, 0) if figure.facts == 0 => Cell::scaled(0, metric.scale),
        (Some(facts), value) => Cell::figure(value, metric.scale, within(facts.clone(), period).to_string()),
        (None, value) => Cell::scaled(value, metric.scale),
    };
    let name = match at("") {
        Some(to) => Cell::link(org_words(row), to.to_string()),
        None => Cell::text(org_words(row)),
    };
    let mut cells = vec![name];
    cells.extend(one.months.iter().zip(&row.months).map(|(month, figure)| number(figure, *month)));
    cells.push(number(&row.whole, one.view.period));
    match one.against {
        Against::Nothing => {}
        Against::LastYear => {
            let before = facts.clone().map(|facts| within(facts, one.view.before));
            cells.extend(compare::cells(metric, &row.whole, &row.before, before.as_ref()));
        }
        Against::Target => cells.extend(compare::target_cells(metric, row.target.as_ref())),
    }
    if any_parts(one) {
        cells.push(Cell::text(row.whole.parts(metric)));
    }
    cells
}

fn shown_table(address: &Address, metric: &Metric, one: &One) -> Markup {
    let table = table(address, metric, one).address(address);
    table.export("下载 CSV", &path(metric, "/table.csv")).export("下载 Excel", &path(metric, "/table.xlsx")).render()
}

/// The figure then and now, and what came between.
fn since(metric: &Metric, one: &One, changed: &Changed, (today, facts): (&str, &str)) -> Markup {
    let day = one.view.as_of.map(|day| day.chinese()).unwrap_or_default();
    let now = Markup::link(today, &words::amount(metric, changed.now.value));
    let then = words::amount(metric, one.whole.whole.value);
    let head = Markup::trusted("<p>").and(Markup::text(&format!("截至{day}登记的为 {then}，现在为 "))).and(now);
    let head = head.and(Markup::text("。")).and(Markup::trusted("</p>"));
    let table = head.and(changes(metric, changed, &format!("{day}以后的变化")));
    if !changed.more {
        return table;
    }
    let more = Markup::text(&format!("只列最先的 {MOST_CHANGES} 次变化，以后的见")).and(Markup::link(facts, "现在的明细"));
    table.and(Markup::trusted("<p class=\"hint\">")).and(more).and(Markup::text("。")).and(Markup::trusted("</p>"))
}

/// What came since, a line each.
pub(super) fn changes(metric: &Metric, changed: &Changed, title: &str) -> Markup {
    let columns = vec![
        Column::short("at", "登记时间"),
        Column::words("what", "事由"),
        Column::short("who", "登记人"),
        Column::number("quantity", "增减").unit(metric.unit),
        Column::number("facts", "明细增减").unit("条"),
    ];
    let rows = changed.postings.iter().map(|posting| posting_row(metric, changed, posting));
    let empty = Markup::text("此后没有新的登记、更正或撤回。");
    Table::new(title, columns).rows(rows).empty(empty).render()
}

fn posting_row(metric: &Metric, changed: &Changed, posting: &LatePosting) -> Row {
    let caption = changed.captions.get(&SourceRef::new(&posting.cause.kind, posting.cause.id));
    let what = match caption.filter(|caption| !caption.title.is_empty()) {
        Some(caption) => Cell::link(&caption.title, &caption.href),
        None => Cell::text(cause(&posting.cause.kind)),
    };
    Row::new(vec![
        Cell::text(posting.at.chinese()),
        what,
        Cell::text(&posting.who),
        Cell::scaled(posting.quantity, metric.scale),
        Cell::number(posting.facts),
    ])
}

/// What made the ledger learn of something, where it is no record with a name.
fn cause(kind: &str) -> &'static str {
    match kind.rsplit('.').next().unwrap_or_default() {
        "import" => "导入台账",
        "undo" => "撤销导入",
        "move" => "组织隶属调整",
        "merge" | "merger" => "合并",
        _ => "登记、更正或撤回",
    }
}

/// GET /figures/{code}/table.csv and /figures/{code}/table.xlsx
pub(super) async fn file(staff: Staff, Path(code): Path<String>, file: File) -> Result<Response, Failure> {
    let metric = metric(&code)?;
    let one = staff.read(&ask(&staff, metric)?, actions::one).await?;
    file.answer(&filters::file_name(metric.name, &one.view), table(&staff.address, metric, &one)).await
}
