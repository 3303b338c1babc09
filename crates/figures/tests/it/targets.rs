//! 目标任务: set, changed, pasted, deleted; and figures held against them.

use base::{Actor, Tx};
use board::BoardError;
use board::orgs::{self, CloseOrg};
use testkit::{Answer, Client};

use crate::house::{DISTRICT, House, ROOT, day, houses};

const YEAR: &str = "from=2022-01-01&to=2022-12-31&compare=target";

async fn record(client: &mut Client) -> String {
    let form = client.get("/targets/new").await.expect(200).text();
    form.split("name=\"record\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn set(client: &mut Client, org: &str, span: &str, metric: &str, quantity: &str) -> Answer {
    let record = record(client).await;
    let fields =
        [("org", org), ("year", "2022"), ("span", span), ("metric", metric), ("quantity", quantity), ("paper", "云青发〔2022〕3号")];
    client.post("/targets/new", &[&fields[..], &[("record", &record)]].concat()).await
}

async fn paste(client: &mut Client, org: &str, table: &str, replace: bool) -> Answer {
    let mut fields = vec![("org", org), ("year", "2022"), ("span", "year"), ("paper", "年初部署会"), ("table", table)];
    if replace {
        fields.push(("replace", "on"));
    }
    client.post("/targets/table", &fields).await
}

async fn csv(house: &House, path: &str) -> Vec<Vec<String>> {
    let text = house.client("zhou").await.get(path).await.expect(200).text();
    text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn line(table: &[Vec<String>], at: usize, of: &str) -> Vec<String> {
    table.iter().find(|line| line.get(at).is_some_and(|cell| cell == of)).cloned().unwrap_or_else(|| panic!("no {of} in {table:?}"))
}

async fn rows(house: &House) -> i64 {
    let act = async |tx: &mut Tx, _: &Actor, (): &()| {
        let row: (i64,) = tx.one(base::sql("SELECT count(*) FROM target WHERE tenant = $1").bind(tx.tenant())).await?;
        Ok::<i64, base::DbError>(row.0)
    };
    house.test.db.read(&house.by, &(), act).await.unwrap()
}

#[tokio::test]
async fn the_switch_holds_every_figure_against_its_target_and_the_time_that_is_gone() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        zhou.get(&format!("/figures?{YEAR}")).await.expect(200).shows("没有覆盖2022年的目标").shows("设定目标</a>");
        set(&mut zhou, "yz", "year", "assist.service", "20").await.expect(200).shows("已登记：云州团市委2022年助企服务目标 20场次");
        set(&mut zhou, "yz", "year", "life.theme_day", "2").await.expect(200);
        set(&mut zhou, "yz", "year", "station.bed", "100").await.expect(200);
        let table = csv(&house, &format!("/figures/list.csv?{YEAR}")).await;
        assert_eq!(table[0][3..10], ["数量", "单位", "目标", "目标时段", "完成率（%）", "时间进度（%）", "进度"]);
        // 304 of 365 days are gone.
        assert_eq!(line(&table, 2, "助企服务")[3..10], ["14", "场次", "20", "2022年", "70", "83.29", "滞后"]);
        assert_eq!(line(&table, 2, "主题党日")[3..10], ["2", "次", "2", "2022年", "100", "83.29", "已完成"]);
        assert_eq!(line(&table, 2, "床位")[3..10], ["42", "张", "100", "2022年", "42", "—", "进行中"], "no matter of time");
        assert_eq!(line(&table, 2, "谈心谈话")[5..10], ["—", "—", "—", "—", "—"], "no target");
        let page = zhou.get(&format!("/figures?{YEAR}")).await.expect(200).shows("<span class=\"tag due\">滞后</span>");
        page.shows("value=\"target\" selected").shows("完成率为数量除以目标");
        let ten = csv(&house, "/figures/list.csv?from=2022-01-01&to=2022-10-31&compare=target").await;
        assert_eq!(line(&ten, 2, "助企服务")[5..10], ["20", "2022年", "70", "83.29", "滞后"], "the year's target measures ten months too");
        let part = csv(&house, "/figures/list.csv?from=2022-02-01&to=2022-10-31&compare=target").await;
        assert_eq!(line(&part, 2, "助企服务")[5], "—", "a target counts from its first day");
        let as_of = csv(&house, &format!("/figures/list.csv?{YEAR}&as_of=2022-07-02")).await;
        assert_eq!(line(&as_of, 2, "助企服务")[8], "50.14", "as of that day");
        let plain = zhou.get("/figures?from=2022-01-01&to=2022-12-31").await.expect(200);
        assert!(!plain.has("完成率"), "only where it is asked for");
    }
}

#[tokio::test]
async fn totals_without_a_list_stand_beside_what_is_measured() {
    for house in houses().await {
        house.work().await;
        house.note(30, house.declared("assist.enterprise_covered", DISTRICT, "2022-03-31", 3)).await;
        let mut zhou = house.client("zhou").await;
        set(&mut zhou, "yz", "year", "assist.enterprise_covered", "8").await.expect(200);
        let page = zhou.get(&format!("/figures?{YEAR}")).await.expect(200).shows("有名单 4 家，另报 3 家");
        page.shows("完成率按有名单的计算");
        let table = csv(&house, &format!("/figures/list.csv?{YEAR}")).await;
        assert_eq!(line(&table, 2, "覆盖非公企业")[5..8], ["8", "2022年", "50"]);
    }
}

#[tokio::test]
async fn each_org_below_is_held_against_its_own_target_even_without_a_record() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        set(&mut zhou, "d1", "year", "assist.service", "10").await.expect(200);
        set(&mut zhou, "gb", "year", "assist.service", "3").await.expect(200);
        let table = csv(&house, &format!("/figures/assist.service/table.csv?{YEAR}")).await;
        let last = |of: &str| line(&table, 1, of).into_iter().rev().take(5).rev().collect::<Vec<_>>();
        assert_eq!(last("东湖区"), ["10", "2022年", "120", "83.29", "已完成"]);
        assert_eq!(last("机关党总支"), ["3", "2022年", "0", "83.29", "滞后"]);
        assert_eq!(last("本级及其他"), ["—"; 5]);
        assert_eq!(last("合计"), ["—"; 5], "the office itself has none");
        zhou.get(&format!("/figures/assist.service?{YEAR}")).await.expect(200).shows("compare=target\">← 数据总表").shows("已完成");
        let mut book = Vec::new();
        let sent = zhou.get(&format!("/figures/list.xlsx?org=d1&{YEAR}")).await.expect(200);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&sent.bytes[..])).unwrap();
        std::io::Read::read_to_end(&mut zip.by_name("xl/sharedStrings.xml").unwrap(), &mut book).unwrap();
        let text = String::from_utf8(book).unwrap();
        assert!(text.contains("完成率（%）") && text.contains("已完成") && text.contains("2022年"), "{text}");
    }
}

#[tokio::test]
async fn an_answer_says_its_target_and_a_view_keeps_the_comparison() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let question = crate::house::coded("/ask?q=今年 助企服务");
        assert!(!zhou.get(&question).await.expect(200).has("完成率"));
        set(&mut zhou, "yz", "year", "assist.service", "20").await.expect(200);
        zhou.get(&question).await.expect(200).shows("2022年目标 20场次，完成率 70%，时间进度 83.29%，滞后");
        let page = zhou.get(&format!("/figures?{YEAR}")).await.expect(200);
        page.shows("/views/new?page=%2Ffigures%3Ffrom%3D2022-01-01%26to%3D2022-12-31%26compare%3Dtarget");
    }
}

#[tokio::test]
async fn what_cannot_be_a_target_is_refused_beside_its_field() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        set(&mut zhou, "yz", "year", "assist.service", "-5").await.expect(422).shows("目标不能小于");
        set(&mut zhou, "yz", "year", "assist.service", "0").await.expect(422).shows("目标不能小于");
        set(&mut zhou, "yz", "year", "assist.service", "1.5").await.expect(422).shows("目标须是整数");
        set(&mut zhou, "yz", "year", "assist.service", "若干").await.expect(422).shows("不是数字");
        set(&mut zhou, "yz", "year", "no.such", "5").await.expect(422).shows("请在列出的选项中选择指标");
        set(&mut zhou, "yz", "year", "assist.unmet_rate", "5").await.expect(422).shows("请在列出的选项中选择指标");
        set(&mut zhou, "yz", "week", "assist.service", "5").await.expect(422).shows("请在列出的选项中选择时段");
        set(&mut zhou, "no", "year", "assist.service", "5").await.expect(422).shows("请在列出的选项中选择单位");
        let close = CloseOrg { org: house.orgs[DISTRICT], day: day("2022-06-30") };
        house
            .test
            .db
            .write(&house.by, &close, async |tx: &mut Tx, by: &Actor, ask: &CloseOrg| orgs::close(tx, by, ask).await)
            .await
            .unwrap();
        set(&mut zhou, "d1", "year", "assist.service", "5").await.expect(422).shows("请在列出的选项中选择单位");
        let page = zhou.get("/targets/new").await.expect(200);
        assert!(!page.has("东湖区"), "a closed org is not offered");
        assert_eq!(rows(&house).await, 0);
        set(&mut zhou, "yz", "year", "study.self_hours", "52.5").await.expect(200).shows("52.5");
        set(&mut zhou, "yz", "year", "study.self_hours", "60").await.expect(422).shows("请修改原来的目标");
        set(&mut zhou, "yz", "h1", "study.self_hours", "30").await.expect(200);
        assert_eq!(rows(&house).await, 2);
        let record = record(&mut zhou).await;
        let fields =
            [("org", "yz"), ("year", "2022"), ("span", "q1"), ("metric", "life.oath"), ("quantity", "2"), ("record", record.as_str())];
        zhou.post("/targets/new", &fields).await.expect(200);
        zhou.post("/targets/new", &fields).await.expect(200);
        assert_eq!(rows(&house).await, 3, "the form sent twice makes one");
    }
}

#[tokio::test]
async fn the_acts_themselves_refuse_what_no_form_would_send() {
    use board::targets::{SaveTarget, TargetEntry};
    use figures::FiguresError;
    for house in houses().await {
        let period = crate::house::period("2022-01-01", "2022-12-31");
        let entry = |metric: &str| TargetEntry { org: house.orgs[ROOT], metric: metric.into(), period, quantity: 5, paper: String::new() };
        let ask = |entry: TargetEntry| SaveTarget { id: uuid::Uuid::from_u128(7), revision: 0, entry };
        let save = async |ask: SaveTarget| house.test.db.write(&house.by, &ask, figures::actions::save_target).await;
        assert!(matches!(save(ask(entry("no.such"))).await, Err(FiguresError::NoMetric(_))));
        assert!(matches!(save(ask(entry("assist.unmet_rate"))).await, Err(FiguresError::Invalid { field: "metric", .. })));
        let reversed = norms::Period { from: period.to, to: period.from };
        let refused = save(ask(TargetEntry { period: reversed, ..entry("assist.service") })).await;
        assert!(matches!(refused, Err(FiguresError::Board(BoardError::TargetPeriod))));
        let refused = save(ask(TargetEntry { quantity: -1, ..entry("assist.service") })).await;
        assert!(matches!(refused, Err(FiguresError::Board(BoardError::TargetQuantity))));
    }
}

#[tokio::test]
async fn a_pasted_table_sets_all_or_nothing_and_overwrites_only_when_told() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        paste(&mut zhou, "yz", "指标\t目标\n助企服务\t1,200\n主题党日\t12次", false).await.expect(200).shows("新增 2 项，更新 0 项");
        let refused =
            paste(&mut zhou, "yz", "助企服务\t1300\n支部党员大会\t4", false).await.expect(422).shows("已有不同的目标：助企服务 1200");
        refused.shows("助企服务\t1300");
        assert_eq!(rows(&house).await, 2);
        paste(&mut zhou, "yz", "助企服务\t1200\n主题党日\t12", false).await.expect(200).shows("2 项没有变化");
        paste(&mut zhou, "yz", "助企服务\t1300\n谈心谈话\t4", true).await.expect(200).shows("新增 1 项，更新 1 项");
        let wrong = paste(&mut zhou, "yz", "助企服务\t-1\n没有这样的\t4\n谈心谈话\t5", true).await.expect(422);
        wrong.shows("第1行：助企服务的目标“-1”须是大于 0 的整数。").shows("第2行：没有叫“没有这样的”的指标");
        paste(&mut zhou, "yz", "指标\t目标", false).await.expect(422).shows("表里没有一行目标");
        let table = csv(&house, "/targets/list.csv?year=2022").await;
        assert_eq!(
            line(&table, 2, "助企服务")[1..8],
            ["云州团市委", "助企服务", "2022年", "1300", "场次", "年初部署会", "周明 2022-10-31"]
        );
        assert_eq!(table.len(), 4);
    }
}

#[tokio::test]
async fn a_target_is_changed_and_deleted_by_who_may_and_nobody_else() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        set(&mut zhou, "gb", "year", "life.theme_day", "12").await.expect(200);
        let page = zhou.get("/targets").await.expect(200).shows("机关党总支").shows("看进度").shows("修改</a>").text();
        let id = page.split("href=\"/targets/").find(|rest| rest.chars().nth(8) == Some('-')).unwrap().split('"').next().unwrap();
        let own = format!("/targets/{id}");
        zhou.get(&own).await.expect(200).shows("value=\"12\"").shows("删除这项目标").shows("周明设定");
        zhou.post(&own, &[("quantity", "0.5"), ("revision", "1"), ("paper", "")]).await.expect(422).shows("目标须是整数");
        zhou.post(&own, &[("quantity", "14"), ("revision", "1"), ("paper", "调整")]).await.expect(200).shows("已保存");
        zhou.post(&own, &[("quantity", "15"), ("revision", "1"), ("paper", "")]).await.expect(422).shows("刚刚有人改动过");
        // A reader sees it and can change nothing; another district's officer does not see it.
        let mut reader = house.client("du").await;
        let page = reader.get("/targets").await.expect(200).shows("14");
        assert!(!page.has("修改</a>") && !page.has("新增目标"));
        reader.get(&own).await.expect(403);
        let mut other = house.client("wai").await;
        assert!(!other.get("/targets").await.expect(200).has("机关党总支"));
        other.get(&own).await.expect(404);
        other.get("/targets").await.expect(200);
        other.post(&format!("{own}/remove"), &[]).await.expect(404);
        other.get("/targets").await.expect(200);
        other
            .post("/targets/new", &[("org", "gb"), ("year", "2022"), ("span", "h1"), ("metric", "life.oath"), ("quantity", "2")])
            .await
            .expect(422);
        paste(&mut other, "yz", "助企服务\t5", false).await.expect(422);
        zhou.get("/targets/nonsense").await.expect(404);
        zhou.get("/targets").await.expect(200);
        zhou.post(&format!("{own}/remove"), &[]).await.expect(200).shows("已删除");
        zhou.post(&format!("{own}/remove"), &[]).await.expect(200);
        zhou.get(&own).await.expect(404);
        assert_eq!(rows(&house).await, 0);
    }
}
