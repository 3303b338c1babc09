//! 专项: records join by choice or by rule, also afterwards and in bulk; figures are those of its records alone.

use board::campaigns::{CampaignEntry, CampaignKind, Rule, SaveCampaign, Target};
use journal::JournalError;
use journal::actions::{self, Join};
use journal::model::Record;
use uuid::Uuid;

use crate::house::{House, day, houses, with_firms};

/// A campaign of the whole office with this rule.
fn entry(house: &House, name: &str, rule: Rule) -> CampaignEntry {
    CampaignEntry {
        org: house.orgs[0].id,
        kind: CampaignKind::Action,
        name: name.into(),
        goal: "覆盖企业".into(),
        plan: "一、走访\n二、对接".into(),
        since: day("2022-04-01"),
        until: Some(day("2022-06-30")),
        rule,
        targets: vec![Target { metric: "assist.enterprise_covered".into(), quantity: 4 }],
    }
}

async fn save(house: &House, revision: i64, id: u128, entry: CampaignEntry) -> Result<Uuid, JournalError> {
    let ask = SaveCampaign { id: Uuid::from_u128(id), revision, entry };
    house.test.db.write(&house.by, &ask, actions::save_campaign).await.map(|campaign| campaign.id)
}

/// A campaign of one org, without a rule.
pub(crate) async fn made(house: &House, id: u128, org: usize, name: &str) -> Uuid {
    let entry = CampaignEntry { org: house.orgs[org].id, ..entry(house, name, Rule::default()) };
    save(house, 0, id, entry).await.unwrap()
}

async fn visit(house: &House, org: usize, on: &str, title: &str, firms: &[&str]) -> Record {
    let mut content = with_firms(house.content("assist.enterprise_covered", org, on, 1), firms);
    content.title = title.into();
    house.record(content).await.unwrap()
}

/// (覆盖企业 of the campaign, its records)
async fn counted(house: &House, campaign: Uuid) -> (i64, i64) {
    let view = house.test.db.read(&house.by, &campaign, actions::campaign_view).await.unwrap();
    let covered = view.figures.iter().find(|(metric, _)| metric.code == "assist.enterprise_covered").map_or(0, |(_, figure)| figure.value);
    (covered, view.latest.total)
}

fn words(words: &[&str]) -> Rule {
    Rule { words: words.iter().map(|word| (*word).to_owned()).collect(), ..Rule::default() }
}

async fn join(house: &House, campaign: Uuid, records: &[Uuid], leave: bool) -> Result<usize, JournalError> {
    house.test.db.write(&house.by, &Join { campaign, records: records.to_vec(), leave }, actions::join).await
}

#[tokio::test]
async fn records_join_by_the_rule_as_they_are_recorded_and_corrected() {
    for house in houses().await {
        let campaign = save(&house, 0, 1, entry(&house, "团建助企", words(&["助企", "惠企"]))).await.unwrap();
        let first = visit(&house, 2, "2022-04-06", "助企走访", &["禾木环保有限公司", "青杉印务有限公司"]).await;
        visit(&house, 1, "2022-05-06", "惠企政策上门", &["青杉印务有限公司", "晨星软件有限公司"]).await;
        visit(&house, 1, "2022-05-06", "青年座谈", &["白塔精密有限公司"]).await;
        visit(&house, 1, "2022-07-01", "助企回访", &["云杉电子有限公司"]).await;
        assert_eq!(counted(&house, campaign).await, (3, 2), "each firm once, within its days");
        // Corrected so that it no longer fits, it leaves; withdrawn, it counts for nothing.
        let mut content = first.content.clone();
        content.title = "企业走访".into();
        let now = house.correct(&first, content).await.unwrap();
        assert_eq!(counted(&house, campaign).await, (2, 1));
        let mut back = now.content.clone();
        back.title = "助企走访".into();
        let now = house.correct(&now, back).await.unwrap();
        assert_eq!(counted(&house, campaign).await, (3, 2));
        let gone = actions::Withdraw { id: now.id, revision: now.revision, reason: String::new() };
        house.test.db.write(&house.by, &gone, actions::withdraw).await.unwrap();
        assert_eq!(counted(&house, campaign).await, (2, 1));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn records_join_afterwards_in_bulk_and_what_was_chosen_stays() {
    for house in houses().await {
        let first = visit(&house, 2, "2022-04-06", "助企走访", &["禾木环保有限公司"]).await;
        let other = visit(&house, 2, "2022-04-07", "青年座谈", &["白塔精密有限公司"]).await;
        let late = visit(&house, 2, "2022-08-07", "助企走访", &["云杉电子有限公司"]).await;
        let campaign = save(&house, 0, 1, entry(&house, "团建助企", words(&["助企"]))).await.unwrap();
        assert_eq!(counted(&house, campaign).await, (0, 0), "a new rule looks at new records only");
        let proposed = house.test.db.read(&house.by, &campaign, actions::proposed).await.unwrap();
        assert_eq!(proposed.records.iter().map(|record| record.id).collect::<Vec<_>>(), [first.id]);
        assert_eq!(join(&house, campaign, &[first.id, other.id], false).await.unwrap(), 2);
        assert_eq!(counted(&house, campaign).await, (2, 2));
        // A person's choice outlives a correction after which the rule would not have it.
        let mut content = first.content.clone();
        content.title = "走访".into();
        house.correct(&first, content).await.unwrap();
        assert_eq!(counted(&house, campaign).await, (2, 2));
        join(&house, campaign, &[other.id], true).await.unwrap();
        assert_eq!(counted(&house, campaign).await, (1, 1));
        // A record of other days may be chosen; the campaign's figures keep to its days.
        join(&house, campaign, &[late.id], false).await.unwrap();
        assert_eq!(counted(&house, campaign).await, (1, 2));
        let of = house.test.db.read(&house.by, &late.id, actions::of_record).await.unwrap();
        assert_eq!(of[0].entry.name, "团建助企");
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn imported_rows_join_by_the_rule_too() {
    for house in houses().await {
        let rule = Rule { metrics: vec!["assist.service".into()], org: Some(house.orgs[2].id), ..Rule::default() };
        let campaign = save(&house, 0, 1, entry(&house, "团建助企", rule)).await.unwrap();
        house.run(&house.import("四月.xlsx", &crate::books::services(&crate::books::APRIL))).await.unwrap();
        assert_eq!(counted(&house, campaign).await, (3, 3));
    }
}

#[tokio::test]
async fn a_campaign_is_refused_where_it_cannot_be_and_changed_by_one_at_a_time() {
    for house in houses().await {
        let campaign = save(&house, 0, 1, entry(&house, "团建助企", Rule::default())).await.unwrap();
        assert_eq!(save(&house, 0, 1, entry(&house, "团建助企", Rule::default())).await.unwrap(), campaign, "a repeat is the same");
        assert!(save(&house, 0, 2, entry(&house, "团建助企", Rule::default())).await.unwrap_err().chinese().contains("团建助企"));
        let ends = CampaignEntry { until: Some(day("2022-03-31")), ..entry(&house, "倒着走", Rule::default()) };
        assert!(save(&house, 0, 2, ends).await.is_err());
        let closed = CampaignEntry { org: house.orgs[3].id, ..entry(&house, "旧桥", Rule::default()) };
        assert!(save(&house, 0, 2, closed).await.unwrap_err().chinese().contains("已撤销"));
        save(&house, 1, 1, entry(&house, "党建惠企", Rule::default())).await.unwrap();
        assert!(save(&house, 1, 1, entry(&house, "团建助企", Rule::default())).await.unwrap_err().chinese().contains("刚刚有人改动"));
        let foreign = house.foreign_record().await;
        assert_eq!(join(&house, campaign, &[foreign.id], false).await.unwrap(), 0, "another office's record is not there");
    }
}

#[tokio::test]
async fn the_page_shows_goal_progress_figures_and_records_together() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        let visit = visit(&house, 2, "2022-04-06", "助企走访", &["禾木环保有限公司", "青杉印务有限公司"]).await;
        zhou.get("/campaigns").await.expect(200).shows("还没有专项");
        zhou.get("/campaigns/new").await.expect(200).shows("自动加入");
        let fields = [("name", "团建助企"), ("kind", "action"), ("org", org.as_str()), ("since", "2022-04-01"), ("until", "2022-06-30")];
        let bad = [fields.as_slice(), &[("targets", "覆盖企业 很多")]].concat();
        zhou.submit("/campaigns/new", &bad).await.expect(422).shows("看不懂");
        zhou.get("/campaigns/new").await.expect(200);
        let good = [fields.as_slice(), &[("targets", "覆盖非公企业 4"), ("goal", "让企业找得到人"), ("words", "助企")]].concat();
        let page = zhou.submit("/campaigns/new", &good).await.expect(200).shows("已新建").shows("让企业找得到人").shows("还差 4 家");
        let at = page.path.clone();
        zhou.get(&format!("{at}/join")).await.expect(200).shows("按条件全部加入（1 条）").shows("助企走访");
        let page = zhou.submit(&format!("{at}/join"), &[("rule", "1")]).await.expect(200).shows("1 条记录已加入");
        page.shows("50%").shows("还差 2 家").shows("助企走访").shows("文字含“助企”");
        zhou.get(&format!("/journal?campaign={}", at.rsplit('/').next().unwrap())).await.expect(200).shows("共 1 条").shows("一个专项");
        zhou.get(&format!("/journal/{}", visit.id)).await.expect(200).shows("移出").shows("团建助企");
        zhou.submit(&format!("{at}/leave"), &[("id", &visit.id.to_string())]).await.expect(200).shows("1 条记录已移出");
        zhou.submit(&format!("/journal/{}/campaign", visit.id), &[("campaign", at.rsplit('/').next().unwrap())])
            .await
            .expect(200)
            .shows("已加入专项");
        zhou.get(&format!("{at}/edit")).await.expect(200).shows("覆盖非公企业 4");
        zhou.press(&format!("{at}/edit"), &[("name", "党建惠企")]).await.expect(200).shows("已保存").shows("党建惠企");

        // Who only reads sees it and changes nothing; who stands beside it does not see it.
        let mut du = house.browser("du").await;
        let page = du.get(&at).await.expect(200).shows("党建惠企");
        assert!(!page.has("加入记录"));
        du.get("/campaigns/new").await.expect(403);
        house.browser("liu").await.get(&at).await.expect(404);
    }
}
