//! Single sign-on: bound, signed in, refused. The provider is one of our own that lies when it is told to.

use std::sync::Arc;
use std::time::Duration;

use base::{Actor, Tx};
use board::{BoardError, accounts};
use kit::{Limits, Settings, SingleSignOn};
use outbox::Secret;
use testkit::Client;
use testkit::client::Answer;
use testkit::provider::{CLIENT, Provider};

use crate::world::{World, worlds_with};

async fn worlds(provider: &Provider) -> Vec<World> {
    let known = outbox::oidc::Provider {
        issuer: provider.issuer.clone(),
        client_id: CLIENT.0.into(),
        client_secret: Some(Secret::new(CLIENT.1)),
        scopes: Vec::new(),
        redirect_uri: format!("http://yipanqi.test{}", kit::PROVIDER_BACK),
        second_acr: Vec::new(),
        second_amr: vec!["otp".into()],
        outgoing: outbox::Settings {
            allow: vec!["127.0.0.1".parse().unwrap()],
            limit: Duration::from_millis(500),
            ..outbox::Settings::default()
        },
    };
    let sso = SingleSignOn { label: "政务统一认证".into(), provider: known };
    worlds_with(Limits::default(), Settings { second_factor: true, provider: Some(Arc::new(sso)), ..Settings::default() }).await
}

/// Where the page leads to: the provider.
fn leads(page: &Answer, provider: &Provider) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(&format!("href=\"{}", provider.issuer)).unwrap();
    format!("{}{}", provider.issuer, rest.split('"').next().unwrap()).replace("&amp;", "&")
}

async fn bind(world: &World, provider: &Provider, user: &str) -> Client {
    let mut client = world.signed_in(user).await;
    let page = client.post("/account/provider/bind", &[]).await.expect(200);
    let back = provider.sign_in(&leads(&page, provider));
    client.get(&format!("{}?{back}", kit::PROVIDER_BACK)).await.expect(200).shows("已绑定");
    client
}

/// Begins a sign-in; what the provider sends back.
async fn begin(client: &mut Client, provider: &Provider, next: &str) -> String {
    client.get("/sign-in").await.expect(200).shows("政务统一认证");
    let to = client.get_once(&format!("/sign-in/provider?next={next}")).await.expect(303);
    format!("{}?{}", kit::PROVIDER_BACK, provider.sign_in(to.header("location")))
}

async fn sign_in(world: &World, provider: &Provider, next: &str) -> (Client, Answer) {
    let mut client = world.client();
    let back = begin(&mut client, provider, next).await;
    let answer = client.get_once(&back).await;
    (client, answer)
}

#[tokio::test]
async fn who_has_bound_their_account_signs_in_by_the_provider_and_lands_where_they_wanted() {
    let provider = Provider::start("u-1").await;
    for world in worlds(&provider).await {
        bind(&world, &provider, "gu").await;
        let (mut client, answer) = sign_in(&world, &provider, "/account/rights").await;
        assert_eq!(answer.expect(303).header("location"), "/account/rights");
        client.get("/account").await.expect(200).shows("顾小满");
        for outside in ["//evil.example/", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example", "/sign-out"] {
            let (_, answer) = sign_in(&world, &provider, outside).await;
            assert_eq!(answer.expect(303).header("location"), "/", "{outside}");
        }
    }
}

#[tokio::test]
async fn nobody_is_matched_by_name_or_mail() {
    let provider = Provider::start("u-2").await;
    provider.says(|says| {
        for (name, value) in [("preferred_username", "gu"), ("name", "顾小满"), ("email", "gu@example.cn")] {
            says.claims.insert(name.into(), value.into());
        }
    });
    for world in worlds(&provider).await {
        let (client, answer) = sign_in(&world, &provider, "/").await;
        answer.expect(422).shows("还没有绑定本系统的账号").shows("u-2");
        assert_eq!(client.cookie("yipanqi"), None);
    }
}

#[tokio::test]
async fn an_answer_is_taken_once_and_in_the_browser_that_asked() {
    let provider = Provider::start("u-1").await;
    for world in worlds(&provider).await {
        bind(&world, &provider, "gu").await;
        let mut client = world.client();
        let back = begin(&mut client, &provider, "/").await;
        let kept = client.cookie("yipanqi-provider").unwrap().to_owned();
        let mut other = world.client();
        other.get(&back).await.expect(422).shows("等待时间过长");
        begin(&mut other, &provider, "/").await;
        other.get(&back).await.expect(422).shows("不是同一次");
        assert_eq!(other.cookie("yipanqi"), None);
        client.get_once(&back).await.expect(303);
        let mut again = world.client();
        again.set_cookie("yipanqi-provider", Some(&kept));
        again.get(&back).await.expect(422).shows("已经用过");
        assert_eq!(again.cookie("yipanqi"), None);
        let mut forged = world.client();
        forged.set_cookie("yipanqi-provider", Some(&kept.replacen(".in.", ".bind.", 1)));
        forged.get(&back).await.expect(422).shows("等待时间过长");
        let mut late = world.client();
        let back = begin(&mut late, &provider, "/").await;
        world.test.db.clock().set(world.test.db.clock().now().plus_seconds(601));
        late.get(&back).await.expect(422).shows("等待时间过长");
    }
}

#[tokio::test]
async fn a_lying_or_silent_provider_signs_nobody_in_and_the_password_still_does() {
    let provider = Provider::start("u-1").await;
    for world in worlds(&provider).await {
        bind(&world, &provider, "gu").await;
        provider.says(|says| says.foreign = true);
        let (client, answer) = sign_in(&world, &provider, "/").await;
        answer.expect(503).shows("没有通过核对");
        assert_eq!(client.cookie("yipanqi"), None);
        provider.says(|says| (says.foreign, says.claims) = (false, [("nonce".to_owned(), "other".into())].into_iter().collect()));
        let (client, answer) = sign_in(&world, &provider, "/").await;
        answer.expect(503).shows("没有通过核对");
        assert_eq!(client.cookie("yipanqi"), None);
        provider.says(|says| (says.silent, says.claims) = (true, serde_json::Map::new()));
        let mut client = world.client();
        client.get("/sign-in/provider").await.expect(503).shows("暂时连不上").shows("用户名");
        world.signed_in("gu").await.get("/account").await.expect(200);
        provider.says(|says| says.silent = false);
    }
}

#[tokio::test]
async fn a_disabled_account_stays_out_and_so_does_an_unbound_one() {
    let provider = Provider::start("u-1").await;
    for world in worlds(&provider).await {
        let mut client = bind(&world, &provider, "gu").await;
        client.post("/account/provider/unbind", &[]).await.expect(200).shows("已解除绑定");
        sign_in(&world, &provider, "/").await.1.expect(422).shows("还没有绑定");
        bind(&world, &provider, "gu").await;
        let by = Actor::system(base::TenantId(1), "测试");
        let disable = async |tx: &mut Tx, by: &Actor, (): &()| -> Result<(), BoardError> {
            let gu = accounts::by_user(tx, "gu").await?.unwrap();
            accounts::disable(tx, by, &gu.id).await.map(drop)
        };
        world.test.db.write(&by, &(), disable).await.unwrap();
        let (client, answer) = sign_in(&world, &provider, "/").await;
        answer.expect(422).shows("账号已停用");
        assert_eq!(client.cookie("yipanqi"), None);
    }
}

#[tokio::test]
async fn one_identity_is_one_account_and_binding_asks_who_sits_there() {
    let provider = Provider::start("u-1").await;
    for world in worlds(&provider).await {
        bind(&world, &provider, "gu").await;
        let mut lin = world.signed_in("lin").await;
        lin.get("/account/second").await.expect(200);
        let told = lin.get_once("/account/provider").await;
        assert_eq!(told.expect(303).header("location"), "/account/second", "a second factor comes first");
        let mut gu = world.signed_in("gu").await;
        gu.get("/account/provider").await.expect(200).shows("u-1");
        world.test.db.clock().set(world.test.db.clock().now().plus_seconds(601));
        gu.post("/account/provider/unbind", &[]).await.expect(200).shows("确认本人");
        gu.post_without_token("/account/provider/bind", &[]).await.expect(403);
        gu.get("/account/confirm?next=/account/provider").await.expect(200).shows("用政务统一认证确认");
        // The proof may come from the provider itself, and is asked for anew there.
        let now = world.test.db.clock().now();
        provider.says(|says| says.now = now);
        let page = gu.post("/account/confirm/provider", &[("next", "/account/provider")]).await.expect(200);
        let address = leads(&page, &provider);
        assert!(address.contains("prompt=login"), "{address}");
        let back = provider.sign_in(&address);
        gu.get(&format!("{}?{back}", kit::PROVIDER_BACK)).await.expect(200).shows("已确认是您本人");
        gu.post("/account/provider/unbind", &[]).await.expect(200).shows("已解除绑定");
        provider.says(|says| says.now = testkit::noon());
    }
}

#[tokio::test]
async fn somebody_elses_identity_proves_nothing_and_cannot_be_bound_twice() {
    let provider = Provider::start("u-1").await;
    for world in worlds(&provider).await {
        bind(&world, &provider, "gu").await;
        let by = Actor::system(base::TenantId(1), "测试");
        let other = async |tx: &mut Tx, by: &Actor, issuer: &String| -> Result<(), BoardError> {
            let lin = accounts::by_user(tx, "lin").await?.unwrap();
            let subject = accounts::provider::Subject { issuer: issuer.clone(), subject: "u-1".into() };
            accounts::provider::bind(tx, by, &(lin.id, subject)).await.map(drop)
        };
        assert_eq!(world.test.db.write(&by, &provider.issuer, other).await, Err(BoardError::SubjectTaken));
        provider.says(|says| says.subject = "u-2".into());
        let mut gu = world.signed_in("gu").await;
        let page = gu.post("/account/confirm/provider", &[("next", "/account")]).await.expect(200);
        let back = provider.sign_in(&leads(&page, &provider));
        gu.get(&format!("{}?{back}", kit::PROVIDER_BACK)).await.expect(200).shows("不是本账号绑定的");
        // A binding that was begun in one session is not finished in another.
        let page = gu.post("/account/provider/bind", &[]).await.expect(200);
        let back = provider.sign_in(&leads(&page, &provider));
        let mut again = world.signed_in("gu").await;
        again.set_cookie("yipanqi-provider", gu.cookie("yipanqi-provider"));
        again.get(&format!("{}?{back}", kit::PROVIDER_BACK)).await.expect(200).shows("等待时间过长").shows("u-1");
        provider.says(|says| says.subject = "u-1".into());
    }
}

#[tokio::test]
async fn a_second_factor_there_counts_where_the_configuration_says_so_and_ours_is_asked_for_elsewhere() {
    let provider = Provider::start("u-9").await;
    for world in worlds(&provider).await {
        let by = Actor::system(base::TenantId(1), "测试");
        let lin = async |tx: &mut Tx, by: &Actor, issuer: &String| -> Result<(), BoardError> {
            let lin = accounts::by_user(tx, "lin").await?.unwrap();
            let subject = accounts::provider::Subject { issuer: issuer.clone(), subject: "u-9".into() };
            accounts::provider::bind(tx, by, &(lin.id, subject)).await.map(drop)
        };
        world.test.db.write(&by, &provider.issuer, lin).await.unwrap();
        let (mut client, answer) = sign_in(&world, &provider, "/notes").await;
        answer.expect(303);
        assert_eq!(client.get_once("/notes").await.expect(303).header("location"), "/account/second", "an officer needs one");
        provider.says(|says| drop(says.claims.insert("amr".into(), serde_json::json!(["pwd", "otp"]))));
        let (mut strong, answer) = sign_in(&world, &provider, "/notes").await;
        assert_eq!(answer.expect(303).header("location"), "/notes");
        strong.get_once("/notes").await.expect(200);
        // Once there is one of ours, a sign-in there without one waits for it.
        let page = strong.post("/account/second/card/new", &[]).await.expect(200).text();
        let first: String = page.split("<b>1</b> <code>").nth(1).unwrap().chars().take_while(|c| *c != '<').collect();
        strong.post("/account/second/card", &[("code", &first)]).await.expect(200);
        provider.says(|says| says.claims.clear());
        let (client, answer) = sign_in(&world, &provider, "/notes").await;
        assert_eq!(answer.expect(303).header("location"), "/sign-in/second?next=%2Fnotes");
        assert_eq!(client.cookie("yipanqi"), None);
    }
}
