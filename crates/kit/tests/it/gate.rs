//! Nobody, the wrong person, and forged forms, over every route there is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, Bytes};
use axum::http::{Method as Http, header};
use kit::routes::{Door, Method, RouteInfo};
use testkit::client::request;

use crate::world::worlds;

fn all_routes() -> Vec<RouteInfo> {
    kit::routes::own().into_iter().chain(crate::room::module().routes.table()).collect()
}

fn address(info: &RouteInfo) -> String {
    info.path.replace("{id}", "1").replace("{name}", "x.css")
}

/// A body that tells whether anybody has read from it.
fn watched() -> (Body, Arc<AtomicBool>) {
    let read = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&read);
    let chunk = async move {
        flag.store(true, Ordering::SeqCst);
        Ok::<_, std::io::Error>(Bytes::from_static(b"title=x"))
    };
    (Body::from_stream(futures_util::stream::once(chunk)), read)
}

#[tokio::test]
async fn every_route_sends_nobody_to_the_sign_in() {
    let world = &worlds().await[0];
    for info in all_routes().iter().filter(|info| info.right().is_some()) {
        let mut client = world.client();
        let answer = match info.method {
            Method::Get => client.get_once(&address(info)).await,
            Method::Post => client.post_without_token(&address(info), &[]).await,
        };
        assert_eq!(answer.status, 303, "{} {}", info.method, info.path);
        assert!(answer.header("location").starts_with("/sign-in"), "{} {}", info.method, info.path);
    }
}

#[tokio::test]
async fn every_route_refuses_who_holds_its_right_nowhere() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("gu").await;
    for info in all_routes().iter().filter(|info| info.right() == Some(&crate::room::WRITE)) {
        client.get_once("/account").await;
        let answer = match info.method {
            Method::Get => client.get_once(&address(info)).await,
            Method::Post => client.post_once(&address(info), &[]).await,
        };
        answer.expect(403).shows("没有“登记笔记”的权限");
    }
}

#[tokio::test]
async fn every_writing_route_refuses_a_missing_or_foreign_token_before_it_reads_the_body() {
    for world in worlds().await {
        let mut client = world.signed_in("lin").await;
        let foreign = "0".repeat(64);
        for info in all_routes().iter().filter(|info| info.method == Method::Post) {
            let kinds = ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"];
            for (kind, path) in kinds.iter().flat_map(|kind| [(kind, address(info)), (kind, format!("{}?csrf={foreign}", address(info)))]) {
                let (body, read) = watched();
                let mut sent = request(Http::POST, &path, body);
                sent.headers_mut().insert(header::CONTENT_TYPE, kind.parse().unwrap());
                sent.headers_mut().insert("hx-request", "true".parse().unwrap());
                client.send(sent).await.expect(403).shows("这次提交没有执行");
                assert!(!read.load(Ordering::SeqCst), "{path} read the body");
            }
        }
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_though_its_token_is_right() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    let token = client.token();
    let path = format!("/notes/json?csrf={token}");
    for (name, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        let mut sent = request(Http::POST, &path, Body::from("{}"));
        sent.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        sent.headers_mut().insert(name, value.parse().unwrap());
        client.send(sent).await.expect(403).shows("其他网站");
    }
    let mut sent = request(Http::POST, "/notes/json", Body::from("{}"));
    sent.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    sent.headers_mut().insert("origin", "http://yipanqi.test".parse().unwrap());
    sent.headers_mut().insert("x-csrf-token", token.parse().unwrap());
    client.send(sent).await.expect(200);
}

#[tokio::test]
async fn one_sessions_token_is_of_no_use_in_another() {
    let world = &worlds().await[0];
    let first = world.signed_in("lin").await;
    let mut second = world.signed_in("lin").await;
    second.post_without_token(&format!("/notes/new?csrf={}", first.token()), &[("title", "x")]).await.expect(403);
}

#[tokio::test]
async fn scripts_without_a_session_are_told_so_instead_of_redirected() {
    let world = &worlds().await[0];
    let mut sent = request(Http::GET, "/notes?q=1", Body::empty());
    sent.headers_mut().insert("hx-request", "true".parse().unwrap());
    let answer = world.client().send(sent).await.expect(401);
    assert_eq!(answer.header("hx-redirect"), "/sign-in?next=%2Fnotes%3Fq%3D1");
}

#[test]
fn only_the_sign_in_and_its_like_are_public() {
    let open: Vec<_> = all_routes().into_iter().filter(|info| !matches!(info.door, Door::Right(_))).map(|info| info.path).collect();
    assert_eq!(
        open,
        [
            "/assets/{name}",
            "/calendar/{name}",
            "/healthz",
            "/readyz",
            "/sign-in",
            "/sign-in",
            "/sign-in/second",
            "/sign-in/second",
            "/sign-in/provider",
            "/sign-in/provider/back",
            "/reset",
            "/reset",
            "/large"
        ]
    );
}
