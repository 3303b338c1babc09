//! The second factor, the proof before what cannot be undone, and tries with codes.

use axum::body::Body;
use axum::http::{Method, header};
use kit::{Limits, Settings};
use testkit::Client;
use testkit::client::request;
use totp_rs::{Builder, Secret};

use crate::world::{PASSWORD, World, worlds_with};

async fn worlds() -> Vec<World> {
    worlds_with(Limits::default(), Settings { second_factor: true, ..Settings::default() }).await
}

impl World {
    fn minutes(&self, n: i64) {
        self.test.db.clock().set(self.test.db.clock().now().plus_seconds(n * 60));
    }

    /// What the app shows now.
    fn code(&self, secret: &str) -> String {
        let seconds = u64::try_from(self.test.db.clock().now().micros() / 1_000_000).unwrap();
        Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap().generate(seconds).to_string()
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

/// Sets up an app; its secret and the recovery codes.
async fn with_app(world: &World, user: &str) -> (Client, String, Vec<String>) {
    let mut client = world.client();
    client.sign_in(user, PASSWORD).await;
    client.get("/account/second").await.expect(200);
    let page = client.post("/account/second/totp/new", &[]).await.expect(200).text();
    assert!(page.contains("<svg class=\"qr\""), "{page}");
    let secret = between(&page, "<code>", "</code>")[0].replace(' ', "");
    let told = client.post("/account/second/totp", &[("code", &world.code(&secret))]).await.expect(200).shows("两步验证已启用").text();
    let codes: Vec<String> = between(&told, "<code>", "</code>").into_iter().map(str::to_owned).collect();
    assert_eq!(codes.len(), 10);
    (client, secret, codes)
}

/// The password is right; the page that asks for the second factor.
async fn first_step(world: &World, user: &str) -> Client {
    let mut client = world.client();
    client.get("/sign-in").await.expect(200);
    client.submit("/sign-in", &[("user", user), ("password", PASSWORD)]).await.expect(200).shows("两步验证");
    client
}

#[tokio::test]
async fn an_officer_sets_up_a_second_factor_before_anything_else_and_a_reader_need_not() {
    for world in worlds().await {
        let mut client = world.client();
        client.sign_in("lin", PASSWORD).await;
        assert_eq!(client.get_once("/notes").await.expect(303).header("location"), "/account/second");
        client.get("/account/second").await.expect(200).shows("请先选一种方式");
        let (mut client, ..) = with_app(&world, "lin").await;
        client.get_once("/notes").await.expect(200);
        let mut reader = world.signed_in("gu").await;
        assert_ne!(reader.get_once("/").await.header("location"), "/account/second");
        reader.get("/account/second").await.expect(200).shows("还没有启用");
    }
}

#[tokio::test]
async fn a_code_signs_in_once_and_a_recovery_code_once() {
    for world in worlds().await {
        let (_, secret, recovery) = with_app(&world, "lin").await;
        let mut client = first_step(&world, "lin").await;
        client.submit("/sign-in/second", &[("code", &world.code(&secret))]).await.expect(422).shows("不正确或已经用过");
        world.minutes(1);
        let code = world.code(&secret);
        client.submit("/sign-in/second", &[("code", &format!(" {code} "))]).await.expect(200);
        client.get_once("/notes").await.expect(200);
        let mut again = first_step(&world, "lin").await;
        again.submit("/sign-in/second", &[("code", &code)]).await.expect(422);
        let typed = recovery[3].to_uppercase().replace('-', " ");
        again.submit("/sign-in/second", &[("code", &typed)]).await.expect(200);
        again.get_once("/notes").await.expect(200);
        let mut third = first_step(&world, "lin").await;
        third.submit("/sign-in/second", &[("code", &recovery[3])]).await.expect(422);
        third.submit("/sign-in/second", &[("code", "000000")]).await.expect(422);
        world.minutes(-1);
        third.submit("/sign-in/second", &[("code", &world.code(&secret))]).await.expect(422);
    }
}

#[tokio::test]
async fn the_password_alone_opens_nothing() {
    for world in worlds().await {
        let (_, secret, _) = with_app(&world, "lin").await;
        let mut client = first_step(&world, "lin").await;
        assert_eq!(client.cookie("yipanqi"), None);
        let waiting = client.cookie("yipanqi-second").unwrap().to_owned();
        assert_eq!(client.get_once("/account").await.expect(303).header("location"), "/sign-in?next=%2Faccount");
        client.set_cookie("yipanqi", Some(&waiting));
        client.get_once("/account").await.expect(303);
        client.set_cookie("yipanqi", None);
        world.minutes(11);
        client.get("/sign-in/second").await.expect(200).shows("登录等待时间过长");
        let mut client = first_step(&world, "lin").await;
        client.submit("/sign-in/second", &[("code", &world.code(&secret))]).await.expect(200);
        assert_ne!(client.cookie("yipanqi").unwrap(), waiting);
        client.set_cookie("yipanqi-second", Some(&waiting));
        client.get("/sign-in/second").await.shows("登录等待时间过长");
    }
}

#[tokio::test]
async fn codes_cannot_be_guessed_and_the_right_password_gives_no_further_tries() {
    for world in worlds().await {
        let (_, secret, _) = with_app(&world, "lin").await;
        world.minutes(1);
        let mut client = first_step(&world, "lin").await;
        for _ in 0..4 {
            client.submit("/sign-in/second", &[("code", "123456")]).await.expect(422);
        }
        // The password was a try too, so the sixth is the first that waits, be it right or wrong, in this window or a new one.
        client.submit("/sign-in/second", &[("code", &world.code(&secret))]).await.expect(429).shows("登录失败次数过多");
        let mut anew = world.client();
        anew.get("/sign-in").await;
        anew.submit("/sign-in", &[("user", "lin"), ("password", PASSWORD)]).await.expect(429);
        world.minutes(1);
        client.submit("/sign-in/second", &[("code", &world.code(&secret))]).await.expect(200);
    }
}

#[tokio::test]
async fn a_printed_card_is_asked_for_number_by_number() {
    for world in worlds().await {
        let mut client = world.client();
        client.sign_in("lin", PASSWORD).await;
        client.get("/account/second").await.expect(200);
        let page = client.post("/account/second/card/new", &[]).await.expect(200).shows("林小禾").text();
        let codes: Vec<String> = between(&page, "<code>", "</code>").into_iter().map(str::to_owned).collect();
        assert_eq!(codes.len(), 60);
        client.get("/notes").await.shows("请先选一种方式");
        client.post("/account/second/card", &[("code", &codes[1])]).await.expect(422);
        client.post("/account/second/card", &[("code", &codes[0])]).await.expect(200).shows("口令卡已启用");
        for number in [1, 2] {
            let mut next = first_step(&world, "lin").await;
            next.get("/sign-in/second").await.expect(200).shows(&format!("口令卡第 {} 号", number + 1));
            next.submit("/sign-in/second", &[("code", &codes[number - 1])]).await.expect(422);
            next.submit("/sign-in/second", &[("code", &codes[number].replace(' ', ""))]).await.expect(200);
            next.get_once("/notes").await.expect(200);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_undone_asks_for_a_proof_of_the_last_ten_minutes() {
    for world in worlds().await {
        let (mut client, secret, _) = with_app(&world, "lin").await;
        client.get("/account/second").await;
        world.minutes(11);
        let asked = client.post_once("/account/second/card/new", &[]).await.expect(303);
        assert_eq!(asked.header("location"), "/account/confirm?next=%2Faccount%2Fsecond");
        client.get("/account/confirm?next=%2Faccount%2Fsecond").await.expect(200).shows("密码或动态码");
        client.submit("/account/confirm", &[("proof", "wrong")]).await.expect(422).shows("不正确");
        client.submit("/account/confirm", &[("proof", PASSWORD)]).await.expect(200).shows("请再提交一次");
        client.post_once("/account/second/card/new", &[]).await.expect(200);
        world.minutes(11);
        client.get("/account/confirm").await;
        client.submit("/account/confirm", &[("proof", &world.code(&secret))]).await.expect(200);
        client.get("/account/second").await;
        client.post_once("/account/second/totp/new", &[]).await.expect(303);
        world.minutes(11);
        client.get("/account/confirm?next=%2F%2Fevil.example%2F").await.expect(200);
        for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y"] {
            let answer = client.post_once("/account/confirm", &[("proof", PASSWORD), ("next", next)]).await.expect(303);
            assert_eq!((answer.header("location"), answer.header("x")), ("/", ""), "{next}");
            client.get("/account/confirm").await;
        }
        for _ in 0..5 {
            client.submit("/account/confirm", &[("proof", "wrong")]).await.expect(422);
        }
        client.submit("/account/confirm", &[("proof", PASSWORD)]).await.expect(429);
    }
}

#[tokio::test]
async fn the_second_step_never_leads_to_another_site() {
    let world = &worlds().await[0];
    let (_, secret, _) = with_app(world, "lin").await;
    for next in ["//evil.example", "https://evil.example/", "/\\evil.example", "/%0d%0aX: y\r\nX: y"] {
        world.minutes(1);
        let mut client = world.client();
        client.get("/sign-in").await;
        let asked = client.post_once("/sign-in", &[("user", "lin"), ("password", PASSWORD), ("next", next)]).await.expect(303);
        assert_eq!(asked.header("location"), "/sign-in/second", "{next}");
        client.get("/sign-in/second").await;
        let answer = client.post_once("/sign-in/second", &[("code", &world.code(&secret)), ("next", next)]).await.expect(303);
        assert_eq!(answer.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn a_session_id_that_somebody_else_chose_is_never_taken_over() {
    for world in worlds().await {
        let chosen = "ab".repeat(32);
        let mut client = world.client();
        client.set_cookie("yipanqi", Some(&chosen));
        client.set_cookie("yipanqi-second", Some(&chosen));
        client.sign_in("gu", PASSWORD).await;
        assert_ne!(client.cookie("yipanqi"), Some(chosen.as_str()));
        let mut thief = world.client();
        thief.set_cookie("yipanqi", Some(&chosen));
        thief.get_once("/account").await.expect(303);
    }
}

#[tokio::test]
async fn words_of_a_proxy_that_is_not_ours_give_no_further_tries() {
    for world in worlds().await {
        let mut client = world.client();
        for n in 0..6 {
            client.get("/sign-in").await;
            let path = format!("/sign-in?csrf={}", client.token());
            let mut sent = request(Method::POST, &path, Body::from("user=lin&password=wrong"));
            sent.headers_mut().insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
            sent.headers_mut().insert("x-forwarded-for", format!("10.0.0.{n}").parse().unwrap());
            assert_eq!(client.send(sent).await.status.as_u16(), if n < 5 { 422 } else { 429 }, "{n}");
        }
    }
}

#[tokio::test]
async fn all_other_devices_are_signed_out_at_once() {
    for world in worlds().await {
        let (mut one, mut two, mut here) = (world.signed_in("gu").await, world.signed_in("gu").await, world.signed_in("gu").await);
        here.get("/account").await.expect(200).shows("结束其他全部登录");
        here.post("/account/sessions/end-others", &[]).await.expect(200).shows("已全部结束");
        one.get_once("/account").await.expect(303);
        two.get_once("/account").await.expect(303);
        here.get_once("/account").await.expect(200);
    }
}
