//! The doors of a record's files, the same for every kind of record: whoever may see a record sees its files, whoever may change it adds
//! and removes them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Actor, Tx};
use board::evidence::{self, Attach, DAYS_KEPT, Evidence};
use uuid::Uuid;

use super::card::{self, Of, alone, held, open_to_change};
use crate::records::{RecordKind, Records};
use crate::{Address, Failure, Routes, Staff, Upload};

/// Sent by the script, which sends one file at a time and wants no page in answer.
const ALONE: &str = "alone";
/// The id of an upload that came in pieces before.
const PIECES: &str = "of";

/// A file of a record.
struct OneFile {
    records: &'static dyn Records,
    record: Uuid,
    file: Uuid,
}

/// A file that lies on the disk and is to be named with its record.
struct Adding {
    records: &'static dyn Records,
    file: Attach,
}

/// The routes of a kind's files, below the path of its records.
pub(crate) fn doors(routes: Routes, records: &'static dyn Records) -> Routes {
    let RecordKind { path, read, change, .. } = records.kind();
    // Routes live as long as the program, and so do their paths.
    let below = |rest: &str| -> &'static str { Box::leak(format!("{path}/evidence{rest}").into_boxed_str()) };
    type One = Path<String>;
    type Two = Path<(String, String)>;
    routes
        .get(below(""), read, move |staff: Staff, Path(id): One| async move { alone(&staff, records, parsed(&id)?, None).await })
        .upload(below(""), change, move |staff: Staff, Path(id): One, sent: Upload| async move {
            add(&staff, records, parsed(&id)?, sent).await
        })
        .post(below("/part"), change, move |staff: Staff, Path(id): One, address: Address, piece: Bytes| async move {
            part(&staff, records, parsed(&id)?, &address, piece).await
        })
        .get(below("/{file}"), read, move |staff: Staff, Path(ids): Two| async move {
            super::show(&staff, &file(&staff, records, &ids).await?, true).await
        })
        .get(below("/{file}/small"), read, move |staff: Staff, Path(ids): Two| async move {
            super::thumbnail(&staff, &file(&staff, records, &ids).await?).await
        })
        .post(below("/{file}/remove"), change, move |staff: Staff, Path(ids): Two| async move {
            let href = staff.write(&of(records, &ids)?, remove).await?;
            Ok::<Response, Failure>(staff.said(&href, &format!("已删除。{DAYS_KEPT} 天内可以在本页恢复。")))
        })
        .post(below("/{file}/restore"), change, move |staff: Staff, Path(ids): Two| async move {
            let href = staff.write(&of(records, &ids)?, restore).await?;
            Ok::<Response, Failure>(staff.said(&href, "已恢复这份佐证材料。"))
        })
}

fn parsed(id: &str) -> Result<Uuid, Failure> {
    id.parse().map_err(|_| Failure::missing("没有找到这项内容，请检查网址。"))
}

fn of(records: &'static dyn Records, (record, file): &(String, String)) -> Result<OneFile, Failure> {
    Ok(OneFile { records, record: parsed(record)?, file: parsed(file)? })
}

async fn file(staff: &Staff, records: &'static dyn Records, ids: &(String, String)) -> Result<Evidence, Failure> {
    let ask = of(records, ids)?;
    let held = staff.read(&Of { records, record: ask.record }, held).await?;
    held.files.into_iter().find(|one| one.id == ask.file).ok_or_else(|| board::BoardError::NoEvidence.into())
}

async fn attach(tx: &mut Tx, by: &Actor, ask: &Adding) -> Result<Evidence, Failure> {
    let known = open_to_change(tx, by, &Of { records: ask.records, record: ask.file.source }).await?;
    if known.gone.is_some() {
        return Err(Failure::conflict("这项内容已撤回或删除，恢复后才能添加佐证材料。").because("the record stands no more"));
    }
    let file = evidence::attach(tx, by, &ask.file).await?;
    ask.records.attached(tx, ask.file.source, &file).await?;
    Ok(file)
}

/// Where to go afterwards.
async fn remove(tx: &mut Tx, by: &Actor, ask: &OneFile) -> Result<String, Failure> {
    let known = open_to_change(tx, by, &Of { records: ask.records, record: ask.record }).await?;
    evidence::remove(tx, by, ask.records.kind().code, ask.record, ask.file).await?;
    Ok(known.href)
}

async fn restore(tx: &mut Tx, by: &Actor, ask: &OneFile) -> Result<String, Failure> {
    let known = open_to_change(tx, by, &Of { records: ask.records, record: ask.record }).await?;
    evidence::restore(tx, ask.records.kind().code, ask.record, ask.file).await?;
    Ok(known.href)
}

async fn add(staff: &Staff, records: &'static dyn Records, record: Uuid, mut upload: Upload) -> Result<Response, Failure> {
    // Whose record it is, before anything is written.
    let known = staff.read(&Of { records, record }, open_to_change).await?;
    let only = !upload.input.get(ALONE).is_empty();
    let pieces = match upload.input.parsed(PIECES) {
        Some(of) => Some(super::Pieces::of(staff, record, of)?),
        None => None,
    };
    if let Some(pieces) = &pieces {
        upload.files = vec![pieces.whole("file", upload.input.get("name")).await?];
    }
    let (mut added, mut refused) = (0, Vec::new());
    for sent in upload.files.into_iter().filter(|file| file.field == "file") {
        let name = sent.name.clone();
        let kept = match super::keep(staff, records.kind().code, record, sent).await? {
            Ok(file) => staff.write(&Adding { records, file }, attach).await.map(|_| ()),
            Err(refusal) => Err(Failure::invalid(refusal.chinese()).because(refusal)),
        };
        // What the machine refused may go on later from what is there; what the file itself is refused for, may not.
        if let (Some(pieces), false) = (&pieces, kept.as_ref().is_err_and(|failure| failure.kind.status().is_server_error())) {
            pieces.forget();
        }
        match kept {
            Ok(()) => added += 1,
            Err(failure) if only || failure.kind.status().is_server_error() => return Err(failure),
            Err(failure) => refused.push(format!("“{name}”没有添加：{}", failure.sentence)),
        }
    }
    if only {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if added == 0 {
        let mut form = card::form(&records.kind(), record);
        let sentence = if refused.is_empty() { "请先选择文件。".to_owned() } else { refused.join(" ") };
        form.fail("file", sentence);
        return alone(staff, records, record, Some(form)).await;
    }
    let others = if refused.len() > 1 { format!("另有 {} 份也没有添加。", refused.len() - 1) } else { String::new() };
    let refused = refused.first().cloned().unwrap_or_default();
    Ok(staff.said(&known.href, &format!("已添加 {added} 份佐证材料。{refused}{others}")))
}

/// The next piece of a file; answers how many bytes are there.
async fn part(staff: &Staff, records: &'static dyn Records, record: Uuid, address: &Address, piece: Bytes) -> Result<Response, Failure> {
    staff.read(&Of { records, record }, open_to_change).await?;
    let number = |name: &str| address.get(name).and_then(|text| text.parse().ok());
    let of = address.get("of").and_then(|text| text.parse().ok()).ok_or_else(|| Failure::invalid("请从页面上添加。"))?;
    let there = super::Pieces::of(staff, record, of)?.append(number("from").unwrap_or(0), piece.to_vec()).await?;
    Ok(Json(There { there }).into_response())
}

#[derive(serde::Serialize)]
struct There {
    there: u64,
}
