//! SM3 over what is too long to hold in memory.

use std::io::{Read, Write};

use sm3::{Digest, Sm3};

use crate::secret::hex;

/// A digest under way. Bytes that are written through it also reach what stands behind.
pub struct Digesting<W> {
    behind: W,
    state: Sm3,
    bytes: u64,
}

impl<W> Digesting<W> {
    /// Nothing yet.
    pub fn new(behind: W) -> Digesting<W> {
        Digesting { behind, state: Sm3::new(), bytes: 0 }
    }

    /// How many bytes passed, and their SM3 in hex.
    pub fn ended(self) -> (u64, String) {
        (self.bytes, hex(&self.state.finalize()))
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.behind.write(bytes)?;
        self.state.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.behind.flush()
    }
}

/// Copies all bytes; how many, and their SM3 in hex.
///
/// # Errors
/// Those of reader and writer.
pub fn copy(mut from: impl Read, to: impl Write) -> std::io::Result<(u64, String)> {
    let mut to = Digesting::new(to);
    std::io::copy(&mut from, &mut to)?;
    to.flush()?;
    Ok(to.ended())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::secret::sm3;

    #[test]
    fn a_stream_has_the_digest_of_its_bytes() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|i| (i % 251) as u8).collect();
        let mut copied = Vec::new();
        assert_eq!(copy(bytes.as_slice(), &mut copied).unwrap(), (100_000, hex(&sm3(&bytes))));
        assert_eq!(copied, bytes);
    }
}
