//! 工作交接: the list of what somebody holds in all rooms, and its passing on.

use base::{AccountId, Actor, Id, Tx};
use board::accounts::handover::{self, Begin, Finish, Handover, Item};
use board::accounts::{self, Granted};
use kit::AllTodos;
use kit::handing::{AllHandings, Handed};

use crate::OrgError;

/// What the rooms know of it.
#[derive(Clone)]
pub struct Rooms {
    /// What passes on.
    pub handings: AllHandings,
    /// What waits.
    pub todos: AllTodos,
}

/// What an account holds: posts and roles, what is theirs by name, and what waits for them today.
pub async fn held(tx: &mut Tx, by: &Actor, (account, rooms): &(AccountId, Rooms)) -> Result<Vec<Item>, OrgError> {
    super::accounts::open(tx, by, account).await?;
    let mut items = handover::held(tx, *account).await?;
    items.extend(rooms.handings.held(tx, account).await?);
    if let Some(they) = accounts::actor(tx, *account).await? {
        let waiting = rooms.todos.waiting(tx, &they).await?;
        items.extend(waiting.into_iter().map(|todo| Item { kind: "待办".into(), title: format!("{}：{}", todo.kind, todo.title) }));
    }
    Ok(items)
}

/// Asks for a handover, without its list.
#[derive(Clone)]
pub struct Ask {
    /// Who, to whom, before whom, until when.
    pub begin: Begin,
    /// Where its list comes from.
    pub rooms: Rooms,
}

/// Begins a handover with the list as it is now.
pub async fn begin(tx: &mut Tx, by: &Actor, ask: &Ask) -> Result<Handover, OrgError> {
    let list = held(tx, by, &(ask.begin.leaver, ask.rooms.clone())).await?;
    Ok(handover::begin(tx, by, &Begin { list, ..ask.begin.clone() }).await?)
}

/// A handover as its page shows it.
pub struct View {
    /// The handover.
    pub handover: Handover,
    /// Whether the reader carries it out.
    pub manages: bool,
    /// The leaver's roles that the reader may give to who takes over.
    pub roles: Vec<Granted>,
}

/// A handover, for who has a part in it or administers the account.
pub async fn open(tx: &mut Tx, by: &Actor, id: &Id) -> Result<View, OrgError> {
    let handover = handover::open(tx, by, id).await?;
    let manages = handover::manages(tx, by, &handover).await;
    let gives = manages && handover.is_open() && accounts::gives(tx, by).await?;
    let roles = if gives { accounts::grants_of(tx, handover.leaver.id).await? } else { Vec::new() };
    Ok(View { handover, manages, roles })
}

/// The handover of an account that is under way.
pub async fn under_way(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<Option<Handover>, OrgError> {
    Ok(handover::of_account(tx, *account).await?.into_iter().find(Handover::is_open))
}

/// Carries a handover out: in one transaction with what passes on in the rooms. How many things did.
pub async fn finish(tx: &mut Tx, by: &Actor, (ask, handings): &(Finish, AllHandings)) -> Result<(Handover, u64), OrgError> {
    let done = handover::finish(tx, by, ask).await?;
    let handed = Handed { from: done.leaver.id, to: done.receiver.id, name: done.receiver.name.clone() };
    let passed = handings.pass(tx, &handed).await?;
    Ok((done, passed))
}

/// Signs it.
pub async fn sign(tx: &mut Tx, by: &Actor, id: &Id) -> Result<Handover, OrgError> {
    Ok(handover::sign(tx, by, id).await?)
}

/// Withdraws it.
pub async fn withdraw(tx: &mut Tx, by: &Actor, id: &Id) -> Result<Handover, OrgError> {
    Ok(handover::withdraw(tx, by, id).await?)
}
