//! What a signed report keeps, and what differs today.

use base::{DbError, Tx, sql};
use ledger::SourceRef;
use report::ReportError;
use report::actions::{self, Delete, Diff, DiffAsk, GiveBack};
use uuid::Uuid;

use crate::house::{House, KIND, houses, notes, saving};

const TEXT: &str = "数据截至{截止日}，开展助企服务{service: assist.service 余}，覆盖企业{assist.enterprise_covered}。";

async fn diff(house: &House, id: Uuid) -> Result<Diff, ReportError> {
    house.test.db.read(&house.by, &DiffAsk { id, sources: notes() }, actions::diff).await
}

async fn signed(house: &House) -> report::model::Report {
    house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
    house.note(2, house.facts("assist.enterprise_covered", 1, "2022-06-03", 12)).await;
    house.signed(TEXT).await
}

#[tokio::test]
async fn sign_off_freezes_text_and_figures_with_their_digests_and_the_posting_number() {
    for house in houses().await {
        let report = signed(&house).await;
        let before = house.view(report.id).await;
        assert!(before.figures.iter().all(|figure| figure.digest.len() == 64));
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 900)).await;
        let after = house.view(report.id).await;
        assert_eq!((&after.document, &after.figures), (&before.document, &before.figures));
        assert_eq!(after.figures[0].said, "700余场次");
        let shown = house.test.db.read(&house.by, &report.id, actions::show).await.unwrap();
        let json = serde_json::to_value(&shown).unwrap();
        assert_eq!(json["state"], "signed");
        assert_eq!(json["figures"][0]["value"], 726);
        assert_eq!(json["figures"][0]["key"], "service");
        assert_eq!(json["figures"][0]["org"], "yz");
        assert_eq!(json["figures"][0]["from"], "2022-01-01");
        assert_eq!(json["figures"][0]["digest"].as_str().map(str::len), Some(64));
        assert!(json["paragraphs"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("开展助企服务700余场次")));
    }
}

#[tokio::test]
async fn nothing_of_a_signed_report_can_be_changed() {
    for house in houses().await {
        let report = signed(&house).await;
        let by = house.actor("zhou").await;
        assert!(matches!(house.save("zhou", &saving(&report)).await, Err(ReportError::Signed)));
        assert!(matches!(house.test.db.write(&by, &Delete { id: report.id }, actions::delete).await, Err(ReportError::Signed)));
        let back = GiveBack { id: report.id, reason: "想改".into() };
        assert!(matches!(house.test.db.write(&house.actor("qian").await, &back, actions::give_back).await, Err(ReportError::Signed)));
        assert!(house.sign("qian", report.id, Some("再签")).await.is_err());
    }
}

#[tokio::test]
async fn a_record_that_comes_later_shows_in_the_comparison_with_its_late_posting() {
    for house in houses().await {
        let report = signed(&house).await;
        assert!(!diff(&house, report.id).await.unwrap().differs());
        house.set_clock("2022-11-05T02:00:00Z");
        house.note(3, house.facts("assist.service", 2, "2022-09-08", 80)).await;
        let diff = diff(&house, report.id).await.unwrap();
        assert!(diff.differs());
        let [line] = &diff.figures[..] else { panic!("{diff:?}") };
        assert_eq!((line.key.as_str(), line.signed.as_i64(), line.today.as_i64()), ("service", Some(726), Some(806)));
        assert_eq!((line.signed_said.as_str(), line.today_said.as_str()), ("700余场次", "800余场次"));
        let [late] = &line.late[..] else { panic!("{line:?}") };
        assert_eq!((late.quantity.as_i64(), late.who.as_str(), late.title.as_str()), (Some(80), "系统", "记录3"));
        assert!(late.number > diff.posting);
        assert!(line.to_string().starts_with("service assist.service of yz: signed 726场次, today 806场次 (1 late posting"), "{line}");
    }
}

#[tokio::test]
async fn other_facts_of_the_same_value_are_told_apart_from_a_difference() {
    for house in houses().await {
        let report = signed(&house).await;
        // One record loses ten, another gains ten.
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 716)).await;
        house.note(4, house.facts("assist.service", 3, "2022-06-04", 10)).await;
        let seen = diff(&house, report.id).await.unwrap();
        assert!(!seen.differs());
        assert_eq!((seen.figures.len(), seen.figures[0].late.len()), (1, 2));
        // What is taken back again leaves nothing to tell.
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        house.note(4, Vec::new()).await;
        assert_eq!(diff(&house, report.id).await.unwrap().figures, []);
    }
}

#[tokio::test]
async fn only_a_signed_report_can_be_compared() {
    for house in houses().await {
        let report = house.with_text(TEXT).await;
        assert!(matches!(diff(&house, report.id).await, Err(ReportError::NotNow(_))));
        assert!(matches!(diff(&house, Uuid::from_u128(5)).await, Err(ReportError::NotFound)));
    }
}

#[tokio::test]
async fn a_record_knows_the_reports_that_cite_it_and_its_period_is_closed() {
    for house in houses().await {
        let report = signed(&house).await;
        let source = SourceRef::new(KIND, Uuid::from_u128(1));
        let cited =
            house.test.db.read(&house.by, &source, async |tx: &mut Tx, _: &base::Actor, s: &SourceRef| ledger::citations_of(tx, s).await);
        let cited = cited.await.unwrap();
        assert_eq!(cited.iter().map(|c| (c.report, c.key.as_str(), c.value)).collect::<Vec<_>>(), [(report.id, "service", 726)]);
        house.note(9, house.facts("assist.service", 4, "2022-10-31", 1)).await;
        let source = SourceRef::new(KIND, Uuid::from_u128(9));
        let late =
            house.test.db.read(&house.by, &source, async |tx: &mut Tx, _: &base::Actor, s: &SourceRef| ledger::lines_of(tx, s).await);
        assert!(late.await.unwrap().iter().all(|line| line.late));
    }
}

#[tokio::test]
async fn the_database_itself_keeps_signed_and_frozen_together() {
    for house in houses().await {
        let report = house.with_text(TEXT).await;
        let act = async |tx: &mut Tx, _: &base::Actor, id: &Uuid| {
            tx.run(sql("UPDATE report SET state = 'signed' WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(*id)).await
        };
        assert!(matches!(house.test.db.write(&house.by, &report.id, act).await, Err(DbError::OutOfBounds(_))));
    }
}

#[tokio::test]
async fn what_an_office_imports_in_its_first_year_shows_in_the_comparison_and_is_not_called_late() {
    for house in houses().await {
        let report = signed(&house).await;
        house.set_clock("2022-11-05T02:00:00Z");
        house.import(30, house.facts("assist.service", 2, "2022-09-08", 80)).await;
        let seen = diff(&house, report.id).await.unwrap();
        let [line] = &seen.figures[..] else { panic!("{seen:?}") };
        assert!(line.differs && line.late.iter().all(|posting| !posting.late));
        assert!(line.to_string().ends_with("today 806场次 (1 other posting, the first by 系统)"), "{line}");
        let mut du = house.client("du").await;
        let at = format!("/reports/{}", report.id);
        let page = du.get(&format!("{at}/diff")).await.expect(200).shows("806场次");
        assert!(!page.has("补登"), "{}", page.text());
        // The figures of a later draft open to it without a word of lateness either.
        let draft = house.with_text(TEXT).await;
        assert!(!du.get(&format!("/reports/{}/figures/service", draft.id)).await.expect(200).has("签发后补登"));
        house.note(31, house.facts("assist.service", 2, "2022-09-09", 1)).await;
        du.get(&format!("{at}/diff")).await.expect(200).shows("签发后补登");
        du.get(&format!("/reports/{}/figures/service", draft.id)).await.expect(200).shows("签发后补登");
        // After a year an import is like anything else.
        house.set_clock("2023-11-05T02:00:00Z");
        house.import(32, house.facts("assist.service", 2, "2022-09-10", 1)).await;
        let seen = diff(&house, report.id).await.unwrap();
        let late: Vec<bool> = seen.figures[0].late.iter().map(|posting| posting.late).collect();
        assert_eq!(late, [false, true, true]);
        assert!(seen.figures[0].to_string().contains("(2 late postings, the first by 系统; 1 other posting"), "{}", seen.figures[0]);
    }
}
