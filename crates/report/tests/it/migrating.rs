//! Yesterday's data under today's tables.

use base::{Actor, Db, DbError, Migrations, Options, Tx, Value, sql};
use testkit::TestDb;
use uuid::Uuid;

/// The room's tables as they were before the last step.
const BEFORE: Migrations = Migrations { room: "report", steps: report::MIGRATIONS.steps.split_at(4).0 };

async fn insert(tx: &mut Tx, table: &str, columns: &str, values: Vec<Value>) -> Result<(), DbError> {
    let head = format!("INSERT INTO {table}(tenant, {columns}) VALUES");
    let row = [vec![tx.tenant().into()], values].concat();
    tx.run(sql(&head).rows([row])).await.map(|_| ())
}

async fn yesterday(tx: &mut Tx, _: &Actor, (): &()) -> Result<(), DbError> {
    let (report, correction) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let columns = "id, org, template, kind, from_day, to_day, cut_off, title, addressee, signature, body, state, step_name, step_at, \
         revision, made_name, made_at, changed_name, changed_at, deleted";
    let (id, word, one) = (Value::from(report), || Value::from("x"), || Value::from(1_i64));
    let day = || Value::from(20_221_031_i64);
    let mut values = vec![id, Uuid::from_u128(9).into(), word(), word(), day(), day(), day(), word(), word(), word(), word()];
    values.extend(["draft".into(), word(), one(), one(), word(), one(), word(), one(), false.into()]);
    insert(tx, "report", columns, values).await?;
    let columns = "report, position, key, metric, org, org_code, org_name, from_day, to_day, value, declared, facts, said, digest";
    let mut values = vec![report.into(), one(), "firms".into(), "assist.enterprise_covered".into(), Uuid::from_u128(9).into(), word()];
    values.extend([word(), day(), day(), 12_i64.into(), 38_i64.into(), one(), "12家".into(), "d".into()]);
    insert(tx, "report_figure", columns, values).await?;
    let columns = "report, id, state, open, reason, words, posting, drafted_name, drafted_at";
    let values = vec![report.into(), correction.into(), "drafted".into(), one(), "late_record".into(), word(), one(), word(), one()];
    insert(tx, "report_correction", columns, values).await?;
    let columns = "report, correction, position, key, old_value, old_said, new_value, new_said, declared, facts, digest";
    let mut values = vec![report.into(), correction.into(), one(), "firms".into(), 12_i64.into(), "12家".into()];
    values.extend([20_i64.into(), "20家".into(), 40_i64.into(), one(), "e".into()]);
    insert(tx, "report_correction_figure", columns, values).await
}

async fn today(tx: &mut Tx, _: &Actor, (): &()) -> Result<Vec<(String, i64, i64, i64, i64)>, DbError> {
    let query = "SELECT key, old_value, old_declared, new_value, new_declared FROM report_corrected WHERE tenant = $1";
    tx.all(sql(query).bind(tx.tenant())).await
}

async fn scanned(tx: &mut Tx, by: &Actor, (): &()) -> Result<(), DbError> {
    yesterday(tx, by, &()).await?;
    let columns = "report, number, kind, name, size, digest, who, at, content";
    let (number, kind, digest) = (Value::from(1_i64), Value::from("pdf"), Value::from("ab"));
    let values = [Uuid::from_u128(1).into(), number, kind, "审批单.pdf".into(), 5_i64.into(), digest, "周明".into(), 7_i64.into()];
    insert(tx, "report_scan", columns, [values.to_vec(), vec![b"%PDF-".to_vec().into()]].concat()).await
}

async fn kept(tx: &mut Tx, _: &Actor, (): &()) -> Result<Vec<(String, i64, String, String, bool, Vec<u8>)>, DbError> {
    let query = "SELECT about, number, kind, who, withdrawn, content FROM report_file WHERE tenant = $1";
    tx.all(sql(query).bind(tx.tenant())).await
}

#[tokio::test]
async fn scans_of_before_files_of_figures_were_kept_are_where_scans_are_now() {
    for test in testkit::databases_unnoted(&[board::MIGRATIONS, ledger::MIGRATIONS, BEFORE]).await {
        let TestDb { db, .. } = &test;
        let by = Actor::system(db.new_tenant().await.unwrap(), "系统");
        db.write(&by, &(), scanned).await.unwrap();
        db.close().await;
        let all = [board::MIGRATIONS, ledger::MIGRATIONS, report::MIGRATIONS];
        let db = Db::open(db.url(), &all, db.clock().clone(), Options::default()).await.unwrap();
        let file = (String::new(), 1, "pdf".to_owned(), "周明".to_owned(), false, b"%PDF-".to_vec());
        assert_eq!(db.read(&by, &(), kept).await.unwrap(), [file]);
        db.close().await;
    }
}

#[tokio::test]
async fn a_correction_of_before_its_declared_totals_were_kept_has_them_from_what_was_signed() {
    for test in testkit::databases_unnoted(&[board::MIGRATIONS, ledger::MIGRATIONS, BEFORE]).await {
        let TestDb { db, .. } = &test;
        let by = Actor::system(db.new_tenant().await.unwrap(), "系统");
        db.write(&by, &(), yesterday).await.unwrap();
        db.close().await;
        let all = [board::MIGRATIONS, ledger::MIGRATIONS, report::MIGRATIONS];
        let db = Db::open(db.url(), &all, db.clock().clone(), Options::default()).await.unwrap();
        assert_eq!(db.read(&by, &(), today).await.unwrap(), [("firms".to_owned(), 12, 38, 20, 40)]);
        db.close().await;
    }
}
