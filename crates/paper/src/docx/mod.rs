//! Word documents (.docx): written after GB/T 9704, and read within limits.

mod body;
mod package;
mod parts;
mod photos;
mod read;
mod xml;

pub use package::write_docx;
pub use photos::write_photos_docx;
pub use read::{Limits, ReadDocument, ReadFigure, read_docx};

/// Namespace of the part that keeps the seal.
pub(crate) const SEAL_NAMESPACE: &str = "urn:yipanqi:seal:1";
/// Name of a figure's bookmark, before its ordinal in the document.
const FIGURE_BOOKMARK: &str = "figure";
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Measures in twentieths of a point (twips), as found by trial for 22 lines of 28 characters (DOC-01, DOC-02).
pub(crate) mod measure {
    pub const PAGE: (i64, i64) = (11906, 16838);
    pub const TOP: i64 = 2098;
    pub const RIGHT: i64 = 1474;
    pub const BOTTOM: i64 = 1984;
    pub const LEFT: i64 = 1588;
    /// Distance of lines: 225 mm over 22.
    pub const LINE: i64 = crate::flow::LINE;
    /// Added to each character so that 28 fill 156 mm.
    pub const SPACING: i64 = -5;
    /// 3号, in half-points.
    pub const SIZE: i64 = 32;
    /// 2号, in half-points.
    pub const TITLE_SIZE: i64 = 44;
    /// One character of 3号 with its spacing.
    pub const CHARACTER: i64 = SIZE * 10 + SPACING;
    /// From the page's foot to the foot of the number: its head stands 7 mm below the type area (DOC-10).
    pub const FOOTER: i64 = BOTTOM - 397 - 280;
    /// One character of 4号.
    pub const NUMBER_CHARACTER: i64 = 280;
    /// Width of the type area.
    pub const WIDTH: i64 = PAGE.0 - LEFT - RIGHT;
}
