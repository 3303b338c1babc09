//! 粘贴登记: from a pasted message to records that a person confirmed.

use board::people::{self, AddPerson, Entry};
use journal::actions::{self, Filter, RecordPage};
use journal::model::Record;
use norms::name::PersonName;

use crate::house::{House, houses};

const PASTE: &str = "/journal/paste";
const CONFIRM: &str = "/journal/paste/confirm";

async fn all(house: &House) -> Vec<Record> {
    let ask = RecordPage { filter: Filter::default(), after: None, limit: 50 };
    house.test.db.read(&house.by, &ask, actions::list).await.unwrap().records
}

#[tokio::test]
async fn a_message_becomes_a_record_when_it_is_confirmed_and_not_before() {
    for house in houses().await {
        let (mut zhou, rows) = (house.browser("zhou").await, house.rows().await);
        zhou.get(PASTE).await.expect(200).shows("消息本身不保存");
        let message = "2022年5月10日一支部上党课，25人听讲[强]🎉，联系电话13800001111";
        let page = zhou.submit(PASTE, &[("text", message)]).await.expect(200);
        let page = page.shows("核对后登记").shows("党课").shows("原文：").shows("一支部").shows("登记勾选的");
        assert!(page.has("138****1111") && !page.text().contains("<li>“联系电话13800001111"), "a number is masked where it is shown");
        assert_eq!(house.rows().await, rows, "a proposal is no record");

        // One key: the form as it stands.
        zhou.press(CONFIRM, &[]).await.expect(200).shows("已登记 1 条");
        let records = all(&house).await;
        let (content, line) = (&records[0].content, &records[0].content.lines[0]);
        assert_eq!((line.metric.0.code, line.quantity, content.org), ("life.party_lecture", 1, house.orgs[1].id));
        assert_eq!(content.day.to_string(), "2022-05-10");
        assert!(!format!("{content:?}").contains("13800001111"));
        house.assert_clean().await;

        // The same again is proposed unticked, with what stands.
        zhou.get(PASTE).await.expect(200);
        zhou.submit(PASTE, &[("text", message)]).await.expect(200).shows("已经登记过");
        zhou.press(CONFIRM, &[]).await.expect(422).shows("没有勾选任何一条");
        assert_eq!(all(&house).await.len(), 1);
    }
}

#[tokio::test]
async fn several_records_come_out_of_one_message_each_on_its_day() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let message = "临湖区：\n1️⃣5月10日走访禾木环保有限公司、青杉印务有限公司，上门问需\n2️⃣5月12日举办清风课堂1期\n明天下午两点继续走访，请大家准时";
        zhou.get(PASTE).await.expect(200);
        let page = zhou.submit(PASTE, &[("text", message)]).await.expect(200);
        page.shows("共 2 条").shows("禾木环保有限公司").shows("通知");
        zhou.press(CONFIRM, &[("day-0", "2022-05-10"), ("day-1", "2022-05-12")]).await.expect(200).shows("已登记 2 条");
        let covered = house.figure("assist.enterprise_covered", 2).await;
        assert_eq!(
            (covered.value, house.figure("assist.service", 2).await.value, house.figure("integrity.class", 2).await.value),
            (2, 1, 1)
        );
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn what_is_lacking_is_asked_at_its_field_and_nothing_is_recorded_until_all_of_it_stands() {
    for house in houses().await {
        let (mut zhou, rows) = (house.browser("zhou").await, house.rows().await);
        zhou.get(PASTE).await.expect(200);
        let page = zhou.submit(PASTE, &[("text", "新港区5月份服务企业17家")]).await.expect(200);
        page.shows("名录中没有这个单位").shows("总数是谁报的");
        zhou.press(CONFIRM, &[]).await.expect(422).shows("请选择单位");
        let org = house.orgs[2].id.to_string();
        zhou.press(CONFIRM, &[("org-0", &org), ("day-0", "2022-05-31"), ("from-0", "2022-05-01")]).await.expect(422).shows("谁报的");
        assert_eq!(house.rows().await, rows);
        let fields = [("org-0", org.as_str()), ("day-0", "2022-05-31"), ("from-0", "2022-05-01"), ("by-0", "林晓")];
        zhou.press(CONFIRM, &fields).await.expect(200).shows("已登记 1 条");
        let figure = house.figure("assist.enterprise_covered", 2).await;
        assert_eq!((figure.value, figure.declared), (0, 17), "a number without names is a declared total");
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_name_that_fits_two_people_is_said() {
    for house in houses().await {
        for org in [1, 2] {
            let entry = Entry::new(PersonName::new("钟可").unwrap(), house.orgs[org].id);
            house.test.db.write(&house.by, &AddPerson { id: None, entry }, people::add).await.unwrap();
        }
        let mut zhou = house.browser("zhou").await;
        zhou.get(PASTE).await.expect(200);
        let message = "5月10日一支部开展主题党日，参加人员：钟可、孟青";
        let page = zhou.submit(PASTE, &[("text", message)]).await.expect(200);
        let page = page.shows("花名册里有 2 位“钟可”").shows("临湖区");
        assert!(!page.has("位“孟青”"));
    }
}

#[tokio::test]
async fn a_message_of_a_hundred_kilobytes_is_read_and_a_longer_one_refused() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let long = "5月10日一支部上党课，25人听讲😀\n".repeat(2_000);
        assert!(long.len() > 90_000 && long.chars().count() <= 100_000);
        zhou.get(PASTE).await.expect(200);
        let page = zhou.submit(PASTE, &[("text", &long)]).await.expect(200);
        assert!(page.has("核对后登记"));
        zhou.get(PASTE).await.expect(200);
        let longer = "字".repeat(100_001);
        zhou.submit(PASTE, &[("text", &longer)]).await.expect(422);
        zhou.get(PASTE).await.expect(200);
        zhou.submit(PASTE, &[("text", "")]).await.expect(422);
        zhou.get(PASTE).await.expect(200);
        zhou.submit(PASTE, &[("text", "收到，谢谢")]).await.expect(200).shows("没有可以登记的工作").shows("直接登记").shows("收到，谢谢");
    }
}
