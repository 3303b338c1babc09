//! How a file comes to be kept with a report: one way for scans and for what figures rest on.

use base::{Actor, Tx, secret};
use uuid::Uuid;

use crate::ReportError;
use crate::actions::person;
use crate::attached::{Attached, FileKind};
use crate::store::attached as rows;

/// A file as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its name on the sender's machine.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// At most so many bytes.
    pub limit: u64,
}

/// What is kept in a place, and how that is said.
pub(super) struct Place<'a> {
    /// The report.
    pub(super) report: Uuid,
    /// What the files there are about.
    pub(super) about: &'a str,
    /// The kinds that are kept there.
    pub(super) kinds: &'a [FileKind],
    /// What they are called: 扫描件.
    pub(super) name: &'a str,
    /// The sentence for one of another kind.
    pub(super) refused: &'a str,
}

/// Keeps a file; whether it came anew. The same file again, as the newest there, changes nothing.
pub(super) async fn keep(tx: &mut Tx, by: &Actor, place: &Place<'_>, sent: &Sent) -> Result<(Attached, bool), ReportError> {
    if sent.bytes.len() as u64 > sent.limit {
        let chinese = format!("{}最大{}MB。扫描的请用较低的分辨率（如200dpi），或存成 JPEG。", place.name, sent.limit / (1024 * 1024));
        return Err(ReportError::invalid("file", chinese, format!("the file has more than {} bytes", sent.limit)));
    }
    let kind = FileKind::of(&sent.bytes).filter(|kind| place.kinds.contains(kind));
    let kind = kind.ok_or_else(|| {
        let kinds: Vec<&str> = place.kinds.iter().map(|kind| kind.code()).collect();
        ReportError::invalid("file", place.refused, format!("the content of the file is none of {}", kinds.join(", ")))
    })?;
    let digest = secret::hex(&secret::sm3(&sent.bytes));
    let newest = rows::about(tx, place.report, place.about).await?.into_iter().next();
    let number = newest.as_ref().map_or(0, |file| file.number) + 1;
    if let Some(same) = newest.filter(|file| file.digest == digest && !file.withdrawn) {
        return Ok((same, false));
    }
    let name: String = paper::text::clean(sent.name.trim()).chars().take(120).collect();
    let size = i64::try_from(sent.bytes.len()).unwrap_or(i64::MAX);
    let file = Attached { number, kind, name, size, digest, by: by.name.clone(), at: tx.now(), withdrawn: false };
    rows::insert(tx, place.report, place.about, &file, &person(by), sent.bytes.clone()).await?;
    Ok((file, true))
}
