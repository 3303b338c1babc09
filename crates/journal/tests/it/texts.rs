//! 写成文字: from ticked or listed records to texts that are copied.

use crate::house::{houses, with_firms};

#[tokio::test]
async fn what_is_ticked_or_listed_is_put_into_words_and_nothing_of_elsewhere() {
    for house in houses().await {
        let mut first = with_firms(house.content("assist.enterprise_covered", 1, "2022-05-10", 1), &["禾木环保有限公司"]);
        first.title = "走访企业问需".into();
        first.remarks = "内部掌握".into();
        let first = house.record(first).await.unwrap();
        let mut second = house.content("integrity.class", 2, "2022-05-12", 2);
        second.title = "举办清风课堂".into();
        let second = house.record(second).await.unwrap();
        let mut zhou = house.browser("zhou").await;
        zhou.get("/journal").await.expect(200).shows("写成文字");
        let page = zhou.get("/journal/texts").await.expect(200).shows("2 条记录").shows("群报道").shows("大事记");
        let page =
            page.shows("5月10日，第一党支部走访企业问需，覆盖非公企业1家（禾木环保有限公司）。").shows("临湖区举办清风课堂，共2次。");
        assert!(!page.has("内部掌握"));
        let page = zhou.get(&format!("/journal/texts?id={}&q=no", second.id)).await.expect(200).shows("1 条记录");
        assert!(!page.has("走访企业"));
        zhou.get("/journal/texts?q=走访").await.expect(200).shows("1 条记录").shows("走访企业问需");
        zhou.get("/journal/texts?q=没有的字").await.expect(200).shows("没有选中记录");

        // 刘登记 sees 第一党支部 alone, whatever the address asks for.
        let mut liu = house.browser("liu").await;
        let page = liu.get(&format!("/journal/texts?id={}&id={}", first.id, second.id)).await.expect(200).shows("1 条记录");
        assert!(!page.has("清风课堂"));
        liu.get(&format!("/journal/texts?id={}", second.id)).await.expect(200).shows("没有选中记录");
    }
}

#[tokio::test]
async fn a_week_and_a_month_are_one_click_away() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let today = house.test.db.clock().today();
        let (monday, first) = (today.plus_days(1 - today.weekday()), today.first_of_month());
        let page = zhou.get("/journal?metric=assist.event").await.expect(200).shows("本周").shows("上月");
        let text = page.text().replace("&amp;", "&").replace("&#38;", "&");
        assert!(text.contains(&format!("metric=assist.event&from={monday}&to={}", monday.plus_days(6))), "{text}");
        assert!(text.contains(&format!("from={first}&to={}", today.last_of_month())));
        let page = zhou.get(&format!("/journal?from={monday}&to={}", monday.plus_days(6))).await.expect(200);
        assert!(page.text().contains("<b>本周</b>"));
    }
}

#[tokio::test]
async fn one_s_own_records_are_a_summary_of_one_s_own() {
    for house in houses().await {
        house.record(house.content("assist.event", 1, "2022-05-04", 1)).await.unwrap();
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[1].id.to_string());
        zhou.get("/journal/new?metric=integrity.class").await.expect(200);
        let fields = [("title", "举办清风课堂"), ("day", "2022-05-06"), ("org", org.as_str()), ("quantity-0", "2")];
        zhou.press("/journal/new", &fields).await.expect(200).shows("已登记");
        let page = zhou.get("/journal/texts?state=mine").await.expect(200).shows("1 条记录").shows("登记工作1项：清风课堂2次");
        assert!(!page.has("走访企业"));
    }
}
