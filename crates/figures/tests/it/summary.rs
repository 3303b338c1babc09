//! 一页纸: the main figures on one sheet.

use crate::house::{DISTRICT, houses};

const DAYS: &str = "from=2022-02-01&to=2022-12-31";

#[tokio::test]
async fn the_main_figures_stand_by_heading_with_last_year_and_the_day_up_to_which_they_count() {
    for house in houses().await {
        house.work().await;
        house.note(50, house.facts("assist.service", DISTRICT, "2021-03-01", 7)).await;
        house.note(51, house.declared("assist.enterprise_covered", DISTRICT, "2022-03-31", 38)).await;
        let mut zhou = house.client("zhou").await;
        let page = zhou.get(&format!("/figures/summary?{DAYS}")).await.expect(200);
        let page = page.shows("云州团市委主要数据").shows("数据计至：2022年10月31日").shows("制表人：周明").shows("审核人：");
        let page = page.shows("有名单 4 家，另报 38 家").shows("分开列，不相加").shows("去年同期指2021年2—10月");
        assert!(!page.has("清风课堂</a>"), "nothing of it in either year");
        let csv = zhou.get(&format!("/figures/summary/list.csv?{DAYS}")).await.expect(200).text();
        assert!(csv.contains("团建助企,助企服务,14,场次,7,7,100,"), "{csv}");
        let at = |words: &str| csv.find(words).unwrap();
        assert!(at("主题党日") < at("助企服务") && at("助企服务") < at("床位"), "heading by heading: {csv}");
        zhou.get("/figures").await.expect(200).shows("/figures/summary").shows("一页纸");
    }
}

#[tokio::test]
async fn which_figures_is_chosen_in_the_address_and_more_than_fit_is_said() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        for chosen in ["metrics=station.bed,integrity.class", "metrics=station.bed&metrics=integrity.class"] {
            let csv = zhou.get(&format!("/figures/summary/list.csv?{DAYS}&{chosen}")).await.expect(200).text();
            assert_eq!(csv.lines().count(), 3, "{csv}");
            assert!(csv.contains("床位,42,张") && csv.contains("清风课堂,0,次"), "{csv}");
        }
        let page = zhou.get(&format!("/figures/summary?{DAYS}&metrics=station.bed,integrity.class&org=d1")).await.expect(200);
        page.shows("东湖区主要数据").shows("name=\"metrics\" value=\"station.bed,integrity.class\"").shows("选择指标");
        let all: Vec<&str> = figures::rules::all().iter().map(|metric| metric.code).collect();
        let page = zhou.get(&format!("/figures/summary?metrics={}", all.join(","))).await.expect(200);
        page.shows(&format!("另有 {} 项没有列出", all.len() - 18));
    }
}
