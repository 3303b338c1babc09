//! 发文审批单, and the scans of it that were signed by hand.

use base::{Actor, Tx};
use uuid::Uuid;

use crate::actions::attached::{self, Place, Sent};
use crate::actions::{countersign, open_kept, person};
use crate::approval::ApprovalSheet;
use crate::attached::{Attached, SCANNED};
use crate::model::{State, Step};
use crate::store::attached as rows;
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
    /// The file.
    pub file: Sent,
}

/// Keeps the scan of a signed sheet; it takes the place of the one before, which is kept. The same file again changes nothing.
///
/// # Errors
/// [`ReportError::Invalid`] for what is no PDF, JPEG or PNG, or too large; [`ReportError::NotNow`] for a draft.
pub async fn attach_scan(tx: &mut Tx, by: &Actor, ask: &AttachScan) -> Result<Attached, ReportError> {
    let (report, _) = open_kept(tx, by, ask.id, &rights::ATTACH).await?;
    if matches!(report.state, State::Draft) {
        return Err(ReportError::NotNow(Step::Scan));
    }
    let refused = "这不是 PDF、JPEG 或 PNG 文件。请上传扫描仪或手机存出的原文件。";
    let place = Place { report: report.id, about: rows::SHEET, kinds: SCANNED, name: "扫描件", refused };
    let (scan, fresh) = attached::keep(tx, by, &place, &ask.file).await?;
    if fresh {
        let line = format!("第{}份，{}", scan.number, scan.name);
        store::add_step(tx, report.id, Step::Scan, &person(by), tx.now(), &line).await?;
    }
    Ok(scan)
}

/// The scans of a report, the one that holds first.
pub async fn scans(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Vec<Attached>, ReportError> {
    let (report, _) = open_kept(tx, by, *id, &rights::READ).await?;
    Ok(rows::about(tx, report.id, rows::SHEET).await?)
}

/// A scan with its bytes.
///
/// # Errors
/// [`ReportError::NoScan`].
pub async fn scan(tx: &mut Tx, by: &Actor, (id, number): &(Uuid, i64)) -> Result<(Attached, Vec<u8>), ReportError> {
    let scan = scans(tx, by, id).await?.into_iter().find(|scan| scan.number == *number).ok_or(ReportError::NoScan)?;
    let content = rows::content(tx, *id, rows::SHEET, *number).await?.ok_or(ReportError::NoScan)?;
    Ok((scan, content))
}
