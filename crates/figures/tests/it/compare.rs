//! 去年同期, in the table of all metrics and in that of one.

use crate::house::{DISTRICT, FIRST, House, ROOT, houses};

const YEAR: &str = "from=2022-02-01&to=2022-12-31&compare=year";

async fn csv(house: &House, path: &str) -> Vec<Vec<String>> {
    let text = house.client("zhou").await.get(path).await.expect(200).text();
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn line(table: &[Vec<String>], at: usize, of: &str) -> Vec<String> {
    table.iter().find(|line| line.get(at).is_some_and(|cell| cell == of)).cloned().unwrap_or_else(|| panic!("no {of} in {table:?}"))
}

/// Last year 8 of the district in the same days, 1 of the office itself, and 30 after the day that it is today.
async fn last_year(house: &House) {
    house.note(50, house.facts("assist.service", DISTRICT, "2021-03-01", 8)).await;
    house.note(51, house.facts("assist.service", ROOT, "2021-10-31", 1)).await;
    house.note(52, house.facts("assist.service", DISTRICT, "2021-11-20", 30)).await;
    house.note(53, house.facts("life.theme_day", FIRST, "2021-11-20", 1)).await;
}

#[tokio::test]
async fn the_switch_adds_last_year_and_the_difference_to_every_metric() {
    for house in houses().await {
        house.work().await;
        last_year(&house).await;
        let table = csv(&house, &format!("/figures/list.csv?{YEAR}")).await;
        assert_eq!(table[0][..8], ["序号", "类别", "指标", "数量", "单位", "去年同期", "增减", "增幅（%）"]);
        assert_eq!(line(&table, 2, "助企服务")[3..8], ["14", "场次", "9", "5", "55.6"], "the year is not over: only the same days count");
        assert_eq!(line(&table, 2, "主题党日")[3..8], ["2", "次", "—", "—", "—"], "nothing in the same days");
        let mut zhou = house.client("zhou").await;
        let page = zhou.get(&format!("/figures?{YEAR}")).await.expect(200).shows("去年同期指2021年2—10月");
        page.shows("value=\"year\" selected").shows("from=2021-02-01&amp;to=2021-10-31");
        let plain = zhou.get("/figures?from=2022-02-01&to=2022-12-31").await.expect(200);
        assert!(!plain.has("增幅"), "only where it is asked for");
        let months = csv(&house, &format!("/figures/list.csv?{YEAR}&months=on")).await;
        assert_eq!(line(&months, 2, "助企服务")[3..10], ["14", "场次", "9", "5", "55.6", "5", "9"]);
    }
}

#[tokio::test]
async fn each_org_is_held_against_its_own_last_year_and_the_columns_add_up() {
    for house in houses().await {
        house.work().await;
        last_year(&house).await;
        let table = csv(&house, &format!("/figures/assist.service/table.csv?{YEAR}")).await;
        let last = |of: &str| line(&table, 1, of).into_iter().rev().take(4).rev().collect::<Vec<_>>();
        assert_eq!(table[0][table[0].len() - 4..], ["合计（场次）", "去年同期", "增减", "增幅（%）"]);
        assert_eq!(last("东湖区"), ["12", "8", "4", "50"]);
        assert_eq!(last("本级及其他"), ["2", "1", "1", "100"]);
        assert_eq!(last("合计"), ["14", "9", "5", "55.6"]);
        let page = house.client("zhou").await.get(&format!("/figures/assist.service?{YEAR}")).await.expect(200);
        page.shows("去年同期指").shows("compare=year\">← 数据总表");
        // An org that did something only last year has its line.
        let gone = csv(&house, "/figures/assist.service/table.csv?from=2022-06-01&to=2022-10-31&compare=year").await;
        assert_eq!(line(&gone, 1, "合计").last().map(String::as_str), Some("-100"));
    }
}

#[tokio::test]
async fn a_workbook_has_the_same_columns() {
    for house in houses().await {
        house.work().await;
        last_year(&house).await;
        let book = house.client("zhou").await.get(&format!("/figures/list.xlsx?{YEAR}")).await.expect(200);
        let mut text = String::new();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&book.bytes[..])).unwrap();
        std::io::Read::read_to_string(&mut zip.by_name("xl/sharedStrings.xml").unwrap(), &mut text).unwrap();
        assert!(text.contains("去年同期") && text.contains("增幅（%）") && text.contains('—'), "{text}");
    }
}
