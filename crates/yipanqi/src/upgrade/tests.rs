//! An upgrade from every schema that ever landed, with a year's records in it.

use base::whole::{self, Standing};
use base::{Clock, DatabaseUrl, Db, Migrations, Options};
use norms::Instant;

use super::*;
use crate::backup::container;
use crate::demo;

/// The steps in the order in which they landed. A new one is added at the end; until then it counts as landed last.
const LANDED: [&str; 23] = [
    "base", "board", "ledger", "report", "journal", "journal", "journal", "journal", "report", "report", "figures", "report", "board",
    "report", "figures", "report", "board", "journal", "ledger", "journal", "report", "board", "board",
];

/// What is copied otherwise into a schema from before a step that gave a column another name.
const RENAMED: [(&str, &str, &str); 1] = [(
    "reach",
    "month",
    "INSERT INTO main.reach(tenant, org, metric, month, bits) SELECT tenant, org, metric, at, bits FROM newer.reach WHERE at < 1000000",
)];

/// The schema after so many steps.
fn after(count: usize) -> Vec<Migrations> {
    let done = |room: &str| LANDED[..count].iter().filter(|landed| **landed == room).count();
    compose::migrations()
        .into_iter()
        .map(|all| Migrations { room: all.room, steps: &all.steps[..done(all.room).min(all.steps.len())] })
        .collect()
}

async fn opened(url: &DatabaseUrl, migrations: &[Migrations]) -> Db {
    Db::open(url, migrations, Clock::hand(Instant::from_micros(0)), Options::default()).await.unwrap()
}

fn config(url: &DatabaseUrl, folder: &std::path::Path) -> Config {
    let database_url = match url {
        DatabaseUrl::Postgres(text) => text.clone(),
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
    };
    let backup = crate::config::Backups { folder: Some(folder.join("kept")), ..Default::default() };
    Config {
        database_url,
        backup,
        key_file: Some(folder.join("yipanqi.key")),
        audit_key_file: Some(folder.join("yipanqi.audit-key")),
        ..Config::default()
    }
}

/// What the office's figures say.
async fn figures(db: &Db) -> String {
    let by = Actor::system(board::office::first_tenant(db).await.unwrap(), "test");
    db.read(&by, &(), async |tx: &mut Tx, _: &Actor, (): &()| {
        let all: Vec<(i64, i64)> =
            tx.all(base::sql("SELECT metric, CAST(sum(quantity) AS BIGINT) FROM fact GROUP BY metric ORDER BY metric")).await?;
        Ok::<_, base::DbError>(format!("{all:?}"))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn every_schema_that_ever_landed_is_upgraded_with_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let newest = folder.path().join("newest.db");
    let db = opened(&DatabaseUrl::file(&newest), &compose::migrations()).await;
    demo::fill(&db).await.unwrap();
    let wanted = figures(&db).await;
    db.close().await;
    // Before the fifth step there was no room that records anything.
    for count in 5..=LANDED.len() {
        let home = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::file(home.path().join("office.db"));
        opened(&url, &after(count)).await.close().await;
        testkit::backdate(&newest, &home.path().join("office.db"), &RENAMED).await;
        let before = whole::standing(&url, &compose::migrations()).await.unwrap();
        let config = config(&url, home.path());
        let (db, _in_use) = open(&config, Clock::System).await.unwrap_or_else(|e| panic!("after {count}: {}", e.message));
        assert_eq!(figures(&db).await, wanted, "after {count} steps");
        assert_eq!(health::differences(&db).await.unwrap(), [], "after {count} steps");
        assert_eq!(whole::standing(&url, &compose::migrations()).await.unwrap(), Standing::Current);
        let kept = std::fs::read_dir(home.path().join("kept")).map_or(0, |all| all.count());
        assert_eq!(kept, usize::from(before != Standing::Current), "after {count} steps");
    }
}

#[tokio::test]
async fn on_postgresql_too() {
    for count in 2..=LANDED.len() {
        let Some(test) = testkit::postgres(&[]).await else { return };
        let home = tempfile::tempdir().unwrap();
        let db = opened(&test.url, &after(count)).await;
        db.first_tenant().await.unwrap();
        db.close().await;
        let config = config(&test.url, home.path());
        let older = whole::standing(&test.url, &compose::migrations()).await.unwrap() != Standing::Current;
        let (db, _) = open(&config, Clock::System).await.unwrap_or_else(|e| panic!("after {count}: {}", e.message));
        db.close().await;
        assert_eq!(whole::standing(&test.url, &compose::migrations()).await.unwrap(), Standing::Current);
        for entry in std::fs::read_dir(home.path().join("kept")).into_iter().flatten() {
            container::open(&entry.unwrap().path()).unwrap();
        }
        assert_eq!(home.path().join("kept").exists(), older, "after {count} steps");
    }
}

#[tokio::test]
async fn an_upgrade_after_which_the_ledger_is_not_clean_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let newest = folder.path().join("newest.db");
    let db = opened(&DatabaseUrl::file(&newest), &compose::migrations()).await;
    demo::fill(&db).await.unwrap();
    db.short(&(), async |tx: &mut Tx, (): &()| tx.run(base::sql("UPDATE fact SET quantity = quantity + 1")).await).await.unwrap();
    db.close().await;
    let url = DatabaseUrl::file(folder.path().join("office.db"));
    opened(&url, &after(9)).await.close().await;
    testkit::backdate(&newest, &folder.path().join("office.db"), &RENAMED).await;
    let before = whole::steps(&url).await.unwrap();
    let failure = open(&config(&url, folder.path()), Clock::System).await.err().unwrap();
    assert!(failure.message.contains("taken back"), "{}", failure.message);
    assert_eq!(whole::steps(&url).await.unwrap(), before);
    opened(&url, &after(9)).await.close().await;
}

#[tokio::test]
async fn without_a_backup_nothing_is_upgraded() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::file(folder.path().join("office.db"));
    opened(&url, &after(9)).await.close().await;
    let before = whole::steps(&url).await.unwrap();
    std::fs::write(folder.path().join("kept"), "a file where the folder should be").unwrap();
    let failure = open(&config(&url, folder.path()), Clock::System).await.err().unwrap();
    assert!(failure.message.contains("no backup"), "{}", failure.message);
    assert_eq!(whole::steps(&url).await.unwrap(), before);
}

/// Each holds what the others must wait for, as processes do: the database itself, and its lock.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_that_start_at_once_on_an_older_database_upgrade_it_once_and_all_of_them_serve() {
    let mut urls = Vec::new();
    let home = tempfile::tempdir().unwrap();
    urls.push((DatabaseUrl::file(home.path().join("office.db")), None));
    if let Some(test) = testkit::postgres(&[]).await {
        urls.push((test.url.clone(), Some(test)));
    }
    for (url, _test) in &urls {
        let home = tempfile::tempdir().unwrap();
        let audit_key = AuditKey::open(&home.path().join("yipanqi.audit-key")).unwrap();
        let options = Options { audit_key, ..Options::default() };
        let db = Db::open(url, &after(9), Clock::hand(Instant::from_micros(0)), options).await.unwrap();
        db.first_tenant().await.unwrap();
        db.close().await;
        let starting: Vec<_> = (0..4)
            .map(|_| {
                let config = config(url, home.path());
                tokio::spawn(async move { open(&config, Clock::System).await })
            })
            .collect();
        // None of them ends before the last has begun to serve.
        let mut serving = Vec::new();
        for one in starting {
            serving.push(one.await.unwrap().unwrap_or_else(|failure| panic!("{}", failure.message)));
        }
        assert_eq!(whole::standing(url, &compose::migrations()).await.unwrap(), Standing::Current);
        let by = Actor::system(base::TenantId(1), "test");
        for (db, _in_use) in &serving {
            db.note(&by, base::Note::new("office.period")).await.unwrap();
        }
        let report = serving[0].0.read(&by, &(), async |tx: &mut Tx, _: &Actor, (): &()| base::audit::verify(tx).await).await.unwrap();
        assert_eq!(report.broken.map(|found| found.number), None);
        for (db, _) in serving {
            db.close().await;
        }
    }
}
