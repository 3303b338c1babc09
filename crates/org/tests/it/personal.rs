//! 关于我, requests and times, through the pages.

use base::secret::Key;
use base::{Actor, PersonId, Role, Tx, sql};
use board::accounts::CorrectAccount;
use board::people::{AddPerson, Entry, Number, Reveal, Sealed};
use norms::name::PersonName;

use crate::{House, day, houses, id_of};

/// A person with numbers and the account with which they sign in.
async fn me(house: &House, name: &str, user: &str) -> (PersonId, Key) {
    let (key, id) = (Key::random(), PersonId(base::id::new_id(house.db().clock().now())));
    let mut entry = Entry::new(PersonName::new(name).unwrap(), house.first.id);
    entry.phone = Some(Sealed::phone(&key, id, "13812345678").unwrap());
    entry.birth = Some(day("1995-06-15"));
    house.db().write(&house.by, &AddPerson { id: Some(id), entry }, board::people::add).await.unwrap();
    let account = house.account(user, name, Role::Reader, house.first.id).await;
    let bind = CorrectAccount { account: account.id, name: name.into(), person: Some(id) };
    house.db().write(&house.by, &bind, board::accounts::correct).await.unwrap();
    (id, key)
}

fn path_of(answer: &testkit::Answer) -> String {
    let text = answer.text();
    let at = text.split("/people/requests/").nth(1).unwrap();
    format!("/people/requests/{}", at.chars().take(36).collect::<String>())
}

#[tokio::test]
async fn everybody_sees_what_is_held_about_them_who_can_see_it_and_who_looked() {
    for house in houses().await {
        let (id, key) = me(&house, "林晓禾", "lin").await;
        me(&house, "安禾", "an").await;
        house.account("officer", "周明", Role::Officer, house.general.id).await;
        let reveal = Reveal { person: id, number: Number::Phone, reason: "通知开会".into(), key };
        house.db().write(&house.by, &reveal, board::people::reveal).await.unwrap();
        let mut mine = house.browser("lin").await;
        let page = mine.get("/about-me").await.expect(200).shows("林晓禾").shows("138****5678").shows("1995年6月15日").shows("通知开会");
        page.shows("周明").shows("查看花名册").shows("因为在“机关党总支”及其下级是党务干部");
        let page = mine.get("/about-me").await.expect(200);
        assert!(!page.has("安禾") && !page.has("13812345678"), "nothing of anybody else, and no number in the clear");
        // An id in the address changes nothing.
        let other = mine.get(&format!("/about-me?person={id}&id={}", base::id::new_id(house.db().clock().now()))).await.expect(200);
        assert!(other.has("林晓禾"));
        let json = mine.get("/about-me/records.json").await.expect(200);
        let json: serde_json::Value = serde_json::from_str(&json.text()).unwrap();
        assert_eq!((json["name"].as_str(), json["records"][0]["kind"].as_str()), (Some("林晓禾"), Some("花名册")));
        assert_eq!(json["revealed"][0]["reason"], "通知开会");
        assert!(json["readers"].as_array().unwrap().iter().any(|one| one["who"] == "周明"));
        let book = mine.get("/about-me/records.xlsx").await.expect(200);
        assert!(book.bytes.starts_with(b"PK"));
        // An account that is nobody's of the roster has itself only.
        let bare = house.browser("admin").await.get("/about-me").await.expect(200).shows("没有关联花名册上的人");
        assert!(!bare.has("林晓禾"));
    }
}

#[tokio::test]
async fn a_request_is_answered_in_time_by_who_is_responsible_and_nobody_else_sees_it() {
    for house in houses().await {
        me(&house, "林晓禾", "lin").await;
        house.account("officer", "周明", Role::Officer, house.general.id).await;
        house.account("far", "远方", Role::Officer, house.district.id).await;
        let mut mine = house.browser("lin").await;
        mine.get("/about-me/ask").await.expect(200).shows("2022年11月21日前答复");
        // Whose data it is about is no field of the form.
        let other = house.person("李四", house.second.id).await.to_string();
        let sent =
            [("kind", "correct"), ("words", "出生日期错了"), ("person", other.as_str()), ("account", other.as_str()), ("state", "granted")];
        mine.submit("/about-me/ask", &sent).await.expect(200).shows("申请已提交").shows("待答复");
        mine.get("/about-me/ask").await.expect(200);
        mine.submit("/about-me/ask", &[("kind", "correct"), ("words", "再一份")]).await.expect(409).shows("等待答复");
        mine.get("/people/requests").await.expect(403);
        let mut officer = house.browser("officer").await;
        let queue = officer.get("/people/requests").await.expect(200).shows("林晓禾").shows("2022-11-21");
        let path = path_of(&queue);
        let mut far = house.browser("far").await;
        assert!(!far.get("/people/requests").await.expect(200).has("林晓禾"));
        far.get(&path).await.expect(404);
        far.get("/people/requests").await.expect(200);
        far.post(&path, &[("outcome", "granted"), ("words", "好的")]).await.expect(404);
        officer.get(&path).await.expect(200).shows("出生日期错了");
        officer.submit(&path, &[("outcome", "granted")]).await.expect(422).shows("id=\"f-words-error\"");
        officer.submit(&path, &[("outcome", "granted"), ("words", "已按户口簿更正。")]).await.expect(200).shows("已答复");
        officer.get("/people/requests").await.expect(200);
        officer.post(&path, &[("outcome", "refused"), ("words", "再答一次")]).await.expect(409).shows("已经答复过");
        mine.get("/about-me").await.expect(200).shows("已按户口簿更正。").shows("周明").shows("已办理");
        // What waits too long says so where its work is waiting.
        mine.get("/about-me/ask").await.expect(200);
        mine.submit("/about-me/ask", &[("kind", "erase")]).await.expect(200);
        let late = async |tx: &mut Tx, _: &Actor, (): &()| {
            tx.run(sql("UPDATE data_request SET due = 20221027 WHERE state = 'open'").scratch()).await
        };
        house.db().write(&house.by, &(), late).await.unwrap();
        officer.get("/people/requests").await.expect(200).shows("已逾期");
        let todos = async |tx: &mut Tx, by: &Actor, (): &()| kit::AllTodos::of(&[org::module()]).waiting(tx, by).await;
        let waiting = house.db().read(&house.by, &(), todos).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert!(waiting[0].title.contains("林晓禾申请删除个人信息") && waiting[0].title.contains("已逾期 2 个工作日"), "{waiting:?}");
    }
}

#[tokio::test]
async fn an_erasure_that_is_granted_is_done_and_a_person_erased_is_only_looked_at() {
    for house in houses().await {
        let (id, _) = me(&house, "林晓禾", "lin").await;
        let mut mine = house.browser("lin").await;
        mine.get("/about-me/ask").await.expect(200);
        mine.submit("/about-me/ask", &[("kind", "erase")]).await.expect(200);
        let mut admin = house.browser("admin").await;
        let path = path_of(&admin.get("/people/requests").await.expect(200));
        admin.get(&path).await.expect(200).shows("不能恢复");
        admin.submit(&path, &[("outcome", "granted"), ("words", "已全部删除。")]).await.expect(200);
        let page = admin.get(&format!("/people/{id}")).await.expect(200).shows("个人信息已于");
        assert!(!page.has("林晓禾") && !page.has("138****5678") && !page.has("合并重复登记"));
        admin.get(&format!("/people/{id}/correct")).await;
        mine.get("/about-me").await.expect(200).shows("已全部删除。");
        mine.get("/about-me/ask").await.expect(200);
        mine.submit("/about-me/ask", &[("kind", "erase")]).await.expect(409).shows("已经删除");
        assert!(id_of(&admin.get("/people/requests").await.expect(200)).contains("requests"));
    }
}

#[tokio::test]
async fn how_long_is_kept_is_set_for_the_whole_office_by_who_administers_it() {
    for house in houses().await {
        house.account("part", "分管", Role::Administrator, house.general.id).await;
        house.browser("part").await.get("/settings/retention").await.expect(404);
        let mut admin = house.browser("admin").await;
        admin.get("/settings/retention").await.expect(200).shows("已调离、没有可用账号的人员").shows("留空为长期保存");
        for bad in ["0", "1201", "-1", "x"] {
            admin.submit("/settings/retention", &[("org.left", bad)]).await.expect(422).shows("id=\"f-org-left-error\"");
        }
        admin.submit("/settings/retention", &[("org.left", "60"), ("journal.nothing", "1")]).await.expect(200).shows("保存期限已保存");
        admin.get("/settings/retention").await.expect(200).shows("value=\"60\"").shows("秦管理");
        admin.submit("/settings/retention", &[("org.left", "")]).await.expect(200);
        assert!(!admin.get("/settings/retention").await.expect(200).has("value=\"60\""));
    }
}
