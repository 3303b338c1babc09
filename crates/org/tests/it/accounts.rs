//! Accounts: who manages whom, codes that are told once, who is signed out.

use base::Role;

use crate::orgs::between;
use crate::{House, houses};

fn code_on(page: &str) -> String {
    between(page, "<p class=\"code\">", "<")
}

async fn open(house: &House, user: &str, name: &str) -> (testkit::Client, testkit::Answer) {
    let mut admin = house.browser("admin").await;
    admin.get("/settings/accounts/new").await.expect(200);
    let org = house.second.id.to_string();
    let answer = admin.submit("/settings/accounts/new", &[("user", user), ("name", name), ("role", "recorder"), ("org", &org)]).await;
    (admin, answer)
}

#[tokio::test]
async fn a_new_account_gets_a_code_that_is_told_once_and_sets_a_password_once() {
    for house in houses().await {
        let (mut admin, answer) = open(&house, "Wang.Er", "王二").await;
        let page = answer.expect(200).shows("重置码只显示这一次").shows("wang.er");
        let code = code_on(&page.text());
        let href = between(&page.text(), "<a class=\"btn main\" href=\"", "\"");
        let list = admin.get("/settings/accounts").await.expect(200).shows("王二").shows("登记员（第二党支部）").shows("待本人设置密码");
        let account = admin.get(&href).await.expect(200);
        assert!(!list.has(&code) && !account.has(&code));
        let set = async |password: &str| {
            let mut they = house.nobody();
            they.get("/reset").await.expect(200);
            they.submit("/reset", &[("user", "wang.er"), ("code", &code), ("password", password), ("again", password)]).await
        };
        set("autumn on the lake").await.expect(200).shows("密码已设置");
        set("another password").await.expect(422).shows("重置码不正确、已使用");
        let mut they = house.nobody();
        they.sign_in("wang.er", "autumn on the lake").await;
        they.get(&format!("/orgs/{}", house.second.id)).await.expect(200);
        they.get(&format!("/orgs/{}", house.first.id)).await.expect(404);
        admin.get("/settings/accounts").await.shows("正常");
    }
}

#[tokio::test]
async fn the_form_sent_twice_opens_one_account_and_another_of_the_name_is_refused() {
    for house in houses().await {
        let (mut admin, one) = open(&house, "wang", "王二").await;
        one.expect(200);
        let (_, two) = open(&house, "wang", "王二").await;
        two.expect(200).shows("重置码只显示这一次");
        let list = admin.get("/settings/accounts?q=wang").await.expect(200).shows("共 1 条");
        assert!(list.has("王二"));
        let (_, other) = open(&house, "WANG", "王三").await;
        other.expect(409).shows("这个用户名已被使用").shows("王三").shows("id=\"f-user-error\"");
        let (_, other) = open(&house, "first", "刘登记").await;
        other.expect(409).shows("这个用户名已被使用");
        let (_, bad) = open(&house, "a b/c", "王四").await;
        bad.expect(422).shows("用户名须为2至40个");
    }
}

#[tokio::test]
async fn a_reset_ends_the_old_password_and_all_sessions() {
    for house in houses().await {
        let account = house.account("wang", "王二", Role::Recorder, house.second.id).await;
        let mut they = house.browser("wang").await;
        let mut admin = house.browser("admin").await;
        let href = format!("/settings/accounts/{}", account.id);
        admin.get(&href).await.expect(200).shows("结束").shows("2022年10月31日");
        let page = admin.post(&format!("{href}/reset"), &[]).await.expect(200);
        let code = code_on(&page.text());
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(they.get_once("/orgs").await.status.as_u16(), 303);
        assert!(!admin.get(&href).await.expect(200).has(&code));
        // The code of the second reset holds, that of the first does not.
        let second = code_on(&admin.post(&format!("{href}/reset"), &[]).await.expect(200).text());
        for (code, status) in [(&code, 422), (&second, 200)] {
            they.get("/reset").await.expect(200);
            let fields = [("user", "wang"), ("code", code.as_str()), ("password", "a new password"), ("again", "a new password")];
            they.submit("/reset", &fields).await.expect(status);
        }
    }
}

#[tokio::test]
async fn a_disabled_account_is_signed_out_at_once_and_may_come_back() {
    for house in houses().await {
        let account = house.account("wang", "王二", Role::Recorder, house.second.id).await;
        let mut they = house.browser("wang").await;
        they.get("/orgs").await.expect(200);
        let mut admin = house.browser("admin").await;
        let href = format!("/settings/accounts/{}", account.id);
        admin.get(&href).await.expect(200);
        admin.post(&format!("{href}/disable"), &[]).await.expect(200).shows("已停用").shows("启用");
        assert_eq!(they.get_once("/orgs").await.status.as_u16(), 303);
        they.get_once("/sign-in").await.expect(200);
        they.post_once("/sign-in", &[("user", "wang"), ("password", crate::PASSWORD)]).await.expect(422).shows("用户名或密码不正确");
        admin.post(&format!("{href}/reset"), &[]).await.expect(422).shows("请先启用");
        admin.get(&href).await.expect(200);
        admin.post(&format!("{href}/enable"), &[]).await.expect(200).shows("可以登录了");
        house.browser("wang").await.get("/orgs").await.expect(200);
    }
}

#[tokio::test]
async fn an_administrator_can_end_a_session_of_somebody() {
    for house in houses().await {
        let account = house.account("wang", "王二", Role::Recorder, house.second.id).await;
        let (mut one, mut two) = (house.browser("wang").await, house.browser("wang").await);
        let mut admin = house.browser("admin").await;
        admin.get("/settings/accounts?q=wang").await.expect(200).shows("<td class=\"num\" data-label=\"登录中的设备（台）\">2</td>");
        let href = format!("/settings/accounts/{}", account.id);
        let page = admin.get(&href).await.expect(200);
        let handle = between(&page.text(), "name=\"session\" value=\"", "\"");
        let end = format!("{href}/sessions/end");
        admin.post(&end, &[("session", &handle)]).await.expect(200).shows("已结束该设备的登录");
        admin.post(&end, &[("session", &handle)]).await.expect(200).shows("已经结束");
        let open = [one.get_once("/orgs").await.status.as_u16(), two.get_once("/orgs").await.status.as_u16()];
        assert_eq!(open.iter().filter(|status| **status == 200).count(), 1, "{open:?}");
    }
}

#[tokio::test]
async fn roles_come_and_go_and_hold_from_the_next_page_on() {
    for house in houses().await {
        let account = house.account("wang", "王二", Role::Reader, house.second.id).await;
        let mut they = house.browser("wang").await;
        they.get("/people").await.expect(403);
        let mut admin = house.browser("admin").await;
        let href = format!("/settings/accounts/{}", account.id);
        admin.get(&href).await.expect(200);
        let org = house.first.id.to_string();
        admin.submit(&format!("{href}/grant"), &[("role", "recorder"), ("org", &org)]).await.expect(200).shows("已授予“登记员”");
        they.get("/people").await.expect(200);
        they.get(&format!("/orgs/{org}")).await.expect(200);
        admin.post(&format!("{href}/ungrant"), &[("role", "recorder"), ("org", &org)]).await.expect(200).shows("已收回“登记员”");
        they.get(&format!("/orgs/{org}")).await.expect(404);
        admin.submit(&format!("{href}/grant"), &[("role", "emperor"), ("org", &org)]).await.expect(422);
        admin.get(&href).await.expect(200);
        admin
            .submit(&format!("{href}/grant"), &[("role", ""), ("org", "")])
            .await
            .expect(422)
            .shows("请选择角色")
            .shows("请选择在哪个组织");
    }
}

#[tokio::test]
async fn nobody_locks_out_themselves_or_the_office() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        let list = admin.get("/settings/accounts?q=admin").await.expect(200);
        let path = format!("/settings/accounts/{}", own_id(&list.text()));
        let page = admin.get(&path).await.expect(200);
        assert!(!page.has("停用</button>"));
        admin.post(&format!("{path}/disable"), &[]).await.expect(422).shows("不能停用自己");
        admin.get(&path).await.expect(200);
        let take = [("role", "administrator"), ("org", &house.root.id.to_string())];
        admin.post(&format!("{path}/ungrant"), &take).await.expect(409).shows("最后一个管理员");
        admin.get(&path).await.expect(200);
    }
}

/// The id of the first account that a list links to.
fn own_id(page: &str) -> String {
    let mut ids = page.split("/settings/accounts/").skip(1).map(|rest| rest.chars().take(36).collect::<String>());
    ids.find(|id| id.chars().filter(|c| *c == '-').count() == 4).unwrap()
}

#[tokio::test]
async fn an_administrator_of_a_branch_manages_what_lies_below_and_nothing_else() {
    for house in houses().await {
        let House { general, root, second, .. } = &house;
        house.account("branch", "支部管理员", Role::Administrator, general.id).await;
        let inside = house.account("wang", "王二", Role::Recorder, second.id).await;
        let outside = house.account("lake", "临湖登记", Role::Recorder, house.district.id).await;
        let mut they = house.browser("branch").await;
        let list = they.get("/settings/accounts").await.expect(200).shows("王二").shows("支部管理员");
        assert!(!list.has("临湖登记") && !list.has("秦管理"));
        they.get(&format!("/settings/accounts/{}", inside.id)).await.expect(200);
        for what in ["reset", "disable", "enable", "grant", "ungrant", "correct", "sessions/end"] {
            let fields = [("role", "recorder"), ("org", &second.id.to_string()), ("name", "改名")];
            they.post(&format!("/settings/accounts/{}/{what}", outside.id), &fields).await.expect(404);
            they.get("/settings/accounts").await.expect(200);
        }
        they.get(&format!("/settings/accounts/{}", outside.id)).await.expect(404);
        // Nor can a form name an org above.
        let grant = format!("/settings/accounts/{}/grant", inside.id);
        they.get(&format!("/settings/accounts/{}", inside.id)).await.expect(200);
        they.submit(&grant, &[("role", "administrator"), ("org", &root.id.to_string())]).await.expect(422).shows("请在列出的选项中选择");
        they.get("/settings/accounts/new").await.expect(200);
        let fields = [("user", "zhao"), ("name", "赵六"), ("role", "administrator"), ("org", &root.id.to_string())];
        they.submit("/settings/accounts/new", &fields).await.expect(422);
        they.get("/settings/office").await.expect(404);
        they.get("/settings").await.expect(200).shows("开设账号");
    }
}

#[tokio::test]
async fn an_account_may_belong_to_somebody_of_the_roster() {
    for house in houses().await {
        let person = house.person("张三", house.first.id).await;
        let mut admin = house.browser("admin").await;
        let form = admin.get(&format!("/settings/accounts/new?person={person}")).await.expect(200);
        form.shows("value=\"张三/第一党支部\"").shows("value=\"张三\"");
        house.person("张三", house.second.id).await;
        let org = house.first.id.to_string();
        let base = [("user", "zhang"), ("name", "张三"), ("role", "recorder"), ("org", org.as_str())];
        let with = |text: &'static str| [base.as_slice(), &[("person", text)]].concat();
        admin.submit("/settings/accounts/new", &with("张三")).await.expect(422).shows("有2位同名人员");
        admin.submit("/settings/accounts/new", &with("无此人")).await.expect(422).shows("花名册中没有这个人");
        let page = admin.submit("/settings/accounts/new", &with("张三／第一党支部")).await.expect(200).shows("重置码");
        let href = between(&page.text(), "<a class=\"btn main\" href=\"", "\"");
        admin.get(&href).await.expect(200).shows(&format!("/people/{person}"));
        admin
            .submit(&format!("{href}/correct"), &[("name", "张三（机关）"), ("person", "张三/第一党支部")])
            .await
            .expect(200)
            .shows("张三（机关）");
        admin.submit(&format!("{href}/correct"), &[("name", &"名".repeat(500)), ("person", "")]).await.expect(422).shows("最多 50 个字");
    }
}

#[tokio::test]
async fn what_somebody_may_do_is_told_with_the_role_and_place_that_give_it() {
    for house in houses().await {
        let (mut admin, answer) = open(&house, "wang", "王二").await;
        let href = between(&answer.expect(200).text(), "<a class=\"btn main\" href=\"", "\"");
        let page = admin.get(&format!("{href}/rights")).await.expect(200).shows("因为在“第二党支部”及其下级是登记员");
        assert!(page.has("维护花名册和任职") && !page.has("管理账号") && !page.has("设置本单位名称"), "{}", page.text());
        let mut they = house.browser("first").await;
        they.get(&format!("{href}/rights")).await.expect(403);
        they.get("/account/rights").await.expect(200).shows("因为在“第一党支部”及其下级是登记员");
        admin.get("/account/rights").await.expect(200).shows("管理账号").shows("是系统管理员");
    }
}

#[tokio::test]
async fn fields_that_a_form_does_not_have_change_no_role_and_no_state() {
    for house in houses().await {
        let (mut admin, answer) = open(&house, "wang", "王二").await;
        let href = between(&answer.expect(200).text(), "<a class=\"btn main\" href=\"", "\"");
        let root = house.root.id.to_string();
        let smuggled = [
            ("role", "administrator"),
            ("org", root.as_str()),
            ("grants", "administrator"),
            ("disabled", "true"),
            ("user", "boss"),
            ("second", "totp"),
        ];
        admin.get(&href).await.expect(200);
        let correct = [&[("name", "王二（改）"), ("person", "")], smuggled.as_slice()].concat();
        admin.post(&format!("{href}/correct"), &correct).await.expect(200).shows("王二（改）").shows("用户名 wang");
        let rights = admin.get(&format!("{href}/rights")).await.expect(200);
        assert!(!rights.has("管理账号") && !rights.has("已停用") && rights.has("登记员"));
        let mut they = house.browser("first").await;
        they.get("/account").await;
        for own in ["/account/password", "/account/sessions/end", "/account/confirm", "/large"] {
            they.post(own, &smuggled).await;
        }
        they.get("/settings/accounts").await.expect(403);
    }
}

#[tokio::test]
async fn accounts_and_roles_are_changed_only_after_a_proof_of_the_last_ten_minutes() {
    for house in houses().await {
        let (mut admin, answer) = open(&house, "wang", "王二").await;
        let href = between(&answer.expect(200).text(), "<a class=\"btn main\" href=\"", "\"");
        let grant = format!("{href}/grant");
        house.test.db.clock().set(house.test.db.clock().now().plus_seconds(11 * 60));
        admin.get(&href).await.expect(200);
        let fields = [("role", "administrator"), ("org", &house.root.id.to_string())];
        admin.submit(&grant, &fields).await.expect(200).shows("请确认是您本人");
        assert!(!admin.get(&format!("{href}/rights")).await.has("管理账号"), "nothing was granted");
        admin.get("/account/confirm?next=%2Fsettings%2Faccounts").await.expect(200);
        admin.submit("/account/confirm", &[("proof", crate::PASSWORD)]).await.expect(200).shows("已确认是您本人");
        admin.get(&href).await.expect(200);
        admin.submit(&grant, &fields).await.expect(200);
        admin.get(&format!("{href}/rights")).await.expect(200).shows("管理账号");
    }
}
