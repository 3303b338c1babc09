//! Tables of text documents.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::Write;

use common::sums;
use sheet::{Context, Limits, ReadError, Value, Workbook, read, recognise};

const HEAD: &str =
    r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;

/// A document with this body, and these other parts.
fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let whole = format!("{HEAD}{body}</w:body></w:document>");
    for (name, text) in [("[Content_Types].xml", "<Types/>"), ("word/document.xml", whole.as_str())].iter().chain(parts) {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A cell with properties of its own.
fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

fn tr(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

/// A table without merged cells: a row a line, cells parted by `|`.
fn table(rows: &str) -> String {
    let row = |line: &str| tr(&line.split('|').map(|text| tc("", text)).collect::<Vec<_>>());
    format!("<w:tbl>{}</w:tbl>", rows.lines().map(row).collect::<String>())
}

fn opened(bytes: &[u8]) -> Workbook {
    read(bytes, "台账.docx", &Limits::default()).unwrap()
}

fn text(book: &Workbook, sheet: usize, at: (u32, u32)) -> String {
    book.sheets[sheet].cells.get(&at).map(Value::text).unwrap_or_default()
}

#[test]
fn each_table_is_a_sheet_under_the_lines_that_stand_above_it() {
    let body = format!(
        "{}{}{}{}{}",
        p("附件1"),
        p("2022年党课台账"),
        table("时间|题目\n2022.3.5|党史\n3月12日|党章"),
        p("2022年清风课堂台账"),
        table("日期|内容\n2022.4.1|廉政教育")
    );
    let book = opened(&docx(&body, &[]));
    assert_eq!(book.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["表1", "表2"]);
    assert_eq!([text(&book, 0, (1, 0)), text(&book, 0, (2, 1)), text(&book, 0, (4, 0))], ["2022年党课台账", "题目", "3月12日"]);
    assert_eq!(text(&book, 1, (0, 0)), "2022年清风课堂台账");
    let found = recognise(&book, None, &Context::default());
    assert_eq!(sums(&found, 2022), [("integrity.class", 1), ("life.party_lecture", 2)]);
}

#[test]
fn merged_cells_are_read_as_a_workbook_has_them() {
    let (restart, goes_on) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    let wide = |n: usize| format!(r#"<w:gridSpan w:val="{n}"/>"#);
    let rows = [
        tr(&[tc(&wide(4), "2022年助企服务台账")]),
        tr(&[tc("", "日期"), tc("", "板块"), tc("", "服务内容"), tc("", "服务企业")]),
        tr(&[tc(restart, "2022.4.6"), tc(restart, "临湖区"), tc("", "用工对接"), tc("", "禾木环保有限公司")]),
        tr(&[tc(goes_on, ""), tc(goes_on, ""), tc("", "政策宣讲"), tc("", "青杉印务有限公司")]),
        tr(&[tc("", "2022.4.9"), tc(goes_on, ""), tc("", "座谈"), tc("", "晨星软件有限公司")]),
    ];
    let book = opened(&docx(&format!("<w:tbl>{}</w:tbl>", rows.concat()), &[]));
    let merged: Vec<String> = book.sheets[0].merged.iter().map(|m| format!("{}:{}", m.from, m.to)).collect();
    assert!(["A1:D1", "A3:A4", "B3:B5"].iter().all(|range| merged.iter().any(|m| m == range)) && merged.len() == 3, "{merged:?}");
    let found = recognise(&book, None, &Context::default());
    assert_eq!(found.rows.len(), 3, "{:?}", found.sheets);
    assert_eq!(found.rows.iter().map(|row| row.day.to_string()).collect::<Vec<_>>(), ["2022-04-06", "2022-04-06", "2022-04-09"]);
    assert!(found.rows.iter().all(|row| row.org.as_deref() == Some("临湖区")));
}

#[test]
fn text_is_read_as_it_shows() {
    let cell = "<w:tc><w:p><w:r><w:t>禾木</w:t></w:r><w:r><w:t>环保</w:t></w:r></w:p><w:p><w:ins><w:r><w:t>青杉&amp;印务</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText><w:t>旧名</w:t></w:r></w:del></w:p></w:tc>";
    let nested = format!("<w:tc>{}{}</w:tc>", table("甲|乙"), p("丙"));
    let before = r#"<w:trPr><w:gridBefore w:val="1"/></w:trPr>"#;
    let rows = format!("<w:tr>{cell}{nested}</w:tr><w:tr>{before}{}</w:tr>", tc("", "只有第二列"));
    let book = opened(&docx(&format!("<w:tbl>{rows}</w:tbl>"), &[]));
    assert_eq!(text(&book, 0, (0, 0)), "禾木环保\n青杉&印务");
    assert_eq!(text(&book, 0, (0, 1)), "甲\n乙\n丙");
    assert_eq!([text(&book, 0, (1, 0)), text(&book, 0, (1, 1))], ["", "只有第二列"]);
}

#[test]
fn a_mark_in_the_text_or_in_a_header_of_the_document_is_found() {
    let table = table("时间|题目\n2022.3.5|党史");
    let header = r#"<w:hdr xmlns:w="w"><w:p><w:r><w:t>机</w:t></w:r><w:r><w:t>密★5年</w:t></w:r></w:p></w:hdr>"#;
    for (body, parts) in [
        (format!("{}{table}", p("秘密")), vec![]),
        (format!("{table}{}", p("机密★10年")), vec![]),
        (table.clone(), vec![("word/header1.xml", header)]),
    ] {
        assert!(!sheet::marks(&opened(&docx(&body, &parts))).is_empty(), "{body}");
    }
    assert!(sheet::marks(&opened(&docx(&format!("{}{table}", p("这件事的秘密在于坚持。")), &[]))).is_empty());
}

#[test]
fn a_document_that_holds_no_whole_table_is_refused_with_a_sentence() {
    let error = |bytes: &[u8]| read(bytes, "a.docx", &Limits::default()).unwrap_err();
    assert_eq!(error(&docx(&p("只有文字"), &[])), ReadError::NoTable);
    assert!(error(&docx(&p("只有文字"), &[])).chinese().contains("没有表格"));
    assert!(matches!(error(&docx("<w:tbl><w:tr><w:tc>", &[])), ReadError::Damaged { .. }));
    let deep = "<w:tbl><w:tr><w:tc>".repeat(200);
    assert!(read(&docx(&deep, &[]), "a.docx", &Limits::default()).is_err(), "too deep");
    let many = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>".repeat(201);
    assert!(matches!(error(&docx(&many, &[])), ReadError::TooManySheets { .. }));
}
