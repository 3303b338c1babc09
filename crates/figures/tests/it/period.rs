//! 切换时段.

use crate::house::houses;

const YEAR: [(&str, &str); 2] = [("from", "2022-03-01"), ("to", "2022-03-31")];

#[tokio::test]
async fn the_period_is_switched_for_everybody_by_who_answers_for_the_whole_office() {
    for house in houses().await {
        house.work().await;
        for user in ["zhou", "guan"] {
            let mut client = house.client(user).await;
            client.get("/period").await.expect(200).shows("本年").shows("2022-10-31");
            client.submit("/period", &YEAR).await.expect(200).shows("已切换到2022年3月").shows("<b>9<small>场次</small></b>");
            let mut liu = house.client("liu").await;
            liu.get("/").await.expect(200).shows("2022年3月");
            client.get("/period").await;
            client.submit("/period", &[("from", "2022-01-01"), ("to", "2022-10-31")]).await.expect(200).shows("14<small>场次");
        }
    }
}

#[tokio::test]
async fn nobody_else_switches_it() {
    for house in houses().await {
        house.work().await;
        // The officer of a district has the right, but not over the office.
        for (user, status) in [("liu", 403), ("du", 403), ("wai", 404)] {
            let mut client = house.client(user).await;
            let page = client.get("/period").await;
            assert_eq!(page.status.as_u16(), status, "{user}: {}", page.text());
            client.get("/figures").await.expect(200);
            assert_eq!(client.post("/period", &YEAR).await.status.as_u16(), status, "{user}");
        }
        let mut zhou = house.client("zhou").await;
        zhou.get("/").await.expect(200);
        zhou.post_without_token("/period", &YEAR).await.expect(403);
        zhou.get("/").await.expect(200).shows("2022年1—10月");
    }
}

#[tokio::test]
async fn days_that_make_no_period_are_told_beside_the_field() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        zhou.get("/period").await;
        zhou.submit("/period", &[("from", "2022-03-01"), ("to", "2022-02-01")]).await.expect(422).shows("结束日期不能早于开始日期");
        zhou.get("/period").await;
        zhou.submit("/period", &[("from", "2022-02-30"), ("to", "")]).await.expect(422).shows("2022-02-30");
        zhou.get("/").await.expect(200);
        assert!(zhou.get("/period").await.has("value=\"2022-10-31\""), "nothing has changed");
    }
}
