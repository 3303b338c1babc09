//! 关于我, 个人信息申请, 保存期限.

use std::collections::{BTreeMap, HashMap};

use base::{Actor, Id, OrgId, PersonId, Right, Tx};
use board::people::{Person, Revealed};
use board::personal::requests::{self, Answer, NewRequest, Request};
use board::personal::retention::{self, Rule, SetRule};
use board::personal::{Holders, Kind, Mention, Who, who};
use board::{BoardError, Org, access, accounts};

use super::people::person_for;
use super::root_path;
use crate::{OrgError, rights};

/// Requests of one page.
const LINES: i64 = 200;

/// Somebody who can see something about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The name of the account.
    pub name: String,
    /// What they can do: 查看花名册.
    pub right: &'static str,
    /// Why: 因为在“云州团市委”及其下级是党务干部.
    pub because: String,
}

/// Everything about who is signed in.
#[derive(Clone, Debug)]
pub struct AboutMe {
    /// Their row of the roster, when the account is bound to one.
    pub person: Option<Person>,
    /// What is held, room by room, each with its org.
    pub mentions: Vec<Mention>,
    /// The orgs of `mentions`.
    pub orgs: HashMap<OrgId, Org>,
    /// Who can see it.
    pub readers: Vec<Reader>,
    /// Who opened their numbers.
    pub revealed: Vec<Revealed>,
    /// What they asked.
    pub requests: Vec<Request>,
}

/// Everything about who is signed in, and about nobody else: it takes no id.
pub async fn about_me(tx: &mut Tx, by: &Actor, holders: &Holders) -> Result<AboutMe, OrgError> {
    let (mut person, mut revealed, mut asked) = (None, Vec::new(), Vec::new());
    let who = match by.person {
        Some(id) => {
            person = Some(board::people::get(tx, id).await?);
            revealed = board::people::revealed(tx, id).await?;
            asked = requests::of_person(tx, id).await?;
            Who { account: by.account, ..who(tx, id).await? }
        }
        None => {
            let (kind, keys, orgs) = ("person", Vec::new(), Vec::new());
            Who { person: None, account: by.account, name: String::new(), kind, keys, orgs }
        }
    };
    let mentions = holders.mentions(tx, &who).await?;
    let ids: Vec<OrgId> = mentions.iter().filter_map(|mention| mention.org).collect();
    let orgs = board::orgs::many(tx, &ids).await?;
    let readers = readers(tx, by, person.as_ref(), &mentions, &orgs).await?;
    Ok(AboutMe { person, mentions, orgs, readers, revealed, requests: asked })
}

/// Who holds a right by which something of this is seen, and why. Of the same account and right each reason stands once.
async fn readers(
    tx: &mut Tx,
    by: &Actor,
    person: Option<&Person>,
    mentions: &[Mention],
    orgs: &HashMap<OrgId, Org>,
) -> Result<Vec<Reader>, OrgError> {
    let mut asked: BTreeMap<(&'static str, String), &'static Right> = BTreeMap::new();
    for mention in mentions {
        if let Some((right, org)) = mention.right.zip(mention.org.and_then(|org| orgs.get(&org))) {
            asked.insert((right.code, org.path.clone()), right);
        }
    }
    if let Some(org) = person.and_then(|person| orgs.get(&person.entry.org)) {
        for right in [&rights::PEOPLE_WRITE, &rights::PEOPLE_REVEAL, &rights::PERSONAL] {
            asked.insert((right.code, org.path.clone()), right);
        }
        asked.insert((kit::audit::READ.code, root_path()), &kit::audit::READ);
    }
    let mut found: BTreeMap<(String, &'static str), Vec<String>> = BTreeMap::new();
    let others = accounts::list(tx, &base::Scope::whole(by.tenant)).await?;
    for (account, grants) in others.iter().filter(|(account, _)| !account.disabled && Some(account.id) != by.account) {
        for ((_, path), right) in &asked {
            for grant in accounts::because(grants, right).into_iter().filter(|grant| path.starts_with(grant.path.as_str())) {
                let reason = format!("在“{}”及其下级是{}", grant.org_name, grant.role.chinese());
                let reasons = found.entry((account.name.clone(), right.name)).or_default();
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
    }
    let reader = |((name, right), reasons): ((String, &'static str), Vec<String>)| Reader {
        name,
        right,
        because: format!("因为{}", reasons.join("；")),
    };
    Ok(found.into_iter().map(reader).collect())
}

/// 申请更正或删除: about oneself.
pub async fn ask(tx: &mut Tx, by: &Actor, ask: &NewRequest) -> Result<Request, OrgError> {
    Ok(requests::ask(tx, by, ask).await?)
}

/// A request with the person and their org.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request.
    pub request: Request,
    /// About whom.
    pub person: Person,
    /// Their org.
    pub org: Org,
}

/// The requests that somebody answers: those that wait, and the latest that were answered.
pub async fn queue(tx: &mut Tx, by: &Actor, open: &bool) -> Result<Vec<Asked>, OrgError> {
    let found = requests::queue(tx, &access::scope(by, &rights::PERSONAL), *open, LINES).await?;
    let people = board::people::many(tx, &found.iter().map(|(request, _)| request.person).collect::<Vec<PersonId>>()).await?;
    let orgs = board::orgs::many(tx, &found.iter().map(|(_, org)| *org).collect::<Vec<OrgId>>()).await?;
    let asked = |(request, org): (Request, OrgId)| {
        Some(Asked { person: people.get(&request.person)?.clone(), org: orgs.get(&org)?.clone(), request })
    };
    Ok(found.into_iter().filter_map(asked).collect())
}

/// One request, for who answers for the org of the person; to others it is not there.
pub async fn open(tx: &mut Tx, by: &Actor, id: &Id) -> Result<Asked, OrgError> {
    let request = requests::get(tx, *id).await?;
    let (person, org) = person_for(tx, by, &rights::PERSONAL, request.person).await.map_err(|error| match error {
        OrgError::Board(BoardError::NoPerson | BoardError::Denied(_)) => BoardError::NoRequest.into(),
        other => other,
    })?;
    Ok(Asked { request, person, org })
}

/// Answers a request; an erasure that is granted is done with it.
pub async fn answer(tx: &mut Tx, by: &Actor, ask: &Answer) -> Result<Request, OrgError> {
    open(tx, by, &ask.request).await?;
    Ok(requests::answer(tx, by, ask).await?)
}

/// A kind of record and how long it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The kind.
    pub kind: Kind,
    /// What the office set.
    pub rule: Option<Rule>,
}

/// How long each kind is kept.
pub async fn retention(tx: &mut Tx, by: &Actor, holders: &Holders) -> Result<Vec<Kept>, OrgError> {
    access::require(by, &rights::SETTINGS, &root_path())?;
    let mut rules = retention::rules(tx).await?;
    Ok(holders.kinds().into_iter().map(|kind| Kept { rule: rules.remove(kind.code), kind }).collect())
}

/// Sets how long kinds are kept, all or none.
pub async fn set_retention(tx: &mut Tx, by: &Actor, all: &Vec<SetRule>) -> Result<(), OrgError> {
    access::require(by, &rights::SETTINGS, &root_path())?;
    for one in all {
        retention::set(tx, by, one).await?;
    }
    Ok(())
}
