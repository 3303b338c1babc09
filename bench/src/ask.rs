//! 报数: from a question in words to its answer, as the page asks for it, beside plain SQL over the facts.

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

/// What plain SQL does for a question: a sum of one metric over the facts, or its subjects, each counted once.
#[derive(Clone, Copy)]
enum Plain {
    Sum,
    Distinct,
}

/// Sums and distinct firms, of whole months and of odd days, of the whole office, by month and by district; and questions that several
/// metrics fit.
const QUESTIONS: [(&str, Plain); 8] = [
    ("2022年上半年 助企服务 分板块", Plain::Sum),
    ("2022年上半年 覆盖企业", Plain::Distinct),
    ("2022年上半年 助企", Plain::Sum),
    ("2022年1月10日至6月17日 助企服务 按月", Plain::Sum),
    ("2022年1月10日至6月17日 覆盖企业", Plain::Distinct),
    ("2022年1月10日至6月17日 覆盖企业 分板块", Plain::Distinct),
    ("2022年1月10日至6月17日 覆盖企业 按月", Plain::Distinct),
    ("2022年1月10日至6月17日 助企", Plain::Sum),
];

/// Measures the answers of an office with made facts.
pub async fn measure(made: &Made, table: &mut Table) -> Result<()> {
    let (sum, distinct) = (plain(made, &SUM).await?, plain(made, &DISTINCT).await?);
    let millions = made.facts as f64 / 1e6;
    for (question, beside) in QUESTIONS {
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
        let beside = match beside {
            Plain::Sum => ("a plain sum over the facts of one metric", Measure::Time(sum)),
            Plain::Distinct => ("plain SQL over the facts of one metric, each subject once", Measure::Time(distinct)),
        };
        table.line(&what, Measure::Time(watch::median(took)), Some(Measure::Time(TARGET)), Some(beside));
    }
    Ok(())
}

/// A metric, and what is asked of its facts of the first half-year.
type Query = (&'static str, &'static str);

const SUM: Query = ("assist.service", "CAST(coalesce(sum(f.quantity), 0) AS BIGINT)");
const DISTINCT: Query = ("assist.enterprise_covered", "count(DISTINCT f.subject)");

async fn plain(made: &Made, query: &Query) -> Result<Duration> {
    let mut took = Vec::new();
    for _ in 0..5 {
        let (time, sum) = watch::time(made.db.read(&made.by, query, of_facts)).await;
        took.push(time);
        sum?;
    }
    Ok(watch::median(took))
}

async fn of_facts(tx: &mut Tx, _: &Actor, (code, what): &Query) -> std::result::Result<i64, DbError> {
    let metric = metrics::by_code(code).map(|metric| metric.number);
    let text = format!("SELECT {what} FROM fact f WHERE f.tenant = $1 AND f.metric = $2 AND f.day BETWEEN 20220101 AND 20220630");
    let row: (i64,) = tx.one(sql(&text).bind(tx.tenant()).bind(metric)).await?;
    Ok(row.0)
}
