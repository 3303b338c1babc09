//! The id_token: whether it is the provider's, for us, of now and of this sign-in. A pure check.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use norms::Instant;
use serde::Deserialize;

use super::{KeySet, OidcError, Provider};

/// Clocks may differ by so many seconds.
const SKEW: i64 = 60;
/// A proof that was asked for anew is not older than so many seconds.
const ANEW: i64 = 300;
/// A token was made for this very sign-in, which waits 10 minutes at most.
const OLDEST: i64 = 600;
/// Characters of a token at most.
const LONGEST: usize = 32 * 1024;

/// What the token must be held against.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// Whose it must be, and for whom.
    pub provider: &'a Provider,
    /// The nonce of the sign-in.
    pub nonce: &'a str,
    /// Whether the proof must be of now.
    pub anew: bool,
    /// What time it is.
    pub now: Instant,
}

/// What a checked token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who, as the provider names them; unique and never given to another there.
    pub subject: String,
    /// Whether they showed the provider a second factor, by `acr` or `amr` as configured.
    pub second: bool,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood: none is.
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Deserialize)]
struct Body {
    iss: String,
    sub: String,
    aud: OneOrMore,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    auth_time: Option<f64>,
    acr: Option<String>,
    amr: Option<Vec<String>>,
}

fn decoded<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, OidcError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok();
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(|| OidcError::lies("the id_token cannot be read"))
}

/// Checks a token: signature, issuer, audience, time, nonce.
///
/// # Errors
/// [`OidcError::Lies`] with what was wrong, which holds nothing of the token.
pub fn check(id_token: &str, keys: &KeySet, expected: &Expected<'_>) -> Result<Claims, OidcError> {
    let lies = |why: &str| Err(OidcError::lies(why));
    let parts: Vec<&str> = id_token.split('.').collect();
    let &[head, body, signature] = parts.as_slice() else { return lies("the id_token has not three parts") };
    if id_token.len() > LONGEST {
        return lies("the id_token is too long");
    }
    let Head { alg, kid, crit } = decoded(head)?;
    if crit.is_some() {
        return lies("the id_token asks for an extension that is not known");
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    let message = format!("{head}.{body}");
    if !keys.signed(&alg, kid.as_deref(), message.as_bytes(), &signature) {
        return lies("none of its keys signed the id_token, or not by an algorithm that is known");
    }
    let body: Body = decoded(body)?;
    let Provider { issuer, client_id, second_acr, second_amr, .. } = expected.provider;
    if body.iss != *issuer {
        return lies("the id_token is another issuer's");
    }
    let audience = match &body.aud {
        OneOrMore::One(one) => std::slice::from_ref(one),
        OneOrMore::More(more) => more.as_slice(),
    };
    let ours = audience.contains(client_id) && body.azp.as_ref().is_none_or(|azp| azp == client_id);
    if !ours || (audience.len() > 1 && body.azp.is_none()) {
        return lies("the id_token is for somebody else");
    }
    let now = (expected.now.micros() / 1_000_000) as f64;
    let skew = SKEW as f64;
    if body.exp <= now - skew {
        return lies("the id_token has expired");
    }
    if body.iat > now + skew || body.nbf.is_some_and(|nbf| nbf > now + skew) {
        return lies("the id_token is of a time to come; the clocks here and there differ");
    }
    if body.iat < now - skew - OLDEST as f64 {
        return lies("the id_token was made long ago; the clocks here and there differ");
    }
    if body.nonce.as_deref() != Some(expected.nonce) {
        return lies("the id_token is of another sign-in");
    }
    if expected.anew && body.auth_time.is_none_or(|at| at < now - skew - ANEW as f64) {
        return lies("nobody was asked anew who they are");
    }
    if body.sub.is_empty() || body.sub.chars().count() > 255 || body.sub.chars().any(char::is_control) {
        return lies("the id_token names nobody");
    }
    let acr = body.acr.is_some_and(|acr| second_acr.contains(&acr));
    let amr = body.amr.is_some_and(|all| all.iter().any(|one| second_amr.contains(one)));
    Ok(Claims { subject: body.sub, second: acr || amr })
}
