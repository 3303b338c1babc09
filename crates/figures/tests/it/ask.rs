//! 报数: from words to a number, a sentence and a table.

use board::OrgKind;
use board::orgs::{self, FoundOrg};

use crate::house::{DISTRICT, House, coded, houses};

async fn asked(house: &House, user: &str, question: &str) -> testkit::Answer {
    let question: String = question.bytes().map(|byte| format!("%{byte:02X}")).collect();
    house.client(user).await.get(&format!("/ask?q={question}")).await.expect(200)
}

#[tokio::test]
async fn words_lead_to_the_number_its_definition_its_records_and_a_sentence() {
    for house in houses().await {
        house.work().await;
        let page = asked(&house, "zhou", "1-3月 助企服务").await;
        let page = page.shows(">14</a><small>场次").shows("截至2022年3月31日").shows("3 条明细").shows("统计口径：为企业提供的服务");
        let page = page.shows("截至2022年3月31日，云州团市委2022年1—3月助企服务共14场次。").shows("<small>默认</small>").shows("“1-3月”");
        page.shows("/figures/assist.service/facts?org=yz&#38;from=2022-01-01&#38;to=2022-03-31");
        asked(&house, "zhou", "东湖区 助企服务 2月").await.shows(">5</a><small>场次").shows("“东湖区”");
        asked(&house, "zhou", "东湖 助企服务").await.shows(">12</a><small>场次").shows("“东湖”");
        asked(&house, "zhou", "床位").await.shows("云州团市委床位共42张");
        // What has not been yet is not counted: the period is cut at today.
        asked(&house, "zhou", "2022年 助企服务").await.shows("截至2022年10月31日");
    }
}

#[tokio::test]
async fn both_parts_are_said_where_totals_were_reported_without_lists() {
    for house in houses().await {
        house.work().await;
        house.note(20, house.declared("assist.enterprise_covered", DISTRICT, "2022-03-31", 38)).await;
        let page = asked(&house, "zhou", "覆盖企业").await.shows("有名单 4 家，另报 38 家");
        page.shows("覆盖非公企业共4家（有名单，去重），另报38家。");
    }
}

#[tokio::test]
async fn an_answer_is_split_by_districts_branches_orgs_and_months() {
    for house in houses().await {
        house.work().await;
        let page = asked(&house, "zhou", "助企服务 分板块").await.shows("东湖区").shows("本级及其他").shows("合计").shows("复制表格");
        page.shows("/figures/assist.service/facts?org=d1");
        let page = asked(&house, "zhou", "主题党日 分支部").await.shows("第一党支部").shows("第二党支部");
        assert!(!page.has("本级及其他"));
        asked(&house, "zhou", "助企服务 各单位").await.shows("机关党总支").shows("东湖区");
        asked(&house, "zhou", "1-3月 助企服务 按月").await.shows("2月</td>").shows(">9</a>");
        asked(&house, "liu", "主题党日 分板块").await.shows("没有可以分板块列出的单位");
        asked(&house, "zhou", "2010年至2022年 主题党日").await;
        asked(&house, "zhou", "2010年1月至2022年3月 主题党日 按月").await.shows("时段超过 24 个月");
    }
}

#[tokio::test]
async fn several_that_fit_are_offered_with_their_numbers_and_never_guessed() {
    for house in houses().await {
        house.work().await;
        let page = asked(&house, "zhou", "助企 分板块").await.shows("这几项都合适").shows("<kbd>1</kbd>").shows("<b>14<small>场次");
        let page = page.shows("<b>4<small>家").shows("data-choice=\"2\"");
        assert!(!page.has("登记这次报数"), "nothing is registered before it is clear what");
        let text = page.text();
        let href = text.split("class=\"choices").nth(1).unwrap().split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        let href = href.replace("&#38;", "&").replace("&amp;", "&");
        let page = house.client("zhou").await.get(&href).await.expect(200);
        page.shows("助企服务共14场次").shows("东湖区").shows("相近的指标");
    }
}

#[tokio::test]
async fn what_is_not_understood_is_told() {
    for house in houses().await {
        house.work().await;
        asked(&house, "zhou", "主题党日 火星").await.shows("没有认出“火星”").shows(">2</a><small>次");
        asked(&house, "zhou", "足球比赛").await.shows("没有认出“足球比赛”").shows("换一个说法");
        house.client("zhou").await.get("/ask").await.expect(200).shows("像说话一样写").shows("autofocus");
        for strange in ["<script>alert(1)</script>", "'; DROP TABLE given; --", "\0", "％", "𠮷𠮷", "999999999999年"] {
            asked(&house, "zhou", strange).await;
        }
        let long = "东湖区主题党日".repeat(200);
        asked(&house, "zhou", &long).await.shows("…");
    }
}

#[tokio::test]
async fn an_org_that_one_may_not_see_is_a_word_that_means_nothing() {
    for house in houses().await {
        house.work().await;
        let page = asked(&house, "liu", "东湖区 助企服务").await.shows("没有认出“东湖区”").shows("第一党支部");
        assert!(!page.has(">12<") && !page.has(">14<"));
        asked(&house, "liu", "第二支部 主题党日").await.shows("没有认出“第二支部”");
        asked(&house, "zhou", "第二支部 主题党日").await.shows(">1</a><small>次");
    }
}

#[tokio::test]
async fn of_several_orgs_of_one_name_one_is_chosen() {
    for house in houses().await {
        house.work().await;
        let found = async |tx: &mut base::Tx, by: &base::Actor, ask: &FoundOrg| orgs::found(tx, by, ask).await;
        let ask = FoundOrg { code: Some("x1".into()), ..FoundOrg::new("第一党支部", OrgKind::Branch, Some(house.orgs[DISTRICT])) };
        house.test.db.write(&house.by, &ask, found).await.unwrap();
        let page = asked(&house, "zhou", "第一党支部 主题党日").await.shows("有几个单位叫这个名称").shows("机关党总支").shows("东湖区");
        assert!(!page.has("登记这次报数"));
        let page = house.client("zhou").await.get(&coded("/ask?q=第一党支部 主题党日&org=b1")).await.expect(200);
        page.shows("第一党支部2022年1—10月主题党日共1次");
        // To who may see one of them only there is no doubt.
        asked(&house, "liu", "第一党支部 主题党日").await.shows("主题党日共1次");
    }
}
