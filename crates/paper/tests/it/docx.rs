//! What the writer puts into the file.

use paper::{
    Attachment, Block, Document, Fonts, Head, Limits, PaperError, Run, Trace, TracedFact, TracedFigure, plain_text, read_docx, write_docx,
};

use crate::sample::{day, figure, part, report, text, written};

const DOCUMENT: &str = "word/document.xml";

#[test]
fn the_document_part_of_a_small_report_is_as_it_was_read_and_accepted() {
    let xml = part(&written(&report()), DOCUMENT);
    insta::assert_snapshot!(xml.replace("<w:p>", "\n<w:p>").replace("<w:sectPr>", "\n<w:sectPr>"));
}

#[test]
fn page_and_grid_are_those_that_give_22_lines_of_28_characters() {
    let docx = written(&report());
    let xml = part(&docx, DOCUMENT);
    assert!(xml.contains(r#"<w:pgSz w:w="11906" w:h="16838"/>"#));
    assert!(xml.contains(r#"w:top="2098" w:right="1474" w:bottom="1984" w:left="1588""#));
    assert!(xml.contains(r#"<w:docGrid w:type="lines" w:linePitch="579"/>"#));
    let styles = part(&docx, "word/styles.xml");
    assert!(styles.contains(r#"<w:spacing w:val="-5"/><w:sz w:val="32"/><w:szCs w:val="32"/>"#));
    assert!(styles.contains(r#"w:eastAsia="仿宋_GB2312""#) && styles.contains(r#"w:eastAsia="方正小标宋简体""#));
    // What the numbers mean: 22 lines in the type area's height, 28 characters of 16 pt − 0.25 pt in its width.
    let (height, width) = (16838 - 2098 - 1984, 11906 - 1588 - 1474);
    assert_eq!(height / 579, 22);
    assert_eq!(width / (320 - 5), 28);
}

#[test]
fn page_numbers_stand_at_the_outer_side() {
    let docx = written(&report());
    assert!(part(&docx, "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    let (odd, even) = (part(&docx, "word/footer1.xml"), part(&docx, "word/footer2.xml"));
    assert!(
        odd.contains(r#"<w:ind w:right="280"/><w:jc w:val="right"/>"#) && even.contains(r#"<w:ind w:left="280"/><w:jc w:val="left"/>"#)
    );
    assert!(odd.contains(r#"<w:fldSimple w:instr=" PAGE ">"#) && odd.contains("— ") && odd.contains(" —"));
    let xml = part(&docx, DOCUMENT);
    assert!(xml.contains(r#"<w:footerReference w:type="even" r:id="rId4"/><w:footerReference w:type="default" r:id="rId3"/><w:pgSz"#));
}

#[test]
fn the_same_document_is_the_same_file() {
    assert_eq!(written(&report()), written(&report()));
}

#[test]
fn rare_names_and_marks_of_xml_survive() {
    let read = read_docx(&written(&report()), Limits::default()).unwrap();
    let said = "提供助企服务700余场次，买买提·吐尔逊、𠮷田 & <青年> \"站长\" 参加。";
    assert!(read.paragraphs.iter().any(|text| text == said), "{:?}", read.paragraphs);
}

#[test]
fn control_characters_are_left_out_and_the_file_stays_readable() {
    let doc = Document {
        title: "报告\u{0}\u{b}\u{1b}".to_owned(),
        blocks: vec![Block::Paragraph { runs: vec![text("甲\u{202e}乙\u{ffff}")] }],
        ..Document::default()
    };
    let read = read_docx(&written(&doc), Limits::default()).unwrap();
    assert_eq!(read.paragraphs, ["报告", "甲乙"]);
}

#[test]
fn what_is_read_is_what_the_plain_text_says() {
    let doc = report();
    let read = read_docx(&written(&doc), Limits::default()).unwrap();
    let plain = plain_text(&doc);
    assert!(read.paragraphs.iter().all(|text| plain.contains(text)), "{plain}");
    assert!(plain.starts_with("关于2022年1—10月党建工作情况的报告\n某市市级机关工委：\n一、履行工作责任情况\n（一）政治固本，建设学习型党组织。先后召开中心组集中学习9次。\n"));
    assert_eq!(
        read.figures.iter().map(|f| (f.key.as_str(), f.text.as_str())).collect::<Vec<_>>(),
        [("centre", "9次"), ("service", "700余场次")]
    );
}

#[test]
fn a_figure_key_that_word_cannot_keep_is_refused() {
    for key in ["", "a\u{1}", &"长".repeat(65)] {
        let doc = Document { blocks: vec![Block::Paragraph { runs: vec![figure(key, "9次", "9", "m")] }], ..Document::default() };
        assert!(matches!(write_docx(&doc, &Fonts::default(), None), Err(PaperError::BadKey(_))));
    }
}

#[test]
fn the_head_has_its_red_mark_number_and_signer() {
    let head = Head {
        mark: "某市团委文件".to_owned(),
        number: Some("某团发〔2022〕5号".to_owned()),
        signer: Some("周明".to_owned()),
        urgency: Some("特急".to_owned()),
    };
    let docx = written(&Document { head: Some(head), ..report() });
    let read = read_docx(&docx, Limits::default()).unwrap();
    assert_eq!(read.paragraphs[..3], ["特急", "某市团委文件", "某团发〔2022〕5号\t签发人：周明"]);
    assert!(part(&docx, DOCUMENT).contains(r#"<w:color w:val="FF0000"/>"#));
}

#[test]
fn attachments_are_noted_below_the_text_and_begin_on_new_pages() {
    let attachment = |title: &str| Attachment { title: title.to_owned(), blocks: vec![Block::Paragraph { runs: vec![text("内容。")] }] };
    let doc = Document { attachments: vec![attachment("名册"), attachment("清单")], ..report() };
    let docx = written(&doc);
    let read = read_docx(&docx, Limits::default()).unwrap();
    let wanted = ["附件：1. 名册", "　　　2. 清单", "附件1", "附件2"];
    assert!(wanted.iter().all(|want| read.paragraphs.iter().any(|text| text == want)), "{:?}", read.paragraphs);
    assert_eq!(part(&docx, DOCUMENT).matches("<w:pageBreakBefore/>").count(), 2);
    assert!(
        read_docx(&written(&Document { attachments: vec![attachment("名册")], ..report() }), Limits::default())
            .unwrap()
            .paragraphs
            .contains(&"附件".to_owned())
    );
}

#[test]
fn the_page_of_the_signature_has_text_too() {
    let last = Block::Paragraph { runs: vec![text("结束语。")] };
    let attachment = Attachment { title: "名册".to_owned(), blocks: vec![Block::Paragraph { runs: vec![text("内容。")] }] };
    for attachments in [vec![], vec![attachment]] {
        let doc = Document { blocks: vec![last.clone()], attachments, ..report() };
        let xml = part(&written(&doc), DOCUMENT);
        let (before, _) = xml.split_once("共青团某市委员会机关总支部委员会").unwrap();
        let paragraphs: Vec<&str> = before.split("<w:p>").collect();
        let text = paragraphs.iter().position(|para| para.contains("结束语。")).unwrap();
        assert!(paragraphs[text..].iter().all(|para| para.contains("<w:keepNext/>")), "{:?}", &paragraphs[text..]);
    }
}

#[test]
fn the_trace_appendix_shows_each_figure_with_its_facts() {
    let fact = TracedFact {
        day: day(20221016),
        org: "昆山团市委".to_owned(),
        quantity: "1".to_owned(),
        title: "用工对接".to_owned(),
        origin: "台账.xlsx「助企服务」D714".to_owned(),
    };
    let figure = TracedFigure {
        key: "service".to_owned(),
        said: "700余场次".to_owned(),
        value: "726场次".to_owned(),
        metric: "助企服务".to_owned(),
        definition: "每服务一次计一场次".to_owned(),
        org: "团市委".to_owned(),
        from: day(20220101),
        to: day(20221031),
        kept: vec![("编报人".to_owned(), "周明 2022年11月1日".to_owned()), ("核对人".to_owned(), "未填".to_owned())],
        facts: vec![fact],
        more: 725,
    };
    let plain = plain_text(&Document { trace: Some(Trace { figures: vec![figure] }), ..report() });
    for said in [
        "附件：报告数字依据表",
        "一、助企服务（文中“700余场次”）",
        "实数726场次。统计单位：团市委。统计期：2022年1—10月。统计口径：每服务一次计一场次。依据台账726条，列前1条。",
        "编报人：周明 2022年11月1日。核对人：未填。",
        "2022-10-16\t昆山团市委\t1\t用工对接\t台账.xlsx「助企服务」D714",
    ] {
        assert!(plain.contains(said), "{said}\n{plain}");
    }
}

#[test]
fn bold_runs_are_bold_and_run_properties_are_in_the_schemas_order() {
    let doc = Document { blocks: vec![Block::Paragraph { runs: vec![Run::Bold("要".to_owned())] }], ..Document::default() };
    let xml = part(&written(&doc), DOCUMENT);
    let (fonts, bold) = (xml.rfind("<w:rFonts").unwrap(), xml.rfind("<w:b/>").unwrap());
    assert!(fonts < bold);
}

#[test]
fn notes_stand_in_brackets_below_the_date() {
    let doc = Document { notes: vec!["此件公开发布。".into(), "更正1，补报".into()], ..report() };
    let text = paper::plain_text(&doc);
    let lines: Vec<&str> = text.lines().collect();
    let date = lines.iter().position(|line| line.starts_with("2022年")).unwrap();
    assert_eq!(lines.get(date + 1..date + 3), Some(&["（此件公开发布）", "（更正1，补报）"][..]), "{text}");
}
