//! 个人信息申请: what somebody asks about their own data. It is answered within 15 working days (norms DATA-03), by somebody else than who
//! asked, and the answer stays where they find it.

mod store;

use base::{AccountId, Actor, Id, OrgId, PersonId, Scope, Tx};
use norms::{Day, Instant, workday};

use super::{Erase, Holders, Why, erase};
use crate::orgs::coded;
use crate::{BoardError, audit, people};

/// Working days within which a request is answered.
pub const DAYS: i64 = 15;
/// Characters of what is asked and of an answer.
pub const MOST: usize = 1000;

coded! {
    /// What is asked for.
    Kind {
        /// Something about them is wrong.
        Correct = "correct", "更正";
        /// Their data shall go.
        Erase = "erase", "删除";
    }
}

coded! {
    /// How far a request has come.
    State {
        /// It waits for its answer.
        Open = "open", "待答复";
        /// It was done.
        Granted = "granted", "已办理";
        /// It was not, and the answer says why.
        Refused = "refused", "不予办理";
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: Id,
    /// About whom: it is always who asked.
    pub person: PersonId,
    /// The account with which they asked.
    pub account: Option<AccountId>,
    /// What is asked for.
    pub kind: Kind,
    /// In their words; empty once they were erased.
    pub what: String,
    /// When.
    pub asked: Instant,
    /// The last day for the answer.
    pub due: Day,
    /// How far it has come.
    pub state: State,
    /// The answer: words, when and by whom.
    pub answer: Option<(String, Instant, String)>,
}

impl Request {
    /// Whether it waits longer than it may.
    pub fn overdue(&self, today: Day) -> bool {
        self.state == State::Open && self.due < today
    }
}

/// Asks for something about oneself. Whose data it is about is who is signed in; nobody asks for another.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// The id that the form made: sent twice, it is one request.
    pub id: Id,
    /// What is asked for.
    pub kind: Kind,
    /// In their words, 2 to 1,000 characters; for an erasure it may be empty.
    pub what: String,
}

/// Files a request about who is signed in.
///
/// # Errors
/// [`BoardError::NotOnRoster`] for an account without a person, [`BoardError::RequestWords`], [`BoardError::RequestOpen`] while one of the
/// same kind waits, [`BoardError::PersonErased`].
pub async fn ask(tx: &mut Tx, by: &Actor, ask: &NewRequest) -> Result<Request, BoardError> {
    let person = by.person.ok_or(BoardError::NotOnRoster)?;
    if let Some(there) = store::get(tx, ask.id).await? {
        return if there.person == person { Ok(there) } else { Err(BoardError::NoRequest) };
    }
    let person = people::get(tx, person).await?.standing()?;
    let what = words(&ask.what, if ask.kind == Kind::Erase { 0 } else { 2 })?;
    let (asked, due) = (tx.now(), workday::after(tx.today(), DAYS).day);
    let (id, kind, state) = (ask.id, ask.kind, State::Open);
    let request = Request { id, person: person.id, account: by.account, kind, what, asked, due, state, answer: None };
    if !store::insert(tx, &request).await? {
        return Err(BoardError::RequestOpen);
    }
    tx.note(audit::person("personal.ask", &person).with("kind", kind.chinese()).with("due", due.to_string()));
    Ok(request)
}

fn words(text: &str, least: usize) -> Result<String, BoardError> {
    let text = text.trim();
    let count = text.chars().count();
    let plain = !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if (least..=MOST).contains(&count) && plain { Ok(text.to_owned()) } else { Err(BoardError::RequestWords) }
}

/// The requests of somebody, the latest first.
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Request>, BoardError> {
    Ok(store::of_person(tx, person).await?)
}

/// The requests of people whose org lies in a scope, each with that org: those that wait, the most urgent first, or else the latest that
/// were answered.
pub async fn queue(tx: &mut Tx, scope: &Scope, open: bool, limit: i64) -> Result<Vec<(Request, OrgId)>, BoardError> {
    Ok(store::queue(tx, scope, open, limit).await?)
}

/// The request with this id.
///
/// # Errors
/// [`BoardError::NoRequest`].
pub async fn get(tx: &mut Tx, id: Id) -> Result<Request, BoardError> {
    store::get(tx, id).await?.ok_or(BoardError::NoRequest)
}

/// Answers a request.
#[derive(Clone)]
pub struct Answer {
    /// Which.
    pub request: Id,
    /// Whether it was done. An erasure is done by this very act.
    pub granted: bool,
    /// To who asked, 2 to 1,000 characters.
    pub words: String,
    /// Every room, for an erasure.
    pub holders: Holders,
}

/// Answers a request, and erases if that is what is granted: both or neither.
///
/// # Errors
/// [`BoardError::NoRequest`], [`BoardError::RequestAnswered`], [`BoardError::OwnRequest`], [`BoardError::RequestWords`], and those of
/// [`erase`].
pub async fn answer(tx: &mut Tx, by: &Actor, ask: &Answer) -> Result<Request, BoardError> {
    let mut request = get(tx, ask.request).await?;
    if request.state != State::Open {
        return Err(BoardError::RequestAnswered);
    }
    if by.account.is_some() && (by.account == request.account || by.person == Some(request.person)) {
        return Err(BoardError::OwnRequest);
    }
    request.answer = Some((words(&ask.words, 2)?, tx.now(), by.name.clone()));
    request.state = if ask.granted { State::Granted } else { State::Refused };
    store::save(tx, &request).await?;
    let note = audit::person_id("personal.answer", request.person).with("kind", request.kind.chinese());
    tx.note(note.with("state", request.state.chinese()));
    if ask.granted && request.kind == Kind::Erase {
        erase(tx, by, &Erase { person: request.person, why: Why::Request, holders: ask.holders.clone() }).await?;
    }
    get(tx, request.id).await
}
