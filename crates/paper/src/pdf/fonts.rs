//! The fonts of a PDF: found in folders, read when they are needed.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::error::PaperError;
use crate::fonts::Fonts;

/// Font files looked at at most, and how deep in folders: a folder given by mistake must not cost minutes.
const MOST_FILES: usize = 3_000;
const DEEPEST: usize = 6;
/// A font file larger than this is not read.
const LARGEST: u64 = 100_000_000;

/// What was found in some folders.
pub(super) struct FontSet {
    pub book: LazyHash<FontBook>,
    faces: Vec<Face>,
}

struct Face {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl FontSet {
    /// The font of this number, read from its file the first time.
    pub fn font(&self, number: usize) -> Option<Font> {
        let face = self.faces.get(number)?;
        face.font.get_or_init(|| Font::new(Bytes::new(fs::read(&face.path).ok()?), face.index)).clone()
    }
}

type Found = HashMap<Vec<PathBuf>, Arc<FontSet>>;

/// Folders are searched once while the program runs.
static FOUND: LazyLock<Mutex<Found>> = LazyLock::new(Mutex::default);

/// The fonts in these folders.
///
/// # Errors
/// [`PaperError::NoFont`] when none of them has Chinese characters.
pub(super) fn find(folders: &[PathBuf]) -> Result<Arc<FontSet>, PaperError> {
    let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(set) = found.get(folders) {
        return Ok(Arc::clone(set));
    }
    let mut files = Vec::new();
    folders.iter().for_each(|folder| list(folder, DEEPEST, &mut files));
    files.sort();
    files.dedup();
    let (set, chinese) = read(files);
    if !chinese {
        return Err(PaperError::NoFont);
    }
    let set = Arc::new(set);
    found.insert(folders.to_vec(), Arc::clone(&set));
    Ok(set)
}

fn list(folder: &Path, deep: usize, out: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(about) = fs::metadata(&path) else { continue };
        if about.is_dir() && deep > 0 {
            list(&path, deep - 1, out);
        } else if about.is_file() && about.len() <= LARGEST && is_font(&path) && out.len() < MOST_FILES {
            out.push(path);
        }
    }
}

fn is_font(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    matches!(ending.as_str(), "ttf" | "otf" | "ttc" | "otc")
}

/// The files' faces, and whether one of them has Chinese characters. The data is let go at once: one file in memory at a time.
fn read(files: Vec<PathBuf>) -> (FontSet, bool) {
    let (mut book, mut faces, mut chinese) = (FontBook::new(), Vec::new(), false);
    for path in files {
        let Ok(data) = fs::read(&path) else { continue };
        for (index, info) in FontInfo::iter(&data).enumerate() {
            chinese |= info.coverage.contains('的' as u32);
            book.push(info);
            faces.push(Face { path: path.clone(), index: u32::try_from(index).unwrap_or(0), font: OnceLock::new() });
        }
    }
    (FontSet { book: LazyHash::new(book), faces }, chinese)
}

/// Behind every list: fonts that have nearly all Chinese characters.
const LAST: [&str; 5] = ["Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC", "LXGW WenKai"];

/// For each role the families to try in order: the office's own font, its other names, free ones of like form, the last resorts.
pub(super) fn families(fonts: &Fonts) -> HashMap<&'static str, Vec<String>> {
    let list = |own: &str, others: &[&str]| {
        let mut out = vec![own.to_owned()];
        out.extend(others.iter().chain(&LAST).map(|name| (*name).to_owned()));
        out
    };
    HashMap::from([
        ("title", list(&fonts.title, &["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "FandolSong"])),
        ("body", list(&fonts.body, &["FangSong_GB2312", "FangSong", "仿宋", "STFangsong", "FandolFang R", "FandolFang"])),
        ("heading1", list(&fonts.heading1, &["SimHei", "STHeiti", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC"])),
        ("heading2", list(&fonts.heading2, &["KaiTi_GB2312", "KaiTi", "楷体", "STKaiti", "FandolKai", "LXGW WenKai"])),
        ("number", list(&fonts.page_number, &["SimSun", "STSong", "FandolSong"])),
    ])
}
