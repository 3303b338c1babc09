//! Signing in and out, one's own account, reset codes.

use axum::body::Body;
use axum::http::{Method, header};
use base::{Actor, Tx};
use board::{BoardError, accounts};
use kit::{Limits, Settings};
use testkit::client::request;

use crate::world::{PASSWORD, World, worlds, worlds_with};

#[tokio::test]
async fn signing_in_leads_on_and_signing_out_ends_the_session() {
    for world in worlds().await {
        let mut client = world.client();
        let first = client.get_once("/notes?q=%E7%AD%94").await.expect(303);
        assert_eq!(first.header("location"), "/sign-in?next=%2Fnotes%3Fq%3D%25E7%25AD%2594");
        client.get("/notes?q=%E7%AD%94").await.expect(200).shows("本系统为非涉密系统");
        client.submit("/sign-in", &[("user", " LIN "), ("password", PASSWORD)]).await.expect(200).shows("value=\"答\"");
        let stolen = client.cookie("yipanqi").unwrap().to_owned();
        client.post("/sign-out", &[]).await.expect(200).shows("已退出登录");
        client.set_cookie("yipanqi", Some(&stolen));
        client.get_once("/notes").await.expect(303);
    }
}

#[tokio::test]
async fn a_wrong_sign_in_says_one_sentence_keeps_the_name_and_never_the_password() {
    for world in worlds().await {
        for user in ["lin", "nobody<b>"] {
            let mut client = world.client();
            client.get("/sign-in").await;
            let answer = client.submit("/sign-in", &[("user", user), ("password", "wrong-secret")]).await.expect(422);
            assert!(answer.has("用户名或密码不正确") && !answer.has("wrong-secret") && !answer.has("<b>"), "{}", answer.text());
            assert_eq!(client.cookie("yipanqi"), None);
        }
    }
}

#[tokio::test]
async fn after_five_wrong_tries_even_the_right_password_waits() {
    for world in worlds().await {
        let mut client = world.client();
        client.get("/sign-in").await;
        for _ in 0..5 {
            client.submit("/sign-in", &[("user", "lin"), ("password", "wrong")]).await.expect(422);
        }
        client.submit("/sign-in", &[("user", "lin"), ("password", PASSWORD)]).await.expect(429).shows("登录失败次数过多");
        let later = world.test.db.clock().now().plus_seconds(60);
        world.test.db.clock().set(later);
        client.submit("/sign-in", &[("user", "lin"), ("password", PASSWORD)]).await.expect(200);
    }
}

#[tokio::test]
async fn a_session_that_rested_too_long_leads_to_the_sign_in() {
    for world in worlds().await {
        let mut client = world.signed_in("lin").await;
        client.get_once("/notes").await.expect(200);
        world.test.db.clock().set(world.test.db.clock().now().plus_seconds(8 * 3600 + 1));
        client.get_once("/notes").await.expect(303);
    }
}

#[tokio::test]
async fn a_clock_that_goes_backwards_ends_no_session_and_one_that_was_far_ahead_gives_none_for_longer() {
    for world in worlds().await {
        let mut client = world.signed_in("lin").await;
        let signed_in = world.test.db.clock().now();
        world.test.db.clock().set(signed_in.plus_seconds(-3_600));
        client.get_once("/notes").await.expect(200);
        // Signed in while the clock stood a year ahead: over as soon as it is set right.
        world.test.db.clock().set(signed_in.plus_seconds(-365 * 86_400));
        client.get_once("/notes").await.expect(303);
        assert_eq!(world.test.db.short(&(), async |tx: &mut Tx, (): &()| board::sessions::sweep(tx).await).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_leads_back_to_its_page_without_its_token() {
    for world in worlds().await {
        let mut client = world.signed_in("lin").await;
        let token = client.token();
        world.test.db.clock().set(world.test.db.clock().now().plus_seconds(8 * 3600 + 1));
        let mut sent = request(Method::POST, &format!("/notes/new?csrf={token}"), Body::from("title=x"));
        sent.headers_mut().insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
        sent.headers_mut().insert(header::REFERER, format!("http://yipanqi.test/notes/new?kind=a&csrf={token}").parse().unwrap());
        let answer = client.send(sent).await.expect(303);
        assert_eq!(answer.header("location"), "/sign-in?next=%2Fnotes%2Fnew%3Fkind%3Da");
        client.sign_in("lin", PASSWORD).await.expect(303);
    }
}

#[tokio::test]
async fn a_form_with_errors_that_outlived_its_session_leads_on_to_a_page_that_opens() {
    for world in worlds().await {
        let mut client = world.signed_in("lin").await;
        let form = format!("/notes/7/title?csrf={}", client.token());
        client.post("/notes/7/title", &[("title", "")]).await.expect(422).shows("改题");
        let ended = world.test.db.clock().now().plus_seconds(8 * 3600 + 1);
        world.test.db.clock().set(ended);
        let referers = ["", "http://yipanqi.test/notes/7/title?csrf=old", "https://elsewhere.example/notes?q=1"];
        for referer in referers {
            let mut sent = request(Method::POST, &form, Body::from("title=x"));
            sent.headers_mut().insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
            sent.headers_mut().insert(header::REFERER, referer.parse().unwrap());
            let answer = client.send(sent).await.expect(303);
            assert_eq!(answer.header("location"), "/sign-in?next=%2Fnotes%2F7", "from {referer}");
        }
        client.get("/sign-in?next=%2Fnotes%2F7%2Ftitle").await.expect(200);
        client.submit("/sign-in", &[("user", "lin"), ("password", PASSWORD)]).await.expect(200).shows("笔记 7");
        // Whoever has signed in meanwhile, in another window, comes to the same page.
        client.get("/sign-in?next=%2Fnotes%2F7%2Ftitle").await.expect(200).shows("笔记 7");
    }
}

#[tokio::test]
async fn a_foreign_host_gets_no_session_and_stands_in_no_answer() {
    let world = &worlds().await[0];
    for path in ["/", "/notes", "/sign-in", "/nowhere"] {
        let mut sent = request(Method::GET, path, Body::empty());
        sent.headers_mut().insert(header::HOST, "evil.example".parse().unwrap());
        let answer = world.client().send(sent).await;
        assert!(
            !answer.has("evil.example") && answer.headers.values().all(|value| !value.as_bytes().starts_with(b"http://evil")),
            "{path}"
        );
        assert!(answer.header("location").is_empty() || answer.header("location").starts_with('/'), "{path}");
    }
}

#[tokio::test]
async fn the_session_cookie_cannot_be_read_by_scripts_and_over_https_is_bound_to_the_host() {
    let world = &worlds().await[0];
    let mut client = world.client();
    client.get("/sign-in").await;
    let answer = client.post_once("/sign-in", &[("user", "lin"), ("password", PASSWORD)]).await.expect(303);
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("yipanqi=") && cookie.contains("; Path=/; HttpOnly; SameSite=Lax") && !cookie.contains("Secure"),
        "{cookie}"
    );

    let settings = Settings { public_url: Some("https://board.test".into()), ..Settings::default() };
    let world = &worlds_with(Limits::default(), settings).await[0];
    let mut client = world.client();
    client.get("/sign-in").await;
    let answer = client.post_once("/sign-in", &[("user", "lin"), ("password", PASSWORD)]).await.expect(303);
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-yipanqi=") && cookie.ends_with("; Secure"), "{cookie}");
    assert!(!answer.header("strict-transport-security").is_empty());
}

#[tokio::test]
async fn a_sign_in_never_leads_to_another_site() {
    let world = &worlds().await[0];
    for next in ["//evil.example", "https://evil.example/", "/\\evil.example", "/%0d%0aX: y\r\nX: y"] {
        let mut client = world.client();
        client.get("/sign-in").await;
        let answer = client.post_once("/sign-in", &[("user", "lin"), ("password", PASSWORD), ("next", next)]).await.expect(303);
        assert_eq!(answer.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn changing_the_password_asks_for_the_present_one_and_ends_other_sessions() {
    for world in worlds().await {
        let (mut here, mut elsewhere) = (world.signed_in("lin").await, world.signed_in("lin").await);
        here.get("/account/password").await;
        let new = "换过以后的新密码十二个字";
        let wrong = [("present", "not it at all"), ("password", new), ("again", new)];
        here.post("/account/password", &wrong).await.expect(422).shows("现在的密码不正确");
        let differs = [("present", PASSWORD), ("password", new), ("again", "另外一个密码也有十二个字")];
        here.post("/account/password", &differs).await.expect(422).shows("两次输入的新密码不一样");
        here.post("/account/password", &[("present", PASSWORD), ("password", new), ("again", new)]).await.expect(200).shows("密码已修改");
        elsewhere.get_once("/notes").await.expect(303);
        here.get_once("/notes").await.expect(200);
    }
}

#[tokio::test]
async fn other_devices_are_listed_and_can_be_signed_out() {
    for world in worlds().await {
        let mut other = world.signed_in("lin").await;
        let mut here = world.signed_in("lin").await;
        here.get("/account").await.expect(200).shows("正在使用");
        here.submit("/account/sessions/end", &[]).await.expect(200).shows("已结束该设备的登录");
        other.get_once("/notes").await.expect(303);
        here.get_once("/notes").await.expect(200);
    }
}

async fn reset(tx: &mut Tx, by: &Actor, user: &String) -> Result<String, BoardError> {
    let account = accounts::by_user(tx, user).await?.ok_or(BoardError::NoAccount)?;
    accounts::reset(tx, by, &account.id).await
}

async fn code_for(world: &World, user: &str) -> String {
    let tenant = board::office::first_tenant(&world.test.db).await.unwrap();
    world.test.db.write(&Actor::system(tenant, "测试"), &user.to_owned(), reset).await.unwrap()
}

#[tokio::test]
async fn a_reset_code_sets_a_password_once() {
    for world in worlds().await {
        let code = code_for(&world, "gu").await;
        let new = "重置以后的新密码十二个字";
        let mut client = world.client();
        client.get("/reset").await.expect(200);
        let fields = [("user", "gu"), ("code", code.as_str()), ("password", new), ("again", new)];
        let short = [("user", "gu"), ("code", code.as_str()), ("password", "短"), ("again", "短")];
        client.post("/reset", &short).await.expect(422).shows("密码须为12至200个字符");
        client.post("/reset", &fields).await.expect(200).shows("密码已设置");
        client.get("/reset").await;
        client.post("/reset", &fields).await.expect(422).shows("重置码不正确");
        client.sign_in("gu", new).await;
    }
}

async fn must_change(tx: &mut Tx, by: &Actor, hash: &String) -> Result<(), BoardError> {
    let grants = vec![(base::Role::Officer, board::office::load(tx).await?.root)];
    let (user, name, hash) = ("xin".into(), "新同志".into(), Some(hash.clone()));
    accounts::add(tx, by, &accounts::AddAccount { user, name, person: None, hash, must_change: true, grants }).await?;
    Ok(())
}

#[tokio::test]
async fn a_first_password_must_be_changed_before_anything_else() {
    for world in worlds().await {
        let tenant = board::office::first_tenant(&world.test.db).await.unwrap();
        let hash = board::passwords::hash_password("第一个密码由别人设置的").unwrap();
        world.test.db.write(&Actor::system(tenant, "测试"), &hash, must_change).await.unwrap();
        let mut client = world.signed_in_with("xin", "第一个密码由别人设置的").await;
        assert_eq!(client.get_once("/notes").await.expect(303).header("location"), "/account/password");
        client.get("/account/password").await.expect(200);
        let own = "这才是自己的密码十二个字";
        let fields = [("present", "第一个密码由别人设置的"), ("password", own), ("again", own)];
        client.post("/account/password", &fields).await.expect(200);
        client.get_once("/notes").await.expect(200);
    }
}

#[tokio::test]
async fn large_type_outlives_the_session() {
    let world = &worlds().await[0];
    let mut client = world.signed_in("lin").await;
    client.get("/account").await;
    client.submit("/large", &[]).await.expect(200).shows("class=\"large\"");
    client.post("/sign-out", &[]).await.expect(200).shows("class=\"large\"");
}
