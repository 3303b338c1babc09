//! Who may do what, and where: one rule over grants gives both the check of one org and the filter of lists.

use base::{Actor, Right, Scope, Sql};

/// Why somebody may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nothing of theirs reaches it: to them it is not there (404).
    #[error("there is no such record among those you may see; look at the address")]
    NotVisible,
    /// They may see it, but not do this (403).
    #[error("your roles do not allow this here; ask the administrator")]
    NotAllowed,
}

impl Denied {
    /// The same for a person at a page.
    pub fn chinese(self) -> &'static str {
        match self {
            Denied::NotVisible => "没有找到这项内容，请检查网址。",
            Denied::NotAllowed => "您没有在这里进行此项操作的权限，请联系管理员。",
        }
    }
}

/// Held by whoever is signed in, over what is theirs: what reaches an org by it is visible there.
pub const SEEN: Right = Right { code: "board.see", name: "查看", roles: &[] };

/// The orgs in which somebody holds a right: the program itself everywhere, others below the orgs where a role of theirs holds it.
/// A right without roles is held by whoever is signed in, over all their grants reach.
pub fn scope(by: &Actor, right: &Right) -> Scope {
    if by.system {
        return Scope::whole(by.tenant);
    }
    let holds = |role| right.roles.is_empty() || right.roles.contains(&role);
    let paths = by.grants.iter().filter(|grant| holds(grant.role)).map(|grant| grant.path.clone());
    Scope { tenant: by.tenant, paths: Some(outermost(paths.collect())) }
}

/// Whether somebody may do something to an org with this path of today's tree.
///
/// # Errors
/// [`Denied::NotVisible`] where no grant of theirs reaches it at all, [`Denied::NotAllowed`] where one does, but none with this right.
pub fn require(by: &Actor, right: &Right, path: &str) -> Result<(), Denied> {
    if scope(by, right).reaches(path) {
        Ok(())
    } else if scope(by, &SEEN).reaches(path) {
        Err(Denied::NotAllowed)
    } else {
        Err(Denied::NotVisible)
    }
}

/// Whether somebody holds a right anywhere: for menus, and for pages that show whatever the scope gives.
pub fn holds(by: &Actor, right: &Right) -> bool {
    by.system || right.roles.is_empty() || !scope(by, right).paths.is_some_and(|paths| paths.is_empty())
}

/// Leaves out what lies below another: `/1/5/` beside `/1/`.
fn outermost(mut paths: Vec<String>) -> Vec<String> {
    paths.sort();
    let mut kept: Vec<String> = Vec::with_capacity(paths.len());
    for path in paths {
        // Sorted, whatever lies above a path comes before it, and the last one kept is the nearest such.
        if kept.last().is_none_or(|last| !path.starts_with(last.as_str())) {
            kept.push(path);
        }
    }
    kept
}

/// Narrows a query to the orgs of a scope: appends ` AND column IN (…)` for a column that holds org ids. A whole scope appends nothing:
/// the query's own `tenant = …` keeps offices apart.
pub fn within(query: Sql, scope: &Scope, column: &str) -> Sql {
    if scope.paths.is_none() {
        return query;
    }
    let query = query.push(" AND ").push(column).with(" IN (SELECT scoped.id FROM org scoped WHERE scoped.tenant = ?", scope.tenant);
    within_path(query, scope, "scoped.path").push(")")
}

/// The same for a column that holds paths.
pub fn within_path(query: Sql, scope: &Scope, column: &str) -> Sql {
    let Some(paths) = &scope.paths else { return query };
    if paths.is_empty() {
        return query.push(" AND 1 = 0");
    }
    let mut query = query.push(" AND (");
    for (i, path) in paths.iter().enumerate() {
        let or = if i == 0 { "" } else { " OR " };
        query = below(query.push(or), column, path);
    }
    query.push(")")
}

/// `(column >= path AND column < end)`: at or below a path, as a range that an index serves.
pub(crate) fn below(query: Sql, column: &str, path: &str) -> Sql {
    query.with(&format!("({column} >= ?"), path).with(&format!(" AND {column} < ?)"), path_end(path))
}

/// The first text after all that begin with `path`: paths end in `/`, and `0` is the character after it.
pub(crate) fn path_end(path: &str) -> String {
    format!("{}0", path.strip_suffix('/').unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Grant, OrgId, Role, TenantId};

    const CHECK: Right = Right { code: "report.check", name: "核稿", roles: &[Role::Checker] };

    fn actor(grants: &[(Role, &str)]) -> Actor {
        let grant = |&(role, path): &(Role, &str)| Grant { role, org: OrgId(uuid::Uuid::nil()), path: path.to_owned() };
        let mut actor = Actor::system(TenantId(1), "测试");
        (actor.system, actor.grants) = (false, grants.iter().map(grant).collect());
        actor
    }

    #[test]
    fn a_grant_reaches_its_org_and_what_lies_below_and_nothing_beside() {
        let by = actor(&[(Role::Checker, "/1/5/"), (Role::Reader, "/1/7/")]);
        for (path, expected) in [
            ("/1/5/", Ok(())),
            ("/1/5/9/", Ok(())),
            ("/1/7/", Err(Denied::NotAllowed)),
            ("/1/7/8/", Err(Denied::NotAllowed)),
            ("/1/", Err(Denied::NotVisible)),
            ("/1/50/", Err(Denied::NotVisible)),
            ("/1/6/", Err(Denied::NotVisible)),
        ] {
            assert_eq!(require(&by, &CHECK, path), expected, "{path}");
        }
        assert!(require(&actor(&[]), &SEEN, "/1/").is_err());
        assert!(require(&Actor::system(TenantId(1), "任务"), &CHECK, "/1/5/").is_ok());
    }

    #[test]
    fn a_scope_names_only_the_outermost_paths() {
        let by = actor(&[(Role::Checker, "/1/5/9/"), (Role::Checker, "/1/5/"), (Role::Checker, "/1/50/"), (Role::Reader, "/1/")]);
        assert_eq!(scope(&by, &CHECK).paths, Some(vec!["/1/5/".to_owned(), "/1/50/".to_owned()]));
        assert_eq!(scope(&by, &SEEN).paths, Some(vec!["/1/".to_owned()]));
    }
}
