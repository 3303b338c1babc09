//! Nothing goes inside, whatever the address says.

use std::collections::BTreeMap;

use outbox::{Resolver, SendError, Settings, http};
use serde_json::json;

use crate::listeners::{ok, settings, web};

async fn post(settings: &Settings, url: &str) -> Result<Vec<u8>, SendError> {
    http::post_json(settings, url, &json!({})).await
}

#[tokio::test]
async fn addresses_and_names_that_point_inside_are_refused_before_a_word_is_said() {
    let inside = web(ok("{}")).await;
    let port = inside.at.port();
    let names: BTreeMap<_, _> = [
        ("hook.example.cn".to_owned(), vec!["127.0.0.1".parse().unwrap()]),
        // One address outside, one inside: which one would be taken is chance, so it is refused.
        ("both.example.cn".to_owned(), vec!["203.119.128.1".parse().unwrap(), "127.0.0.1".parse().unwrap()]),
        ("six.example.cn".to_owned(), vec!["::ffff:127.0.0.1".parse().unwrap()]),
    ]
    .into();
    let table = Settings { allow: Vec::new(), resolver: Resolver::Table(names), ..settings() };
    let system = Settings { allow: Vec::new(), ..settings() };
    for (settings, host) in [
        (&table, "hook.example.cn"),
        (&table, "both.example.cn"),
        (&table, "six.example.cn"),
        (&table, "127.0.0.1"),
        (&system, "localhost"),
        (&system, "127.0.0.1"),
        (&system, "2130706433"),
        (&system, "0x7f000001"),
        (&system, "127.1"),
        (&system, "[::1]"),
        (&system, "[::ffff:7f00:1]"),
        (&system, "0.0.0.0"),
        (&system, "169.254.169.254"),
    ] {
        for scheme in ["http", "https"] {
            let sent = post(settings, &format!("{scheme}://{host}:{port}/")).await;
            assert!(matches!(sent, Err(SendError::Refused(_) | SendError::Away(_))), "{scheme} {host}: {sent:?}");
        }
    }
    assert!(inside.all().is_empty(), "somebody inside was spoken to");
    post(&settings(), &format!("http://127.0.0.1:{port}/")).await.unwrap();
    assert_eq!(inside.all().len(), 1, "it would have heard");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let inside = web(ok("{}")).await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let lying = web(format!("HTTP/1.1 {status}\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n", inside.at)).await;
        let sent = post(&settings(), &format!("http://{}/", lying.at)).await;
        assert!(matches!(sent, Err(SendError::Declined(_))), "{status}: {sent:?}");
    }
    assert!(inside.all().is_empty());
}

#[tokio::test]
async fn a_name_is_resolved_once_and_the_connection_goes_to_that_address() {
    let server = web(ok("{}")).await;
    // The system does not know this name: only the address that was looked at can have been spoken to.
    let names = [("hook.example.invalid".to_owned(), vec!["127.0.0.1".parse().unwrap()])].into();
    let settings = Settings { resolver: Resolver::Table(names), ..settings() };
    post(&settings, &format!("http://hook.example.invalid:{}/x", server.at.port())).await.unwrap();
    assert!(server.all()[0].contains(&format!("host: hook.example.invalid:{}", server.at.port())));
}

#[tokio::test]
async fn strange_addresses_are_refused() {
    let names = [("outside.example.cn".to_owned(), vec!["203.119.128.1".parse().unwrap()])].into();
    let outside = Settings { resolver: Resolver::Table(names), ..settings() };
    for url in [
        "",
        "/only/a/path",
        "ftp://outside.example.cn/",
        "file:///etc/passwd",
        "gopher://outside.example.cn/",
        "http://outside.example.cn/in-clear",
        "https://user:password@outside.example.cn/",
        "https://outside.example.cn\r\nX: y/",
    ] {
        let sent = post(&outside, url).await;
        assert!(matches!(sent, Err(SendError::Refused(_))), "{url:?}: {sent:?}");
    }
}
