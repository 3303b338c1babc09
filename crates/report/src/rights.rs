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

/// 管理报告模板.
pub static TEMPLATE: Right = Right { code: "report.template", name: "管理报告模板", roles: &[Role::Officer] };

/// 核稿: passes a report on to be countersigned and signed, or returns it.
pub static CHECK: Right = Right { code: "report.check", name: "核稿", roles: &[Role::Checker] };

/// 会签: answers where one is asked, for oneself or for an org of which one holds such a role itself. Who is asked may read what they are
/// asked about, even where no grant of theirs reaches the report's org; nothing else opens to them by it.
pub static COUNTERSIGN: Right =
    Right { code: "report.countersign", name: "会签", roles: &[Role::Officer, Role::Recorder, Role::Checker, Role::Signer] };

/// 签发: signs off, or returns.
pub static SIGN: Right = Right { code: "report.sign", name: "签发", roles: &[Role::Signer] };

/// 上传审批单扫描件.
pub static ATTACH: Right = Right { code: "report.attach", name: "上传扫描件", roles: &[Role::Officer, Role::Checker, Role::Signer] };

/// 编报: answers for figures of a report that is being written, with remark and files.
pub static PREPARE: Right = Right { code: "report.prepare", name: "编报数字", roles: &[Role::Officer, Role::Recorder] };

/// 核对: looks a second time at figures that somebody else prepared.
pub static COMPARE: Right = Right { code: "report.compare", name: "核对数字", roles: &[Role::Officer, Role::Recorder, Role::Checker] };

/// All.
pub static ALL: [&Right; 9] = [&READ, &DRAFT, &TEMPLATE, &CHECK, &COUNTERSIGN, &SIGN, &ATTACH, &PREPARE, &COMPARE];
