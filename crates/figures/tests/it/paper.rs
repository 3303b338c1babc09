//! What a page of figures is on paper.

use crate::house::houses;

#[tokio::test]
async fn a_printed_table_says_whose_which_days_which_unit_and_who_made_it() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let head = ["单位：云州团市委", "时段：2022年2—3月", "登记截至：2022年10月31日", "制表人：周明", "审核人：", "paper-head"];
        let table = zhou.get("/figures?from=2022-02-01&to=2022-03-31&show=recorded&q=%E5%8A%A9%E4%BC%81").await.expect(200);
        for words in head.iter().chain(&["只列指标：含“助企”的", "只列：有记录的指标"]) {
            assert!(table.has(words), "{words}: {}", table.text());
        }
        let one = zhou.get("/figures/assist.service?from=2022-02-01&to=2022-03-31").await.expect(200);
        for words in head.iter().chain(&["计量单位：场次"]) {
            assert!(one.has(words), "{words}: {}", one.text());
        }
        assert!(!table.has("/assets/wide.") && !one.has("/assets/wide."), "upright");
        for path in ["/figures?months=on", "/figures/assist.service"] {
            zhou.get(path).await.expect(200).shows("/assets/wide.");
        }
        let early = zhou.get("/figures/assist.service?as_of=2022-06-30").await.expect(200);
        early.shows("登记截至：2022年6月30日");
    }
}
