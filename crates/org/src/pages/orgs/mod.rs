//! 组织.

pub(super) mod found;
pub(super) mod list;
pub(super) mod names;
pub(super) mod places;
pub(super) mod show;

use base::OrgId;
use board::Org;
use kit::{Failure, Kind, Staff};

use crate::actions::orgs::{self, OrgView};

/// The org of an address, for its forms; they are for who manages it.
async fn managed(staff: &Staff, id: &str) -> Result<OrgView, Failure> {
    let view = staff.read(&super::id::<OrgId>(id)?, orgs::open).await?;
    if view.may_manage { Ok(view) } else { Err(Failure::denied("您没有管理这个组织的权限，请联系管理员。")) }
}

/// Forms of an org that was merged lead nowhere.
fn standing(view: &OrgView) -> Result<(), Failure> {
    match &view.survivor {
        Some(into) => Err(Failure::new(Kind::Conflict, format!("这个组织已并入“{}”，请到该组织的页面操作。", into.name))),
        None => Ok(()),
    }
}

fn href(org: &Org) -> String {
    format!("/orgs/{}", org.id)
}
