//! The provider's public keys (JWKS), and which of them signed what.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{self, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm};
use serde::Deserialize;

use super::OidcError;

/// Keys that are read at most: a set is small, and each may have to be tried.
const MOST_KEYS: usize = 32;

/// The keys that a provider publishes.
#[derive(Clone, Debug)]
pub struct KeySet(Vec<PublicKey>);

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct PublicKey {
    kty: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    kid: Option<String>,
    alg: Option<String>,
    crv: String,
    n: String,
    e: String,
    x: String,
    y: String,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

impl KeySet {
    /// Reads the set; a key of a kind that nobody here knows is passed over.
    ///
    /// # Errors
    /// [`OidcError::Lies`] for what is no set.
    pub fn read(body: &[u8]) -> Result<KeySet, OidcError> {
        let set: Published = serde_json::from_slice(body).map_err(|_| OidcError::lies("its keys cannot be read"))?;
        let keys = set.keys.into_iter().take(MOST_KEYS).filter_map(|key| serde_json::from_value(key).ok());
        Ok(KeySet(keys.collect()))
    }

    /// Whether one of the keys signed this, by this algorithm. The algorithm must fit the key's kind: what a token says of itself never
    /// makes a public key into a shared secret, and `none` is no algorithm.
    pub(super) fn signed(&self, algorithm: &str, kid: Option<&str>, message: &[u8], signature: &[u8]) -> bool {
        let fits = |key: &&PublicKey| {
            key.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
                && key.alg.as_deref().is_none_or(|alg| alg == algorithm)
                && kid.is_none_or(|kid| key.kid.as_deref() == Some(kid))
        };
        self.0.iter().filter(fits).any(|key| key.verifies(algorithm, message, signature))
    }
}

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default()
}

impl PublicKey {
    fn verifies(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        match (self.kty.as_str(), self.crv.as_str(), algorithm) {
            ("RSA", _, "RS256") => self.rsa(&signature::RSA_PKCS1_2048_8192_SHA256, message, signature),
            ("RSA", _, "RS384") => self.rsa(&signature::RSA_PKCS1_2048_8192_SHA384, message, signature),
            ("RSA", _, "RS512") => self.rsa(&signature::RSA_PKCS1_2048_8192_SHA512, message, signature),
            ("RSA", _, "PS256") => self.rsa(&signature::RSA_PSS_2048_8192_SHA256, message, signature),
            ("RSA", _, "PS384") => self.rsa(&signature::RSA_PSS_2048_8192_SHA384, message, signature),
            ("RSA", _, "PS512") => self.rsa(&signature::RSA_PSS_2048_8192_SHA512, message, signature),
            ("EC", "P-256", "ES256") => self.point(&signature::ECDSA_P256_SHA256_FIXED, message, signature),
            ("EC", "P-384", "ES384") => self.point(&signature::ECDSA_P384_SHA384_FIXED, message, signature),
            ("OKP", "Ed25519", "EdDSA") => UnparsedPublicKey::new(&signature::ED25519, bytes(&self.x)).verify(message, signature).is_ok(),
            _ => false,
        }
    }

    fn rsa(&self, how: &'static RsaParameters, message: &[u8], signature: &[u8]) -> bool {
        let (n, e) = (bytes(&self.n), bytes(&self.e));
        // A number is written without zeros before it; some writers put one.
        let n = n.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
        RsaPublicKeyComponents { n: &n, e: &e }.verify(how, message, signature).is_ok()
    }

    fn point(&self, how: &'static dyn VerificationAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        // Uncompressed: 4, x, y.
        let point = [vec![4], bytes(&self.x), bytes(&self.y)].concat();
        UnparsedPublicKey::new(how, point).verify(message, signature).is_ok()
    }
}
