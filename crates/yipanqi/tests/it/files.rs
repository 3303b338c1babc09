//! Workbooks that cannot be read or may not be kept: one sentence, nothing changed.

use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;

use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

use crate::house::{House, Ran};

/// Cells by row; the texts of a small ledger.
fn book(house: &House, name: &str, rows: &[&[&str]]) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("助企服务").unwrap();
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
    let file = house.file(name);
    book.save(&file).unwrap();
    file
}

fn import(house: &House, file: &PathBuf) -> Ran {
    house.run([OsStr::new("import"), file.as_os_str()])
}

fn untouched(house: &House) {
    assert!(house.figures().values().all(|value| *value == 0));
    house.verify();
}

/// A workbook whose one sheet is this XML.
fn raw(house: &House, name: &str, sheet: &[u8]) -> PathBuf {
    let good = std::fs::read(book(house, "good.xlsx", &[&["日期"]])).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(good)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        out.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            out.write_all(sheet).unwrap();
        } else {
            std::io::copy(&mut part, &mut out).unwrap();
        }
    }
    let file = house.file(name);
    std::fs::write(&file, out.finish().unwrap().into_inner()).unwrap();
    file
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_a_sentence() {
    let house = House::sqlite();
    let whole = std::fs::read(book(&house, "whole.xlsx", &[&["日期", "企业"], &["2022.3.5", "云杉电子"]])).unwrap();
    let protected = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &vec![0; 4096]].concat();
    for (name, bytes, words) in [
        ("cut.xlsx", whole[..whole.len() / 2].to_vec(), "cut.xlsx"),
        ("protected.xlsx", protected, "protected.xlsx"),
        ("empty.xlsx", Vec::new(), "empty.xlsx"),
        ("table.et", whole.clone(), ".xlsx"),
        ("letter.wps", whole.clone(), ".docx"),
        ("letter.doc", whole.clone(), ".docx"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n0000".to_vec(), "picture.xlsx"),
    ] {
        let file = house.file(name);
        std::fs::write(&file, bytes).unwrap();
        let ran = import(&house, &file).expect(1);
        assert!(ran.sentence().contains(words), "{name}: {}", ran.err);
    }
    untouched(&house);
}

#[tokio::test]
async fn bombs_are_refused_before_they_unfold() {
    let house = House::sqlite();
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"哈\">");
    for n in 1..30 {
        laughs.push_str(&format!("<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1));
    }
    laughs.push_str("]><worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&a29;</t></is></c></row></sheetData></worksheet>");
    let bomb = vec![b' '; 260 << 20];
    for (name, sheet) in [("laughs.xlsx", laughs.as_bytes()), ("bomb.xlsx", &bomb)] {
        import(&house, &raw(&house, name, sheet)).expect(1).sentence();
    }
    untouched(&house);
}

#[tokio::test]
async fn classified_matter_is_refused_and_its_words_do_not_enter() {
    let house = House::sqlite();
    for mark in ["机密★10年", "秘密", "绝密★"] {
        let file = book(&house, "marked.xlsx", &[&[mark], &["日期", "服务企业"], &["2022.3.5", "云杉电子"]]);
        let ran = import(&house, &file).expect(1);
        assert!(ran.sentence().contains("classified"), "{}", ran.err);
    }
    untouched(&house);
}

#[tokio::test]
async fn refused_cells_are_named_and_the_good_rows_go_in() {
    for house in House::all().await {
        let file = book(
            &house,
            "2022年助企服务台账.xlsx",
            &[
                &["2022年助企服务台账"],
                &["日期", "板块", "服务企业", "服务内容"],
                &["2022.3.5", "临湖区", "云杉电子", "政策宣讲"],
                &["2022年2月30日", "临湖区", "青杉印务", "法律咨询"],
                &["1899-03-05", "临湖区", "禾木环保", "法律咨询"],
                &["2022.3.9", "临湖区", "禾木环保", "融资对接"],
            ],
        );
        let ran = house.run([OsStr::new("import"), file.as_os_str(), OsStr::new("--format=json")]).expect(1);
        let told = ran.json();
        let refused: Vec<&str> = told["sheets"][0]["rejected"].as_array().unwrap().iter().map(|r| r["cell"].as_str().unwrap()).collect();
        assert_eq!(refused, ["A4", "A5"], "{told}");
        assert_eq!((&told["sheets"][0]["accepted"], &house.figures()["assist.service"]), (&2.into(), &2.into()));
        house.verify();
        // The strict take all or nothing.
        let strict = House::sqlite();
        let marked = strict.file("marked.xlsx");
        let args = [OsStr::new("import"), file.as_os_str(), OsStr::new("--strict"), OsStr::new("--marked"), marked.as_os_str()];
        strict.run(args).expect(1);
        untouched(&strict);
        // The copy with the marks refuses the same cells.
        let again =
            strict.run([OsStr::new("import"), marked.as_os_str(), OsStr::new("--dry-run"), OsStr::new("--format=json")]).expect(1).json();
        assert_eq!(again["sheets"][0]["rejected"], told["sheets"][0]["rejected"]);
    }
}

#[tokio::test]
async fn an_empty_template_imports_as_it_is_handed_out() {
    let house = House::sqlite();
    house.run(["import", "template", "empty.xlsx"]).expect(0);
    import(&house, &house.file("empty.xlsx")).expect(0);
    untouched(&house);
}

#[tokio::test]
async fn a_workbook_of_more_rows_than_an_import_takes_is_to_be_split() {
    let house = House::sqlite();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("助企服务").unwrap();
    sheet.write_row(0, 0, ["日期", "服务企业", "服务内容"]).unwrap();
    for row in 1..=20_001 {
        sheet.write_row(row, 0, ["2022.3.5".to_owned(), format!("云杉电子{row}"), "政策宣讲".to_owned()]).unwrap();
    }
    let file = house.file("many.xlsx");
    book.save(&file).unwrap();
    let ran = import(&house, &file).expect(1);
    assert!(ran.sentence().contains("split"), "{}", ran.err);
    untouched(&house);
}
