//! PDF by typst, set like the .docx: A4, 22 lines of 28 characters, with the fonts that the machine has.

mod fonts;
mod photos;
mod world;

pub use photos::write_photos_pdf;
use serde::Serialize;
use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::error::PaperError;
use crate::flow::{Piece, flow};
use crate::fonts::Fonts;
use crate::model::Document;
use crate::text::clean;

/// How many documents back what was set is remembered; older work is let go, so that a server does not grow.
const REMEMBERED: usize = 3;

#[derive(Serialize)]
struct Data<'a> {
    title: String,
    fonts: std::collections::HashMap<&'static str, Vec<String>>,
    pieces: &'a [Piece],
}

/// The document as a PDF with its fonts embedded in part. Takes tens of milliseconds and more for long documents, so a server
/// calls it off its main threads.
///
/// # Errors
/// [`PaperError::NoFont`] when the folders hold no Chinese font, [`PaperError::Pdf`] when the typesetter refuses.
pub fn write_pdf(doc: &Document, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let set = fonts::find(&fonts.folders)?;
    let data = Data { title: clean(&doc.title).replace('\n', ""), fonts: fonts::families(fonts), pieces: &flow(doc) };
    let json = serde_json::to_string(&data).map_err(|error| PaperError::Pdf(error.to_string()))?;
    let desk = world::Desk::new(set, json);
    let result = set_pages(&desk);
    comemo::evict(REMEMBERED);
    result
}

fn set_pages(desk: &world::Desk) -> Result<Vec<u8>, PaperError> {
    let pages = typst::compile::<PagedDocument>(desk).output.map_err(|errors| refused(&errors))?;
    typst_pdf::pdf(&pages, &PdfOptions::default()).map_err(|errors| refused(&errors))
}

/// The typesetter's first complaint, on one line.
fn refused(errors: &[SourceDiagnostic]) -> PaperError {
    PaperError::Pdf(errors.first().map(|error| error.message.to_string().replace('\n', " ")).unwrap_or_default())
}
