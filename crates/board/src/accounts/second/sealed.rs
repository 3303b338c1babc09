//! How the secret of an authenticator app rests in the database: SM4-GCM under a key made of the installation's, bound to its account.

use base::secret::Key;
use base::{AccountId, DbError, sm4gcm};

fn closed() -> DbError {
    DbError::Corrupt("the secret of a second factor does not open: it was changed, or the key file is another installation's".into())
}

fn key_of(key: &Key) -> Vec<u8> {
    let mut digest = key.digest("second factor", "");
    digest.truncate(16);
    digest
}

pub(super) fn seal(key: &Key, account: AccountId, secret: &[u8]) -> Result<Vec<u8>, DbError> {
    sm4gcm::seal(&key_of(key), account.to_string().as_bytes(), secret).ok_or_else(closed)
}

pub(super) fn open(key: &Key, account: AccountId, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
    sm4gcm::open(&key_of(key), account.to_string().as_bytes(), sealed).ok_or_else(closed)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_secret_opens_for_its_account_and_key_only() {
        let (key, mine, theirs) = (Key::random(), AccountId(uuid::Uuid::from_u128(1)), AccountId(uuid::Uuid::from_u128(2)));
        let sealed = seal(&key, mine, b"secret").unwrap();
        assert_eq!(open(&key, mine, &sealed).unwrap(), b"secret");
        assert_ne!(seal(&key, mine, b"secret").unwrap(), sealed, "a nonce of its own each time");
        assert!(open(&key, theirs, &sealed).is_err() && open(&Key::random(), mine, &sealed).is_err());
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            assert!(open(&key, mine, &changed).is_err(), "byte {i}");
        }
        assert!(open(&key, mine, &sealed[..5]).is_err());
    }
}
