//! What the typesetter sees of the world: one source, the fonts, no files, no clock.

use std::sync::Arc;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Value};
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
        Desk::with(fonts, PAGE, [("data".to_owned(), data.into_value())])
    }

    /// Another page with what it is to know.
    pub fn with(fonts: Arc<FontSet>, page: &'static str, known: impl IntoIterator<Item = (String, Value)>) -> Desk {
        let mut inputs = Dict::new();
        for (name, value) in known {
            inputs.insert(name.into(), value);
        }
        Desk { library: LazyHash::new(Library::builder().with_inputs(inputs).build()), fonts, source: Source::detached(page) }
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
