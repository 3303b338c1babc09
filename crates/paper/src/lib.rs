//! Official documents after GB/T 9704-2012: the model of a document, its plain text, the .docx and PDF writers, the seal
//! that a signed document carries, and the reader that tells whether a file still says what was signed. Pure: nothing here
//! reads a clock or a database; the only files read are fonts, for PDF.
#![forbid(unsafe_code)]

pub mod docx;
mod error;
mod flow;
pub mod fonts;
pub mod form;
pub mod model;
pub mod numbering;
#[cfg(feature = "pdf")]
mod pdf;
pub mod photos;
pub mod seal;
pub mod signature;
pub mod text;
pub mod title;
pub mod trace;
pub mod verify;

pub use docx::{Limits, ReadDocument, ReadFigure, read_docx, write_docx, write_photos_docx};
pub use error::PaperError;
pub use fonts::Fonts;
pub use form::{FormFinding, form_check, title_period};
pub use model::{Attachment, Block, Document, Figure, Head, Run, Signature};
pub use numbering::{Counter, numbering};
#[cfg(feature = "pdf")]
pub use pdf::{write_pdf, write_photos_pdf};
pub use photos::Photo;
pub use seal::{Seal, SealedFigure, SealedParagraph};
pub use text::plain_text;
pub use trace::{Trace, TracedFact, TracedFigure};
pub use verify::{Finding, verify};
