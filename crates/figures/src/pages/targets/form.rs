//! Setting one target, changing its quantity and paper, deleting it.

use axum::extract::Path;
use axum::response::Response;
use board::targets::{MOST_PAPER, SaveTarget, Span, Target, TargetEntry};
use board::{BoardError, Org};
use kit::form::button;
use kit::{Address, Choice, Failure, Field, Form, Input, Markup, Page, Staff};
use ledger::{Metric, metrics};
use norms::Period;
use uuid::Uuid;

use crate::actions::{self, OrgName};
use crate::targets::can_have;
use crate::{FiguresError, rules};

const SPAN: &str = "span";

/// Where a target stands.
pub(super) fn href(id: Uuid) -> String {
    format!("/targets/{id}")
}

/// The list in which a target stands.
fn list(org: &str, period: Period) -> String {
    Address::new("/targets").with("org", org).with(super::YEAR, &period.from.year().to_string()).to_string()
}

/// Whose, for which year and which part of it.
pub(super) fn whose(staff: &Staff, form: Form, orgs: &[Org]) -> Form {
    let least = orgs.iter().map(Org::level).min().unwrap_or_default();
    let org = |org: &Org| Choice::new(&org.code, format!("{}{}", "　".repeat((org.level() - least).min(8)), org.name));
    let spans = Span::ALL.map(|span| Choice::new(span.code(), span.chinese()));
    let mut sorted: Vec<&Org> = orgs.iter().collect();
    sorted.sort_by_cached_key(|org| board::tree::numbers(&org.path));
    form.field(Field::select("org", "单位", sorted.into_iter().map(org)).required())
        .field(super::year_field(staff).required())
        .field(Field::select(SPAN, "时段", spans).required().value(Span::Year.code()))
}

/// The days that a form says.
pub(super) fn days(form: &Form) -> Option<Period> {
    Span::from_code(form.text(SPAN))?.of(form.parsed(super::YEAR)?)
}

/// With what the address says already: org and year.
pub(super) fn begun(staff: &Staff, form: Form, orgs: &[Org]) -> Form {
    let year = staff.address.get(super::YEAR).map_or_else(|| staff.office.period.to.year().to_string(), str::to_owned);
    let named = staff.address.get("org").and_then(|code| orgs.iter().find(|org| org.code == code));
    let org = named.or_else(|| orgs.iter().min_by_key(|org| (org.level(), org.number)));
    form.set("org", org.map(|org| org.code.as_str()).unwrap_or_default()).set(super::YEAR, year)
}

pub(super) fn paper() -> Field {
    Field::text("paper", "来源").max(MOST_PAPER).help("文号、会议或其他依据，例如“云青发〔2022〕3号”。")
}

fn amount() -> Field {
    Field::decimal("quantity", "目标", 2).required().least(1)
}

fn form(staff: &Staff, orgs: &[Org]) -> Form {
    let all = rules::all().into_iter().filter(|metric| can_have(metric));
    let metrics = all.map(|metric| Choice::new(metric.code, format!("{} · {}（{}）", rules::group(metric), metric.name, metric.unit)));
    whose(staff, Form::new("/targets/new").submit("保存").cancel("/targets"), orgs)
        .field(Field::select("metric", "指标", metrics).required())
        .field(amount().help("这个时段要达到的数，按指标的计量单位填写。"))
        .field(paper())
        .for_record(staff.new_id())
}

/// The quantity in the metric's scale; a metric that counts whole things takes whole numbers.
fn quantity(form: &mut Form, metric: &Metric) -> Option<i64> {
    let hundredths = form.number("quantity")?;
    let (whole, rest) = (hundredths * metric.scale / 100, hundredths * metric.scale % 100);
    if rest != 0 {
        form.fail("quantity", format!("{}按{}计，目标须是整数。", metric.name, metric.unit));
    }
    form.valid().then_some(whole)
}

/// GET /targets/new
pub(in crate::pages) async fn new(staff: Staff) -> Result<Response, Failure> {
    let orgs = staff.read(&(), actions::orgs_to_target).await?;
    let form = begun(&staff, form(&staff, &orgs), &orgs);
    staff.page(shown(&staff, &form))
}

fn shown(staff: &Staff, form: &Form) -> Page {
    Page::new("新增目标").style("figures.css").back("目标任务", "/targets").body(form.render(staff.token()))
}

/// POST /targets/new
pub(in crate::pages) async fn create(staff: Staff, input: Input) -> Result<Response, Failure> {
    let orgs = staff.read(&(), actions::orgs_to_target).await?;
    let mut form = form(&staff, &orgs).read(&input);
    let org = orgs.iter().find(|org| org.code == form.text("org"));
    let (days, metric) = (days(&form), metrics::by_code(form.text("metric")));
    if let (true, Some(org), Some(period), Some(metric)) = (form.valid(), org, days, metric)
        && let Some(quantity) = quantity(&mut form, metric)
    {
        let entry = TargetEntry { org: org.id, metric: metric.code.to_owned(), period, quantity, paper: form.text("paper").to_owned() };
        let id = form.record().unwrap_or_else(|| staff.new_id());
        match staff.write(&SaveTarget { id, revision: 0, entry }, actions::save_target).await {
            Ok(made) => {
                let (days, said) = (made.entry.period.chinese(), metric.plain(made.entry.quantity));
                let words = format!("已登记：{}{days}{}目标 {said}{}。", org.name, metric.name, metric.unit);
                return Ok(staff.said(&list(&org.code, period), &words));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(shown(&staff, &form).invalid())
}

/// The target of an address, its org and metric.
async fn there(staff: &Staff, id: &str) -> Result<(Target, OrgName, &'static Metric), FiguresError> {
    let id: Uuid = id.parse().map_err(|_| BoardError::NoTarget)?;
    let (target, org) = staff.read(&id, actions::target).await?;
    let metric = metrics::by_code(&target.entry.metric).ok_or(BoardError::NoTarget)?;
    Ok((target, org, metric))
}

fn edit_form(target: &Target, metric: &Metric) -> Form {
    Form::new(href(target.id))
        .submit("保存")
        .cancel("/targets")
        .field(amount().focus().help(&format!("计量单位：{}", metric.unit)))
        .field(paper())
        .hidden("revision", "")
        .set("quantity", metric.plain(target.entry.quantity))
        .set("paper", &target.entry.paper)
        .set("revision", target.revision)
}

fn edit_page(staff: &Staff, (target, org, metric): (&Target, &OrgName, &Metric), form: &Form) -> Page {
    let period = target.entry.period;
    let sub = format!("{} · {} · {}。{} {}设定。", org.name, period.chinese(), metric.name, target.at.chinese(), target.who);
    let remove = button(staff.token(), &format!("{}/remove", href(target.id)), "删除这项目标", &[]);
    let remove = Markup::trusted("<div class=\"remove\">").and(remove).and(Markup::trusted("</div>"));
    let page = Page::new("修改目标").style("figures.css").back("目标任务", &list(&org.code, period)).sub(&sub);
    page.body(form.render(staff.token())).body(remove)
}

/// GET /targets/{id}
pub(in crate::pages) async fn edit(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let (target, org, metric) = there(&staff, &id).await?;
    let page = edit_page(&staff, (&target, &org, metric), &edit_form(&target, metric));
    staff.page(kit::evidence::on(page, &staff, &crate::records::TARGETS, target.id).await?)
}

/// POST /targets/{id}
pub(in crate::pages) async fn save(staff: Staff, Path(id): Path<String>, input: Input) -> Result<Response, Failure> {
    let (target, org, metric) = there(&staff, &id).await?;
    let mut form = edit_form(&target, metric).read(&input);
    if let (true, Some(quantity)) = (form.valid(), quantity(&mut form, metric)) {
        let entry = TargetEntry { quantity, paper: form.text("paper").to_owned(), ..target.entry.clone() };
        let revision = input.parsed("revision").unwrap_or(0).max(1);
        match staff.write(&SaveTarget { id: target.id, revision, entry }, actions::save_target).await {
            Ok(_) => return Ok(staff.said(&list(&org.code, target.entry.period), "已保存。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(edit_page(&staff, (&target, &org, metric), &form).invalid())
}

/// POST /targets/{id}/remove
pub(in crate::pages) async fn remove(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: Uuid = id.parse().map_err(|_| FiguresError::from(BoardError::NoTarget))?;
    staff.write(&id, actions::remove_target).await?;
    Ok(staff.said("/targets", "已删除。数据总表里这项指标不再与目标对比。"))
}
