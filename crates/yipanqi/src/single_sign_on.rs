//! `[oidc]` and `[certificate]` of the configuration: how people may prove who they are beside password and code.

use std::path::PathBuf;
use std::sync::Arc;

use kit::{CertificateHeaders, SingleSignOn};
use outbox::oidc::Provider;
use serde::Deserialize;

use crate::config::Config;
use crate::failure::Failure;
use crate::outgoing;

/// `[oidc]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OidcKeys {
    /// The provider; nobody signs in by one without it.
    pub issuer: Option<String>,
    /// By which name it knows us.
    pub client_id: String,
    /// The file that holds the secret.
    pub client_secret_file: Option<PathBuf>,
    /// What the button says.
    pub label: String,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Values of `acr` that stand for a second factor.
    pub second_factor_acr: Vec<String>,
    /// Values of `amr` of which each stands for a second factor.
    pub second_factor_amr: Vec<String>,
}

impl Default for OidcKeys {
    fn default() -> OidcKeys {
        OidcKeys {
            issuer: None,
            client_id: String::new(),
            client_secret_file: None,
            label: "统一身份认证".into(),
            scopes: Vec::new(),
            second_factor_acr: Vec::new(),
            second_factor_amr: Vec::new(),
        }
    }
}

/// `[certificate]`
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CertificateKeys {
    /// The header that names the certificate.
    pub header: Option<String>,
    /// The header that says whether it is good.
    pub verify_header: String,
    /// What it says then.
    pub verified: String,
}

impl Default for CertificateKeys {
    fn default() -> CertificateKeys {
        CertificateKeys { header: None, verify_header: "X-SSL-Client-Verify".into(), verified: "SUCCESS".into() }
    }
}

/// The provider of single sign-on, if one is set.
///
/// # Errors
/// Where what is set cannot work, with the key.
pub fn provider(config: &Config) -> Result<Option<Arc<SingleSignOn>>, Failure> {
    let keys = &config.oidc;
    let Some(issuer) = keys.issuer.clone() else { return Ok(None) };
    if !(issuer.starts_with("https://") || issuer.starts_with("http://")) || issuer.len() > 500 {
        return Err(Failure::usage("oidc.issuer is the provider's address, to the letter as its discovery document has it"));
    }
    if keys.client_id.is_empty() {
        return Err(Failure::usage("oidc.issuer is set: give oidc.client_id too, as the provider knows this installation"));
    }
    let missing = || Failure::usage("oidc.issuer is set: set public_url too, under which the provider sends people back");
    let public = config.public_url.as_deref().ok_or_else(missing)?;
    let secret = outgoing::secret("oidc.client_secret_file", keys.client_secret_file.as_deref(), "YIPANQI_OIDC_CLIENT_SECRET")?;
    let provider = Provider {
        issuer,
        client_id: keys.client_id.clone(),
        client_secret: secret,
        scopes: keys.scopes.clone(),
        redirect_uri: format!("{}{}", public.trim_end_matches('/'), kit::PROVIDER_BACK),
        second_acr: keys.second_factor_acr.clone(),
        second_amr: keys.second_factor_amr.clone(),
        // A person waits for the answer.
        outgoing: outbox::Settings { limit: std::time::Duration::from_secs(8), ..outgoing::settings(config)? },
    };
    Ok(Some(Arc::new(SingleSignOn { label: keys.label.clone(), provider })))
}

/// How the proxy tells of client certificates, if it does.
///
/// # Errors
/// Where nobody is trusted to set the header, or it is none.
pub fn certificate(config: &Config) -> Result<Option<CertificateHeaders>, Failure> {
    let keys = &config.certificate;
    let Some(name) = keys.header.clone() else { return Ok(None) };
    if config.trusted_proxies.is_empty() {
        return Err(Failure::usage(
            "certificate.header is set: name the proxy that sets it in trusted_proxies; nobody else's word is taken",
        ));
    }
    for (key, header) in [("certificate.header", &name), ("certificate.verify_header", &keys.verify_header)] {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if header.is_empty() || !header.bytes().all(good) {
            return Err(Failure::usage(format!("{key}: {header} is no name of a header")));
        }
    }
    if keys.verified.is_empty() {
        return Err(Failure::usage("certificate.verified is what the proxy says of a good certificate; it cannot be empty"));
    }
    Ok(Some(CertificateHeaders { name, verify: keys.verify_header.clone(), verified: keys.verified.clone() }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(text: &str) -> Result<(Option<Arc<SingleSignOn>>, Option<CertificateHeaders>), String> {
        let config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
        let both = provider(&config).and_then(|provider| Ok((provider, certificate(&config)?)));
        both.map_err(|failure| failure.message)
    }

    #[test]
    fn what_is_set_is_read_and_the_secret_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "geheim\n").unwrap();
        let text = format!(
            "public_url = \"https://ypq.example.cn/\"\ntrusted_proxies = [\"127.0.0.1\"]\n[oidc]\nissuer = \"https://id.example.cn\"\n\
             client_id = \"yipanqi\"\nclient_secret_file = \"{}\"\n[certificate]\nheader = \"X-SSL-Client-Serial\"\n",
            file.display()
        );
        let (provider, certificate) = read(&text).unwrap();
        let provider = provider.unwrap();
        assert_eq!(provider.provider.redirect_uri, "https://ypq.example.cn/sign-in/provider/back");
        assert_eq!(provider.provider.client_secret.as_ref().map(|secret| secret.tell()), Some("geheim"));
        assert!(!format!("{provider:?}").contains("geheim"));
        assert_eq!(certificate.unwrap().verified, "SUCCESS");
        assert_eq!(read("").map(|(provider, certificate)| (provider.is_none(), certificate)), Ok((true, None)));
    }

    #[test]
    fn what_cannot_work_is_refused_with_its_key() {
        for (text, key) in [
            ("[oidc]\nissuer = \"id.example.cn\"\n", "oidc.issuer"),
            ("[oidc]\nissuer = \"https://id.example.cn\"\n", "oidc.client_id"),
            ("[oidc]\nissuer = \"https://id.example.cn\"\nclient_id = \"y\"\n", "public_url"),
            ("[oidc]\nclient_secret = \"geheim\"\n", "client_secret"),
            ("[certificate]\nheader = \"X-Serial\"\n", "trusted_proxies"),
            ("trusted_proxies = [\"127.0.0.1\"]\n[certificate]\nheader = \"a b\"\n", "certificate.header"),
            ("trusted_proxies = [\"127.0.0.1\"]\n[certificate]\nheader = \"X-A\"\nverified = \"\"\n", "certificate.verified"),
        ] {
            let refused = read(text).unwrap_err();
            assert!(refused.contains(key), "{text}: {refused}");
        }
    }
}
