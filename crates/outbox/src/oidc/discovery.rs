//! What the provider says of itself, at `/.well-known/openid-configuration` under its issuer.

use serde::Deserialize;

use super::{OidcError, Provider};
use crate::http::{self, Ask};

/// The parts of it that are used.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Discovery {
    issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    /// Whether it names itself beside the code, so that two providers cannot be mixed up (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl Discovery {
    /// Asks the provider.
    ///
    /// # Errors
    /// [`OidcError::Lies`] for another issuer than the configured one, to the letter, and for addresses that are none.
    pub(super) async fn ask(provider: &Provider) -> Result<Discovery, OidcError> {
        let url = format!("{}/.well-known/openid-configuration", provider.issuer.trim_end_matches('/'));
        let body = http::call(&provider.outgoing, &url, Ask::get()).await?;
        let said: Discovery = serde_json::from_slice(&body).map_err(|_| OidcError::lies("its discovery document cannot be read"))?;
        if said.issuer != provider.issuer {
            return Err(OidcError::lies("its discovery document is another issuer's"));
        }
        let address = |url: &str| url.parse::<hyper::Uri>().is_ok_and(|uri| matches!(uri.scheme_str(), Some("https" | "http")));
        // A browser is sent there: never in clear where the issuer itself is not.
        let begins = provider.issuer.split_once(':').map_or("https", |(scheme, _)| scheme);
        let safe = |url: &str| address(url) && (begins == "http" || url.starts_with("https:"));
        if [&said.authorization_endpoint, &said.token_endpoint, &said.jwks_uri].into_iter().any(|url| !safe(url)) {
            return Err(OidcError::lies("its discovery document names an address that is not https"));
        }
        Ok(said)
    }

    /// Whether the secret goes in the header; else in the form.
    pub(super) fn basic(&self) -> bool {
        let methods = &self.token_endpoint_auth_methods_supported;
        methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic")
    }
}
