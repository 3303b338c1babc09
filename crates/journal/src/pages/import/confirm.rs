//! POST /import/preview/confirm and /cancel.

use axum::response::Response;
use kit::{Failure, Input, Staff};

use super::load::{self, NOTHING};
use super::{preview, told};
use crate::JournalError;
use crate::import::report::Report;
use crate::import::{self};

/// POST /import/preview/confirm
pub(super) async fn confirm(staff: Staff, input: Input) -> Result<Response, Failure> {
    let ticked = !input.get("internal_ok").is_empty();
    let Some(loaded) = load::load(&staff, ticked).await? else { return Ok(staff.said("/import", NOTHING)) };
    if loaded.internal.is_some() && !ticked {
        let page = preview::page(&staff, loaded, Some("请先核对文件上的标志，并勾选确认，再导入。")).await?;
        return staff.page(page.invalid());
    }
    let (remap, today) = (loaded.upload.batch.is_some(), staff.today());
    let key = staff.app.key.clone();
    let ask = tokio::task::spawn_blocking(move || loaded.ask(&key, today, false)).await.map_err(Failure::cause)??;
    match staff.write_long(&ask, import::confirm).await {
        Ok(outcome) => {
            let message = told::sentence(&Report::of(&outcome), true);
            let kept = if remap { "" } else { "文件已删除，只保留每行的内容和这份报告。" };
            Ok(staff.said(&format!("/import/{}", ask.id), &format!("{message}{kept}")))
        }
        Err(JournalError::ImportedBefore(_)) => Ok(staff.said("/import/preview", "这个文件刚刚导入过。如确需再次导入，请勾选“再次导入”。")),
        // The import was undone meanwhile.
        Err(error @ JournalError::Refused(_)) if remap => Ok(staff.said(&format!("/import/{}", ask.id), &error.chinese())),
        Err(error) => Err(error.into()),
    }
}

/// POST /import/preview/cancel
pub(super) async fn cancel(staff: Staff) -> Result<Response, Failure> {
    staff.write(&(), import::discard).await?;
    Ok(staff.said("/import", "已放弃，没有登记或更改任何记录；上传的文件已删除。"))
}
