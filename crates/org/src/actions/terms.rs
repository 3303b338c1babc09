//! 任职: posts and their terms.

use base::{Actor, Id, PersonId, Tx};
use board::BoardError;
use board::people::Person;
use board::posts::{self, CloseTerm, OpenTerm, Post};
use norms::Day;

use super::named;
use super::people::person_for;
use crate::{OrgError, rights};

/// 任职. `org` is what the form's field says.
#[derive(Clone, Debug)]
pub struct Open {
    /// Who.
    pub person: PersonId,
    /// In which org: id, code or name.
    pub org: String,
    /// 书记, 组织委员, ….
    pub title: String,
    /// The first day.
    pub since: Day,
}

/// Opens a term; needs the right over the person's org and over the org of the post. Sent twice, it is one.
pub async fn open(tx: &mut Tx, by: &Actor, ask: &Open) -> Result<Post, OrgError> {
    person_for(tx, by, &rights::PEOPLE_WRITE, ask.person).await?;
    let org = named(tx, by, &rights::PEOPLE_WRITE, "org", &ask.org).await?;
    let running = posts::of_person(tx, ask.person).await?;
    let same = |post: &Post| post.org == org.id && post.title == ask.title && post.since == ask.since && post.until.is_none();
    if let Some(there) = running.into_iter().find(same) {
        return Ok(there);
    }
    Ok(posts::open_term(tx, by, &OpenTerm { org: org.id, person: ask.person, title: ask.title.clone(), since: ask.since }).await?)
}

/// A term of a person, if the actor may change it.
pub async fn get(tx: &mut Tx, by: &Actor, (person, post): &(PersonId, Id)) -> Result<(Person, Post), OrgError> {
    let (person, _) = person_for(tx, by, &rights::PEOPLE_WRITE, *person).await?;
    let post = posts::get(tx, *post).await?;
    if post.person == person.id { Ok((person, post)) } else { Err(BoardError::NoPost.into()) }
}

/// 免职 or the end of a term.
#[derive(Clone, Debug)]
pub struct Close {
    /// Who.
    pub person: PersonId,
    /// Which term.
    pub post: Id,
    /// Its last day.
    pub until: Day,
}

/// Ends a term. Sent twice, it is one.
pub async fn close(tx: &mut Tx, by: &Actor, ask: &Close) -> Result<Post, OrgError> {
    let (_, post) = get(tx, by, &(ask.person, ask.post)).await?;
    if post.until == Some(ask.until) {
        return Ok(post);
    }
    Ok(posts::close_term(tx, by, &CloseTerm { post: ask.post, until: ask.until }).await?)
}

/// Takes away a term that was noted by mistake.
pub async fn remove(tx: &mut Tx, by: &Actor, ask: &(PersonId, Id)) -> Result<(), OrgError> {
    get(tx, by, ask).await?;
    Ok(posts::remove_term(tx, by, &ask.1).await?)
}
