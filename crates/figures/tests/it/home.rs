//! 首页.

use crate::house::{DISTRICT, FIRST, houses};

#[tokio::test]
async fn an_officer_sees_what_is_to_be_done_the_figures_of_the_period_and_what_was_recorded_last() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        let page = zhou.get("/").await.expect(200).shows("10月31日 星期一").shows("云州团市委").shows("2022年1—10月").shows("切换时段");
        let page = page.shows("数据提醒").shows("本期还没有登记").shows("理论学习中心组集中学习").shows("支部党员大会");
        let page = page.shows("href=\"/figures/assist.service\"").shows("<b>14<small>场次</small></b>").shows("<b>4<small>家</small></b>");
        let page = page.shows("最近登记").shows("href=\"/notes/10\"").shows("href=\"/figures\"");
        assert!(page.bytes.len() < 100_000);
        let newest = page.text().find("/notes/10\"").unwrap();
        assert!(newest < page.text().find("/notes/9\"").unwrap(), "the newest stands first");
        assert!(!["凭证", "冲销", "事实", "账本", "核签"].iter().any(|word| page.has(word)), "a word that pages never say");
    }
}

#[tokio::test]
async fn what_waits_for_a_person_in_any_room_stands_first_the_oldest_before_the_newer() {
    for house in houses().await {
        house.work().await;
        let page = house.client("zhou").await.get("/").await.expect(200).shows("2 件").shows("后来的&lt;稿&gt;").shows("10月30日");
        let text = page.text();
        let places = ["待办", "先来的稿", "后来的", "数据提醒"].map(|words| text.find(words).unwrap());
        assert!(places.is_sorted(), "{places:?}");
        let page = house.client("liu").await.get("/").await.expect(200).shows("没有待办。");
        assert!(!page.has("先来的稿"));
    }
}

#[tokio::test]
async fn a_branch_secretary_sees_only_the_own_branch() {
    for house in houses().await {
        house.work().await;
        let mut liu = house.client("liu").await;
        let page = liu.get("/").await.expect(200).shows("第一党支部").shows("href=\"/notes/4\"").shows("<b>1<small>次</small></b>");
        for hidden in ["第二党支部", "东湖区", "/notes/5\"", "/notes/1\"", "切换时段", "<b>14<"] {
            assert!(!page.has(hidden), "{hidden}");
        }
        let page = liu.get("/").await.shows("支部党员大会");
        let to_do = page.text().split("最近登记").next().unwrap().split("数据提醒").nth(1).unwrap().to_owned();
        assert!(!to_do.split("<section").next().unwrap().contains("理论学习中心组"), "no branch holds it");
    }
}

#[tokio::test]
async fn a_guest_reads_and_is_offered_nothing_to_change() {
    for house in houses().await {
        house.work().await;
        let mut du = house.client("du").await;
        let page = du.get("/").await.expect(200).shows("机关党总支").shows("/notes/4\"").shows("/notes/5\"");
        for hidden in ["切换时段", "登记工作", "导入台账", "写报告", "补登", "东湖区"] {
            assert!(!page.has(hidden), "{hidden}");
        }
        let mut xin = house.client("xin").await;
        let page = xin.get("/").await.expect(200).shows("您的账号还没有授权").shows("请联系管理员");
        assert!(!page.has("/notes/"));
    }
}

#[tokio::test]
async fn a_new_office_is_shown_the_way_not_a_row_of_zeros() {
    for house in houses().await {
        let mut zhou = house.client("zhou").await;
        let page = zhou.get("/").await.expect(200).shows("这里还没有数据").shows("三步");
        assert!(!page.has("class=\"fig\""));
        zhou.get("/figures").await.expect(200).shows("还没有记录，各项都是 0").shows("换一个时段或单位");
        zhou.get("/figures/assist.service").await.expect(200);
        zhou.get("/figures/assist.service/facts").await.expect(200).shows("没有明细。登记或导入台账以后会出现在这里");
        zhou.get("/figures?show=recorded").await.expect(200).shows("显示全部指标");
    }
}

#[tokio::test]
async fn what_cannot_be_so_stands_first_and_leads_to_its_records() {
    for house in houses().await {
        house.work().await;
        house.note(11, house.facts("station.night", DISTRICT, "2022-03-05", 1)).await;
        let page = house.client("zhou").await.get("/").await.expect(200);
        // Two guests, and one night.
        let page = page.shows("数据不符").shows("每位入住青年至少住一晚").shows("看明细");
        assert!(page.text().find("数据不符").unwrap() < page.text().find("未登记").unwrap());
    }
}

#[tokio::test]
async fn what_comes_after_a_report_was_signed_is_told() {
    for house in houses().await {
        house.work().await;
        let org = house.orgs[0];
        let period = crate::house::period("2022-01-01", "2022-10-31");
        let act = async |tx: &mut base::Tx, _: &base::Actor, (org, period): &(base::OrgId, norms::Period)| {
            tx.note(base::Note::new("test.close"));
            ledger::close_period(tx, *org, *period).await
        };
        house.test.db.write(&house.by, &(org, period), act).await.unwrap();
        house.note(11, house.facts("assist.service", DISTRICT, "2022-04-05", 3)).await;
        let mut zhou = house.client("zhou").await;
        zhou.get("/").await.expect(200).shows("已签发的时段又有登记").shows("助企服务</a> 1 条");
        zhou.get("/figures/assist.service/facts").await.expect(200).shows("补报");
    }
}

#[tokio::test]
async fn a_withdrawn_record_leaves_the_list() {
    for house in houses().await {
        house.work().await;
        house.note(12, house.facts("life.theme_day", FIRST, "2022-05-10", 1)).await;
        house.note(12, Vec::new()).await;
        let page = house.client("liu").await.get("/").await.expect(200).shows("/notes/4\"");
        assert!(!page.has("/notes/12\""));
    }
}
