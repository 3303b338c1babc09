//! Bad input: each is refused with a sentence, and nothing costs more than it holds.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::Write;

use common::{Made, book, one, recognised, sums};
use norms::classified::Mark;
use proptest::prelude::*;
use sheet::{Context, Limits, ReadError, Value, read, recognise};
use zip::write::SimpleFileOptions;

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    packed(parts, zip::CompressionMethod::Deflated)
}

fn packed(parts: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose first sheet is this XML.
fn xlsx_of(sheet: &[u8]) -> Vec<u8> {
    package(&xlsx_parts(sheet))
}

fn xlsx_parts(sheet: &[u8]) -> [(&'static str, &[u8]); 5] {
    [
        ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
        ("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet),
    ]
}

fn sheet_xml(rows: &str) -> Vec<u8> {
    format!(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#).into_bytes()
}

fn ods_of(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s"><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{rows}</office:spreadsheet></office:body></office:document-content>"#
    );
    package(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

#[test]
fn what_is_no_workbook_is_refused_by_what_it_holds() {
    let limits = Limits::default();
    let error = |bytes: &[u8], name: &str| read(bytes, name, &limits).unwrap_err();
    assert_eq!(error(b"", "a.xlsx"), ReadError::Empty);
    assert_eq!(error(b"hello", "a.xlsx"), ReadError::NotAWorkbook);
    assert_eq!(error(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.xlsx"), ReadError::NotAWorkbook);
    assert_eq!(error(&package(&[("word/document.xml", b"<w/>")]), "a.docx"), ReadError::NoTable);
    assert_eq!(error(&package(&[("a.txt", b"x")]), "a.xlsx"), ReadError::NotAWorkbook);
    assert_eq!(error(b"anything", "台账.et"), ReadError::WpsSheet);
    assert!(error(b"anything", "台账.wps").to_string().contains(".docx"));
    assert!(error(b"anything", "台账.DOC").chinese().contains("另存为"));
    assert!(matches!(error(b"<html><table>", "a.xls"), ReadError::OtherFormat { .. }));
}

#[test]
fn a_truncated_workbook_is_damaged_and_never_half_read() {
    let whole = book(&[Made { name: "s", rows: "a|b\n1|2", merged: &[] }]);
    for length in [30, whole.len() / 3, whole.len() / 2, whole.len() - 30] {
        assert!(matches!(read(&whole[..length], "a.xlsx", &Limits::default()), Err(ReadError::Damaged { .. })), "{length}");
    }
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_unpacked() {
    let zeros = vec![b' '; 64 << 20];
    let bomb = xlsx_of(&zeros);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read(&bomb, "a.xlsx", &Limits::default()).unwrap_err(), ReadError::PackedTooTight { ratio: 200 });
    let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
    assert!(matches!(read(&bomb, "a.xlsx", &limits), Err(ReadError::UnpacksTooLarge { megabytes: 1 })));
    let limits = Limits { upload: 100, ..Limits::default() };
    assert!(matches!(read(&bomb, "a.xlsx", &limits), Err(ReadError::TooLarge { .. })));
}

#[test]
fn too_many_parts_a_doctype_and_deep_nesting_are_refused() {
    let names: Vec<String> = (0..2_100).map(|n| format!("a{n}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert_eq!(read(&package(&many), "a.xlsx", &Limits::default()).unwrap_err(), ReadError::TooManyEntries { limit: 2_000 });
    let laughs =
        br#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><worksheet><sheetData/></worksheet>"#;
    assert_eq!(read(&xlsx_of(laughs), "a.xlsx", &Limits::default()).unwrap_err(), ReadError::Doctype);
    let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
    assert_eq!(read(&xlsx_of(deep.as_bytes()), "a.xlsx", &Limits::default()).unwrap_err(), ReadError::TooDeep { limit: 256 });
    let sixteen: Vec<u8> = [0xFF, 0xFE].into_iter().chain("<!DOCTYPE a><worksheet/>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(matches!(read(&xlsx_of(&sixteen), "a.xlsx", &Limits::default()), Err(ReadError::Damaged { .. })));
}

#[test]
fn cells_far_apart_cost_no_more_than_themselves() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let book = read(&xlsx_of(&sheet_xml(rows)), "a.xlsx", &Limits::default()).unwrap();
    assert_eq!(book.sheets[0].cells.len(), 2);
    assert_eq!(book.sheets[0].cells.get(&(1_048_575, 16_383)), Some(&Value::Number(2.0)));
    recognise(&book, None, &Context::default());
}

#[test]
fn a_million_formatted_blank_rows_hold_no_cell() {
    use std::fmt::Write as _;
    let mut rows = String::new();
    for row in 1..=1_048_576 {
        write!(rows, r#"<row r="{row}" s="1"/>"#).unwrap();
    }
    // What it costs is in the rows; packing them would only take the test's time.
    let bytes = packed(&xlsx_parts(&sheet_xml(&rows)), zip::CompressionMethod::Stored);
    let book = read(&bytes, "a.xlsx", &Limits::default()).unwrap();
    assert!(book.sheets[0].cells.is_empty());
}

#[test]
fn an_ods_row_repeated_a_million_times_is_read_once_and_said() {
    let rows = r#"<table:table table:name="s"><table:table-row><table:table-cell office:value-type="string"><text:p>甲&amp;乙</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16383"/></table:table-row><table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row></table:table><table:table table:name="藏" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="date" office:date-value="2022-03-05"/></table:table-row></table:table>"#;
    let book = read(&ods_of(rows), "a.ods", &Limits::default()).unwrap();
    assert_eq!(book.sheets[0].cells.len(), 2);
    assert_eq!(book.sheets[0].cells.get(&(0, 0)), Some(&Value::Text("甲&乙".to_string())));
    assert_eq!(book.sheets[0].cells.get(&(1_048_575, 0)), Some(&Value::Number(7.0)));
    assert_eq!(book.sheets[0].notes.len(), 1);
    assert!(book.sheets[1].hidden);
    assert_eq!(book.sheets[1].cells.get(&(0, 0)), Some(&Value::Day(common::day("2022-03-05"))));
}

#[test]
fn an_ods_ledger_is_recognised() {
    let cell = |text: &str| format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#);
    let row = |cells: &[&str]| format!("<table:table-row>{}</table:table-row>", cells.iter().map(|c| cell(c)).collect::<String>());
    let rows = format!(
        r#"<table:table table:name="党课">{}{}<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="date" office:date-value="2022-03-05T00:00:00"><text:p>3/5</text:p></table:table-cell>{}</table:table-row></table:table>"#,
        row(&["党课开展情况"]),
        row(&["授课时间", "课题"]),
        cell("党史")
    );
    let found = recognised("a.ods", &ods_of(&rows));
    assert_eq!(sums(&found, 2022), [("life.party_lecture", 2)]);
}

#[test]
fn too_many_cells_are_refused() {
    let bytes = book(&[Made { name: "s", rows: "1|2|3\n4|5|6", merged: &[] }]);
    let limits = Limits { cells: 5, ..Limits::default() };
    assert_eq!(read(&bytes, "a.xlsx", &limits).unwrap_err(), ReadError::TooManyCells { limit: 5 });
    let limits = Limits { sheets: 0, ..Limits::default() };
    assert_eq!(read(&bytes, "a.xlsx", &limits).unwrap_err(), ReadError::TooManySheets { limit: 0 });
}

#[test]
fn every_sentence_is_one_line_in_both_languages() {
    let errors = [
        ReadError::Empty,
        ReadError::TooLarge { megabytes: 50 },
        ReadError::Doctype,
        ReadError::Password,
        ReadError::Damaged { what: "x".to_string() },
        ReadError::WpsSheet,
        ReadError::Document { ending: ".doc" },
        ReadError::NotAWorkbook,
        ReadError::TooSparse,
    ];
    for error in errors {
        assert!(!error.to_string().contains('\n') && error.chinese().ends_with('。'), "{error}");
    }
}

#[test]
fn each_unreadable_cell_refuses_its_row_by_address_value_and_reason() {
    let found = one(
        "a.xlsx",
        "Sheet1",
        &format!(
            "
        2022年来苏青年入住登记表
        姓名|身份证号|入住日期|离店日期|免费住宿（晚）
        钟可|999999200002290019|2022.3.1|2022.3.4|3
        陆涵怡||2022年2月30日|2022.3.4|3
        孔若||1899.3.1|2022.3.4|3
        孔若||2199.3.1|2199.3.4|3
        孔若||2022.3.5|2022.3.4|1
        孔若||2022.3.1|2022.3.4|若干
        孔若||2022.3.1|2022.3.4|-3
        {}||2022.3.1|2022.3.4|3
        |999999200002290018|2022.3.1|2022.3.4|3
        ",
            "长".repeat(500)
        ),
    );
    let cells: Vec<&str> = found.sheets[0].rejected.iter().map(|r| r.cell.as_str()).collect();
    assert_eq!(cells, ["C4", "C5", "C6", "D7", "E8", "E9", "A10", "A11"]);
    assert_eq!((found.sheets[0].rows, found.sheets[0].accepted), (9, 1));
    for rejected in &found.sheets[0].rejected {
        assert!(!rejected.reason.is_empty() && rejected.chinese.ends_with('。'), "{rejected:?}");
        assert!(!rejected.value.contains("999999200002290018"));
    }
    assert_eq!(sums(&found, 2022), [("station.guest", 1), ("station.night", 3)]);
}

#[test]
fn nights_that_differ_from_the_days_are_counted_as_stated_and_warned_about() {
    let found = one("a.xlsx", "Sheet1", "姓名|入住日期|离店日期|住宿晚数\n钟可|2022.3.1|2022.3.4|2\n");
    assert_eq!(sums(&found, 2022), [("station.guest", 1), ("station.night", 2)]);
    assert_eq!(found.warnings.len(), 1);
}

#[test]
fn a_day_after_today_is_refused() {
    let bytes = book(&[Made { name: "党课", rows: "时间|题目\n2022.3.5|党史\n2022.3.7|党史", merged: &[] }]);
    let book = read(&bytes, "a.xlsx", &Limits::default()).unwrap();
    let ask = Context { today: Some(common::day("2022-03-06")), ..Context::default() };
    let found = recognise(&book, None, &ask);
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.sheets[0].rejected[0].cell, "A3");
}

#[test]
fn personal_numbers_are_masked_wherever_a_row_is_shown() {
    let found =
        one("a.xlsx", "Sheet1", "姓名|身份证号|联系电话|入住日期|离店日期\n钟可|999999200002290019|13800001111|2022.3.1|2022.3.4\n");
    let row = &found.rows[0];
    let shown: String = row.cells.iter().map(|(_, text)| text.as_str()).collect();
    assert!(!shown.contains("999999200002290019") && !shown.contains("13800001111"), "{shown}");
    assert_eq!(row.lines[0].subjects[0].id.as_ref().map(|id| id.key()), Some("999999200002290019"));
    assert!(!row.title.contains("钟可"));
}

#[test]
fn one_id_under_two_names_and_a_wrong_sex_are_said_and_refuse_nothing() {
    let found = one(
        "a.xlsx",
        "Sheet1",
        "姓名|性别|身份证号|入住日期|离店日期\n钟可|男|999999200002290019|2022.3.1|2022.3.4\n钟克|女|999999200002290019|2022.4.1|2022.4.4\n孔若|男|999999200002290018|2022.4.1|2022.4.4\n",
    );
    assert_eq!(found.rows.len(), 3);
    let texts: Vec<&str> = found.warnings.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(texts.iter().filter(|t| t.contains("sex")).count(), 1, "{texts:?}");
    assert_eq!(texts.iter().filter(|t| t.contains("same citizen id")).count(), 1, "{texts:?}");
    assert_eq!(texts.iter().filter(|t| t.contains("is wrong")).count(), 1, "{texts:?}");
}

#[test]
fn classification_marks_are_found_in_cells_headers_and_names() {
    let mut made = rust_xlsxwriter::Workbook::new();
    let sheet = made.add_worksheet();
    sheet.set_header("&C机密★5年").write_string(3, 2, "内部资料 注意保密").unwrap();
    sheet.write_string(4, 2, "保守国家秘密教育").unwrap();
    let bytes = made.save_to_buffer().unwrap();
    let book = read(&bytes, "a.xlsx", &Limits::default()).unwrap();
    let found = sheet::marks(&book);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(matches!(found[0].mark, Mark::Classified(_)) && found[0].cell.is_none());
    assert!(matches!(found[1].mark, Mark::Internal(_)) && found[1].cell.as_deref() == Some("C4"));
}

#[test]
fn an_encrypted_workbook_asks_for_its_password_to_be_taken_off() {
    // A compound file whose directory names an encrypted package: header, one FAT sector, one directory sector.
    let mut bytes = vec![0u8; 512 * 3];
    bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    bytes[30] = 9;
    bytes[44] = 1;
    bytes[48..52].copy_from_slice(&1u32.to_le_bytes());
    bytes[56..60].copy_from_slice(&4096u32.to_le_bytes());
    bytes[60..64].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    bytes[68..72].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    bytes[76..512].fill(0xFF);
    bytes[76..80].copy_from_slice(&0u32.to_le_bytes());
    bytes[512..1024].fill(0xFF);
    bytes[512..516].copy_from_slice(&0xFFFF_FFFDu32.to_le_bytes());
    bytes[516..520].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    for (at, name) in [(1024, "Root Entry"), (1152, "EncryptedPackage")] {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[at..at + units.len()].copy_from_slice(&units);
        bytes[at + 64] = u8::try_from(units.len() + 2).unwrap();
    }
    assert_eq!(read(&bytes, "a.xlsx", &Limits::default()).unwrap_err(), ReadError::Password);
}

fn grid_text() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        Just("序号"),
        Just("日期"),
        Just("姓名"),
        Just("入住日期"),
        Just("离店日期"),
        Just("板块"),
        Just("类别"),
        Just("主题党日"),
        Just("服务企业"),
        Just("房间数"),
        Just("合计"),
        Just("同上"),
        Just("2022.3.5"),
        Just("2月30日"),
        Just("三月"),
        Just("5"),
        Just("-3"),
        Just("999999999999"),
        Just("〃"),
        Just("甲木有限公司、乙木有限公司等3家"),
        Just("（"),
        Just(""),
        Just("注：无"),
        Just("2022年助企服务台账"),
        Just("若干"),
        Just("12间"),
        Just("服务场次"),
        Just("1e308"),
        Just("𠮷"),
        Just("共9次"),
        Just("数量"),
    ];
    proptest::collection::vec(proptest::collection::vec(cell, 1..6), 1..12)
        .prop_map(|rows| rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), start in 0usize..5) {
        let heads: [&[u8]; 5] = [b"", b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], b"\xEF\xBB\xBF", b"a,b\n"];
        let all: Vec<u8> = heads[start].iter().chain(&bytes).copied().collect();
        if let Ok(book) = read(&all, "a.csv", &Limits::default()) {
            recognise(&book, None, &Context::default());
        }
    }

    #[test]
    fn a_workbook_with_a_byte_changed_is_read_or_refused(at in 0usize..4_000, byte in any::<u8>()) {
        let mut bytes = book(&[Made { name: "s", rows: "日期|题目\n2022.3.5|党史", merged: &[] }]);
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(book) = read(&bytes, "a.xlsx", &Limits::default()) {
            recognise(&book, None, &Context::default());
        }
    }

    #[test]
    fn any_grid_is_recognised_without_a_panic(rows in grid_text(), merges in proptest::collection::vec((0u32..8, 0u32..5, 0u32..6, 0u32..4), 0..4)) {
        let csv: String = rows.replace('|', "\t");
        let mut book = match read(csv.as_bytes(), "a.tsv", &Limits::default()) {
            Err(ReadError::Empty) => return Ok(()),
            book => book.unwrap(),
        };
        for (row, column, down, across) in merges {
            let from = sheet::Address::new(row, column);
            book.sheets[0].merged.push(sheet::Merged { from, to: sheet::Address::new(row + down, column + across) });
        }
        let found = recognise(&book, None, &Context::default());
        for report in &found.sheets {
            prop_assert!(report.accepted + report.rejected.len() <= report.rows || report.state != sheet::State::Recognised);
        }
    }
}
