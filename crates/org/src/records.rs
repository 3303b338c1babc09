//! Orgs and people as other rooms find them and as files are kept with them. Of a person nothing is told here but where they belong:
//! what leaves the roster with an archive cannot be erased any more.

use std::collections::HashMap;

use base::{Actor, DbError, OrgId, PersonId, Tx};
use board::orgs::{Org, OrgFilter};
use board::people::{self, Person, PersonFilter};
use board::{OrgKind, access};
use kit::records::{evidenced, unboard};
use kit::{Find, Known, RecordKind, Records};
use ledger::Later;
use uuid::Uuid;

use crate::actions::reaches;
use crate::rights;

/// 组织.
pub(crate) static ORGS: Orgs = Orgs;
/// 人员.
pub(crate) static PEOPLE: People = People;

/// Orgs.
pub(crate) struct Orgs;
/// People.
pub(crate) struct People;

impl Records for Orgs {
    fn kind(&self) -> RecordKind {
        RecordKind { code: "org", name: "组织", path: "/orgs/{id}", read: &rights::READ, change: &rights::KEEP }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let ids: Vec<OrgId> = ids.iter().copied().map(OrgId).collect();
            let scope = access::scope(by, &rights::READ);
            let orgs = board::orgs::many(tx, &ids).await.map_err(unboard)?;
            Ok(orgs.into_values().filter(|org| reaches(&scope, org)).map(org).collect())
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced {
                return evidenced(self, tx, by, ask).await;
            }
            // An org has no day and belongs to no campaign: asked for by one, there is none.
            if ask.period.is_some() || ask.campaign.is_some() {
                return Ok(Vec::new());
            }
            let filter = OrgFilter { text: ask.words.first().cloned(), limit: Some(ask.limit), ..OrgFilter::default() };
            let found = board::orgs::list(tx, &access::scope(by, &rights::READ), &filter).await.map_err(unboard)?;
            Ok(found.into_iter().map(org).collect())
        })
    }
}

fn org(org: Org) -> Known {
    let told = [("类别", org.kind.chinese().to_owned()), ("条线", org.line.chinese().to_owned()), ("编码", org.code.clone())];
    let mut told: Vec<(String, String)> = told.into_iter().map(|(name, words)| (name.to_owned(), words)).collect();
    told.extend(org.founded.map(|day| ("成立日期".to_owned(), day.chinese())));
    told.extend(org.closed.map(|day| ("撤销日期".to_owned(), day.chinese())));
    // A superior stands outside the tree and belongs to whoever holds the whole office.
    let path = if org.kind == OrgKind::Superior { crate::actions::root_path() } else { org.path.clone() };
    Known {
        id: org.id.0,
        title: org.name.clone(),
        href: format!("/orgs/{}", org.id),
        day: None,
        told,
        gone: None,
        org: Org { path, ..org },
    }
}

impl Records for People {
    fn kind(&self) -> RecordKind {
        let (read, change) = (&rights::PEOPLE_READ, &rights::PEOPLE_WRITE);
        RecordKind { code: "person", name: "人员", path: "/people/{id}", read, change }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let ids: Vec<PersonId> = ids.iter().copied().map(PersonId).collect();
            let found = people::many(tx, &ids).await.map_err(unboard)?;
            seen(tx, by, found.into_values().collect()).await
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced {
                return evidenced(self, tx, by, ask).await;
            }
            let Some(text) = ask.words.first().filter(|_| ask.period.is_none() && ask.campaign.is_none()) else { return Ok(Vec::new()) };
            let filter = PersonFilter { text: Some(text.clone()), ..PersonFilter::default() };
            let limit = usize::try_from(ask.limit).unwrap_or(0);
            let page = people::list(tx, &access::scope(by, &rights::PEOPLE_READ), &filter, None, limit).await.map_err(unboard)?;
            seen(tx, by, page.rows).await
        })
    }
}

async fn seen(tx: &mut Tx, by: &Actor, people: Vec<Person>) -> Result<Vec<Known>, DbError> {
    let scope = access::scope(by, &rights::PEOPLE_READ);
    let ids: Vec<OrgId> = people.iter().map(|person| person.entry.org).collect();
    let orgs: HashMap<OrgId, Org> = board::orgs::many(tx, &ids).await.map_err(unboard)?;
    let open = |person: Person| {
        let org = orgs.get(&person.entry.org).filter(|org| reaches(&scope, org))?.clone();
        Some(Known {
            id: person.id.0,
            title: person.entry.name.to_string(),
            href: format!("/people/{}", person.id),
            day: None,
            told: vec![("所在组织".to_owned(), org.name.clone()), ("政治面貌".to_owned(), person.entry.party.chinese().to_owned())],
            gone: None,
            org,
        })
    };
    Ok(people.into_iter().filter_map(open).collect())
}
