//! 设置.

pub(super) mod account;
pub(super) mod accounts;
pub(super) mod handover;
pub(super) mod office;
pub(super) mod retention;
pub(super) mod ways;

use base::{Grant, Role};
use kit::{Choice, Markup, Staff};

use crate::actions;
use crate::rights;

/// The parts of the settings for who sets up the whole office.
const TABS: [(&str, &str); 4] =
    [("/settings/accounts", "账号"), ("/settings/office", "本单位"), ("/settings/retention", "保存期限"), ("/settings/jobs", "后台任务")];

/// The parts of the settings; one who administers a part of the office has accounts only.
fn tabs(staff: &Staff, at: &str) -> Markup {
    if !whole(staff) {
        return Markup::empty();
    }
    let tab = |(href, label): (&str, &str)| {
        let current = if href == at { " aria-current=\"page\"" } else { "" };
        format!("<a href=\"{href}\"{current}>{label}</a>")
    };
    let tabs: String = TABS.into_iter().map(tab).collect();
    Markup::trusted(format!("<nav class=\"tabs\" aria-label=\"设置\">{tabs}</nav>"))
}

/// Whether somebody may set up the whole office.
fn whole(staff: &Staff) -> bool {
    board::access::require(&staff.actor, &rights::SETTINGS, &actions::root_path()).is_ok()
}

fn roles() -> Vec<Choice> {
    Role::ALL.iter().map(|role| Choice::new(role.code(), role.chinese())).collect()
}

/// What somebody may do: the names of the rights that routes ask for, in the order of the rooms.
fn may(staff: &Staff, role: Role) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    let grant = Grant { role, org: base::OrgId(uuid::Uuid::nil()), path: actions::root_path() };
    let mut by = staff.actor.clone();
    (by.system, by.grants) = (false, vec![grant]);
    for right in staff.app.rooms.routes.iter().filter_map(|route| route.right()) {
        if !right.roles.is_empty() && board::access::holds(&by, right) && !names.contains(&right.name) {
            names.push(right.name);
        }
    }
    names
}
