//! `report`: from a template to a signed document that is held against what was signed.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::house::{House, PASSWORD};

fn new(house: &House) -> String {
    let ran = house.run(["report", "new", "--template", "half-year", "--from", "2022-01-01", "--to", "2022-10-31"]).expect(0);
    let id = ran.out.trim();
    assert_eq!((id.len(), ran.out.lines().count()), (36, 1), "the id alone on a line");
    id.to_owned()
}

#[tokio::test]
async fn a_report_is_made_shown_signed_exported_and_verified() {
    for house in House::all().await {
        house.import_sample();
        let templates = house.json(["report", "templates"]);
        assert!(templates["templates"].as_array().unwrap().iter().any(|t| t["name"] == "half-year" && t["title"].is_string()));
        let id = new(&house);
        let draft = house.json(["report", "show", &id]);
        assert_eq!((&draft["id"], &draft["state"], &draft["period"]["to"]), (&json!(id), &json!("draft"), &json!("2022-10-31")));
        let service = figure(&draft, "assist.service");
        assert_eq!((&service["value"], &service["facts"], &service["digest"]), (&json!(726), &json!(726), &Value::Null));
        assert_eq!((&service["said"], &figure(&draft, "station.bed")["said"]), (&json!("700余场次"), &json!("1007张")));
        assert!(draft["paragraphs"].as_array().unwrap().len() > 5);

        house.run(["report", "sign", &id, "--user", "qin"]).expect(0);
        let signed = house.json(["report", "show", &id]);
        assert_eq!(signed["state"], "signed");
        assert!(figure(&signed, "assist.service")["digest"].is_string());
        assert!(house.json(["report", "list"])["reports"].as_array().unwrap().iter().any(|r| r["id"] == json!(id)));
        house.run(["report", "diff", &id]).expect(0);

        house.run(["report", "export", &id, "--docx", "report.docx", "--pdf", "report.pdf", "--trace"]).expect(0);
        assert!(fs::read(house.file("report.pdf")).unwrap().starts_with(b"%PDF-"));
        house.run(["report", "verify", "report.docx"]).expect(0);
        assert!(change(&house.file("report.docx"), "1007", "1107"));
        let altered = house.run(["report", "verify", "report.docx"]).expect(1);
        assert!(altered.out.contains("1107"), "{}", altered.out);
        house.verify();
    }
}

#[tokio::test]
async fn what_changes_after_sign_off_is_named() {
    for house in House::all().await {
        let batch = house.import_sample();
        let id = new(&house);
        house.run(["report", "sign", &id, "--user", "qin"]).expect(0);
        house.run(["import", "undo", &batch]).expect(0);
        let differs = house.run(["report", "diff", &id]).expect(1);
        assert!(differs.out.contains("assist.service") && differs.out.contains("726"), "{}", differs.out);
        assert_eq!(figure(&house.json(["report", "show", &id]), "assist.service")["value"], 726, "what was signed stays");
    }
}

#[tokio::test]
async fn what_an_office_imports_in_its_first_year_differs_and_is_not_called_late() {
    for house in House::all().await {
        let first = small(&house, "一季度.xlsx", &[["2022.3.5", "云杉电子", "政策宣讲"]]);
        house.run([OsStr::new("import"), first.as_os_str(), OsStr::new("--make-missing")]).expect(0);
        let id = new(&house);
        house.run(["report", "sign", &id, "--user", "qin"]).expect(0);
        let later = small(&house, "二季度.xlsx", &[["2022.4.5", "禾木环保", "法律咨询"]]);
        house.run([OsStr::new("import"), later.as_os_str(), OsStr::new("--make-missing")]).expect(0);
        let differs = house.run(["report", "diff", &id]).expect(1);
        let line = differs.out.lines().find(|line| line.contains("assist.service")).unwrap();
        assert!(line.contains("today 2") && line.contains("other posting") && !line.contains("late"), "{line}");
        let facts = house.json(["facts", "--metric", "assist.service", "--from", "2022-01-01", "--to", "2022-12-31"]);
        assert!(facts["facts"].as_array().unwrap().iter().all(|fact| fact["late"] == false), "{facts}");
        house.verify();
    }
}

/// A ledger of services.
fn small(house: &House, name: &str, rows: &[[&str; 3]]) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("助企服务").unwrap();
    for (row, cells) in [["日期", "服务企业", "服务内容"]].iter().chain(rows).enumerate() {
        for (column, text) in cells.iter().enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
    let file = house.file(name);
    book.save(&file).unwrap();
    file
}

#[tokio::test]
async fn a_step_that_is_another_s_stays_open_and_is_named() {
    for house in House::all().await {
        house.import_sample();
        house.fed(["user", "add", "lin", "--name", "林登", "--role", "officer", "--password-stdin"], PASSWORD).expect(0);
        let id = new(&house);
        let ran = house.run(["report", "sign", &id, "--user", "lin"]).expect(1);
        assert!(ran.sentence().contains("check"), "{}", ran.err);
        assert_ne!(house.json(["report", "show", &id])["state"], "signed");
        house.run(["report", "sign", &id, "--user", "nobody"]).expect(2).sentence();
        house.run(["user", "disable", "lin"]).expect(0);
        house.run(["report", "sign", &id, "--user", "lin"]).expect(1).sentence();
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_a_sentence() {
    let house = House::sqlite();
    let nothing = "01980c3e-0000-7000-8000-000000000000";
    for (args, code) in [
        (vec!["report", "show", nothing], 1),
        (vec!["report", "export", nothing, "--docx", "x.docx"], 1),
        (vec!["report", "export", nothing], 2),
        (vec!["report", "new", "--template", "weekly", "--from", "2022-01-01", "--to", "2022-06-30"], 2),
        (vec!["report", "new", "--template", "half-year", "--from", "2022-06-30", "--to", "2022-01-01"], 2),
        (vec!["report", "verify", "no.docx"], 2),
    ] {
        let ran = house.run(&args);
        assert_eq!(ran.code, code, "{args:?} {}", ran.err);
        ran.sentence();
    }
    fs::write(house.file("not.docx"), b"PK\x03\x04 half a file").unwrap();
    house.run(["report", "verify", "not.docx"]).expect(1).sentence();
    assert!(!house.file("x.docx").exists());
}

fn figure(report: &Value, metric: &str) -> Value {
    report["figures"].as_array().unwrap().iter().find(|figure| figure["metric"] == metric).unwrap().clone()
}

/// Changes the document's text as somebody with Word would.
fn change(file: &Path, from: &str, to: &str) -> bool {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut changed = false;
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name == "word/document.xml" {
            let text = String::from_utf8(bytes).unwrap();
            changed = text.contains(from);
            bytes = text.replacen(from, to, 1).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    fs::write(file, out.finish().unwrap().into_inner()).unwrap();
    changed
}
