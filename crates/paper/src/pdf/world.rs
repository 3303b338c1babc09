//! What the typesetter sees of the world: one source, the fonts, no files, no clock.

use std::sync::Arc;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::FontSet;

const PAGE: &str = include_str!("page.typ");

pub(super) struct Desk {
    library: LazyHash<Library>,
    fonts: Arc<FontSet>,
    source: Source,
}

impl Desk {
    /// `data` is the document as JSON: text comes in as data and is never read as markup.
    pub fn new(fonts: Arc<FontSet>, data: String) -> Desk {
        let mut inputs = Dict::new();
        inputs.insert("data".into(), data.into_value());
        Desk { library: LazyHash::new(Library::builder().with_inputs(inputs).build()), fonts, source: Source::detached(PAGE) }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
