//! Reads the visible text of a .docx, its marked figures and its seal, within limits. No DTD, no external part, no macro is touched.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::{FIGURE_BOOKMARK, SEAL_NAMESPACE};
use crate::error::PaperError;
use crate::seal::Seal;
use crate::text::normalised;

/// How much a file may ask of its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries of the zip file.
    pub entries: usize,
    /// Bytes unpacked, all parts that are read together; the sizes stated in the directory are held to it too.
    pub unpacked: u64,
    /// Depth of elements.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { entries: 2_000, unpacked: 200_000_000, depth: 256 }
    }
}

/// What a reader sees in a document, and what it carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadDocument {
    /// Visible paragraphs in order, blank ones left out; cells of tables count as paragraphs.
    pub paragraphs: Vec<String>,
    /// Marked figures in order.
    pub figures: Vec<ReadFigure>,
    /// The seal, where there is one that can be read.
    pub seal: Option<Seal>,
}

/// A figure marked in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFigure {
    /// Its name.
    pub key: String,
    /// What stands there now.
    pub text: String,
    /// In which of the paragraphs, from 0.
    pub paragraph: usize,
    /// At which byte of that paragraph it begins.
    pub start: usize,
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Reads a .docx.
///
/// # Errors
/// [`PaperError::NotDocx`], [`PaperError::Encrypted`], [`PaperError::TooLarge`] or [`PaperError::BadXml`]; never panics, whatever the bytes are.
pub fn read_docx(bytes: &[u8], limits: Limits) -> Result<ReadDocument, PaperError> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(if encrypted(bytes) { PaperError::Encrypted } else { PaperError::NotDocx });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| PaperError::NotDocx)?;
    if archive.len() > limits.entries {
        return Err(PaperError::TooLarge("too many parts"));
    }
    let names = directory(&mut archive, limits)?;
    let mut left = limits.unpacked;
    let main = main_part(&mut archive, &names, &mut left, limits)?;
    let text = unpack(&mut archive, &main, &mut left)?;
    let (mut read, marks) = Body::default().read(&text, limits)?;
    drop(text);
    for name in names.iter().filter(|name| name.starts_with("customXml/") && name.ends_with(".xml") && !name.contains("itemProps")) {
        let text = unpack(&mut archive, name, &mut left)?;
        if text.contains(SEAL_NAMESPACE) {
            read.seal = seal(&text, limits)?;
        }
        if read.seal.is_some() {
            break;
        }
    }
    if let (true, Some(seal)) = (read.figures.is_empty(), &read.seal) {
        read.figures = named(marks, seal);
    }
    Ok(read)
}

/// Whether a compound file is a document under a password and not an old .doc: it has a stream of that name, in UTF-16.
fn encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// Bookmarked figures with the keys that the seal gives to their ordinals.
fn named(marks: Vec<Mark>, seal: &Seal) -> Vec<ReadFigure> {
    let key = |mark: &Mark| mark.ordinal.checked_sub(1).and_then(|i| seal.figures.get(i)).map(|figure| figure.key.clone());
    marks
        .into_iter()
        .filter_map(|mark| Some(ReadFigure { key: key(&mark)?, text: mark.text, paragraph: mark.paragraph, start: mark.start }))
        .collect()
}

/// The names of all entries; refuses what states a size over the limit or is encrypted.
fn directory(archive: &mut Archive<'_>, limits: Limits) -> Result<Vec<String>, PaperError> {
    let (mut names, mut total) = (Vec::new(), 0_u64);
    for i in 0..archive.len() {
        let entry = archive.by_index_raw(i).map_err(|_| PaperError::NotDocx)?;
        if entry.encrypted() {
            return Err(PaperError::Encrypted);
        }
        total = total.saturating_add(entry.size());
        if total > limits.unpacked {
            return Err(PaperError::TooLarge("unpacked size"));
        }
        names.push(entry.name().map_err(|_| PaperError::NotDocx)?.into_owned());
    }
    Ok(names)
}

/// A part's text; `left` is what may still be unpacked, counted on what really comes out.
fn unpack(archive: &mut Archive<'_>, name: &str, left: &mut u64) -> Result<String, PaperError> {
    let entry = archive.by_name(name).map_err(|error| match error {
        ZipError::UnsupportedArchive(_) => PaperError::Encrypted,
        _ => PaperError::NotDocx,
    })?;
    let mut bytes = Vec::new();
    entry.take(*left + 1).read_to_end(&mut bytes).map_err(|error| PaperError::BadXml(format!("{name}: {error}")))?;
    *left = left.checked_sub(bytes.len() as u64).ok_or(PaperError::TooLarge("unpacked size"))?;
    let text = String::from_utf8(bytes).map_err(|_| PaperError::BadXml(format!("{name} is not UTF-8")))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The part with the text: word/document.xml, or what the package's relationships say it is.
fn main_part(archive: &mut Archive<'_>, names: &[String], left: &mut u64, limits: Limits) -> Result<String, PaperError> {
    const USUAL: &str = "word/document.xml";
    if names.iter().any(|name| name == USUAL) {
        return Ok(USUAL.to_owned());
    }
    let rels = unpack(archive, "_rels/.rels", left)?;
    let mut found = None;
    walk(&rels, limits, |step| {
        if let Step::Open(start) = step
            && attribute(start, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
        {
            found = attribute(start, "Target");
        }
        Ok(())
    })?;
    let target = found.map(|target| target.trim_start_matches('/').to_owned()).ok_or(PaperError::NotDocx)?;
    if names.contains(&target) && target.starts_with("word/") { Ok(target) } else { Err(PaperError::NotDocx) }
}

/// What the walk over a part meets; an empty element is opened and closed.
enum Step<'a> {
    Open(&'a BytesStart<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// Walks over XML within the limit of depth; refuses a DTD and any entity but the five that XML has.
fn walk(text: &str, limits: Limits, mut each: impl FnMut(Step<'_>) -> Result<(), PaperError>) -> Result<(), PaperError> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| PaperError::BadXml(error.to_string()))? {
            Event::Start(start) => {
                depth += 1;
                if depth > limits.depth {
                    return Err(PaperError::TooLarge("depth of elements"));
                }
                each(Step::Open(&start))?;
            }
            Event::Empty(start) => {
                each(Step::Open(&start))?;
                each(Step::Close(start.local_name().as_ref()))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                each(Step::Close(end.local_name().as_ref()))?;
            }
            Event::Text(text) => each(Step::Text(&text.xml10_content()))?,
            Event::CData(text) => each(Step::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => each(Step::Text(&entity(&reference)?))?,
            Event::DocType(_) => return Err(PaperError::BadXml("it has a DTD".to_owned())),
            Event::Eof if depth > 0 => return Err(PaperError::BadXml("it ends too early".to_owned())),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn entity(reference: &BytesRef<'_>) -> Result<String, PaperError> {
    let bad = || PaperError::BadXml("it has an unknown entity".to_owned());
    if let Some(c) = reference.resolve_char_ref().map_err(|_| bad())? {
        return Ok(c.to_string());
    }
    resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned).ok_or_else(bad)
}

fn attribute(start: &BytesStart<'_>, local: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == local)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

fn seal(text: &str, limits: Limits) -> Result<Option<Seal>, PaperError> {
    let (mut json, mut inside) = (String::new(), 0_usize);
    walk(text, limits, |step| {
        match step {
            Step::Open(start) => inside += usize::from(start.local_name().as_ref() == "seal"),
            Step::Close(name) => inside -= usize::from(name == "seal" && inside > 0),
            Step::Text(text) if inside > 0 => json.push_str(text),
            Step::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(serde_json::from_str(json.trim()).ok())
}

/// The walk over the document part.
#[derive(Default)]
struct Body {
    out: ReadDocument,
    /// Open paragraphs, inner ones (text boxes) last.
    open: Vec<Paragraph>,
    /// Open content controls.
    controls: Vec<Control>,
    /// Open bookmarks of figures, and those that are closed.
    bookmarks: Vec<Bookmark>,
    marks: Vec<Mark>,
    /// Depth inside an element of which nothing is visible (a fallback drawing, deleted text).
    hidden: usize,
    /// Depth inside w:t.
    text: usize,
    /// Depth inside runs.
    run: usize,
    /// The run is formatted as hidden text, which a reader does not see.
    vanished: bool,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    figures: Vec<ReadFigure>,
    marks: Vec<Mark>,
}

/// An open bookmark of a figure.
struct Bookmark {
    id: String,
    ordinal: usize,
    at: (usize, usize),
}

/// The text in a figure's bookmark.
struct Mark {
    ordinal: usize,
    text: String,
    paragraph: usize,
    start: usize,
}

struct Control {
    tag: Option<String>,
    /// Where it begins: how many paragraphs are open, and the byte in the innermost.
    at: Option<(usize, usize)>,
}

impl Body {
    fn read(mut self, text: &str, limits: Limits) -> Result<(ReadDocument, Vec<Mark>), PaperError> {
        let mut seen = false;
        walk(text, limits, |step| {
            match step {
                Step::Open(start) => {
                    seen |= start.local_name().as_ref() == "document";
                    self.open(start);
                }
                Step::Close(name) => self.close(name),
                Step::Text(text) => self.words(text),
            }
            Ok(())
        })?;
        if seen { Ok((self.out, self.marks)) } else { Err(PaperError::NotDocx) }
    }

    fn open(&mut self, start: &BytesStart<'_>) {
        let name = start.local_name();
        if self.hidden > 0 || matches!(name.as_ref(), "Fallback" | "del" | "moveFrom") {
            self.hidden += 1;
            return;
        }
        match name.as_ref() {
            "p" => self.open.push(Paragraph::default()),
            "t" => self.text += 1,
            "r" => {
                self.run += 1;
                self.vanished = false;
            }
            "vanish" if self.run > 0 => {
                self.vanished = !attribute(start, "val").is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off"))
            }
            "tab" | "ptab" => self.mark("\t"),
            "br" | "cr" => self.mark("\n"),
            "noBreakHyphen" => self.mark("-"),
            "sdt" => {
                let at = self.open.last().map(|para| (self.open.len(), para.text.len()));
                self.controls.push(Control { tag: None, at });
            }
            "bookmarkStart" => self.begin_bookmark(start),
            "bookmarkEnd" => self.end_bookmark(start),
            "tag" => {
                if let Some(control) = self.controls.last_mut() {
                    control.tag = attribute(start, "val");
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.hidden > 0 {
            self.hidden -= 1;
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "t" => self.text = self.text.saturating_sub(1),
            "r" => {
                self.run = self.run.saturating_sub(1);
                self.vanished = false;
            }
            "sdt" => self.end_control(),
            _ => {}
        }
    }

    /// Text of a run. (A tab outside a run sets a tab stop and is no text.)
    fn mark(&mut self, text: &str) {
        if let Some(para) = self.open.last_mut().filter(|_| self.run > 0 && !self.vanished) {
            para.text.push_str(text);
        }
    }

    fn words(&mut self, text: &str) {
        if self.text > 0 && self.hidden == 0 {
            self.mark(text);
        }
    }

    fn begin_bookmark(&mut self, start: &BytesStart<'_>) {
        let ordinal = attribute(start, "name").and_then(|name| name.strip_prefix(FIGURE_BOOKMARK)?.parse().ok());
        let at = self.open.last().map(|para| (self.open.len(), para.text.len()));
        if let (Some(ordinal), Some(id), Some(at)) = (ordinal, attribute(start, "id"), at) {
            self.bookmarks.push(Bookmark { id, ordinal, at });
        }
    }

    fn end_bookmark(&mut self, start: &BytesStart<'_>) {
        let Some(id) = attribute(start, "id") else { return };
        let Some(found) = self.bookmarks.iter().rposition(|bookmark| bookmark.id == id) else { return };
        let Bookmark { ordinal, at: (depth, start), .. } = self.bookmarks.remove(found);
        let open = self.open.len();
        if let Some(para) = self.open.last_mut().filter(|_| depth == open) {
            let text = para.text.get(start..).unwrap_or_default().to_owned();
            para.marks.push(Mark { ordinal, text, paragraph: 0, start });
        }
    }

    fn end_control(&mut self) {
        let Some(Control { tag: Some(key), at: Some((depth, start)) }) = self.controls.pop() else { return };
        if depth != self.open.len() {
            return;
        }
        if let Some(para) = self.open.last_mut() {
            let text = para.text.get(start..).unwrap_or_default().to_owned();
            para.figures.push(ReadFigure { key, text, paragraph: 0, start });
        }
    }

    fn end_paragraph(&mut self) {
        let Some(para) = self.open.pop() else { return };
        let depth = self.open.len();
        self.bookmarks.retain(|bookmark| bookmark.at.0 <= depth);
        if normalised(&para.text).is_empty() {
            return;
        }
        let paragraph = self.out.paragraphs.len();
        self.out.figures.extend(para.figures.into_iter().map(|figure| ReadFigure { paragraph, ..figure }));
        self.marks.extend(para.marks.into_iter().map(|mark| Mark { paragraph, ..mark }));
        self.out.paragraphs.push(para.text);
    }
}
