//! What a picture says beside what it shows (where and when it was taken, by which device, a small copy of an earlier version) is left
//! out; the picture itself is not touched. Whatever follows its end is left out too. Which way up it is held is kept.

use image::metadata::Orientation;

use super::FileKind;

/// A picture without what it need not say.
pub(super) struct Stripped {
    pub(super) bytes: Vec<u8>,
    pub(super) upright: Orientation,
}

/// Without its metadata; none when the picture is cut off or no such picture at all.
pub(super) fn strip(kind: FileKind, bytes: &[u8]) -> Option<Stripped> {
    match kind {
        FileKind::Jpeg => jpeg(bytes),
        FileKind::Png => png(bytes).map(upright),
        FileKind::Webp => webp(bytes).map(upright),
        FileKind::Pdf | FileKind::Docx | FileKind::Xlsx => None,
    }
}

fn upright(bytes: Vec<u8>) -> Stripped {
    Stripped { bytes, upright: Orientation::NoTransforms }
}

fn jpeg(bytes: &[u8]) -> Option<Stripped> {
    let (mut head, mut rest) = (vec![0xff, 0xd8], Vec::with_capacity(bytes.len()));
    let mut upright = Orientation::NoTransforms;
    let mut at = 2;
    loop {
        (*bytes.get(at)? == 0xff).then_some(())?;
        at += bytes[at..].iter().take_while(|byte| **byte == 0xff).count();
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            0xd9 => break,
            0x01 | 0xd0..=0xd7 => {
                rest.extend([0xff, marker]);
                continue;
            }
            0 | 0xd8 => return None,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let said = bytes.get(at..at + length)?;
        let content = said.get(2..)?;
        at += length;
        let segment = [&[0xff, marker], said].concat();
        match marker {
            // Without the small picture that it may hold.
            0xe0 if content.starts_with(b"JFIF\0") && length == 16 => head.extend(segment),
            0xe1 => {
                if let Some(tiff) = content.strip_prefix(b"Exif\0\0") {
                    upright = Orientation::from_exif_chunk(tiff).unwrap_or(upright);
                }
            }
            0xe2 if content.starts_with(b"ICC_PROFILE\0") => rest.extend(segment),
            0xee if content.starts_with(b"Adobe") => rest.extend(segment),
            0xe0..=0xef | 0xfe => {}
            0xda => {
                rest.extend(segment);
                let end = scan_end(bytes, at)?;
                rest.extend(&bytes[at..end]);
                at = end;
            }
            _ => rest.extend(segment),
        }
    }
    if upright != Orientation::NoTransforms {
        head.extend(held(upright.to_exif()));
    }
    Some(Stripped { bytes: [&head[..], &rest, &[0xff, 0xd9]].concat(), upright })
}

/// Where the packed picture points of a scan end: at the next marker that is none of theirs.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let own = |pair: &[u8]| pair[0] != 0xff || matches!(pair[1], 0 | 0xd0..=0xd7);
    bytes.get(from..)?.windows(2).position(|pair| !own(pair)).map(|at| from + at)
}

/// An EXIF segment that says which way up, and nothing else.
fn held(way: u8) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend([way, 0, 0, 0, 0, 0, 0]);
    segment
}

/// The parts of a PNG that say how it looks.
const SHOWN: [&[u8; 4]; 12] = [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs"];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let name = bytes.get(at + 4..at + 8)?;
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = bytes.get(at..end)?;
        if SHOWN.iter().any(|shown| *shown == name) {
            out.extend(chunk);
        }
        if name == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    let body = bytes.get(12..length.checked_add(8)?)?;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut at = 0;
    while at < body.len() {
        let length = u32::from_le_bytes(body.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        let end = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
        let (name, chunk) = (body.get(at..at + 4)?, body.get(at..end)?);
        if [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"].iter().any(|shown| *shown == name) {
            let from = out.len();
            out.extend(chunk);
            // What the picture announces is what it has now: neither EXIF nor XMP nor movement.
            if name == b"VP8X" {
                *out.get_mut(from + 8)? &= !0b0000_1110;
            }
        }
        at = end;
    }
    let length = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    Some(out)
}
