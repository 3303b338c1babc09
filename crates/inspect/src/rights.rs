//! Who may do what here.

use base::{Right, Role};

/// 查看迎检材料.
pub static READ: Right = Right {
    code: "inspect.read",
    name: "查看迎检材料",
    roles: &[Role::Administrator, Role::Officer, Role::Recorder, Role::Checker, Role::Signer, Role::Reader],
};

/// 整理迎检材料: imports tables, answers lines with records and files.
pub static WRITE: Right = Right { code: "inspect.write", name: "整理迎检材料", roles: &[Role::Officer, Role::Recorder] };

/// All.
pub static ALL: [&Right; 2] = [&READ, &WRITE];
