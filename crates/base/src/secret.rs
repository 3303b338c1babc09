//! Secrets: the key file, keyed digests (HMAC-SM3) and random tokens.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sm3::{Digest, Sm3};

use crate::vault::{KeyFile, Vault};

/// The installation's keys: 32 random bytes for digests and the vault for what can be opened again, each in a file that only its owner
/// may read. They are never in the database.
#[derive(Clone)]
pub struct Key {
    digests: [u8; 32],
    vault: Arc<dyn Vault>,
}

/// Why the key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("the key file {path} cannot be used: {cause}")]
    File {
        /// Which file.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Others may read it, or it is no key.
    #[error("the key file {0} is damaged or open to others; restore it from its copy and give it mode 0600")]
    Unsafe(String),
}

impl Key {
    /// Keys that live as long as the process: for tests.
    pub fn random() -> Key {
        Key { digests: rand::random(), vault: KeyFile::random() }
    }

    /// Reads the key file, or makes it (mode 0600) where there is none, and the vault's beside it ([`Key::vault_path`]). Two processes
    /// that start at once get the same keys.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn open(path: &Path) -> Result<Key, KeyError> {
        Key::open_with(path, KeyFile::open(&Key::vault_path(path))?)
    }

    /// The same with another vault, such as a cryptographic machine.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn open_with(path: &Path, vault: Arc<dyn Vault>) -> Result<Key, KeyError> {
        let text = file(path, || hex(&rand::random::<[u8; 32]>()))?;
        let bytes = from_hex(text.trim()).and_then(|bytes| bytes.try_into().ok());
        Ok(Key { digests: bytes.ok_or_else(|| KeyError::Unsafe(path.display().to_string()))?, vault })
    }

    /// Where the vault's keys lie: beside the key file.
    pub fn vault_path(path: &Path) -> PathBuf {
        path.with_extension("vault")
    }

    /// What seals and opens personal data.
    pub fn vault(&self) -> &dyn Vault {
        self.vault.as_ref()
    }

    /// HMAC-SM3 of `text` for one purpose; digests of two purposes cannot be compared.
    pub fn digest(&self, purpose: &str, text: &str) -> Vec<u8> {
        mac(&self.digests, purpose, text)
    }

    /// [`Key::digest`] in hex.
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        hex(&self.digest(purpose, text))
    }
}

/// HMAC-SM3 of `text` for one purpose.
pub(crate) fn mac(key: &[u8; 32], purpose: &str, text: &str) -> Vec<u8> {
    // A key of 32 bytes is always accepted; the empty answer cannot happen and would match nothing.
    let Ok(mut mac) = Hmac::<Sm3>::new_from_slice(key) else { return Vec::new() };
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// What tells a key of 32 bytes, as its file holds it, from another one, and gives nothing of it away; none for a text that is no such key.
pub fn mark(text: &str) -> Option<String> {
    let key = from_hex(text.trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())?;
    Some(hex(&mac(&key, "backup", "the key that this backup needs")))
}

/// Reads a key file that is there. None is made.
///
/// # Errors
/// [`KeyError`].
pub fn read(path: &Path) -> Result<String, KeyError> {
    let failed = |cause| KeyError::File { path: path.display().to_string(), cause };
    let text = fs::read_to_string(path).map_err(failed)?;
    if open_to_others(path).map_err(failed)? { Err(KeyError::Unsafe(path.display().to_string())) } else { Ok(text) }
}

/// Puts a key file where none is, readable by its owner only.
///
/// # Errors
/// [`KeyError`]; a file that is there is left alone.
pub fn put(path: &Path, text: &str) -> Result<(), KeyError> {
    create(path, text).map_err(|cause| KeyError::File { path: path.display().to_string(), cause })
}

/// Reads a file that only its owner may read, making it (mode 0600) with what `fresh` gives where there is none.
pub(crate) fn file(path: &Path, fresh: impl FnOnce() -> String) -> Result<String, KeyError> {
    let failed = |cause| KeyError::File { path: path.display().to_string(), cause };
    if !path.exists() {
        create(path, &fresh()).map_err(failed)?;
    }
    read(path)
}

/// Puts a new text in the place of such a file: written beside, then renamed, so that one or the other is there whole.
pub(crate) fn replace_file(path: &Path, text: &str) -> Result<(), KeyError> {
    let failed = |cause| KeyError::File { path: path.display().to_string(), cause };
    let aside = write_aside(path, text).map_err(failed)?;
    fs::rename(&aside, path).map_err(failed)
}

/// Writes a new key beside and links it into place, so that a half-written key is never seen and the first of two wins.
fn create(path: &Path, text: &str) -> std::io::Result<()> {
    let aside = write_aside(path, text)?;
    let linked = fs::hard_link(&aside, path);
    fs::remove_file(&aside)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn write_aside(path: &Path, text: &str) -> std::io::Result<PathBuf> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let aside = path.with_extension(format!("new-{}", token(8)));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(aside)
}

fn open_to_others(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// SM3 of bytes.
pub fn sm3(bytes: &[u8]) -> Vec<u8> {
    Sm3::digest(bytes).to_vec()
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Reads hex; `None` when it is none.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()).collect()
}

/// `bytes` random bytes (at most 32) in hex: 32 give the 256 bits of a session id.
pub fn token(bytes: usize) -> String {
    hex(&rand::random::<[u8; 32]>()[..bytes.min(32)])
}

/// A password that a person can read aloud and type: 4 groups of 4 from letters and digits that look unlike, about 79 bits.
pub fn password() -> String {
    const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let draw = |_| loop {
        // 248 is the largest multiple of 31 in a byte: beyond it the choice would be uneven.
        let byte = rand::random::<u8>();
        if byte < 248 {
            return char::from(LETTERS[usize::from(byte) % 31]);
        }
    };
    let group = |_| (0..4).map(draw).collect::<String>();
    (0..4).map(group).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_key_file_is_made_once_for_its_owner_only_and_an_open_one_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/yipanqi.key");
        let first = Key::open(&path).unwrap();
        assert_eq!(first.seal("id", "x"), Key::open(&path).unwrap().seal("id", "x"));
        assert_ne!(first.seal("id", "x"), first.seal("phone", "x"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Key::open(&path), Err(KeyError::Unsafe(_))));
    }

    #[test]
    fn sm3_gives_the_standards_example() {
        assert_eq!(hex(&sm3(b"abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }
}
