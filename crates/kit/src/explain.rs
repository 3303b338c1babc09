//! What somebody may do, and why: each right with the roles that give it and where.

use board::accounts::{Granted, because};

use crate::table::{Cell, Column, Row, Table};
use crate::{Markup, Staff};

/// The rights that these grants give, in the order of the rooms, each with its reason.
pub fn rights_table(staff: &Staff, grants: &[Granted]) -> Markup {
    let mut rights: Vec<&'static base::Right> = Vec::new();
    for right in staff.app.rooms.routes.iter().filter_map(|route| route.right()) {
        if !right.roles.is_empty() && !rights.contains(&right) {
            rights.push(right);
        }
    }
    let reason = |grant: &&Granted| format!("在“{}”及其下级是{}", grant.org_name, grant.role.chinese());
    let row = |right: &&'static base::Right| {
        let reasons: Vec<String> = because(grants, right).iter().map(reason).collect();
        (!reasons.is_empty()).then(|| Row::new(vec![Cell::text(right.name), Cell::text(format!("因为{}", reasons.join("；")))]))
    };
    let columns = vec![Column::words("right", "可以做什么"), Column::words("because", "因为")];
    let empty = Markup::text("没有角色，所以登录后什么也不能看、不能做。");
    Table::new("有效权限", columns).rows(rights.iter().filter_map(row)).empty(empty).render()
}
