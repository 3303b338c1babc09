//! POST /import/preview/confirm and /cancel.

use axum::response::Response;
use kit::{Failure, Input, Staff};
use uuid::Uuid;

use super::changes::{self, Pressed, Sent};
use super::load::{self, NOTHING};
use super::{preview, told};
use crate::JournalError;
use crate::import::report::Report;
use crate::import::{self, Corrections};

/// POST /import/preview/confirm: imports, or keeps what is ticked and shows another part of the table.
pub(super) async fn confirm(staff: Staff, input: Input) -> Result<Response, Failure> {
    let (sent, ticked) = (Sent::of(&input), !input.get("internal_ok").is_empty());
    let Some(upload) = staff.read(&(), import::upload).await? else { return gone(&staff, sent.id).await };
    if sent.id.is_some_and(|id| id != upload.id) {
        let message = format!("待导入的文件已换成“{}”，刚才的确认没有执行。请核对后再确认。", upload.file);
        return Ok(staff.said("/import/preview", &message));
    }
    let mut choices = upload.choices;
    sent.keep(&mut choices);
    staff.write(&(upload.id, choices), import::choose).await?;
    if sent.pressed != Pressed::Go {
        return Ok(staff.go(&format!("/import/preview?{}={}#changes", changes::PAGE, sent.next())));
    }
    let Some(loaded) = load::load(&staff, ticked).await? else { return gone(&staff, sent.id).await };
    if loaded.internal.is_some() && !ticked {
        let page = preview::page(&staff, loaded, Some("请先核对文件上的标志，并勾选确认，再导入。")).await?;
        return staff.page(page.invalid());
    }
    let (remap, today) = (loaded.upload.batch.is_some(), staff.today());
    let key = staff.app.key.clone();
    let mut ask = tokio::task::spawn_blocking(move || loaded.ask(&key, today, false)).await.map_err(Failure::cause)??;
    ask.correct = Corrections::Chosen(sent.ticked());
    match staff.write_long(&ask, import::confirm).await {
        Ok(outcome) => {
            let message = told::sentence(&Report::of(&outcome), true);
            let kept = if remap { "" } else { "文件已删除，只保留每行的内容和这份报告。" };
            Ok(staff.said(&format!("/import/{}", ask.id), &format!("{message}{kept}")))
        }
        Err(JournalError::ImportedBefore(_)) => Ok(staff.said("/import/preview", "这个文件刚刚导入过。如确需再次导入，请勾选“再次导入”。")),
        Err(error @ JournalError::Outdated(_)) => Ok(staff.said("/import/preview", &error.chinese())),
        // The import was undone meanwhile.
        Err(error @ JournalError::Refused(_)) if remap => Ok(staff.said(&format!("/import/{}", ask.id), &error.chinese())),
        Err(error) => Err(error.into()),
    }
}

/// Nothing waits any more: perhaps because this very form was sent before and only its answer was lost.
async fn gone(staff: &Staff, id: Option<Uuid>) -> Result<Response, Failure> {
    match id {
        Some(id) if staff.read(&id, import::batch).await.is_ok() => {
            Ok(staff.said(&format!("/import/{id}"), "这个文件已经导入，没有重复登记。"))
        }
        _ => Ok(staff.said("/import", NOTHING)),
    }
}

/// POST /import/preview/cancel
pub(super) async fn cancel(staff: Staff) -> Result<Response, Failure> {
    staff.write(&(), import::discard).await?;
    Ok(staff.said("/import", "已放弃，没有登记或更改任何记录；上传的文件已删除。"))
}
