//! .ods: content.xml is read as a stream; repeated blank rows and cells cost nothing.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::package::{Archive, of_zip, part};
use super::{ReadError, Store, Value};

/// How often one row or cell with a value is written out when the file says that it repeats.
const MOST_REPEATS: u32 = 200;
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// Reads the sheets of an OpenDocument spreadsheet that [`super::package`] has looked over.
pub(super) fn read(archive: &mut Archive<'_>, store: &mut Store) -> Result<(), ReadError> {
    if let Ok(manifest) = part(archive, "META-INF/manifest.xml")
        && manifest.windows(15).any(|w| w == b"encryption-data")
    {
        return Err(ReadError::Password);
    }
    let kind = part(archive, "mimetype").unwrap_or_default();
    if kind.windows(4).any(|w| w == b"text") && !kind.windows(11).any(|w| w == b"spreadsheet") {
        return Err(ReadError::Document { ending: ".odt" });
    }
    let content = archive.by_name("content.xml").map_err(of_zip)?;
    let mut reading = Reading { store, hidden_styles: BTreeSet::new(), style: String::new(), at: (0, 0), repeats: 1, open: false };
    reading.content(Reader::from_reader(BufReader::new(content)))
}

struct Reading<'a> {
    store: &'a mut Store,
    hidden_styles: BTreeSet<String>,
    style: String,
    at: (u32, u32),
    repeats: u32,
    open: bool,
}

pub(super) fn attribute(element: &BytesStart<'_>, local: &str) -> Option<String> {
    element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == local).map(|a| {
        let raw = a.value.to_string();
        quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), |text| text.into_owned())
    })
}

fn count(element: &BytesStart<'_>, local: &str) -> u32 {
    attribute(element, local).and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, ROWS)
}

impl Reading<'_> {
    fn content<R: BufRead>(&mut self, mut xml: Reader<R>) -> Result<(), ReadError> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event = xml.read_event_into(&mut buffer).map_err(ReadError::damaged)?;
            match event {
                Event::Start(element) if element.local_name().as_ref() == "annotation" => {
                    skip(&mut xml, "annotation")?;
                }
                Event::Start(element) if is_cell(&element) => {
                    let cell = Cell::of(&element);
                    let text = cell_text(&mut xml, element.local_name().as_ref().to_string())?;
                    self.cell(cell, &text)?;
                }
                Event::Empty(element) if is_cell(&element) => {
                    let cell = Cell::of(&element);
                    self.cell(cell, "")?;
                }
                Event::Start(element) | Event::Empty(element) => self.element(&element)?,
                Event::End(element) if element.local_name().as_ref() == "table-row" => {
                    self.at = (self.at.0.saturating_add(self.repeats).min(ROWS), 0);
                }
                Event::Eof => return if self.open { Ok(()) } else { Err(ReadError::damaged("it holds no sheet")) },
                _ => {}
            }
        }
    }

    fn element(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        match element.local_name().as_ref() {
            "style" => self.style = attribute(element, "name").unwrap_or_default(),
            "table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table" => {
                let hidden = attribute(element, "style-name").is_some_and(|style| self.hidden_styles.contains(&style));
                self.store.sheet(&attribute(element, "name").unwrap_or_default(), hidden)?;
                self.at = (0, 0);
                self.open = true;
            }
            "table-row" => self.repeats = count(element, "number-rows-repeated"),
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, cell: Cell, text: &str) -> Result<(), ReadError> {
        let (row, column) = self.at;
        self.at.1 = column.saturating_add(cell.repeats).min(COLUMNS);
        if row >= ROWS || column >= COLUMNS || !self.open {
            return Ok(());
        }
        if cell.spans != (1, 1) {
            self.store.merge((row, column), (row.saturating_add(cell.spans.0 - 1), column.saturating_add(cell.spans.1 - 1)));
        }
        let Some(value) = cell.value(text) else { return Ok(()) };
        let (down, across) = (written(self.repeats), written(cell.repeats));
        if down != self.repeats || across != cell.repeats {
            self.store.note(format!(
                "row {} is repeated {} times in the file; it was read once",
                u64::from(row) + 1,
                self.repeats.max(cell.repeats)
            ));
        }
        for r in 0..down {
            for c in 0..across {
                self.store.put(row.saturating_add(r), column.saturating_add(c), value.clone())?;
            }
        }
        Ok(())
    }
}

/// A value that repeats beyond reason is kept once: it was filled down by accident.
fn written(repeats: u32) -> u32 {
    if repeats > MOST_REPEATS { 1 } else { repeats }
}

fn is_cell(element: &BytesStart<'_>) -> bool {
    matches!(element.local_name().as_ref(), "table-cell" | "covered-table-cell")
}

struct Cell {
    kind: String,
    number: Option<f64>,
    date: Option<String>,
    repeats: u32,
    spans: (u32, u32),
    covered: bool,
}

impl Cell {
    fn of(element: &BytesStart<'_>) -> Cell {
        Cell {
            kind: attribute(element, "value-type").unwrap_or_default(),
            number: attribute(element, "value").and_then(|text| text.parse().ok()),
            date: attribute(element, "date-value"),
            repeats: count(element, "number-columns-repeated"),
            spans: (count(element, "number-rows-spanned"), count(element, "number-columns-spanned").min(COLUMNS)),
            covered: element.local_name().as_ref() == "covered-table-cell",
        }
    }

    fn value(&self, text: &str) -> Option<Value> {
        if self.covered {
            return None;
        }
        match (self.kind.as_str(), self.number, &self.date) {
            ("float" | "currency", Some(number), _) => Some(Value::Number(number)),
            ("boolean", _, _) => Some(Value::Bool(text.eq_ignore_ascii_case("true") || text == "1")),
            ("date", _, Some(date)) => match date.get(..10).unwrap_or(date).parse() {
                Ok(day) => Some(Value::Day(day)),
                Err(_) => Some(Value::Text(date.clone())),
            },
            _ if text.trim().is_empty() => None,
            _ => Some(Value::Text(text.to_string())),
        }
    }
}

/// Text of a cell up to its end; paragraphs become lines, comments are left out.
fn cell_text<R: BufRead>(xml: &mut Reader<R>, end: String) -> Result<String, ReadError> {
    let mut out = String::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(element) if element.local_name().as_ref() == "annotation" => skip(xml, "annotation")?,
            Event::Start(element) if element.local_name().as_ref() == "p" && !out.is_empty() => out.push('\n'),
            Event::Empty(element) => match element.local_name().as_ref() {
                "s" => (0..count(&element, "c").min(100)).for_each(|_| out.push(' ')),
                "line-break" => out.push('\n'),
                "tab" => out.push('\t'),
                _ => {}
            },
            Event::Text(text) if out.len() < 64_000 => out.push_str(&text.xml10_content()),
            Event::CData(text) if out.len() < 64_000 => out.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => out.push_str(&entity(&name)),
            Event::End(element) if element.local_name().as_ref() == end => return Ok(out),
            Event::Eof => return Err(ReadError::damaged("it ends inside a cell")),
            _ => {}
        }
    }
}

pub(super) fn entity(name: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return c.to_string();
    }
    match name.xml10_content().as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_string()
}

fn skip<R: BufRead>(xml: &mut Reader<R>, name: &str) -> Result<(), ReadError> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::End(element) if element.local_name().as_ref() == name => return Ok(()),
            Event::Eof => return Err(ReadError::damaged("it ends inside a comment")),
            _ => {}
        }
    }
}
