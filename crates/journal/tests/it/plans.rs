//! 工作安排: from a notice to the record that carries it out.

use journal::JournalError;
use journal::actions::{self, CancelPlan, SavePlan};
use journal::model::Code;
use journal::plan::PlanEntry;
use ledger::metrics;

use crate::house::{House, day, houses};

pub(crate) fn entry(house: &House, org: usize, on: &str, title: &str) -> PlanEntry {
    PlanEntry {
        org: house.orgs[org].id,
        day: day(on),
        hour: "上午9:00".into(),
        title: title.into(),
        kind: metrics::by_code("integrity.class").map(Code),
        place: "青年之家".into(),
        people: vec!["钟可".into()],
        remarks: String::new(),
    }
}

pub(crate) async fn planned(house: &House, entry: PlanEntry) -> Result<journal::plan::Plan, JournalError> {
    let ask = SavePlan { id: base::id::new_id(house.test.db.clock().now()), revision: 0, entry };
    house.test.db.write(&house.by, &ask, actions::save_plan).await
}

#[tokio::test]
async fn what_was_planned_is_recorded_without_typing_it_again() {
    for house in houses().await {
        let today = house.test.db.clock().today();
        let mut zhou = house.browser("zhou").await;
        let org = house.orgs[1].id.to_string();
        let on = today.to_string();
        zhou.get("/journal/plan").await.expect(200).shows("这段时间还没有安排");
        zhou.get("/journal/plan/new").await.expect(200);
        let fields = [
            ("title", "清风课堂"),
            ("day", on.as_str()),
            ("hour", "上午9:00"),
            ("org", org.as_str()),
            ("place", "青年之家"),
            ("people", "钟可、林晚"),
            ("kind", "integrity.class"),
        ];
        let page =
            zhou.press("/journal/plan/new", &fields).await.expect(200).shows("已列入安排").shows("安排工作 1 项，已登记 0 项，待办 1 项");
        let page = page.shows("上午9:00　清风课堂，地点：青年之家，参加：钟可、林晚，责任单位：第一党支部。");
        let href = page.text().split("/journal/new?plan=").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned).unwrap();
        zhou.get(&format!("/journal/new?plan={href}")).await.expect(200).shows("照安排填好");
        let page = zhou.press("/journal/new", &[]).await.expect(200).shows("已登记：清风课堂 1 次");
        page.shows("青年之家").shows("钟可").shows("照工作安排");
        let page = zhou.get("/journal/plan").await.expect(200).shows("已登记 1 项");
        assert!(!page.has("待办 1 项"));
        // Nobody records it a second time, from the list or from a form that stood open.
        let page = zhou.get(&format!("/journal/new?plan={href}")).await.expect(200);
        page.shows("这项安排已经登记");
        zhou.get(&format!("/journal/plan/{href}/edit")).await.expect(200).shows("这项安排已经登记");
    }
}

#[tokio::test]
async fn two_who_record_one_plan_at_once_make_one_record_of_it() {
    for house in houses().await {
        let today = house.test.db.clock().today();
        let plan = planned(&house, entry(&house, 1, &today.to_string(), "清风课堂")).await.unwrap();
        let form = format!("/journal/new?plan={}", plan.id);
        let (mut zhou, mut wu) = (house.browser("zhou").await, house.browser("wu").await);
        zhou.get(&form).await.expect(200);
        wu.get(&form).await.expect(200);
        zhou.press("/journal/new", &[]).await.expect(200).shows("已登记：清风课堂 1 次");
        wu.press("/journal/new", &[]).await.expect(422).shows("这项安排刚刚已有人登记").shows("清风课堂");
        wu.get("/journal").await.expect(200).shows("共 1 条");
    }
}

#[tokio::test]
async fn a_record_that_is_withdrawn_opens_its_plan_again_and_restoring_closes_it() {
    for house in houses().await {
        let today = house.test.db.clock().today();
        let plan = planned(&house, entry(&house, 1, &today.to_string(), "清风课堂")).await.unwrap();
        let mut zhou = house.browser("zhou").await;
        zhou.get(&format!("/journal/new?plan={}", plan.id)).await.expect(200);
        let page = zhou.press("/journal/new", &[]).await.expect(200);
        let record =
            page.text().split("/journal/").find_map(|rest| rest.split("/withdraw").next().filter(|id| id.len() == 36)).unwrap().to_owned();
        zhou.get(&format!("/journal/{record}/withdraw")).await.expect(200);
        zhou.press(&format!("/journal/{record}/withdraw"), &[("reason", "活动未举行")]).await.expect(200).shows("已撤回");
        zhou.get("/journal/plan").await.expect(200).shows("已登记 0 项").shows("去登记");
        let (again, _) = house.test.db.read(&house.by, &plan.id, actions::plan).await.unwrap();
        let changed =
            SavePlan { id: plan.id, revision: again.revision, entry: entry(&house, 1, &today.to_string(), "清风课堂第二期") };
        house.test.db.write(&house.by, &changed, actions::save_plan).await.unwrap();
        zhou.get(&format!("/journal/{record}")).await.expect(200);
        zhou.press(&format!("/journal/{record}/restore"), &[]).await.expect(200).shows("已恢复");
        zhou.get("/journal/plan").await.expect(200).shows("已登记 1 项");
    }
}

#[tokio::test]
async fn a_plan_is_called_off_with_a_reason_and_taken_up_again() {
    for house in houses().await {
        let today = house.test.db.clock().today();
        let plan = planned(&house, entry(&house, 1, &today.to_string(), "清风课堂")).await.unwrap();
        let mut zhou = house.browser("zhou").await;
        zhou.get(&format!("/journal/plan/{}/edit", plan.id)).await.expect(200);
        zhou.press(&format!("/journal/plan/{}/cancel", plan.id), &[("reason", "另行通知")]).await.expect(200).shows("已取消：另行通知");
        zhou.get(&format!("/journal/plan/{}/edit", plan.id)).await.expect(200).shows("恢复安排");
        zhou.press(&format!("/journal/plan/{}/resume", plan.id), &[]).await.expect(200).shows("待办 1 项");
        // A page that stood open while somebody else changed the plan changes nothing.
        let stale = CancelPlan { id: plan.id, revision: 1, reason: Some(String::new()) };
        let refused = house.test.db.write(&house.by, &stale, actions::cancel_plan).await.unwrap_err();
        assert!(refused.chinese().contains("刚刚改动过这项安排"), "{refused}");
    }
}

#[tokio::test]
async fn a_notice_that_was_pasted_becomes_a_plan_of_its_day() {
    for house in houses().await {
        let tomorrow = house.test.db.clock().today().plus_days(1);
        let mut zhou = house.browser("zhou").await;
        zhou.get("/journal/paste").await.expect(200);
        let page = zhou.press("/journal/paste", &[("text", "@所有人 明早九点义务植树，接龙\n1. 钟可")]).await.expect(200);
        let page = page.shows("没有可以登记的工作").shows("记入工作安排");
        let href = page.text().split("/journal/plan/new?text=").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned).unwrap();
        let page = zhou.get(&format!("/journal/plan/new?text={href}")).await.expect(200).shows("明早九点义务植树");
        assert!(page.text().contains(&format!("value=\"{tomorrow}\"")), "{}", page.text());
    }
}

#[tokio::test]
async fn what_a_plan_may_not_be_is_said_at_its_field() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let org = house.orgs[1].id.to_string();
        zhou.get("/journal/plan/new").await.expect(200);
        let hour = "长".repeat(21);
        let page =
            zhou.press("/journal/plan/new", &[("title", ""), ("day", "2022-13-01"), ("hour", &hour), ("org", &org)]).await.expect(422);
        page.shows("请填写").shows(&hour).shows("2022-13-01");
        // 旧桥区 was closed on 30 June 2022.
        let closed = planned(&house, entry(&house, 3, "2022-07-01", "例会")).await.unwrap_err();
        assert!(matches!(closed, JournalError::Invalid { .. } | JournalError::Refused(_)), "{closed}");
        planned(&house, entry(&house, 3, "2022-06-01", "例会")).await.unwrap();
    }
}

#[tokio::test]
async fn plans_of_elsewhere_are_not_there() {
    for house in houses().await {
        let today = house.test.db.clock().today();
        let elsewhere = planned(&house, entry(&house, 2, &today.to_string(), "外区例会")).await.unwrap();
        let own = planned(&house, entry(&house, 1, &today.to_string(), "支部例会")).await.unwrap();
        let mut liu = house.browser("liu").await;
        let page = liu.get("/journal/plan").await.expect(200).shows("支部例会");
        assert!(!page.has("外区例会"));
        liu.get(&format!("/journal/plan/{}/edit", elsewhere.id)).await.expect(404);
        liu.get(&format!("/journal/new?plan={}", elsewhere.id)).await.expect(404);
        liu.get(&format!("/journal/plan/new?like={}", own.id)).await.expect(200).shows("支部例会");
        let mut du = house.browser("du").await;
        let page = du.get("/journal/plan").await.expect(200).shows("外区例会");
        assert!(!page.has("去登记") && !page.has("新增安排"));
        du.get("/journal/plan/new").await.expect(403);
    }
}
