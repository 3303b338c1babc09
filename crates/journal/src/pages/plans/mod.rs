//! GET /journal/plan: 一周工作安排, or that of any stretch of days, with what came of it and as text.

mod form;

use askama::Template;
use axum::response::Response;
use kit::table::File;
use kit::{Address, Cell, Column, Failure, Field, Form, Markup, Page, Routes, Row, Staff, Table};
use norms::{Day, Period};
use uuid::Uuid;

use super::list::{org_choices, orgs_to_read};
use crate::actions::{self, MOST_PLANS, PlanPage};
use crate::plan::{self, Named, Plan, State};
use crate::rights::{READ, WRITE};

const LIST: &str = "/journal/plan";

/// Adds the pages of plans.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(LIST, &READ, show)
        .get("/journal/plan/csv", &READ, file)
        .get("/journal/plan/xlsx", &READ, file)
        .get("/journal/plan/new", &WRITE, form::new)
        .post("/journal/plan/new", &WRITE, form::create)
        .get("/journal/plan/{id}/edit", &WRITE, form::edit)
        .post("/journal/plan/{id}/edit", &WRITE, form::save)
        .post("/journal/plan/{id}/cancel", &WRITE, form::cancel)
        .post("/journal/plan/{id}/resume", &WRITE, form::resume)
}

/// Where a plan is changed.
fn href(id: Uuid) -> String {
    format!("{LIST}/{id}/edit")
}

/// The week of a day.
fn week(day: Day) -> Period {
    let from = day.plus_days(1 - day.weekday());
    Period { from, to: from.plus_days(6) }
}

/// The list in which a day stands.
fn list_of(day: Day) -> String {
    let week = week(day);
    Address::new(LIST).with("from", &week.from.to_string()).with("to", &week.to.to_string()).to_string()
}

#[derive(Template)]
#[template(path = "journal/plan.html")]
struct PlanHtml {
    told: String,
    rows: usize,
}

struct Found {
    period: Period,
    orgs: Vec<board::orgs::Org>,
    plans: Vec<(Plan, String)>,
}

impl Found {
    fn named(&self) -> Vec<Named<'_>> {
        self.plans.iter().map(|(plan, org)| (plan, org.as_str())).collect()
    }
}

async fn find(staff: &Staff, address: &Address) -> Result<Found, Failure> {
    let orgs = staff.read(&(), orgs_to_read).await?;
    let day = |name: &str| address.get(name).and_then(|text| text.parse::<Day>().ok());
    let usual = week(staff.today());
    let period = Period::new(day("from").unwrap_or(usual.from), day("to").unwrap_or(usual.to)).unwrap_or(usual);
    // What is not visible filters to nothing rather than to everything.
    let path =
        address.get("org").map(|id| orgs.iter().find(|org| org.id.to_string() == id).map_or("/0/".to_owned(), |org| org.path.clone()));
    let plans = staff.read(&PlanPage { period, path }, actions::plans).await?;
    Ok(Found { period, orgs, plans })
}

/// GET /journal/plan
async fn show(staff: Staff, address: Address) -> Result<Response, Failure> {
    let found = find(&staff, &address).await?;
    let (period, today, named) = (found.period, staff.today(), found.named());
    let mut page = Page::new(plan::heading(period)).back("工作台账", "/journal").style("journal.css");
    let cut = i64::try_from(named.len()).is_ok_and(|n| n == MOST_PLANS);
    let more = if cut { format!("最多显示 {MOST_PLANS} 项，请缩短时段或选择单位。") } else { String::new() };
    page = page.sub(&format!("{}。{}{more}", period.chinese(), plan::outcome(&named, today).unwrap_or_default()));
    if staff.may(&WRITE) {
        let on = if period.from <= today && today <= period.to { today } else { period.from };
        page = page.main_act("新增安排", &Address::new("/journal/plan/new").with("day", &on.to_string()).to_string());
    }
    if named.iter().any(|(plan, _)| plan.record.is_some()) {
        let texts = Address::new("/journal/texts").with("from", &period.from.to_string()).with("to", &period.to.to_string());
        page = page.act("写小结、大事记", &texts.to_string());
    }
    page = page.body(filters(&address, &found).render(staff.token())).body(spans(&address, &found));
    let table = table(&staff, &found).export("下载 CSV", "/journal/plan/csv").export("下载 Excel", "/journal/plan/xlsx").address(&address);
    page = page.body(table.empty(Markup::text("这段时间还没有安排。")).render());
    if named.iter().any(|(plan, _)| plan.cancelled.is_none()) {
        let told = plan::told(&named, period);
        page = page.template(&PlanHtml { rows: super::texts::rows_of(&told), told })?;
    }
    staff.page(page)
}

/// GET /journal/plan/csv and /journal/plan/xlsx
async fn file(staff: Staff, address: Address, file: File) -> Result<Response, Failure> {
    let found = find(&staff, &address).await?;
    file.answer(plan::heading(found.period), table(&staff, &found)).await
}

fn filters(address: &Address, found: &Found) -> Form {
    let fields = [Field::day("from", "自"), Field::day("to", "至"), Field::select("org", "单位（含下级）", org_choices(&found.orgs))];
    let form = Form::filters(address, fields);
    form.set("from", found.period.from).set("to", found.period.to)
}

/// The weeks and months around with one click.
fn spans(address: &Address, found: &Found) -> Markup {
    let from = found.period.from;
    let (last, next) = (week(from.plus_days(-7)), week(from.plus_days(7)));
    let month = Period { from: from.first_of_month(), to: from.last_of_month() };
    let spans = [("上一周", last), ("下一周", next), ("整月", month)];
    let link = |(name, span): (&str, Period)| {
        Markup::link(&address.with("from", &span.from.to_string()).with("to", &span.to.to_string()).to_string(), name)
    };
    let this = Markup::link(&address.without("from").without("to").to_string(), "本周");
    let links = spans.into_iter().map(link).fold(this, |all, one| all.and(Markup::text(" ")).and(one));
    Markup::trusted("<p class=\"spans\">").and(links).and(Markup::trusted("</p>"))
}

fn table(staff: &Staff, found: &Found) -> Table {
    let columns = vec![
        Column::short("day", "日期"),
        Column::short("hour", "时间"),
        Column::words("title", "工作内容"),
        Column::short("place", "地点"),
        Column::words("people", "参加人员"),
        Column::short("org", "责任单位"),
        Column::short("state", "进展"),
    ];
    Table::new(plan::heading(found.period), columns).rows(found.plans.iter().map(|(plan, org)| row(staff, plan, org)))
}

fn row(staff: &Staff, plan: &Plan, org: &str) -> Row {
    let entry = &plan.entry;
    let state = plan.state(staff.today());
    let come = match (plan.record, &plan.cancelled) {
        (Some(record), _) => Cell::link(state.chinese(), super::href(record)),
        (None, Some(reason)) if !reason.is_empty() => Cell::text(format!("已取消：{reason}")),
        (None, None) if staff.may(&WRITE) && entry.day <= staff.today() => {
            let word = if state == State::Unrecorded { "未登记，去登记" } else { "去登记" };
            Cell::link(word, format!("/journal/new?plan={}", plan.id))
        }
        _ => Cell::text(state.chinese()),
    };
    let title = match plan.record {
        None if staff.may(&WRITE) => Cell::link(entry.title.as_str(), href(plan.id)),
        _ => Cell::link(entry.title.as_str(), format!("{LIST}/{}/evidence", plan.id)),
    };
    Row::new(vec![
        Cell::text(plan::named(entry.day)),
        Cell::text(entry.hour.as_str()),
        title,
        Cell::text(entry.place.as_str()),
        Cell::text(entry.people.join("、")),
        Cell::text(org),
        come,
    ])
    .struck(plan.cancelled.is_some())
}
