//! What the database promises, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::atomic::{AtomicU32, Ordering};

use base::{Actor, Clock, DatabaseUrl, Db, DbError, Insert, Migrations, Options, Rows, TenantId, Tx, sql};
use testkit::{TestDb, databases_unnoted};

const NOTES: Migrations = Migrations {
    room: "notes",
    steps: &[
        "CREATE TABLE note(tenant BIGINT NOT NULL REFERENCES tenant(id), number BIGINT NOT NULL, text {key} NOT NULL CHECK (length(text) < 10), PRIMARY KEY(tenant, number)) {strict}",
    ],
};

async fn fresh() -> Vec<(TestDb, Actor)> {
    let mut all = Vec::new();
    for test in databases_unnoted(&[NOTES]).await {
        let tenant = test.db.new_tenant().await.unwrap();
        all.push((test, Actor::system(tenant, "test")));
    }
    all
}

async fn write_note(tx: &mut Tx, _: &Actor, text: &String) -> Result<i64, DbError> {
    let (tenant, number) = (tx.tenant(), tx.next_number());
    tx.run(sql("INSERT INTO note(tenant, number, text) VALUES ($1, $2, $3)").bind(tenant).bind(number).bind(text)).await?;
    match text.as_str() {
        "refused" => Err(DbError::Missing("asked".into())),
        "panic" => panic!("asked"),
        _ => Ok(number),
    }
}

async fn numbers(tx: &mut Tx, by: &Actor, _: &()) -> Result<Vec<i64>, DbError> {
    let rows: Vec<(i64,)> = tx.all(sql("SELECT number FROM note WHERE tenant = $1 ORDER BY number").bind(by.tenant)).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn grouped_acts_number_without_gaps_and_refused_or_panicked_ones_leave_nothing() {
    for (test, by) in fresh().await {
        let tasks: Vec<_> = (0..60)
            .map(|i| {
                let (db, by) = (test.db.clone(), by.clone());
                let text = match i % 10 {
                    3 => "refused",
                    7 => "panic",
                    _ => "kept",
                }
                .to_owned();
                tokio::spawn(async move { db.write(&by, &text, write_note).await.ok() })
            })
            .collect();
        let mut answered = Vec::new();
        for task in tasks {
            answered.extend(task.await.unwrap());
        }
        answered.sort_unstable();
        assert_eq!(answered, (1..=48).collect::<Vec<_>>());
        assert_eq!(test.db.read(&by, &(), numbers).await.unwrap(), answered, "what was answered is what is kept");
    }
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_the_lane_usable() {
    for (test, by) in fresh().await {
        let text = "kept".to_owned();
        drop(tokio::time::timeout(std::time::Duration::from_micros(1), test.db.write(&by, &text, write_note)).await);
        let number = test.db.write(&by, &text, write_note).await.unwrap();
        assert_eq!(test.db.read(&by, &(), numbers).await.unwrap().last(), Some(&number));
    }
}

async fn goes_on(tx: &mut Tx, by: &Actor, _: &()) -> Result<(), DbError> {
    let bad = sql("INSERT INTO note(tenant, number, text) VALUES ($1, 1, 'much too long')").bind(by.tenant);
    assert!(matches!(tx.run(bad).await, Err(DbError::OutOfBounds(_))));
    Ok(())
}

#[tokio::test]
async fn an_act_that_goes_on_after_a_failed_statement_is_refused() {
    for (test, by) in fresh().await {
        assert_eq!(test.db.write(&by, &(), goes_on).await, Err(DbError::Spoilt));
    }
}

#[tokio::test]
async fn reading_cannot_write_and_foreign_keys_hold() {
    for (test, by) in fresh().await {
        assert!(test.db.read(&by, &"kept".to_owned(), write_note).await.is_err());
        let stranger = Actor::system(TenantId(99), "test");
        assert!(test.db.write(&stranger, &"kept".to_owned(), write_note).await.is_err(), "a tenant that is not there");
    }
}

async fn two_notes(tx: &mut Tx, by: &Actor, text: &String) -> Result<(), DbError> {
    write_note(tx, by, text).await?;
    write_note(tx, by, text).await?;
    Ok(())
}

#[tokio::test]
async fn a_statement_that_fails_takes_the_whole_act_with_it() {
    for (test, by) in fresh().await {
        let text = "kept".to_owned();
        for n in 1.. {
            test.db.faults().fail_at(n);
            let ended = test.db.write(&by, &text, two_notes).await;
            let whole = test.db.faults().clear();
            let kept = test.db.read(&by, &(), numbers).await.unwrap();
            assert_eq!((ended.is_ok(), kept.len()), if whole { (true, 2) } else { (false, 0) }, "statement {n}");
            if whole {
                break;
            }
        }
    }
}

const THINGS: Migrations = Migrations {
    room: "things",
    steps: &[
        "CREATE TABLE thing(tenant BIGINT NOT NULL, number BIGINT NOT NULL, id {id}, name {key}, bytes {bytes}, flag {bool} NOT NULL, PRIMARY KEY(tenant, number)) {strict};
         CREATE TABLE tally(tenant BIGINT NOT NULL, day BIGINT NOT NULL, sum BIGINT NOT NULL, PRIMARY KEY(tenant, day)) {strict};",
    ],
};

const THING: &str = "INSERT INTO thing(tenant, number, id, name, bytes, flag)";
const COUNT_ON: &str = "ON CONFLICT(tenant, day) DO UPDATE SET sum = tally.sum + excluded.sum";

fn thing(tenant: TenantId, n: i64) -> Vec<base::Value> {
    let some = n % 3 != 0;
    let id = some.then(|| uuid::Uuid::from_u128(n.unsigned_abs().into()));
    vec![tenant.into(), n.into(), id.into(), some.then(|| format!("名{n}")).into(), some.then(|| vec![1_u8, 0, 2]).into(), some.into()]
}

/// So many things, and a tally of them.
async fn put_things(tx: &mut Tx, _: &Actor, (from, to): &(i64, i64)) -> Result<(), DbError> {
    let tenant = tx.tenant();
    let things = Rows::of((*from..*to).rev().map(|n| thing(tenant, n)).collect())?;
    let tally = Rows::ints(&[[tenant.0, 20_220_301, to - from], [tenant.0, 20_220_302, 1]]);
    let nothing = Insert::new(THING, Rows::default(), "");
    tx.together(vec![Insert::new(THING, things, ""), nothing, Insert::new("INSERT INTO tally(tenant, day, sum)", tally, COUNT_ON)]).await
}

type Thing = (i64, Option<uuid::Uuid>, Option<String>, Option<Vec<u8>>, bool);

async fn things(tx: &mut Tx, _: &Actor, numbers: &Vec<i64>) -> Result<Vec<Thing>, DbError> {
    let keys: Vec<[i64; 1]> = numbers.iter().map(|n| [*n]).collect();
    let query =
        "SELECT t.number, t.id, t.name, t.bytes, t.flag FROM k CROSS JOIN thing t WHERE t.tenant = {tenant} AND t.number = k.number";
    tx.keyed("number", Rows::ints(&keys), query).await
}

async fn tally(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<(i64, i64)>, DbError> {
    tx.all(sql("SELECT day, sum FROM tally WHERE tenant = $1 ORDER BY day").bind(by.tenant)).await
}

#[tokio::test]
async fn many_rows_go_into_several_tables_together_and_are_found_again_by_their_keys() {
    for test in databases_unnoted(&[THINGS]).await {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "test");
        for some in [(0, 1), (1, 9), (9, 250), (250, 45_000)] {
            test.db.write_long(&by, &some, put_things).await.unwrap();
        }
        assert_eq!(test.db.read(&by, &(), tally).await.unwrap(), [(20_220_301, 45_000), (20_220_302, 4)]);
        for wanted in [vec![], vec![3], (0..8).collect(), (0..45_100).step_by(7).collect::<Vec<i64>>()] {
            let mut found = test.db.read(&by, &wanted, things).await.unwrap();
            found.sort();
            let there = wanted.iter().filter(|n| **n < 45_000);
            let expected = there.map(|n| {
                let some = n % 3 != 0;
                let id = some.then(|| uuid::Uuid::from_u128(n.unsigned_abs().into()));
                (*n, id, some.then(|| format!("名{n}")), some.then(|| vec![1_u8, 0, 2]), some)
            });
            assert_eq!(found, expected.collect::<Vec<Thing>>());
        }
        let again = test.db.write(&by, &(44_999, 45_001), put_things).await;
        assert!(matches!(again, Err(DbError::Duplicate(_))), "{again:?}");
        assert_eq!(test.db.read(&by, &vec![45_000], things).await.unwrap(), [], "the row before the one that failed is gone too");
        assert_eq!(test.db.read(&by, &(), tally).await.unwrap(), [(20_220_301, 45_000), (20_220_302, 4)], "all or nothing");
    }
}

/// Seals the next number; what was sealed before it.
async fn seal(tx: &mut Tx, _: &Actor, keep: &bool) -> Result<Option<Vec<u8>>, DbError> {
    let before = tx.sealed().map(<[u8]>::to_vec);
    let number = tx.next_number();
    assert_eq!(tx.sealed(), None, "the seal was another number's");
    tx.seal(vec![u8::try_from(number).unwrap_or(u8::MAX), u8::from(*keep)]);
    if *keep { Ok(before) } else { Err(DbError::Busy) }
}

#[tokio::test]
async fn a_refused_act_leaves_no_seal_behind() {
    for (test, by) in fresh().await {
        let seals = async |tx: &mut Tx, by: &Actor, (): &()| Ok::<_, DbError>((seal(tx, by, &true).await?, seal(tx, by, &true).await?));
        let (kept, refused, after) = tokio::join!(
            test.db.write(&by, &(), seals),
            test.db.write(&by, &(), async |tx: &mut Tx, by: &Actor, (): &()| {
                drop(seal(tx, by, &true).await);
                Err::<(), _>(DbError::Missing("asked".into()))
            }),
            test.db.write(&by, &true, seal)
        );
        assert_eq!(kept.unwrap(), (None, Some(vec![1, 1])));
        refused.unwrap_err();
        // In the same group or in one of its own, nothing tells of the number that was given back.
        assert_ne!(after.unwrap(), Some(vec![3, 1]));
    }
}

/// SQLite's plan of a query.
async fn plan(tx: &mut Tx, _: &Actor, text: &&str) -> Result<Vec<String>, DbError> {
    let steps: Vec<(i64, i64, i64, String)> = tx.all(sql("EXPLAIN QUERY PLAN ").push(text)).await?;
    Ok(steps.into_iter().map(|step| step.3).collect())
}

#[tokio::test]
async fn some_rows_of_a_tenant_are_looked_up_by_the_index_that_leads_to_them() {
    let names = Migrations {
        room: "names",
        steps: &["CREATE TABLE name(tenant BIGINT NOT NULL, id BIGINT NOT NULL, kind {key} NOT NULL, name {key} NOT NULL, age BIGINT NOT NULL, PRIMARY KEY(tenant, id), UNIQUE(tenant, kind, name)) {strict};
                  CREATE INDEX name_age ON name(tenant, age);"],
    };
    let test = testkit::sqlite(&[names]).await;
    let by = Actor::system(test.db.new_tenant().await.unwrap(), "test");
    for (text, index) in [
        ("SELECT * FROM name WHERE tenant = 1 AND kind = 'a' AND name IN ('a', 'b', 'c')", "(tenant=? AND kind=? AND name=?)"),
        ("SELECT * FROM name WHERE tenant = 1 AND age = 7", "USING INDEX name_age (tenant=? AND age=?)"),
        ("SELECT * FROM name WHERE tenant = 1 AND age IN (7, 8, 9)", "USING INDEX name_age (tenant=? AND age=?)"),
    ] {
        let steps = test.db.read(&by, &text, plan).await.unwrap();
        assert!(steps[0].ends_with(index), "{text}: {steps:?}");
    }
}

async fn no_more_pages(tx: &mut Tx, (): &()) -> Result<(), DbError> {
    let (pages,): (i64,) = tx.one(sql("PRAGMA page_count")).await?;
    tx.optional::<(i64,)>(sql("PRAGMA max_page_count = ").push(&(pages + 2).to_string())).await.map(|_| ())
}

async fn many_notes(tx: &mut Tx, by: &Actor, count: &u32) -> Result<(), DbError> {
    for _ in 0..*count {
        write_note(tx, by, &"fills up".to_owned()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_full_database_refuses_the_act_keeps_the_rest_and_serves_on() {
    let (test, by) = fresh().await.remove(0);
    test.db.short(&(), no_more_pages).await.unwrap();
    let small = "small".to_owned();
    let (full, beside) = tokio::join!(test.db.write(&by, &3_000, many_notes), test.db.write(&by, &small, write_note));
    assert!(matches!(full, Err(DbError::Full(_))), "{full:?}");
    beside.unwrap();
    assert_eq!(test.db.read(&by, &(), numbers).await.unwrap(), [1]);
    test.db.write(&by, &small, write_note).await.unwrap();
    assert_eq!(test.db.read(&by, &(), numbers).await.unwrap(), [1, 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_at_once_migrate_once() {
    for (test, _) in fresh().await {
        let more = Migrations { room: "more", steps: &["CREATE TABLE more(id {id} NOT NULL PRIMARY KEY) {strict}"] };
        let open = |url: DatabaseUrl| {
            tokio::spawn(async move { Db::open(&url, &[NOTES, more], Clock::System, Options::default()).await.map(|_| ()) })
        };
        let (a, b) = (open(test.url.clone()), open(test.url.clone()));
        assert_eq!((a.await.unwrap(), b.await.unwrap()), (Ok(()), Ok(())));
    }
}

#[tokio::test]
async fn an_edited_migration_and_a_newer_database_are_refused() {
    for (test, _) in fresh().await {
        let edited = Migrations { room: "notes", steps: &["CREATE TABLE other(id {id}) {strict}"] };
        let older = Migrations { room: "notes", steps: &[] };
        for wrong in [edited, older] {
            let opened = Db::open(&test.url, &[wrong], Clock::System, Options::default()).await;
            assert!(matches!(opened.err(), Some(DbError::Schema(_))));
        }
    }
}

#[tokio::test]
async fn a_file_that_is_not_ours_is_refused_and_left_untouched() {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = tempfile::tempdir().unwrap();
    let strange = folder.path().join("strange.db");
    let connect = sqlx::sqlite::SqliteConnectOptions::new().filename(&strange).create_if_missing(true);
    let mut conn = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&connect).await.unwrap();
    sqlx::raw_sql("CREATE TABLE theirs(x)").execute(&mut conn).await.unwrap();
    sqlx::Connection::close(conn).await.unwrap();
    std::fs::write(folder.path().join("letter.db"), "Dear reader").unwrap();
    for name in ["strange.db", "letter.db"] {
        COUNT.fetch_add(1, Ordering::SeqCst);
        let path = folder.path().join(name);
        let before = std::fs::read(&path).unwrap();
        let opened = Db::open(&DatabaseUrl::file(&path), &[NOTES], Clock::System, Options::default()).await;
        assert!(matches!(opened.err(), Some(DbError::NotOurs(_))), "{name}");
        assert_eq!(std::fs::read(&path).unwrap(), before, "{name}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_or_refuses_us_is_told_without_its_password() {
    let elsewhere = "postgres://yipanqi:geheimnis@127.0.0.1:1/yipanqi?password=geheimnis".to_owned();
    let stranger = fresh().await.into_iter().find_map(|(test, _)| match &test.url {
        DatabaseUrl::Postgres(url) => url.split_once('@').map(|(_, rest)| format!("postgres://nobody_here:geheimnis@{rest}")),
        DatabaseUrl::Sqlite(_) => None,
    });
    for url in std::iter::once(elsewhere).chain(stranger) {
        let url: DatabaseUrl = url.parse().unwrap();
        let error = Db::open(&url, &[NOTES], Clock::System, Options::default()).await.err().unwrap();
        for said in [error.to_string(), format!("{error:?}"), error.chinese().into(), format!("{url} {url:?}")] {
            assert!(!said.contains("geheimnis"), "{said}");
        }
    }
}

#[test]
fn ids_are_version_7_and_sort_by_the_time_at_which_they_were_made() {
    let now = norms::Instant::from_micros(1_667_178_000_000_000);
    let ids: Vec<uuid::Uuid> = (0..50_i64).map(|ms| base::id::new_id(now.plus_micros(ms * 1_000))).collect();
    assert!(ids.iter().all(|id| id.get_version_num() == 7) && ids.is_sorted());
}
