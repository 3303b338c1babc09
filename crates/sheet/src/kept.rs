//! What is kept of a workbook after its import, so that another mapping can be applied to it: every cell, with phones masked and with
//! each citizen id replaced by its masked form and a seal that tells persons apart without naming them.

use std::io::{BufReader, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use norms::Day;
use norms::identifier::{CitizenId, mask_text};
use serde::{Deserialize, Serialize};

use crate::read::{Address, Merged, Sheet, Value, Workbook};

/// So many bytes are unpacked at most: more than the largest workbook that can be read in makes.
const MOST: u64 = 256 << 20;

/// Why a kept workbook cannot be opened or made.
#[derive(Debug, thiserror::Error)]
#[error("the kept cells cannot be read: {0}")]
pub struct KeptError(#[from] std::io::Error);

#[derive(Serialize, Deserialize)]
pub(crate) struct Book {
    file: String,
    digest: String,
    margins: Vec<String>,
    pub(crate) sheets: Vec<Page>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Page {
    pub(crate) name: String,
    hidden: bool,
    pub(crate) cells: Vec<(u32, u32, Held)>,
    merged: Vec<[u32; 4]>,
    notes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(crate) enum Held {
    #[serde(rename = "t")]
    Text(String),
    /// As Rust writes it, which reads back bit for bit.
    #[serde(rename = "n")]
    Number(String),
    #[serde(rename = "d")]
    Day(i64),
    #[serde(rename = "b")]
    Bool(bool),
    #[serde(rename = "i")]
    Id { masked: String, seal: String },
}

/// The workbook's cells as they are kept. `seal` gives the keyed digest of a citizen id.
///
/// # Errors
/// None that a file can cause.
pub fn keep(book: &Workbook, today: Day, seal: impl Fn(&CitizenId) -> String) -> Result<Vec<u8>, KeptError> {
    let masked = |texts: &[String]| texts.iter().map(|text| mask_text(text)).collect();
    let page = |sheet: &Sheet| Page {
        name: mask_text(&sheet.name),
        hidden: sheet.hidden,
        cells: sheet.cells.iter().map(|((row, column), value)| (*row, *column, hold(value, today, &seal))).collect(),
        merged: sheet.merged.iter().map(|m| [m.from.row, m.from.column, m.to.row, m.to.column]).collect(),
        notes: masked(&sheet.notes),
    };
    let kept = Book {
        file: book.file_name.clone(),
        digest: book.digest.clone(),
        margins: masked(&book.margins),
        sheets: book.sheets.iter().map(page).collect(),
    };
    packed(&kept)
}

pub(crate) fn packed(book: &Book) -> Result<Vec<u8>, KeptError> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut packed, book).map_err(std::io::Error::from)?;
    packed.flush()?;
    Ok(packed.finish()?)
}

pub(crate) fn unpacked(bytes: &[u8]) -> Result<Book, KeptError> {
    let unpacked = BufReader::new(DeflateDecoder::new(bytes).take(MOST));
    Ok(serde_json::from_reader(unpacked).map_err(std::io::Error::from)?)
}

fn hold(value: &Value, today: Day, seal: &impl Fn(&CitizenId) -> String) -> Held {
    let text = match value {
        Value::Day(day) => return Held::Day(day.number()),
        Value::Bool(truth) => return Held::Bool(*truth),
        Value::Sealed { masked, seal } => return Held::Id { masked: masked.clone(), seal: seal.clone() },
        Value::Text(_) | Value::Number(_) => value.text(),
    };
    if let Ok(id) = CitizenId::new(&text.replace('-', ""), today) {
        return Held::Id { masked: id.masked(), seal: seal(&id) };
    }
    let masked = mask_text(&text);
    match value {
        Value::Number(number) if masked == text => Held::Number(number.to_string()),
        _ => Held::Text(masked),
    }
}

/// The workbook as it was kept.
///
/// # Errors
/// When the bytes are not what [`keep`] made.
pub fn kept(bytes: &[u8]) -> Result<Workbook, KeptError> {
    let book = unpacked(bytes)?;
    let sheets = book.sheets.into_iter().map(sheet).collect::<Result<_, _>>()?;
    Ok(Workbook { file_name: book.file, digest: book.digest, sheets, margins: book.margins })
}

fn sheet(page: Page) -> Result<Sheet, KeptError> {
    let bad = |what: String| KeptError(std::io::Error::new(std::io::ErrorKind::InvalidData, what));
    let value = |held| {
        Ok::<_, KeptError>(match held {
            Held::Text(text) => Value::Text(text),
            Held::Number(text) => Value::Number(text.parse().map_err(|_| bad(format!("{text} is no number")))?),
            Held::Day(number) => Value::Day(Day::from_number(number).map_err(|e| bad(e.to_string()))?),
            Held::Bool(truth) => Value::Bool(truth),
            Held::Id { masked, seal } => Value::Sealed { masked, seal },
        })
    };
    let cells = page.cells.into_iter().map(|(row, column, held)| Ok(((row, column), value(held)?)));
    let corners = |[top, left, bottom, right]: [u32; 4]| Merged { from: Address::new(top, left), to: Address::new(bottom, right) };
    Ok(Sheet {
        name: page.name,
        hidden: page.hidden,
        cells: cells.collect::<Result<_, KeptError>>()?,
        merged: page.merged.into_iter().map(corners).collect(),
        notes: page.notes,
    })
}
