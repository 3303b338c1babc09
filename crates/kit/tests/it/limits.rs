//! Limits and faults: what is too much, what breaks, and the headers that every answer carries all the same.

use axum::body::{Body, Bytes};
use axum::http::{Method as Http, header};
use kit::{Limits, Settings};
use testkit::client::request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{worlds, worlds_with};

#[tokio::test]
async fn headers_and_no_store_stand_on_pages_errors_redirects_and_downloads() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    for path in
        ["/notes", "/nowhere", "/notes/new", "/notes/csv", "/notes/panic", "/notes/x", "/sign-in", "/healthz", "/assets/nothing.css"]
    {
        let answer = client.get_once(path).await;
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
    let nobody = world.client().get_once("/notes").await.expect(303);
    assert_eq!(nobody.header("cache-control"), "no-store");
    let refused = client.post_without_token("/notes/new", &[]).await.expect(403);
    assert_eq!(refused.header("cache-control"), "no-store");
}

#[tokio::test]
async fn only_files_named_after_their_content_are_kept_and_asked_for_once() {
    let world = &worlds().await[0];
    let mut client = world.client();
    let page = client.get("/sign-in").await.text();
    let href = page.split("href=\"").map(|rest| rest.split('"').next().unwrap()).find(|href| href.ends_with(".css")).unwrap().to_owned();
    let sheet = client.get_once(&href).await.expect(200);
    assert_eq!(sheet.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(sheet.header("set-cookie").is_empty());
    let mut again = request(Http::GET, &href, Body::empty());
    again.headers_mut().insert(header::IF_NONE_MATCH, sheet.header("etag").parse().unwrap());
    client.send(again).await.expect(304);
}

#[tokio::test]
async fn a_page_holds_no_inline_script_or_style_and_stays_below_100_kilobytes() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    for path in ["/", "/notes", "/notes/new", "/account", "/account/password", "/more"] {
        let page = client.get(path).await.expect(200).text();
        for bad in ["<style", " style=", "<script>", " onclick=", "javascript:", "http://", "https://"] {
            assert!(!page.contains(bad), "{path} holds {bad}");
        }
        assert!(page.len() < 100_000 && page.contains("本系统为非涉密系统"), "{path}");
    }
}

#[tokio::test]
async fn a_panic_ends_one_request_with_its_number_and_the_process_goes_on() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    let answer = client.get("/notes/panic").await.expect(500);
    let id = answer.header("x-request-id").to_owned();
    assert!(answer.has(&format!("编号 {id}")) && !answer.has("secret details"), "{}", answer.text());
    client.get("/notes").await.expect(200);
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_stopped() {
    let limits = Limits { request_seconds: 1, ..Limits::default() };
    let world = &worlds_with(limits, Settings::default()).await[0];
    let mut client = world.signed_in("lin").await;
    client.get("/notes/slow").await.expect(503).shows("超过 1 秒");
    client.get("/notes").await.expect(200);
}

#[tokio::test]
async fn a_body_that_says_it_is_too_large_is_refused_unread_and_one_that_does_not_is_cut() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    let token = client.token();
    for (path, length) in [("/notes/new", 2_u64 << 20), ("/notes/file", 1 << 30)] {
        // A body that must not be read: it never ends.
        let endless = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let mut sent = request(Http::POST, &format!("{path}?csrf={token}"), endless);
        sent.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        sent.headers_mut().insert(header::CONTENT_TYPE, "multipart/form-data; boundary=x".parse().unwrap());
        client.send(sent).await.expect(413).shows("内容过大");
    }
    let chunk = Bytes::from(vec![b'a'; 1 << 16]);
    let chunks = std::iter::once(Bytes::from_static(b"title=")).chain(std::iter::repeat_n(chunk, 20)).map(Ok::<_, std::io::Error>);
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let mut sent = request(Http::POST, &format!("/notes/new?csrf={token}"), body);
    sent.headers_mut().insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
    client.send(sent).await.expect(413).shows("过大");
}

#[tokio::test]
async fn an_upload_without_a_length_is_cut_at_the_limit_of_its_route() {
    let limits = Limits { upload_bytes: 100_000, ..Limits::default() };
    let world = &worlds_with(limits, Settings::default()).await[0];
    let mut client = world.signed_in("lin").await;
    client
        .upload("/notes/file", &[("word", "台账")], &[("file", "C:\\桌面\\台账.xlsx", b"PK12")])
        .await
        .expect(200)
        .shows("台账 台账.xlsx 4");
    client.get("/notes/new").await;
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let chunks = std::iter::once(Bytes::from(head)).chain(std::iter::repeat_n(Bytes::from(vec![b'a'; 50_000]), 4));
    let body = Body::from_stream(futures_util::stream::iter(chunks.map(Ok::<_, std::io::Error>)));
    let mut sent = request(Http::POST, &format!("/notes/file?csrf={}", client.token()), body);
    sent.headers_mut().insert(header::CONTENT_TYPE, "multipart/form-data; boundary=x".parse().unwrap());
    client.send(sent).await.expect(413);
}

#[tokio::test]
async fn a_form_of_too_many_fields_or_of_another_kind_is_refused() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    client.get("/notes/new").await;
    let many = vec![("a", "1"); 2_001];
    client.post("/notes/new", &many).await.expect(413);
    client.get("/notes/new").await;
    let mut sent = request(Http::POST, &format!("/notes/new?csrf={}", client.token()), Body::from("{}"));
    sent.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    client.send(sent).await.expect(415);
}

#[tokio::test]
async fn what_the_framework_cannot_read_is_a_page_of_ours_too() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    client.get("/nowhere").await.expect(404).shows("没有这个页面");
    client.get("/notes/not-a-number").await.expect(400).shows("没有这个页面");
    client.send(request(Http::DELETE, "/notes", Body::empty())).await.expect(405).shows("编号");
    let mut json = request(Http::GET, "/nowhere", Body::empty());
    json.headers_mut().insert(header::ACCEPT, "application/json".parse().unwrap());
    let answer = client.send(json).await.expect(404);
    assert!(answer.header("content-type").starts_with("application/json") && answer.has("\"error\":"), "{}", answer.text());
}

#[tokio::test]
async fn a_database_that_fails_is_told_in_a_sentence_and_health_says_so() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    client.get_once("/readyz").await.expect(200);
    world.test.db.close().await;
    client.get("/notes").await.expect(503).shows("数据库暂时连接不上");
    client.get_once("/readyz").await.expect(503);
    client.get_once("/healthz").await.expect(200);
}

#[tokio::test]
async fn the_server_refuses_large_heads_and_ends_when_told_to() {
    let world = worlds().await.remove(0);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let router = world.router.clone();
    let server = tokio::spawn(async move {
        kit::serve(listener, router, &Limits::default(), None, async {
            drop(stopped.await);
        })
        .await
    });
    let mut asked = String::new();
    for (size, expected) in [(1_000, "HTTP/1.1 200"), (70_000, "HTTP/1.1 431")] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: {}\r\n\r\n", "a".repeat(size));
        // The server may answer and close before all was sent.
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = vec![0; 12];
        let _ = stream.read_exact(&mut answer).await;
        asked = String::from_utf8_lossy(&answer).into_owned();
        assert_eq!(asked, expected);
    }
    assert!(!asked.is_empty());
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
}
