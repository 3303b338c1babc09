//! 工作交接: somebody who leaves hands posts, roles, drafts and what waits for them to a colleague, by a list that 移交人, 接收人 and 监交人
//! sign. When it is done the leaver's posts end and their account no longer signs in; what they did stays theirs.

mod store;

use base::{AccountId, Actor, Id, OrgId, Role, Tx};
use norms::{Day, Instant};
use serde::{Deserialize, Serialize};

use super::{Account, disable, enabled, get, grants, managed};
use crate::{BoardError, audit, names, posts};

/// One thing on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// 职务, 角色, 待办, 草稿, ….
    pub kind: String,
    /// Which one.
    pub title: String,
}

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// 移交人.
    Leaver,
    /// 接收人.
    Receiver,
    /// 监交人.
    Witness,
}

impl Part {
    /// All, in the order of the list's foot.
    pub const ALL: [Part; 3] = [Part::Leaver, Part::Receiver, Part::Witness];

    /// The name in the database.
    pub fn code(self) -> &'static str {
        match self {
            Part::Leaver => "leaver",
            Part::Receiver => "receiver",
            Part::Witness => "witness",
        }
    }

    /// The name on pages and on the list.
    pub fn chinese(self) -> &'static str {
        match self {
            Part::Leaver => "移交人",
            Part::Receiver => "接收人",
            Part::Witness => "监交人",
        }
    }
}

/// A signature under the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// As what.
    pub part: Part,
    /// Who.
    pub name: String,
    /// When.
    pub at: Instant,
    /// Whether its proof fits the list as it stands.
    pub fits: bool,
}

/// A handover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: Id,
    /// Who leaves.
    pub leaver: Account,
    /// Who takes over.
    pub receiver: Account,
    /// Before whom.
    pub witness: Account,
    /// The leaver's last day.
    pub last_day: Day,
    /// What is handed over, as it is signed.
    pub list: Vec<Item>,
    /// Why the leaver does not sign; empty when they do.
    pub absent: String,
    /// Who began it, and when.
    pub made: (String, Instant),
    /// When it was carried out.
    pub done: Option<Instant>,
    /// When it was withdrawn.
    pub withdrawn: Option<Instant>,
    /// Who has signed.
    pub signatures: Vec<Signature>,
}

impl Handover {
    /// Whether it is under way.
    pub fn is_open(&self) -> bool {
        self.done.is_none() && self.withdrawn.is_none()
    }

    /// Whose signature a part is.
    pub fn account(&self, part: Part) -> &Account {
        match part {
            Part::Leaver => &self.leaver,
            Part::Receiver => &self.receiver,
            Part::Witness => &self.witness,
        }
    }

    /// The part that somebody has in it.
    pub fn part_of(&self, account: Option<AccountId>) -> Option<Part> {
        Part::ALL.into_iter().find(|part| Some(self.account(*part).id) == account)
    }

    /// The signature of a part, if its proof fits.
    pub fn signed(&self, part: Part) -> Option<&Signature> {
        self.signatures.iter().find(|signature| signature.part == part && signature.fits)
    }

    /// The parts that have yet to sign.
    pub fn lacking(&self) -> Vec<Part> {
        let excused = |part: &Part| *part == Part::Leaver && !self.absent.is_empty();
        Part::ALL.into_iter().filter(|part| self.signed(*part).is_none() && !excused(part)).collect()
    }
}

/// Asks for a handover.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Who leaves.
    pub leaver: AccountId,
    /// The user name of who takes over.
    pub receiver: String,
    /// The user name of who is witness.
    pub witness: String,
    /// The leaver's last day.
    pub last_day: Day,
    /// Why the leaver does not sign (ill, gone); empty when they do.
    pub absent: String,
    /// What is handed over.
    pub list: Vec<Item>,
}

/// Begins a handover.
///
/// # Errors
/// [`BoardError::BeyondReach`], [`BoardError::HandoverParts`] unless three people who can sign in have a part, [`BoardError::HandoverOpen`].
pub async fn begin(tx: &mut Tx, by: &Actor, ask: &Begin) -> Result<Handover, BoardError> {
    let leaver = managed(tx, by, ask.leaver).await?;
    let receiver = able(tx, &ask.receiver).await?;
    let witness = able(tx, &ask.witness).await?;
    if leaver.id == receiver.id || leaver.id == witness.id || receiver.id == witness.id {
        return Err(BoardError::HandoverParts);
    }
    let absent = if ask.absent.trim().is_empty() { String::new() } else { names::clean(&ask.absent, 200)? };
    let handover = Handover {
        id: tx.new_id(),
        leaver,
        receiver,
        witness,
        last_day: ask.last_day,
        list: ask.list.clone(),
        absent,
        made: (by.name.clone(), tx.now()),
        done: None,
        withdrawn: None,
        signatures: Vec::new(),
    };
    if !store::insert(tx, &handover).await? {
        return Err(BoardError::HandoverOpen);
    }
    tx.note(said("handover.begin", &handover).with("receiver", handover.receiver.name.as_str()).with("items", handover.list.len()));
    Ok(handover)
}

/// The account of a user name that can sign in.
async fn able(tx: &mut Tx, user: &str) -> Result<Account, BoardError> {
    let found = super::by_user(tx, user).await?.filter(|account| !account.disabled);
    found.ok_or_else(|| BoardError::NoSuchUser(user.to_owned()))
}

fn said(act: &'static str, handover: &Handover) -> base::Note {
    audit::account(act, handover.leaver.id, &handover.leaver.user).with("handover", handover.id.to_string())
}

/// A handover that the actor has a part in or administers.
///
/// # Errors
/// [`BoardError::NoHandover`].
pub async fn open(tx: &mut Tx, by: &Actor, id: &Id) -> Result<Handover, BoardError> {
    let handover = store::get(tx, *id).await?.ok_or(BoardError::NoHandover)?;
    if handover.part_of(by.account).is_some() || manages(tx, by, &handover).await {
        return Ok(handover);
    }
    Err(BoardError::NoHandover)
}

/// Whether the actor may carry it out.
pub async fn manages(tx: &mut Tx, by: &Actor, handover: &Handover) -> bool {
    managed(tx, by, handover.leaver.id).await.is_ok()
}

/// The handovers of an account, the latest first.
pub async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Vec<Handover>, BoardError> {
    store::of_account(tx, account).await
}

/// The handovers that wait for somebody's signature.
pub async fn waiting(tx: &mut Tx, account: AccountId) -> Result<Vec<Handover>, BoardError> {
    let open = store::open_with(tx, account).await?;
    Ok(open.into_iter().filter(|one| one.part_of(Some(account)).is_some_and(|part| one.lacking().contains(&part))).collect())
}

/// Signs the list as it stands, as who one is in it. Signed twice it is signed once.
///
/// # Errors
/// [`BoardError::NoHandover`], [`BoardError::HandoverOver`].
pub async fn sign(tx: &mut Tx, by: &Actor, id: &Id) -> Result<Handover, BoardError> {
    let handover = under_way(tx, by, *id).await?;
    let part = handover.part_of(by.account).ok_or(BoardError::NoHandover)?;
    if store::sign(tx, &handover, part).await? {
        tx.note(said("handover.sign", &handover).with("part", part.chinese()));
    }
    open(tx, by, id).await
}

async fn under_way(tx: &mut Tx, by: &Actor, id: Id) -> Result<Handover, BoardError> {
    let handover = open(tx, by, &id).await?;
    if handover.is_open() { Ok(handover) } else { Err(BoardError::HandoverOver) }
}

/// Asks that a handover be carried out.
#[derive(Clone, Debug)]
pub struct Finish {
    /// Which one.
    pub handover: Id,
    /// The leaver's roles that the receiver is given.
    pub roles: Vec<(Role, OrgId)>,
}

/// Carries a handover out: gives the roles, ends the posts on the last day, disables the account. The rooms hand over what is theirs in the
/// same transaction.
///
/// # Errors
/// [`BoardError::HandoverUnsigned`] with who has yet to sign, [`BoardError::HandoverEarly`] before the last day, those of granting roles
/// and of [`disable`].
pub async fn finish(tx: &mut Tx, by: &Actor, ask: &Finish) -> Result<Handover, BoardError> {
    let handover = under_way(tx, by, ask.handover).await?;
    managed(tx, by, handover.leaver.id).await?;
    if let Some(part) = handover.lacking().first() {
        return Err(BoardError::HandoverUnsigned(part.chinese()));
    }
    if tx.today() < handover.last_day {
        return Err(BoardError::HandoverEarly(handover.last_day));
    }
    enabled(tx, handover.receiver.tenant, handover.receiver.id)
        .await?
        .ok_or_else(|| BoardError::NoSuchUser(handover.receiver.user.clone()))?;
    let theirs = grants::grants_of(tx, handover.leaver.id).await?;
    for (role, org) in &ask.roles {
        if theirs.iter().any(|grant| grant.role == *role && grant.org == *org) {
            grants::give(tx, by, handover.receiver.id, *role, *org).await?;
        }
    }
    if let Some(person) = handover.leaver.person {
        posts::end_all(tx, person, handover.last_day).await?;
    }
    if !handover.leaver.disabled {
        disable(tx, by, &handover.leaver.id).await?;
    }
    store::end(tx, handover.id, "done_at").await?;
    tx.note(
        said("handover.finish", &handover).with("receiver", handover.receiver.name.as_str()).with("day", handover.last_day.to_string()),
    );
    store::get(tx, handover.id).await?.ok_or(BoardError::NoHandover)
}

/// Withdraws a handover that was begun by mistake.
///
/// # Errors
/// [`BoardError::NoHandover`], [`BoardError::HandoverOver`], [`BoardError::BeyondReach`].
pub async fn withdraw(tx: &mut Tx, by: &Actor, id: &Id) -> Result<Handover, BoardError> {
    let handover = under_way(tx, by, *id).await?;
    managed(tx, by, handover.leaver.id).await?;
    store::end(tx, handover.id, "withdrawn_at").await?;
    tx.note(said("handover.withdraw", &handover));
    Ok(handover)
}

/// What the board itself knows an account to hold: running posts and roles.
pub async fn held(tx: &mut Tx, account: AccountId) -> Result<Vec<Item>, BoardError> {
    let mut items = Vec::new();
    if let Some(person) = get(tx, account).await?.person {
        for post in posts::of_person(tx, person).await?.into_iter().filter(|post| post.until.is_none()) {
            let org = crate::orgs::get(tx, post.org).await?.name;
            items.push(Item { kind: "职务".into(), title: format!("{org}{}（{}起）", post.title, post.since.chinese()) });
        }
    }
    for grant in grants::grants_of(tx, account).await? {
        items.push(Item { kind: "角色".into(), title: format!("{}（{}）", grant.role.chinese(), grant.org_name) });
    }
    Ok(items)
}
