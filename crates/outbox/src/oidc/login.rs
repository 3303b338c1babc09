//! One sign-in: where the browser is sent, and what the code that it brings back stands for.
//!
//! State, nonce and verifier are made from one secret that only the browser keeps. What travels through the provider are digests of it,
//! from which neither the secret nor the others can be made.

use base::secret::{hex, sm3};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use form_urlencoded::Serializer;
use norms::Instant;
use sha2::{Digest, Sha256};

use super::discovery::Discovery;
use super::{Claims, Expected, KeySet, OidcError, Provider, token};
use crate::http::{self, Ask};

/// A sign-in by the provider that was begun.
#[derive(Clone)]
pub struct Login {
    secret: String,
    /// The provider must ask anew who sits there, whoever is signed in with it.
    anew: bool,
}

impl Login {
    /// From the browser's secret; `anew` when the provider must ask for a proof of now.
    pub fn new(secret: impl Into<String>, anew: bool) -> Login {
        Login { secret: secret.into(), anew }
    }

    fn made(&self, what: &str) -> String {
        hex(&sm3(format!("oidc {what}\0{}", self.secret).as_bytes()))
    }

    /// What the answer must bring back.
    pub fn state(&self) -> String {
        self.made("state")
    }

    /// What the id_token must hold.
    pub fn nonce(&self) -> String {
        self.made("nonce")
    }

    fn verifier(&self) -> String {
        self.made("verifier")
    }

    /// Where the browser is sent.
    ///
    /// # Errors
    /// [`OidcError`].
    pub async fn begin(&self, provider: &Provider) -> Result<String, OidcError> {
        let said = Discovery::ask(provider).await?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier().as_bytes()));
        let scope: Vec<&str> = std::iter::once("openid").chain(provider.scopes.iter().map(String::as_str)).collect();
        let mut query = Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &provider.client_id)
            .append_pair("redirect_uri", &provider.redirect_uri)
            .append_pair("scope", &scope.join(" "))
            .append_pair("state", &self.state())
            .append_pair("nonce", &self.nonce())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        if self.anew {
            query.append_pair("prompt", "login").append_pair("max_age", "0");
        }
        if !provider.second_acr.is_empty() {
            query.append_pair("acr_values", &provider.second_acr.join(" "));
        }
        let mark = if said.authorization_endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{}{mark}{}", said.authorization_endpoint, query.finish()))
    }

    /// Exchanges the code and gives what the checked id_token says. `iss` is what came back beside the code.
    ///
    /// # Errors
    /// [`OidcError`].
    pub async fn finish(&self, provider: &Provider, code: &str, iss: Option<&str>, now: Instant) -> Result<Claims, OidcError> {
        let said = Discovery::ask(provider).await?;
        if iss.map_or(said.authorization_response_iss_parameter_supported, |iss| iss != provider.issuer) {
            return Err(OidcError::lies("the code came from another issuer"));
        }
        let answer = http::call(&provider.outgoing, &said.token_endpoint, self.exchange(provider, code, said.basic())).await?;
        let answer: serde_json::Value =
            serde_json::from_slice(&answer).map_err(|_| OidcError::lies("the answer for the code cannot be read"))?;
        let id_token = answer.get("id_token").and_then(|token| token.as_str());
        let id_token = id_token.ok_or_else(|| OidcError::lies("there is no id_token in the answer for the code"))?;
        let keys = KeySet::read(&http::call(&provider.outgoing, &said.jwks_uri, Ask::get()).await?)?;
        let expected = Expected { provider, nonce: &self.nonce(), anew: self.anew, now };
        token::check(id_token, &keys, &expected)
    }

    fn exchange(&self, provider: &Provider, code: &str, basic: bool) -> Ask {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &provider.redirect_uri)
            .append_pair("code_verifier", &self.verifier());
        let mut authorization = None;
        match &provider.client_secret {
            Some(secret) if basic => {
                let coded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", coded(&provider.client_id), coded(secret.tell()));
                authorization = Some(format!("Basic {}", STANDARD.encode(pair)));
            }
            Some(secret) => {
                form.append_pair("client_id", &provider.client_id).append_pair("client_secret", secret.tell());
            }
            None => {
                form.append_pair("client_id", &provider.client_id);
            }
        }
        Ask::form(form.finish(), authorization)
    }
}
