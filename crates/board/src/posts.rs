//! 职务 and 任期: who holds which post in which org, and when. A person holds a post of an org in one open term at a time: the database
//! sees to it.

use base::{Actor, DbError, Id, Note, OrgId, PersonId, Sql, Tx, sql};
use norms::Day;
use uuid::Uuid;

use crate::orgs::{self, day, refuse_future};
use crate::{BoardError, audit, names, people};

/// A term of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: Id,
    /// In which org.
    pub org: OrgId,
    /// Who.
    pub person: PersonId,
    /// 书记, 组织委员, ….
    pub title: String,
    /// The first day.
    pub since: Day,
    /// The last day; none while the term runs.
    pub until: Option<Day>,
}

/// Asks for a new term.
#[derive(Clone, Debug)]
pub struct OpenTerm {
    /// In which org.
    pub org: OrgId,
    /// Who.
    pub person: PersonId,
    /// The post, at most 40 characters.
    pub title: String,
    /// The first day, not in the future.
    pub since: Day,
}

/// Opens a term.
///
/// # Errors
/// [`BoardError::PostOpen`] when the person holds the post already, [`BoardError::PersonLeft`], [`BoardError::OrgClosed`],
/// [`BoardError::FutureDay`].
pub async fn open_term(tx: &mut Tx, _by: &Actor, ask: &OpenTerm) -> Result<Post, BoardError> {
    orgs::get(tx, ask.org).await?.standing()?;
    let person = people::get(tx, ask.person).await?.standing()?;
    if person.left.is_some() {
        return Err(BoardError::PersonLeft(person.entry.name.to_string()));
    }
    refuse_future(tx, Some(ask.since))?;
    let title = names::clean(&ask.title, 40)?;
    let post = Post { id: tx.new_id(), org: ask.org, person: ask.person, title, since: ask.since, until: None };
    let text = "INSERT INTO post(tenant, id, org, person, title, since) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let statement = sql(text).bind(tx.tenant()).bind(post.id).bind(post.org).bind(post.person).bind(&post.title).bind(post.since);
    if tx.run(statement).await? != 1 {
        return Err(BoardError::PostOpen);
    }
    tx.note(said("post.open", &post).with("day", post.since.to_string()));
    Ok(post)
}

/// Asks that a term end.
#[derive(Clone, Debug)]
pub struct CloseTerm {
    /// Which term.
    pub post: Id,
    /// Its last day, not in the future.
    pub until: Day,
}

/// Ends a term.
///
/// # Errors
/// [`BoardError::NoPost`], [`BoardError::PostClosed`], [`BoardError::EndBeforeStart`], [`BoardError::FutureDay`].
pub async fn close_term(tx: &mut Tx, _by: &Actor, ask: &CloseTerm) -> Result<Post, BoardError> {
    let mut post = get(tx, ask.post).await?;
    refuse_future(tx, Some(ask.until))?;
    if post.until.is_some() {
        return Err(BoardError::PostClosed);
    }
    if ask.until < post.since {
        return Err(BoardError::EndBeforeStart);
    }
    post.until = Some(ask.until);
    tx.run(sql("UPDATE post SET until = $3 WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(post.id).bind(post.until)).await?;
    tx.note(said("post.close", &post).with("day", ask.until.to_string()));
    Ok(post)
}

/// Removes a term that was noted by mistake.
///
/// # Errors
/// [`BoardError::NoPost`].
pub async fn remove_term(tx: &mut Tx, _by: &Actor, post: &Id) -> Result<(), BoardError> {
    let post = get(tx, *post).await?;
    tx.run(sql("DELETE FROM post WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(post.id)).await?;
    tx.note(said("post.remove", &post).with("day", post.since.to_string()));
    Ok(())
}

/// An act on a term, told of the person whose it is.
fn said(act: &'static str, post: &Post) -> Note {
    let note = audit::person_id(act, post.person).with("title", post.title.as_str());
    note.with("org_id", post.org.to_string()).with("post", post.id.to_string())
}

/// The term with this id.
///
/// # Errors
/// [`BoardError::NoPost`].
pub async fn get(tx: &mut Tx, id: Id) -> Result<Post, BoardError> {
    let query = select(tx, " AND id = $2").bind(id);
    read(tx, query).await?.pop().ok_or(BoardError::NoPost)
}

/// The terms of a person, running ones first, then the latest.
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Post>, BoardError> {
    let query = select(tx, " AND person = $2").push(ORDER).bind(person);
    Ok(read(tx, query).await?)
}

/// The terms of an org's posts, running ones first, then the latest.
pub async fn of_org(tx: &mut Tx, org: OrgId) -> Result<Vec<Post>, BoardError> {
    let query = select(tx, " AND org = $2").push(ORDER).bind(org);
    Ok(read(tx, query).await?)
}

/// Ends all running terms of a person; one that begins later than that day ends on its first.
pub(crate) async fn end_all(tx: &mut Tx, person: PersonId, on: Day) -> Result<(), DbError> {
    let text = "UPDATE post SET until = CASE WHEN since > $3 THEN since ELSE $3 END WHERE tenant = $1 AND person = $2 AND until IS NULL";
    tx.run(sql(text).bind(tx.tenant()).bind(person).bind(on)).await?;
    Ok(())
}

/// Gives these terms of one record to another of the same person.
pub(crate) async fn hand_over(tx: &mut Tx, terms: &[Id], from: PersonId, to: PersonId) -> Result<(), DbError> {
    let text = "UPDATE post SET person = $3 WHERE tenant = $1 AND person = $2 AND id IN";
    tx.run(sql(text).bind(tx.tenant()).bind(from).bind(to).list(terms.iter().copied())).await?;
    Ok(())
}

const ORDER: &str = " ORDER BY CASE WHEN until IS NULL THEN 0 ELSE 1 END, since DESC, id";

fn select(tx: &Tx, filter: &str) -> Sql {
    sql("SELECT id, org, person, title, since, until FROM post WHERE tenant = $1").push(filter).bind(tx.tenant())
}

type PostRow = (Uuid, Uuid, Uuid, String, i64, Option<i64>);

async fn read(tx: &mut Tx, query: Sql) -> Result<Vec<Post>, DbError> {
    let read = |(id, org, person, title, since, until): PostRow| {
        let since = day(Some(since))?.ok_or_else(|| DbError::Corrupt("a term without its first day".into()))?;
        Ok(Post { id, org: OrgId(org), person: PersonId(person), title, since, until: day(until)? })
    };
    tx.all::<PostRow>(query).await?.into_iter().map(read).collect()
}
