//! 常用视图: kept, found again, shared, renamed, removed.

use testkit::{Answer, Client};

use crate::house::{House, coded, houses};

const D1: &str = "/figures?org=d1&from=2022-02-01&to=2022-03-31&months=on";

/// Saves a page under a name as a person does: opens the form, fills it in, sends it.
async fn keep(client: &mut Client, page: &str, name: &str, shared: bool) -> Answer {
    let record = record(client, page).await;
    send(client, &record, page, name, shared).await
}

async fn record(client: &mut Client, page: &str) -> String {
    let form = client.get(&coded(&format!("/views/new?page={}", page.replace('&', "%26")))).await.expect(200).text();
    form.split("name=\"record\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn send(client: &mut Client, record: &str, page: &str, name: &str, shared: bool) -> Answer {
    let mut fields = vec![("record", record), ("page", page), ("name", name)];
    if shared {
        fields.push(("shared", "on"));
    }
    client.post("/views", &fields).await
}

async fn rows(house: &House) -> i64 {
    let act = async |tx: &mut base::Tx, _: &base::Actor, (): &()| {
        let row: (i64,) = tx.one(base::sql("SELECT count(*) FROM saved_view WHERE tenant = $1").bind(tx.tenant())).await?;
        Ok::<i64, base::DbError>(row.0)
    };
    house.test.db.read(&house.by, &(), act).await.unwrap()
}

/// The way to the first of one's own views.
async fn first(client: &mut Client) -> String {
    let text = client.get("/views").await.expect(200).text();
    let id = text.split("href=\"/views/").nth(1).unwrap().split('"').next().unwrap();
    format!("/views/{id}")
}

#[tokio::test]
async fn a_page_is_kept_under_a_name_and_stands_above_the_filters() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        zhou.get(D1).await.expect(200).shows("保存当前视图").shows("/views/new?page=%2Ffigures%3Forg%3Dd1");
        keep(&mut zhou, D1, "东湖一季度", false).await.expect(200).shows("已保存为“东湖一季度”").shows("2月");
        let page = zhou.get("/figures").await.expect(200).shows("常用视图：").shows("东湖一季度</a>");
        page.shows("href=\"/figures?org=d1&amp;from=2022-02-01&amp;to=2022-03-31&amp;months=on\"");
        let page = zhou.get(D1).await.expect(200).shows("<b><a href=\"/figures?org=d1");
        assert!(!page.has("保存当前视图"), "it is kept already");
        let page = house.client("guan").await.get("/figures").await.expect(200);
        assert!(!page.has("东湖一季度"), "one's own is nobody else's");
    }
}

#[tokio::test]
async fn sent_twice_it_is_one_view_and_a_name_is_taken_once_for_each_person() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        let id = record(&mut zhou, D1).await;
        send(&mut zhou, &id, D1, "一季度", false).await.expect(200);
        send(&mut zhou, &id, D1, "一季度", false).await.expect(200).shows("已保存为");
        assert_eq!(rows(&house).await, 1);
        keep(&mut zhou, "/figures", "一季度", false).await.expect(422).shows("已经有一个视图叫“一季度”");
        keep(&mut zhou, "/figures", "  ", false).await.expect(422);
        keep(&mut zhou, "/figures", &"长".repeat(31), false).await.expect(422);
        let mut guan = house.client("guan").await;
        keep(&mut guan, "/figures", "一季度", false).await.expect(200);
        assert_eq!(rows(&house).await, 2);
        send(&mut guan, &id, D1, "别人的", false).await.expect(404);
    }
}

#[tokio::test]
async fn what_is_shared_is_seen_by_those_who_may_read_its_org_and_changed_by_its_owner_alone() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        keep(&mut zhou, D1, "东湖一季度", true).await.expect(200);
        keep(&mut zhou, "/figures/assist.service?compare=year", "助企比去年", true).await.expect(200);
        let mut wai = house.client("wai").await;
        wai.get("/figures").await.expect(200).shows("东湖一季度").shows("助企比去年");
        let mut liu = house.client("liu").await;
        let page = liu.get("/figures").await.expect(200).shows("助企比去年");
        assert!(!page.has("东湖一季度"), "its org is not this person's to read");
        assert!(!house.client("xin").await.get("/").await.text().contains("助企比去年"));
        let way = first(&mut zhou).await;
        for (path, fields) in [(way.clone(), vec![("name", "改了")]), (format!("{way}/remove"), vec![])] {
            wai.get("/").await.expect(200);
            wai.post(&path, &fields).await.expect(404).shows("没有找到这个视图");
        }
        wai.get(&way).await.expect(404);
        assert_eq!(rows(&house).await, 2);
        let page = wai.get("/views").await.expect(200).shows("周明").shows("所有能查看数据的人");
        assert!(!page.has("改名或共享"));
    }
}

#[tokio::test]
async fn one_s_own_is_renamed_no_longer_shared_and_removed() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        keep(&mut zhou, D1, "甲", true).await.expect(200);
        keep(&mut zhou, "/figures", "乙", false).await.expect(200);
        let way = first(&mut zhou).await;
        zhou.get(&way).await.expect(200);
        let other = if zhou.get(&way).await.has("value=\"甲\"") { "乙" } else { "甲" };
        zhou.post(&way, &[("name", other)]).await.expect(422).shows("已经有一个视图叫");
        zhou.post(&way, &[("name", "丙")]).await.expect(200).shows("已修改").shows("丙");
        zhou.post(&format!("{way}/remove"), &[]).await.expect(200).shows("已删除");
        zhou.get("/views").await.expect(200);
        zhou.post(&format!("{way}/remove"), &[]).await.expect(200);
        assert_eq!(rows(&house).await, 1);
        zhou.get(&way).await.expect(404);
    }
}

#[tokio::test]
async fn an_address_elsewhere_is_never_kept() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        for page in ["https://evil.example/", "//evil.example", "/sign-out", "/figures/../sign-out"] {
            let answer = keep(&mut zhou, page, &format!("名{}", page.len()), false).await.expect(200);
            assert!(!answer.has("evil.example"), "{page}");
        }
    }
}
