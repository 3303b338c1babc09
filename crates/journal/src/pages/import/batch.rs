//! GET /import/{id}: the report that was kept, its records, its mapping, and undoing it.

use axum::extract::Path;
use axum::response::Response;
use board::{access, orgs};
use kit::{Failure, Field, Form, Markup, Page, Staff};
use uuid::Uuid;

use super::{TOML, told};
use crate::import::report::Report;
use crate::import::{self, Batch};
use crate::{JournalError, rights};

pub(super) async fn load(staff: &Staff, id: Uuid) -> Result<(Batch, orgs::Org), Failure> {
    Ok(staff.read(&id, with_org).await?)
}

async fn with_org(tx: &mut base::Tx, by: &base::Actor, id: &Uuid) -> Result<(Batch, orgs::Org), JournalError> {
    let batch = import::batch(tx, by, id).await?;
    let org = orgs::get(tx, batch.org).await?;
    Ok((batch, org))
}

/// GET /import/{id}
pub(super) async fn show(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (batch, org) = load(&staff, id).await?;
    let report = Report::kept(&batch.report);
    let who = format!("{} {} · {} · {}", batch.at.chinese(), batch.who, org.name, told::sentence(&report, true));
    let who = match &batch.remapped {
        Some((at, by)) => format!("{who} {by}于 {} 换用了另一份映射方案。", at.chinese()),
        None => who,
    };
    let mut page = Page::new(batch.file.as_str()).sub(&who).back("导入台账", "/import").style("journal.css");
    page = page.act("导出映射方案", &format!("/import/{id}/profile.toml"));
    match batch.undone {
        Some(at) => {
            page = page.body(
                Markup::trusted("<p class=\"warn\">")
                    .and(Markup::text(&format!("这次导入已于 {} 撤销，它的记录都不计入数据。", at.chinese())))
                    .and(Markup::trusted("</p>")),
            )
        }
        None if access::require(&staff.actor, &rights::IMPORT, &org.path).is_ok() => {
            page = page.act("换用映射方案", &format!("/import/{id}/mapping")).act("撤销这次导入", &format!("/import/{id}/undo"))
        }
        None => {}
    }
    let state = if batch.undone.is_some() { "&state=withdrawn" } else { "" };
    page = page.main_act(&format!("查看 {} 条记录", batch.records), &format!("/journal?batch={id}{state}"));
    staff.page(page.body(told::html(&report, false, &format!("/import/{id}/refused.csv"))?))
}

/// GET /import/{id}/refused.csv
pub(super) async fn refused(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (batch, _) = load(&staff, id).await?;
    let name = format!("退回的单元格（{}）.csv", batch.file);
    Ok(kit::download(&name, kit::download::CSV, told::refused_csv(&Report::kept(&batch.report))))
}

/// GET /import/{id}/profile.toml
pub(super) async fn profile(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (batch, _) = load(&staff, id).await?;
    Ok(kit::download(&format!("映射方案（{}）.toml", batch.file), TOML, batch.profile.into_bytes()))
}

fn undo_page(staff: &Staff, batch: &Batch) -> Page {
    let form = Form::new(format!("/import/{}/undo", batch.id)).submit("撤销这次导入").quiet().cancel(&format!("/import/{}", batch.id));
    let form = form.field(Field::tick("sure", &format!("我已知道：{} 条记录会全部撤回，不再计入数据", batch.records)).required());
    let sub = format!("{}，{} {}导入。之后可以改好文件再导入一次。", batch.file, batch.at.chinese(), batch.who);
    Page::new("撤销导入").sub(&sub).back("返回报告", &format!("/import/{}", batch.id)).body(form.render(staff.token()))
}

/// GET /import/{id}/undo
pub(super) async fn undo_form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (batch, org) = load(&staff, id).await?;
    access::require(&staff.actor, &rights::IMPORT, &org.path)?;
    staff.page(undo_page(&staff, &batch))
}

/// POST /import/{id}/undo
pub(super) async fn undo(staff: Staff, Path(id): Path<Uuid>, input: kit::Input) -> Result<Response, Failure> {
    let (batch, _) = load(&staff, id).await?;
    if input.get("sure").is_empty() {
        return staff.page(undo_page(&staff, &batch).invalid());
    }
    let at = format!("/import/{id}");
    match staff.write_long(&id, import::undo).await {
        Ok(gone) => Ok(staff.said(&at, &format!("已撤销，{gone} 条记录不再计入数据。"))),
        Err(error @ JournalError::Refused(_)) => Ok(staff.said(&at, &error.chinese())),
        Err(error) => Err(error.into()),
    }
}
