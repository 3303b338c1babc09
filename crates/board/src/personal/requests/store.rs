//! The SQL of requests.

use base::{AccountId, DbError, Id, OrgId, PersonId, Scope, Sql, Tx, sql};
use norms::{Day, Instant};
use uuid::Uuid;

use super::{Kind, Request, State};
use crate::access;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    person: Uuid,
    account: Option<Uuid>,
    kind: String,
    what: String,
    asked: i64,
    due: i64,
    state: String,
    answer: Option<String>,
    answered: Option<i64>,
    answered_by: Option<String>,
    org: Uuid,
}

impl Row {
    fn read(self) -> Result<(Request, OrgId), DbError> {
        let strange = |what: &str| DbError::Corrupt(format!("request {}: {what}", self.id));
        let answer = self.answer.clone().zip(self.answered).zip(self.answered_by.clone());
        let request = Request {
            id: self.id,
            person: PersonId(self.person),
            account: self.account.map(AccountId),
            kind: Kind::from_code(&self.kind).ok_or_else(|| strange("the kind is unknown"))?,
            what: self.what.clone(),
            asked: Instant(self.asked),
            due: Day::from_number(self.due).map_err(|error| strange(&error.to_string()))?,
            state: State::from_code(&self.state).ok_or_else(|| strange("the state is unknown"))?,
            answer: answer.map(|((words, at), by)| (words, Instant(at), by)),
        };
        Ok((request, OrgId(self.org)))
    }
}

fn select(tx: &Tx, filter: &str) -> Sql {
    let text = "SELECT r.id, r.person, r.account, r.kind, r.what, r.asked, r.due, r.state, r.answer, r.answered, r.answered_by, p.org \
                FROM data_request r JOIN person p ON p.tenant = r.tenant AND p.id = r.person WHERE r.tenant = $1";
    sql(text).push(filter).bind(tx.tenant())
}

async fn read(tx: &mut Tx, query: Sql) -> Result<Vec<(Request, OrgId)>, DbError> {
    tx.all::<Row>(query).await?.into_iter().map(Row::read).collect()
}

pub(super) async fn get(tx: &mut Tx, id: Id) -> Result<Option<Request>, DbError> {
    let query = select(tx, " AND r.id = $2").bind(id);
    Ok(read(tx, query).await?.pop().map(|found| found.0))
}

pub(super) async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Request>, DbError> {
    let query = select(tx, " AND r.person = $2 ORDER BY r.asked DESC, r.id DESC LIMIT 100").bind(person);
    Ok(read(tx, query).await?.into_iter().map(|found| found.0).collect())
}

pub(super) async fn queue(tx: &mut Tx, scope: &Scope, open: bool, limit: i64) -> Result<Vec<(Request, OrgId)>, DbError> {
    let query = access::within(select(tx, if open { " AND r.state = 'open'" } else { " AND r.state <> 'open'" }), scope, "p.org");
    let query = query.push(if open { " ORDER BY r.due, r.id" } else { " ORDER BY r.answered DESC, r.id DESC" }).with(" LIMIT ?", limit);
    read(tx, query).await
}

/// Writes a new request; `false` where one of the kind waits already.
pub(super) async fn insert(tx: &mut Tx, request: &Request) -> Result<bool, DbError> {
    let text = "INSERT INTO data_request(tenant, id, person, account, kind, what, asked, due, state) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open') ON CONFLICT DO NOTHING";
    let statement = sql(text)
        .bind(tx.tenant())
        .bind(request.id)
        .bind(request.person)
        .bind(request.account)
        .bind(request.kind.code())
        .bind(&request.what)
        .bind(request.asked)
        .bind(request.due);
    Ok(tx.run(statement).await? == 1)
}

pub(super) async fn save(tx: &mut Tx, request: &Request) -> Result<(), DbError> {
    let (words, at, by) = match &request.answer {
        Some((words, at, by)) => (Some(words.as_str()), Some(*at), Some(by.as_str())),
        None => (None, None, None),
    };
    let text = "UPDATE data_request SET state = $3, answer = $4, answered = $5, answered_by = $6 WHERE tenant = $1 AND id = $2";
    let statement = sql(text).bind(tx.tenant()).bind(request.id).bind(request.state.code()).bind(words).bind(at).bind(by);
    tx.run(statement).await?;
    Ok(())
}
