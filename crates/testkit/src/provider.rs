//! A provider of single sign-on on a port of this machine, which says what it should, or lies as a test wants it to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use norms::Instant;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

/// What the provider says next.
pub struct Says {
    /// Who signs in there.
    pub subject: String,
    /// What time it is there.
    pub now: Instant,
    /// Claims that are other than they should be; null takes one away.
    pub claims: Map<String, Value>,
    /// What is other in the token's head.
    pub head: Map<String, Value>,
    /// What is other in the discovery document.
    pub discovery: Map<String, Value>,
    /// Signs with a key that it does not publish.
    pub foreign: bool,
    /// Puts this in the signature's place.
    pub signature: Option<String>,
    /// Answers the discovery with a redirect to here.
    pub redirect: Option<String>,
    /// Never answers.
    pub silent: bool,
}

type Codes = HashMap<String, (String, String)>;

/// A provider of a test.
#[derive(Clone)]
pub struct Provider {
    /// Its issuer.
    pub issuer: String,
    says: Arc<Mutex<Says>>,
    codes: Arc<Mutex<Codes>>,
    key: Arc<(EcdsaKeyPair, EcdsaKeyPair)>,
}

/// The client that it knows.
pub const CLIENT: (&str, &str) = ("yipanqi", "geheim");

fn pair() -> EcdsaKeyPair {
    let how = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let made = EcdsaKeyPair::generate_pkcs8(how, &SystemRandom::new()).expect("a key");
    EcdsaKeyPair::from_pkcs8(how, made.as_ref(), &SystemRandom::new()).expect("a key")
}

impl Provider {
    /// Starts one, in whose place somebody of this name signs in.
    pub async fn start(subject: &str) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let says = Says {
            subject: subject.to_owned(),
            now: crate::noon(),
            claims: Map::new(),
            head: Map::new(),
            discovery: Map::new(),
            foreign: false,
            signature: None,
            redirect: None,
            silent: false,
        };
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let key = Arc::new((pair(), pair()));
        let provider = Provider { issuer, says: Arc::new(Mutex::new(says)), codes: Arc::default(), key };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/token", post(token))
            .route("/jwks", get(keys))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// Changes what it says from now on.
    pub fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What a browser brings back that was sent to this address and signed in there: the query with code and state.
    pub fn sign_in(&self, address: &str) -> String {
        let query = address.split_once('?').expect("a query").1;
        let asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", CLIENT.0));
        assert_eq!(asked["code_challenge_method"], "S256");
        let code = base::secret::token(8);
        let kept = (asked["nonce"].clone(), asked["code_challenge"].clone());
        self.codes.lock().unwrap_or_else(PoisonError::into_inner).insert(code.clone(), kept);
        let mut back = form_urlencoded::Serializer::new(String::new());
        back.append_pair("code", &code).append_pair("state", &asked["state"]).append_pair("iss", &self.issuer);
        back.finish()
    }

    fn id_token(&self, nonce: &str) -> String {
        let says = self.says.lock().unwrap_or_else(PoisonError::into_inner);
        let now = says.now.micros() / 1_000_000;
        let claims = json!({
            "iss": self.issuer, "sub": says.subject, "aud": CLIENT.0, "exp": now + 300, "iat": now, "auth_time": now, "nonce": nonce,
        });
        let part = |value: Value, other: &Map<String, Value>| {
            let mut all = value.as_object().cloned().unwrap_or_default();
            all.extend(other.clone());
            all.retain(|_, value| !value.is_null());
            URL_SAFE_NO_PAD.encode(Value::Object(all).to_string())
        };
        let message = format!("{}.{}", part(json!({ "alg": "ES256", "kid": "one" }), &says.head), part(claims, &says.claims));
        let key = if says.foreign { &self.key.1 } else { &self.key.0 };
        let signed = key.sign(&SystemRandom::new(), message.as_bytes()).expect("a signature");
        let signature = says.signature.clone().unwrap_or_else(|| URL_SAFE_NO_PAD.encode(signed.as_ref()));
        format!("{message}.{signature}")
    }
}

fn told(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn discovery(State(provider): State<Provider>) -> Response {
    let (redirect, silent, other) = {
        let says = provider.says.lock().unwrap_or_else(PoisonError::into_inner);
        (says.redirect.clone(), says.silent, says.discovery.clone())
    };
    if silent {
        std::future::pending::<()>().await;
    }
    if let Some(to) = redirect {
        return (StatusCode::FOUND, [(header::LOCATION, to)]).into_response();
    }
    let issuer = &provider.issuer;
    let mut said = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "authorization_response_iss_parameter_supported": true,
    });
    if let Some(all) = said.as_object_mut() {
        all.extend(other);
    }
    told(&said)
}

async fn keys(State(provider): State<Provider>) -> Response {
    let point = provider.key.0.public_key().as_ref();
    let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
    told(&json!({ "keys": [
        { "kty": "unheard of", "kid": "zero" },
        { "kty": "EC", "crv": "P-256", "use": "sig", "kid": "one", "x": x, "y": y },
    ] }))
}

/// Gives the token for a code once, to who proves to be the client and the one that began.
async fn token(State(provider): State<Provider>, headers: HeaderMap, body: String) -> Response {
    let sent: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", CLIENT.0, CLIENT.1)));
    let ours = headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes() == basic.as_bytes());
    let code = sent.get("code").cloned().unwrap_or_default();
    let kept = provider.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(&code);
    let verifier = sent.get("code_verifier").cloned().unwrap_or_default();
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    match kept {
        Some((nonce, kept)) if ours && kept == challenge => {
            told(&json!({ "access_token": "unused", "token_type": "Bearer", "id_token": provider.id_token(&nonce) }))
        }
        _ => (StatusCode::BAD_REQUEST, "{\"error\":\"invalid_grant\"}").into_response(),
    }
}
