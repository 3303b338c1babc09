//! How the secret of an authenticator app rests in the database: SM4-GCM under a key made of the installation's, bound to its account.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use base::secret::Key;
use base::{AccountId, DbError};
use sm4::Sm4;

const NONCE: usize = 12;

fn cipher(key: &Key) -> Option<AesGcm<Sm4, U12>> {
    let digest = key.digest("second factor", "");
    AesGcm::<Sm4, U12>::new_from_slice(digest.get(..16)?).ok()
}

fn closed() -> DbError {
    DbError::Corrupt("the secret of a second factor does not open: it was changed, or the key file is another installation's".into())
}

pub(super) fn seal(key: &Key, account: AccountId, secret: &[u8]) -> Result<Vec<u8>, DbError> {
    let nonce: [u8; NONCE] = rand::random();
    let bound = account.to_string();
    let payload = Payload { msg: secret, aad: bound.as_bytes() };
    let sealed = cipher(key).and_then(|cipher| cipher.encrypt(&nonce.into(), payload).ok()).ok_or_else(closed)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub(super) fn open(key: &Key, account: AccountId, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE>().ok_or_else(closed)?;
    let bound = account.to_string();
    let payload = Payload { msg: text, aad: bound.as_bytes() };
    cipher(key).and_then(|cipher| cipher.decrypt(&(*nonce).into(), payload).ok()).ok_or_else(closed)
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
