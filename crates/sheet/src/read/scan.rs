//! A streaming look over one XML part before any parser sees it: no document type, bounded depth and bounded tokens. On the way it
//! picks up the text of headers, footers and text boxes.

use std::io::Read;

use super::ReadError;

/// Elements whose text stands beside the cells of a sheet.
const MARGINS: [&str; 10] =
    ["oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter", "header", "header-left", "footer", "footer-left"];
const LONGEST_TOKEN: usize = 4 << 20;
const MOST_MARGINS: usize = 400;

/// What the look over a part found.
#[derive(Default)]
pub(crate) struct Found {
    /// Bytes unpacked.
    pub bytes: u64,
    /// Text beside the cells.
    pub margins: Vec<String>,
    /// Whether the part is XML at all.
    pub xml: bool,
    /// Count of `si` elements (shared strings).
    pub strings: usize,
}

enum State {
    Text,
    Tag,
    Quoted(u8),
    Instruction,
    Comment,
    Cdata,
}

struct Scan<'a> {
    state: State,
    token: Vec<u8>,
    length: usize,
    depth: usize,
    limit: usize,
    inside: Option<(String, usize, String)>,
    boxes: bool,
    found: &'a mut Found,
}

/// Reads a part to its end. `most` is how many bytes it may unpack to, `depth` how deep it may nest, `boxes` whether `t` elements
/// are text boxes (drawings).
pub(crate) fn scan(part: &mut dyn Read, most: u64, depth: usize, boxes: bool) -> Result<Found, ReadError> {
    let mut found = Found::default();
    let mut buffer = vec![0u8; 64 << 10];
    let mut first = true;
    let mut filled;
    let mut scan =
        Scan { state: State::Text, token: Vec::new(), length: 0, depth: 0, limit: depth, inside: None, boxes, found: &mut found };
    loop {
        filled = 0;
        while filled < buffer.len() {
            match part.read(&mut buffer[filled..]).map_err(ReadError::damaged)? {
                0 => break,
                more => filled += more,
            }
        }
        let n = filled;
        if n == 0 {
            break;
        }
        scan.found.bytes += n as u64;
        if scan.found.bytes > most {
            return Err(ReadError::UnpacksTooLarge { megabytes: 200 });
        }
        if first {
            first = false;
            scan.found.xml = looks_like_xml(&buffer[..n])?;
        }
        if scan.found.xml {
            scan.chunk(&buffer[..n])?;
        }
    }
    Ok(found)
}

/// How many bytes go by before one that is looked for.
fn position(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    for (at, byte) in bytes.iter().enumerate() {
        if wanted(*byte) {
            return at;
        }
    }
    bytes.len()
}

fn too_long() -> ReadError {
    ReadError::damaged("one piece of text is longer than any cell can be")
}

fn unescaped(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// XML begins with `<` after a mark and blanks; XML in UTF-16, which no spreadsheet program writes, would hide a DTD from us.
fn looks_like_xml(head: &[u8]) -> Result<bool, ReadError> {
    if head.starts_with(&[0xFE, 0xFF]) || head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0, b'<']) || head.starts_with(&[b'<', 0]) {
        return Err(ReadError::damaged("a part in UTF-16"));
    }
    let head = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head);
    Ok(head.iter().find(|b| !b.is_ascii_whitespace()).is_none_or(|b| *b == b'<'))
}

impl Scan<'_> {
    /// Takes stretches that change nothing in one step, and single bytes where the state may change.
    fn chunk(&mut self, chunk: &[u8]) -> Result<(), ReadError> {
        let mut rest = chunk;
        while let Some((byte, after)) = rest.split_first() {
            let plain = match self.state {
                State::Text if self.inside.is_none() => position(rest, |b| b == b'<'),
                State::Quoted(mark) => position(rest, |b| b == mark),
                // The first bytes of a tag tell what it is; after them only its end and its quotes matter.
                State::Tag if self.token.len() > 8 => position(rest, |b| matches!(b, b'>' | b'"' | b'\'')),
                _ => 0,
            };
            if plain == 0 {
                self.step(*byte)?;
                rest = after;
                continue;
            }
            if matches!(self.state, State::Tag) {
                self.keep(&rest[..plain]);
            }
            self.length += plain;
            if self.length > LONGEST_TOKEN {
                return Err(too_long());
            }
            rest = &rest[plain..];
        }
        Ok(())
    }

    /// Keeps the head of a long tag and its last byte, which may be the slash that closes it.
    fn keep(&mut self, bytes: &[u8]) {
        let room = 256usize.saturating_sub(self.token.len()).min(bytes.len());
        self.token.extend_from_slice(&bytes[..room]);
        if room < bytes.len()
            && let (Some(last), Some(byte)) = (self.token.last_mut(), bytes.last())
        {
            *last = *byte;
        }
    }

    fn step(&mut self, byte: u8) -> Result<(), ReadError> {
        self.length += 1;
        if self.length > LONGEST_TOKEN {
            return Err(too_long());
        }
        match self.state {
            State::Text if byte == b'<' => {
                if let Some((_, _, text)) = &mut self.inside {
                    text.push_str(&unescaped(&self.token));
                }
                self.enter(State::Tag);
            }
            State::Text => self.text(byte),
            State::Tag => return self.tag(byte),
            State::Quoted(mark) if byte == mark => self.state = State::Tag,
            State::Quoted(_) => {}
            State::Instruction => self.until(byte, b"?>"),
            State::Comment => self.until(byte, b"-->"),
            State::Cdata => self.until(byte, b"]]>"),
        }
        Ok(())
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.token.clear();
        self.length = 0;
    }

    fn text(&mut self, byte: u8) {
        if let Some((_, _, text)) = &mut self.inside
            && text.len() < 4_000
        {
            self.token.push(byte);
        }
    }

    /// Keeps the last three bytes and leaves the state at the closing sign.
    fn until(&mut self, byte: u8, end: &[u8]) {
        self.token.push(byte);
        if self.token.ends_with(end) {
            self.enter(State::Text);
        } else if self.token.len() > 64 {
            self.token.drain(..61);
        }
    }

    fn tag(&mut self, byte: u8) -> Result<(), ReadError> {
        if byte == b'>' {
            let closed = self.close_tag();
            self.enter(State::Text);
            return closed;
        }
        if byte == b'"' || byte == b'\'' {
            self.state = State::Quoted(byte);
            return Ok(());
        }
        self.keep(&[byte]);
        match self.token.as_slice() {
            b"?" => self.enter(State::Instruction),
            b"!--" => self.enter(State::Comment),
            b"![CDATA[" => self.enter(State::Cdata),
            token if token.first() == Some(&b'!') && !b"!--".starts_with(token) && !b"![CDATA[".starts_with(token) => {
                return Err(ReadError::Doctype);
            }
            _ => {}
        }
        Ok(())
    }

    fn close_tag(&mut self) -> Result<(), ReadError> {
        let token = std::mem::take(&mut self.token);
        let ends = token.first() == Some(&b'/');
        let single = token.last() == Some(&b'/');
        if ends {
            self.depth = self.depth.saturating_sub(1);
            if self.inside.as_ref().is_some_and(|(_, depth, _)| self.depth <= *depth) {
                if let Some((_, _, text)) = self.inside.take()
                    && self.found.margins.len() < MOST_MARGINS
                    && !text.trim().is_empty()
                {
                    self.found.margins.push(text);
                }
            } else if let Some((_, _, text)) = &mut self.inside {
                text.push('\n');
            }
            return Ok(());
        }
        let name: Vec<u8> = token.iter().copied().take_while(|b| !b.is_ascii_whitespace() && *b != b'/').collect();
        let local = name.rsplit(|b| *b == b':').next().unwrap_or_default();
        if local == b"si" {
            self.found.strings += 1;
        }
        if single {
            return Ok(());
        }
        let wanted = MARGINS.iter().any(|m| m.as_bytes() == local) || (self.boxes && local == b"t");
        if wanted && self.inside.is_none() {
            self.inside = Some((String::from_utf8_lossy(local).into_owned(), self.depth, String::new()));
        }
        self.depth += 1;
        if self.depth > self.limit { Err(ReadError::TooDeep { limit: self.limit }) } else { Ok(()) }
    }
}
