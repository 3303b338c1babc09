//! The marked copy: what was refused is found at its place, and mended it imports.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::Read;

use common::{Made, book, day};
use sheet::{Context, Limits, Recognition, Value, Workbook, marked_copy, read, recognise};

fn recognised(book: &Workbook) -> Recognition {
    recognise(book, None, &Context { file_name: book.file_name.clone(), today: Some(day("2022-12-31")), ..Context::default() })
}

/// A copy with its marks, read back.
fn copied(first: &Workbook) -> (Vec<u8>, Workbook) {
    let bytes = marked_copy(first, &recognised(first).sheets).unwrap();
    let again = read(&bytes, &first.file_name, &Limits::default()).unwrap();
    (bytes, again)
}

/// All parts of the package whose name holds this, as text.
fn parts(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).unwrap();
        if part.name().unwrap().contains(name) {
            part.read_to_string(&mut out).unwrap();
        }
    }
    out
}

const ROWS: &str = "2022年助企服务台账\n序号|日期|板块|服务内容|服务企业\n1|@2022-04-06|临湖区|用工对接|禾木环保有限公司\n2|2022-02-30|临湖区|政策宣讲|青杉印务有限公司\n3|2022.4.20||座谈|晨星软件有限公司\n|合计|||5";

#[test]
fn the_copy_holds_every_cell_where_it_stood_and_says_at_the_cell_why_it_was_refused() {
    let made = Made { name: "助企服务", rows: ROWS, merged: &[(0, 0, 0, 4)] };
    let first = read(&book(&[made]), "四月.xlsx", &Limits::default()).unwrap();
    let refused = recognised(&first).sheets[0].rejected.clone();
    assert_eq!(refused.iter().map(|r| r.cell.as_str()).collect::<Vec<_>>(), ["B4"]);
    let (bytes, copy) = copied(&first);
    assert_eq!(copy.sheets[0].cells, first.sheets[0].cells);
    assert_eq!(copy.sheets[0].merged, first.sheets[0].merged);
    let notes = parts(&bytes, "comments");
    assert!(notes.contains("ref=\"B4\"") && notes.contains(&refused[0].chinese), "{notes}");
    assert!(!notes.contains("ref=\"B3\""), "{notes}");
    assert!(notes.contains("不符"), "the stated total differs: {notes}");
}

#[test]
fn mended_in_the_copy_the_row_is_taken() {
    let made = Made { name: "助企服务", rows: ROWS, merged: &[] };
    let first = read(&book(&[made]), "四月.xlsx", &Limits::default()).unwrap();
    let (_, mut copy) = copied(&first);
    copy.sheets[0].cells.insert((3, 1), Value::Text("2022-02-28".into()));
    let (before, after) = (recognised(&first), recognised(&copy));
    assert_eq!((before.rows.len(), after.rows.len()), (2, 3));
    assert_eq!(after.rows[0], before.rows[0], "what was taken is the same row, so that it is not counted twice");
    assert!(after.sheets[0].rejected.is_empty());
}

#[test]
fn the_sample_is_recognised_from_its_copy_as_from_itself() {
    let first = read(include_bytes!("data/2022-ledgers.xlsx"), "2022-ledgers.xlsx", &Limits::default()).unwrap();
    let (_, copy) = copied(&first);
    let (before, after) = (recognised(&first), recognised(&copy));
    assert_eq!(after.rows, before.rows);
    assert_eq!(format!("{:?}", after.sheets), format!("{:?}", before.sheets));
}

#[test]
fn names_that_no_program_takes_and_days_before_its_time_do_not_stop_the_copy() {
    let mut book = Workbook { file_name: "a.ods".into(), ..Workbook::default() };
    for name in ["一/二", "一:二", "", &"长".repeat(60), &"长".repeat(61)] {
        let mut sheet = sheet::Sheet { name: name.to_owned(), ..sheet::Sheet::default() };
        sheet.cells.insert((0, 0), Value::Day(norms::Day::new(1899, 5, 1).unwrap_or(norms::Day::first())));
        sheet.cells.insert((0, 1), Value::Number(f64::INFINITY));
        sheet.cells.insert((1, 0), Value::Text("=1+1".into()));
        book.sheets.push(sheet);
    }
    let (_, copy) = copied(&book);
    let names: std::collections::BTreeSet<&str> = copy.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    assert_eq!(copy.sheets[0].cells[&(1, 0)], Value::Text("=1+1".into()), "a text stays a text");
    assert!(!marked_copy(&Workbook::default(), &[]).unwrap().is_empty());
}
