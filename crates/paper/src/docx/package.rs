//! The parts packed as a zip file, the same bytes for the same document.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{body, parts};
use crate::error::PaperError;
use crate::flow::flow;
use crate::fonts::Fonts;
use crate::model::Document;
use crate::seal::Seal;

/// The document as a .docx file after GB/T 9704-2012, with the seal in a part of its own when there is one.
///
/// # Errors
/// [`PaperError::BadKey`] when a figure's key does not fit a content control.
pub fn write_docx(doc: &Document, fonts: &Fonts, seal: Option<&Seal>) -> Result<Vec<u8>, PaperError> {
    let mut document = vec![
        ("rId1", "styles", "styles.xml"),
        ("rId2", "settings", "settings.xml"),
        ("rId3", "footer", "footer1.xml"),
        ("rId4", "footer", "footer2.xml"),
        ("rId5", "fontTable", "fontTable.xml"),
    ];
    if seal.is_some() {
        document.push(("rId6", "customXml", "../customXml/item1.xml"));
    }
    let mut files = vec![
        ("[Content_Types].xml", parts::content_types(seal.is_some(), false)),
        (
            "_rels/.rels",
            parts::relationships(&[("rId1", "officeDocument", "word/document.xml"), ("rId2", "core-properties", "docProps/core.xml")]),
        ),
        ("word/document.xml", body::document(&flow(doc), fonts)?),
        ("word/_rels/document.xml.rels", parts::relationships(&document)),
        ("word/styles.xml", parts::styles(fonts)),
        ("word/settings.xml", parts::settings()),
        ("word/fontTable.xml", parts::font_table(fonts)),
        ("word/footer1.xml", parts::footer(false, fonts)),
        ("word/footer2.xml", parts::footer(true, fonts)),
        ("docProps/core.xml", parts::core(&doc.title)),
    ];
    if let Some(seal) = seal {
        files.push(("customXml/item1.xml", parts::seal(seal)?));
        files.push(("customXml/itemProps1.xml", parts::seal_properties()));
        files.push(("customXml/_rels/item1.xml.rels", parts::relationships(&[("rId1", "customXmlProps", "itemProps1.xml")])));
    }
    let files: Vec<(String, &[u8])> = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes())).collect();
    pack(&files).map_err(|error| PaperError::Pack(error.to_string()))
}

pub(super) fn pack(files: &[(String, &[u8])]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
