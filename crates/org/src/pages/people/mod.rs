//! 人员.

pub(super) mod edit;
pub(super) mod find;
pub(super) mod list;
pub(super) mod merge;
pub(super) mod reveal;
pub(super) mod show;
pub(super) mod terms;

use base::PersonId;
use board::people::Person;
use kit::{Failure, Staff};

use crate::actions::people::{self, PersonView};

fn href(person: &Person) -> String {
    format!("/people/{}", person.id)
}

/// The person of an address, for their forms; they are for who keeps the roster of their org.
async fn kept(staff: &Staff, id: &str) -> Result<PersonView, Failure> {
    let view = staff.read(&super::id::<PersonId>(id)?, people::open).await?;
    if view.may_write { Ok(view) } else { Err(Failure::denied("您没有维护这个组织花名册的权限，请联系管理员。")) }
}
