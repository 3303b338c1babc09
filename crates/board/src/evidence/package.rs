//! Word and Excel: packages of which only the list of the parts is read. What else a package may carry is looked for here.

use std::io::Cursor;

use zip::ZipArchive;

use super::{FileKind, Refusal};

/// Parts of a package.
const MOST_PARTS: usize = 2_000;
/// Bytes of a package once unpacked.
const MOST_UNPACKED: u64 = 200 * 1024 * 1024;
/// How many times larger than packed the whole may be, where it is large at all.
const MOST_GROWTH: u64 = 200;
/// Endings of parts that run.
const RUNS: [&str; 14] = [".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".hta", ".lnk", ".jar", ".msi", ".swf"];

/// Word or Excel, when a package holds the part that makes it one; with macros it is neither.
pub(super) fn kind(bytes: &[u8]) -> Option<FileKind> {
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

/// Whether a package carries macros, for the sentence that refuses it.
pub(super) fn has_macros(bytes: &[u8]) -> bool {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    archive.file_names().flatten().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"))
}

/// Refuses packages that are more than they say, unpack to too much, reach out of their folder, or carry what runs.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Broken)?;
    if archive.len() > MOST_PARTS {
        return Err(Refusal::Bomb);
    }
    let mut unpacked: u64 = 0;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|_| Refusal::Broken)?;
        unpacked = unpacked.saturating_add(part.size());
        let name = String::from_utf8(part.name_raw().to_vec()).map_err(|_| Refusal::Broken)?.to_ascii_lowercase();
        if part.encrypted() {
            return Err(Refusal::Locked);
        }
        if part.is_symlink() || leaves(&name) {
            return Err(Refusal::Escapes);
        }
        if runs(&name) {
            return Err(Refusal::Active);
        }
    }
    let packed = bytes.len() as u64;
    if unpacked > MOST_UNPACKED || (unpacked > 16 * 1024 * 1024 && unpacked / packed.max(1) > MOST_GROWTH) {
        return Err(Refusal::Bomb);
    }
    // The list of parts must be the file's very end: what stands behind it, or in its comment, is another file.
    let end = bytes.len().checked_sub(22).and_then(|at| bytes.get(at..)).unwrap_or_default();
    if !end.starts_with(b"PK\x05\x06") || end.get(20..22) != Some(&[0, 0]) {
        return Err(Refusal::Polyglot);
    }
    Ok(())
}

/// Whether unpacking a part of this name would write outside of the folder.
fn leaves(name: &str) -> bool {
    name.starts_with(['/', '\\']) || name.contains([':', '\0']) || name.split(['/', '\\']).any(|step| step == "..")
}

fn runs(name: &str) -> bool {
    let objects = name.contains("/embeddings/") && name.ends_with(".bin");
    objects || name.contains("activex") || name.ends_with("vbaproject.bin") || RUNS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::*;

    /// A package of these parts.
    pub(in super::super) fn package(parts: &[&str]) -> Vec<u8> {
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|name| (*name, &b"<x/>"[..])).collect();
        filled(&parts)
    }

    fn filled(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (part, bytes) in parts {
            let started = zip.start_file(*part, zip::write::SimpleFileOptions::default());
            started.unwrap_or_else(|e| panic!("{e}"));
            zip.write_all(bytes).unwrap_or_else(|e| panic!("{e}"));
        }
        zip.finish().unwrap_or_else(|e| panic!("{e}")).into_inner()
    }

    const WORD: [&str; 2] = ["[Content_Types].xml", "word/document.xml"];

    fn with(part: &str) -> Vec<u8> {
        package(&[WORD[0], WORD[1], part])
    }

    #[test]
    fn a_package_carries_nothing_that_runs_and_stays_in_its_folder() {
        assert_eq!(check(&package(&WORD)), Ok(()));
        assert_eq!(check(&with("word/media/image1.png")), Ok(()));
        for part in ["../../etc/cron.d/x", "/etc/passwd", "word\\..\\..\\x", "C:/x.txt"] {
            assert_eq!(check(&with(part)), Err(Refusal::Escapes), "{part}");
        }
        for part in ["word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml", "word/media/x.EXE", "word/vbaProject.bin"] {
            assert_eq!(check(&with(part)), Err(Refusal::Active), "{part}");
        }
    }

    #[test]
    fn a_package_that_unpacks_to_too_much_or_is_two_files_is_refused() {
        let zeros = vec![0; 20 * 1024 * 1024];
        let bomb = filled(&[(WORD[0], b"<x/>"), (WORD[1], &zeros)]);
        assert_eq!(check(&bomb), Err(Refusal::Bomb));
        let mut two = package(&WORD);
        two.extend_from_slice(b"%PDF-1.7 <script>alert(1)</script>");
        assert_eq!(check(&two), Err(Refusal::Polyglot));
        assert_eq!(check(b"PK\x03\x04"), Err(Refusal::Broken));
    }
}
