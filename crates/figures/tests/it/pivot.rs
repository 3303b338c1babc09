//! 交叉表: metrics side by side, by org or month.

use crate::house::houses;

const ASK: &str = "from=2022-02-01&to=2022-03-31&metrics=assist.service,life.theme_day,station.bed,assist.enterprise_covered";

#[tokio::test]
async fn metrics_stand_side_by_side_by_org_and_by_month_with_the_whole_below() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let csv = zhou.get(&format!("/figures/pivot/list.csv?{ASK}")).await.expect(200).text();
        let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            lines,
            [
                "序号,单位,主题党日（次）,助企服务（场次）,覆盖非公企业（家）,床位（张）",
                "1,东湖区,0,12,4,42",
                "2,机关党总支,2,0,0,0",
                ",合计,2,14,4,42"
            ]
        );
        let csv = zhou.get(&format!("/figures/pivot/list.csv?{ASK}&by=month")).await.expect(200).text();
        let lines: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(lines, ["1,2022年2月,2,5,4,40", "2,2022年3月,0,9,4,42", ",合计,2,14,4,42"]);
        let page = zhou.get(&format!("/figures/pivot?{ASK}")).await.expect(200).shows("<p class=\"hint\">覆盖非公企业：各行不相加");
        page.shows("org=d1\">12</a>").shows("制表人：周明").shows("保存当前视图").shows("选择指标");
        zhou.get("/figures/pivot?by=month&from=2010-01-01&to=2022-10-31").await.expect(200).shows("时段超过 24 个月");
        let all: Vec<&str> = figures::rules::all().iter().map(|metric| metric.code).collect();
        let page = zhou.get(&format!("/figures/pivot?metrics={}", all.join(","))).await.expect(200);
        page.shows(&format!("另有 {} 项没有列出", all.len() - 8));
        zhou.get("/figures/pivot").await.expect(200).shows("助企服务");
        zhou.get("/figures/pivot?metrics=nope").await.expect(404);
        zhou.get("/figures/pivot?from=x").await.expect(422);
    }
}
