//! Documents of invented offices, and parts of a .docx to look into and to change.

use std::io::{Cursor, Read, Write};

use norms::{Day, Instant};
use paper::{Block, Document, Figure, Fonts, Run, Seal, Signature, write_docx};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub fn day(number: i64) -> Day {
    Day::from_number(number).unwrap()
}

pub fn text(text: &str) -> Run {
    Run::Text(text.to_owned())
}

pub fn figure(key: &str, said: &str, value: &str, metric: &str) -> Run {
    Run::Figure(Figure {
        key: key.to_owned(),
        said: said.to_owned(),
        value: value.to_owned(),
        metric: metric.to_owned(),
        org: "office".to_owned(),
        from: day(20220101),
        to: day(20221031),
        digest: "d1".to_owned(),
    })
}

/// A small report with two figures.
pub fn report() -> Document {
    Document {
        title: "关于2022年1—10月党建工作情况的报告".to_owned(),
        addressee: Some("某市市级机关工委".to_owned()),
        blocks: vec![
            Block::Heading { level: 1, runs: vec![text("履行工作责任情况")], follows: vec![] },
            Block::Heading {
                level: 2,
                runs: vec![text("政治固本，建设学习型党组织。")],
                follows: vec![text("先后召开中心组集中学习"), figure("centre", "9次", "9", "study.centre"), text("。")],
            },
            Block::Paragraph {
                runs: vec![
                    text("提供助企服务"),
                    figure("service", "700余场次", "726", "assist.service"),
                    text("，买买提·吐尔逊、𠮷田 & <青年> \"站长\" 参加。"),
                ],
            },
            Block::Table {
                caption: Some("各月情况".to_owned()),
                header: vec!["月份".to_owned(), "场次".to_owned()],
                rows: vec![vec!["1月".to_owned(), "71".to_owned()], vec!["2月".to_owned()]],
            },
        ],
        signature: Some(Signature {
            org: "共青团某市委员会机关总支部委员会".to_owned(), day: day(20221106), sealed: false
        }),
        ..Document::default()
    }
}

pub fn seal(doc: &Document) -> Seal {
    Seal::of(doc, "0193-report", 4711, "2022-11-06T08:00:00Z".parse::<Instant>().unwrap())
}

pub fn written(doc: &Document) -> Vec<u8> {
    write_docx(doc, &Fonts::default(), Some(&seal(doc))).unwrap()
}

/// One part's text.
pub fn part(docx: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut out = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

/// The file with one part changed.
pub fn with_part(docx: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut zip = ZipArchive::new(Cursor::new(docx)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in names {
        let mut bytes = Vec::new();
        zip.by_name(&entry).unwrap().read_to_end(&mut bytes).unwrap();
        if entry == name {
            bytes = change(&String::from_utf8(bytes).unwrap()).into_bytes();
        }
        out.start_file(entry, SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}
