//! The proof of a figure.

use ledger::Fact;
use report::ReportError;
use report::actions::{self, Panel, PanelAsk};
use uuid::Uuid;

use crate::house::{House, day, houses, notes, saving};

async fn panel(house: &House, user: &str, id: Uuid, key: &str, after: Option<String>, limit: i64) -> Result<Panel, ReportError> {
    let ask = PanelAsk { report: id, key: key.into(), after, limit, sources: notes() };
    house.test.db.read(&house.actor(user).await, &ask, actions::panel).await
}

#[tokio::test]
async fn a_figure_opens_to_orgs_months_and_the_cell_it_came_from() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-02-03", 3)).await;
        house.note(2, house.facts("assist.service", 2, "2022-09-30", 40)).await;
        let report = house.with_text("截至{截止日}{assist.service}。").await;
        let panel = panel(&house, "du", report.id, "k1", None, 10).await.unwrap();
        assert_eq!((panel.figure.value, panel.facts.len()), (43, 2));
        let children: Vec<_> = panel.by_child.iter().map(|child| (child.name.as_str(), child.of.value)).collect();
        assert_eq!(children, [("第1板块", 3), ("第2板块", 40)]);
        assert_eq!(panel.by_month.iter().map(|(_, figure)| figure.value).collect::<Vec<_>>(), [0, 3, 0, 0, 0, 0, 0, 0, 40, 0]);
        let caption = &panel.captions[&panel.facts[0].of.source];
        assert_eq!((caption.sheet.as_deref(), caption.cell(panel.facts[0].of.metric)), (Some("助企服务"), Some("D714")));
        assert_eq!(panel.facts.iter().map(|line| line.of.quantity).sum::<i64>(), panel.figure.value);
    }
}

#[tokio::test]
async fn facts_are_paged_and_add_up() {
    for house in houses().await {
        for i in 0..7 {
            house.note(i, house.facts("assist.service", 1, "2022-02-03", 3)).await;
        }
        let report = house.with_text("截至{截止日}{assist.service}。").await;
        let (mut after, mut sum, mut pages) = (None, 0, 0);
        loop {
            let page = panel(&house, "du", report.id, "k1", after, 3).await.unwrap();
            sum += page.facts.iter().map(|line| line.of.quantity).sum::<i64>();
            pages += 1;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((sum, pages), (21, 3));
    }
}

#[tokio::test]
async fn the_proof_of_a_signed_figure_is_that_of_its_sign_off() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-02-03", 3)).await;
        let report = house.signed("截至{截止日}{assist.service}。").await;
        house.note(2, house.facts("assist.service", 1, "2022-02-04", 5)).await;
        let panel = panel(&house, "du", report.id, "k1", None, 10).await.unwrap();
        assert_eq!((panel.figure.value, panel.facts.len(), panel.by_child[0].of.value), (3, 1, 3));
    }
}

#[tokio::test]
async fn totals_without_a_list_stand_apart_from_a_distinct_count() {
    for house in houses().await {
        house.note(1, house.facts("assist.enterprise_covered", 1, "2022-06-03", 12)).await;
        let metric = ledger::metrics::by_code("assist.enterprise_covered").unwrap();
        let total =
            Fact { metric, org: house.orgs[2], day: day("2022-06-30"), quantity: 38, subject: None, declared: Some(day("2022-06-01")) };
        house.note(2, vec![total]).await;
        let report = house.with_text("截至{截止日}覆盖{assist.enterprise_covered}。").await;
        let view = house.view(report.id).await;
        assert_eq!((view.figures[0].said.as_str(), view.figures[0].declared), ("12家（另报38家）", 38));
        let found = view.findings.iter().find(|finding| finding.rule == "DECLARED").expect("a finding");
        assert!(found.chinese.contains("38家"), "{}", found.chinese);
    }
}

#[tokio::test]
async fn a_figure_of_an_org_out_of_ones_sight_is_neither_bound_nor_opened() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 2, "2022-02-03", 3)).await;
        let by = house.actor("wai").await;
        let ask = actions::Create {
            id: None,
            template: "summary".into(),
            org: Some(house.orgs[1]),
            period: crate::house::ten_months(),
            cut_off: None,
            like: None,
        };
        let report = house.test.db.write(&by, &ask, actions::create).await.unwrap();
        let text = "截至{截止日}{assist.service org=d2}".to_owned();
        let bind = actions::Save { text, ..saving(&report) };
        assert!(matches!(house.save("wai", &bind).await, Err(ReportError::NoOrg { line: 1, .. })));
        house.save("zhou", &bind).await.unwrap();
        let closed = panel(&house, "wai", report.id, "k1", None, 10).await.unwrap();
        assert!(!closed.open && closed.facts.is_empty() && closed.figure.value == 3);
        assert!(matches!(panel(&house, "du", report.id, "nope", None, 10).await, Err(ReportError::NoFigure(_))));
    }
}
