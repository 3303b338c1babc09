//! Two records of one person, merged through the pages.

use base::Role;

use crate::{House, houses};

/// The digest that the form of a merge carries.
fn seen(page: &testkit::Answer) -> String {
    let text = page.text();
    let field = text.split("name=\"seen\"").nth(1).unwrap();
    field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn merged(house: &House, user: &str, kept: &str, gone: &str) -> testkit::Answer {
    let mut client = house.browser(user).await;
    let path = format!("/people/{kept}/merge/{gone}");
    let page = client.get(&path).await.expect(200);
    client.submit(&path, &[("seen", &seen(&page))]).await
}

#[tokio::test]
async fn what_is_carried_is_shown_before_and_both_can_be_had_back() {
    for house in houses().await {
        let (gone, kept) = (house.person("张三", house.first.id).await.to_string(), house.person("张三", house.first.id).await.to_string());
        house.person("李四", house.first.id).await;
        let mut client = house.browser("first").await;
        client.get(&format!("/people/{kept}")).await.expect(200).shows("合并重复登记");
        let choose = client.get(&format!("/people/{kept}/merge")).await.expect(200).shows(&format!("/people/{kept}/merge/{gone}"));
        assert!(!choose.has("李四"), "only the same name is offered");
        let page = client.get(&format!("/people/{kept}/merge/{gone}")).await.expect(200).shows("带过来的内容").shows("第一党支部");
        assert!(page.has("合并不会让任何人看到原来看不到的内容"));
        merged(&house, "first", &kept, &gone).await.expect(200).shows("已合并").shows("合并进来的登记");
        client.get("/people").await.expect(200);
        let list = client.get("/people?q=张三").await.expect(200);
        assert_eq!(list.text().matches(">张三</a>").count(), 1);
        client.get(&format!("/people/{gone}")).await.expect(200).shows("已并入同一个人的");
        client.get(&format!("/people/{kept}")).await.expect(200);
        client.post(&format!("/people/{kept}/merge/{gone}/undo"), &[]).await.expect(200).shows("已撤销合并");
        client.post(&format!("/people/{kept}/merge/{gone}/undo"), &[]).await.expect(404);
        let list = client.get("/people?q=张三").await.expect(200);
        assert_eq!(list.text().matches(">张三</a>").count(), 2);
    }
}

#[tokio::test]
async fn a_record_out_of_reach_is_not_there_to_be_merged_either_way() {
    for house in houses().await {
        let near = house.person("张三", house.first.id).await.to_string();
        let far = house.person("张三", house.second.id).await.to_string();
        let mut client = house.browser("first").await;
        let choose = client.get(&format!("/people/{near}/merge")).await.expect(200);
        assert!(!choose.has(&far));
        for (kept, gone) in [(&near, &far), (&far, &near)] {
            client.get(&format!("/people/{kept}/merge/{gone}")).await.expect(404);
            client.get("/people").await.expect(200);
            client.post(&format!("/people/{kept}/merge/{gone}"), &[("seen", "x")]).await.expect(404);
            client.get("/people").await.expect(200);
            client.post(&format!("/people/{kept}/merge/{gone}/undo"), &[]).await.expect(404);
        }
        // Who may do both is refused where somebody else would come to see more, and told what to do.
        let refused = house.browser("admin").await.get(&format!("/people/{near}/merge/{far}")).await.expect(409);
        refused.shows("账号看到原来看不到的个人信息");
    }
}

#[tokio::test]
async fn one_record_alone_a_changed_one_and_fields_that_nobody_asked_for_are_refused_or_left_out() {
    for house in houses().await {
        let (gone, kept) = (house.person("张三", house.first.id).await.to_string(), house.person("张三", house.first.id).await.to_string());
        let far = house.person("王五", house.second.id).await.to_string();
        let mut client = house.browser("first").await;
        client.get(&format!("/people/{kept}/merge/{kept}")).await.expect(422).shows("不能把一条登记并入它自己");
        let path = format!("/people/{kept}/merge/{gone}");
        let page = client.get(&path).await.expect(200);
        let stale = client.submit(&path, &[("seen", "old")]).await.expect(409);
        stale.shows("有改动");
        // A field of somebody else's, or a name for what the address says, is not read.
        client.get(&path).await.expect(200);
        let mixed = [("seen", seen(&page)), ("gone", far.clone()), ("kept", far.clone()), ("merged_into", far.clone())];
        let mixed: Vec<(&str, &str)> = mixed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.post(&path, &mixed).await.expect(200).shows("已合并");
        house.account("second", "第二", Role::Recorder, house.second.id).await;
        house.browser("second").await.get(&format!("/people/{far}")).await.expect(200).shows("王五");
    }
}
