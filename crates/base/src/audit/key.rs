//! The key of the audit chain: a file of its own, so that it can lie where whoever administers the database has no access.

use std::path::Path;
use std::sync::OnceLock;

use crate::secret::{self, KeyError};

/// 32 random bytes that seal the end of the chain and its checkpoints. Never in the database.
#[derive(Clone)]
pub struct AuditKey([u8; 32]);

impl AuditKey {
    /// A key that lives as long as the process: for tests.
    pub fn random() -> AuditKey {
        AuditKey(rand::random())
    }

    /// One such key, the same for whoever asks in this process.
    pub fn of_process() -> AuditKey {
        static KEY: OnceLock<AuditKey> = OnceLock::new();
        KEY.get_or_init(AuditKey::random).clone()
    }

    /// Reads the key file, or makes it (mode 0600) where there is none. Two processes that start at once get the same key.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn open(path: &Path) -> Result<AuditKey, KeyError> {
        let text = secret::file(path, || secret::hex(&rand::random::<[u8; 32]>()))?;
        let bytes = secret::from_hex(text.trim()).and_then(|bytes| bytes.try_into().ok());
        bytes.map(AuditKey).ok_or_else(|| KeyError::Unsafe(path.display().to_string()))
    }

    /// HMAC-SM3 of `text` for one purpose.
    pub(crate) fn digest(&self, purpose: &str, text: &str) -> Vec<u8> {
        secret::mac(&self.0, purpose, text)
    }

    /// The same in hex: also what tells this key from another without giving anything of it away.
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        secret::hex(&self.digest(purpose, text))
    }
}
