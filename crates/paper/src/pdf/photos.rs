//! Pages of photos as PDF.

use serde::Serialize;
use typst::foundations::{Bytes, IntoValue, Value};

use super::{REMEMBERED, fonts, set_pages, world};
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::photos::{Photo, size};
use crate::text::clean;

const PAGE: &str = include_str!("photos.typ");

#[derive(Serialize)]
struct Set {
    caption: String,
    width: u64,
    height: u64,
}

#[derive(Serialize)]
struct Data {
    title: String,
    fonts: std::collections::HashMap<&'static str, Vec<String>>,
    photos: Vec<Set>,
}

/// Photos as a PDF, two to a page with their captions, the title above the first.
///
/// # Errors
/// [`PaperError::NoFont`] when the folders hold no Chinese font, [`PaperError::Pdf`] when the typesetter refuses.
pub fn write_photos_pdf(title: &str, photos: &[Photo], fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let found = fonts::find(&fonts.folders)?;
    let set = |photo: &Photo| {
        let (width, height) = size(photo);
        Set { caption: clean(&photo.caption).replace('\n', " "), width, height }
    };
    let title = clean(title).replace('\n', " ");
    let data = Data { title, fonts: fonts::families(fonts), photos: photos.iter().map(set).collect() };
    let json = serde_json::to_string(&data).map_err(|error| PaperError::Pdf(error.to_string()))?;
    let picture = |(at, photo): (usize, &Photo)| (format!("photo{at}"), Bytes::new(photo.jpeg.clone()).into_value());
    let inputs: Vec<(String, Value)> = photos.iter().enumerate().map(picture).chain([("data".to_owned(), json.into_value())]).collect();
    let desk = world::Desk::with(found, PAGE, inputs);
    let result = set_pages(&desk);
    comemo::evict(REMEMBERED);
    result
}
