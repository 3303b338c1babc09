//! .docx: each table of the text becomes a sheet; the lines just above a table stand above its rows, as a title stands in a workbook.
//! Merged cells, nested tables and text of every other part are taken as they show; deleted text is left out.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ods::{attribute, entity};
use super::package::{Archive, of_zip, part};
use super::{ReadError, Store, Value};

/// Lines above a table that may be its title, and how long such a line is at most.
const TITLE_LINES: usize = 3;
const TITLE_LENGTH: usize = 60;
/// Columns of a row; no page holds more.
const COLUMNS: u32 = 1_000;

/// Reads the tables of a text document that [`super::package`] has looked over.
pub(super) fn read(archive: &mut Archive<'_>, store: &mut Store) -> Result<(), ReadError> {
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    for name in names.iter().filter(|name| name.starts_with("word/header") || name.starts_with("word/footer")) {
        let bytes = part(archive, name)?;
        let mut aside = Reading::new(None);
        aside.run(Reader::from_reader(bytes.as_slice()))?;
        store.margins.extend(aside.lines);
    }
    let document = archive.by_name("word/document.xml").map_err(of_zip)?;
    let mut reading = Reading::new(Some(store));
    reading.run(Reader::from_reader(BufReader::new(document)))?;
    let (tables, lines) = (reading.tables, reading.lines);
    let room = 400usize.saturating_sub(store.margins.len());
    store.margins.extend(lines.into_iter().take(room));
    if tables == 0 { Err(ReadError::NoTable) } else { Ok(()) }
}

/// Where a vertical merge began and how wide it is; the last row that it reached.
struct Tall {
    from: u32,
    span: u32,
    to: u32,
}

struct Reading<'a> {
    /// `None`: only lines are wanted.
    store: Option<&'a mut Store>,
    /// Lines of text outside tables.
    lines: Vec<String>,
    /// The lines that may be the next table's title.
    title: Vec<String>,
    tables: usize,
    /// How many tables are open, one inside the other.
    depth: usize,
    at: (u32, u32),
    span: u32,
    tall: Option<bool>,
    talls: HashMap<u32, Tall>,
    text: String,
    deleted: usize,
}

impl<'a> Reading<'a> {
    fn new(store: Option<&'a mut Store>) -> Reading<'a> {
        Reading {
            store,
            lines: Vec::new(),
            title: Vec::new(),
            tables: 0,
            depth: 0,
            at: (0, 0),
            span: 1,
            tall: None,
            talls: HashMap::new(),
            text: String::new(),
            deleted: 0,
        }
    }

    fn run<R: BufRead>(&mut self, mut xml: Reader<R>) -> Result<(), ReadError> {
        let mut buffer = Vec::new();
        let mut inside = false;
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
                Event::Start(element) => {
                    inside = element.local_name().as_ref() == "t";
                    self.opened(&element)?;
                }
                Event::Empty(element) => self.empty(&element),
                Event::Text(text) if inside && self.deleted == 0 && self.text.len() < 64_000 => self.text.push_str(&text.xml10_content()),
                Event::GeneralRef(name) if inside && self.deleted == 0 => self.text.push_str(&entity(&name)),
                Event::End(element) => {
                    inside = false;
                    self.closed(element.local_name().as_ref())?;
                }
                Event::Eof if self.depth > 0 => return Err(ReadError::damaged("it ends inside a table")),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn opened(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        match element.local_name().as_ref() {
            "del" | "moveFrom" => self.deleted += 1,
            "tbl" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.table()?;
                }
            }
            "tc" if self.depth == 1 => {
                (self.span, self.tall) = (1, None);
                self.text.clear();
            }
            _ => self.empty(element),
        }
        Ok(())
    }

    fn empty(&mut self, element: &BytesStart<'_>) {
        let number = || attribute(element, "val").and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).clamp(1, COLUMNS);
        match element.local_name().as_ref() {
            "gridSpan" if self.depth == 1 => self.span = number(),
            "gridBefore" if self.depth == 1 => self.at.1 = self.at.1.saturating_add(number()),
            "vMerge" if self.depth == 1 => self.tall = Some(attribute(element, "val").as_deref() == Some("restart")),
            "tab" if self.deleted == 0 => self.text.push('\t'),
            "br" | "cr" if self.deleted == 0 => self.text.push('\n'),
            _ => {}
        }
    }

    fn closed(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "p" if self.depth == 0 => self.line(),
            "p" => self.text.push('\n'),
            "tc" if self.depth == 1 => self.cell()?,
            "tr" if self.depth == 1 => self.at = (self.at.0 + 1, 0),
            "tbl" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.ends();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn line(&mut self) {
        let line = std::mem::take(&mut self.text).trim().to_owned();
        if line.is_empty() {
            return;
        }
        // A paragraph of running text is nobody's title.
        if line.chars().count() > TITLE_LENGTH {
            self.title.clear();
        } else {
            self.title.push(line.clone());
        }
        if self.lines.len() < 400 {
            self.lines.push(line);
        }
    }

    fn table(&mut self) -> Result<(), ReadError> {
        self.tables += 1;
        self.text.clear();
        let from = self.title.len().saturating_sub(TITLE_LINES);
        let title = self.title.split_off(from);
        self.title.clear();
        self.at = (0, 0);
        let Some(store) = self.store.as_deref_mut() else { return Ok(()) };
        store.sheet(&format!("表{}", self.tables), false)?;
        for line in title {
            store.put(self.at.0, 0, Value::Text(line))?;
            self.at.0 += 1;
        }
        Ok(())
    }

    fn cell(&mut self) -> Result<(), ReadError> {
        let (row, column) = self.at;
        let text = std::mem::take(&mut self.text).trim().to_owned();
        self.at.1 = column.saturating_add(self.span);
        let Some(store) = self.store.as_deref_mut().filter(|_| column < COLUMNS) else { return Ok(()) };
        match self.tall {
            // Covered by the cell above it.
            Some(false) if self.talls.contains_key(&column) => {
                if let Some(tall) = self.talls.get_mut(&column) {
                    tall.to = row;
                }
                return Ok(());
            }
            Some(_) => {
                let began = self.talls.insert(column, Tall { from: row, span: self.span, to: row });
                merge(store, column, began);
            }
            None => {
                merge(store, column, self.talls.remove(&column));
                if self.span > 1 {
                    store.merge((row, column), (row, column + self.span - 1));
                }
            }
        }
        store.put(row, column, Value::Text(text))
    }

    fn ends(&mut self) {
        let talls = std::mem::take(&mut self.talls);
        if let Some(store) = self.store.as_deref_mut() {
            talls.into_iter().for_each(|(column, tall)| merge(store, column, Some(tall)));
        }
    }
}

fn merge(store: &mut Store, column: u32, tall: Option<Tall>) {
    if let Some(Tall { from, span, to }) = tall {
        store.merge((from, column), (to, column + span - 1));
    }
}
