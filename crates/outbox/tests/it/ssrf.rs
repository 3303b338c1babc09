//! Nothing goes inside, whatever the address says.

use std::collections::BTreeMap;

use outbox::{MailServer, Resolver, SendError, Settings, http};
use serde_json::json;
use testkit::noon;

use crate::listeners::{mail_server, ok, settings, web, with_mail};

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
        ("own.example.cn".to_owned(), vec!["::1".parse().unwrap()]),
        ("office.example.cn".to_owned(), vec!["10.1.2.3".parse().unwrap()]),
        ("cloud.example.cn".to_owned(), vec!["169.254.169.254".parse().unwrap()]),
        ("wrapped.example.cn".to_owned(), vec!["64:ff9b::7f00:1".parse().unwrap()]),
    ]
    .into();
    let table = Settings { allow: Vec::new(), resolver: Resolver::Table(names), ..settings() };
    let system = Settings { allow: Vec::new(), ..settings() };
    for (settings, host) in [
        (&table, "hook.example.cn"),
        (&table, "both.example.cn"),
        (&table, "six.example.cn"),
        (&table, "own.example.cn"),
        (&table, "office.example.cn"),
        (&table, "cloud.example.cn"),
        (&table, "wrapped.example.cn"),
        (&table, "127.0.0.1"),
        (&system, "localhost"),
        (&system, "localhost."),
        (&system, "127.0.0.1"),
        (&system, "2130706433"),
        (&system, "0x7f000001"),
        (&system, "127.1"),
        (&system, "0177.0.0.1"),
        (&system, "127.0.0.1."),
        (&system, "[::1]"),
        (&system, "[::ffff:7f00:1]"),
        (&system, "0.0.0.0"),
        (&system, "169.254.169.254"),
    ] {
        for scheme in ["http", "https"] {
            let sent = post(settings, &format!("{scheme}://{host}:{port}/")).await;
            assert!(matches!(sent, Err(SendError::Refused(_))), "{scheme} {host}: {sent:?}");
        }
    }
    assert!(inside.all().is_empty(), "somebody inside was spoken to");
    post(&settings(), &format!("http://127.0.0.1:{port}/")).await.unwrap();
    assert_eq!(inside.all().len(), 1, "it would have heard");
}

/// The names and addresses of one that is inside; who follows a redirect to any of them is heard there.
#[tokio::test]
async fn a_redirect_is_not_followed_wherever_it_points() {
    let inside = web(ok("{}")).await;
    let port = inside.at.port();
    let names = [("hook.example.cn".to_owned(), vec!["127.0.0.1".parse().unwrap()])].into();
    let settings = Settings { resolver: Resolver::Table(names), ..settings() };
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        for to in ["127.0.0.1", "localhost", "hook.example.cn", "2130706433", "[::ffff:127.0.0.1]"] {
            for location in [format!("http://{to}:{port}/"), format!("//{to}:{port}/"), "/again".to_owned()] {
                let lying = web(format!("HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")).await;
                let sent = post(&settings, &format!("http://{}/", lying.at)).await;
                assert!(matches!(sent, Err(SendError::Declined(_))), "{status} {location}: {sent:?}");
                assert_eq!(lying.all().len(), 1, "{status} {location}: asked once more");
            }
        }
    }
    assert!(inside.all().is_empty(), "somebody inside was spoken to");
}

#[tokio::test]
async fn a_mail_server_whose_name_points_inside_is_refused_before_a_word_is_said() {
    let inside = mail_server("220 test\r\n", &[]).await;
    let names = [("mail.example.cn".to_owned(), vec!["203.119.128.1".parse().unwrap(), "127.0.0.1".parse().unwrap()])].into();
    let mail = outbox::Mail { to: "lin@example.cn".into(), subject: "待办".into(), text: "3 件".into() };
    for (resolver, host) in [(Resolver::Table(names), "mail.example.cn"), (Resolver::System, "localhost"), (Resolver::System, "127.1")] {
        let mut settings = Settings { allow: Vec::new(), resolver, ..with_mail(inside.at) };
        settings.mail = settings.mail.map(|server| MailServer { host: host.into(), ..server });
        let sent = outbox::mail::send(&settings, &mail, "x", noon()).await;
        assert!(matches!(sent, Err(SendError::Refused(_))), "{host}: {sent:?}");
    }
    assert!(inside.all().is_empty());
    outbox::mail::send(&with_mail(inside.at), &mail, "x", noon()).await.unwrap();
    assert_eq!(inside.all().len(), 1, "it would have heard");
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
