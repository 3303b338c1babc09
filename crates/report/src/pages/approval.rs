//! 发文审批单: the page to print, the Word document, and the scans that came back signed.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kit::download::{DOCX, download};
use kit::table::Mark;
use kit::{Cell, Column, Failure, Field, Form, Markup, Page, Row, Staff, Table, Upload};
use paper::Fonts;
use uuid::Uuid;

use crate::actions::{self, AttachScan, Sent};
use crate::approval::{ApprovalSheet, NOTICE};
use crate::attached::{Attached, size};
use crate::pages::show;
use crate::{ReportError, rights};

#[derive(Template)]
#[template(path = "report/approval.html")]
struct Html {
    sheet: ApprovalSheet,
    notice: &'static str,
    scans: Markup,
    form: Markup,
}

/// GET /reports/{id}/approval
pub(super) async fn page(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let page = sheet_page(&staff, id, form_of(id)).await?;
    staff.page(page)
}

async fn sheet_page(staff: &Staff, id: Uuid, form: Form) -> Result<Page, Failure> {
    let sheet = staff.read(&id, actions::approval_sheet).await?;
    let (view, _) = show::load(staff, id).await?;
    let attaches = view.may(&staff.actor, &rights::ATTACH) && view.report.state.next() != Some(crate::model::Step::Send);
    let html = Html {
        sheet,
        notice: NOTICE,
        scans: table(id, &view.scans),
        form: if attaches { form.render(staff.token()) } else { Markup::empty() },
    };
    let page = Page::new("发文审批单").sub("打印在 A4 纸上手签（Ctrl+P），签好后扫描上传。").back("返回报告", &super::href(id));
    let page = page.style("report.css").style("approval.css").act("导出 Word", &format!("/reports/{id}/approval/docx"));
    page.template(&html)
}

fn form_of(id: Uuid) -> Form {
    let help = "PDF、JPEG 或 PNG。新的一份上传后即为现行，以前的仍然保留。";
    Form::new(format!("/reports/{id}/scans"))
        .legend("上传手签后的扫描件")
        .submit("上传")
        .field(Field::file("file", "扫描件", ".pdf,.jpg,.jpeg,.png").required().help(help))
}

fn table(id: Uuid, scans: &[Attached]) -> Markup {
    let columns = vec![
        Column::words("name", "扫描件"),
        Column::short("state", "状态"),
        Column::short("size", "大小"),
        Column::short("who", "上传人"),
        Column::short("at", "上传时间"),
        Column::words("digest", "SM3 摘要"),
    ];
    let row = |(i, scan): (usize, &Attached)| {
        let (word, mark) = if i == 0 { ("现行", Mark::Done) } else { ("已替换", Mark::Plain) };
        Row::new(vec![
            Cell::link(format!("第{}份 {}", scan.number, scan.name), format!("/reports/{id}/scans/{}", scan.number)),
            Cell::Tag(word.to_owned(), mark),
            Cell::text(size(scan.size)),
            Cell::text(scan.by.as_str()),
            Cell::text(scan.at.chinese()),
            Cell::text(scan.digest.as_str()),
        ])
    };
    let empty = Markup::text("还没有上传手签后的扫描件。");
    Table::new("扫描件", columns).rows(scans.iter().enumerate().map(row)).empty(empty).unnumbered().render()
}

/// GET /reports/{id}/approval/docx
pub(super) async fn docx(staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let sheet = staff.read(&id, actions::approval_sheet).await?;
    let fonts = Fonts::beside(staff.app.settings.fonts.as_deref());
    let name = format!("发文审批单-{}.docx", sheet.title);
    let write = move || paper::write_docx(&sheet.document(), &fonts, None);
    let bytes = tokio::task::spawn_blocking(write).await.map_err(Failure::cause)?.map_err(ReportError::from)?;
    Ok(download(&name, DOCX, bytes))
}

/// POST /reports/{id}/scans
pub(super) async fn attach(staff: Staff, Path(id): Path<Uuid>, mut upload: Upload) -> Result<Response, Failure> {
    let mut form = form_of(id).read(&upload.input);
    match upload.take("file").filter(|file| !file.bytes.is_empty()) {
        None => form.fail("file", "请选择扫描件。"),
        Some(file) => {
            let file = Sent { name: file.name, bytes: file.bytes, limit: staff.app.limits.scan_bytes };
            let ask = AttachScan { id, file };
            match staff.write_long(&ask, actions::attach_scan).await {
                Ok(scan) => {
                    let said = format!("已上传第{}份扫描件，现以这一份为准。", scan.number);
                    return Ok(staff.said(&format!("/reports/{id}/approval"), &said));
                }
                Err(error @ ReportError::NotNow(_)) => return Ok(staff.said(&super::href(id), &error.chinese())),
                Err(error) => form.refuse(error.into())?,
            }
        }
    }
    let page = sheet_page(&staff, id, form).await?;
    staff.page(page.invalid())
}

/// GET /reports/{id}/scans/{number}
pub(super) async fn scan(staff: Staff, Path(at): Path<(Uuid, i64)>) -> Result<Response, Failure> {
    let (scan, content) = staff.read(&at, actions::scan).await?;
    Ok(download(&format!("审批单扫描件-第{}份.{}", scan.number, scan.kind.ending()), scan.kind.media(), content))
}
