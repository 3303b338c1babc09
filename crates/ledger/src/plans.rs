//! Tests of query plans: what a figure or a list reads is led by an index, so that it costs what it shows.
#![expect(clippy::unwrap_used, reason = "tests")]

use base::{Actor, DbError, Tx, sql};
use norms::Day;

use crate::figure::{QUERIES, Span, rolled};
use crate::{citation, intern, late, metrics, place, proof, reach, record, restate};

/// SQLite's plans of statements whose places are left empty.
async fn explain(texts: Vec<String>) -> Vec<(String, String)> {
    let test = testkit::sqlite(&[board::MIGRATIONS, crate::MIGRATIONS]).await;
    let by = Actor::system(test.db.new_tenant().await.unwrap(), "测试");
    let act = async |tx: &mut Tx, _: &Actor, texts: &Vec<String>| {
        let mut plans = Vec::new();
        for text in texts {
            let steps: Vec<(i64, i64, i64, String)> = tx.all(sql(&format!("EXPLAIN QUERY PLAN {text}"))).await?;
            plans.extend(steps.into_iter().map(|step| (step.3, text.clone())));
        }
        Ok::<_, DbError>(plans)
    };
    test.db.read(&by, &texts, act).await.unwrap()
}

fn keyed((columns, query): (&str, &str)) -> String {
    let row = columns.split(',').map(|_| "1").collect::<Vec<_>>().join(",");
    format!("WITH k({columns}) AS (VALUES ({row}),({row})) {}", query.replace("{tenant}", "1"))
}

#[tokio::test]
async fn figures_sets_and_present_rows_are_looked_up_by_more_than_the_tenant() {
    let rolls = [("i, org, metric, a, b", rolled("roll_month", "month")), ("i, org, metric, a, b", rolled("roll_day", "day"))];
    let mut texts: Vec<String> = rolls.iter().map(|(columns, query)| keyed((columns, query))).collect();
    texts.extend(QUERIES.iter().copied().map(keyed));
    texts.extend([
        keyed(("kind, id", intern::SOURCES)),
        keyed(("kind, key", intern::SUBJECTS)),
        keyed(("path", place::AT)),
        keyed(("id", place::NAMED)),
        keyed(("source", record::PRESENT)),
        keyed(("org, metric, at", reach::KEPT)),
        keyed(("org, metric, month, subject", reach::STILL)),
        keyed(("org", &restate::moved_since(Day::first()))),
        keyed(("posted, citing, stands", &citation::citing(1))),
        restate::OF_ORG.to_owned(),
        restate::OF_SUBJECT.to_owned(),
        citation::POSTED.to_owned(),
        proof::OF_SOURCE.to_owned(),
    ]);
    for (step, text) in explain(texts).await {
        // The keys themselves are gone through: as `k`, or as constant rows.
        let scans = step.starts_with("SCAN") && step != "SCAN k" && !step.contains("CONSTANT ROW");
        let by_tenant_alone = step.starts_with("SEARCH") && step.ends_with("(tenant=?)");
        assert!(!scans && !by_tenant_alone, "{step}: {text}");
    }
}

#[tokio::test]
async fn a_page_of_a_proof_is_read_in_the_order_of_its_index_without_sorting() {
    let test = testkit::sqlite(&[board::MIGRATIONS, crate::MIGRATIONS]).await;
    let by = Actor::system(test.db.new_tenant().await.unwrap(), "测试");
    let act = async |tx: &mut Tx, _: &Actor, (): &()| {
        let span = Span { metric: metrics::ALL[0], org: 1, from: 20220101, to: Day::last(), as_of: None };
        let after = proof::Net::default();
        let [first, next] = [None, Some(&after)].map(|after| proof::query(tx, &span, after, 100).text().to_owned());
        Ok::<_, DbError>([first, next, late::query(tx, &span, &[span, span], 7).text().to_owned()])
    };
    let [first, next, late] = test.db.read(&by, &(), act).await.unwrap();
    for (step, text) in explain(vec![late]).await {
        assert!(!step.contains("SCAN f") && !step.ends_with("(tenant=?)"), "{step}: {text}");
    }
    for (step, text) in explain(vec![first, next]).await {
        assert!(!step.starts_with("SCAN") && !step.contains("TEMP B-TREE"), "{step}: {text}");
        assert!(!step.starts_with("SEARCH f ") || step.contains("fact_day (tenant=? AND metric=? AND day>? AND day<?"), "{step}");
    }
}
