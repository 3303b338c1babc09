//! A client certificate (UKey) as second factor, told of by our own proxy.

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, header};
use kit::{CertificateHeaders, Limits, Proxies, Settings};
use testkit::Client;
use testkit::client::request;

use crate::world::{PASSWORD, World, worlds_with};

async fn worlds() -> Vec<World> {
    let told = CertificateHeaders { name: "X-SSL-Client-Serial".into(), verify: "X-SSL-Client-Verify".into(), verified: "SUCCESS".into() };
    let trusted_proxies = Proxies::parse(&["127.0.0.1".into()]).unwrap();
    worlds_with(Limits::default(), Settings { second_factor: true, trusted_proxies, certificate: Some(told), ..Settings::default() }).await
}

/// A request as whoever sits at `from` passes it on, with these words about a certificate.
fn through(from: &str, (serial, verify): (&str, &str), method: Method, path: &str, body: String) -> Request<Body> {
    let mut sent = request(method, path, Body::from(body));
    let headers = sent.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    headers.insert("x-ssl-client-serial", serial.parse().unwrap());
    headers.insert("x-ssl-client-verify", verify.parse().unwrap());
    sent.extensions_mut().insert(kit::serve::Peer(format!("{from}:4711").parse().unwrap()));
    sent
}

const OURS: (&str, &str) = ("0A:1B:2C:3D", "SUCCESS");

async fn bound(world: &World) -> Client {
    let mut client = world.client();
    client.sign_in("lin", PASSWORD).await;
    client.get("/account/second").await.expect(200).shows("现在没有读到证书");
    let stranger = client.send(through("203.0.113.9", OURS, Method::GET, "/account/second", String::new())).await;
    assert!(stranger.has("现在没有读到证书"), "a stranger's word is not taken");
    client.send(through("127.0.0.1", OURS, Method::GET, "/account/second", String::new())).await.shows("绑定现在插着的 UKey");
    let bind = format!("/account/second/certificate?csrf={}", client.token());
    client.send(through("127.0.0.1", OURS, Method::POST, &bind, String::new())).await.expect(303);
    client
}

#[tokio::test]
async fn a_certificate_is_taken_instead_of_a_code_from_our_proxy_and_no_other_opens_the_account() {
    for world in worlds().await {
        bound(&world).await.get_once("/notes").await.expect(200);
        for (what, from, shown, opens) in [
            ("ours", "127.0.0.1", OURS, true),
            ("another", "127.0.0.1", ("0A:1B:2C:3E", "SUCCESS"), false),
            ("the same, written otherwise", "127.0.0.1", ("0a1b2c3d", "SUCCESS"), true),
            ("not verified", "127.0.0.1", ("0A:1B:2C:3D", "FAILED:unable to verify"), false),
            // Wrong tries are counted as with codes, and forgotten when one is right.
            ("ours again", "127.0.0.1", OURS, true),
            ("none", "127.0.0.1", ("", "NONE"), false),
            ("ours once more", "127.0.0.1", OURS, true),
            ("a stranger's word", "203.0.113.9", OURS, false),
        ] {
            let mut next = world.client();
            next.get("/sign-in").await.expect(200);
            let page = next.submit("/sign-in", &[("user", "lin"), ("password", PASSWORD)]).await.expect(200);
            assert!(page.has("本账号绑定了 UKey"), "{what}");
            assert_eq!(next.cookie("yipanqi"), None, "{what}: the password alone opens nothing");
            let path = format!("/sign-in/second?csrf={}", next.token());
            let answer = next.send(through(from, shown, Method::POST, &path, "code=000000".into())).await;
            let expected = if opens { 303 } else { 422 };
            assert_eq!((answer.status.as_u16(), next.cookie("yipanqi").is_some()), (expected, opens), "{what}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn one_certificate_is_one_account_and_roles_that_need_a_second_factor_keep_it() {
    for world in worlds().await {
        let mut lin = bound(&world).await;
        lin.get("/account/second").await.expect(200).shows("已启用：UKey 证书");
        lin.post("/account/second/certificate/end", &[]).await.expect(409);
        let mut gu = world.signed_in("gu").await;
        gu.send(through("127.0.0.1", OURS, Method::GET, "/account/second", String::new())).await.expect(200);
        let bind = format!("/account/second/certificate?csrf={}", gu.token());
        gu.send(through("127.0.0.1", OURS, Method::POST, &bind, String::new())).await.expect(409).shows("已绑定其他账号");
        gu.get("/account/second").await.expect(200);
        gu.post("/account/second/certificate", &[]).await.expect(200).shows("没有读到证书");
    }
}
