//! Secrets that leave the machine: sealed under a pass phrase, by Argon2id (RFC 9106) and SM4-GCM (RFC 8998).
//!
//! The sealed text is one JSON document that says how the key is made of the phrase, so that a later program may ask for more work and
//! still opens what is sealed today. What it says is authenticated with the secret.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::secret::{from_hex, hex};
use crate::sm4gcm;

/// Fewest characters of a pass phrase: whoever has the file can try as long as they like.
pub const LEAST: usize = 12;

/// What making a key of a phrase costs today: 128 MiB, three passes, some tenths of a second.
const MEMORY_KIB: u32 = 128 * 1024;
const PASSES: u32 = 3;
/// What a sealed text may ask for at most, so that a made-up one cannot stop a machine.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 16;

/// Why something cannot be sealed or opened under a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// Too short.
    #[error("the pass phrase must have at least {LEAST} characters")]
    Short,
    /// It is another phrase, or the text was changed.
    #[error("the pass phrase is another one, or what it seals was changed")]
    Wrong,
    /// It is no such text, or one of a newer program.
    #[error("what is sealed under a pass phrase cannot be read; a newer program may have made it")]
    Unreadable,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    form: u32,
    memory_kib: u32,
    passes: u32,
    salt: String,
    nonce: String,
    text: String,
}

impl Sealed {
    fn said(&self) -> String {
        format!("yipanqi phrase {} {} {} {}", self.form, self.memory_kib, self.passes, self.salt)
    }

    fn key(&self, phrase: &str) -> Result<Zeroizing<[u8; 16]>, PhraseError> {
        let salt = from_hex(&self.salt).ok_or(PhraseError::Unreadable)?;
        let params = Params::new(self.memory_kib, self.passes, 1, Some(16)).map_err(|_| PhraseError::Unreadable)?;
        let mut key = Zeroizing::new([0_u8; 16]);
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(phrase.as_bytes(), &salt, key.as_mut_slice()).map_err(|_| PhraseError::Unreadable)?;
        Ok(key)
    }
}

/// Seals a secret under a phrase. Takes some tenths of a second on purpose.
///
/// # Errors
/// [`PhraseError::Short`].
pub fn seal(phrase: &str, secret: &[u8]) -> Result<String, PhraseError> {
    if phrase.chars().count() < LEAST {
        return Err(PhraseError::Short);
    }
    let mut sealed = Sealed {
        form: 1,
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        salt: hex(&rand::random::<[u8; 16]>()),
        nonce: String::new(),
        text: String::new(),
    };
    let said = sealed.said();
    let whole = sm4gcm::seal(sealed.key(phrase)?.as_slice(), said.as_bytes(), secret).ok_or(PhraseError::Unreadable)?;
    let (nonce, text) = whole.split_at(12);
    (sealed.nonce, sealed.text) = (hex(nonce), hex(text));
    serde_json::to_string(&sealed).map_err(|_| PhraseError::Unreadable)
}

/// Opens what was sealed under this phrase.
///
/// # Errors
/// [`PhraseError::Wrong`], [`PhraseError::Unreadable`].
pub fn open(phrase: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, PhraseError> {
    let sealed: Sealed = serde_json::from_str(sealed).map_err(|_| PhraseError::Unreadable)?;
    let bounded = sealed.memory_kib <= MOST_MEMORY_KIB && (1..=MOST_PASSES).contains(&sealed.passes);
    if sealed.form != 1 || !bounded {
        return Err(PhraseError::Unreadable);
    }
    let nonce = from_hex(&sealed.nonce).filter(|nonce| nonce.len() == 12).ok_or(PhraseError::Unreadable)?;
    let text = from_hex(&sealed.text).ok_or(PhraseError::Unreadable)?;
    let whole = [nonce, text].concat();
    let clear = sm4gcm::open(sealed.key(phrase)?.as_slice(), sealed.said().as_bytes(), &whole);
    clear.map(Zeroizing::new).ok_or(PhraseError::Wrong)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const PHRASE: &str = "太湖石上三枝梅花二〇二二";

    #[test]
    fn a_secret_opens_under_its_own_phrase_only_and_whatever_was_changed_is_refused() {
        let sealed = seal(PHRASE, b"a key").unwrap();
        assert_eq!(open(PHRASE, &sealed).unwrap().as_slice(), b"a key");
        assert_ne!(sealed, seal(PHRASE, b"a key").unwrap(), "a salt and a nonce of its own each time");
        for other in ["", "太湖石上三枝梅花二〇二三", "太湖石上三枝梅花二〇二二 "] {
            assert_eq!(open(other, &sealed).unwrap_err(), PhraseError::Wrong, "{other}");
        }
        let value: serde_json::Value = serde_json::from_str(&sealed).unwrap();
        for field in ["salt", "nonce", "text"] {
            let mut changed = value.clone();
            let text = changed[field].as_str().unwrap();
            let first = if text.starts_with('0') { "1" } else { "0" };
            changed[field] = format!("{first}{}", &text[1..]).into();
            assert_eq!(open(PHRASE, &changed.to_string()).unwrap_err(), PhraseError::Wrong, "{field}");
        }
        let mut weaker = value.clone();
        weaker["passes"] = 1.into();
        assert_eq!(open(PHRASE, &weaker.to_string()).unwrap_err(), PhraseError::Wrong);
    }

    #[test]
    fn a_short_phrase_and_a_text_that_asks_for_too_much_are_refused() {
        assert_eq!(seal("十一个字的口令不够长啊", b"").unwrap_err(), PhraseError::Short);
        for text in [
            "",
            "{}",
            r#"{"form":2,"memory_kib":8,"passes":1,"salt":"0011223344556677","nonce":"000000000000000000000000","text":""}"#,
            r#"{"form":1,"memory_kib":4294967295,"passes":1,"salt":"0011223344556677","nonce":"000000000000000000000000","text":""}"#,
            r#"{"form":1,"memory_kib":8,"passes":4000000000,"salt":"0011223344556677","nonce":"000000000000000000000000","text":""}"#,
            r#"{"form":1,"memory_kib":8,"passes":1,"salt":"00","nonce":"000000000000000000000000","text":""}"#,
        ] {
            assert_eq!(open(PHRASE, text).unwrap_err(), PhraseError::Unreadable, "{text}");
        }
    }
}
