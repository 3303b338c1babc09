//! What kind of file some bytes are: their content tells, their name tells nothing.

use super::package;

/// The kinds of files that people may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
}

impl FileKind {
    /// All.
    pub const ALL: [FileKind; 6] = [FileKind::Pdf, FileKind::Jpeg, FileKind::Png, FileKind::Webp, FileKind::Docx, FileKind::Xlsx];

    /// The kind that a file's content tells.
    pub fn of(bytes: &[u8]) -> Option<FileKind> {
        let marks: [(&[u8], FileKind); 3] =
            [(b"%PDF-", FileKind::Pdf), (b"\xff\xd8\xff", FileKind::Jpeg), (b"\x89PNG\r\n\x1a\n", FileKind::Png)];
        // A mark alone is no file.
        let marked = marks.into_iter().find(|(mark, _)| bytes.starts_with(mark) && bytes.len() > mark.len()).map(|(_, kind)| kind);
        let webp = || (bytes.starts_with(b"RIFF") && bytes.get(8..15) == Some(b"WEBPVP8")).then_some(FileKind::Webp);
        marked.or_else(webp).or_else(|| package::kind(bytes))
    }

    /// Name in the database.
    pub fn code(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Jpeg => "jpeg",
            FileKind::Png => "png",
            FileKind::Webp => "webp",
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
    pub const fn media(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
            FileKind::Webp => "image/webp",
            FileKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Whether it is a picture.
    pub fn picture(self) -> bool {
        matches!(self, FileKind::Jpeg | FileKind::Png | FileKind::Webp)
    }
}

/// 1.2MB, 340KB.
pub fn size(bytes: i64) -> String {
    let kb = (bytes + 1023) / 1024;
    if kb < 1024 { format!("{kb}KB") } else { format!("{}.{}MB", kb / 1024, kb % 1024 * 10 / 1024) }
}

#[cfg(test)]
mod tests {
    use super::super::package::tests::package;
    use super::*;

    #[test]
    fn a_file_is_what_its_content_says() {
        for (bytes, kind) in [
            (&b"%PDF-1.7\n"[..], Some(FileKind::Pdf)),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", Some(FileKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\x00\x00", Some(FileKind::Png)),
            (b"RIFF\x10\x00\x00\x00WEBPVP8L", Some(FileKind::Webp)),
            (b"RIFF\x10\x00\x00\x00WAVEfmt ", None),
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
        assert!(FileKind::ALL.into_iter().all(|kind| FileKind::from_code(kind.code()) == Some(kind)));
    }
}
