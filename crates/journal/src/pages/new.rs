//! GET and POST /journal/new

use axum::response::Response;
use base::{Actor, Tx};
use kit::form::button;
use kit::{Address, Failure, Form, Input, Markup, Page, Staff};
use ledger::metrics::{self, Metric};
use serde_json::Value;
use uuid::Uuid;

use super::draft::{self, FORM, NEW};
use super::entry::{self, Frame, Offer, PLAN};
use super::shape::{Shape, TO};
use crate::JournalError;
use crate::actions::{self, Recorded};
use crate::model::Record;

const ACTION: &str = "/journal/new";

async fn offer(tx: &mut Tx, by: &Actor, (): &()) -> Result<(Offer, Option<Value>), JournalError> {
    Ok((entry::offer(tx, by, &()).await?, actions::draft(tx, by, &NEW.to_owned()).await?))
}

/// GET /journal/new: like the record in the address, for the kind in it, else as the last draft or the last record was.
pub(super) async fn form(staff: Staff, address: Address) -> Result<Response, Failure> {
    let (offer, kept) = staff.read(&(), offer).await?;
    let Some(usual) = offer.kinds.first().copied() else { return Err(Failure::internal("there are no metrics")) };
    if let Some(id) = address.get("like").and_then(|id| id.parse().ok()) {
        return like(&staff, &offer, id).await;
    }
    if let Some(id) = address.get(PLAN).and_then(|id| id.parse().ok()) {
        return planned(&staff, &offer, usual, id).await;
    }
    let asked = address.get("metric").and_then(metrics::by_code).filter(|m| m.is_posted());
    let kept = kept.filter(|_| asked.is_none()).map(|draft| draft::typed(&draft));
    let shape = match &kept {
        Some(typed) => Shape::of(typed, usual),
        None => Shape(vec![asked.unwrap_or(usual)]),
    };
    let today = staff.today();
    let form = entry::blank(entry::build(ACTION, &shape, &offer, today), &shape, &offer.own(), today);
    let form = form.set(kit::form::RECORD, staff.new_id()).set(FORM, NEW);
    let (form, notice) = match &kept {
        Some(typed) => (entry::typed(form, &shape, typed), restored(&staff)),
        None => (form, Markup::empty()),
    };
    staff.page(page(&staff, &form, &shape, &offer, notice)?)
}

/// What a record holds is not asked again: all but its day stands in the form of the next.
async fn like(staff: &Staff, offer: &Offer, id: Uuid) -> Result<Response, Failure> {
    let (record, _) = staff.read(&id, actions::open).await?;
    let (shape, today) = (Shape::of_record(&record.content), staff.today());
    let form = entry::blank(entry::build(ACTION, &shape, offer, today), &shape, &offer.own(), today);
    let form = entry::filled(form, &shape, &record).set("day", today).set("until", "").set("revision", "").set(FORM, NEW);
    let form = form.set(kit::form::RECORD, staff.new_id());
    let from =
        Markup::text("照").and(Markup::link(&super::href(id), &record.content.title)).and(Markup::text("填好，请改日期和不同的地方。"));
    let notice = Markup::trusted("<p class=\"hint\">").and(from).and(Markup::trusted("</p>"));
    staff.page(page(staff, &form, &shape, offer, notice)?)
}

/// What the plan says stands in the form of the record that carries it out.
async fn planned(staff: &Staff, offer: &Offer, usual: &'static Metric, id: Uuid) -> Result<Response, Failure> {
    let (plan, _) = staff.read(&id, actions::plan).await?;
    if let Some(record) = plan.record {
        return Ok(staff.said(&super::href(record), "这项安排已经登记，这是它的记录。"));
    }
    let (entry, today) = (&plan.entry, staff.today());
    let shape = Shape(vec![entry.kind.map_or(usual, |kind| kind.0)]);
    let form = entry::blank(entry::build(ACTION, &shape, offer, today), &shape, &offer.own(), today);
    let form = form
        .set("title", &entry.title)
        .set("day", entry.day.min(today))
        .set("org", entry.org)
        .set("place", &entry.place)
        .set("people", entry.people.join("\n"))
        .set("remarks", &entry.remarks)
        .set(PLAN, id)
        .set(FORM, NEW)
        .set(kit::form::RECORD, staff.new_id());
    let notice = Markup::trusted("<p class=\"hint\">").and(Markup::text("照安排填好，请核对类别和数量。")).and(Markup::trusted("</p>"));
    staff.page(page(staff, &form, &shape, offer, notice)?)
}

fn restored(staff: &Staff) -> Markup {
    let discard = button(staff.token(), "/journal/draft/discard", "删除草稿，重新填写", &[(FORM, NEW)]);
    Markup::trusted("<div class=\"flash restored\" role=\"status\"><span>已恢复上次没有提交的草稿。</span>")
        .and(discard)
        .and(Markup::trusted("</div>"))
}

fn page(staff: &Staff, form: &Form, shape: &Shape, offer: &Offer, notice: Markup) -> Result<Page, Failure> {
    let frame = Frame { notice, action: ACTION, submit: "登记", cancel: "/journal" };
    entry::render(staff, Page::new("登记工作").back("工作台账", "/journal"), form, shape, offer, frame)
}

/// POST /journal/new
pub(super) async fn create(staff: Staff, input: Input) -> Result<Response, Failure> {
    let (offer, _) = staff.read(&(), offer).await?;
    let Some(usual) = offer.kinds.first().copied() else { return Err(Failure::internal("there are no metrics")) };
    let (shape, today) = (Shape::of(&input, usual), staff.today());
    let fresh = entry::build(ACTION, &shape, &offer, today);
    if !input.get(TO).is_empty() {
        let form = entry::typed(entry::blank(fresh, &shape, &offer.own(), today), &shape, &input);
        return staff.page(page(&staff, &form, &shape, &offer, Markup::empty())?);
    }
    let mut form = fresh.read(&input);
    let id = entry::record_id(&form).unwrap_or_else(|| staff.new_id());
    if let Some(content) = entry::content(&mut form, &shape, &offer.orgs, None) {
        let plan = form.parsed(PLAN);
        match staff.write(&(Recorded { id, content }, plan), record_and_forget).await {
            Ok(record) => {
                let message = format!("已登记：{}。可以登记下一条。", entry::said(&record.content));
                return Ok(staff.said(&super::href(record.id), &message));
            }
            Err(error) => form.refuse(error.into())?,
        }
    }
    let form = form.set(kit::form::RECORD, id).set(FORM, NEW);
    staff.page(page(&staff, &form, &shape, &offer, Markup::empty())?.invalid())
}

/// Records, carries the plan out, and throws the draft away with it.
async fn record_and_forget(tx: &mut Tx, by: &Actor, (ask, plan): &(Recorded, Option<Uuid>)) -> Result<Record, JournalError> {
    let record = actions::record(tx, by, ask).await?;
    if let Some(plan) = plan {
        actions::carry_out(tx, by, *plan, record.id).await?;
    }
    actions::clear_draft(tx, by, &NEW.to_owned()).await?;
    Ok(record)
}
