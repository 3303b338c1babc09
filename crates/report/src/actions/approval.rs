//! 发文审批单, and the scans of it that were signed by hand.

use base::{Actor, Tx, secret};
use uuid::Uuid;

use crate::actions::{countersign, open_kept, person};
use crate::approval::{ApprovalSheet, Scan, ScanKind};
use crate::model::{State, Step};
use crate::store::scan as rows;
use crate::{ReportError, rights, store};

/// The approval sheet of a report as it stands.
///
/// # Errors
/// [`ReportError::NotFound`].
pub async fn approval_sheet(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<ApprovalSheet, ReportError> {
    let (report, org) = open_kept(tx, by, *id, &rights::READ).await?;
    let history = store::history(tx, report.id).await?;
    // What was done before a return was done to another text.
    let since = history.iter().rposition(|line| line.step == Step::Return).map_or(0, |at| at + 1);
    let taken: Vec<_> = history.into_iter().skip(since).map(|line| (line.step, line.by, line.at)).collect();
    let countersigns = countersign::all(tx, &report, &org).await?;
    Ok(ApprovalSheet::of(&report, &org.name, &taken, &countersigns))
}

/// Asks that a scan be kept with a report.
#[derive(Clone, Debug)]
pub struct AttachScan {
    /// Which report.
    pub id: Uuid,
    /// The file's name on the sender's machine.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// At most so many bytes.
    pub limit: u64,
}

/// Keeps the scan of a signed sheet; it takes the place of the one before, which is kept. The same file again changes nothing.
///
/// # Errors
/// [`ReportError::Invalid`] for what is no PDF, JPEG or PNG, or too large; [`ReportError::NotNow`] for a draft.
pub async fn attach_scan(tx: &mut Tx, by: &Actor, ask: &AttachScan) -> Result<Scan, ReportError> {
    let (report, _) = open_kept(tx, by, ask.id, &rights::ATTACH).await?;
    if matches!(report.state, State::Draft) {
        return Err(ReportError::NotNow(Step::Scan));
    }
    if ask.bytes.len() as u64 > ask.limit {
        let most = ask.limit / (1024 * 1024);
        let chinese = format!("扫描件最大{most}MB。请用较低的分辨率（如200dpi）重新扫描，或存成 JPEG。");
        return Err(ReportError::invalid("file", chinese, format!("the scan has more than {} bytes", ask.limit)));
    }
    let kind = ScanKind::of(&ask.bytes).ok_or_else(|| {
        let chinese = "这不是 PDF、JPEG 或 PNG 文件。请上传扫描仪或手机存出的原文件。";
        ReportError::invalid("file", chinese, "the scan is no PDF, JPEG or PNG file")
    })?;
    let digest = secret::hex(&secret::sm3(&ask.bytes));
    let newest = rows::all(tx, report.id).await?.into_iter().next();
    let number = newest.as_ref().map_or(0, |scan| scan.number) + 1;
    if let Some(same) = newest.filter(|scan| scan.digest == digest) {
        return Ok(same);
    }
    let name: String = paper::text::clean(ask.name.trim()).chars().take(120).collect();
    let size = i64::try_from(ask.bytes.len()).unwrap_or(i64::MAX);
    let scan = Scan { number, kind, name, size, digest, by: by.name.clone(), at: tx.now() };
    rows::insert(tx, report.id, &scan, &person(by), ask.bytes.clone()).await?;
    store::add_step(tx, report.id, Step::Scan, &person(by), tx.now(), &format!("第{number}份，{}", scan.name)).await?;
    Ok(scan)
}

/// The scans of a report, the one that holds first.
pub async fn scans(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Vec<Scan>, ReportError> {
    let (report, _) = open_kept(tx, by, *id, &rights::READ).await?;
    Ok(rows::all(tx, report.id).await?)
}

/// A scan with its bytes.
///
/// # Errors
/// [`ReportError::NoScan`].
pub async fn scan(tx: &mut Tx, by: &Actor, (id, number): &(Uuid, i64)) -> Result<(Scan, Vec<u8>), ReportError> {
    let scan = scans(tx, by, id).await?.into_iter().find(|scan| scan.number == *number).ok_or(ReportError::NoScan)?;
    let content = rows::content(tx, *id, *number).await?.ok_or(ReportError::NoScan)?;
    Ok((scan, content))
}
