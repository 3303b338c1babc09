//! From an account's upload to what an import of it would do.

use base::secret::Key;
use base::{Actor, OrgId, Tx};
use board::orgs::Org;
use board::{OrgFilter, access, orgs};
use kit::{Failure, Staff};
use norms::Day;
use norms::classified::Mark;
use sheet::{Limits, Profile, Recognition, Warning, Workbook};

use crate::import::{self, Corrections, Import, Outcome, Upload};
use crate::{JournalError, rights};

/// An upload opened and recognised.
pub(super) struct Loaded {
    /// The upload with what was set by hand.
    pub(super) upload: Upload,
    /// Its cells.
    pub(super) book: Workbook,
    /// What was recognised.
    pub(super) recognition: Recognition,
    /// Orgs for which the person may import.
    pub(super) orgs: Vec<Org>,
    /// A mark 内部资料 and where it stands.
    pub(super) internal: Option<String>,
}

/// Where the person stands without an upload.
pub(super) const NOTHING: &str = "没有待导入的文件，可能已超过一小时。请重新上传。";

/// Orgs for which the person may import.
pub(super) async fn orgs_to_import(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<Org>, JournalError> {
    let filter = OrgFilter { limit: Some(2_000), ..OrgFilter::default() };
    Ok(orgs::list(tx, &access::scope(by, &rights::IMPORT), &filter).await?)
}

/// The account's upload, read and recognised; `None` when there is none. `internal_ok`: an officer has confirmed the mark 内部资料.
pub(super) async fn load(staff: &Staff, internal_ok: bool) -> Result<Option<Loaded>, Failure> {
    let Some(mut upload) = staff.read(&(), import::upload).await? else { return Ok(None) };
    upload.choices.internal_ok = internal_ok;
    let orgs = staff.read(&(), orgs_to_import).await?;
    let (key, limits, today) = (staff.app.key.clone(), limits(staff), staff.today());
    let opened = tokio::task::spawn_blocking(move || open(&key, upload, &limits, today)).await.map_err(Failure::cause)?;
    let (upload, book, recognition, internal) = opened?;
    Ok(Some(Loaded { upload, book, recognition, orgs, internal }))
}

/// The reading limits of this installation.
pub(super) fn limits(staff: &Staff) -> Limits {
    let ours = &staff.app.limits;
    Limits {
        upload: ours.upload_bytes,
        unpacked: ours.unpacked_bytes,
        entries: ours.unpacked_entries,
        depth: ours.xml_depth,
        ..Limits::default()
    }
}

type Opened = (Upload, Workbook, Recognition, Option<String>);

fn open(key: &Key, upload: Upload, limits: &Limits, today: Day) -> Result<Opened, JournalError> {
    let lost = || JournalError::refused("上传的文件无法还原，请重新上传。", "the kept upload cannot be opened; upload it again");
    let bytes = import::unseal(key, &upload).ok_or_else(lost)?;
    let book = match upload.batch {
        Some(_) => sheet::kept(&bytes).map_err(|_| lost())?,
        None => sheet::read(&bytes, &upload.file, limits)?,
    };
    let profile = Profile::from_toml(&upload.choices.profile).map_err(|e| JournalError::refused(e.chinese(), e.to_string()))?;
    let mut recognition = sheet::recognise(&book, Some(&profile), &import::context(&upload.file, today));
    // What was kept of an import was looked at when it was made.
    let internal = if upload.batch.is_some() { None } else { marked(&book)? };
    if let Some(mark) = &internal
        && upload.choices.internal_ok
    {
        let (text, chinese) =
            (format!("the workbook is marked {mark}; an officer confirmed it"), format!("文件标有{mark}，导入人已确认可以存入本系统。"));
        recognition.warnings.push(Warning { sheet: String::new(), cell: None, text, chinese });
    }
    Ok((upload, book, recognition, internal))
}

/// Refuses what is classified; tells of what is for internal use (`“内部资料”（工作表 一 A1）`).
///
/// # Errors
/// A sentence that names the mark and its place; nothing is kept.
pub(super) fn marked(book: &Workbook) -> Result<Option<String>, JournalError> {
    let mut internal = None;
    for marked in sheet::marks(book) {
        let place = [marked.sheet.as_deref(), marked.cell.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let place = if place.is_empty() { "文件名或页眉".to_owned() } else { place };
        match marked.mark {
            Mark::Classified(text) => {
                return Err(JournalError::refused(
                    format!("文件标有密级“{text}”（{place}）。本系统为非涉密系统，不得导入，文件没有保存。"),
                    format!("the workbook is marked {text} at {place}: this system is not for classified matter"),
                ));
            }
            Mark::Internal(text) => {
                internal.get_or_insert(format!("“{text}”（{place}）"));
            }
        }
    }
    Ok(internal)
}

impl Loaded {
    /// The org of rows that name none.
    pub(super) fn org(&self) -> Option<OrgId> {
        let chosen = self.upload.choices.org.map(OrgId).filter(|id| self.orgs.iter().any(|org| org.id == *id));
        chosen.or_else(|| self.orgs.iter().min_by_key(|org| org.level()).map(|org| org.id))
    }

    /// What to ask of the import.
    pub(super) fn ask(self, key: &Key, today: Day, rehearse: bool) -> Result<Import, JournalError> {
        let org = self.org().ok_or_else(|| JournalError::refused("您没有可以导入的单位。", "there is no org for which you may import"))?;
        let choices = self.upload.choices;
        let cells = if rehearse || self.upload.batch.is_some() { Vec::new() } else { import::cells_to_keep(&self.book, key, today)? };
        Ok(Import {
            id: self.upload.batch.unwrap_or(self.upload.id),
            file: self.upload.file,
            digest: self.upload.digest,
            recognition: self.recognition,
            org,
            make_missing: Some(choices.make_missing),
            again: choices.again,
            correct: Corrections::No,
            strict: false,
            rehearse,
            cells,
            remap: self.upload.batch.is_some(),
            key: key.clone(),
        })
    }
}

/// What the import would do. The act runs to its end and is taken back.
pub(super) async fn rehearse(staff: &Staff, ask: &Import) -> Result<Outcome, JournalError> {
    match staff.write_long(ask, import::import).await {
        Err(JournalError::Rehearsed(outcome)) => Ok(*outcome),
        Ok(outcome) => Ok(outcome),
        Err(error) => Err(error),
    }
}
