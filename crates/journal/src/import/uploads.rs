//! A workbook between its upload and the import. It is kept sealed under the installation's key, one per account, and deleted when it
//! is imported or given up, or after an hour (README: what is kept of a workbook).

use std::collections::BTreeMap;

use base::secret::Key;
use base::{AccountId, Actor, Tx};
use norms::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ChangedRow, Import, Outcome, import};
use crate::{JournalError, store};

/// A workbook that waits for its officer.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id, and that of the batch that it will be.
    pub id: Uuid,
    /// The import whose kept cells these are, for another mapping; `None`: it is a workbook, to become an import.
    pub batch: Option<Uuid>,
    /// File name, as sent.
    pub file: String,
    /// SM3 of what is sealed, hex.
    pub digest: String,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
    /// What was set by hand.
    pub choices: Choices,
    /// When it came.
    pub at: Instant,
}

/// What the officer set by hand in the preview.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// The org of rows that name none.
    pub org: Option<Uuid>,
    /// The mapping, as a profile in TOML; empty: as recognised.
    pub profile: String,
    /// The office's profile with which it began.
    pub saved: Option<Uuid>,
    /// Make orgs and people that are lacking.
    pub make_missing: bool,
    /// Import a workbook that was imported before.
    pub again: bool,
    /// 全选 or 全不选, for changed rows without a word of their own.
    pub all: Option<bool>,
    /// Changed rows ticked or not, by [`ChangedRow::token`].
    pub picks: BTreeMap<String, bool>,
    /// An officer has confirmed that a workbook marked 内部资料 may be kept here: said with the confirmation, never before.
    #[serde(skip)]
    pub internal_ok: bool,
}

impl Choices {
    /// Whether a changed row is to be applied. What a person corrected since is left alone unless somebody says so.
    pub fn takes(&self, row: &ChangedRow) -> bool {
        self.picks.get(&row.token()).copied().or(self.all).unwrap_or(!row.by_hand)
    }
}

/// Seals bytes for one upload, or opens them: the stream HMAC-SM3(key, id and counter) laid over them. The id is never used twice.
pub fn seal(key: &Key, id: Uuid, mut bytes: Vec<u8>) -> Vec<u8> {
    for (counter, block) in bytes.chunks_mut(32).enumerate() {
        let stream = key.digest("journal.upload", &format!("{id}/{counter}"));
        block.iter_mut().zip(stream).for_each(|(byte, mask)| *byte ^= mask);
    }
    bytes
}

/// Opens what was sealed; `None` when it is not what was sent.
pub fn unseal(key: &Key, upload: &Upload) -> Option<Vec<u8>> {
    let bytes = seal(key, upload.id, upload.sealed.clone());
    (sheet::digest(&bytes) == upload.digest).then_some(bytes)
}

fn account(by: &Actor) -> Result<AccountId, JournalError> {
    by.account.ok_or_else(|| JournalError::refused("请登录后再上传。", "an upload belongs to an account; use the import command"))
}

/// Keeps an upload in the place of the account's last one, and notes that its profile was used.
pub async fn keep_upload(tx: &mut Tx, by: &Actor, upload: &Upload) -> Result<(), JournalError> {
    if let Some(profile) = upload.choices.saved {
        store::profiles::used(tx, profile, &by.name).await?;
    }
    Ok(store::uploads::keep(tx, account(by)?.0, upload).await?)
}

/// The account's upload.
pub async fn upload(tx: &mut Tx, by: &Actor, (): &()) -> Result<Option<Upload>, JournalError> {
    Ok(store::uploads::get(tx, account(by)?.0).await?)
}

/// Keeps what was set by hand.
pub async fn choose(tx: &mut Tx, by: &Actor, ask: &(Uuid, Choices)) -> Result<(), JournalError> {
    match store::uploads::choose(tx, account(by)?.0, ask.0, &ask.1).await? {
        0 => Err(JournalError::NotFound),
        _ => Ok(()),
    }
}

/// Deletes the account's upload.
pub async fn discard(tx: &mut Tx, by: &Actor, (): &()) -> Result<(), JournalError> {
    Ok(store::uploads::clear(tx, account(by)?.0).await?)
}

/// Imports, and deletes the upload in the same transaction.
pub async fn confirm(tx: &mut Tx, by: &Actor, ask: &Import) -> Result<Outcome, JournalError> {
    let outcome = import(tx, by, ask).await?;
    store::uploads::clear(tx, account(by)?.0).await?;
    Ok(outcome)
}
