//! 送核, 核稿, 签发, 退回.

use base::Role;
use report::ReportError;
use report::actions::{self, GiveBack, Save};
use report::model::Step;
use report::rules::Weight;
use uuid::Uuid;

use crate::house::{House, houses, saving};

const TEXT: &str = "数据截至{截止日}，开展助企服务{assist.service 余}。";

async fn give_back(house: &House, user: &str, id: Uuid, reason: &str) -> Result<report::model::Report, ReportError> {
    let ask = GiveBack { id, reason: reason.into() };
    house.test.db.write(&house.actor(user).await, &ask, actions::give_back).await
}

fn denied(error: ReportError) -> bool {
    matches!(error, ReportError::Board(board::BoardError::Denied(board::Denied::NotAllowed)))
}

#[tokio::test]
async fn each_step_is_for_its_role_only() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        let report = house.with_text(TEXT).await;
        for user in ["he", "qian", "du"] {
            assert!(denied(house.send(user, report.id).await.unwrap_err()), "{user}");
            assert!(denied(house.save(user, &saving(&report)).await.unwrap_err()), "{user}");
        }
        assert!(matches!(house.send("wai", report.id).await, Err(ReportError::NotFound)));
        house.send("zhou", report.id).await.unwrap();
        for user in ["zhou", "qian", "du"] {
            assert!(denied(house.check(user, report.id).await.unwrap_err()), "{user}");
        }
        house.check("he", report.id).await.unwrap();
        for user in ["zhou", "he", "du"] {
            assert!(denied(house.sign(user, report.id, Some("理由")).await.unwrap_err()), "{user}");
        }
        let signed = house.sign("qian", report.id, Some("理由")).await.unwrap();
        assert_eq!(signed.state.code(), "signed");
        let history: Vec<_> = house.view(report.id).await.history.into_iter().map(|line| (line.step, line.by)).collect();
        let expected = [(Step::Begin, "周明"), (Step::Send, "周明"), (Step::Check, "何清"), (Step::Sign, "钱峰")];
        assert_eq!(history, expected.map(|(step, by)| (step, by.to_owned())));
    }
}

#[tokio::test]
async fn steps_are_taken_in_order_and_not_twice() {
    for house in houses().await {
        let report = house.with_text(TEXT).await;
        assert!(matches!(house.check("he", report.id).await, Err(ReportError::NotNow(Step::Check))));
        assert!(matches!(house.sign("qian", report.id, Some("x")).await, Err(ReportError::NotNow(Step::Sign))));
        house.send("zhou", report.id).await.unwrap();
        assert!(matches!(house.send("zhou", report.id).await, Err(ReportError::NotNow(Step::Send))));
        let sent = house.view(report.id).await.report;
        assert!(matches!(house.save("zhou", &saving(&sent)).await, Err(ReportError::NotNow(_))));
    }
}

#[tokio::test]
async fn checker_and_signer_may_each_return_it_with_a_reason() {
    for house in houses().await {
        let report = house.with_text(TEXT).await;
        assert!(matches!(give_back(&house, "zhou", report.id, "不行").await, Err(ReportError::NotNow(Step::Return))));
        house.send("zhou", report.id).await.unwrap();
        assert!(denied(give_back(&house, "qian", report.id, "不是我的环节").await.unwrap_err()));
        assert_eq!(give_back(&house, "he", report.id, "  ").await.unwrap_err().field(), Some("reason"));
        assert_eq!(give_back(&house, "he", report.id, "第二段改短").await.unwrap().state.code(), "draft");
        house.send("zhou", report.id).await.unwrap();
        house.check("he", report.id).await.unwrap();
        assert_eq!(give_back(&house, "qian", report.id, "补写原因分析").await.unwrap().state.code(), "draft");
        let reasons: Vec<String> =
            house.view(report.id).await.history.into_iter().filter(|line| line.step == Step::Return).map(|line| line.reason).collect();
        assert_eq!(reasons, ["第二段改短", "补写原因分析"]);
    }
}

#[tokio::test]
async fn errors_stand_in_the_way_and_warnings_are_accepted_with_a_reason() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        let report = house.with_text(TEXT).await;
        let broken = [
            ("PERIOD", Save { title: "关于2022年上半年党建工作情况的报告".into(), ..saving(&report) }),
            ("CUT-OFF", Save { text: "开展助企服务{assist.service}。".into(), ..saving(&report) }),
            (
                "ASK-01",
                Save {
                    title: "关于2022年1—10月工作的报告".into(), text: format!("{TEXT}\n妥否，请批示。"), ..saving(&report)
                },
            ),
        ];
        let mut revision = report.revision;
        for (rule, save) in broken {
            revision = house.save("zhou", &Save { revision, ..save }).await.unwrap().revision;
            let Err(ReportError::Findings(found)) = house.send("zhou", report.id).await else { panic!("{rule} did not block") };
            assert!(found.iter().any(|finding| finding.rule == rule && finding.weight == Weight::Error), "{rule}: {found:?}");
        }
        let warned = Save { revision, text: format!("{TEXT}走访{{assist.request}}。"), ..saving(&report) };
        house.save("zhou", &warned).await.unwrap();
        house.send("zhou", report.id).await.unwrap();
        house.check("he", report.id).await.unwrap();
        let Err(ReportError::Findings(found)) = house.sign("qian", report.id, None).await else { panic!("the warning was passed over") };
        assert!(found.iter().any(|finding| finding.rule == "NO-RECORD" && finding.key.as_deref() == Some("k2")), "{found:?}");
        house.sign("qian", report.id, Some("本期确无诉求")).await.unwrap();
        let last = house.view(report.id).await.history.pop().unwrap();
        assert!(last.reason.starts_with("本期确无诉求（已知悉：") && last.reason.contains("没有任何台账记录"), "{}", last.reason);
    }
}

#[tokio::test]
async fn figures_that_contradict_each_other_stand_in_the_way() {
    for house in houses().await {
        house.note(1, house.facts("station.guest", 1, "2022-06-03", 30)).await;
        house.note(2, house.facts("station.night", 1, "2022-06-03", 12)).await;
        let report = house.with_text("截至{截止日}，服务青年{station.guest}，住宿{station.night}。").await;
        let Err(ReportError::Findings(found)) = house.send("zhou", report.id).await else { panic!("it was sent") };
        let both = found.iter().find(|finding| finding.rule == "nights_cover_guests").expect("a finding");
        assert!(both.chinese.contains("30") && both.chinese.contains("12"), "{}", both.chinese);
    }
}

#[tokio::test]
async fn sign_takes_every_open_step_that_is_ones_own_and_else_names_the_step() {
    for house in houses().await {
        let report = house.with_text(TEXT).await;
        let Err(error) = house.sign_open("qian", report.id).await else { panic!("a signer checked") };
        assert!(error.to_string().contains("check (核稿)"), "{error}");
        assert!(matches!(house.sign_open("du", report.id).await, Err(ReportError::NotYours(Step::Check))));
        let taken = house.sign_open("he", report.id).await.unwrap();
        assert_eq!((taken.steps, taken.open), (vec![Step::Send, Step::Check], Some(Step::Sign)));
        assert!(matches!(house.sign_open("he", report.id).await, Err(ReportError::NotYours(Step::Sign))));
        let taken = house.sign_open("qian", report.id).await.unwrap();
        assert_eq!((taken.steps, taken.open, taken.report.signed()), (vec![Step::Sign], None, true));
        assert!(matches!(house.sign_open("qian", report.id).await, Err(ReportError::Signed)));
    }
}

#[tokio::test]
async fn nobody_checks_what_they_wrote_while_somebody_else_may() {
    for house in houses().await {
        let both = house.actor("wu").await.account.unwrap();
        house.grant("wu", Role::Checker).await;
        let mine = house.begin("wu", "summary").await;
        house.save("wu", &Save { text: TEXT.into(), ..saving(&mine) }).await.unwrap();
        assert!(matches!(house.sign_open("wu", mine.id).await, Ok(taken) if taken.open == Some(Step::Check)));
        let Err(ReportError::OwnDraft(names)) = house.check("wu", mine.id).await else { panic!("a writer checked") };
        assert_eq!(names, "何清");
        assert!(matches!(house.sign_open("wu", mine.id).await, Err(ReportError::OwnDraft(_))));
        let view = house.view(mine.id).await;
        assert!(view.takers.iter().all(|taker| taker.account != both) && view.takers.len() == 1);
        house.check("he", mine.id).await.unwrap();
        // Of another's draft the same person is a checker like any other; who wrote on it last is its writer too.
        let theirs = house.with_text(TEXT).await;
        house.send("zhou", theirs.id).await.unwrap();
        house.check("wu", theirs.id).await.unwrap();
        let touched = house.with_text(TEXT).await;
        house.save("wu", &saving(&touched)).await.unwrap();
        house.send("wu", touched.id).await.unwrap();
        assert!(matches!(house.check("wu", touched.id).await, Err(ReportError::OwnDraft(_))));
    }
}

#[tokio::test]
async fn who_is_alone_in_an_office_takes_every_step() {
    for house in houses().await {
        house.disable("he").await;
        house.disable("qian").await;
        for role in [Role::Checker, Role::Signer] {
            house.grant("zhou", role).await;
        }
        let report = house.with_text(TEXT).await;
        let taken = house.sign_open("zhou", report.id).await.unwrap();
        assert_eq!((taken.steps, taken.open), (vec![Step::Send, Step::Check, Step::Sign], None));
    }
}

#[tokio::test]
async fn a_sign_off_that_fails_at_any_statement_leaves_nothing_behind() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        let report = house.with_text(TEXT).await;
        house.send("zhou", report.id).await.unwrap();
        house.check("he", report.id).await.unwrap();
        let before = house.view(report.id).await;
        let mut failures = 0;
        for n in 1..500 {
            house.test.db.faults().fail_at(n);
            let result = house.sign("qian", report.id, Some("已核对")).await;
            house.test.db.faults().clear();
            if result.is_ok() {
                break;
            }
            failures += 1;
            let after = house.view(report.id).await;
            assert_eq!((after.report, after.history), (before.report.clone(), before.history.clone()), "statement {n}");
        }
        assert!(failures > 5, "{failures}");
        assert!(house.view(report.id).await.report.signed());
    }
}
