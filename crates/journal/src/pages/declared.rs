//! GET and POST /journal/declared: 汇总数 as they are phoned in: one metric and period, a line for each org.

use askama::Template;
use axum::response::Response;
use base::{Actor, OrgId, Tx};
use board::orgs::Org;
use board::{OrgFilter, access, office, orgs};
use kit::{Address, Choice, Failure, Field, Form, Input, Markup, Page, Staff};
use ledger::metrics::{self, Kind, Metric};
use norms::{Day, Period};
use uuid::Uuid;

use super::list::org_choices;
use super::words;
use crate::actions::{self, Recorded};
use crate::model::{Code, Content, Line, Record, Reported};
use crate::{JournalError, rights, rules};

/// Lines of one page: a city's districts, or a district's units.
const MOST_LINES: usize = 200;

/// What is asked for: the address of the page.
struct Asked {
    metric: &'static Metric,
    period: Period,
    over: OrgId,
}

/// One org with what it has reported already.
struct Place {
    org: Org,
    standing: Vec<Record>,
}

struct Sheet {
    asked: Option<Asked>,
    orgs: Vec<Org>,
    period: Period,
    places: Vec<Place>,
    more: usize,
}

/// A flow or a distinct count can be reported as a total; what stands on a day is entered with its days.
fn can_be_declared(metric: &Metric) -> bool {
    matches!(metric.kind, Kind::Flow | Kind::Reach)
}

fn asked(address: &Address, orgs: &[Org], usual: OrgId) -> Option<Asked> {
    let metric = address.get("metric").and_then(metrics::by_code).filter(|metric| can_be_declared(metric))?;
    let day = |name: &str| address.get(name).and_then(|text| text.parse::<Day>().ok());
    let period = Period::new(day("from")?, day("to")?)?;
    let over = address.get("org").and_then(|id| id.parse().ok()).map(OrgId).filter(|id| orgs.iter().any(|org| org.id == *id));
    Some(Asked { metric, period, over: over.unwrap_or(usual) })
}

async fn sheet(tx: &mut Tx, by: &Actor, address: &Address) -> Result<Sheet, JournalError> {
    let scope = access::scope(by, &rights::WRITE);
    let orgs = orgs::list(tx, &scope, &OrgFilter { limit: Some(2_000), ..OrgFilter::default() }).await?;
    let usual = orgs.iter().min_by_key(|org| org.level()).map(|org| org.id);
    let usual = usual.ok_or_else(|| JournalError::refused("您没有可以登记的单位。", "there is no org for which you may record"))?;
    let (asked, period) = (asked(address, &orgs, usual), office::load(tx).await?.period);
    let (mut places, mut more) = (Vec::new(), 0);
    if let Some(asked) = &asked {
        let mut standing = actions::declared(tx, by, &(asked.metric, asked.period)).await?;
        let over = orgs.iter().find(|org| org.id == asked.over).map(|org| org.path.clone()).unwrap_or_default();
        let level = over.matches('/').count();
        let below = |org: &&Org| org.id == asked.over || org.path.starts_with(&over) && org.path.matches('/').count() == level + 1;
        let mut chosen: Vec<&Org> = orgs.iter().filter(below).collect();
        // Those below first: they are the ones that phone.
        chosen.sort_by_key(|org| (org.id == asked.over, board::tree::numbers(&org.path)));
        more = chosen.len().saturating_sub(MOST_LINES);
        chosen.truncate(MOST_LINES);
        places = chosen.into_iter().map(|org| Place { standing: standing.remove(&org.id).unwrap_or_default(), org: org.clone() }).collect();
    }
    Ok(Sheet { asked, orgs, period, places, more })
}

fn filters(address: &Address, sheet: &Sheet, today: Day) -> Form {
    let of = |metric: &'static Metric| Choice::new(metric.code, metric.name);
    let kinds: Vec<Choice> = words::groups().into_iter().flat_map(|g| g.metrics).filter(|m| can_be_declared(m)).map(of).collect();
    let form = Form::filters(
        address,
        [
            Field::select("metric", "数据", kinds),
            Field::day("from", "自"),
            Field::day("to", "至"),
            Field::select("org", "哪一级的下级", org_choices(&sheet.orgs)),
        ],
    );
    let unset = |form: Form, name: &str, value: String| if address.get(name).is_some() { form } else { form.set(name, value) };
    let form = unset(form, "from", sheet.period.from.to_string());
    let form = unset(form, "to", sheet.period.to.min(today).to_string());
    form.submit("列出单位")
}

fn named(name: &str, i: usize) -> String {
    format!("{name}-{i}")
}

fn build(address: &Address, sheet: &Sheet) -> Form {
    let mut form = Form::new(address.to_string()).hidden(kit::form::RECORD, "");
    let Some(asked) = &sheet.asked else { return form };
    let decimals = if asked.metric.scale == 100 { 2 } else { 0 };
    form = form.field(Field::text("paper", "依据（各行未写时用它）").max(200).help("例如：3月8日电话、微信群、×团字〔2022〕3号。"));
    form = form.field(Field::lines("remarks", "备注").rows(2).max(4_000));
    for (i, place) in sheet.places.iter().enumerate().filter(|(_, place)| place.standing.is_empty()) {
        let name = &place.org.name;
        form = form
            .field(Field::decimal(&named("quantity", i), &format!("{name}的数量"), decimals).most(rules::MOST))
            .field(Field::text(&named("by", i), &format!("{name}的报数人")).max(50))
            .field(Field::text(&named("paper", i), &format!("{name}的依据")).max(200));
    }
    form
}

struct LineHtml {
    org: String,
    standing: Vec<(String, String, String)>,
    fields: Vec<Markup>,
}

#[derive(Template)]
#[template(path = "journal/declared.html")]
struct DeclaredHtml {
    action: String,
    record: String,
    errors: Markup,
    unit: &'static str,
    lines: Vec<LineHtml>,
    paper: Markup,
    remarks: Markup,
    more: usize,
}

fn page(staff: &Staff, address: &Address, sheet: &Sheet, form: &Form) -> Result<Page, Failure> {
    let page = Page::new("登记汇总数").back("工作台账", "/journal").style("journal.css");
    let page = page.sub("区县电话里报来的总数，没有名单。与名单分开计、分开写，不会相加。").act("查看汇总数", "/journal?part=declared");
    let page = page.body(filters(address, sheet, staff.today()).render(staff.token()));
    let Some(asked) = &sheet.asked else {
        return Ok(page.body(Markup::trusted("<p class=\"hint\">先选数据和时段，再逐个单位填写。</p>")));
    };
    let html = DeclaredHtml {
        action: staff.action(&address.to_string()),
        record: form.text(kit::form::RECORD).to_owned(),
        errors: form.render_errors(),
        unit: asked.metric.unit,
        lines: sheet.places.iter().enumerate().map(|(i, place)| line_html(form, i, place, asked.metric)).collect(),
        paper: form.render_field("paper"),
        remarks: form.render_field("remarks"),
        more: sheet.more,
    };
    page.template(&html)
}

fn line_html(form: &Form, i: usize, place: &Place, metric: &Metric) -> LineHtml {
    let told = |record: &Record| {
        let line = record.content.lines.iter().find(|line| line.metric.0 == metric && line.declared_from.is_some());
        let said = format!("{} {}", metric.plain(line.map_or(0, |line| line.quantity)), metric.unit);
        let from = record.content.reported.as_ref().map(|r| format!("{}，{}", r.by, r.paper)).unwrap_or_default();
        (super::href(record.id), said, from)
    };
    let fields = ["quantity", "by", "paper"].map(|name| form.render_field(&named(name, i)));
    LineHtml {
        org: place.org.name.clone(),
        standing: place.standing.iter().map(told).collect(),
        fields: if place.standing.is_empty() { fields.into() } else { Vec::new() },
    }
}

/// GET /journal/declared
pub(super) async fn form(staff: Staff, address: Address) -> Result<Response, Failure> {
    let sheet = staff.read(&address, sheet).await?;
    let form = build(&address, &sheet).set(kit::form::RECORD, staff.new_id());
    staff.page(page(&staff, &address, &sheet, &form)?)
}

/// POST /journal/declared
pub(super) async fn create(staff: Staff, address: Address, input: Input) -> Result<Response, Failure> {
    let sheet = staff.read(&address, sheet).await?;
    let mut form = build(&address, &sheet).read(&input);
    let id = form.record().unwrap_or_else(|| staff.new_id());
    let asks = entries(&mut form, &sheet, id, staff.today());
    if form.valid() && asks.is_empty() {
        form.fail("", "请至少填写一个单位的数量。");
    }
    if form.valid() {
        match staff.write(&asks, actions::record_all).await {
            Ok(made) => return Ok(staff.said(&address.to_string(), &format!("已登记 {} 个单位的汇总数。", made.len()))),
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(page(&staff, &address, &sheet, &form)?.invalid())
}

/// The lines that were filled in, each checked at its place.
fn entries(form: &mut Form, sheet: &Sheet, id: Uuid, today: Day) -> Vec<Recorded> {
    let Some(asked) = &sheet.asked else { return Vec::new() };
    let mut out = Vec::new();
    for (i, place) in sheet.places.iter().enumerate() {
        let (quantity, by, paper) = (form.number(&named("quantity", i)), text(form, "by", i), text(form, "paper", i));
        let Some(quantity) = quantity else {
            if form.valid() && !(by.is_empty() && paper.is_empty()) {
                form.fail(&named("quantity", i), "写了报数人或依据，还没有写数量。");
            }
            continue;
        };
        let paper = if paper.is_empty() { form.text("paper").to_owned() } else { paper };
        let content = content(asked, &place.org, quantity, Reported { by, paper }, form.text("remarks"));
        let checked = rules::check(&content, today).and_then(|()| rules::check_org(&place.org, content.day));
        if let Err(error) = checked {
            let field = match error.field() {
                Some(field @ ("by" | "paper")) => named(field, i),
                Some("day") => "".to_owned(),
                _ => named("quantity", i),
            };
            form.fail(&field, error.chinese());
        }
        // The place in the list makes the id: a repeat of the form is the same records.
        out.push(Recorded { id: Uuid::from_u128(id.as_u128() ^ (i as u128)), content });
    }
    out
}

fn text(form: &Form, name: &str, i: usize) -> String {
    form.text(&named(name, i)).trim().to_owned()
}

fn content(asked: &Asked, org: &Org, quantity: i64, reported: Reported, remarks: &str) -> Content {
    let line = Line { metric: Code(asked.metric), quantity, subjects: Vec::new(), cell: None, declared_from: Some(asked.period.from) };
    Content {
        org: org.id,
        day: asked.period.to,
        until: None,
        day_assumed: false,
        title: format!("{}汇总数", asked.metric.name),
        place: String::new(),
        remarks: remarks.to_owned(),
        people: Vec::new(),
        lines: vec![line],
        reported: Some(reported),
    }
}
