//! The organisation tree: looking, founding, names, closing. Moves and mergers stand in [`places`].

mod places;

use std::collections::{HashMap, HashSet};

use base::{Actor, OrgId, PersonId, Tx};
use board::orgs::{CloseOrg, FoundOrg, RenameOrg};
use board::posts::{self, Post};
use board::{Line, Org, OrgFilter, OrgKind, Tree, access};
use norms::Day;

pub use places::{Impact, Merge, Move, impact, merge, move_org};

use super::{allowed, named, reaches};
use crate::{OrgError, rights, rules, store};

/// Which orgs a list shows.
#[derive(Clone, Debug, Default)]
pub struct OrgQuery {
    /// Part of the name, of a former name or short form, or the code.
    pub text: Option<String>,
    /// Only this kind.
    pub kind: Option<OrgKind>,
    /// Only this line.
    pub line: Option<Line>,
    /// Closed ones too.
    pub with_closed: bool,
}

impl OrgQuery {
    /// Whether it shows the whole tree, so that indentation says something.
    pub fn whole(&self) -> bool {
        self.text.is_none() && self.kind.is_none() && self.line.is_none()
    }
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The org.
    pub org: Org,
    /// How far it is indented.
    pub depth: usize,
    /// The name of the org above it.
    pub above: String,
    /// The people who belong to it or to an org below it.
    pub people: i64,
}

/// The orgs that somebody may see, in the order of the tree.
pub async fn list(tx: &mut Tx, by: &Actor, ask: &OrgQuery) -> Result<Vec<Listed>, OrgError> {
    let scope = access::scope(by, &rights::READ);
    let all = board::orgs::all(tx).await?;
    let people = rules::people_below(&all, &store::people_by_org(tx).await?);
    let names: HashMap<OrgId, String> = all.iter().map(|org| (org.id, org.name.clone())).collect();
    let found = found_by_text(tx, ask).await?;
    let fits = |org: &Org| {
        reaches(&scope, org)
            && org.merged_into.is_none()
            && (ask.with_closed || org.closed.is_none())
            && ask.kind.is_none_or(|kind| kind == org.kind)
            && ask.line.is_none_or(|line| line == org.line)
            && found.as_ref().is_none_or(|found| found.contains(&org.id))
    };
    // The order is that of the whole tree, also where only a part of it is shown.
    let ordered = rules::in_tree_order(all.into_iter().filter(|org| reaches(&scope, org)).collect());
    let line = |(org, depth): (Org, usize)| Listed {
        depth: if ask.whole() { depth } else { 0 },
        above: org.parent.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        people: people.get(&org.number).copied().unwrap_or(0),
        org,
    };
    Ok(ordered.into_iter().filter(|(org, _)| fits(org)).map(line).collect())
}

async fn found_by_text(tx: &mut Tx, ask: &OrgQuery) -> Result<Option<HashSet<OrgId>>, OrgError> {
    let Some(text) = &ask.text else { return Ok(None) };
    let whole = base::Scope::whole(tx.tenant());
    let filter = OrgFilter { text: Some(text.clone()), with_closed: true, limit: Some(10_000), ..OrgFilter::default() };
    Ok(Some(board::orgs::list(tx, &whole, &filter).await?.into_iter().map(|org| org.id).collect()))
}

/// A stretch of days during which an org stood at one place.
#[derive(Clone, Debug)]
pub struct Place {
    /// The first day; none for the place at which it stood from the beginning.
    pub since: Option<Day>,
    /// The names from the office down to the org directly above.
    pub above: Vec<String>,
}

/// Everything the page of one org shows.
#[derive(Clone, Debug)]
pub struct OrgView {
    /// The org.
    pub org: Org,
    /// The orgs above it today, the office first, and whether the reader may open each.
    pub above: Vec<(Org, bool)>,
    /// Former names and short forms.
    pub aliases: Vec<String>,
    /// What stands directly below it, with the people of each.
    pub children: Vec<(Org, i64)>,
    /// Terms of its posts, running ones first, with the holders' names.
    pub posts: Vec<(Post, String)>,
    /// The people of it and of all below it.
    pub people: i64,
    /// Where it stood, latest first.
    pub places: Vec<Place>,
    /// The org it was merged into.
    pub survivor: Option<Org>,
    /// Whether the reader may change it.
    pub may_manage: bool,
    /// Whether the reader may see its people.
    pub may_see_people: bool,
}

/// One org.
pub async fn open(tx: &mut Tx, by: &Actor, id: &OrgId) -> Result<OrgView, OrgError> {
    let org = allowed(tx, by, &rights::READ, *id).await?;
    let scope = access::scope(by, &rights::READ);
    let mut above = board::orgs::ancestors(tx, &org).await?;
    above.pop();
    let all = board::orgs::all(tx).await?;
    let sums = rules::people_below(&all, &store::people_by_org(tx).await?);
    let people = |org: &Org| sums.get(&org.number).copied().unwrap_or(0);
    let children = board::orgs::children(tx, org.id).await?;
    let children = rules::in_tree_order(children).into_iter().map(|(child, _)| child);
    let survivor = match org.merged_into {
        Some(into) => board::orgs::many(tx, &[into]).await?.remove(&into),
        None => None,
    };
    Ok(OrgView {
        above: above.into_iter().map(|org| (scope.reaches(&org.path), org)).map(|(open, org)| (org, open)).collect(),
        aliases: board::orgs::aliases(tx, org.id).await?,
        children: children.map(|child| (people(&child), child)).map(|(count, child)| (child, count)).collect(),
        posts: holders(tx, org.id).await?,
        people: people(&org),
        places: stood(tx, &org).await?,
        survivor,
        may_manage: allowed(tx, by, &rights::MANAGE, org.id).await.is_ok(),
        may_see_people: allowed(tx, by, &rights::PEOPLE_READ, org.id).await.is_ok(),
        org,
    })
}

async fn holders(tx: &mut Tx, org: OrgId) -> Result<Vec<(Post, String)>, OrgError> {
    let posts = posts::of_org(tx, org).await?;
    let ids: Vec<PersonId> = posts.iter().map(|post| post.person).collect();
    let people = board::people::many(tx, &ids).await?;
    let name = |post: &Post| people.get(&post.person).map(|person| person.entry.name.to_string()).unwrap_or_default();
    Ok(posts.into_iter().map(|post| (name(&post), post)).map(|(name, post)| (post, name)).collect())
}

/// Where an org stood, latest first.
async fn stood(tx: &mut Tx, org: &Org) -> Result<Vec<Place>, OrgError> {
    let tree = Tree::load(tx, &[org.number]).await?;
    let mut days = vec![Day::first()];
    days.extend(tree.change_days(org.number));
    let paths: Vec<(Day, Vec<i64>)> = days.into_iter().map(|day| (day, tree.path(org.number, day))).collect();
    let numbers: HashSet<i64> = paths.iter().flat_map(|(_, path)| path.iter().copied()).collect();
    let known = board::orgs::by_numbers(tx, &numbers.into_iter().collect::<Vec<i64>>()).await?;
    let name = |number: &i64| known.get(number).map(|org| org.name.clone()).unwrap_or_default();
    let place = |(day, path): (Day, Vec<i64>)| Place {
        since: Some(day).filter(|day| *day > Day::first()),
        above: path[1..].iter().rev().map(name).collect(),
    };
    Ok(paths.into_iter().rev().map(place).collect())
}

/// 新建组织. `above` is what the form's field says: id, code or name.
#[derive(Clone, Debug)]
pub struct Found {
    /// The id that the form made.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrgKind,
    /// The line it belongs to.
    pub line: Line,
    /// Its code, if one was given.
    pub code: Option<String>,
    /// Below which org; of no use for a superior.
    pub above: String,
    /// The day it was founded, where known.
    pub founded: Option<Day>,
    /// Short forms.
    pub aliases: Vec<String>,
}

/// Founds an org below one that the actor manages.
pub async fn found(tx: &mut Tx, by: &Actor, ask: &Found) -> Result<Org, OrgError> {
    let parent = if ask.kind == OrgKind::Superior {
        access::require(by, &rights::MANAGE, &super::root_path())?;
        None
    } else {
        Some(named(tx, by, &rights::MANAGE, "parent", &ask.above).await?.id)
    };
    let (name, aliases) = (ask.name.clone(), ask.aliases.clone());
    let ask =
        FoundOrg { id: Some(ask.id), name, kind: ask.kind, line: ask.line, code: ask.code.clone(), parent, founded: ask.founded, aliases };
    Ok(board::orgs::found(tx, by, &ask).await?)
}

/// 更名.
#[derive(Clone, Debug)]
pub struct Rename {
    /// Which org.
    pub org: OrgId,
    /// Its new name.
    pub name: String,
    /// Its name when the form was opened.
    pub seen: String,
}

/// Gives an org another name; it is still found by the old one.
pub async fn rename(tx: &mut Tx, by: &Actor, ask: &Rename) -> Result<Org, OrgError> {
    let org = allowed(tx, by, &rights::MANAGE, ask.org).await?;
    if org.name != ask.name {
        rules::unchanged(&ask.seen, &org.name)?;
    }
    Ok(board::orgs::rename(tx, by, &RenameOrg { org: ask.org, name: ask.name.clone() }).await?)
}

/// A short form of an org, or a former name.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Which org.
    pub org: OrgId,
    /// The name.
    pub name: String,
}

/// Adds a short form.
pub async fn add_alias(tx: &mut Tx, by: &Actor, ask: &Alias) -> Result<(), OrgError> {
    allowed(tx, by, &rights::MANAGE, ask.org).await?;
    Ok(board::orgs::add_alias(tx, ask.org, &ask.name).await?)
}

/// Takes a short form away.
pub async fn remove_alias(tx: &mut Tx, by: &Actor, ask: &Alias) -> Result<(), OrgError> {
    allowed(tx, by, &rights::MANAGE, ask.org).await?;
    Ok(board::orgs::remove_alias(tx, ask.org, &ask.name).await?)
}

/// 撤销. Sent twice, it is one.
pub async fn close(tx: &mut Tx, by: &Actor, ask: &CloseOrg) -> Result<Org, OrgError> {
    let org = allowed(tx, by, &rights::MANAGE, ask.org).await?;
    if org.closed == Some(ask.day) {
        return Ok(org);
    }
    Ok(board::orgs::close(tx, by, ask).await?)
}

/// 恢复: opens again what was closed by mistake.
pub async fn reopen(tx: &mut Tx, by: &Actor, org: &OrgId) -> Result<Org, OrgError> {
    allowed(tx, by, &rights::MANAGE, *org).await?;
    Ok(board::orgs::reopen(tx, by, org).await?)
}
