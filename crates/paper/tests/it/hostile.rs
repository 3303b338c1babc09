//! Files that were made to do harm.

use std::io::{Cursor, Write};

use paper::{Limits, PaperError, read_docx};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::sample::{report, with_part, written};

fn small() -> Limits {
    Limits { entries: 50, unpacked: 1_000_000, depth: 64 }
}

fn with_document(xml: &str) -> Vec<u8> {
    with_part(&written(&report()), "word/document.xml", |_| xml.to_owned())
}

#[test]
fn a_dtd_is_refused_whatever_it_declares() {
    let lol = r#"<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><document><p><r><t>&b;</t></r></p></document>"#;
    for xml in [lol, r#"<!DOCTYPE d SYSTEM "file:///etc/passwd"><document/>"#] {
        assert!(matches!(read_docx(&with_document(xml), small()), Err(PaperError::BadXml(_))));
    }
    assert!(matches!(read_docx(&with_document("<document><p><r><t>&x;</t></r></p></document>"), small()), Err(PaperError::BadXml(_))));
}

#[test]
fn elements_nested_too_deeply_are_refused() {
    let deep = format!("<document>{}{}</document>", "<a>".repeat(100), "</a>".repeat(100));
    assert_eq!(read_docx(&with_document(&deep), small()), Err(PaperError::TooLarge("depth of elements")));
    let endless = "<a>".repeat(100_000);
    assert!(read_docx(&with_document(&endless), small()).is_err());
}

#[test]
fn a_zip_bomb_and_too_many_parts_are_refused() {
    let bomb = with_document(&format!("<document>{}</document>", " ".repeat(5_000_000)));
    assert!(bomb.len() < 100_000);
    assert_eq!(read_docx(&bomb, small()), Err(PaperError::TooLarge("unpacked size")));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..60 {
        zip.start_file(format!("{i}"), SimpleFileOptions::default()).unwrap();
    }
    assert_eq!(read_docx(&zip.finish().unwrap().into_inner(), small()), Err(PaperError::TooLarge("too many parts")));
}

#[test]
fn a_size_that_the_directory_understates_is_still_held_to_the_limit() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
    zip.write_all(format!("<document>{}</document>", "a".repeat(5_000_000)).as_bytes()).unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    // The directory's entry: its size stands 24 bytes after its mark.
    let at = bytes.windows(4).rposition(|w| w == [0x50, 0x4b, 1, 2]).unwrap() + 24;
    bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    assert!(read_docx(&bytes, small()).is_err());
}

#[test]
fn what_is_no_docx_or_has_a_password_gets_its_own_sentence() {
    assert_eq!(read_docx(b"", small()), Err(PaperError::NotDocx));
    assert_eq!(read_docx(b"PK\x03\x04 and then nothing", small()), Err(PaperError::NotDocx));
    // Both are compound files: an old .doc, and a .docx under a password.
    let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert_eq!(read_docx(&old, small()), Err(PaperError::NotDocx));
    let locked: Vec<u8> = old.into_iter().chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read_docx(&locked, small()), Err(PaperError::Encrypted));
    let whole = written(&report());
    assert!(read_docx(&whole[..whole.len() / 2], small()).is_err());
}

#[test]
fn every_error_has_one_line_in_english_and_a_sentence_in_chinese() {
    for error in
        [PaperError::NotDocx, PaperError::Encrypted, PaperError::TooLarge("x"), PaperError::BadXml("y".to_owned()), PaperError::NoFont]
    {
        assert!(!error.to_string().contains('\n') && error.chinese().ends_with('。'));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read_docx(&bytes, small());
    }

    #[test]
    fn no_change_of_a_real_file_makes_the_reader_panic(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = written(&report());
        let place = at.index(bytes.len());
        bytes[place] = to;
        let _ = read_docx(&bytes, small()).map(|read| paper::verify(&read));
        bytes.truncate(cut.index(bytes.len()));
        let _ = read_docx(&bytes, small());
    }

    #[test]
    fn no_text_in_the_document_part_makes_the_reader_panic(xml in "(<document>|<p>|</p>|<r>|</r>|<t>|</t>|<sdt>|</sdt>|<sdtPr><tag val=\"a\"/></sdtPr>|<vanish/>|<tab/>|九|a|&amp;|<del>|</del>){0,40}") {
        let _ = read_docx(&with_document(&xml), small()).map(|read| paper::verify(&read));
    }
}
