//! Corrections of signed reports, and who got what.

use std::collections::HashMap;

use base::{DbError, Tx, sql};
use norms::{Day, Instant};
use uuid::Uuid;

use crate::correction::{CorrectedFigure, Correction, CorrectionState, Reason, Recipient, Way};
use crate::model::Person;
use crate::store::{day, person};

#[derive(sqlx::FromRow)]
struct CorrectionRow {
    id: Uuid,
    number: Option<i64>,
    state: String,
    reason: String,
    words: String,
    posting: i64,
    drafted_account: Option<Uuid>,
    drafted_name: String,
    drafted_at: i64,
    ended_account: Option<Uuid>,
    ended_name: Option<String>,
    ended_at: Option<i64>,
    ended_words: Option<String>,
}

impl CorrectionRow {
    fn correction(self, figures: Vec<CorrectedFigure>) -> Result<Correction, DbError> {
        let by = person(self.ended_account, self.ended_name.unwrap_or_default());
        let state = match (self.state.as_str(), self.number, self.ended_at.map(Instant::from_micros)) {
            ("drafted", None, None) => CorrectionState::Drafted,
            ("approved", Some(number), Some(at)) => CorrectionState::Approved { number, by, at },
            ("withdrawn", None, Some(at)) => CorrectionState::Withdrawn { by, at, words: self.ended_words.unwrap_or_default() },
            (state, ..) => return Err(DbError::Corrupt(format!("correction {} in state {state}", self.id))),
        };
        let reason = Reason::from_code(&self.reason).ok_or_else(|| DbError::Corrupt(format!("correction reason {}", self.reason)))?;
        Ok(Correction {
            id: self.id,
            state,
            reason,
            words: self.words,
            posting: self.posting,
            drafted_by: person(self.drafted_account, self.drafted_name),
            drafted_at: Instant::from_micros(self.drafted_at),
            figures,
        })
    }
}

#[derive(sqlx::FromRow)]
struct FigureRow {
    correction: Uuid,
    key: String,
    old_value: i64,
    old_declared: i64,
    old_said: String,
    new_value: i64,
    new_declared: i64,
    new_said: String,
    facts: i64,
    digest: String,
}

/// The corrections of a report, in the order in which they were drafted.
pub(crate) async fn all(tx: &mut Tx, report: Uuid) -> Result<Vec<Correction>, DbError> {
    let query = "SELECT id, number, state, reason, words, posting, drafted_account, drafted_name, drafted_at, ended_account, ended_name, \
         ended_at, ended_words FROM report_correction WHERE tenant = $1 AND report = $2 ORDER BY drafted_at, id";
    let rows: Vec<CorrectionRow> = tx.all(sql(query).bind(tx.tenant()).bind(report)).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let query = "SELECT correction, key, old_value, old_declared, old_said, new_value, new_declared, new_said, facts, digest FROM report_corrected \
         WHERE tenant = $1 AND report = $2 ORDER BY correction, position";
    let mut figures: HashMap<Uuid, Vec<CorrectedFigure>> = HashMap::new();
    for row in tx.all::<FigureRow>(sql(query).bind(tx.tenant()).bind(report)).await? {
        let figure = CorrectedFigure {
            key: row.key,
            old_value: row.old_value,
            old_declared: row.old_declared,
            old_said: row.old_said,
            new_value: row.new_value,
            new_declared: row.new_declared,
            new_said: row.new_said,
            facts: row.facts,
            digest: row.digest,
        };
        figures.entry(row.correction).or_default().push(figure);
    }
    let whole = |row: CorrectionRow| {
        let theirs = figures.remove(&row.id).unwrap_or_default();
        row.correction(theirs)
    };
    rows.into_iter().map(whole).collect()
}

/// Saves a new draft; `false` when one waits already.
pub(crate) async fn insert(tx: &mut Tx, report: Uuid, one: &Correction) -> Result<bool, DbError> {
    let text = "INSERT INTO report_correction(tenant, report, id, state, open, reason, words, posting, drafted_account, drafted_name, \
         drafted_at) VALUES ($1, $2, $3, 'drafted', 1, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let query = sql(text).bind(tx.tenant()).bind(report).bind(one.id).bind(one.reason.code()).bind(&one.words).bind(one.posting);
    let query = query.bind(one.drafted_by.account).bind(&one.drafted_by.name).bind(one.drafted_at);
    if tx.run(query).await? == 0 {
        return Ok(false);
    }
    let tenant = tx.tenant();
    let rows = one.figures.iter().zip(1_i64..).map(|(figure, position)| {
        vec![
            tenant.into(),
            report.into(),
            one.id.into(),
            position.into(),
            (&figure.key).into(),
            figure.old_value.into(),
            figure.old_declared.into(),
            (&figure.old_said).into(),
            figure.new_value.into(),
            figure.new_declared.into(),
            (&figure.new_said).into(),
            figure.facts.into(),
            (&figure.digest).into(),
        ]
    });
    let head = "INSERT INTO report_corrected(tenant, report, correction, position, key, old_value, old_declared, old_said, new_value, \
         new_declared, new_said, facts, digest)";
    tx.many(head, rows.collect(), "").await?;
    Ok(true)
}

/// Approves a draft under the next number.
pub(crate) async fn approve(tx: &mut Tx, report: Uuid, id: Uuid, number: i64, by: &Person, at: Instant) -> Result<u64, DbError> {
    let text = "UPDATE report_correction SET state = 'approved', open = NULL, number = $1, ended_account = $2, ended_name = $3, \
         ended_at = $4 WHERE tenant = $5 AND report = $6 AND id = $7 AND state = 'drafted'";
    let query = sql(text).bind(number).bind(by.account).bind(&by.name).bind(at).bind(tx.tenant()).bind(report).bind(id);
    tx.run(query).await
}

/// Takes a draft back.
pub(crate) async fn withdraw(tx: &mut Tx, report: Uuid, id: Uuid, words: &str, by: &Person, at: Instant) -> Result<u64, DbError> {
    let text = "UPDATE report_correction SET state = 'withdrawn', open = NULL, ended_words = $1, ended_account = $2, ended_name = $3, \
         ended_at = $4 WHERE tenant = $5 AND report = $6 AND id = $7 AND state = 'drafted'";
    let query = sql(text).bind(words).bind(by.account).bind(&by.name).bind(at).bind(tx.tenant()).bind(report).bind(id);
    tx.run(query).await
}

type RecipientRow = (i64, String, String, i64, i64, String, bool);

/// Who got a report and its correction notes, in the order in which that was written down.
pub(crate) async fn recipients(tx: &mut Tx, report: Uuid) -> Result<Vec<Recipient>, DbError> {
    let query = "SELECT number, way, name, day, correction, who, withdrawn FROM report_recipient WHERE tenant = $1 AND report = $2 \
         ORDER BY number";
    let rows: Vec<RecipientRow> = tx.all(sql(query).bind(tx.tenant()).bind(report)).await?;
    let read = |(number, way, name, on, correction, by, withdrawn): RecipientRow| {
        let way = Way::from_code(&way).ok_or_else(|| DbError::Corrupt(format!("recipient by {way}")))?;
        Ok(Recipient { number, way, name, day: day(on)?, correction, by, withdrawn })
    };
    rows.into_iter().map(read).collect()
}

/// Writes down who got something: those of the list that are not there yet, from `number` on.
pub(crate) async fn add_recipients(tx: &mut Tx, report: Uuid, all: &[Recipient], by: &Person) -> Result<(), DbError> {
    let (tenant, at) = (tx.tenant(), tx.now());
    let rows = all.iter().map(|one| {
        vec![
            tenant.into(),
            report.into(),
            one.number.into(),
            one.way.code().into(),
            (&one.name).into(),
            one.day.into(),
            one.correction.into(),
            by.account.into(),
            (&by.name).into(),
            at.into(),
            one.withdrawn.into(),
        ]
    });
    let head = "INSERT INTO report_recipient(tenant, report, number, way, name, day, correction, account, who, at, withdrawn)";
    tx.many(head, rows.collect(), "").await
}

/// Whether an account's export is written down for this day.
pub(crate) async fn is_exported(tx: &mut Tx, report: Uuid, by: &Person, on: Day, correction: i64) -> Result<bool, DbError> {
    let query =
        "SELECT count(*) FROM report_recipient WHERE tenant = $1 AND report = $2 AND way = 'exported' AND day = $3 AND correction = $4";
    let query = sql(query).bind(tx.tenant()).bind(report).bind(on).bind(correction);
    let query = match by.account {
        Some(account) => query.with(" AND account = ?", account),
        None => query.with(" AND account IS NULL AND who = ?", &by.name),
    };
    let (count,): (i64,) = tx.one(query).await?;
    Ok(count > 0)
}

/// Takes an entry back; it stays, struck out.
pub(crate) async fn withdraw_recipient(tx: &mut Tx, report: Uuid, number: i64) -> Result<u64, DbError> {
    let text = "UPDATE report_recipient SET withdrawn = $1 WHERE tenant = $2 AND report = $3 AND number = $4";
    tx.run(sql(text).bind(true).bind(tx.tenant()).bind(report).bind(number)).await
}
