//! 审计: sign-ins, refusals and their floods in the chain, and the pages of who may read it.

use base::audit::{self, Entry, Filter, Report};
use base::{Actor, DbError, OrgId, Role, Tx};
use board::BoardError;
use board::accounts::{self, AddAccount};
use testkit::Client;

use crate::world::{PASSWORD, World, worlds};

type Grant = (&'static str, Role, bool);

/// An account with one role, on the root or on the branch.
async fn account(tx: &mut Tx, by: &Actor, (user, role, whole): &Grant) -> Result<(), BoardError> {
    let orgs = board::orgs::all(tx).await?;
    let org: OrgId = orgs.iter().find(|org| (org.number == board::orgs::ROOT) == *whole).unwrap().id;
    let hash = Some(board::passwords::hash_password(PASSWORD)?);
    let grants = vec![(*role, org)];
    let ask = AddAccount { user: (*user).into(), name: format!("审计员{user}"), person: None, hash, must_change: false, grants };
    accounts::add(tx, by, &ask).await.map(|_| ())
}

async fn auditor(world: &World) -> Client {
    add(world, ("auditor", Role::Auditor, true)).await;
    world.signed_in("auditor").await
}

async fn add(world: &World, grant: Grant) {
    world.test.db.write(&program(), &grant, account).await.unwrap();
}

fn program() -> Actor {
    Actor::system(base::TenantId(1), "测试")
}

async fn look(tx: &mut Tx, _: &Actor, acts: &Vec<String>) -> Result<(Vec<Entry>, Report), DbError> {
    let filter = Filter { acts: acts.clone(), ..Filter::default() };
    Ok((audit::list(tx, &filter, None, 1_000).await?, audit::verify(tx).await?))
}

/// The rows of this act, newest first, after the chain was walked.
async fn rows(world: &World, act: &str) -> Vec<Entry> {
    let (rows, report) = world.test.db.read(&program(), &vec![act.to_owned()], look).await.unwrap();
    assert_eq!(report.broken, None);
    rows
}

#[tokio::test]
async fn sign_ins_good_and_bad_and_sign_outs_are_noted_and_an_unknown_name_is_not_kept() {
    for world in worlds().await {
        let mut client = world.client();
        client.get("/sign-in").await;
        client.submit("/sign-in", &[("user", "LIN"), ("password", "wrong")]).await.expect(422);
        client.submit("/sign-in", &[("user", "MyPassword99"), ("password", "lin")]).await.expect(422);
        client.sign_in("lin", PASSWORD).await;
        client.post("/sign-out", &[]).await.expect(200);
        let refused = rows(&world, "kit.sign_in_refused").await;
        let said: Vec<(&str, bool)> = refused.iter().map(|entry| (entry.who.as_str(), entry.account.is_some())).collect();
        assert_eq!(said, [("未登录的人", false), ("林小禾", true)]);
        assert!(refused.iter().all(|entry| !entry.content.contains("Password99") && entry.address == "local"));
        assert_eq!(rows(&world, "kit.sign_in").await[0].who, "林小禾");
        assert_eq!(rows(&world, "kit.sign_out").await.len(), 1);
    }
}

#[tokio::test]
async fn a_wrong_reset_code_and_a_wrong_proof_are_noted_without_what_was_typed() {
    for world in worlds().await {
        let mut nobody = world.client();
        nobody.get_once("/reset").await.expect(200);
        let fields = [("user", "lin"), ("code", "7K3M-WRONG"), ("password", "plum rain in may"), ("again", "plum rain in may")];
        nobody.submit("/reset", &fields).await.expect(422);
        let mut they = world.signed_in("gu").await;
        they.get("/account/confirm").await.expect(200);
        they.submit("/account/confirm", &[("proof", "Password99x")]).await.expect(422);
        let refused = rows(&world, "kit.sign_in_refused").await;
        assert_eq!(refused.iter().map(|entry| entry.who.as_str()).collect::<Vec<_>>(), ["顾小满", "林小禾"]);
        assert!(refused[0].content.contains("确认本人"), "{}", refused[0].content);
        assert!(refused.iter().all(|entry| !entry.content.contains("WRONG") && !entry.content.contains("Password99x")));
    }
}

#[tokio::test]
async fn refusals_by_right_are_noted_and_wrong_input_is_not() {
    for world in worlds().await {
        let mut reader = world.signed_in("gu").await;
        reader.get_once("/notes/new").await.expect(403);
        reader.get_once("/settings/audit").await.expect(403);
        reader.post_without_token("/sign-out", &[]).await.expect(403);
        let mut officer = world.signed_in("lin").await;
        officer.get("/notes/new").await.expect(200);
        officer.submit("/notes/new", &[("title", "")]).await.expect(422);
        let mut nobody = world.client();
        nobody.get_once("/notes").await.expect(303);
        let refused = rows(&world, "kit.refused").await;
        let paths: Vec<&str> = refused.iter().map(|entry| entry.who.as_str()).collect();
        assert_eq!(paths, ["顾小满"; 3]);
        for (entry, path) in refused.iter().zip(["/sign-out", "/settings/audit", "/notes/new"]) {
            assert!(entry.content.contains(&format!("\"path\":\"{path}\"")), "{}", entry.content);
        }
    }
}

#[tokio::test]
async fn a_flood_of_refusals_lengthens_the_chain_by_a_few_rows_a_minute() {
    for world in worlds().await {
        let mut nobody = world.client();
        for _ in 0..200 {
            nobody.post_without_token("/sign-in", &[("user", "x")]).await.expect(403);
        }
        assert_eq!(rows(&world, "kit.refused").await.len(), 10);
        world.test.db.clock().set(testkit::noon().plus_seconds(60));
        nobody.post_without_token("/sign-in", &[("user", "x")]).await.expect(403);
        let after = rows(&world, "kit.refused").await;
        assert_eq!(after.len(), 11);
        assert!(after[0].content.contains("\"held\":190"), "{}", after[0].content);
    }
}

#[tokio::test]
async fn an_auditor_reads_filters_and_takes_home_and_can_write_nothing() {
    for world in worlds().await {
        world.signed_in("gu").await.get_once("/notes/new").await.expect(403);
        let mut auditor = auditor(&world).await;
        let page = auditor.get("/settings/audit").await.expect(200);
        let page = page.shows("顾小满访问 /notes/new 被拒绝").shows("开始记录审计").shows("审计员auditor登录");
        assert!(!page.has("{title}"));
        let narrowed = auditor.get("/settings/audit?who=%E9%A1%BE%E5%B0%8F%E6%BB%A1&act=kit.refused").await.expect(200);
        assert!(narrowed.has("被拒绝") && !narrowed.has("开始记录审计"));
        auditor.get("/settings/audit?from=2030-01-01").await.expect(200).shows("没有符合条件的审计记录");
        auditor.get("/settings/audit/1").await.expect(200).shows("摘要（SM3）");
        auditor.get("/settings/audit/99999").await.expect(404);
        auditor.get("/settings/audit/x").await.expect(404);
        auditor.get("/settings/audit/checkpoint").await.expect(200).shows("封签");
        let csv = auditor.get("/settings/audit/list.csv?act=kit.refused").await.expect(200);
        assert!(csv.has("顾小满") && csv.header("content-disposition").contains("attachment"));
        auditor.get("/notes/new").await.expect(403);
    }
}

#[tokio::test]
async fn who_audits_only_a_branch_sees_nothing_of_the_office() {
    for world in worlds().await {
        add(&world, ("branch", Role::Auditor, false)).await;
        let mut client = world.signed_in("branch").await;
        for path in ["/settings/audit", "/settings/audit/1", "/settings/audit/checkpoint", "/settings/audit/list.csv"] {
            client.get_once(path).await.expect(404);
        }
    }
}

#[tokio::test]
async fn long_lists_are_paged_by_number() {
    for world in worlds().await {
        for i in 0..60 {
            world.test.db.note(&program(), base::Note::new("kit.sign_out").with("n", i)).await.unwrap();
        }
        let mut auditor = auditor(&world).await;
        let first = auditor.get("/settings/audit?act=kit.sign_out").await.expect(200).text();
        let next = first.split("href=\"").filter_map(|part| part.split('"').next()).find(|href| href.contains("after=")).unwrap();
        let second = auditor.get(&next.replace("&amp;", "&").replace("&#38;", "&")).await.expect(200).text();
        let count = |text: &str| text.matches("<td").count();
        assert!(count(&first) > count(&second) && second.contains("退出登录"), "{second}");
    }
}
