//! 佐证材料 on the page of a record: pictures in small, adding several at once, removing and bringing back.

use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use board::evidence::{DAYS_KEPT, Evidence, size};
use kit::form::button;
use kit::{Address, Failure, Field, Form, Markup, Staff, Upload};
use uuid::Uuid;

use crate::actions::{self, OneFile};
use crate::{JournalError, RECORD};

/// What a phone offers its camera and its files for. The kinds of pictures are named, so that an iPhone sends JPEG.
const ACCEPT: &str = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx";
/// Sent by the script, which sends one file at a time and wants no page in answer.
const ALONE: &str = "alone";
/// The id of an upload that came in pieces before.
const PIECES: &str = "of";

struct FileHtml {
    name: String,
    href: String,
    small: Option<String>,
    kind: &'static str,
    about: String,
    button: Markup,
}

#[derive(Template)]
#[template(path = "journal/evidence.html")]
struct CardHtml {
    standing: Vec<FileHtml>,
    removed: Vec<FileHtml>,
    days: i64,
    form: Markup,
}

fn at(record: Uuid) -> String {
    format!("/journal/{record}/evidence")
}

fn form(record: Uuid) -> Form {
    let help = "照片、PDF、Word（.docx）或 Excel（.xlsx），可一次选多个，每个最大 50MB。照片里的拍摄地点等信息会自动去掉。可以不传。";
    Form::new(at(record)).submit("添加").quiet().field(Field::files("file", "添加佐证材料", ACCEPT).help(help))
}

/// The card of the record's page; nothing where there is none and none may be added.
pub(super) async fn card(staff: &Staff, record: Uuid, may: bool, open: bool, refused: Option<Form>) -> Result<Markup, Failure> {
    let files = staff.read(&record, actions::evidence).await?;
    let adds = may && open && staff.app.settings.evidence.is_some();
    if files.is_empty() && !adds {
        return Ok(Markup::empty());
    }
    let (removed, standing): (Vec<Evidence>, Vec<Evidence>) = files.into_iter().partition(|one| one.removed.is_some());
    let html = |one: &Evidence| file(staff, one, may);
    let form = if adds { refused.unwrap_or_else(|| form(record)).render(staff.token()) } else { Markup::empty() };
    let (standing, removed) = (standing.iter().map(html).collect(), removed.iter().map(html).collect());
    Markup::of(&CardHtml { standing, removed, days: DAYS_KEPT, form })
}

fn file(staff: &Staff, one: &Evidence, may: bool) -> FileHtml {
    let href = format!("{}/{}", at(one.source), one.id);
    let points = one.points.map(|(width, height)| format!(" · {width}×{height}")).unwrap_or_default();
    let (act, label, about) = match &one.removed {
        None => ("remove", "删除", format!("{} {} · {}{points}", one.who, one.at.chinese(), size(one.size))),
        Some((at, who)) => {
            let gone = one.gone_at().map(|at| format!("，{}后彻底删除", at.day().chinese())).unwrap_or_default();
            ("restore", "恢复", format!("{who} {}删除{gone}", at.chinese()))
        }
    };
    FileHtml {
        name: one.name.clone(),
        small: one.kind.picture().then(|| format!("{href}/small")),
        kind: one.kind.ending(),
        about,
        button: if may { button(staff.token(), &format!("{href}/{act}"), label, &[]) } else { Markup::empty() },
        href,
    }
}

/// POST /journal/{id}/evidence
pub(super) async fn add(staff: Staff, Path(id): Path<Uuid>, mut upload: Upload) -> Result<Response, Failure> {
    // Whose record it is, before anything is written.
    staff.read(&id, actions::open_to_change).await?;
    let alone = !upload.input.get(ALONE).is_empty();
    let pieces = match upload.input.parsed(PIECES) {
        Some(of) => Some(kit::evidence::Pieces::of(&staff, id, of)?),
        None => None,
    };
    if let Some(pieces) = &pieces {
        upload.files = vec![pieces.whole("file", upload.input.get("name")).await?];
    }
    let (mut added, mut refused) = (0, Vec::new());
    for sent in upload.files.into_iter().filter(|file| file.field == "file") {
        let name = sent.name.clone();
        let kept = match kit::evidence::keep(&staff, RECORD, id, sent).await? {
            Ok(attach) => staff.write(&attach, actions::attach_evidence).await.map(|_| ()).map_err(told),
            Err(refusal) => Err(Failure::invalid(refusal.chinese()).because(refusal)),
        };
        // What the machine refused may go on later from what is there; what the file itself is refused for, may not.
        if let (Some(pieces), false) = (&pieces, kept.as_ref().is_err_and(|failure| failure.kind.status().is_server_error())) {
            pieces.forget();
        }
        match kept {
            Ok(()) => added += 1,
            Err(failure) if alone || failure.kind.status().is_server_error() => return Err(failure),
            Err(failure) => refused.push(format!("“{name}”没有添加：{}", failure.sentence)),
        }
    }
    if alone {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if added == 0 {
        let mut form = form(id);
        let sentence = if refused.is_empty() { "请先选择文件。".to_owned() } else { refused.join(" ") };
        form.fail("file", sentence);
        return super::show::page(&staff, id, Some(form)).await;
    }
    let others = if refused.len() > 1 { format!("另有 {} 份也没有添加。", refused.len() - 1) } else { String::new() };
    let refused = refused.first().cloned().unwrap_or_default();
    Ok(staff.said(&super::href(id), &format!("已添加 {added} 份佐证材料。{refused}{others}")))
}

/// POST /journal/{id}/evidence/part?of=…&from=…: the next piece of a file; answers how many bytes are there.
pub(super) async fn part(staff: Staff, Path(id): Path<Uuid>, address: Address, piece: Bytes) -> Result<Response, Failure> {
    staff.read(&id, actions::open_to_change).await?;
    let number = |name: &str| address.get(name).and_then(|text| text.parse().ok());
    let of = address.get("of").and_then(|text| text.parse().ok()).ok_or_else(|| Failure::invalid("请从页面上添加。"))?;
    let there = kit::evidence::Pieces::of(&staff, id, of)?.append(number("from").unwrap_or(0), piece.to_vec()).await?;
    Ok(Json(There { there }).into_response())
}

#[derive(serde::Serialize)]
struct There {
    there: u64,
}

fn told(error: JournalError) -> Failure {
    error.into()
}

/// GET /journal/{id}/evidence/{file}
pub(super) async fn show(staff: Staff, Path((record, file)): Path<(Uuid, Uuid)>) -> Result<Response, Failure> {
    let one = staff.read(&OneFile { record, file }, actions::evidence_file).await?;
    kit::evidence::show(&staff, &one, true).await
}

/// GET /journal/{id}/evidence/{file}/small
pub(super) async fn small(staff: Staff, Path((record, file)): Path<(Uuid, Uuid)>) -> Result<Response, Failure> {
    let one = staff.read(&OneFile { record, file }, actions::evidence_file).await?;
    kit::evidence::thumbnail(&staff, &one).await
}

/// POST /journal/{id}/evidence/{file}/remove
pub(super) async fn remove(staff: Staff, Path((record, file)): Path<(Uuid, Uuid)>) -> Result<Response, Failure> {
    staff.write(&OneFile { record, file }, actions::remove_evidence).await?;
    Ok(staff.said(&super::href(record), &format!("已删除。{DAYS_KEPT} 天内可以在本页恢复。")))
}

/// POST /journal/{id}/evidence/{file}/restore
pub(super) async fn restore(staff: Staff, Path((record, file)): Path<(Uuid, Uuid)>) -> Result<Response, Failure> {
    staff.write(&OneFile { record, file }, actions::restore_evidence).await?;
    Ok(staff.said(&super::href(record), "已恢复这份佐证材料。"))
}
