//! A workbook between its upload and the import. It is kept sealed by the vault, one per account, and deleted when it
//! is imported or given up, or after an hour (README: what is kept of a workbook).

use std::collections::BTreeMap;

use base::secret::Key;
use base::vault::Place;
use base::{AccountId, Actor, Tx};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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

fn place(upload: Uuid) -> Place {
    Place { table: "upload", row: upload, column: "sealed" }
}

/// Seals a workbook for its upload, by the vault: changed by a byte or put under another upload it does not open.
///
/// # Errors
/// A vault that refuses.
pub fn seal(key: &Key, id: Uuid, bytes: &[u8]) -> Result<Vec<u8>, JournalError> {
    let failed = |_| JournalError::refused("文件没有保存：密钥文件不可用，请联系管理员。", "the vault cannot seal the workbook");
    key.vault().seal(&place(id), &STANDARD.encode(bytes)).map_err(failed)
}

/// Opens what was sealed; `None` when it is not what was sent.
pub fn unseal(key: &Key, upload: &Upload) -> Option<Vec<u8>> {
    let text = key.vault().open(&place(upload.id), &upload.sealed).ok()?;
    let bytes = STANDARD.decode(text.as_str()).ok()?;
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_waiting_workbook_opens_for_its_upload_and_key_and_only_unchanged() {
        let (key, id, bytes) = (Key::random(), Uuid::from_u128(1), b"PK\x03\x04 a workbook \xff".to_vec());
        let sealed = seal(&key, id, &bytes).unwrap();
        assert_ne!(sealed, seal(&key, id, &bytes).unwrap(), "a nonce of its own each time");
        let upload = |id: u128, sealed: &[u8]| Upload {
            id: Uuid::from_u128(id),
            batch: None,
            file: "x.xlsx".into(),
            digest: sheet::digest(&bytes),
            sealed: sealed.to_vec(),
            choices: Choices::default(),
            at: Instant::from_micros(0),
        };
        assert_eq!(unseal(&key, &upload(1, &sealed)), Some(bytes.clone()));
        assert_eq!(unseal(&key, &upload(2, &sealed)), None, "under another upload");
        assert_eq!(unseal(&Key::random(), &upload(1, &sealed)), None, "with another key");
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            assert_eq!(unseal(&key, &upload(1, &changed)), None, "byte {i}");
        }
    }
}
