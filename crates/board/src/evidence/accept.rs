//! What may be kept: a file is looked at before anything of it is written anywhere.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use super::{FileKind, package, pdf, strip};

/// Bytes of one file.
pub const MOST_BYTES: usize = 50 * 1024 * 1024;
/// Points of a picture: 12,000 by 5,300, more than any office's phone takes.
pub const MOST_POINTS: u64 = 64_000_000;
/// Bytes that a picture may take while it is looked at.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
/// Points along the longer side of a thumbnail.
const THUMBNAIL: u32 = 480;
/// Points along the longer side of a picture on paper: 15 cm at 270 points an inch.
const ON_PAPER: u32 = 1_600;
/// Characters of a file's name.
const MOST_NAME: usize = 120;

/// Why a file is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// More than [`MOST_BYTES`].
    #[error("the file has more than 50 MB")]
    TooLarge,
    /// None of [`FileKind`].
    #[error("the content of the file is none of PDF, JPEG, PNG, WebP, .docx, .xlsx")]
    Unknown,
    /// .doc, .xls, .wps and their like, whose macros cannot be seen.
    #[error("the file is of an old office format; save it as .docx or .xlsx")]
    OldOffice,
    /// HEIC.
    #[error("the picture is HEIC; send it as JPEG")]
    Heic,
    /// Cut off or damaged.
    #[error("the file is damaged or cut off")]
    Broken,
    /// A picture of too many points, a package that unpacks to too much.
    #[error("the file unpacks to more than can be looked at")]
    Bomb,
    /// Macros, scripts, programs, files within.
    #[error("the file carries scripts, macros, programs or other files")]
    Active,
    /// Under a password.
    #[error("the file is locked by a password")]
    Locked,
    /// A package whose parts would land outside of its folder.
    #[error("the package holds names that lead out of its folder")]
    Escapes,
    /// Two files in one.
    #[error("the file is two files in one")]
    Polyglot,
}

impl Refusal {
    /// The sentence for a page: what it is and what to do.
    pub fn chinese(self) -> &'static str {
        match self {
            Refusal::Empty => "文件是空的，请重新选择。",
            Refusal::TooLarge => "每个文件最大 50MB。照片请用较低的分辨率，文件请拆分或压缩后再上传。",
            Refusal::Unknown => {
                "只能上传 PDF、图片（JPEG、PNG、WebP）、Word（.docx）和 Excel（.xlsx）。文件类型按内容判断，改后缀名没有用。"
            }
            Refusal::OldOffice => "这是旧格式的 Office 或 WPS 文件，请另存为 .docx 或 .xlsx 再上传。",
            Refusal::Heic => "这是 HEIC 格式的照片，请在手机设置中改为“兼容性最佳”（JPEG），或转存为 JPEG 再上传。",
            Refusal::Broken => "文件已损坏或不完整，请重新保存后再上传。",
            Refusal::Bomb => "图片或文件展开后过大（图片最多 6400 万像素），请缩小后再上传。",
            Refusal::Active => "文件里带有宏、脚本、程序或嵌入的对象，不能上传。请另存为不带这些内容的文件，或打印成 PDF。",
            Refusal::Locked => "文件设了密码，请取消密码后再上传。",
            Refusal::Escapes => "文件包里有指向包外的路径，不能上传。",
            Refusal::Polyglot => "文件里夹带着另一个文件，不能上传。请重新另存或打印成 PDF。",
        }
    }
}

/// A file that may be kept, as it will be kept.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// What it is.
    pub kind: FileKind,
    /// Its name, ending as its kind does.
    pub name: String,
    /// Its bytes, without metadata.
    pub bytes: Vec<u8>,
    /// SM3 of the bytes, hex.
    pub digest: String,
    /// Width and height of a picture as it is looked at.
    pub points: Option<(u32, u32)>,
    /// A small JPEG of a picture.
    pub thumbnail: Option<Vec<u8>>,
}

/// Looks at a file that somebody sent. Takes its time: not for a thread that serves others.
///
/// # Errors
/// [`Refusal`].
pub fn accept(name: &str, bytes: Vec<u8>) -> Result<Accepted, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let kind = FileKind::of(&bytes).ok_or_else(|| unknown(&bytes))?;
    let (mut points, mut thumbnail) = (None, None);
    let bytes = match kind {
        FileKind::Pdf => pdf::check(&bytes).map(|()| bytes)?,
        FileKind::Docx | FileKind::Xlsx => package::check(&bytes).map(|()| bytes)?,
        FileKind::Jpeg | FileKind::Png | FileKind::Webp => {
            let stripped = strip::strip(kind, &bytes).ok_or(Refusal::Broken)?;
            let picture = look(kind, &stripped.bytes)?;
            let lying = stripped.upright.to_exif() >= 5;
            let (width, height) = (picture.width(), picture.height());
            points = Some(if lying { (height, width) } else { (width, height) });
            let mut picture = picture.thumbnail(THUMBNAIL.min(width), THUMBNAIL.min(height));
            picture.apply_orientation(stripped.upright);
            thumbnail = Some(small(&picture)?);
            stripped.bytes
        }
    };
    let digest = base::secret::hex(&base::secret::sm3(&bytes));
    Ok(Accepted { kind, name: named(name, kind), bytes, digest, points, thumbnail })
}

fn look(kind: FileKind, bytes: &[u8]) -> Result<DynamicImage, Refusal> {
    let format = match kind {
        FileKind::Png => ImageFormat::Png,
        FileKind::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let mut limits = image::Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    // Only the head has been read here: how large it says that it is.
    let decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_POINTS || decoder.total_bytes() > MOST_MEMORY {
        return Err(Refusal::Bomb);
    }
    DynamicImage::from_decoder(decoder).map_err(refused)
}

/// A picture for a page of paper.
#[derive(Clone, Debug)]
pub struct Picture {
    /// JPEG, upright.
    pub jpeg: Vec<u8>,
    /// Points across.
    pub width: u32,
    /// Points down.
    pub height: u32,
}

/// A kept picture as a page of paper needs it: upright, JPEG, at most [`ON_PAPER`] points long; none where it is none or cannot be read.
pub fn for_paper(kind: FileKind, bytes: &[u8]) -> Option<Picture> {
    let stripped = if kind.picture() { strip::strip(kind, bytes)? } else { return None };
    let mut picture = look(kind, &stripped.bytes).ok()?;
    picture.apply_orientation(stripped.upright);
    if picture.width().max(picture.height()) > ON_PAPER {
        picture = picture.resize(ON_PAPER, ON_PAPER, image::imageops::FilterType::Triangle);
    }
    let (width, height) = (picture.width(), picture.height());
    Some(Picture { jpeg: small(&picture).ok()?, width, height })
}

fn refused(error: image::ImageError) -> Refusal {
    if matches!(error, image::ImageError::Limits(_)) { Refusal::Bomb } else { Refusal::Broken }
}

fn small(picture: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, 75)).map_err(refused)?;
    Ok(out)
}

fn unknown(bytes: &[u8]) -> Refusal {
    let brand = bytes.get(4..12).unwrap_or_default();
    match bytes {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Refusal::OldOffice,
        _ if [&b"ftypheic"[..], b"ftypheix", b"ftypmif1", b"ftyphevc"].contains(&brand) => Refusal::Heic,
        _ if package::has_macros(bytes) => Refusal::Active,
        _ => Refusal::Unknown,
    }
}

/// A name for display and download: without folders, without what cannot be seen or turns the writing round, ending as the kind does.
fn named(name: &str, kind: FileKind) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let unseen =
        |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let clean: String = last.chars().filter(|c| !unseen(*c)).collect();
    let clean = clean.trim().trim_start_matches('.');
    let stem = match clean.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 5 => stem,
        _ => clean,
    };
    let stem: String = stem.trim().chars().take(MOST_NAME).collect();
    format!("{}.{}", if stem.is_empty() { "未命名" } else { &stem }, kind.ending())
}

#[cfg(test)]
#[path = "accept_tests.rs"]
mod tests;
