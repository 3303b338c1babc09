//! One figure: who prepared and who checked it, its remark and its files.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use board::access;
use kit::download::download;
use kit::form::button;
use kit::{Cell, Column, Failure, Field, Form, Input, Markup, Page, Row, Staff, Table, Upload};
use uuid::Uuid;

use crate::actions::{self, AttachFile, FigureOf, FileOf, RemarkAsk, Sent, Worked};
use crate::attached::{Attached, size};
use crate::figures::Figure;
use crate::pages::work;
use crate::work::{MarkKind, Work};
use crate::{ReportError, rights};

#[derive(Template)]
#[template(path = "report/worked.html")]
struct Card {
    /// Where remark and files are left, from another page.
    more: Option<String>,
    kept: Vec<(&'static str, Markup)>,
    buttons: Vec<Markup>,
}

fn at(id: Uuid, key: &str) -> String {
    format!("/reports/{id}/figures/{key}")
}

/// The card beside a figure's proof.
pub(super) fn card(staff: &Staff, of: &Worked, beside: bool) -> Result<Markup, Failure> {
    let (id, figure, left) = (of.report.id, &of.figure, &of.work);
    let may = |right: &base::Right| work::open(&of.report) && access::require(&staff.actor, right, &of.org.path).is_ok();
    let words = |words: Option<&str>| words.map_or_else(|| Markup::text("无"), Markup::text);
    let remark = left.remark.as_ref().map(|remark| format!("{}（{} {}）", remark.words, remark.by, remark.at.day().chinese()));
    Markup::of(&Card {
        more: beside.then(|| format!("{}/work", at(id, &figure.key))),
        kept: vec![
            ("编报人", work::who(MarkKind::Prepared, figure, left)),
            ("核对人", work::who(MarkKind::Checked, figure, left)),
            ("备注", words(remark.as_deref())),
            ("依据文件", links(id, figure, left)),
        ],
        buttons: work::buttons(staff, id, figure, left, may),
    })
}

fn links(id: Uuid, figure: &Figure, left: &Work) -> Markup {
    let link = |file: &Attached| Markup::link(&format!("{}/files/{}", at(id, &figure.key), file.number), &file.name);
    let all: Vec<Markup> = left.standing_files().map(link).collect();
    let mut all = all.into_iter();
    let Some(first) = all.next() else { return Markup::text("无") };
    all.fold(first, |all, one| all.and(Markup::trusted("<br>")).and(one))
}

fn remark_form(id: Uuid, key: &str) -> Form {
    let help = "口径说明、数字的来历、与上期不同的原因。清空后保存即删去。";
    Form::new(format!("{}/remark", at(id, key)))
        .legend("写备注")
        .submit("保存备注")
        .field(Field::lines("words", "备注").max(500).rows(4).help(help))
}

fn file_form(id: Uuid, key: &str) -> Form {
    let help = "PDF、图片（JPEG、PNG）、Word（.docx）或 Excel（.xlsx）。有权查看报告的人都能打开。";
    Form::new(format!("{}/files", at(id, key)))
        .legend("上传依据文件")
        .submit("上传")
        .field(Field::file("file", "依据文件", ".pdf,.jpg,.jpeg,.png,.docx,.xlsx").required().help(help))
}

/// GET /reports/{id}/figures/{key}/work
pub(super) async fn show(staff: Staff, Path((id, key)): Path<(Uuid, String)>) -> Result<Response, Failure> {
    let of = staff.read(&FigureOf { id, key }, actions::worked).await?;
    let page = page(&staff, &of, None, None)?;
    staff.page(page)
}

fn page(staff: &Staff, of: &Worked, remark: Option<Form>, file: Option<Form>) -> Result<Page, Failure> {
    let (id, key) = (of.report.id, of.figure.key.as_str());
    let words = of.work.remark.as_ref().map(|remark| remark.words.clone()).unwrap_or_default();
    let edits = work::open(&of.report) && access::require(&staff.actor, &rights::PREPARE, &of.org.path).is_ok();
    let page = Page::new(format!("{} {}", of.figure.metric.name, of.figure.exact())).sub(&of.report.title);
    let page = page.back("编报和核对", &format!("/reports/{id}/work")).style("report.css").act("看明细", &at(id, key));
    let page = page.body(card(staff, of, false)?).body(files(staff, of, edits));
    if !edits {
        return Ok(page);
    }
    let remark = remark.unwrap_or_else(|| remark_form(id, key).set("words", words));
    let file = file.unwrap_or_else(|| file_form(id, key));
    Ok(page.body(remark.render(staff.token())).body(file.render(staff.token())))
}

fn files(staff: &Staff, of: &Worked, edits: bool) -> Markup {
    let to = format!("{}/files", at(of.report.id, &of.figure.key));
    let mut columns = vec![
        Column::words("name", "依据文件"),
        Column::short("size", "大小"),
        Column::short("who", "上传人"),
        Column::short("at", "上传时间"),
        Column::words("digest", "SM3 摘要"),
    ];
    if edits {
        columns.push(Column::short("act", "办理"));
    }
    let row = |file: &Attached| {
        let mut cells = vec![
            Cell::link(file.name.as_str(), format!("{to}/{}", file.number)),
            Cell::text(size(file.size)),
            Cell::text(file.by.as_str()),
            Cell::text(file.at.chinese()),
            Cell::text(file.digest.as_str()),
        ];
        if edits && file.withdrawn {
            cells.push(Cell::text("已撤回"));
        } else if edits {
            cells.push(Cell::Page(button(staff.token(), &format!("{to}/{}/withdraw", file.number), "撤回", &[])));
        }
        Row::new(cells).struck(file.withdrawn)
    };
    let empty = Markup::text("还没有依据文件。");
    Table::new("依据文件", columns).rows(of.work.files.iter().map(row)).empty(empty).unnumbered().render()
}

/// POST /reports/{id}/figures/{key}/remark
pub(super) async fn remark(staff: Staff, Path((id, key)): Path<(Uuid, String)>, input: Input) -> Result<Response, Failure> {
    let mut form = remark_form(id, &key).read(&input);
    let of = FigureOf { id, key };
    if form.valid() {
        let ask = RemarkAsk { of: of.clone(), words: form.text("words").to_owned() };
        match staff.write(&ask, actions::remark).await {
            Ok(()) => return Ok(staff.said(&format!("{}/work", at(id, &of.key)), "备注已保存。")),
            Err(error @ (ReportError::NotNow(_) | ReportError::Signed)) => return Ok(staff.said(&super::href(id), &error.chinese())),
            Err(error) => form.refuse(error.into())?,
        }
    }
    let worked = staff.read(&of, actions::worked).await?;
    let page = page(&staff, &worked, Some(form), None)?;
    staff.page(page.invalid())
}

/// POST /reports/{id}/figures/{key}/files
pub(super) async fn attach(staff: Staff, Path((id, key)): Path<(Uuid, String)>, mut upload: Upload) -> Result<Response, Failure> {
    let mut form = file_form(id, &key).read(&upload.input);
    let of = FigureOf { id, key };
    match upload.take("file").filter(|file| !file.bytes.is_empty()) {
        None => form.fail("file", "请选择文件。"),
        Some(file) => {
            let file = Sent { name: file.name, bytes: file.bytes, limit: staff.app.limits.scan_bytes };
            match staff.write_long(&AttachFile { of: of.clone(), file }, actions::attach_file).await {
                Ok(file) => return Ok(staff.said(&format!("{}/work", at(id, &of.key)), &format!("已保存依据文件“{}”。", file.name))),
                Err(error @ (ReportError::NotNow(_) | ReportError::Signed)) => return Ok(staff.said(&super::href(id), &error.chinese())),
                Err(error) => form.refuse(error.into())?,
            }
        }
    }
    let worked = staff.read(&of, actions::worked).await?;
    let page = page(&staff, &worked, None, Some(form))?;
    staff.page(page.invalid())
}

/// GET /reports/{id}/figures/{key}/files/{number}
pub(super) async fn file(staff: Staff, Path((id, key, number)): Path<(Uuid, String, i64)>) -> Result<Response, Failure> {
    let (file, content) = staff.read(&FileOf { of: FigureOf { id, key }, number }, actions::file).await?;
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    Ok(download(&format!("{stem}.{}", file.kind.ending()), file.kind.media(), content))
}

/// POST /reports/{id}/figures/{key}/files/{number}/withdraw
pub(super) async fn withdraw(staff: Staff, Path((id, key, number)): Path<(Uuid, String, i64)>) -> Result<Response, Failure> {
    let to = format!("{}/work", at(id, &key));
    match staff.write(&FileOf { of: FigureOf { id, key }, number }, actions::withdraw_file).await {
        Ok(()) => Ok(staff.said(&to, "已撤回这份依据文件，痕迹保留。")),
        Err(error @ (ReportError::NotNow(_) | ReportError::Signed)) => Ok(staff.said(&super::href(id), &error.chinese())),
        Err(error) => Err(error.into()),
    }
}
