//! PDF: what can be promised without knowing which fonts a machine has, and the page itself where it has one.

use paper::{Document, Fonts, PaperError, write_pdf};

use crate::sample::report;

#[test]
fn a_machine_without_a_chinese_font_is_told_which_package_to_install() {
    let none = Fonts { folders: vec!["/nonexistent/fonts".into(), "tests/it".into()], ..Fonts::default() };
    let error = write_pdf(&report(), &none).unwrap_err();
    assert_eq!(error, PaperError::NoFont);
    assert!(error.to_string().contains("fonts-noto-cjk") && error.chinese().contains("fonts-noto-cjk"));
}

/// Runs on machines with a Chinese font; on others the answer must be that there is none.
fn pdf(doc: &Document) -> Option<Vec<u8>> {
    match write_pdf(doc, &Fonts::default()) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            assert_eq!(error, PaperError::NoFont);
            None
        }
    }
}

#[test]
fn the_same_document_gives_the_same_pdf() {
    let Some(bytes) = pdf(&report()) else { return };
    assert!(bytes.starts_with(b"%PDF-"));
    assert_eq!(pdf(&report()), Some(bytes));
}

#[test]
fn a_pdf_carries_its_fonts_also_for_rare_characters() {
    let Some(bytes) = pdf(&Document { title: "𠮷田喆㎡堃报告".to_owned(), ..report() }) else { return };
    let fonts = bytes.windows(9).filter(|window| window == b"/FontFile").count();
    assert!(fonts > 0, "no font is embedded");
    let named = bytes.windows(9).filter(|window| window == b"/BaseFont").count();
    assert!(named <= 2 * fonts, "{named} fonts are named, {fonts} are embedded");
}

#[test]
fn text_that_looks_like_markup_is_data() {
    let title = "#panic(\"x\") *_$ @a <b> [c] \\ 1. + - /".to_owned();
    assert!(pdf(&Document { title, ..report() }).is_none_or(|bytes| bytes.starts_with(b"%PDF-")));
}

#[test]
fn an_empty_document_and_odd_tables_are_set_too() {
    use paper::Block;
    let table = |header: Vec<String>, rows| Block::Table { caption: None, header, rows };
    let doc = Document {
        blocks: vec![table(vec![], vec![]), table(vec!["甲".to_owned()], vec![vec!["一".to_owned(), "二".to_owned()], vec![]])],
        ..Document::default()
    };
    assert!(pdf(&doc).is_none_or(|bytes| bytes.starts_with(b"%PDF-")));
    assert!(pdf(&Document::default()).is_none_or(|bytes| bytes.starts_with(b"%PDF-")));
}

#[test]
fn photos_are_set_with_their_captions_and_words_of_a_caption_are_no_markup() {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let photo = |n: u32| paper::Photo { caption: format!("图{n} #panic() *走访* $企业$"), jpeg: jpeg.clone(), width: 40, height: 30 };
    let photos: Vec<paper::Photo> = (1..=5).map(photo).collect();
    let bytes = match paper::write_photos_pdf("01-01 走访 [c] #x", &photos, &Fonts::default()) {
        Ok(bytes) => bytes,
        Err(error) => return assert_eq!(error, PaperError::NoFont),
    };
    assert!(bytes.starts_with(b"%PDF-"));
    assert!(bytes.windows(10).any(|window| window == b"/DCTDecode"), "no photo is embedded as it is");
    assert!(paper::write_photos_pdf("", &[], &Fonts::default()).is_ok());
    let broken = [paper::Photo { jpeg: vec![1, 2, 3], ..photos[0].clone() }];
    assert!(matches!(paper::write_photos_pdf("", &broken, &Fonts::default()), Err(PaperError::Pdf(_))));
}
