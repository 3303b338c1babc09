//! Making a plan, changing it, calling it off.

use axum::extract::Path;
use axum::response::Response;
use base::{Actor, OrgId, Tx};
use board::orgs::Org;
use kit::form::button;
use kit::{Address, Failure, Field, Form, Input, Page, Staff};
use ledger::metrics;
use norms::Day;
use uuid::Uuid;

use super::{list_of, week};
use crate::actions::{self, CancelPlan, Known, SavePlan};
use crate::model::Code;
use crate::pages::list::org_choices;
use crate::pages::words;
use crate::plan::{Plan, PlanEntry};
use crate::{JournalError, rules};

const NEW: &str = "/journal/plan/new";

/// What the form offers: the orgs for which the person may write, and what was written lately.
struct Offer {
    orgs: Vec<Org>,
    known: Known,
}

async fn offered(tx: &mut Tx, by: &Actor, (): &()) -> Result<Offer, JournalError> {
    Ok(Offer { orgs: actions::orgs_to_record(tx, by, &()).await?, known: actions::known(tx, by).await? })
}

fn build(action: &str, offer: &Offer) -> Form {
    let known = &offer.known;
    Form::new(action)
        .submit("保存安排")
        .cancel(super::LIST)
        .field(Field::text("title", "工作内容").required().max(200).focus().known(&known.titles))
        .field(Field::day("day", "日期").required().between(Day::new(1921, 1, 1).unwrap_or(Day::first()), Day::last()))
        .field(Field::text("hour", "时间").max(20).help("例如：上午9:00。"))
        .field(Field::select("org", "责任单位", org_choices(&offer.orgs)).required())
        .field(Field::text("place", "地点").max(200).known(&known.places))
        .field(Field::lines("people", "参加人员").rows(2).help("每行一个，或用顿号隔开。").known(&known.people))
        .field(Field::select("kind", "完成后登记为", words::choices()).help("可以先不选，登记时再定。"))
        .field(Field::lines("remarks", "备注").rows(2).max(4_000))
        .hidden(kit::form::RECORD, "")
        .hidden("revision", "0")
}

fn filled(form: Form, entry: &PlanEntry) -> Form {
    form.set("title", &entry.title)
        .set("day", entry.day)
        .set("hour", &entry.hour)
        .set("org", entry.org)
        .set("place", &entry.place)
        .set("people", entry.people.join("\n"))
        .set("kind", entry.kind.map(|kind| kind.0.code).unwrap_or_default())
        .set("remarks", &entry.remarks)
}

fn entry(form: &Form) -> Option<PlanEntry> {
    if !form.valid() {
        return None;
    }
    Some(PlanEntry {
        org: OrgId(form.parsed("org")?),
        day: form.day("day")?,
        hour: form.text("hour").trim().to_owned(),
        title: form.text("title").trim().to_owned(),
        kind: metrics::by_code(form.text("kind")).map(Code),
        place: form.text("place").trim().to_owned(),
        people: rules::names(form.text("people")),
        remarks: form.text("remarks").to_owned(),
    })
}

fn page(title: &str, form: &Form, staff: &Staff) -> Page {
    Page::new(title).back("工作安排", super::LIST).sub("安排不计入数据；做完后从这里登记，内容不用再填。").body(form.render(staff.token()))
}

/// GET /journal/plan/new: of the day in the address, as a notice in it says, or like the plan in it a week later.
pub(super) async fn new(staff: Staff, address: Address) -> Result<Response, Failure> {
    let (offer, today) = (staff.read(&(), offered).await?, staff.today());
    let own = offer.orgs.iter().min_by_key(|org| org.level()).map(|org| org.id.to_string()).unwrap_or_default();
    let day = address.get("day").and_then(|text| text.parse().ok()).unwrap_or(today);
    let mut form = build(NEW, &offer).set("day", day).set("org", own);
    if let Some(text) = address.get("text") {
        let announced = heard::announced(text, today);
        form = form.set("title", announced.title).set("day", announced.day.unwrap_or(today));
    }
    if let Some(id) = address.get("like").and_then(|id| id.parse::<Uuid>().ok()) {
        let (plan, _) = staff.read(&id, actions::plan).await?;
        form = filled(form, &plan.entry).set("day", plan.entry.day.plus_days(7));
    }
    let form = form.set(kit::form::RECORD, staff.new_id());
    staff.page(page("新增安排", &form, &staff))
}

/// POST /journal/plan/new
pub(super) async fn create(staff: Staff, input: Input) -> Result<Response, Failure> {
    let offer = staff.read(&(), offered).await?;
    let mut form = build(NEW, &offer).read(&input);
    let id = form.record().unwrap_or_else(|| staff.new_id());
    if let Some(entry) = entry(&form) {
        match staff.write(&SavePlan { id, revision: 0, entry }, actions::save_plan).await {
            Ok(plan) => return Ok(staff.said(&list_of(plan.entry.day), "已列入安排。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    staff.page(page("新增安排", &form.set(kit::form::RECORD, id), &staff).invalid())
}

fn changing(staff: &Staff, plan: &Plan, form: &Form) -> Page {
    let (id, revision) = (plan.id, plan.revision.to_string());
    let mut page = page("修改安排", form, staff).act("照此再安排", &format!("{NEW}?like={id}"));
    if plan.entry.day <= staff.today() && plan.record.is_none() {
        page = page.main_act("去登记", &format!("/journal/new?plan={id}"));
    }
    if plan.cancelled.is_some() {
        return page.button(button(staff.token(), &format!("/journal/plan/{id}/resume"), "恢复安排", &[("revision", &revision)]));
    }
    let cancel = Form::new(format!("/journal/plan/{id}/cancel"))
        .submit("取消这项安排")
        .quiet()
        .legend("取消安排")
        .field(Field::text("reason", "取消原因").max(200))
        .hidden("revision", &revision);
    page.body(cancel.render(staff.token()))
}

/// GET /journal/plan/{id}/edit
pub(super) async fn edit(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (plan, _) = staff.read(&id, actions::plan).await?;
    if let Some(record) = plan.record {
        return Ok(staff.said(&crate::pages::href(record), "这项安排已经登记，这是它的记录。"));
    }
    let offer = staff.read(&(), offered).await?;
    let form = filled(build(&super::href(id), &offer), &plan.entry).set("revision", plan.revision);
    let page = changing(&staff, &plan, &form);
    staff.page(kit::evidence::on(page, &staff, &crate::records::PLANS, id).await?)
}

/// POST /journal/plan/{id}/edit
pub(super) async fn save(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let offer = staff.read(&(), offered).await?;
    let mut form = build(&super::href(id), &offer).read(&input);
    if let Some(entry) = entry(&form) {
        // 0 is how a new plan is sent.
        let revision = input.parsed("revision").filter(|n| *n > 0).unwrap_or(-1);
        match staff.write(&SavePlan { id, revision, entry }, actions::save_plan).await {
            Ok(plan) => return Ok(staff.said(&list_of(plan.entry.day), "已修改。")),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let (plan, _) = staff.read(&id, actions::plan).await?;
    let form = form.set("revision", plan.revision);
    staff.page(changing(&staff, &plan, &form).invalid())
}

/// POST /journal/plan/{id}/cancel
pub(super) async fn cancel(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    call_off(staff, id, &input, Some(input.get("reason").trim().to_owned()), "已取消这项安排。如需要，可以恢复。").await
}

/// POST /journal/plan/{id}/resume
pub(super) async fn resume(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    call_off(staff, id, &input, None, "已恢复这项安排。").await
}

async fn call_off(staff: Staff, id: Uuid, input: &Input, reason: Option<String>, said: &str) -> Result<Response, Failure> {
    let ask = CancelPlan { id, revision: input.parsed("revision").unwrap_or(0), reason };
    match staff.write(&ask, actions::cancel_plan).await {
        Ok(plan) => Ok(staff.said(&list_of(week(plan.entry.day).from), said)),
        Err(error @ (JournalError::Refused(_) | JournalError::Invalid { .. })) => {
            Ok(staff.said(&super::href(id), &format!("没有改动：{}", error.chinese())))
        }
        Err(error) => Err(error.into()),
    }
}
