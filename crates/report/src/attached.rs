//! Files that people keep with a report: scans of the approval sheet, and what a figure rests on. What a file is its content tells; its
//! name tells nothing.

use std::io::Cursor;

use norms::Instant;
use zip::ZipArchive;

/// A file kept with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its number among those about the same thing, from 1.
    pub number: i64,
    /// What kind of file it is.
    pub kind: FileKind,
    /// Its name on the sender's machine; for display only.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// SM3, hex.
    pub digest: String,
    /// Who sent it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Whether it was taken back; it stays, struck out.
    pub withdrawn: bool,
}

/// The kinds of files that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
}

/// What a scanner makes.
pub const SCANNED: &[FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

/// What a figure may rest on.
pub const REFERENCE: &[FileKind] = &FileKind::ALL;

impl FileKind {
    /// All.
    pub const ALL: [FileKind; 5] = [FileKind::Pdf, FileKind::Jpeg, FileKind::Png, FileKind::Docx, FileKind::Xlsx];

    /// The kind that a file's content tells.
    pub fn of(bytes: &[u8]) -> Option<FileKind> {
        let marks: [(&[u8], FileKind); 3] =
            [(b"%PDF-", FileKind::Pdf), (b"\xff\xd8\xff", FileKind::Jpeg), (b"\x89PNG\r\n\x1a\n", FileKind::Png)];
        // A mark alone is no file.
        let marked = marks.into_iter().find(|(mark, _)| bytes.starts_with(mark) && bytes.len() > mark.len()).map(|(_, kind)| kind);
        marked.or_else(|| packed(bytes))
    }

    /// Name in the database.
    pub fn code(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Jpeg => "jpeg",
            FileKind::Png => "png",
            FileKind::Docx => "docx",
            FileKind::Xlsx => "xlsx",
        }
    }

    /// The kind of this code.
    pub fn from_code(code: &str) -> Option<FileKind> {
        FileKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// How a file's name ends.
    pub fn ending(self) -> &'static str {
        if self == FileKind::Jpeg { "jpg" } else { self.code() }
    }

    /// Media type.
    pub fn media(self) -> &'static str {
        match self {
            FileKind::Pdf => kit::download::PDF,
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
            FileKind::Docx => kit::download::DOCX,
            FileKind::Xlsx => kit::download::XLSX,
        }
    }
}

/// Word and Excel are packages that hold a known part. Only the list of the parts is read, and one with macros is none of them.
fn packed(bytes: &[u8]) -> Option<FileKind> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let parts: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.to_ascii_lowercase())).collect();
    let has = |part: &str| parts.iter().any(|name| name == part);
    if !has("[content_types].xml") || parts.iter().any(|name| name.ends_with("vbaproject.bin")) {
        return None;
    }
    match (has("word/document.xml"), has("xl/workbook.xml")) {
        (true, false) => Some(FileKind::Docx),
        (false, true) => Some(FileKind::Xlsx),
        _ => None,
    }
}

/// 1.2MB, 340KB.
pub fn size(bytes: i64) -> String {
    let kb = (bytes + 1023) / 1024;
    if kb < 1024 { format!("{kb}KB") } else { format!("{}.{}MB", kb / 1024, kb % 1024 * 10 / 1024) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn package(parts: &[&str]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for part in parts {
            let started = zip.start_file(*part, zip::write::SimpleFileOptions::default());
            started.unwrap_or_else(|e| panic!("{e}"));
            zip.write_all(b"<x/>").unwrap_or_else(|e| panic!("{e}"));
        }
        zip.finish().unwrap_or_else(|e| panic!("{e}")).into_inner()
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        for (bytes, kind) in [
            (&b"%PDF-1.7\n"[..], Some(FileKind::Pdf)),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", Some(FileKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\x00\x00", Some(FileKind::Png)),
            (b"MZ\x90\x00 %PDF-", None),
            (b"<html>%PDF-1.7", None),
            (b"PK\x03\x04", None),
            (b"PK\x03\x04 word/document.xml [Content_Types].xml", None),
            (b"%PDF-", None),
            (b"", None),
        ] {
            assert_eq!(FileKind::of(bytes), kind, "{bytes:?}");
        }
        for (parts, kind) in [
            (&["[Content_Types].xml", "word/document.xml"][..], Some(FileKind::Docx)),
            (&["[Content_Types].xml", "xl/workbook.xml"], Some(FileKind::Xlsx)),
            (&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"], None),
            (&["word/document.xml"], None),
            (&["a.exe"], None),
        ] {
            assert_eq!(FileKind::of(&package(parts)), kind, "{parts:?}");
        }
    }

    #[test]
    fn only_what_a_scanner_makes_is_a_scan() {
        assert!(SCANNED.iter().all(|kind| REFERENCE.contains(kind)) && !SCANNED.contains(&FileKind::Docx));
        assert!(FileKind::ALL.into_iter().all(|kind| FileKind::from_code(kind.code()) == Some(kind)));
    }
}
