//! 数据总表, by metric and by org and month.

use ledger::Ask;

use crate::house::{House, coded, houses, period};

/// The CSV without its mark, as cells.
async fn csv(house: &House, path: &str) -> Vec<Vec<String>> {
    let text = house.client("zhou").await.get(path).await.expect(200).text();
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn line(table: &[Vec<String>], of: &str) -> Vec<String> {
    table.iter().find(|line| line.get(1).is_some_and(|cell| cell == of)).cloned().unwrap_or_else(|| panic!("no {of} in {table:?}"))
}

const TWO: &str = "from=2022-02-01&to=2022-03-31";

#[tokio::test]
async fn orgs_and_months_of_a_flow_add_up_in_both_directions() {
    for house in houses().await {
        house.work().await;
        let table = csv(&house, &format!("/figures/assist.service/table.csv?{TWO}")).await;
        assert_eq!(table[0], ["序号", "单位", "2月", "3月", "合计（场次）"]);
        assert_eq!(line(&table, "东湖区")[2..], ["5", "7", "12"]);
        assert_eq!(line(&table, "本级及其他")[2..], ["0", "2", "2"]);
        assert_eq!(line(&table, "合计")[2..], ["5", "9", "14"]);
        let page = house.client("zhou").await.get(&format!("/figures/assist.service?{TWO}")).await.expect(200);
        page.shows("另有 1 个下级单位在这个时段没有记录").shows("<svg").shows("统计口径");
    }
}

#[tokio::test]
async fn months_of_a_stock_stand_and_are_not_added() {
    for house in houses().await {
        house.work().await;
        let table = csv(&house, &format!("/figures/station.bed/table.csv?{TWO}")).await;
        assert_eq!(line(&table, "合计")[2..], ["40", "42", "42"]);
        house.client("zhou").await.get("/figures/station.bed").await.expect(200).shows("各月不相加");
    }
}

#[tokio::test]
async fn a_distinct_count_counts_each_once_and_says_that_its_parts_do_not_add_up() {
    for house in houses().await {
        house.work().await;
        let table = csv(&house, &format!("/figures/assist.enterprise_covered/table.csv?{TWO}")).await;
        assert_eq!(line(&table, "东湖区")[2..], ["4", "0", "4"]);
        assert_eq!(line(&table, "合计")[2..], ["4", "4", "4"], "four firms, whoever met them and when");
        assert!(!table.iter().any(|line| line[1] == "本级及其他"), "a rest would be a sum of distinct counts");
        let mut zhou = house.client("zhou").await;
        zhou.get("/figures/assist.enterprise_covered").await.expect(200).shows("同一对象只计一次");
        house.note(20, house.declared("assist.enterprise_covered", 4, "2022-03-31", 38)).await;
        let page = zhou.get("/figures/assist.enterprise_covered").await.expect(200);
        page.shows("有名单 4 家，另报 38 家");
    }
}

#[tokio::test]
async fn every_metric_shows_what_the_ledger_says_whole_and_by_month() {
    for house in houses().await {
        house.work().await;
        let table = csv(&house, &format!("/figures/list.csv?months=on&{TWO}")).await;
        let periods = [period("2022-02-01", "2022-03-31"), period("2022-02-01", "2022-02-28"), period("2022-03-01", "2022-03-31")];
        let all: Vec<_> = figures::rules::all();
        assert_eq!(table.len(), all.len() + 1);
        for metric in all {
            let mut expected = Vec::new();
            for period in periods {
                let act = async |tx: &mut base::Tx, _: &base::Actor, ask: &Ask| ledger::figure(tx, ask).await;
                let ask = Ask { metric, org: house.orgs[0], period, as_of: None };
                expected.push(metric.plain(house.test.db.read(&house.by, &ask, act).await.unwrap().value));
            }
            let line = table.iter().find(|line| line[2] == metric.name).unwrap();
            assert_eq!([&line[3], &line[5], &line[6]], [&expected[0], &expected[1], &expected[2]], "{}", metric.code);
        }
    }
}

#[tokio::test]
async fn each_number_leads_to_its_records() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let page = zhou.get(&format!("/figures/assist.service?{TWO}")).await.expect(200);
        let links: Vec<String> = page
            .text()
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"))
            .collect();
        let facts: Vec<&String> = links.iter().filter(|link| link.starts_with("/figures/assist.service/facts?")).collect();
        assert!(facts.len() >= 6, "{links:?}");
        for link in facts {
            zhou.get(link).await.expect(200).shows("/notes/");
        }
        let march = links.iter().find(|link| link.contains("org=d1") && link.contains("from=2022-03-01")).unwrap();
        let page = zhou.get(march).await.expect(200).shows("/notes/2\"").shows("共 1 条");
        assert!(!page.has("/notes/1\"") && !page.has("/notes/3\""));
    }
}

#[tokio::test]
async fn the_table_is_searched_narrowed_and_says_so_when_nothing_is_left() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let page = zhou.get(&coded("/figures?q=助企 场次")).await.expect(200).shows("助企服务");
        assert!(!page.has("主题党日"));
        let page = zhou.get("/figures?show=recorded").await.expect(200).shows("助企服务").shows("主题党日");
        assert!(!page.has("调研问卷"));
        zhou.get(&coded("/figures?q=没有这样的")).await.expect(200).shows("没有符合的指标");
        zhou.get("/figures?months=on&from=2010-01-01&to=2022-10-31").await.expect(200).shows("时段超过 24 个月");
        zhou.get(&coded("/metrics?q=助企")).await.expect(200).shows("计什么");
        zhou.get("/metrics/assist.service").await.expect(200).shows("期内累计").shows("依据");
    }
}

#[tokio::test]
async fn as_of_an_earlier_day_it_shows_the_figure_then_and_what_came_since() {
    for house in houses().await {
        house.test.db.clock().set("2022-06-01T01:00:00Z".parse().unwrap());
        house.work().await;
        house.test.db.clock().set("2022-10-31T01:00:00Z".parse().unwrap());
        for i in 0..60 {
            house.note(100 + i, house.facts("assist.service", 4, "2022-04-01", 1)).await;
        }
        let mut zhou = house.client("zhou").await;
        let page = zhou.get("/figures/assist.service?as_of=2022-06-30").await.expect(200);
        let page = page.shows("只计截至2022年6月30日登记的").shows("为 14场次，现在为").shows("74场次").shows("/notes/100\"");
        assert!(!page.has("/notes/155\""), "a page stays small");
        page.shows("只列最先的 50 次变化");
        let page = zhou.get("/figures/assist.service/facts?as_of=2022-06-30").await.expect(200).shows("共 3 条");
        assert!(!page.has("/notes/100\""));
    }
}
