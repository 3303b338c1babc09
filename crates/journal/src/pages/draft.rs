//! Drafts of the record form: POST /journal/draft keeps what was typed, /journal/draft/discard throws it away.

use axum::response::Response;
use base::{Actor, Tx};
use kit::{Failure, Input, Markup, Staff};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{JournalError, actions};

/// The hidden field that names the form.
pub(super) const FORM: &str = "form";
/// The draft of a new record.
pub(super) const NEW: &str = "new";

/// The name of a draft: `new`, or the record that is being corrected.
fn name(input: &Input) -> String {
    match input.parsed::<Uuid>(FORM) {
        Some(id) => id.to_string(),
        None => NEW.to_owned(),
    }
}

/// POST /journal/draft
pub(super) async fn keep(staff: Staff, input: Input) -> Result<Response, Failure> {
    let typed: Vec<Value> = input.pairs().iter().filter(|(name, _)| name != "to").map(|(n, v)| json!([n, v])).collect();
    staff.write(&(name(&input), input.parsed::<Uuid>(kit::form::RECORD), Value::Array(typed)), keep_unless_made).await?;
    Ok(staff.part(Markup::empty()))
}

/// A draft that arrives after its record was made is late, and nothing to keep.
async fn keep_unless_made(tx: &mut Tx, by: &Actor, ask: &(String, Option<Uuid>, Value)) -> Result<(), JournalError> {
    let (form, record, typed) = ask;
    if let Some(id) = record
        && actions::exists(tx, id).await?
    {
        return Ok(());
    }
    actions::keep_draft(tx, by, &(form.clone(), typed.clone())).await
}

/// POST /journal/draft/discard
pub(super) async fn discard(staff: Staff, input: Input) -> Result<Response, Failure> {
    let form = name(&input);
    staff.write(&form, actions::clear_draft).await?;
    let to = if form == NEW { "/journal/new".to_owned() } else { format!("/journal/{form}/edit") };
    Ok(staff.said(&to, "草稿已删除。"))
}

/// What was typed, as the form sends it.
pub(super) fn typed(draft: &Value) -> Input {
    let pair = |pair: &Value| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned()));
    Input::new(draft.as_array().into_iter().flatten().filter_map(pair))
}
