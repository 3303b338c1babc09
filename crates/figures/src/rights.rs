//! Who may do what here.

use base::{Right, Role};

/// 首页: whoever is signed in; it shows what their other rights reach.
pub static HOME: Right = Right { code: "figures.home", name: "首页", roles: &[] };

/// 查看数据.
pub static READ: Right = Right {
    code: "figures.read",
    name: "查看数据",
    roles: &[Role::Administrator, Role::Officer, Role::Recorder, Role::Checker, Role::Signer, Role::Reader],
};

/// 切换时段: the period that everybody's pages show first, so it needs the whole office.
pub static PERIOD_SET: Right = Right { code: "figures.period", name: "切换时段", roles: &[Role::Administrator, Role::Officer] };

/// All.
pub static ALL: [&Right; 3] = [&HOME, &READ, &PERIOD_SET];
