//! An archive that is made while it is sent: files of evidence are read one after the other, so a large one takes no memory.

use std::io::{self, Write};

use axum::body::{Body, Bytes};
use axum::response::Response;
use base::TenantId;
use board::evidence::{Evidence, Files};
use futures_util::stream;
use tokio::sync::mpsc::{Sender, channel};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::download;
use crate::table::{Cell, Column, Table};

/// What an index says of a file whose bytes are not there or not as they were.
pub const LOST: &str = "文件在服务器上丢失或被改动，没有放入";

/// The last columns of an index of evidence: what it says of each file.
pub fn file_columns() -> [Column; 5] {
    [
        Column::words("file", "文件"),
        Column::short("who", "添加人"),
        Column::short("at", "添加时间"),
        Column::words("digest", "SM3 摘要"),
        Column::words("remark", "备注"),
    ]
}

/// What stands in them.
pub fn file_cells(one: &Evidence, path: &str, remark: &str) -> [Cell; 5] {
    [Cell::text(path), Cell::text(one.who.as_str()), Cell::text(one.at.chinese()), Cell::text(one.digest.as_str()), Cell::text(remark)]
}

/// Bytes that wait for a slow reader.
const PIECE: usize = 256 * 1024;

/// An archive on its way.
pub struct Archive {
    zip: ZipWriter<StreamWriter<Box<dyn Write + Send>>>,
}

impl Archive {
    /// One that is written here.
    pub fn new(out: impl Write + Send + 'static) -> Archive {
        Archive { zip: ZipWriter::new_stream(Box::new(out)) }
    }

    /// A file under this path, whose parts are made by [`plain`].
    ///
    /// # Errors
    /// Whoever asked has gone.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        // Photos and documents are packed already.
        self.zip.start_file(path, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
        self.zip.write_all(bytes)
    }

    /// A table under this path, as .xlsx.
    ///
    /// # Errors
    /// Whoever asked has gone; a table that cannot be written.
    pub fn table(&mut self, path: &str, table: &Table) -> io::Result<()> {
        let bytes = table.xlsx().map_err(|failure| io::Error::other(failure.cause.unwrap_or(failure.sentence)))?;
        self.put(path, &bytes)
    }

    /// A file of evidence under this path; whether it was there and as it was kept. What is missing is left out and told by the caller.
    ///
    /// # Errors
    /// Whoever asked has gone.
    pub fn kept(&mut self, path: &str, files: &Files, tenant: TenantId, one: &Evidence) -> io::Result<bool> {
        match files.read(tenant, &one.digest) {
            Ok(bytes) => self.put(path, &bytes).map(|()| true),
            Err(error) => {
                tracing::error!(%error, digest = one.digest, "a file of evidence is missing or was changed");
                Ok(false)
            }
        }
    }

    /// Ends it.
    ///
    /// # Errors
    /// Whoever asked has gone.
    pub fn finish(self) -> io::Result<()> {
        self.zip.finish()?.into_inner().flush()
    }
}

/// An answer that is an archive of this name, made by `write` on a thread of its own.
pub fn answer(name: &str, write: impl FnOnce(&mut Archive) -> io::Result<()> + Send + 'static) -> Response {
    let (sender, receiver) = channel::<io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        let mut archive = Archive::new(Pieces { sender: sender.clone(), waiting: Vec::with_capacity(PIECE) });
        if let Err(error) = write(&mut archive).and_then(|()| archive.finish()) {
            // Half an archive must not look like a whole one: the answer breaks off.
            tracing::warn!(%error, "an archive was not sent to its end");
            let _ = sender.blocking_send(Err(error));
        }
    });
    let body = stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|piece| (piece, receiver)) });
    download::stream(name, "application/zip", Body::from_stream(body))
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

/// Names that Windows keeps for devices, whatever follows after a dot.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// Words as one part of a path on any system: without separators, without what cannot be seen or turns the writing round, no device, no
/// dot or blank at its ends, at most so many characters; never empty.
pub fn plain(text: &str, most: usize) -> String {
    let bad = |c: char| c.is_control() || "/\\:*?\"<>|／＼".contains(c);
    let unseen = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let clean: String = text.chars().filter(|c| !unseen(c)).map(|c| if bad(c) { '_' } else { c }).collect();
    // Two dots lead nowhere within a name, but whoever looks for paths that do would stop at them.
    let mut clean = clean;
    while clean.contains("..") {
        clean = clean.replace("..", ".");
    }
    let cut: String = clean.trim_matches(['.', ' ', '　']).chars().take(most).collect();
    let cut = cut.trim_end_matches(['.', ' ', '　']);
    let stem = cut.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let port = |name: &str| stem.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()));
    match cut {
        "" => "未命名".to_owned(),
        _ if DEVICES.contains(&stem.as_str()) || port("COM") || port("LPT") => format!("_{cut}"),
        _ => cut.to_owned(),
    }
}

/// A file's name as [`plain`], its ending kept however long the name is.
pub fn plain_file(name: &str, most: usize) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 5 => format!("{}.{}", plain(stem, most), plain(ending, 5)),
        _ => plain(name, most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_path_leads_nowhere_and_is_allowed_on_any_system() {
        for (text, name) in [
            ("../../x", "_._x"),
            ("a/b\\c:d", "a_b_c_d"),
            ("走访 企业.", "走访 企业"),
            ("\r\n", "__"),
            ("", "未命名"),
            ("...", "未命名"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1", "_com1"),
            ("COMPANY", "COMPANY"),
            ("\u{202e}fdp", "fdp"),
            ("一／二", "一_二"),
        ] {
            assert_eq!(plain(text, 30), name, "{text:?}");
        }
        assert_eq!(plain(&"长".repeat(300), 30).chars().count(), 30);
        assert_eq!(plain("一二三. 四", 4), "一二三");
        assert_eq!(plain_file(&format!("{}.docx", "长".repeat(300)), 60).chars().count(), 65);
        assert_eq!(plain_file("../走访.jpg", 60), "_走访.jpg");
    }
}
