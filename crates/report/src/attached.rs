//! Files that people keep with a report: scans of the approval sheet, and what a figure rests on. What a file is its content tells; its
//! name tells nothing.

pub use board::evidence::{FileKind, size};
use norms::Instant;

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

/// What a scanner makes.
pub const SCANNED: &[FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

/// What a figure may rest on.
pub const REFERENCE: &[FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png, FileKind::Docx, FileKind::Xlsx];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_scanner_makes_is_a_scan() {
        assert!(SCANNED.iter().all(|kind| REFERENCE.contains(kind)) && !SCANNED.contains(&FileKind::Docx));
    }
}
