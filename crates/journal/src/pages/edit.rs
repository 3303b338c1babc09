//! GET and POST /journal/{id}/edit: the same form with what the record says; when somebody else was quicker, both stand side by side.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{Actor, OrgId, Tx};
use kit::form::button;
use kit::{Failure, Form, Input, Markup, Page, Staff};
use serde_json::Value;
use uuid::Uuid;

use super::draft::{self, FORM};
use super::entry::{self, Frame, Offer};
use super::shape::{Shape, TO};
use crate::actions::{self, Correct};
use crate::model::{Content, Record};
use crate::{JournalError, changes};

struct Asked {
    offer: Offer,
    record: Record,
    draft: Option<Value>,
}

async fn ask(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Asked, JournalError> {
    let (record, _) = actions::open_to_change(tx, by, id).await?;
    Ok(Asked { offer: entry::offer(tx, by, &()).await?, record, draft: actions::draft(tx, by, &id.to_string()).await? })
}

/// GET /journal/{id}/edit
pub(super) async fn form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let Asked { offer, record, draft } = staff.read(&id, ask).await?;
    if record.withdrawn.is_some() {
        return Ok(staff.said(&super::href(id), "这条记录已撤回，请先恢复再更正。"));
    }
    let (action, own) = (action(id), Shape::of_record(&record.content));
    let typed = draft.map(|draft| draft::typed(&draft));
    let shape = match (&typed, own.0.first()) {
        (Some(typed), Some(first)) => Shape::of(typed, first),
        _ => own,
    };
    let form = entry::filled(entry::build(&action, &shape, &offer, staff.today()), &shape, &record);
    let (form, notice) = match &typed {
        Some(typed) => (entry::typed(form, &shape, typed), restored(&staff, id)),
        None => (form, Markup::empty()),
    };
    staff.page(page(&staff, id, &form, &shape, &offer, notice)?)
}

fn restored(staff: &Staff, id: Uuid) -> Markup {
    let discard = button(staff.token(), "/journal/draft/discard", "放弃草稿", &[(FORM, &id.to_string())]);
    Markup::trusted("<div class=\"flash restored\" role=\"status\"><span>已恢复上次没有保存的更正。</span>")
        .and(discard)
        .and(Markup::trusted("</div>"))
}

fn action(id: Uuid) -> String {
    format!("/journal/{id}/edit")
}

fn page(staff: &Staff, id: Uuid, form: &Form, shape: &Shape, offer: &Offer, notice: Markup) -> Result<Page, Failure> {
    let (action, back) = (action(id), super::href(id));
    let frame = Frame { notice, action: &action, submit: "保存更正", cancel: &back };
    entry::render(staff, Page::new("更正记录").back("返回记录", &back), form, shape, offer, frame)
}

/// POST /journal/{id}/edit
pub(super) async fn save(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let Asked { offer, record, .. } = staff.read(&id, ask).await?;
    let Some(first) = record.content.lines.first().map(|line| line.metric.0) else { return Err(JournalError::NotFound.into()) };
    let (shape, today) = (Shape::of(&input, first), staff.today());
    let fresh = entry::build(&action(id), &shape, &offer, today);
    if !input.get(TO).is_empty() {
        let form = entry::typed(entry::blank(fresh, &shape, &offer.own(), today), &shape, &input);
        return staff.page(page(&staff, id, &form, &shape, &offer, Markup::empty())?);
    }
    let mut form = fresh.read(&input);
    let revision = input.parsed("revision").unwrap_or(0);
    let Some(content) = entry::content(&mut form, &shape, &offer.orgs, Some(&record.content)) else {
        return staff.page(page(&staff, id, &form, &shape, &offer, Markup::empty())?.invalid());
    };
    let correct = Correct { id, revision, content, reason: form.text("reason").to_owned() };
    match staff.write(&correct, correct_and_forget).await {
        Ok(record) => Ok(staff.said(&super::href(id), &format!("已更正：{}。", entry::said(&record.content)))),
        Err(JournalError::Changed(theirs)) => {
            let notice = beside(&offer, &theirs, &correct.content)?;
            // Saved once more, mine goes over theirs: knowingly.
            let form = form.set("revision", theirs.revision);
            staff.page(page(&staff, id, &form, &shape, &offer, notice)?.status(StatusCode::CONFLICT))
        }
        Err(error) => {
            form.refuse(error.into())?;
            staff.page(page(&staff, id, &form, &shape, &offer, Markup::empty())?.invalid())
        }
    }
}

/// Corrects, and throws the draft away with it.
async fn correct_and_forget(tx: &mut Tx, by: &Actor, ask: &Correct) -> Result<Record, JournalError> {
    let record = actions::correct(tx, by, ask).await?;
    actions::clear_draft(tx, by, &ask.id.to_string()).await?;
    Ok(record)
}

struct Pair {
    label: String,
    theirs: String,
    mine: String,
    differs: bool,
}

#[derive(Template)]
#[template(path = "journal/beside.html")]
struct Beside<'a> {
    who: &'a str,
    when: String,
    withdrawn: bool,
    pairs: Vec<Pair>,
}

/// Theirs and mine, field by field.
fn beside(offer: &Offer, theirs: &Record, mine: &Content) -> Result<Markup, Failure> {
    let name = |id: OrgId| offer.orgs.iter().find(|org| org.id == id).map(|org| org.name.clone()).unwrap_or_else(|| "其他单位".into());
    let (old, new) = (changes::told(&theirs.content, &name), changes::told(mine, &name));
    let of = |list: &[changes::Told], label: &str| list.iter().find(|t| t.label == label).map(|t| t.value.clone()).unwrap_or_default();
    let mut labels: Vec<&str> = new.iter().map(|told| told.label.as_str()).collect();
    labels.extend(old.iter().map(|t| t.label.as_str()).filter(|label| !new.iter().any(|t| t.label == *label)));
    let pair = |label: &str| {
        let (theirs, mine) = (of(&old, label), of(&new, label));
        Pair { label: label.to_owned(), differs: theirs != mine, theirs, mine }
    };
    let pairs = labels.into_iter().map(pair).filter(|pair| !pair.theirs.is_empty() || !pair.mine.is_empty()).collect();
    let (who, at) = &theirs.changed;
    Markup::of(&Beside { who, when: at.chinese(), withdrawn: theirs.withdrawn.is_some(), pairs })
}
