//! Messages through the queue, on both databases.

use base::jobs::{self, Filter, Listed, State, Worker};
use base::{Actor, DbError, Tx};
use outbox::{Mail, RobotKind, RobotMessage};

use crate::listeners::{dead, mail_server, ok, web, with_mail, with_robot};

async fn queue(tx: &mut Tx, _: &Actor, (): &()) -> Result<bool, DbError> {
    let mail = Mail { to: "lin@example.cn".into(), subject: "今日待办".into(), text: "3 件".into() };
    outbox::queue_mail(tx, "lin 20221031", "每日待办", &mail, None).await
}

async fn queue_robot(tx: &mut Tx, _: &Actor, (): &()) -> Result<bool, DbError> {
    let message = RobotMessage { robot: "office".into(), title: "待办".into(), text: "3 件".into() };
    outbox::queue_robot(tx, "lin 20221031", "每日待办", &message, None).await
}

async fn list(tx: &mut Tx, _: &Actor, (): &()) -> Result<Vec<Listed>, DbError> {
    jobs::list(tx, &Filter::default(), 10).await
}

#[tokio::test]
async fn a_mail_is_sent_once_however_often_it_is_asked_for_and_waits_while_the_server_is_away() {
    for test in testkit::databases(&[]).await {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "test");
        assert!(test.db.write(&by, &(), queue).await.unwrap());
        assert!(!test.db.write(&by, &(), queue).await.unwrap());
        let clock = test.db.clock().clone();
        let worker = |settings| outbox::handlers(Worker::new(test.db.clone()), settings, clock.clone());
        worker(with_mail(dead().await)).run_due().await.unwrap();
        let waits = test.db.read(&by, &(), list).await.unwrap().remove(0);
        assert_eq!((waits.state, waits.tries, waits.title.as_str()), (State::Waiting, 1, "邮件：每日待办"));
        assert!(waits.reason.is_some_and(|why| !why.contains("lin@")));
        clock.set(clock.now().plus_seconds(15));
        let server = mail_server("220 test\r\n", &[]).await;
        worker(with_mail(server.at)).run_due().await.unwrap();
        assert_eq!(test.db.read(&by, &(), list).await.unwrap()[0].state, State::Done);
        assert_eq!(server.all().len(), 1);
    }
}

#[tokio::test]
async fn a_robot_that_declines_is_not_asked_again() {
    for test in testkit::databases(&[]).await {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "test");
        test.db.write(&by, &(), queue_robot).await.unwrap();
        let server = web(ok(r#"{"errcode":93000}"#)).await;
        let settings = with_robot(format!("http://{}/?key=geheim", server.at), RobotKind::Wecom, None);
        outbox::handlers(Worker::new(test.db.clone()), settings, test.db.clock().clone()).run_due().await.unwrap();
        let failed = test.db.read(&by, &(), list).await.unwrap().remove(0);
        assert_eq!(failed.state, State::Failed);
        assert!(!format!("{failed:?}").contains("geheim"));
    }
}

async fn queue_until(tx: &mut Tx, _: &Actor, until: &norms::Instant) -> Result<bool, DbError> {
    let mail = Mail { to: "lin@example.cn".into(), subject: "今日待办".into(), text: "3 件".into() };
    outbox::queue_mail(tx, "lin", "每日待办", &mail, Some(*until)).await
}

#[tokio::test]
async fn what_could_not_be_sent_in_time_is_not_sent_any_more() {
    for test in testkit::databases(&[]).await {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "test");
        let clock = test.db.clock().clone();
        test.db.write(&by, &clock.now().plus_seconds(15), queue_until).await.unwrap();
        let worker = |settings| outbox::handlers(Worker::new(test.db.clone()), settings, clock.clone());
        worker(with_mail(dead().await)).run_due().await.unwrap();
        clock.set(clock.now().plus_seconds(15));
        let server = mail_server("220 test\r\n", &[]).await;
        worker(with_mail(server.at)).run_due().await.unwrap();
        assert_eq!(test.db.read(&by, &(), list).await.unwrap()[0].state, State::Failed);
        assert!(server.all().is_empty());
    }
}
