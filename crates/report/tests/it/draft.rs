//! 拟稿.

use base::Tx;
use board::orgs::{self, FoundOrg};
use board::{BoardError, OrgKind};
use report::ReportError;
use report::actions::{self, Create, Delete, ListAsk, Save};
use report::{Filter, model::Step};
use uuid::Uuid;

use crate::house::{day, houses, period, saving, ten_months};

#[tokio::test]
async fn the_half_year_template_says_every_figure_of_the_source_report() {
    for house in houses().await {
        house.truth().await;
        let report = house.begin("zhou", "half-year").await;
        assert_eq!(report.title, "关于2022年1—10月党建工作情况的报告");
        let view = house.view(report.id).await;
        let said: Vec<&str> = view.figures.iter().map(|figure| figure.said.as_str()).collect();
        let expected = [
            "9次",
            "8次",
            "5次",
            "8次",
            "5名",
            "22名",
            "159支",
            "167个",
            "64条",
            "60家",
            "200余次",
            "700余场次",
            "912家",
            "61家",
            "631间",
            "1007张",
            "5260平方米",
            "10个",
            "454人",
            "1418晚",
            "3次",
            "8次",
        ];
        assert_eq!(said, expected);
        let codes: std::collections::BTreeSet<_> = view.figures.iter().map(|figure| figure.metric.code).collect();
        assert_eq!(codes.len(), 22);
        assert!(view.figures.iter().all(|figure| !figure.unproven()));
        let errors: Vec<_> = view.findings.iter().filter(|found| found.weight == report::rules::Weight::Error).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[tokio::test]
async fn a_draft_is_live() {
    for house in houses().await {
        let report = house.with_text("截至{截止日}，助企服务{assist.service}。").await;
        assert_eq!(house.view(report.id).await.figures[0].said, "0场次");
        house.note(1, house.facts("assist.service", 2, "2022-06-03", 41)).await;
        assert_eq!(house.view(report.id).await.figures[0].said, "41场次");
    }
}

#[tokio::test]
async fn a_figure_may_speak_of_another_org_and_period_and_stops_at_the_cut_off_day() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-02-03", 3)).await;
        house.note(2, house.facts("assist.service", 2, "2022-09-30", 40)).await;
        let text = "截至{截止日}{assist.service}，{assist.service org=d2}，{assist.service from=2022-02-01 to=2022-02-28}。";
        let report = house.with_text(text).await;
        let said = |view: actions::View| view.figures.iter().map(|f| f.said.clone()).collect::<Vec<_>>();
        assert_eq!(said(house.view(report.id).await), ["43场次", "40场次", "3场次"]);
        house.save("zhou", &Save { cut_off: day("2022-09-29"), ..saving(&report) }).await.unwrap();
        assert_eq!(said(house.view(report.id).await), ["3场次", "0场次", "3场次"]);
    }
}

#[tokio::test]
async fn of_two_who_write_at_once_the_second_is_told_and_loses_nothing() {
    for house in houses().await {
        let report = house.begin("zhou", "summary").await;
        let first = Save { text: "周明写的，截至{截止日}。".into(), ..saving(&report) };
        let second = Save { text: "吴静写的，截至{截止日}。".into(), ..saving(&report) };
        house.save("zhou", &first).await.unwrap();
        let Err(ReportError::Overtaken(now)) = house.save("wu", &second).await else { panic!("the second was not told") };
        assert_eq!((now.text.as_str(), now.changed_by.name.as_str()), ("周明写的，截至{截止日}。", "周明"));
        house.save("wu", &Save { revision: now.revision, ..second }).await.unwrap();
        assert_eq!(house.view(report.id).await.report.text, "吴静写的，截至{截止日}。");
    }
}

#[tokio::test]
async fn what_does_not_hold_is_refused_with_its_field_and_nothing_changes() {
    for house in houses().await {
        let report = house.begin("zhou", "summary").await;
        let base = saving(&report);
        let cases = [
            (Save { title: " ".into(), ..base.clone() }, "title"),
            (Save { title: "题".repeat(500), ..base.clone() }, "title"),
            (Save { cut_off: day("2022-11-01"), ..base.clone() }, "cut_off"),
            (Save { text: "{no.such.metric}".into(), ..base.clone() }, "text"),
            (Save { text: "{assist.service org=nowhere}".into(), ..base.clone() }, "text"),
            (Save { text: "{assist.service from=2023-01-01}".into(), ..base.clone() }, "text"),
            (Save { text: "字".repeat(60_001), ..base.clone() }, "text"),
        ];
        for (ask, field) in cases {
            let error = house.save("zhou", &ask).await.unwrap_err();
            assert_eq!(error.field(), Some(field), "{error}");
            assert!(!error.chinese().is_empty() && !error.to_string().contains('\n'));
        }
        assert_eq!(house.view(report.id).await.report, report);
    }
}

#[tokio::test]
async fn a_form_sent_twice_begins_one_report() {
    for house in houses().await {
        let by = house.actor("zhou").await;
        let id = Some(Uuid::from_u128(77));
        let ask = Create { id, template: "summary".into(), org: None, period: ten_months(), cut_off: None, like: None };
        let first = house.test.db.write(&by, &ask, actions::create).await.unwrap();
        assert_eq!(house.test.db.write(&by, &ask, actions::create).await.unwrap(), first);
        let list = house.test.db.read(&by, &ListAsk { limit: 10, ..ListAsk::default() }, actions::list).await.unwrap();
        assert_eq!(list.reports.len(), 1);
        let unknown = Create { id: None, template: "nope".into(), ..ask };
        let error = house.test.db.write(&by, &unknown, actions::create).await.unwrap_err();
        assert_eq!(error.to_string(), "there is no template \"nope\"; `yipanqi report templates` shows all");
    }
}

#[tokio::test]
async fn the_last_report_is_a_start_for_the_next() {
    for house in houses().await {
        let last = house.with_text("上期的文字，截至{截止日}，助企服务{assist.service}。").await;
        let ask = Create {
            id: None,
            template: String::new(),
            org: None,
            period: period("2022-07-01", "2022-10-31"),
            cut_off: None,
            like: Some(last.id),
        };
        let next = house.test.db.write(&house.actor("zhou").await, &ask, actions::create).await.unwrap();
        assert_eq!((next.text.as_str(), next.title.as_str()), (last.text.as_str(), "2022年7—10月党建工作简报"));
        assert_eq!(next.cut_off, day("2022-10-31"));
    }
}

#[tokio::test]
async fn the_next_report_speaks_of_its_own_period_where_the_last_one_named_its_own_in_words() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-02-03", 3)).await;
        house.note(2, house.facts("assist.service", 2, "2022-10-30", 40)).await;
        let text = "2022年1—10月，数据截至2022年10月31日，服务{assist.service 起=2022-01-01 止=2022-10-31}，其中5月{助企服务 起=2022-05-01 止=2022-05-31}。";
        let last = house.with_text(text).await;
        assert_eq!(house.view(last.id).await.figures[0].said, "43场次");
        let period = period("2022-10-01", "2022-10-31");
        let ask = Create { id: None, template: String::new(), org: None, period, cut_off: None, like: Some(last.id) };
        let next = house.test.db.write(&house.actor("zhou").await, &ask, actions::create).await.unwrap();
        assert_eq!(next.title, "2022年10月党建工作简报");
        let view = house.view(next.id).await;
        let said = paper::plain_text(&view.document);
        assert!(said.contains("2022年10月，数据截至2022年10月31日，服务40场次"), "{said}");
        // A figure of other days stays what it was, and is told.
        let outside = view.findings.iter().filter(|finding| finding.rule == "OUTSIDE").count();
        assert_eq!(outside, 1, "{:?}", view.findings);
    }
}

#[tokio::test]
async fn a_period_that_has_not_ended_is_cut_off_today() {
    for house in houses().await {
        let period = period("2022-01-01", "2022-12-31");
        let ask = Create { id: None, template: "summary".into(), org: None, period, cut_off: None, like: None };
        let report = house.test.db.write(&house.by, &ask, actions::create).await.unwrap();
        assert_eq!(report.cut_off, day("2022-10-31"));
    }
}

#[tokio::test]
async fn a_deleted_draft_is_gone_from_lists_and_can_be_brought_back() {
    for house in houses().await {
        let report = house.begin("zhou", "summary").await;
        let by = house.actor("zhou").await;
        let ask = Delete { id: report.id };
        let list = async || {
            let ask = ListAsk { filter: Filter { words: "简报".into(), ..Filter::default() }, after: None, limit: 10 };
            house.test.db.read(&by, &ask, actions::list).await.unwrap().reports.len()
        };
        assert_eq!(list().await, 1);
        house.test.db.write(&by, &ask, actions::delete).await.unwrap();
        assert_eq!(list().await, 0);
        assert!(matches!(house.save("zhou", &saving(&report)).await, Err(ReportError::NotFound)));
        house.test.db.write(&by, &ask, actions::restore).await.unwrap();
        assert_eq!(list().await, 1);
        let steps: Vec<Step> = house.view(report.id).await.history.iter().map(|line| line.step).collect();
        assert_eq!(steps, [Step::Begin, Step::Delete, Step::Restore]);
    }
}

#[tokio::test]
async fn lists_are_narrowed_paged_and_hold_nothing_beside_ones_reach() {
    for house in houses().await {
        for i in 0..5 {
            house.set_clock(&format!("2022-10-31T0{i}:00:00Z"));
            house.begin("zhou", "summary").await;
        }
        let by = house.actor("zhou").await;
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = house.test.db.read(&by, &ListAsk { filter: Filter::default(), after, limit: 2 }, actions::list).await.unwrap();
            seen.extend(page.reports.iter().map(|report| report.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        seen.dedup();
        assert_eq!(seen.len(), 5);
        let count = async |user: &str, filter: Filter| {
            let ask = ListAsk { filter, after: None, limit: 100 };
            house.test.db.read(&house.actor(user).await, &ask, actions::list).await.unwrap().reports.len()
        };
        assert_eq!(count("zhou", Filter { year: Some(2022), ..Filter::default() }).await, 5);
        assert_eq!(count("zhou", Filter { year: Some(2021), ..Filter::default() }).await, 0);
        assert_eq!(count("zhou", Filter { state: Some("signed".into()), ..Filter::default() }).await, 0);
        assert_eq!(count("zhou", Filter { words: "100%_!".into(), ..Filter::default() }).await, 0);
        assert_eq!(count("wai", Filter::default()).await, 0);
        assert_eq!(count("du", Filter::default()).await, 5);
    }
}

#[tokio::test]
async fn names_with_rare_characters_survive() {
    for house in houses().await {
        let ask = FoundOrg { code: Some("rare".into()), ..FoundOrg::new("𠮷祥·买买提站", OrgKind::Station, None) };
        let act = async |tx: &mut Tx, by: &base::Actor, ask: &FoundOrg| orgs::found(tx, by, ask).await;
        let org: Result<_, BoardError> = house.test.db.write(&house.by, &ask, act).await;
        let ask =
            Create { id: None, template: "summary".into(), org: Some(org.unwrap().id), period: ten_months(), cut_off: None, like: None };
        let report = house.test.db.write(&house.by, &ask, actions::create).await.unwrap();
        assert_eq!(house.view(report.id).await.document.signature.unwrap().org, "𠮷祥·买买提站");
    }
}
