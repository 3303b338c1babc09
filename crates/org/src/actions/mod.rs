//! What people do here, one act one function `(tx, by, ask)`: the right over the org at hand, then the board's act. Pages call these
//! and nothing else.

pub mod accounts;
pub mod handover;
pub mod merge;
pub mod office;
pub mod orgs;
pub mod people;
pub mod personal;
pub mod terms;
pub mod ways;

use base::{Actor, OrgId, Right, Scope, Tx};
use board::orgs::ROOT;
use board::{Org, OrgKind, access};

use crate::{OrgError, rules};

/// The root's path: who holds a right here holds it over the whole office.
pub(crate) fn root_path() -> String {
    format!("/{ROOT}/")
}

/// The org with this id over which somebody holds a right; what they may not see is not there. Superiors stand outside the tree: they
/// belong to whoever holds the right over the whole office.
pub(crate) async fn allowed(tx: &mut Tx, by: &Actor, right: &Right, id: OrgId) -> Result<Org, OrgError> {
    let org = board::orgs::get(tx, id).await?;
    if org.kind == OrgKind::Superior {
        access::require(by, right, &root_path())?;
    } else {
        access::require(by, right, &org.path)?;
    }
    Ok(org)
}

/// Whether a scope reaches an org, superiors with the whole office.
pub(crate) fn reaches(scope: &Scope, org: &Org) -> bool {
    if org.kind == OrgKind::Superior { scope.reaches(&root_path()) } else { scope.reaches(&org.path) }
}

/// Asks for what somebody holds this right over.
#[derive(Clone, Copy, Debug)]
pub struct Over(pub &'static Right);

/// The standing orgs of the tree over which somebody holds a right, for a field to choose from, each with its indentation.
pub async fn choices(tx: &mut Tx, by: &Actor, over: &Over) -> Result<Vec<(Org, usize)>, OrgError> {
    let scope = access::scope(by, over.0);
    let orgs = board::orgs::all(tx).await?;
    let open = orgs.into_iter().filter(|org| org.stands() && org.kind != OrgKind::Superior && scope.reaches(&org.path));
    Ok(rules::in_tree_order(open.collect()))
}

/// The org that a field names by its id, its code or its name, if somebody holds the right over it.
///
/// # Errors
/// [`OrgError::Invalid`] at `field` for what names none or several.
pub(crate) async fn named(tx: &mut Tx, by: &Actor, right: &Right, field: &'static str, text: &str) -> Result<Org, OrgError> {
    let scope = access::scope(by, right);
    let found = match text.parse::<OrgId>() {
        Ok(id) => board::orgs::many(tx, &[id]).await?.into_values().collect(),
        Err(_) => match board::orgs::by_code(tx, text).await? {
            Some(org) => vec![org],
            None => board::orgs::find_named(tx, text).await?,
        },
    };
    let mut found: Vec<Org> = found.into_iter().filter(|org| reaches(&scope, org)).collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(OrgError::invalid(
            field,
            "没有找到这个组织，请从列表选择，或填写组织的全称、简称或编码。",
            "no org of that name is in reach",
        )),
        n => {
            let codes: Vec<&str> = found.iter().map(|org| org.code.as_str()).collect();
            let chinese = format!("有{n}个组织叫这个名称，请改填编码：{}。", codes.join("、"));
            Err(OrgError::invalid(field, chinese, "several orgs have that name; give a code"))
        }
    }
}
