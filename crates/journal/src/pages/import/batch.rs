//! GET /import/{id}: the report that was kept, its records, its mapping, and undoing it.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::Response;
use board::{access, orgs};
use kit::markup::escape;
use kit::{Address, Failure, Field, Form, Input, Markup, Page, Staff};
use uuid::Uuid;

use super::changes::{self, Changes, Pressed, Sent, State};
use super::{chosen, told};
use crate::import::report::Report;
use crate::import::{self, Batch, ChangedRow, TakeRows, Undone};
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
pub(super) async fn show(staff: Staff, Path(id): Path<Uuid>, address: Address) -> Result<Response, Failure> {
    let at = address.get(changes::PAGE).and_then(|page| page.parse().ok()).unwrap_or(1);
    let page = page(&staff, id, &BTreeSet::new(), at).await?;
    staff.page(kit::evidence::on(page, &staff, &crate::records::IMPORTS, id).await?)
}

/// POST /import/{id}/changes: corrects by the ticked rows, or shows another part of the table with what is ticked.
pub(super) async fn take(staff: Staff, Path(id): Path<Uuid>, input: Input) -> Result<Response, Failure> {
    let (_, org) = load(&staff, id).await?;
    access::require(&staff.actor, &rights::IMPORT, &org.path)?;
    let (sent, at) = (Sent::of(&input), format!("/import/{id}"));
    let ticked = match sent.pressed {
        Pressed::Go if sent.ticked().is_empty() => return Ok(staff.said(&at, "没有勾选任何一行，什么也没有更改。")),
        Pressed::Go => {
            return match staff.write_long(&TakeRows { batch: id, chosen: sent.ticked() }, import::take_rows).await {
                Ok(0) => Ok(staff.said(&at, "勾选的行已经更正过，没有重复更正。")),
                Ok(n) => Ok(staff.said(&at, &format!("已按台账更正 {n} 条记录。"))),
                Err(error @ (JournalError::Outdated(_) | JournalError::Refused(_))) => Ok(staff.said(&at, &error.chinese())),
                Err(error) => Err(error.into()),
            };
        }
        Pressed::All(false) => BTreeSet::new(),
        Pressed::All(true) => {
            let rows = staff.read(&id, import::changed_rows).await?;
            rows.iter().filter(|(row, open)| *open && row.applied.is_none()).map(|(row, _)| row.token()).collect()
        }
        Pressed::Page(_) => sent.ticked(),
    };
    let page = page(&staff, id, &ticked, sent.next()).await?;
    staff.page(page)
}

/// The rows that it found changed, each with whether it can still be taken.
async fn changes(staff: &Staff, id: Uuid, form: bool, ticked: &BTreeSet<String>, page: usize) -> Result<Markup, Failure> {
    let rows = staff.read(&id, import::changed_rows).await?;
    let state = |row: &ChangedRow, open: bool| match (row.applied, open) {
        (Some(_), _) => State::Taken,
        (None, true) => State::Open,
        (None, false) => State::Closed,
    };
    let rows: Vec<_> = rows.iter().map(|(row, open)| (row, state(row, *open))).collect();
    let any = form && rows.iter().any(|(_, state)| *state == State::Open);
    let table = Changes { rows, ticked, page, form, here: format!("/import/{id}"), preview: false }.html()?;
    if !any {
        return Ok(table);
    }
    let begin = format!("<form method=\"post\" action=\"{}\" novalidate>", escape(&staff.action(&format!("/import/{id}/changes"))));
    let end = "<div class=\"send\"><button class=\"btn main\">更正勾选的行</button></div></form>";
    Ok(Markup::trusted(begin).and(table).and(Markup::trusted(end)))
}

async fn page(staff: &Staff, id: Uuid, ticked: &BTreeSet<String>, at: usize) -> Result<Page, Failure> {
    let (batch, org) = load(staff, id).await?;
    let mut report = Report::kept(&batch.report);
    // Rows may have been taken since the report was written.
    report.corrected = usize::try_from(batch.counts.corrected).unwrap_or(0);
    report.left_out = usize::try_from(batch.counts.left_out).unwrap_or(0);
    let may = batch.undone.is_none() && access::require(&staff.actor, &rights::IMPORT, &org.path).is_ok();
    let who = format!("{} {} · {} · {}", batch.at.chinese(), batch.who, org.name, told::sentence(&report, true));
    let who = match &batch.remapped {
        Some((at, by)) => format!("{who} {by}于 {} 换用了另一份映射方案。", at.chinese()),
        None => who,
    };
    let mut page = Page::new(batch.file.as_str()).sub(&who).back("导入台账", "/import").style("journal.css");
    page = page.act("导出映射方案", &format!("/import/{id}/profile.toml"));
    if access::require(&staff.actor, &rights::IMPORT, &org.path).is_ok() {
        page = page.act("保存为方案", &format!("/import/{id}/keep"));
    }
    match batch.undone {
        Some(at) => {
            page = page.body(
                Markup::trusted("<p class=\"warn\">")
                    .and(Markup::text(&format!("这次导入已于 {} 撤销，它的记录都不计入数据。", at.chinese())))
                    .and(Markup::trusted("</p>")),
            )
        }
        None if may => page = page.act("换用映射方案", &format!("/import/{id}/mapping")).act("撤销这次导入", &format!("/import/{id}/undo")),
        None => {}
    }
    let state = if batch.undone.is_some() { "&state=withdrawn" } else { "" };
    page = page.main_act(&format!("查看 {} 条记录", batch.records), &format!("/journal?batch={id}{state}"));
    page = page.body(changes(staff, id, may, ticked, at).await?);
    Ok(page.body(told::html(&report, false, &format!("/import/{id}/refused.csv"))?))
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
    Ok(chosen::download(&staff, &batch.file, "", &batch.profile))
}

/// How many records of earlier imports it corrected.
async fn corrected(staff: &Staff, id: Uuid) -> Result<usize, Failure> {
    Ok(staff.read(&id, import::changed_rows).await?.iter().filter(|(row, _)| row.applied.is_some()).count())
}

fn undo_page(staff: &Staff, batch: &Batch, corrected: usize) -> Page {
    let corrected = match corrected {
        0 => String::new(),
        n => format!("；被它更正的 {n} 条恢复原值"),
    };
    let form = Form::new(format!("/import/{}/undo", batch.id)).submit("撤销这次导入").quiet().cancel(&format!("/import/{}", batch.id));
    let form =
        form.field(Field::tick("sure", &format!("我已知道：{} 条记录会全部撤回，不再计入数据{}", batch.records, corrected)).required());
    let sub = format!("{}，{} {}导入。之后可以改好文件再导入一次。", batch.file, batch.at.chinese(), batch.who);
    Page::new("撤销导入").sub(&sub).back("返回报告", &format!("/import/{}", batch.id)).body(form.render(staff.token()))
}

/// GET /import/{id}/undo
pub(super) async fn undo_form(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let (batch, org) = load(&staff, id).await?;
    access::require(&staff.actor, &rights::IMPORT, &org.path)?;
    staff.page(undo_page(&staff, &batch, corrected(&staff, id).await?))
}

fn said(Undone { withdrawn, restored, left }: Undone) -> String {
    let mut out = format!("已撤销，{withdrawn} 条记录不再计入数据");
    if restored > 0 {
        out.push_str(&format!("，{restored} 条被它更正的记录恢复原值"));
    }
    if left > 0 {
        out.push_str(&format!("；另有 {left} 条更正后又有变动，保持现状"));
    }
    out + "。"
}

/// POST /import/{id}/undo
pub(super) async fn undo(staff: Staff, Path(id): Path<Uuid>, input: kit::Input) -> Result<Response, Failure> {
    let (batch, _) = load(&staff, id).await?;
    if input.get("sure").is_empty() {
        return staff.page(undo_page(&staff, &batch, corrected(&staff, id).await?).invalid());
    }
    let at = format!("/import/{id}");
    match staff.write_long(&id, import::undo).await {
        Ok(undone) => Ok(staff.said(&at, &said(undone))),
        Err(error @ JournalError::Refused(_)) => Ok(staff.said(&at, &error.chinese())),
        Err(error) => Err(error.into()),
    }
}
