//! 报数: from a question in words to its answer, as the page asks for it, beside the plain sum over the facts.

use std::time::Duration;

use ::figures::actions::{self, AskFor, Found};
use base::{Actor, DbError, Tx, sql};
use ledger::metrics;

use crate::made::Made;
use crate::table::{Measure, Table};
use crate::{Result, watch};

/// So fast it must be, however many facts there are.
const TARGET: Duration = Duration::from_millis(20);
const TIMES: usize = 21;

/// A sum by district, distinct firms of whole months, a question that several metrics fit, sums of odd days; last, distinct firms of odd
/// days, for which the facts of parts of two months are read, so that no time is promised however many there are.
const QUESTIONS: [(&str, Option<Duration>); 5] = [
    ("2022年上半年 助企服务 分板块", Some(TARGET)),
    ("2022年上半年 覆盖企业", Some(TARGET)),
    ("2022年上半年 助企", Some(TARGET)),
    ("2022年1月10日至6月17日 助企服务 按月", Some(TARGET)),
    ("2022年1月10日至6月17日 覆盖企业", None),
];

/// Measures the answers of an office with made facts.
pub async fn measure(made: &Made, table: &mut Table) -> Result<()> {
    let raw = plain(made).await?;
    let millions = made.facts as f64 / 1e6;
    for (question, target) in QUESTIONS {
        let ask = AskFor { words: question.to_owned(), ..AskFor::default() };
        let mut took = Vec::new();
        for _ in 0..TIMES {
            let (time, answer) = watch::time(made.db.read(&made.by, &ask, actions::ask)).await;
            took.push(time);
            if let Found::Nothing | Found::Orgs(_) = answer?.found {
                return Err(format!("“{question}” has no answer").into());
            }
        }
        let what = format!("报数: the answer to “{question}”, {millions:.1} million facts");
        let beside = Some(("a plain sum over the facts of one metric", Measure::Time(raw)));
        table.line(&what, Measure::Time(watch::median(took)), target.map(Measure::Time), beside);
    }
    Ok(())
}

async fn plain(made: &Made) -> Result<Duration> {
    let metric = metrics::by_code("assist.service").ok_or("an unknown metric")?.number;
    let mut took = Vec::new();
    for _ in 0..5 {
        let (time, sum) = watch::time(made.db.read(&made.by, &metric, sum)).await;
        took.push(time);
        sum?;
    }
    Ok(watch::median(took))
}

async fn sum(tx: &mut Tx, _: &Actor, metric: &i64) -> std::result::Result<i64, DbError> {
    let text = "SELECT CAST(coalesce(sum(f.quantity), 0) AS BIGINT) FROM fact f WHERE f.tenant = $1 AND f.metric = $2 \
                AND f.day BETWEEN 20220101 AND 20220630";
    let row: (i64,) = tx.one(sql(text).bind(tx.tenant()).bind(*metric)).await?;
    Ok(row.0)
}
