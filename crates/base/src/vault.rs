//! Personal data in the database: SM4-GCM (RFC 8998) under keys that are never in it.
//!
//! A sealed text knows the cell it belongs to: table, row and column are authenticated with it, so that ciphertexts cannot be exchanged.
//! Keys are numbered; a sealed text names its key, so that a new key is taken into use while old ones still open what they sealed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use crate::secret::{self, KeyError};
use crate::sm4gcm;

/// The cell of the database to which a sealed text belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: Uuid,
    /// The column.
    pub column: &'static str,
}

impl Place {
    fn bytes(&self) -> Vec<u8> {
        let mut out = self.row.as_bytes().to_vec();
        out.extend_from_slice(self.table.as_bytes());
        out.push(0);
        out.extend_from_slice(self.column.as_bytes());
        out
    }
}

/// Why a text cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key that sealed it is not in the key file.
    #[error("the key with number {0} is not in the key file; restore the key file that belongs to this database")]
    NoKey(u32),
    /// Changed, taken from another cell, or sealed under a key of the same number from another installation.
    #[error("a sealed text does not open: it was changed, belongs to another row, or the key file is another installation's")]
    Closed,
}

/// What seals and opens: the key file of this installation, or a cryptographic machine.
pub trait Vault: Send + Sync {
    /// The number of the key that seals today.
    fn current(&self) -> u32;
    /// Seals a text for its place under a nonce that is never used twice.
    ///
    /// # Errors
    /// [`VaultError`] where the machine refuses.
    fn seal(&self, place: &Place, text: &str) -> Result<Vec<u8>, VaultError>;
    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`VaultError`].
    fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<String>, VaultError>;
}

/// The number of the key that sealed a text.
pub fn key_of(sealed: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(sealed.get(..4)?.try_into().ok()?))
}

type Keys = Vec<(u32, Zeroizing<[u8; 16]>)>;

/// Keys in a file of mode 0600: a line each, number and 32 hex digits. The last one seals. A process that serves while another adds a key
/// takes it into use with the next number that it seals or opens.
pub struct KeyFile {
    path: Option<PathBuf>,
    keys: RwLock<(Option<SystemTime>, Keys)>,
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyFile({:?}, current {})", self.path, self.current())
    }
}

fn new_key() -> Zeroizing<[u8; 16]> {
    Zeroizing::new(rand::random())
}

impl KeyFile {
    /// A key that lives as long as the process: for tests.
    pub fn random() -> Arc<KeyFile> {
        Arc::new(KeyFile { path: None, keys: RwLock::new((None, vec![(1, new_key())])) })
    }

    /// Reads the key file, or makes it with one key where there is none. Two processes that start at once get the same key.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn open(path: &Path) -> Result<Arc<KeyFile>, KeyError> {
        let text = secret::file(path, || line(1, &new_key()))?;
        let keys = parse(&text).ok_or_else(|| KeyError::Unsafe(path.display().to_string()))?;
        Ok(Arc::new(KeyFile { path: Some(path.to_owned()), keys: RwLock::new((changed(path), keys)) }))
    }

    /// Today's keys: read anew when the file has changed. A file that cannot be read leaves those that are known.
    fn keys(&self) -> Keys {
        let known = self.keys.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(path) = self.path.as_ref().filter(|path| changed(path) != known.0) else { return known.1 };
        let at = changed(path);
        match secret::file(path, String::new).ok().and_then(|text| parse(&text)) {
            Some(keys) => {
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = (at, keys.clone());
                keys
            }
            None => known.1,
        }
    }

    /// How many keys there are: more than one while numbers are sealed anew.
    pub fn count(&self) -> usize {
        self.keys().len()
    }

    /// Adds a key, which seals from now on, and keeps the old ones; its number. The file is replaced whole.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn add(&self) -> Result<u32, KeyError> {
        let mut keys = self.keys();
        let number = keys.last().map_or(1, |(number, _)| number + 1);
        keys.push((number, new_key()));
        self.replace(keys)?;
        Ok(number)
    }

    /// Forgets all keys but the last: what they sealed must have been sealed anew before.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn forget_old(&self) -> Result<(), KeyError> {
        let keys = self.keys();
        self.replace(keys.into_iter().rev().take(1).collect())
    }

    fn replace(&self, keys: Keys) -> Result<(), KeyError> {
        if let Some(path) = &self.path {
            let text: Zeroizing<String> = Zeroizing::new(keys.iter().map(|(number, key)| line(*number, key)).collect());
            secret::replace_file(path, &text)?;
        }
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = (self.path.as_deref().and_then(changed), keys);
        Ok(())
    }

    fn key(&self, number: Option<u32>) -> Result<(u32, Zeroizing<[u8; 16]>), VaultError> {
        let keys = self.keys();
        let found = match number {
            Some(number) => keys.iter().find(|(there, _)| *there == number),
            None => keys.last(),
        };
        let (number, key) = found.ok_or(VaultError::NoKey(number.unwrap_or(0)))?;
        Ok((*number, key.clone()))
    }
}

fn line(number: u32, key: &[u8; 16]) -> String {
    format!("{number} {}\n", secret::hex(key))
}

/// When the file was replaced last.
fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|meta| meta.modified()).ok()
}

fn parse(text: &str) -> Option<Keys> {
    let one = |line: &str| {
        let (number, key) = line.trim().split_once(' ')?;
        let mut bytes = secret::from_hex(key)?;
        let key = <[u8; 16]>::try_from(bytes.as_slice()).ok().map(Zeroizing::new);
        bytes.zeroize();
        Some((number.parse().ok()?, key?))
    };
    let keys: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).map(one).collect::<Option<_>>()?;
    let rises = keys.windows(2).all(|pair| pair[0].0 < pair[1].0);
    (rises && !keys.is_empty()).then_some(keys)
}

impl Vault for KeyFile {
    fn current(&self) -> u32 {
        self.keys().last().map_or(0, |(number, _)| *number)
    }

    fn seal(&self, place: &Place, text: &str) -> Result<Vec<u8>, VaultError> {
        let (number, key) = self.key(None)?;
        let sealed = sm4gcm::seal(key.as_slice(), &place.bytes(), text.as_bytes()).ok_or(VaultError::Closed)?;
        Ok([&number.to_be_bytes()[..], &sealed].concat())
    }

    fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<String>, VaultError> {
        let number = key_of(sealed).ok_or(VaultError::Closed)?;
        let (_, key) = self.key(Some(number))?;
        let clear = sm4gcm::open(key.as_slice(), &place.bytes(), &sealed[4..]).ok_or(VaultError::Closed)?;
        String::from_utf8(clear).map(Zeroizing::new).map_err(|_| VaultError::Closed)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const ROW: Uuid = Uuid::from_u128(7);

    fn place(table: &'static str, row: u128, column: &'static str) -> Place {
        Place { table, row: Uuid::from_u128(row), column }
    }

    #[test]
    fn a_sealed_text_opens_in_its_own_cell_only_and_never_looks_the_same_twice() {
        let vault = KeyFile::random();
        let at = Place { table: "person", row: ROW, column: "citizen_id" };
        let sealed = vault.seal(&at, "99999919950615009X").unwrap();
        assert_eq!(vault.open(&at, &sealed).unwrap().as_str(), "99999919950615009X");
        assert_ne!(sealed, vault.seal(&at, "99999919950615009X").unwrap());
        assert!(!sealed.windows(6).any(|w| w == b"199506"));
        for elsewhere in [place("guest", 7, "citizen_id"), place("person", 8, "citizen_id"), place("person", 7, "phone")] {
            assert_eq!(vault.open(&elsewhere, &sealed).unwrap_err(), VaultError::Closed, "{elsewhere:?}");
        }
        assert_eq!(KeyFile::random().open(&at, &sealed).unwrap_err(), VaultError::Closed);
        for at_byte in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at_byte] ^= 1;
            assert!(vault.open(&at, &changed).is_err(), "byte {at_byte}");
            assert!(vault.open(&at, &sealed[..at_byte]).is_err(), "cut at {at_byte}");
        }
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_opens_until_it_is_forgotten() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("yipanqi.vault");
        let (vault, at) = (KeyFile::open(&path).unwrap(), Place { table: "person", row: ROW, column: "phone" });
        let old = vault.seal(&at, "13812345678").unwrap();
        let serving = KeyFile::open(&path).unwrap();
        assert_eq!(vault.add().unwrap(), 2);
        let again = KeyFile::open(&path).unwrap();
        assert_eq!((serving.current(), serving.count()), (2, 2), "a process that serves takes the new key into use");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!((again.current(), key_of(&old)), (2, Some(1)));
        assert_eq!(again.open(&at, &old).unwrap().as_str(), "13812345678");
        let new = again.seal(&at, "13812345678").unwrap();
        assert_eq!(key_of(&new), Some(2));
        again.forget_old().unwrap();
        let after = KeyFile::open(&path).unwrap();
        assert_eq!(after.open(&at, &old).unwrap_err(), VaultError::NoKey(1));
        assert_eq!(after.open(&at, &new).unwrap().as_str(), "13812345678");
    }

    #[test]
    fn a_damaged_key_file_is_refused_and_left_as_it_is() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("yipanqi.vault");
        for text in ["", "1 zz\n", "2 00112233445566778899aabbccddeeff\n1 00112233445566778899aabbccddeeff\n"] {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            assert!(matches!(KeyFile::open(&path), Err(KeyError::Unsafe(_))), "{text}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }
}
