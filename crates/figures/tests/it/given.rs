//! 报数登记: what was given out, what changed since, what was taken back.

use testkit::{Answer, Client};

use crate::house::{DISTRICT, House, coded, houses};

const QUESTION: &str = "/ask?q=1-3月 助企服务";

/// The hidden fields of the register's form, and what is typed into it.
fn fields(page: &Answer, to_whom: &str) -> Vec<(String, String)> {
    let text = page.text();
    let form = text.split("action=\"/ask?").nth(1).unwrap().split("</form>").next().unwrap().to_owned();
    let hidden = form.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let name = rest.split('"').next().unwrap();
        let value = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
        (name.to_owned(), value.to_owned())
    });
    let typed = [("to_whom", to_whom), ("means", "message"), ("note", "张科长催报")];
    hidden.chain(typed.map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
}

async fn post(client: &mut Client, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post("/ask", &fields).await
}

async fn give(client: &mut Client, question: &str, to_whom: &str) -> Answer {
    let page = client.get(&coded(question)).await.expect(200);
    post(client, &fields(&page, to_whom)).await
}

/// The way to the newest entry.
async fn newest(client: &mut Client) -> String {
    let text = client.get("/given").await.expect(200).text();
    let id = text.split("href=\"/given/").find(|rest| rest.as_bytes()[8] == b'-').unwrap().split('"').next().unwrap().to_owned();
    format!("/given/{id}")
}

/// One more figure given out; where it stands.
pub(crate) async fn given(client: &mut Client, to_whom: &str) -> String {
    give(client, QUESTION, to_whom).await.expect(200);
    newest(client).await
}

async fn count(house: &House) -> i64 {
    let act = async |tx: &mut base::Tx, _: &base::Actor, (): &()| {
        tx.one::<(i64,)>(base::sql("SELECT count(*) FROM given WHERE tenant = $1").bind(tx.tenant())).await
    };
    house.test.db.read(&house.by, &(), act).await.unwrap().0
}

#[tokio::test]
async fn a_figure_given_out_stands_in_the_register_and_is_told_the_next_time() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let page = give(&mut zhou, QUESTION, "市委办 张科长").await.expect(200).shows("已登记").shows("已报给市委办 张科长（微信） 14场次");
        assert_eq!(page.path, "/ask");
        let page = zhou.get("/given").await.expect(200).shows("市委办 张科长").shows("张科长催报").shows("周明").shows("共 1 条");
        assert!(!page.has("有变化</span>"));
        let page = zhou.get(&coded(QUESTION)).await.shows("上次 2022年10月31日 已报给市委办 张科长").shows("数字相同");
        assert!(!page.has("clash"));
        zhou.get(&coded("/ask?q=2月 助企服务")).await.shows("此前 2022年10月31日 已报给市委办");
        let entry = newest(&mut zhou).await;
        zhou.get(&entry).await.expect(200).shows("没有变化").shows("明细也没有变").shows("云州团市委2022年1—3月助企服务共14场次");
        assert!(!zhou.get("/").await.has("报数有变"));
    }
}

#[tokio::test]
async fn when_the_records_change_afterwards_it_is_told_on_each_page() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        give(&mut zhou, QUESTION, "市委办").await.expect(200);
        house.note(30, house.facts("assist.service", DISTRICT, "2022-03-09", 6)).await;
        let page = zhou.get(&coded(QUESTION)).await.shows("已报给市委办（微信） 同一个数 14场次，现在是 20场次");
        let text = page.text();
        assert!(text.find("class=\"warn clash\"").unwrap() < text.find("登记这次报数").unwrap(), "told before anybody registers");
        zhou.get("/given").await.shows("有变化").shows(">20</a>");
        zhou.get("/given?state=changed").await.shows("市委办").shows("共 1 条");
        zhou.get("/").await.shows("报数有变").shows("10月31日报给市委办的助企服务 14场次，今天是 20场次");
        let entry = newest(&mut zhou).await;
        zhou.get(&entry).await.shows("当时 14场次，今天").shows("20场次").shows("/notes/30").shows("报出以后的变化");
        // The right number is given to the same: what was said before is replaced.
        give(&mut zhou, QUESTION, "市委办").await.expect(200);
        assert!(!zhou.get("/").await.has("报数有变"));
        // A record of other days changes nothing.
        house.note(31, house.facts("assist.service", DISTRICT, "2022-05-09", 6)).await;
        assert!(!zhou.get("/").await.has("报数有变"));
    }
}

#[tokio::test]
async fn distinct_counts_of_odd_days_are_watched_too() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        give(&mut zhou, "/ask?q=1月10日至3月17日 覆盖企业", "统计局").await.expect(200);
        // Not in these days.
        house.note(30, house.facts("assist.enterprise_covered", DISTRICT, "2022-03-20", 6)).await;
        assert!(!zhou.get("/").await.has("报数有变"));
        house.note(31, house.facts("assist.enterprise_covered", DISTRICT, "2022-03-09", 6)).await;
        zhou.get("/").await.shows("覆盖非公企业 4家，今天是 6家");
    }
}

#[tokio::test]
async fn the_records_behind_a_figure_may_be_withdrawn() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        give(&mut zhou, "/ask?q=1-3月 覆盖企业", "统计局").await.expect(200);
        house.note(8, Vec::new()).await;
        house.note(9, Vec::new()).await;
        zhou.get(&coded("/ask?q=1-3月 覆盖企业")).await.shows("同一个数 4家，现在是 0家");
        zhou.get("/").await.shows("覆盖非公企业 4家，今天是 0家");
        let entry = newest(&mut zhou).await;
        zhou.get(&entry).await.shows("当时 4家，今天").shows("-4");
        // Recorded anew by others the number is the same, but other records stand behind it.
        house.note(40, house.facts("assist.enterprise_covered", DISTRICT, "2022-03-06", 4)).await;
        zhou.get(&entry).await.shows("没有变化").shows("依据的明细有过增减");
        zhou.get("/given").await.shows("明细有变");
        assert!(!zhou.get("/").await.has("报数有变"));
    }
}

#[tokio::test]
async fn an_entry_taken_back_stays_struck_through_and_warns_no_more() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        give(&mut zhou, QUESTION, "市委办").await.expect(200);
        let entry = newest(&mut zhou).await;
        house.note(30, house.facts("assist.service", DISTRICT, "2022-03-09", 6)).await;
        zhou.get("/").await.shows("报数有变");
        zhou.get(&format!("{entry}/withdraw")).await.expect(200).shows("收回这次报数");
        zhou.submit(&format!("{entry}/withdraw"), &[("reason", " ")]).await.expect(422).shows("请填写收回原因");
        zhou.submit(&format!("{entry}/withdraw"), &[("reason", "报错了口径")]).await.expect(200).shows("已收回").shows("报错了口径");
        assert!(!zhou.get("/").await.has("报数有变"));
        let page = zhou.get("/given").await.shows("class=\"struck\"").shows("已收回");
        assert!(!page.has("有变化</span>"));
        zhou.get("/given?state=withdrawn").await.shows("共 1 条");
        let page = zhou.get(&coded(QUESTION)).await;
        assert!(!page.has("已报给市委办"));
        // Once more, it stays as it was taken back first; and nothing offers it.
        zhou.get(&format!("{entry}/withdraw")).await.expect(200);
        zhou.submit(&format!("{entry}/withdraw"), &[("reason", "又一次")]).await.expect(200).shows("报错了口径");
        assert!(!zhou.get(&entry).await.has("/withdraw\""));
    }
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_entry() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let page = zhou.get(&coded(QUESTION)).await.expect(200);
        let fields = fields(&page, "市委办");
        post(&mut zhou, &fields).await.expect(200).shows("已登记");
        // Even when the records have changed meanwhile: the first answer was lost, not the entry.
        house.note(30, house.facts("assist.service", DISTRICT, "2022-03-09", 6)).await;
        post(&mut zhou, &fields).await.expect(200).shows("已登记").shows("14场次");
        assert_eq!(count(&house).await, 1);
    }
}

#[tokio::test]
async fn a_number_that_moved_while_somebody_answered_is_not_written_down_unseen() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let page = zhou.get(&coded(QUESTION)).await.expect(200);
        house.note(30, house.facts("assist.service", DISTRICT, "2022-03-09", 6)).await;
        let page = post(&mut zhou, &fields(&page, "市委办")).await.expect(422).shows("页面上是 14场次，现在是 20场次");
        let page = page.shows("value=\"市委办\"").shows("张科长催报");
        assert_eq!(count(&house).await, 0);
        post(&mut zhou, &fields(&page, "市委办")).await.expect(200).shows("已登记").shows("20场次");
    }
}

#[tokio::test]
async fn what_is_typed_wrong_is_told_beside_its_field_and_kept() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let page = zhou.get(&coded(QUESTION)).await.expect(200);
        let page = post(&mut zhou, &fields(&page, "")).await.expect(422).shows("请填写报给").shows("张科长催报").shows(">14</a>");
        let mut torn = fields(&page, "市委办");
        torn.retain(|(name, _)| name != "value");
        post(&mut zhou, &torn).await.expect(422).shows("请回到报数页重新查数");
        let page = zhou.get(&coded(QUESTION)).await.expect(200);
        let mut forged = fields(&page, "市委办");
        forged.iter_mut().filter(|(name, _)| name == "value").for_each(|(_, value)| *value = "999".into());
        post(&mut zhou, &forged).await.expect(422).shows("现在是 14场次");
        let mut long = fields(&page, &"长".repeat(61));
        long.retain(|(name, _)| name != "note");
        post(&mut zhou, &long).await.expect(422).shows("最多 60 个字");
        assert_eq!(count(&house).await, 0);
    }
}

#[tokio::test]
async fn who_only_reads_sees_the_number_and_no_form_and_others_orgs_entries_are_not_there() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let fields = {
            let page = zhou.get(&coded("/ask?q=1-3月 主题党日")).await;
            fields(&page, "市委办")
        };
        give(&mut zhou, QUESTION, "市委办").await.expect(200);
        let entry = newest(&mut zhou).await;
        let mut du = house.client("du").await;
        let page = du.get(&coded("/ask?q=1-3月 主题党日")).await.expect(200).shows(">2</a>");
        assert!(!page.has("登记这次报数"));
        assert_eq!(post(&mut du, &fields).await.status.as_u16(), 403);
        // The office's own entry is above what these two may see.
        for user in ["du", "liu"] {
            let mut client = house.client(user).await;
            client.get(&entry).await.expect(404);
            client.get("/given").await.expect(200).shows("还没有登记过报数");
            assert!(!client.get("/").await.has("报数有变"));
        }
        let mut liu = house.client("liu").await;
        assert_eq!(post(&mut liu, &fields).await.status.as_u16(), 404, "the figure of an org that is not hers");
        liu.get("/").await;
        assert_eq!(liu.post(&format!("{entry}/withdraw"), &[("reason", "x")]).await.status.as_u16(), 404);
        give(&mut liu, "/ask?q=主题党日", "总支").await.expect(200).shows("已登记");
        zhou.get("/given").await.shows("第一党支部").shows("刘芳");
    }
}

#[tokio::test]
async fn the_register_is_searched_narrowed_paged_and_taken_home() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        for i in 0..53 {
            if i == 50 {
                house.test.db.clock().set("2022-11-06T01:00:00Z".parse().unwrap());
                zhou = house.client("zhou").await;
            }
            let now = house.test.db.clock().now().plus_seconds(60);
            house.test.db.clock().set(now);
            give(&mut zhou, if i % 2 == 0 { QUESTION } else { "/ask?q=1-3月 主题党日" }, &format!("=对方{i}")).await.expect(200);
        }
        let page = zhou.get("/given").await.expect(200).shows("共 53 条").shows("=对方52").shows("下一页");
        assert!(!page.has("=对方2<") && page.bytes.len() < 100_000);
        let text = page.text();
        let next = text.split("下一页").next().unwrap().rsplit("href=\"").next().unwrap().split('"').next().unwrap();
        let page = zhou.get(&next.replace("&#38;", "&").replace("&amp;", "&")).await.expect(200).shows("=对方2<").shows("=对方0<");
        assert!(!page.has("下一页"));
        zhou.get(&coded("/given?q=对方31 催报")).await.shows("共 1 条");
        zhou.get("/given?metric=life.theme_day").await.shows("共 26 条");
        zhou.get("/given?metric=nope").await.shows("没有符合条件的报数");
        zhou.get("/given?org=d1").await.shows("没有符合条件的报数");
        zhou.get("/given?from=2022-11-06&to=2022-11-06").await.shows("共 3 条");
        zhou.get(&coded("/given?q=%25")).await.shows("没有符合条件的报数");
        let csv = zhou.get("/given/list.csv").await.expect(200).text();
        assert_eq!(csv.lines().count(), 54);
        assert!(csv.contains(",'=对方52,") && !csv.contains(",=对方"), "no formula");
        let csv = zhou.get("/given/list.csv?metric=life.theme_day").await.expect(200).text();
        assert_eq!(csv.lines().count(), 27);
        assert!(zhou.get("/given/list.xlsx").await.expect(200).bytes.starts_with(b"PK"));
        for after in ["x", "1", "%5B%22a%22,%22b%22%5D", "%5B%221%22,%22x%22%5D"] {
            zhou.get(&format!("/given?after={after}")).await.expect(200);
        }
    }
}
