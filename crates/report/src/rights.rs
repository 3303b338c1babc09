//! Who may do what with reports.

use base::{Right, Role};

/// 查看报告.
pub static READ: Right = Right {
    code: "report.read",
    name: "查看报告",
    roles: &[Role::Administrator, Role::Officer, Role::Recorder, Role::Checker, Role::Signer, Role::Reader],
};

/// 拟稿: begins, writes, sends on, deletes drafts.
pub static DRAFT: Right = Right { code: "report.draft", name: "拟稿", roles: &[Role::Officer] };

/// 核稿: passes a report on to be signed, or returns it.
pub static CHECK: Right = Right { code: "report.check", name: "核稿", roles: &[Role::Checker] };

/// 签发: signs off, or returns.
pub static SIGN: Right = Right { code: "report.sign", name: "签发", roles: &[Role::Signer] };

/// All.
pub static ALL: [&Right; 4] = [&READ, &DRAFT, &CHECK, &SIGN];
