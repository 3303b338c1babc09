//! PDF: refused when it is cut off, locked, carries scripts or other files, or is a second file as well. What is looked for may stand in
//! the open or inside a packed stream of objects; a name may be written with escapes.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::Refusal;

/// Bytes of a stream of objects that are looked at.
const MOST_OBJECTS: u64 = 32 * 1024 * 1024;
/// Streams of objects that are unpacked.
const MOST_STREAMS: usize = 5_000;
/// What acts or hides something.
const ACTIVE: [&[u8]; 5] = [b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA"];

/// Refuses what a scan or a printed document never holds.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let end = rfind(bytes, b"%%EOF").ok_or(Refusal::Broken)? + 5;
    if !bytes[end..].iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(Refusal::Polyglot);
    }
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    if has(&head, b"<html") || has(&head, b"<script") {
        return Err(Refusal::Polyglot);
    }
    let plain = unescaped(bytes);
    names(&plain)?;
    let mut budget = MOST_OBJECTS;
    for packed in streams(&plain, bytes).take(MOST_STREAMS) {
        let mut objects = Vec::new();
        // What cannot be unpacked to its end is looked at as far as it goes.
        let _ = ZlibDecoder::new(packed).take(budget).read_to_end(&mut objects);
        budget -= (objects.len() as u64).min(budget);
        if budget == 0 {
            return Err(Refusal::Bomb);
        }
        names(&unescaped(&objects))?;
    }
    Ok(())
}

fn names(bytes: &[u8]) -> Result<(), Refusal> {
    if has(bytes, b"/Encrypt") {
        return Err(Refusal::Locked);
    }
    if ACTIVE.iter().any(|name| has(bytes, name)) { Err(Refusal::Active) } else { Ok(()) }
}

/// With `#4A` in place of escapes read as the letters that they mean. Escapes are rare, so most of a file is copied as it is.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'#', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

/// The streams of objects. Where they are, the unescaped text says in order; their bytes are those of the file.
fn streams<'a>(plain: &'a [u8], bytes: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    // Without escapes both are the same; with them, the file is walked for every stream, whatever its kind.
    let escaped = plain.len() != bytes.len();
    let mut rest = bytes;
    std::iter::from_fn(move || {
        loop {
            let at = find(rest, b"stream")?;
            let (before, after) = (&rest[..at], &rest[at + 6..]);
            rest = after;
            if before.ends_with(b"end") {
                continue;
            }
            let dictionary = &before[before.len().saturating_sub(1_000)..];
            if escaped || has(dictionary, b"/ObjStm") {
                let start = after.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
                return Some(&after[start..]);
            }
        }
    })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == first)?;
        if bytes[at..].starts_with(what) {
            return Some(at);
        }
        from = at + 1;
    }
}

fn rfind(bytes: &[u8], what: &[u8]) -> Option<usize> {
    (0..=bytes.len().checked_sub(what.len())?).rev().find(|at| bytes[*at..].starts_with(what))
}

fn has(bytes: &[u8], what: &[u8]) -> bool {
    find(bytes, what).is_some()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn pdf(body: &[u8]) -> Vec<u8> {
        [b"%PDF-1.7\n", body, b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"].concat()
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(text).unwrap_or_else(|e| panic!("{e}"));
        let stream = zlib.finish().unwrap_or_else(|e| panic!("{e}"));
        pdf(&[b"2 0 obj<</Type/ObjStm/N 1/Filter/FlateDecode>>stream\n", &stream[..], b"\nendstream endobj"].concat())
    }

    #[test]
    fn a_pdf_that_only_shows_something_is_taken() {
        assert_eq!(check(&pdf(b"1 0 obj<</Type/Catalog/OpenAction[3 0 R/Fit]>>endobj")), Ok(()));
        assert_eq!(check(&packed(b"<</Type/Catalog>>")), Ok(()));
    }

    #[test]
    fn scripts_other_files_and_locks_are_found_also_where_they_hide() {
        for active in [&b"<</S/JavaScript/JS(app.alert(1))>>"[..], b"<</S/J#61vaScript>>", b"<</S/Launch/F(cmd.exe)>>", b"/EmbeddedFiles"] {
            assert_eq!(check(&pdf(active)), Err(Refusal::Active), "{}", String::from_utf8_lossy(active));
            assert_eq!(check(&packed(active)), Err(Refusal::Active), "{}", String::from_utf8_lossy(active));
        }
        assert_eq!(check(&pdf(b"<</Encrypt 5 0 R>>")), Err(Refusal::Locked));
    }

    #[test]
    fn a_pdf_that_is_cut_off_or_goes_on_as_another_file_is_refused() {
        assert_eq!(check(b"%PDF-1.7\n1 0 obj"), Err(Refusal::Broken));
        assert_eq!(check(&[&pdf(b"")[..], b"PK\x03\x04"].concat()), Err(Refusal::Polyglot));
        assert_eq!(check(&pdf(b"<HTML><script>")), Err(Refusal::Polyglot));
    }
}
