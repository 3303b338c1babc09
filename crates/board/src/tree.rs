//! The dated tree: where each org stood on any day. Rows say "from this day on directly below that org"; the first row of an org holds
//! from the first day of the calendar, so that work of any day has a place. The orgs' `path` is today's tree, kept in step by
//! [`set_parent`], and answers who may see what; figures ask the dated one.

use std::collections::{BTreeSet, HashMap, HashSet};

use base::{Actor, DbError, OrgId, Rows, Tx, sql};
use norms::Day;
use uuid::Uuid;

use crate::orgs::{self, MOST_LEVELS, Org, OrgKind, ROOT};
use crate::{BoardError, access, audit};

/// Parents by day of some orgs and of all that ever stood above them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// For each org its parents, by the first day of each.
    parents: HashMap<i64, Vec<(Day, i64)>>,
}

impl Tree {
    /// Reads what is needed for these orgs, in one query however many they are.
    pub async fn load(tx: &mut Tx, numbers: &[i64]) -> Result<Tree, DbError> {
        // A statement holds only so many places; for many orgs the whole tree is read instead.
        const MOST_LISTED: usize = 500;
        let query = if numbers.len() > MOST_LISTED {
            sql("SELECT org, since, parent FROM parent WHERE tenant = $1 ORDER BY org, since").bind(tx.tenant())
        } else {
            sql("WITH RECURSIVE up(org) AS (SELECT number FROM org WHERE tenant = $1 AND number IN")
                .bind(tx.tenant())
                .list(numbers.iter().copied())
                .push(" UNION SELECT p.parent FROM up JOIN parent p ON p.tenant = $1 AND p.org = up.org)")
                .push(" SELECT p.org, p.since, p.parent FROM up JOIN parent p ON p.tenant = $1 AND p.org = up.org ORDER BY p.org, p.since")
        };
        let mut tree = Tree::default();
        for (org, since, parent) in tx.all::<(i64, i64, i64)>(query).await? {
            tree.put(org, since, parent)?;
        }
        Ok(tree)
    }

    fn put(&mut self, org: i64, since: i64, parent: i64) -> Result<(), DbError> {
        let since = Day::from_number(since).map_err(|error| DbError::Corrupt(error.to_string()))?;
        self.parents.entry(org).or_default().push((since, parent));
        Ok(())
    }

    /// Puts rows in order that came in any, some of them twice.
    fn in_order(&mut self) {
        for rows in self.parents.values_mut() {
            rows.sort_unstable();
            rows.dedup();
        }
    }

    /// The org directly above one on a day; none for the root and for superiors.
    pub fn parent(&self, number: i64, day: Day) -> Option<i64> {
        let rows = self.parents.get(&number)?;
        rows[..rows.partition_point(|row| row.0 <= day)].last().map(|row| row.1)
    }

    /// The orgs from `number` itself up to the root, as the tree stood on `day`.
    pub fn path(&self, number: i64, day: Day) -> Vec<i64> {
        let mut path = vec![number];
        let mut at = number;
        while let Some(parent) = self.parent(at, day) {
            // No circle is ever let in; a table changed by hand must not hang the program.
            if path.contains(&parent) {
                break;
            }
            path.push(parent);
            at = parent;
        }
        path
    }

    /// The days on which the path of an org changed: from each on it is another than on the day before. In order.
    pub fn change_days(&self, number: i64) -> Vec<Day> {
        let days = self.days_above(number).into_iter().filter(|&day| day > Day::first());
        days.filter(|&day| self.path(number, day) != self.path(number, day.plus_days(-1))).collect()
    }

    /// Whether `number` stands or stood below `above` on any day, or is it.
    pub fn ever_below(&self, number: i64, above: i64) -> bool {
        let days = self.days_above(number);
        number == above || days.into_iter().any(|day| self.path(number, day).contains(&above))
    }

    /// The days of all rows of an org and of whatever ever stood above it.
    fn days_above(&self, number: i64) -> BTreeSet<Day> {
        let (mut days, mut seen, mut open) = (BTreeSet::new(), HashSet::from([number]), vec![number]);
        while let Some(at) = open.pop() {
            for &(since, parent) in self.parents.get(&at).into_iter().flatten() {
                days.insert(since);
                if seen.insert(parent) {
                    open.push(parent);
                }
            }
        }
        days
    }

    /// The same tree with one more row.
    fn with(&self, number: i64, since: Day, parent: i64) -> Tree {
        let mut tree = self.clone();
        let rows = tree.parents.entry(number).or_default();
        rows.retain(|row| row.0 != since);
        rows.insert(rows.partition_point(|row| row.0 < since), (since, parent));
        tree
    }

    /// The first day on which an org stands below itself.
    fn circle(&self, number: i64) -> Option<Day> {
        self.days_above(number).into_iter().find(|&day| {
            let (mut at, mut steps) = (number, 0);
            while let Some(parent) = self.parent(at, day) {
                steps += 1;
                if parent == number || steps > self.parents.len() {
                    return true;
                }
                at = parent;
            }
            false
        })
    }
}

/// Says that from `since` on, until its next move if there is one, an org stands directly below `parent`. `false` when that is so already.
///
/// # Errors
/// [`BoardError::RootStands`], [`BoardError::OutsideTree`], [`BoardError::OrgClosed`] for a closed or merged parent or a merged org,
/// [`BoardError::FutureDay`], [`BoardError::TooDeep`], [`BoardError::Circle`] when it would stand below itself on any day.
pub async fn set_parent(tx: &mut Tx, org: OrgId, since: Day, parent: OrgId) -> Result<bool, BoardError> {
    let (org, parent) = (orgs::get(tx, org).await?, orgs::get(tx, parent).await?.standing()?);
    orgs::refuse_future(tx, Some(since))?;
    if org.number == ROOT {
        return Err(BoardError::RootStands);
    }
    if org.kind == OrgKind::Superior || parent.kind == OrgKind::Superior {
        return Err(BoardError::OutsideTree);
    }
    if org.merged_into.is_some() {
        return Err(BoardError::OrgClosed(org.name));
    }
    let before = Tree::load(tx, &[org.number, parent.number]).await?;
    if before.parent(org.number, since) == Some(parent.number) {
        return Ok(false);
    }
    let after = before.with(org.number, since, parent.number);
    if org.number == parent.number {
        return Err(BoardError::Circle(org.name, since));
    }
    if let Some(day) = after.circle(org.number) {
        return Err(BoardError::Circle(org.name, day));
    }
    let text = "INSERT INTO parent(tenant, org, since, parent) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (tenant, org, since) DO UPDATE SET parent = excluded.parent";
    tx.run(sql(text).bind(tx.tenant()).bind(org.number).bind(since).bind(parent.number)).await?;
    let today = after.path(org.number, tx.today());
    replant(tx, &org, &today).await?;
    let note = audit::org("org.move", &org).with("above", parent.name).with("above_id", parent.id.to_string());
    tx.note(note.with("day", since.to_string()));
    Ok(true)
}

/// [`set_parent`] as an act of its own, where no figures hang on the org.
#[derive(Clone, Debug)]
pub struct MoveOrg {
    /// Which org.
    pub org: OrgId,
    /// The first day on which it stands there, not in the future.
    pub since: Day,
    /// Below which org.
    pub parent: OrgId,
}

/// Moves an org in the tree alone. Where the ledger holds facts, `ledger::move_org` is the act to call.
pub async fn move_org(tx: &mut Tx, _by: &Actor, ask: &MoveOrg) -> Result<bool, BoardError> {
    set_parent(tx, ask.org, ask.since, ask.parent).await
}

/// Brings today's paths of an org and of all below it into step with the dated tree.
async fn replant(tx: &mut Tx, org: &Org, up: &[i64]) -> Result<(), BoardError> {
    let path = path_text(up);
    if path == org.path {
        return Ok(());
    }
    let height = "SELECT CAST(coalesce(max(length(path) - length(replace(path, '/', ''))), 0) AS BIGINT) FROM org WHERE tenant = $1 AND";
    let (slashes,): (i64,) = tx.one(access::below(sql(height).bind(tx.tenant()).push(" "), "path", &org.path)).await?;
    let levels = slashes.unsigned_abs() as usize - 1 + path.matches('/').count() - org.path.matches('/').count();
    if levels > MOST_LEVELS {
        return Err(BoardError::TooDeep(MOST_LEVELS));
    }
    let text = "UPDATE org SET parent = (SELECT above.id FROM org above WHERE above.tenant = $1 AND above.number = $3) \
                WHERE tenant = $1 AND id = $2";
    tx.run(sql(text).bind(tx.tenant()).bind(org.id).bind(up.get(1).copied())).await?;
    let text = "UPDATE org SET path = $2 || substr(path, CAST($3 AS INTEGER)) WHERE tenant = $1 AND";
    let rest = org.path.len() as i64 + 1;
    let statement = sql(text).bind(tx.tenant()).bind(path).bind(rest).push(" ");
    tx.run(access::below(statement, "path", &org.path)).await?;
    Ok(())
}

/// The first row of a new org.
pub(crate) async fn plant(tx: &mut Tx, number: i64, parent: i64) -> Result<(), DbError> {
    let text = "INSERT INTO parent(tenant, org, since, parent) VALUES ($1, $2, $3, $4)";
    tx.run(sql(text).bind(tx.tenant()).bind(number).bind(Day::first()).bind(parent)).await?;
    Ok(())
}

/// The path below which a new org under `parent` stands.
pub(crate) fn path_of_parent(parent: &Org) -> Result<&str, BoardError> {
    match parent {
        Org { kind: OrgKind::Superior, .. } => Err(BoardError::OutsideTree),
        _ if parent.level() + 2 > MOST_LEVELS => Err(BoardError::TooDeep(MOST_LEVELS)),
        _ => Ok(&parent.path),
    }
}

/// `[9, 5, 1]`, itself first, as `/1/5/9/`.
pub fn path_text(up: &[i64]) -> String {
    up.iter().rev().fold("/".to_owned(), |text, number| format!("{text}{number}/"))
}

/// The numbers of a path, root first.
pub fn numbers(path: &str) -> Vec<i64> {
    path.split('/').filter_map(|part| part.parse().ok()).collect()
}

/// The numbers of all orgs that stand or stood below an org on any day, and its own. In order.
pub async fn below_ever(tx: &mut Tx, org: OrgId) -> Result<Vec<i64>, BoardError> {
    let top = orgs::get(tx, org).await?.number;
    let text = "WITH RECURSIVE down(org) AS (SELECT number FROM org WHERE tenant = $1 AND number = $2 \
                UNION SELECT p.org FROM down JOIN parent p ON p.tenant = $1 AND p.parent = down.org) SELECT org FROM down ORDER BY org";
    let found: Vec<i64> = tx.all::<(i64,)>(sql(text).bind(tx.tenant()).bind(top)).await?.into_iter().map(|row| row.0).collect();
    // The rows cross days: what stood below something that only later came here did not stand here. The tree tells.
    let tree = Tree::load(tx, &found).await?;
    Ok(found.into_iter().filter(|&number| tree.ever_below(number, top)).collect())
}

/// The number under which the ledger keeps each org, as [`resolve`] does, and the tree above them, in one query.
pub async fn resolve_below(tx: &mut Tx, ids: &[OrgId]) -> Result<(HashMap<OrgId, i64>, Tree), BoardError> {
    let keys = Rows::of(ids.iter().map(|id| vec![(*id).into()]).collect())?;
    let (mut numbers, mut tree) = (HashMap::new(), Tree::default());
    for (id, number, since, parent) in tx.keyed::<(Option<Uuid>, i64, i64, i64)>("id", keys, ABOVE).await? {
        match id {
            Some(id) => drop(numbers.insert(OrgId(id), number)),
            None => tree.put(number, since, parent)?,
        }
    }
    tree.in_order();
    Ok((numbers, tree))
}

/// Rows with an id say a number, rows without one a parent.
const ABOVE: &str = ", named(id, number) AS (SELECT o.id, coalesce(s.number, o.number) FROM k CROSS JOIN org o \
                     LEFT JOIN org s ON s.tenant = {tenant} AND s.id = o.merged_into WHERE o.tenant = {tenant} AND o.id = k.id), \
                     up(org) AS (SELECT number FROM named UNION SELECT p.parent FROM up JOIN parent p ON p.tenant = {tenant} AND p.org = up.org) \
                     SELECT id, number, 0, 0 FROM named UNION ALL \
                     SELECT NULL, p.org, p.since, p.parent FROM up CROSS JOIN parent p WHERE p.tenant = {tenant} AND p.org = up.org";

/// The number under which the ledger keeps each org: its own, or the survivor's where it was merged. Unknown ids are left out.
pub async fn resolve(tx: &mut Tx, ids: &[OrgId]) -> Result<HashMap<OrgId, i64>, BoardError> {
    let orgs = orgs::many(tx, ids).await?;
    let into: Vec<OrgId> = orgs.values().filter_map(|org| org.merged_into).collect();
    let survivors = if into.is_empty() { HashMap::new() } else { orgs::many(tx, &into).await? };
    let number = |org: &Org| org.merged_into.and_then(|id| survivors.get(&id)).map_or(org.number, |survivor| survivor.number);
    Ok(orgs.values().map(|org| (org.id, number(org))).collect())
}
