//! 组织: the nodes of the tree, their names old and new, founding, closing and merging. Moves stand in [`crate::tree`].

mod kind;
mod merge;
mod store;

use std::collections::HashMap;

use base::{Actor, DbError, OrgId, Scope, Tx};
use norms::Day;

pub(crate) use kind::coded;
pub use kind::{Line, OrgKind};
pub use merge::mark_merged;

use crate::{BoardError, audit, names, tree};

/// A name of an org has at most so many characters.
pub const MOST_NAME: usize = 100;
/// The tree has at most so many levels.
pub const MOST_LEVELS: usize = 16;

/// 组织: any node of the tree, as it stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Dense per office, from 1 (the root): names it in the ledger's rows and in paths.
    pub number: i64,
    /// Its name today.
    pub name: String,
    /// What it is.
    pub kind: OrgKind,
    /// The line it belongs to.
    pub line: Line,
    /// Names it on the command line; unique per office.
    pub code: String,
    /// The org directly above it today; none for the root and for superiors.
    pub parent: Option<OrgId>,
    /// Numbers from the root to itself, today: `/1/5/`.
    pub path: String,
    /// The day it was founded, where known.
    pub founded: Option<Day>,
    /// Its last day, once closed.
    pub closed: Option<Day>,
    /// The org it was merged into.
    pub merged_into: Option<OrgId>,
    /// Sorts names by pinyin, bytewise.
    pub sort_key: Vec<u8>,
}

impl Org {
    /// Whether work can be recorded for it: neither closed nor merged.
    pub fn stands(&self) -> bool {
        self.closed.is_none() && self.merged_into.is_none()
    }

    /// How many orgs stand above it today.
    pub fn level(&self) -> usize {
        self.path.matches('/').count().saturating_sub(2)
    }

    /// Refuses what is closed or merged.
    ///
    /// # Errors
    /// [`BoardError::OrgClosed`].
    pub fn standing(self) -> Result<Org, BoardError> {
        if self.stands() { Ok(self) } else { Err(BoardError::OrgClosed(self.name)) }
    }
}

/// Asks for a new org.
#[derive(Clone, Debug)]
pub struct FoundOrg {
    /// The id that the form made, so that a repeat founds nothing twice; without one it gets a new id.
    pub id: Option<OrgId>,
    /// Its name, at most [`MOST_NAME`] characters.
    pub name: String,
    /// What it is.
    pub kind: OrgKind,
    /// The line it belongs to.
    pub line: Line,
    /// Its code; without one it gets `o` and its number.
    pub code: Option<String>,
    /// The org above it; without one the root. A superior has none.
    pub parent: Option<OrgId>,
    /// The day it was founded, where known.
    pub founded: Option<Day>,
    /// Short forms under which workbooks may name it.
    pub aliases: Vec<String>,
}

impl FoundOrg {
    /// An org of this name and kind, with what is usual for the kind.
    pub fn new(name: &str, kind: OrgKind, parent: Option<OrgId>) -> FoundOrg {
        let line = kind.usual_line();
        FoundOrg { id: None, name: name.to_owned(), kind, line, code: None, parent, founded: None, aliases: Vec::new() }
    }
}

/// Founds an org. From the first day of the calendar on it stands below `parent`, so that work of any day has a place.
///
/// # Errors
/// A bad or taken code, a bad name, a founding day in the future, a parent that is closed or outside the tree.
pub async fn found(tx: &mut Tx, _by: &Actor, ask: &FoundOrg) -> Result<Org, BoardError> {
    if let Some(id) = ask.id
        && let Some(there) = store::optional(tx, id).await?
    {
        return Ok(there);
    }
    refuse_future(tx, ask.founded)?;
    let name = names::clean(&ask.name, MOST_NAME)?;
    let parent = match (ask.kind, ask.parent) {
        (OrgKind::Superior, _) => None,
        (_, Some(id)) => Some(get(tx, id).await?.standing()?),
        (_, None) => Some(root(tx).await?),
    };
    let above = parent.as_ref().map_or(Ok("/"), tree::path_of_parent)?;
    let number = store::next_number(tx).await?;
    let org = Org {
        id: ask.id.unwrap_or_else(|| OrgId(tx.new_id())),
        number,
        kind: ask.kind,
        line: ask.line,
        code: ask.code.as_deref().map_or_else(|| Ok(format!("o{number}")), clean_code)?,
        parent: parent.as_ref().map(|org| org.id),
        path: format!("{above}{number}/"),
        founded: ask.founded,
        closed: None,
        merged_into: None,
        sort_key: names::sort_key(&name),
        name,
    };
    if !store::insert(tx, &org).await? {
        return Err(BoardError::CodeTaken(org.code));
    }
    if let Some(parent) = &parent {
        tree::plant(tx, number, parent.number).await?;
    }
    for alias in &ask.aliases {
        store::add_alias(tx, org.id, &names::clean(alias, MOST_NAME)?).await?;
    }
    let note = audit::org("org.found", &org).with("kind", org.kind.chinese()).with("above", parent.map(|parent| parent.name));
    tx.note(note.with("aliases", ask.aliases.clone()));
    Ok(org)
}

/// Asks for another name.
#[derive(Clone, Debug)]
pub struct RenameOrg {
    /// Which org.
    pub org: OrgId,
    /// Its new name.
    pub name: String,
}

/// Gives an org another name; it is still found by the old one.
pub async fn rename(tx: &mut Tx, _by: &Actor, ask: &RenameOrg) -> Result<Org, BoardError> {
    let mut org = get(tx, ask.org).await?;
    let name = names::clean(&ask.name, MOST_NAME)?;
    if name != org.name {
        store::add_alias(tx, org.id, &org.name).await?;
        org.sort_key = names::sort_key(&name);
        let before = std::mem::replace(&mut org.name, name);
        store::save_name(tx, &org).await?;
        tx.note(audit::org("org.rename", &org).with("before", before));
    }
    Ok(org)
}

/// Adds a short form under which workbooks may name an org.
pub async fn add_alias(tx: &mut Tx, org: OrgId, name: &str) -> Result<(), BoardError> {
    let name = names::clean(name, MOST_NAME)?;
    store::add_alias(tx, org, &name).await?;
    tx.note(audit::org_id("org.add_alias", org).with("title", name));
    Ok(())
}

/// Takes a short form or former name away again.
pub async fn remove_alias(tx: &mut Tx, org: OrgId, name: &str) -> Result<(), BoardError> {
    store::remove_alias(tx, org, name).await?;
    tx.note(audit::org_id("org.remove_alias", org).with("title", name));
    Ok(())
}

/// The former names and short forms of an org.
pub async fn aliases(tx: &mut Tx, org: OrgId) -> Result<Vec<String>, BoardError> {
    Ok(store::aliases(tx, org).await?)
}

/// Asks that an org be closed.
#[derive(Clone, Debug)]
pub struct CloseOrg {
    /// Which org.
    pub org: OrgId,
    /// Its last day, not in the future.
    pub day: Day,
}

/// Closes an org that has nothing open below it. Its figures stay.
///
/// # Errors
/// [`BoardError::RootStands`], [`BoardError::HasChildren`], [`BoardError::OrgClosed`], a day in the future or before its founding.
pub async fn close(tx: &mut Tx, _by: &Actor, ask: &CloseOrg) -> Result<Org, BoardError> {
    let mut org = get(tx, ask.org).await?.standing()?;
    refuse_future(tx, Some(ask.day))?;
    if org.number == ROOT {
        return Err(BoardError::RootStands);
    }
    if org.founded.is_some_and(|founded| ask.day < founded) {
        return Err(BoardError::EndBeforeStart);
    }
    if children(tx, org.id).await?.iter().any(Org::stands) {
        return Err(BoardError::HasChildren(org.name));
    }
    org.closed = Some(ask.day);
    store::save_closed(tx, &org).await?;
    tx.note(audit::org("org.close", &org).with("day", ask.day.to_string()));
    Ok(org)
}

/// Opens again what was closed by mistake; what was merged stays merged.
pub async fn reopen(tx: &mut Tx, _by: &Actor, org: &OrgId) -> Result<Org, BoardError> {
    let mut org = get(tx, *org).await?;
    if org.merged_into.is_some() {
        return Err(BoardError::OrgClosed(org.name));
    }
    if let Some(parent) = org.parent {
        get(tx, parent).await?.standing()?;
    }
    org.closed = None;
    store::save_closed(tx, &org).await?;
    tx.note(audit::org("org.reopen", &org));
    Ok(org)
}

/// The root's number.
pub const ROOT: i64 = 1;

/// The org with this id.
///
/// # Errors
/// [`BoardError::NoOrg`].
pub async fn get(tx: &mut Tx, id: OrgId) -> Result<Org, BoardError> {
    store::optional(tx, id).await?.ok_or(BoardError::NoOrg)
}

/// The org with this code.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Org>, BoardError> {
    Ok(store::by_code(tx, code).await?)
}

/// The org with this number.
pub async fn by_number(tx: &mut Tx, number: i64) -> Result<Option<Org>, BoardError> {
    Ok(store::by_numbers(tx, &[number]).await?.into_iter().next())
}

/// The orgs with these numbers, by number.
pub async fn by_numbers(tx: &mut Tx, numbers: &[i64]) -> Result<HashMap<i64, Org>, BoardError> {
    Ok(store::by_numbers(tx, numbers).await?.into_iter().map(|org| (org.number, org)).collect())
}

/// The standing orgs that bear exactly this name, or bore it, or have it as a short form. A typo may have made two of one name: all
/// that fit are given, those that bear it today first.
pub async fn find_named(tx: &mut Tx, name: &str) -> Result<Vec<Org>, BoardError> {
    let Ok(name) = names::clean(name, MOST_NAME) else { return Ok(Vec::new()) };
    let mut found = store::named(tx, &name).await?;
    found.sort_by_key(|org| (org.name != name, org.number));
    Ok(found)
}

/// The orgs that bear one of these names, bore it, or have it as a short form, closed ones too: each with the name by which it was found.
pub async fn known_as(tx: &mut Tx, names: &[String]) -> Result<Vec<(String, Org)>, BoardError> {
    let found = store::known_as(tx, names).await?;
    let ids: Vec<OrgId> = found.iter().map(|(_, org)| *org).collect();
    let orgs = many(tx, &ids).await?;
    Ok(found.into_iter().filter_map(|(name, org)| Some((name, orgs.get(&org)?.clone()))).collect())
}

/// The office itself.
///
/// # Errors
/// [`BoardError::NoOffice`] before it was made.
pub async fn root(tx: &mut Tx) -> Result<Org, BoardError> {
    by_number(tx, ROOT).await?.ok_or(BoardError::NoOffice)
}

/// Which orgs a list shows.
#[derive(Clone, Debug, Default)]
pub struct OrgFilter {
    /// Part of the name, of a former name, or the code.
    pub text: Option<String>,
    /// Only this kind.
    pub kind: Option<OrgKind>,
    /// Only this line.
    pub line: Option<Line>,
    /// Only at or below this path of today's tree.
    pub under: Option<String>,
    /// Closed ones too.
    pub with_closed: bool,
    /// At most so many; 500 unless told.
    pub limit: Option<i64>,
}

/// The orgs of a scope, by pinyin. Merged ones are never listed.
pub async fn list(tx: &mut Tx, scope: &Scope, filter: &OrgFilter) -> Result<Vec<Org>, BoardError> {
    Ok(store::list(tx, scope, filter).await?)
}

/// Every org of the office, closed and merged ones too, by number.
pub async fn all(tx: &mut Tx) -> Result<Vec<Org>, BoardError> {
    Ok(store::all(tx).await?)
}

/// The orgs with these ids; what is not there is left out.
pub async fn many(tx: &mut Tx, ids: &[OrgId]) -> Result<HashMap<OrgId, Org>, BoardError> {
    Ok(store::many(tx, ids).await?.into_iter().map(|org| (org.id, org)).collect())
}

/// What stands directly below an org today, by pinyin; merged ones left out.
pub async fn children(tx: &mut Tx, org: OrgId) -> Result<Vec<Org>, BoardError> {
    Ok(store::children(tx, org).await?)
}

/// The superiors that approve, outside the tree.
pub async fn superiors(tx: &mut Tx) -> Result<Vec<Org>, BoardError> {
    let filter = OrgFilter { kind: Some(OrgKind::Superior), ..OrgFilter::default() };
    let scope = Scope::whole(tx.tenant());
    list(tx, &scope, &filter).await
}

/// The orgs above an org today, root first, itself last.
pub async fn ancestors(tx: &mut Tx, org: &Org) -> Result<Vec<Org>, BoardError> {
    let numbers = tree::numbers(&org.path);
    let mut known = by_numbers(tx, &numbers).await?;
    Ok(numbers.iter().filter_map(|number| known.remove(number)).collect())
}

/// 板块: the district in which an org stands today: itself, or the nearest above it.
pub async fn nearest_district(tx: &mut Tx, org: OrgId) -> Result<Option<Org>, BoardError> {
    let org = get(tx, org).await?;
    Ok(ancestors(tx, &org).await?.into_iter().rev().find(|above| above.kind == OrgKind::District))
}

fn clean_code(code: &str) -> Result<String, BoardError> {
    let code = code.trim();
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if (1..=40).contains(&code.len()) && code.chars().all(good) {
        Ok(code.to_owned())
    } else {
        Err(BoardError::BadCode(code.chars().take(60).collect()))
    }
}

pub(crate) fn refuse_future(tx: &Tx, day: Option<Day>) -> Result<(), BoardError> {
    match day {
        Some(day) if day > tx.today() => Err(BoardError::FutureDay(day)),
        _ => Ok(()),
    }
}

/// Reads a day of a row.
pub(crate) fn day(number: Option<i64>) -> Result<Option<Day>, DbError> {
    number.map(Day::from_number).transpose().map_err(|error| DbError::Corrupt(error.to_string()))
}

/// Makes the office's root; see [`crate::office::create`].
pub(crate) async fn found_root(tx: &mut Tx, name: &str, code: &str) -> Result<Org, BoardError> {
    let name = names::clean(name, MOST_NAME)?;
    let org = Org {
        id: OrgId(tx.new_id()),
        number: ROOT,
        kind: OrgKind::Office,
        line: OrgKind::Office.usual_line(),
        code: clean_code(code)?,
        parent: None,
        path: format!("/{ROOT}/"),
        founded: None,
        closed: None,
        merged_into: None,
        sort_key: names::sort_key(&name),
        name,
    };
    if store::insert(tx, &org).await? { Ok(org) } else { Err(BoardError::OfficeExists) }
}
