//! Pages of photos as .docx.

use super::parts;
use super::xml::Xml;
use super::{R, W};
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::photos::{Photo, size};

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";
/// English metric units in a tenth of a millimetre.
const EMU: u64 = 3_600;
/// The relationships that all documents have take the first ids.
const FIRST: usize = 6;

/// Photos as a .docx file, two to a page with their captions, the title above the first.
///
/// # Errors
/// [`PaperError::Pack`] when the file cannot be packed.
pub fn write_photos_docx(title: &str, photos: &[Photo], fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let names: Vec<(String, String)> =
        (0..photos.len()).map(|at| (format!("rId{}", at + FIRST), format!("media/photo{}.jpg", at + 1))).collect();
    let mut related = vec![
        ("rId1", "styles", "styles.xml"),
        ("rId2", "settings", "settings.xml"),
        ("rId3", "footer", "footer1.xml"),
        ("rId4", "footer", "footer2.xml"),
        ("rId5", "fontTable", "fontTable.xml"),
    ];
    related.extend(names.iter().map(|(id, target)| (id.as_str(), "image", target.as_str())));
    let office = [("rId1", "officeDocument", "word/document.xml"), ("rId2", "core-properties", "docProps/core.xml")];
    let texts = [
        ("[Content_Types].xml", parts::content_types(false, true)),
        ("_rels/.rels", parts::relationships(&office)),
        ("word/document.xml", document(title, photos)),
        ("word/_rels/document.xml.rels", parts::relationships(&related)),
        ("word/styles.xml", parts::styles(fonts)),
        ("word/settings.xml", parts::settings()),
        ("word/fontTable.xml", parts::font_table(fonts)),
        ("word/footer1.xml", parts::footer(false, fonts)),
        ("word/footer2.xml", parts::footer(true, fonts)),
        ("docProps/core.xml", parts::core(title)),
    ];
    let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes()));
    let pictures = names.iter().zip(photos).map(|((_, target), photo)| (format!("word/{target}"), photo.jpeg.as_slice()));
    let files: Vec<(String, &[u8])> = texts.chain(pictures).collect();
    super::package::pack(&files).map_err(|error| PaperError::Pack(error.to_string()))
}

fn document(title: &str, photos: &[Photo]) -> String {
    let mut xml = Xml::part();
    let spaces = [
        ("xmlns:w", W.to_owned()),
        ("xmlns:r", R.to_owned()),
        ("xmlns:wp", format!("{DRAWING}/wordprocessingDrawing")),
        ("xmlns:a", format!("{DRAWING}/main")),
        ("xmlns:pic", format!("{DRAWING}/picture")),
    ];
    let spaces: Vec<(&str, &str)> = spaces.iter().map(|(name, space)| (*name, space.as_str())).collect();
    xml.within("w:document", &spaces, |xml| {
        xml.within("w:body", &[], |xml| {
            paragraph(xml, false, |xml| said(xml, title));
            for (at, photo) in photos.iter().enumerate() {
                // Every second begins a page, so that no page takes a third small one.
                paragraph(xml, at > 0 && at % 2 == 0, |xml| xml.within("w:r", &[], |xml| picture(xml, at, photo)));
                paragraph(xml, false, |xml| said(xml, &photo.caption));
            }
            super::body::section(xml);
        });
    });
    xml.finish()
}

fn paragraph(xml: &mut Xml, new_page: bool, inside: impl FnOnce(&mut Xml)) {
    xml.within("w:p", &[], |xml| {
        xml.within("w:pPr", &[], |xml| {
            if new_page {
                xml.empty("w:pageBreakBefore", &[]);
            }
            xml.val("w:snapToGrid", "0");
            xml.empty("w:spacing", &[("w:before", "60"), ("w:after", "60")]);
            xml.val("w:jc", "center");
        });
        inside(xml);
    });
}

fn said(xml: &mut Xml, text: &str) {
    xml.within("w:r", &[], |xml| {
        xml.within("w:rPr", &[], |xml| {
            xml.val("w:sz", "21");
            xml.val("w:szCs", "21");
        });
        xml.within("w:t", &[("xml:space", "preserve")], |xml| xml.text(&text.replace('\n', " ")));
    });
}

fn picture(xml: &mut Xml, at: usize, photo: &Photo) {
    let (width, height) = size(photo);
    let (cx, cy) = ((width * EMU).to_string(), (height * EMU).to_string());
    let (id, related, name) = ((at + 1).to_string(), format!("rId{}", at + FIRST), format!("photo{}", at + 1));
    xml.within("w:drawing", &[], |xml| {
        xml.within("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")], |xml| {
            xml.empty("wp:extent", &[("cx", &cx), ("cy", &cy)]);
            xml.empty("wp:docPr", &[("id", &id), ("name", &name), ("descr", &photo.caption)]);
            xml.within("a:graphic", &[], |xml| {
                xml.within("a:graphicData", &[("uri", &format!("{DRAWING}/picture"))], |xml| {
                    xml.within("pic:pic", &[], |xml| {
                        xml.within("pic:nvPicPr", &[], |xml| {
                            xml.empty("pic:cNvPr", &[("id", &id), ("name", &name)]);
                            xml.empty("pic:cNvPicPr", &[]);
                        });
                        xml.within("pic:blipFill", &[], |xml| {
                            xml.empty("a:blip", &[("r:embed", &related)]);
                            xml.within("a:stretch", &[], |xml| xml.empty("a:fillRect", &[]));
                        });
                        xml.within("pic:spPr", &[], |xml| {
                            xml.within("a:xfrm", &[], |xml| {
                                xml.empty("a:off", &[("x", "0"), ("y", "0")]);
                                xml.empty("a:ext", &[("cx", &cx), ("cy", &cy)]);
                            });
                            xml.within("a:prstGeom", &[("prst", "rect")], |xml| xml.empty("a:avLst", &[]));
                        });
                    });
                });
            });
        });
    });
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn each_page_takes_two_photos_with_their_captions_and_no_caption_becomes_markup() {
        let photo = |n: u32| Photo { caption: format!("图{n} <走访> & \"企业\""), jpeg: vec![0xff, 0xd8], width: 40, height: 30 };
        let photos: Vec<Photo> = (1..=5).map(photo).collect();
        let text = document("01-01 走访", &photos);
        assert_eq!(text.matches("<w:drawing>").count(), 5);
        // The third and the fifth begin a page: three pages for five photos.
        assert_eq!(text.matches("<w:pageBreakBefore/>").count(), 2);
        assert!(text.contains("图1 &lt;走访&gt; &amp;") && !text.contains("<走访>"));
        let bytes = write_photos_docx("01-01", &photos, &Fonts::default()).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        assert!(archive.by_name("word/media/photo5.jpg").is_ok());
    }
}
