//! 更正 of a signed report.

use base::{DbError, Role, Tx, sql};
use paper::Fonts;
use report::ReportError;
use report::actions::{self, CorrectionOf, Diff, DiffAsk, DraftCorrection, Export, Issue, WithdrawCorrection};
use report::correction::{Correction, Reason, Way};
use report::model::{Report, Step};
use uuid::Uuid;

use crate::house::{House, day, houses, notes};

pub const TEXT: &str = "数据截至{截止日}，开展助企服务{service: assist.service 余}，覆盖企业{firms: assist.enterprise_covered}。";

pub async fn signed(house: &House) -> Report {
    house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
    house.note(2, house.facts("assist.enterprise_covered", 1, "2022-06-03", 12)).await;
    house.signed(TEXT).await
}

fn asks(report: Uuid, keys: &[&str]) -> DraftCorrection {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    DraftCorrection {
        report,
        id: base::id::new_id(norms::Instant::from_micros(0)),
        keys,
        reason: Reason::LateRecord,
        words: "第2板块补报".into(),
    }
}

async fn draft_as(house: &House, user: &str, ask: &DraftCorrection) -> Result<Correction, ReportError> {
    house.test.db.write_long(&house.actor(user).await, ask, actions::draft_correction).await
}

async fn draft(house: &House, report: Uuid, keys: &[&str]) -> Result<Correction, ReportError> {
    draft_as(house, "zhou", &asks(report, keys)).await
}

async fn approve(house: &House, user: &str, report: Uuid, id: Uuid) -> Result<Correction, ReportError> {
    house.test.db.write(&house.actor(user).await, &CorrectionOf { report, id }, actions::approve_correction).await
}

pub async fn corrected(house: &House, report: Uuid, keys: &[&str]) -> Correction {
    let one = draft(house, report, keys).await.unwrap();
    approve(house, "qian", report, one.id).await.unwrap()
}

async fn diff(house: &House, id: Uuid) -> Diff {
    house.test.db.read(&house.by, &DiffAsk { id, sources: notes() }, actions::diff).await.unwrap()
}

/// 80 more services arrive for the second district.
pub async fn late(house: &House, id: u128, quantity: i64) {
    house.note(id, house.facts("assist.service", 2, "2022-09-08", quantity)).await;
}

#[tokio::test]
async fn a_correction_stands_beside_what_was_signed_and_comparisons_are_made_with_it() {
    for house in houses().await {
        let report = signed(&house).await;
        let before = house.view(report.id).await;
        house.set_clock("2022-11-05T02:00:00Z");
        late(&house, 3, 80).await;
        let one = draft(&house, report.id, &["service"]).await.unwrap();
        let [figure] = &one.figures[..] else { panic!("{one:?}") };
        assert_eq!((figure.old_value, figure.old_said.as_str()), (726, "700余场次"));
        assert_eq!((figure.new_value, figure.new_said.as_str(), figure.facts, figure.digest.len()), (806, "800余场次", 2, 64));
        assert_eq!(one.posting, 3);
        assert!(diff(&house, report.id).await.differs(), "a draft holds nothing yet");
        let one = approve(&house, "qian", report.id, one.id).await.unwrap();
        assert_eq!(one.number(), Some(1));
        let after = house.view(report.id).await;
        assert_eq!((&after.report, &after.document, &after.figures), (&before.report, &before.document, &before.figures));
        let seen = diff(&house, report.id).await;
        let [line] = &seen.figures[..] else { panic!("{seen:?}") };
        assert!(!seen.differs() && line.late.is_empty());
        assert_eq!(line.to_string(), "service assist.service of yz: signed 726场次, corrected to 806场次 (correction 1), today 806场次");
        late(&house, 4, 5).await;
        let seen = diff(&house, report.id).await;
        assert!(seen.differs());
        let said = seen.figures[0].to_string();
        assert!(
            said.starts_with("service assist.service of yz: signed 726场次, corrected to 806场次 (correction 1), today 811场次 (1 late")
        );
        let json = serde_json::to_value(house.test.db.read(&house.by, &report.id, actions::show).await.unwrap()).unwrap();
        assert_eq!(json["figures"][0]["value"], 726);
        assert_eq!(json["corrections"][0]["figures"][0]["new"], 806);
        assert_eq!(json["corrections"][0]["reason"], "late_record");
        let steps: Vec<(Step, String, String)> = after.history.into_iter().map(|line| (line.step, line.by, line.reason)).collect();
        assert!(
            steps.contains(&(Step::Correct, "周明".into(), "补报：助企服务“700余场次”（726场次）改为“800余场次”（806场次）".into())),
            "{steps:?}"
        );
        assert!(steps.contains(&(
            Step::Approve,
            "钱峰".into(),
            "更正1，补报：助企服务“700余场次”（726场次）改为“800余场次”（806场次）".into()
        )));
    }
}

#[tokio::test]
async fn a_correction_of_a_correction_takes_the_last_correct_value_as_old() {
    for house in houses().await {
        let report = signed(&house).await;
        late(&house, 3, 80).await;
        corrected(&house, report.id, &["service"]).await;
        late(&house, 4, 100).await;
        let dropped = draft(&house, report.id, &["service"]).await.unwrap();
        let ask = WithdrawCorrection { of: CorrectionOf { report: report.id, id: dropped.id }, reason: "再核一次".into() };
        house.test.db.write(&house.actor("qian").await, &ask, actions::withdraw_correction).await.unwrap();
        house.note(5, house.facts("assist.enterprise_covered", 2, "2022-06-04", 20)).await;
        let second = corrected(&house, report.id, &["service", "firms"]).await;
        assert_eq!(second.number(), Some(2), "what was withdrawn leaves no gap");
        let values: Vec<_> = second.figures.iter().map(|figure| (figure.old_value, figure.new_value)).collect();
        assert_eq!(values, [(806, 906), (12, 20)]);
        // Back to what was signed is a correction too.
        house.note(3, Vec::new()).await;
        house.note(4, Vec::new()).await;
        let third = corrected(&house, report.id, &["service"]).await;
        assert_eq!((third.figures[0].old_value, third.figures[0].new_value), (906, 726));
        assert!(!diff(&house, report.id).await.differs());
    }
}

#[tokio::test]
async fn a_total_without_a_list_that_is_said_apart_is_corrected_too() {
    for house in houses().await {
        let total = |quantity| {
            let metric = ledger::metrics::by_code("assist.enterprise_covered").unwrap();
            let (on, declared) = (day("2022-06-30"), Some(day("2022-06-01")));
            vec![ledger::Fact { metric, org: house.orgs[2], day: on, quantity, subject: None, declared }]
        };
        house.note(9, total(38)).await;
        let report = signed(&house).await;
        assert_eq!(house.view(report.id).await.figures[1].said, "12家（另报38家）");
        house.note(9, total(40)).await;
        let seen = diff(&house, report.id).await;
        assert!(seen.differs());
        assert!(seen.figures[0].to_string().contains("signed 12家, today 12家 (12家（另报40家）)"), "{}", seen.figures[0]);
        let one = corrected(&house, report.id, &["firms"]).await;
        let figure = &one.figures[0];
        assert_eq!((figure.old_said.as_str(), figure.new_said.as_str()), ("12家（另报38家）", "12家（另报40家）"));
        assert_eq!((figure.old_declared, figure.new_declared), (38, 40));
        assert!(!diff(&house, report.id).await.differs());
        let (text, _) = note(&house, report.id, one.id).await;
        assert!(text.contains("原为“12家（另报38家）”，现更正为12家（另报40家）。统计单位"), "{text}");
    }
}

#[tokio::test]
async fn nobody_approves_what_they_drafted_and_only_a_signer_approves() {
    for house in houses().await {
        let report = signed(&house).await;
        late(&house, 3, 80).await;
        assert!(draft_as(&house, "he", &asks(report.id, &["service"])).await.is_err(), "a checker drafts nothing");
        house.grant("zhou", Role::Signer).await;
        let one = draft(&house, report.id, &["service"]).await.unwrap();
        assert!(matches!(approve(&house, "zhou", report.id, one.id).await, Err(ReportError::OwnCorrection)));
        for user in ["he", "du"] {
            assert!(matches!(approve(&house, user, report.id, one.id).await, Err(ReportError::Board(_))), "{user}");
        }
        assert!(matches!(approve(&house, "wai", report.id, one.id).await, Err(ReportError::NotFound)));
        let own = CorrectionOf { report: report.id, id: one.id };
        assert!(matches!(house.test.db.write(&house.by, &own, actions::approve_correction).await, Err(ReportError::OwnCorrection)));
        // The database itself sees to it.
        let act = async |tx: &mut Tx, _: &base::Actor, id: &Uuid| {
            let text = "UPDATE report_correction SET state = 'approved', open = NULL, number = 1, ended_account = drafted_account, \
                 ended_name = 'x', ended_at = 1 WHERE tenant = $1 AND id = $2";
            tx.run(sql(text).bind(tx.tenant()).bind(*id)).await
        };
        assert!(matches!(house.test.db.write(&house.by, &one.id, act).await, Err(DbError::OutOfBounds(_))));
        approve(&house, "qian", report.id, one.id).await.unwrap();
        assert!(matches!(approve(&house, "qian", report.id, one.id).await, Err(ReportError::NotNow(Step::Approve))));
    }
}

#[tokio::test]
async fn what_does_not_hold_is_refused() {
    for house in houses().await {
        let report = signed(&house).await;
        assert_eq!(draft(&house, report.id, &["service"]).await.unwrap_err().field(), Some("keys"), "nothing differs");
        late(&house, 3, 80).await;
        for keys in [&[][..], &["nope"], &["firms"], &["service", "firms"]] {
            assert_eq!(draft(&house, report.id, keys).await.unwrap_err().field(), Some("keys"), "{keys:?}");
        }
        for words in [" ".to_owned(), "字".repeat(501)] {
            let ask = DraftCorrection { words, ..asks(report.id, &["service"]) };
            assert_eq!(draft_as(&house, "zhou", &ask).await.unwrap_err().field(), Some("words"));
        }
        let open = house.with_text(TEXT).await;
        assert!(matches!(draft(&house, open.id, &["service"]).await, Err(ReportError::NotSigned)));
        let ask = asks(report.id, &["service"]);
        let one = draft_as(&house, "zhou", &ask).await.unwrap();
        assert_eq!(draft_as(&house, "zhou", &ask).await.unwrap(), one, "a form sent twice drafts one");
        assert!(matches!(draft(&house, report.id, &["service"]).await, Err(ReportError::CorrectionOpen)));
        assert!(matches!(approve(&house, "qian", report.id, Uuid::from_u128(1)).await, Err(ReportError::NoCorrection)));
        let note = CorrectionOf { report: report.id, id: one.id };
        assert!(matches!(house.test.db.read(&house.by, &note, actions::correction_note).await, Err(ReportError::NotNow(Step::Approve))));
        // The ledger goes on: what was drafted is no longer right.
        late(&house, 4, 1).await;
        assert!(matches!(approve(&house, "qian", report.id, one.id).await, Err(ReportError::Stale(said)) if said == "800余场次"));
        let back = WithdrawCorrection { of: note, reason: String::new() };
        let by = house.actor("zhou").await;
        let refused = house.test.db.write(&by, &back, actions::withdraw_correction).await;
        assert_eq!(refused.unwrap_err().field(), Some("reason"));
        let back = WithdrawCorrection { reason: "台账又有变化".into(), ..back };
        house.test.db.write(&by, &back, actions::withdraw_correction).await.unwrap();
        assert!(matches!(house.test.db.write(&by, &back, actions::withdraw_correction).await, Err(ReportError::NotNow(Step::Withdraw))));
        corrected(&house, report.id, &["service"]).await;
    }
}

async fn paper(house: &House, id: Uuid) -> Vec<u8> {
    let paper = house.test.db.read(&house.by, &Export { id, trace: false, sources: notes() }, actions::paper).await.unwrap();
    actions::docx(&paper, &house.key, &Fonts::default()).unwrap()
}

pub async fn note(house: &House, report: Uuid, id: Uuid) -> (String, Vec<u8>) {
    let paper = house.test.db.read(&house.by, &CorrectionOf { report, id }, actions::correction_note).await.unwrap();
    (paper::plain_text(&paper.document), actions::docx(&paper, &house.key, &Fonts::default()).unwrap())
}

/// What a file's check says, and what of it was corrected since.
async fn check(house: &House, bytes: &[u8]) -> (bool, Vec<String>) {
    let checked = actions::verify_docx(bytes, &house.key).unwrap();
    let since = house.test.db.read(&house.by, &checked, actions::superseded).await.unwrap();
    (checked.agrees, since.iter().map(actions::Superseded::english).collect())
}

#[tokio::test]
async fn documents_keep_saying_what_was_signed_and_their_check_tells_what_was_corrected_since() {
    for house in houses().await {
        let report = signed(&house).await;
        let first = paper(&house, report.id).await;
        assert_eq!(check(&house, &first).await, (true, vec![]));
        late(&house, 3, 80).await;
        house.set_clock("2022-11-08T02:00:00Z");
        let one = corrected(&house, report.id, &["service"]).await;
        let since = vec!["figure service (700余场次) was corrected later: 800余场次, exactly 806场次, by correction 1".to_owned()];
        assert_eq!(check(&house, &first).await, (true, since.clone()));
        let export = house.test.db.read(&house.by, &Export { id: report.id, trace: true, sources: notes() }, actions::paper).await.unwrap();
        let text = paper::plain_text(&export.document);
        assert!(
            text.contains("开展助企服务700余场次")
                && text.contains("（更正1，2022年11月8日，补报：助企服务由“700余场次”（726场次）更正为“800余场次”（806场次））")
        );
        assert_eq!(
            check(&house, &paper(&house, report.id).await).await,
            (true, since),
            "an export of today says it and is no other report"
        );
        let (text, bytes) = note(&house, report.id, one.id).await;
        for words in [
            "关于《2022年1—10月党建工作简报》的更正说明",
            "更正1",
            "原为“700余场次”（726场次），现更正为800余场次（806场次）",
            "补报。第2板块补报",
            "没有登记收到原数字的单位和人员",
            "2022年11月8日",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert_eq!(check(&house, &bytes).await, (true, vec![]), "the note carries what holds");
        late(&house, 4, 100).await;
        corrected(&house, report.id, &["service"]).await;
        let since = vec!["figure service (800余场次) was corrected later: 900余场次, exactly 906场次, by correction 2".to_owned()];
        assert_eq!(check(&house, &bytes).await, (true, since));
        // Of a report that is not here, or out of sight, nothing is said.
        let checked = actions::verify_docx(&first, &house.key).unwrap();
        let far = actions::Checked { report: Some(Uuid::from_u128(4).to_string()), ..checked.clone() };
        assert_eq!(house.test.db.read(&house.by, &far, actions::superseded).await.unwrap(), []);
        assert_eq!(house.test.db.read(&house.actor("wai").await, &checked, actions::superseded).await.unwrap(), []);
    }
}

pub fn issue(id: Uuid, way: Way, names: &str, on: &str, correction: i64) -> Issue {
    Issue { id, way, names: names.into(), day: day(on), correction }
}

#[tokio::test]
async fn each_act_of_a_correction_that_fails_at_any_statement_leaves_nothing_behind() {
    for house in houses().await {
        let report = signed(&house).await;
        let id = report.id;
        late(&house, 3, 80).await;
        let (zhou, qian) = (house.actor("zhou").await, house.actor("qian").await);
        let db = &house.test.db;
        let first = asks(id, &["service"]);
        let second = asks(id, &["service"]);
        for act in 0..5 {
            if act == 2 {
                late(&house, 4, 100).await;
            }
            let state = async || {
                (
                    house.view(id).await.corrections,
                    house.view(id).await.history,
                    db.read(&house.by, &id, actions::recipients).await.unwrap().0,
                )
            };
            let (before, mut failures) = (state().await, 0);
            for n in 1..200 {
                db.faults().fail_at(n);
                let of = |ask: &DraftCorrection| CorrectionOf { report: id, id: ask.id };
                let done = match act {
                    0 => db.write_long(&zhou, &first, actions::draft_correction).await.map(|_| ()),
                    1 => db.write(&qian, &of(&first), actions::approve_correction).await.map(|_| ()),
                    2 => db.write_long(&zhou, &second, actions::draft_correction).await.map(|_| ()),
                    3 => {
                        let ask = WithdrawCorrection { of: of(&second), reason: "再核".into() };
                        db.write(&qian, &ask, actions::withdraw_correction).await.map(|_| ())
                    }
                    _ => db.write(&zhou, &issue(id, Way::Issued, "组织部\n宣传部", "2022-10-31", 0), actions::issue).await.map(|_| ()),
                };
                db.faults().clear();
                if done.is_ok() {
                    break;
                }
                failures += 1;
                assert_eq!(state().await, before, "act {act} statement {n}");
            }
            assert!(failures > 3, "act {act}: {failures}");
            assert_ne!(state().await, before, "act {act}");
        }
    }
}

#[tokio::test]
async fn the_pages_draft_approve_and_hand_out() {
    for house in houses().await {
        let report = signed(&house).await;
        let at = format!("/reports/{}", report.id);
        let mut zhou = house.client("zhou").await;
        zhou.get(&format!("{at}/corrections/new")).await.expect(200).shows("没有需要更正的");
        late(&house, 3, 80).await;
        zhou.get(&at).await.expect(200).shows("拟更正");
        zhou.get(&format!("{at}/diff")).await.expect(200).shows("拟更正");
        let new = format!("{at}/corrections/new");
        zhou.get(&new).await.expect(200).shows("助企服务：签发时“700余场次”（726场次），更正为“800余场次”（806场次）");
        zhou.submit(&new, &[("keys", "service"), ("reason", ""), ("words", "")]).await.expect(422).shows("请选择原因");
        zhou.get(&new).await;
        let fields = [("keys", "service"), ("reason", "late_record"), ("words", "第2板块<补报>")];
        let page = zhou.submit(&new, &fields).await.expect(200).shows("等待签发人批准").shows("由钱峰批准").shows("第2板块&#60;补报&#62;");
        let correction = page.path.split('?').next().unwrap().to_owned();
        assert!(!page.has("批准更正</button>"), "not who drafted it");
        zhou.get(&at).await.expect(200).shows("有一份更正等待批准");
        zhou.post(&format!("{correction}/approve"), &[]).await.expect(403);
        let mut du = house.client("du").await;
        du.get(&correction).await.expect(200);
        du.get(&format!("{correction}/docx")).await.expect(200).shows("已不在可以");
        du.post(&format!("{correction}/withdraw"), &[("reason", "x")]).await.expect(403);
        let mut qian = house.client("qian").await;
        qian.get(&correction).await.expect(200).shows("批准更正");
        qian.post(&format!("{correction}/approve"), &[]).await.expect(200).shows("更正1已批准").shows("导出更正说明");
        let note = qian.get(&format!("{correction}/docx")).await.expect(200);
        assert!(note.bytes.starts_with(b"PK"));
        let page = du
            .get(&at)
            .await
            .expect(200)
            .shows("700余场次")
            .shows("助企服务：“700余场次”（726场次）更正为“800余场次”（806场次）")
            .shows("已更正");
        assert!(!page.has("拟更正</a>"));
        du.get(&format!("{at}/figures/service")).await.expect(200).shows("更正1已改为“800余场次”（806场次）");
        let file = du.get(&format!("{at}/docx")).await.expect(200);
        du.get("/reports/verify").await;
        let checked = du.upload("/reports/verify", &[], &[("file", "报告.docx", &file.bytes)]).await.expect(200);
        checked.shows("一致").shows("“700余场次”后来已由更正1改为“800余场次”（806场次）");
        let list = format!("{at}/recipients");
        zhou.get(&list).await.expect(200).shows("杜阅").shows("更正1的说明").shows("钱峰");
        zhou.post(&list, &[("correction", "0"), ("way", "issued"), ("names", ""), ("day", "2022-10-31")]).await.expect(422);
        zhou.get(&list).await;
        let fields = [("correction", "0"), ("way", "issued"), ("names", "机关工委\r\n组织部"), ("day", "2022-10-31")];
        zhou.post(&list, &fields).await.expect(200).shows("已登记2个").shows("机关工委");
        zhou.get(&correction).await.expect(200).shows("机关工委");
        zhou.get(&list).await;
        zhou.post(&format!("{list}/3/withdraw"), &[]).await.expect(200).shows("已撤回");
        let page = du.get(&list).await.expect(200);
        assert!(!page.has("登记印发、抄送"));
        let draft = house.with_text(TEXT).await;
        zhou.get(&format!("/reports/{}/recipients", draft.id)).await.expect(200).shows("报告还没有签发");
        zhou.get(&format!("/reports/{}/corrections/new", draft.id)).await.expect(200).shows("报告还没有签发");
    }
}
