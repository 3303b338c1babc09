//! Reports as papers.

use std::io::{Cursor, Read, Write};

use base::secret::Key;
use paper::Fonts;
use report::actions::{self, Export};
use uuid::Uuid;

use crate::house::{House, houses, notes};

const TEXT: &str = "# 工作情况\n数据截至{截止日}，开展助企服务{assist.service 余}。";

async fn paper(house: &House, id: Uuid, trace: bool) -> actions::Paper {
    house.test.db.read(&house.by, &Export { id, trace, sources: notes() }, actions::paper).await.unwrap()
}

/// The file with each part's text changed.
fn edited(bytes: &[u8], edit: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..old.len() {
        let mut part = old.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        new.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(edit(&name, text).as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_signed_document_verifies_and_a_tampered_one_is_found() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        let report = house.signed(TEXT).await;
        for trace in [false, true] {
            let paper = paper(&house, report.id, trace).await;
            let bytes = actions::docx(&paper, &house.key, &Fonts::default()).unwrap();
            let checked = actions::verify_docx(&bytes, &house.key).unwrap();
            assert!(checked.agrees, "{:?}", checked.findings);
            assert_eq!(checked.report, Some(report.id.to_string()));

            let figure = edited(&bytes, |_, text| text.replace("700余场次", "900余场次"));
            let found = actions::verify_docx(&figure, &house.key).unwrap();
            assert!(!found.agrees && found.findings.iter().any(|f| f.english.contains("k1") || f.english.contains("seal")), "{found:?}");

            let words =
                edited(&bytes, |name, text| if name == "word/document.xml" { text.replace("开展助企服务", "没有开展服务") } else { text });
            assert!(!actions::verify_docx(&words, &house.key).unwrap().agrees);

            let bare = edited(&bytes, |name, text| if name.starts_with("customXml/item1") { "<x/>".to_owned() } else { text });
            let found = actions::verify_docx(&bare, &house.key).unwrap();
            assert!(!found.agrees && found.report.is_none(), "a document without its digests passes");

            let both = edited(&bytes, |_, text| text.replace("2022-06-03", "2022-06-04").replace("&quot;726&quot;", "&quot;926&quot;"));
            assert!(!actions::verify_docx(&both, &house.key).unwrap().agrees, "a seal changed by hand passes");
        }
    }
}

#[tokio::test]
async fn a_document_of_another_office_is_told() {
    for house in houses().await {
        let report = house.signed(TEXT).await;
        let bytes = actions::docx(&paper(&house, report.id, false).await, &Key::random(), &Fonts::default()).unwrap();
        let found = actions::verify_docx(&bytes, &house.key).unwrap();
        assert_eq!(found.findings.len(), 1);
        assert!(found.findings[0].english.contains("office's key"));
        assert!(actions::verify_docx(b"no document", &house.key).is_err());
    }
}

#[tokio::test]
async fn a_draft_says_that_it_is_one_and_carries_no_seal() {
    for house in houses().await {
        let report = house.with_text(TEXT).await;
        let paper = paper(&house, report.id, false).await;
        assert!(paper.document.title.starts_with("（草稿）") && paper.name.starts_with("（草稿）") && paper.seal.is_none());
        // What has no record says so on paper too: a bare 0 would read like a result.
        assert!(paper::plain_text(&paper.document).contains("助企服务0场次（无记录）。"));
        let bytes = actions::docx(&paper, &house.key, &Fonts::default()).unwrap();
        let found = actions::verify_docx(&bytes, &house.key).unwrap();
        assert!(!found.agrees && found.report.is_none());
    }
}

#[tokio::test]
async fn the_trace_lists_no_facts_of_an_org_out_of_ones_sight() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 2, "2022-06-03", 7)).await;
        let report = house.with_text("截至{截止日}{assist.service org=d2}，{assist.service org=d1}。").await;
        let by = house.actor("wai").await;
        let mine = actions::Create {
            id: None,
            template: String::new(),
            org: Some(house.orgs[1]),
            period: crate::house::ten_months(),
            cut_off: None,
            like: None,
        };
        let mine = house.test.db.write(&by, &actions::Create { template: "summary".into(), ..mine }, actions::create).await.unwrap();
        house.save("zhou", &actions::Save { text: report.text, ..crate::house::saving(&mine) }).await.unwrap();
        let ask = Export { id: mine.id, trace: true, sources: notes() };
        let trace = house.test.db.read(&by, &ask, actions::paper).await.unwrap().document.trace.unwrap();
        assert_eq!((trace.figures[0].facts.len(), trace.figures[0].more), (0, 1));
    }
}

#[tokio::test]
async fn the_trace_lists_facts_with_their_cells_as_of_sign_off() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        let report = house.signed(TEXT).await;
        house.note(2, house.facts("assist.service", 1, "2022-06-04", 5)).await;
        let trace = paper(&house, report.id, true).await.document.trace.unwrap();
        let figure = &trace.figures[0];
        assert_eq!((figure.value.as_str(), figure.facts.len(), figure.more), ("726场次", 1, 0));
        assert_eq!(figure.facts[0].origin, "2022-ledgers.xlsx「助企服务」D714");
        assert_eq!(figure.facts[0].org, "第1板块");
    }
}
