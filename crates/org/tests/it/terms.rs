//! Posts and their terms.

use base::OrgId;

use crate::{House, houses};

fn fields<'a>(org: &'a str, title: &'a str, since: &'a str) -> [(&'static str, &'a str); 3] {
    [("org", org), ("title", title), ("since", since)]
}

async fn open(house: &House, user: &str, person: &str, org: OrgId, title: &str, since: &str) -> testkit::Answer {
    let mut client = house.browser(user).await;
    let path = format!("/people/{person}/terms/new");
    client.get(&path).await.expect(200);
    client.submit(&path, &fields(&org.to_string(), title, since)).await
}

#[tokio::test]
async fn a_person_holds_a_post_in_one_open_term() {
    for house in houses().await {
        let first = house.first.id;
        let person = house.person("张三", first).await.to_string();
        open(&house, "first", &person, first, "书记", "2021-01-01").await.expect(200).shows("已登记任职：书记").shows("在任");
        let refused = open(&house, "first", &person, first, "书记", "2022-01-01").await.expect(409);
        refused.shows("此人已在任该职务").shows("id=\"f-title-error\"");
        // The same form sent twice is no second term.
        let page = open(&house, "first", &person, first, "书记", "2021-01-01").await.expect(200);
        assert_eq!(page.text().matches("在任</td>").count(), 1);
        // The page of the org shows who holds it, to whoever sees the org.
        let mut reader = house.browser("reader").await;
        let page = reader.get(&format!("/orgs/{first}")).await.expect(200).shows("书记").shows("张三");
        assert!(!page.has("/people/"), "the roster is not for readers");
    }
}

#[tokio::test]
async fn a_term_ends_on_a_day_that_fits_and_may_be_taken_away() {
    for house in houses().await {
        let person = house.person("张三", house.first.id).await.to_string();
        let page = open(&house, "first", &person, house.first.id, "书记", "2021-01-01").await.expect(200);
        let term = uuid_of(&page.text(), &person);
        let path = format!("/people/{person}/terms/{term}");
        let mut client = house.browser("first").await;
        client.get(&path).await.expect(200).shows("结束日期");
        client.submit(&path, &[("until", "2020-12-31")]).await.expect(422).shows("结束日期须在2021年1月1日至2022年10月31日之间");
        client.submit(&path, &[("until", "2022-06-30")]).await.expect(200).shows("书记任职至2022年6月30日");
        client.get(&path).await.expect(200);
        client.submit(&path, &[("until", "2022-06-30")]).await.expect(200);
        client.submit(&path, &[("until", "2022-07-30")]).await.expect(409).shows("这段任期已经结束");
        // In another person's address it is not there.
        let other = house.person("李四", house.first.id).await;
        client.get(&format!("/people/{other}/terms/{term}")).await.expect(404);
        client.get(&path).await.expect(200);
        client.post(&format!("/people/{other}/terms/{term}/remove"), &[]).await.expect(404);
        client.get(&path).await.expect(200);
        client.post(&format!("{path}/remove"), &[]).await.expect(200).shows("已删除这条任职记录").shows("还没有登记任职");
    }
}

/// The id of the first term on a person's page.
fn uuid_of(page: &str, person: &str) -> String {
    let prefix = format!("/people/{person}/terms/");
    let mut ids = page.split(prefix.as_str()).skip(1).map(|rest| rest.chars().take(36).collect::<String>());
    ids.find(|id| !id.starts_with("new")).unwrap()
}

#[tokio::test]
async fn a_post_in_an_org_out_of_reach_is_refused() {
    for house in houses().await {
        let person = house.person("张三", house.first.id).await.to_string();
        open(&house, "first", &person, house.second.id, "书记", "2022-01-01").await.expect(422).shows("请在列出的选项中选择");
        let admin = open(&house, "admin", &person, house.second.id, "组织委员", "2022-01-01").await.expect(200);
        admin.shows("第二党支部");
        let long = "委".repeat(41);
        open(&house, "admin", &person, house.second.id, &long, "2022-01-01").await.expect(422).shows("职务最多 40 个字").shows(&long);
    }
}
