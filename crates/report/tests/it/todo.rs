//! 待办: which steps wait for whom.

use base::{Actor, Tx};
use kit::Todo;
use report::actions::{self, AnswerAsk, AskParty, CorrectionOf, DraftCorrection, GiveBack, Settle};
use report::correction::Reason;
use report::countersign::Party;
use uuid::Uuid;

use crate::house::{House, houses};

const TEXT: &str = "数据截至{截止日}，开展助企服务{assist.service 余}。";

async fn todos(house: &House, user: &str) -> Vec<(&'static str, String)> {
    let of = report::module().todos.unwrap();
    let act = async |tx: &mut Tx, by: &Actor, (): &()| of(tx, by).await;
    let found: Vec<Todo> = house.test.db.read(&house.actor(user).await, &(), act).await.unwrap();
    found.into_iter().map(|todo| (todo.kind, todo.href)).collect()
}

async fn kinds(house: &House, user: &str) -> Vec<&'static str> {
    todos(house, user).await.into_iter().map(|(kind, _)| kind).collect()
}

async fn of_all(house: &House) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut all = Vec::new();
    for user in ["zhou", "wu", "he", "qian", "du", "wai", "deng"] {
        let found = kinds(house, user).await;
        if !found.is_empty() {
            all.push((user, found));
        }
    }
    all
}

#[tokio::test]
async fn a_report_waits_for_whoever_may_take_its_next_step_and_for_nobody_else() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        let id = house.with_text(TEXT).await.id;
        for party in [Party::Org(house.orgs[1]), Party::Person(house.account("wu"))] {
            house.test.db.write(&house.actor("zhou").await, &AskParty { id, party }, actions::ask).await.unwrap();
        }
        assert!(of_all(&house).await.is_empty(), "a draft is its writer's own");
        house.send("zhou", id).await.unwrap();
        assert_eq!(of_all(&house).await, [("he", vec!["核稿"])]);
        house.check("he", id).await.unwrap();
        assert_eq!(of_all(&house).await, [("wu", vec!["会签"]), ("wai", vec!["会签"])]);
        assert_eq!(todos(&house, "wai").await[0].1, format!("/reports/{id}/countersign/1"));
        let answer = async |user: &str, number, opinion: Option<&str>| {
            let ask = AnswerAsk { id, number, opinion: opinion.map(str::to_owned) };
            house.test.db.write(&house.actor(user).await, &ask, actions::answer).await.unwrap();
        };
        answer("wai", 1, None).await;
        answer("wu", 2, Some("请核对企业数。")).await;
        assert_eq!(of_all(&house).await, [("zhou", vec!["处理意见"]), ("wu", vec!["处理意见"]), ("he", vec!["处理意见"])]);
        let settle = Settle { id, number: 2, words: "已核对，无误。".into() };
        house.test.db.write(&house.actor("zhou").await, &settle, actions::settle).await.unwrap();
        assert_eq!(of_all(&house).await, [("qian", vec!["签发"])]);
        let back = GiveBack { id, reason: "标题不当".into() };
        house.test.db.write(&house.actor("qian").await, &back, actions::give_back).await.unwrap();
        assert_eq!(of_all(&house).await, [("zhou", vec!["退回修改"])]);
    }
}

#[tokio::test]
async fn a_correction_waits_for_another_signer_than_who_drafted_it() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        let id = house.with_text(TEXT).await.id;
        house.send("zhou", id).await.unwrap();
        house.check("he", id).await.unwrap();
        house.sign("qian", id, Some("已知悉")).await.unwrap();
        assert!(of_all(&house).await.is_empty());
        house.note(2, house.facts("assist.service", 1, "2022-06-04", 80)).await;
        let candidates = house.test.db.read(&house.actor("zhou").await, &id, actions::correctable).await.unwrap();
        let keys = candidates.into_iter().map(|one| one.signed.key).collect();
        let ask = DraftCorrection { report: id, id: Uuid::from_u128(5), keys, reason: Reason::LateRecord, words: "补报".into() };
        house.test.db.write_long(&house.actor("zhou").await, &ask, actions::draft_correction).await.unwrap();
        let expected = format!("/reports/{id}/corrections/{}", Uuid::from_u128(5));
        assert_eq!((of_all(&house).await, todos(&house, "qian").await), (vec![("qian", vec!["批准更正"])], vec![("批准更正", expected)]));
        let approve = CorrectionOf { report: id, id: Uuid::from_u128(5) };
        house.test.db.write_long(&house.actor("qian").await, &approve, actions::approve_correction).await.unwrap();
        assert!(of_all(&house).await.is_empty());
    }
}

#[tokio::test]
async fn many_reports_are_one_line_more() {
    for house in houses().await {
        house.note(1, house.facts("assist.service", 1, "2022-06-03", 726)).await;
        for _ in 0..7 {
            let id = house.with_text(TEXT).await.id;
            house.send("zhou", id).await.unwrap();
        }
        let found = todos(&house, "he").await;
        assert_eq!((found.len(), found[4].1.as_str()), (5, "/reports?state=checking"));
    }
}
