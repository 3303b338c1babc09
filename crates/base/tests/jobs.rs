//! What the queue of jobs promises, on SQLite and on PostgreSQL, with the clock in hand.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base::jobs::{self, Fault, Filter, Job, LEASE_SECONDS, Listed, MOST_TRIES, NewJob, State, Worker};
use base::{Actor, Db, DbError, Migrations, Options, Tx, sql};
use serde_json::json;
use testkit::{TestDb, databases_unnoted};

const EFFECTS: Migrations = Migrations {
    room: "effects",
    steps: &[
        "CREATE TABLE effect(tenant BIGINT NOT NULL REFERENCES tenant(id), id {id} NOT NULL, job {key} NOT NULL, PRIMARY KEY(tenant, id)) {strict}",
    ],
};

async fn fresh() -> Vec<(TestDb, Actor)> {
    let mut all = Vec::new();
    for test in databases_unnoted(&[EFFECTS]).await {
        let tenant = test.db.new_tenant().await.unwrap();
        all.push((test, Actor::system(tenant, "test")));
    }
    all
}

fn job(once: &str) -> NewJob {
    NewJob::new("test.note", once, format!("记 {once}"), json!({ "once": once }))
}

async fn queue(tx: &mut Tx, _: &Actor, once: &String) -> Result<bool, DbError> {
    jobs::enqueue(tx, &job(once)).await
}

async fn queue_and_refuse(tx: &mut Tx, _: &Actor, once: &String) -> Result<(), DbError> {
    jobs::enqueue(tx, &job(once)).await?;
    Err(DbError::Missing("asked".into()))
}

async fn list(tx: &mut Tx, _: &Actor, filter: &Filter) -> Result<Vec<Listed>, DbError> {
    jobs::list(tx, filter, 1000).await
}

async fn only(db: &Db, by: &Actor) -> Listed {
    let mut all = db.read(by, &Filter::default(), list).await.unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// An effect in the database, together with the job's end.
async fn effect(tx: &mut Tx, _: &Actor, job: &Job) -> Result<(), DbError> {
    let row = sql("INSERT INTO effect(tenant, id, job) VALUES ($1, $2, $3)").bind(tx.tenant()).bind(tx.new_id()).bind(&job.once);
    tx.run(row).await?;
    if jobs::settle(tx, job).await? { Ok(()) } else { Err(DbError::Missing("the lease".into())) }
}

async fn effects(tx: &mut Tx, by: &Actor, _: &()) -> Result<(i64, i64), DbError> {
    tx.one(sql("SELECT count(*), count(DISTINCT job) FROM effect WHERE tenant = $1").bind(by.tenant)).await
}

fn worker(db: &Db) -> Worker {
    let own = db.clone();
    Worker::new(db.clone()).on("test.note", move |job| {
        let db = own.clone();
        async move { Ok(db.write(&job.actor(), &job, effect).await?) }
    })
}

fn failing(db: &Db, fault: Fault) -> Worker {
    Worker::new(db.clone()).on("test.note", move |_| {
        let fault = fault.clone();
        async move { Err(fault) }
    })
}

fn later(test: &TestDb, seconds: i64) {
    let clock = test.db.clock();
    clock.set(clock.now().plus_seconds(seconds));
}

#[tokio::test]
async fn a_job_comes_with_its_act_and_goes_with_it_and_a_repeat_is_queued_once() {
    for (test, by) in fresh().await {
        assert!(test.db.write(&by, &"a".to_owned(), queue_and_refuse).await.is_err());
        assert!(test.db.read(&by, &Filter::default(), list).await.unwrap().is_empty(), "the act was refused");
        assert!(test.db.write(&by, &"a".to_owned(), queue).await.unwrap());
        assert!(!test.db.write(&by, &"a".to_owned(), queue).await.unwrap(), "the same word");
        assert_eq!(worker(&test.db).run_due().await.unwrap(), 1);
        assert!(!test.db.write(&by, &"a".to_owned(), queue).await.unwrap(), "done, so not to be done again");
        assert_eq!(test.db.read(&by, &(), effects).await.unwrap(), (1, 1));
        let done = only(&test.db, &by).await;
        assert_eq!((done.state, done.tries, done.due, done.title.as_str()), (State::Done, 1, None, "记 a"));
    }
}

#[tokio::test]
async fn a_worker_stopped_for_its_lease_loses_it_and_what_it_then_does_is_not_kept() {
    for (test, by) in fresh().await {
        test.db.write(&by, &"a".to_owned(), queue).await.unwrap();
        let stopped = worker(&test.db).take_and_stop().await.unwrap();
        later(&test, LEASE_SECONDS - 1);
        assert_eq!(worker(&test.db).run_due().await.unwrap(), 0, "the lease still runs");
        later(&test, 1);
        let second = worker(&test.db).take_and_stop().await.unwrap();
        assert_eq!((second.len(), second[0].tries), (1, 2));
        let late = test.db.write(&by, &stopped[0], effect).await;
        assert!(late.is_err(), "the first wakes up and finds its lease gone");
        assert_eq!(only(&test.db, &by).await.state, State::Running, "it did not end the second's try either");
        test.db.write(&by, &second[0], effect).await.unwrap();
        assert!(test.db.write(&by, &stopped[0], effect).await.is_err());
        assert_eq!(test.db.read(&by, &(), effects).await.unwrap(), (1, 1), "one effect");
        assert_eq!(only(&test.db, &by).await.state, State::Done);
    }
}

#[tokio::test]
async fn a_clock_that_goes_backwards_keeps_a_job_waiting_and_never_does_it_twice() {
    for (test, by) in fresh().await {
        test.db.write(&by, &"a".to_owned(), queue).await.unwrap();
        let first = worker(&test.db).take_and_stop().await.unwrap();
        later(&test, -3_600);
        assert_eq!(worker(&test.db).run_due().await.unwrap(), 0, "its lease ends an hour later than it seemed");
        test.db.write(&by, &first[0], effect).await.unwrap();
        assert_eq!(only(&test.db, &by).await.state, State::Done, "who holds it ends it");
        // What was put off while the clock was ahead waits until it has come there again, and is done then.
        later(&test, 3_600);
        test.db.write(&by, &"b".to_owned(), queue).await.unwrap();
        later(&test, -3_600);
        assert_eq!(worker(&test.db).run_due().await.unwrap(), 0);
        later(&test, 3_600);
        assert_eq!(worker(&test.db).run_due().await.unwrap(), 1);
        assert_eq!(test.db.read(&by, &(), effects).await.unwrap(), (2, 2));
    }
}

#[tokio::test]
async fn tries_come_slower_and_slower_and_end_as_failed_with_the_reason() {
    for (test, by) in fresh().await {
        test.db.write(&by, &"a".to_owned(), queue).await.unwrap();
        let worker = failing(&test.db, Fault::Again("the mail server\nis away".into()));
        for tries in 1..=MOST_TRIES {
            assert_eq!(worker.run_due().await.unwrap(), 1);
            let now = only(&test.db, &by).await;
            assert_eq!((now.tries, now.reason.as_deref()), (tries, Some("the mail server is away")));
            if tries < MOST_TRIES {
                assert_eq!((now.state, now.due), (State::Waiting, Some(test.db.clock().now().plus_seconds(jobs::delay(tries)))));
                later(&test, jobs::delay(tries) - 1);
                assert_eq!(worker.run_due().await.unwrap(), 0, "not before its time");
                later(&test, 1);
            }
        }
        assert_eq!(only(&test.db, &by).await.state, State::Failed);
        later(&test, 1_000_000);
        assert_eq!(worker.run_due().await.unwrap(), 0, "never again by itself");
    }
}

#[tokio::test]
async fn what_can_never_succeed_fails_at_once_and_a_panic_is_a_try() {
    for (test, by) in fresh().await {
        test.db.write(&by, &"a".to_owned(), queue).await.unwrap();
        let panics = Worker::new(test.db.clone()).on("test.note", |_| async { panic!("asked") });
        assert_eq!(panics.run_due().await.unwrap(), 1);
        assert_eq!(only(&test.db, &by).await.state, State::Waiting);
        later(&test, 15);
        failing(&test.db, Fault::Never("no such address".into())).run_due().await.unwrap();
        let failed = only(&test.db, &by).await;
        assert_eq!((failed.state, failed.reason.as_deref()), (State::Failed, Some("no such address")));
    }
}

#[tokio::test]
async fn a_job_during_which_the_process_ends_each_time_is_given_up() {
    for (test, by) in fresh().await {
        test.db.write(&by, &"a".to_owned(), queue).await.unwrap();
        for _ in 0..MOST_TRIES {
            assert_eq!(worker(&test.db).take_and_stop().await.unwrap().len(), 1);
            later(&test, LEASE_SECONDS);
        }
        worker(&test.db).run_due().await.unwrap();
        assert_eq!(only(&test.db, &by).await.state, State::Failed);
        assert_eq!(test.db.read(&by, &(), effects).await.unwrap(), (0, 0), "it was not run once more");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_share_the_queue_and_do_each_job_once() {
    for (test, by) in fresh().await {
        for i in 0..100 {
            test.db.write(&by, &format!("{i}"), queue).await.unwrap();
        }
        let mut tasks = Vec::new();
        for _ in 0..3 {
            // A process of its own: its own pools and lanes, the same database.
            let db = Db::open(&test.url, &[EFFECTS], test.db.clock().clone(), Options::default()).await.unwrap();
            tasks.push(tokio::spawn(async move {
                let tries = worker(&db).run_due().await.unwrap();
                db.close().await;
                tries
            }));
        }
        let mut tries = 0;
        for task in tasks {
            tries += task.await.unwrap();
        }
        assert_eq!((tries, test.db.read(&by, &(), effects).await.unwrap()), (100, (100, 100)));
    }
}

#[tokio::test]
async fn a_worker_told_to_stop_lets_what_runs_finish() {
    for (test, by) in fresh().await {
        test.db.write(&by, &"a".to_owned(), queue).await.unwrap();
        let (begun, go) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
        let (b, g) = (begun.clone(), go.clone());
        let worker = Worker::new(test.db.clone()).on("test.note", move |_| {
            let (begun, go) = (b.clone(), g.clone());
            async move {
                begun.notify_one();
                go.notified().await;
                Ok(())
            }
        });
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            worker.run(stopped).await;
        });
        begun.notified().await;
        stop.send(()).unwrap();
        go.notify_one();
        running.await.unwrap();
        assert_eq!(only(&test.db, &by).await.state, State::Done);
    }
}

async fn retry(tx: &mut Tx, _: &Actor, id: &base::Id) -> Result<bool, DbError> {
    jobs::retry(tx, *id).await
}

async fn cancel(tx: &mut Tx, _: &Actor, id: &base::Id) -> Result<bool, DbError> {
    jobs::cancel(tx, *id).await
}

#[tokio::test]
async fn a_failed_job_can_be_tried_anew_a_waiting_one_called_off_and_a_done_one_neither() {
    for (test, by) in fresh().await {
        test.db.write(&by, &"a".to_owned(), queue).await.unwrap();
        failing(&test.db, Fault::Never("no".into())).run_due().await.unwrap();
        let id = only(&test.db, &by).await.id;
        assert!(!test.db.write(&by, &id, cancel).await.unwrap(), "failed");
        assert!(test.db.write(&by, &id, retry).await.unwrap());
        assert!(test.db.write(&by, &id, cancel).await.unwrap());
        assert_eq!(worker(&test.db).run_due().await.unwrap(), 0, "called off");
        assert!(test.db.write(&by, &id, retry).await.unwrap());
        assert_eq!(worker(&test.db).run_due().await.unwrap(), 1);
        assert!(!test.db.write(&by, &id, retry).await.unwrap(), "done");
        let stranger = Actor::system(test.db.new_tenant().await.unwrap(), "test");
        assert!(test.db.read(&stranger, &Filter::default(), list).await.unwrap().is_empty());
        assert!(!test.db.write(&stranger, &id, retry).await.unwrap(), "of another office");
    }
}

#[tokio::test]
async fn the_list_is_filtered_and_paged_and_what_is_long_over_goes() {
    for (test, by) in fresh().await {
        for i in 0..5 {
            test.db.write(&by, &format!("{i}"), queue).await.unwrap();
        }
        worker(&test.db).run_due().await.unwrap();
        test.db.write(&by, &"last".to_owned(), queue).await.unwrap();
        let of = |state| Filter { state: Some(state), ..Filter::default() };
        assert_eq!(test.db.read(&by, &of(State::Done), list).await.unwrap().len(), 5);
        let waiting = test.db.read(&by, &of(State::Waiting), list).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let all = test.db.read(&by, &Filter::default(), list).await.unwrap();
        let after = Filter { after: Some((all[2].changed, all[2].id)), ..Filter::default() };
        assert_eq!(test.db.read(&by, &after, list).await.unwrap(), all[3..]);
        later(&test, 31 * 86_400);
        assert_eq!(worker(&test.db).sweep().await.unwrap(), 5);
        assert_eq!(test.db.read(&by, &Filter::default(), list).await.unwrap(), waiting);
    }
}

static COUNTED: AtomicU32 = AtomicU32::new(0);

#[tokio::test]
async fn a_kind_that_a_process_does_not_know_is_left_to_others() {
    for (test, by) in fresh().await {
        test.db.write(&by, &"a".to_owned(), queue).await.unwrap();
        let other = Worker::new(test.db.clone()).on("test.other", |_| async {
            COUNTED.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        assert_eq!((other.run_due().await.unwrap(), COUNTED.load(Ordering::SeqCst)), (0, 0));
        assert_eq!(only(&test.db, &by).await.tries, 0);
    }
}
