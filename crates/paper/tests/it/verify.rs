//! Whether a file still says what was signed.

use paper::{Block, Document, Finding, Fonts, Limits, Seal, read_docx, verify, write_docx};

use crate::sample::{figure, part, report, seal, text, with_part, written};

fn findings(docx: &[u8]) -> Vec<Finding> {
    verify(&read_docx(docx, Limits::default()).unwrap())
}

/// The report's file with some words of its text changed.
fn changed(from: &str, to: &str) -> Vec<Finding> {
    findings(&with_part(&written(&report()), "word/document.xml", |xml| {
        assert!(xml.contains(from), "{from}");
        xml.replacen(from, to, 1)
    }))
}

#[test]
fn an_untouched_file_says_what_was_signed() {
    let docx = written(&report());
    assert_eq!(findings(&docx), []);
    assert_eq!(read_docx(&docx, Limits::default()).unwrap().seal, Some(seal(&report())));
}

#[test]
fn a_changed_figure_is_named_and_nothing_else_is() {
    let wanted =
        Finding::FigureChanged { key: "service".to_owned(), paragraph: 5, was: "700余场次".to_owned(), is: "900余场次".to_owned() };
    assert_eq!(changed("700余场次", "900余场次"), [wanted]);
}

#[test]
fn changed_words_beside_a_figure_are_named_with_their_paragraph() {
    let found = changed("提供助企服务", "提供惠企服务");
    assert!(
        matches!(&found[..], [Finding::TextChanged { paragraph: 5, was, is }] if was == "提供助企服务700余场次" && is.starts_with("提供惠企服务700余")),
        "{found:?}"
    );
}

#[test]
fn words_pushed_into_a_figures_mark_are_found() {
    let found = changed("700余场次</w:t>", "700余场次，覆盖全市</w:t>");
    assert!(matches!(&found[..], [Finding::FigureChanged { is, .. }] if is == "700余场次，覆盖全市"), "{found:?}");
}

#[test]
fn a_changed_table_cell_is_found() {
    assert!(matches!(&changed(">71<", ">77<")[..], [Finding::TextChanged { is, .. }] if is == "77"));
}

#[test]
fn an_added_and_a_removed_paragraph_are_told_apart() {
    let docx = written(&report());
    let extra = "<w:p><w:r><w:t>另有一段。</w:t></w:r></w:p>";
    let added = with_part(&docx, "word/document.xml", |xml| xml.replacen("<w:tbl>", &format!("{extra}<w:tbl>"), 1));
    assert_eq!(findings(&added), [Finding::TextAdded { paragraph: 7, is: "另有一段。".to_owned() }]);
    let mut doc = report();
    doc.blocks.remove(1);
    let removed = write_docx(&doc, &Fonts::default(), Some(&seal(&report()))).unwrap();
    let gone = Finding::FigureGone { key: "centre".to_owned(), was: "9次".to_owned() };
    assert_eq!(findings(&removed), [Finding::TextRemoved { paragraph: 4, was: "（一）政治固本，建设学习".to_owned() }, gone]);
}

/// The document part without content controls, as LibreOffice leaves it (their tags are dropped on saving).
fn without_controls(xml: &str) -> String {
    let xml = xml.replace("</w:sdtContent></w:sdt>", "");
    xml.split("<w:sdt>").map(|part| part.split_once("<w:sdtContent>").map_or(part, |(_, rest)| rest)).collect()
}

/// And without bookmarks.
fn without_marks(xml: &str) -> String {
    let xml = without_controls(xml);
    let ends = xml
        .split("<w:bookmarkEnd")
        .map(|part| if part.starts_with(" w:id") { part.split_once("/>").map_or("", |(_, rest)| rest) } else { part });
    let xml: String = ends.collect();
    xml.split("<w:bookmarkStart")
        .map(|part| if part.starts_with(" w:id") { part.split_once("/>").map_or("", |(_, rest)| rest) } else { part })
        .collect()
}

#[test]
fn a_changed_figure_is_named_by_its_bookmark_when_the_control_is_lost() {
    let docx = with_part(&written(&report()), "word/document.xml", |xml| without_controls(xml).replace("700余场次", "800余场次"));
    let wanted =
        Finding::FigureChanged { key: "service".to_owned(), paragraph: 5, was: "700余场次".to_owned(), is: "800余场次".to_owned() };
    assert_eq!(findings(&docx), [wanted]);
}

#[test]
fn marks_lost_in_a_resave_do_no_harm_while_the_words_stand() {
    let bare = with_part(&written(&report()), "word/document.xml", without_marks);
    let read = read_docx(&bare, Limits::default()).unwrap();
    assert_eq!((read.figures.len(), verify(&read)), (0, vec![]));
    let found = findings(&with_part(&bare, "word/document.xml", |xml| xml.replace("700余场次", "800余场次")));
    assert!(
        matches!(&found[..], [Finding::TextChanged { paragraph: 5, .. }, Finding::FigureGone { key, .. }] if key == "service"),
        "{found:?}"
    );
}

#[test]
fn text_hidden_from_the_reader_does_not_count_as_text() {
    let found = changed("<w:t xml:space=\"preserve\">提供助企服务</w:t>", "<w:rPr><w:vanish/></w:rPr><w:t>提供助企服务</w:t>");
    assert!(matches!(&found[..], [Finding::TextChanged { .. }]), "{found:?}");
}

#[test]
fn a_file_without_a_seal_or_with_a_broken_one_is_told() {
    let bare = write_docx(&report(), &Fonts::default(), None).unwrap();
    assert_eq!(findings(&bare), [Finding::NoSeal]);
    let broken = with_part(&written(&report()), "customXml/item1.xml", |xml| xml.replace(&seal(&report()).text_digest, &"0".repeat(64)));
    assert_eq!(findings(&broken), [Finding::BrokenSeal]);
    let garbage = with_part(&written(&report()), "customXml/item1.xml", |xml| xml.replace("version", "versiom"));
    assert_eq!(findings(&garbage), [Finding::NoSeal]);
}

#[test]
fn the_payload_for_the_keyed_digest_is_the_same_before_and_after_the_file() {
    let signed = seal(&report()).with_mac("ab12");
    let docx = write_docx(&report(), &Fonts::default(), Some(&signed)).unwrap();
    let read: Seal = read_docx(&docx, Limits::default()).unwrap().seal.unwrap();
    assert_eq!(read.mac.as_deref(), Some("ab12"));
    assert_eq!(read.payload(), seal(&report()).payload());
}

#[test]
fn one_key_said_twice_is_compared_in_order() {
    let doc = Document {
        title: "报告".to_owned(),
        blocks: vec![Block::Paragraph {
            runs: vec![figure("f", "9次", "9", "m"), text("，也就是"), figure("f", "九次", "9", "m"), text("。")],
        }],
        ..Document::default()
    };
    let docx = written(&doc);
    assert_eq!(findings(&docx), []);
    let found = findings(&with_part(&docx, "word/document.xml", |xml| xml.replace("九次", "八次")));
    assert!(matches!(&found[..], [Finding::FigureChanged { was, is, .. }] if was == "九次" && is == "八次"), "{found:?}");
}

#[test]
fn the_seal_keeps_no_paragraph_whole() {
    let item = part(&written(&report()), "customXml/item1.xml");
    assert!(!item.contains("买买提"));
}
