//! The provider of single sign-on is believed in nothing that is not signed, for us, of now and of this sign-in.

use norms::Instant;
use outbox::oidc::{Claims, Login, OidcError, Provider as Known};
use outbox::{Resolver, Secret, SendError, Settings};
use serde_json::{Map, Value, json};
use testkit::noon;
use testkit::provider::{CLIENT, Provider, Says};

use crate::listeners::{dead, settings};

fn known(issuer: &str) -> Known {
    Known {
        issuer: issuer.to_owned(),
        client_id: CLIENT.0.into(),
        client_secret: Some(Secret::new(CLIENT.1)),
        scopes: Vec::new(),
        redirect_uri: "https://ypq.example.cn/sign-in/provider/back".into(),
        second_acr: vec!["gold".into()],
        second_amr: vec!["otp".into()],
        outgoing: settings(),
    }
}

fn part(query: &str, name: &str) -> String {
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

async fn sign_in_at(provider: &Provider, login: &Login, now: Instant) -> Result<Claims, OidcError> {
    let known = known(&provider.issuer);
    let back = provider.sign_in(&login.begin(&known).await?);
    assert_eq!(part(&back, "state"), login.state());
    login.finish(&known, &part(&back, "code"), Some(&part(&back, "iss")), now).await
}

async fn sign_in(provider: &Provider) -> Result<Claims, OidcError> {
    sign_in_at(provider, &Login::new("secret", false), noon()).await
}

fn claims(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

#[tokio::test]
async fn who_signed_in_there_is_told_and_whether_with_a_second_factor() {
    let provider = Provider::start("u-1").await;
    assert_eq!(sign_in(&provider).await, Ok(Claims { subject: "u-1".into(), second: false }));
    for (said, second) in
        [(json!({ "amr": ["pwd", "otp"] }), true), (json!({ "acr": "gold" }), true), (json!({ "amr": ["pwd"], "acr": "silver" }), false)]
    {
        provider.says(|says| says.claims = claims(said.clone()));
        assert_eq!(sign_in(&provider).await.unwrap().second, second, "{said}");
    }
    provider.says(|says| says.claims = claims(json!({ "aud": [CLIENT.0, "other"], "azp": CLIENT.0 })));
    assert!(sign_in(&provider).await.is_ok());
}

#[tokio::test]
async fn a_token_that_is_not_ours_not_theirs_or_not_of_now_is_refused() {
    let now = noon().micros() / 1_000_000;
    type Lie = (&'static str, Box<dyn Fn(&mut Says)>);
    let claim = |name: &'static str, value: Value| -> Box<dyn Fn(&mut Says)> {
        Box::new(move |says| drop(says.claims.insert(name.to_owned(), value.clone())))
    };
    let head = |name: &'static str, value: Value| -> Box<dyn Fn(&mut Says)> {
        Box::new(move |says| drop(says.head.insert(name.to_owned(), value.clone())))
    };
    let lies: Vec<Lie> = vec![
        ("foreign key", Box::new(|says| says.foreign = true)),
        ("no signature", Box::new(|says| says.signature = Some(String::new()))),
        ("another signature", Box::new(|says| says.signature = Some("A".repeat(86)))),
        (
            "alg none",
            Box::new(|says| {
                says.head.insert("alg".into(), "none".into());
                says.signature = Some(String::new());
            }),
        ),
        ("alg of a shared secret", head("alg", "HS256".into())),
        ("alg of another key", head("alg", "RS256".into())),
        ("unknown kid", head("kid", "two".into())),
        ("unknown extension", head("crit", json!(["b64"]))),
        ("another issuer", claim("iss", "http://evil.example".into())),
        ("no issuer", claim("iss", Value::Null)),
        ("another audience", claim("aud", "other".into())),
        ("two audiences without azp", claim("aud", json!([CLIENT.0, "other"]))),
        ("azp of another", claim("azp", "other".into())),
        ("expired", claim("exp", (now - 61).into())),
        ("no expiry", claim("exp", Value::Null)),
        ("made in the future", claim("iat", (now + 61).into())),
        ("made long ago", claim("iat", (now - 3_600).into())),
        ("not valid yet", claim("nbf", (now + 61).into())),
        ("another nonce", claim("nonce", "other".into())),
        ("no nonce", claim("nonce", Value::Null)),
        ("nobody", claim("sub", "".into())),
        ("somebody very long", claim("sub", "x".repeat(256).into())),
    ];
    for (what, lie) in lies {
        let provider = Provider::start("u-1").await;
        provider.says(|says| lie(says));
        let said = sign_in(&provider).await;
        assert!(matches!(said, Err(OidcError::Lies(_))), "{what}: {said:?}");
    }
    for (what, name, value) in [("just expired", "exp", now - 59), ("a clock a little ahead", "iat", now + 59)] {
        let provider = Provider::start("u-1").await;
        provider.says(|says| drop(says.claims.insert(name.to_owned(), value.into())));
        assert!(sign_in(&provider).await.is_ok(), "{what}");
    }
}

#[tokio::test]
async fn where_a_proof_of_now_is_asked_for_an_old_one_is_refused() {
    let now = noon().micros() / 1_000_000;
    let login = Login::new("secret", true);
    for (at, taken) in [(json!(now), true), (json!(now - 3_600), false), (Value::Null, false)] {
        let provider = Provider::start("u-1").await;
        provider.says(|says| drop(says.claims.insert("auth_time".into(), at.clone())));
        assert!(login.begin(&known(&provider.issuer)).await.unwrap().contains("prompt=login&max_age=0"));
        assert_eq!(sign_in_at(&provider, &login, noon()).await.is_ok(), taken, "{at}");
    }
}

#[tokio::test]
async fn a_code_is_of_use_only_to_who_began_and_from_whom_it_came() {
    let provider = Provider::start("u-1").await;
    let known = known(&provider.issuer);
    let (mine, theirs) = (Login::new("mine", false), Login::new("theirs", false));
    assert!(mine.state() != mine.nonce() && mine.state() != theirs.state());
    let back = provider.sign_in(&mine.begin(&known).await.unwrap());
    let code = part(&back, "code");
    assert!(theirs.finish(&known, &code, Some(&provider.issuer), noon()).await.is_err(), "another verifier");
    let code = part(&provider.sign_in(&mine.begin(&known).await.unwrap()), "code");
    for other in [None, Some("http://evil.example")] {
        assert!(matches!(mine.finish(&known, &code, other, noon()).await, Err(OidcError::Lies(_))), "from {other:?}");
    }
    assert!(mine.finish(&known, &code, Some(&provider.issuer), noon()).await.is_ok());
    assert!(mine.finish(&known, &code, Some(&provider.issuer), noon()).await.is_err(), "twice");
}

#[tokio::test]
async fn a_slow_dead_redirecting_or_lying_discovery_leads_nowhere() {
    let login = Login::new("secret", false);
    let provider = Provider::start("u-1").await;
    let elsewhere = Provider::start("u-1").await;
    provider.says(|says| says.redirect = Some(format!("{}/.well-known/openid-configuration", elsewhere.issuer)));
    let said = login.begin(&known(&provider.issuer)).await;
    assert!(matches!(said, Err(OidcError::Send(SendError::Declined(_)))), "{said:?}");
    provider.says(|says| (says.redirect, says.silent) = (None, true));
    let said = login.begin(&known(&provider.issuer)).await;
    assert!(matches!(said, Err(OidcError::Send(SendError::Away(_)))), "{said:?}");
    let said = login.begin(&known(&format!("http://{}", dead().await))).await;
    assert!(matches!(said, Err(OidcError::Send(SendError::Away(_)))), "{said:?}");
    for lie in [
        json!({ "issuer": "http://evil.example" }),
        json!({ "issuer": format!("{}/", elsewhere.issuer) }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "token_endpoint": "file:///etc/passwd" }),
        json!({ "jwks_uri": null }),
    ] {
        elsewhere.says(|says| says.discovery = claims(lie.clone()));
        let said = login.begin(&known(&elsewhere.issuer)).await;
        assert!(matches!(said, Err(OidcError::Lies(_))), "{lie}: {said:?}");
    }
}

#[tokio::test]
async fn a_provider_cannot_lead_us_to_an_address_inside() {
    let provider = Provider::start("u-1").await;
    let inside = Provider::start("u-1").await;
    let port = provider.issuer.rsplit_once(':').unwrap().1;
    let names = [("inside.example.cn".to_owned(), vec!["127.0.0.2".parse().unwrap()])].into();
    let allow = vec!["127.0.0.1".parse().unwrap()];
    let outgoing = Settings { allow, resolver: Resolver::Table(names), ..settings() };
    let known = Known { outgoing, ..known(&provider.issuer) };
    let login = Login::new("secret", false);
    let code = part(&provider.sign_in(&login.begin(&known).await.unwrap()), "code");
    for lie in [
        format!("http://inside.example.cn:{port}/token"),
        "http://169.254.169.254/token".into(),
        inside.issuer.replace("127.0.0.1", "127.0.0.3"),
    ] {
        provider.says(|says| drop(says.discovery.insert("token_endpoint".into(), lie.clone().into())));
        let said = login.finish(&known, &code, Some(&provider.issuer), noon()).await;
        assert!(matches!(said, Err(OidcError::Send(SendError::Refused(_)))), "{lie}: {said:?}");
    }
}
