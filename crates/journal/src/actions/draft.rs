//! Drafts: what a person has typed is kept until they record it or throw it away.

use base::{Actor, Tx};
use serde_json::Value;

use crate::{JournalError, store};

/// The draft of this form, if the person left one.
pub async fn draft(tx: &mut Tx, by: &Actor, form: &String) -> Result<Option<Value>, JournalError> {
    match by.account {
        Some(account) => Ok(store::drafts::get(tx, account.0, form).await?),
        None => Ok(None),
    }
}

/// Keeps what was typed so far: the form's name and its fields.
pub async fn keep_draft(tx: &mut Tx, by: &Actor, ask: &(String, Value)) -> Result<(), JournalError> {
    match by.account {
        Some(account) => Ok(store::drafts::keep(tx, account.0, &ask.0, Some(ask.1.clone())).await?),
        None => Ok(()),
    }
}

/// Throws it away.
pub async fn clear_draft(tx: &mut Tx, by: &Actor, form: &String) -> Result<(), JournalError> {
    match by.account {
        Some(account) => Ok(store::drafts::keep(tx, account.0, form, None).await?),
        None => Ok(()),
    }
}
