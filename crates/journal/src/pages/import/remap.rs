//! GET and POST /import/{id}/mapping: another mapping for an earlier import. What is kept of its workbook goes the way of an upload:
//! preview, changed by hand, confirmed.

use axum::extract::Path;
use axum::response::Response;
use base::{Actor, Tx};
use board::access;
use kit::{Failure, Form, Page, Staff, Upload};
use uuid::Uuid;

use super::batch;
use super::chosen::{self, Names};
use crate::import::{self, Batch, Choices};
use crate::{JournalError, rights};

/// Why nothing can be read anew.
const NOTHING: &str = "这次导入没有保留单元格（已撤销，或由旧版本导入）。请撤销后，连同映射方案重新上传文件。";

fn build(id: Uuid, names: &Names) -> Form {
    let form = Form::new(format!("/import/{id}/mapping")).submit("重新识别并核对").cancel(&format!("/import/{id}"));
    let help = "别的单位分享的，或导出后改过的方案。不选时沿用这次导入的方案，在下一页逐表调整。";
    chosen::fields(form, "映射方案", help, names)
}

fn page(staff: &Staff, of: &Batch, form: &Form) -> Page {
    Page::new("换用映射方案")
        .sub(&format!("{}：按新的方案重新识别每一行，先核对再更改。导入后由人工更正过的记录保持原样。", of.file))
        .back("返回报告", &format!("/import/{}", of.id))
        .body(form.render(staff.token()))
}

/// GET /import/{id}/mapping
pub(super) async fn form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (of, org) = batch::load(&staff, id).await?;
    access::require(&staff.actor, &rights::IMPORT, &org.path)?;
    if staff.read(&id, import::kept_cells).await?.is_none() {
        return Ok(staff.said(&format!("/import/{id}"), NOTHING));
    }
    let names = staff.read(&(), import::profile_names).await?;
    staff.page(page(&staff, &of, &build(id, &names)))
}

async fn of_import(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Option<(Batch, Vec<u8>)>, JournalError> {
    let cells = import::kept_cells(tx, by, id).await?;
    let batch = import::batch(tx, by, id).await?;
    Ok(cells.map(|cells| (batch, cells)))
}

/// POST /import/{id}/mapping
pub(super) async fn open(staff: Staff, Path(id): Path<Uuid>, mut sent: Upload) -> Result<Response, Failure> {
    let Some((of, cells)) = staff.read(&id, of_import).await? else { return Ok(staff.said(&format!("/import/{id}"), NOTHING)) };
    let names = staff.read(&(), import::profile_names).await?;
    let mut form = build(id, &names).read(&sent.input);
    let chosen = chosen::chosen(&staff, &mut form, &mut sent).await?;
    if !form.valid() {
        return staff.page(page(&staff, &of, &form).invalid());
    }
    let saved = chosen.as_ref().and_then(|chosen| chosen.saved);
    let profile = chosen.map_or_else(|| of.profile.clone(), |chosen| chosen.toml);
    let (upload, key) = (staff.new_id(), staff.app.key.clone());
    let digest = sheet::digest(&cells);
    let sealed = tokio::task::spawn_blocking(move || import::seal(&key, upload, &cells)).await.map_err(Failure::cause)??;
    let choices = Choices { org: Some(of.org.0), profile, saved, ..Choices::default() };
    let at = staff.app.db.clock().now();
    let kept = import::Upload { id: upload, batch: Some(id), file: of.file, digest, sealed, choices, at };
    staff.write_long(&kept, import::keep_upload).await?;
    Ok(staff.go("/import/preview"))
}
