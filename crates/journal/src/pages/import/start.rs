//! GET /import: earlier imports, and the place to drop a workbook. POST /import: takes it in.

use axum::response::Response;
use base::{Actor, Tx};
use board::orgs::{self, Org};
use kit::table::Mark;
use kit::{Address, Cell, Column, Cursor, Failure, Field, Form, Markup, Page, Row, Staff, Table, Upload, UploadedFile};
use norms::Instant;
use uuid::Uuid;

use super::chosen::{self, Names};
use super::load;
use crate::JournalError;
use crate::import::{self, BatchPage, Choices, Logged};
use crate::pages::list::org_choices;

/// Endings that are read; the others are refused with a sentence.
const ACCEPT: &str = ".xlsx,.xlsm,.xls,.ods,.csv,.docx";

struct Start {
    orgs: Vec<Org>,
    batches: Vec<(Logged, String)>,
    next: Option<String>,
    waiting: Option<String>,
    empty: bool,
    profiles: Names,
}

/// Imports of a page.
const ROWS: i64 = 50;

async fn start_of(tx: &mut Tx, by: &Actor, after: &Option<(Instant, Uuid)>) -> Result<Start, JournalError> {
    let mut batches = import::batches(tx, by, &BatchPage { after: *after, limit: ROWS + 1 }).await?;
    let more = i64::try_from(batches.len()).unwrap_or(i64::MAX) > ROWS;
    batches.truncate(usize::try_from(ROWS).unwrap_or(0));
    let next = batches.last().filter(|_| more).map(|last| Cursor::after([last.at.micros().to_string(), last.id.to_string()]).code());
    let ids: Vec<_> = batches.iter().map(|batch| batch.org).collect();
    let names = orgs::many(tx, &ids).await?;
    let named = batches.into_iter().map(|batch| {
        let org = names.get(&batch.org).map(|org| org.name.clone()).unwrap_or_default();
        (batch, org)
    });
    let (orgs, waiting) = (load::orgs_to_import(tx, by, &()).await?, import::upload(tx, by, &()).await?);
    let profiles = import::profile_names(tx, by, &()).await?;
    Ok(Start { orgs, batches: named.collect(), next, waiting: waiting.map(|upload| upload.file), empty: tx.last_number() == 0, profiles })
}

fn build(start: &Start) -> Form {
    let form = Form::new("/import")
        .submit("上传并预览")
        .field(
            Field::file("file", "台账文件", ACCEPT)
                .required()
                .help("支持 .xlsx、.xls、.ods、.csv 和 .docx 里的表格，不超过 50 MB。先预览，确认后才会登记。"),
        )
        .field(Field::select("org", "表中没有写单位的行记在", org_choices(&start.orgs)).required());
    chosen::fields(form, "映射方案（可不选）", "以前导入时导出的，或别的单位分享的方案，可以直接套用。", &start.profiles)
}

fn with_own(form: Form, orgs: &[Org]) -> Form {
    form.set("org", orgs.iter().min_by_key(|org| org.level()).map(|org| org.id.to_string()).unwrap_or_default())
}

/// GET /import
pub(super) async fn start(staff: Staff, address: Address) -> Result<Response, Failure> {
    let after = Cursor::of(&address, 2).and_then(|c| Some((Instant(c.key(0)?), c.key::<Uuid>(1)?)));
    let start = staff.read(&after, start_of).await?;
    let form = with_own(build(&start), &start.orgs);
    staff.page(page(&staff, &start, &form))
}

fn page(staff: &Staff, start: &Start, form: &Form) -> Page {
    let mut page = Page::new("导入台账").sub("把 Excel 台账变成记录：系统识别表头和类别，您核对后一次登记。").style("journal.css");
    page = page.act("映射方案", chosen::LIST).act("下载空白模板", "/import/template.xlsx");
    if let Some(file) = &start.waiting {
        let link = Markup::link("/import/preview", "继续核对");
        let words = Markup::text(&format!("文件“{file}”还在等待确认：")).and(link).and(Markup::text("。上传新文件会替换它。"));
        page = page.body(Markup::trusted("<p class=\"warn\">").and(words).and(Markup::trusted("</p>")));
    }
    page.body(form.render(staff.token())).body(table(start).address(&staff.address).next(start.next.clone()).render())
}

fn table(start: &Start) -> Table {
    let columns = vec![
        Column::short("at", "时间"),
        Column::words("file", "文件"),
        Column::short("org", "单位"),
        Column::short("who", "导入人"),
        Column::number("records", "记录").unit("条"),
        Column::number("corrected", "更正").unit("条"),
        Column::number("left", "未采用").unit("行"),
        Column::number("there", "已有").unit("行"),
        Column::number("refused", "退回").unit("格"),
        Column::short("state", "状态"),
    ];
    let row = |(batch, org): &(Logged, String)| {
        let (state, mark) = if batch.undone.is_some() { ("已撤销", Mark::Plain) } else { ("已导入", Mark::Done) };
        let count = |n: i64| if n == 0 { Cell::Empty } else { Cell::number(n) };
        Row::new(vec![
            Cell::text(batch.at.chinese()),
            Cell::link(batch.file.as_str(), format!("/import/{}", batch.id)),
            Cell::text(org.as_str()),
            Cell::text(batch.who.as_str()),
            Cell::number(batch.records),
            count(batch.counts.corrected),
            count(batch.counts.left_out),
            count(batch.counts.already_there),
            count(batch.counts.refused),
            Cell::Tag(state.to_owned(), mark),
        ])
        .struck(batch.undone.is_some())
    };
    let empty = Markup::text("还没有导入过。请在上面选择去年的台账；也可以先下载空白模板填写。");
    Table::new("以前的导入", columns).rows(start.batches.iter().map(row)).empty(empty)
}

/// POST /import
pub(super) async fn upload(staff: Staff, mut upload: Upload) -> Result<Response, Failure> {
    let start = staff.read(&None, start_of).await?;
    let mut form = build(&start).read(&upload.input);
    let file = upload.take("file");
    if file.is_none() {
        form.fail("file", "请选择要导入的台账文件。");
    }
    let profile = chosen::chosen(&staff, &mut form, &mut upload).await?;
    if let (true, Some(file)) = (form.valid(), file) {
        let choices = Choices {
            org: form.parsed("org"),
            saved: profile.as_ref().and_then(|chosen| chosen.saved),
            profile: profile.map(|chosen| chosen.toml).unwrap_or_default(),
            // A new office has neither orgs nor people yet; later a typo in a sheet should make none.
            make_missing: start.empty,
            ..Choices::default()
        };
        match take(&staff, file, choices).await {
            Ok(()) => return Ok(staff.go("/import/preview")),
            Err(error @ (JournalError::Unreadable(_) | JournalError::Refused(_))) => form.fail("file", error.chinese()),
            Err(error) => return Err(error.into()),
        }
    }
    staff.page(page(&staff, &start, &form).invalid())
}

/// Reads the workbook once, so that what cannot be read, or must not be kept, is not kept.
async fn take(staff: &Staff, file: UploadedFile, choices: Choices) -> Result<(), JournalError> {
    let (id, key, at, limits) = (staff.new_id(), staff.app.key.clone(), staff.app.db.clock().now(), load::limits(staff));
    let sealing = tokio::task::spawn_blocking(move || {
        let book = sheet::read(&file.bytes, &file.name, &limits)?;
        load::marked(&book)?;
        let name: String = file.name.chars().take(200).collect();
        let (digest, sealed) = (sheet::digest(&file.bytes), import::seal(&key, id, &file.bytes)?);
        Ok::<_, JournalError>(import::Upload { id, batch: None, digest, sealed, file: name, choices, at })
    });
    let stopped = |_| JournalError::refused("读取文件时出错，请另存后再试。", "reading the workbook stopped");
    let kept = sealing.await.map_err(stopped)??;
    staff.write_long(&kept, import::keep_upload).await
}

/// GET /import/template.xlsx
pub(super) async fn template(_: Staff) -> Result<Response, Failure> {
    let bytes = tokio::task::spawn_blocking(sheet::template).await.map_err(Failure::cause)?.map_err(Failure::cause)?;
    Ok(kit::download("工作台账模板.xlsx", kit::download::XLSX, bytes))
}
