//! 工作交接: a list that three sign, and what holds after it.

use base::{Actor, Id, Role, Tx, sql};
use board::accounts::{Account, CorrectAccount};
use board::posts::OpenTerm;
use testkit::Client;

use crate::{House, day, houses};

/// Somebody with a post and a role who leaves, who takes over, and a witness.
async fn three(house: &House) -> Account {
    let leaver = house.account("zhou", "周离任", Role::Officer, house.second.id).await;
    let person = house.person("周离任", house.second.id).await;
    let term = OpenTerm { org: house.second.id, person, title: "组织委员".into(), since: day("2022-01-01") };
    house.db().write(&house.by, &term, board::posts::open_term).await.unwrap();
    let correct = CorrectAccount { account: leaver.id, name: "周离任".into(), person: Some(person) };
    house.db().write(&house.by, &correct, board::accounts::correct).await.unwrap();
    house.account("lin", "林接任", Role::Recorder, house.first.id).await;
    house.account("jian", "简监交", Role::Reader, house.general.id).await;
    leaver
}

async fn begin(admin: &mut Client, leaver: &Account, absent: &str) -> String {
    let path = format!("/settings/accounts/{}/handover", leaver.id);
    admin.get(&path).await.expect(200).shows("第二党支部组织委员").shows("党务干部（第二党支部）");
    let fields = [("receiver", "lin"), ("witness", "jian"), ("last_day", "2022-06-30"), ("absent", absent)];
    admin.submit(&path, &fields).await.expect(200).shows("清单已生成").path
}

async fn press(client: &mut Client, path: &str, what: &str, fields: &[(&str, &str)]) -> testkit::Answer {
    // A page that is not there has no token; the home of one's account always has.
    client.get_once("/account").await;
    client.post_once(&format!("{path}/{what}"), fields).await
}

#[tokio::test]
async fn what_somebody_held_passes_when_three_have_signed_and_not_before() {
    for house in houses().await {
        let leaver = three(&house).await;
        let mut admin = house.browser("admin").await;
        let path = begin(&mut admin, &leaver, "").await;
        press(&mut admin, &path, "finish", &[("role-0", "1")]).await.expect(409).shows("移交人还没有签字");
        press(&mut admin, &path, "sign", &[]).await.expect(404);
        house.browser("first").await.get(&path).await.expect(404);
        for user in ["zhou", "lin", "jian"] {
            let mut they = house.browser(user).await;
            press(&mut they, &path, "finish", &[]).await.expect(403);
            press(&mut they, &path, "sign", &[]).await.expect(303);
            press(&mut they, &path, "sign", &[]).await.expect(303);
        }
        let paper = admin.get(&format!("{path}/list.docx")).await.expect(200);
        let read = paper::read_docx(&paper.bytes, paper::Limits::default()).unwrap();
        let text = format!("{read:?}");
        for said in ["移交人：周离任", "接收人：林接任", "监交人：简监交", "第二党支部组织委员"] {
            assert!(text.contains(said), "{said} in {text}");
        }
        press(&mut admin, &path, "finish", &[("role-0", "1")]).await.expect(303);
        admin.get(&path).await.expect(200).shows("已办结");
        press(&mut admin, &path, "finish", &[]).await.expect(409);

        let mut gone = house.nobody();
        gone.get_once("/sign-in").await.expect(200);
        gone.post_once("/sign-in", &[("user", "zhou"), ("password", crate::PASSWORD)]).await.expect(422).shows("用户名或密码不正确");
        admin.get(&format!("/settings/accounts/{}", leaver.id)).await.expect(200).shows("已停用");
        house.browser("lin").await.get("/account/rights").await.expect(200).shows("因为在“第二党支部”及其下级是党务干部");
        let posts = async |tx: &mut Tx, _: &Actor, id: &base::OrgId| board::posts::of_org(tx, *id).await;
        let posts = house.db().read(&house.by, &house.second.id, posts).await.unwrap();
        assert_eq!(posts.iter().map(|post| post.until).collect::<Vec<_>>(), [Some(day("2022-06-30"))]);
    }
}

#[tokio::test]
async fn a_list_that_was_changed_after_it_was_signed_is_not_signed() {
    for house in houses().await {
        let leaver = three(&house).await;
        let mut admin = house.browser("admin").await;
        let path = begin(&mut admin, &leaver, "已调离，不在本市").await;
        for user in ["lin", "jian"] {
            press(&mut house.browser(user).await, &path, "sign", &[]).await.expect(303);
        }
        let id: Id = path.rsplit('/').next().unwrap().parse().unwrap();
        let changed = async |tx: &mut Tx, _: &Actor, id: &Id| {
            tx.run(sql("UPDATE handover SET list = '[]' WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(*id).scratch()).await
        };
        house.db().write(&house.by, &id, changed).await.unwrap();
        admin.get(&path).await.expect(200).shows("签字与清单不符");
        press(&mut admin, &path, "finish", &[]).await.expect(409).shows("接收人还没有签字");
        press(&mut admin, &path, "withdraw", &[]).await.expect(303);
        begin(&mut admin, &leaver, "").await;
    }
}

#[tokio::test]
async fn three_parts_are_three_people_and_an_account_has_one_handover_at_a_time() {
    for house in houses().await {
        let leaver = three(&house).await;
        let mut admin = house.browser("admin").await;
        let path = format!("/settings/accounts/{}/handover", leaver.id);
        for (receiver, witness, said) in [
            ("zhou", "jian", "请在列出的选项中选择"),
            ("lin", "lin", "必须是三个人"),
            ("lin", "nobody", "请在列出的选项中选择"),
            ("", "jian", "请选择"),
        ] {
            admin.get(&path).await.expect(200);
            admin.submit(&path, &[("receiver", receiver), ("witness", witness), ("last_day", "2022-06-30")]).await.expect(422).shows(said);
        }
        begin(&mut admin, &leaver, "").await;
        admin.get_once(&path).await.expect(303);
        let fields = [("receiver", "lin"), ("witness", "jian"), ("last_day", "2022-06-30")];
        admin.post(&path, &fields).await.expect(409).shows("已有一次交接");
    }
}
