//! What the audit chain promises, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use base::audit::{self, AuditKey, BEGUN, BROKEN, Break, Checkpoint, Entry, Filter, Flaw, Report, UNNAMED};
use base::{Actor, Clock, DatabaseUrl, Db, DbError, Migrations, Note, Options, Tx, sql};
use proptest::prelude::*;
use testkit::TestDb;

const THINGS: Migrations = Migrations {
    room: "things",
    steps: &[
        "CREATE TABLE thing(tenant BIGINT NOT NULL REFERENCES tenant(id), number BIGINT NOT NULL, text {key} NOT NULL, PRIMARY KEY(tenant, number)) {strict}",
    ],
};

async fn fresh() -> Vec<(TestDb, Actor)> {
    let mut all = Vec::new();
    for test in testkit::databases(&[THINGS]).await {
        let tenant = test.db.new_tenant().await.unwrap();
        all.push((test, Actor { address: "10.0.0.7".into(), ..Actor::system(tenant, "周明") }));
    }
    all
}

/// Writes a row and notes it; `refused` comes back with an error, `fails` with a statement that fails.
async fn keep(tx: &mut Tx, _: &Actor, text: &String) -> Result<i64, DbError> {
    let (tenant, number) = (tx.tenant(), tx.next_number());
    tx.note(Note::new("thing.keep").on("thing", number).with("title", text.as_str()));
    tx.run(sql("INSERT INTO thing(tenant, number, text) VALUES ($1, $2, $3)").bind(tenant).bind(number).bind(text)).await?;
    match text.as_str() {
        "refused" => Err(DbError::Missing("asked".into())),
        "fails" => tx.run(sql("INSERT INTO thing(tenant, number, text) VALUES (0, 0, 'x')")).await.map(|_| 0),
        _ => Ok(number),
    }
}

async fn kept(db: &Db, by: &Actor, texts: &[&str]) {
    for text in texts {
        db.write(by, &(*text).to_owned(), keep).await.ok();
    }
}

async fn walk(tx: &mut Tx, _: &Actor, (): &()) -> Result<Report, DbError> {
    audit::verify(tx).await
}

async fn newest(tx: &mut Tx, _: &Actor, filter: &Filter) -> Result<Vec<Entry>, DbError> {
    audit::list(tx, filter, None, 1_000).await
}

async fn head(tx: &mut Tx, _: &Actor, (): &()) -> Result<Option<Checkpoint>, DbError> {
    audit::head(tx).await
}

async fn against(tx: &mut Tx, _: &Actor, checkpoint: &Checkpoint) -> Result<Option<Break>, DbError> {
    audit::held_against(tx, checkpoint).await
}

async fn by_hand(tx: &mut Tx, _: &Actor, text: &String) -> Result<u64, DbError> {
    tx.run(sql(text).scratch()).await
}

async fn first_break(db: &Db, by: &Actor) -> Option<(i64, Flaw)> {
    db.read(by, &(), walk).await.unwrap().broken.map(|found| (found.number, found.flaw))
}

#[tokio::test]
async fn a_chain_begins_with_its_office_and_each_act_that_holds_appends_who_when_from_where_and_what() {
    for (test, by) in fresh().await {
        kept(&test.db, &by, &["甲", "refused", "fails", "电话 13812345678"]).await;
        let rows = test.db.read(&by, &Filter::default(), newest).await.unwrap();
        let said: Vec<(i64, &str, &str, &str)> =
            rows.iter().map(|e| (e.number, e.act.as_str(), e.subject.as_str(), e.content.as_str())).collect();
        let expected = [
            (3, "thing.keep", "2", r#"{"title":"电话 138****5678"}"#),
            (2, "thing.keep", "1", r#"{"title":"甲"}"#),
            (1, BEGUN, "", r#"{"why":"office"}"#),
        ];
        assert_eq!(said, expected);
        assert_eq!((rows[0].who.as_str(), rows[0].address.as_str(), rows[0].at), ("周明", "10.0.0.7", test.db.clock().now()));
        assert_eq!(test.db.read(&by, &(), walk).await.unwrap(), Report { rows: 3, broken: None });
    }
}

#[tokio::test]
async fn every_fault_planted_by_hand_is_found_and_named() {
    let faults: [(&str, &str, (i64, Flaw)); 9] = [
        ("changed", "UPDATE audit SET who = '别人' WHERE number = 4", (4, Flaw::Edited)),
        ("changed in its content", "UPDATE audit SET content = '{}' WHERE number = 3", (3, Flaw::Edited)),
        ("deleted", "DELETE FROM audit WHERE number = 4", (4, Flaw::Missing)),
        ("last deleted", "DELETE FROM audit WHERE number = 6", (6, Flaw::Missing)),
        ("first deleted", "DELETE FROM audit WHERE number = 1", (1, Flaw::Missing)),
        (
            "put in at the end",
            "INSERT INTO audit SELECT tenant, 7, at, account, who, address, act, kind, subject, content, digest, digest FROM audit WHERE number = 6",
            (7, Flaw::Beyond),
        ),
        ("exchanged", "UPDATE audit SET number = CASE number WHEN 3 THEN -4 ELSE -3 END WHERE number IN (3, 4)", (3, Flaw::Edited)),
        (
            "last deleted and the head set back",
            "UPDATE tenant SET audit = 5, head = (SELECT digest FROM audit WHERE audit.tenant = tenant.id AND number = 5) WHERE audit = 6",
            (5, Flaw::Seal),
        ),
        ("all deleted and the head too", "UPDATE tenant SET audit = 0, head = NULL, seal = NULL WHERE audit = 6", (1, Flaw::Seal)),
    ];
    for (what, text, found) in faults {
        for (test, by) in fresh().await {
            kept(&test.db, &by, &["甲", "乙", "丙", "丁", "戊"]).await;
            assert_eq!(first_break(&test.db, &by).await, None);
            let mut texts = vec![text];
            match what {
                // Numbers are above zero and unique, so an exchange takes three steps.
                "exchanged" => {
                    texts = vec![
                        "UPDATE audit SET number = 100 WHERE number = 3",
                        "UPDATE audit SET number = 3 WHERE number = 4",
                        "UPDATE audit SET number = 4 WHERE number = 100",
                    ];
                }
                "last deleted and the head set back" => texts.push("DELETE FROM audit WHERE number = 6"),
                "all deleted and the head too" => texts.push("DELETE FROM audit"),
                _ => {}
            }
            for text in texts {
                assert!(test.db.write(&by, &text.to_owned(), by_hand).await.unwrap() > 0, "{what}");
            }
            assert_eq!(first_break(&test.db, &by).await, Some(found), "{what}, {}", test.url);
        }
    }
}

#[tokio::test]
async fn a_chain_whose_end_was_cut_off_goes_on_but_says_so_for_ever() {
    for (test, by) in fresh().await {
        kept(&test.db, &by, &["甲", "乙"]).await;
        let back = "UPDATE tenant SET audit = 2, head = (SELECT digest FROM audit WHERE audit.tenant = tenant.id AND number = 2)";
        for text in [back, "DELETE FROM audit WHERE number = 3"] {
            test.db.write(&by, &text.to_owned(), by_hand).await.unwrap();
        }
        kept(&test.db, &by, &["丙", "丁"]).await;
        let rows = test.db.read(&by, &Filter::default(), newest).await.unwrap();
        assert_eq!(rows.iter().map(|e| e.act.as_str()).collect::<Vec<_>>(), ["thing.keep", "thing.keep", BROKEN, "thing.keep", BEGUN]);
        assert_eq!(first_break(&test.db, &by).await, Some((3, Flaw::Broken)));
    }
}

#[tokio::test]
async fn a_whole_chain_written_anew_is_held_against_its_checkpoint() {
    for (test, by) in fresh().await {
        kept(&test.db, &by, &["甲", "乙"]).await;
        let checkpoint = test.db.read(&by, &(), head).await.unwrap().unwrap();
        assert_eq!((checkpoint.number, checkpoint.office), (3, by.tenant.0));
        kept(&test.db, &by, &["丙"]).await;
        assert_eq!(test.db.read(&by, &checkpoint, against).await.unwrap(), None, "the chain grew and still holds it");
        let forged = Checkpoint { number: 2, ..checkpoint.clone() };
        let flaw = |found: Option<Break>| found.map(|found| found.flaw);
        assert_eq!(flaw(test.db.read(&by, &forged, against).await.unwrap()), Some(Flaw::CheckpointSeal));
        test.db.write(&by, &"DELETE FROM audit WHERE number >= 3".to_owned(), by_hand).await.unwrap();
        assert_eq!(flaw(test.db.read(&by, &checkpoint, against).await.unwrap()), Some(Flaw::Checkpoint));
    }
}

#[tokio::test]
async fn another_key_neither_verifies_nor_goes_on_in_silence() {
    for (test, by) in fresh().await {
        kept(&test.db, &by, &["甲"]).await;
        let options = Options { audit_key: AuditKey::random(), ..Options::default() };
        let other = Db::open(&test.url, &[THINGS], Clock::hand(testkit::noon()), options).await.unwrap();
        assert_eq!(first_break(&other, &by).await, Some((2, Flaw::Seal)));
        kept(&other, &by, &["乙"]).await;
        assert_eq!(first_break(&other, &by).await, Some((3, Flaw::Broken)));
    }
}

#[tokio::test]
async fn an_act_that_notes_nothing_is_refused_in_tests_and_noted_without_a_name_elsewhere() {
    async fn silent(tx: &mut Tx, _: &Actor, (): &()) -> Result<(), DbError> {
        let statement = sql("INSERT INTO thing(tenant, number, text) VALUES ($1, 9, 'x')").bind(tx.tenant());
        tx.run(statement).await.map(|_| ())
    }
    for (test, by) in fresh().await {
        assert!(matches!(test.db.write(&by, &(), silent).await, Err(DbError::Unnoted(_))));
        let loose = Db::open(&test.url, &[THINGS], Clock::hand(testkit::noon()), Options::default()).await.unwrap();
        loose.write(&by, &(), silent).await.unwrap();
        assert_eq!(loose.read(&by, &Filter::default(), newest).await.unwrap()[0].act, UNNAMED);
        assert_eq!(first_break(&loose, &by).await, None);
    }
}

#[tokio::test]
async fn a_failure_at_any_statement_keeps_act_and_row_or_neither() {
    for (test, by) in fresh().await {
        let mut at = 1;
        loop {
            test.db.faults().fail_at(at);
            let answer = test.db.write(&by, &"甲".to_owned(), keep).await;
            let untouched = test.db.faults().clear();
            let rows = test.db.read(&by, &Filter { acts: vec!["thing.keep".into()], ..Filter::default() }, newest).await.unwrap();
            assert_eq!(rows.len(), usize::from(answer.is_ok()), "statement {at}");
            if untouched {
                break;
            }
            at += 1;
        }
        assert!(at > 2, "the act and the row of the chain are statements, at the least");
        assert_eq!(first_break(&test.db, &by).await, None);
    }
}

#[tokio::test]
async fn a_clock_that_goes_back_never_takes_the_chain_back() {
    for (test, by) in fresh().await {
        kept(&test.db, &by, &["甲"]).await;
        test.db.clock().set(testkit::noon().plus_seconds(-86_400));
        let note = Note::new("kit.refused").with("path", "/people");
        test.db.note(&by, note).await.unwrap();
        test.db.clock().set(testkit::noon().plus_seconds(-200_000));
        kept(&test.db, &by, &["乙"]).await;
        let rows = test.db.read(&by, &Filter::default(), newest).await.unwrap();
        assert!(rows.iter().all(|entry| entry.at == testkit::noon()));
        assert_eq!(first_break(&test.db, &by).await, None);
    }
}

#[tokio::test]
async fn lists_find_by_who_act_subject_and_days() {
    for (test, by) in fresh().await {
        for (days, who) in [(0, "周明"), (1, "吴月"), (1, "周明"), (3, "吴月")] {
            test.db.clock().set(testkit::noon().plus_seconds(days * 86_400));
            kept(&test.db, &Actor { name: who.into(), ..by.clone() }, &["甲"]).await;
        }
        let numbers = async |filter: Filter| {
            let rows = test.db.read(&by, &filter, newest).await.unwrap();
            rows.iter().map(|entry| entry.number).collect::<Vec<_>>()
        };
        let day = |days: i64| Some(testkit::noon().plus_seconds(days * 86_400).day());
        assert_eq!(numbers(Filter { who: Some("吴月".into()), ..Filter::default() }).await, [5, 3]);
        assert_eq!(numbers(Filter { subjects: vec!["3".into()], ..Filter::default() }).await, [4]);
        assert_eq!(numbers(Filter { acts: vec![BEGUN.into()], ..Filter::default() }).await, [1]);
        assert_eq!(numbers(Filter { from: day(1), to: day(1), ..Filter::default() }).await, [4, 3]);
        assert_eq!(numbers(Filter { from: day(2), ..Filter::default() }).await, [5]);
        assert_eq!(numbers(Filter { to: day(0), ..Filter::default() }).await, [2, 1]);
        assert_eq!(numbers(Filter { from: day(4), ..Filter::default() }).await, [0; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_of_two_pools_and_many_callers_give_one_chain_in_the_order_of_commits() {
    for (test, by) in fresh().await {
        let options = Options { all_noted: true, ..Options::default() };
        let second = Db::open(&test.url, &[THINGS], Clock::hand(testkit::noon()), options).await.unwrap();
        let tasks: Vec<_> = (0..80)
            .map(|i| {
                let (db, by) = (if i % 2 == 0 { test.db.clone() } else { second.clone() }, by.clone());
                let text = if i % 5 == 3 { "refused" } else { "甲" }.to_owned();
                tokio::spawn(async move { db.write(&by, &text, keep).await.ok() })
            })
            .collect();
        let mut answered = BTreeSet::new();
        for task in tasks {
            answered.extend(task.await.unwrap());
        }
        assert_eq!(answered, (1..=64).collect::<BTreeSet<i64>>());
        let rows = test.db.read(&by, &Filter { acts: vec!["thing.keep".into()], ..Filter::default() }, newest).await.unwrap();
        // What is counted under the same lock comes in the same order.
        let order: Vec<i64> = rows.iter().rev().map(|entry| entry.subject.parse().unwrap()).collect();
        assert_eq!(order, (1..=64).collect::<Vec<i64>>());
        assert_eq!(test.db.read(&by, &(), walk).await.unwrap(), Report { rows: 65, broken: None });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_done_and_refused_the_chain_holds_exactly_what_was_kept(acts in prop::collection::vec(0..5_u8, 0..25), edit in any::<u16>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for (test, by) in fresh().await {
                let mut expected = 1;
                for (i, act) in acts.iter().enumerate() {
                    let text = match act { 0 => "refused".to_owned(), 1 => "fails".to_owned(), n => format!("第{i}件，{n}") };
                    let answer = test.db.write(&by, &text, keep).await;
                    expected += i64::from(answer.is_ok());
                }
                assert_eq!(test.db.read(&by, &(), walk).await.unwrap(), Report { rows: expected, broken: None });
                // One byte more anywhere, and that row is named.
                let number = i64::from(edit) % expected + 1;
                let column = ["who", "address", "act", "kind", "subject", "content"][usize::from(edit) % 6];
                let text = format!("UPDATE audit SET {column} = {column} || 'x' WHERE number = {number}");
                test.db.write(&by, &text, by_hand).await.unwrap();
                assert_eq!(first_break(&test.db, &by).await, Some((number, Flaw::Edited)));
            }
        });
    }
}

#[tokio::test]
async fn a_database_of_an_older_program_begins_its_chain_at_the_upgrade() {
    // As the first step left it: offices, postings, no chain.
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::file(folder.path().join("old.db"));
    let open = async || Db::open(&url, &[THINGS], Clock::hand(testkit::noon()), Options::default()).await.unwrap();
    let db = open().await;
    let by = Actor::system(db.first_tenant().await.unwrap(), "命令行");
    let back = [
        "UPDATE tenant SET last = 41, at = 5",
        "DROP TABLE audit",
        "ALTER TABLE tenant DROP COLUMN audit",
        "ALTER TABLE tenant DROP COLUMN audit_at",
        "ALTER TABLE tenant DROP COLUMN head",
        "ALTER TABLE tenant DROP COLUMN seal",
        "DELETE FROM schema_step WHERE room = 'base' AND step = 2",
    ];
    let undo = async |tx: &mut Tx, (): &()| {
        for text in back {
            tx.run(sql(text)).await?;
        }
        Ok::<(), DbError>(())
    };
    db.short(&(), undo).await.unwrap();
    db.close().await;
    let db = open().await;
    let rows = db.read(&by, &Filter::default(), newest).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].act.as_str(), rows[0].content.as_str()), (BEGUN, r#"{"postings":41,"why":"upgrade"}"#));
    assert_eq!(db.read(&by, &(), walk).await.unwrap(), Report { rows: 1, broken: None });
    db.close().await;
    assert_eq!(open().await.read(&by, &(), walk).await.unwrap().rows, 1, "it begins once");
}
