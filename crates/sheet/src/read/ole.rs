//! The container of old Office files (compound file): its directory and its streams, as much as is needed to tell what a file is.

use super::ReadError;

const END: u32 = 0xFFFF_FFFA;
const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Whether the bytes begin as a compound file.
pub(super) fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// One entry of the directory.
struct Entry {
    name: String,
    start: u32,
    size: usize,
}

/// A compound file, read without trusting a number in it.
pub(super) struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    entries: Vec<Entry>,
    mini_cutoff: usize,
    first_mini_fat: u32,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

impl<'a> Ole<'a> {
    /// Opens the container.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Ole<'a>, ReadError> {
        Ole::tables(bytes).ok_or_else(|| ReadError::damaged("its container"))
    }

    fn tables(bytes: &'a [u8]) -> Option<Ole<'a>> {
        let shift = u16_at(bytes, 30)?;
        if shift != 9 && shift != 12 {
            return None;
        }
        let mut ole = Ole {
            bytes,
            sector: 1 << shift,
            fat: Vec::new(),
            entries: Vec::new(),
            mini_cutoff: u32_at(bytes, 56)? as usize,
            first_mini_fat: u32_at(bytes, 60)?,
        };
        ole.read_fat()?;
        let directory = ole.chain(u32_at(bytes, 48)?, usize::MAX)?;
        for raw in directory.chunks_exact(128) {
            let length = usize::from(u16_at(raw, 64)?).saturating_sub(2).min(62);
            let units: Vec<u16> = raw[..length].chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
            ole.entries.push(Entry { name: String::from_utf16_lossy(&units), start: u32_at(raw, 116)?, size: u32_at(raw, 120)? as usize });
        }
        Some(ole)
    }

    fn sector_at(&self, number: u32) -> Option<&'a [u8]> {
        let from = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        if from >= self.bytes.len() {
            return None;
        }
        // The last sector of a file is often cut short; what is missing in it is padding.
        self.bytes.get(from..(from + self.sector).min(self.bytes.len()))
    }

    fn read_fat(&mut self) -> Option<()> {
        let most = self.bytes.len() / self.sector + 1;
        let mut tables: Vec<u32> = (0..109).filter_map(|i| u32_at(self.bytes, 76 + 4 * i)).filter(|n| *n < END).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut seen = 0;
        while next < END && seen <= most {
            let sector = self.sector_at(next)?;
            let count = self.sector / 4 - 1;
            tables.extend((0..count).filter_map(|i| u32_at(sector, 4 * i)).filter(|n| *n < END));
            next = u32_at(sector, 4 * count)?;
            seen += 1;
        }
        for table in tables.iter().take(most) {
            let sector = self.sector_at(*table)?;
            self.fat.extend(sector.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])));
        }
        Some(())
    }

    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut next = start;
        while next < END && out.len() < size {
            out.extend_from_slice(self.sector_at(next)?);
            if out.len() > self.bytes.len() {
                return None;
            }
            next = *self.fat.get(next as usize)?;
        }
        out.truncate(size);
        Some(out)
    }

    /// Whether the directory names this stream or storage.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// The bytes of a stream, `None` when it is missing or broken.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        if entry.size >= self.mini_cutoff {
            return self.chain(entry.start, entry.size);
        }
        let root = self.entries.first()?;
        let small = self.chain(root.start, root.size)?;
        let table = self.chain(self.first_mini_fat, usize::MAX)?;
        let mut out = Vec::new();
        let mut next = entry.start;
        while next < END && out.len() < entry.size {
            let from = (next as usize).checked_mul(64)?;
            out.extend_from_slice(small.get(from..(from + 64).min(small.len()))?);
            if out.len() > self.bytes.len() {
                return None;
            }
            next = u32_at(&table, (next as usize).checked_mul(4)?)?;
        }
        out.truncate(entry.size);
        Some(out)
    }
}
