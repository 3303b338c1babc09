//! SM4-GCM (RFC 8998): the one place in which bytes are sealed, so that each gets a nonce that is never used twice.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Nonce, Payload};
use sm4::Sm4;

/// Bytes of a nonce.
const NONCE: usize = 12;
type Cipher = AesGcm<Sm4, U12>;

/// Seals bytes under a key of 16 bytes, together with what is authenticated but not hidden: nonce, ciphertext and tag. `None` for a key
/// of another length.
pub fn seal(key: &[u8], bound: &[u8], clear: &[u8]) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE] = rand::random();
    Some([nonce.as_slice(), &seal_with(key, nonce, bound, clear)?].concat())
}

fn seal_with(key: &[u8], nonce: [u8; NONCE], bound: &[u8], clear: &[u8]) -> Option<Vec<u8>> {
    let cipher = Cipher::new_from_slice(key).ok()?;
    cipher.encrypt(&Nonce::<Cipher>::from(nonce), Payload { msg: clear, aad: bound }).ok()
}

/// Opens what [`seal`] made; `None` when anything about it is another or was changed.
pub fn open(key: &[u8], bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, body) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = Cipher::new_from_slice(key).ok()?;
    cipher.decrypt(&Nonce::<Cipher>::from(*nonce), Payload { msg: body, aad: bound }).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::secret;

    /// RFC 8998, A.1.
    #[test]
    fn the_vector_of_rfc_8998_is_sealed_as_it_says() {
        let bytes = |hex: &str| secret::from_hex(hex).unwrap();
        let key = bytes("0123456789abcdeffedcba9876543210");
        let nonce: [u8; 12] = bytes("00001234567800000000abcd").try_into().unwrap();
        let aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let text = bytes(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let sealed = seal_with(&key, nonce, &aad, &text).unwrap();
        assert_eq!(
            secret::hex(&sealed),
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
        );
    }
}
