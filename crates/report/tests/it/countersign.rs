//! 会签: between 核稿 and 签发.

use base::{Actor, Role};
use report::ReportError;
use report::actions::{self, AnswerAsk, AskParty, Excuse, GiveBack, Replace, Settle};
use report::countersign::Party;
use report::model::{Report, Step};
use uuid::Uuid;

use crate::house::{House, houses, notes};

const TEXT: &str = "数据截至{截止日}，开展助企服务{assist.service 余}。";

async fn ask(house: &House, user: &str, id: Uuid, party: Party) -> Result<Report, ReportError> {
    house.test.db.write(&house.actor(user).await, &AskParty { id, party }, actions::ask).await
}

fn person(house: &House, user: &str) -> Party {
    Party::Person(house.account(user))
}

async fn answer_as(house: &House, by: &Actor, id: Uuid, number: i64, opinion: Option<&str>) -> Result<Report, ReportError> {
    let ask = AnswerAsk { id, number, opinion: opinion.map(str::to_owned) };
    house.test.db.write(by, &ask, actions::answer).await
}

async fn answer(house: &House, user: &str, id: Uuid, number: i64, opinion: Option<&str>) -> Result<Report, ReportError> {
    answer_as(house, &house.actor(user).await, id, number, opinion).await
}

async fn replace(house: &House, user: &str, id: Uuid, number: i64, party: Party) -> Result<Report, ReportError> {
    let ask = Replace { id, number, party, reason: "原会签人已调离".into() };
    house.test.db.write(&house.actor(user).await, &ask, actions::replace).await
}

/// A report that was passed on, with the first district (number 1, where 外板块 is) and 吴静 (number 2) asked.
async fn passed_on(house: &House) -> Uuid {
    house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
    let report = house.with_text(TEXT).await;
    ask(house, "zhou", report.id, Party::Org(house.orgs[1])).await.unwrap();
    ask(house, "zhou", report.id, person(house, "wu")).await.unwrap();
    house.send("zhou", report.id).await.unwrap();
    house.check("he", report.id).await.unwrap();
    report.id
}

async fn lines(house: &House, id: Uuid) -> Vec<(Step, String, String)> {
    house.view(id).await.history.into_iter().map(|line| (line.step, line.by, line.reason)).collect()
}

#[tokio::test]
async fn who_is_asked_answers_between_check_and_sign_off_and_history_keeps_each() {
    for house in houses().await {
        let id = passed_on(&house).await;
        let view = house.view(id).await;
        assert_eq!((view.report.state.code(), view.report.state.chinese()), ("countersigning", "会签中"));
        let takers: Vec<&str> = view.takers.iter().map(|taker| taker.name.as_str()).collect();
        assert_eq!(takers, ["外板块", "吴静"]);
        let Err(ReportError::Awaiting(names)) = house.sign("qian", id, Some("x")).await else { panic!("it was signed too early") };
        assert_eq!(names, "第1板块、吴静");
        assert!(matches!(answer(&house, "wu", id, 1, None).await, Err(ReportError::NotYours(Step::Countersign))));
        answer(&house, "wai", id, 1, None).await.unwrap();
        assert!(matches!(answer(&house, "wai", id, 1, None).await, Err(ReportError::NotNow(Step::Countersign))));
        assert!(matches!(answer(&house, "wu", id, 9, None).await, Err(ReportError::NoCountersign)));
        answer(&house, "wu", id, 2, None).await.unwrap();
        assert_eq!(house.view(id).await.report.state.chinese(), "待签发");
        house.sign("qian", id, Some("已核对")).await.unwrap();
        assert!(matches!(answer(&house, "wu", id, 2, None).await, Err(ReportError::Signed)));
        let said: Vec<_> = lines(&house, id).await.into_iter().filter(|(step, ..)| matches!(step, Step::Ask | Step::Countersign)).collect();
        let line = |step, by: &str, words: &str| (step, by.to_owned(), words.to_owned());
        let expected = [
            line(Step::Ask, "周明", "第1板块"),
            line(Step::Ask, "周明", "吴静"),
            line(Step::Countersign, "外板块", "（第1板块）同意"),
            line(Step::Countersign, "吴静", "同意"),
        ];
        assert_eq!(said, expected);
    }
}

#[tokio::test]
async fn an_opinion_stands_in_the_way_until_it_is_dealt_with() {
    for house in houses().await {
        let id = passed_on(&house).await;
        assert_eq!(answer(&house, "wai", id, 1, Some(" ")).await.unwrap_err().field(), Some("opinion"));
        answer(&house, "wai", id, 1, Some("第二段数字请再核")).await.unwrap();
        answer(&house, "wu", id, 2, None).await.unwrap();
        assert!(matches!(house.sign("qian", id, Some("x")).await, Err(ReportError::Awaiting(names)) if names == "第1板块"));
        let takers: Vec<String> = house.view(id).await.takers.into_iter().map(|taker| taker.name).collect();
        assert_eq!(takers, ["何清", "吴静", "周明"], "whoever deals with opinions");
        let settle = |words: &str| Settle { id, number: 1, words: words.into() };
        let act = async |user: &str, ask: Settle| house.test.db.write(&house.actor(user).await, &ask, actions::settle).await;
        assert!(act("du", settle("已核")).await.is_err());
        assert_eq!(act("zhou", settle("")).await.unwrap_err().field(), Some("reason"));
        act("zhou", settle("已与台账核对，无误")).await.unwrap();
        assert!(matches!(act("zhou", settle("再来")).await, Err(ReportError::NotNow(Step::Settle))));
        house.sign("qian", id, Some("已核对")).await.unwrap();
        assert!(lines(&house, id).await.contains(&(Step::Settle, "周明".into(), "第1板块：已与台账核对，无误".into())));
    }
}

#[tokio::test]
async fn a_report_that_goes_back_asks_everybody_anew() {
    for house in houses().await {
        let id = passed_on(&house).await;
        answer(&house, "wu", id, 2, None).await.unwrap();
        answer(&house, "wai", id, 1, Some("请补写原因")).await.unwrap();
        let back = |user: &'static str| async {
            let ask = GiveBack { id, reason: "按会签意见修改".into() };
            house.test.db.write(&house.actor(user).await, &ask, actions::give_back).await
        };
        assert!(back("du").await.is_err());
        back("zhou").await.unwrap();
        assert!(house.view(id).await.countersigns.iter().all(|asked| asked.one.unanswered()));
        house.send("zhou", id).await.unwrap();
        house.check("he", id).await.unwrap();
        assert!(matches!(house.sign("qian", id, Some("x")).await, Err(ReportError::Awaiting(_))));
        answer(&house, "wai", id, 1, None).await.unwrap();
        answer(&house, "wu", id, 2, None).await.unwrap();
        let count = lines(&house, id).await.into_iter().filter(|(step, ..)| *step == Step::Countersign).count();
        assert_eq!(count, 4, "what was answered before stays in the history");
        // Who is asked may give it back themselves.
        let second = passed_on(&house).await;
        let ask = GiveBack { id: second, reason: "数字不对".into() };
        house.test.db.write(&house.actor("wai").await, &ask, actions::give_back).await.unwrap();
    }
}

#[tokio::test]
async fn one_who_has_left_cannot_countersign_and_another_is_asked() {
    for house in houses().await {
        let id = passed_on(&house).await;
        // They were signed in when the account was disabled, or the right taken away.
        let (wu, wai) = (house.actor("wu").await, house.actor("wai").await);
        house.disable("wu").await;
        house.take_away("wai", Role::Officer, 1).await;
        assert!(matches!(answer_as(&house, &wu, id, 2, None).await, Err(ReportError::Left(name)) if name == "吴静"));
        assert!(matches!(answer_as(&house, &wai, id, 1, None).await, Err(ReportError::NotYours(Step::Countersign))));
        let view = house.view(id).await;
        assert!(view.countersigns.iter().all(actions::Countersigned::left));
        let page = house.client("zhou").await.get(&format!("/reports/{id}")).await.expect(200);
        page.shows("第1板块、吴静现在不能会签：账号已停用，或不再有会签权限").shows("已离任").shows("无人办理").shows("另请会签");
        // The drafter replaces who has left, the checker too; one who is still there only the checker.
        assert!(matches!(replace(&house, "zhou", id, 2, person(&house, "du")).await, Err(error) if error.field() == Some("party")));
        replace(&house, "zhou", id, 2, person(&house, "he")).await.unwrap();
        assert!(matches!(replace(&house, "zhou", id, 2, person(&house, "qian")).await, Err(ReportError::NotNow(Step::Replace))));
        replace(&house, "he", id, 2, person(&house, "qian")).await.unwrap();
        let excuse = Excuse { id, number: 1, reason: "板块已撤并".into() };
        house.test.db.write(&house.actor("zhou").await, &excuse, actions::excuse).await.unwrap();
        answer(&house, "qian", id, 2, None).await.unwrap();
        house.sign("qian", id, Some("已核对")).await.unwrap();
        let kept = lines(&house, id).await;
        assert!(kept.contains(&(Step::Replace, "周明".into(), "吴静改为何清（原会签人已调离）".into())), "{kept:?}");
        assert!(kept.contains(&(Step::Excuse, "周明".into(), "第1板块（板块已撤并）".into())));
    }
}

#[tokio::test]
async fn a_right_taken_away_stops_a_person_who_keeps_the_account() {
    for house in houses().await {
        let id = passed_on(&house).await;
        house.grant_on("wu", Role::Reader, 0).await;
        house.take_away("wu", Role::Officer, 0).await;
        assert!(matches!(answer(&house, "wu", id, 2, None).await, Err(ReportError::Left(_))));
        let mut wu = house.client("wu").await;
        wu.get(&format!("/reports/{id}")).await.expect(200);
        wu.post(&format!("/reports/{id}/countersign/2/answer"), &[("answer", "agree")]).await.expect(403);
        answer(&house, "wai", id, 1, None).await.unwrap();
        house.grant_on("wu", Role::Officer, 0).await;
        answer(&house, "wu", id, 2, None).await.unwrap();
    }
}

#[tokio::test]
async fn an_org_that_is_asked_reads_the_report_once_it_was_passed_on_and_nothing_more() {
    for house in houses().await {
        house.note(2, house.facts("assist.service", 2, "2022-06-03", 5)).await;
        let report = house.with_text(TEXT).await;
        let id = report.id;
        ask(&house, "zhou", id, Party::Org(house.orgs[1])).await.unwrap();
        let mut wai = house.client("wai").await;
        wai.get(&format!("/reports/{id}")).await.expect(404);
        house.send("zhou", id).await.unwrap();
        wai.get(&format!("/reports/{id}")).await.expect(404);
        house.check("he", id).await.unwrap();
        wai.get(&format!("/reports/{id}")).await.expect(200).shows("会签").shows("由您办理");
        wai.get("/reports").await.expect(200).shows(&report.title).shows("会签中");
        wai.get(&format!("/reports/{id}/figures/k1")).await.expect(200).shows("没有查看其明细的权限");
        wai.post(&format!("/reports/{id}/edit"), &[]).await.expect(403);
        let page = wai.get(&format!("/reports/{id}/countersign/1")).await.expect(200).shows("有意见");
        assert!(!page.has("另请他人"));
        wai.post(&format!("/reports/{id}/countersign/1/answer"), &[]).await.expect(422).shows("请选择");
        wai.get(&format!("/reports/{id}/countersign/1")).await;
        wai.post(&format!("/reports/{id}/countersign/1/answer"), &[("answer", "opinion")]).await.expect(422).shows("请写明意见");
        wai.get(&format!("/reports/{id}/countersign/1")).await;
        wai.post(&format!("/reports/{id}/countersign/1/answer"), &[("answer", "agree")]).await.expect(200).shows("已会签");
        let export = actions::Export { id, trace: true, sources: notes() };
        let paper = house.test.db.read(&house.actor("wai").await, &export, actions::paper).await.unwrap();
        assert!(paper.document.trace.unwrap().figures[0].facts.is_empty());
        house.sign("qian", id, Some("已核对")).await.unwrap();
        house.note(3, house.facts("assist.service", 2, "2022-06-04", 7)).await;
        let page = wai.get(&format!("/reports/{id}/diff")).await.expect(200).shows("12场次");
        assert!(!page.has("记录3"), "records of others stay out of sight");
        house.client("du").await.get(&format!("/reports/{id}/diff")).await.expect(200).shows("记录3");
    }
}

#[tokio::test]
async fn whom_nobody_can_answer_for_is_not_asked() {
    for house in houses().await {
        let report = house.with_text(TEXT).await;
        let id = report.id;
        let refused = [
            ("a reader", person(&house, "du")),
            ("the writer", person(&house, "zhou")),
            ("the org itself", Party::Org(house.orgs[0])),
            ("an org without anybody", Party::Org(house.orgs[3])),
            ("somebody of another org", person(&house, "wai")),
        ];
        for (who, party) in refused {
            assert_eq!(ask(&house, "zhou", id, party).await.unwrap_err().field(), Some("party"), "{who}");
        }
        ask(&house, "zhou", id, person(&house, "wu")).await.unwrap();
        assert_eq!(ask(&house, "zhou", id, person(&house, "wu")).await.unwrap_err().field(), Some("party"), "twice");
        assert!(ask(&house, "du", id, person(&house, "he")).await.is_err());
        assert!(matches!(ask(&house, "he", id, person(&house, "he")).await, Err(ReportError::NotNow(Step::Ask))));
        house.send("zhou", id).await.unwrap();
        assert!(matches!(ask(&house, "zhou", id, person(&house, "qian")).await, Err(ReportError::NotNow(Step::Ask))));
        ask(&house, "he", id, person(&house, "qian")).await.unwrap();
        assert_eq!(house.view(id).await.countersigns.len(), 2);
        house.check("he", id).await.unwrap();
        assert!(matches!(ask(&house, "he", id, Party::Org(house.orgs[1])).await, Err(ReportError::NotNow(Step::Ask))));
    }
}

#[tokio::test]
async fn sign_on_the_command_line_takes_the_countersign_that_is_ones_own() {
    for house in houses().await {
        let id = passed_on(&house).await;
        let Err(error) = house.sign_open("qian", id).await else { panic!("a signer passed over 会签") };
        assert!(error.to_string().contains("countersign (会签)"), "{error}");
        let taken = house.sign_open("wai", id).await.unwrap();
        assert_eq!((taken.steps, taken.open), (vec![Step::Countersign], Some(Step::Countersign)));
        assert!(matches!(house.sign_open("wai", id).await, Err(ReportError::NotYours(Step::Countersign))));
        house.grant("wu", Role::Signer).await;
        let taken = house.sign_open("wu", id).await.unwrap();
        assert_eq!((taken.steps, taken.open), (vec![Step::Countersign, Step::Sign], None));
        let shown = house.test.db.read(&house.by, &id, actions::show).await.unwrap();
        assert_eq!(shown.state, "signed");
    }
}

#[tokio::test]
async fn each_act_of_countersigning_that_fails_at_any_statement_leaves_nothing_behind() {
    for house in houses().await {
        let id = passed_on(&house).await;
        let (wai, he) = (house.actor("wai").await, house.actor("he").await);
        let signer = house.actor("qian").await;
        let db = &house.test.db;
        let qian = person(&house, "qian");
        for act in 0..5 {
            let (mut failures, before) = (0, (house.view(id).await, lines(&house, id).await));
            for n in 1..200 {
                db.faults().fail_at(n);
                let done = match act {
                    0 => answer_as(&house, &wai, id, 1, Some("请再核")).await,
                    1 => db.write(&he, &Settle { id, number: 1, words: "已核".into() }, actions::settle).await,
                    2 => db.write(&he, &Replace { id, number: 2, party: qian, reason: "调离".into() }, actions::replace).await,
                    3 => db.write(&he, &Excuse { id, number: 2, reason: "撤并".into() }, actions::excuse).await,
                    _ => db.write(&signer, &GiveBack { id, reason: "再改".into() }, actions::give_back).await,
                };
                db.faults().clear();
                if done.is_ok() {
                    break;
                }
                failures += 1;
                let after = house.view(id).await;
                assert_eq!((&after.report, &after.countersigns), (&before.0.report, &before.0.countersigns), "act {act} statement {n}");
                assert_eq!(lines(&house, id).await, before.1);
            }
            assert!(failures > 3, "act {act}: {failures}");
            assert_ne!(lines(&house, id).await, before.1);
        }
    }
}

#[tokio::test]
async fn the_pages_ask_settle_and_replace() {
    for house in houses().await {
        let report = house.with_text(TEXT).await;
        let at = format!("/reports/{}", report.id);
        let mut zhou = house.client("zhou").await;
        zhou.get(&at).await.expect(200).shows("没有请其他部门或人员会签");
        let page = zhou.get(&format!("{at}/countersign")).await.expect(200).shows("第1板块").shows("吴静（个人）");
        assert!(!page.has("周明（个人）") && !page.has("第2板块"), "only who can answer is offered");
        zhou.post(&format!("{at}/countersign"), &[("party", "")]).await.expect(422).shows("请选择");
        zhou.get(&format!("{at}/countersign")).await;
        let district = format!("o:{}", house.orgs[1]);
        zhou.post(&format!("{at}/countersign"), &[("party", &district)]).await.expect(200).shows("已列入会签");
        zhou.post(&format!("{at}/send"), &[]).await.expect(200);
        let mut he = house.client("he").await;
        he.get(&at).await.expect(200);
        he.post(&format!("{at}/check"), &[]).await.expect(200).shows("已请各方会签").shows("1家，1家未办");
        let mut wai = house.client("wai").await;
        wai.get(&format!("{at}/countersign/1")).await.expect(200);
        let fields = [("answer", "opinion"), ("opinion", "请核<第二段>")];
        wai.post(&format!("{at}/countersign/1/answer"), &fields).await.expect(200).shows("意见已记入");
        let mut qian = house.client("qian").await;
        qian.get(&format!("{at}/sign")).await.expect(200).shows("会签还没有办完");
        he.get(&format!("{at}/countersign/1")).await.expect(200).shows("请核&lt;第二段&gt;").shows("处理意见");
        he.post(&format!("{at}/countersign/1/settle"), &[("reason", "")]).await.expect(422).shows("请填写怎样处理");
        he.get(&format!("{at}/countersign/1")).await;
        he.post(&format!("{at}/countersign/1/settle"), &[("reason", "已核对")]).await.expect(200).shows("意见处理已记入");
        qian.get(&format!("{at}/sign")).await.expect(200).shows("意见已处理").shows("处理：已核对");
        he.get(&format!("{at}/countersign/7")).await.expect(404).shows("没有这一项会签");
        he.get("/reports").await;
        he.post(&format!("{at}/countersign/1/replace"), &[("party", "nobody"), ("reason", "x")]).await.expect(200).shows("已不在可以");
    }
}
