//! GET /journal/evidence: the evidence of all listed records as one archive, made while it is sent, with a list of what is in it.

use std::io::{self, Write};

use axum::body::{Body, Bytes};
use axum::response::Response;
use board::evidence::{Evidence, Files};
use futures_util::stream;
use kit::{Address, Cell, Column, Failure, Row, Staff, Table, download};
use tokio::sync::mpsc::{Sender, channel};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::list;
use crate::actions::{self, Bundle, RecordPage};
use crate::model::Record;

/// Records of one archive.
const MOST_RECORDS: i64 = 5_000;
/// Bytes that wait for a slow reader.
const PIECE: usize = 256 * 1024;
/// Characters of a title in the name of a folder.
const MOST_TITLE: usize = 30;

/// The archive of what the address lists.
pub(super) async fn archive(staff: Staff, address: Address) -> Result<Response, Failure> {
    let files = kit::evidence::files(&staff)?;
    let all = staff.read(&(), list::orgs_to_read).await?;
    let ask = RecordPage { filter: list::filter(&address, &all, &staff), after: None, limit: MOST_RECORDS };
    let bundle = staff.read(&ask, actions::evidence_of).await?;
    if bundle.listed.total > MOST_RECORDS {
        return Err(Failure::invalid(format!(
            "共有 {} 条记录带佐证材料，一次最多取出 {MOST_RECORDS} 条。请先按日期或单位筛选。",
            bundle.listed.total
        )));
    }
    if bundle.listed.records.is_empty() {
        return Err(Failure::missing("筛选出的记录都没有佐证材料。请放宽条件后再取出。"));
    }
    let (sender, receiver) = channel::<io::Result<Bytes>>(4);
    let tenant = staff.actor.tenant;
    tokio::task::spawn_blocking(move || {
        let out = Pieces { sender: sender.clone(), waiting: Vec::with_capacity(PIECE) };
        if let Err(error) = write(out, &files, tenant, &bundle) {
            // Half an archive must not look like a whole one: the answer breaks off.
            tracing::warn!(%error, "an archive of evidence was not sent to its end");
            let _ = sender.blocking_send(Err(error));
        }
    });
    let body = stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|piece| (piece, receiver)) });
    Ok(download::stream(&format!("佐证材料{}.zip", staff.today().number()), "application/zip", Body::from_stream(body)))
}

/// Bytes on their way to whoever asked.
struct Pieces {
    sender: Sender<io::Result<Bytes>>,
    waiting: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::take(&mut self.waiting);
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "whoever asked has gone");
        if piece.is_empty() { Ok(()) } else { self.sender.blocking_send(Ok(piece.into())).map_err(gone) }
    }
}

fn write(out: Pieces, files: &Files, tenant: base::TenantId, bundle: &Bundle) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(out);
    // Photos and documents are packed already.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut rows = Vec::new();
    for (at, record) in bundle.listed.records.iter().enumerate() {
        let org = bundle.listed.orgs.get(&record.content.org).map(|org| org.name.as_str()).unwrap_or_default();
        let folder = folder(at + 1, record, org);
        for (n, one) in bundle.files.get(&record.id).into_iter().flatten().enumerate() {
            let name = format!("{folder}/{:02} {}", n + 1, plain(&one.name, 120));
            let said = put(&mut zip, options, files, tenant, one, &name)?;
            rows.push(row(at + 1, n + 1, record, org, one, &name, said));
        }
    }
    let list = table(rows).xlsx().map_err(|failure| io::Error::other(failure.cause.unwrap_or(failure.sentence)))?;
    zip.start_file("目录.xlsx", options)?;
    zip.write_all(&list)?;
    zip.finish()?.into_inner().flush()
}

/// One file into the archive; what is to be said of it in the list.
fn put(
    zip: &mut ZipWriter<StreamWriter<Pieces>>,
    options: SimpleFileOptions,
    files: &Files,
    tenant: base::TenantId,
    one: &Evidence,
    name: &str,
) -> io::Result<&'static str> {
    match files.read(tenant, &one.digest) {
        Ok(bytes) => {
            zip.start_file(name, options)?;
            zip.write_all(&bytes)?;
            Ok("")
        }
        Err(error) => {
            tracing::error!(%error, digest = one.digest, "a file of evidence is missing or was changed");
            Ok("文件在服务器上丢失或被改动，没有放入")
        }
    }
}

fn folder(number: usize, record: &Record, org: &str) -> String {
    format!("{number:04} {} {} {}", record.content.day.number(), plain(org, MOST_TITLE), plain(&record.content.title, MOST_TITLE))
}

/// As it may stand in the name of a file on any system.
fn plain(text: &str, most: usize) -> String {
    let bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let clean: String = text.chars().map(|c| if bad(c) { '_' } else { c }).take(most).collect();
    clean.trim_matches(['.', ' ']).to_owned()
}

fn table(rows: Vec<Row>) -> Table {
    let columns = vec![
        Column::short("number", "编号"),
        Column::day("day", "日期"),
        Column::short("org", "单位"),
        Column::words("title", "记录"),
        Column::words("file", "文件"),
        Column::short("who", "添加人"),
        Column::short("at", "添加时间"),
        Column::words("digest", "SM3 摘要"),
        Column::words("remark", "备注"),
    ];
    Table::new("目录", columns).rows(rows).unnumbered()
}

fn row(number: usize, n: usize, record: &Record, org: &str, one: &Evidence, name: &str, said: &str) -> Row {
    Row::new(vec![
        Cell::text(format!("{number:04}-{n:02}")),
        Cell::Day(Some(record.content.day)),
        Cell::text(org),
        Cell::text(record.content.title.as_str()),
        Cell::text(name),
        Cell::text(one.who.as_str()),
        Cell::text(one.at.chinese()),
        Cell::text(one.digest.as_str()),
        Cell::text(said),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_the_archive_leads_nowhere() {
        for (text, name) in [("../../x", "_.._x"), ("a/b\\c:d", "a_b_c_d"), ("走访 企业.", "走访 企业"), ("\r\n", "__")] {
            assert_eq!(plain(text, 30), name, "{text:?}");
        }
        assert_eq!(plain(&"长".repeat(50), 30).chars().count(), 30);
    }
}
