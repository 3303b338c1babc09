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

/// 登记报数: writes down that a figure was given out, and takes it back.
pub static GIVE: Right =
    Right { code: "figures.give", name: "登记报数", roles: &[Role::Officer, Role::Recorder, Role::Checker, Role::Signer] };

/// 管理目标任务: sets, changes and deletes what an org is to reach. Whoever plans the work does, as with campaigns.
pub static TARGET: Right = Right { code: "figures.target", name: "管理目标任务", roles: &[Role::Officer] };

/// All.
pub static ALL: [&Right; 5] = [&HOME, &READ, &PERIOD_SET, &GIVE, &TARGET];
