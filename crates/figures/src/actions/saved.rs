//! 常用视图: saving the page at hand under a name, renaming, sharing, removing; one's own, and what others share.

use std::collections::HashSet;

use base::{AccountId, Actor, Tx};
use board::{Denied, access};
use norms::name::clean_line;
use uuid::Uuid;

use crate::actions::view;
use crate::saved::{self, Saved};
use crate::store::saved as store;
use crate::{FiguresError, audit, rights};

/// So many views one person keeps.
pub const MOST_SAVED: usize = 50;
/// So many of others are shown.
const MOST_SHARED: i64 = 50;
/// Characters of a name.
pub const MOST_NAME: usize = 30;

/// Asks that a page be kept.
#[derive(Clone, Debug)]
pub struct Save {
    /// The id that the form carried: sent twice, it is one view.
    pub id: Uuid,
    /// What to call it.
    pub name: String,
    /// Path and parameters of the page.
    pub address: String,
    /// Whether all who read figures are to see it.
    pub shared: bool,
}

/// The views that somebody sees.
#[derive(Clone, Debug, Default)]
pub struct SavedList {
    /// Their own.
    pub own: Vec<Saved>,
    /// What others share, of orgs whose figures they may read.
    pub shared: Vec<Saved>,
}

/// Asks for another name, or to share it or no longer.
#[derive(Clone, Debug)]
pub struct Rename {
    /// Which.
    pub id: Uuid,
    /// What to call it.
    pub name: String,
    /// Whether all who read figures are to see it.
    pub shared: bool,
}

/// A view belongs to somebody who signed in and may read figures.
fn account(by: &Actor) -> Result<AccountId, FiguresError> {
    let reads = access::scope(by, &rights::READ).paths.is_none_or(|paths| !paths.is_empty());
    Ok(by.account.filter(|_| reads).ok_or(Denied::NotVisible)?)
}

/// The views that somebody sees.
///
/// # Errors
/// The database's; nothing for whoever may read no figure.
pub async fn saved(tx: &mut Tx, by: &Actor, (): &()) -> Result<SavedList, FiguresError> {
    let Ok(account) = account(by) else { return Ok(SavedList::default()) };
    let own = store::own(tx, account).await?;
    let mut shared = store::shared(tx, account, MOST_SHARED).await?;
    // The name of a view may tell of an org; whoever may not read the org does not read it either.
    let named: HashSet<String> = shared.iter().filter_map(Saved::org).collect();
    let mut hidden = HashSet::new();
    for org in named {
        match view::org(tx, by, Some(&org)).await {
            Ok(_) => {}
            Err(FiguresError::Board(board::BoardError::Denied(_))) => {
                hidden.insert(org);
            }
            Err(error) => return Err(error),
        }
    }
    shared.retain(|saved| saved.org().is_none_or(|org| !hidden.contains(&org)));
    Ok(SavedList { own, shared })
}

/// Keeps a page under a name.
///
/// # Errors
/// [`FiguresError::Invalid`] for a name that is none or taken, an address that is no page of figures, and one view too many.
pub async fn save(tx: &mut Tx, by: &Actor, ask: &Save) -> Result<Saved, FiguresError> {
    let account = account(by)?;
    if let Some(there) = store::get(tx, ask.id).await? {
        return mine(there, account);
    }
    let name = free_name(tx, account, &ask.name, None).await?;
    let address = saved::kept(&ask.address)
        .ok_or_else(|| invalid("name", "这个页面不能保存，请从数据总表再进一次。", "this is no page of figures"))?;
    if store::own(tx, account).await?.len() >= MOST_SAVED {
        let chinese = format!("最多保存 {MOST_SAVED} 个视图，请先删除不用的。");
        return Err(FiguresError::Invalid { field: "name", chinese, english: format!("at most {MOST_SAVED} views are kept") });
    }
    let saved = Saved { id: ask.id, account, by: by.name.clone(), name, address, shared: ask.shared, at: tx.now() };
    store::insert(tx, &saved).await?;
    audit::view(tx, "figures.save_view", saved.id, &saved.name);
    Ok(saved)
}

async fn free_name(tx: &mut Tx, account: AccountId, name: &str, but: Option<Uuid>) -> Result<String, FiguresError> {
    let name = clean_line(name, MOST_NAME).map_err(|error| invalid("name", &error.chinese(), &error.to_string()))?;
    if name.is_empty() {
        return Err(invalid("name", "请填写名称。", "give it a name"));
    }
    let taken = store::named(tx, account, &name).await?.is_some_and(|other| Some(other.id) != but);
    if taken {
        return Err(invalid("name", &format!("已经有一个视图叫“{name}”，请换一个名称。"), "there is a view of this name"));
    }
    Ok(name)
}

fn invalid(field: &'static str, chinese: &str, english: &str) -> FiguresError {
    FiguresError::Invalid { field, chinese: chinese.to_owned(), english: english.to_owned() }
}

fn mine(saved: Saved, account: AccountId) -> Result<Saved, FiguresError> {
    if saved.account == account { Ok(saved) } else { Err(FiguresError::NoView) }
}

/// One's own view, asked before its form is shown.
///
/// # Errors
/// [`FiguresError::NoView`], also for one of somebody else.
pub async fn own_view(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Saved, FiguresError> {
    let account = account(by)?;
    mine(store::get(tx, *id).await?.ok_or(FiguresError::NoView)?, account)
}

/// Gives one's own view another name, shares it or no longer.
///
/// # Errors
/// [`FiguresError::NoView`]; [`FiguresError::Invalid`] for a name that is none or taken.
pub async fn rename_view(tx: &mut Tx, by: &Actor, ask: &Rename) -> Result<(), FiguresError> {
    let saved = own_view(tx, by, &ask.id).await?;
    let name = free_name(tx, saved.account, &ask.name, Some(saved.id)).await?;
    store::change(tx, saved.id, &name, ask.shared).await?;
    audit::view(tx, "figures.rename_view", saved.id, &name);
    Ok(())
}

/// Removes one's own view; again, nothing happens.
///
/// # Errors
/// [`FiguresError::NoView`] for one of somebody else.
pub async fn remove_view(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(), FiguresError> {
    let account = account(by)?;
    if let Some(there) = store::get(tx, *id).await? {
        let there = mine(there, account)?;
        store::remove(tx, *id).await?;
        audit::view(tx, "figures.remove_view", *id, &there.name);
    }
    Ok(())
}
