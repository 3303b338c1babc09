//! Who may do what here.

use base::{Right, Role};

/// 查看台账.
pub static READ: Right = Right {
    code: "journal.read",
    name: "查看台账",
    roles: &[Role::Administrator, Role::Officer, Role::Recorder, Role::Checker, Role::Signer, Role::Reader],
};

/// 登记、更正、撤回.
pub static WRITE: Right = Right { code: "journal.write", name: "登记、更正、撤回工作", roles: &[Role::Officer, Role::Recorder] };

/// 导入台账: whole workbooks, and undoing it.
pub static IMPORT: Right = Right { code: "journal.import", name: "导入台账", roles: &[Role::Officer, Role::Recorder] };

/// 专项行动、专题、品牌: making them, and letting records join.
pub static CAMPAIGN: Right = Right { code: "journal.campaign", name: "管理专项", roles: &[Role::Officer] };

/// All of them, for the composition.
pub static ALL: [&Right; 4] = [&READ, &WRITE, &IMPORT, &CAMPAIGN];
