//! 印发, 抄送: who got what.

use report::ReportError;
use report::actions::{self, CorrectionOf, Issue, RecipientOf};
use report::correction::Way;
use report::model::Step;

use crate::correction::{TEXT, corrected, issue, late, note, signed};
use crate::house::{House, houses};

async fn issued(house: &House, ask: &Issue) -> Result<usize, ReportError> {
    house.test.db.write(&house.actor("zhou").await, ask, actions::issue).await
}

#[tokio::test]
async fn the_list_of_who_got_the_old_figure_is_kept_and_stands_in_the_note() {
    for house in houses().await {
        let report = signed(&house).await;
        let id = report.id;
        assert_eq!(issued(&house, &issue(id, Way::Issued, "机关工委\n组织部、宣传部\n\n机关工委", "2022-10-31", 0)).await.unwrap(), 3);
        assert_eq!(issued(&house, &issue(id, Way::Issued, "机关工委", "2022-10-31", 0)).await.unwrap(), 0, "twice");
        assert_eq!(issued(&house, &issue(id, Way::Copied, "办公室", "2022-10-31", 0)).await.unwrap(), 1);
        let export = async |correction| {
            let ask = actions::Exported { id, correction };
            house.test.db.write(&house.actor("du").await, &ask, actions::note_export).await.unwrap();
        };
        export(0).await;
        export(0).await;
        let wrong = RecipientOf { id, number: 2 };
        house.test.db.write(&house.actor("zhou").await, &wrong, actions::withdraw_recipient).await.unwrap();
        let exported = RecipientOf { id, number: 5 };
        let refused = house.test.db.write(&house.actor("zhou").await, &exported, actions::withdraw_recipient).await;
        assert!(matches!(refused, Err(ReportError::NoRecipient)), "what happened is not taken back");
        late(&house, 3, 80).await;
        let one = corrected(&house, id, &["service"]).await;
        let (text, _) = note(&house, id, one.id).await;
        for words in ["机关工委\t印发\t报告\t2022年10月31日", "宣传部", "办公室\t抄送", "杜阅\t导出"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(!text.contains("组织部"), "what was taken back is not there");
        // Who got the note has the old figure of the next correction; who only got the second note has not.
        issued(&house, &issue(id, Way::Issued, "统计局", "2022-10-31", 1)).await.unwrap();
        late(&house, 4, 100).await;
        let two = corrected(&house, id, &["service"]).await;
        issued(&house, &issue(id, Way::Issued, "审计局", "2022-10-31", 2)).await.unwrap();
        let view = house.test.db.read(&house.by, &CorrectionOf { report: id, id: two.id }, actions::correction).await.unwrap();
        let names: Vec<&str> = view.recipients.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["机关工委", "宣传部", "办公室", "杜阅", "统计局"]);
        let history: Vec<String> =
            house.view(id).await.history.into_iter().filter(|line| line.step == Step::Issue).map(|line| line.reason).collect();
        assert_eq!(history[0], "印发报告：机关工委、组织部、宣传部（2022年10月31日）");
        assert!(history.contains(&"撤回：印发组织部".to_owned()));
    }
}

#[tokio::test]
async fn recipients_that_do_not_hold_are_refused() {
    for house in houses().await {
        let report = signed(&house).await;
        let id = report.id;
        for (ask, field) in [
            (issue(id, Way::Issued, " \n、", "2022-10-31", 0), "names"),
            (issue(id, Way::Issued, &"长".repeat(61), "2022-10-31", 0), "names"),
            (issue(id, Way::Issued, "组织部", "2022-11-01", 0), "day"),
            (issue(id, Way::Issued, "组织部", "2022-10-30", 0), "day"),
            (issue(id, Way::Issued, "组织部", "2022-10-31", 1), "correction"),
        ] {
            assert_eq!(issued(&house, &ask).await.unwrap_err().field(), Some(field), "{ask:?}");
        }
        let open = house.with_text(TEXT).await;
        assert!(matches!(issued(&house, &issue(open.id, Way::Issued, "组织部", "2022-10-31", 0)).await, Err(ReportError::NotSigned)));
        let ask = issue(id, Way::Issued, "组织部", "2022-10-31", 0);
        assert!(house.test.db.write(&house.actor("du").await, &ask, actions::issue).await.is_err());
        // A draft's export is no copy of a signed report.
        let ask = actions::Exported { id: open.id, correction: 0 };
        house.test.db.write(&house.actor("du").await, &ask, actions::note_export).await.unwrap();
        assert!(house.test.db.read(&house.by, &id, actions::recipients).await.unwrap().0.is_empty());
        // What the command line takes out is written down under its own name, once a day.
        for _ in 0..2 {
            house.test.db.write(&house.by, &actions::Exported { id, correction: 0 }, actions::note_export).await.unwrap();
        }
        let all = house.test.db.read(&house.by, &id, actions::recipients).await.unwrap().0;
        assert_eq!(all.iter().map(|one| (one.way, one.name.as_str())).collect::<Vec<_>>(), [(Way::Exported, "系统")]);
    }
}
